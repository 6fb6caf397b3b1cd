%% Calls of io_lib beside format/2, which has format_cases.
-module(io_lib_calls).
-export([t_write/0, t_write_depth/0, t_write_options/0, t_print/0, t_print_columns/0, t_fwrite/0]).
-export([t_fread/0, t_write_atom/0, t_write_string/0, t_write_char/0, t_kinds/0, t_deep_kinds/0]).
-export([t_indentation/0, t_nl/0, t_quote_atom/0, t_format_binary_arguments/0, t_scan_format/0, t_build_text/0]).
-export([t_limited/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

%% Flat, for how deep a text is nested is nobody's business.
calls(Function, Argumentss) ->
    [try flat(apply(io_lib, Function, Arguments)) catch Class:Reason -> {Class, Reason} end || Arguments <- Argumentss].

flat([]) -> [];
flat(List) when is_list(List) ->
    try lists:flatten(List) catch error:_ -> List end;
flat(Other) -> Other.

terms() ->
    ?I([1, -17, 1 bsl 70, 1.5, -0.0, 1.0e100, abc, 'A b', '', 'it\'s', [], "abc", "å€", [1, 2, 300], [a | b], {}, {a, "b", <<"c">>}, <<>>, <<"abc">>, <<"å€"/utf8>>, <<1, 2, 255>>, <<5:3>>, #{}, #{a => 1}, #{"b" => [<<"x">>]},
        [[[]]], {[{{}}]}, fun lists:map/2, true, 'receive', [$a, $\n, 27], "\t\"\\"]).

t_write() -> calls(write, [[Term] || Term <- terms()]).
t_write_depth() -> calls(write, [[Term, Depth] || Term <- [lists:seq(1, 20), {a, {b, {c, {d}}}}, #{a => #{b => #{c => d}}}, "abcdef", <<"abcdef">>, [a, b | c], [[[[[x]]]]]], Depth <- ?I([-1, 0, 1, 2, 3, 5])]).
t_write_options() -> calls(write, [[Term, Options] || Term <- ["å€", <<"å€"/utf8>>, 'å€', {lists:seq(1, 9)}], Options <- ?I([[], [{depth, 3}], [{encoding, latin1}], [{encoding, unicode}], [{chars_limit, 8}]])]).
t_print() -> calls(print, [[Term] || Term <- terms()]).
t_print_columns() -> calls(print, [[Term, Column, Length, Depth] || Term <- [lists:seq(1, 60), {configuration, [{key, "value"}, {other, <<"binary">>}, {third, lists:seq(1, 12)}]}, #{first => lists:duplicate(10, word), second => {a, b}}],
                                                                     {Column, Length, Depth} <- ?I([{1, 80, -1}, {1, 30, -1}, {10, 40, 6}, {20, 25, 12}, {1, 10, 4}])]).
t_fwrite() -> calls(fwrite, [["~p ~w ~s~n", [Term, Term, "x"]] || Term <- terms()]).
t_fread() ->
    calls(fread, [[Format, Text] || {Format, Text} <- ?I([{"~d", "17"}, {"~d", "-17 rest"}, {"~d", "x"}, {"~d", ""}, {"~d ~d", "1   2"}, {"~d,~d", "1,2,3"}, {"~f", "1.5"}, {"~f", "1"}, {"~s", "  word more"}, {"~s~s", "two words"}, {"~a", "atom"},
                                                          {"~c", "xyz"}, {"~3c", "xyz1"}, {"~2d", "12345"}, {"~4s", "ab"}, {"~*d~d", "1 2"}, {"~u", "42"}, {"~u", "-42"}, {"~-", "-"}, {"~#", "16#ff"}, {"~16u", "ff"}, {"~8u", "777"}, {"~l~d", "12"},
                                                          {"~~", "~"}, {"a~db", "a1b"}, {"a~db", "a1c"}, {"~ts", "åäö"}, {"~t", "x"}, {"~x", "1"}, {"~36u", "zz"}, {"~d ", "1"}, {"abc", "abc"}, {"abc", "abd"}, {"", "x"}, {"~.5d", "1"}])]).
t_write_atom() -> calls(write_atom, [[Atom] || Atom <- ?I([abc, 'A', 'a b', '', 'å', 'a@b_1', 'end', 'it\'s', '\n', '€', "abc"])]) ++ calls(write_atom_as_latin1, [[Atom] || Atom <- ?I(['å', '€', abc])]).
t_write_string() -> calls(write_string, [[Text] || Text <- ?I(["", "abc", "a\"b\\", "\n\t\e", "åäö", "€", [0, 127, 128, 160]])]) ++ calls(write_string, [[Text, $'] || Text <- ?I(["it's", "\""])]) ++
                         calls(write_latin1_string, [[Text] || Text <- ?I(["abc", "å", "\n"])]) ++ calls(write_string_as_latin1, [[Text] || Text <- ?I(["å", "€"])]).
t_write_char() -> calls(write_char, [[Char] || Char <- ?I([$a, $\s, $\n, $', $\\, 0, 127, 229, 8364, 16#1F600])]) ++ calls(write_latin1_char, [[Char] || Char <- ?I([$a, $\n, 229])]) ++ calls(write_char_as_latin1, [[Char] || Char <- ?I([229, 8364])]).
t_kinds() -> [[calls(F, [[X] || X <- ?I(["", "abc", "åä", "€", [0], [$a | b], foo, [a], "a\n\t", [127], [55296]])])] || F <- [char_list, latin1_char_list, deep_char_list, deep_latin1_char_list, printable_list, printable_latin1_list, printable_unicode_list]].
t_deep_kinds() -> [calls(F, [[X] || X <- ?I([[["a"], $b], [["å", [8364]]], [<<"a">>], [["a" | $b]]])]) || F <- [deep_char_list, deep_latin1_char_list, char_list]].
t_indentation() -> calls(indentation, [[Text, From] || Text <- ?I(["", "abc", "a\nbc", "a\tb", "\n", ["a", ["b\nc"]]]), From <- ?I([0, 5])]).
t_nl() -> calls(nl, [[]]).
t_quote_atom() -> calls(quote_atom, [[Atom, Text] || {Atom, Text} <- ?I([{abc, "abc"}, {'A', "A"}, {'a b', "a b"}, {'fun', "fun"}])]).
t_format_binary_arguments() -> calls(format, [[<<"~p-~s">>, [a, <<"b">>]], ["~ts", [<<"å"/utf8>>]], ["~s", [<<"å"/utf8>>]], ["~s", ["€"]], ['~w', [1]], ["~w", 1], ["~w", []], ["~q", [1]], ["~", []], ["~10", []]]).
t_scan_format() -> [try io_lib:unscan_format(io_lib:scan_format(F, A)) catch C:R -> {C, R} end || {F, A} <- ?I([{"~p", [x]}, {"a~10.3.0fb", [1.5]}, {"~*s", [5, "x"]}, {"~tp~n", [y]}, {"~-5w|", [z]}, {"~p", []}])].
t_build_text() -> [try lists:flatten(io_lib:build_text(io_lib:scan_format(F, A))) catch C:R -> {C, R} end || {F, A} <- ?I([{"~p and ~s", [x, "y"]}, {"~5w|", [z]}, {"~b", [foo]}])].
t_limited() -> calls(format, [["~p", [Term], [{chars_limit, Limit}]] || Term <- [lists:seq(1, 100), "a text of some length, longer than it may be", {a, [b, c], <<"dddddddddddddd">>}], Limit <- ?I([0, 5, 20, 200])]).
