%% Texts as compiled code takes them apart, copies and makes them in a short way: at the borders of what that does.
-module(light_text).
-export([t_letters/0, t_letters_of_parts/0, t_letters_skipped/0, t_rest/0, t_front/0, t_same_bytes/0, t_append_to_same/0]).
-export([t_characters/0, t_characters_of_latin1/0, t_long_characters/0, t_nothing_but_cells/0, t_next_grapheme/0, t_reverse/0, t_digits/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

%% What each gives, or the class and reason of what it raises.
each(Fun, Values) ->
    [try Fun(Value) catch Class:Reason -> {Class, Reason} end || Value <- ?I(Values)].

%% The same bits: in their own box, behind three bits, in the middle of a larger binary, and in one outside the heap.
forms(Bits) ->
    <<_:3, Unaligned/bits>> = ?I(<<0:3, Bits/bits>>),
    Size = bit_size(Bits),
    Long = ?I(<<0:40, Bits/bits, (binary:copy(<<"z">>, 70))/binary>>),
    <<_:40, Middle:Size/bits, _/bits>> = Long,
    [Bits, Unaligned, Middle].

letters(<<Letter/utf8, Rest/bits>>, Found) -> letters(Rest, [Letter | Found]);
letters(Rest, Found) -> {lists:reverse(Found), Rest}.

wrong_and_right() ->
    [<<>>, <<"a">>, <<"abc">>, <<"aé"/utf8>>, <<"é日😀z"/utf8>>, <<0>>, <<127, 128>>, <<194>>, <<194, 128>>, <<193, 191>>, <<192, 128>>,
     <<"a", 223, 191, "b">>, <<224, 160, 128>>, <<224, 159, 191>>, <<237, 159, 191>>, <<237, 160, 128>>, <<238, 128, 128>>,
     <<239, 191, 191>>, <<240, 144, 128, 128>>, <<240, 143, 191, 191>>, <<244, 143, 191, 191>>, <<244, 144, 128, 128>>,
     <<245, 128, 128, 128>>, <<255>>, <<226, 130>>, <<226, 40, 161>>, <<240, 159, 152>>, <<"x", 240, 159, 152, "y">>, <<1:1>>,
     <<"a", 3:7>>, <<194, 128, 1:4>>, <<194, 8:4>>, (binary:copy(<<"äöü"/utf8>>, 40))].

t_letters() -> [[letters(Form, []) || Form <- forms(Bits)] || Bits <- ?I(wrong_and_right())].

%% Behind other fields, and two at a time.
t_letters_of_parts() ->
    Parts = fun(<<N:3, A/utf8, B/utf8, Rest/bits>>) -> {N, A, B, Rest};
               (<<A:16, B/utf8, Rest/binary>>) -> {A, B, Rest};
               (<<A/utf8, $;, Rest/binary>>) -> {semicolon, A, Rest};
               (Other) -> {none, Other}
            end,
    Texts = wrong_and_right() ++ [<<"a;b">>, <<"é;é"/utf8>>, <<"ab日"/utf8>>, <<5:3, "aé"/utf8>>, <<5:3, "日😀"/utf8, 1:2>>],
    [Parts(Text) || Text <- ?I(Texts)].

t_letters_skipped() ->
    Skip = fun Skip(<<_/utf8, Rest/bits>>, Count) -> Skip(Rest, Count + 1);
               Skip(Rest, Count) -> {Count, Rest}
           end,
    [[Skip(Form, 0) || Form <- forms(Bits)] || Bits <- ?I(wrong_and_right())].

text(Size) -> list_to_binary([16#30 + N rem 75 || N <- lists:seq(1, Size)]).

%% What is cut has the bits that are asked for, and none behind them.
t_rest() ->
    [[begin
          Skipped = ?I(Size - Left),
          <<_:Skipped/binary, Rest/bits>> = Form,
          Copy = list_to_binary(binary_to_list(Rest)),
          {Rest, Rest =:= ?I(Copy), erlang:phash2(Rest), #{Copy => x} =:= #{Rest => x}}
      end || Form <- forms(text(Size)), Left <- [0, 1, 2, 7, 8, 9, 15, 16, 17], Left =< Size]
     || Size <- ?I([0, 1, 2, 8, 16, 17, 40, 64, 65])].

t_front() ->
    [begin
         <<Front:Bits/bits, Rest/bits>> = Form,
         {Front, bit_size(Rest)}
     end || Form <- forms(text(20)), Bits <- ?I([0, 1, 7, 8, 9, 63, 64, 65, 72, 127, 128, 129, 136, 160])].

t_same_bytes() ->
    Values = lists:append([forms(Bits) || Bits <- [<<>>, <<"a">>, text(15), text(16), text(64), text(65), text(400), <<1:3>>, <<"abc", 1:1>>]])
        ++ [a, [], "abc", 1, 1.5, {<<"a">>}, #{}, [<<"a">>]],
    {each(fun(Value) -> <<Value/binary>> end, Values), each(fun(Value) -> <<Value/bits>> end, Values),
     [<<Value/binary>> || Value <- Values, is_binary(Value), <<Value/binary>> =:= Value]}.

%% A copy and what it is of are added to by themselves.
t_append_to_same() ->
    [begin
         Grown = <<Bits/binary, "!">>,
         Copy = <<Grown/binary>>,
         One = <<Copy/binary, "one">>,
         Other = <<Grown/binary, "other">>,
         {Copy, One, Other, Grown}
     end || Bits <- ?I([<<>>, <<"a">>, text(63), text(64), text(200)])].

pieces() ->
    [[], [97], [0], [127, 128], "abc", [233], [8364, 128512], [16#D7FF], [16#D800], [16#DFFF], [16#E000], [16#10FFFF], [16#110000], [-1],
     [1 bsl 60], [-(1 bsl 60)], [1 bsl 64], [1.5], [a], a, 97, <<>>, <<"a">>, <<"é"/utf8>>, [<<"é"/utf8>>], [<<195>>], <<195>>, [<<195>>, <<169>>],
     [<<195>> | <<169>>], [<<195>>, 169], [<<226, 130>>, "x"], [<<226>>, [<<130>>, <<172>>], $z], [<<255>>], [$a, <<"b">> | <<"c">>], [$a | b],
     [$a, [$b, [$c | <<"d">>], $e], <<"f">>], [[], [[]], [[], []]], [[[[[[$x]]]]], $y], [<<1:3>>], [$a, <<1:3>>], <<1:3>>, [$a | <<1:3>>],
     [[$a, b], $c], [$a, [b | $c]], {}, #{}, [{}], lists:seq(1, 31), lists:seq(1, 32), lists:seq(1, 33), lists:seq(100, 130),
     lists:duplicate(9, 233), lists:duplicate(16, 233), lists:duplicate(17, 233), [<<"0123456789">>, <<"0123456789">>, <<"0123456789ab">>],
     [<<"0123456789">>, <<"0123456789">>, <<"0123456789abc">>], [text(70)], text(70), [text(16), <<"äö"/utf8>>, text(64)],
     [text(12), 16#D800, text(5)], [text(12), [$a, 16#D800 | <<"b">>], text(5)]]
        ++ lists:append([[Form, [Form], [$a, Form], [Form | Form]] || Form <- forms(<<"aé日"/utf8>>)]).

t_characters() ->
    {each(fun(Text) -> unicode:characters_to_binary(Text) end, pieces()), each(fun unicode:characters_to_binary/1, pieces()),
     each(fun(Text) -> unicode:characters_to_binary(Text, utf8) end, pieces()),
     each(fun(Text) -> unicode:characters_to_list(Text) end, pieces())}.

t_characters_of_latin1() -> each(fun(Text) -> unicode:characters_to_binary(Text, latin1) end, pieces()).

t_long_characters() ->
    Sizes = ?I([4090, 4095, 4096, 4097, 5000]),
    Sum = fun(Text) when is_binary(Text) -> {byte_size(Text), erlang:crc32(Text)};
             ({What, Done, Rest}) -> {What, byte_size(Done), Rest}
          end,
    [[Sum(unicode:characters_to_binary(Text)) || Text <- [text(Size), [text(Size)], [text(Size) | text(3)], binary_to_list(text(Size)),
                                                         [[N, <<", ">>] || N <- binary_to_list(text(Size div 3))],
                                                         [text(Size), 16#D800], [text(Size), <<195>>, <<169>>], [text(Size), <<195>>],
                                                         lists:duplicate(Size div 2, 233), [lists:duplicate(Size div 3, 8364), -1]]]
     ++ [Sum(unicode:characters_to_binary(Text, latin1)) || Text <- [[binary:copy(<<233>>, Size div 2)], [text(Size), 233], [text(Size), 256]]]
     || Size <- Sizes].

%% Lists of nothing, more of them than characters would fit.
t_nothing_but_cells() ->
    Nothing = lists:duplicate(?I(20000), []),
    Nested = lists:foldl(fun(_, Inner) -> [Inner, Inner] end, [], lists:seq(1, ?I(12))),
    [unicode:characters_to_binary(Text) || Text <- [Nothing, Nested, [Nothing, $a], [Nested, $a | <<"b">>], [Nested, <<195>>, $a]]].

t_next_grapheme() ->
    Texts = [<<>>, <<"a">>, <<"ab">>, <<"\r">>, <<"\r\n">>, <<"\r\na">>, <<"a\r\n">>, <<"\n\r">>, <<"e", 769/utf8>>, <<"e", 769/utf8, "x">>,
             <<"é"/utf8>>, <<"aé"/utf8>>, <<"ab", 769/utf8>>, <<127, 128>>, <<"a", 255>>, <<255>>, <<"🏳️‍🌈!"/utf8>>, <<0, 0>>, text(17), text(18), text(70),
             <<1:3>>, <<"a", 1:3>>, "", "a", "ab", "\r\n", [$e, 769, $x], [<<"ab">>, $c], [$a | <<"b">>], a, {}],
    Forms = lists:append([case is_bitstring(Text) of
                              true -> forms(Text);
                              false -> [Text]
                          end || Text <- Texts]),
    {each(fun(Text) -> string:next_grapheme(Text) end, Forms), each(fun(Text) -> string:to_graphemes(Text) end, Forms)}.

t_reverse() ->
    {[lists:reverse(lists:seq(1, Length)) || Length <- ?I([0, 1, 16, 17, 127, 128, 129, 130, 300])],
     each(fun(List) -> lists:reverse(List) end, [a, [a | b], lists:seq(1, 127) ++ a, lists:seq(1, 128) ++ a, <<"a">>])}.

t_digits() ->
    each(fun(Number) -> integer_to_list(Number) end,
         [0, 9, 10, 99, 100, -1, -10, 12345678901, (1 bsl 60) - 1, -(1 bsl 60), 1 bsl 60, -(1 bsl 60) - 1, 1 bsl 200, 1.0, a, "1"]).
