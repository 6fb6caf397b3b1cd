-module(toolbox_counter).
-behaviour(gen_server).
-export([start_link/0, next/0, break/0]).
-export([init/1, handle_call/3, handle_cast/2, terminate/2]).

start_link() -> gen_server:start_link({local, toolbox_counter}, ?MODULE, [], []).
next() -> gen_server:call(toolbox_counter, next).
break() -> exit(whereis(toolbox_counter), kill).

init([]) ->
    process_flag(trap_exit, true),
    {ok, 0}.
handle_call(next, _, Count) -> {reply, Count + 1, Count + 1}.
handle_cast(_, Count) -> {noreply, Count}.
terminate(Reason, Count) -> io:format("the counter ends at ~p: ~p~n", [Count, Reason]).
