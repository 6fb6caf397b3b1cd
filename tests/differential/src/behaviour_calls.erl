%% gen_server, gen_statem and supervisor: scripts of calls, with what each gives. A process's own name stands for a pid.
-module(behaviour_calls).
-export([t_server_calls/0, t_server_casts/0, t_server_ends/0, t_server_stops/0, t_server_raises/0, t_server_bad_answers/0]).
-export([t_server_starts/0, t_server_names/0, t_server_bad_starts/0, t_server_timeouts/0, t_server_requests/0, t_server_request_ids/0]).
-export([t_statem_walk/0, t_server_multi/0, t_sys/0, t_statem_states/0, t_statem_events/0, t_statem_timers/0, t_statem_postponed/0]).
-export([t_statem_messages/0, t_statem_ends/0, t_statem_bad_answers/0, t_statem_starts/0, t_statem_stops/0, t_statem_sys/0]).
-export([t_supervisor_children/0, t_supervisor_strategies/0, t_supervisor_restarts/0, t_supervisor_too_often/0, t_supervisor_simple/0, t_supervisor_failed_starts/0]).
-export([t_supervisor_bad_starts/0, t_supervisor_check/0, t_supervisor_shutdown/0]).
-export([id/1]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, handle_continue/2, terminate/2, code_change/3, format_status/1]).
-export([callback_mode/0, handle_event/4]).
-export([child/1, failing_child/1, ignored_child/1]).

-define(I(X), ?MODULE:id(X)).
-define(WAIT, 60000).

id(X) -> X.

call(Fun) ->
    try plain(Fun()) catch Class:Reason -> {Class, plain(Reason)} end.

%% What differs from run to run is left out.
plain(Pid) when is_pid(Pid) -> pid;
plain(Reference) when is_reference(Reference) -> reference;
plain([{M, F, _, [{file, _} | _]} | _]) when is_atom(M), is_atom(F) -> trace;
plain([{M, F, _, []} | _]) when is_atom(M), is_atom(F) -> trace;
plain([Head | Tail]) -> [plain(Head) | plain(Tail)];
plain(Tuple) when is_tuple(Tuple) -> list_to_tuple(plain(tuple_to_list(Tuple)));
plain(Other) -> Other.

%% Runs the funs, with the process, after a start, and tells how it ended.
with(Start, Funs) ->
    process_flag(trap_exit, true),
    case Start() of
        {ok, Pid} ->
            Monitor = monitor(process, Pid),
            Results = [call(fun() -> Fun(Pid) end) || Fun <- Funs],
            exit(Pid, kill),
            receive {'DOWN', Monitor, process, Pid, Reason} -> Results ++ [{down, plain(Reason)} | told()] end;
        Other ->
            [plain(Other) | told()]
    end.

%% Waits until the process has ended.
gone(Pid) ->
    Monitor = monitor(process, Pid),
    receive {'DOWN', Monitor, process, Pid, _} -> ok end.

%% Messages that have come, but for those of the links.
told() ->
    receive
        {'EXIT', _, _} -> told();
        Message -> [plain(Message) | told()]
    after 0 -> []
    end.

%% --- gen_server ---------------------------------------------------------------------------------

init({statem, Data}) -> {ok, idle, Data};
init({statem, State, Data, Actions}) -> {ok, State, Data, Actions};
init({supervisor, Flags, Children}) -> {ok, {Flags, Children}};
init({stop, Reason}) -> {stop, Reason};
init({raise, Class, Reason}) -> erlang:raise(Class, Reason, []);
init({continue, State, Next}) -> {ok, State, {continue, Next}};
init(ignore) -> ignore;
init({bad, Term}) -> Term;
init({server, Owner, State}) -> {ok, {Owner, State}};
init(State) -> {ok, State}.

handle_call(get, _, State) -> {reply, State, State};
handle_call({set, New}, _, State) -> {reply, State, New};
handle_call({later, What}, From, State) -> gen_server:reply(From, {later, What}), {noreply, State};
handle_call({timeout, Time}, _, State) -> {reply, ok, State, Time};
handle_call({continue, What}, _, State) -> {reply, ok, State, {continue, What}};
handle_call({stop, Reason, Reply}, _, State) -> {stop, Reason, Reply, State};
handle_call({stop, Reason}, _, State) -> {stop, Reason, State};
handle_call({raise, Class, Reason}, _, _) -> erlang:raise(Class, Reason, []);
handle_call({bad, Answer}, _, _) -> Answer;
handle_call(silent, _, State) -> {noreply, State};
handle_call(hibernate, _, State) -> {reply, slept, State, hibernate}.

handle_cast({set, New}, _) -> {noreply, New};
handle_cast({tell, Pid}, State) -> Pid ! {told, State}, {noreply, State};
handle_cast({stop, Reason}, State) -> {stop, Reason, State};
handle_cast({bad, Answer}, _) -> Answer.

handle_info(timeout, State) -> {noreply, {timed_out, State}};
handle_info(Message, State) -> {noreply, {Message, State}}.

handle_continue(Next, State) -> {noreply, {continued, Next, State}}.

terminate(Reason, {Owner, _}) when is_pid(Owner) -> Owner ! {terminated, Reason};
terminate(_, _) -> ok.

code_change(Old, State, Extra) -> {ok, {changed, Old, State, Extra}}.

format_status(Status) -> Status.

server(State, Funs) -> with(fun() -> gen_server:start_link(?MODULE, State, []) end, Funs).

t_server_calls() ->
    server(0, [fun(S) -> gen_server:call(S, Request) end || Request <- ?I([get, {set, 1}, get, {later, x}, {continue, more}, get, {timeout, 100000}, hibernate, {set, [a]}, get])]).
t_server_casts() ->
    server(0, [fun(S) -> gen_server:cast(S, {set, cast}) end, fun(S) -> gen_server:call(S, get) end, fun(S) -> S ! hello, gen_server:call(S, get) end, fun(S) -> gen_server:cast(S, {tell, self()}), gen_server:call(S, get) end]).
t_server_ends() ->
    [server({server, self(), 0}, [fun(S) -> gen_server:call(S, Request) end, fun gone/1, fun(S) -> gen_server:call(S, get) end])
     || Request <- ?I([{stop, normal, bye}, {stop, normal}, {stop, shutdown, bye}, {stop, {shutdown, x}}, {stop, reason, bye}, {stop, reason}])].
t_server_stops() -> [server({server, self(), 0}, [fun(S) -> gen_server:stop(S, Reason, ?WAIT) end, fun(S) -> gen_server:call(S, get) end]) || Reason <- ?I([normal, shutdown, {shutdown, x}, reason])].
t_server_raises() -> [server(0, [fun(S) -> ended(catch gen_server:call(S, {raise, Class, Reason})) end]) || {Class, Reason} <- ?I([{error, oops}, {exit, oops}, {exit, normal}, {throw, {reply, thrown, 5}}, {throw, oops}])].
%% Reason and who was called; the trace of a crash is OTP's own.
ended({'EXIT', {{Reason, Trace}, Called}}) when is_list(Trace) -> {ended, Reason, element(2, Called)};
ended({'EXIT', {Reason, Called}}) -> {ended, Reason, element(2, Called)};
ended(Other) -> Other.
t_server_bad_answers() -> [server(0, [fun(S) -> ended(catch gen_server:call(S, {bad, Answer})) end]) || Answer <- ?I([foo, {reply, a}, {ok, a}, {noreply}])].
t_server_starts() -> [with(fun() -> gen_server:start(?MODULE, How, []) end, [fun(S) -> gen_server:call(S, get) end])
                      || How <- ?I([5, ignore, {stop, reason}, {stop, normal}, {stop, shutdown}, {raise, exit, oops}, {raise, throw, {ok, thrown}}, {bad, foo}, {continue, 1, next}])].
t_server_names() ->
    with(fun() -> gen_server:start_link({local, calls_server}, ?MODULE, 1, []) end,
         [fun(_) -> gen_server:call(calls_server, get) end, fun(_) -> gen_server:start_link({local, calls_server}, ?MODULE, 2, []) end, fun(_) -> gen_server:call({calls_server, node()}, get) end,
          fun(_) -> whereis(calls_server) end, fun(_) -> gen_server:cast(calls_server, {set, 3}) end, fun(_) -> gen_server:call(calls_server, get, ?WAIT) end, fun(_) -> gen_server:stop(calls_server) end,
          fun(_) -> gen_server:call(calls_server, get) end, fun(_) -> gen_server:cast(calls_server, x) end, fun(_) -> gen_server:stop(calls_server) end]).
t_server_bad_starts() -> [call(fun() -> gen_server:start(Name, ?MODULE, 0, []) end) || Name <- ?I([{local, undefined}, {local, "x"}])].
t_server_timeouts() -> server(0, [fun(S) -> gen_server:call(S, silent, 0) end, fun(S) -> gen_server:call(S, get) end]).
t_server_requests() ->
    server(7, [fun(S) -> gen_server:receive_response(gen_server:send_request(S, get), ?WAIT) end, fun(S) -> gen_server:wait_response(gen_server:send_request(S, {set, 8}), ?WAIT) end,
               fun(S) -> gen_server:receive_response(gen_server:send_request(S, silent), 0) end, fun(S) -> R = gen_server:send_request(S, {stop, reason}), gen_server:receive_response(R, ?WAIT) end,
               fun(S) -> gen_server:receive_response(gen_server:send_request(S, get), ?WAIT) end]).
t_server_request_ids() ->
    server(7, [fun(S) -> Ids = gen_server:send_request(S, get, label, gen_server:reqids_new()), {response, R, L, Rest} = gen_server:receive_response(Ids, ?WAIT, true), {R, L, gen_server:reqids_size(Rest)} end,
               fun(_) -> gen_server:receive_response(gen_server:reqids_new(), 0, true) end]).
t_server_multi() ->
    with(fun() -> gen_server:start_link({local, calls_server}, ?MODULE, 1, []) end, [fun(_) -> gen_server:multi_call([node()], calls_server, get, ?WAIT) end, fun(_) -> gen_server:multi_call(nobody, get) end,
                                                                                     fun(_) -> gen_server:abcast(calls_server, {set, 2}) end, fun(_) -> gen_server:call(calls_server, get) end]).
t_sys() ->
    server(10, [fun sys:get_state/1, fun(S) -> sys:replace_state(S, fun(N) -> N + 1 end) end, fun(S) -> sys:get_state(S, ?WAIT) end, fun sys:suspend/1, fun(S) -> sys:get_state(S) end, fun(S) -> gen_server:cast(S, {set, 20}) end, fun sys:get_state/1,
                fun(S) -> sys:change_code(S, ?MODULE, old, extra) end, fun sys:resume/1, fun(S) -> gen_server:call(S, get) end, fun(S) -> sys:replace_state(S, fun(_) -> error(oops) end) end, fun(S) -> sys:change_code(S, ?MODULE, old, extra) end,
                fun(S) -> element(1, sys:get_status(S)) end, fun(S) -> sys:statistics(S, true) end, fun(S) -> gen_server:call(S, get) end, fun(S) -> {ok, L} = sys:statistics(S, get), proplists:get_value(messages_in, L) end,
                fun(S) -> sys:log(S, true) end, fun(S) -> sys:log(S, false) end, fun(S) -> sys:no_debug(S) end, fun(S) -> sys:terminate(S, shutdown) end, fun gone/1, fun sys:get_state/1]).

%% --- gen_statem ---------------------------------------------------------------------------------

callback_mode() -> handle_event_function.

handle_event({call, From}, get, State, Data) -> {keep_state_and_data, [{reply, From, {State, Data}}]};
handle_event({call, From}, {go, Next, New}, State, _) -> {next_state, Next, New, [{reply, From, {from, State}}]};
handle_event({call, From}, {actions, Actions}, _, Data) -> {keep_state, Data, [{reply, From, ok} | Actions]};
handle_event({call, _}, postpone, busy, _) -> {keep_state_and_data, [postpone]};
handle_event({call, From}, postpone, State, _) -> {keep_state_and_data, [{reply, From, {no_longer, State}}]};
handle_event({call, From}, {stop, Reason}, _, _) -> {stop_and_reply, Reason, [{reply, From, bye}]};
handle_event({call, _}, {bad, Answer}, _, _) -> Answer;
handle_event({call, _}, silent, _, _) -> keep_state_and_data;
handle_event(cast, {go, Next}, _, Data) -> {next_state, Next, Data};
handle_event(cast, stop, _, _) -> stop;
handle_event(Type, Content, _, Data) -> {keep_state, [{Type, Content} | Data]}.

statem(How, Funs) -> with(fun() -> gen_statem:start_link(?MODULE, How, []) end, Funs).
machine(Requests) -> statem({statem, []}, [fun(S) -> gen_statem:call(S, Request) end || Request <- ?I(Requests)]).

t_statem_states() -> machine([get, {go, busy, [x]}, get, {go, busy, []}, {go, idle, [y]}, get]).
t_statem_walk() -> machine(lists:append([[{go, State, Data}, get, {actions, [{next_event, internal, Data}]}, get] || State <- ?I([busy, idle]), Data <- [[], [x], [y, z]]])).
t_statem_events() -> machine([{actions, [{next_event, internal, one}, {next_event, info, two}]}, get, {actions, [{state_timeout, 0, late}]}, get, {actions, [{timeout, 0, idle_for_long}]}, get, {actions, [{{timeout, named}, 0, n}]}, get]).
t_statem_timers() -> machine([{actions, [{state_timeout, 100000, never}]}, {go, busy, []}, get, {actions, [{{timeout, a}, 100000, never}, {{timeout, a}, cancel}]}, get, {actions, [{{timeout, b}, infinity, never}]}, get]).
t_statem_postponed() ->
    statem({statem, busy, [], []}, [fun(S) -> R = gen_statem:send_request(S, postpone), gen_statem:cast(S, {go, idle}), gen_statem:receive_response(R, ?WAIT) end, fun(S) -> gen_statem:call(S, get) end]).
t_statem_messages() -> statem({statem, []}, [fun(S) -> S ! hello, gen_statem:cast(S, there), gen_statem:call(S, get, ?WAIT) end, fun(S) -> gen_statem:call(S, silent, 0) end, fun(S) -> gen_statem:call(S, get, {clean_timeout, ?WAIT}) end]).
t_statem_ends() -> [statem({statem, []}, [fun(S) -> gen_statem:call(S, {stop, Reason}) end, fun gone/1, fun(S) -> gen_statem:call(S, get) end]) || Reason <- ?I([normal, shutdown, {shutdown, x}, reason])].
t_statem_bad_answers() -> [statem({statem, []}, [fun(S) -> ended(catch gen_statem:call(S, {bad, Answer})) end]) || Answer <- ?I([foo, {next_state}, {keep_state, x, [foo]}, {keep_state_and_data, [{reply, bad, x}]}])].
t_statem_starts() -> [with(fun() -> gen_statem:start(?MODULE, How, []) end, [fun(S) -> gen_statem:call(S, get) end])
                      || How <- ?I([{statem, 5}, ignore, {stop, reason}, {bad, foo}, {statem, odd, data, [{next_event, internal, first}]}, {statem, odd, [], [hibernate]}])].
t_statem_stops() -> [statem({statem, []}, [fun(S) -> gen_statem:stop(S, Reason, ?WAIT) end, fun(S) -> gen_statem:call(S, get) end]) || Reason <- ?I([normal, reason])].
t_statem_sys() -> statem({statem, [d]}, [fun sys:get_state/1, fun(S) -> sys:replace_state(S, fun({State, Data}) -> {State, [e | Data]} end) end, fun(S) -> gen_statem:call(S, get) end, fun sys:suspend/1, fun sys:resume/1, fun(S) -> gen_statem:cast(S, stop) end]).

%% --- supervisor ---------------------------------------------------------------------------------

child(State) -> gen_server:start_link(?MODULE, State, []).
failing_child(Reason) -> {error, Reason}.
ignored_child(_) -> ignore.

spec(Id, How) -> maps:merge(#{id => Id, start => {?MODULE, child, [Id]}, shutdown => 1000}, How).

supervisor(Flags, Children, Funs) -> with(fun() -> supervisor:start_link(?MODULE, {supervisor, Flags, Children}) end, Funs).
pid_of(Id, Supervisor) -> {_, Pid, _, _} = lists:keyfind(Id, 1, supervisor:which_children(Supervisor)), Pid.
%% Ends a child, and waits until its supervisor has heard of it. Which of the children are other processes then.
ends(Id, Reason, Supervisor) ->
    Before = supervisor:which_children(Supervisor),
    {_, Pid, _, _} = lists:keyfind(Id, 1, Before),
    exit(Pid, Reason),
    After = without(Pid, Supervisor),
    [{Name, Now =:= New, plain(New)} || {Name, New, _, _} <- After, {Same, Now, _, _} <- Before, Same =:= Name].
without(Pid, Supervisor) ->
    Children = supervisor:which_children(Supervisor),
    case lists:keymember(Pid, 2, Children) of
        true -> erlang:yield(), without(Pid, Supervisor);
        false -> Children
    end.

t_supervisor_children() ->
    supervisor(?I(#{}), [spec(a, #{}), spec(b, #{restart => temporary})],
               [fun supervisor:which_children/1, fun supervisor:count_children/1, fun(S) -> supervisor:start_child(S, spec(c, #{restart => transient})) end, fun(S) -> supervisor:start_child(S, spec(c, #{})) end, fun(S) -> supervisor:terminate_child(S, a) end,
                fun(S) -> supervisor:start_child(S, spec(a, #{})) end, fun(S) -> supervisor:restart_child(S, a) end, fun(S) -> supervisor:restart_child(S, a) end, fun(S) -> supervisor:delete_child(S, a) end, fun(S) -> supervisor:terminate_child(S, a) end,
                fun(S) -> supervisor:delete_child(S, a) end, fun(S) -> supervisor:delete_child(S, nobody) end, fun(S) -> supervisor:restart_child(S, nobody) end, fun(S) -> supervisor:terminate_child(S, nobody) end, fun(S) -> supervisor:terminate_child(S, b) end,
                fun supervisor:which_children/1, fun supervisor:count_children/1, fun(S) -> supervisor:get_childspec(S, c) end, fun(S) -> supervisor:get_childspec(S, b) end]).
t_supervisor_strategies() ->
    [supervisor(#{strategy => Strategy, intensity => 5, period => 100}, [spec(a, #{}), spec(b, #{}), spec(c, #{})], [fun(S) -> ends(b, Reason, S) end, fun supervisor:count_children/1])
     || Strategy <- ?I([one_for_one, one_for_all, rest_for_one]), Reason <- ?I([oops, shutdown, kill])].
t_supervisor_restarts() ->
    [supervisor(#{intensity => 5, period => 100}, [spec(a, #{restart => Restart})], [fun(S) -> ends(a, Reason, S) end, fun supervisor:which_children/1]) || Restart <- ?I([permanent, transient, temporary]), Reason <- ?I([oops, shutdown, {shutdown, x}])].
t_supervisor_too_often() ->
    supervisor(#{intensity => 1, period => 100}, [spec(a, #{})], [fun(S) -> ends(a, oops, S) end, fun(S) -> M = monitor(process, S), exit(pid_of(a, S), oops), receive {'DOWN', M, _, _, Reason} -> Reason end end]).
t_supervisor_simple() ->
    supervisor(#{strategy => simple_one_for_one}, [#{id => x, start => {?MODULE, child, []}, restart => temporary}],
               [fun(S) -> supervisor:start_child(S, [1]) end, fun(S) -> supervisor:start_child(S, [2]) end, fun supervisor:which_children/1, fun supervisor:count_children/1, fun(S) -> supervisor:start_child(S, [ignore]) end, fun(S) -> supervisor:start_child(S, [{stop, r}]) end,
                fun(S) -> [{_, Pid, _, _} | _] = supervisor:which_children(S), supervisor:terminate_child(S, Pid) end, fun supervisor:count_children/1, fun(S) -> supervisor:terminate_child(S, x) end, fun(S) -> supervisor:delete_child(S, x) end,
                fun(S) -> supervisor:restart_child(S, x) end, fun(S) -> supervisor:get_childspec(S, x) end]).
t_supervisor_failed_starts() ->
    [with(fun() -> supervisor:start_link(?MODULE, {supervisor, #{}, Children}) end, [fun supervisor:which_children/1])
     || Children <- [[spec(a, #{}), #{id => b, start => {?MODULE, failing_child, [why]}}], [#{id => b, start => {?MODULE, ignored_child, [x]}}], [#{id => b, start => {?MODULE, ignored_child, [x]}, restart => temporary}, spec(a, #{})]]].
t_supervisor_bad_starts() ->
    [with(fun() -> supervisor:start_link(?MODULE, How) end, []) || How <- ?I([ignore, {bad, foo}, {supervisor, #{strategy => foo}, []}, {supervisor, #{intensity => -1}, []}, {supervisor, #{period => 0}, []}, {supervisor, foo, []}, {supervisor, #{}, foo},
                                                                              {supervisor, {one_for_one, 1, 5}, []}, {supervisor, #{strategy => simple_one_for_one}, []}])].
t_supervisor_check() ->
    [call(fun() -> supervisor:check_childspecs(Specs) end)
     || Specs <- ?I([[], foo, [#{id => a, start => {m, f, []}}], [#{start => {m, f, []}}], [#{id => a}], [#{id => a, start => {m, f}}], [#{id => a, start => {m, f, []}, restart => foo}], [#{id => a, start => {m, f, []}, shutdown => -1}], [#{id => a, start => {m, f, []}, type => foo}],
                     [{a, {m, f, []}, permanent, 5000, worker, [m]}], [{a, {m, f, []}, permanent, brutal_kill, supervisor, dynamic}], [{a, {m, f, []}, permanent, 5000, worker, m}], [#{id => a, start => {m, f, []}}, #{id => a, start => {m, f, []}}],
                     [#{id => a, start => {m, f, []}, modules => foo}], [#{id => a, start => {m, f, []}, significant => true}], [#{id => a, start => {m, f, []}, significant => true, restart => temporary}]])].
t_supervisor_shutdown() ->
    supervisor(#{}, [#{id => Id, start => {?MODULE, child, [{server, self(), Id}]}, shutdown => How} || {Id, How} <- ?I([{a, 1000}, {b, brutal_kill}, {c, infinity}])],
               [fun(S) -> M = monitor(process, S), exit(S, shutdown), receive {'DOWN', M, _, _, Reason} -> Reason end end]).
