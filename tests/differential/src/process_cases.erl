%% Messages, receive, timeouts, dictionary, links, monitors, registered names; one or a few processes.
-module(process_cases).
-export([t_after_zero_empty/0, t_after_zero_message/0, t_after_zero_no_match/0, t_after_only/0, t_after_zero_only/0, t_after_variable/0]).
-export([t_after_expression/0, t_after_negative/0, t_after_atom/0, t_after_float/0, t_after_huge/0, t_after_bignum/0]).
-export([t_after_largest_with_message/0, t_after_infinity_variable/0, t_after_huge_only_caught/0, t_after_atom_only_caught/0, t_after_timeout_uses_values/0, t_after_message_beats_timeout/0]).
-export([t_after_loop/0, t_order/0, t_selective/0, t_selective_keeps_order/0, t_selective_pattern/0, t_selective_bound/0]).
-export([t_selective_many/0, t_selective_guard_fails_silently/0, t_selective_reverse/0, t_match_all_types/0, t_match_map_message/0, t_match_binary_message/0]).
-export([t_nested_receive/0, t_receive_in_function/0, t_receive_ref/0, t_receive_ref_backlog/0, t_receive_ref_call_reply/0, t_receive_error_in_body/0]).
-export([t_receive_error_keeps_mailbox/0, t_receive_try/0, t_receive_in_guard_clause/0, t_send_returns/0, t_send_chain/0, t_send_evaluates_both/0]).
-export([t_send_copy_shares_not/0, t_send_big_binary/0, t_send_deep_term/0, t_send_closure/0, t_send_to_dead/0, t_send_registered/0]).
-export([t_send_registered_tuple/0, t_send_unregistered_tuple/0, t_send_nosuspend/0, t_flush/0, t_mailbox_length/0, t_messages/0]).
-export([t_spawn_reply/0, t_spawn_mfa/0, t_spawn_arguments_copied/0, t_spawn_captured/0, t_spawn_chain/0, t_spawn_many/0]).
-export([t_spawn_ring/0, t_ping_pong/0, t_server_state/0, t_order_between_two/0, t_monitor_normal/0, t_monitor_reasons/0]).
-export([t_monitor_error/0, t_monitor_throw/0, t_monitor_badarith/0, t_monitor_undef/0, t_monitor_dead/0, t_monitor_name_missing/0]).
-export([t_monitor_twice/0, t_demonitor/0, t_demonitor_flush/0, t_demonitor_info/0, t_link_trap/0, t_link_trap_normal/0]).
-export([t_link_trap_error/0, t_link_no_trap_normal/0, t_link_no_trap_dies/0, t_link_kill_becomes_killed/0, t_link_dead_trap/0, t_unlink/0]).
-export([t_exit_signal_trap/0, t_exit_signal_other/0, t_exit_signal_normal_ignored/0, t_exit_signal_kill/0, t_exit_signal_self_caught_not/0, t_exit_reason_from_catch_all/0]).
-export([t_trap_exit_flag/0, t_processes_alive/0, t_register_twice/0, t_register_whereis/0, t_register_gone_when_dead/0, t_dictionary/0]).
-export([t_dictionary_all/0, t_dictionary_get_keys_value/0, t_dictionary_many/0, t_dictionary_float_key/0, t_dictionary_not_shared/0, t_self_is_pid/0]).
-export([t_timer_send_after/0, t_timer_start_timer/0, t_timer_order/0, t_timer_cancel/0, t_timer_to_name_missing/0, t_group_leader/0]).
-export([t_exit_in_receive_after/0, t_hibernate_wakes/0, t_tail_loop_million/0, t_yield/0, t_process_info_items/0, t_process_info_registered_none/0]).
-export([t_process_info_dead/0, t_parallel_map/0, t_alias/0, t_alias_off/0, t_spawn_opt_monitor/0, t_spawn_request_reply/0]).
-export([t_monitor_self/0, t_monitor_self_alias/0, t_processes_iterator/0, t_processes_next_faults/0, t_check_process_code/0, t_check_process_code_async/0, t_check_process_code_faults/0, t_system_pairs/0, t_system_atoms/0]).
-export([id/1, echo/1, sum_server/1, child/2]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

id(X) -> X.
e(F) -> try F() catch C:R -> {C, R} end.

t_after_zero_empty() -> receive X -> X after 0 -> empty end.
t_after_zero_message() -> self() ! ?I(m), receive X -> X after 0 -> empty end.
t_after_zero_no_match() -> self() ! ?I(m), R = receive other -> x after 0 -> empty end, {R, receive Y -> Y after 0 -> gone end}.
t_after_only() -> receive after 5 -> done end.
t_after_zero_only() -> receive after 0 -> done end.
t_after_variable() -> T = ?I(3), receive x -> y after T -> timed_out end.
t_after_expression() -> receive x -> y after ?I(1) + 1 -> timed_out end.
t_after_negative() -> receive x -> y after ?I(-1) -> timed_out end.
t_after_atom() -> receive x -> y after ?I(soon) -> timed_out end.
t_after_float() -> receive x -> y after ?I(1.5) -> timed_out end.
t_after_huge() -> receive x -> y after ?I(1 bsl 32) -> timed_out end.
t_after_bignum() -> receive x -> y after ?I(1 bsl 70) -> timed_out end.
t_after_largest_with_message() -> self() ! x, receive x -> y after ?I((1 bsl 32) - 1) -> timed_out end.
t_after_infinity_variable() -> self() ! ?I(x), T = ?I(infinity), receive X -> X after T -> no end.
t_after_huge_only_caught() -> ?E(receive after ?I(1 bsl 33) -> ok end).
t_after_atom_only_caught() -> ?E(receive after ?I(foo) -> ok end).
t_after_timeout_uses_values() -> A = ?I(1), B = ?I([2]), receive x -> y after 1 -> {A, B} end.
t_after_message_beats_timeout() -> self() ! a, receive a -> first after 0 -> timeout end.
t_after_loop() -> wait(?I(5)).
wait(0) -> done;
wait(N) -> receive never -> no after 1 -> wait(N - 1) end.

t_order() -> [self() ! N || N <- ?I([1, 2, 3])], [receive X -> X end || _ <- [a, b, c]].
t_selective() -> [self() ! M || M <- ?I([a, b, c, d])], [receive X when X =:= W -> X end || W <- [c, a, d, b]].
t_selective_keeps_order() -> [self() ! {K, N} || {K, N} <- ?I([{x, 1}, {y, 2}, {x, 3}, {y, 4}])], [receive {y, N} -> N end || _ <- [1, 2]] ++ [receive {x, N} -> N end || _ <- [1, 2]].
t_selective_pattern() -> [self() ! M || M <- ?I([1, {a, 1}, [x], {b, 2}, "s"])], [receive {_, N} -> N end, receive [_ | _] = L -> L end, receive I when is_integer(I) -> I end].
t_selective_bound() -> W = ?I({k, 2}), [self() ! {{k, N}, v, N} || N <- [1, 2, 3]], receive {W, v, N} -> N end.
t_selective_many() -> [self() ! {n, N} || N <- lists:seq(1, ?I(500))], [receive {n, 500} -> last end, receive {n, 1} -> first end, receive {n, 499} -> before_last end].
t_selective_guard_fails_silently() -> [self() ! M || M <- ?I([a, 5, {}])], receive X when X + 1 > 5 -> X end.
t_selective_reverse() -> L = lists:seq(1, ?I(200)), [self() ! N || N <- L], [receive X when X =:= N -> X end || N <- lists:reverse(L)] =:= lists:reverse(L).
t_match_all_types() -> Ms = ?I([1, 1.5, a, "s", <<"b">>, {t}, #{m => 1}, 1 bsl 80, fun erlang:abs/1]), [self() ! M || M <- Ms], [receive X -> X end || _ <- Ms] =:= Ms.
t_match_map_message() -> [self() ! M || M <- ?I([#{a => 1}, #{b => 2}])], receive #{b := X} -> X end.
t_match_binary_message() -> [self() ! M || M <- ?I([<<1, 2>>, <<"ok", 5>>])], receive <<"ok", X>> -> X end.
t_nested_receive() -> [self() ! M || M <- ?I([outer, inner])], receive outer -> receive inner -> both end end.
t_receive_in_function() -> self() ! ?I({reply, 5}), take() + 1.
take() -> receive {reply, X} -> X end.
t_receive_ref() -> R = make_ref(), self() ! {other, 1}, self() ! {R, 2}, receive {R, X} -> X end.
t_receive_ref_backlog() -> [self() ! {noise, N} || N <- lists:seq(1, ?I(1000))], R = make_ref(), self() ! {R, found}, receive {R, X} -> X end.
t_receive_ref_call_reply() -> P = spawn(?MODULE, echo, [self()]), [self() ! {noise, N} || N <- lists:seq(1, 100)], [call(P, N) || N <- ?I([1, 2, 3])].
call(P, X) -> R = make_ref(), P ! {call, self(), R, X}, receive {R, Y} -> Y end.
echo(Parent) -> receive {call, From, R, X} -> From ! {R, {echoed, X}}, echo(Parent); stop -> Parent ! stopped end.
t_receive_error_in_body() -> self() ! ?I(a), ?E(receive X -> X + 1 end).
t_receive_error_keeps_mailbox() -> [self() ! M || M <- ?I([a, b])], {?E(receive X -> error(X) end), receive Y -> Y after 0 -> none end}.
t_receive_try() -> self() ! ?I(x), try receive X -> throw({got, X}) end catch T -> T end.
t_receive_in_guard_clause() -> [self() ! N || N <- ?I([5, 50, 500])], [receive N when N > 100 -> {big, N}; N when N > 10 -> {mid, N}; N -> {small, N} end || _ <- [1, 2, 3]].
t_send_returns() -> {self() ! ?I(x), erlang:send(self(), y), receive A -> A end, receive B -> B end}.
t_send_chain() -> self() ! self() ! ?I(x), [receive X -> X end || _ <- [1, 2]].
t_send_evaluates_both() -> P = self(), (P) ! begin P ! first, second end, [receive X -> X end || _ <- [1, 2]].
t_send_copy_shares_not() -> L = ?I(lists:seq(1, 1000)), self() ! {L, L}, receive {A, B} -> {A =:= L, B =:= L} end.
t_send_big_binary() -> B = binary:copy(<<"x">>, ?I(100000)), self() ! B, receive X -> byte_size(X) end.
t_send_deep_term() -> T = nest(?I(20000), x), self() ! T, receive X -> X =:= T end.
nest(0, X) -> X;
nest(N, X) -> [nest(N - 1, X)].
t_send_closure() -> X = ?I(41), P = spawn(fun() -> receive {From, F} -> From ! F(1) end end), P ! {self(), fun(Y) -> X + Y end}, receive R -> R end.
t_send_to_dead() -> {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, process, P, W} -> {W, P ! ?I(x)} end.
t_send_registered() -> true = register(?I(me_717), self()), me_717 ! hi, R = receive X -> X end, unregister(me_717), R.
t_send_registered_tuple() -> true = register(?I(me_718), self()), {me_718, node()} ! hi, R = receive X -> X end, unregister(me_718), R.
t_send_unregistered_tuple() -> {?I(nobody_719), node()} ! hi.
t_send_nosuspend() -> {erlang:send(self(), ?I(x), [nosuspend]), erlang:send(self(), y, [noconnect]), receive A -> A end}.
t_flush() -> [self() ! N || N <- lists:seq(1, ?I(20))], flush().
flush() -> receive X -> [X | flush()] after 0 -> [] end.
t_mailbox_length() -> [self() ! N || N <- lists:seq(1, ?I(7))], process_info(self(), message_queue_len).
t_messages() -> [self() ! N || N <- ?I([a, {b}])], process_info(self(), messages).

t_spawn_reply() -> P = self(), spawn(fun() -> P ! {hello, ?I(1)} end), receive X -> X end.
t_spawn_mfa() -> spawn(?MODULE, child, [self(), ?I(a)]), receive X -> X end.
child(P, X) -> P ! {child, X}.
t_spawn_arguments_copied() -> L = lists:seq(1, ?I(100)), spawn(?MODULE, child, [self(), {L, <<"bin">>, #{k => L}}]), receive {child, {A, B, C}} -> {length(A), B, maps:size(C)} end.
t_spawn_captured() -> P = self(), A = ?I([1, 2]), B = ?I(#{x => <<"y">>}), spawn(fun() -> P ! {A, B} end), receive X -> X end.
t_spawn_chain() -> chain(?I(50), self()), receive X -> X end.
chain(0, P) -> P ! bottom;
chain(N, P) -> spawn(fun() -> chain(N - 1, P) end).
t_spawn_many() -> P = self(), [spawn(fun() -> P ! {n, N} end) || N <- lists:seq(1, ?I(200))], lists:sum([receive {n, N} -> N end || _ <- lists:seq(1, 200)]).
t_spawn_ring() -> ring(?I(20), 5).
ring(N, Rounds) -> First = build(N, self()), First ! {token, 0}, pass(First, Rounds).
build(0, Next) -> Next;
build(N, Next) -> build(N - 1, spawn(fun() -> node_loop(Next) end)).
node_loop(Next) -> receive {token, V} -> Next ! {token, V + 1}, node_loop(Next); stop -> Next ! stop end.
pass(First, 1) -> receive {token, V} -> First ! stop, receive stop -> V end end;
pass(First, N) -> receive {token, V} -> First ! {token, V}, pass(First, N - 1) end.
t_ping_pong() -> P = spawn(?MODULE, echo, [self()]), R = [call(P, N) || N <- lists:seq(1, ?I(5))], P ! stop, {R, receive stopped -> stopped end}.
t_server_state() -> P = spawn(?MODULE, sum_server, [0]), [P ! {add, N} || N <- lists:seq(1, ?I(100))], P ! {get, self()}, receive {sum, S} -> S end.
sum_server(S) -> receive {add, N} -> sum_server(S + N); {get, P} -> P ! {sum, S}, sum_server(S); stop -> ok end.
t_order_between_two() -> P = self(), spawn(fun() -> [P ! N || N <- lists:seq(1, 300)] end), [receive X -> X end || _ <- lists:seq(1, ?I(300))] =:= lists:seq(1, 300).
t_monitor_normal() -> {P, R} = spawn_monitor(fun() -> ?I(ok) end), receive {'DOWN', R, process, P, W} -> W end.
t_monitor_reasons() -> [begin {P, R} = spawn_monitor(fun() -> exit(W) end), receive {'DOWN', R, process, P, X} -> X end end || W <- ?I([normal, kill, shutdown, {shutdown, x}, {a, [1]}, 1.5])].
t_monitor_error() -> {P, R} = spawn_monitor(fun() -> error(?I(bad)) end), receive {'DOWN', R, process, P, {W, S}} -> {W, is_list(S)} end.
t_monitor_throw() -> {P, R} = spawn_monitor(fun() -> throw(?I(ball)) end), receive {'DOWN', R, process, P, {W, S}} -> {W, is_list(S)} end.
t_monitor_badarith() -> {P, R} = spawn_monitor(fun() -> 1 div ?I(0) end), receive {'DOWN', R, process, P, {W, [{M, F, A, _} | _]}} -> {W, M, F, A} end.
t_monitor_undef() -> {P, R} = spawn_monitor(?I(no_such_module), f, [1]), receive {'DOWN', R, process, P, {W, S}} -> {W, hd(S)} end.
t_monitor_dead() -> {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> ok end, R2 = monitor(process, ?I(P)), receive {'DOWN', R2, process, P, W} -> W end.
t_monitor_name_missing() -> R = monitor(process, ?I(nobody_720)), receive {'DOWN', R, process, Name, W} -> {element(1, Name), W} end.
t_monitor_twice() -> P = spawn(fun() -> receive go -> ok end end), R1 = monitor(process, P), R2 = monitor(process, P), P ! go, [receive {'DOWN', R, process, P, W} -> W end || R <- [R1, R2]].
t_demonitor() -> P = spawn(fun() -> receive go -> ok end end), R = monitor(process, P), true = demonitor(R), P ! go, receive {'DOWN', _, _, _, _} -> down after 20 -> none end.
t_demonitor_flush() -> {P, R} = spawn_monitor(fun() -> ok end), R2 = monitor(process, P), receive {'DOWN', R2, _, _, _} -> ok end, demonitor(R, [flush]), receive X -> X after 0 -> none end.
t_demonitor_info() -> {_, R} = spawn_monitor(fun() -> receive x -> ok end end), {demonitor(R, [info]), demonitor(R, [info])}.
t_link_trap() -> process_flag(trap_exit, true), P = spawn_link(fun() -> exit(?I(why)) end), receive {'EXIT', P, W} -> W end.
t_link_trap_normal() -> process_flag(trap_exit, true), P = spawn_link(fun() -> ?I(x) end), receive {'EXIT', P, W} -> W end.
t_link_trap_error() -> process_flag(trap_exit, true), P = spawn_link(fun() -> error(?I(oops)) end), receive {'EXIT', P, {W, _}} -> W end.
t_link_no_trap_normal() -> {P, R} = spawn_monitor(fun() -> spawn_link(fun() -> ok end), receive after 20 -> exit(survived) end end), receive {'DOWN', R, process, P, W} -> W end.
t_link_no_trap_dies() -> {P, R} = spawn_monitor(fun() -> spawn_link(fun() -> exit(?I(inner)) end), receive never -> ok end end), receive {'DOWN', R, process, P, W} -> W end.
t_link_kill_becomes_killed() -> {P, R} = spawn_monitor(fun() -> Q = spawn_link(fun() -> receive never -> ok end end), exit(Q, kill), receive never -> ok end end), receive {'DOWN', R, process, P, W} -> W end.
t_link_dead_trap() -> process_flag(trap_exit, true), {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> ok end, link(P), receive {'EXIT', P, W} -> W end.
t_unlink() -> process_flag(trap_exit, true), P = spawn_link(fun() -> receive go -> exit(x) end end), unlink(P), P ! go, receive {'EXIT', _, _} -> got after 20 -> none end.
t_exit_signal_trap() -> process_flag(trap_exit, true), Me = self(), exit(self(), ?I(hello)), receive {'EXIT', Me, W} -> W end.
t_exit_signal_other() -> {P, R} = spawn_monitor(fun() -> receive never -> ok end end), exit(P, ?I({my, reason})), receive {'DOWN', R, process, P, W} -> W end.
t_exit_signal_normal_ignored() -> P = spawn(fun() -> receive go -> ok end end), R = monitor(process, P), exit(P, ?I(normal)), Alive = receive {'DOWN', R, _, _, _} -> false after 10 -> is_process_alive(P) end, P ! go, Alive.
t_exit_signal_kill() -> {P, R} = spawn_monitor(fun() -> process_flag(trap_exit, true), receive never -> ok end end), exit(P, ?I(kill)), receive {'DOWN', R, process, P, W} -> W end.
t_exit_signal_self_caught_not() -> {P, R} = spawn_monitor(fun() -> catch exit(self(), ?I(bang)), receive after 100 -> ok end end), receive {'DOWN', R, process, P, W} -> W end.
t_exit_reason_from_catch_all() -> {P, R} = spawn_monitor(fun() -> try exit(?I(a)) catch exit:X -> exit({again, X}) end end), receive {'DOWN', R, process, P, W} -> W end.
t_trap_exit_flag() -> [process_flag(trap_exit, B) || B <- ?I([true, true, false, false])].
t_processes_alive() -> P = spawn(fun() -> receive go -> ok end end), A = is_process_alive(?I(P)), R = monitor(process, P), P ! go, receive {'DOWN', R, _, _, _} -> {A, is_process_alive(P)} end.
t_register_twice() -> true = register(?I(me_721), self()), R = ?E(register(me_722, self())), unregister(me_721), R.
t_register_whereis() -> true = register(?I(me_723), self()), R = {whereis(me_723) =:= self(), lists:member(me_723, registered())}, unregister(me_723), {R, whereis(me_723)}.
t_register_gone_when_dead() -> {P, R} = spawn_monitor(fun() -> register(?I(child_724), self()), ok end), receive {'DOWN', R, process, P, W} -> {W, whereis(child_724)} end.
t_dictionary() -> [put(?I(a), 1), put(a, 2), get(a), get(b), erase(a), get(a), erase(a)].
t_dictionary_all() -> put(?I(x), 1), put({y}, [2]), put("s", s), put(1, i), {lists:sort(get()), lists:sort(get_keys()), lists:sort(erase()), get()}.
t_dictionary_get_keys_value() -> [put(K, V) || {K, V} <- ?I([{a, 1}, {b, 2}, {c, 1}])], {lists:sort(get_keys(1)), get_keys(3)}.
t_dictionary_many() -> [put({k, N}, N) || N <- lists:seq(1, ?I(300))], S = lists:sum([get({k, N}) || N <- lists:seq(1, 300)]), [erase({k, N}) || N <- lists:seq(1, 300, 2)], {S, length(get())}.
t_dictionary_float_key() -> put(?I(1), int), put(1.0, float), {get(1), get(1.0)}.
t_dictionary_not_shared() -> put(?I(k), v), P = self(), spawn(fun() -> P ! get(k) end), receive X -> X end.
t_self_is_pid() -> {is_pid(self()), self() =:= ?I(self()), is_pid(spawn(fun() -> ok end))}.
t_timer_send_after() -> erlang:send_after(?I(2), self(), {tick, [1]}), receive X -> X end.
t_timer_start_timer() -> R = erlang:start_timer(?I(2), self(), msg), receive {timeout, R, M} -> M end.
t_timer_order() -> [erlang:send_after(T, self(), T) || T <- ?I([60, 5, 30])], [receive X -> X end || _ <- [1, 2, 3]].
t_timer_cancel() -> R = erlang:send_after(?I(10000), self(), x), L = erlang:cancel_timer(R), {is_integer(L), erlang:cancel_timer(R), erlang:read_timer(R)}.
t_timer_to_name_missing() -> R = erlang:send_after(?I(1), nobody_725, x), receive after 5 -> is_reference(R) end.
t_group_leader() -> is_pid(group_leader()) orelse group_leader().
t_exit_in_receive_after() -> ?E(receive after ?I(1) -> exit(timed_out) end).
t_hibernate_wakes() -> P = spawn(fun() -> erlang:hibernate(?MODULE, echo, [none]) end), call(P, ?I(awake)).
t_tail_loop_million() -> count(?I(1000000)).
count(0) -> done;
count(N) -> count(N - 1).
t_yield() -> {erlang:yield(), ?I(x)}.
t_process_info_items() -> [element(1, process_info(self(), ?I(K))) || K <- [links, monitors, message_queue_len, status, trap_exit, registered_name, dictionary, reductions, memory] -- [registered_name]].
t_process_info_registered_none() -> process_info(self(), ?I(registered_name)).
t_process_info_dead() -> {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> process_info(?I(P)) end.
t_parallel_map() -> P = self(), Rs = [begin R = make_ref(), spawn(fun() -> P ! {R, N * N} end), R end || N <- lists:seq(1, ?I(30))], [receive {R, V} -> V end || R <- Rs].
t_alias() -> A = alias(), P = spawn(fun() -> receive {F, X} -> F ! {reply, X} end end), P ! {A, ?I(1)}, R = receive {reply, X} -> X end, {R, unalias(A), unalias(A)}.
t_alias_off() -> A = alias(), unalias(A), A ! ?I(x), receive X -> X after 5 -> dropped end.
t_spawn_opt_monitor() -> {P, R} = spawn_opt(fun() -> exit(?I(r)) end, [monitor]), receive {'DOWN', R, process, P, W} -> W end.
t_spawn_request_reply() -> R = spawn_request(fun() -> ok end), receive {spawn_reply, R, ok, P} -> is_pid(?I(P)) end.
t_monitor_self() -> R = monitor(process, ?I(self())), {process_info(self(), monitors), demonitor(R, [info]), demonitor(R, [flush, info]), demonitor(R)}.
t_monitor_self_alias() -> R = monitor(process, ?I(self()), [{alias, explicit_unalias}]), R ! x, {receive x -> got after 5 -> none end, unalias(R), demonitor(R, [info])}.
walk(I, Pids) -> case erlang:processes_next(I) of none -> Pids; {P, Next} -> walk(Next, [P | Pids]) end.
t_processes_iterator() -> P = spawn(fun() -> receive x -> ok end end), All = walk(erlang:processes_iterator(), []), {lists:member(P, All), lists:member(self(), All), lists:all(fun erlang:is_pid/1, All)}.
t_processes_next_faults() -> [try erlang:processes_next(?I(X)) catch C:E -> {C, E} end || X <- [x, {}, {a, []}, [], {0, [], 1}]].
t_check_process_code() -> [erlang:check_process_code(self(), ?MODULE), erlang:check_process_code(self(), ?I(nosuch), []), erlang:check_process_code(self(), ?MODULE, [{allow_gc, ?I(false)}, {allow_gc, true}])].
t_check_process_code_async() -> A = erlang:check_process_code(self(), ?MODULE, [{async, ?I({r, "x"})}]), receive X -> {A, X} end.
t_check_process_code_faults() -> [try erlang:check_process_code(P, M, O) catch C:E -> {C, E} end || {P, M, O} <- [{self(), m, [{allow_gc, x}]}, {self(), m, x}, {self(), m, [x]}, {x, m, []}, {self(), 1, []}, {self(), m, [{other, true}]}, {self(), m, [{async, x} | y]}]].
t_system_pairs() -> [erlang:system_info(?I(X)) || X <- [fullsweep_after, min_heap_size, min_bin_vheap_size]].
t_system_atoms() -> [erlang:system_info(?I(X)) || X <- [async_dist, eager_check_io, port_parallelism, update_cpu_info, outstanding_system_requests_limit, threads, smp_support]].
