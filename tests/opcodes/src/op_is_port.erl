%% is_port: every kind of literal, tested in an X register and in a Y register, then a port and a pid.
%% covers: is_port
-module(op_is_port).
-export([run/0, x/1, y/1, id/1]).

run() ->
    Vs = values(),
    {xs(Vs), ys(Vs), x(list_to_port("#Port<0.7>")), y(list_to_port("#Port<0.7>")), x(self())}.

values() ->
    [0, -5, 16#1fffffffffffffffff, -16#1fffffffffffffffff, 1.5, 0.0, atom, true, false, [], [1], [1|2], {}, {a}, {a,b},
     <<>>, <<1,2>>, <<1:3>>, #{}, #{1 => 2}, "str"].

xs([V | T]) -> [x(V) | xs(T)];
xs(_) -> [].

ys([V | T]) -> [y(V) | ys(T)];
ys(_) -> [].

x(V) when is_port(V) -> 1;
x(_) -> 0.

y(V) ->
    R = id(1),
    if is_port(V) -> R;
       true -> 0
    end.

id(X) -> X.
