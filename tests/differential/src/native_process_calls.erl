%% Natives about processes: rarer options, and what is none.
-module(native_process_calls).
-export([t_spawning/0, t_sending_and_names/0, t_monitors_and_aliases/0, t_exits/0, t_process_info/0, t_process_flag/0]).
-export([t_timers/0, t_dictionary/0, t_raising/0, t_process_control/0, t_spawning_on_a_node/0, t_spawning_what_is_none/0]).
-export([t_send_nosuspend/0, t_why_it_is_no_name/0, t_why_an_option_is_none/0, t_monitor_of_itself/0, t_hibernate/0, t_exit_with_options/0]).
-export([say_hello/1]).

-include("native_calls.hrl").

t_spawning() ->
    [?C(spawn(?I(foo))),
     ?C(spawn(?I(a), ?I(b), ?I(c))),
     ?C(spawn(?I(nonode@nohost), fun() -> ok end)),
     ?C(spawn_opt(fun() -> ok end, ?I([foo]))),
     ?C(spawn_opt(fun() -> ok end, ?I([{min_heap_size, -1}]))),
     ?C(spawn_opt(fun() -> ok end, ?I([{priority, max}]))),
     ?C(element(?I(2), ?I(spawn_opt(fun() -> ok end, [{monitor, [{alias, demonitor}]}, link]))) =/= x),
     ?C(spawn_opt(fun() -> ok end, ?I([monitor | x]))),
     ?C(begin R = spawn_request(fun() -> ok end), receive {spawn_reply, R, ok, P} when is_pid(P) -> ok after 20000 -> no end end),
     ?C(begin R = spawn_request(fun() -> ok end, [{reply_tag, {x, y}}, monitor]), receive {{x, y}, R, ok, _} -> ok after 20000 -> no end end),
     ?C(spawn_request(fun() -> ok end, ?I([{reply, foo}]))),
     ?C(spawn_request_abandon(?I(make_ref()))),
     ?C(spawn_request_abandon(?I(x))),
     ?C(spawn_request(?I(node()), ?I(foo), ?I(bar), ?I([]))),
     ?C(begin R = spawn_request(fun() -> ok end, [foo]), receive M -> element(1, M) =:= spawn_reply andalso element(2, M) =:= R andalso {element(3, M), element(4, M)} after 20000 -> no end end)].

t_sending_and_names() ->
    [?C(erlang:send(?I(foo_unreg), ?I(x))),
     ?C(erlang:send(?I({foo_unreg, node()}), ?I(x))),
     ?C(erlang:send(?I(self()), ?I(x), ?I([nosuspend, noconnect]))),
     ?C(erlang:send(?I(self()), ?I(x), ?I([foo]))),
     ?C(erlang:send(?I(1), ?I(x))),
     ?C(erlang:send(?I({a, 1}), ?I(x))),
     ?C(erlang:send_nosuspend(?I(self()), ?I(x))),
     ?C(register(?I(undefined), ?I(self()))),
     ?C(register(?I(abc_x), ?I(self()))),
     ?C(begin register(abc_y, self()), register(abc_y, self()) end),
     ?C(begin register(abc_z, self()), register(abc_w, self()) end),
     ?C(unregister(?I(abc_q))),
     ?C(register(?I(abc_t), ?I(spawn(fun() -> ok end))) =:= x),
     ?C(whereis(?I(5))),
     ?C(is_process_alive(?I(x))),
     ?C(is_process_alive(?I(self())))].

t_monitors_and_aliases() ->
    [?C(link(?I(x))),
     ?C(unlink(?I(make_ref()))),
     ?C(monitor(?I(process), ?I(foo_unreg))),
     ?C(begin R = monitor(process, foo_unreg), receive {'DOWN', R, process, W, Why} -> {W, Why} after 20000 -> no end end),
     ?C(monitor(?I(foo), ?I(self()))),
     ?C(begin R = monitor(time_offset, clock_service), demonitor(R) end),
     ?C(monitor(?I(process), ?I(self()), ?I([{tag, t}]))),
     ?C(begin R = monitor(process, foo_unreg, [{tag, t}]), receive {t, R, process, W, Why} -> {W, Why} after 20000 -> no end end),
     ?C(monitor(?I(process), ?I(self()), ?I([foo]))),
     ?C(demonitor(?I(make_ref()))),
     ?C(demonitor(?I(x))),
     ?C(demonitor(?I(make_ref()), ?I([info]))),
     ?C(demonitor(?I(make_ref()), ?I([flush, info]))),
     ?C(demonitor(?I(make_ref()), ?I([foo]))),
     ?C(demonitor(?I(monitor(process, self())), ?I([info]))),
     ?C(begin A = alias([reply]), A ! 1, A ! 2, receive X -> X end, receive Y -> Y after 50 -> none end end),
     ?C(alias(?I([foo]))),
     ?C(unalias(?I(make_ref()))),
     ?C(unalias(?I(x))),
     ?C(begin A = alias(), [unalias(A), unalias(A)] end)].

t_exits() ->
    [?C(exit(?I(x), ?I(normal))),
     ?C(begin P = spawn(fun() -> receive x -> ok end end), M = monitor(process, P), exit(P, kill), receive {'DOWN', M, _, _, R} -> R end end),
     ?C(begin process_flag(trap_exit, true), P = spawn_link(fun() -> error(foo) end), receive {'EXIT', P, {R, [{_, F, A, _} | _]}} -> {R, F, A} end end)].

t_process_info() ->
    [?C(process_info(?I(self()), ?I(foo))),
     ?C(process_info(?I(x))),
     ?C(process_info(?I(self()), ?I(registered_name))),
     ?C(process_info(?I(spawn(fun() -> ok end)), ?I([])) =:= x),
     ?C(element(?I(1), ?I(process_info(self(), current_function)))),
     ?C(process_info(?I(self()), ?I(initial_call))),
     ?C(process_info(?I(self()), ?I({dictionary, k}))),
     ?C(begin put(k, v), process_info(self(), {dictionary, k}) end),
     ?C(process_info(?I(self()), ?I(error_handler))),
     ?C(process_info(?I(self()), ?I(suspending))),
     ?C(process_info(?I(self()), ?I(min_heap_size))),
     ?C(process_info(?I(self()), ?I(min_bin_vheap_size))),
     ?C(process_info(?I(self()), ?I(sequential_trace_token))),
     ?C(process_info(?I(self()), ?I(trace))),
     ?C(process_info(?I(self()), ?I(message_queue_data))),
     ?C(process_info(?I(self()), ?I(fullsweep_after))),
     ?C(process_info(?I(self()), ?I(async_dist))),
     ?C(process_info(?I(self()), ?I(parent)) =/= x),
     ?C(process_info(?I(self()), ?I(status))),
     ?C(process_info(?I(self()), ?I(max_heap_size))),
     ?C(process_info(?I(self()), ?I(monitored_by)))].

t_process_flag() ->
    [?C(process_flag(?I(trap_exit), ?I(foo))),
     ?C(process_flag(?I(foo), ?I(true))),
     ?C(process_flag(?I(priority), ?I(max))),
     ?C(process_flag(?I(priority), ?I(foo))),
     ?C(process_flag(?I(min_heap_size), ?I(300))),
     ?C(process_flag(?I(min_heap_size), ?I(-1))),
     ?C(process_flag(?I(max_heap_size), ?I(#{size => 100, kill => foo}))),
     ?C(process_flag(?I(max_heap_size), ?I(#{size => 0}))),
     ?C(process_flag(?I(message_queue_data), ?I(off_heap))),
     ?C(process_flag(?I(message_queue_data), ?I(x))),
     ?C(process_flag(?I(sensitive), ?I(true))),
     ?C(process_flag(?I(save_calls), ?I(5))),
     ?C(process_flag(?I(save_calls), ?I(-1))),
     ?C(process_flag(?I(error_handler), ?I(foo))),
     ?C(process_flag(?I(fullsweep_after), ?I(3))),
     ?C(process_flag(?I(async_dist), ?I(true))),
     ?C(process_flag(?I({x}), ?I(true))),
     ?C(process_flag(?I(self()), ?I(save_calls), ?I(3))),
     ?C(process_flag(?I(self()), ?I(foo), ?I(3)))].

t_timers() ->
    [?C(erlang:send_after(?I(-1), ?I(self()), ?I(x))),
     ?C(erlang:send_after(?I(1 bsl 64), ?I(self()), ?I(x))),
     ?C(erlang:send_after(?I(a), ?I(self()), ?I(x))),
     ?C(erlang:send_after(?I(1), ?I(5), ?I(x))),
     ?C(erlang:start_timer(?I(0), ?I(self()), ?I(x)) =/= x),
     ?C(begin R = erlang:start_timer(0, self(), x), receive {timeout, R, M} -> M after 20000 -> no end end),
     ?C(erlang:send_after(?I(10), ?I(self()), ?I(x), ?I([{abs, foo}]))),
     ?C(erlang:send_after(?I(10), ?I(self()), ?I(x), ?I([foo]))),
     ?C(erlang:cancel_timer(?I(make_ref()))),
     ?C(erlang:cancel_timer(?I(make_ref()), ?I([{info, false}]))),
     ?C(begin R = make_ref(), {erlang:cancel_timer(R, [{async, true}]), receive {cancel_timer, R, X} -> X after 20000 -> none end} end),
     ?C(erlang:cancel_timer(?I(x))),
     ?C(erlang:cancel_timer(?I(make_ref()), ?I([foo]))),
     ?C(erlang:read_timer(?I(make_ref()))),
     ?C(erlang:read_timer(?I(x))),
     ?C(erlang:read_timer(?I(make_ref()), ?I([{async, foo}])))].

t_dictionary() ->
    [?C(begin put(a, 1), put(b, 2), put(c, 1), {lists:sort(get_keys(1)), lists:sort(get_keys()), erase(a), get(a), lists:sort(erase()), get()} end)].

t_raising() ->
    [?C(error(?I(a), ?I([1]))),
     ?C(error(?I(a), ?I(x))),
     ?C(error(?I(a), ?I(none))),
     ?C(error(?I(a), ?I([1]), ?I([{error_info, #{cause => x}}]))),
     ?C(error(?I(a), ?I([1]), ?I([foo]))),
     ?C(error(?I(a), ?I([1]), ?I(foo))),
     ?C(erlang:raise(?I(error), ?I(x), ?I([]))),
     ?C(erlang:raise(?I(foo), ?I(x), ?I([]))),
     ?C(erlang:raise(?I(exit), ?I(x), ?I([{a, b, 1, []}]))),
     ?C(erlang:raise(?I(throw), ?I(x), ?I([{a, b, c}]))),
     ?C(erlang:raise(?I(error), ?I(x), ?I(foo))),
     ?C(erlang:nif_error(?I(a))),
     ?C(erlang:nif_error(?I(a), ?I([b])))].

t_process_control() ->
    [?C(erlang:bump_reductions(?I(x))),
     ?C(erlang:bump_reductions(?I(0))),
     ?C(erlang:bump_reductions(?I(10))),
     ?C(group_leader(?I(x), ?I(self()))),
     ?C(garbage_collect(?I(x))),
     ?C(garbage_collect(?I(self()), ?I([{type, minor}]))),
     ?C(garbage_collect(?I(self()), ?I([{async, r}]))),
     ?C(garbage_collect(?I(self()), ?I([{type, foo}]))),
     ?C(begin garbage_collect(self(), [{async, r}]), receive X -> X after 20000 -> no end end),
     ?C(erlang:suspend_process(?I(self()))),
     ?C(erlang:resume_process(?I(self()))),
     ?C(begin P = spawn(fun() -> receive x -> ok end end), [erlang:suspend_process(P), erlang:suspend_process(P, [unless_suspending]), erlang:resume_process(P), catch erlang:resume_process(P)] end),
     ?C(erlang:hibernate(?I("a"), ?I(b), ?I(c))),
     ?C(erlang:dt_get_tag()),
     ?C(erlang:dt_get_tag_data()),
     ?C(list_to_ref(?I(x))),
     ?C(size(?I({1, 2}))),
     ?C(size(?I(x))),
     ?C(size(?I(<<1:9>>)))].

%% What a spawned process says.
said() -> receive {said, What} -> What after 20000 -> nothing end.

say_hello(To) -> say(To, hello).

say(To, What) -> To ! {said, What}.

t_spawning_on_a_node() ->
    Self = self(),
    Says = fun() -> say(Self, process_info(self(), priority)) end,
    [begin Spawn(), said() end || Spawn <- [
        fun() -> spawn(node(), ?MODULE, say_hello, [Self]) end, fun() -> spawn_link(node(), Says) end, fun() -> spawn_link(node(), ?MODULE, say_hello, [Self]) end,
        fun() -> spawn_link(?MODULE, say_hello, [Self]) end, fun() -> spawn_monitor(node(), Says) end, fun() -> spawn_monitor(node(), ?MODULE, say_hello, [Self]) end,
        fun() -> spawn_opt(node(), Says, [{priority, low}]) end, fun() -> spawn_opt(node(), ?MODULE, say_hello, [Self], [monitor]) end,
        fun() -> erlang:spawn_request(node(), Says, [monitor]) end, fun() -> erlang:spawn_request(?MODULE, say_hello, [Self]) end,
        fun() -> erlang:spawn_request(node(), ?MODULE, say_hello, [Self], []) end]].
t_spawning_what_is_none() ->
    [?C(spawn(node(), ?I(a), ?I(b), ?I(c))), ?C(spawn_link(node(), ?I(a))), ?C(spawn_link(?I(a), ?I("b"), ?I([]))), ?C(spawn_link(node(), ?I(a), ?I(b), ?I(c))),
     ?C(spawn_monitor(node(), ?I(a))), ?C(spawn_opt(node(), ?I(a), ?I([]))), ?C(spawn_opt(node(), ?I(a), ?I(b), ?I([]), ?I([nothing]))),
     ?C(erlang:spawn_request(?I(a), ?I(1), ?I([]))), ?C(erlang:spawn_request(node(), ?I(a), ?I(b), ?I([]), ?I([{reply, never}]))),
     ?C(erlang:spawn_request_abandon(make_ref())), ?C(erlang:spawn_request_abandon(?I(a)))].
t_send_nosuspend() ->
    [?C(erlang:send_nosuspend(self(), ?I(a))), ?C(erlang:send_nosuspend(self(), ?I(a), ?I([noconnect]))), ?C(erlang:send_nosuspend(self(), ?I(a), ?I([nothing]))),
     ?C(erlang:send_nosuspend(?I(nobody_there), ?I(a))), ?C(erlang:send_nosuspend(?I(1), ?I(a)))].
t_why_it_is_no_name() ->
    Dead = spawn(fun() -> ok end),
    Monitor = monitor(process, Dead),
    receive {'DOWN', Monitor, _, _, _} -> ok end,
    [why(fun() -> register(?I(undefined), self()) end), why(fun() -> register(name_a, self()), register(name_a, self()) end),
     why(fun() -> register(name_b, self()), register(name_c, self()) end), why(fun() -> register(name_d, Dead) end), why(fun() -> register("x", self()) end)].
t_why_an_option_is_none() ->
    [why(Call) || Call <- [
        fun() -> erlang:send(self(), x, [foo]) end, fun() -> monitor(process, self(), [foo]) end, fun() -> erlang:send_after(10, self(), x, [foo]) end,
        fun() -> erlang:start_timer(10, self(), x, [{abs, 1}]) end, fun() -> erlang:suspend_process(self(), [foo]) end, fun() -> erlang:process_display(self(), foo) end,
        fun() -> binary_to_term(<<131, 97, 5>>, [foo]) end, fun() -> erlang:decode_packet(foo, <<>>, []) end, fun() -> erlang:garbage_collect(self(), [foo]) end,
        fun() -> erlang:garbage_collect(self(), [{type, foo}]) end, fun() -> erlang:halt(x, [foo]) end, fun() -> process_flag(save_calls, -1) end,
        fun() -> process_flag(?I(x), save_calls, 1) end, fun() -> erlang:open_port({spawn, "x"}, [foo]) end, fun() -> erlang:port_command(x, "", [foo]) end]].
t_monitor_of_itself() -> [?C(demonitor(monitor(process, self()), [info])), ?C(demonitor(monitor(process, self()), [flush, info]))].
t_hibernate() ->
    Self = self(),
    Pid = spawn(fun() -> Got = erlang:hibernate(), say(Self, {Got, receive X -> X end}) end),
    Pid ! woken,
    said().
t_exit_with_options() ->
    Pid = spawn(fun() -> receive never -> ok end end),
    Monitor = monitor(process, Pid),
    Answers = [?C(erlang:exit(Pid, ?I(r), ?I([nothing]))), erlang:exit(Pid, ?I(r), ?I([]))],
    Answers ++ [receive {'DOWN', Monitor, _, _, Reason} -> Reason end].

%% What is told of the error, besides its reason.
why(Call) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({given, try Call() catch _:Reason:Trace -> {Reason, proplists:get_value(error_info, element(4, hd(Trace)))} end}) end),
    receive {'DOWN', Monitor, process, Pid, {given, Outcome}} -> Outcome end.
