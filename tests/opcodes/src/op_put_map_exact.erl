%% Setting keys that must be there: all there, one missing, not a map, in small and large maps.
%% covers: put_map_exact
-module(op_put_map_exact).
-export([run/0, set/3, two/2, grow/2, guard/2, id/1, fail_key/0, fail_second/0, fail_not_map/0, fail_int_float/0]).

run() ->
    M = #{1 => a},
    B = grow(50, #{}),
    {set(M, 1, b), M, maps:get(7, set(B, 7, [seven])), map_size(set(B, 7, x)), two(id(#{1 => a, b => c}), v) =:= #{1 => v, b => {v}},
     guard(M, 1), guard(M, 2), guard(a, 1)}.

set(M, K, V) -> M#{K := V}.

two(M, V) -> M#{1 := V, b := {V}}.

grow(0, M) -> M;
grow(N, M) -> grow(N - 1, M#{N => N}).

guard(M, K) when map_size(M#{K := 0}) =:= 1 -> yes;
guard(_, _) -> no.

id(X) -> X.

fail_key() -> set(#{1 => 2}, {k}, 3).

fail_second() -> two(#{1 => 2}, 3).

fail_not_map() -> set(<<>>, 1, 2).

fail_int_float() -> set(#{1 => 2}, 1.0, 3).
