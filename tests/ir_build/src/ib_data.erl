-module(ib_data).
-export([build/2, update/2, maps/2, more_maps/1, swap/2, make_fun/2, take/1, sizes/1]).
-record(r, {a, b, c, d}).

build(A, B) -> [A, {A, B}, "s" | B].

update(R, X) -> R#r{b = X, d = {X}}.

maps(#{a := A} = M, K) -> #{K := {B, C}} = M, {A, B, C}.

more_maps(#{a := A, b := B, c := C} = M) -> M#{a := {B, C}, d => A}.

swap(A, B) -> swapped(B, A).

swapped(A, B) -> {A, B}.

make_fun(A, B) -> fun(X) -> {X, A, B} end.

take(X) -> {tl(X), element(3, hd(X)), length(X), self()}.

sizes(X) -> {byte_size(X), bit_size(X), abs(size(X))}.
