%% Receiving with a time limit: at once, after a while, never, limits as literals and values, and a limit that is none.
%% covers: wait_timeout timeout
-module(op_wait_timeout).
-export([run/0, limit/1, now_/0, lit/0, late/2, fail_atom/0, fail_neg/0, fail_big/0]).

run() ->
    self() ! x,
    A = now_(),
    B = now_(),
    self() ! {other, 1},
    C = limit(0),
    D = limit(20),
    E = lit(),
    self() ! {v, 3},
    F = limit(infinity),
    spawn(?MODULE, late, [self(), 10]),
    G = limit(5000),
    H = now_(),
    {A, B, C, D, E, F, G, H, now_()}.

now_() ->
    receive X -> {got, X}
    after 0 -> none
    end.

limit(T) ->
    receive {v, X} -> {v, X}
    after T -> {timeout, T}
    end.

lit() ->
    receive {v, X} -> {v, X}
    after 15 -> timeout
    end.

late(P, T) ->
    receive after T -> P ! {v, late} end.

fail_atom() -> limit(soon).

fail_neg() -> limit(-1).

fail_big() -> limit(16#100000000).
