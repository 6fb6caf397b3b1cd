%% Receiving: the first message that fits whatever its place, the others kept in order, waiting for one that comes later.
%% covers: loop_rec loop_rec_end remove_message wait
-module(op_loop_rec).
-export([run/0, take/1, any/0, child/2, ping/1]).

run() ->
    self() ! a,
    self() ! {b, [1]},
    self() ! c,
    self() ! {b, 2},
    X = take(b),
    Y = any(),
    Z = take(b),
    W = any(),
    {X, Y, Z, W, late(), many(1000, 0)}.

take(T) ->
    receive {T, V} -> V end.

any() ->
    receive X -> X end.

late() ->
    P = spawn(?MODULE, child, [self(), 20]),
    self() ! noise,
    R = receive {P, V} -> V end,
    {R, any()}.

child(To, Ms) ->
    receive never -> ok after Ms -> To ! {self(), {late, [Ms]}} end.

many(0, A) -> A;
many(N, A) ->
    P = spawn(?MODULE, ping, [self()]),
    P ! {self(), N},
    receive {P, V} -> many(N - 1, A + V) end.

ping(To) ->
    receive {To, N} -> To ! {self(), N} end.
