%% Of file: reading a whole file without the file server (OTP 26).
-module(file).
-export([read_file/2]).

read_file(Name, Options) when is_list(Options) ->
    case lists:member(raw, Options) of
        true ->
            case file_name(Name) of
                {error, _} = Error -> Error;
                File -> prim_file:read_file(File)
            end;
        false -> file:read_file(Name)
    end.
