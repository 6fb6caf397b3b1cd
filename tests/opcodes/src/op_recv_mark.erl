%% A receive that can only fit messages after a new reference: old messages are kept, in order, and are not looked at.
%% build: 23
%% covers: recv_mark recv_set
-module(op_recv_mark).
-export([run/0, call/2, server/0, fill/1]).

run() ->
    {P, M} = spawn_monitor(?MODULE, server, []),
    fill(1000),
    R = [call(P, N) || N <- [1, 2, 3]],
    D = call(P, stop),
    {R, D, down(M), count(0)}.

fill(0) -> ok;
fill(N) -> self() ! {noise, N}, fill(N - 1).

call(P, Q) ->
    R = erlang:monitor(process, P),
    P ! {R, self(), Q},
    receive
        {R, A} -> erlang:demonitor(R, [flush]), A;
        {'DOWN', R, _, _, Why} -> {down, Why}
    end.

server() ->
    receive
        {_, _, stop} -> bye;
        {R, From, Q} -> From ! {R, {answer, Q}}, server()
    end.

down(M) -> receive {'DOWN', M, _, _, Why} -> Why end.

count(N) ->
    receive {noise, _} -> count(N + 1)
    after 0 -> N
    end.
