%% Lists: syntax, operators, and those functions of the lists module that take no fun.
-module(list_cases).
-export([t_hd_tl/0, t_hd_empty/0, t_tl_empty/0, t_hd_atom/0, t_tl_improper/0, t_length/0]).
-export([t_length_improper/0, t_length_atom/0, t_length_guard/0, t_cons/0, t_cons_improper/0, t_append_op/0]).
-export([t_append_op_empty/0, t_append_op_improper_tail/0, t_append_op_nil_any/0, t_append_op_improper_head/0, t_append_op_not_list/0, t_append_literal/0]).
-export([t_append_right/0, t_append_large/0, t_subtract_op/0, t_subtract_op_exact/0, t_subtract_op_right_assoc/0, t_subtract_op_none/0]).
-export([t_subtract_op_bad_left/0, t_subtract_op_bad_right/0, t_subtract_op_improper/0, t_subtract_large/0, t_subtract_duplicates/0, t_subtract_terms/0]).
-export([t_subtract_long_right/0, t_reverse/0, t_reverse_improper/0, t_reverse_atom/0, t_reverse_large/0, t_reverse2/0]).
-export([t_reverse2_improper/0, t_reverse2_atom/0, t_member/0, t_member_improper_found/0, t_member_improper/0, t_member_atom/0]).
-export([t_keyfind/0, t_keyfind_second/0, t_keyfind_big/0, t_keyfind_zero/0, t_keyfind_bad_pos/0, t_keyfind_improper/0]).
-export([t_keyfind_huge_pos/0, t_keymember/0, t_keymember_bad/0, t_keysearch/0, t_keysearch_bad/0, t_keydelete/0]).
-export([t_keyreplace/0, t_keystore/0, t_keytake/0, t_keysort/0, t_keysort_first/0, t_keysort_bad/0]).
-export([t_keysort_stable/0, t_ukeysort/0, t_keymerge/0, t_append1/0, t_append1_improper_last/0, t_append1_bad/0]).
-export([t_append2/0, t_subtract/0, t_subtract_bad/0, t_seq/0, t_seq_bad/0, t_seq3/0]).
-export([t_seq3_bad/0, t_sum/0, t_sum_bad/0, t_sum_improper/0, t_max/0, t_min/0]).
-export([t_max_empty/0, t_min_empty/0, t_last/0, t_last_empty/0, t_droplast/0, t_droplast_empty/0]).
-export([t_nth/0, t_nth_bad/0, t_nthtail/0, t_nthtail_bad/0, t_nthtail_improper/0, t_sublist/0]).
-export([t_sublist3/0, t_sublist_bad/0, t_split/0, t_split_bad/0, t_flatten/0, t_flatten_improper/0]).
-export([t_flatten_atom/0, t_flatten2/0, t_flatten_deep/0, t_flatlength/0, t_zip/0, t_zip_bad/0]).
-export([t_zip3/0, t_unzip/0, t_unzip_bad/0, t_unzip3/0, t_sort/0, t_sort_mixed/0]).
-export([t_sort_stable/0, t_sort_stable_reverse/0, t_sort_runs/0, t_sort_random/0, t_sort_random_floats/0, t_sort_tuples/0]).
-export([t_sort_few_distinct/0, t_sort_bad/0, t_usort/0, t_usort_random/0, t_merge/0, t_merge2/0]).
-export([t_umerge/0, t_duplicate/0, t_duplicate_bad/0, t_delete/0, t_concat/0, t_concat_float/0]).
-export([t_prefix/0, t_suffix/0, t_join/0, t_enumerate/0, t_comprehension/0, t_comprehension_filter/0]).
-export([t_comprehension_pattern/0, t_comprehension_two/0, t_comprehension_dependent/0, t_comprehension_filter_first/0, t_comprehension_filter_false/0, t_comprehension_bad_filter/0]).
-export([t_comprehension_filter_guard_fails/0, t_comprehension_filter_call_fails/0, t_comprehension_bad_generator/0, t_comprehension_improper/0, t_comprehension_shadow/0, t_comprehension_bound_pattern/0]).
-export([t_comprehension_nested/0, t_comprehension_closure/0, t_comprehension_strings/0, t_comprehension_three/0, t_pythagorean/0, t_match_string_prefix/0]).
-export([t_match_lengths/0, t_match_same_variable/0, t_match_fails/0, t_deep_list_equal/0, t_long_list_100000/0, t_own_map/0]).
-export([t_own_foldl/0, t_own_map_bad_fun/0, t_own_map_clause/0, t_quicksort/0, t_permutations/0, t_list_to_tuple/0]).
-export([t_list_to_tuple_improper/0, t_list_to_tuple_atom/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

id(X) -> X.

e(F) -> try F() catch C:R -> {C, R} end.

t_hd_tl() -> L = ?I([1, 2, 3]), {hd(L), tl(L)}.
t_hd_empty() -> hd(?I([])).
t_tl_empty() -> tl(?I([])).
t_hd_atom() -> hd(?I(a)).
t_tl_improper() -> tl(?I([1 | 2])).
t_length() -> [length(L) || L <- ?I([[], [1], "abc", lists:seq(1, 1000)])].
t_length_improper() -> length(?I([1, 2 | 3])).
t_length_atom() -> length(?I(a)).
t_length_guard() -> [if length(L) > 1 -> long; true -> other end || L <- ?I([[1, 2], [], [1 | 2], a])].
t_cons() -> [?I(1) | ?I([2])].
t_cons_improper() -> [?I(1) | ?I(2)].
t_append_op() -> ?I([1, 2]) ++ ?I([3]).
t_append_op_empty() -> {?I([]) ++ [1], ?I([1]) ++ [], ?I([]) ++ []}.
t_append_op_improper_tail() -> ?I([1]) ++ ?I(2).
t_append_op_nil_any() -> ?I([]) ++ ?I(a).
t_append_op_improper_head() -> ?I([1 | 2]) ++ [3].
t_append_op_not_list() -> ?I(a) ++ [3].
t_append_literal() -> "abc" ++ ?I("def").
t_append_right() -> ?I([1]) ++ ([2] ++ ?I([3])).
t_append_large() -> length(lists:seq(1, ?I(30000)) ++ lists:seq(1, 30000)).
t_subtract_op() -> ?I([1, 2, 3, 2, 1]) -- ?I([2, 1]).
t_subtract_op_exact() -> ?I([1, 1.0, 2]) -- [1.0].
t_subtract_op_right_assoc() -> ?I([1, 2, 3]) -- (?I([1, 2]) -- [2]).
t_subtract_op_none() -> {?I([]) -- [1], ?I([1]) -- [], ?I([1]) -- [2]}.
t_subtract_op_bad_left() -> ?I(a) -- [1].
t_subtract_op_bad_right() -> [1] -- ?I(a).
t_subtract_op_improper() -> ?I([1 | 2]) -- [1].
t_subtract_large() -> (lists:seq(1, ?I(5000)) -- lists:seq(2, 4999)).
t_subtract_duplicates() -> ?I("aaabbbccc") -- "abcab".
t_subtract_terms() -> ?I([{1}, [2], <<3>>, 1 bsl 70, 4.0]) -- [1 bsl 70, <<3>>, {1.0}].
t_subtract_long_right() -> ?I([b, a, zz, 5]) -- lists:seq(1, 100).

t_reverse() -> [lists:reverse(L) || L <- ?I([[], [1], [1, 2, 3], "abc"])].
t_reverse_improper() -> ?E(lists:reverse(?I([1, 2 | 3]))).
t_reverse_atom() -> ?E(lists:reverse(?I(a))).
t_reverse_large() -> hd(lists:reverse(lists:seq(1, ?I(100000)))).
t_reverse2() -> {lists:reverse(?I([1, 2]), [3]), lists:reverse(?I([1]), a), lists:reverse([], ?I(b))}.
t_reverse2_improper() -> lists:reverse(?I([1 | 2]), []).
t_reverse2_atom() -> lists:reverse(?I(x), []).
t_member() -> [lists:member(X, ?I([1, a, 2.0, "s", {x}])) || X <- [1, 1.0, 2, 2.0, a, "s", {x}, b]].
t_member_improper_found() -> lists:member(?I(1), [1 | 2]).
t_member_improper() -> lists:member(?I(3), [1 | 2]).
t_member_atom() -> lists:member(?I(3), a).
t_keyfind() -> [lists:keyfind(K, 1, ?I([{a, 1}, {b, 2}, {1.0, f}, {1, i}, {}, x, {a, 3}])) || K <- [a, b, c, 1, 1.0]].
t_keyfind_second() -> [lists:keyfind(K, 2, ?I([{a, 1}, {b}, {c, 2.0}])) || K <- [1, 2, b]].
t_keyfind_big() -> lists:keyfind(?I(1 bsl 64), 1, [{1.8446744073709551616e19, f}, {1 bsl 64, i}]).
t_keyfind_zero() -> lists:keyfind(?I(a), 0, []).
t_keyfind_bad_pos() -> lists:keyfind(?I(a), x, []).
t_keyfind_improper() -> lists:keyfind(?I(a), 1, [{b} | c]).
t_keyfind_huge_pos() -> ?E(lists:keyfind(?I(a), 1 bsl 70, [{a}])).
t_keymember() -> [lists:keymember(K, 1, ?I([{a, 1}, {1.0}])) || K <- [a, b, 1, 1.0]].
t_keymember_bad() -> lists:keymember(?I(a), 1, b).
t_keysearch() -> [lists:keysearch(K, 1, ?I([{a, 1}])) || K <- [a, b]].
t_keysearch_bad() -> lists:keysearch(?I(a), 0, []).
t_keydelete() -> lists:keydelete(?I(a), 1, [{b, 1}, {a, 1}, {a, 2}, x]).
t_keyreplace() -> lists:keyreplace(?I(a), 1, [{b, 1}, {a, 1}, {a, 2}], {new}).
t_keystore() -> {lists:keystore(?I(a), 1, [{a, 1}], {a, 2}), lists:keystore(?I(c), 1, [{a, 1}], {c, 2})}.
t_keytake() -> {lists:keytake(?I(a), 1, [{b, 1}, {a, 1}]), lists:keytake(?I(c), 1, [{a, 1}])}.
t_keysort() -> lists:keysort(?I(2), [{a, 3}, {b, 1}, {c, 2}, {d, 1}, {e, 1.0}, {f, x}]).
t_keysort_first() -> lists:keysort(1, ?I([{2, a}, {1, b}, {2.0, c}, {1.0, d}])).
t_keysort_bad() -> ?E(lists:keysort(?I(3), [{a, 1}, {b, 2}])).
t_keysort_stable() -> lists:keysort(1, [{K rem 4, K} || K <- lists:seq(1, ?I(40))]).
t_ukeysort() -> lists:ukeysort(?I(1), [{2, a}, {1, b}, {2, c}, {1.0, d}]).
t_keymerge() -> lists:keymerge(1, ?I([{1, a}, {3, a}]), [{1, b}, {2, b}, {4, b}]).
t_append1() -> lists:append(?I([[1], [], [2, 3], [[4]]])).
t_append1_improper_last() -> lists:append(?I([[1], 2])).
t_append1_bad() -> ?E(lists:append(?I([a, [1]]))).
t_append2() -> lists:append(?I([1]), [2]).
t_subtract() -> lists:subtract(?I([1, 2, 3]), [2]).
t_subtract_bad() -> ?E(lists:subtract(?I(a), [2])).
t_seq() -> [lists:seq(A, B) || {A, B} <- ?I([{1, 5}, {1, 1}, {1, 0}, {-2, 2}, {(1 bsl 60) - 2, (1 bsl 60) + 1}])].
t_seq_bad() -> [?E(lists:seq(A, B)) || {A, B} <- ?I([{2, 0}, {a, 1}, {1, 2.0}])].
t_seq3() -> [lists:seq(A, B, S) || {A, B, S} <- ?I([{1, 10, 3}, {10, 1, -4}, {1, 1, 0}, {1, 0, 1}, {0, 1, -1}, {5, 20, 5}, {1, 2, 100}])].
t_seq3_bad() -> [?E(lists:seq(A, B, S)) || {A, B, S} <- ?I([{1, 10, 0}, {1, 10, -1}, {a, 1, 1}, {10, 1, 1}])].
t_sum() -> [lists:sum(L) || L <- ?I([[], [1, 2, 3], [1, 2.5], [1 bsl 59, 1 bsl 59, 1 bsl 59], [1.0e308, -1.0e308]])].
t_sum_bad() -> ?E(lists:sum(?I([1, a]))).
t_sum_improper() -> ?E(lists:sum(?I([1 | 2]))).
t_max() -> [lists:max(L) || L <- ?I([[1, 3, 2], [1, 1.0], [1.0, 1], [a, 1, "x", <<>>, {}], [[1], [1, 2]]])].
t_min() -> [lists:min(L) || L <- ?I([[1, 3, 2], [1, 1.0], [1.0, 1], [a, 1, "x", <<>>, {}], [[1], [1, 2]]])].
t_max_empty() -> ?E(lists:max(?I([]))).
t_min_empty() -> ?E(lists:min(?I([]))).
t_last() -> [lists:last(L) || L <- ?I([[1], [1, 2], "abc"])].
t_last_empty() -> ?E(lists:last(?I([]))).
t_droplast() -> [lists:droplast(L) || L <- ?I([[1], [1, 2], "abc"])].
t_droplast_empty() -> ?E(lists:droplast(?I([]))).
t_nth() -> [lists:nth(N, ?I([a, b, c])) || N <- [1, 2, 3]].
t_nth_bad() -> [?E(lists:nth(N, [a, b])) || N <- ?I([0, 3, -1, a, 1.0])].
t_nthtail() -> [lists:nthtail(N, ?I([a, b, c])) || N <- [0, 1, 2, 3]].
t_nthtail_bad() -> [?E(lists:nthtail(N, [a, b])) || N <- ?I([3, -1, a])].
t_nthtail_improper() -> lists:nthtail(?I(1), [a | b]).
t_sublist() -> [lists:sublist(?I([a, b, c]), N) || N <- [0, 1, 3, 9]].
t_sublist3() -> [lists:sublist(?I([a, b, c]), S, N) || S <- [1, 2, 3, 4], N <- [0, 1, 9]].
t_sublist_bad() -> [?E(lists:sublist([a, b], S, N)) || {S, N} <- ?I([{0, 1}, {1, -1}, {4, 1}, {a, 1}])].
t_split() -> [lists:split(N, ?I([a, b, c])) || N <- [0, 1, 3]].
t_split_bad() -> [?E(lists:split(N, [a, b])) || N <- ?I([3, -1, a])].
t_flatten() -> [lists:flatten(L) || L <- ?I([[], [[]], [1, [2, [3, []]], [[[4]]]], ["ab", ["c"]], [{[1]}, <<2>>]])].
t_flatten_improper() -> ?E(lists:flatten(?I([1, [2 | 3]]))).
t_flatten_atom() -> ?E(lists:flatten(?I(a))).
t_flatten2() -> lists:flatten(?I([1, [2]]), [3, [4]]).
t_flatten_deep() -> lists:flatten(nest(?I(10000), [x])).
nest(0, X) -> X;
nest(N, X) -> [nest(N - 1, X)].
t_flatlength() -> lists:flatlength(?I([1, [2, [3]], []])).
t_zip() -> lists:zip(?I([1, 2, 3]), [a, b, c]).
t_zip_bad() -> ?E(lists:zip(?I([1, 2]), [a])).
t_zip3() -> lists:zip3(?I([1, 2]), [a, b], ["x", "y"]).
t_unzip() -> lists:unzip(?I([{1, a}, {2, b}])).
t_unzip_bad() -> ?E(lists:unzip(?I([{1, a}, 2]))).
t_unzip3() -> lists:unzip3(?I([{1, a, x}, {2, b, y}])).
t_sort() -> [lists:sort(L) || L <- ?I([[], [1], [2, 1], [3, 1, 2], [1, 1], [c, a, b], [2, 1.0, 1, 2.0], "hello world"])].
t_sort_mixed() -> lists:sort(?I([<<>>, "x", [], {}, #{}, 1, a, 1.5, {1}, <<1>>, 1 bsl 70])).
t_sort_stable() -> lists:sort(?I([1, 1.0, 0, 0.0, 1, 1.0])).
t_sort_stable_reverse() -> lists:sort(?I([1.0, 1, 0.0, 0, 1.0, 1])).
t_sort_runs() -> [lists:sort(L) || L <- ?I([lists:seq(1, 20), lists:seq(20, 1, -1), lists:seq(1, 10) ++ lists:seq(5, 15), lists:seq(10, 1, -1) ++ lists:seq(1, 10)])].
t_sort_random() -> L = lcg(?I(7), 2000), S = lists:sort(L), {lists:sum(L) =:= lists:sum(S), ordered(S), erlang:phash2(S)}.
t_sort_random_floats() -> L = [X / 7 || X <- lcg(?I(9), 500)], ordered(lists:sort(L)).
t_sort_tuples() -> lists:sort([{X rem 5, X} || X <- lcg(?I(3), 30)]).
t_sort_few_distinct() -> lists:sort([X rem 3 || X <- lcg(?I(5), 100)]).
t_sort_bad() -> [?E(lists:sort(L)) || L <- ?I([a, [2, 1 | 0]])].
lcg(_, 0) -> [];
lcg(S, N) -> S1 = (S * 1103515245 + 12345) rem 2147483648, [S1 rem 10000 | lcg(S1, N - 1)].
ordered([A, B | T]) when A =< B -> ordered([B | T]);
ordered([_]) -> true;
ordered(_) -> false.
t_usort() -> [lists:usort(L) || L <- ?I([[], [1], [2, 1, 2], [1, 1.0], [1.0, 1], [b, a, b], lists:seq(10, 1, -1) ++ lists:seq(1, 10)])].
t_usort_random() -> L = lcg(?I(11), 3000), S = lists:usort(L), {length(S), ordered(S)}.
t_merge() -> lists:merge(?I([[1, 4], [2, 5], [3]])).
t_merge2() -> lists:merge(?I([1, 3, 3.0]), [2, 3]).
t_umerge() -> lists:umerge(?I([1, 3, 5]), [1, 2, 3]).
t_duplicate() -> [lists:duplicate(N, ?I(x)) || N <- [0, 1, 3]].
t_duplicate_bad() -> [?E(lists:duplicate(N, x)) || N <- ?I([-1, a])].
t_delete() -> [lists:delete(X, ?I([1, 2, 1, 1.0, a])) || X <- [1, 1.0, a, b]].
t_concat() -> lists:concat(?I([a, 1, "s", 'B c', -5])).
t_concat_float() -> lists:concat(?I([1.5, 100.0])).
t_prefix() -> [lists:prefix(P, ?I("abc")) || P <- ["", "a", "abc", "abcd", "b"]].
t_suffix() -> [lists:suffix(P, ?I("abc")) || P <- ["", "c", "abc", "abcd", "b"]].
t_join() -> [lists:join(x, L) || L <- ?I([[], [1], [1, 2, 3]])].
t_enumerate() -> lists:enumerate(?I([a, b])).

t_comprehension() -> [X * 2 || X <- ?I([1, 2, 3])].
t_comprehension_filter() -> [X || X <- ?I([1, a, 2, b]), is_integer(X), X > 1].
t_comprehension_pattern() -> [X || {ok, X} <- ?I([{ok, 1}, {error, 2}, ok, {ok, 3}])].
t_comprehension_two() -> [{X, Y} || X <- ?I([1, 2]), Y <- ?I([a, b])].
t_comprehension_dependent() -> [{X, Y} || X <- ?I([1, 2, 3]), Y <- lists:seq(1, X), X + Y =:= 4].
t_comprehension_filter_first() -> [X || ?I(true), X <- [1]].
t_comprehension_filter_false() -> [X || ?I(false), X <- [1]].
t_comprehension_bad_filter() -> [X || X <- ?I([1, 2]), ?I(maybe_not)].
t_comprehension_filter_guard_fails() -> [X || X <- ?I([1, a, 2]), X + 1 > 2].
t_comprehension_filter_call_fails() -> [X || X <- ?I([1, a, 2]), ?I(X + 1) > 2].
t_comprehension_bad_generator() -> [X || X <- ?I(a)].
t_comprehension_improper() -> [X || X <- ?I([1, 2 | 3])].
t_comprehension_shadow() -> X = ?I(9), {[X || X <- [1, 2]], X}.
t_comprehension_bound_pattern() -> X = ?I(2), [Y || {Y, Z} <- [{1, 2}, {3, 4}, {5, 2}], Z =:= X].
t_comprehension_nested() -> [[Y * X || Y <- lists:seq(1, X)] || X <- ?I([1, 2, 3])].
t_comprehension_closure() -> N = ?I(10), [F(1) || F <- [fun(X) -> X + N + M end || M <- [1, 2, 3]]].
t_comprehension_strings() -> [string || "ab" ++ _ <- ?I(["abc", "xab", "ab"])].
t_comprehension_three() -> length([1 || _ <- lists:seq(1, ?I(20)), _ <- lists:seq(1, 20), _ <- lists:seq(1, 20)]).
t_pythagorean() -> N = ?I(30), [{A, B, C} || A <- lists:seq(1, N), B <- lists:seq(A, N), C <- lists:seq(B, N), A * A + B * B =:= C * C].

t_match_string_prefix() -> F = fun("GET " ++ R) -> {get, R}; ([$P | R]) -> {p, R}; ([]) -> empty; (_) -> other end, [F(S) || S <- ?I(["GET /", "PUT", "", "x"])].
t_match_lengths() -> F = fun([]) -> 0; ([_]) -> 1; ([_, _]) -> 2; ([_, _ | T]) -> {more, T} end, [F(L) || L <- ?I([[], [1], [1, 2], [1, 2, 3], [1, 2 | 3]])].
t_match_same_variable() -> F = fun([X, X | _]) -> same; ([_ | _]) -> differ; (_) -> none end, [F(L) || L <- ?I([[1, 1], [1, 1.0], [{a}, {a}, 3], [1], []])].
t_match_fails() -> [A, B] = ?I([1, 2, 3]), {A, B}.
t_deep_list_equal() -> nest(?I(5000), 1) =:= nest(5000, 1).
t_long_list_100000() -> L = lists:seq(1, ?I(100000)), {length(L), lists:sum(L), lists:last(L)}.
t_own_map() -> map(fun(X) -> X + 1 end, ?I([1, 2, 3])).
t_own_foldl() -> foldl(fun(X, A) -> [X | A] end, [], ?I("abc")).
t_own_map_bad_fun() -> map(?I(not_a_fun), [1]).
t_own_map_clause() -> map(fun(X) -> X end, ?I([1 | 2])).
map(F, [H | T]) -> [F(H) | map(F, T)];
map(_, []) -> [].
foldl(F, A, [H | T]) -> foldl(F, F(H, A), T);
foldl(_, A, []) -> A.
t_quicksort() -> qsort(?I([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9])).
qsort([]) -> [];
qsort([P | T]) -> qsort([X || X <- T, X < P]) ++ [P] ++ qsort([X || X <- T, X >= P]).
t_permutations() -> perms(?I([1, 2, 3])).
perms([]) -> [[]];
perms(L) -> [[H | T] || H <- L, T <- perms(L -- [H])].
t_list_to_tuple() -> {list_to_tuple(?I([])), list_to_tuple(?I([1, [2]])), tuple_size(list_to_tuple(lists:seq(1, ?I(5000))))}.
t_list_to_tuple_improper() -> list_to_tuple(?I([1 | 2])).
t_list_to_tuple_atom() -> list_to_tuple(?I(a)).
