%% Calls to other modules: body call, tail call with and without a frame, to a built-in, to this module, to a missing one.
%% covers: call_ext call_ext_last call_ext_only
-module(op_call_ext).
-export([run/0, only/2, last/1, self_call/1, fail_module/0, fail_function/0, fail_bif/0]).

run() ->
    {only([1, 2], [3]), last({a, b}), self_call(3), erlang:tuple_to_list({x, y})}.

only(A, B) -> erlang:'++'(A, B).

last(T) ->
    L = erlang:tuple_to_list(T),
    erlang:list_to_tuple([T | L]).

self_call(0) -> done;
self_call(N) -> ?MODULE:self_call(N - 1).

fail_module() -> no_such_module:f(1, 2).

fail_function() -> {erlang:no_such_function(1)}.

fail_bif() -> {erlang:tuple_to_list(not_a_tuple)}.
