%% Frames: allocated alone, with heap words, and dropped; values in Y registers live across calls that collect.
%% covers: allocate deallocate
%% covers: allocate_heap
-module(op_allocate).
-export([run/0, plain/2, heap/2, branch/2, id/1]).

run() -> {plain(1, [2]), heap({3}, 4), branch(yes, 5), branch(no, 6)}.

plain(A, B) ->
    C = id(A),
    erlang:garbage_collect(),
    {C, B, A}.

heap(A, B) ->
    R = id([A | {B, A}]),
    {R, B}.

branch(yes, X) -> {id(X), X};
branch(_, X) -> X.

id(X) -> X.
