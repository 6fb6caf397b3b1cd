%% What emitted_code_test.cpp runs, first as it is, then with some functions replaced by machine code
%% written by hand. emitted.beam: erlc +deterministic emitted.erl, OTP 29.
-module(emitted).
-compile([export_all, nowarn_export_all]).

%% The two call each other; probe:here/0 is a native of the test.
down(0) -> probe:here();
down(N) -> 1 + up(N - 1).
up(0) -> probe:here();
up(N) -> 1 + down(N - 1).

list_down(0) -> [];
list_down(N) -> L = list_up(N - 1), [{N} | L].
list_up(0) -> [];
list_up(N) -> L = list_down(N - 1), [{N} | L].

fail_down(0, How) -> fail(How);
fail_down(N, How) -> 1 + fail_up(N - 1, How).
fail_up(0, How) -> fail(How);
fail_up(N, How) -> 1 + fail_down(N - 1, How).

fail(throw) -> throw({ball, [1]});
fail(exit) -> exit(gone);
fail(error) -> error(wrong);
fail(arith) -> 1 + list_to_atom("x");
fail(bif) -> {atom_to_list(1)};
fail(element) -> element(4, {a}) + 1;
fail(X) -> id(X).

guarded(How) ->
    try fail_down(3, How)
    catch C:R:S -> {C, R, S}
    end.
guarded_up(How) ->
    try 1 + guarded_down(How)
    catch C:R:S -> {C, R, S}
    end.
guarded_down(How) -> try 1 + fail_up(2, How) catch exit:_ -> id(ok) end.

inner(X) -> 1 + half(X).
half(X) -> X + 1.
outer(X) -> 2 * inner(X).
%% The same call at every level, in whichever tier it runs.
deep(0) -> 1 + half(atom);
deep(-1) -> 0;
deep(N) -> 1 + deep(N - 1).

clause(a, B) -> {a, B}.
match(X) -> {ok, Y} = X, Y.

spin(N) -> spin(N, 0.0).
spin(0, A) -> A;
spin(N, A) -> spin(N - 1, A + 1.5).
spins(N) ->
    Self = self(),
    Pids = [spawn(fun() -> Self ! {self(), spin(N)} end) || _ <- [1, 2, 3]],
    [receive {P, R} -> R end || P <- Pids].

wide(0, A, B, C, D, E, F, G) -> {A, B, C, D, E, F, G};
wide(N, A, B, C, D, E, F, G) -> R = wide(N - 1, B, C, D, E, F, G, A), id({R}), R.
id(X) -> X.

call(F, X) -> {F(X)}.
call_last(F, X) -> F(X).
do_apply(M, F, X) -> {M:F(X)}.
do_apply_last(M, F, X) -> M:F(X).
add(A) -> fun(B) -> {A, B, A + B} end.
calls() -> [call(add(1), 2), call(fun emitted:id/1, 3), call_last(add(4), 5),
            call_last(fun ?MODULE:id/1, 6), do_apply(emitted, id, 7), do_apply_last(emitted, id, 8)].
bad_call(F) -> [catch_it(fun() -> call(F, 1) end), catch_it(fun() -> call_last(F, 1) end)].
bad_apply() -> [catch_it(fun() -> do_apply(emitted, none, 1) end),
                catch_it(fun() -> do_apply_last("m", none, 1) end)].
catch_it(F) ->
    try F() catch C:R:S -> {C, R, lists:sublist(S, 4)} end.

native(F, A) -> {apply(F, A)}.
native_last(F, A) -> apply(F, A).
natives() ->
    [native(fun id/1, [1]), native_last(fun id/1, [2]),
     catch_it(fun() -> native(none, [1]) end), catch_it(fun() -> native_last(none, [1]) end),
     catch_it(fun() -> native(fun id/1, x) end), catch_it(fun() -> native_last(fun id/1, x) end)].
loop_last(_, 0) -> probe:here();
loop_last(F, N) -> L = id([F, N - 1]), apply(F, L).
loop(N) -> loop_last(fun loop_last/2, N).
waits(N) -> {probe:wait(N)}.
flat(X) -> {lists:reverse(X)}.
flat_last(X) -> lists:reverse(X).
flats() -> [flat([1, 2]), catch_it(fun() -> flat(x) end), catch_it(fun() -> flat_last(x) end)].

put(M, K, V) -> M#{K => V, {K} => [V]}.
update(M, K, V) -> M#{K := V}.
maps() -> [put(#{}, a, 1), put(#{a => 2}, a, 1), catch_it(fun() -> update(#{}, a, 1) end),
           catch_it(fun() -> update(x, a, 1) end)].

hot(X) -> X + 1.
heat(0, A) -> A;
heat(N, A) -> heat(N - 1, hot(A)).
heat_up(N) -> heat(N, 0) + emitted:hot(1).
bad_calls('fun') -> bad_call(none);
bad_calls(arity) -> bad_call(fun fail/1) ++ bad_call(fun catch_it/1) ++ bad_call(fun call/2).
%% probe:here/0 at the bottom and at the top.
depths(N) -> 0 = down(0), 0 = up(0), down(N).

%% Funs of each arity with few and many captured variables.
call0(F) -> {F()}.
call_last0(F) -> F().
call1(P0, F) -> {F(P0)}.
call_last1(P0, F) -> F(P0).
call2(P0, P1, F) -> {F(P0, P1)}.
call_last2(P0, P1, F) -> F(P0, P1).
call3(P0, P1, P2, F) -> {F(P0, P1, P2)}.
call_last3(P0, P1, P2, F) -> F(P0, P1, P2).
call4(P0, P1, P2, P3, F) -> {F(P0, P1, P2, P3)}.
call_last4(P0, P1, P2, P3, F) -> F(P0, P1, P2, P3).
call5(P0, P1, P2, P3, P4, F) -> {F(P0, P1, P2, P3, P4)}.
call_last5(P0, P1, P2, P3, P4, F) -> F(P0, P1, P2, P3, P4).
call6(P0, P1, P2, P3, P4, P5, F) -> {F(P0, P1, P2, P3, P4, P5)}.
call_last6(P0, P1, P2, P3, P4, P5, F) -> F(P0, P1, P2, P3, P4, P5).
closures(A, B, C, D, E, F, G, H) ->
    [call0(fun() -> {} end),
     call_last0(fun() -> {} end),
     call0(fun() -> {A} end),
     call_last0(fun() -> {A} end),
     call0(fun() -> {A, B} end),
     call_last0(fun() -> {A, B} end),
     call0(fun() -> {A, B, C, D, E} end),
     call_last0(fun() -> {A, B, C, D, E} end),
     call0(fun() -> {A, B, C, D, E, F} end),
     call_last0(fun() -> {A, B, C, D, E, F} end),
     call0(fun() -> {A, B, C, D, E, F, G, H} end),
     call_last0(fun() -> {A, B, C, D, E, F, G, H} end),
     call1(10, fun(P0) -> {P0} end),
     call_last1(10, fun(P0) -> {P0} end),
     call1(10, fun(P0) -> {P0, A} end),
     call_last1(10, fun(P0) -> {P0, A} end),
     call1(10, fun(P0) -> {P0, A, B} end),
     call_last1(10, fun(P0) -> {P0, A, B} end),
     call1(10, fun(P0) -> {P0, A, B, C, D, E} end),
     call_last1(10, fun(P0) -> {P0, A, B, C, D, E} end),
     call1(10, fun(P0) -> {P0, A, B, C, D, E, F} end),
     call_last1(10, fun(P0) -> {P0, A, B, C, D, E, F} end),
     call1(10, fun(P0) -> {P0, A, B, C, D, E, F, G, H} end),
     call_last1(10, fun(P0) -> {P0, A, B, C, D, E, F, G, H} end),
     call2(10, 11, fun(P0, P1) -> {P0, P1} end),
     call_last2(10, 11, fun(P0, P1) -> {P0, P1} end),
     call2(10, 11, fun(P0, P1) -> {P0, P1, A} end),
     call_last2(10, 11, fun(P0, P1) -> {P0, P1, A} end),
     call2(10, 11, fun(P0, P1) -> {P0, P1, A, B} end),
     call_last2(10, 11, fun(P0, P1) -> {P0, P1, A, B} end),
     call2(10, 11, fun(P0, P1) -> {P0, P1, A, B, C, D, E} end),
     call_last2(10, 11, fun(P0, P1) -> {P0, P1, A, B, C, D, E} end),
     call2(10, 11, fun(P0, P1) -> {P0, P1, A, B, C, D, E, F} end),
     call_last2(10, 11, fun(P0, P1) -> {P0, P1, A, B, C, D, E, F} end),
     call2(10, 11, fun(P0, P1) -> {P0, P1, A, B, C, D, E, F, G, H} end),
     call_last2(10, 11, fun(P0, P1) -> {P0, P1, A, B, C, D, E, F, G, H} end),
     call3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2} end),
     call_last3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2} end),
     call3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A} end),
     call_last3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A} end),
     call3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B} end),
     call_last3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B} end),
     call3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B, C, D, E} end),
     call_last3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B, C, D, E} end),
     call3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B, C, D, E, F} end),
     call_last3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B, C, D, E, F} end),
     call3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B, C, D, E, F, G, H} end),
     call_last3(10, 11, 12, fun(P0, P1, P2) -> {P0, P1, P2, A, B, C, D, E, F, G, H} end),
     call4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3} end),
     call_last4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3} end),
     call4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A} end),
     call_last4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A} end),
     call4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B} end),
     call_last4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B} end),
     call4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B, C, D, E} end),
     call_last4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B, C, D, E} end),
     call4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B, C, D, E, F} end),
     call_last4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B, C, D, E, F} end),
     call4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B, C, D, E, F, G, H} end),
     call_last4(10, 11, 12, 13, fun(P0, P1, P2, P3) -> {P0, P1, P2, P3, A, B, C, D, E, F, G, H} end),
     call5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4} end),
     call_last5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4} end),
     call5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A} end),
     call_last5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A} end),
     call5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B} end),
     call_last5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B} end),
     call5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B, C, D, E} end),
     call_last5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B, C, D, E} end),
     call5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B, C, D, E, F} end),
     call_last5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B, C, D, E, F} end),
     call5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B, C, D, E, F, G, H} end),
     call_last5(10, 11, 12, 13, 14, fun(P0, P1, P2, P3, P4) -> {P0, P1, P2, P3, P4, A, B, C, D, E, F, G, H} end),
     call6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5} end),
     call_last6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5} end),
     call6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A} end),
     call_last6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A} end),
     call6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B} end),
     call_last6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B} end),
     call6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B, C, D, E} end),
     call_last6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B, C, D, E} end),
     call6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B, C, D, E, F} end),
     call_last6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B, C, D, E, F} end),
     call6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B, C, D, E, F, G, H} end),
     call_last6(10, 11, 12, 13, 14, 15, fun(P0, P1, P2, P3, P4, P5) -> {P0, P1, P2, P3, P4, P5, A, B, C, D, E, F, G, H} end)].
