%% Arithmetic on all sizes of integers, floats and both mixed; at the edges of the small range; in guards that fail; by literals.
%% covers: gc_bif2
-module(op_gc_bif2).
-export([run/0, arith/2, ints/2, shifts/2, lits/1, guard/2, y/2, id/1,
         fail_add/0, fail_div0/0, fail_rem0/0, fail_fdiv0/0, fail_band/0, fail_bsl/0, fail_div_float/0, fail_mul/0, fail_overflow/0]).

run() ->
    S = 576460752303423487,
    T = 1152921504606846975,
    W = 9223372036854775807,
    {[arith(A, B) || {A, B} <- [{7, 2}, {-7, 2}, {1.5, 2}, {3, 0.5}, {2.5, -1.25}, {S, 1}, {-S - 1, 1}, {T, 1}, {-T - 1, 1}, {W, 1}, {-W, 2},
                                {T, T}, {1 bsl 64, 1 bsl 64}, {1 bsl 64, -1}, {1 bsl 60, 1.0}]],
     [ints(A, B) || {A, B} <- [{7, 2}, {-7, 2}, {7, -2}, {-7, -2}, {0, 5}, {-S - 1, -1}, {-T - 1, -1}, {-W - 1, -1}, {1 bsl 70, 3}, {3, 1 bsl 70},
                               {-(1 bsl 70), 1 bsl 35}, {W, 16#ff00ff00ff00ff00}]],
     [shifts(A, B) || {A, B} <- [{1, 0}, {1, 3}, {-1, 3}, {1, 59}, {1, 60}, {1, 63}, {1, 64}, {-1, 64}, {-1, 70}, {1, -1}, {-5, -1}, {1 bsl 70, 69},
                                 {1 bsl 70, -3}, {0, 1000}, {12345, 200}]],
     lits(10), lits(1.5), [guard(A, B) || {A, B} <- [{1, 2}, {a, 2}, {1, 0}, {4, 2}]], y(3, 4)}.

arith(A, B) -> {A + B, A - B, B - A, A * B, A / B}.

ints(A, B) -> {A div B, A rem B, A band B, A bor B, A bxor B}.

shifts(A, B) -> {A bsl B, A bsr B}.

lits(A) -> {A + 1, 1 - A, A - 100, A * 3, 100 / A, A + 1.5, A * 1152921504606846976}.

guard(A, B) when A div B =:= 2 -> quotient;
guard(A, B) when A + B =:= 3 -> sum;
guard(_, _) -> none.

y(A, B) ->
    id(0),
    S = A + B,
    P = A * B,
    X = id(S),
    {X, P, A - B}.

id(X) -> X.

fail_add() -> id(a) + 1.
fail_div0() -> ints(1, 0).
fail_rem0() -> id(5) rem id(0).
fail_fdiv0() -> id(1) / id(0).
fail_band() -> id(1) band id(1.0).
fail_bsl() -> id(1) bsl id(a).
fail_div_float() -> id(4.0) div id(2).
fail_mul() -> id([]) * id(2).
fail_overflow() -> id(1.0e308) * id(10).
