%% Calls of string: each function over texts of every form, and over what is none.
-module(string_calls).
-export([t_length/0, t_is_empty/0, t_to_graphemes/0, t_reverse/0, t_uppercase/0, t_lowercase/0]).
-export([t_titlecase/0, t_casefold/0, t_trim/0, t_trim_direction/0, t_trim_characters/0, t_chomp/0]).
-export([t_pad/0, t_pad_direction/0, t_pad_character/0, t_slice/0, t_slice_length/0, t_equal/0]).
-export([t_equal_ignoring_case/0, t_equal_normalised/0, t_prefix/0, t_split/0, t_split_where/0, t_replace/0]).
-export([t_replace_where/0, t_find/0, t_find_direction/0, t_lexemes/0, t_nth_lexeme/0, t_take/0]).
-export([t_take_complement/0, t_to_integer/0, t_to_float/0, t_next_codepoint/0, t_next_grapheme/0, t_jaro_similarity/0]).
-export([t_old_positions/0, t_old_parts/0, t_old_forms/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

%% What each call gives, or class and reason.
calls(Function, Argumentss) ->
    [try apply(string, Function, Arguments) catch Class:Reason -> {Class, Reason} end || Arguments <- Argumentss].

texts() ->
    ?I(["", <<>>, "abc", <<"abc">>, "  a b\t ", <<"\r\n x \n">>, "ABC def", <<"Straße ÅÄÖ ǆ"/utf8>>,
        "e\x{301}a\x{300}\x{323}", [<<"ab">>, "cd", [$e | <<"fg">>]], [[], [<<>>]], "a\r\nb\n", [128104, 8205, 128105],
        [16#1F1E9, 16#1F1EA], <<"αβγ ΣΑΣ"/utf8>>, "i\x{307}İıI", "aXbXc", "1,2,,3,"]).
faults() -> ?I([<<255>>, foo, 17, [a], <<1:3>>, [16#D800], [$a | $b], {}]).

t_length() -> calls(length, [[T] || T <- texts() ++ faults()]).
t_is_empty() -> calls(is_empty, [[T] || T <- texts() ++ [[<<>>, []], [[[[]]]], foo]]).
t_to_graphemes() -> calls(to_graphemes, [[T] || T <- texts() ++ faults()]).
t_reverse() -> calls(reverse, [[T] || T <- texts() ++ faults()]).
t_uppercase() -> calls(uppercase, [[T] || T <- texts() ++ faults()]).
t_lowercase() -> calls(lowercase, [[T] || T <- texts() ++ faults()]).
t_titlecase() -> calls(titlecase, [[T] || T <- texts() ++ [foo]]).
t_casefold() -> calls(casefold, [[T] || T <- texts() ++ faults()]).
t_trim() -> calls(trim, [[T] || T <- texts() ++ [foo]]).
t_trim_direction() -> calls(trim, [[T, Direction] || T <- texts(), Direction <- ?I([leading, trailing, both])] ++ [["a", left], ["a", "b"]]).
t_trim_characters() ->
    calls(trim, [[T, Direction, Characters] || T <- [" a b ", <<"xxaxbxx">>, "e\x{301}xe\x{301}", <<"\r\n\n">>, []],
                                               Direction <- [leading, trailing, both],
                                               Characters <- ?I([" ", "x", "xa", ["e\x{301}"], ["\r\n"], []])]).
t_chomp() -> calls(chomp, [[T] || T <- ["a\n", "a\r\n", "a\n\n", <<"a\r\n">>, "\n", "a\r", [], ["a", <<"\n">>]]]).
t_pad() -> calls(pad, [[T, Length] || T <- ["", "abc", <<"abc">>, "e\x{301}", <<"ÅÄ"/utf8>>], Length <- ?I([0, 2, 3, 6])]).
t_pad_direction() ->
    calls(pad, [[T, Length, Direction] || T <- ["", "abc", <<"abc">>], Length <- [0, 3, 4, 7], Direction <- ?I([leading, trailing, both])] ++
              [["a", -1, leading], ["a", 2, left], [foo, 2, leading]]).
t_pad_character() ->
    calls(pad, [[T, Length, Direction, Character] || T <- ["ab", <<"ab">>], Length <- [1, 5], Direction <- [leading, trailing, both],
                                                     Character <- ?I([$., "e\x{301}", 16#1F600])] ++ [["a", 2, leading, <<"x">>], ["a", foo, leading, $x]]).
t_slice() -> calls(slice, [[T, Start] || T <- ["abcdef", <<"abcdef">>, "e\x{301}bc", ["ab", <<"cd">>], []], Start <- ?I([0, 1, 3, 6, 9])] ++
                       [["abc", -1], ["abc", foo], [foo, 0]]).
t_slice_length() ->
    calls(slice, [[T, Start, Length] || T <- ["abcdef", <<"abcdef">>, "e\x{301}bc\x{300}d", <<"ÅÄÖ"/utf8>>], Start <- [0, 2, 9],
                                        Length <- ?I([0, 1, 3, 50, infinity])] ++ [["abc", 0, -1], ["abc", 0, foo]]).
t_equal() -> calls(equal, [[A, B] || A <- ["abc", <<"abc">>, "é", "e\x{301}", []], B <- ?I(["abc", ["a", <<"bc">>], "é", <<"ABC">>, <<>>])]).
t_equal_ignoring_case() -> calls(equal, [[A, B, Ignores] || {A, B} <- ?I([{"abc", <<"ABC">>}, {"Straße", "STRASSE"}, {"a", "b"}, {"", ""}]), Ignores <- [true, false]]).
t_equal_normalised() ->
    calls(equal, [["é", "e\x{301}", false, Form] || Form <- ?I([none, nfc, nfd, nfkc, nfkd])] ++
              [["ﬁ", "fi", true, Form] || Form <- [none, nfc, nfkc, nfkd]] ++ [["a", "a", maybe_, nfc], ["a", "a", true, foo]]).
t_prefix() -> calls(prefix, [[T, P] || T <- ["abcdef", <<"abcdef">>, "e\x{301}b", []], P <- ?I(["", "abc", <<"ab">>, "abd", "e", "e\x{301}"])]).
t_split() -> calls(split, [[T, P] || T <- ["a,b,,c", <<"a,b,,c">>, ["a,", <<"b,c">>], "e\x{301},f", ""], P <- ?I([",", <<",">>, ",,", "x", "", "e"])]).
t_split_where() -> calls(split, [[T, ",", Where] || T <- ["a,b,,c", <<",a,">>, "abc", [",", <<",">>]], Where <- ?I([leading, trailing, all, none])]).
t_replace() -> calls(replace, [[T, P, R] || T <- ["a,b,,c", <<"a,b,,c">>], P <- [",", <<",,">>, "x", ""], R <- ?I(["", "<>", <<"ä"/utf8>>])]).
t_replace_where() -> calls(replace, [[T, ",", "--", Where] || T <- ["a,b,,c", <<",a,">>, "abc"], Where <- ?I([leading, trailing, all, foo])]).
t_find() -> calls(find, [[T, P] || T <- ["abcabc", <<"abcabc">>, ["ab", <<"cab">>, "c"], []], P <- ?I(["", "bc", <<"ca">>, "x", "abcabcx", [<<"b">>, "ca"]])]).
t_find_direction() -> calls(find, [[T, P, Direction] || T <- ["abcabc", <<"abcabc">>, ["ab", <<"cabc">>]], P <- ["", "bc", "x"], Direction <- ?I([leading, trailing])]).
t_lexemes() -> calls(lexemes, [[T, S] || T <- ["a b,c", <<"  a,,b ">>, ["x y", <<",z">>], "a\r\nb", []], S <- ?I([" ", ", ", ["\r\n"], [], ","])]).
t_nth_lexeme() -> calls(nth_lexeme, [[T, N, S] || T <- ["a b,c", <<"  a,,b ">>], N <- ?I([1, 2, 4]), S <- [" ", " ,", ""]] ++ [["a", 0, ","], ["a", foo, ","]]).
t_take() -> calls(take, [[T, S] || T <- ["aabbc", <<"aabbc">>, ["a", <<"ab">>], "e\x{301}e\x{301}x", []], S <- ?I(["a", "ab", "", ["e\x{301}"], "abc"])]).
t_take_complement() -> calls(take, [[T, "ab", Complement, Direction] || T <- ["aabbc", <<"caabb">>, ["a", <<"xb">>]], Complement <- ?I([true, false]), Direction <- [leading, trailing]]).
t_to_integer() -> calls(to_integer, [[T] || T <- ?I(["12", "-12x", "+7", <<"99 red">>, ["1", <<"2">>], "x", "", "-", "1_000", "12345678901234567890123", foo, "0x1F", " 1"])]).
t_to_float() -> calls(to_float, [[T] || T <- ?I(["1.5", "-1.5e3x", "+0.25", <<"9.0 red">>, ["1.", <<"25">>], "1", "1.", ".5", "1,5", "1.0e400", "x", "", foo, "1.e3"])]).
t_next_codepoint() -> calls(next_codepoint, [[T] || T <- texts() ++ faults()]).
t_next_grapheme() -> calls(next_grapheme, [[T] || T <- texts() ++ faults()]).
t_jaro_similarity() -> calls(jaro_similarity, [[A, B] || A <- ["abc", <<"dwayne">>, "", "martha"], B <- ?I(["abc", "duane", <<>>, "marhta", "xyz"])]).

%% Functions for lists of Latin-1 characters, which are there for old programs.
t_old_positions() ->
    [calls(F, Argumentss) || {F, Argumentss} <- ?I([{str, [["abcbc", "bc"], ["abc", "x"], ["", ""], ["abc", ""]]}, {rstr, [["abcbc", "bc"], ["abc", "x"]]},
                                                    {chr, [["abcb", $b], ["abc", $x], ["", $a]]}, {rchr, [["abcb", $b], ["abc", $x]]},
                                                    {span, [["aabc", "ab"], ["xyz", "ab"], ["", "a"]]}, {cspan, [["xyab", "ab"], ["abc", "ab"], ["", "a"]]}])].
t_old_parts() ->
    [calls(F, Argumentss) || {F, Argumentss} <- ?I([{substr, [["abcdef", 3], ["abcdef", 2, 3], ["abc", 4], ["abc", 0], ["abc", 2, 9]]},
                                                    {sub_string, [["abcdef", 3], ["abcdef", 2, 4], ["abc", 3, 2]]}, {tokens, [["a b,c", " ,"], ["", ","], [",,", ","], ["abc", ""]]},
                                                    {words, [["a b c"], [""], ["a-b-c", $-]]}, {sub_word, [["a b c", 2], ["a b c", 4], ["a-b", 1, $-]]}])].
t_old_forms() ->
    [calls(F, Argumentss) || {F, Argumentss} <- ?I([{strip, [["  a "], ["  a ", left], ["  a ", right], ["xxaxx", both, $x]]}, {left, [["abc", 5], ["abc", 2], ["abc", 5, $.]]},
                                                    {right, [["abc", 5], ["abc", 2], ["abc", 5, $.]]}, {centre, [["abc", 6], ["abc", 2], ["ab", 5, $.], ["abc", 0]]},
                                                    {copies, [["ab", 3], ["ab", 0], ["", 5]]}, {chars, [[$a, 3], [$a, 0], [$a, 2, "bc"]]}, {concat, [["a", "b"], ["", ""]]},
                                                    {join, [[["a", "b", "c"], ", "], [["a"], ","], [["", ""], "-"]]}, {to_upper, [["abcÅä"], [$a], [$1]]}, {to_lower, [["ABCÅä"], [$A], [$1]]},
                                                    {len, [["abc"], [""]]}])].
