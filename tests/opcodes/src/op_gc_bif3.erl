%% The built-in of three arguments that needs heap: a part of a binary, counted from either end, in a guard and in a body.
%% covers: gc_bif3
-module(op_gc_bif3).
-export([run/0, part/3, guard/3, id/1, fail_outside/0, fail_type/0]).

run() ->
    B = <<"abcdefgh">>,
    {part(B, 0, 3), part(B, 5, 3), part(B, 8, -3), part(B, 2, 0), [guard(B, P, L) || {P, L} <- [{0, 2}, {1, 2}, {2, -2}, {7, 2}, {a, 1}, {-1, 1}]],
     part(id(<<0, B/binary>>), 1, 2)}.

part(B, P, L) -> binary_part(B, P, L).

guard(B, P, L) when binary_part(B, P, L) =:= <<"ab">> -> yes;
guard(_, _, _) -> no.

id(X) -> X.

fail_outside() -> part(<<"abc">>, 2, 2).

fail_type() -> part("abc", 0, 1).
