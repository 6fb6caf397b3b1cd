%% Making funs in the old form: no free variables, several, nested, recursive by name.
%% build: 23 25
%% options 25: +r23
%% covers: make_fun2
-module(op_make_fun2).
-export([run/0, adder/1, many/4, nest/1, count/1, call/2]).

run() ->
    {call(adder(10), 1), call(many(1, [2], {3}, 4.0), 5), call(call(nest(a), b), c), call(count(3), 0)}.

call(F, X) -> F(X).

adder(N) -> fun(X) -> X + N end.

many(A, B, C, D) -> fun(E) -> {A, B, C, D, E} end.

nest(A) -> fun(B) -> fun(C) -> {A, B, C} end end.

count(N) -> fun Loop(A) when A < N -> Loop(A + 1); Loop(A) -> {done, A} end.
