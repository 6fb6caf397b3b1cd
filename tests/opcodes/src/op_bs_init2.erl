%% Building binaries of whole bytes in the old form: the size first, then one instruction a segment.
%% build: 23 25 27
%% options 25: +r24
%% options 27: +r24
%% covers 23: bs_init2
%% covers 23 25 27: bs_put_integer bs_put_binary bs_put_float bs_put_string bs_add
-module(op_bs_init2).
-export([run/0, ints/2, sized/3, flts/1, bins/2, part/2, str/1, y/2, id/1,
         fail_int/0, fail_size/0, fail_neg/0, fail_bin/0, fail_unit/0, fail_short/0, fail_float/0]).

run() ->
    {[ints(A, B) || {A, B} <- [{1, 2}, {-1, -2}, {16#123456789abcdef0123, 16#fedcba98765}, {0, 1 bsl 63}]],
     [sized(5, N, V) || {N, V} <- [{0, 1}, {1, 1}, {7, 100}, {8, -3}, {13, 1 bsl 90}]],
     [flts(F) || F <- [1.5, -0.0, 3, 1.0e-7, 1.0e39]], bins(<<1, 2>>, <<>>), bins(<<>>, <<7>>), part(<<1, 2, 3, 4>>, 2), str(9), y(3, <<4>>)}.

ints(A, B) -> <<A:8, B:16/little, A:32/signed, B:24/big, A:64/little, B:40/native>>.

sized(A, N, V) -> <<A:8, V:N/unit:8, V:N/little-unit:16, 1:8>>.

flts(F) -> <<F:64/float, F:32/float-little, F/float-little>>.

bins(A, B) -> <<7, B/binary, A/binary, 255, A/binary>>.

part(B, N) -> <<0, B:N/binary, B:3/binary, B:N/binary-unit:8>>.

str(A) -> <<"start", A, "and a longer one of more than eight", A:16, "end"/utf16>>.

y(A, B) ->
    id(0),
    X = <<A, B/binary>>,
    id(X),
    {X, <<1, B/binary, A>>}.

id(X) -> X.

fail_int() -> ints(a, 1).
fail_size() -> sized(1, x, 1).
fail_neg() -> sized(1, -1, 1).
fail_bin() -> bins([], <<>>).
fail_unit() -> bins(<<1:3>>, <<>>).
fail_short() -> part(<<1, 2>>, 1).
fail_float() -> flts(x).
