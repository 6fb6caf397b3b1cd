#!/usr/bin/env python3
"""Links, monitors, exit signals, aliases, timers and names between a few processes: what each side sees, in order."""
from common import Module

Module.by = "signals.py"

REASONS = {"normal": "normal", "kill": "kill", "killed": "killed", "shutdown": "shutdown", "tuple": "{shutdown, [1, {a, <<\"b\">>}]}",
           "float": "1.5", "big": "1 bsl 80", "map": "#{k => [v]}"}
HELPERS = """
%% What comes to this process: the reasons of 'EXIT' and 'DOWN' with what they are from, until nothing has come for a while.
seen(Names) -> lists:reverse(seen(Names, [])).
seen(Names, Seen) ->
    receive
        {'EXIT', P, W} -> seen(Names, [{exit, name(P, Names), why(W)} | Seen]);
        {'DOWN', R, T, P, W} -> seen(Names, [{down, name(R, Names), T, name(P, Names), why(W)} | Seen]);
        X -> seen(Names, [name(X, Names) | Seen])
    after 15 ->
        settle(),
        case process_info(self(), message_queue_len) of {message_queue_len, 0} -> Seen; _ -> seen(Names, Seen) end
    end.
%% Until all others wait, which they all do at some time: where one computes for ever, not longer than some seconds.
settle() -> settle(2000).
settle(0) -> ok;
settle(Tries) ->
    case [P || P <- processes(), P =/= self(), computes(process_info(P, status))] of
        [] -> ok;
        _ -> receive after 1 -> settle(Tries - 1) end
    end.
computes({status, Status}) -> Status =/= waiting andalso Status =/= suspended;
computes(undefined) -> false.
name(X, Names) -> case lists:keyfind(X, 1, Names) of {_, N} -> N; false -> X end.
why({W, [{M, F, A, _} | _]}) -> {W, M, F, A};
why(W) -> W.
%% The end of a process as its monitor sees it.
outcome(F) -> {P, R} = spawn_monitor(F), receive {'DOWN', R, process, P, W} -> why(W) after 60000 -> timeout end.
idle() -> receive stop -> ok; {exit, W} -> exit(W) end.
trapping() -> process_flag(trap_exit, true), idle().
%% A process that tells its parent what it sees and goes on.
reporter(Parent) -> process_flag(trap_exit, true), report(Parent).
report(Parent) -> receive stop -> ok; {'EXIT', _, W} -> Parent ! {reporter, why(W)}, report(Parent); X -> Parent ! {reporter, X}, report(Parent) end.
sync(P) -> is_process_alive(P).
e(F) -> try F() catch C:R -> {C, R} end.
wait_gone(P) -> case is_process_alive(P) of true -> erlang:yield(), wait_gone(P); false -> gone end.
wait_trapping(P) -> case process_info(P, trap_exit) of {trap_exit, true} -> ok; _ -> erlang:yield(), wait_trapping(P) end.
"""


def matrix(m):
    for name, reason in REASONS.items():
        r = f"?MODULE:id({reason})"
        m.add_case(f"link_trap_{name}", f"process_flag(trap_exit, true), P = spawn_link(fun() -> exit({r}) end), seen([{{P, p}}])")
        m.add_case(f"link_dies_{name}", f"outcome(fun() -> spawn_link(fun() -> exit({r}) end), receive after {30 if name == 'normal' else 60000} -> survived end end)")
        m.add_case(f"monitor_{name}", f"{{P, R}} = spawn_monitor(fun() -> exit({r}) end), seen([{{P, p}}, {{R, r}}])")
        m.add_case(f"exit2_idle_{name}", f"{{P, R}} = spawn_monitor(fun idle/0), exit(P, {r}), S = seen([{{P, p}}, {{R, r}}]), P ! stop, S")
        m.add_case(f"exit2_trapping_{name}", f"Me = self(), {{P, R}} = spawn_monitor(fun() -> reporter(Me) end), erlang:yield(), settle(), exit(P, {r}), S = seen([{{P, p}}, {{R, r}}]), P ! stop, S")
        m.add_case(f"exit2_self_{name}", f"outcome(fun() -> exit(self(), {r}), survived end)")
        m.add_case(f"exit2_self_trap_{name}", f"outcome(fun() -> process_flag(trap_exit, true), S = self(), exit(S, {r}), receive {{'EXIT', S, W}} -> exit({{trapped, W}}) after 60000 -> nothing end end)")
        m.add_case(f"exit2_dead_{name}", f"P = spawn(fun() -> ok end), wait_gone(P), {{exit(P, {r}), seen([])}}")
        m.add_case(f"link_chain_{name}", f"process_flag(trap_exit, true), P = spawn_link(fun() -> spawn_link(fun() -> spawn_link(fun() -> exit({r}) end), idle() end), idle() end), S = seen([{{P, p}}]), P ! stop, {{S, seen([{{P, p}}])}}")
        m.add_case(f"exit2_linked_{name}", f"process_flag(trap_exit, true), P = spawn_link(fun idle/0), exit(P, {r}), S = seen([{{P, p}}]), P ! stop, {{S, seen([{{P, p}}])}}")
        m.add_case(f"link_trap_middle_{name}", f"Me = self(), P = spawn(fun() -> process_flag(trap_exit, true), spawn_link(fun() -> exit({r}) end), report(Me) end), S = seen([]), P ! stop, S")
        m.add_case(f"unlink_before_{name}", f"process_flag(trap_exit, true), P = spawn_link(fun idle/0), unlink(P), P ! {{exit, {r}}}, seen([{{P, p}}])")
        m.add_case(f"monitor_tag_{name}", f"P = spawn(fun idle/0), R = monitor(process, P, [{{tag, {r}}}]), P ! stop, receive {{T, R, process, P, W}} -> {{T, W}} end")
        m.add_case(f"two_watchers_{name}", f"P = spawn(fun idle/0), R1 = monitor(process, P), R2 = monitor(process, P), link(P), process_flag(trap_exit, true), P ! {{exit, {r}}}, lists:sort(seen([{{P, p}}, {{R1, r1}}, {{R2, r2}}]))")


SINGLE = r"""
link_self: {link(self()), process_info(self(), links)}
link_twice: process_flag(trap_exit, true), P = spawn(fun idle/0), link(P), link(P), P ! stop, seen([{P, p}])
link_both_sides: process_flag(trap_exit, true), Me = self(), P = spawn(fun() -> link(Me), Me ! linked, idle() end), receive linked -> ok end, link(P), P ! stop, seen([{P, p}])
link_dead: process_flag(trap_exit, true), P = spawn(fun() -> ok end), wait_gone(P), {link(P), seen([{P, p}])}
link_dead_no_trap: outcome(fun() -> P = spawn(fun() -> ok end), wait_gone(P), link(P), receive after 60000 -> survived end end)
link_bad: e(fun() -> link(?MODULE:id(x)) end)
link_list: P = spawn(fun idle/0), link(P), L = process_info(self(), links), unlink(P), {L =:= {links, [P]}, process_info(self(), links)}
link_seen_by_other: P = spawn(fun idle/0), link(P), {links, L} = process_info(P, links), unlink(P), {links, M} = process_info(P, links), {L =:= [self()], M}
link_unlink_link: process_flag(trap_exit, true), P = spawn(fun idle/0), link(P), unlink(P), link(P), P ! {exit, x}, seen([{P, p}])
link_unlink_many: process_flag(trap_exit, true), P = spawn(fun idle/0), [begin link(P), unlink(P) end || _ <- lists:seq(1, 50)], P ! {exit, x}, seen([{P, p}])
unlink_bad: e(fun() -> unlink(?MODULE:id(x)) end)
unlink_not_linked: P = spawn(fun idle/0), {unlink(P), unlink(self())}
unlink_dead: P = spawn(fun() -> ok end), wait_gone(P), unlink(P)
unlink_after_exit_message: process_flag(trap_exit, true), P = spawn_link(fun() -> exit(a) end), wait_gone(P), unlink(P), receive {'EXIT', P, W} -> {had, W} after 10 -> none end
unlink_after_message_handled: process_flag(trap_exit, true), P = spawn_link(fun() -> exit(a) end), receive {'EXIT', P, _} -> ok end, {unlink(P), seen([])}
exit_order_messages_first: Me = self(), process_flag(trap_exit, true), P = spawn_link(fun() -> Me ! one, Me ! two, exit(three) end), seen([{P, p}])
exit_order_monitor: Me = self(), {P, R} = spawn_monitor(fun() -> Me ! one, Me ! two, exit(three) end), seen([{P, p}, {R, r}])
exit_signal_between_messages: Me = self(), process_flag(trap_exit, true), P = spawn(fun() -> Me ! one, exit(Me, two), Me ! three, exit(Me, four), Me ! five end), seen([{P, p}])
exit_signal_kills_before_message: outcome(fun() -> P = self(), spawn(fun() -> exit(P, now), P ! late end), receive late -> survived end end)
exit_signal_after_message: outcome(fun() -> P = self(), spawn(fun() -> P ! early, exit(P, now) end), receive early -> receive after 60000 -> survived end end end)
exit_bad_pid: e(fun() -> exit(?MODULE:id(x), y) end)
exit_returns_true: P = spawn(fun idle/0), {exit(P, normal), exit(P, kill), wait_gone(P)}
exit_alive_order: P = spawn(fun idle/0), exit(P, kill), is_process_alive(P)
exit_many_kills: P = spawn(fun idle/0), [exit(P, N) || N <- [normal, normal, a, b]], R = monitor(process, P), receive {'DOWN', R, _, _, W} -> W end
exit_in_trapping_loop: Me = self(), P = spawn(fun() -> reporter(Me) end), settle(), [exit(P, N) || N <- lists:seq(1, 20)], S = seen([]), exit(P, kill), S
exit_kill_linked_gets_killed: process_flag(trap_exit, true), P = spawn_link(fun idle/0), exit(P, kill), seen([{P, p}])
exit_kill_by_link_is_no_kill: outcome(fun() -> process_flag(trap_exit, true), P = spawn_link(fun() -> exit(kill) end), receive {'EXIT', P, W} -> exit({got, W}) end end)
exit_loop_is_killed: P = spawn(fun L() -> L() end), R = monitor(process, P), exit(P, stop), receive {'DOWN', R, _, _, W} -> W end
exit_loop_trapping_is_killed: P = spawn(fun() -> process_flag(trap_exit, true), (fun L() -> L() end)() end), wait_trapping(P), R = monitor(process, P), exit(P, stop), exit(P, kill), receive {'DOWN', R, _, _, W} -> W end
exit_error_reason: {P, R} = spawn_monitor(fun() -> error(?MODULE:id(bad)) end), [{down, r, process, p, {W, M, _, _}}] = seen([{P, p}, {R, r}]), {W, M}
exit_throw_reason: {P, R} = spawn_monitor(fun() -> throw(?MODULE:id(ball)) end), [{down, r, process, p, {W, M, _, _}}] = seen([{P, p}, {R, r}]), {W, M}
exit_normal_when_function_returns: outcome(fun() -> ?MODULE:id(value) end)
exit_caught_does_not_end: outcome(fun() -> catch exit(a), catch error(b), catch throw(c), exit(d) end)
trap_exit_values: [process_flag(trap_exit, B) || B <- ?MODULE:id([true, true, false, false])]
trap_exit_bad: e(fun() -> process_flag(trap_exit, ?MODULE:id(1)) end)
trap_exit_off_again: outcome(fun() -> process_flag(trap_exit, true), process_flag(trap_exit, false), spawn_link(fun() -> exit(x) end), receive after 60000 -> survived end end)
monitor_self: R = monitor(process, self()), {is_reference(R), demonitor(R), seen([])}
monitor_dead: P = spawn(fun() -> ok end), wait_gone(P), R = monitor(process, P), seen([{P, p}, {R, r}])
monitor_name: P = spawn(fun idle/0), register(sig_a, P), R = monitor(process, sig_a), P ! {exit, w}, seen([{P, p}, {R, r}, {{sig_a, node()}, name}])
monitor_name_node: P = spawn(fun idle/0), register(sig_b, P), R = monitor(process, {sig_b, node()}), P ! {exit, w}, seen([{P, p}, {R, r}, {{sig_b, node()}, name}])
monitor_name_missing: R = monitor(process, ?MODULE:id(sig_nobody)), seen([{R, r}])
monitor_name_keeps_process: P = spawn(fun idle/0), register(sig_c, P), R = monitor(process, sig_c), unregister(sig_c), Q = spawn(fun idle/0), register(sig_c, Q), P ! {exit, first}, S = seen([{R, r}]), Q ! stop, S
monitor_bad_type: e(fun() -> monitor(?MODULE:id(foo), self()) end)
monitor_bad_object: e(fun() -> monitor(process, ?MODULE:id(1)) end)
monitor_bad_option: e(fun() -> monitor(process, self(), ?MODULE:id([{alias, x}])) end)
monitor_bad_options: e(fun() -> monitor(process, self(), ?MODULE:id([alias])) end)
monitor_many: P = spawn(fun idle/0), Rs = [monitor(process, P) || _ <- lists:seq(1, 100)], P ! {exit, w}, length([ok || R <- Rs, receive {'DOWN', R, process, P, w} -> true end])
monitor_time_offset: R = monitor(time_offset, clock_service), {is_reference(R), demonitor(R)}
monitor_info_lists: P = spawn(fun idle/0), R = monitor(process, P), {monitors, [{process, Q}]} = process_info(self(), monitors), {monitored_by, [M]} = process_info(P, monitored_by), demonitor(R), {Q =:= P, M =:= self(), process_info(self(), monitors), process_info(P, monitored_by)}
demonitor_twice: P = spawn(fun idle/0), R = monitor(process, P), {demonitor(R), demonitor(R), demonitor(R, [info]), demonitor(R, [flush, info])}
demonitor_info: P = spawn(fun idle/0), R = monitor(process, P), demonitor(R, [info])
demonitor_info_fired: P = spawn(fun() -> ok end), R = monitor(process, P), wait_gone(P), {demonitor(R, [info]), seen([{P, p}, {R, r}])}
demonitor_flush_fired: P = spawn(fun() -> ok end), R = monitor(process, P), wait_gone(P), {demonitor(R, [flush]), seen([{R, r}])}
demonitor_flush_info_fired: P = spawn(fun() -> ok end), R = monitor(process, P), wait_gone(P), {demonitor(R, [flush, info]), seen([{R, r}])}
demonitor_stops: P = spawn(fun idle/0), R = monitor(process, P), demonitor(R), P ! {exit, x}, seen([{R, r}])
demonitor_foreign: Me = self(), P = spawn(fun() -> R = monitor(process, Me), Me ! {ref, R}, idle() end), R2 = receive {ref, X} -> X end, V = e(fun() -> demonitor(R2) end), P ! stop, V
demonitor_make_ref: demonitor(make_ref())
demonitor_bad: e(fun() -> demonitor(?MODULE:id(x)) end)
demonitor_bad_option: e(fun() -> demonitor(make_ref(), ?MODULE:id([x])) end)
demonitor_flush_leaves_others: self() ! a, P = spawn(fun() -> ok end), R = monitor(process, P), R2 = monitor(process, P), receive {'DOWN', R2, _, _, _} -> ok end, self() ! b, demonitor(R, [flush]), seen([{R, r}])
spawn_link_then_monitor: process_flag(trap_exit, true), P = spawn_link(fun idle/0), R = monitor(process, P), P ! {exit, both}, lists:sort(seen([{P, p}, {R, r}]))
spawn_opt_link_monitor: process_flag(trap_exit, true), {P, R} = spawn_opt(fun() -> exit(both) end, [link, monitor]), lists:sort(seen([{P, p}, {R, r}]))
spawn_opt_monitor_tag: {P, R} = spawn_opt(fun() -> exit(w) end, [{monitor, [{tag, my_tag}]}]), receive {T, R, process, P, W} -> {T, W} end
spawn_opt_monitor_alias: {P, R} = spawn_opt(fun idle/0, [{monitor, [{alias, explicit_unalias}]}]), R ! hello, P ! stop, S = seen([{P, p}, {R, r}]), R ! again, {S, seen([]), unalias(R), unalias(R)}
spawn_opt_priority: P = spawn_opt(fun idle/0, [{priority, high}]), {priority, X} = process_info(P, priority), P ! stop, X
spawn_opt_mfa: Me = self(), P = spawn_opt(erlang, send, [Me, hello], [link]), receive hello -> is_pid(P) end
spawn_opt_sizes: is_pid(spawn_opt(fun idle/0, [{min_heap_size, 1000}, {fullsweep_after, 5}, {min_bin_vheap_size, 100}, {message_queue_data, off_heap}, {max_heap_size, 100000}]))
spawn_opt_bad: [e(fun() -> spawn_opt(fun idle/0, O) end) || O <- ?MODULE:id([[x], [{priority, x}], [{min_heap_size, -1}], [link | x], x, [{monitor, x}]])]
spawn_opt_no_fun: e(fun() -> spawn_opt(?MODULE:id(x), []) end)
spawn_bad: [e(fun() -> spawn(X) end) || X <- ?MODULE:id([x, {a, b}, 1])]
spawn_bad_mfa: [e(fun() -> spawn(M, F, A) end) || {M, F, A} <- ?MODULE:id([{1, f, []}, {m, 1, []}, {m, f, x}, {m, f, [a | b]}])]
spawn_node: Me = self(), spawn(node(), fun() -> Me ! here end), receive here -> ok end
spawn_arity: outcome(?MODULE:id(fun(_) -> ok end))
spawn_monitor_mfa: {P, R} = spawn_monitor(erlang, exit, [why]), seen([{P, p}, {R, r}])
spawn_undefined: {P, R} = spawn_monitor(?MODULE:id(no_module_here), f, [1, 2]), receive {'DOWN', R, process, P, {W, [F | _]}} -> {W, F} end
spawn_request_ok: R = spawn_request(fun idle/0), receive {spawn_reply, R, ok, P} -> P ! stop, is_pid(P) end
spawn_request_tag: R = spawn_request(fun idle/0, [{reply_tag, mine}]), receive {mine, R, ok, P} -> is_pid(P) end
spawn_request_monitor: R = spawn_request(fun() -> exit(w) end, [monitor]), P = receive {spawn_reply, R, ok, X} -> X end, seen([{P, p}, {R, r}])
spawn_request_no_reply: R = spawn_request(fun idle/0, [{reply, no}]), {is_reference(R), seen([])}
spawn_request_success_only: R = spawn_request(fun idle/0, [{reply, success_only}]), receive {spawn_reply, R, ok, _} -> ok end
spawn_request_error_only: R = spawn_request(fun idle/0, [{reply, error_only}]), {is_reference(R), seen([])}
spawn_request_badopt: R = spawn_request(fun idle/0, [foo]), receive {spawn_reply, R, error, W} -> W end
spawn_request_badopt_silent: R = spawn_request(fun idle/0, [foo, {reply, success_only}]), {is_reference(R), seen([])}
spawn_request_mfa: R = spawn_request(erlang, exit, [w], [monitor]), P = receive {spawn_reply, R, ok, X} -> X end, seen([{P, p}, {R, r}])
spawn_request_bad: e(fun() -> spawn_request(?MODULE:id(x)) end)
spawn_parent: Me = self(), P = spawn(fun idle/0), {parent, X} = process_info(P, parent), P ! stop, X =:= Me
alias_send: A = alias(), A ! hello, S = seen([]), {S, unalias(A), unalias(A)}
alias_off: A = alias(), unalias(A), A ! hello, seen([])
alias_reply: A = alias([reply]), A ! one, A ! two, {seen([]), unalias(A)}
alias_explicit: A = alias([explicit_unalias]), A ! one, A ! two, {seen([]), unalias(A)}
alias_bad: [e(fun() -> alias(O) end) || O <- ?MODULE:id([x, [y], [reply | x]])]
alias_from_other: A = alias(), spawn(fun() -> A ! {from, other} end), seen([])
alias_order: A = alias(), Me = self(), spawn(fun() -> Me ! 1, A ! 2, Me ! 3, A ! 4, Me ! 5 end), seen([])
alias_dead_owner: Me = self(), {P, R} = spawn_monitor(fun() -> Me ! {a, alias()} end), A = receive {a, X} -> X end, receive {'DOWN', R, _, P, _} -> ok end, {A ! x, seen([])}
alias_foreign_unalias: Me = self(), P = spawn(fun() -> Me ! {a, alias()}, idle() end), A = receive {a, X} -> X end, V = unalias(A), P ! stop, V
alias_send_bif: A = alias(), {erlang:send(A, x), erlang:send(A, y, [nosuspend]), seen([])}
send_to_ref: R = make_ref(), {R ! x, seen([])}
send_bad: [e(fun() -> X ! m end) || X <- ?MODULE:id([1, "a", {a}, {1, 2}, sig_nobody, <<>>, #{}])]
unalias_bad: e(fun() -> unalias(?MODULE:id(x)) end)
unalias_make_ref: unalias(make_ref())
monitor_alias_demonitor: P = spawn(fun idle/0), R = monitor(process, P, [{alias, demonitor}]), R ! a, S = seen([]), demonitor(R), R ! b, {S, seen([])}
monitor_alias_demonitor_down: P = spawn(fun idle/0), R = monitor(process, P, [{alias, demonitor}]), P ! stop, S = seen([{P, p}, {R, r}]), R ! b, {S, seen([])}
monitor_alias_explicit: P = spawn(fun idle/0), R = monitor(process, P, [{alias, explicit_unalias}]), demonitor(R), R ! a, S = seen([]), unalias(R), R ! b, {S, seen([])}
monitor_alias_reply: P = spawn(fun idle/0), R = monitor(process, P, [{alias, reply_demonitor}]), R ! a, R ! b, S = seen([]), P ! stop, {S, seen([{R, r}])}
monitor_alias_unalias: P = spawn(fun idle/0), R = monitor(process, P, [{alias, reply_demonitor}]), unalias(R), R ! a, P ! stop, seen([{P, p}, {R, r}])
monitor_alias_tag: P = spawn(fun idle/0), R = monitor(process, P, [{alias, demonitor}, {tag, {my, "tag"}}]), P ! stop, receive {T, R, process, P, W} -> {T, W} end
call_like_gen: P = spawn(fun L() -> receive {A, X} -> A ! {A, X * 2}, L() end end), [begin R = monitor(process, P, [{alias, reply_demonitor}]), P ! {R, N}, receive {R, Y} -> demonitor(R, [flush]), Y; {'DOWN', R, _, _, W} -> W end end || N <- lists:seq(1, 10)]
call_like_gen_dead: P = spawn(fun() -> receive _ -> exit(crashed) end end), R = monitor(process, P, [{alias, reply_demonitor}]), P ! {R, 1}, receive {R, Y} -> Y; {'DOWN', R, _, _, W} -> {down, W} end
group_leader_new: P = spawn(fun idle/0), true = group_leader(P, self()), G = group_leader(), group_leader(G, self()), G =:= P
group_leader_other: P = spawn(fun idle/0), group_leader(self(), P), {group_leader, G} = process_info(P, group_leader), P ! stop, G =:= self()
group_leader_inherited: Me = self(), G = group_leader(), P = spawn(fun() -> Me ! {gl, group_leader()} end), receive {gl, X} -> {X =:= G, is_pid(P)} end
group_leader_bad: [e(fun() -> group_leader(A, B) end) || {A, B} <- ?MODULE:id([{x, self()}, {self(), x}])]
register_dead: P = spawn(fun() -> ok end), wait_gone(P), e(fun() -> register(sig_d, P) end)
register_undefined: e(fun() -> register(undefined, self()) end)
register_taken: register(sig_e, self()), P = spawn(fun idle/0), V = e(fun() -> register(sig_e, P) end), unregister(sig_e), V
register_other: P = spawn(fun idle/0), register(sig_f, P), X = whereis(sig_f), sig_f ! stop, wait_gone(P), {X =:= P, whereis(sig_f)}
register_free_after_end: P = spawn(fun() -> register(sig_g, self()) end), wait_gone(P), register(sig_g, self()), V = whereis(sig_g) =:= self(), unregister(sig_g), V
unregister_bad: [e(fun() -> unregister(X) end) || X <- ?MODULE:id([sig_nobody, 1])]
registered_list: register(sig_h, self()), V = lists:member(sig_h, registered()), unregister(sig_h), {V, lists:member(sig_h, registered())}
info_links_dead: P = spawn(fun() -> ok end), wait_gone(P), process_info(P)
info_bad: [e(fun() -> process_info(self(), I) end) || I <- ?MODULE:id([foo, 1, [foo], [links | x], {dictionary}])]
info_several: register(sig_i, self()), V = process_info(self(), [registered_name, trap_exit, priority, message_queue_len, messages]), unregister(sig_i), V
info_dictionary_key: put(k, {v, [1]}), P = spawn(fun() -> put(a, "b"), idle() end), settle(), {process_info(self(), {dictionary, k}), process_info(self(), {dictionary, z}), process_info(P, {dictionary, a}), process_info(P, dictionary)}
info_messages_of_other: P = spawn(fun idle/0), [P ! N || N <- [1, {b}, "c"]], {process_info(P, messages), process_info(P, message_queue_len)}
info_status: P = spawn(fun idle/0), settle(), {process_info(P, status), process_info(self(), status)}
info_current_function: P = spawn(fun idle/0), settle(), process_info(P, [current_function, initial_call])
info_initial_call: P = spawn(?MODULE, idle, []), process_info(P, initial_call)
info_catch_all_keys: [K || {K, _} <- process_info(self())]
info_trap: P = spawn(fun trapping/0), settle(), process_info(P, trap_exit)
info_max_heap: process_info(self(), max_heap_size)
suspend_resume: Me = self(), P = spawn(fun() -> report(Me) end), true = erlang:suspend_process(P), P ! a, S1 = seen([]), St = process_info(P, status), true = erlang:resume_process(P), {S1, St, seen([])}
suspend_twice: P = spawn(fun idle/0), erlang:suspend_process(P), erlang:suspend_process(P), erlang:resume_process(P), {status, A} = process_info(P, status), erlang:resume_process(P), settle(), {status, B} = process_info(P, status), {A, B}
suspend_unless: P = spawn(fun idle/0), [erlang:suspend_process(P, [unless_suspending]) || _ <- [1, 2]]
suspend_killed: {P, R} = spawn_monitor(fun idle/0), erlang:suspend_process(P), exit(P, now), seen([{P, p}, {R, r}])
suspend_by_dead: Me = self(), P = spawn(fun() -> report(Me) end), Q = spawn(fun() -> erlang:suspend_process(P) end), wait_gone(Q), P ! a, seen([])
suspend_bad: P = spawn(fun() -> ok end), wait_gone(P), [e(fun() -> erlang:suspend_process(X) end) || X <- [P, self(), x]]
resume_not_suspended: P = spawn(fun idle/0), e(fun() -> erlang:resume_process(P) end)
suspend_info: P = spawn(fun idle/0), erlang:suspend_process(P), {suspending, [{Q, N, M}]} = process_info(self(), suspending), erlang:resume_process(P), {Q =:= P, N, M, process_info(self(), suspending)}
hibernate_wakes: P = spawn(fun() -> erlang:hibernate(?MODULE, report, [self()]) end), settle(), {current_function, F} = process_info(P, current_function), exit(P, kill), F
hibernate_with_message: Me = self(), P = spawn(fun() -> self() ! early, erlang:hibernate(?MODULE, report, [Me]) end), S = seen([]), exit(P, kill), S
hibernate_drops_catch: outcome(fun() -> self() ! x, try erlang:hibernate(erlang, exit, [out]) catch _:_ -> caught end end)
hibernate_bad: e(fun() -> erlang:hibernate(?MODULE:id(1), f, []) end)
collect_other: P = spawn(fun idle/0), {erlang:garbage_collect(P), erlang:garbage_collect(self()), erlang:garbage_collect()}
collect_dead: P = spawn(fun() -> ok end), wait_gone(P), erlang:garbage_collect(P)
collect_async: P = spawn(fun idle/0), {erlang:garbage_collect(P, [{async, my_id}]), seen([])}
collect_bad: e(fun() -> erlang:garbage_collect(?MODULE:id(x)) end)
timer_order: [erlang:send_after(T, self(), T) || T <- ?MODULE:id([40, 10, 25, 10])], [receive X -> X end || _ <- [1, 2, 3, 4]]
timer_zero: erlang:send_after(0, self(), now), receive now -> ok end
timer_to_name: register(sig_j, self()), erlang:send_after(1, sig_j, m), R = receive m -> got end, unregister(sig_j), R
timer_dead_process: P = spawn(fun() -> ok end), wait_gone(P), is_reference(erlang:send_after(1, P, m))
timer_cancel_async: R = erlang:send_after(10000, self(), x), {erlang:cancel_timer(R, [{async, true}]), receive {cancel_timer, R, N} -> is_integer(N) end}
timer_cancel_no_info: R = erlang:send_after(10000, self(), x), {erlang:cancel_timer(R, [{info, false}]), erlang:cancel_timer(R)}
timer_cancel_async_no_info: R = erlang:send_after(10000, self(), x), {erlang:cancel_timer(R, [{async, true}, {info, false}]), seen([])}
timer_read: R = erlang:start_timer(10000, self(), x), N = erlang:read_timer(R), {is_integer(N), N =< 10000, N > 9000, erlang:read_timer(R, [{async, true}]), receive {read_timer, R, M} -> is_integer(M) end}
timer_read_over: R = erlang:start_timer(1, self(), x), receive {timeout, R, x} -> erlang:read_timer(R) end
timer_cancelled_is_silent: R = erlang:send_after(150, self(), x), erlang:cancel_timer(R), receive x -> got after 300 -> nothing end
timer_absolute: T = erlang:monotonic_time(millisecond), erlang:send_after(T + 5, self(), m, [{abs, true}]), erlang:start_timer(T - 100, self(), n, [{abs, true}]), [receive {timeout, _, n} -> n end, receive m -> m end]
timer_bad_option: [e(fun() -> erlang:send_after(1, self(), m, O) end) || O <- ?MODULE:id([x, [y], [{abs, 1}]])]
timer_bad_destination: e(fun() -> erlang:send_after(1, ?MODULE:id(1), m) end)
timer_cancel_make_ref: {erlang:cancel_timer(make_ref()), erlang:read_timer(make_ref())}
timer_many: [erlang:send_after(N rem 20, self(), N) || N <- lists:seq(1, 2000)], lists:sum([receive N -> N end || _ <- lists:seq(1, 2000)])
timer_message_copied: L = lists:seq(1, 100), erlang:send_after(2, self(), {L, <<"x">>}), erlang:garbage_collect(), receive {M, B} -> {M =:= L, B} end
receive_timeout_then_message: Me = self(), P = spawn(fun() -> receive after 300 -> Me ! late end end), A = receive late -> got after 5 -> timeout end, {A, receive late -> got after 60000 -> timeout end, is_pid(P)}
receive_timeout_unmatched: Me = self(), spawn(fun() -> [begin Me ! N, receive after 2 -> ok end end || N <- lists:seq(1, 5)] end), receive never -> x after 2000 -> process_info(self(), message_queue_len) end
receive_big_timeout_twice: Me = self(), spawn(fun() -> [begin receive after 2 -> ok end, Me ! N end || N <- [1, 2, 3]] end), A = [receive X -> X after 100000 -> timeout end || _ <- [1, 2, 3]], {A, receive Y -> Y after 10 -> timeout end}
supervise_restart: Me = self(), process_flag(trap_exit, true), Start = fun() -> spawn_link(fun() -> Me ! {up, self()}, idle() end) end, Loop = fun F(0, S) -> lists:reverse(S); F(N, S) -> P = receive {up, X} -> X end, P ! {exit, N}, W = receive {'EXIT', P, Y} -> Y end, Start(), F(N - 1, [W | S]) end, Start(), R = Loop(5, []), receive {up, Q} -> unlink(Q), Q ! stop end, R
supervise_group: process_flag(trap_exit, true), Ps = [spawn_link(fun idle/0) || _ <- lists:seq(1, 10)], [exit(P, shutdown) || P <- Ps], [receive {'EXIT', P, W} -> W end || P <- Ps]
supervise_group_dies_together: P = spawn(fun() -> [spawn_link(fun trapping_not/0) || _ <- lists:seq(1, 5)], idle() end), settle(), {links, L} = process_info(P, links), P ! {exit, all}, [wait_gone(Q) || Q <- L]
ring_of_links: Me = self(), N = 20, P = spawn(fun() -> ring(N, Me) end), receive {ring, Q} -> Q ! {exit, broken} end, wait_gone(P)
is_alive_bad: e(fun() -> is_process_alive(?MODULE:id(x)) end)
is_alive_self: is_process_alive(self())
process_flag_values: [process_flag(F, V) || {F, V} <- ?MODULE:id([{priority, high}, {priority, normal}, {min_heap_size, 500}, {min_heap_size, 233}, {fullsweep_after, 10}, {message_queue_data, off_heap}, {save_calls, 0}])]
process_flag_bad: [e(fun() -> process_flag(F, V) end) || {F, V} <- ?MODULE:id([{priority, x}, {foo, 1}, {min_heap_size, x}, {1, 2}])]
process_flag_three: [e(fun() -> process_flag(self(), F, V) end) || {F, V} <- ?MODULE:id([{save_calls, 0}, {priority, high}, {save_calls, x}])]
processes_contains: P = spawn(fun idle/0), L = processes(), {lists:member(self(), L), lists:member(P, L)}
"""


def main():
    m = Module("signal_cases", "Links, monitors, exit signals, aliases, timers and names.")
    m.add_helper("-compile(nowarn_deprecated_catch).")
    m.helpers.insert(0, m.helpers.pop())
    m.add_helper(HELPERS)
    m.exports += ["idle/0", "report/1"]
    m.add_helper("trapping_not() -> idle().\nring(0, Me) -> Me ! {ring, self()}, idle();\nring(N, Me) -> spawn_link(fun() -> ring(N - 1, Me) end), idle().")
    matrix(m)
    for line in SINGLE.strip().split("\n"):
        name, body = line.split(": ", 1)
        m.add_case(name, body)
    m.write()
    print(len(m.cases))


main()
