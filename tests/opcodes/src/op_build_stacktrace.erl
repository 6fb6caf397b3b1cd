%% The stack trace of an exception as a list: a function, a built-in with its arguments, a missing clause with its arguments.
%% covers: build_stacktrace
-module(op_build_stacktrace).
-export([run/0, trace/1, clause/1, id/1]).

run() ->
    [trace(fun() -> error(r) end), trace(fun() -> [clause(2)] end), trace(fun() -> [element(id(3), {a})] end),
     trace(fun() -> [no_such_module:f(1)] end), trace(fun() -> [hd(id([]))] end), trace(fun() -> erlang:error(r, [x, y]) end)].

trace(F) ->
    try F()
    catch C:R:S ->
        {M, N, A, L} = hd(S),
        Where = case lists:member(atom_to_list(N), ["clause", "f", "element", "hd"]) of
                    true -> N;
                    false -> a_fun
                end,
        {C, R, M, Where, A, is_list(L), length(S) > 1}
    end.

clause(1) -> ok.

id(X) -> X.
