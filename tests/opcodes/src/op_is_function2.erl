%% A fun of an arity that is a literal or a value; an arity that is none fails the test.
%% covers: is_function2
-module(op_is_function2).
-export([run/0, lit/1, reg/2, y/1, id/1]).

run() ->
    F = fun id/1,
    G = fun erlang:element/2,
    {[lit(F), lit(G), lit(fun() -> 0 end), lit(id), lit({a, b})],
     [reg(F, 1), reg(F, 2), reg(G, 2), reg(G, -1), reg(G, a), reg(G, 2.0), reg(x, 2), reg(G, 16#1ffffffffffffffff)],
     [y(F), y(G)]}.

lit(F) when is_function(F, 1) -> 1;
lit(_) -> 0.

reg(F, A) when is_function(F, A) -> 1;
reg(_, _) -> 0.

y(F) ->
    R = id(1),
    if is_function(F, 2) -> R;
       true -> 0
    end.

id(X) -> X.
