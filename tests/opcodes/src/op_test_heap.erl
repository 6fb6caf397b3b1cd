%% Heap words asked for in the middle of a function, with few and many live registers, and with floats.
%% covers: test_heap put_list put_tuple2
-module(op_test_heap).
-export([run/0, one/1, many/6, join/2, long/1, id/1]).

run() -> {one(1), many(1, 2, 3, 4, 5, 6), join(a, b), join([], x), long(20000)}.

one(A) -> [A].

many(A, B, C, D, E, F) -> {[A, B], {C, D}, [E | F]}.

join(A, B) when is_atom(A) -> {A, B};
join(A, B) -> [A, B, A].

long(N) -> id(length(build(N, []))).

build(0, L) -> L;
build(N, L) -> build(N - 1, [{N, N} | L]).

id(X) -> X.
