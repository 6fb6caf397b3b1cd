%% There are no sockets in Linac: each function says so. OTP's module would fail somewhere below, in what only a
%% booted Erlang has. `linac imports` counts such bodies as missing.
-module(gen_udp).
-export([close/1, connect/2, connect/3, controlling_process/2, fdopen/2, open/1, open/2, recv/2,
         recv/3, send/2, send/3, send/4, send/5]).

-define(NO_SOCKETS, erlang:nif_error({notsup, "Linac has no sockets"})).

close(_) -> ?NO_SOCKETS.
connect(_, _) -> ?NO_SOCKETS.
connect(_, _, _) -> ?NO_SOCKETS.
controlling_process(_, _) -> ?NO_SOCKETS.
fdopen(_, _) -> ?NO_SOCKETS.
open(_) -> ?NO_SOCKETS.
open(_, _) -> ?NO_SOCKETS.
recv(_, _) -> ?NO_SOCKETS.
recv(_, _, _) -> ?NO_SOCKETS.
send(_, _) -> ?NO_SOCKETS.
send(_, _, _) -> ?NO_SOCKETS.
send(_, _, _, _) -> ?NO_SOCKETS.
send(_, _, _, _, _) -> ?NO_SOCKETS.
