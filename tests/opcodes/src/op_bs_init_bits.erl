%% Building bit strings that need not end at a byte, in the old form.
%% build: 23 25 27
%% options 25: +r24
%% options 27: +r24
%% covers: bs_init_bits bs_put_integer bs_put_binary bs_put_string bs_add
-module(op_bs_init_bits).
-export([run/0, fixed/2, sized/3, bits/2, str/1, id/1, fail_int/0, fail_size/0, fail_neg/0, fail_bits/0]).

run() ->
    {[fixed(A, B) || {A, B} <- [{1, 2}, {-1, -2}, {16#123456789abcdef0123, 16#fedcba98765}]],
     [sized(5, N, V) || {N, V} <- [{0, 1}, {1, 1}, {7, 100}, {8, 255}, {13, -3}, {64, 1 bsl 63}, {100, 1 bsl 90}, {3, 0}]],
     bits(<<1, 2:3>>, <<5:7>>), bits(<<>>, <<1>>), str(3)}.

fixed(A, B) -> <<A:3, B:7, A:13/little, B:65>>.

sized(A, N, V) -> <<A:4, V:N, V:N/little, 1:3>>.

bits(A, B) -> <<1:1, A/bitstring, B/bitstring, A/bitstring>>.

str(A) -> <<A:3, "shifted", A:2>>.

id(X) -> X.

fail_int() -> fixed(1, x).
fail_size() -> sized(1, 1.0, 1).
fail_neg() -> sized(1, -1, 1).
fail_bits() -> bits(1, <<>>).
