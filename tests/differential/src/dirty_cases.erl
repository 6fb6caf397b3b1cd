%% Natives that are long enough to run on a dirty thread: their results, their failures, and what other
%% processes do meanwhile.
-module(dirty_cases).
-export([t_binary_to_term_bad/0, t_binary_to_term_large/0, t_binary_to_term_tail/0,
         t_integer_text_large/0, t_integer_text_bad/0, t_keysort_large/0, t_keysort_bad/0,
         t_killed_while_sorting/0, t_messages_while_sorting/0, t_many_at_once/0,
         t_monitored_while_sorting/0, t_links_while_sorting/0, t_process_info_meanwhile/0,
         t_sort_large/0, t_sort_in_try/0, t_term_to_binary_compressed/0, t_timers_go_on/0,
         t_usort_large/0, t_collected_meanwhile/0]).

numbers(0, _) -> [];
numbers(N, Seed) ->
    Next = (Seed * 1103515245 + 12345) band 16#7fffffff,
    [Next bsr 8 | numbers(N - 1, Next)].

is_sorted([A | [B | _] = Rest]) when A =< B -> is_sorted(Rest);
is_sorted([_]) -> true;
is_sorted(_) -> false.

id(X) -> X.

t_sort_large() ->
    L = lists:sort(numbers(60000, 1)),
    {is_sorted(L), length(L), hd(L), lists:last(L)}.

t_usort_large() ->
    L = lists:usort([X rem 1000 || X <- numbers(60000, 1)]),
    {is_sorted(L), length(L)}.

t_keysort_large() ->
    Pairs = [{X rem 100, integer_to_list(X)} || X <- numbers(60000, 3)],
    L = lists:keysort(1, Pairs),
    {is_sorted([K || {K, _} <- L]), [V || {7, V} <- L] =:= [V || {7, V} <- Pairs]}.

t_keysort_bad() ->
    try lists:keysort(2, [{X} || X <- numbers(60000, 3)])
    catch Class:Reason -> {Class, Reason}
    end.

t_sort_in_try() ->
    L = numbers(60000, 5),
    try is_sorted(lists:sort(id(L))) of
        true -> length(lists:sort(id(L)));
        false -> no
    catch
        _:_ -> caught
    after
        put(after_sort, done)
    end.

t_binary_to_term_large() ->
    Term = {numbers(100000, 7), #{a => <<"text">>}},
    binary_to_term(term_to_binary(Term)) =:= Term.

t_binary_to_term_bad() ->
    Bin = <<131, 108, 0, 2, 0, 0, 0:8000000>>,
    catch binary_to_term(Bin),
    {'EXIT', {Reason, [{M, F, _, Info}, {_, Caller, 0, Place} | _]}} = (catch binary_to_term(Bin)),
    {Reason, M, F, Info, Caller, Place}.

t_binary_to_term_tail() ->
    Bin = term_to_binary(numbers(120000, 9)),
    length(decode(<<Bin/binary, 0:4096>>)).

decode(Bin) -> element(1, binary_to_term(Bin, [used])).

t_term_to_binary_compressed() ->
    Term = lists:duplicate(200000, {some, "text"}),
    Bin = term_to_binary(Term, [compressed]),
    {byte_size(Bin) < 100000, binary_to_term(Bin) =:= Term}.

t_integer_text_large() ->
    N = id(3) bsl 600000 + 12345,
    Text = integer_to_binary(N),
    {byte_size(Text), binary_to_integer(Text) =:= N, list_to_integer(integer_to_list(N)) =:= N,
     integer_to_binary(N, 16) =:= integer_to_binary(N, 16)}.

t_integer_text_bad() ->
    Digits = <<(binary:copy(<<"7">>, 250000))/binary, "x">>,
    try binary_to_integer(Digits) catch Class:Reason:Trace ->
        {Class, Reason, [{M, F, error_info(Info)} || {M, F, _, Info} <- lists:sublist(Trace, 2)]}
    end.

error_info(Info) -> lists:keymember(error_info, 1, Info).

t_messages_while_sorting() ->
    Me = self(),
    L = numbers(60000, 11),
    Pid = spawn(fun() ->
        Me ! {self(), ready},
        Sorted = lists:sort(L),
        Me ! {self(), is_sorted(Sorted), [receive N -> N end || _ <- lists:seq(1, 100)]}
    end),
    receive {Pid, ready} -> ok end,
    [Pid ! N || N <- lists:seq(1, 100)],
    receive {Pid, Ok, Got} -> {Ok, Got =:= lists:seq(1, 100)} end.

t_killed_while_sorting() ->
    L = numbers(60000, 13),
    Loop = fun Again() -> lists:sort(L), Again() end,
    Refs = [begin
        {Pid, Ref} = spawn_monitor(Loop),
        receive after N rem 4 -> ok end,
        exit(Pid, kill),
        Ref
    end || N <- lists:seq(1, 20)],
    lists:usort([receive {'DOWN', Ref, process, _, Why} -> Why end || Ref <- Refs]).

t_monitored_while_sorting() ->
    L = numbers(60000, 17),
    Pid = spawn(fun() -> lists:sort(L), exit(sorted) end),
    Ref = monitor(process, Pid),
    receive {'DOWN', Ref, process, Pid, Why} when Why =:= sorted; Why =:= noproc -> down end.

t_links_while_sorting() ->
    process_flag(trap_exit, true),
    L = numbers(60000, 19),
    Pid = spawn_link(fun() ->
        process_flag(trap_exit, true),
        lists:sort(L),
        receive {'EXIT', _, Why} -> exit({got, Why}) end
    end),
    receive after 1 -> ok end,
    exit(Pid, reason),
    receive {'EXIT', Pid, Why} -> lists:member(Why, [reason, {got, reason}]) end.

t_process_info_meanwhile() ->
    L = numbers(60000, 23),
    Pid = spawn(fun() -> lists:sort(L), receive stop -> ok end end),
    Infos = [process_info(Pid, registered_name) || _ <- lists:seq(1, 10)],
    Alive = is_process_alive(Pid),
    Pid ! stop,
    {lists:usort(Infos), Alive}.

t_collected_meanwhile() ->
    L = numbers(60000, 29),
    Me = self(),
    Pid = spawn(fun() -> Me ! {self(), is_sorted(lists:sort(L))} end),
    [garbage_collect(Pid) || _ <- lists:seq(1, 5)],
    receive {Pid, Sorted} -> Sorted end.

t_many_at_once() ->
    L = numbers(60000, 31),
    Expected = erlang:phash2(lists:sort(L)),
    Me = self(),
    Pids = [spawn(fun() -> Me ! {self(), erlang:phash2(lists:sort(L))} end) || _ <- lists:seq(1, 30)],
    lists:usort([receive {Pid, Hash} -> Hash end || Pid <- Pids]) =:= [Expected].

t_timers_go_on() ->
    L = numbers(100000, 37),
    Me = self(),
    Pid = spawn(fun Again() -> lists:sort(L), receive stop -> Me ! done after 0 -> Again() end end),
    Ticks = [receive after 1 -> tick end || _ <- lists:seq(1, 20)],
    Pid ! stop,
    receive done -> length(Ticks) end.
