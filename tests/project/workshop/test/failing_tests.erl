-module(failing_tests).
-include_lib("eunit/include/eunit.hrl").

good_test() -> ok.
equal_test() -> io:format("printed before it failed: ~ts~n", [[8364]]), ?assertEqual(3, 1 + 1).
match_test() -> ?assertMatch({ok, _}, {error, gone}).
crash_test() -> element(3, {a, b}).
throw_test() -> throw(ball).
exit_test() -> exit(home).
