%% The number of bits left being a multiple of a unit.
%% build: 23 25 27
%% options 27: +r25
%% covers: bs_test_unit
-module(op_bs_test_unit).
-export([run/0, bytes/1, units/1, id/1]).

run() -> {[bytes(B) || B <- [<<1, 2>>, <<1, 2:3>>, <<1>>, <<>>, <<1:4>>]], [units(B) || B <- [<<1, 2, 3>>, <<1, 2, 3, 4>>, <<1, 2:7>>]]}.

bytes(<<A, _/binary>>) -> A;
bytes(_) -> no.

units(<<A, T/binary-unit:24>>) -> {A, T};
units(<<A, T/binary-unit:16>>) -> {A, T};
units(_) -> no.

id(X) -> X.
