%% Every executable line marked for coverage: no effect on the result.
%% build: 27 29
%% options: +line_coverage
%% covers: executable_line
-module(op_executable_line).
-export([run/0, f/1, g/2]).

run() ->
    A = f(1),
    B = f(a),
    {A, B, g(3, [])}.

f(X) when is_integer(X) ->
    Y = X + 1,
    Z = Y * 2,
    {Y, Z};
f(X) ->
    try
        X + 1
    catch
        error:R ->
            {caught, R}
    end.

g(0, L) ->
    L;
g(N, L) ->
    case N rem 2 of
        0 ->
            g(N - 1, [even | L]);
        1 ->
            g(N - 1, [odd | L])
    end.
