%% Calls inside the module: body calls, tail calls with and without a frame, deep and mutual recursion.
%% covers: call call_last call_only
-module(op_call).
-export([run/0, sum/1, loop/2, even/1, odd/1, last/2, args/8]).

run() ->
    {sum(1000), loop(100000, 0), even(1001), odd(1001), last(3, []), args(1, 2, 3, 4, 5, 6, 7, 8)}.

sum(0) -> 0;
sum(N) -> N + sum(N - 1).

loop(0, A) -> A;
loop(N, A) -> loop(N - 1, A + 1).

even(0) -> true;
even(N) -> odd(N - 1).

odd(0) -> false;
odd(N) -> even(N - 1).

last(0, A) -> A;
last(N, A) ->
    X = sum(N),
    last(N - 1, [X | A]).

args(A, B, C, D, E, F, G, H) ->
    [swap8(H, G, F, E, D, C, B, A) | sum(A)].

swap8(A, B, C, D, E, F, G, H) -> {A, B, C, D, E, F, G, H}.
