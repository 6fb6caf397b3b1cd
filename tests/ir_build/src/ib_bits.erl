-module(ib_bits).
-export([bytes/2, fields/1, utf8/2, append/2, sized/2, prefix/1, small/1, tail/1]).

bytes(<<X, Rest/binary>>, A) -> bytes(Rest, A + X);
bytes(<<>>, A) -> A.

fields(<<A:4, B:12/signed, C:32/little, D/float, E:3/binary, F/bits>>) -> {A, B, C, D, E, F};
fields(_) -> none.

utf8(<<C/utf8, Rest/binary>>, A) -> utf8(Rest, [C | A]);
utf8(<<>>, A) -> A.

append(A, X) -> <<A/binary, X:16, 1, "text", X/utf8>>.

sized(<<N, X:N/binary, Y:N>>, Z) -> {X, Y, <<X/binary, Y:N, Z/float>>}.

prefix(<<"null", R/binary>>) -> {null, R};
prefix(<<"true", R/binary>>) -> {true, R};
prefix(<<"\"", R/binary>>) -> {string, R};
prefix(<<C, R/binary>>) when C >= $0, C =< $9 -> {digit, C, R};
prefix(<<>>) -> none.

small(X) -> <<X:8, X:16/little>>.

tail(<<_:3, T/bits>>) -> T.
