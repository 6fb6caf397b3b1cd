%% The binary module.
-module(binary_module).
-export([t_at/0, t_at_bad/0, t_at_unaligned/0, t_first_last/0, t_first_last_bad/0, t_bin_to_list/0]).
-export([t_bin_to_list_bad/0, t_list_to_bin/0, t_copy/0, t_copy_large/0, t_copy_bad/0, t_copy_sub/0]).
-export([t_part/0, t_part_tuple/0, t_part_bad/0, t_binary_part/0, t_binary_part_guard/0, t_split/0]).
-export([t_split_global/0, t_split_trim/0, t_split_trim_all/0, t_split_trim_not_global/0, t_split_many/0, t_split_longest/0]).
-export([t_split_scope/0, t_split_compiled/0, t_split_lines/0, t_split_bad/0, t_split_large/0, t_match/0]).
-export([t_match_scope/0, t_match_scope_bad/0, t_match_longest_at_same_place/0, t_match_earliest/0, t_match_large/0, t_match_periodic/0]).
-export([t_match_bytes/0, t_match_unaligned/0, t_matches/0, t_matches_scope/0, t_matches_many/0, t_matches_compiled/0]).
-export([t_matches_nested_keywords/0, t_replace/0, t_replace_global/0, t_replace_insert/0, t_replace_bad/0, t_encode_unsigned/0]).
-export([t_encode_unsigned_little/0, t_encode_unsigned_bad/0, t_decode_unsigned/0, t_decode_unsigned_little/0, t_decode_unsigned_bad/0, t_unsigned_round_trip/0]).
-export([t_longest_common_prefix/0, t_longest_common_suffix/0, t_longest_common_bad/0, t_compile_pattern_bad/0, t_referenced_byte_size/0, t_encode_hex/0]).
-export([t_decode_hex/0, t_decode_hex_bad/0, t_size_functions/0, t_equal_pieces/0, t_pieces_survive/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.
each(F, L) -> [try F(X) catch C:R -> {C, R} end || X <- L].

t_at() -> [binary:at(?I(<<"hello">>), N) || N <- [0, 4]].
t_at_bad() -> each(fun(N) -> binary:at(<<"hello">>, N) end, ?I([5, -1, a, 1.0, 1 bsl 70])).
t_at_unaligned() -> <<_:5, B/bitstring>> = ?I(<<0:5, "abc">>), [binary:at(B, N) || N <- [0, 1, 2]].
t_first_last() -> {binary:first(?I(<<"abc">>)), binary:last(?I(<<"abc">>)), binary:first(<<1>>), binary:last(<<1>>)}.
t_first_last_bad() -> {each(fun binary:first/1, ?I([<<>>, a, <<1:1>>])), each(fun binary:last/1, ?I([<<>>, a, <<1:1>>]))}.
t_bin_to_list() -> {binary:bin_to_list(?I(<<"abc">>)), binary:bin_to_list(?I(<<"abcdef">>), {1, 3}), binary:bin_to_list(?I(<<"abcdef">>), 4, -2)}.
t_bin_to_list_bad() -> each(fun({A, N}) -> binary:bin_to_list(<<"abc">>, A, N) end, ?I([{0, 4}, {4, 0}, {-1, 1}, {a, 1}])).
t_list_to_bin() -> each(fun binary:list_to_bin/1, ?I(["abc", ["a", [<<"b">>]], [], [256], a])).
t_copy() -> {binary:copy(?I(<<"ab">>)), binary:copy(?I(<<"ab">>), 0), binary:copy(?I(<<"ab">>), 3), binary:copy(?I(<<>>), 5)}.
t_copy_large() -> byte_size(binary:copy(?I(<<"abc">>), 100000)).
t_copy_bad() -> each(fun({B, N}) -> binary:copy(B, N) end, ?I([{<<"a">>, -1}, {<<"a">>, a}, {a, 1}, {<<1:1>>, 1}])).
t_copy_sub() -> <<_:2/binary, B:3/binary, _/binary>> = ?I(<<"abcdefg">>), {binary:copy(B), binary:copy(B, 2)}.
t_part() -> [binary:part(?I(<<"abcdef">>), P, L) || {P, L} <- [{0, 0}, {0, 6}, {2, 3}, {6, 0}, {6, -6}, {3, -2}]].
t_part_tuple() -> [binary:part(?I(<<"abcdef">>), PL) || PL <- [{0, 2}, {6, -1}]].
t_part_bad() -> each(fun({P, L}) -> binary:part(<<"abc">>, P, L) end, ?I([{0, 4}, {4, 0}, {-1, 1}, {1, -2}, {a, 1}, {1, a}, {1 bsl 70, 1}])).
t_binary_part() -> {binary_part(?I(<<"abcdef">>), 1, 2), binary_part(?I(<<"abcdef">>), {4, -4})}.
t_binary_part_guard() -> [if binary_part(B, 0, 2) =:= <<"ab">> -> yes; true -> no end || B <- ?I([<<"abc">>, <<"a">>, a])].
t_split() -> [binary:split(B, P) || {B, P} <- ?I([{<<"a,b,c">>, <<",">>}, {<<"abc">>, <<",">>}, {<<",abc">>, <<",">>}, {<<"abc,">>, <<",">>}, {<<>>, <<",">>}, {<<",">>, <<",">>}])].
t_split_global() -> [binary:split(B, P, [global]) || {B, P} <- ?I([{<<"a,b,c">>, <<",">>}, {<<",,">>, <<",">>}, {<<>>, <<",">>}, {<<"aXXbXX">>, <<"XX">>}, {<<"aaa">>, <<"aa">>}])].
t_split_trim() -> [binary:split(B, <<",">>, [global, trim]) || B <- ?I([<<"a,b,,">>, <<",a,">>, <<",">>, <<>>, <<",,,">>])].
t_split_trim_all() -> [binary:split(B, <<",">>, [global, trim_all]) || B <- ?I([<<"a,b,,">>, <<",a,,b">>, <<",">>, <<>>])].
t_split_trim_not_global() -> [binary:split(B, <<",">>, [trim]) || B <- ?I([<<"a,">>, <<",a">>, <<"a,b,">>])].
t_split_many() -> binary:split(?I(<<"a,b;c.d">>), [<<",">>, <<";">>, <<".">>], [global]).
t_split_longest() -> binary:split(?I(<<"aabXabY">>), [<<"a">>, <<"ab">>, <<"aab">>], [global]).
t_split_scope() -> binary:split(?I(<<"a,b,c,d">>), <<",">>, [{scope, {2, 4}}, global]).
t_split_compiled() -> P = binary:compile_pattern(?I([<<",">>, <<"; ">>])), [binary:split(B, P, [global]) || B <- [<<"a,b; c">>, <<"x">>]].
t_split_lines() -> binary:split(?I(<<"one\ntwo\r\nthree\n">>), [<<"\r\n">>, <<"\n">>], [global]).
t_split_bad() -> each(fun({B, P, O}) -> binary:split(B, P, O) end, ?I([{<<"a">>, <<>>, []}, {<<"a">>, [], []}, {a, <<"a">>, []}, {<<"a">>, <<"a">>, [bad]}, {<<"a">>, [<<>>], []}, {<<"a">>, a, []}, {<<1:3>>, <<"a">>, []}])).
t_split_large() -> L = binary:split(binary:copy(<<"word ">>, ?I(5000)), <<" ">>, [global]), {length(L), hd(L), lists:last(L)}.
t_match() -> [binary:match(?I(<<"hello world">>), P) || P <- [<<"o">>, <<"wor">>, <<"xyz">>, <<"hello world">>, <<"hello world!">>, <<"d">>, [<<"world">>, <<"l">>], [<<"z">>, <<"ld">>]]].
t_match_scope() -> [binary:match(?I(<<"abcabc">>), <<"b">>, [{scope, S}]) || S <- [{0, 6}, {2, 4}, {2, 2}, {6, -6}, {6, 0}, {1, 1}]].
t_match_scope_bad() -> each(fun(S) -> binary:match(<<"abc">>, <<"b">>, [{scope, S}]) end, ?I([{0, 4}, {4, 0}, {-1, 1}, a])).
t_match_longest_at_same_place() -> binary:match(?I(<<"xabcdy">>), [<<"ab">>, <<"abcd">>, <<"b">>]).
t_match_earliest() -> binary:match(?I(<<"xbab">>), [<<"ab">>, <<"b">>]).
t_match_large() -> binary:match(<<(binary:copy(<<"a">>, ?I(10000)))/binary, "b">>, <<"ab">>).
t_match_periodic() -> binary:match(?I(<<"abababababac">>), <<"ababac">>).
t_match_bytes() -> [binary:match(?I(<<0, 255, 0, 1>>), P) || P <- [<<0, 1>>, <<255>>, <<1>>]].
t_match_unaligned() -> <<_:1, B/bitstring>> = ?I(<<0:1, "hello">>), {binary:match(B, <<"ll">>), binary:split(B, <<"l">>)}.
t_matches() -> [binary:matches(B, P) || {B, P} <- ?I([{<<"abcabc">>, <<"bc">>}, {<<"aaaa">>, <<"aa">>}, {<<"abc">>, <<"x">>}, {<<>>, <<"x">>}, {<<"banana">>, [<<"an">>, <<"ana">>]}, {<<"abcd">>, [<<"ab">>, <<"bc">>, <<"cd">>]}])].
t_matches_scope() -> binary:matches(?I(<<"ababab">>), <<"ab">>, [{scope, {1, 5}}]).
t_matches_many() -> length(binary:matches(binary:copy(?I(<<"ab">>), 3000), <<"ba">>)).
t_matches_compiled() -> P = binary:compile_pattern(?I(<<"a">>)), {binary:matches(<<"banana">>, P), binary:match(<<"x">>, P)}.
t_matches_nested_keywords() -> binary:matches(?I(<<"she sells hers">>), [<<"he">>, <<"she">>, <<"hers">>, <<"his">>]).
t_replace() -> [binary:replace(B, P, R) || {B, P, R} <- ?I([{<<"a,b,c">>, <<",">>, <<";">>}, {<<"abc">>, <<"x">>, <<"y">>}, {<<>>, <<"x">>, <<"y">>}])].
t_replace_global() -> [binary:replace(B, P, R, [global]) || {B, P, R} <- ?I([{<<"a,b,c">>, <<",">>, <<";;">>}, {<<"aaa">>, <<"a">>, <<>>}, {<<"hello">>, [<<"l">>, <<"o">>], <<"0">>}])].
t_replace_insert() -> [binary:replace(?I(<<"abcde">>), <<"b">>, <<"[]">>, [{insert_replaced, N}]) || N <- [1, [1, 1], [1, 2]] -- [[1, 2]]].
t_replace_bad() -> each(fun({P, R}) -> binary:replace(<<"abc">>, P, R) end, ?I([{<<>>, <<"x">>}, {<<"a">>, a}, {a, <<"a">>}])).
t_encode_unsigned() -> [binary:encode_unsigned(N) || N <- ?I([0, 1, 255, 256, 65535, 65536, (1 bsl 59) - 1, 1 bsl 60, (1 bsl 64) - 1, 1 bsl 64, 1 bsl 100])].
t_encode_unsigned_little() -> [binary:encode_unsigned(N, little) || N <- ?I([0, 1, 256, 16#010203, 1 bsl 60, 1 bsl 64, (1 bsl 100) + 5])].
t_encode_unsigned_bad() -> each(fun binary:encode_unsigned/1, ?I([-1, 1.0, a, -(1 bsl 70)])).
t_decode_unsigned() -> [binary:decode_unsigned(B) || B <- ?I([<<>>, <<0>>, <<1>>, <<1, 0>>, <<0, 0, 5>>, <<255:64>>, <<1, 0:64>>, binary:copy(<<255>>, 8), binary:copy(<<255>>, 20), <<16, 0, 0, 0, 0, 0, 0, 0>>, <<8, 0:56>>])].
t_decode_unsigned_little() -> [binary:decode_unsigned(B, little) || B <- ?I([<<>>, <<1, 0>>, <<0, 1>>, <<5, 0, 0>>, <<0:64, 1>>, binary:copy(<<1>>, 9), <<0, 0, 0, 0, 0, 0, 0, 16>>])].
t_decode_unsigned_bad() -> each(fun binary:decode_unsigned/1, ?I([a, <<1:1>>, "a"])).
t_unsigned_round_trip() -> [N || K <- lists:seq(?I(0), 200), N <- [1 bsl K, (1 bsl K) - 1], binary:decode_unsigned(binary:encode_unsigned(N)) =/= N orelse binary:decode_unsigned(binary:encode_unsigned(N, little), little) =/= N].
t_longest_common_prefix() -> [binary:longest_common_prefix(L) || L <- ?I([[<<"abc">>, <<"abd">>], [<<"abc">>], [<<"abc">>, <<"xyz">>], [<<>>, <<"a">>], [<<"aa">>, <<"aaa">>, <<"aab">>]])].
t_longest_common_suffix() -> [binary:longest_common_suffix(L) || L <- ?I([[<<"abc">>, <<"xbc">>], [<<"abc">>], [<<"abc">>, <<"xyz">>], [<<>>, <<"a">>]])].
t_longest_common_bad() -> each(fun binary:longest_common_prefix/1, ?I([[], a, [a], [<<1:1>>]])).
t_compile_pattern_bad() -> each(fun binary:compile_pattern/1, ?I([<<>>, [], [<<>>], a, [a], <<1:1>>])).
t_referenced_byte_size() -> each(fun binary:referenced_byte_size/1, ?I([<<>>, <<"abc">>, a])).
t_encode_hex() -> {binary:encode_hex(?I(<<>>)), binary:encode_hex(?I(<<0, 171, 255>>))}.
t_decode_hex() -> each(fun binary:decode_hex/1, ?I([<<>>, <<"00abFF">>, <<"aBcD">>])).
t_decode_hex_bad() -> [element(1, X) || X <- each(fun binary:decode_hex/1, ?I([<<"0">>, <<"0g">>]))].
t_size_functions() -> [{byte_size(B), bit_size(B)} || B <- ?I([<<>>, <<1>>, <<1:1>>, <<1:9>>, binary:copy(<<0>>, 1000)])].
t_equal_pieces() -> [A, B] = binary:split(?I(<<"same same">>), <<" ">>), {A =:= B, A == <<"same">>, #{A => 1} =:= #{B => 1}}.
t_pieces_survive() -> L = binary:split(binary:copy(?I(<<"0123456789,">>), 200), <<",">>, [global]), _ = lists:seq(1, 50000), {length(L), lists:usort(L)}.
