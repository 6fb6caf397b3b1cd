%% Float operations between clearing and checking the float error.
%% build: 23
%% covers: fclearerror fcheckerror fadd fmul fdiv
-module(op_fcheckerror).
-export([run/0, calc/2, id/1, fail_over/0, fail_div/0]).

run() -> {calc(1.5, 2.0), calc(-3.25, 0.5), catch_(fun() -> calc(1.0e308, 10.0) end), catch_(fun() -> calc(1.0, 0.0) end), calc(1.0, 1.0)}.

calc(A, B) when is_float(A), is_float(B) -> (A * B + A) / B.

catch_(F) -> try F() catch C:R -> {C, R} end.

id(X) -> X.

fail_over() -> calc(1.0e308, 10.0).

fail_div() -> calc(1.0, 0.0).
