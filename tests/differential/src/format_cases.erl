%% io_lib:format: the control sequences, widths, paddings, errors.
-module(format_cases).
-export([t_w/0, t_p/0, t_tw/0, t_tp/0, t_lp/0, t_0p/0]).
-export([t_0tp/0, t_s/0, t_s_bad/0, t_ts/0, t_s_width/0, t_s_width_unicode/0]).
-export([t_w_width/0, t_p_width/0, t_p_long_list/0, t_p_long_tuple/0, t_p_nested/0, t_p_long_string/0]).
-export([t_p_long_binary/0, t_p_long_map/0, t_p_bytes/0, t_p_record_like/0, t_p_proplist/0, t_p_deep/0]).
-export([t_p_escapes/0, t_p_binary_escapes/0, t_p_mixed_list/0, t_p_depth/0, t_w_depth/0, t_p_depth_string/0]).
-export([t_p_depth_map/0, t_d/0, t_b/0, t_b_width/0, t_b_bad/0, t_b_bad_base/0]).
-export([t_x/0, t_hash/0, t_f/0, t_f_precision/0, t_f_round/0, t_f_int/0]).
-export([t_f_bad/0, t_f_large/0, t_e/0, t_e_precision/0, t_e_bad_precision/0, t_e_int/0]).
-export([t_g/0, t_g_precision/0, t_g_bad_precision/0, t_c/0, t_c_width/0, t_tc/0]).
-export([t_c_bad/0, t_i/0, t_n/0, t_tilde/0, t_star_width/0, t_pad_char/0]).
-export([t_many/0, t_no_arguments/0, t_binary_format/0, t_atom_format/0, t_unicode_format/0, t_too_few/0]).
-export([t_too_many/0, t_bad_sequence/0, t_bad_end/0, t_bad_arguments/0, t_bad_format/0, t_special_atoms/0]).
-export([t_special_strings/0, t_special_binaries/0, t_special_binaries_t/0, t_floats_w/0, t_funs/0, t_maps_w/0]).
-export([t_maps_p/0, t_maps_kp/0, t_nested_quotes/0, t_improper/0, t_deep_iolist/0, t_write/0]).
-export([t_write_atom/0, t_write_string/0, t_print/0, t_char_list/0, t_printable/0, t_nl/0]).
-export([t_format_lines/0, t_justify_numbers/0, t_overflow_stars/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.
f(F, A) -> try lists:flatten(io_lib:format(F, ?I(A))) catch C:R -> {C, R} end.
terms() -> [a, 'A b', "abc", [], [1, 2, 3], "a\nb", [97, 98, 999], <<"bin">>, <<1, 2, 255>>, <<1:3>>, <<>>, {}, {a, 1}, {"s", [x]}, 1.0, -0.0, 1.0e100, 1 bsl 70, #{}, #{1 => a}, [a | b], "", true, [[]], '', [$a | $b], "\t\e\d", [0]].

t_w() -> [f("~w", [T]) || T <- terms()].
t_p() -> [f("~p", [T]) || T <- terms()].
t_tw() -> [f("~tw", [T]) || T <- terms()].
t_tp() -> [f("~tp", [T]) || T <- terms()].
t_lp() -> [f("~lp", [T]) || T <- ["abc", <<"abc">>, {a, "s"}]].
t_0p() -> [f("~0p", [T]) || T <- terms()].
t_0tp() -> [f("~0tp", [T]) || T <- ["é", <<"é"/utf8>>, 'é']].
t_s() -> [f("~s", [T]) || T <- ["abc", <<"bin">>, abc, ["a", <<"b">>, [$c]], [], <<>>, '', [233], 'A b']].
t_s_bad() -> [f("~s", [T]) || T <- [1, {a}, 1.0, [a], [1000], <<1:3>>]].
t_ts() -> [f("~ts", [T]) || T <- ["é", [955], <<"é"/utf8>>, 'é', [[955], <<"x">>]]].
t_s_width() -> [f(F, ["abc"]) || F <- ["~5s|", "~-5s|", "~2s|", "~5.2s|", "~.2s|", "~-5.2s|", "~5..*s|", "~5.5.*s|", "~0s|"]].
t_s_width_unicode() -> [f(F, ["日本x"]) || F <- ["~6ts|", "~-6ts|", "~2ts|"]].
t_w_width() -> [f(F, [abc]) || F <- ["~5w|", "~-5w|", "~2w|", "~5.2w|", "~10.4._w|", "~3w|"]].
t_p_width() -> [f(F, [{abc, "def", [1, 2, 3]}]) || F <- ["~p", "~5p", "~10p", "~80p", "~20.3p", "~1p"]].
t_p_long_list() -> f("~p", [lists:seq(1, 60)]).
t_p_long_tuple() -> f("~p", [list_to_tuple([list_to_atom("field_" ++ integer_to_list(N)) || N <- lists:seq(1, 20)])]).
t_p_nested() -> f("~p", [{config, [{key_one, "a string value"}, {key_two, [1, 2, 3, {deep, {deeper, "text", <<"binary data">>}}]}, {key_three, #{1 => "one", 2 => "two"}}]}]).
t_p_long_string() -> f("~p", [lists:duplicate(200, $x)]).
t_p_long_binary() -> f("~p", [binary:copy(<<"hello ">>, 40)]).
t_p_long_map() -> f("~p", [maps:from_list([{N, lists:duplicate(8, $a + N)} || N <- lists:seq(1, 12)])]).
t_p_bytes() -> f("~p", [list_to_binary(lists:seq(0, 40))]).
t_p_record_like() -> f("~p", [{person, "Joe", 42, undefined, {address, "Street 1", "City"}}]).
t_p_proplist() -> f("~p", [[{a, 1}, {b, "two"}, {c, <<"three">>}]]).
t_p_deep() -> f("~p", [[[[[[[[[["deep"]]]]]]]]]]).
t_p_escapes() -> f("~p", ["quote \" backslash \\ newline \n tab \t"]).
t_p_binary_escapes() -> f("~p", [<<"quote \" nl \n">>]).
t_p_mixed_list() -> [f("~p", [L]) || L <- [[$a, $b, a], [1, "s"], ["s", 1], [$a, 200], [$a, 5]]].
t_p_depth() -> [f("~P", [[1, [2, [3, [4, [5]]]]], D]) || D <- [1, 2, 3, 5, 8, 20]].
t_w_depth() -> [f("~W", [{a, [1, 2, 3, 4, 5], {b, {c, {d}}}}, D]) || D <- [0, 1, 2, 4, 9, 20]].
t_p_depth_string() -> [f("~P", ["a long string here", D]) || D <- [2, 5, 10, 40]].
t_p_depth_map() -> [f("~P", [#{1 => [a, b, c], 2 => x}, D]) || D <- [2, 4, 8, 20]].
t_d() -> [f("~w ~B", [N, N]) || N <- [0, 1, -1, 1 bsl 59, 1 bsl 60, -(1 bsl 70)]].
t_b() -> [f("~B|~b|~.16B|~.16b|~.2B|~.36b|~.8B", lists:duplicate(7, N)) || N <- [0, 1, -255, 123456789, 1 bsl 64]].
t_b_width() -> [f(F, [42]) || F <- ["~5B|", "~-5B|", "~1B|", "~5.16B|", "~5.10.0B|", "~8.2.0B|", "~5.16.0b|", "~-6.16.*B|", "~2.10.0B|"]].
t_b_bad() -> [f("~B", [X]) || X <- [a, 1.0, "1", []]].
t_b_bad_base() -> [f(F, [10]) || F <- ["~.1B", "~.37B", "~.0B"]].
t_x() -> [f("~.16X|~.10x|~.16x", [N, P, N, P, N, P]) || {N, P} <- [{255, "0x"}, {-255, "0x"}, {0, 'pre'}, {10, ""}]].
t_hash() -> [f("~#|~.16#|~.2#|~.16+|~+", [N, N, N, N, N]) || N <- [0, 10, -255, 1 bsl 64]].
t_f() -> [f("~f", [X]) || X <- [0.0, 1.0, -1.5, 3.14159265, 1.0e10, 1.0e-10, 123456789.987654321, 1.0e22, -0.0, 0.5, 99.9999999]].
t_f_precision() -> [f(F, [3.14159]) || F <- ["~.0f", "~.1f", "~.2f", "~.10f", "~8.2f|", "~-8.2f|", "~8.2.0f|", "~2.2f|", "~10f|", "~.20f"]].
t_f_round() -> [f("~.1f ~.2f ~.3f", [X, X, X]) || X <- [0.05, 0.15, 0.25, 0.125, 2.675, 1.005, 0.0005, 9.999, 99.95, -0.05, -0.004]].
t_f_int() -> [f("~f ~.2f", [X, X]) || X <- [0, 1, -5, 1 bsl 60]].
t_f_bad() -> [f("~f", [X]) || X <- [a, "1.0", []]].
t_f_large() -> [f("~.3f", [X]) || X <- [1.0e50, 1.0e100, 1.7976931348623157e308]].
t_e() -> [f("~e", [X]) || X <- [0.0, 1.0, -1.5, 3.14159265, 1.0e10, 1.0e-10, 1.0e100, 5.0e-324, 1.7976931348623157e308, 9.9999999]].
t_e_precision() -> [f(F, [31415.9265]) || F <- ["~.2e", "~.3e", "~.10e", "~12.3e|", "~-12.3e|", "~.20e", "~12.3.0e|"]].
t_e_bad_precision() -> [f(F, [1.5]) || F <- ["~.0e", "~.1e"]].
t_e_int() -> [f("~e", [X]) || X <- [0, 1, 12345]].
t_g() -> [f("~g", [X]) || X <- [0.0, 0.1, 0.05, 1.0, 9.5, 1234.5678, 9999.99, 10000.0, 12345.678, 1.0e10, 1.0e-10, -0.5]].
t_g_precision() -> [f(F, [3.14159]) || F <- ["~.2g", "~.3g", "~.10g", "~12.3g|", "~-12.4g|"]].
t_g_bad_precision() -> [f(F, [1.5]) || F <- ["~.0g", "~.1g"]].
t_c() -> [f("~c", [C]) || C <- [$a, 0, 255, $\n, 256, 955]].
t_c_width() -> [f(F, [$x]) || F <- ["~3c|", "~5.3c|", "~-5.3c|", "~3.5c|", "~0c|"]].
t_tc() -> [f("~tc", [C]) || C <- [$a, 955, 16#1F600]].
t_c_bad() -> [f("~c", [X]) || X <- [a, 1.0, "a", -1]].
t_i() -> f("~w~i~w", [1, 2, 3]).
t_n() -> f("a~nb~2nc", []).
t_tilde() -> f("~~ 100~~", []).
t_star_width() -> [f("~*s|~*.*s|~*w|", [6, "ab", 6, 1, "cd", 4, x]), f("~-*s|", [5, "a"]), f("~*..s|", [3, "a"])].
t_pad_char() -> [f("~10.3.xs|", ["abcdef"]), f("~10..0s|", ["ab"]), f("~5.*.*B|", [10, $z, 7])].
t_many() -> f("~w ~p ~s ~B ~.2f ~c ~~ ~ts", [a, b, "c", 4, 5.0, $f, "g"]).
t_no_arguments() -> f("plain text", []).
t_binary_format() -> f(<<"~w and ~s">>, [1, "x"]).
t_atom_format() -> f('~w!', [1]).
t_unicode_format() -> f("é ~w λ", [1]).
t_too_few() -> f("~w ~w", [1]).
t_too_many() -> f("~w", [1, 2]).
t_bad_sequence() -> f("~q", [1]).
t_bad_end() -> f("abc~", []).
t_bad_arguments() -> f("~w", not_list).
t_bad_format() -> [f(F, []) || F <- [1, {a}, [a]]].
t_special_atoms() -> [f("~w ~p", [A, A]) || A <- ['', a, 'A', 'a b', 'a@b', '_a', 'aB1', '1a', 'é', 'and', 'if', 'maybe', 'a.b', '\'', '\\', '\n', '[]', '{}', nil, 'not', 'ünï', 'cond', 'else', 'hello-world']].
t_special_strings() -> [f("~p", [S]) || S <- ["\0", "\x7f", "\x80", "\xff", [160], [255, $a], "a\\b", "\b\f\v\r", [1, 2], [8, 9, 10], [27], [$", $'], [$\s]]].
t_special_binaries() -> [f("~p ~w", [B, B]) || B <- [<<0>>, <<"a\0">>, <<127>>, <<128>>, <<255>>, <<"é"/utf8>>, <<233>>, <<9, 10, 13>>, <<"ab", 1:1>>, <<1:8, 2:3>>, <<27>>, <<"\"">>]].
t_special_binaries_t() -> [f("~tp", [B]) || B <- [<<"é"/utf8>>, <<233>>, <<"日本"/utf8>>, <<255, 254>>, <<"a", 16#E2, 16#82>>]].
t_floats_w() -> [f("~w ~p", [X, X]) || X <- [0.1, 1.0e16, 1.0e15, 123456.789, 1.0e-7, 1.0e-3, 5.0e-324]].
t_funs() -> [f("~w ~p", [X, X]) || X <- [fun erlang:abs/1, fun 'A b':c/2]].
t_maps_w() -> [f("~w", [M]) || M <- [#{}, #{1 => 2}, #{1 => 2, 3 => 4}, #{<<"a">> => #{[] => {}}}, #{"s" => 1}]].
t_maps_p() -> [f("~p", [M]) || M <- [#{}, #{1 => 2}, #{1 => "two", 3 => <<"four">>}, #{<<"a">> => #{[] => {}}}, #{"s" => 1}]].
t_maps_kp() -> f("~w", [lists:sort(maps:to_list(maps:from_list([{N, N} || N <- lists:seq(1, 40)])))]).
t_nested_quotes() -> f("~p", [{"it's", 'it\'s', <<"it's">>}]).
t_improper() -> [f("~w ~p", [L, L]) || L <- [[a | b], [1, 2 | 3], "ab" ++ c, [[] | {}]]].
t_deep_iolist() -> iolist_to_binary(io_lib:format("~s-~p-~w", ?I([["a", [["b"]]], "x", y]))).
t_write() -> [lists:flatten(io_lib:write(T)) || T <- ?I(terms())].
t_write_atom() -> [lists:flatten(io_lib:write_atom(A)) || A <- ?I([a, 'A', 'a b', ''])].
t_write_string() -> lists:flatten(io_lib:write_string(?I("a\"b\n"))).
t_print() -> [lists:flatten(io_lib:print(T)) || T <- ?I([abc, "abc", [1, 2], {a, "b"}])].
t_char_list() -> [io_lib:char_list(T) || T <- ?I(["abc", [955], [a], a, [-1]])].
t_printable() -> [{io_lib:printable_list(T), io_lib:printable_unicode_list(T), io_lib:latin1_char_list(T)} || T <- ?I(["abc", "\n\t", [0], [160], [955], [a], a, []])].
t_nl() -> io_lib:nl().
t_format_lines() -> f("~s~n~s~n", ["one", "two"]).
t_justify_numbers() -> f("~4w|~-4w|~4..0w|~10.4f|~-10.4f|", [12, 12, 12, 3.14159, 3.14159]).
t_overflow_stars() -> f("~2w ~3s ~2B ~3.1f", [12345, "long", 12345, 12345.0]).
