%% try: of-clauses, classes and patterns of catch, no clause that fits (raised again), after, nested, values kept across.
%% covers: try try_end try_case raise
-module(op_try).
-export([run/0, cls/2, some/2, aft/2, nest/1, keep/3, guard/1, in_of/1, id/1, fail_again/0, fail_of/0, fail_after/0]).

run() ->
    {[cls(K, V) || {K, V} <- [{value, 1}, {throw, t}, {error, e}, {exit, [x]}]], [some(K, 1) || K <- [value, throw]],
     [catch_class(fun() -> some(K, 1) end) || K <- [error, exit]], aft(value, 1), catch_class(fun() -> aft(throw, 2) end), get(after_ran),
     nest(a), keep(1, [2], {3}), [guard(V) || V <- [1, a, {x}]], catch_class(fun() -> in_of(throw) end)}.

act(value, V) -> id(V);
act(throw, V) -> throw(V);
act(error, V) -> error(V);
act(exit, V) -> exit(V).

cls(K, V) ->
    try act(K, V) of
        X -> {ok, X}
    catch
        C:R -> {C, R}
    end.

some(K, V) ->
    try {got, act(K, V)}
    catch X -> {thrown, X}
    end.

aft(K, V) ->
    try act(K, V)
    after put(after_ran, {K, V})
    end.

nest(V) ->
    try
        try throw({one, V})
        catch {two, _} -> wrong
        after put(nested, V)
        end
    catch
        {one, X} -> {right, X, get(nested)}
    end.

keep(A, B, C) ->
    X = id(A),
    R = try id(error({B, X}))
        catch error:{Y, Z} -> {Y, Z, C}
        end,
    {R, A, B, C}.

guard(V) ->
    try throw(V)
    catch
        X when is_integer(X) -> int;
        throw:X when is_atom(X) -> atom;
        _:_ -> other
    end.

in_of(K) ->
    try id(K) of
        throw -> throw(outside);
        X -> X
    catch
        _:_ -> caught
    end.

catch_class(F) ->
    try F() of X -> {none, X} catch C:R -> {C, R} end.

id(X) -> X.

fail_again() -> some(error, {r, 1}).

fail_of() ->
    try id(1) of
        2 -> no
    catch
        _:_ -> no
    end.

fail_after() -> aft(exit, {bye}).
