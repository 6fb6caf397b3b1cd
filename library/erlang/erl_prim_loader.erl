%% Files as Erlang's boot reads them: those of the library archive, too, by the paths that
%% code:where_is_file/1 and code:which/1 give.
-module(erl_prim_loader).
-export([get_file/1, list_dir/1, read_file_info/1, read_link_info/1, get_path/0, set_path/1,
         get_cwd/0, read_file/1]).

get_file(Path) ->
    case read_file(Path) of
        {ok, Bytes} -> {ok, Bytes, flat(Path)};
        {error, _} -> error
    end.

read_file(Path) ->
    case prim_file:read_file(Path) of
        {ok, Bytes} -> {ok, Bytes};
        Error ->
            case own_file(flat(Path)) of
                {ok, Bytes} -> {ok, Bytes};
                error -> Error
            end
    end.

%% Also where the program may read no files.
own_file(Path) ->
    case linac_host:library_file(Path) of
        error -> linac_host:program_file(Path);
        Found -> Found
    end.

list_dir(Folder) -> or_error(file:list_dir(Folder)).
read_file_info(Path) -> or_error(file:read_file_info(Path, [raw])).
read_link_info(Path) -> or_error(file:read_link_info(Path, [raw])).
get_path() -> {ok, code:get_path()}.
set_path(Path) when is_list(Path) -> ok.
get_cwd() -> or_error(file:get_cwd()).

flat(Path) when is_atom(Path) -> atom_to_list(Path);
flat(Path) when is_binary(Path) -> unicode:characters_to_list(Path);
flat(Path) -> lists:flatten(Path).

or_error({ok, _} = Result) -> Result;
or_error({error, _}) -> error.
