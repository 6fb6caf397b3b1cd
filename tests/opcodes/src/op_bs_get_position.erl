%% A place in a match remembered and gone back to, when a later clause begins again where an earlier one read on.
%% covers: bs_get_position bs_set_position
-module(op_bs_get_position).
-export([run/0, back/2, deep/1, tail/1, id/1]).

run() ->
    {[back(N, X) || N <- [8, 11], X <- [<<1, 2, 3>>, <<1, 2, 3, 4>>, <<1, 2>>, <<1>>]], [deep(X) || X <- [<<1, 2, 3>>, <<1, 2, 4>>, <<1, 3>>, <<2, "x">>, <<>>]],
     tail(<<8, 1, 2, 3>>), tail(<<200, 1>>)}.

back(N, B) ->
    case B of
        <<A, X:N, 3:8, R/bits>> -> {first, A, X, R};
        <<A, X:N, _:5, R/bits>> -> {second, A, X, R};
        <<A, R/bits>> -> {third, A, R}
    end.

deep(<<1, 2, 3>>) -> a;
deep(<<1, 2, X>>) -> {b, X};
deep(<<1, X/binary>>) -> {c, X};
deep(<<N, $x/utf8, R/bits>>) -> {d, N, R};
deep(X) -> {e, X}.

tail(<<N, X:N, R/bits>> = B) -> {N, X, R, B};
tail(<<N, R/bits>>) -> {short, N, R}.

id(X) -> X.
