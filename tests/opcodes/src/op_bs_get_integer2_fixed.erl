%% Reading integers of fixed size in the old form: small, byte-sized, wide, both orders, signed.
%% build: 23 25 27
%% options 27: +r25
%% covers: bs_get_integer2
-module(op_bs_get_integer2_fixed).
-export([run/0, ints/1, signs/1, odd/1, wide/1, y/1, id/1, fail_short/0, fail_type/0]).

run() ->
    B = <<16#f1, 16#f2, 16#f3, 16#f4, 16#f5, 16#f6, 16#f7, 16#f8, 16#f9, 16#fa, 16#fb, 16#fc, 16#fd>>,
    {ints(B), ints(<<1, 2>>), signs(B), odd(B), wide(<<B/binary, B/binary>>), y(<<7, 8>>), ints(id(<<0:3, B/bits>>))}.

ints(<<A:8, B:16, C:16/little, D:32, E:24/little, _/bits>>) -> {A, B, C, D, E};
ints(_) -> no.

signs(<<A:8/signed, B:16/signed-little, C:5/signed, D:3/signed, E:64/signed, _/bits>>) -> {A, B, C, D, E}.

odd(<<A:1, B:2, C:3, D:9/little, E:13, F:17/little-signed, _/bits>>) -> {A, B, C, D, E, F}.

wide(<<A:64, B:60, C:68/little, _/bits>>) -> {A, B, C}.

y(B) ->
    id(0),
    <<X, Y>> = B,
    id(X),
    {X, Y, B}.

id(X) -> X.

fail_short() ->
    <<X:32, _/binary>> = id(<<1, 2, 3>>),
    X.

fail_type() ->
    <<X:8>> = id([1]),
    X.
