%% Keys that must be in a map, their values not asked for: one, several, values as keys, a Y register, large maps.
%% covers: has_map_fields
-module(op_has_map_fields).
-export([run/0, one/1, some/1, reg/2, y/1, grow/2, id/1]).

run() ->
    B = grow(100, #{a => 1}),
    {[one(M) || M <- [#{a => 1}, #{b => 1}, #{}, #{a => []}, a, [], B]], [some(M) || M <- [#{a => 1, 2 => 3, "k" => 4}, #{a => 1, 2 => 3}, B]],
     [reg(#{1 => 2, {x} => 3}, K) || K <- [1, 1.0, {x}, {y}, #{}]], [reg(B, K) || K <- [1, 100, 101, a, 1.0]], [y(#{a => 1}), y(#{})]}.

one(#{a := _}) -> 1;
one(_) -> 0.

some(#{a := _, 2 := _, "k" := _}) -> 1;
some(_) -> 0.

reg(M, K) ->
    case M of
        #{K := _} -> 1;
        _ -> 0
    end.

y(M) ->
    R = id(1),
    case M of
        #{a := _} -> R;
        _ -> 0
    end.

grow(0, M) -> M;
grow(N, M) -> grow(N - 1, M#{N => N}).

id(X) -> X.
