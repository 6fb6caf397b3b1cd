%% Frames whose Y registers start as nil, with and without heap words; Y registers set to nil when their value is dead.
%% build: 23 25
%% options 25: +r23
%% covers: allocate_zero allocate_heap_zero init
-module(op_allocate_zero).
-export([run/0, zero/1, heap/2, dead/2, two/3, id/1]).

run() -> {zero(1), zero([]), heap(a, 2), heap(b, 3), dead([1], 2), two(1, 2, 3)}.

zero(A) ->
    case id(A) of
        1 ->
            X = id(2),
            Y = id(3),
            id({X, Y, A});
        Z ->
            Z
    end.

heap(A, B) ->
    C = id([A | B]),
    D = id([C]),
    E = id([D]),
    F = id(0),
    {C, D, E, F}.

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
