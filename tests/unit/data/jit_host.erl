%% The module whose functions jit tests replace by graphs: jit_code_test.cpp, jit_random_test.cpp.
%% jit_host.beam: erlc +deterministic jit_host.erl, OTP 29. Order and lambda 0 matter.
-module(jit_host).
-compile([export_all, nowarn_export_all]).

f0(A, B, C) -> error({interpreted, A, B, C}).
f1(A, B, C) -> error({interpreted, B, C, A}).
f2(A, B, C) -> error({interpreted, C, A, B}).

a0() -> id(0).
a1(A) -> id(A).
a2(A, B) -> id({A, B}).
a3(A, B, C) -> id({A, B, C}).
a6(A, B, C, D, E, F) -> id({A, B, C, D, E, F}).
a9(A, B, C, D, E, F, G, H, I) -> id({A, B, C, D, E, F, G, H, I}).
b1(A) -> id(A).
b2(A, B) -> id({A, B}).

id(X) -> X.
%% Interpreted, around compiled code.
wide(A, B, C, D, E, F, G, H, I) -> {wide, A, B, C, D, E, F, G, H, I}.
wide_wide(A, B, C, D, E, F, G, H, I, J) -> {J, I, H, G, F, E, D, C, B, A}.
make(A, B) -> fun(X) -> f2(X, A, B) end.
adder(A) -> fun(X) -> X + A end.
triple() -> fun erlang:abs/1.
plus(A, B, C, D, E, F, G) -> fun(X, Y) -> {X, Y, A, B, C, D, E, F, G} end.
caught(F, A) -> try F(A) catch C:R -> {C, R} end.
caught1(A) -> try jit_host:a1(A) catch C:R -> {C, R} end.
throws(X) -> throw({ball, X}).
count(0, _) -> ok;
count(N, X) -> id([X, X]), count(N - 1, X).
nest(0) -> jit_host:a1(0);
nest(N) -> {N, jit_host:b1(N - 1)}.
bifs(L) -> {length(L), lists:reverse(L), lists:reverse(L, L)}.
bifs1(X) -> abs(X).
bifs2(X) -> {tuple_size(X), element(1, X)}.
bifs3(X) -> {byte_size(X), bit_size(X)}.
spin(N) -> Self = self(), P = spawn(fun() -> Self ! {self(), jit_host:a1(N)} end),
    R = jit_host:a1(N), receive {P, R} -> R end.
