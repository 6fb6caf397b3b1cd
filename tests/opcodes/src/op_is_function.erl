%% is_function: every kind of literal, tested in an X register and in a Y register, then local, external and anonymous funs.
%% covers: is_function
-module(op_is_function).
-export([run/0, x/1, y/1, id/1]).

run() ->
    Vs = values(),
    {xs(Vs), ys(Vs), x(fun id/1), y(fun id/1), x(fun erlang:abs/1), x(fun() -> id(1) end)}.

values() ->
    [0, -5, 16#1fffffffffffffffff, -16#1fffffffffffffffff, 1.5, 0.0, atom, true, false, [], [1], [1|2], {}, {a}, {a,b},
     <<>>, <<1,2>>, <<1:3>>, #{}, #{1 => 2}, "str"].

xs([V | T]) -> [x(V) | xs(T)];
xs(_) -> [].

ys([V | T]) -> [y(V) | ys(T)];
ys(_) -> [].

x(V) when is_function(V) -> 1;
x(_) -> 0.

y(V) ->
    R = id(1),
    if is_function(V) -> R;
       true -> 0
    end.

id(X) -> X.
