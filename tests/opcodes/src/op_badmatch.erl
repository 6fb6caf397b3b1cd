%% A value that a pattern does not fit, in a body and in a tail position.
%% covers: badmatch
-module(op_badmatch).
-export([run/0, two/1, last/1, id/1, fail_reg/0, fail_y/0, fail_lit/0]).

run() -> {two({1, 2}), last([3])}.

two(T) ->
    {A, B} = id(T),
    [A | B].

last(L) ->
    X = id(L),
    [_] = id(0 + length(X)) =:= 1 andalso X,
    X.

id(X) -> X.

fail_reg() -> two({1, [2], <<"3">>}).

fail_y() -> last([1, 2]).

fail_lit() -> {ok, _} = id(error).
