%% Calls a case as the recorder did, so that its frames end where this module's begin.
-module(harness).
-export([run/2]).

run(Module, Function) ->
    try {ok, Module:Function()} catch Class:Reason:Stack -> {Class, Reason, Stack} end.
