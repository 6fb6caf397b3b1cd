%% Processes that hold everything a process can hold are killed at random; nothing of them may stay.
%%
%% main(Seconds, Rounds, Seed): in each round workers make tables, timers, monitors, links, names, aliases,
%% ports, files, children, large heaps and large binaries, ask each other questions, suspend each
%% other and wait on dirty threads, while they are killed. After a round all of them are killed, and a line
%% says what is there then. The counts must be those from before the first round; memory must not be more than
%% after the first quarter of the rounds, which have filled the pools, but for what is allowed below.
-module(killing).
-export([main/3, worker/2, asleep/1]).

-define(WORKERS, 150).
-define(NAMES, 40).
%% Bytes that the memory may grow by after the first rounds: pools differ by what happened to be alive at once.
-define(MAY_GROW, 64 * 1024 * 1024).
%% Bytes that processes may use more than at first: main's own heap differs.
-define(MAY_USE, 2 * 1024 * 1024).

main(Seconds, Rounds, Seed) ->
    process_flag(trap_exit, true),
    process_flag(priority, high),
    services(),
    Anchors = [spawn(fun anchor/0) || _ <- [1, 2, 3]],
    shared = ets:new(shared, [named_table, public]),
    Base = processes(),
    Counts = counts(Anchors),
    Memory = memory(),
    show(0, 0, Counts, Memory),
    {processes, Used} = lists:keyfind(processes, 1, Memory),
    Killed = rounds(1, Rounds, Seconds * 1000 div Rounds, Seed, {Anchors, Base, Counts, Used}, none),
    erlang:display_string(stdout, "killed " ++ integer_to_list(Killed) ++ "\n").

%% What is started when it is first used.
services() ->
    {ok, File} = file:open("/dev/null", [read]),
    ok = file:close(File),
    Port = open_port({spawn, "true"}, [exit_status]),
    receive {Port, {exit_status, 0}} -> ok end,
    _ = lists:sort(lists:seq(1, 60000)),
    drain().

rounds(N, Rounds, _, _, _, _) when N > Rounds -> 0;
rounds(N, Rounds, Milliseconds, Seed, {Anchors, Base, Counts, Used} = Start, First) ->
    Killed = round(now_ms() + Milliseconds, random(Seed, N), Base, list_to_tuple(Anchors), 0),
    end_all(Base),
    Now = settle(Anchors, Counts, 200),
    Memory = memory(),
    show(N, Killed, Now, Memory),
    check(Now =:= Counts, {left, Now, Counts}),
    {processes, UsedNow} = lists:keyfind(processes, 1, Memory),
    check(UsedNow =< Used + ?MAY_USE, {used, UsedNow, Used}),
    Bound = if N =< (Rounds + 3) div 4 -> Memory; true -> First end,
    [check(Bytes =< Before + ?MAY_GROW, {memory, What, Bytes, Before})
        || {{What, Bytes}, {_, Before}} <- lists:zip(Memory, Bound)],
    Killed + rounds(N + 1, Rounds, Milliseconds, Seed, Start, Bound).

check(true, _) -> ok;
check(false, What) -> erlang:display(What), halt(1).

%% Until the time is over: workers are made, and of all that are no part of the start some are killed.
round(End, S, Base, Anchors, Killed) ->
    case now_ms() >= End of
        true -> Killed;
        false ->
            Others = list_to_tuple(processes() -- Base),
            S1 = make(max(20, ?WORKERS - tuple_size(Others)), S, Anchors),
            receive after 1 -> ok end,
            Some = [element(next(S1 + K) rem tuple_size(Others) + 1, Others)
                       || K <- lists:seq(1, tuple_size(Others) div 4)],
            [exit(Pid, reason(next(S))) || Pid <- Some],
            drain(),
            round(End, S1, Base, Anchors, Killed + length(Some))
    end.

make(0, S, _) -> S;
make(N, S, Anchors) ->
    _ = spawn_monitor(?MODULE, worker, [S, Anchors]),
    make(N - 1, next(S), Anchors).

reason(S) ->
    case S rem 8 of
        0 -> shutdown;
        1 -> {because, lists:seq(1, 50)};
        2 -> normal;
        _ -> kill
    end.

drain() -> receive _ -> drain() after 0 -> ok end.

%% Children and the devices of files, too, which only what they belong to knows.
end_all(Base) ->
    case processes() -- Base of
        [] -> drain(), ok;
        Others ->
            [exit(Pid, kill) || Pid <- Others],
            receive after 5 -> end_all(Base) end
    end.

%% The system's processes behind the ports, and timers that are about to go off, take a moment.
settle(Anchors, Counts, Tries) ->
    [begin Anchor ! {sync, self()}, receive {synced, Anchor} -> ok end end || Anchor <- Anchors],
    ets:delete_all_objects(shared),
    drain(),
    case counts(Anchors) of
        Counts -> Counts;
        Other when Tries =:= 0 -> Other;
        _ -> receive after 50 -> settle(Anchors, Counts, Tries - 1) end
    end.

counts(Anchors) ->
    [{processes, erlang:system_info(process_count)}, {ports, length(erlang:ports())},
     {tables, length(ets:all())}, {names, length(registered())}, {files, files()},
     {fixed, ets:info(shared, safe_fixed)}
     | [{Item, [element(2, process_info(Pid, Item)) || Pid <- [self() | Anchors]]}
        || Item <- [links, monitors, monitored_by, message_queue_len, suspending]]].

%% Of this process of the operating system; not the one that reads the folder.
files() ->
    case file:list_dir("/proc/self/fd") of
        {ok, Names} -> length(Names);
        {error, Reason} -> Reason
    end.

%% Bytes. Those that have ended are freed when the schedulers have slept.
memory() ->
    [receive after 20 -> ok end || _ <- [1, 2, 3, 4]],
    %% Twice: a heap keeps its size over one collection that finds little.
    [erlang:garbage_collect(Pid) || Pid <- processes(), _ <- [1, 2]],
    {ok, Text} = file:read_file("/proc/self/statm"),
    [_, Pages | _] = string:split(binary_to_list(Text), " ", all),
    [{resident, list_to_integer(Pages) * 4096} |
     [{Item, erlang:memory(Item)} || Item <- [total, processes, ets, atom]]].

show(Round, Killed, Counts, Memory) ->
    Parts = [[atom_to_list(What), " ", integer_to_list(N), "  "] || {What, N} <- Counts, is_integer(N)],
    Sizes = [[atom_to_list(What), " ", integer_to_list(Bytes div 1024), " KB  "] || {What, Bytes} <- Memory],
    erlang:display_string(lists:flatten(["round ", integer_to_list(Round), ": killed ", integer_to_list(Killed),
                                         "  ", Parts, Sizes, "\n"])).

%% --- What stays: others monitor it, link to it, send to it, leave it their tables -------------------------

anchor() ->
    process_flag(trap_exit, true),
    anchored().
anchored() ->
    receive
        {sync, From} -> From ! {synced, self()};
        {watch, Pid} -> monitor(process, Pid);
        {watch_alias, Pid} -> monitor(process, Pid, [{alias, demonitor}]);
        {link, Pid} -> link(Pid);
        {'ETS-TRANSFER', Table, _, _} -> ets:delete(Table);
        _ -> ok
    end,
    anchored().

%% --- What is killed --------------------------------------------------------------------------------------

worker(S, Anchors) -> worker(S, Anchors, S rem 40 + 1).

worker(S, _, 0) ->
    case S rem 3 of
        0 -> exit(shutdown);
        1 -> erlang:hibernate(?MODULE, asleep, [S]);
        2 -> asleep(S)
    end;
worker(S, Anchors, Left) ->
    All = element(S rem 3 + 1, Anchors),
    try
        act(S div 3 rem 24, next(S), All)
    catch
        error:badarg -> ok;  % whom it concerns has ended, or the name is taken
        error:noproc -> ok
    end,
    worker(next(next(S)), Anchors, Left - 1).

asleep(S) -> receive _ -> asleep(S) end.

act(0, S, _) ->
    Table = ets:new(own, [element(S rem 3 + 1, {set, ordered_set, bag}),
                          element(S div 3 rem 3 + 1, {public, protected, private})]),
    ets:insert(Table, [{N, <<N:800>>, [N]} || N <- lists:seq(1, 50)]);
act(1, S, Anchor) -> ets:insert(ets:new(left, [{heir, Anchor, S}]), {S, S});
act(2, S, _) -> ets:new(name(S), [named_table]);
act(3, S, _) ->
    ets:insert(shared, {S rem 50, self()}),
    ets:safe_fixtable(shared, true),
    ets:delete(shared, S rem 50);
act(4, S, Anchor) -> ets:give_away(ets:new(given, [public]), Anchor, S);
act(5, S, _) -> erlang:send_after(3600000 + S rem 1000, self(), lists:seq(1, 100));
act(6, S, Anchor) -> erlang:start_timer(S rem 40, Anchor, {tick, S});
act(7, S, _) -> erlang:cancel_timer(erlang:send_after(S rem 1000, self(), S));
act(8, _, Anchor) -> monitor(process, Anchor), monitor(process, another());
act(9, S, Anchor) -> monitor(process, Anchor, [{alias, element(S rem 3 + 1, {explicit_unalias, demonitor, reply_demonitor})}]);
act(10, S, _) -> monitor(process, name(S));
act(11, _, Anchor) -> link(Anchor);
act(12, S, _) when S rem 20 =:= 0 -> link(another());
act(12, S, _) -> process_flag(trap_exit, S rem 2 =:= 0);
act(13, S, _) -> register(name(S), self());
act(14, S, Anchor) ->
    Alias = alias(element(S rem 2 + 1, {[], [reply]})),
    Anchor ! {Alias, S},
    another() ! {Alias, S};
act(15, S, _) -> put(S rem 10, lists:seq(1, S rem 5000));
act(16, S, _) -> put(S rem 10, binary:copy(<<S:64>>, 8192));
act(17, S, _) -> [another() ! {S, N, <<S:2000>>} || N <- lists:seq(1, 30)];
act(18, S, _) ->
    Other = another(),
    case S rem 4 of
        0 -> process_info(Other, [messages, links, dictionary, current_stacktrace]);
        1 -> is_process_alive(Other);
        2 -> erlang:garbage_collect(Other, [{async, S}]);
        3 -> group_leader(group_leader(), Other)
    end;
act(19, S, _) ->
    Other = another(),
    lists:member(Other, [whereis(init)]) orelse erlang:suspend_process(Other, [asynchronous]),
    S rem 2 =:= 0 andalso erlang:resume_process(Other);
act(20, S, _) when S rem 10 =:= 0 -> put(sorted, lists:sort([N * S rem 65537 || N <- lists:seq(1, 60000)]));
act(20, _, Anchor) -> Anchor ! {link, self()};
act(21, S, Anchor) ->
    spawn_link(fun() -> asleep(S) end),
    spawn_monitor(fun() -> named(S), asleep(S) end),
    Anchor ! {element(S rem 2 + 1, {watch, watch_alias}), self()};
act(22, S, _) when S rem 20 =:= 0 ->
    Port = open_port({spawn, "cat"}, [binary]),
    port_command(Port, <<"text">>);
act(22, S, _) -> receive never -> ok after S rem 5 -> ok end;
act(23, S, _) when S rem 4 =:= 0 ->
    case file:open("/dev/zero", [read, binary]) of
        {ok, File} -> file:read(File, 100);
        {error, _} -> ok  % its device was killed
    end;
act(23, S, _) when S rem 4 =:= 1 -> file:open("/dev/zero", [read, raw]);
act(23, _, Anchor) -> exit(Anchor, normal).

named(S) -> try register(name(S), self()) catch error:badarg -> taken end.
name(S) -> list_to_atom("killing_" ++ integer_to_list(S rem ?NAMES)).

%% Any other worker: the anchors and main have the lowest numbers.
another() ->
    Some = processes(),
    Pid = lists:nth(erlang:unique_integer([positive]) * 7 rem length(Some) + 1, Some),
    case process_info(Pid, initial_call) of
        {initial_call, {killing, worker, 2}} when Pid =/= self() -> Pid;
        _ -> spawn(fun() -> asleep(0) end)
    end.

now_ms() -> erlang:monotonic_time(millisecond).
random(Seed, N) -> next(next((Seed * 7919 + N * 104729) rem 2147483646 + 1)).
next(S) -> S * 48271 rem 2147483647.
