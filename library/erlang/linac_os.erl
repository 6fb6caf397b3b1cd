%% What init tells of how it was started, where there was no boot, and net_kernel of no network.
-module(linac_os).
-export([get_arguments/0, get_argument/1, get_status/0, script_id/0, notify_when_started/1]).
-export([connect_node/1, hidden_connect_node/1, get_net_ticktime/0, monitor_nodes/1, monitor_nodes/2]).
-export([nodename/0, get_state/0]).

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
nodename() -> ignored.
get_state() -> #{started => no}.

%% No node comes or goes, so that there is nothing to be told of.
monitor_nodes(Flag) -> monitor_nodes(Flag, []).

monitor_nodes(Flag, _) when not is_boolean(Flag) -> error;
monitor_nodes(_, Options) when is_list(Options) ->
    case [Option || Option <- Options, not is_node_option(Option)] of
        [] -> ok;
        [{node_type, _} = Option | _] -> {error, {bad_option_value, Option}};
        Unknown -> {error, {unknown_options, Unknown}}
    end;
monitor_nodes(_, Options) when is_map(Options) ->
    case maps:without([connection_id, node_type, nodedown_reason], Options) of
        Unknown when map_size(Unknown) > 0 -> {error, {unknown_options, Unknown}};
        _ -> ok
    end;
monitor_nodes(_, Options) -> {error, {invalid_options, Options}}.

is_node_option({node_type, Type}) -> lists:member(Type, [visible, hidden, all]);
is_node_option(Option) -> Option =:= nodedown_reason.
