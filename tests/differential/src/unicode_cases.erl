%% Characters, encodings, atoms and text.
-module(unicode_cases).
-export([t_to_binary/0, t_to_binary_bad/0, t_to_binary_malformed/0, t_to_binary_malformed_list/0, t_to_binary_from_latin1/0, t_to_binary_to_latin1/0]).
-export([t_to_binary_utf16/0, t_to_binary_utf16_little/0, t_to_binary_utf32/0, t_to_binary_utf32_little/0, t_from_utf16/0, t_from_utf16_little/0]).
-export([t_from_utf32/0, t_to_list/0, t_to_list_malformed/0, t_to_list_bad/0, t_to_list_latin1/0, t_to_list_utf16/0]).
-export([t_encodings_bad/0, t_bom/0, t_encoding_to_bom/0, t_large_to_binary/0, t_large_to_list/0, t_unaligned_to_list/0]).
-export([t_every_border/0, t_atom_to_list/0, t_atom_to_binary/0, t_atom_to_binary_encodings/0, t_binary_to_atom/0, t_binary_to_atom_latin1/0]).
-export([t_binary_to_atom_length/0, t_list_to_atom/0, t_list_to_atom_length/0, t_existing_atom/0, t_existing_atom_binary/0, t_atom_order/0]).
-export([t_atom_same/0, t_atoms_many/0, t_list_to_binary/0, t_binary_to_list/0, t_binary_to_list_part/0, t_bitstring_to_list/0]).
-export([t_list_to_bitstring/0, t_string_length/0, t_utf8_literal/0, t_utf8_match/0, t_utf8_match_literal/0, t_utf8_match_unaligned/0]).
-export([t_utf8_skip/0, t_utf16_match/0, t_utf16_little_match/0, t_utf32_match/0, t_utf32_little_match/0, t_utf8_build/0]).
-export([t_utf16_build/0, t_utf16_little_build/0, t_utf32_build/0, t_utf32_little_build/0, t_utf8_build_unaligned/0, t_utf8_count/0]).
-export([t_utf8_reverse/0, t_utf8_comprehension/0, t_utf8_comprehension_stops/0, t_utf8_comprehension_build/0, t_utf8_transcode/0, t_utf8_upcase/0]).
-export([t_format_ts/0, t_format_tp/0, t_format_tw/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.
each(F, L) -> [try F(X) catch C:R -> {C, R} end || X <- L].

t_to_binary() -> each(fun unicode:characters_to_binary/1, ?I(["abc", "åäö", "αβγ", "日本", [16#1F600], <<"abc">>, <<"é"/utf8>>, [], <<>>, ["a", <<"b">>, [[$c]], 16#e9], [<<"x">> | <<"y">>]])).
t_to_binary_bad() -> each(fun unicode:characters_to_binary/1, ?I([a, 1, [a], [-1], [16#110000], [16#D800], [1.0], [[$a, 16#D800, $b]], {1}, <<1:3>>])).
t_to_binary_malformed() -> each(fun unicode:characters_to_binary/1, ?I([<<255>>, <<"ab", 255, "c">>, <<16#C3>>, <<"ab", 16#C3>>, <<16#E2, 16#82>>, <<16#F0, 16#9F, 16#98>>, <<16#C3, $x>>, <<16#C0, 16#80>>, <<16#ED, 16#A0, 16#80>>, <<16#F4, 16#90, 16#80, 16#80>>, <<16#80>>, <<16#F8, 16#88, 16#80, 16#80, 16#80>>])).
t_to_binary_malformed_list() -> each(fun unicode:characters_to_binary/1, ?I([["ab", <<255>>, "cd"], [<<"ok">>, <<16#C3>>], [<<16#C3>>, <<16#A9>>], [<<16#C3>>, $a], ["x", [<<16#E2>>, [<<16#82>>, <<16#AC>>]], "y"], [$a, <<16#E2, 16#82>>]])).
t_to_binary_from_latin1() -> each(fun(X) -> unicode:characters_to_binary(X, latin1) end, ?I([<<"abc">>, <<233>>, [233, <<228>>], [256], [<<255>>, 300]])).
t_to_binary_to_latin1() -> each(fun(X) -> unicode:characters_to_binary(X, utf8, latin1) end, ?I([<<"abc">>, <<"é"/utf8>>, "é", "α", <<"aα"/utf8>>, ["x", 945, "y"]])).
t_to_binary_utf16() -> each(fun(X) -> unicode:characters_to_binary(X, utf8, utf16) end, ?I(["abc", "é", "日本", [16#1F600], [16#FFFF, 16#10000]])).
t_to_binary_utf16_little() -> each(fun(X) -> unicode:characters_to_binary(X, utf8, {utf16, little}) end, ?I(["abc", "日本", [16#1F600]])).
t_to_binary_utf32() -> each(fun(X) -> unicode:characters_to_binary(X, utf8, utf32) end, ?I(["ab", [16#1F600]])).
t_to_binary_utf32_little() -> each(fun(X) -> unicode:characters_to_binary(X, utf8, {utf32, little}) end, ?I(["ab", [16#1F600]])).
t_from_utf16() -> each(fun(X) -> unicode:characters_to_binary(X, utf16) end, ?I([<<0, $a, 0, $b>>, <<16#D8, 16#3D, 16#DE, 16#00>>, <<0, $a, 16#D8, 16#3D>>, <<16#DE, 16#00>>, <<0>>, <<0, $a, 0>>, <<16#D8, 16#3D, 0, $a>>])).
t_from_utf16_little() -> each(fun(X) -> unicode:characters_to_binary(X, {utf16, little}) end, ?I([<<$a, 0>>, <<16#3D, 16#D8, 0, 16#DE>>, <<$a>>])).
t_from_utf32() -> each(fun(X) -> unicode:characters_to_binary(X, utf32) end, ?I([<<0, 0, 0, $a>>, <<0, 1, 16#F6, 0>>, <<0, 17, 0, 0>>, <<0, 0, 16#D8, 0>>, <<0, 0, 0>>])).
t_to_list() -> each(fun unicode:characters_to_list/1, ?I([<<"abc">>, <<"é"/utf8>>, <<"日本"/utf8>>, <<240, 159, 152, 128>>, "αβ", [], [<<"a">>, "é", [<<"β"/utf8>>]], [16#1F600 | <<"x">>]])).
t_to_list_malformed() -> each(fun unicode:characters_to_list/1, ?I([<<255>>, <<"ab", 255, "cd">>, <<"ab", 16#C3>>, [<<"ab">>, <<16#E2>>], ["a", <<255, 1>>, "b"], [16#D800], [$a, 16#110000]])).
t_to_list_bad() -> each(fun unicode:characters_to_list/1, ?I([a, 1, [a], [-1], {}, <<1:1>>])).
t_to_list_latin1() -> each(fun(X) -> unicode:characters_to_list(X, latin1) end, ?I([<<233, 255>>, [<<228>>, 228], [300]])).
t_to_list_utf16() -> each(fun(X) -> unicode:characters_to_list(X, utf16) end, ?I([<<0, $a, 16#D8, 16#3D, 16#DE, 0>>, <<0, $a, 16#D8>>, <<16#DC, 0, 0, $a>>])).
t_encodings_bad() -> each(fun(E) -> unicode:characters_to_binary("a", E) end, ?I([bad, "utf8", {utf16, middle}, unicode])).
t_bom() -> each(fun unicode:bom_to_encoding/1, ?I([<<16#EF, 16#BB, 16#BF, 1>>, <<16#FE, 16#FF>>, <<16#FF, 16#FE>>, <<0, 0, 16#FE, 16#FF>>, <<16#FF, 16#FE, 0, 0>>, <<"abc">>])).
t_encoding_to_bom() -> each(fun unicode:encoding_to_bom/1, ?I([utf8, utf16, {utf16, little}, utf32, {utf32, little}, latin1])).
t_large_to_binary() -> B = unicode:characters_to_binary(lists:duplicate(?I(5000), 16#3B1)), {byte_size(B), erlang:crc32(B)}.
t_large_to_list() -> L = unicode:characters_to_list(binary:copy(<<"aé日"/utf8>>, ?I(3000))), {length(L), lists:sum(L)}.
t_unaligned_to_list() -> <<_:3, B/bitstring>> = ?I(<<0:3, "é日"/utf8>>), {unicode:characters_to_list(B), unicode:characters_to_binary([B])}.
t_every_border() -> [{C, unicode:characters_to_binary([C])} || C <- ?I([0, 16#7F, 16#80, 16#7FF, 16#800, 16#D7FF, 16#E000, 16#FFFD, 16#FFFE, 16#FFFF, 16#10000, 16#10FFFF])].

t_atom_to_list() -> [atom_to_list(A) || A <- ?I([a, '', 'A b', 'é', 'αβ', '日本', true, '\x{1F600}', 'a\nb'])].
t_atom_to_binary() -> [atom_to_binary(A) || A <- ?I([a, '', 'é', 'αβ', '\x{1F600}'])].
t_atom_to_binary_encodings() -> each(fun({A, E}) -> atom_to_binary(A, E) end, ?I([{a, utf8}, {'é', latin1}, {'é', utf8}, {'é', unicode}, {'α', latin1}, {'α', unicode}, {a, bad}])).
t_binary_to_atom() -> each(fun binary_to_atom/1, ?I([<<"a">>, <<>>, <<"é"/utf8>>, <<"日"/utf8>>, <<233>>, <<255, 254>>, a, "a", <<1:1>>])).
t_binary_to_atom_latin1() -> each(fun(B) -> binary_to_atom(B, latin1) end, ?I([<<"a">>, <<233>>, <<195, 169>>])).
t_binary_to_atom_length() -> each(fun(N) -> length(atom_to_list(binary_to_atom(binary:copy(<<"é"/utf8>>, N)))) end, ?I([254, 255, 256])).
t_list_to_atom() -> each(fun list_to_atom/1, ?I(["a", "", "é", "α", [16#1F600], [0], [-1], [16#110000], [16#D800], [a], a, ["a"], [$a | $b]])).
t_list_to_atom_length() -> each(fun(N) -> length(atom_to_list(list_to_atom(lists:duplicate(N, $x)))) end, ?I([255, 256, 1000])).
t_existing_atom() -> each(fun list_to_existing_atom/1, ?I(["ok", "true", "zz_never_made_801", [a]])).
t_existing_atom_binary() -> each(fun binary_to_existing_atom/1, ?I([<<"ok">>, <<"zz_never_made_802">>, 5])).
t_atom_order() -> lists:sort(?I(['é', e, f, 'α', 'z', 'Z'])).
t_atom_same() -> {list_to_atom("hel" ++ ?I("lo")) =:= hello, binary_to_atom(<<"hello">>) =:= ?I(hello)}.
t_atoms_many() -> L = [list_to_atom("atom_" ++ integer_to_list(N)) || N <- lists:seq(1, ?I(2000))], {length(lists:usort(L)), list_to_existing_atom("atom_2000")}.
t_list_to_binary() -> each(fun list_to_binary/1, ?I(["abc", [255], [256], [<<"a">>, [$b, [<<"c">>]]], [], [[]], [a], [<<1:1>>], a, [1 | 2], [1 | <<2>>]])).
t_binary_to_list() -> [binary_to_list(B) || B <- ?I([<<>>, <<"abc">>, <<0, 255>>])].
t_binary_to_list_part() -> each(fun({A, B}) -> binary_to_list(<<"abcdef">>, A, B) end, ?I([{1, 6}, {2, 3}, {3, 3}, {3, 2}, {0, 1}, {1, 7}, {a, 1}])).
t_bitstring_to_list() -> [bitstring_to_list(B) || B <- ?I([<<>>, <<1, 2>>, <<1, 2:3>>, <<5:3>>])].
t_list_to_bitstring() -> each(fun list_to_bitstring/1, ?I([[1, <<2:3>>], [<<1:1>>, <<1:1>>, 255], [], [a], [1 | <<1:2>>], [<<3:3>>, 5, [<<1:1>>]]])).
t_string_length() -> [length(S) || S <- ?I(["", "abc", "日本"])].
t_utf8_literal() -> ?I({<<"åäö"/utf8>>, <<"日本"/utf16>>, <<"α"/utf32>>, <<"é"/utf16-little>>, "α", $α}).
t_utf8_match() -> [case B of <<C/utf8, R/binary>> -> {C, R}; _ -> no end || B <- ?I([<<"a">>, <<"é"/utf8>>, <<"日x"/utf8>>, <<240, 159, 152, 128>>, <<255>>, <<16#C3>>, <<>>, <<16#ED, 16#A0, 16#80>>, <<16#C0, 16#80>>, <<16#F4, 16#90, 16#80, 16#80>>, <<16#EF, 16#BF, 16#BF>>])].
t_utf8_match_literal() -> [case B of <<"日"/utf8, R/binary>> -> R; _ -> no end || B <- ?I([<<"日x"/utf8>>, <<"本"/utf8>>])].
t_utf8_match_unaligned() -> [case B of <<_:1, C/utf8, R/bitstring>> -> {C, R}; _ -> no end || B <- ?I([<<0:1, "é"/utf8>>, <<1:1, "a">>, <<0:1, 255>>])].
t_utf8_skip() -> [case B of <<_/utf8, _/utf8, R/binary>> -> R; _ -> no end || B <- ?I([<<"aé!"/utf8>>, <<"a">>, <<"日本"/utf8>>])].
t_utf16_match() -> [case B of <<C/utf16, R/binary>> -> {C, R}; _ -> no end || B <- ?I([<<0, $a>>, <<16#D8, 16#3D, 16#DE, 0, 1>>, <<16#D8, 16#3D>>, <<16#DE, 0>>, <<0>>, <<16#D8, 16#3D, 0, $a>>])].
t_utf16_little_match() -> [case B of <<C/utf16-little, R/binary>> -> {C, R}; _ -> no end || B <- ?I([<<$a, 0>>, <<16#3D, 16#D8, 0, 16#DE>>, <<0, 16#DE>>])].
t_utf32_match() -> [case B of <<C/utf32, R/binary>> -> {C, R}; _ -> no end || B <- ?I([<<0, 0, 0, $a>>, <<0, 1, 16#F6, 0>>, <<0, 17, 0, 0>>, <<0, 0, 16#D8, 0>>, <<0, 0>>])].
t_utf32_little_match() -> [case B of <<C/utf32-little, R/binary>> -> {C, R}; _ -> no end || B <- ?I([<<$a, 0, 0, 0>>, <<0, 0, 17, 0>>])].
t_utf8_build() -> each(fun(C) -> <<C/utf8>> end, ?I([0, $a, 16#7F, 16#80, 16#7FF, 16#800, 16#FFFF, 16#10000, 16#10FFFF, 16#110000, 16#D800, 16#DFFF, -1, a, 1.0])).
t_utf16_build() -> each(fun(C) -> <<C/utf16>> end, ?I([0, $a, 16#FFFF, 16#10000, 16#10FFFF, 16#110000, 16#D800, -1, a])).
t_utf16_little_build() -> each(fun(C) -> <<C/utf16-little>> end, ?I([$a, 16#1F600])).
t_utf32_build() -> each(fun(C) -> <<C/utf32>> end, ?I([0, $a, 16#10FFFF, 16#110000, 16#D800, -1, a])).
t_utf32_little_build() -> each(fun(C) -> <<C/little-utf32>> end, ?I([$a, 16#1F600])).
t_utf8_build_unaligned() -> [<<1:1, C/utf8, 1:2>> || C <- ?I([$a, 16#e9, 16#1F600])].
t_utf8_count() -> count(?I(<<"aé日\x{1F600}!"/utf8>>), 0).
count(<<_/utf8, R/binary>>, N) -> count(R, N + 1);
count(<<>>, N) -> N;
count(<<_, R/binary>>, N) -> count(R, N + 100).
t_utf8_reverse() -> rev(?I(<<"aé日"/utf8>>), <<>>).
rev(<<C/utf8, R/binary>>, A) -> rev(R, <<C/utf8, A/binary>>);
rev(<<>>, A) -> A.
t_utf8_comprehension() -> [C || <<C/utf8>> <= ?I(<<"aé日"/utf8>>)].
t_utf8_comprehension_stops() -> [C || <<C/utf8>> <= ?I(<<"aé"/utf8, 255, "b">>)].
t_utf8_comprehension_build() -> << <<(C + 1)/utf8>> || C <- ?I("aé日") >>.
t_utf8_transcode() -> << <<C/utf16>> || <<C/utf8>> <= ?I(<<"é日\x{1F600}"/utf8>>) >>.
t_utf8_upcase() -> << <<(if C >= $a, C =< $z -> C - 32; true -> C end)/utf8>> || <<C/utf8>> <= ?I(<<"héllo"/utf8>>) >>.
t_format_ts() -> [lists:flatten(io_lib:format("~ts", [X])) || X <- ?I(["åäö", <<"日本"/utf8>>, 'α', ["a", <<"é"/utf8>>]])].
t_format_tp() -> [lists:flatten(io_lib:format("~tp", [X])) || X <- ?I(["åäö", <<"日本"/utf8>>, 'α', [16#3B1], [16#3B1, 1]])].
t_format_tw() -> [lists:flatten(io_lib:format("~tw", [X])) || X <- ?I(['α', "é", 'é'])].
