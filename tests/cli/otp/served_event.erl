-module(served_event).
-behaviour(gen_event).
-export([init/1, handle_event/2, handle_call/2, terminate/2]).

init(Listener) -> {ok, Listener}.
handle_event(Event, Listener) -> Listener ! {said, Event}, {ok, Listener}.
handle_call(Request, Listener) -> {ok, {called, Request}, Listener}.
terminate(Why, Listener) -> Listener ! {said, {ended, Why}}, gone.
