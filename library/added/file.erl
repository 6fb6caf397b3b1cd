%% Of file: reading a whole file without the file server (OTP 26). And without it, too, what a process asks
%% for in a program whose processes may do different things (linac_file_server).
-module(file).
-export([read_file/2]).
-overrides([call/2]).

call(Command, Arguments) ->
    Request = list_to_tuple([Command | Arguments]),
    case linac_host:is_divided() of
        true ->
            try
                linac_file_server:direct(Request, self())
            catch
                error:_ -> {error, badarg}
            end;
        false ->
            gen_server:call(file_server_2, Request, infinity)
    end.

read_file(Name, Options) when is_list(Options) ->
    case lists:member(raw, Options) of
        true ->
            case file_name(Name) of
                {error, _} = Error -> Error;
                File -> prim_file:read_file(File)
            end;
        false -> file:read_file(Name)
    end.
