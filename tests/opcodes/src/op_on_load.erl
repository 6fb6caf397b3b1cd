%% A function that runs when the module is loaded; the module is there only if it answers ok.
%% covers: on_load
-module(op_on_load).
-export([run/0]).
-on_load(init/0).

run() -> {erlang:get(op_on_load), persistent_term:get(op_on_load_ran)}.

init() ->
    persistent_term:put(op_on_load_ran, {yes, [1]}),
    ok.
