%% Several fields of a record, or elements of a tuple, changed at once: one copy, then stores into it; the first tuple stays as it was.
%% build: 23 25 27
%% covers: set_tuple_element
-module(op_set_tuple_element).
-export([run/0, upd/3, three/1, chain/3, id/1, fail_not/0, fail_other/0, fail_chain/0, fail_small/0]).
-record(r, {a, b, c, d, e}).

run() ->
    T = id(#r{a = 1, b = 2, c = 3, d = 4, e = 5}),
    U = id({a, b, c, d, e}),
    {upd(T, x, [y]), three(T), T, upd({r, 1, 2, 3, 4, 5}, {z}, 1.5), chain(U, 1, [2]), U, chain({1, 2, 3, 4}, <<>>, 2.0)}.

upd(R, A, B) ->
    R#r{b = A, d = B}.

three(R) ->
    X = id(R#r.a),
    R#r{a = {X}, c = X, e = [X]}.

chain(T0, A, B) ->
    T1 = setelement(4, T0, A),
    T2 = setelement(2, T1, B),
    setelement(1, T2, A).

id(X) -> X.

fail_not() -> upd([1], a, b).

fail_other() -> upd({r, 1, 2}, a, b).

fail_chain() -> chain([1], a, b).

fail_small() -> chain({1, 2, 3}, a, b).
