-module(output_tests).
-include_lib("eunit/include/eunit.hrl").

quiet_test() -> io:format("what a test prints is kept back~n"), ok.
error_test() -> io:format(standard_error, "but not what it prints to the errors~n", []).
