%% Control flow and compiler variety: case, if, begin, boolean operators in bodies, many registers, evaluation order.
-module(control_cases).
-export([t_case_export_variables/0, t_if_export_variables/0, t_case_nested/0, t_case_of_call/0, t_case_string/0, t_case_binary/0]).
-export([t_case_many_ints/0, t_case_dense_ints/0, t_case_dense_missing/0, t_case_big_ints/0, t_case_many_atoms/0, t_case_floats/0]).
-export([t_case_tuples/0, t_case_mixed/0, t_case_bound/0, t_case_same_result_shared/0, t_case_on_boolean_call/0, t_case_on_comparison/0]).
-export([t_case_on_andalso/0, t_body_boolean_operators/0, t_body_andalso_orelse/0, t_short_circuit/0, t_strict_operators/0, t_body_comparisons/0]).
-export([t_comparison_as_value/0, t_order_tuple/0, t_order_call/0, t_order_list/0, t_order_map/0, t_order_operators/0]).
-export([t_order_fun_call/0, t_order_remote/0, t_order_error_last/0, t_order_binary/0, t_order_match/0, t_order_comparison/0]).
-export([t_begin_end/0, t_match_chain/0, t_match_nested_alias/0, t_match_in_argument/0, t_match_as_expression/0, t_underscore_variables/0]).
-export([t_many_variables/0, t_many_arguments/0, t_many_arguments_shuffled/0, t_live_across_calls/0, t_dead_values/0, t_large_expression/0]).
-export([t_large_float_expression/0, t_float_mixed_expression/0, t_float_branch/0, t_float_in_and_out/0, t_int_float_join/0, t_loop_nested/0]).
-export([t_recursive_data/0, t_eval_env/0, t_eval_unbound/0, t_tokenise/0, t_fsm_binary/0, t_list_building_shapes/0]).
-export([t_literals/0, t_literal_sharing/0, t_char_literals/0, t_integer_literals/0, t_macro_line/0, t_block_in_guardless_if/0]).
-export([t_local_call_results_ignored/0, t_min_max_body/0, t_bif_in_body_and_guard/0, t_is_record_tuple/0, t_try_as_value/0, t_fun_head_literals/0]).
-export([t_module_info/0, t_module_info_all/0, t_module_info_bad/0, t_module_md5/0, t_put_get_in_expression/0, t_swap_elements/0]).
-export([t_shadow_in_fun/0, t_deep_pattern/0, t_deep_pattern_fails/0, t_big_tuple_match/0, t_update_in_loop/0, t_gcd_loop/0]).
-export([t_bits_population/0, t_isqrt/0, t_modpow/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

id(X) -> X.
e(F) -> try F() catch C:R -> {C, R} end.
say(X) -> put(said, [X | case get(said) of undefined -> []; L -> L end]), X.
said() -> lists:reverse(get(said)).

t_case_export_variables() -> case ?I(a) of a -> X = 1, Y = 2; b -> X = 3, Y = 4 end, {X, Y}.
t_if_export_variables() -> A = ?I(5), if A > 3 -> X = big; true -> X = small end, X.
t_case_nested() -> [case X of {A, B} -> case A of 1 -> case B of 2 -> deep; _ -> mid end; _ -> shallow end; _ -> none end || X <- ?I([{1, 2}, {1, 3}, {2, 2}, x])].
t_case_of_call() -> case ?I({ok, [1, 2]}) of {ok, [H | _]} when H > 0 -> H; _ -> none end.
t_case_string() -> [case S of "abc" -> 1; "abd" -> 2; "ab" ++ R -> R; [] -> empty; _ -> other end || S <- ?I(["abc", "abd", "abz", "", "x"])].
t_case_binary() -> [case S of <<"abc">> -> 1; <<"abd">> -> 2; <<"ab", R/binary>> -> R; <<>> -> empty; _ -> other end || S <- ?I([<<"abc">>, <<"abd">>, <<"abz">>, <<>>, <<"x">>])].
t_case_many_ints() -> [case X of 1 -> a; 2 -> b; 3 -> c; 10 -> d; 20 -> e; 30 -> f; 1000000 -> g; 1000000000000 -> h; -5 -> i; _ -> z end || X <- ?I([1, 2, 3, 4, 10, 20, 30, 1000000, 1000000000000, -5, 1.0])].
t_case_dense_ints() -> [case X of 0 -> a; 1 -> b; 2 -> c; 3 -> d; 4 -> e; 5 -> f; 6 -> g; 7 -> h end || X <- ?I([7, 6, 5, 4, 3, 2, 1, 0])].
t_case_dense_missing() -> ?E(case ?I(8) of 0 -> a; 1 -> b; 2 -> c; 3 -> d; 4 -> e; 5 -> f; 6 -> g; 7 -> h end).
t_case_big_ints() -> [case X of 1152921504606846975 -> a; 1152921504606846976 -> b; 18446744073709551616 -> c; _ -> d end || X <- ?I([(1 bsl 60) - 1, 1 bsl 60, 1 bsl 64, 0])].
t_case_many_atoms() -> [case X of alpha -> 1; beta -> 2; gamma -> 3; delta -> 4; epsilon -> 5; zeta -> 6; eta -> 7; theta -> 8; true -> 9; [] -> 10; _ -> 0 end || X <- ?I([theta, alpha, zeta, iota, true, [], eta])].
t_case_floats() -> [case X of 0.0 -> zero; 1.5 -> a; -1.5 -> b; 1.0e300 -> c; _ -> d end || X <- ?I([1.5, -1.5, 1.0e300, 2.0, 1])].
t_case_tuples() -> [case X of {} -> 0; {_} -> 1; {_, _} -> 2; {a, _, _} -> a3; {_, _, _} -> 3; T when is_tuple(T) -> tuple_size(T); _ -> no end || X <- ?I([{}, {1}, {1, 2}, {a, 2, 3}, {1, 2, 3}, {1, 2, 3, 4}, x])].
t_case_mixed() -> [case X of 1 -> int; 1.0 -> float; "1" -> string; <<"1">> -> binary; '1' -> atom; {1} -> tuple; [1] -> list; #{1 := _} -> map; _ -> other end || X <- ?I([1, 1.0, "1", <<"1">>, '1', {1}, [1], #{1 => 1}, 2])].
t_case_bound() -> Y = ?I(5), [case X of Y -> same; {Y} -> inside; _ -> other end || X <- [5, 5.0, {5}, 6]].
t_case_same_result_shared() -> [case X of a -> {r, ?I(1)}; b -> {r, ?I(1)}; c -> {r, ?I(2)}; _ -> {r, ?I(1)} end || X <- ?I([a, b, c, d])].
t_case_on_boolean_call() -> [case is_list(X) of true -> list; false -> other end || X <- ?I([[], a])].
t_case_on_comparison() -> [case X > 5 of true -> big; false -> small end || X <- ?I([1, 9, a])].
t_case_on_andalso() -> [case is_integer(X) andalso X > 0 of true -> pos; false -> no end || X <- ?I([1, -1, a])].
t_body_boolean_operators() -> [{X and Y, X or Y, X xor Y, not X} || X <- ?I([true, false]), Y <- ?I([true, false])].
t_body_andalso_orelse() -> [{X andalso Y, X orelse Y} || X <- ?I([true, false]), Y <- ?I([true, false, other])].
t_short_circuit() -> _ = ?I(false) andalso say(no), _ = ?I(true) orelse say(no), _ = ?I(true) andalso say(yes), said().
t_strict_operators() -> ?E(?I(false) and say(not_boolean)), said().
t_body_comparisons() -> [{A < B, A =< B, A > B, A >= B, A == B, A /= B, A =:= B, A =/= B} || {A, B} <- ?I([{1, 2}, {2, 1}, {1, 1}, {1, 1.0}, {a, 1}, {[1], [1]}, {{1}, {1.0}}])].
t_comparison_as_value() -> X = ?I(5), Y = (X > 3), Z = (X =:= 5.0), {Y, Z, Y and not Z}.
t_order_tuple() -> {say(1), say(2), say(3)}, said().
t_order_call() -> three(say(a), say(b), say(c)), said().
three(A, B, C) -> {A, B, C}.
t_order_list() -> [say(1), say(2) | say(3)], said().
t_order_map() -> #{say(k1) => say(v1), say(k2) => say(v2)}, said().
t_order_operators() -> _ = say(1) + say(2) * say(3), said().
t_order_fun_call() -> (say(fun(X, _) -> X end))(say(1), say(2)), tl(said()).
t_order_remote() -> (say(?MODULE)):id(say(1)), said().
t_order_error_last() -> ?E({say(1), 1 div ?I(0), say(2)}), said().
t_order_binary() -> _ = <<(say(1)), (say(2))>>, said().
t_order_match() -> X = (Y = say(1)), {X, Y, said()}.
t_order_comparison() -> _ = say(1) < say(2), said().
t_begin_end() -> X = begin A = ?I(1), B = A + 1, A + B end, {X, A, B}.
t_match_chain() -> {A, _} = {_, B} = C = ?I({1, 2}), {A, B, C}.
t_match_nested_alias() -> {ok, [X | Y] = Z} = ?I({ok, [1, 2]}), {X, Y, Z}.
t_match_in_argument() -> Y = id(X = ?I(1)), {X, Y}.
t_match_as_expression() -> [1 | T] = L = ?I([1, 2, 3]), {T, L}.
t_underscore_variables() -> _A = ?I(1), _ = ?I(2), {_B, _} = ?I({3, 4}), _A + _B.
t_many_variables() ->
    A = ?I(1), B = ?I(2), C = ?I(3), D = ?I(4), E = ?I(5), F = ?I(6), G = ?I(7), H = ?I(8), I = ?I(9), J = ?I(10),
    K = ?I(11), L = ?I(12), M = ?I(13), N = ?I(14), O = ?I(15), P = ?I(16), Q = ?I(17), R = ?I(18), S = ?I(19), T = ?I(20),
    {A + T, B + S, C + R, D + Q, E + P, F + O, G + N, H + M, I + L, J + K, [A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T]}.
t_many_arguments() -> many(?I(1), 2.5, "c", d, {e}, <<"f">>, #{g => 1}, [h], 1 bsl 70, j, k, l, m, n, o, p).
many(A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P) -> {P, O, N, M, L, K, J, I, H, G, F, E, D, C, B, A}.
t_many_arguments_shuffled() -> shuffle(?I(3), 1, 2, 3, 4, 5, 6, 7, 8).
shuffle(0, A, B, C, D, E, F, G, H) -> {A, B, C, D, E, F, G, H};
shuffle(N, A, B, C, D, E, F, G, H) -> shuffle(N - 1, C, A, H, B, G, D, F, E).
t_live_across_calls() -> A = ?I([1]), B = ?I({2}), C = ?I(3.5), X = ?I(x), D = [A | B], Y = ?I(y), {A, B, C, D, X, Y}.
t_dead_values() -> A = ?I(lists:seq(1, 100)), _ = length(A), B = ?I(b), _ = ?I(B), c.
t_large_expression() -> X = ?I(3), ((X + 1) * (X - 1) - (X * X)) + ((X bsl 2) bor (X band 1)) - (X rem 2) * (X div 2) + (-X) * (bnot X).
t_large_float_expression() -> X = ?I(1.5), Y = ?I(-2.25), (X + Y) * (X - Y) / (X * Y) + X * X - Y / X + (X - 1) * (Y + 2.0).
t_float_mixed_expression() -> X = ?I(2), Y = ?I(0.5), {X * Y, X / Y, X + Y - 1, X * X * Y, (X + 1) * Y, Y * X - X}.
t_float_branch() -> [begin Y = X * 2.0, Z = if Y > 3.0 -> Y - 1; true -> Y + 1.0 end, Z * Z end || X <- ?I([1.0, 2.0, 3])].
t_float_in_and_out() -> X = ?I(1.5), L = [X + 1, X * 2], [A, B] = L, A * B + length(L).
t_int_float_join() -> [begin Y = case X of a -> 1; b -> 1.0; _ -> 1 bsl 60 end, {Y + 1, Y * 2} end || X <- ?I([a, b, c])].
t_loop_nested() -> [{I, J} || I <- lists:seq(1, ?I(3)), J <- lists:seq(1, I)].
t_recursive_data() -> eval(?I({add, {mul, {num, 3}, {num, 4}}, {neg, {num, 5}}})).
eval({num, N}) -> N;
eval({add, A, B}) -> eval(A) + eval(B);
eval({mul, A, B}) -> eval(A) * eval(B);
eval({neg, A}) -> -eval(A).
t_eval_env() -> ev(?I({'let', x, {num, 5}, {add, {var, x}, {var, y}}}), #{y => 2}).
ev({num, N}, _) -> N;
ev({var, V}, M) -> maps:get(V, M);
ev({add, A, B}, M) -> ev(A, M) + ev(B, M);
ev({'let', V, A, B}, M) -> ev(B, M#{V => ev(A, M)}).
t_eval_unbound() -> ?E(ev(?I({var, z}), #{})).
t_tokenise() -> tok(?I("12+(3*x1)-y"), []).
tok([], A) -> lists:reverse(A);
tok([C | T], A) when C >= $0, C =< $9 -> {N, R} = num(T, C - $0), tok(R, [{int, N} | A]);
tok([C | T], A) when C >= $a, C =< $z -> {N, R} = name(T, [C]), tok(R, [{id, N} | A]);
tok([C | T], A) -> tok(T, [list_to_atom([C]) | A]).
num([C | T], N) when C >= $0, C =< $9 -> num(T, N * 10 + C - $0);
num(T, N) -> {N, T}.
name([C | T], N) when C >= $a, C =< $z; C >= $0, C =< $9 -> name(T, [C | N]);
name(T, N) -> {lists:reverse(N), T}.
t_fsm_binary() -> fsm(?I(<<"aab\"q\\\"x\"c">>), out, []).
fsm(<<>>, S, A) -> {S, lists:reverse(A)};
fsm(<<$", R/binary>>, out, A) -> fsm(R, in, A);
fsm(<<$", R/binary>>, in, A) -> fsm(R, out, A);
fsm(<<$\\, C, R/binary>>, in, A) -> fsm(R, in, [{esc, C} | A]);
fsm(<<C, R/binary>>, S, A) -> fsm(R, S, [{S, C} | A]).
t_list_building_shapes() -> X = ?I(1), {[X], [X | []], [X, X], [[X]], [X | X], [{X} | [X]], "s" ++ [X], [X] ++ "s"}.
t_literals() -> {?I({literal, [1, 2.5, "three", <<"four">>, #{five => 6}]}), ?I("a string"), ?I(<<"binary literal longer than sixty-four bytes, so that it lives off the heap, perhaps">>)}.
t_literal_sharing() -> A = ?I([1, 2, 3]), B = [0 | A], C = [0 | A], {B =:= C, tl(B) =:= tl(C)}.
t_char_literals() -> ?I([$a, $\n, $\s, $\\, $\x41, $\101, $\^a, $é]).
t_integer_literals() -> ?I([16#ff, 2#1010, 36#zz, 1000000, 16#FFFFFFFF, -0, 1.5e3, 1.0e-3]).
t_macro_line() -> [?LINE, ?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY] =:= ?I([0, control_cases, t_macro_line, 0]) orelse tl([?LINE, ?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY]).
t_block_in_guardless_if() -> if true -> ?I(always) end.
t_local_call_results_ignored() -> id(1), id(2), ?I(3).
t_min_max_body() -> [{min(A, B), max(A, B)} || {A, B} <- ?I([{1, 2}, {2.0, 2}, {2, 2.0}, {a, 1}, {"a", "b"}])].
t_bif_in_body_and_guard() -> [if length(L) > 1 -> {long, length(L)}; true -> {short, length(L)} end || L <- ?I([[1, 2], [1]])].
t_is_record_tuple() -> [{is_tuple(X), is_tuple(X) andalso tuple_size(X) =:= 2 andalso element(1, X) =:= ok} || X <- ?I([{ok, 1}, {ok}, ok])].
t_try_as_value() -> 1 + try ?I(2) catch _:_ -> 0 end + (catch ?I(3)).
t_fun_head_literals() -> [lit(X) || X <- ?I([0, 1, a, "x", <<"y">>, 1.5, {}, [], #{}])].
lit(0) -> zero;
lit(a) -> atom;
lit("x") -> string;
lit(<<"y">>) -> binary;
lit(1.5) -> float;
lit({}) -> tuple;
lit([]) -> nil;
lit(#{}) -> map;
lit(_) -> other.
t_module_info() -> {?MODULE:module_info(module), is_list(?MODULE:module_info(exports)), lists:member({id, 1}, ?MODULE:module_info(exports)), is_list(?MODULE:module_info(attributes))}.
t_module_info_all() -> lists:sort([K || {K, _} <- ?MODULE:module_info(), K =/= native]).
t_module_info_bad() -> ?E(?MODULE:module_info(?I(nothing))).
t_module_md5() -> {is_binary(?MODULE:module_info(md5)), byte_size(?MODULE:module_info(md5))}.
t_put_get_in_expression() -> put(n, 0), [begin put(n, get(n) + X), get(n) end || X <- ?I([1, 2, 3])].
t_swap_elements() -> {A, B} = ?I({1, 2}), {B1, A1} = {A, B}, {A1, B1}.
t_shadow_in_fun() -> X = ?I(1), F = fun(X) -> X + 1 end, G = fun() -> X end, {F(10), G()}.
t_deep_pattern() -> {a, [{b, #{c := <<D:4, _:4>>}} | _], "str" ++ E} = ?I({a, [{b, #{c => <<16#5f>>}}, x], "string"}), {D, E}.
t_deep_pattern_fails() -> [case X of {a, [{b, #{c := <<5:4, _:4>>}} | _]} -> y; {a, [{b, #{}} | _]} -> almost; {a, _} -> far; _ -> n end || X <- ?I([{a, [{b, #{c => <<16#5f>>}}]}, {a, [{b, #{c => <<16#6f>>}}]}, {a, []}, {b}])].
t_big_tuple_match() -> {A, _, C, _, E, _, G, _, I, _} = ?I({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), A + C + E + G + I.
t_update_in_loop() -> lists:sort(maps:to_list(upd(?I([{a, 1}, {b, 2}, {a, 3}]), #{}))).
upd([{K, V} | T], M) when is_map_key(K, M) -> upd(T, M#{K := maps:get(K, M) + V});
upd([{K, V} | T], M) -> upd(T, M#{K => V});
upd([], M) -> M.
t_gcd_loop() -> [gcd(A, B) || {A, B} <- ?I([{48, 18}, {17, 5}, {1 bsl 70, 1 bsl 65}, {0, 5}])].
gcd(A, 0) -> A;
gcd(A, B) -> gcd(B, A rem B).
t_bits_population() -> [pop(N, 0) || N <- ?I([0, 1, 255, 1 bsl 59, (1 bsl 100) - 1])].
pop(0, C) -> C;
pop(N, C) -> pop(N band (N - 1), C + 1).
t_isqrt() -> [isqrt(N, N) || N <- ?I([0, 1, 2, 15, 16, 1 bsl 61, 1 bsl 130])].
isqrt(N, X) -> case (X + N div max(X, 1)) div 2 of Y when Y >= X -> X; Y -> isqrt(N, Y) end.
t_modpow() -> [modpow(?I(3), E, 1000000007) || E <- [0, 1, 10, 1000000006, 1 bsl 65]].
modpow(_, 0, M) -> 1 rem M;
modpow(B, E, M) when E band 1 =:= 1 -> B * modpow(B * B rem M, E bsr 1, M) rem M;
modpow(B, E, M) -> modpow(B * B rem M, E bsr 1, M).
