%% The module json of OTP 27 and later: encoding, pretty printing, and decoding, in parts too.
%%
%% Decoding walks a binary with a position beside it. What is open is a stack of {array, Outer},
%% {object, Outer} and {key, Key, Outer}, Outer being the accumulator around. Where the text ends in
%% the middle of something, the state says what to go on with: the bytes from there, what is open,
%% and the step.
-module(json).
-export([encode/1, encode/2, encode_value/2, encode_atom/2, encode_integer/1, encode_float/1]).
-export([encode_list/2, encode_map/2, encode_map_checked/2, encode_key_value_list/2]).
-export([encode_key_value_list_checked/2, encode_binary/1, encode_binary_escape_all/1]).
-export([format/1, format/2, format/3, format_value/3, format_key_value_list/3]).
-export([format_key_value_list_checked/3]).
-export([decode/1, decode/3, decode_start/3, decode_continue/2]).

-define(is_space(Byte), (Byte =:= $\s orelse Byte =:= $\n orelse Byte =:= $\t orelse Byte =:= $\r)).
-define(is_digit(Byte), (Byte >= $0 andalso Byte =< $9)).

%% --- Encoding ------------------------------------------------------------------------------------

encode(Term) -> encode(Term, fun encode_value/2).

encode(Term, Encoder) when is_function(Encoder, 2) -> Encoder(Term, Encoder).

encode_value(Text, _) when is_binary(Text) -> encode_binary(Text);
encode_value(Atom, Encoder) when is_atom(Atom) -> encode_atom(Atom, Encoder);
encode_value(Number, _) when is_integer(Number) -> integer_to_binary(Number);
encode_value(List, Encoder) when is_list(List) -> encode_list(List, Encoder);
encode_value(Map, Encoder) when is_map(Map) -> encode_map(Map, Encoder);
encode_value(Number, _) when is_float(Number) -> encode_float(Number);
encode_value(Other, _) -> error({unsupported_type, Other}).

encode_atom(true, _) -> <<"true">>;
encode_atom(false, _) -> <<"false">>;
encode_atom(null, _) -> <<"null">>;
encode_atom(Atom, Encoder) -> Encoder(atom_to_binary(Atom, utf8), Encoder).

encode_integer(Number) -> integer_to_binary(Number).

encode_float(Number) -> float_to_binary(Number, [short]).

encode_list([], _) -> <<"[]">>;
encode_list([First | Rest], Encoder) when is_function(Encoder, 2) ->
    [$[, Encoder(First, Encoder) | encode_elements(Rest, Encoder)].

encode_elements([First | Rest], Encoder) ->
    [$,, Encoder(First, Encoder) | encode_elements(Rest, Encoder)];
encode_elements([], _) -> "]".

encode_map(Map, Encoder) when is_map(Map), is_function(Encoder, 2) ->
    members(pairs(maps:to_list(Map), Encoder)).

encode_map_checked(Map, Encoder) -> encode_key_value_list_checked(maps:to_list(Map), Encoder).

encode_key_value_list(Pairs, Encoder) when is_function(Encoder, 2) -> members(pairs(Pairs, Encoder)).

encode_key_value_list_checked(Pairs, Encoder) when is_function(Encoder, 2) ->
    members(checked_pairs(Pairs, Encoder, #{})).

members([]) -> <<"{}">>;
members([[$, | First] | Rest]) -> [${, First, Rest, $}].

pairs(Pairs, Encoder) ->
    [[$,, encode_key(Key, Encoder), $: | Encoder(Value, Encoder)] || {Key, Value} <- Pairs].

checked_pairs([{Key, Value} | Rest], Encoder, Seen) ->
    Name = iolist_to_binary(encode_key(Key, Encoder)),
    is_map_key(Name, Seen) andalso error({duplicate_key, Key}),
    Member = [$,, Name, $: | Encoder(Value, Encoder)],
    [Member | checked_pairs(Rest, Encoder, Seen#{Name => []})];
checked_pairs([], _, _) -> [].

encode_key(Key, Encoder) when is_binary(Key) -> Encoder(Key, Encoder);
encode_key(Key, Encoder) when is_atom(Key) -> Encoder(atom_to_binary(Key, utf8), Encoder);
encode_key(Key, _) when is_integer(Key) -> [$", integer_to_binary(Key), $"];
encode_key(Key, _) when is_float(Key) -> [$", encode_float(Key), $"].

encode_binary(Text) when is_binary(Text) -> [$", escaped(Text, Text, 0, 0), $"].

%% From is where what has not been written begins, Length how many bytes of it need no escape.
escaped(<<Byte, Rest/binary>>, Text, From, Length)
  when Byte < 16#80, Byte >= 16#20, Byte =/= $", Byte =/= $\\ ->
    escaped(Rest, Text, From, Length + 1);
escaped(<<>>, Text, 0, _) -> Text;
escaped(<<>>, Text, From, Length) -> binary:part(Text, From, Length);
escaped(<<Byte, Rest/binary>>, Text, From, Length) when Byte < 16#80 ->
    [binary:part(Text, From, Length), escape(Byte) | tail(escaped(Rest, Text, From + Length + 1, 0))];
escaped(<<Char/utf8, Rest/binary>>, Text, From, Length) ->
    escaped(Rest, Text, From, Length + utf8_size(Char));
escaped(Rest, Text, From, Length) ->
    case bad_utf8(Rest) of
        incomplete -> error(unexpected_end);
        Offset -> invalid_byte(Text, From + Length + Offset)
    end.

tail(Text) when is_binary(Text) -> [Text];
tail(List) -> List.

encode_binary_escape_all(Text) when is_binary(Text) -> [$", all_escaped(Text, Text, 0, 0), $"].

all_escaped(<<Byte, Rest/binary>>, Text, From, Length)
  when Byte < 16#80, Byte >= 16#20, Byte =/= $", Byte =/= $\\ ->
    all_escaped(Rest, Text, From, Length + 1);
all_escaped(<<>>, Text, From, Length) -> [binary:part(Text, From, Length)];
all_escaped(<<Byte, Rest/binary>>, Text, From, Length) when Byte < 16#80 ->
    [binary:part(Text, From, Length), escape(Byte) | all_escaped(Rest, Text, From + Length + 1, 0)];
all_escaped(<<Char/utf8, Rest/binary>>, Text, From, Length) ->
    [binary:part(Text, From, Length), escape_point(Char) |
     all_escaped(Rest, Text, From + Length + utf8_size(Char), 0)];
all_escaped(_, Text, From, Length) -> invalid_byte(Text, From + Length).

escape($") -> <<"\\\"">>;
escape($\\) -> <<"\\\\">>;
escape($\n) -> <<"\\n">>;
escape($\r) -> <<"\\r">>;
escape($\t) -> <<"\\t">>;
escape($\b) -> <<"\\b">>;
escape($\f) -> <<"\\f">>;
escape(Byte) -> escape_point(Byte).

escape_point(Char) when Char < 16#10000 ->
    <<"\\u", (hex(Char bsr 12)), (hex(Char bsr 8)), (hex(Char bsr 4)), (hex(Char))>>;
escape_point(Char) ->
    Pair = Char - 16#10000,
    [escape_point(16#D800 + (Pair bsr 10)), escape_point(16#DC00 + (Pair band 16#3FF))].

hex(Number) ->
    case Number band 15 of
        Digit when Digit < 10 -> $0 + Digit;
        Digit -> $A - 10 + Digit
    end.

utf8_size(Char) when Char < 16#800 -> 2;
utf8_size(Char) when Char < 16#10000 -> 3;
utf8_size(_) -> 4.

%% Where bytes that are no character go wrong, or incomplete: they could begin one.
bad_utf8(<<Byte, Rest/binary>>) when Byte >= 16#C2, Byte =< 16#DF -> bad_rest(Rest, 16#80, 16#BF, 1, 1);
bad_utf8(<<16#E0, Rest/binary>>) -> bad_rest(Rest, 16#A0, 16#BF, 2, 1);
bad_utf8(<<16#ED, Rest/binary>>) -> bad_rest(Rest, 16#80, 16#9F, 2, 1);
bad_utf8(<<Byte, Rest/binary>>) when Byte >= 16#E1, Byte =< 16#EF -> bad_rest(Rest, 16#80, 16#BF, 2, 1);
bad_utf8(<<16#F0, Rest/binary>>) -> bad_rest(Rest, 16#90, 16#BF, 3, 1);
bad_utf8(<<16#F4, Rest/binary>>) -> bad_rest(Rest, 16#80, 16#8F, 3, 1);
bad_utf8(<<Byte, Rest/binary>>) when Byte >= 16#F1, Byte =< 16#F3 -> bad_rest(Rest, 16#80, 16#BF, 3, 1);
bad_utf8(_) -> 0.

bad_rest(<<>>, _, _, _, _) -> incomplete;
bad_rest(<<Byte, Rest/binary>>, Low, High, Missing, Offset) when Byte >= Low, Byte =< High, Missing > 1 ->
    bad_rest(Rest, 16#80, 16#BF, Missing - 1, Offset + 1);
bad_rest(_, _, _, _, Offset) -> Offset.

%% --- Pretty printing -----------------------------------------------------------------------------
%% level: how deep; col: about where the line is; indent: by how much a level goes in; max: how long a
%% line of numbers and the like may get.

format(Term) -> format(Term, fun format_value/3, #{}).

format(Term, Options) when is_map(Options) -> format(Term, fun format_value/3, Options);
format(Term, Encoder) when is_function(Encoder, 3) -> format(Term, Encoder, #{}).

format(Term, Encoder, Options) when is_function(Encoder, 3) ->
    State = maps:merge(#{level => 0, col => 0, indent => 2, max => 100}, Options),
    [Encoder(Term, Encoder, State), $\n].

format_value(Atom, Encoder, State) when is_atom(Atom) ->
    encode_atom(Atom, fun(Text, _) -> Encoder(Text, Encoder, State) end);
format_value(Text, _, _) when is_binary(Text) -> encode_binary(Text);
format_value(Number, _, _) when is_integer(Number) -> encode_integer(Number);
format_value(Number, _, _) when is_float(Number) -> encode_float(Number);
format_value([], _, _) -> <<"[]">>;
format_value([_ | _] = List, Encoder, State) -> format_list(List, Encoder, State);
format_value(Map, Encoder, State) when is_map(Map) ->
    Ordered = lists:sort(fun({A, _}, {B, _}) -> erts_internal:cmp_term(A, B) =< 0 end,
                         maps:to_list(Map)),
    format_key_value_list(Ordered, Encoder, State);
format_value(Other, _, _) -> error({unsupported_type, Other}).

format_list([First | Rest], Encoder, #{level := Level, col := Col, max := Max, indent := Indent} = Outer) when Indent >= 0 ->
    Inner = Outer#{level := Level + 1},
    case is_list(First) orelse is_map(First) orelse is_binary(First) orelse Col > Max of
        true ->
            NewLine = new_line(Inner),
            State = Inner#{col := width(Inner)},
            [$[, NewLine, Encoder(First, Encoder, State),
             in_rows(Rest, NewLine, Encoder, State),
             new_line(Outer), $]];
        false ->
            Text = Encoder(First, Encoder, Inner),
            [$[, Text, in_lines(Rest, Encoder, Inner#{col := Col + 1 + iolist_size(Text)}), $]]
    end.

in_rows([], _, _, _) -> [];
in_rows([Element | Rest], NewLine, Encoder, State) ->
    [[$,, NewLine, Encoder(Element, Encoder, State)] | in_rows(Rest, NewLine, Encoder, State)].

%% As many as fit into a line.
in_lines([], _, _) -> [];
in_lines([Element | Rest], Encoder, #{col := Col, max := Max} = State) ->
    Text = Encoder(Element, Encoder, State),
    {Before, NewCol} = case Col < Max of
                           true -> {$,, Col + 1 + iolist_size(Text)};
                           false -> {[$, | new_line(State)], width(State) + iolist_size(Text)}
                       end,
    [[Before | Text] | in_lines(Rest, Encoder, State#{col := NewCol})].

format_key_value_list(Pairs, Encoder, #{level := _, indent := Indent} = State) when Indent >= 0 ->
    Members = [format_member(format_key(Key, Encoder, State), Value, Encoder, State)
               || {Key, Value} <- all_pairs(Pairs)],
    format_members(Members, State).

%% Something else than a pair is an error.
all_pairs(Pairs) -> lists:map(fun({_, _} = Pair) -> Pair end, Pairs).

format_key_value_list_checked(Pairs, Encoder, State) when is_function(Encoder, 3) ->
    {Members, _} = lists:mapfoldl(
                     fun({Key, Value}, Seen) ->
                             Name = iolist_to_binary(format_key(Key, Encoder, State)),
                             is_map_key(Name, Seen) andalso error({duplicate_key, Key}),
                             {format_member(Name, Value, Encoder, State), Seen#{Name => []}}
                     end, #{}, Pairs),
    format_members(Members, State).

format_key(Key, Encoder, State) ->
    Inner = deeper(State),
    encode_key(Key, fun(Text, _) -> Encoder(Text, Encoder, Inner) end).

format_member(Name, Value, Encoder, State) ->
    Inner = deeper(State),
    {Name, Encoder(Value, Encoder, Inner#{col := width(Inner) + 2 + iolist_size(Name)})}.

format_members([], _) -> <<"{}">>;
format_members([{Name, Value}] = Members, State) ->
    case opens(Value) of
        true -> format_lines(Members, State);
        false -> ["{ ", Name, ": ", Value, " }"]
    end;
format_members(Members, State) -> format_lines(Members, State).

format_lines(Members, State) ->
    NewLine = new_line(deeper(State)),
    [${, lists:join($,, [[NewLine, Name, ": " | Value] || {Name, Value} <- Members]),
     new_line(State), $}].

%% An array or an object.
opens(Value) ->
    {_, Rest} = string:take(Value, " \n"),
    [First | _] = string:next_codepoint(Rest),
    First =:= ${ orelse First =:= $[.

deeper(#{level := Level} = State) -> State#{level := Level + 1}.

width(#{level := Level, indent := Indent}) -> Level * Indent.

new_line(State) -> [$\n | lists:duplicate(width(State), $\s)].

%% --- Decoding ------------------------------------------------------------------------------------

-record(by, {array_start, array_push, array_finish, object_start, object_push, object_finish,
             float = fun erlang:binary_to_float/1, integer = fun erlang:binary_to_integer/1,
             string, null = null}).

decode(Text) when is_binary(Text) ->
    case value(Text, Text, 0, ok, [], #by{}) of
        {continue, {_, _, [], _, {number, Number}}} -> Number;
        {continue, {_, _, _, _, {bad_float, Token, At}}} -> unexpected_sequence(Token, At);
        {continue, _} -> error(unexpected_end);
        {Value, _, <<>>} -> Value;
        {_, _, Rest} -> invalid_byte(Rest, 0)
    end.

decode(Text, Acc, Decoders) when is_binary(Text) ->
    case decode_start(Text, Acc, Decoders) of
        {continue, {_, NewAcc, [], _, {number, Number}}} -> {Number, NewAcc, <<>>};
        {continue, {_, _, _, _, {bad_float, Token, At}}} -> unexpected_sequence(Token, At);
        {continue, _} -> error(unexpected_end);
        Result -> Result
    end.

decode_start(Text, Acc, Decoders) when is_binary(Text) ->
    value(Text, Text, 0, Acc, [], maps:fold(fun decoder/3, #by{}, Decoders)).

decode_continue(end_of_input, {_, Acc, [], _, {number, Number}}) -> {Number, Acc, <<>>};
decode_continue(end_of_input, {_, _, _, _, {bad_float, Token, At}}) -> unexpected_sequence(Token, At);
decode_continue(end_of_input, _) -> error(unexpected_end);
decode_continue(More, {Left, Acc, Stack, #by{} = By, Step}) when is_binary(More) ->
    Text = <<Left/binary, More/binary>>,
    case Step of
        {after_value, Value} -> continue(Text, Text, 0, Acc, Stack, By, Value);
        key -> next_key(Text, Text, 0, Acc, Stack, By);
        _ -> value(Text, Text, 0, Acc, Stack, By)
    end.

decoder(array_start, Fun, By) when is_function(Fun, 1) -> By#by{array_start = Fun};
decoder(array_push, Fun, By) when is_function(Fun, 2) -> By#by{array_push = Fun};
decoder(array_finish, Fun, By) when is_function(Fun, 2) -> By#by{array_finish = Fun};
decoder(object_start, Fun, By) when is_function(Fun, 1) -> By#by{object_start = Fun};
decoder(object_push, Fun, By) when is_function(Fun, 3) -> By#by{object_push = Fun};
decoder(object_finish, Fun, By) when is_function(Fun, 2) -> By#by{object_finish = Fun};
decoder(float, Fun, By) when is_function(Fun, 1) -> By#by{float = Fun};
decoder(integer, Fun, By) when is_function(Fun, 1) -> By#by{integer = Fun};
decoder(string, Fun, By) when is_function(Fun, 1) -> By#by{string = Fun};
decoder(null, Term, By) -> By#by{null = Term}.

start(undefined, _) -> [];
start(Fun, Acc) -> Fun(Acc).

push(undefined, Value, Acc) -> [Value | Acc];
push(Fun, Value, Acc) -> Fun(Value, Acc).

push(undefined, Key, Value, Acc) -> [{Key, Value} | Acc];
push(Fun, Key, Value, Acc) -> Fun(Key, Value, Acc).

finish_array(undefined, Acc, Outer) -> {lists:reverse(Acc), Outer};
finish_array(Fun, Acc, Outer) -> Fun(Acc, Outer).

finish_object(undefined, Acc, Outer) -> {maps:from_list(Acc), Outer};
finish_object(Fun, Acc, Outer) -> Fun(Acc, Outer).

%% At is where Rest begins in Text.
value(<<Byte, Rest/binary>>, Text, At, Acc, Stack, By) when ?is_space(Byte) ->
    value(Rest, Text, At + 1, Acc, Stack, By);
value(<<$", Rest/binary>>, Text, At, Acc, Stack, By) -> string(Rest, Text, At, Acc, Stack, By);
value(<<Byte, _/binary>> = Rest, Text, At, Acc, Stack, By) when ?is_digit(Byte) ->
    number(Rest, Text, At, At, Acc, Stack, By);
value(<<$-, Rest/binary>>, Text, At, Acc, Stack, By) ->
    number(Rest, Text, At, At + 1, Acc, Stack, By);
value(<<$[, Rest/binary>>, Text, At, Acc, Stack, By) ->
    first_element(Rest, Text, At, At + 1, Acc, Stack, By);
value(<<${, Rest/binary>>, Text, At, Acc, Stack, By) ->
    first_key(Rest, Text, At, At + 1, Acc, Stack, By);
value(<<"true", Rest/binary>>, Text, At, Acc, Stack, By) ->
    continue(Rest, Text, At + 4, Acc, Stack, By, true);
value(<<"false", Rest/binary>>, Text, At, Acc, Stack, By) ->
    continue(Rest, Text, At + 5, Acc, Stack, By, false);
value(<<"null", Rest/binary>>, Text, At, Acc, Stack, By) ->
    continue(Rest, Text, At + 4, Acc, Stack, By, By#by.null);
value(<<Byte, _/binary>>, Text, At, Acc, Stack, By) when Byte =:= $t; Byte =:= $n ->
    stuck(Text, At, At + 1, 3, Acc, Stack, By, value);
value(<<$f, _/binary>>, Text, At, Acc, Stack, By) -> stuck(Text, At, At + 1, 4, Acc, Stack, By, value);
value(_, Text, At, Acc, Stack, By) -> stuck(Text, At, At, 0, Acc, Stack, By, value).

%% There is something at Bad that cannot be there, unless the text ends within as many bytes as are
%% missing: then the step is made again from From when there is more.
stuck(Text, From, Bad, Missing, Acc, Stack, By, Step) ->
    case byte_size(Text) =< Bad + Missing of
        true -> {continue, {binary:part(Text, From, byte_size(Text) - From), Acc, Stack, By, Step}};
        false -> invalid_byte(Text, Bad)
    end.

invalid_byte(Text, At) -> error({invalid_byte, binary:at(Text, At)}, none, place(At)).

unexpected_sequence(Sequence, At) -> error({unexpected_sequence, Sequence}, none, place(At)).

place(At) -> [{error_info, #{module => erl_stdlib_errors, cause => #{position => At}}}].

%% A value has been read: what it is part of goes on.
continue(Rest, Text, At, Acc, [{array, Outer} | Below] = Stack, By, Value) ->
    case Rest of
        <<$,, More/binary>> ->
            value(More, Text, At + 1, push(By#by.array_push, Value, Acc), Stack, By);
        <<$], More/binary>> ->
            {Array, NewAcc} = finish_array(By#by.array_finish, push(By#by.array_push, Value, Acc), Outer),
            continue(More, Text, At + 1, NewAcc, Below, By, Array);
        <<Byte, More/binary>> when ?is_space(Byte) ->
            continue(More, Text, At + 1, Acc, Stack, By, Value);
        _ -> stuck(Text, At, At, 0, Acc, Stack, By, {after_value, Value})
    end;
continue(Rest, Text, At, Acc, [{key, Key, Outer} | Below] = Stack, By, Value) ->
    case Rest of
        <<$,, More/binary>> ->
            Pushed = push(By#by.object_push, Key, Value, Acc),
            next_key(More, Text, At + 1, Pushed, [{object, Outer} | Below], By);
        <<$}, More/binary>> ->
            Pushed = push(By#by.object_push, Key, Value, Acc),
            {Object, NewAcc} = finish_object(By#by.object_finish, Pushed, Outer),
            continue(More, Text, At + 1, NewAcc, Below, By, Object);
        <<Byte, More/binary>> when ?is_space(Byte) ->
            continue(More, Text, At + 1, Acc, Stack, By, Value);
        _ -> stuck(Text, At, At, 0, Acc, Stack, By, {after_value, Value})
    end;
continue(Rest, Text, At, Acc, [{object, Outer} | Below] = Stack, By, Key) ->
    case Rest of
        <<$:, More/binary>> -> value(More, Text, At + 1, Acc, [{key, Key, Outer} | Below], By);
        <<Byte, More/binary>> when ?is_space(Byte) ->
            continue(More, Text, At + 1, Acc, Stack, By, Key);
        _ -> stuck(Text, At, At, 0, Acc, Stack, By, {after_value, Key})
    end;
continue(Rest, _, _, Acc, [], _, Value) ->
    case is_blank(Rest) of
        true -> {Value, Acc, <<>>};
        false -> {Value, Acc, Rest}
    end.

is_blank(<<Byte, Rest/binary>>) when ?is_space(Byte) -> is_blank(Rest);
is_blank(Rest) -> Rest =:= <<>>.

%% From is where the bracket is.
first_element(<<Byte, Rest/binary>>, Text, From, At, Acc, Stack, By) when ?is_space(Byte) ->
    first_element(Rest, Text, From, At + 1, Acc, Stack, By);
first_element(<<$], Rest/binary>>, Text, _, At, Acc, Stack, By) ->
    {Array, NewAcc} = finish_array(By#by.array_finish, start(By#by.array_start, Acc), Acc),
    continue(Rest, Text, At + 1, NewAcc, Stack, By, Array);
first_element(<<>>, Text, From, At, Acc, Stack, By) ->
    stuck(Text, From, At, 0, Acc, Stack, By, value);
first_element(Rest, Text, _, At, Acc, Stack, By) ->
    value(Rest, Text, At, start(By#by.array_start, Acc), [{array, Acc} | Stack], By).

first_key(<<Byte, Rest/binary>>, Text, From, At, Acc, Stack, By) when ?is_space(Byte) ->
    first_key(Rest, Text, From, At + 1, Acc, Stack, By);
first_key(<<$}, Rest/binary>>, Text, _, At, Acc, Stack, By) ->
    {Object, NewAcc} = finish_object(By#by.object_finish, start(By#by.object_start, Acc), Acc),
    continue(Rest, Text, At + 1, NewAcc, Stack, By, Object);
first_key(<<$", Rest/binary>>, Text, _, At, Acc, Stack, By) ->
    string(Rest, Text, At, start(By#by.object_start, Acc), [{object, Acc} | Stack], By);
first_key(_, Text, From, At, Acc, Stack, By) -> stuck(Text, From, At, 0, Acc, Stack, By, value).

next_key(<<Byte, Rest/binary>>, Text, At, Acc, Stack, By) when ?is_space(Byte) ->
    next_key(Rest, Text, At + 1, Acc, Stack, By);
next_key(<<$", Rest/binary>>, Text, At, Acc, Stack, By) -> string(Rest, Text, At, Acc, Stack, By);
next_key(_, Text, At, Acc, Stack, By) -> stuck(Text, At, At, 0, Acc, Stack, By, key).

%% --- Numbers: From is where it begins, sign included, At where its digits do.

number(<<$0, Rest/binary>>, Text, From, At, Acc, Stack, By) ->
    after_integer(Rest, Text, From, At + 1, Acc, Stack, By);
number(Rest, Text, From, At, Acc, Stack, By) ->
    case digits(Rest, At) of
        {_, At} -> stuck(Text, From, At, 0, Acc, Stack, By, value);
        {Left, End} -> after_integer(Left, Text, From, End, Acc, Stack, By)
    end.

digits(<<Byte, Rest/binary>>, At) when ?is_digit(Byte) -> digits(Rest, At + 1);
digits(Rest, At) -> {Rest, At}.

after_integer(<<$., Rest/binary>>, Text, From, At, Acc, Stack, By) ->
    case digits(Rest, At + 1) of
        {_, End} when End =:= At + 1 -> stuck(Text, From, End, 0, Acc, Stack, By, value);
        {<<E, Left/binary>>, End} when E =:= $e; E =:= $E ->
            Whole = binary:part(Text, From, End - From),
            exponent(Left, Text, From, End + 1, Whole, Acc, Stack, By);
        {Left, End} -> float(Left, Text, From, End, binary:part(Text, From, End - From), Acc, Stack, By)
    end;
after_integer(<<E, Rest/binary>>, Text, From, At, Acc, Stack, By) when E =:= $e; E =:= $E ->
    Whole = <<(integer_text(Text, From, At))/binary, ".0">>,
    exponent(Rest, Text, From, At + 1, Whole, Acc, Stack, By);
after_integer(Rest, Text, From, At, Acc, Stack, By) ->
    Number = (By#by.integer)(integer_text(Text, From, At)),
    case Rest of
        <<>> -> stuck(Text, From, At, 0, Acc, Stack, By, {number, Number});
        _ -> continue(Rest, Text, At, Acc, Stack, By, Number)
    end.

integer_text(Text, From, At) ->
    case binary:part(Text, From, At - From) of
        <<"-0">> -> <<"0">>;
        Digits -> Digits
    end.

%% After the letter; what stands before it as text.
exponent(Rest, Text, From, At, Whole, Acc, Stack, By) ->
    First = case Rest of
                <<Sign, _/binary>> when Sign =:= $+; Sign =:= $- -> 1;
                _ -> 0
            end,
    case digits(binary:part(Rest, First, byte_size(Rest) - First), At + First) of
        {_, End} when End =:= At + First -> stuck(Text, From, End, 0, Acc, Stack, By, value);
        {Left, End} ->
            Letter = binary:part(Text, At - 1, 1),
            Token = case binary:part(Text, From, At - 1 - From) of
                        Whole -> <<Whole/binary, Letter/binary>>;
                        _ -> <<Whole/binary, "e">>
                    end,
            Exponent = binary:part(Text, At, End - At),
            float(Left, Text, From, End, <<Token/binary, Exponent/binary>>, Acc, Stack, By)
    end.

float(Rest, Text, From, At, Token, Acc, Stack, By) ->
    try (By#by.float)(Token) of
        Number when Rest =:= <<>> -> stuck(Text, From, At, 0, Acc, Stack, By, {number, Number});
        Number -> continue(Rest, Text, At, Acc, Stack, By, Number)
    catch
        _:_ when Rest =:= <<>> ->
            stuck(Text, From, At, 0, Acc, Stack, By, {bad_float, Token, From});
        _:_ -> unexpected_sequence(Token, From)
    end.

%% --- Strings: From is where the quote is.

string(Rest, Text, From, Acc, Stack, By) ->
    case characters(Rest, Text, From + 1, 0, <<>>) of
        {stuck, Bad, Missing} -> stuck(Text, From, Bad, Missing, Acc, Stack, By, value);
        {String, Left, At} ->
            Value = case By#by.string of
                        undefined -> String;
                        Fun -> Fun(String)
                    end,
            continue(Left, Text, At, Acc, Stack, By, Value)
    end.

%% Length bytes from At on have been seen to be themselves; Done is what stands before them.
characters(<<Byte, Rest/binary>>, Text, At, Length, Done)
  when Byte < 16#80, Byte >= 16#20, Byte =/= $", Byte =/= $\\ ->
    characters(Rest, Text, At, Length + 1, Done);
characters(<<$", Rest/binary>>, Text, At, Length, <<>>) ->
    {binary:part(Text, At, Length), Rest, At + Length + 1};
characters(<<$", Rest/binary>>, Text, At, Length, Done) ->
    {<<Done/binary, (binary:part(Text, At, Length))/binary>>, Rest, At + Length + 1};
characters(<<$\\, Rest/binary>>, Text, At, Length, Done) ->
    unescape(Rest, Text, At + Length, <<Done/binary, (binary:part(Text, At, Length))/binary>>);
characters(<<Char/utf8, Rest/binary>>, Text, At, Length, Done) when Char >= 16#80 ->
    characters(Rest, Text, At, Length + utf8_size(Char), Done);
characters(<<Byte, _/binary>> = Rest, Text, At, Length, _) when Byte >= 16#80 ->
    case bad_utf8(Rest) of
        incomplete -> {stuck, byte_size(Text), 0};
        Offset -> invalid_byte(Text, At + Length + Offset)
    end;
characters(_, _, At, Length, _) -> {stuck, At + Length, 0}.

%% At is where the backslash is.
unescape(<<$u, Digits:4/binary, Rest/binary>>, Text, At, Done) ->
    case hex_number(Digits) of
        High when High >= 16#D800, High =< 16#DBFF -> low_half(Rest, Text, At, Done, High);
        Low when Low >= 16#DC00, Low =< 16#DFFF -> unexpected_sequence(binary:part(Text, At, 6), At);
        none -> unexpected_sequence(binary:part(Text, At, 6), At);
        Char -> characters(Rest, Text, At + 6, 0, <<Done/binary, Char/utf8>>)
    end;
unescape(<<$u, _/binary>>, Text, _, _) -> {stuck, byte_size(Text), 0};
unescape(<<Byte, Rest/binary>>, Text, At, Done) ->
    case Byte of
        $n -> characters(Rest, Text, At + 2, 0, <<Done/binary, $\n>>);
        $t -> characters(Rest, Text, At + 2, 0, <<Done/binary, $\t>>);
        $r -> characters(Rest, Text, At + 2, 0, <<Done/binary, $\r>>);
        $b -> characters(Rest, Text, At + 2, 0, <<Done/binary, $\b>>);
        $f -> characters(Rest, Text, At + 2, 0, <<Done/binary, $\f>>);
        _ when Byte =:= $"; Byte =:= $\\; Byte =:= $/ ->
            characters(Rest, Text, At + 2, 0, <<Done/binary, Byte>>);
        _ -> invalid_byte(Text, At + 1)
    end;
unescape(<<>>, _, At, _) -> {stuck, At + 1, 0}.

low_half(<<"\\u", Digits:4/binary, Rest/binary>>, Text, At, Done, High) ->
    case hex_number(Digits) of
        Low when is_integer(Low), Low >= 16#DC00, Low =< 16#DFFF ->
            Char = 16#10000 + ((High band 16#3FF) bsl 10) + (Low band 16#3FF),
            characters(Rest, Text, At + 12, 0, <<Done/binary, Char/utf8>>);
        _ -> unexpected_sequence(binary:part(Text, At, 12), At)
    end;
low_half(_, _, At, _, _) -> {stuck, At + 6, 5}.

hex_number(<<A, B, C, D>>) ->
    Digits = [digit(A), digit(B), digit(C), digit(D)],
    case lists:member(none, Digits) of
        true -> none;
        false -> lists:foldl(fun(Digit, Number) -> 16 * Number + Digit end, 0, Digits)
    end.

digit(Byte) when ?is_digit(Byte) -> Byte - $0;
digit(Byte) when Byte >= $a, Byte =< $f -> Byte - $a + 10;
digit(Byte) when Byte >= $A, Byte =< $F -> Byte - $A + 10;
digit(_) -> none.
