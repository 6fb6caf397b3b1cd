%% Choosing by the size of a tuple; no size fits; not a tuple.
%% covers: select_tuple_arity
-module(op_select_tuple_arity).
-export([run/0, sz/1]).

run() -> [sz(T) || T <- [{}, {a}, {a, b}, {a, b, c}, {a, b, c, d}, {1, 2, 3, 4, 5}, [], 3, #{}]].

sz({}) -> 0;
sz({A}) -> {1, A};
sz({_, B}) -> {2, B};
sz({_, _, C}) -> {3, C};
sz({_, _, _, D}) -> {4, D};
sz(_) -> other.
