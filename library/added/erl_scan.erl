%% Of erl_scan: ~"TEXT" and ~b"TEXT", sigils for <<"TEXT"/utf8>>, and ~s"TEXT" (OTP 27). Gleam writes the
%% first for every string. They are read as the tokens of what they stand for. Sigils that leave backslashes
%% alone (~B, ~S), other delimiters and triple quotes are not read.
-module(erl_scan).
-unless(scan_sigil_prefix).
-replaces([string/1, string/2, string/3, tokens/3, tokens/4]).
-export([string/1, string/2, string/3, tokens/3, tokens/4]).

string(Text) -> string(Text, 1, []).

string(Text, Location) -> string(Text, Location, []).

string(Text, Location, Options) ->
    case linac_original_string(Text, Location, Options) of
        {ok, Tokens, End} -> {ok, linac_sigils(Tokens), End};
        Error -> Error
    end.

tokens(Continuation, Text, Location) -> tokens(Continuation, Text, Location, []).

tokens(Continuation, Text, Location, Options) ->
    case linac_original_tokens(Continuation, Text, Location, Options) of
        {done, {ok, Tokens, End}, Rest} -> {done, {ok, linac_sigils(Tokens), End}, Rest};
        Other -> Other
    end.

linac_sigils(Tokens) ->
    case lists:keymember('~', 1, Tokens) of
        true -> linac_without_sigils(Tokens);
        false -> Tokens
    end.

linac_without_sigils([{'~', _}, {string, _, _} = String | Tokens]) ->
    linac_binary(String, Tokens);
linac_without_sigils([{'~', _}, {atom, _, b}, {string, _, _} = String | Tokens]) ->
    linac_binary(String, Tokens);
linac_without_sigils([{'~', _}, {atom, _, s}, {string, _, _} = String | Tokens]) ->
    [String | linac_without_sigils(Tokens)];
linac_without_sigils([Token | Tokens]) ->
    [Token | linac_without_sigils(Tokens)];
linac_without_sigils([]) ->
    [].

linac_binary({string, Place, _} = String, Tokens) ->
    [{'<<', Place}, String, {'/', Place}, {atom, Place, utf8}, {'>>', Place}
     | linac_without_sigils(Tokens)].
