%% Reports of its own, as Gleam's test packages have: a line a test, with what the test printed.
-module(own_listener).
-behaviour(eunit_listener).
-export([start/1, init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).

start(Options) -> eunit_listener:start(?MODULE, Options).

init(_) -> 0.
handle_begin(_, _, Count) -> Count.
handle_end(group, _, Count) -> Count;
handle_end(test, Data, Count) ->
    {Module, Function, _} = proplists:get_value(source, Data),
    io:format("~s:~s ~0p ~0tp~n", [Module, Function, outcome(proplists:get_value(status, Data)),
                                   proplists:get_value(output, Data)]),
    Count + 1.
handle_cancel(_, Data, Count) ->
    io:format("cancelled ~0p~n", [reason(proplists:get_value(reason, Data))]),
    Count.
terminate({ok, Data}, Count) ->
    io:format("~p told, ~p passed, ~p failed~n",
              [Count, proplists:get_value(pass, Data), proplists:get_value(fail, Data)]);
terminate({error, Reason}, _) ->
    io:format("eunit failed: ~0p~n", [Reason]).

reason(Reason) when is_tuple(Reason) -> element(1, Reason);
reason(Reason) -> Reason.

outcome(ok) -> ok;
outcome({error, {Class, Reason, _}}) when is_map(Reason) -> {Class, maps:get(message, Reason)};
outcome({error, {Class, {Kind, _}, _}}) -> {Class, Kind};
outcome({error, {Class, Reason, _}}) -> {Class, Reason};
outcome(Other) -> Other.
