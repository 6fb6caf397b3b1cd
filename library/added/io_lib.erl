%% Of io_lib: the functions that give binaries in UTF-8 (OTP 28).
-module(io_lib).
-export([bformat/2, bformat/3, bfwrite/2, bfwrite/3, bwrite/2, bwrite_string/3]).

bformat(Format, Data) -> linac_utf8(io_lib:format(Format, Data)).
bformat(Format, Data, Options) -> linac_utf8(io_lib:format(Format, Data, Options)).

linac_utf8(Characters) ->
    case unicode:characters_to_binary(Characters) of
        Binary when is_binary(Binary) -> Binary;
        _ -> error(badarg)
    end.

bfwrite(Format, Data) -> bformat(Format, Data).
bfwrite(Format, Data, Options) -> bformat(Format, Data, Options).

bwrite(Term, Options) -> unicode:characters_to_binary(io_lib:write(Term, Options)).

%% The text between these quotes, as a string of the source would have it; [] for none.
bwrite_string(Text, Quote, Encoding) ->
    Latin1 = Encoding =:= latin1,
    Characters = unicode:characters_to_list(Text),
    Chars = case Quote of
                [] -> linac_escaped(Characters, Quote, Latin1);
                _ -> [Quote, linac_escaped(Characters, Quote, Latin1), Quote]
            end,
    unicode:characters_to_binary(Chars).

linac_escaped([Char | Rest], Quote, Latin1) ->
    [linac_escape(Char, Quote, Latin1) | linac_escaped(Rest, Quote, Latin1)];
linac_escaped([], _, _) -> [].

linac_escape(Quote, Quote, _) -> [$\\, Quote];
linac_escape($\\, _, _) -> "\\\\";
linac_escape($\n, _, _) -> "\\n";
linac_escape($\t, _, _) -> "\\t";
linac_escape($\r, _, _) -> "\\r";
linac_escape($\v, _, _) -> "\\v";
linac_escape($\b, _, _) -> "\\b";
linac_escape($\f, _, _) -> "\\f";
linac_escape($\e, _, _) -> "\\e";
linac_escape($\d, _, _) -> "\\d";
linac_escape(Char, _, _) when Char < $\s -> io_lib:format("\\~3.8.0B", [Char]);
linac_escape(Char, _, Latin1) when Char > 255, Latin1; Char > 16#D7FF, Char < 16#E000 ->
    io_lib:format("\\x{~.16B}", [Char]);
linac_escape(Char, _, _) when Char > 126, Char < 160 -> io_lib:format("\\~3.8.0B", [Char]);
linac_escape(Char, _, _) -> Char.
