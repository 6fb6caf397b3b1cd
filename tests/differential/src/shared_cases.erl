%% atomics, counters, persistent_term: what processes share.
-module(shared_cases).
-export([t_atomics_info/0, t_atomics_values/0, t_atomics_wrap/0, t_atomics_unsigned/0, t_atomics_exchange/0, t_atomics_errors/0]).
-export([t_atomics_shared/0, t_atomics_in_message/0, t_counters_values/0, t_counters_errors/0, t_counters_shared/0, t_counters_info/0]).
-export([t_persistent/0, t_persistent_missing/0, t_persistent_erase/0, t_persistent_new/0, t_persistent_replace/0, t_persistent_from_others/0, t_persistent_large/0]).
-export([id/1]).

id(X) -> X.
e(F) -> try F() catch C:R -> {C, R} end.

t_atomics_info() -> [maps:remove(memory, atomics:info(atomics:new(3, O))) || O <- ?MODULE:id([[], [{signed, true}], [{signed, false}]])].
t_atomics_values() -> A = atomics:new(2, []), [atomics:put(A, 1, 5), atomics:get(A, 1), atomics:get(A, 2), atomics:add(A, 1, -7), atomics:add_get(A, 1, 1), atomics:sub_get(A, 2, 3), atomics:sub(A, 2, 1), atomics:get(A, 2)].
t_atomics_wrap() -> A = atomics:new(1, []), atomics:put(A, 1, (1 bsl 63) - 1), [atomics:add_get(A, 1, 1), atomics:sub_get(A, 1, 1), atomics:add_get(A, 1, ?MODULE:id(1 bsl 63)), atomics:add_get(A, 1, (1 bsl 64) - 1)].
t_atomics_unsigned() -> A = atomics:new(1, [{signed, false}]), atomics:put(A, 1, (1 bsl 64) - 1), [atomics:get(A, 1), atomics:add_get(A, 1, 2), atomics:sub_get(A, 1, 3), atomics:add_get(A, 1, -5)].
t_atomics_exchange() -> A = atomics:new(1, []), [atomics:exchange(A, 1, 7), atomics:compare_exchange(A, 1, 7, 8), atomics:compare_exchange(A, 1, 7, 9), atomics:get(A, 1), atomics:exchange(A, 1, -1 bsl 63), atomics:get(A, 1)].
t_atomics_errors() ->
    A = atomics:new(1, []), U = atomics:new(1, [{signed, false}]),
    [e(F) || F <- [fun() -> atomics:put(A, 1, 1 bsl 63) end, fun() -> atomics:put(A, 2, 1) end, fun() -> atomics:get(A, 0) end, fun() -> atomics:add(A, 1, 1 bsl 64) end,
                   fun() -> atomics:put(U, 1, -1) end, fun() -> atomics:sub(A, 1, ?MODULE:id(x)) end, fun() -> atomics:add(A, 1, ?MODULE:id(x)) end, fun() -> atomics:new(1, [x]) end,
                   fun() -> atomics:info(make_ref()) end, fun() -> atomics:exchange(A, 1, ?MODULE:id(1.0)) end, fun() -> atomics:compare_exchange(A, 1, ?MODULE:id(x), 1) end, fun() -> atomics:get(?MODULE:id(x), 1) end]].
t_atomics_shared() -> A = atomics:new(1, []), in_processes(20, fun() -> [atomics:add(A, 1, 1) || _ <- lists:seq(1, 500)] end), atomics:get(A, 1).
t_atomics_in_message() -> A = atomics:new(1, []), Me = self(), spawn(fun() -> receive X -> atomics:put(X, 1, 77), Me ! done end end) ! A, receive done -> erlang:garbage_collect(), atomics:get(A, 1) end.
t_counters_values() -> [begin C = counters:new(2, O), counters:put(C, 1, 10), counters:add(C, 1, 5), counters:sub(C, 1, 3), counters:add(C, 2, -4), {element(1, C), counters:get(C, 1), counters:get(C, 2)} end || O <- ?MODULE:id([[], [atomics], [write_concurrency]])].
t_counters_errors() ->
    C = counters:new(1, []), W = counters:new(1, [write_concurrency]),
    [e(F) || F <- [fun() -> counters:get(C, 2) end, fun() -> counters:add(W, 0, 1) end, fun() -> counters:put(W, 1, ?MODULE:id(x)) end, fun() -> counters:new(1, [x]) end, fun() -> counters:get(?MODULE:id(x), 1) end, fun() -> counters:sub(C, 1, 1 bsl 70) end]].
t_counters_shared() -> C = counters:new(3, [write_concurrency]), in_processes(20, fun() -> [counters:add(C, N rem 3 + 1, 1) || N <- lists:seq(1, 300)] end), [counters:get(C, I) || I <- [1, 2, 3]].
t_counters_info() -> [lists:sort(maps:keys(counters:info(counters:new(1, O)))) || O <- ?MODULE:id([[], [write_concurrency]])].

in_processes(N, F) -> Rs = [spawn_monitor(F) || _ <- lists:seq(1, N)], [receive {'DOWN', R, _, _, _} -> ok end || {_, R} <- Rs].

t_persistent() -> K = {?MODULE, ?MODULE:id(1)}, V = {a, [1, "s", <<"bin">>, #{k => 1.5}], 1 bsl 90}, R = {persistent_term:put(K, V), persistent_term:get(K), persistent_term:get(K, other)}, persistent_term:erase(K), R.
t_persistent_missing() -> {e(fun() -> persistent_term:get({?MODULE, missing}) end), persistent_term:get({?MODULE, missing}, [default])}.
t_persistent_erase() -> persistent_term:put({?MODULE, 2}, x), {persistent_term:erase({?MODULE, 2}), persistent_term:erase({?MODULE, 2}), persistent_term:get({?MODULE, 2}, gone)}.
t_persistent_new() -> K = {?MODULE, 3}, R = {persistent_term:put_new(K, a), persistent_term:put_new(K, a), e(fun() -> persistent_term:put_new(K, b) end)}, persistent_term:erase(K), R.
t_persistent_replace() -> K = {?MODULE, 4}, persistent_term:put(K, ?MODULE:id([1])), L = persistent_term:get(K), persistent_term:put(K, ?MODULE:id([2])), erlang:garbage_collect(), R = {L, persistent_term:get(K), [V || {X, V} <- persistent_term:get(), X =:= K]}, persistent_term:erase(K), R.
t_persistent_from_others() -> K = {?MODULE, 5}, persistent_term:put(K, lists:seq(1, ?MODULE:id(1000))), Me = self(), [spawn(fun() -> Me ! lists:sum(persistent_term:get(K)) end) || _ <- lists:seq(1, 20)], R = lists:usort([receive S -> S end || _ <- lists:seq(1, 20)]), persistent_term:erase(K), R.
t_persistent_large() -> K = {?MODULE, 6}, B = binary:copy(<<"x">>, ?MODULE:id(10000)), persistent_term:put(K, B), C = persistent_term:get(K), D = <<C/binary, "more">>, R = {byte_size(C), byte_size(D), C =:= B, byte_size(<<C/binary, "again">>)}, persistent_term:erase(K), R.
