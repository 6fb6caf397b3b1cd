%% Floats: from registers and literals to float registers and back, converted from integers of all sizes, and each operation.
%% covers: fmove fconv fadd fsub fmul fdiv
-module(op_fmove).
-export([run/0, mix/2, chain/3, conv/1, poly/1, y/2, id/1, fail_conv/0, fail_big/0, fail_over/0, fail_div0/0, fail_div_zero_int/0]).

run() ->
    {mix(1.5, 2.0), mix(-0.0, 4.0), mix(1.0e-310, 3.0), chain(1.0, 2.0, 4.0), [conv(N) || N <- [0, -3, 1 bsl 53 + 1, 1 bsl 70, -(1 bsl 200), 0.25]],
     poly(1.25), y(2.0, 3.0)}.

mix(A, B) when is_float(A), is_float(B) ->
    {A + B, A - B, A * B, A / B}.

chain(A, B, C) when is_float(A), is_float(B), is_float(C) ->
    D = A * B + C,
    E = D / B - A,
    (E * E + D) * 0.5.

conv(N) -> id(N) * 2.0 + 1.0.

poly(X) when is_float(X) -> ((3.0 * X - 2.5) * X + 1.0e-3) * X - 7.0.

y(A, B) when is_float(A), is_float(B) ->
    S = A * B + 1.0,
    id(0),
    T = S * A - B,
    id(1),
    {S, T}.

id(X) -> X.

fail_conv() -> conv(a).

fail_big() -> conv(1 bsl 1024).

fail_over() -> mix(1.0e308, 1.0e-10).

fail_div0() -> mix(1.0, 0.0).

fail_div_zero_int() -> 1.5 / (id(0) * 1.0) + 2.0.
