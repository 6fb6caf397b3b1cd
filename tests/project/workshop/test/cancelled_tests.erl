-module(cancelled_tests).
-include_lib("eunit/include/eunit.hrl").

slow_test_() -> {timeout, 0.1, fun() -> receive after infinity -> ok end end}.
setup_test_() -> {setup, fun() -> error(no_setup) end, [?_assert(true)]}.
bad_generator_test_() -> error(no_tests).
good_test() -> ok.
