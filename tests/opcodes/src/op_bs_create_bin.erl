%% Building bit strings of all segment types and options in one instruction; and each way a segment can fail.
%% build: 25 27 29
%% covers: bs_create_bin bs_init_writable
-module(op_bs_create_bin).
-export([run/0, ints/2, sized/3, odd/2, flts/1, bins/2, part/2, utf/1, str/1, app/2, prep/2, comp/1, two/2, y/2, id/1,
         fail_int/0, fail_size/0, fail_neg/0, fail_bin/0, fail_unit/0, fail_short/0, fail_float/0, fail_float_size/0, fail_utf8/0, fail_utf16/0,
         fail_utf32/0, fail_append/0]).

run() ->
    {[ints(A, B) || {A, B} <- [{1, 2}, {-1, -2}, {16#123456789abcdef0123, 16#fedcba98765}, {0, 1 bsl 63}]],
     [sized(5, N, V) || {N, V} <- [{0, 1}, {1, 1}, {7, 100}, {8, 255}, {13, -3}, {64, 1 bsl 63}, {100, 1 bsl 90}, {3, 0}]],
     odd(5, <<3:3>>), [flts(F) || F <- [1.5, -0.0, 3, 65504.0, 1.0e-7, 1.0e39]], bins(<<1, 2>>, <<>>), bins(<<>>, <<7:3>>), part(<<1, 2, 3, 4>>, 2),
     [utf(C) || C <- [0, $a, 16#7f, 16#80, 16#7ff, 16#800, 16#ffff, 16#10000, 16#10ffff]], str(9), app(300, <<>>), prep(3, <<>>),
     comp([1, 2, 300]), two(<<1>>, 2), y(3, <<4>>)}.

ints(A, B) -> <<A:8, B:16/little, A:32/signed, B:24/big, A:64/little, B:40/native>>.

sized(A, N, V) -> <<A:4, V:N, V:N/little, 1:4>>.

odd(A, B) -> <<A:3, B/bitstring, A:7, -1:9/little>>.

flts(F) -> <<F:64/float, F:32/float-little, F:16/float, F/float-little>>.

bins(A, B) -> <<B/bitstring, A/binary, 255, A/binary>>.

part(B, N) -> <<B:N/binary, B:3/binary, B:N/binary-unit:4>>.

utf(C) -> <<C/utf8, C/utf16, C/utf16-little, C/utf32, C/utf32-little>>.

str(A) -> <<"start", A, "and a longer one of more than eight", A:12, 1:4, "end"/utf16>>.

app(0, A) -> <<(byte_size(A)):16, (binary:at(A, 7)), (binary:last(A))>>;
app(N, A) -> app(N - 1, <<A/binary, N, (N bsr 8):3, 0:5>>).

prep(0, A) -> A;
prep(N, A) -> prep(N - 1, <<N, A/binary>>).

comp(L) -> {<<<<X:12>> || X <- L>>, <<<<X>> || <<X:4>> <= <<16#12, 16#34>>>>}.

two(A, B) ->
    X = <<A/binary, B>>,
    Y = <<X/binary, 1>>,
    Z = <<X/binary, 2>>,
    {X, Y, Z, <<X/binary, Y/binary>>}.

y(A, B) ->
    id(0),
    X = <<A, B/binary>>,
    id(X),
    {X, <<B/binary, A>>}.

id(X) -> X.

fail_int() -> ints(a, 1).
fail_size() -> sized(1, x, 1).
fail_neg() -> sized(1, -1, 1).
fail_bin() -> bins([], <<>>).
fail_unit() -> bins(<<1:3>>, <<>>).
fail_short() -> part(<<1, 2>>, 1).
fail_float() -> flts(x).
fail_float_size() -> <<(id(1.5)):(id(17))/float>>.
fail_utf8() -> <<(id(16#d800))/utf8>>.
fail_utf16() -> <<(id(16#110000))/utf16>>.
fail_utf32() -> <<(id(-1))/utf32>>.
fail_append() -> app(1, <<1:1>>).
