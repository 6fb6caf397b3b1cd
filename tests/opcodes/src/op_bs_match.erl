%% Matching segments of fixed size, several tests and reads in one instruction.
%% build: 27 29
%% covers: bs_match
-module(op_bs_match).
-export([run/0, ints/1, signs/1, odd/1, wide/1, bins/1, tail/1, bits/1, lits/1, skips/1, units/1, loop/2, y/1, empty/1, choice/1, id/1, fail_short/0,
         fail_type/0]).

run() ->
    B = <<16#f1, 16#f2, 16#f3, 16#f4, 16#f5, 16#f6, 16#f7, 16#f8, 16#f9, 16#fa, 16#fb, 16#fc, 16#fd>>,
    {ints(B), signs(B), odd(B), wide(<<B/binary, B/binary>>), [bins(X) || X <- [B, <<1, 2>>, <<1, 2, 3>>, <<1, 2, 3:7>>]],
     [tail(X) || X <- [B, <<1>>, <<1, 2:3>>, <<>>]], [bits(X) || X <- [<<5:3>>, <<5:3, 1:1>>, <<1>>]],
     [lits(X) || X <- [<<1, 2, 3>>, <<"key: ", 7>>, <<"key: ">>, <<"kez: ", 7>>, <<"a longer prefix than 64 bits!", 1, 2>>, <<16#abc:12, 5:4>>]],
     skips(B), [units(X) || X <- [<<1, 2, 3, 4, 5>>, <<1, 2, 3, 4>>, <<1, 2, 3, 4, 5, 6>>]], loop(<<1, 2, 3, 4, 5, 6>>, 0), loop(<<1, 2, 3>>, 0), y(<<7, 8, 9>>),
     [empty(X) || X <- [<<>>, <<0:1>>, <<0>>, []]], [choice(X) || X <- [<<1, 5>>, <<2, 0, 5>>, <<3, 1, 2, 3, 4>>, <<3, 1>>, <<4>>, <<>>]],
     ints(id(<<0:3, B/bits>>))}.

ints(<<A:8, B:16, C:16/little, D:32, E:24/little, _/bits>>) -> {A, B, C, D, E};
ints(_) -> no.

signs(<<A:8/signed, B:16/signed-little, C:5/signed, D:3/signed, E:64/signed, _/bits>>) -> {A, B, C, D, E}.

odd(<<A:1, B:2, C:3, D:9/little, E:13, F:17/little-signed, _/bits>>) -> {A, B, C, D, E, F}.

wide(<<A:64, B:60, C:68/little, _/bits>>) -> {A, B, C}.

bins(<<A:2/binary, B/binary>>) -> {A, B};
bins(_) -> no.

tail(<<A, T/binary>>) -> {A, T};
tail(_) -> no.

bits(<<A:3, T/bits>>) -> {A, T}.

lits(<<1, 2, X>>) -> {one_two, X};
lits(<<"key: ", V>>) -> {key, V};
lits(<<"a longer prefix than 64 bits!", R/binary>>) -> {long, R};
lits(<<16#abc:12, X:4>>) -> {abc, X};
lits(_) -> no.

skips(<<_:8, A:4, _:12, B:8, _:16, C/bits>>) -> {A, B, C}.

units(<<A, T/binary-unit:16>>) -> {A, T};
units(<<A:16, T/binary-unit:32>>) -> {A, T};
units(_) -> no.

loop(<<A, B, T/binary>>, S) -> loop(T, S + A * B);
loop(<<>>, S) -> S;
loop(R, S) -> {left, R, S}.

y(B) ->
    id(0),
    <<X, T/binary>> = B,
    id(X),
    {X, T, B}.

empty(<<>>) -> 1;
empty(_) -> 0.

choice(<<1, X>>) -> {one, X};
choice(<<2, X:16>>) -> {two, X};
choice(<<3, X:32, R/binary>>) -> {three, X, R};
choice(<<X, _/binary>>) -> {other, X};
choice(<<>>) -> none.

id(X) -> X.

fail_short() ->
    <<X:32, _/binary>> = id(<<1, 2, 3>>),
    X.

fail_type() ->
    <<X:8>> = id([1]),
    X.
