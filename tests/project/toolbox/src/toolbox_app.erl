%% The application: a supervisor with one server that counts.
-module(toolbox_app).
-behaviour(application).
-behaviour(supervisor).
-export([start/2, prep_stop/1, stop/1, init/1]).

start(Type, Arguments) ->
    io:format("toolbox starts: ~p ~p~n", [Type, Arguments]),
    {ok, Pid} = supervisor:start_link({local, toolbox_sup}, ?MODULE, []),
    {ok, Pid, kept}.

prep_stop(State) ->
    io:format("toolbox is going to stop: ~p~n", [State]),
    State.

stop(State) ->
    io:format("toolbox has stopped: ~p~n", [State]).

init([]) ->
    Counter = #{id => counter, start => {toolbox_counter, start_link, []}, shutdown => 1000},
    {ok, {#{strategy => one_for_one, intensity => 3, period => 10}, [Counter]}}.
