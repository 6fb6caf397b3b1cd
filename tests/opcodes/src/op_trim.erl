%% A frame cut from its low end while a call follows: the Y registers that stay are renumbered.
%% covers: trim
-module(op_trim).
-export([run/0, down/4, most/5, id/1]).

run() -> {down(1, 2, 3, 4), most(a, b, c, d, e)}.

down(A, B, C, D) ->
    W = id(A),
    X = id({W, B}),
    Y = id({X, C}),
    erlang:garbage_collect(),
    Z = id({Y, D}),
    id(Z).

most(A, B, C, D, E) ->
    id({A, B, C, D}),
    erlang:garbage_collect(),
    id([E | id(D)]).

id(X) -> X.
