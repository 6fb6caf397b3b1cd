%% Tuples and records.
-module(tuple_cases).
-export([t_element/0, t_element_literal/0, t_element_zero/0, t_element_beyond/0, t_element_beyond_literal/0, t_element_negative/0]).
-export([t_element_float/0, t_element_big/0, t_element_bignum/0, t_element_not_tuple/0, t_element_not_tuple_both/0, t_element_empty/0]).
-export([t_element_guard/0, t_setelement/0, t_setelement_variable/0, t_setelement_chain/0, t_setelement_chain_call/0, t_setelement_zero/0]).
-export([t_setelement_beyond/0, t_setelement_beyond_literal/0, t_setelement_atom/0, t_setelement_not_tuple/0, t_setelement_big/0, t_setelement_large/0]).
-export([t_setelement_nested/0, t_tuple_size/0, t_tuple_size_bad/0, t_size/0, t_size_bad/0, t_make_tuple/0]).
-export([t_make_tuple_negative/0, t_make_tuple_atom/0, t_make_tuple_huge/0, t_make_tuple3/0, t_make_tuple3_bad/0, t_make_tuple3_bad_list/0]).
-export([t_append_element/0, t_append_element_bad/0, t_insert_element/0, t_insert_element_bad/0, t_insert_element_zero/0, t_delete_element/0]).
-export([t_delete_element_bad/0, t_tuple_to_list/0, t_tuple_to_list_bad/0, t_build_big/0, t_build_nested/0, t_literal_identical/0]).
-export([t_match/0, t_match_fails_size/0, t_match_fails_type/0, t_match_fails_value/0, t_match_bound/0, t_match_bound_fails/0]).
-export([t_match_clauses/0, t_match_tags/0, t_select_ints/0, t_select_atoms/0, t_select_floats/0, t_select_bools/0]).
-export([t_record_defaults/0, t_record_nested/0, t_record_get/0, t_record_update/0, t_record_update_nested/0, t_record_update_all/0]).
-export([t_record_update_wide/0, t_record_update_twice/0, t_record_update_aliased/0, t_record_match/0, t_record_match_fails/0, t_record_match_clause/0]).
-export([t_record_get_bad/0, t_record_get_bad_type/0, t_record_get_other/0, t_record_update_bad/0, t_record_update_bad_type/0, t_record_guard/0]).
-export([t_record_is_record/0, t_record_info/0, t_record_index/0, t_record_empty/0, t_record_wildcard/0, t_record_in_list/0]).
-export([t_record_sort/0, t_record_loop/0, t_large_tuple_walk/0, t_tuple_fun_call/0, t_update_keeps_old/0, t_set_in_place_chain/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

-record(point, {x = 0, y = 0}).
-record(person, {name, age = 18, address = #point{}, tags = []}).
-record(wide, {a, b, c, d, e, f, g, h, i, j}).
-record(none, {}).

id(X) -> X.

e(F) -> try F() catch C:R -> {C, R} end.

t_element() -> T = ?I({a, b, c}), [element(N, T) || N <- [1, 2, 3]].
t_element_literal() -> T = ?I({a, b, c}), {element(1, T), element(3, T)}.
t_element_zero() -> element(?I(0), {a}).
t_element_beyond() -> element(?I(4), {a, b, c}).
t_element_beyond_literal() -> element(4, ?I({a, b, c})).
t_element_negative() -> element(?I(-1), {a}).
t_element_float() -> element(?I(1.0), {a}).
t_element_big() -> element(?I(1 bsl 60), {a}).
t_element_bignum() -> element(?I(1 bsl 64), {a}).
t_element_not_tuple() -> element(1, ?I([a])).
t_element_not_tuple_both() -> element(?I(a), ?I(b)).
t_element_empty() -> element(1, ?I({})).
t_element_guard() -> [if element(2, T) =:= b -> yes; true -> no end || T <- ?I([{a, b}, {a}, {}, [a, b], #{2 => b}])].
t_setelement() -> T = ?I({a, b, c}), {setelement(1, T, x), setelement(3, T, z), T}.
t_setelement_variable() -> T = ?I({a, b, c}), [setelement(N, T, x) || N <- ?I([1, 2, 3])].
t_setelement_chain() -> setelement(3, setelement(2, setelement(1, ?I({a, b, c}), 1), 2), 3).
t_setelement_chain_call() -> setelement(2, setelement(1, ?I({a, b, c}), ?I(1)), ?I(2)).
t_setelement_zero() -> setelement(?I(0), {a}, x).
t_setelement_beyond() -> setelement(?I(2), {a}, x).
t_setelement_beyond_literal() -> setelement(2, ?I({a}), x).
t_setelement_atom() -> setelement(?I(a), {a}, x).
t_setelement_not_tuple() -> setelement(1, ?I([a]), x).
t_setelement_big() -> ?E(setelement(?I(1 bsl 64), {a}, x)).
t_setelement_large() -> T = list_to_tuple(lists:seq(1, ?I(1000))), T1 = setelement(500, T, x), {element(499, T1), element(500, T1), element(500, T)}.
t_setelement_nested() -> T = ?I({{1, 2}, 3}), setelement(1, T, setelement(2, element(1, T), x)).
t_tuple_size() -> [tuple_size(T) || T <- ?I([{}, {1}, {1, 2}, list_to_tuple(lists:seq(1, 255))])].
t_tuple_size_bad() -> tuple_size(?I([])).
t_size() -> [size(T) || T <- ?I([{}, {1}, <<1, 2>>, <<1, 2:3>>])].
t_size_bad() -> size(?I([1])).
t_make_tuple() -> {erlang:make_tuple(?I(3), x), erlang:make_tuple(?I(0), x), tuple_size(erlang:make_tuple(?I(1000), []))}.
t_make_tuple_negative() -> erlang:make_tuple(?I(-1), x).
t_make_tuple_atom() -> erlang:make_tuple(?I(a), x).
t_make_tuple_huge() -> ?E(erlang:make_tuple(?I(1 bsl 40), x)).
t_make_tuple3() -> erlang:make_tuple(?I(5), x, [{2, two}, {5, five}, {2, again}]).
t_make_tuple3_bad() -> erlang:make_tuple(?I(2), x, [{3, three}]).
t_make_tuple3_bad_list() -> erlang:make_tuple(?I(2), x, [{1, a} | b]).
t_append_element() -> {erlang:append_element(?I({}), a), erlang:append_element(?I({a}), b)}.
t_append_element_bad() -> erlang:append_element(?I([]), a).
t_insert_element() -> [erlang:insert_element(N, ?I({a, b}), x) || N <- [1, 2, 3]].
t_insert_element_bad() -> erlang:insert_element(?I(4), {a, b}, x).
t_insert_element_zero() -> erlang:insert_element(?I(0), {a, b}, x).
t_delete_element() -> [erlang:delete_element(N, ?I({a, b, c})) || N <- [1, 2, 3]].
t_delete_element_bad() -> erlang:delete_element(?I(3), {a, b}).
t_tuple_to_list() -> [tuple_to_list(T) || T <- ?I([{}, {1}, {a, {b}}])].
t_tuple_to_list_bad() -> tuple_to_list(?I([])).
t_build_big() -> X = ?I(1), {X, 2, X, 4, X, 6, X, 8, X, 10, X, 12, X, 14, X, 16, X, 18, X, 20}.
t_build_nested() -> X = ?I(a), {{X, {X}}, [{X} | X], #{X => {X}}}.
t_literal_identical() -> ?I({1, {2, [3]}}) =:= {1, {2, [3]}}.
t_match() -> {A, {B, _}} = ?I({1, {2, 3}}), {A, B}.
t_match_fails_size() -> {A, B} = ?I({1, 2, 3}), {A, B}.
t_match_fails_type() -> {A} = ?I([1]), A.
t_match_fails_value() -> {1, A} = ?I({1.0, 2}), A.
t_match_bound() -> X = ?I(1), {X, Y} = ?I({1, 2}), Y.
t_match_bound_fails() -> X = ?I(1), {X, Y} = ?I({2, 2}), Y.
t_match_clauses() -> F = fun({a, X}) -> {1, X}; ({b, X}) -> {2, X}; ({c}) -> 3; ({_, _, X}) -> {4, X}; ({X, _}) -> {5, X}; (_) -> 6 end,
    [F(T) || T <- ?I([{a, 1}, {b, 1}, {c}, {a, b, c}, {z, 1}, {}, a, {1, 2, 3, 4}])].
t_match_tags() -> F = fun({1, _}) -> one; ({2.0, _}) -> two; ({<<"b">>, _}) -> bin; ({"s", _}) -> str; ({{}, _}) -> tup; ({[], _}) -> nil; (_) -> no end,
    [F({T, x}) || T <- ?I([1, 1.0, 2, 2.0, <<"b">>, "s", {}, []])].
t_select_ints() -> F = fun(1) -> a; (2) -> b; (3) -> c; (100) -> d; (-1) -> e; (1152921504606846976) -> f; (_) -> g end, [F(X) || X <- ?I([1, 2, 3, 4, 100, -1, 1 bsl 60, 1.0, a])].
t_select_atoms() -> F = fun(a) -> 1; (b) -> 2; (c) -> 3; (d) -> 4; (e) -> 5; (true) -> 6; (_) -> 7 end, [F(X) || X <- ?I([a, b, c, d, e, f, true, false, 1])].
t_select_floats() -> F = fun(1.0) -> a; (2.0) -> b; (2.5e300) -> c; (_) -> d end, [F(X) || X <- ?I([1.0, 1, 2.0, 2.5e300, 3.0])].
t_select_bools() -> F = fun(true) -> 1; (false) -> 0 end, [?E(F(X)) || X <- ?I([true, false, maybe_not])].

t_record_defaults() -> #person{name = ?I(bob)}.
t_record_nested() -> #person{name = ?I(bob), address = #point{x = 3}}.
t_record_get() -> P = ?I(#person{name = bob}), {P#person.name, P#person.age, (P#person.address)#point.y}.
t_record_update() -> P = ?I(#person{name = bob}), P#person{age = 30, tags = [a]}.
t_record_update_nested() -> P = ?I(#person{name = bob}), A = P#person.address, P#person{address = A#point{y = 7}}.
t_record_update_all() -> P = ?I(#point{}), P#point{x = 1, y = 2}.
t_record_update_wide() -> W = ?I(#wide{a = 1, j = 10}), W#wide{b = 2, e = 5, i = 9}.
t_record_update_twice() -> W = ?I(#wide{}), W1 = W#wide{a = 1}, W2 = W1#wide{b = 2, a = 3}, {W, W1, W2}.
t_record_update_aliased() -> W = ?I(#point{x = 1}), A = {W, W#point{x = 2}, W}, A.
t_record_match() -> #person{name = N, address = #point{x = X}} = ?I(#person{name = al, address = #point{x = 5}}), {N, X}.
t_record_match_fails() -> #point{x = X} = ?I(#person{}), X.
t_record_match_clause() -> F = fun(#point{x = 0}) -> origin_x; (#point{}) -> point; (#person{}) -> person; (_) -> other end,
    [F(R) || R <- ?I([#point{}, #point{x = 1}, #person{}, {point}, point])].
t_record_get_bad() -> P = ?I({point, 1}), P#point.x.
t_record_get_bad_type() -> P = ?I(nope), P#point.x.
t_record_get_other() -> P = ?I(#person{}), P#point.x.
t_record_update_bad() -> P = ?I({person, 1}), P#person{age = 1}.
t_record_update_bad_type() -> P = ?I([]), P#person{age = 1}.
t_record_guard() -> F = fun(P) when P#point.x > 1 -> big; (P) when is_record(P, point) -> point; (_) -> no end,
    [F(R) || R <- ?I([#point{x = 2}, #point{x = 1}, {point, 9}, #person{}, a])].
t_record_is_record() -> [is_record(R, point) || R <- ?I([#point{}, {point, 1}, {point, 1, 2}, {other, 1, 2}, point])].
t_record_info() -> {record_info(fields, person), record_info(size, person), #person.age, ?I(#wide.j)}.
t_record_index() -> element(#person.age, ?I(#person{age = 5})).
t_record_empty() -> {?I(#none{}), is_record(?I({none}), none)}.
t_record_wildcard() -> #wide{a = ?I(1), _ = x}.
t_record_in_list() -> lists:keyfind(?I(7), #point.y, [#point{y = 6}, #point{y = 7}]).
t_record_sort() -> lists:sort(?I([#point{x = 2}, #point{x = 1, y = 5}, #point{x = 1}, #person{}])).
t_record_loop() -> count(?I(#point{}), 100).
count(P, 0) -> P;
count(#point{x = X, y = Y} = P, N) -> count(P#point{x = X + 1, y = Y - N}, N - 1).
t_large_tuple_walk() -> T = list_to_tuple(lists:seq(1, ?I(300))), sum(T, tuple_size(T), 0).
sum(_, 0, S) -> S;
sum(T, N, S) -> sum(T, N - 1, S + element(N, T)).
t_tuple_fun_call() -> F = ?I({?MODULE, id}), F(1).
t_update_keeps_old() -> T = ?I({1, 2, 3}), L = [setelement(2, T, X) || X <- ?I([a, b])], {T, L}.
t_set_in_place_chain() -> T = ?I(erlang:make_tuple(6, 0)), T1 = setelement(6, setelement(4, setelement(2, T, [?I(x)]), {?I(y)}), ?I(1.5)), {T, T1}.
