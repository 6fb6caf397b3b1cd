%% What init tells of how it was started, where there was no boot, and net_kernel of no network.
-module(linac_os).
-export([get_arguments/0, get_argument/1, get_status/0, script_id/0, notify_when_started/1]).
-export([connect_node/1, hidden_connect_node/1, get_net_ticktime/0]).

%% As if by `erl -noshell`.
get_arguments() ->
    Root = filename:dirname(filename:dirname(code:lib_dir(stdlib))),
    Home = [{home, [Folder]} || Folder <- [os:getenv("HOME")], Folder =/= false],
    [{root, [Root]}, {progname, ["erl"]}] ++ Home ++ [{noshell, []}].

get_argument(Flag) ->
    case [Values || {Name, Values} <- get_arguments(), Name =:= Flag] of
        [] -> error;
        Found -> {ok, Found}
    end.

%% As in what `erl -eval` calls, and so `gleam run`.
get_status() -> {starting, started}.

script_id() -> {"Erlang/OTP", erlang:system_info(otp_release)}.

notify_when_started(Pid) when is_pid(Pid) -> started.

%% --- net_kernel, where there is no distribution ---------------------------------------------------

connect_node(Node) when is_atom(Node) -> ignored.

hidden_connect_node(Node) -> connect_node(Node).

get_net_ticktime() -> ignored.
