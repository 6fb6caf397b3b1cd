%% What init tells of how it was started, where there was no boot.
-module(linac_os).
-export([get_arguments/0, get_argument/1, get_status/0]).

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

get_status() -> {started, started}.
