%% try, catch, throw, error, exit, raise: classes, nesting, after, rethrow.
-module(exceptions).
-export([t_throw/0, t_throw_term/0, t_error/0, t_error_list/0, t_error_args/0, t_error_args_none/0]).
-export([t_error_args_empty/0, t_error_args_bad/0, t_error_args_improper/0, t_error_info/0, t_error_info_none/0, t_error_info_module/0]).
-export([t_error_info_bad/0, t_error_info_bad_map/0, t_error_no_options/0, t_exit/0, t_exit_term/0, t_exit_in_list/0]).
-export([t_error_badarg_itself/0, t_error_undef_itself/0, t_raise_error/0, t_raise_throw/0, t_raise_exit/0, t_raise_stack_three/0]).
-export([t_raise_stack_fun/0, t_raise_bad_class/0, t_raise_bad_stack/0, t_raise_long_stack/0, t_raise_deep_location/0, t_caught_classes/0]).
-export([t_catch_all/0, t_catch_default_is_throw/0, t_catch_pattern/0, t_catch_guard/0, t_catch_class_variable/0, t_catch_no_match_passes/0]).
-export([t_catch_no_match_keeps_trace/0, t_of_clause/0, t_of_no_clause/0, t_of_error_not_caught/0, t_of_tail/0, t_after/0]).
-export([t_after_logged/0, t_after_error/0, t_after_throw_result_ignored/0, t_after_raises/0, t_after_replaces_error/0, t_after_keeps_trace/0]).
-export([t_after_with_catch/0, t_after_catch_raises/0, t_after_of_raises/0, t_after_order/0, t_after_in_loop/0, t_after_variables/0]).
-export([t_nested/0, t_nested_three/0, t_nested_in_handler/0, t_nested_in_body/0, t_try_in_argument/0, t_rethrow/0]).
-export([t_rethrow_trace/0, t_rethrow_other_class/0, t_rethrow_after_call/0, t_rethrow_stored/0, t_stack_variable_used_twice/0, t_stack_is_list/0]).
-export([t_old_catch_value/0, t_old_catch_throw/0, t_old_catch_exit/0, t_old_catch_error/0, t_old_catch_badarith/0, t_old_catch_in_list/0]).
-export([t_old_catch_nested/0, t_old_catch_exit_in_throw/0, t_old_catch_arithmetic/0, t_old_catch_stack_shape/0, t_old_catch_and_try/0, t_old_catch_live_values/0]).
-export([t_badmatch/0, t_badmatch_value/0, t_badmatch_caught/0, t_badmatch_binary/0, t_case_clause/0, t_case_clause_guard/0]).
-export([t_case_clause_float/0, t_if_clause/0, t_if_guard_error/0, t_try_clause/0, t_function_clause/0, t_function_clause_guard/0]).
-export([t_function_clause_deep/0, t_function_clause_caught/0, t_function_clause_binary/0, t_function_clause_map/0, t_badarith_add/0, t_badarith_sub/0]).
-export([t_badarith_mul/0, t_badarith_div/0, t_badarith_div_float/0, t_badarith_rem/0, t_badarith_slash/0, t_badarith_slash_float/0]).
-export([t_badarith_overflow/0, t_badarith_overflow_add/0, t_badarith_big_to_float/0, t_badarith_band/0, t_badarith_bnot/0, t_badarith_bsl/0]).
-export([t_badarith_negate/0, t_badarith_plus/0, t_badarith_middle/0, t_badarith_float_chain/0, t_badarith_float_three/0, t_badarith_small_big/0]).
-export([t_system_limit_shift/0, t_not_bool/0, t_and_bool/0, t_or_bool/0, t_xor_bool/0, t_andalso_bool/0]).
-export([t_orelse_bool/0, t_andalso_last/0, t_orelse_last/0, t_badmap_update/0, t_badkey_update/0, t_badarg_send/0]).
-export([t_badarg_send_type/0, t_badarg_binary/0, t_badarg_binary_size/0, t_badarg_binary_float/0, t_badarg_binary_binary/0, t_badarg_binary_short/0]).
-export([t_badarg_binary_utf8/0, t_badarg_binary_unaligned/0, t_badarg_binary_second/0, t_error_in_error/0, t_error_value_kept/0, t_tail_in_try/0]).
-export([t_nested_1000/0, t_nested_1000_caught/0, t_catch_1000_times/0, t_throw_from_depth/0, t_error_from_depth_then_go_on/0, t_handler_sees_body_values/0]).
-export([t_float_live_over_try/0, t_exception_in_guard_fun/0, t_exit_normal_spawned/0, t_return_throw_result/0, t_unwind_preserves_dictionary/0, t_parse_or_default/0]).
-export([t_sum_until_throw/0, t_maybe_chain/0, t_try_bif_that_fails/0, t_try_bif_that_fails_after/0, t_catch_bif_that_fails/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
%% a call that always raises, which the compiler must not know: it makes a tail call of a call that never returns
-define(RAISE(E), case ?I(true) of true -> E; V__ -> V__ end).

id(X) -> X.
do(F) -> try F() catch C:R -> {C, R} end.
log(X) -> put(log, [X | case get(log) of undefined -> []; L -> L end]), X.
logged() -> lists:reverse(case get(log) of undefined -> []; L -> L end).

t_throw() -> throw(?I(ball)).
t_throw_term() -> throw(?I({a, [1, 2.5], <<"x">>, #{k => v}})).
t_error() -> error(?I(oops)).
t_error_list() -> erlang:error(?I([oops])).
t_error_args() -> error(?I(oops), [a, {b}]).
t_error_args_none() -> error(?I(oops), none).
t_error_args_empty() -> error(?I(oops), []).
t_error_args_bad() -> error(?I(oops), not_a_list).
t_error_args_improper() -> error(?I(oops), [a | b]).
t_error_info() -> error(?I(oops), [a], [{error_info, #{cause => why}}]).
t_error_info_none() -> error(?I(oops), none, [{error_info, #{}}]).
t_error_info_module() -> error(?I(oops), [a], [{error_info, #{module => ?MODULE, function => fmt, cause => #{1 => bad}}}]).
t_error_info_bad() -> error(?I(oops), [a], [{bad, x}]).
t_error_info_bad_map() -> error(?I(oops), [a], [{error_info, []}]).
t_error_no_options() -> error(?I(oops), [a], []).
t_exit() -> exit(?I(normal)).
t_exit_term() -> exit(?I({shutdown, 1})).
t_exit_in_list() -> [exit(?I(bye))].
t_error_badarg_itself() -> error(?I(badarg)).
t_error_undef_itself() -> error(?I(undef)).
t_raise_error() -> erlang:raise(error, ?I(x), []).
t_raise_throw() -> erlang:raise(throw, ?I(x), [{m, f, 1, []}]).
t_raise_exit() -> erlang:raise(exit, ?I(x), [{m, f, [a], [{line, 5}, {file, "f"}]}]).
t_raise_stack_three() -> do_stack(fun() -> erlang:raise(error, ?I(x), [{m, f, 1}]) end).
t_raise_stack_fun() -> do_stack(fun() -> erlang:raise(error, ?I(x), [{fun erlang:abs/1, [1], []}]) end).
t_raise_bad_class() -> [erlang:raise(C, x, []) || C <- ?I([foo, 1])].
t_raise_bad_stack() -> [do(fun() -> erlang:raise(error, x, S) end) || S <- ?I([a, [a], [{a}], [{m, f, a, []}], [{m, f, 1, x}], [{m, f, 1, []} | y]])].
t_raise_long_stack() -> do_stack(fun() -> erlang:raise(error, ?I(x), [{m, f, N, []} || N <- lists:seq(1, 20)]) end).
t_raise_deep_location() -> do_stack(fun() -> erlang:raise(error, ?I(x), [{m, f, 1, [{file, "a"}, {line, 1}, {error_info, #{}}]}]) end).
do_stack(F) -> try F() catch C:R:S -> {C, R, [X || X <- S, element(1, X) =:= m orelse tuple_size(X) =:= 3]} end.

t_caught_classes() -> [do(F) || F <- [fun() -> throw(?I(t)) end, fun() -> error(?I(e)) end, fun() -> exit(?I(x)) end, fun() -> ?I(v) end]].
t_catch_all() -> [try F() catch _:_ -> caught end || F <- [fun() -> throw(?I(t)) end, fun() -> error(?I(e)) end, fun() -> exit(?I(x)) end]].
t_catch_default_is_throw() -> [do(fun() -> try F() catch X -> {thrown, X} end end) || F <- [fun() -> throw(?I(t)) end, fun() -> error(?I(e)) end]].
t_catch_pattern() -> [do(fun() -> try throw(X) catch {a, Y} -> Y; [H | _] -> {head, H} end end) || X <- ?I([{a, 1}, [2], other])].
t_catch_guard() -> [do(fun() -> try error(X) catch error:Y when Y > 5 -> big; error:Y when is_integer(Y) -> small end end) || X <- ?I([9, 1, a, 1.5])].
t_catch_class_variable() -> Cls = ?I(exit), do(fun() -> try exit(a) catch Cls:R -> {matched, R} end end).
t_catch_no_match_passes() -> try try throw(?I(inner)) catch error:_ -> wrong end catch throw:X -> {outer, X} end.
t_catch_no_match_keeps_trace() -> try throw(?I(inner)) catch error:_ -> wrong end.
t_of_clause() -> [try ?I(X) of 1 -> one; {ok, Y} -> Y; Z when is_atom(Z) -> atom catch _:_ -> no end || X <- [1, {ok, 2}, a]].
t_of_no_clause() -> try ?I(5) of 1 -> one catch _:_ -> caught end.
t_of_error_not_caught() -> try ?I(5) of X -> error({inside, X}) catch _:_ -> caught end.
t_of_tail() -> try ?I(5) of X -> ?I(X + 1) catch _:_ -> caught end.
t_after() -> try ?I(1) after log(after_run) end.
t_after_logged() -> R = try ?I(1) after log(a) end, {R, logged()}.
t_after_error() -> R = do(fun() -> try error(?I(e)) after log(a) end end), {R, logged()}.
t_after_throw_result_ignored() -> do(fun() -> try throw(?I(t)) after ?I(ignored) end end).
t_after_raises() -> do(fun() -> try ?I(ok) after throw(from_after) end end).
t_after_replaces_error() -> do(fun() -> try error(?I(first)) after exit(second) end end).
t_after_keeps_trace() -> try error(?I(e)) after ?I(x) end.
t_after_with_catch() -> R = try throw(?I(t)) catch X -> log({caught, X}) after log(a) end, {R, logged()}.
t_after_catch_raises() -> R = do(fun() -> try throw(?I(t)) catch X -> error({again, X}) after log(a) end end), {R, logged()}.
t_after_of_raises() -> R = do(fun() -> try ?I(1) of 1 -> exit(of_body) after log(a) end end), {R, logged()}.
t_after_order() -> R = do(fun() -> try try log(body), error(?I(x)) after log(inner) end after log(outer) end end), {R, logged()}.
t_after_in_loop() -> [try X / 1 after log(X) end || X <- ?I([1, 2])] ++ logged().
t_after_variables() -> X = ?I(1), Y = ?I(2), R = try {X, ?I(Y)} after log({X, Y}) end, {R, X, Y, logged()}.
t_nested() -> try try error(?I(1)) catch error:X -> throw({X, 2}) end catch throw:{A, B} -> A + B end.
t_nested_three() -> try try try throw(?I(a)) catch throw:b -> no end catch throw:c -> no end catch throw:a -> yes end.
t_nested_in_handler() -> try error(?I(a)) catch _:A -> try error({b, A}) catch _:B -> {A, B} end end.
t_nested_in_body() -> try {try throw(?I(x)) catch X -> X end, ?I(y)} catch _ -> no end.
t_try_in_argument() -> [try throw(?I(1)) catch X -> X end, try ?I(2) catch _ -> no end | try error(3) catch error:Y -> Y end].
t_rethrow() -> try try error(?I(x)) catch error:R:S -> erlang:raise(error, R, S) end catch C:R2 -> {C, R2} end.
t_rethrow_trace() -> try error(?I(x)) catch C:R:S -> erlang:raise(C, R, S) end.
t_rethrow_other_class() -> try throw(?I(x)) catch throw:R:S -> erlang:raise(exit, {wrapped, R}, S) end.
t_rethrow_after_call() -> try deep(?I(3)) catch C:R:S -> ?I(log), erlang:raise(C, R, S) end.
t_rethrow_stored() -> {C, R, S} = try deep(?I(2)) catch C0:R0:S0 -> {C0, R0, S0} end, erlang:raise(C, R, S).
deep(0) -> ?RAISE(error(bottom));
deep(N) -> [N | deep(N - 1)].
t_stack_variable_used_twice() -> try error(?I(x)) catch _:_:S -> S =:= ?I(S) end.
t_stack_is_list() -> try throw(?I(x)) catch throw:_:S -> {is_list(S), length(S) > 0, [tuple_size(F) || F <- [hd(S)]]} end.

t_old_catch_value() -> catch ?I(5).
t_old_catch_throw() -> catch throw(?I(5)).
t_old_catch_exit() -> catch exit(?I(5)).
t_old_catch_error() -> {'EXIT', {R, S}} = (catch error(?I(5))), {R, is_list(S)}.
t_old_catch_badarith() -> {'EXIT', {R, _}} = (catch 1 + ?I(a)), R.
t_old_catch_in_list() -> [catch throw(?I(1)), catch ?I(2)].
t_old_catch_nested() -> catch {inner, catch throw(?I(a)), throw(b)}.
t_old_catch_exit_in_throw() -> catch throw({'EXIT', ?I(fake)}).
t_old_catch_arithmetic() -> X = (catch ?I(10) div 2), X + 1.
t_old_catch_stack_shape() -> {'EXIT', {badarith, [A, B | _]}} = (catch 1 + ?I(a)), {A, element(2, B)}.
t_old_catch_and_try() -> try catch throw(?I(x)) catch _ -> no end.
t_old_catch_live_values() -> A = ?I(a), B = ?I([b]), R = (catch throw(?I(r))), {A, B, R}.

t_badmatch() -> {ok, X} = ?I({error, why}), X.
t_badmatch_value() -> 1 = ?I(2).
t_badmatch_caught() -> do(fun() -> [] = ?I([1]) end).
t_badmatch_binary() -> <<_:32>> = ?I(<<1, 2>>), ok.
t_case_clause() -> case ?I({x, 1}) of a -> 1; {y, _} -> 2 end.
t_case_clause_guard() -> case ?I(5) of X when X > 10 -> big end.
t_case_clause_float() -> case ?I(1.0) of 1 -> int end.
t_if_clause() -> X = ?I(5), if X > 10 -> big; X < 0 -> neg end.
t_if_guard_error() -> X = ?I(a), if X + 1 > 0 -> yes; true -> no end.
t_try_clause() -> try ?I({x}) of y -> 1 catch _ -> 2 end.
t_function_clause() -> only_a(?I(b), [1, 2], #{}).
only_a(a, _, _) -> ok.
t_function_clause_guard() -> positive(?I(-1)).
positive(N) when N > 0 -> N.
t_function_clause_deep() -> [1 | positive(?I(0))].
t_function_clause_caught() -> do(fun() -> positive(?I(x)) end).
t_function_clause_binary() -> bin(?I(<<1, 2, 3>>)).
bin(<<1, 2>>) -> ok;
bin(<<2, _/binary>>) -> ok.
t_function_clause_map() -> mapped(?I(#{b => 1})).
mapped(#{a := X}) -> X.
t_badarith_add() -> ?I(1) + ?I(a).
t_badarith_sub() -> ?I([]) - 1.
t_badarith_mul() -> 2 * ?I(<<>>).
t_badarith_div() -> ?I(1) div 0.
t_badarith_div_float() -> ?I(1.0) div 1.
t_badarith_rem() -> ?I(1) rem ?I(0).
t_badarith_slash() -> ?I(1) / 0.
t_badarith_slash_float() -> ?I(1) / 0.0.
t_badarith_overflow() -> ?I(1.0e308) * 10.
t_badarith_overflow_add() -> X = ?I(1.7e308), X + X.
t_badarith_big_to_float() -> ?I(1 bsl 2000) + 1.0.
t_badarith_band() -> ?I(1) band 1.0.
t_badarith_bnot() -> bnot ?I(1.0).
t_badarith_bsl() -> ?I(1) bsl a.
t_badarith_negate() -> -?I(a).
t_badarith_plus() -> +?I(a).
t_badarith_middle() -> X = ?I(1), Y = X + 2, Z = Y * ?I(b), Z + 1.
t_badarith_float_chain() -> X = ?I(1.0e200), Y = X * X * 2.0, Y + 1.0.
t_badarith_float_three() -> X = ?I(1.5), Y = ?I(z), X * 2.0 + Y.
t_badarith_small_big() -> ?I(1 bsl 70) + ?I(x).
t_system_limit_shift() -> 1 bsl ?I(1 bsl 40).
t_not_bool() -> not ?I(1).
t_and_bool() -> ?I(1) and true.
t_or_bool() -> ?I(true) or ?I(x).
t_xor_bool() -> ?I(true) xor ?I(x).
t_andalso_bool() -> ?I(1) andalso true.
t_orelse_bool() -> ?I(x) orelse true.
t_andalso_last() -> ?I(true) andalso ?I(any).
t_orelse_last() -> ?I(false) orelse ?I(any).
t_badmap_update() -> (?I(x))#{a => 1}.
t_badkey_update() -> (?I(#{}))#{a := 1}.
t_badarg_send() -> ?I(not_registered_anywhere) ! hello.
t_badarg_send_type() -> ?I(1.5) ! hello.
t_badarg_binary() -> <<(?I(a)):8>>.
t_badarg_binary_size() -> <<1:(?I(-1))>>.
t_badarg_binary_float() -> <<(?I(a))/float>>.
t_badarg_binary_binary() -> <<(?I([1]))/binary>>.
t_badarg_binary_short() -> <<(?I(<<1>>)):2/binary>>.
t_badarg_binary_utf8() -> <<(?I(16#D800))/utf8>>.
t_badarg_binary_unaligned() -> <<(?I(<<1:3>>))/binary>>.
t_badarg_binary_second() -> <<1, 2, (?I(<<1>>))/binary, (?I(x)):8>>.

t_error_in_error() -> try error(?I(a)) catch error:_ -> error(b) end.
t_error_value_kept() -> X = ?I([1, 2, 3]), try hd(tl(tl(tl(X)))) catch error:E -> {E, X} end.
t_tail_in_try() -> count_try(?I(1000)).
count_try(0) -> done;
count_try(N) -> try ?I(N) of M -> count_try(M - 1) catch _:_ -> no end.
t_nested_1000() -> nest_try(?I(1000)).
nest_try(0) -> ?RAISE(throw(bottom));
nest_try(N) -> try nest_try(N - 1) catch error:_ -> wrong end.
t_nested_1000_caught() -> catch nest_try(?I(1000)).
t_catch_1000_times() -> many(?I(1000), 0).
many(0, S) -> S;
many(N, S) -> many(N - 1, S + try throw(N) catch X -> X end).
t_throw_from_depth() -> try dive(?I(10000)) catch throw:X -> X end.
dive(0) -> ?RAISE(throw(found));
dive(N) -> 1 + dive(N - 1).
t_error_from_depth_then_go_on() -> R = [try dive(N) catch throw:X -> X end || N <- ?I([1, 100, 5000])], {R, ?I(on)}.
t_handler_sees_body_values() -> A = ?I(1), try B = A + 1, throw({B, A}) catch {X, Y} -> {A, X, Y} end.
t_float_live_over_try() -> A = ?I(1.5), B = A * 2.0, R = try ?I(3) / ?I(0) catch error:E -> E end, {R, A + B}.
t_exception_in_guard_fun() -> F = fun(X) when hd(X) =:= 1 -> one; (_) -> other end, [F(X) || X <- ?I([[1], [], a, [2]])].
t_exit_normal_spawned() -> P = self(), spawn(fun() -> P ! (catch exit(?I(normal))) end), receive X -> X end.
t_return_throw_result() -> try ?I(a), throw(?I({r, 1})) catch {r, N} -> N + 1 end.
t_unwind_preserves_dictionary() -> catch begin put(k, ?I(v)), throw(x) end, get(k).
t_parse_or_default() -> [try list_to_integer(S) catch error:badarg -> none end || S <- ?I(["12", "x", "", "-5"])].
t_sum_until_throw() -> try lists:sum([if X > 3 -> throw({stop, X}); true -> X end || X <- ?I([1, 2, 3, 4, 5])]) catch {stop, X} -> {stopped, X} end.
t_maybe_chain() -> [case step1(X) of {ok, Y} -> case step2(Y) of {ok, Z} -> Z; E -> E end; E -> E end || X <- ?I([1, -1, 100])].
step1(X) when X > 0 -> {ok, X * 2};
step1(_) -> {error, neg}.
step2(X) when X < 100 -> {ok, X + 1};
step2(_) -> {error, big}.

%% The compiler knows that these fail: nothing but the handler stands behind them.
t_try_bif_that_fails() -> try map_get(a, #{}) catch C:R -> {C, R, ?I(1)} end.
t_try_bif_that_fails_after() -> do(fun() -> try maps:get({0, a}, #{}) after ?I(1) end end).
t_catch_bif_that_fails() -> {'EXIT', {R, _}} = (catch map_get(a, #{})), R.
