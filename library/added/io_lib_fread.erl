%% Of io_lib_fread: what is left has to be a text (OTP 29).
-module(io_lib_fread).
-export([fread/2]).
-replaces([fread/2]).

fread(Format, Text) ->
    case linac_original_fread(Format, Text) of
        {ok, _, []} = Read -> Read;
        {ok, _, [Character | _]} = Read when is_integer(Character) -> Read;
        {ok, _, _} -> {error, {fread, input}};
        Other -> Other
    end.
