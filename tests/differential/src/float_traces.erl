%% Floats that overflow: the exception shows the operands, also where types that nobody wrote down
%% were found out, the values are in no term any more and one test serves several operations.
-module(float_traces).
-export([t_sum/0, t_product_in_loop/0, t_difference_in_loop/0, t_quotient_in_loop/0, t_square/0]).
-export([t_integer_operand/0, t_several_operations/0, t_constant_operand/0, t_caught_in_loop/0]).
-export([t_float_instructions/0]).
-export([id/1]).

id(X) -> X.

t_sum() -> sum(id(1.0e308)).
t_product_in_loop() -> product(id(1.0), id(1.0e3), 2000).
t_difference_in_loop() -> difference(id(1.0), id(3.0), 9000).
t_quotient_in_loop() -> quotient(id(1.0), id(0.001), 9000).
t_square() -> square(id(1.5), 9000).
t_integer_operand() -> scaled(id(1.5), id(3), 9000).
t_several_operations() -> several(id(1.0e300), id(1.0e300), id(2.0), 9000).
t_constant_operand() -> growing(id(1.0), 9000).
t_caught_in_loop() -> caught(id(1.0e300), id(7.0), 40, []).
t_float_instructions() -> typed(id(1.0), 9000).

sum(X) ->
    Y = X + X,
    Z = Y + 1.0,
    {Y, Z}.

product(A, _, 0) -> A;
product(A, X, K) -> product(A * X, X, K - 1).

difference(A, _, 0) -> A;
difference(A, X, K) -> difference(A * X - A, X * X, K - 1).

quotient(A, _, 0) -> A;
quotient(A, X, K) -> quotient((A / X) * A, X, K - 1).

square(A, 0) -> A;
square(A, K) -> square(A * A, K - 1).

scaled(A, N, K) -> scaled_on(A * 2, N, K).

scaled_on(A, _, 0) -> A;
scaled_on(A, N, K) -> scaled_on((A * N) * A, N, K - 1).

several(A, _, _, 0) -> A;
several(A, B, C, K) ->
    D = A * C,
    E = B + D,
    F = E * C - D,
    G = D * F,
    several(G - E, B, C, K - 1).

growing(A, 0) -> A;
growing(A, K) -> growing(A * 1.0e10 + 0.5, K - 1).

caught(_, _, 0, Seen) -> Seen;
caught(A, X, K, Seen) ->
    Next =
        try A * X of
            Product -> {Product, Seen}
        catch
            error:Reason:Trace ->
                [{M, F, Operands, _} | _] = Trace,
                {1.0e300, [{Reason, M, F, Operands} | Seen]}
        end,
    {B, Now} = Next,
    caught(B, X, K - 1, Now).

typed(A, 0) -> A;
typed(A, K) when is_float(A) -> typed(A * 2.5 + A, K - 1).
