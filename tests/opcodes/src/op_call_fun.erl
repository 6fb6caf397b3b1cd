%% Calling a value: what is a fun of that arity, what is not, and what is a fun of another arity.
%% covers: call_fun
-module(op_call_fun).
-export([run/0, app0/1, app1/2, app2/3, tail/2, id/1, fail_not_fun/0, fail_arity/0, fail_ext_arity/0, fail_undef/0]).

run() ->
    {app0(fun() -> zero end), app1(fun id/1, 1), app1(fun(X) -> {X, id(2)} end, 1), app1(fun erlang:abs/1, -3),
     app2(fun(X, Y) -> X - Y end, 5, 3), tail(fun(X) -> [X] end, t), app1(fun erlang:hd/1, [h])}.

app0(F) -> [F()].

app1(F, A) -> [F(A)].

app2(F, A, B) -> [F(A, B)].

tail(F, A) -> F(A).

id(X) -> X.

fail_not_fun() -> app1(not_a_fun, 1).

fail_arity() -> element(1, catch_badarity(fun app2/3)).

catch_badarity(F) ->
    try app1(F, 1)
    catch error:{badarity, {G, As}} -> {{badarity, G =:= F, As}}
    end.

fail_ext_arity() -> app1(fun erlang:element/2, 1).

fail_undef() -> app1(fun no_such_module:f/1, 1).
