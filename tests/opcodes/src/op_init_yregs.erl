%% Y registers set to nil before the first call, one and several, and dead ones set to nil later.
%% build: 25 27 29
%% covers: init_yregs
-module(op_init_yregs).
-export([run/0, zero/1, dead/2, two/3, id/1]).

run() -> {zero(1), zero([]), dead([1], 2), two(1, 2, 3)}.

zero(A) ->
    case id(A) of
        1 ->
            X = id(2),
            Y = id(3),
            id({X, Y, A});
        Z ->
            Z
    end.

dead(A, B) ->
    X = id({A, B}),
    Y = id(hd(A)),
    erlang:garbage_collect(),
    Z = id(Y + B),
    {X, Z}.

two(A, B, C) ->
    try id(A) of
        X -> {X, id(B), C}
    catch
        _:_ -> id(C)
    end.

id(X) -> X.
