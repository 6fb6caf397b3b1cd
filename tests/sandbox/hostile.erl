%% Programs that mean harm, each with what has to stop it (sandbox_test.py; tests/unit/watch_test.cpp). None
%% can help itself: what can be caught, it catches, and goes on.
-module(hostile).
-export([endless_loop/0, endless_loop_in_child/0, waits_for_ever/0, endless_list/0, endless_binary/0,
         one_large_binary/0, endless_table/0, endless_dictionary/0, many_heaps/0, deep_recursion/0,
         deep_recursion_caught/0, raised_maximum/0, fork_bomb/0, fork_bomb_linked/0, port_bomb/0,
         atom_flood/0, atom_flood_of_terms/0, huge_message/0, huge_message_to_child/0, huge_spawn/0,
         huge_spawn_of_many/0, huge_dictionary/0, huge_items/0, huge_tags/0, huge_object/0, huge_reason/0, message_flood/0, flood_of_another/0, timer_flood/0,
         long_native/0, neighbour/1]).
-export([flood_of_tables/0, flood_of_binaries/0, flood_of_monitors/0, flood_of_aliases/0,
         flood_of_persistent_terms/0, flood_of_counters/0, one_large_array/0, flood_of_commands/1, flood_of_port/0,
         hostile_handler/0, noise/0]).
%% For hosts.
-export([give_bush/0, raise_bush/0, exit_with_bush/0, fun_of_bush/0, pass_bush/1, send_bush/2, flood/1,
         wide/2, pass_wide/3, ignores_end/1, told/1]).
%% Walks without end of one native.
-export([compare_bushes/0, hash_bush/0, encode_bush/0, print_bush/0, write_bush/0, size_bush/0,
         flatten_bush/0, convert_bush/0, join_bush/0]).
-export([bomb/0, holder/1, not_tail/1, holder_of_many/9, log/2]).

%% Whatever is raised, once more.
stubbornly(Fun) ->
    try Fun() catch _:_ -> ok end,
    stubbornly(Fun).

endless_loop() -> stubbornly(fun() -> spin(1) end).

spin(N) -> spin(N + 1).

endless_loop_in_child() ->
    Child = spawn(fun() -> process_flag(trap_exit, true), endless_loop() end),
    Ref = monitor(process, Child),
    receive {'DOWN', Ref, process, Child, Reason} -> Reason end.

waits_for_ever() -> receive never -> ok end.

endless_list() -> stubbornly(fun() -> grow([]) end).

grow(List) -> grow([{length_of(List), <<"more and more">>} | List]).

length_of([{N, _} | _]) -> N + 1;
length_of([]) -> 0.

endless_binary() -> stubbornly(fun() -> double(<<0:8192>>) end).

double(Binary) -> double(<<Binary/binary, Binary/binary>>).

one_large_binary() ->
    stubbornly(fun() -> byte_size(binary:copy(<<"0123456789">>, 4 bsl 30)) end).

endless_table() ->
    Table = ets:new(table, [public]),
    stubbornly(fun() -> fill(Table, 0) end).

fill(Table, N) ->
    ets:insert(Table, {N, lists:duplicate(100, N)}),
    fill(Table, N + 1).

endless_dictionary() -> stubbornly(fun() -> put_more(0) end).

put_more(N) ->
    put(N, integer_to_binary(N)),
    put_more(N + 1).

%% Each within what a process may have.
many_heaps() ->
    _ = [spawn(?MODULE, holder, [100000]) || _ <- lists:seq(1, 1000)],
    waits_for_ever().

holder(Words) ->
    List = lists:seq(1, Words),
    receive never -> List end.

deep_recursion() -> not_tail(0).

%% By name, as the compiler would see that the other one never returns, and drop the addition.
not_tail(N) -> 1 + ?MODULE:not_tail(N + 1).

deep_recursion_caught() -> stubbornly(fun deep_recursion/0).

raised_maximum() ->
    process_flag(max_heap_size, #{size => 1 bsl 40, kill => false}),
    process_flag(max_heap_size, 0),
    grow([]).

fork_bomb() -> stubbornly(fun() -> bomb() end).

bomb() ->
    try spawn(?MODULE, bomb, []) catch _:_ -> ok end,
    try spawn(?MODULE, bomb, []) catch _:_ -> ok end,
    bomb().

fork_bomb_linked() ->
    process_flag(trap_exit, true),
    stubbornly(fun() -> spawn_link(fun fork_bomb_linked/0) end).

port_bomb() -> stubbornly(fun() -> linac_host:start_port(?MODULE, waits_for_ever, []) end).

atom_flood() -> stubbornly(fun() -> atoms(0) end).

atoms(N) ->
    _ = list_to_atom("flood_" ++ integer_to_list(N)),
    atoms(N + 1).

atom_flood_of_terms() -> stubbornly(fun() -> atoms_of_terms(0) end).

atoms_of_terms(N) ->
    Name = <<"flood_", (integer_to_binary(N))/binary>>,
    _ = binary_to_term(<<131, 119, (byte_size(Name)), Name/binary>>),
    atoms_of_terms(N + 1).

%% A few words that a copy makes 2^60 cells of.
bush(0) -> [];
bush(N) ->
    Half = bush(N - 1),
    [Half | Half].

huge_message() -> stubbornly(fun() -> self() ! bush(60) end).

huge_message_to_child() ->
    Child = spawn(fun waits_for_ever/0),
    stubbornly(fun() -> Child ! {bush(60)} end).

huge_spawn() -> stubbornly(fun() -> spawn(?MODULE, holder, [bush(60)]) end).

%% Together their words are more than a machine word counts.
huge_spawn_of_many() ->
    Bushes = lists:duplicate(8, bush(60)),
    stubbornly(fun() -> spawn(?MODULE, holder_of_many, [list_to_tuple(lists:seq(1, 30)) | Bushes]) end).

holder_of_many(A, B, C, D, E, F, G, H, I) ->
    receive never -> {A, B, C, D, E, F, G, H, I} end.

huge_dictionary() ->
    _ = [put(N, bush(60)) || N <- lists:seq(1, 8)],
    process_info(self(), dictionary).

huge_items() ->
    put(key, bush(60)),
    process_info(self(), lists:duplicate(8, {dictionary, key})).

%% What is promised as a message: who would wait for it forever is told, or ended.
huge_tags() ->
    Table = ets:new(table, [public]),
    Child = spawn(fun waits_for_ever/0),
    [ended(Fun) || Fun <- [fun() -> spawn_request(fun waits_for_ever/0, [{reply_tag, bush(60)}]) end,
                           fun() -> erlang:garbage_collect(Child, [{async, bush(60)}]) end,
                           fun() -> erlang:process_info(self(), [{{dictionary, bush(60)}, x}]) end,
                           fun() -> ets:give_away(ets:new(t, []), Child, bush(60)) end,
                           fun() -> ets:new(t, [{heir, Child, bush(60)}]) end,
                           fun() -> ets:insert(Table, {1, bush(60)}) end]].

ended(Fun) ->
    {Pid, Ref} = spawn_monitor(fun() -> Fun(), exit(went_on) end),
    receive {'DOWN', Ref, process, Pid, Reason} when is_atom(Reason) -> Reason;
            {'DOWN', Ref, process, Pid, {Reason, _}} -> Reason
    end.

huge_object() ->
    Table = ets:new(table, []),
    stubbornly(fun() -> ets:insert(Table, {1, bush(60)}) end).

huge_reason() ->
    process_flag(trap_exit, true),
    spawn_link(fun() -> exit(bush(60)) end),
    receive {'EXIT', _, _} -> ok end,
    %% And where nobody else has it.
    exit(bush(60)).

message_flood() -> stubbornly(fun() -> self() ! message, ok end).

flood_of_another() ->
    Victim = spawn(fun waits_for_ever/0),
    Ref = monitor(process, Victim),
    Flooder = spawn(fun() -> stubbornly(fun() -> Victim ! message end) end),
    receive {'DOWN', Ref, process, Victim, Reason} ->
            exit(Flooder, kill),
            Reason
    end.

timer_flood() -> stubbornly(fun() -> erlang:send_after(1000000, self(), lists:seq(1, 1000)) end).

%% One call of a native for a long while.
long_native() -> stubbornly(fun() -> lists:seq(1, 3000000) -- lists:seq(3000000, 1, -1) end).

flood_of_tables() -> stubbornly(fun() -> tables() end).

tables() ->
    _ = ets:new(table, [public]),
    tables().

flood_of_binaries() -> stubbornly(fun() -> keep_binaries([]) end).

keep_binaries(All) -> keep_binaries([binary:copy(<<"0123456789">>, 100) | All]).

flood_of_monitors() ->
    Child = spawn(fun waits_for_ever/0),
    stubbornly(fun() -> monitors(Child) end).

monitors(Child) ->
    _ = monitor(process, Child),
    monitors(Child).

flood_of_aliases() -> stubbornly(fun() -> aliases() end).

aliases() ->
    _ = alias(),
    aliases().

flood_of_persistent_terms() -> stubbornly(fun() -> persistent_terms(0) end).

persistent_terms(N) ->
    persistent_term:put(N, lists:seq(1, 100)),
    persistent_terms(N + 1).

flood_of_counters() -> stubbornly(fun() -> keep_counters([]) end).

keep_counters(All) -> keep_counters([counters:new(1000, []) | All]).

one_large_array() -> stubbornly(fun() -> atomics:new(1 bsl 32, []) end).

flood_of_commands(Command) -> stubbornly(fun() -> keep_ports(Command, []) end).

keep_ports(Command, All) ->
    keep_ports(Command, [open_port({spawn_executable, binary_to_list(Command)}, []) | All]).

%% To a command that reads nothing.
flood_of_port() ->
    Port = open_port({spawn_executable, "/bin/sleep"}, [{args, ["5"]}]),
    port_commands(Port).

port_commands(Port) ->
    Port ! {self(), {command, <<"more">>}},
    port_commands(Port).

%% A handler of its own that never comes back, and crashes to be told to it.
hostile_handler() ->
    try logger:add_handler(hostile, ?MODULE, #{}) catch _:_ -> ok end,
    stubbornly(fun() -> spawn(fun() -> error(told) end) end).

log(_, _) -> endless_loop().

noise() -> stubbornly(fun() -> io:put_chars(lists:duplicate(10000, $x)) end).

give_bush() -> bush(60).
raise_bush() -> error(bush(60)).
exit_with_bush() -> exit(bush(60)).
fun_of_bush() ->
    Bush = bush(60),
    fun() -> Bush end.
pass_bush(Name) -> host:Name(bush(60)).
send_bush(To, Depth) -> To ! bush(Depth), sent.
flood(To) -> To ! [message], flood(To).
%% A table of Rows that are one.
wide(Rows, Columns) -> lists:duplicate(Rows, lists:seq(1, Columns)).
pass_wide(Name, Rows, Columns) -> host:Name(wide(Rows, Columns)).
ignores_end(To) ->
    process_flag(trap_exit, true),
    To ! {self(), ready},
    endless_loop().
told(Name) -> try host:Name(bush(60)) catch Class:Reason -> {Class, Reason} end.

compare_bushes() -> stubbornly(fun() -> bush(60) =:= bush(60) end).
hash_bush() -> stubbornly(fun() -> erlang:phash2(bush(60)) end).
encode_bush() -> stubbornly(fun() -> term_to_binary(bush(60)) end).
print_bush() -> stubbornly(fun() -> io:format("~p~n", [bush(60)]) end).
write_bush() -> stubbornly(fun() -> io_lib:format("~w", [bush(60)]) end).
size_bush() -> stubbornly(fun() -> erts_debug:flat_size(bush(60)) end).
flatten_bush() -> stubbornly(fun() -> iolist_to_binary(bush(60)) end).
convert_bush() -> stubbornly(fun() -> unicode:characters_to_binary(bush(60)) end).
join_bush() -> stubbornly(fun() -> lists:flatten(bush(60)) end).

%% What a program beside these does: it has to come to its end.
neighbour(N) ->
    Parent = self(),
    Pids = [spawn_link(fun() -> Parent ! {self(), sum(I, 0)} end) || I <- lists:seq(1, N)],
    lists:sum([receive {Pid, Sum} -> Sum end || Pid <- Pids]).

sum(0, Sum) -> Sum;
sum(N, Sum) -> sum(N - 1, Sum + N).
