%% Calls of string, unicode and unicode_util with character data that is nested, or wrong somewhere: integers that
%% are no code points, bytes that are no characters, tails that are no lists.
-module(chardata_calls).
-export([t_counted/0, t_cased/0, t_sliced/0, t_trimmed/0, t_taken/0, t_lexemes/0, t_searched/0, t_compared/0]).
-export([t_numbers/0, t_next/0, t_normal_forms/0, t_normal_binaries/0, t_util_text/0, t_util_case/0, t_util_normal/0]).
-export([t_converted/0, t_clusters_cut/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

calls(Module, Functions, Texts, More) ->
    [{Function, [try apply(Module, Function, [Text | Rest]) catch Class:Reason -> {Class, Reason} end
                 || Text <- Texts, Rest <- More]} || Function <- Functions].

texts() -> nested() ++ faults().

nested() ->
    ?I([[["ab"], "c"], ["a", [<<"b">>], [[[]]], $c], [[[$a], [16#301, $b, $c, $d]], "ef"], [<<"e">>, 16#301, [<<204,129>>]], [[$\r], [[$\n]]],
        [16#1F600, [16#200D], <<240,159,152,128>>], [[16#915, 16#94D], [16#937]], [[16#1100], [16#1161 | <<225,134,168>>]],
        [16#600, [$a]], [[16#1F1E6] | <<240,159,135,166>>], [$a | <<"bc">>], [["a" | <<"b">>], 32, <<" ">>], [[], <<>>, [[<<>>]]]]).

faults() ->
    ?I([[-1], [$a, -1], [-1, $a], [-1 | $a], [[$a, -1], $b], [[-1]], [[[-1, $a]], $b], [16#D800], [$a, 16#D800, 16#301], [16#110000], [16#110001], [$a, 16#110000], [16#110000, 16#301],
        [1.5], [$a, 1.5, $b], [1 bsl 70, $a], [$a, 1 bsl 70], [$a, foo], [$a, $b | foo], [[$a | foo], $b], [foo], foo, 17, {}, #{}, <<1:3>>, [<<1:3>>], [$a, <<5:5>>],
        <<255>>, <<"ab", 255, "c">>, [<<"ab", 255, "c">>], [<<"ab">>, <<195>>], [<<195>>, <<169>>], <<195>>, <<"e", 204>>, [16#1F600 | <<255>>], [16#1F600, 16#200D | <<255>>], [16#1F600, <<255>>],
        [16#915, 16#94D | <<255>>], [16#600 | <<255>>], [16#600, <<255>>], [16#1F1E6 | <<255>>], [16#1100 | <<255>>], [$e, 16#301 | <<255>>], [$e | <<255>>], [16#20AC | <<255>>],
        <<237,160,128>>, [$\r, -1], [$\n, -1], [-1, -1], [255, -1, 16#20AC], [$a | $b], [[$a | $b]]]).

t_counted() -> calls(string, [length, to_graphemes, reverse, is_empty], texts(), [[]]) ++ calls(string, [pad], texts(), [[4], [4, both], [4, leading, $x]]).
t_cased() -> calls(string, [uppercase, lowercase, titlecase, casefold], texts(), [[]]).
t_sliced() -> calls(string, [slice], texts(), [[0], [1], [2], [0, 1], [1, 2], [1, infinity], [foo], [-1], [0, 0], [foo, infinity], [1.5, infinity], [1 bsl 70]]).
t_trimmed() ->
    calls(string, [trim], texts(), [[], [both, "a"], [leading, "ab"], [trailing, "b"], [trailing, [$a, "\r\n"]], [both, [-1]], [leading, [1.5]], [trailing, [255]]]) ++
        calls(string, [chomp], texts(), [[]]).
t_taken() -> calls(string, [take], texts(), [["a"], ["ab", true], ["b", false, trailing], ["a", true, trailing], [[]], [[-1]]]).
t_lexemes() -> calls(string, [lexemes], texts(), [["a"], ["b "], [[]], [[-1]], [["e\x{301}"]]]) ++ calls(string, [nth_lexeme], texts(), [[1, "a"], [2, "a"], [1, []], [0, "a"]]).
t_searched() ->
    calls(string, [find, split], texts(), [["b"], ["a", trailing], [[-1]], [<<"b">>], [""], [["e", 16#301]], [<<255>>], ["a", foo]]) ++
        calls(string, [split], texts(), [["a", all]]) ++ calls(string, [replace], texts(), [["a", "x"], ["b", <<"y">>, all]]) ++
        calls(string, [prefix], texts(), [["a"], [[-1]], [<<"ab">>], ["e"], [<<255>>]]).
t_compared() ->
    calls(string, [equal], texts(), [["abc"], [[-1]], [<<"ab", 255, "c">>], ["a", true], [[-1], true], ["ABC", true, nfc], ["abc", false, nfkd], ["abc", foo], [[16#110000], true, none]]).
t_numbers() ->
    calls(string, [to_integer, to_float], texts() ++ ?I([[$1, -1], ["12", <<"3x">>], [$1 | <<"2">>], [<<"1.5">>, "e3"], <<"12", 255>>, [<<"12", 255>>], [$1, foo], [[$1], [[$2]], "abc"]]), [[]]).
t_next() -> calls(string, [next_grapheme, next_codepoint], texts(), [[]]).
t_normal_forms() -> calls(unicode, [characters_to_nfc_list, characters_to_nfd_list, characters_to_nfkc_list, characters_to_nfkd_list], texts(), [[]]).
t_normal_binaries() -> calls(unicode, [characters_to_nfc_binary, characters_to_nfd_binary, characters_to_nfkc_binary, characters_to_nfkd_binary], texts(), [[]]).
t_util_text() -> calls(unicode_util, [cp, gc], texts(), [[]]).
t_util_case() -> calls(unicode_util, [uppercase, lowercase, titlecase, casefold], texts(), [[]]) ++ calls(unicode_util, [get_case], [$a, 16#DF, 16#1C6, 16#130, 0, -1, a, 16#110000, 16#110001], [[]]).
t_util_normal() -> calls(unicode_util, [nfc, nfd, nfkc, nfkd], texts() ++ ?I([[16#FB01], [16#AC00], [16#3131], [$e, 16#301], [16#1E9B, 16#323], [16#3A9]]), [[]]).
t_converted() ->
    calls(unicode, [characters_to_list, characters_to_binary], texts(), [[], [latin1], [utf16], [{utf32, little}], [foo]]) ++
        calls(unicode, [characters_to_binary], texts(), [[unicode, latin1], [latin1, utf16], [utf8, {utf32, big}]]).

%% How many integers of nested lists come along one by one.
t_clusters_cut() ->
    Texts = ?I([[[1, 2, 3, 4, 5], 6], [[[1, 2], 3, [4], 5, 6], [7]], [[1], 2, 3, 4, 5, 6], [[[1]], [2], [[3], 4], 5], [[1 | <<"ab">>], 2], [[1], [], [2 | <<"c">>]], [[[[], 1], 2], [[3, 4]], 5], [[1, [2, [3, [4, [5]]]]]],
                [[$e, [16#301, [16#302]]], $x, $y, $z], [[[$a, $b, $c, $d, $e, $f]]], [[256, 257, 258, 259, 260], 261], [[[256], 257], [258 | <<"z">>]]]),
    calls(unicode_util, [cp, gc, nfd, uppercase], Texts, [[]]) ++ calls(string, [slice], Texts, [[1], [2], [3]]) ++ calls(string, [find], Texts, [[[3]], [[5]], [[16#301]]]).
