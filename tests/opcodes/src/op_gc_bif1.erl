%% Built-ins of one argument that may need heap: sizes, rounding, sign, complement, in bodies and in guards that fail.
%% covers: gc_bif1
-module(op_gc_bif1).
-export([run/0, sizes/3, round/1, signs/1, compl/1, guard/1, big/0, y/1, id/1,
         fail_length/0, fail_improper/0, fail_abs/0, fail_bnot/0, fail_minus/0, fail_map_size/0, fail_trunc/0]).
-compile({no_auto_import, [round/1]}).

run() ->
    {sizes([1, 2, 3], <<1, 2:4>>, #{a => 1}), [round(F) || F <- [1.5, 2.5, -1.5, -2.5, 0.4, -0.4, 1.0e20, 7]],
     [signs(V) || V <- [1, -1, 0, 2.5, -2.5, -576460752303423488, -1152921504606846976, 1 bsl 70, -(1 bsl 70)]],
     [compl(V) || V <- [0, -1, 5, 576460752303423487, -576460752303423488, 1152921504606846975, -1152921504606846976, 1 bsl 64, -(1 bsl 64)]],
     [guard(V) || V <- [[1, 2], [1 | 2], <<1, 2>>, {1, 2}, #{1 => 2, 3 => 4}, 2, -2.0]], big(), y([a, b])}.

sizes(L, B, M) -> {length(L), byte_size(B), bit_size(B), map_size(M)}.

round(F) -> {erlang:round(F), trunc(F), ceil(F), floor(F), float(F)}.

signs(V) -> {-V, abs(V), +V}.

compl(V) -> bnot V.

guard(V) when length(V) =:= 2 -> list;
guard(V) when byte_size(V) =:= 2 -> binary;
guard(V) when map_size(V) =:= 2 -> map;
guard(V) when abs(V) == 2 -> number;
guard(_) -> none.

big() -> {trunc(id(1.0e25)), float(id(1 bsl 80)), -id(1 bsl 59), abs(id(-(1 bsl 60)))}.

y(L) ->
    id(0),
    N = length(L),
    X = id(N),
    {X, length(L)}.

id(X) -> X.

fail_length() -> length(id(a)).
fail_improper() -> length(id([1 | 2])).
fail_abs() -> abs(id(a)).
fail_bnot() -> compl(1.0).
fail_minus() -> -id("x").
fail_map_size() -> map_size(id([])).
fail_trunc() -> trunc(id(x)).
