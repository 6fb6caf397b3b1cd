-module(gleam_tests).
-export([panic_test/0, assert_test/0, good_test/0]).

panic_test() -> workshop:panics().
assert_test() -> workshop:checks(1).
good_test() -> ok.
