-module(ib_receive).
-export([one/1, timeout/2, sleep/1, flush/0, send/2, nested/1, loop/1]).

one(P) -> receive {P, X} -> X; stop -> ok end.

timeout(P, T) -> receive {P, X} when X > 1 -> X after T -> timeout end.

sleep(T) -> receive after T -> ok end.

flush() -> receive _ -> flush() after 0 -> ok end.

send(P, X) -> P ! {self(), X}, P ! X.

nested(P) -> receive {P, X} -> receive {X, Y} -> Y end end.

loop(S) -> receive {add, N} -> loop(S + N); {get, P} -> P ! S, loop(S); stop -> S end.
