%% Making funs: no free variables, several, nested, recursive by name, compared, and kept alive past their frame.
%% covers 23: make_fun2
%% covers 25 27 29: make_fun3
-module(op_make_fun).
-export([run/0, adder/1, many/4, nest/1, count/1, pair/1, call/2]).

run() ->
    Add = adder(10),
    {call(Add, 1), call(many(1, [2], {3}, 4.0), 5), call(call(nest(a), b), c), call(count(3), 0), pair(7),
     adder(1) =:= adder(1), adder(1) =:= adder(2), element(2, erlang:fun_info(Add, arity))}.

call(F, X) -> F(X).

adder(N) -> fun(X) -> X + N end.

many(A, B, C, D) -> fun(E) -> {A, B, C, D, E} end.

nest(A) -> fun(B) -> fun(C) -> {A, B, C} end end.

count(N) -> fun Loop(A) when A < N -> Loop(A + 1); Loop(A) -> {done, A} end.

pair(N) ->
    F = fun() -> N end,
    G = fun() -> {N, F()} end,
    {F(), G()}.
