%% Defects of docs/testing.md that concern processes, a function each. A wrong outcome is an error, which ends
%% the program with status 1. Run by tests/CMakeLists.txt, with one and more schedulers, collecting, compiled.
-module(process_traps).
-export([trap_6/0, trap_8/0, trap_10/0, trap_11/0, trap_12/0, trap_13/0, trap_14/0, trap_15/0, trap_16/0]).
-export([id/1, pass/2, init/1, start_child/2]).

id(X) -> X.

%% 6: closures with captured variables can be spawned; a message to a registered name arrives.
trap_6() ->
    Me = self(),
    A = ?MODULE:id({captured, [1, 2.5, 1 bsl 70]}),
    B = ?MODULE:id(<<"a binary of more than sixty-four bytes, which is not copied but shared by all">>),
    F = fun(X) -> {X, A, B} end,
    Pid = spawn(fun() -> Me ! {self(), F(1), A, B} end),
    {Pid, {1, A, B}, A, B} = receive One -> One end,
    {Linked, Ref} = spawn_monitor(fun() -> Me ! {linked, F(2)} end),
    {linked, {2, A, B}} = receive {linked, _} = Two -> Two end,
    normal = receive {'DOWN', Ref, process, Linked, Why} -> Why end,
    true = register(trap_6_name, spawn(fun() -> answers(A) end)),
    trap_6_name ! {Me, 1},
    {trap_6_name, node()} ! {Me, 2},
    erlang:send(trap_6_name, {Me, 3}),
    [{1, A}, {2, A}, {3, A}] = [receive {N, _} = Answer -> Answer end || N <- [1, 2, 3]],
    {badarg, _} = (catch_error(fun() -> trap_6_nobody ! hello end)),
    trap_6_name ! stop,
    ok.

answers(A) -> receive {From, N} -> From ! {N, A}, answers(A); stop -> ok end.

catch_error(F) -> try F() of Value -> {value, Value} catch error:Reason -> {Reason, error} end.

%% 8: what a timer holds and what spawn/3 is given belongs to nobody else's heap.
trap_8() ->
    Me = self(),
    Wanted = [message(N) || N <- lists:seq(1, 200)],
    %% The one that sets the timers drops the terms, fills its heap and collects, or has ended, before they go off.
    Setter = spawn(fun() ->
                       [erlang:send_after(20 + N rem 7, Me, message(N)) || N <- lists:seq(1, 100)],
                       churn(50),
                       Me ! set,
                       receive stop -> ok end
                   end),
    spawn(fun() -> [erlang:start_timer(20, Me, message(N)) || N <- lists:seq(101, 200)], churn(5), exit(done) end),
    receive set -> ok end,
    churn(50),
    Got = [receive
               {message, K, _, _, _} = M -> true = message(K) =:= M, M;
               {timeout, _, {message, K, _, _, _} = M} -> true = message(K) =:= M, M
           end || _ <- Wanted],
    Wanted = lists:keysort(2, Got),
    Setter ! stop,
    [spawn(?MODULE, pass, [Me, message(N)]) || N <- lists:seq(1, 200)],
    churn(50),
    Wanted = lists:keysort(2, [receive {passed, M} -> M end || _ <- Wanted]),
    ok.

message(N) -> {message, N, lists:seq(1, N), #{N => [N bsl 70]}, binary:copy(<<N:32>>, N)}.
pass(To, Message) -> churn(3), To ! {passed, Message}.
churn(0) -> erlang:garbage_collect();
churn(N) -> _ = ?MODULE:id([{K, [K]} || K <- lists:seq(1, 500)]), churn(N - 1).

%% 10: recursion that is no tail call, sending, comparing and receiving of deep terms are a matter of memory.
trap_10() ->
    100000 = depth(100000),
    Deep = nested(200000, []),
    Me = self(),
    {Pid, Ref} = spawn_monitor(fun() -> receive {From, Term} -> From ! {self(), Term, depth(50000)} end end),
    Pid ! {Me, Deep},
    receive {Pid, Same, 50000} -> true = Same =:= Deep end,
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    {_, R} = spawn_monitor(fun() -> exit(Deep) end),
    receive {'DOWN', R, process, _, Reason} -> true = Reason =:= Deep end,
    ok.

depth(0) -> 0;
depth(N) -> 1 + depth(N - 1).
nested(0, Term) -> Term;
nested(N, Term) -> nested(N - 1, {Term, N}).

%% 11: nothing of processes that have ended stays, nor of names that exist already.
trap_11() ->
    make_and_end(2000),
    Before = settled(),
    make_and_end(100000),
    After = settled(),
    true = After - Before < 4 * 1024 * 1024 orelse error({grown, Before, After}),
    1 = length([P || P <- processes(), P =:= self()]),
    true = length(processes()) < 10,
    %% Numbers are used again, and the old pids find nobody.
    Old = [begin {P, R} = spawn_monitor(fun() -> ok end), receive {'DOWN', R, _, _, _} -> P end end || _ <- lists:seq(1, 1000)],
    New = [spawn(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, 1000)],
    [] = [P || P <- Old, lists:member(P, New) orelse is_process_alive(P)],
    [P ! stop || P <- Old ++ New],
    Atoms = erlang:system_info(atom_count),
    _ = [list_to_atom("trap_11_" ++ integer_to_list(N rem 10)) || N <- lists:seq(1, 10000)],
    badarg = try binary_to_existing_atom(<<"trap_11_that_nobody_", "has_made">>) catch error:W -> W end,
    true = erlang:system_info(atom_count) - Atoms =< 10,
    ok.

make_and_end(0) -> ok;
make_and_end(N) ->
    Refs = [begin
                {P, R} = spawn_monitor(fun() ->
                             put(key, lists:seq(1, 20)),
                             _ = [erlang:send_after(3600000, self(), {late, lists:seq(1, 20)}), alias()],
                             receive go -> ok end
                         end),
                P ! go,
                R
            end || _ <- lists:seq(1, 100)],
    [receive {'DOWN', R, process, _, normal} -> ok end || R <- Refs],
    make_and_end(max(0, N - 100)).
settled() ->
    [receive after 10 -> ok end || _ <- lists:seq(1, 10)],
    erlang:garbage_collect(),
    erlang:memory(processes).

%% 12: a message to a process that waits arrives, however full its heap is.
trap_12() ->
    Me = self(),
    Receivers = [spawn(fun() -> full(Me, N, ?MODULE:id(list_to_tuple(lists:seq(1, N)))) end) || N <- lists:seq(1, 400)],
    [receive {ready, P} -> ok end || P <- Receivers],
    [[P ! {data, K, lists:seq(1, K)} || P <- Receivers] || K <- lists:seq(1, 40)],
    [receive {P, got, Sum} -> 40 = Sum end || P <- Receivers],
    ok.

full(Me, N, Kept) ->
    Me ! {ready, self()},
    Count = counts(0),
    N = tuple_size(Kept),
    Me ! {self(), got, Count}.
counts(40) -> 40;
counts(N) -> receive {data, K, List} when K =:= N + 1 -> K = length(List), counts(N + 1) end.

%% 13: links and monitors see the reason itself; exit/2; trap_exit.
trap_13() ->
    Reasons = [normal, shutdown, {shutdown, why}, kill, {custom, [1, 2.0, <<"x">>]}, 1 bsl 80],
    [begin
         {P, R} = spawn_monitor(fun() -> exit(Why) end),
         receive {'DOWN', R, process, P, Seen} -> Why = Seen end
     end || Why <- Reasons],
    process_flag(trap_exit, true),
    [begin
         P = spawn_link(fun() -> exit(Why) end),
         receive {'EXIT', P, Seen} -> Why = Seen end
     end || Why <- Reasons],
    {P1, R1} = spawn_monitor(fun() -> receive never -> ok end end),
    true = exit(P1, shutdown),
    receive {'DOWN', R1, process, P1, shutdown} -> ok end,
    {P2, R2} = spawn_monitor(fun() -> receive never -> ok end end),
    true = exit(P2, normal),
    true = exit(P2, kill),
    receive {'DOWN', R2, process, P2, killed} -> ok end,
    Me = self(),
    {P3, R3} = spawn_monitor(fun() ->
                   process_flag(trap_exit, true),
                   Me ! trapping,
                   receive {'EXIT', Me, {polite, request}} -> exit(trapped) end
               end),
    receive trapping -> ok end,
    exit(P3, {polite, request}),
    receive {'DOWN', R3, process, P3, trapped} -> ok end,
    %% A chain of links: the reason goes through, but not normal.
    Last = spawn_link(fun() -> link(spawn_link(fun() -> exit({deep, reason}) end)), receive never -> ok end end),
    receive {'EXIT', Last, {deep, reason}} -> ok end,
    {error, {badarith, [_ | _]}} = begin
        {P4, R4} = spawn_monitor(fun() -> ?MODULE:id(1) div ?MODULE:id(0) end),
        receive {'DOWN', R4, process, P4, Error} -> {error, Error} end
    end,
    ok.

%% 14: a supervisor starts its children, and starts them again.
trap_14() ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, [self()]),
    Children = [receive {started, N, P} -> {N, P} end || N <- [1, 2, 3]],
    [{specs, 3}, {active, 3}, {supervisors, 0}, {workers, 3}] = supervisor:count_children(Supervisor),
    [true = is_process_alive(P) || {_, P} <- Children],
    {_, Second} = lists:nth(2, Children),
    exit(Second, kill),
    New = receive {started, 2, P} -> P end,
    true = New =/= Second,
    {2, New, worker, _} = lists:keyfind(2, 1, supervisor:which_children(Supervisor)),
    unlink(Supervisor),
    Ref = monitor(process, Supervisor),
    exit(Supervisor, shutdown),
    receive {'DOWN', Ref, process, Supervisor, shutdown} -> ok end,
    [false = is_process_alive(Child) || {_, Child} <- [{2, New} | Children]],
    ok.

init([Parent]) ->
    {ok, {#{strategy => one_for_one}, [#{id => N, start => {?MODULE, start_child, [Parent, N]}} || N <- [1, 2, 3]]}}.
start_child(Parent, N) ->
    Pid = spawn_link(fun() -> receive never -> ok end end),
    Parent ! {started, N, Pid},
    {ok, Pid}.

%% 15: who sleeps holds no thread, and nobody polls while nothing happens.
trap_15() ->
    Me = self(),
    Start = erlang:monotonic_time(millisecond),
    [spawn(fun() -> receive after 100 -> Me ! awake end end) || _ <- lists:seq(1, 2000)],
    [receive awake -> ok end || _ <- lists:seq(1, 2000)],
    %% One after another on ten threads it would be 20 s.
    true = erlang:monotonic_time(millisecond) - Start < 10000,
    [spawn(fun() -> receive never -> ok end end) || _ <- lists:seq(1, 100)],
    Before = wakeups(),
    receive after 2000 -> ok end,
    %% Threads that poll 200 times a second each would have made 400 and more.
    Woken = wakeups() - Before,
    true = Woken < 60 orelse error({woken, Woken}),
    ok.

%% Times that threads of this program have slept and woken.
wakeups() ->
    {ok, Threads} = file:list_dir("/proc/self/task"),
    lists:sum([switches(file:read_file("/proc/self/task/" ++ T ++ "/status")) || T <- Threads]).
switches({ok, Text}) ->
    [_, Rest] = binary:split(Text, <<"\nvoluntary_ctxt_switches:\t">>),
    [Number | _] = binary:split(Rest, <<"\n">>),
    binary_to_integer(Number);
switches({error, _}) -> 0.

%% 16: what one process sends another stays in order under load; receive marks survive collections.
trap_16() ->
    Me = self(),
    Count = 20000,
    Noise = [spawn(fun() -> noise(Me, 500) end) || _ <- lists:seq(1, 8)],
    Senders = [spawn(fun() -> in_order(Me, 1, Count) end) || _ <- lists:seq(1, 4)],
    ordered(maps:from_list([{P, 1} || P <- Senders]), Count, 4 * Count),
    Server = spawn(fun() -> serve() end),
    %% Several references at once, made in one order and answered in another, in a full queue.
    [begin
         [A, B, C, D, E, F] = [begin R = make_ref(), Server ! {Me, R, N}, R end || _ <- [1, 2, 3, 4, 5, 6]],
         N rem 10 =:= 0 andalso erlang:garbage_collect(),
         [receive {R, N} -> ok end || R <- [C, A, F, B, E, D]]
     end || N <- lists:seq(1, 300)],
    [exit(P, kill) || P <- [Server | Noise]],
    ok.

in_order(_, N, Count) when N > Count -> ok;
in_order(To, N, Count) -> To ! {ordered, self(), N}, in_order(To, N + 1, Count).
ordered(_, _, 0) -> ok;
ordered(Next, Count, Left) ->
    receive {ordered, P, N} -> N = maps:get(P, Next), ordered(Next#{P := N + 1}, Count, Left - 1) end.
%% No more than so many, as each of them is passed over again and again.
noise(_, 0) -> ok;
noise(To, N) -> To ! {noise, lists:seq(1, 10)}, receive after 1 -> noise(To, N - 1) end.
serve() -> receive {From, R, N} -> From ! {R, N}, serve() end.
