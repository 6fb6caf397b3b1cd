%% Many processes that send to each other at random: every message arrives once, whole, and in order for each pair.
%% The numbers are drawn from fixed seeds, so every run sends the same; how the processes interleave differs.
-module(accounting_cases).
-export([t_all_to_all/0, t_large_messages/0, t_full_heaps/0, t_exiting_receivers/0, t_killed_receivers/0, t_aliases/0]).
-export([t_many_links/0, t_monitor_storm/0, t_spawn_storm/0, t_timers_to_many/0, t_register_storm/0, t_unlink_storm/0, t_suspend_storm/0, t_requests_storm/0]).
-export([id/1, node_start/3]).

id(X) -> X.

%% A generator that needs no module: the next number below N, and the state.
next(S) -> (S * 6364136223846793005 + 1442695040888963407) band 16#ffffffffffffffff.
below(N, S) -> (S bsr 33) rem N.

%% Processes 1 .. Count send Each messages to random ones, then say to all how many each has got; all check.
all_to_all(Count, Each, Make) ->
    Me = self(),
    Ps = list_to_tuple([spawn(?MODULE, node_start, [Me, I, Make]) || I <- lists:seq(1, Count)]),
    [P ! {go, Ps, Each} || P <- tuple_to_list(Ps)],
    Sums = [receive {done, I, Got, Bad} -> {Got, Bad} end || I <- lists:seq(1, Count)],
    {lists:sum([G || {G, _} <- Sums]), lists:sum([B || {_, B} <- Sums])}.

node_start(Main, I, Make) -> receive {go, Ps, Each} -> node_loop(Main, I, Make, Ps, Each, next(I * 7919), #{}, #{}, 0, 0, 0) end.

node_loop(Main, I, Make, Ps, 0, S, To, From, Got, Bad, Ends) ->
    [element(J, Ps) ! {sent, I, maps:get(J, To, 0)} || J <- lists:seq(1, tuple_size(Ps))],
    collect(Main, I, Make, Ps, S, From, Got, Bad, Ends);
node_loop(Main, I, Make, Ps, Each, S, To, From, Got, Bad, Ends) ->
    J = below(tuple_size(Ps), S) + 1,
    N = maps:get(J, To, 0) + 1,
    element(J, Ps) ! {data, I, N, payload(Make, I, N)},
    {From1, Got1, Bad1, Ends1} = take(Make, From, Got, Bad, Ends, below(3, next(S))),
    node_loop(Main, I, Make, Ps, Each - 1, next(S), To#{J => N}, From1, Got1, Bad1, Ends1).

take(_, From, Got, Bad, Ends, 0) -> {From, Got, Bad, Ends};
take(Make, From, Got, Bad, Ends, K) ->
    receive {data, I, N, X} -> {F, B} = check(Make, From, I, N, X), take(Make, F, Got + 1, Bad + B, Ends, K - 1)
    after 0 -> {From, Got, Bad, Ends}
    end.

collect(Main, I, _, Ps, _, From, Got, Bad, Ends) when Ends =:= tuple_size(Ps) ->
    Main ! {done, I, Got, Bad};
collect(Main, I, Make, Ps, S, From, Got, Bad, Ends) ->
    receive
        {data, J, N, X} -> {F, B} = check(Make, From, J, N, X), collect(Main, I, Make, Ps, S, F, Got + 1, Bad + B, Ends);
        {sent, J, N} ->
            Lost = case maps:get(J, From, 0) of N -> 0; _ -> 1 end,
            collect(Main, I, Make, Ps, S, From, Got, Bad + Lost, Ends + 1)
    end.

check(Make, From, I, N, X) ->
    Last = maps:get(I, From, 0),
    {From#{I => N}, case X =:= payload(Make, I, N) andalso N =:= Last + 1 of true -> 0; false -> 1 end}.

payload(small, I, N) -> {I, N};
payload(mixed, I, N) -> case N rem 50 of 0 -> binary:copy(<<I:16, N:32>>, 3000); 1 -> lists:seq(N, N + 200); _ -> [I, <<N:64>>, {N}] end;
payload(lists, I, N) -> [{K, [I | N]} || K <- lists:seq(1, 30)].

t_all_to_all() -> all_to_all(60, 300, small).
t_large_messages() -> all_to_all(20, 150, mixed).
t_full_heaps() -> all_to_all(20, 150, lists).

%% Receivers end by themselves while messages come: what was taken before is whole, nothing comes after.
t_exiting_receivers() ->
    Rs = [begin
              {P, R} = spawn_monitor(fun() -> exit({took, take_n(?MODULE:id(N), 0)}) end),
              [spawn(fun() -> [P ! {m, K} || K <- lists:seq(1, 50)] end) || _ <- [1, 2, 3]],
              {P, R}
          end || N <- lists:seq(1, 100)],
    lists:sum([receive {'DOWN', R, process, P, {took, N}} -> N end || {P, R} <- Rs]).
take_n(0, T) -> T;
take_n(N, T) -> receive {m, K} when is_integer(K) -> take_n(N - 1, T + 1) end.

t_killed_receivers() ->
    Rs = [begin
              {P, R} = spawn_monitor(fun L() -> receive _ -> L() end end),
              spawn(fun() -> [P ! {m, K, <<"some bytes">>} || K <- lists:seq(1, 100)], exit(P, kill) end),
              spawn(fun() -> [P ! lists:seq(1, K) || K <- lists:seq(1, 100)] end),
              {P, R}
          end || _ <- lists:seq(1, 200)],
    lists:usort([receive {'DOWN', R, process, P, W} -> W end || {P, R} <- Rs]).

t_aliases() ->
    Server = spawn(fun L() -> receive {A, X} -> A ! {A, X + 1}, L(); stop -> ok end end),
    Me = self(),
    [spawn(fun() -> Me ! {sum, calls(Server, 200, 0)} end) || _ <- lists:seq(1, 20)],
    S = lists:sum([receive {sum, X} -> X end || _ <- lists:seq(1, 20)]),
    Server ! stop,
    S.
calls(_, 0, S) -> S;
calls(P, N, S) ->
    R = monitor(process, P, [{alias, reply_demonitor}]),
    P ! {R, N},
    receive {R, X} -> demonitor(R, [flush]), calls(P, N - 1, S + X); {'DOWN', R, _, _, W} -> W end.

t_many_links() ->
    process_flag(trap_exit, true),
    Ps = [spawn_link(fun() -> receive go -> exit(N rem 5) end end) || N <- lists:seq(1, 2000)],
    [P ! go || P <- Ps],
    lists:sum([receive {'EXIT', P, W} -> W end || P <- Ps]).

t_monitor_storm() ->
    Ps = [spawn(fun L() -> receive stop -> ok; _ -> L() end end) || _ <- lists:seq(1, 50)],
    Me = self(),
    Ws = [spawn(fun() -> [demonitor(monitor(process, P), [flush]) || P <- Ps, _ <- lists:seq(1, 20)], Rs = [monitor(process, P) || P <- Ps], Me ! ready,
                         Me ! {downs, length([R || R <- Rs, receive {'DOWN', R, _, _, normal} -> true end])} end) || _ <- lists:seq(1, 20)],
    [receive ready -> ok end || _ <- Ws],
    [P ! stop || P <- Ps],
    lists:sum([receive {downs, N} -> N end || _ <- Ws]).

t_spawn_storm() ->
    Me = self(),
    [spawn(fun() -> tree(7, Me) end) || _ <- lists:seq(1, 8)],
    lists:sum([receive {leaf, N} -> N end || _ <- lists:seq(1, 8 * 128)]).
tree(0, Me) -> Me ! {leaf, 1};
tree(N, Me) -> spawn(fun() -> tree(N - 1, Me) end), spawn(fun() -> tree(N - 1, Me) end).

t_timers_to_many() ->
    Me = self(),
    Ps = [spawn(fun() -> receive {tick, N} -> Me ! {got, N} end end) || _ <- lists:seq(1, 500)],
    [erlang:send_after(N rem 10, P, {tick, N}) || {N, P} <- lists:zip(lists:seq(1, 500), Ps)],
    [erlang:cancel_timer(erlang:send_after(1000, self(), never)) || _ <- lists:seq(1, 500)],
    lists:sum([receive {got, N} -> N end || _ <- Ps]).

%% Of many that want one name, one has it at a time.
t_register_storm() ->
    Me = self(),
    [spawn(fun() -> Me ! {had, names(100, 0)} end) || _ <- lists:seq(1, 10)],
    Had = lists:sum([receive {had, N} -> N end || _ <- lists:seq(1, 10)]),
    {Had > 0, whereis(acc_name)}.
names(0, N) -> N;
names(K, N) ->
    try register(acc_name, self()) of
        true -> acc_name ! mine, receive mine -> ok after 1000 -> error(lost) end, unregister(acc_name), names(K - 1, N + 1)
    catch error:badarg -> erlang:yield(), names(K - 1, N)
    end.

t_unlink_storm() ->
    Ps = [spawn(fun L() -> receive stop -> ok; {link, P} -> link(P), L(); {unlink, P} -> unlink(P), L() end end) || _ <- lists:seq(1, 20)],
    T = list_to_tuple(Ps),
    [begin A = element(N rem 20 + 1, T), B = element(N * 7 rem 20 + 1, T), A ! {link, B}, B ! {link, A}, A ! {unlink, B}, B ! {unlink, A} end || N <- lists:seq(1, 2000)],
    [is_process_alive(P) || P <- Ps, _ <- [1, 2, 3]],
    receive after 50 -> ok end,
    Links = lists:append([element(2, process_info(P, links)) || P <- Ps]),
    [P ! stop || P <- Ps],
    Links.

t_suspend_storm() ->
    Me = self(),
    P = spawn(fun L() -> receive {n, N} -> Me ! {n, N}, L(); stop -> ok end end),
    Ss = [spawn_monitor(fun() -> [begin erlang:suspend_process(P), erlang:resume_process(P) end || _ <- lists:seq(1, 50)] end) || _ <- lists:seq(1, 5)],
    [P ! {n, N} || N <- lists:seq(1, 500)],
    [receive {'DOWN', R, _, _, normal} -> ok end || {_, R} <- Ss],
    L = [receive {n, N} -> N end || _ <- lists:seq(1, 500)],
    P ! stop,
    L =:= lists:seq(1, 500).

t_requests_storm() ->
    Me = self(),
    Ps = [spawn(fun L() -> receive stop -> ok after 0 -> L() end end) || _ <- lists:seq(1, 4)],
    [spawn(fun() -> Me ! {ok, length([ok || P <- Ps, _ <- lists:seq(1, 20), is_process_alive(P), process_info(P, trap_exit) =:= {trap_exit, false}])} end) || _ <- lists:seq(1, 10)],
    S = lists:sum([receive {ok, N} -> N end || _ <- lists:seq(1, 10)]),
    [P ! stop || P <- Ps],
    S.
