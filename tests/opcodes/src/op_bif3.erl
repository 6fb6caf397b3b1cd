%% The built-in of three arguments: an integer between two bounds, in guards and bodies, with literals and big integers.
%% build: 29
%% covers: bif3
-module(op_bif3).
-export([run/0, body/3, guard/3, lit/1, y/3, id/1, fail_bound/0, fail_bound2/0]).

run() ->
    Vs = [{1, 0, 5}, {0, 0, 0}, {6, 0, 5}, {-1, 0, 5}, {3, 5, 1}, {1.0, 0, 5}, {a, 0, 5}, {1 bsl 70, 0, 1 bsl 80}, {1 bsl 90, 0, 1 bsl 80},
          {-(1 bsl 70), -(1 bsl 80), 0}],
    {[{body(A, B, C), guard(A, B, C), y(A, B, C)} || {A, B, C} <- Vs], [guard(1, a, 2), guard(1, 0, b), guard(1, 0.0, 2)],
     [lit(N) || N <- [9, 10, 99, 100, 50.0]]}.

body(A, B, C) -> is_integer(A, B, C).

guard(A, B, C) when is_integer(A, B, C) -> 1;
guard(_, _, _) -> 0.

lit(A) when is_integer(A, 10, 99) -> 1;
lit(_) -> 0.

y(A, B, C) ->
    R = id(1),
    if is_integer(A, B, C) -> R;
       true -> 0
    end.

id(X) -> X.

fail_bound() -> body(1, id(a), 2).

fail_bound2() -> body(1, 0, id(2.0)).
