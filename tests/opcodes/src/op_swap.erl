%% Exchanging two registers: arguments turned round for a call.
%% covers: swap
-module(op_swap).
-export([run/0, xx/2, three/3, id2/2, id3/3]).

run() -> {xx(1, 2), three(a, b, c)}.

xx(A, B) -> id2(B, A).

three(A, B, C) -> id3(C, B, A).

id2(A, B) -> [A | B].

id3(A, B, C) -> {A, B, C}.
