%% Waiting with nothing to receive: a process that only sleeps, and one that waits for ever and is ended from outside.
%% covers: wait wait_timeout timeout
-module(op_wait).
-export([run/0, sleep/1, for_ever/0]).

run() ->
    {P, M} = spawn_monitor(?MODULE, for_ever, []),
    S = sleep(10),
    exit(P, enough),
    R = receive {'DOWN', M, process, P, Why} -> Why end,
    {S, R}.

sleep(T) ->
    receive after T -> slept end.

for_ever() ->
    receive after infinity -> never end.
