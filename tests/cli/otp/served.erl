%% The server that `supervised` supervises. It tells the process that is named at its start when it ends.
-module(served).
-behaviour(gen_server).
-export([start_link/2, init/1, handle_call/3, handle_cast/2, handle_info/2, handle_continue/2,
         terminate/2]).

start_link(Id, Listener) -> gen_server:start_link(?MODULE, {Id, Listener}, []).

init({{fails, Id}, _}) -> {stop, {failed, Id}};
init({{crashes, Id}, _}) -> error({crashed, Id});
init({{ignores, _}, _}) -> ignore;
init({Id, Listener}) ->
    process_flag(trap_exit, true),
    {ok, {Id, Listener}}.

handle_call({echo, X}, _, State) -> {reply, {echo, X}, State};
handle_call({later, Time, X}, From, State) ->
    erlang:send_after(Time, self(), {reply, From, X}),
    {noreply, State};
handle_call(crash, _, _) -> error(crash);
handle_call(stop, _, State) -> {stop, normal, stopped, State};
handle_call(continue, From, State) -> {noreply, State, {continue, {reply, From}}};
handle_call(hibernate, _, State) -> {reply, slept, State, hibernate}.

handle_cast({finish, crash}, _) -> error(crash);
handle_cast({finish, throw}, _) -> throw({stop, thrown, {thrown, none}});
handle_cast({finish, Reason}, State) -> {stop, Reason, State}.

handle_info({reply, From, X}, State) -> gen_server:reply(From, X), {noreply, State};
handle_info({tell, Pid, X}, State) -> Pid ! {told, X}, {noreply, State};
handle_info(_, State) -> {noreply, State}.

handle_continue({reply, From}, State) -> gen_server:reply(From, continued), {noreply, State}.

terminate(shutdown, {{deaf, _}, _}) -> receive never -> ok end;
terminate(Reason, {Id, Listener}) when is_pid(Listener) ->
    Short = case Reason of {R, Trace} when is_list(Trace) -> R; R -> R end,
    Listener ! {said, {Id, Short}};
terminate(_, _) -> ok.
