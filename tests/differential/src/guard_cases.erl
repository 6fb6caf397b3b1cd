%% Guards: silent failure, alternatives, which clause is taken.
-module(guard_cases).
-export([t_add/0, t_add_float_overflow/0, t_mul_overflow/0, t_big_to_float/0, t_div_zero/0, t_rem_zero/0]).
-export([t_slash_zero/0, t_bsl_huge/0, t_band_bad/0, t_bnot_bad/0, t_negate_bad/0, t_abs/0]).
-export([t_length/0, t_length_improper/0, t_hd/0, t_tl/0, t_element/0, t_element_variable/0]).
-export([t_tuple_size/0, t_size/0, t_byte_size/0, t_bit_size/0, t_map_size/0, t_map_get/0]).
-export([t_is_map_key/0, t_not_is_map_key/0, t_round/0, t_trunc/0, t_floor_ceil/0, t_float/0]).
-export([t_node_self/0, t_is_function/0, t_binary_part/0, t_and/0, t_and_fails/0, t_or_fails/0]).
-export([t_andalso/0, t_orelse/0, t_orelse_first_fails/0, t_semicolon_first_fails/0, t_comma/0, t_semicolon_many/0]).
-export([t_not/0, t_plain_variable/0, t_xor/0, t_not_comparison/0, t_mixed_not_fails/0, t_literal_false/0]).
-export([t_compare_chain/0, t_exact_and_not/0, t_tuple_in_guard/0, t_list_in_guard/0, t_binary_in_guard/0, t_map_in_guard/0]).
-export([t_case_order/0, t_guard_uses_outer/0, t_guard_uses_earlier_binding/0, t_guard_range/0, t_guard_float_range/0, t_guard_big_literal/0]).
-export([t_guard_small_border/0, t_guard_same_expression_twice/0, t_guard_sum_of_sizes/0, t_min_max/0, t_if_values/0, t_is_boolean/0]).
-export([t_is_number_and_positive/0, t_is_list_or_binary/0, t_is_tuple_arity/0, t_union_types/0, t_type_then_compare/0, t_deep_nesting/0]).
-export([t_function_heads/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.
vals() -> [0, 1, -1, 5, 1.0, 2.5, 1 bsl 62, a, true, false, [], [1], "ab", {}, {1, 2}, <<>>, <<1, 2>>, <<1:3>>, #{}, #{a => 1}, fun erlang:abs/1].
on(F) -> [F(V) || V <- ?I(vals())].

t_add() -> on(fun(X) when X + 1 > 1 -> y; (_) -> n end).
t_add_float_overflow() -> [if X + X > 0 -> y; true -> n end || X <- ?I([1.0e308, 1.7e308, 1, a])].
t_mul_overflow() -> [if X * 1.0e10 > 0 -> y; true -> n end || X <- ?I([1.0e308, 1.0, 1 bsl 1020, 1 bsl 1100])].
t_big_to_float() -> [if X + 0.5 > 0 -> y; true -> n end || X <- ?I([1, 1 bsl 60, 1 bsl 1023, 1 bsl 1024])].
t_div_zero() -> [if 10 div X > 1 -> y; true -> n end || X <- ?I([1, 5, 0, 0.0, 2.0, a])].
t_rem_zero() -> [if 10 rem X =:= 0 -> y; true -> n end || X <- ?I([1, 3, 0, a])].
t_slash_zero() -> [if 10 / X > 1 -> y; true -> n end || X <- ?I([1, 3.0, 0, 0.0, -0.0, a])].
t_bsl_huge() -> [if 1 bsl X > 0 -> y; true -> n end || X <- ?I([1, 100, 1 bsl 40, -1, a])].
t_band_bad() -> on(fun(X) when X band 1 =:= 1 -> y; (_) -> n end).
t_bnot_bad() -> on(fun(X) when bnot X < 0 -> y; (_) -> n end).
t_negate_bad() -> on(fun(X) when -X =< 0 -> y; (_) -> n end).
t_abs() -> on(fun(X) when abs(X) =:= 1 -> y; (_) -> n end).
t_length() -> on(fun(X) when length(X) > 0 -> y; (_) -> n end).
t_length_improper() -> [if length(X) =:= 2 -> y; true -> n end || X <- ?I([[1, 2], [1, 2 | 3], [1 | 2]])].
t_hd() -> on(fun(X) when hd(X) =:= 1 -> y; (_) -> n end).
t_tl() -> on(fun(X) when tl(X) =:= [] -> y; (_) -> n end).
t_element() -> on(fun(X) when element(2, X) =:= 2 -> y; (_) -> n end).
t_element_variable() -> [if element(N, {a, b}) =:= b -> y; true -> n end || N <- ?I([1, 2, 3, 0, -1, a, 2.0])].
t_tuple_size() -> on(fun(X) when tuple_size(X) =:= 2 -> y; (_) -> n end).
t_size() -> on(fun(X) when size(X) =:= 2 -> y; (_) -> n end).
t_byte_size() -> on(fun(X) when byte_size(X) =:= 1 -> y; (_) -> n end).
t_bit_size() -> on(fun(X) when bit_size(X) =:= 3 -> y; (_) -> n end).
t_map_size() -> on(fun(X) when map_size(X) =:= 1 -> y; (_) -> n end).
t_map_get() -> on(fun(X) when map_get(a, X) =:= 1 -> y; (_) -> n end).
t_is_map_key() -> on(fun(X) when is_map_key(a, X) -> y; (_) -> n end).
t_not_is_map_key() -> on(fun(X) when not is_map_key(a, X) -> y; (_) -> n end).
t_round() -> on(fun(X) when round(X) =:= 1 -> y; (_) -> n end).
t_trunc() -> on(fun(X) when trunc(X) =:= 2 -> y; (_) -> n end).
t_floor_ceil() -> on(fun(X) when floor(X) =/= ceil(X) -> y; (_) -> n end).
t_float() -> on(fun(X) when float(X) =:= 1.0 -> y; (_) -> n end).
t_node_self() -> on(fun(X) when self() =:= X -> y; (_) when node() =:= nonode@nohost -> n; (_) -> other end).
t_is_function() -> on(fun(X) when is_function(X, 1) -> y; (_) -> n end).
t_binary_part() -> on(fun(X) when binary_part(X, 0, 1) =:= <<1>> -> y; (_) -> n end).
t_and() -> on(fun(X) when (X > 0) and (X < 3) -> y; (_) -> n end).
t_and_fails() -> on(fun(X) when is_list(X) and (hd(X) =:= 1) -> y; (_) -> n end).
t_or_fails() -> on(fun(X) when is_atom(X) or (hd(X) =:= 1) -> y; (_) -> n end).
t_andalso() -> on(fun(X) when is_list(X) andalso hd(X) =:= 1 -> y; (_) -> n end).
t_orelse() -> on(fun(X) when is_atom(X) orelse hd(X) =:= 1 -> y; (_) -> n end).
t_orelse_first_fails() -> on(fun(X) when hd(X) =:= 1 orelse is_atom(X) -> y; (_) -> n end).
t_semicolon_first_fails() -> on(fun(X) when hd(X) =:= 1; is_atom(X) -> y; (_) -> n end).
t_comma() -> on(fun(X) when is_integer(X), X > 0, X < 10 -> y; (_) -> n end).
t_semicolon_many() -> on(fun(X) when X =:= 1; X =:= a; X =:= []; X =:= {}; X =:= <<>> -> y; (_) -> n end).
t_not() -> on(fun(X) when not X -> y; (_) -> n end).
t_plain_variable() -> on(fun(X) when X -> y; (_) -> n end).
t_xor() -> on(fun(X) when X xor true -> y; (_) -> n end).
t_not_comparison() -> on(fun(X) when not (X > 1) -> y; (_) -> n end).
t_mixed_not_fails() -> on(fun(X) when not (hd(X) =:= 2) -> y; (_) -> n end).
t_literal_false() -> [if false -> a; ?MODULE =:= b -> c; true -> d end || _ <- ?I([1])].
t_compare_chain() -> [if X < Y, Y < Z -> up; X > Y, Y > Z -> down; X == Y; Y == Z -> flat; true -> mixed end || {X, Y, Z} <- ?I([{1, 2, 3}, {3, 2, 1}, {1, 1.0, 5}, {1, 5, 2}, {a, b, c}, {{}, [], <<>>}])].
t_exact_and_not() -> [{if X == 1 -> y; true -> n end, if X =:= 1 -> y; true -> n end, if X /= 1 -> y; true -> n end, if X =/= 1 -> y; true -> n end} || X <- ?I([1, 1.0, a])].
t_tuple_in_guard() -> [if {X, 1} =:= {a, 1} -> y; true -> n end || X <- ?I([a, b])].
t_list_in_guard() -> [if [X | [2]] =:= [1, 2] -> y; [X] == [1.0] -> z; true -> n end || X <- ?I([1, 1.0, b])].
t_binary_in_guard() -> [if <<X>> =:= <<1>> -> y; true -> n end || X <- ?I([1, 257, a, 1.0])].
t_map_in_guard() -> [if #{k => X} =:= #{k => 1} -> y; true -> n end || X <- ?I([1, 1.0])].
t_case_order() -> [case X of N when is_integer(N), N > 100 -> big; N when is_number(N) -> number; [_ | _] -> list; T when tuple_size(T) > 1 -> tuple; _ when X =:= a -> atom_a; _ -> other end || X <- ?I(vals() ++ [1000])].
t_guard_uses_outer() -> Y = ?I(3), [if X > Y -> above; X == Y -> same; true -> below end || X <- ?I([1, 3, 3.0, 5, a])].
t_guard_uses_earlier_binding() -> [case T of {N, L} when length(L) =:= N -> ok; {_, L} when is_list(L) -> wrong; _ -> bad end || T <- ?I([{2, [a, b]}, {1, []}, {0, []}, {1, x}, 5])].
t_guard_range() -> [if X >= $a, X =< $z -> lower; X >= $A, X =< $Z -> upper; X >= $0, X =< $9 -> digit; true -> other end || X <- ?I("aZ5 -z")].
t_guard_float_range() -> [if X > 0.5, X < 1.5 -> mid; true -> out end || X <- ?I([1, 0.5, 1.4999, 1.5, a, 1 bsl 70])].
t_guard_big_literal() -> [if X > 1152921504606846976 -> above; X =:= 1152921504606846976 -> same; true -> below end || X <- ?I([1 bsl 60, (1 bsl 60) + 1, (1 bsl 60) - 1, 1.2e18, 1.0e18, a])].
t_guard_small_border() -> [if X < 576460752303423488 -> s; X < 1152921504606846976 -> m; true -> l end || X <- ?I([(1 bsl 59) - 1, 1 bsl 59, (1 bsl 60) - 1, 1 bsl 60, -(1 bsl 60), -(1 bsl 80)])].
t_guard_same_expression_twice() -> [if X * X > 10, X * X < 100 -> mid; true -> out end || X <- ?I([3, 4, 9, 10, 3.5, a])].
t_guard_sum_of_sizes() -> [if tuple_size(A) + length(B) > 3 -> y; true -> n end || {A, B} <- ?I([{{1, 2}, [1, 2]}, {{}, [1]}, {a, [1]}, {{}, b}])].
t_min_max() -> [case {max(X, 2), min(X, 0)} of {X, _} -> up; {_, X} -> down; _ -> mid end || X <- ?I([1, 2, 2.0, 5, -1, 0, a])].
t_if_values() -> [if X =:= 1 -> one; X =:= 2 -> two; X > 2 -> many; true -> none end || X <- ?I([1, 2, 3, 0, 2.0])].
t_is_boolean() -> on(fun(X) when is_boolean(X) -> y; (_) -> n end).
t_is_number_and_positive() -> on(fun(X) when is_number(X), X > 0 -> y; (_) -> n end).
t_is_list_or_binary() -> on(fun(X) when is_list(X); is_binary(X) -> y; (_) -> n end).
t_is_tuple_arity() -> on(fun(X) when is_tuple(X), tuple_size(X) >= 1, element(1, X) =:= 1 -> y; (_) -> n end).
t_union_types() -> on(fun(X) when is_integer(X) orelse is_float(X), X >= 1 -> y; (X) when is_atom(X); is_map(X) -> z; (_) -> n end).
t_type_then_compare() -> on(fun(X) when is_float(X), X < 2 -> y; (X) when is_integer(X), X < 2.0 -> z; (_) -> n end).
t_deep_nesting() -> on(fun(X) when ((is_integer(X) andalso X > 0) orelse (is_list(X) andalso length(X) > 1)) andalso not is_atom(X) -> y; (_) -> n end).
t_function_heads() -> [kind(V) || V <- ?I(vals())].
kind(X) when is_integer(X), X >= 0 -> nat;
kind(X) when is_integer(X) -> neg;
kind(X) when is_float(X) -> float;
kind(true) -> yes;
kind(X) when is_atom(X) -> atom;
kind([X]) when is_integer(X) -> singleton;
kind([_, _ | _]) -> list;
kind([]) -> nil;
kind({}) -> empty;
kind({X, Y}) when X < Y -> ordered;
kind(X) when is_bitstring(X), bit_size(X) rem 8 =/= 0 -> bits;
kind(X) when is_binary(X) -> binary;
kind(#{a := _}) -> has_a;
kind(X) when is_map(X) -> map;
kind(X) when is_function(X, 1) -> fun1.
