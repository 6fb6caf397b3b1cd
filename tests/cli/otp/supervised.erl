%% Scenarios of supervisors and servers, on Erlang's own supervisor, gen_server, gen_statem, gen_event and
%% proc_lib: a line each says what came of it, the same on every implementation.
-module(supervised).
-behaviour(supervisor).
-export([main/0, one_crash/0, init/1]).

main() ->
    process_flag(trap_exit, true),
    [say({Strategy, Restart, How, Victim}, fun() -> tree(Strategy, Restart, How, Victim) end)
     || Strategy <- [one_for_one, one_for_all, rest_for_one],
        Restart <- [permanent, transient, temporary],
        How <- [normal, shutdown, {shutdown, x}, crash, kill, other, throw],
        Victim <- [c1, c2, c3]],
    [say({simple, Restart, How}, fun() -> simple(Restart, How) end)
     || Restart <- [permanent, transient, temporary],
        How <- [normal, shutdown, crash, kill, other]],
    [say({intensity, Intensity, How}, fun() -> intensity(Intensity, How) end)
     || Intensity <- [0, 1, 2], How <- [crash, kill]],
    [say({auto_shutdown, Mode, How}, fun() -> auto_shutdown(Mode, How) end)
     || Mode <- [never, any_significant, all_significant], How <- [normal, crash]],
    [say(Name, Fun) || {Name, Fun} <- others()],
    ok.

say(Name, Fun) ->
    {Pid, Ref} = spawn_monitor(fun() -> process_flag(trap_exit, true), exit({is, Fun()}) end),
    receive
        {'DOWN', Ref, process, Pid, {is, Result}} -> io:format("~p: ~p~n", [Name, Result]);
        {'DOWN', Ref, process, Pid, Reason} -> io:format("~p: failed ~p~n", [Name, Reason])
    end.

%% A crash with its reports.
one_crash() ->
    process_flag(trap_exit, true),
    {ok, Sup} = start(one_for_one, permanent),
    _ = await_end(Sup, c2, crash),
    end_of(Sup, fun() -> exit(Sup, shutdown) end).

%% --- Trees -----------------------------------------------------------------------------------------

start(Strategy, Restart) ->
    Children = [#{id => Id, start => {served, start_link, [Id, self()]}, restart => Restart}
                || Id <- [c1, c2, c3]],
    supervisor:start_link(?MODULE, {#{strategy => Strategy, intensity => 3, period => 3600}, Children}).

init(Spec) -> {ok, Spec}.

%% The children's pids before and after a victim has ended in that way, compared.
await_end(Sup, Id, How) ->
    Before = supervisor:which_children(Sup),
    {Id, Pid, _, _} = lists:keyfind(Id, 1, Before),
    finish(Pid, How),
    {Before, await_gone(Sup, Pid, 1000)}.

finish(Pid, kill) -> exit(Pid, kill);
finish(Pid, How) -> gen_server:cast(Pid, {finish, How}).

await_gone(_, _, 0) -> still_there;
await_gone(Sup, Pid, Tries) ->
    case catch supervisor:which_children(Sup) of
        {'EXIT', _} -> ended;
        Now ->
            case lists:keymember(Pid, 2, Now) of
                false -> Now;
                true -> receive after 2 -> await_gone(Sup, Pid, Tries - 1) end
            end
    end.

compared({_, Atom}) when is_atom(Atom) -> Atom;
compared({Before, Now}) ->
    [case lists:keyfind(Id, 1, Now) of
         {Id, Pid, _, _} -> {Id, same};
         {Id, New, _, _} when is_pid(New) -> {Id, is_process_alive(New)};
         {Id, Other, _, _} -> {Id, Other};
         false -> {Id, absent}
     end || {Id, Pid, _, _} <- lists:keysort(1, Before)].

%% Ends the supervisor; its reason, and what its children said when they ended, in order.
end_of(Sup, How) ->
    Ref = monitor(process, Sup),
    How(),
    receive {'DOWN', Ref, process, Sup, Reason} -> {Reason, said()} end.

said() ->
    receive
        {said, What} -> [What | said()];
        {'EXIT', _, _} -> said()
    after 0 -> []
    end.

tree(Strategy, Restart, How, Victim) ->
    {ok, Sup} = start(Strategy, Restart),
    Result = compared(await_end(Sup, Victim, How)),
    Counts = lists:sort(supervisor:count_children(Sup)),
    {Result, Counts, end_of(Sup, fun() -> exit(Sup, shutdown) end)}.

simple(Restart, How) ->
    Child = #{id => any, start => {served, start_link, []}, restart => Restart},
    {ok, Sup} = supervisor:start_link(?MODULE, {#{strategy => simple_one_for_one}, [Child]}),
    [{ok, A}, {ok, B}] = [supervisor:start_child(Sup, [Id, self()]) || Id <- [a, b]],
    finish(A, How),
    Now = await_gone(Sup, A, 1000),
    Left = case Now of ended -> ended; _ -> {length(Now), lists:keymember(B, 2, Now)} end,
    Alive = is_process_alive(B),
    {Reason, Said} = end_of(Sup, fun() -> exit(Sup, shutdown) end),
    {Left, Alive, Reason, lists:sort(Said)}.  % in no promised order

intensity(Intensity, How) ->
    Flags = #{strategy => one_for_one, intensity => Intensity, period => 3600},
    Child = #{id => c, start => {served, start_link, [c, self()]}},
    {ok, Sup} = supervisor:start_link(?MODULE, {Flags, [Child]}),
    Ref = monitor(process, Sup),
    Rounds = crash_on(Sup, How, 0),
    receive {'DOWN', Ref, process, Sup, Reason} -> {Rounds, Reason} end.

crash_on(Sup, How, N) ->
    case catch await_end(Sup, c, How) of
        {_, Now} when is_list(Now) -> crash_on(Sup, How, N + 1);
        _ -> N
    end.

auto_shutdown(Mode, How) ->
    Child = fun(Id) -> #{id => Id, start => {served, start_link, [Id, self()]}, restart => transient,
                         significant => Mode =/= never} end,
    {ok, Sup} = supervisor:start_link(?MODULE, {#{auto_shutdown => Mode, period => 3600}, [Child(s1), Child(s2)]}),
    First = compared(catch await_end(Sup, s1, How)),
    Second = case First of ended -> none; _ -> compared(catch await_end(Sup, s2, How)) end,
    {First, Second, is_process_alive(Sup), catch end_of(Sup, fun() -> exit(Sup, shutdown) end)}.

%% --- Others ----------------------------------------------------------------------------------------

others() ->
    [{child_api, fun() ->
         {ok, Sup} = start(one_for_one, permanent),
         Spec = #{id => c4, start => {served, start_link, [c4, self()]}},
         {ok, Pid} = supervisor:start_child(Sup, Spec),
         [supervisor:start_child(Sup, Spec) =:= {error, {already_started, Pid}},
          supervisor:terminate_child(Sup, c4), supervisor:start_child(Sup, Spec),
          element(1, supervisor:restart_child(Sup, c4)), supervisor:restart_child(Sup, c4),
          supervisor:delete_child(Sup, c4), supervisor:terminate_child(Sup, c4),
          supervisor:delete_child(Sup, c4), supervisor:terminate_child(Sup, nobody),
          maps:get(restart, element(2, supervisor:get_childspec(Sup, c1))),
          supervisor:check_childspecs([Spec]), supervisor:check_childspecs([#{id => x}])]
     end},
     {nested, fun() ->
         Inner = #{id => inner, type => supervisor, start => {supervisor, start_link,
                   [?MODULE, {#{}, [#{id => deep, start => {served, start_link, [deep, self()]}}]}]}},
         {ok, Sup} = supervisor:start_link(?MODULE, {#{strategy => one_for_all}, [Inner]}),
         [{inner, In, supervisor, _}] = supervisor:which_children(Sup),
         {compared(await_end_in(In, deep)), end_of(Sup, fun() -> exit(Sup, shutdown) end)}
     end},
     {brutal_kill, fun() ->
         Child = #{id => b, start => {served, start_link, [b, self()]}, shutdown => brutal_kill},
         {ok, Sup} = supervisor:start_link(?MODULE, {#{}, [Child]}),
         end_of(Sup, fun() -> exit(Sup, shutdown) end)
     end},
     {shutdown_timeout, fun() ->
         Child = #{id => b, start => {served, start_link, [{deaf, b}, self()]}, shutdown => 20},
         {ok, Sup} = supervisor:start_link(?MODULE, {#{}, [Child]}),
         end_of(Sup, fun() -> exit(Sup, shutdown) end)
     end},
     {bad_init, fun() ->
         [supervisor:start_link(?MODULE, {#{strategy => none}, []}),
          supervisor:start_link(?MODULE, {#{}, [#{id => x}]}),
          supervisor:start_link(?MODULE, {#{}, [#{id => f, start => {served, start_link,
                                                                    [{fails, f}, self()]}}]})]
     end},
     {ignored_child, fun() ->
         Child = #{id => i, start => {served, start_link, [{ignores, i}, self()]}},
         {ok, Sup} = supervisor:start_link(?MODULE, {#{}, [Child]}),
         {supervisor:which_children(Sup), end_of(Sup, fun() -> exit(Sup, shutdown) end)}
     end},
     {kill_supervisor, fun() ->
         {ok, Sup} = start(one_for_one, permanent),
         Refs = [monitor(process, Pid) || {_, Pid, _, _} <- supervisor:which_children(Sup)],
         exit(Sup, kill),
         Reasons = [receive {'DOWN', Ref, process, _, Why} -> Why end || Ref <- Refs],
         {Reasons, lists:sort(said())}
     end}]
    ++ [{{server, Name}, Fun} || {Name, Fun} <- servers()]
    ++ [{{proc_lib, Name}, Fun} || {Name, Fun} <- starts()].

await_end_in(Sup, Id) -> await_end(Sup, Id, crash).

servers() ->
    With = fun(F) -> fun() -> {ok, Pid} = served:start_link(s, self()), F(Pid) end end,
    [{call, With(fun(P) -> gen_server:call(P, {echo, x}) end)},
     {late_reply, With(fun(P) -> gen_server:call(P, {later, 5, y}) end)},
     {timeout, With(fun(P) -> exit_of(fun() -> gen_server:call(P, {later, 3600000, y}, 10) end, P) end)},
     {crash_in_call, With(fun(P) -> exit_of(fun() -> gen_server:call(P, crash) end, P) end)},
     {stop_in_call, With(fun(P) -> {gen_server:call(P, stop), ended(P)} end)},
     {stop, With(fun(P) -> {gen_server:stop(P), said()} end)},
     {noproc, fun() -> exit_of(fun() -> gen_server:call(nobody_here, x) end, none) end},
     {name_taken, fun() ->
         {ok, P} = gen_server:start_link({local, taken}, served, {n, self()}, []),
         gen_server:start_link({local, taken}, served, {n, self()}, []) =:= {error, {already_started, P}}
     end},
     {fails, fun() -> served:start_link({fails, f}, self()) end},
     {crashes, fun() -> {error, {E, _}} = served:start_link({crashes, f}, self()), E end},
     {ignores, fun() -> served:start_link({ignores, f}, self()) end},
     {continue, With(fun(P) -> gen_server:call(P, continue) end)},
     {hibernate, With(fun(P) -> {gen_server:call(P, hibernate), gen_server:call(P, {echo, z})} end)},
     {state, With(fun(P) -> {element(1, sys:get_state(P)), sys:suspend(P), sys:resume(P)} end)},
     {replace_state, With(fun(P) -> sys:replace_state(P, fun({_, M}) -> {new, M} end),
                                    element(1, sys:get_state(P)) end)},
     {send_request, With(fun(P) -> R = gen_server:send_request(P, {echo, r}),
                                   gen_server:receive_response(R, 60000) end)},
     {multi, fun() -> {ok, P} = gen_server:start_link({local, many}, served, {n, self()}, []),
                      {[{_, A}], []} = gen_server:multi_call([node()], many, {echo, m}), {A, is_pid(P)} end},
     {info, With(fun(P) -> P ! {tell, self(), hello}, receive {told, T} -> T end end)},
     {statem, fun() ->
         {ok, P} = gen_statem:start_link(served_statem, [], []),
         [gen_statem:call(P, push), gen_statem:call(P, push), gen_statem:call(P, count),
          gen_statem:call(P, wait), gen_statem:stop(P)]
     end},
     {event, fun() ->
         {ok, P} = gen_event:start_link(),
         [gen_event:add_handler(P, served_event, self()), gen_event:notify(P, hi),
          gen_event:sync_notify(P, there), gen_event:which_handlers(P), gen_event:call(P, served_event, x),
          gen_event:delete_handler(P, served_event, bye), said()]
     end}].

exit_of(Fun, Pid) ->
    try Fun() catch
        exit:{{Reason, Trace}, {gen_server, call, _}} when is_list(Trace) -> {Reason, ended(Pid)};
        exit:{Reason, {gen_server, call, _}} -> Reason
    end.

ended(Pid) ->
    Ref = monitor(process, Pid),
    receive {'DOWN', Ref, process, Pid, _} -> ended end.

starts() ->
    Self = fun() -> self() end,
    [{ack, fun() -> P = Self(), proc_lib:start_link(erlang, apply,
        [fun() -> proc_lib:init_ack(P, {ok, there}) end, []]) end},
     {dies, fun() -> proc_lib:start_link(erlang, apply, [fun() -> exit(early) end, []]) end},
     {timeout, fun() -> proc_lib:start(erlang, apply, [fun() -> receive x -> x end end, []], 10) end},
     {initial_call, fun() ->
         P = proc_lib:spawn_link(fun() -> receive x -> x end end),
         {Module, _, Args} = proc_lib:translate_initial_call(P),
         P ! x,
         {Module, Args}
     end},
     {hibernate, fun() ->
         P = self(),
         Q = proc_lib:spawn_link(proc_lib, hibernate, [erlang, apply, [fun() -> P ! woken end, []]]),
         Q ! go,
         receive woken -> woken end
     end},
     {stop, fun() ->
         P = proc_lib:spawn_link(fun() -> receive x -> x end end),
         catch proc_lib:stop(P, shutdown, 50)
     end}].
