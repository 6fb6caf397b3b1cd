%% The module base64 of OTP 26 and later: with options for the alphabet and for padding.
-module(base64).
-export([encode/1, encode/2, encode_to_string/1, encode_to_string/2]).
-export([decode/1, decode/2, decode_to_string/1, decode_to_string/2]).
-export([mime_decode/1, mime_decode/2, mime_decode_to_string/1, mime_decode_to_string/2]).

-define(is_space(Byte), (Byte =:= $\s orelse Byte =:= $\n orelse Byte =:= $\r orelse Byte =:= $\t)).

encode(Data) -> encode(Data, #{}).

encode(Data, Options) when is_map(Options), is_binary(Data) ->
    encoded(Data, alphabet(Options), is_padded(Options), <<>>);
encode(Data, Options) when is_map(Options), is_list(Data) ->
    encode(<< <<Byte>> || Byte <- proper(Data)>>, Options);
encode(_, _) -> error(function_clause).

encode_to_string(Data) -> encode_to_string(Data, #{}).

encode_to_string(Data, Options) -> binary_to_list(encode(Data, Options)).

encoded(<<A:6, B:6, C:6, D:6, Rest/binary>>, Set, Padded, Out) ->
    encoded(Rest, Set, Padded, <<Out/binary, (digit(A, Set)), (digit(B, Set)), (digit(C, Set)),
                                 (digit(D, Set))>>);
encoded(<<A:6, B:6, C:4>>, Set, Padded, Out) ->
    padded(<<Out/binary, (digit(A, Set)), (digit(B, Set)), (digit(C bsl 2, Set))>>, Padded, <<"=">>);
encoded(<<A:6, B:2>>, Set, Padded, Out) ->
    padded(<<Out/binary, (digit(A, Set)), (digit(B bsl 4, Set))>>, Padded, <<"==">>);
encoded(<<>>, _, _, Out) -> Out.

padded(Text, true, Padding) -> <<Text/binary, Padding/binary>>;
padded(Text, false, _) -> Text.

alphabet(#{mode := urlsafe}) -> urlsafe;
alphabet(_) -> standard.

is_padded(Options) -> maps:get(padding, Options, true) =/= false.

proper(List) ->
    try length(List) of
        _ -> List
    catch
        error:badarg -> error(function_clause)
    end.

digit(Value, _) when Value < 26 -> $A + Value;
digit(Value, _) when Value < 52 -> $a - 26 + Value;
digit(Value, _) when Value < 62 -> $0 - 52 + Value;
digit(62, standard) -> $+;
digit(63, standard) -> $/;
digit(62, urlsafe) -> $-;
digit(63, urlsafe) -> $_.

value(Digit, _) when Digit >= $A, Digit =< $Z -> Digit - $A;
value(Digit, _) when Digit >= $a, Digit =< $z -> Digit - $a + 26;
value(Digit, _) when Digit >= $0, Digit =< $9 -> Digit - $0 + 52;
value($+, standard) -> 62;
value($/, standard) -> 63;
value($-, urlsafe) -> 62;
value($_, urlsafe) -> 63;
value(_, _) -> bad.

decode(Text) -> decode(Text, #{}).

decode(Text, Options) -> decode(Text, Options, badarg).

%% Fault is what OTP raises for a byte in a group of four that is no digit.
decode(Text, Options, Fault) when is_map(Options), is_binary(Text) ->
    decoded(without_spaces(Text), alphabet(Options), is_padded(Options), <<>>, Fault);
decode(Text, Options, Fault) when is_map(Options), is_list(Text) ->
    case bytes_of(Text, alphabet(Options), []) of
        {Bytes, []} -> decode(list_to_binary(Bytes), Options, Fault);
        {Bytes, Rest} ->
            %% What is wrong before it comes first; what may still become a character is not looked at.
            Before = without_spaces(list_to_binary(Bytes)),
            Whole = byte_size(Before) div 4 * 4,
            _ = decoded(binary:part(Before, 0, Whole), alphabet(Options), false, <<>>, Fault),
            error(fault(Rest))
    end;
decode(_, _, _) -> error(function_clause).

without_spaces(Text) -> << <<Byte>> || <<Byte>> <= Text, not ?is_space(Byte)>>.

%% Up to what is no byte. In OTP's table the alphabet for URLs stands behind the other one, so there are 256
%% numbers more that mean something in a list.
bytes_of([Byte | Rest], Set, Bytes) when is_integer(Byte), Byte >= 0, Byte =< 255 ->
    bytes_of(Rest, Set, [Byte | Bytes]);
bytes_of([Number | Rest], standard, Bytes) when is_integer(Number), Number > 255, Number < 512 ->
    bytes_of(Rest, standard, [of_other_alphabet(Number - 256) | Bytes]);
bytes_of([Number | Rest], urlsafe, Bytes) when is_integer(Number), Number < 0, Number >= -256 ->
    bytes_of(Rest, urlsafe, [of_other_alphabet(Number + 256) | Bytes]);
bytes_of(Rest, _, Bytes) -> {lists:reverse(Bytes), Rest}.

of_other_alphabet($+) -> $-;
of_other_alphabet($-) -> $+;
of_other_alphabet($/) -> $_;
of_other_alphabet($_) -> $/;
of_other_alphabet(Byte) -> Byte.

%% Of an element that is no byte, or of a tail that is no list.
fault([Number | _]) when is_number(Number) -> badarg;
fault([_ | _]) -> badarith;
fault(_) -> function_clause.

decode_to_string(Text) -> decode_to_string(Text, #{}).

decode_to_string(Text, Options) when is_binary(Text) -> decode_to_string(binary_to_list(Text), Options);
decode_to_string(Text, Options) -> binary_to_list(decode(Text, Options, badarith)).

bytes(Text) when is_binary(Text) -> Text;
bytes(Text) when is_list(Text) -> << <<Byte>> || Byte <- proper(Text)>>;
bytes(_) -> error(function_clause).

decoded(<<>>, _, _, Out, _) -> Out;
decoded(<<A, B, "==", Rest/binary>>, Set, _, Out, _) -> at_end(Rest, Set, two(A, B, Set, Out));
decoded(<<A, B, C, "=", Rest/binary>>, Set, _, Out, _) when C =/= $= ->
    at_end(Rest, Set, three(A, B, C, Set, Out));
decoded(<<A, B, C, D, Rest/binary>>, Set, Padded, Out, Fault) ->
    decoded(Rest, Set, Padded,
            <<Out/binary, (legal(A, Set, Fault)):6, (legal(B, Set, Fault)):6, (legal(C, Set, Fault)):6,
              (legal(D, Set, Fault)):6>>,
            Fault);
decoded(<<_>>, _, _, _, _) -> error(function_clause);
decoded(_, _, true, _, _) -> error(missing_padding);
decoded(<<A, B, C>>, Set, false, Out, _) when C =/= $= -> three(A, B, C, Set, Out);
decoded(<<A, B, _/binary>>, Set, false, Out, _) -> two(A, B, Set, Out).

%% The last digit is shifted, before the others are looked at.
two(A, B, Set, Out) ->
    Last = shifted(B, 4, Set),
    <<Out/binary, (legal(A, Set, badarg)):6, Last:2>>.

three(A, B, C, Set, Out) ->
    Last = shifted(C, 2, Set),
    <<Out/binary, (legal(A, Set, badarg)):6, (legal(B, Set, badarg)):6, Last:4>>.

shifted(Digit, Bits, Set) ->
    case value(Digit, Set) of
        bad -> error(badarith);
        Value -> Value bsr Bits
    end.

legal(Digit, Set, Fault) ->
    case value(Digit, Set) of
        bad -> error(Fault);
        Value -> Value
    end.

at_end(<<>>, _, Out) -> Out;
at_end(<<$=, _/binary>>, _, _) -> error({case_clause, eq});
at_end(<<Digit, _/binary>>, Set, _) -> error({case_clause, value(Digit, Set)}).

mime_decode(Text) -> mime_decode(Text, #{}).

%% Only what is of the alphabet counts, and padding at the end.
mime_decode(Text, Options) when is_map(Options) ->
    Bytes = bytes(Text),
    Set = alphabet(Options),
    Values = [Value || <<Byte>> <= Bytes, (Value = value(Byte, Set)) =/= bad],
    Padding = padding(byte_size(Bytes), Bytes, Set, 0),
    Missing = (4 - length(Values) rem 4) rem 4,
    Missing =:= 3 andalso error(function_clause),
    is_padded(Options) andalso Missing > 0 andalso Padding =:= 0 andalso error(missing_padding),
    Bits = << <<Value:6>> || Value <- Values>>,
    Size = bit_size(Bits) div 8,
    <<Decoded:Size/binary, _/bits>> = Bits,
    Decoded;
mime_decode(_, _) -> error(function_clause).

%% How many = there are after the last legal byte.
padding(0, _, _, Count) -> Count;
padding(At, Bytes, Set, Count) ->
    case binary:at(Bytes, At - 1) of
        $= -> padding(At - 1, Bytes, Set, Count + 1);
        Byte ->
            case value(Byte, Set) of
                bad -> padding(At - 1, Bytes, Set, Count);
                _ -> Count
            end
    end.

mime_decode_to_string(Text) -> mime_decode_to_string(Text, #{}).

mime_decode_to_string(Text, Options) -> binary_to_list(mime_decode(Text, Options)).
