%% Closures, fun references, external funs, apply, and their errors.
-module(fun_cases).
-export([t_capture_one/0, t_capture_many/0, t_capture_nested/0, t_capture_shadow/0, t_capture_fun/0, t_no_capture/0]).
-export([t_arity_zero/0, t_arity_many/0, t_arity_many_capture/0, t_clauses/0, t_clause_fails/0, t_clause_fails_two/0]).
-export([t_clause_fails_capture/0, t_named/0, t_named_capture/0, t_named_as_value/0, t_local_ref/0, t_external_literal/0]).
-export([t_external_own/0, t_external_variable/0, t_external_equal/0, t_make_fun/0, t_make_fun_bad/0, t_make_fun_missing_undef/0]).
-export([t_external_bad_parts/0, t_external_missing_undef/0, t_external_missing_function_undef/0, t_external_wrong_arity/0, t_badarity/0, t_badarity_more/0]).
-export([t_badarity_capture/0, t_badarity_zero/0, t_badarity_not_tail/0, t_badarity_caught/0, t_badfun/0, t_badfun_not_tail/0]).
-export([t_badfun_each_type/0, t_badfun_no_arguments/0, t_apply2/0, t_apply2_badarity/0, t_apply2_badfun/0, t_apply2_bad_list/0]).
-export([t_apply2_improper/0, t_apply2_not_tail/0, t_apply3/0, t_apply3_tail/0, t_apply3_undef/0, t_apply3_undef_module/0]).
-export([t_apply3_undef_arity/0, t_apply3_bad_module/0, t_apply3_bad_function/0, t_apply3_bad_list/0, t_apply3_improper/0, t_apply3_bif/0]).
-export([t_apply3_bif_fails/0, t_apply3_op_fails/0, t_apply_apply/0, t_apply_apply_undef/0, t_apply_fixed_dynamic/0, t_apply_fixed_zero/0]).
-export([t_apply_fixed_undef/0, t_apply_fixed_bad_module/0, t_apply_fixed_bad_module_not_tail/0, t_apply_fixed_tuple_module/0, t_apply_fixed_bad_function/0, t_apply_fixed_bif/0]).
-export([t_apply_fixed_bif_fails/0, t_call_undef/0, t_call_undef_not_tail/0, t_call_undef_module/0, t_call_undef_module_not_tail/0, t_call_undef_caught/0]).
-export([t_call_local_only_undef/0, t_fun_info_local_arity/0, t_fun_info_captured/0, t_fun_info_local/0, t_fun_info_external/0, t_fun_info_external_all/0]).
-export([t_fun_info_bad/0, t_fun_info_mfa/0, t_is_function/0, t_guard_is_function/0, t_fun_to_list_external/0, t_fun_to_list_quoted/0]).
-export([t_function_exported/0, t_compose/0, t_curry/0, t_church/0, t_y_combinator/0, t_counter_chain/0]).
-export([t_fun_in_map/0, t_fun_in_tuple/0, t_fun_returns_self/0, t_fun_order/0, t_fun_as_key/0, t_tail_call_fun/0]).
-export([t_mutual_funs/0, t_error_in_fun/0, t_error_in_nested_fun/0, t_throw_out_of_fun/0, t_comprehension_of_funs/0, t_fun_many_captured/0]).
-export([t_float_captured/0, t_match_context_captured/0, t_and_also_fun/0]).
-export([id/1, add/2, zero/0, three/3]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

id(X) -> X.
add(A, B) -> A + B.
zero() -> zero.
three(A, B, C) -> {A, B, C}.

e(F) -> try F() catch C:R -> {C, R} end.
local(X) -> {local, X}.
call(F, A) -> F(A).
call2(F, A, B) -> F(A, B).

t_capture_one() -> X = ?I(1), F = fun(Y) -> X + Y end, F(?I(2)).
t_capture_many() -> A = ?I(1), B = ?I(2.5), C = ?I(<<"c">>), D = ?I([d]), E = ?I({e}), G = ?I(#{g => 1}), H = ?I(1 bsl 70),
    F = fun(X) -> {A, B, C, D, E, G, H, X} end, call(F, x).
t_capture_nested() -> A = ?I(1), F = fun(B) -> fun(C) -> fun(D) -> {A, B, C, D} end end end, ((F(2))(3))(4).
t_capture_shadow() -> X = ?I(1), F = fun(X) -> X * 10 end, {F(2), X}.
t_capture_fun() -> G = fun(X) -> X + ?I(1) end, F = fun(X) -> G(G(X)) end, F(1).
t_no_capture() -> call(fun(X) -> {X} end, ?I(1)).
t_arity_zero() -> F = fun() -> ?I(0) end, F().
t_arity_many() -> F = fun(A, B, C, D, E, G, H, I, J, K) -> [K, J, I, H, G, E, D, C, B, A] end, (?I(F))(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).
t_arity_many_capture() -> X = ?I(x), F = fun(A, B, C, D, E, G, H) -> {X, H, G, E, D, C, B, A} end, (?I(F))(1, 2, 3, 4, 5, 6, 7).
t_clauses() -> F = fun(0) -> zero; (N) when N > 0 -> plus; (N) when N < 0 -> minus end, [call(F, N) || N <- ?I([0, 5, -5, a])].
t_clause_fails() -> call(fun(0) -> zero end, ?I(1)).
t_clause_fails_two() -> call2(fun(A, A) -> same end, ?I(1), {2}).
t_clause_fails_capture() -> X = ?I(7), call(fun(A) when A =:= X -> same end, ?I(1)).
t_named() -> F = fun Fac(0) -> 1; Fac(N) -> N * Fac(N - 1) end, F(?I(25)).
t_named_capture() -> K = ?I(3), F = fun Down(0) -> [K]; Down(N) -> [N | Down(N - 1)] end, F(3).
t_named_as_value() -> F = fun Me(0) -> Me; Me(N) -> N end, is_function((?I(F))(0), 1).
t_local_ref() -> F = fun local/1, call(F, ?I(1)).
t_external_literal() -> call(fun erlang:abs/1, ?I(-5)).
t_external_own() -> call2(fun ?MODULE:add/2, ?I(1), 2).
t_external_variable() -> M = ?I(erlang), F = ?I(abs), A = ?I(1), G = fun M:F/A, G(-3).
t_external_equal() -> M = ?I(erlang), F = ?I(abs), A = ?I(1), fun M:F/A =:= fun erlang:abs/1.
t_make_fun() -> F = erlang:make_fun(?I(erlang), abs, 1), {F, F(-1)}.
t_make_fun_bad() -> [?E(erlang:make_fun(M, F, A)) || {M, F, A} <- ?I([{1, f, 1}, {m, "f", 1}, {m, f, -1}, {m, f, a}, {m, f, 256}])].
t_make_fun_missing_undef() -> F = erlang:make_fun(?I(no_such_module), f, 1), {is_function(F, 1), ?E(F(1))}.
t_external_bad_parts() -> [?E(fun M:F/A) || {M, F, A} <- ?I([{1, f, 1}, {m, "f", 1}, {m, f, -1}])].
t_external_missing_undef() -> F = fun no_such_module:f/2, F(?I(1), {x}).
t_external_missing_function_undef() -> F = fun ?MODULE:no_such_function/1, call(F, ?I(1)).
t_external_wrong_arity() -> F = ?I(fun erlang:abs/1), F(1, 2).
t_badarity() -> F = ?I(fun(X) -> X end), F().
t_badarity_more() -> F = ?I(fun(X) -> X end), F(1, {2}, [3]).
t_badarity_capture() -> Y = ?I(2), F = ?I(fun(X) -> X + Y end), F(1, 2).
t_badarity_zero() -> F = ?I(fun() -> 1 end), F(a).
t_badarity_not_tail() -> F = ?I(fun(X) -> X end), [F(1, 2)].
t_badarity_caught() -> F = ?I(fun(X) -> X end), try F(1, 2) catch error:{badarity, {G, A}} -> {G =:= F, A} end.
t_badfun() -> F = ?I(not_a_fun), F(1).
t_badfun_not_tail() -> F = ?I({a, b}), [F(1)].
t_badfun_each_type() -> [?E(F(1)) || F <- ?I([1, 1.5, [], [1], "f", {}, <<>>, #{}, 1 bsl 70])].
t_badfun_no_arguments() -> F = ?I(5), {F()}.
t_apply2() -> {apply(?I(fun(A, B) -> A - B end), [5, 3]), apply(?I(fun erlang:abs/1), [-1]), apply(?I(fun() -> x end), [])}.
t_apply2_badarity() -> apply(?I(fun(A, B) -> A - B end), [5]).
t_apply2_badfun() -> apply(?I(nope), [5]).
t_apply2_bad_list() -> apply(?I(fun(A) -> A end), ?I(a)).
t_apply2_improper() -> apply(?I(fun(A) -> A end), ?I([1 | 2])).
t_apply2_not_tail() -> [apply(?I(fun(A) -> A + 1 end), ?I([1]))].
t_apply3() -> {apply(?I(?MODULE), add, [1, 2]), apply(?MODULE, ?I(zero), []), apply(erlang, '+', ?I([1, 2]))}.
t_apply3_tail() -> apply(?I(?MODULE), ?I(three), ?I([1, 2, 3])).
t_apply3_undef() -> apply(?I(?MODULE), nothing_here, [1, 2]).
t_apply3_undef_module() -> apply(?I(no_such_module), f, []).
t_apply3_undef_arity() -> {apply(?I(?MODULE), add, ?I([1]))}.
t_apply3_bad_module() -> apply(?I(1), f, []).
t_apply3_bad_function() -> apply(erlang, ?I("abs"), [1]).
t_apply3_bad_list() -> apply(erlang, abs, ?I(1)).
t_apply3_improper() -> apply(erlang, abs, ?I([1 | 2])).
t_apply3_bif() -> [apply(erlang, F, A) || {F, A} <- ?I([{length, [[1, 2]]}, {'+', [1, 2]}, {element, [1, {a}]}, {'not', [true]}, {'=:=', [1, 1.0]}, {'++', ["a", "b"]}, {tuple_size, [{}]}])].
t_apply3_bif_fails() -> apply(erlang, ?I(element), [2, {a}]).
t_apply3_op_fails() -> [apply(erlang, ?I('+'), [1, a])].
t_apply_apply() -> apply(erlang, apply, [erlang, apply, ?I([?MODULE, add, [1, 2]])]).
t_apply_apply_undef() -> apply(erlang, apply, [?MODULE, ?I(nope), [1]]).
t_apply_fixed_dynamic() -> M = ?I(?MODULE), F = ?I(add), {M:F(1, 2), M:add(3, 4), ?MODULE:F(5, 6)}.
t_apply_fixed_zero() -> M = ?I(?MODULE), M:zero().
t_apply_fixed_undef() -> M = ?I(?MODULE), M:undefined_function(1, 2, 3).
t_apply_fixed_bad_module() -> M = ?I([]), M:add(1, 2).
t_apply_fixed_bad_module_not_tail() -> M = ?I("m"), {M:add(1, 2)}.
t_apply_fixed_tuple_module() -> M = ?I({?MODULE, x}), M:add(1).
t_apply_fixed_bad_function() -> F = ?I(1), ?MODULE:F(1, 2).
t_apply_fixed_bif() -> M = ?I(erlang), F = ?I(abs), M:F(-1).
t_apply_fixed_bif_fails() -> M = ?I(erlang), [M:hd([])].
t_call_undef() -> ?MODULE:not_exported_anywhere(?I(1), [2]).
t_call_undef_not_tail() -> {?MODULE:not_exported_anywhere(?I(1), [2])}.
t_call_undef_module() -> no_such_module:f(?I(1)).
t_call_undef_module_not_tail() -> [no_such_module:f(?I(1))].
t_call_undef_caught() -> ?E(no_such_module:f(?I(1), 2, 3)).
t_call_local_only_undef() -> ?MODULE:local(?I(1)).
t_fun_info_local_arity() -> [erlang:fun_info(F, arity) || F <- ?I([fun() -> 1 end, fun(_) -> 1 end, fun(_, _, _) -> 1 end])].
t_fun_info_captured() -> X = ?I(1), Y = ?I(b), F = fun(A) -> {A, X, Y} end, {erlang:fun_info(F, arity), erlang:fun_info(F, env)}.
t_fun_info_local() -> F = ?I(fun(_) -> 1 end), [erlang:fun_info(F, K) || K <- [module, type, arity, env, name]].
t_fun_info_external() -> F = ?I(fun erlang:abs/1), [erlang:fun_info(F, K) || K <- [module, name, arity, type, env]].
t_fun_info_external_all() -> lists:sort(erlang:fun_info(?I(fun lists:reverse/2))).
t_fun_info_bad() -> [?E(erlang:fun_info(F, K)) || {F, K} <- ?I([{a, arity}, {fun erlang:abs/1, nothing}])].
t_fun_info_mfa() -> erlang:fun_info_mfa(?I(fun erlang:abs/1)).
t_is_function() -> [{is_function(F), is_function(F, 1), is_function(F, 2)} || F <- ?I([fun(X) -> X end, fun(X, _) -> X end, fun erlang:abs/1, fun ?MODULE:add/2, a, {?MODULE, add}])].
t_guard_is_function() -> G = fun(F) when is_function(F, 1) -> one; (F) when is_function(F) -> fn; (_) -> no end, [G(F) || F <- ?I([fun(X) -> X end, fun() -> x end, x])].
t_fun_to_list_external() -> erlang:fun_to_list(?I(fun erlang:abs/1)).
t_fun_to_list_quoted() -> erlang:fun_to_list(?I(fun 'A b':'+'/2)).
t_function_exported() -> [erlang:function_exported(M, F, A) || {M, F, A} <- ?I([{?MODULE, id, 1}, {?MODULE, local, 1}, {?MODULE, id, 2}, {no_such_module, id, 1}, {erlang, abs, 1}])].
t_compose() -> Compose = fun(F, G) -> fun(X) -> F(G(X)) end end, H = Compose(fun(X) -> X + 1 end, Compose(fun(X) -> X * 2 end, ?I(fun erlang:abs/1))), H(-4).
t_curry() -> Curry = fun(F) -> fun(A) -> fun(B) -> F(A, B) end end end, ((Curry(fun ?MODULE:add/2))(?I(1)))(2).
t_church() -> Two = fun(F) -> fun(X) -> F(F(X)) end end, (Two(Two))(fun(X) -> ?I(X) + 1 end) =:= x orelse ((Two(Two))(fun(X) -> ?I(X) + 1 end))(0).
t_y_combinator() -> Y = fun(F) -> (fun(X) -> X(X) end)(fun(X) -> F(fun(A) -> (X(X))(A) end) end) end,
    (Y(fun(Self) -> fun(0) -> 1; (N) -> N * Self(N - 1) end end))(?I(10)).
t_counter_chain() -> step(?I(fun(X) -> X end), 1000).
step(F, 0) -> F(0);
step(F, N) -> step(fun(X) -> F(X) + 1 end, N - 1).
t_fun_in_map() -> M = #{add => fun ?MODULE:add/2, neg => fun(X) -> -X end}, {(maps:get(add, M))(?I(1), 2), (maps:get(neg, M))(?I(1))}.
t_fun_in_tuple() -> {F, _} = ?I({fun(X) -> X + 1 end, x}), F(1).
t_fun_returns_self() -> F = fun(G) -> G end, (F(F)) =:= F.
t_fun_order() -> A = ?I(1), F = fun() -> A end, [F < {}, F > make_ref(), F < self(), F > a, F =:= F].
t_fun_as_key() -> A = ?I(1), F = fun(X) -> X + A end, #{F := V} = #{F => v}, V.
t_tail_call_fun() -> loop(?I(fun(N) -> N - 1 end), 100000).
loop(_, 0) -> done;
loop(F, N) -> loop(F, F(N)).
t_mutual_funs() -> Even = fun(0, _, _) -> true; (N, E, O) -> O(N - 1, E, O) end, Odd = fun(0, _, _) -> false; (N, E, O) -> E(N - 1, E, O) end, Even(?I(10001), Even, Odd).
t_error_in_fun() -> X = ?I(a), F = fun(Y) -> X + Y end, F(1).
t_error_in_nested_fun() -> X = ?I(a), F = fun(Y) -> [fun(Z) -> [X + Z] end(Y)] end, [F(1)].
t_throw_out_of_fun() -> try call(fun(X) -> throw({out, X}) end, ?I(1)) catch throw:T -> T end.
t_comprehension_of_funs() -> [F(10) || F <- [fun(X) -> X + N end || N <- ?I([1, 2, 3])]].
t_fun_many_captured() -> [A, B, C, D, E, F, G, H, I, J] = ?I([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    Fun = fun() -> A + B * C - D + E * F - G + H * I - J end, (?I(Fun))().
t_float_captured() -> A = ?I(1.5), B = A * 2, F = fun(X) -> X * B + A end, F(2).
t_match_context_captured() -> <<A:8, R/binary>> = ?I(<<1, 2, 3>>), F = fun() -> <<B:8, _/binary>> = R, A + B end, F().
t_and_also_fun() -> F = fun(X) -> X > 1 andalso X < 5 end, [F(X) || X <- ?I([0, 2, 9])].
