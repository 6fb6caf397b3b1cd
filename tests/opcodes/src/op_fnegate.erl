%% The sign of a float turned, of both zeros too.
%% covers: fnegate
-module(op_fnegate).
-export([run/0, neg/2, id/1]).

run() -> [neg(A, 2.0) || A <- [1.5, -1.5, 0.0, -0.0, 1.0e300]].

neg(A, B) when is_float(A), is_float(B) ->
    C = -(A * B),
    D = -C + A,
    {C, -D}.

id(X) -> X.
