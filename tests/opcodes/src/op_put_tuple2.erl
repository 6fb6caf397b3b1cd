%% Building tuples: small, large, nested, of literals and registers, the destination being an element.
%% covers: put_tuple2
-module(op_put_tuple2).
-export([run/0, one/1, mix/2, big/1, nest/2]).

run() -> {one(1), mix(a, [b]), big(x), nest(1, 2)}.

one(A) -> {A}.

mix(A, B) -> {B, 1, 2.5, <<"bin">>, [], {}, A, B}.

big(A) -> {A, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, A}.

nest(A, B) -> {{A, {B}}, {{{A}}, B}}.
