%% A receive that can only fit messages after a new reference: old messages are kept, in order, and are not looked at; the mark is
%% kept over calls, given up when another path is taken, and several are held at once.
%% build: 25 27 29
%% covers: recv_marker_reserve recv_marker_bind recv_marker_use recv_marker_clear
-module(op_recv_marker).
-export([run/0, call/2, server/0, fill/1, later/2, maybe_wait/2, two/1, id/1]).

run() ->
    {P, M} = spawn_monitor(?MODULE, server, []),
    fill(1000),
    R = [call(P, N) || N <- [1, 2, 3]],
    L = later(P, 4),
    W = [maybe_wait(P, N) || N <- [5, skip, 6]],
    T = two(P),
    D = call(P, stop),
    {R, L, W, T, D, down(M), count(0)}.

fill(0) -> ok;
fill(N) -> self() ! {noise, N}, fill(N - 1).

call(P, Q) ->
    R = erlang:monitor(process, P),
    P ! {R, self(), Q},
    receive
        {R, A} -> erlang:demonitor(R, [flush]), A;
        {'DOWN', R, _, _, Why} -> {down, Why}
    end.

later(P, Q) ->
    R = make_ref(),
    P ! {R, self(), Q},
    erlang:garbage_collect(),
    id(R),
    receive {R, A} -> A end.

maybe_wait(P, Q) ->
    R = make_ref(),
    case id(Q) of
        skip ->
            skipped;
        _ ->
            P ! {R, self(), Q},
            receive {R, A} -> A
            after 5000 -> timeout
            end
    end.

two(P) ->
    A = make_ref(),
    P ! {A, self(), a},
    B = make_ref(),
    P ! {B, self(), b},
    Y = receive {B, V} -> V end,
    X = receive {A, U} -> U end,
    {X, Y}.

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

id(X) -> X.
