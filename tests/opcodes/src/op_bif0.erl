%% Built-ins without arguments, into X and Y registers.
%% covers: bif0
-module(op_bif0).
-export([run/0, me/0, y/0, id/1]).

run() -> {me() =:= self(), is_atom(node()), y()}.

me() -> self().

y() ->
    P = self(),
    N = node(),
    id(0),
    {is_pid(P), N =:= node()}.

id(X) -> X.
