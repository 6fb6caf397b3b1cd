%% The places in a stack trace: a call, a built-in in a body, a second file.
%% covers: line
-module(op_line).
-export([run/0, where/1, a/1, b/1, id/1]).

run() -> {where(fun() -> a(1) end), where(fun() -> b(x) end), where(fun() -> c(1) end)}.

where(F) ->
    try F()
    catch _:_:S -> [{N, proplists_line(L)} || {?MODULE, N, A, L} <- S, lists:member({N, A}, [{a, 1}, {b, 1}, {c, 1}, {id, 1}])]
    end.

proplists_line(L) ->
    {_, F} = lists:keyfind(file, 1, L),
    {_, N} = lists:keyfind(line, 1, L),
    {F, N}.

id(1) -> error(one).

a(X) ->
    Y = id(X),
    [Y].

b(X) ->
    Y =
        X + 1,
    {Y}.

-file("other_file.erl", 4000000).

c(X) ->
    Y = id(X),
    [Y].
