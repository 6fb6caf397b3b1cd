%% The module code, where the VM itself is the code server (runtime/code/code_server.h): what is not a
%% native goes here. The path is what the program was started with, and Erlang's library behind it.
%%
%% Old code stays in memory and may run for ever: purging kills nobody.
-module(code).
-export([ensure_loaded/1, ensure_modules_loaded/1, is_loaded/1, which/1, lib_dir/1, priv_dir/1,
         where_is_file/1, get_path/0]).
-export([get_mode/0, objfile_extension/0, root_dir/0, lib_dir/0, lib_dir/2, compiler_dir/0,
         set_path/1, set_path/2, add_path/1, add_path/2, add_patha/1, add_patha/2, add_pathz/1,
         add_pathz/2, add_paths/1, add_paths/2, add_pathsa/1, add_pathsa/2, add_pathsz/1,
         add_pathsz/2, del_path/1, del_paths/1, where_is_file/2, clear_cache/0, clash/0]).
-export([load_file/1, load_abs/1, load_binary/3, atomic_load/1, delete/1, purge/1, soft_purge/1,
         get_object_code/1, all_loaded/0, all_available/0, is_sticky/1, stick_dir/1, unstick_dir/1,
         stick_mod/1, unstick_mod/1, module_md5/1, module_status/0, module_status/1,
         modified_modules/0, is_module_native/1]).

-define(native, erlang:nif_error(undef)).

ensure_loaded(_) -> ?native.
ensure_modules_loaded(_) -> ?native.
is_loaded(_) -> ?native.
which(_) -> ?native.
lib_dir(_) -> ?native.
priv_dir(_) -> ?native.
where_is_file(_) -> ?native.
get_path() -> ?native.

get_mode() -> interactive.
objfile_extension() -> ".beam".

%% --- Folders ------------------------------------------------------------------------------------

lib_dir() -> filename:dirname(code:lib_dir(stdlib)).
root_dir() -> filename:dirname(lib_dir()).
compiler_dir() -> code:lib_dir(compiler).

lib_dir(Application, Inside) when is_atom(Inside); is_list(Inside) ->
    case code:lib_dir(Application) of
        {error, bad_name} = Error -> Error;
        Folder -> filename:join(Folder, Inside)
    end.

set_path(Path) -> set_path(Path, nocache).

set_path(Path, _) when is_list(Path) ->
    case lists:all(fun is_folder/1, Path) of
        true ->
            ok = linac_host:set_path([text(Folder) || Folder <- Path]),
            true;
        false -> {error, bad_directory}
    end.

add_path(Folder) -> add_pathz(Folder).
add_path(Folder, _) -> add_pathz(Folder).
add_pathz(Folder, _) -> add_pathz(Folder).
add_patha(Folder, _) -> add_patha(Folder).

add_pathz(Folder) -> add(Folder, fun(New, Path) -> without(New, Path) ++ [New] end).
add_patha(Folder) -> add(Folder, fun(New, Path) -> [New | without(New, Path)] end).

add(Folder, Put) when is_list(Folder); is_atom(Folder) ->
    New = text(Folder),
    case is_folder(New) of
        true ->
            ok = linac_host:set_path(Put(New, code:get_path())),
            true;
        false -> {error, bad_directory}
    end.

add_paths(Folders) -> add_pathsz(Folders).
add_paths(Folders, _) -> add_pathsz(Folders).
add_pathsz(Folders, _) -> add_pathsz(Folders).
add_pathsa(Folders, _) -> add_pathsa(Folders).
add_pathsz(Folders) -> lists:foreach(fun add_pathz/1, Folders).
add_pathsa(Folders) -> lists:foreach(fun add_patha/1, Folders).

del_path(Folder) when is_list(Folder); is_atom(Folder) ->
    Path = code:get_path(),
    Name = text(Folder),
    Gone = [One || One <- Path, same(One, Name) orelse of_application(One, Name)],
    case Gone of
        [] -> false;
        [First | _] ->
            ok = linac_host:set_path(lists:delete(First, Path)),
            true
    end.

del_paths(Folders) -> lists:foreach(fun del_path/1, Folders).

of_application(Folder, Name) ->
    filename:basename(Folder) =:= "ebin" andalso filename:basename(filename:dirname(Folder)) =:= Name.

without(Folder, Path) -> [One || One <- Path, not same(One, Folder)].
same(One, Other) -> filename:absname(One) =:= filename:absname(Other).
is_folder(Folder) -> filelib:is_dir(text(Folder)).
text(Name) when is_atom(Name) -> atom_to_list(Name);
text(Name) -> lists:flatten(Name).

where_is_file(Path, File) when is_list(Path) ->
    case [Full || Folder <- Path, Full <- [filename:append(Folder, File)], filelib:is_file(Full)] of
        [First | _] -> First;
        [] -> non_existing
    end.

clear_cache() -> ok.
clash() -> ok.

%% --- Loading ------------------------------------------------------------------------------------

load_file(Module) when is_atom(Module) ->
    case get_object_code(Module) of
        {Module, Bytes, File} -> load_binary(Module, File, Bytes);
        error -> {error, nofile}
    end.

load_abs(File) when is_list(File); is_atom(File) ->
    Name = text(File) ++ ".beam",
    case file:read_file(Name) of
        {ok, Bytes} ->
            load_binary(list_to_atom(filename:basename(text(File))), filename:absname(Name), Bytes);
        {error, _} -> {error, nofile}
    end.

load_binary(Module, File, Bytes) when is_atom(Module), is_binary(Bytes), is_list(File) orelse is_atom(File) ->
    case beam_name(Bytes) of
        Module ->
            case linac_host:load_module(Module, text(File), Bytes) of
                ok -> run_on_load(Module);
                Error -> Error
            end;
        _ -> {error, badfile}
    end.

run_on_load(Module) ->
    case code:ensure_loaded(Module) of
        {module, Module} = Loaded -> Loaded;
        Error -> Error
    end.

%% The name that the module's file says; error: it is none.
beam_name(Bytes) ->
    case beam_lib:info(Bytes) of
        Information when is_list(Information) ->
            proplists:get_value(module, Information, error);
        _ -> error
    end.

%% One after the other: the first that fails leaves those before it loaded.
atomic_load(Modules) when is_list(Modules) ->
    Errors = lists:append([load_one(Module) || Module <- Modules]),
    case Errors of
        [] -> ok;
        _ -> {error, Errors}
    end.

load_one({Module, File, Bytes}) -> told(Module, load_binary(Module, File, Bytes));
load_one(Module) -> told(Module, load_file(Module)).

told(_, {module, _}) -> [];
told(Module, {error, Reason}) -> [{Module, Reason}].

delete(Module) when is_atom(Module) ->
    case erlang:check_old_code(Module) of
        true -> false;
        false -> erlang:delete_module(Module) =:= true
    end.

%% Whether processes had to be killed.
purge(Module) when is_atom(Module) ->
    _ = erlang:check_old_code(Module) andalso erlang:purge_module(Module),
    false.

soft_purge(Module) when is_atom(Module) ->
    _ = erlang:check_old_code(Module) andalso erlang:purge_module(Module),
    true.

%% --- What there is ------------------------------------------------------------------------------

get_object_code(Module) when is_atom(Module) ->
    File = atom_to_list(Module) ++ ".beam",
    case code:where_is_file(File) of
        non_existing -> error;
        Path ->
            case erl_prim_loader:get_file(Path) of
                {ok, Bytes, _} -> {Module, Bytes, filename:absname(Path)};
                error -> error
            end
    end.

all_loaded() -> [{Module, file_of(Module)} || Module <- erlang:loaded()].

file_of(Module) ->
    case code:is_loaded(Module) of
        {file, File} -> File;
        false -> []
    end.

all_available() ->
    Loaded = [{atom_to_list(Module), File, true} || {Module, File} <- all_loaded()],
    Seen = maps:from_list([{Name, true} || {Name, _, _} <- Loaded]),
    Loaded ++ [{Name, File, false} || Folder <- code:get_path(),
                                      File <- filelib:wildcard(filename:join(Folder, "*.beam")),
                                      Name <- [filename:basename(File, ".beam")],
                                      not maps:is_key(Name, Seen)].

%% Of stdlib, kernel and compiler, as Erlang has it.
is_sticky(Module) when is_atom(Module) ->
    code:is_loaded(Module) =/= false andalso
        lists:any(fun(Application) -> is_inside(code:which(Module), code:lib_dir(Application)) end,
                  [kernel, stdlib, compiler]).

is_inside(File, Folder) when is_list(File), is_list(Folder) -> lists:prefix(Folder ++ "/", File);
is_inside(_, _) -> false.

stick_dir(_) -> ok.
unstick_dir(_) -> ok.
stick_mod(_) -> true.
unstick_mod(_) -> true.

module_md5(Bytes) when is_binary(Bytes) -> linac_host:module_md5(Bytes).

module_status() -> [{Module, module_status(Module)} || Module <- erlang:loaded()].

module_status(Modules) when is_list(Modules) -> [{Module, module_status(Module)} || Module <- Modules];
module_status(Module) when is_atom(Module) ->
    case code:is_loaded(Module) of
        false -> not_loaded;
        {file, preloaded} -> loaded;
        {file, []} -> loaded;
        {file, File} ->
            case linac_host:library_file(File) =/= error orelse erl_prim_loader:get_file(File) of
                true -> loaded;
                {ok, Bytes, _} ->
                    case module_md5(Bytes) =:= Module:module_info(md5) of
                        true -> loaded;
                        false -> modified
                    end;
                error -> removed
            end
    end.

modified_modules() -> [Module || {Module, modified} <- module_status()].

is_module_native(_) -> false.
