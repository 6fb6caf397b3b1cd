%% Starting to match what may be no bit string: binaries, bits, other terms, a Y register.
%% covers: bs_start_match3 bs_get_tail
-module(op_bs_start_match3).
-export([run/0, first/1, tail/1, y/1, id/1]).

run() ->
    {[first(X) || X <- [<<1>>, <<1, 2>>, <<>>, <<1:3>>, a, [1], {1}, 1, #{}]], [tail(X) || X <- [<<1>>, <<1, 2:3>>, <<>>, x]], [y(<<3, 4>>), y(x)]}.

first(<<A, _/bits>>) -> A;
first(_) -> no.

tail(<<A, T/bits>>) -> {A, T};
tail(X) -> {no, X}.

y(B) ->
    id(0),
    case B of
        <<X, T/bits>> -> id(X), {X, T, B};
        _ -> no
    end.

id(X) -> X.
