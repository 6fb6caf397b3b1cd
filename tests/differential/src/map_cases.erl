%% Maps: syntax and the maps module, small, at the border of 32 keys, and large.
-module(map_cases).
-export([t_empty/0, t_literal/0, t_literal_duplicate/0, t_literal_computed_duplicate/0, t_keys_float_int/0, t_keys_zeroes/0]).
-export([t_keys_big/0, t_keys_every_type/0, t_keys_pid/0, t_keys_ref/0, t_keys_fun/0, t_keys_map_as_key/0]).
-export([t_keys_unaligned_binary/0, t_update_assoc/0, t_update_exact/0, t_update_exact_missing/0, t_update_exact_missing_second/0, t_update_exact_not_map/0]).
-export([t_update_assoc_not_map/0, t_update_exact_large_missing/0, t_update_mixed/0, t_update_mixed_missing/0, t_update_same_value/0, t_update_int_float_key/0]).
-export([t_update_many/0, t_update_key_variable/0, t_update_chain/0, t_update_large/0, t_update_order_of_evaluation/0, t_match_one/0]).
-export([t_match_two/0, t_match_fails/0, t_match_not_map/0, t_match_value/0, t_match_value_float/0, t_match_empty/0]).
-export([t_match_bound_key/0, t_match_bound_key_used/0, t_match_expression_key/0, t_match_nested/0, t_match_many_clauses/0, t_match_literal_keys/0]).
-export([t_match_in_large/0, t_match_in_large_missing/0, t_match_many_keys/0, t_match_alias/0, t_match_guard/0, t_guard_is_map_key/0]).
-export([t_guard_map_get/0, t_guard_map_size/0, t_guard_update/0, t_get/0, t_get_missing/0, t_get_missing_big/0]).
-export([t_get_not_map/0, t_get_default/0, t_get_default_not_map/0, t_map_get_missing/0, t_map_get_not_map/0, t_map_size_not_map/0]).
-export([t_is_map_key_not_map/0, t_find/0, t_find_not_map/0, t_is_key/0, t_is_key_not_map/0, t_put/0]).
-export([t_put_not_map/0, t_remove/0, t_remove_not_map/0, t_remove_to_empty/0, t_take/0, t_take_not_map/0]).
-export([t_update/0, t_update_missing/0, t_update_not_map/0, t_keys/0, t_keys_not_map/0, t_values/0]).
-export([t_values_not_map/0, t_keys_order_ints/0, t_values_order_ints/0, t_to_list_order_mixed/0, t_to_list_order_binaries/0, t_to_list_not_map/0]).
-export([t_from_list/0, t_from_list_empty/0, t_from_list_bad_element/0, t_from_list_bad_triple/0, t_from_list_improper/0, t_from_list_not_list/0]).
-export([t_from_list_last_wins_large/0, t_from_keys/0, t_from_keys_large/0, t_from_keys_improper/0, t_from_keys_not_list/0, t_merge/0]).
-export([t_merge_empty/0, t_merge_large_small/0, t_merge_small_large/0, t_merge_large/0, t_merge_to_33/0, t_merge_not_map_first/0]).
-export([t_merge_not_map_second/0, t_size/0, t_size_not_map/0, t_with/0, t_without/0, t_sizes_0_to_70/0]).
-export([t_grow_one_by_one/0, t_shrink_one_by_one/0, t_shrink_to_32/0, t_shrink_take/0, t_to_33_by_update/0, t_border_update_existing/0]).
-export([t_large_equal/0, t_large_equal_float_values/0, t_large_remove_missing/0, t_large_to_list/0, t_large_float_keys/0, t_large_mixed_keys/0]).
-export([t_large_strings/0, t_large_10000/0, t_large_atoms/0, t_large_nested_update/0, t_count_words/0, t_group/0]).
-export([t_iterator_small/0, t_iterator_large/0, t_iterator_empty/0, t_map_in_exception/0, t_map_argument_in_trace/0, t_literal_update/0]).
-export([t_literal_32_keys/0, t_literal_34_keys/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

id(X) -> X.

e(F) -> try F() catch C:R -> {C, R} end.

%% {1 => 1, ..., N => N*N}
squares(N) -> maps:from_list([{K, K * K} || K <- lists:seq(1, N)]).
sorted(M) -> lists:sort(maps:to_list(M)).

t_empty() -> {?I(#{}), map_size(?I(#{})), maps:new(), #{} =:= ?I(#{})}.
t_literal() -> A = ?I(1), #{a => A, b => 2, {c, A} => [A]}.
t_literal_duplicate() -> A = ?I(1), #{A => x, 1 => y, b => A, b => 2}.
t_literal_computed_duplicate() -> A = ?I(k), B = ?I(k), #{A => 1, B => 2}.
t_keys_float_int() -> M = #{?I(1) => int, ?I(1.0) => float}, {map_size(M), maps:get(1, M), maps:get(1.0, M)}.
t_keys_zeroes() -> M = #{?I(0.0) => plus, ?I(-0.0) => minus, ?I(0) => int}, {map_size(M), [maps:get(K, M) || K <- [0.0, -0.0, 0]]}.
t_keys_big() -> M = #{?I(1 bsl 70) => a, ?I(-(1 bsl 70)) => b}, {maps:get(1 bsl 70, M), maps:find(1 bsl 71, M)}.
t_keys_every_type() ->
    Ks = ?I([a, 1, 1.5, [], [1], {}, {1}, <<>>, <<"k">>, <<1:3>>, #{}, #{a => 1}, fun erlang:abs/1, 1 bsl 80]),
    M = maps:from_list([{K, N} || {K, N} <- lists:zip(Ks, lists:seq(1, length(Ks)))]),
    {map_size(M), [maps:get(K, M) || K <- Ks]}.
t_keys_pid() -> M = #{self() => me}, maps:get(?I(self()), M).
t_keys_ref() -> R = make_ref(), M = #{R => r, make_ref() => s}, {maps:get(?I(R), M), map_size(M)}.
t_keys_fun() -> X = ?I(1), F = fun() -> X end, maps:get(F, #{F => found}).
t_keys_map_as_key() -> M = #{#{b => 2, a => 1} => yes}, maps:get(#{a => ?I(1), b => 2}, M).
t_keys_unaligned_binary() -> <<_:5, B/bitstring>> = ?I(<<0:5, "key">>), maps:get(B, #{<<"key">> => found}).

t_update_assoc() -> M = ?I(#{a => 1}), {M#{a => 2}, M#{b => 3}, M}.
t_update_exact() -> M = ?I(#{a => 1, b => 2}), M#{a := 9, b := 8}.
t_update_exact_missing() -> M = ?I(#{a => 1}), M#{b := 2}.
t_update_exact_missing_second() -> M = ?I(#{a => 1}), M#{a := 2, c := ?I(2)}.
t_update_exact_not_map() -> M = ?I(not_a_map), M#{b := 2}.
t_update_assoc_not_map() -> M = ?I([]), M#{b => 2}.
t_update_exact_large_missing() -> M = squares(?I(40)), M#{99 := 1}.
t_update_mixed() -> M = ?I(#{a => 1}), M#{a := 2, b => 3, c => 4}.
t_update_mixed_missing() -> M = ?I(#{a => 1}), ?E(M#{b => 3, c := 4}).
t_update_same_value() -> M = ?I(#{a => 1, b => 2}), M#{a := 1} =:= M.
t_update_int_float_key() -> M = ?I(#{1 => a}), {?E(M#{1.0 := b}), M#{1.0 => b}}.
t_update_many() -> M = ?I(#{c => 3}), M#{a => 1, b => 2, d => 4, e => 5, c => 33, f => 6}.
t_update_key_variable() -> K = ?I(key), M = ?I(#{key => 1}), {M#{K := 2}, M#{K => 3}}.
t_update_chain() -> M = ?I(#{}), ((M#{a => 1})#{b => 2})#{a := 3}.
t_update_large() -> M = squares(?I(100)), M2 = M#{50 := x, 101 => y}, {map_size(M2), maps:get(50, M2), maps:get(101, M2), maps:get(50, M)}.
t_update_order_of_evaluation() ->
    put(log, []),
    M = log(m, #{a => 0}),
    R = M#{log(k1, a) => log(v1, 1), log(k2, b) => log(v2, 2)},
    {R, lists:reverse(get(log))}.
log(Tag, V) -> put(log, [Tag | get(log)]), V.

t_match_one() -> #{a := X} = ?I(#{a => 1, b => 2}), X.
t_match_two() -> #{b := Y, a := X} = ?I(#{a => 1, b => 2}), {X, Y}.
t_match_fails() -> #{c := X} = ?I(#{a => 1, b => 2}), X.
t_match_not_map() -> #{c := X} = ?I([]), X.
t_match_value() -> case ?I(#{a => 1}) of #{a := 2} -> two; #{a := 1} -> one; _ -> other end.
t_match_value_float() -> case ?I(#{a => 1}) of #{a := 1.0} -> float; _ -> other end.
t_match_empty() -> [case M of #{} -> map end || M <- ?I([#{}, #{a => 1}])].
t_match_bound_key() -> K = ?I({x, 1}), #{K := V} = ?I(#{{x, 1} => found}), V.
t_match_bound_key_used() -> F = fun(K) -> fun(#{K := V}) -> V; (_) -> none end end, [(F(K))(#{a => 1}) || K <- ?I([a, b])].
t_match_expression_key() -> N = ?I(2), #{<<"k", N>> := V} = ?I(#{<<"k", 2>> => yes}), V.
t_match_nested() -> #{a := #{b := [#{c := X} | _]}} = ?I(#{a => #{b => [#{c => deep}, 2]}}), X.
t_match_many_clauses() ->
    F = fun(#{type := circle, r := R}) -> {c, R}; (#{type := rect, w := W, h := H}) -> {r, W * H};
           (#{type := T}) -> {t, T}; (#{}) -> none end,
    [F(M) || M <- ?I([#{type => circle, r => 2}, #{type => rect, w => 2, h => 3}, #{type => rect, w => 1}, #{x => 1}])].
t_match_literal_keys() ->
    F = fun(#{1 := a}) -> int; (#{1.0 := a}) -> float; (#{<<"s">> := a}) -> bin; (#{[] := a}) -> nil; (#{{1} := a}) -> tuple; (_) -> no end,
    [F(M) || M <- ?I([#{1 => a}, #{1.0 => a}, #{<<"s">> => a}, #{[] => a}, #{{1} => a}, #{}])].
t_match_in_large() -> #{7 := A, 33 := B, 64 := C} = squares(?I(64)), {A, B, C}.
t_match_in_large_missing() -> case squares(?I(64)) of #{7 := _, 65 := B} -> B; _ -> none end.
t_match_many_keys() -> #{1 := A, 2 := B, 3 := C, 4 := D, 5 := E, 6 := F} = squares(?I(10)), [A, B, C, D, E, F].
t_match_alias() -> (#{a := X} = M) = ?I(#{a => 1, b => 2}), {X, map_size(M)}.
t_match_guard() -> F = fun(#{n := N}) when N > 5 -> big; (#{n := _}) -> small; (_) -> none end, [F(#{n => N}) || N <- ?I([1, 9])] ++ [F(?I(#{}))].
t_guard_is_map_key() -> F = fun(M) when is_map_key(a, M) -> yes; (_) -> no end, [F(M) || M <- ?I([#{a => 1}, #{}, x, []])].
t_guard_map_get() -> F = fun(M) when map_get(a, M) =:= 1 -> yes; (_) -> no end, [F(M) || M <- ?I([#{a => 1}, #{a => 2}, #{}, x])].
t_guard_map_size() -> F = fun(M) when map_size(M) > 1 -> many; (M) when map_size(M) =< 1 -> few; (_) -> none end, [F(M) || M <- ?I([#{}, #{a => 1, b => 2}, x])].
t_guard_update() -> F = fun(M, N) when M#{a => 1} =:= N -> same; (_, _) -> no end, [F(?I(#{}), #{a => 1}), F(?I(#{b => 1}), #{a => 1}), F(?I(x), y)].

t_get() -> [maps:get(K, ?I(#{a => 1, b => 2})) || K <- [a, b]].
t_get_missing() -> maps:get(?I(c), #{a => 1}).
t_get_missing_big() -> maps:get(?I(1000), squares(40)).
t_get_not_map() -> maps:get(?I(c), [a]).
t_get_default() -> [maps:get(K, ?I(#{a => 1}), none) || K <- [a, b, 1]].
t_get_default_not_map() -> ?E(maps:get(a, ?I(x), none)).
t_map_get_missing() -> map_get(?I(c), #{a => 1}).
t_map_get_not_map() -> map_get(?I(c), {a}).
t_map_size_not_map() -> map_size(?I({a})).
t_is_map_key_not_map() -> is_map_key(?I(a), [a]).
t_find() -> [maps:find(K, ?I(#{a => 1, 2 => b})) || K <- [a, b, 2, 2.0]].
t_find_not_map() -> maps:find(?I(a), 1).
t_is_key() -> [maps:is_key(K, ?I(#{a => 1, 2 => b})) || K <- [a, b, 2, 2.0]].
t_is_key_not_map() -> maps:is_key(?I(a), a).
t_put() -> maps:put(?I(b), 2, maps:put(a, 1, #{b => 0})).
t_put_not_map() -> maps:put(?I(b), 2, {}).
t_remove() -> {maps:remove(?I(a), #{a => 1, b => 2}), maps:remove(?I(c), #{a => 1})}.
t_remove_not_map() -> maps:remove(?I(b), []).
t_remove_to_empty() -> maps:remove(?I(a), #{a => 1}) =:= #{}.
t_take() -> {maps:take(?I(a), #{a => 1, b => 2}), maps:take(?I(c), #{a => 1})}.
t_take_not_map() -> maps:take(?I(b), []).
t_update() -> maps:update(?I(a), 5, #{a => 1}).
t_update_missing() -> maps:update(?I(b), 5, #{a => 1}).
t_update_not_map() -> maps:update(?I(b), 5, <<>>).
t_keys() -> lists:sort(maps:keys(?I(#{c => 1, a => 2, b => 3}))).
t_keys_not_map() -> maps:keys(?I(a)).
t_values() -> lists:sort(maps:values(?I(#{c => 1, a => 2, b => 3}))).
t_values_not_map() -> maps:values(?I(a)).
t_keys_order_ints() -> maps:keys(?I(#{3 => a, 1 => b, 2 => c, -5 => d, 1 bsl 65 => e})).
t_values_order_ints() -> maps:values(?I(#{3 => a, 1 => b, 2 => c})).
t_to_list_order_mixed() -> maps:to_list(?I(#{<<"b">> => 1, 2 => 2, 1.5 => 3, {1} => 4, [] => 5, [0] => 6, <<"a">> => 7})).
t_to_list_order_binaries() -> maps:to_list(?I(#{<<"b">> => 1, <<"a">> => 2, <<"ab">> => 3, <<>> => 4})).
t_to_list_not_map() -> ?E(maps:to_list(?I(a))).
t_from_list() -> maps:from_list(?I([{a, 1}, {b, 2}, {a, 3}])).
t_from_list_empty() -> maps:from_list(?I([])).
t_from_list_bad_element() -> maps:from_list(?I([{a, 1}, b])).
t_from_list_bad_triple() -> maps:from_list(?I([{a, 1, 2}])).
t_from_list_improper() -> maps:from_list(?I([{a, 1} | b])).
t_from_list_not_list() -> maps:from_list(?I(#{})).
t_from_list_last_wins_large() -> M = maps:from_list([{K rem 50, K} || K <- lists:seq(1, ?I(200))]), sorted(M).
t_from_keys() -> maps:from_keys(?I([a, b, a]), v).
t_from_keys_large() -> M = maps:from_keys(lists:seq(1, ?I(40)) ++ [1, 2], v), {map_size(M), maps:get(40, M)}.
t_from_keys_improper() -> maps:from_keys(?I([a | b]), v).
t_from_keys_not_list() -> maps:from_keys(?I(a), v).
t_merge() -> maps:merge(?I(#{a => 1, b => 2}), #{b => 3, c => 4}).
t_merge_empty() -> {maps:merge(?I(#{}), #{a => 1}), maps:merge(?I(#{a => 1}), #{})}.
t_merge_large_small() -> M = maps:merge(squares(?I(40)), #{1 => x, 99 => y}), {map_size(M), maps:get(1, M), maps:get(99, M)}.
t_merge_small_large() -> M = maps:merge(?I(#{1 => x, 99 => y}), squares(40)), {map_size(M), maps:get(1, M), maps:get(99, M)}.
t_merge_large() -> M = maps:merge(squares(?I(50)), maps:from_list([{K, x} || K <- lists:seq(40, 90)])), {map_size(M), [maps:get(K, M) || K <- [39, 40, 90]]}.
t_merge_to_33() -> M = maps:merge(squares(?I(20)), maps:from_list([{K, x} || K <- lists:seq(21, 33)])), {map_size(M), lists:sum([K || K <- maps:keys(M)])}.
t_merge_not_map_first() -> maps:merge(?I(a), #{}).
t_merge_not_map_second() -> maps:merge(#{}, ?I(a)).
t_size() -> [maps:size(M) || M <- ?I([#{}, #{a => 1}])] ++ [maps:size(squares(N)) || N <- ?I([31, 32, 33, 70])].
t_size_not_map() -> ?E(maps:size(?I(a))).
t_with() -> maps:with(?I([a, c, z]), #{a => 1, b => 2, c => 3}).
t_without() -> maps:without(?I([a, c, z]), #{a => 1, b => 2, c => 3}).

t_sizes_0_to_70() -> [begin M = squares(N), {map_size(M), sorted(M) =:= [{K, K * K} || K <- lists:seq(1, N)]} end || N <- lists:seq(?I(0), 70)].
t_grow_one_by_one() -> M = grow(?I(1), 70, #{}), {map_size(M), lists:sort(maps:values(M))}.
grow(N, Max, M) when N > Max -> M;
grow(N, Max, M) -> grow(N + 1, Max, M#{{k, N} => N}).
t_shrink_one_by_one() -> shrink(?I(70), squares(70)).
shrink(0, M) -> M;
shrink(N, M) -> M1 = maps:remove(N, M), true = map_size(M1) =:= N - 1, shrink(N - 1, M1).
t_shrink_to_32() -> M = maps:remove(33, squares(?I(33))), {M =:= squares(32), maps:to_list(M)}.
t_shrink_take() -> take_all(?I(1), squares(40), 0).
take_all(N, M, S) when map_size(M) > 0 -> {V, M1} = maps:take(N, M), take_all(N + 1, M1, S + V);
take_all(_, _, S) -> S.
t_to_33_by_update() -> M = squares(?I(32)), M1 = M#{33 => x}, {map_size(M1), maps:remove(33, M1) =:= M}.
t_border_update_existing() -> M = squares(?I(32)), M1 = M#{32 => x}, {map_size(M1), maps:get(32, M1)}.
t_large_equal() -> A = squares(?I(100)), B = maps:from_list(lists:reverse([{K, K * K} || K <- lists:seq(1, 100)])), {A =:= B, A == B, A =:= B#{1 := 2}}.
t_large_equal_float_values() -> A = squares(?I(50)), B = maps:from_list([{K, float(K * K)} || K <- lists:seq(1, 50)]), {A =:= B, A == B}.
t_large_remove_missing() -> M = squares(?I(50)), maps:remove(51, M) =:= M.
t_large_to_list() -> sorted(squares(?I(45))).
t_large_float_keys() -> M = maps:from_list([{K / 2, K} || K <- lists:seq(1, ?I(80))]), {maps:get(1.5, M), maps:find(1, M), maps:get(1.0, M)}.
t_large_mixed_keys() ->
    Ks = [1, 1.0, <<1>>, {1}, [1]] ++ [{x, K} || K <- lists:seq(1, ?I(100))],
    M = maps:from_list([{K, [K]} || K <- Ks]),
    {map_size(M), [maps:get(K, M) =:= [K] || K <- Ks] -- lists:duplicate(105, true)}.
t_large_strings() -> M = maps:from_list([{integer_to_binary(K * 7919), K} || K <- lists:seq(1, ?I(500))]), lists:sum([maps:get(integer_to_binary(K * 7919), M) || K <- lists:seq(1, 500)]).
t_large_10000() -> M = squares(?I(10000)), lists:sum(maps:values(M)).
t_large_atoms() -> M = maps:from_list([{list_to_atom("k" ++ integer_to_list(K)), K} || K <- lists:seq(1, ?I(60))]), sorted(M).
t_large_nested_update() -> M = #{in => squares(?I(40))}, #{in := In} = M, M2 = M#{in := In#{3 => #{a => b}}}, maps:get(a, maps:get(3, maps:get(in, M2))).
t_count_words() -> sorted(count(?I(["a", "b", "a", "c", "b", "a"]), #{})).
count([], M) -> M;
count([W | T], M) -> count(T, case M of #{W := N} -> M#{W := N + 1}; _ -> M#{W => 1} end).
t_group() -> group(?I(lists:seq(1, 20)), #{}).
group([], M) -> M;
group([H | T], M) -> K = H rem 3, group(T, M#{K => [H | maps:get(K, M, [])]}).
t_iterator_small() -> walk(maps:next(maps:iterator(?I(#{1 => a, 2 => b, 3 => c})))).
t_iterator_large() -> lists:sort(walk(maps:next(maps:iterator(squares(?I(40)))))).
t_iterator_empty() -> maps:next(maps:iterator(?I(#{}))).
walk(none) -> [];
walk({K, V, I}) -> [{K, V} | walk(maps:next(I))].
t_map_in_exception() -> error(#{code => ?I(1)}).
t_map_argument_in_trace() -> only_list(?I(#{a => 1})).
only_list(L) when is_list(L) -> length(L).
t_literal_update() -> K = ?I(c), (#{a => 1, b => 2})#{K => 3, a := ?I(4)}.
t_literal_32_keys() -> M = #{1 => a, 2 => a, 3 => a, 4 => a, 5 => a, 6 => a, 7 => a, 8 => a, 9 => a, 10 => a, 11 => a, 12 => a, 13 => a,
    14 => a, 15 => a, 16 => a, 17 => a, 18 => a, 19 => a, 20 => a, 21 => a, 22 => a, 23 => a, 24 => a, 25 => a, 26 => a,
    27 => a, 28 => a, 29 => a, 30 => a, 31 => a, 32 => a},
    {map_size(?I(M)), map_size(M#{?I(33) => b}), maps:get(?I(17), M)}.
t_literal_34_keys() -> M = #{1 => a, 2 => a, 3 => a, 4 => a, 5 => a, 6 => a, 7 => a, 8 => a, 9 => a, 10 => a, 11 => a, 12 => a, 13 => a,
    14 => a, 15 => a, 16 => a, 17 => a, 18 => a, 19 => a, 20 => a, 21 => a, 22 => a, 23 => a, 24 => a, 25 => a, 26 => a,
    27 => a, 28 => a, 29 => a, 30 => a, 31 => a, 32 => a, 33 => b, 34 => ?I(c)},
    {map_size(?I(M)), map_size(maps:remove(?I(1), M)), maps:get(?I(34), M)}.
