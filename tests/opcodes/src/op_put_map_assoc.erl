%% Building maps and setting keys that may be new: literals and registers as keys and values, many keys, the first map unchanged.
%% covers: put_map_assoc
-module(op_put_map_assoc).
-export([run/0, new/2, set/3, lits/2, several/2, grow/2, y/2, id/1, fail_not_map/0]).

run() ->
    M = new(1, a),
    B = grow(100, #{}),
    {M, set(M, 1, b), list(set(M, 2, c)), list(set(M, 1.0, f)), list(lits(#{3 => 1}, v)), list(several(M, [x])), M, maps:get(57, B), map_size(B),
     map_size(set(B, 1, new)), maps:get(1, set(B, 1, new)), maps:get(1, B), list(y(M, z)), set(#{}, <<"k">>, #{})}.

new(K, V) -> #{K => V}.

set(M, K, V) -> M#{K => V}.

lits(M, V) -> M#{1 => V, 2 => {lit}, 3 => V}.

several(M, V) -> M#{V => 1, [V] => 2, 7 => V}.

grow(0, M) -> M;
grow(N, M) -> grow(N - 1, M#{N => N * N}).

y(M, V) ->
    id(0),
    M2 = M#{5 => V},
    id(1),
    M2#{6 => M}.

list(M) -> lists:sort(maps:to_list(M)).

id(X) -> X.

fail_not_map() -> set([a], 1, 2).
