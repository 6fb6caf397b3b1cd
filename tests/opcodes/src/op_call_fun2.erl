%% Calling a value that is known to be a fun: of that arity, of any, and one made from a known function.
%% build: 25 27 29
%% covers: call_fun2
-module(op_call_fun2).
-export([run/0, safe/2, unsafe/2, known/1, tail/2, keep/2, id/1, fail_unsafe/0]).

run() ->
    {safe(fun(X) -> {s, X} end, 1), safe(fun erlang:abs/1, -1), safe(x, 1), unsafe(fun id/1, 2), known(3), tail(fun(X) -> [X] end, 4),
     keep(fun(X) -> X + 1 end, 5)}.

safe(F, X) when is_function(F, 1) -> [F(X)];
safe(_, _) -> no.

unsafe(F, X) when is_function(F) -> [F(X)].

known(A) ->
    F = fun(X) -> id({A, X}) end,
    [F(1), F(2)].

tail(F, X) when is_function(F, 1) -> F(X).

keep(F, X) when is_function(F, 1) ->
    A = F(X),
    B = F(A),
    {A, B, F(B)}.

id(X) -> X.

fail_unsafe() -> unsafe(fun erlang:element/2, 1).
