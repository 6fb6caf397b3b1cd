%% Basic encoding rules, as public_key's modules use them: {Tag, Bytes} is a primitive value, {Tag, [Value]} a
%% constructed one; a tag is its class times 65536 and its number. Errors are those of OTP's NIF, positions included.
-module(asn1rt_nif).
-export([decode_ber_tlv/1, encode_ber_tlv/1]).

-define(CONSTRUCTED, 1).
-define(MAX_TAG, 16#ffffffff).

%% --- Reading ----------------------------------------------------------------------------------------

decode_ber_tlv(Input) ->
    Bytes = iolist_to_binary(Input),
    try read(Bytes, 0) of
        {Value, Rest, _} -> {Value, Rest}
    catch
        throw:{asn1rt_nif, Kind, At} -> exit({error, {asn1, {Kind, At}}})
    end.

fail(Kind, At) -> throw({asn1rt_nif, Kind, At}).

%% The first value of Bytes, which begin at At and end where what they are a part of ends; what is behind it, and
%% where that begins.
read(<<Class:2, Form:1, Low:5, Tail/binary>>, At) when Tail =/= <<>> ->
    {Number, Behind, LengthAt} = number(Low, Tail, At),
    Tag = Class bsl 16 bor Number,
    case length_of(Behind, LengthAt) of
        {indefinite, Rest, RestAt} when Form =:= ?CONSTRUCTED ->
            {Values, Last, LastAt} = until_end(Rest, RestAt, []),
            {{Tag, Values}, Last, LastAt};
        {indefinite, _, RestAt} ->
            fail(invalid_length, RestAt);
        {Length, Rest, RestAt} ->
            case Rest of
                <<Contents:Length/binary, Last/binary>> when Form =:= ?CONSTRUCTED ->
                    {{Tag, all(Contents, RestAt)}, Last, RestAt + Length};
                <<Contents:Length/binary, Last/binary>> ->
                    {{Tag, Contents}, Last, RestAt + Length};
                _ ->
                    fail(invalid_value, RestAt - 1)
            end
    end;
read(_, At) ->
    fail(invalid_value, At).

all(<<>>, _) -> [];
all(Bytes, At) ->
    {Value, Rest, RestAt} = read(Bytes, At),
    [Value | all(Rest, RestAt)].

until_end(<<0, 0, Rest/binary>>, At, Values) -> {lists:reverse(Values), Rest, At + 2};
until_end(<<_, _, _/binary>> = Bytes, At, Values) ->
    {Value, Rest, RestAt} = read(Bytes, At),
    until_end(Rest, RestAt, [Value | Values]);
until_end(_, At, _) ->
    fail(invalid_length, At).

%% Of a tag that begins at At: in 5 bits, or in 14 at most behind them.
number(Low, Tail, At) when Low < 31 -> {Low, Tail, At + 1};
number(_, <<0:1, Number:7, Tail/binary>>, At) when Tail =/= <<>> -> {Number, Tail, At + 2};
number(_, <<1:1, _:7, 0:1, _:7>>, At) -> fail(invalid_tag, At + 3);
number(_, <<1:1, High:7, 0:1, Low:7, Tail/binary>>, At) -> {High bsl 7 bor Low, Tail, At + 3};
number(_, <<_, _, _/binary>>, At) -> fail(invalid_tag, At + 2);
number(_, _, At) -> fail(invalid_value, At).

length_of(<<0:1, Length:7, Tail/binary>>, At) -> {Length, Tail, At + 1};
length_of(<<1:1, 0:7, Tail/binary>>, At) -> {indefinite, Tail, At + 1};
length_of(<<1:1, Count:7, Tail/binary>>, At) ->
    case Tail of
        <<Digits:Count/binary, Rest/binary>> ->
            {long_length(Digits, At + 1, 0), Rest, At + 1 + Count};
        _ ->
            fail(invalid_length, At)
    end.

long_length(<<>>, _, Length) -> Length;
long_length(_, At, Length) when Length >= 16#1000000 -> fail(invalid_length, At);
long_length(<<Digit, Tail/binary>>, At, Length) -> long_length(Tail, At + 1, Length bsl 8 bor Digit).

%% --- Writing ----------------------------------------------------------------------------------------

encode_ber_tlv(Value) ->
    try iolist_to_binary(write(Value))
    catch throw:asn1rt_nif -> {error, -1}
    end.

write(Value) when tuple_size(Value) < 2; not is_tuple(Value) -> throw(asn1rt_nif);
write(Value) ->
    Tag = element(1, Value),
    is_integer(Tag) andalso Tag >= 0 andalso Tag =< ?MAX_TAG orelse throw(asn1rt_nif),
    case element(2, Value) of
        Bytes when is_binary(Bytes) ->
            [written_tag(Tag, 0), written_length(byte_size(Bytes)), Bytes];
        Values when is_list(Values) ->
            Contents = iolist_to_binary(write_all(Values)),
            [written_tag(Tag, ?CONSTRUCTED), written_length(byte_size(Contents)), Contents];
        _ ->
            throw(asn1rt_nif)
    end.

write_all([]) -> [];
write_all([Value | Values]) ->
    Written = write(Value),
    [Written | write_all(Values)];
write_all(_) -> throw(asn1rt_nif).

written_tag(Tag, Form) ->
    Class = Tag bsr 16,
    case Tag band 16#ffff of
        Number when Number < 31 -> <<Class:2, Form:1, Number:5>>;
        Number -> [<<Class:2, Form:1, 31:5>> | septets(Number bsr 7, [Number band 127])]
    end.

septets(0, Written) -> Written;
septets(Number, Written) -> septets(Number bsr 7, [128 bor Number band 127 | Written]).

written_length(Length) when Length < 128 -> Length;
written_length(Length) ->
    Digits = binary:encode_unsigned(Length),
    [128 bor byte_size(Digits), Digits].
