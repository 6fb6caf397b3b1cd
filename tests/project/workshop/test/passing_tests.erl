-module(passing_tests).
-include_lib("eunit/include/eunit.hrl").

sum_test() -> ?assertEqual(6, lists:sum([1, 2, 3])).
raise_test() -> ?assertError(badarith, 1 / (length([]))).
match_test() -> ?assertMatch({_, b}, {a, b}).
exit_test() -> ?assertExit(gone, exit(gone)).
generated_test_() -> [?_assertEqual(N * 2, N + N) || N <- [1, 2, 3]].
titled_test_() -> {"with a title", [?_assert(true), {"inner", ?_assertNot(false)}]}.
fixture_test_() ->
    {setup, fun() -> ets:new(shelf, [public]) end, fun ets:delete/1,
     fun(Table) -> [?_assert(ets:insert(Table, {a, 1})), ?_assertEqual(1, ets:info(Table, size))] end}.
foreach_test_() ->
    {foreach, fun() -> put(x, 1) end, [?_assertEqual(2, 1 + 1), ?_assertEqual(4, 2 + 2)]}.
parallel_test_() -> {inparallel, [?_assertEqual(N, N) || N <- lists:seq(1, 5)]}.
