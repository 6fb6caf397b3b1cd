%% Values of keys: one, several, values as keys, a key missing, into the map's own register, from a Y register, large maps.
%% covers: get_map_elements
-module(op_get_map_elements).
-export([run/0, one/1, several/1, reg/2, own/1, y/2, grow/2, id/1, fail_match/0]).

run() ->
    B = grow(100, #{a => x, b => y, "k" => z, {t} => w}),
    {[one(M) || M <- [#{a => 1}, #{b => 1}, #{}, b, B]], several(#{a => 1, b => 2, "k" => 3, {t} => 4}), several(#{a => 1, b => 2}), several(B),
     [reg(#{1 => int, 1.0 => flt, [l] => lst}, K) || K <- [1, 1.0, [l], 2, 0.0]], [reg(B, K) || K <- [1, 50, 100, 101]], own(#{m => #{m => deep}}),
     y(#{1 => a, 2 => b}, 2)}.

one(#{a := V}) -> {V};
one(_) -> no.

several(#{a := A, b := B, "k" := K, {t} := T}) -> {A, B, K, T};
several(_) -> no.

reg(M, K) ->
    case M of
        #{K := V} -> V;
        _ -> no
    end.

own(#{m := #{m := V}}) -> V.

y(M, K) ->
    id(0),
    #{K := V, 1 := W} = M,
    X = id(V),
    {X, W}.

grow(0, M) -> M;
grow(N, M) -> grow(N - 1, M#{N => N * 2}).

id(X) -> X.

fail_match() ->
    #{x := V} = id(#{y => 1}),
    V.
