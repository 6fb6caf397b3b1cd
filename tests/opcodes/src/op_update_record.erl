%% Fields of a record changed at once: all kinds of values, the same values again, the first tuple unchanged, accumulators in a loop.
%% build: 27 29
%% covers: update_record
-module(op_update_record).
-export([run/0, upd/3, same/1, loop/2, pairs/2, y/2, id/1, fail_not/0, fail_other/0]).
-record(r, {a, b, c, d, e}).

run() ->
    T = id(#r{a = 1, b = 2, c = 3, d = 4, e = 5}),
    {upd(T, x, [y]), same(T) =:= T, T, loop(1000, #r{a = 0, b = [], c = 0.0, d = T, e = 1}), pairs(100, {0, 0}), y(T, q), T}.

upd(R, A, B) ->
    R#r{b = A, d = B}.

same(R) ->
    R#r{b = 2, d = 4}.

loop(0, R) -> R#r{b = length(R#r.b)};
loop(N, R) -> loop(N - 1, R#r{a = R#r.a + N, b = [N | R#r.b], c = R#r.c + 0.5}).

pairs(0, T) -> T;
pairs(N, T) when tuple_size(T) =:= 2 -> pairs(N - 1, setelement(1, T, element(1, T) + N)).

y(R, V) ->
    id(0),
    S = R#r{a = V, e = {V}},
    id(1),
    {S, R#r{c = S}}.

id(X) -> X.

fail_not() -> upd([1], a, b).

fail_other() -> upd({r, 1, 2}, a, b).
