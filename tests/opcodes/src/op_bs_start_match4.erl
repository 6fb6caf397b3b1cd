%% Starting to match what is known to be a bit string or a context already: loops that pass the context on.
%% covers: bs_start_match4
-module(op_bs_start_match4).
-export([run/0, known/1, sum/2, alt/2, odd/2, keep/1, id/1]).

run() ->
    {known(<<1, 2>>), known(<<1:3>>), sum(<<1, 2, 3, 4, 5>>, 0), alt(<<1, 2, 3, 4, 5>>, []), keep(<<5, 6>>)}.

known(B) when is_bitstring(B) ->
    case B of
        <<A, R/bits>> -> {A, R};
        _ -> short
    end.

sum(<<A, T/binary>>, S) -> sum(T, S + A);
sum(<<>>, S) -> S.

alt(<<A, T/binary>>, L) -> odd(T, [{even, A} | L]);
alt(<<>>, L) -> L.

odd(<<A:4, B:4, T/binary>>, L) -> alt(T, [{odd, A, B} | L]);
odd(<<>>, L) -> L.

keep(B) when is_binary(B) ->
    <<A, R/binary>> = B,
    <<C, _/binary>> = B,
    {A, R, C, id(B)}.

id(X) -> X.
