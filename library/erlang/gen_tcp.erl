%% There are no sockets in Linac: each function says so. OTP's module would fail somewhere below, in what only a
%% booted Erlang has. `linac imports` counts such bodies as missing.
-module(gen_tcp).
-export([accept/1, accept/2, close/1, connect/2, connect/3, connect/4, controlling_process/2,
         fdopen/2, listen/2, recv/2, recv/3, send/2, shutdown/2, unrecv/2]).

-define(NO_SOCKETS, erlang:nif_error({notsup, "Linac has no sockets"})).

accept(_) -> ?NO_SOCKETS.
accept(_, _) -> ?NO_SOCKETS.
close(_) -> ?NO_SOCKETS.
connect(_, _) -> ?NO_SOCKETS.
connect(_, _, _) -> ?NO_SOCKETS.
connect(_, _, _, _) -> ?NO_SOCKETS.
controlling_process(_, _) -> ?NO_SOCKETS.
fdopen(_, _) -> ?NO_SOCKETS.
listen(_, _) -> ?NO_SOCKETS.
recv(_, _) -> ?NO_SOCKETS.
recv(_, _, _) -> ?NO_SOCKETS.
send(_, _) -> ?NO_SOCKETS.
shutdown(_, _) -> ?NO_SOCKETS.
unrecv(_, _) -> ?NO_SOCKETS.
