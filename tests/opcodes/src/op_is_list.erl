%% is_list: every kind of literal, tested in an X register and in a Y register.
%% covers: is_list
-module(op_is_list).
-export([run/0, x/1, y/1, id/1]).

run() ->
    Vs = values(),
    {xs(Vs), ys(Vs)}.

values() ->
    [0, -5, 16#1fffffffffffffffff, -16#1fffffffffffffffff, 1.5, 0.0, atom, true, false, [], [1], [1|2], {}, {a}, {a,b},
     <<>>, <<1,2>>, <<1:3>>, #{}, #{1 => 2}, "str"].

xs([V | T]) -> [x(V) | xs(T)];
xs(_) -> [].

ys([V | T]) -> [y(V) | ys(T)];
ys(_) -> [].

x(V) when is_list(V) -> 1;
x(_) -> 0.

y(V) ->
    R = id(1),
    if is_list(V) -> R;
       true -> 0
    end.

id(X) -> X.
