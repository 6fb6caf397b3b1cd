%% Built-ins of two arguments that need no heap: element, comparisons as values, and/or/xor, with literals and Y registers.
%% covers: bif2
-module(op_bif2).
-export([run/0, el/2, cmp/2, bools/2, guard/2, y/2, id/1, fail_element/0, fail_element0/0, fail_element_big/0, fail_and/0, fail_or/0]).

run() ->
    {el(2, {a, b}), [cmp(A, B) || {A, B} <- [{1, 2}, {2, 1}, {1, 1.0}, {a, "a"}, {[], []}]],
     [bools(A, B) || A <- [true, false], B <- [true, false]], [guard(N, T) || {N, T} <- [{1, {x}}, {2, {x}}, {0, {x}}, {a, {x}}, {1, x}]],
     y(1, {p, q})}.

el(N, T) -> element(N, T).

cmp(A, B) -> {A < B, A > B, A =< B, A >= B, A == B, A /= B, A =:= B, A =/= B}.

bools(A, B) -> {A and B, A or B, A xor B}.

guard(N, T) when element(N, T) =:= x -> yes;
guard(_, _) -> no.

y(N, T) ->
    id(0),
    A = element(N, T),
    B = element(2, T),
    X = id(A),
    {X, B}.

id(X) -> X.

fail_element() -> el(3, {a, b}).

fail_element0() -> el(0, {a, b}).

fail_element_big() -> el(1 bsl 70, {a, b}).

fail_and() -> bools(true, 1).

fail_or() -> id(x) or id(true).
