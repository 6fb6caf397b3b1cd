-module(ib_float).
-export([area/1, mix/2, loop/3, convert/1]).

area(R) when is_float(R) -> 3.14 * R * R - 1.0.

mix(A, B) -> (A + 1.5) * B / 2.0.

loop(N, X, Acc) when is_float(X), is_float(Acc), N > 0 -> loop(N - 1, X * 1.5, -Acc + X);
loop(_, X, Acc) -> X + Acc.

convert(X) -> {float(X), trunc(X), round(X)}.
