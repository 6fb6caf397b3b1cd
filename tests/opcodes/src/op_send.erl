%% Sending to self, to a registered name, to a name with a node, and to what takes no message.
%% covers: send
-module(op_send).
-export([run/0, to/2, tail/2, fail_name/0, fail_term/0, fail_tuple/0]).

run() ->
    R1 = to(self(), {first, [1, 2.5, <<"b">>]}),
    true = register(op_send_me, self()),
    R2 = to(op_send_me, second),
    R3 = tail({op_send_me, node()}, third),
    M = drain([]),
    true = unregister(op_send_me),
    {R1, R2, R3, M}.

to(P, M) -> [P ! M].

tail(P, M) -> P ! M.

drain(A) ->
    receive X -> drain([X | A])
    after 0 -> A
    end.

tail_name(N) -> to(N, x).

fail_name() -> tail_name(op_no_such_name).

fail_term() -> tail_name("pid").

fail_tuple() -> tail_name({1, 2}).
