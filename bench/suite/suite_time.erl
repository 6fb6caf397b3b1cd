%% Times one program of the suite inside the VM that runs this: once to warm up, then once timed.
-module(suite_time).
-export([run/2]).

-spec run(binary(), integer()) -> {integer(), term()}.
run(Name, N) ->
    Module = binary_to_atom(<<"b_", Name/binary>>),
    Module:run(N),
    Start = erlang:monotonic_time(microsecond),
    Result = Module:run(N),
    {erlang:monotonic_time(microsecond) - Start, Result}.
