%% Binaries and bitstrings by hand: floats, sub-binaries, tails, clauses, building, appending, comprehensions.
-module(bits_cases).
-export([t_float64_match/0, t_float64_little_match/0, t_float32_match/0, t_float16_match/0, t_float16_little_match/0, t_float_match_unaligned/0]).
-export([t_float_match_size_variable/0, t_float_match_unit/0, t_float_build/0, t_float_build_little/0, t_float_build_32/0, t_float_build_16/0]).
-export([t_float_build_bad/0, t_float_build_bad_size/0, t_float_build_unaligned/0, t_float_round_trip/0, t_tail_binary/0, t_tail_unit/0]).
-export([t_tail_after_odd/0, t_size_from_earlier_field/0, t_size_from_earlier_bits/0, t_size_arithmetic/0, t_size_arithmetic_fails/0, t_size_negative/0]).
-export([t_size_bound_outside/0, t_size_literal_big/0, t_nested_length_prefix/0, t_literal_match/0, t_literal_int_match/0, t_literal_float_match/0]).
-export([t_literal_signed_match/0, t_literal_oversized_match/0, t_select_first_byte/0, t_backtrack/0, t_same_variable_twice/0, t_bound_variable/0]).
-export([t_bound_bigger_than_byte/0, t_not_a_binary/0, t_empty_pattern/0, t_signed_values/0, t_little_odd_sizes/0, t_native_is_little/0]).
-export([t_unit_variants/0, t_unsigned_1024/0, t_zero_sizes/0, t_skip_runtime/0, t_skip_bytes/0, t_sub_binary_of_sub/0]).
-export([t_sub_bits_of_sub/0, t_sub_survives_gc/0, t_context_reuse_two_ways/0, t_context_escapes/0, t_loop_sum/0, t_loop_bits/0]).
-export([t_loop_three_bits/0, t_loop_two_clauses_first/0, t_loop_keeps_original/0, t_loop_split/0, t_loop_fails_at_end/0, t_two_binaries/0]).
-export([t_binary_in_tuple/0, t_build_ints/0, t_build_negative/0, t_build_zero_size/0, t_build_binaries/0, t_build_partial/0]).
-export([t_build_partial_too_long/0, t_build_partial_variable/0, t_build_partial_unit/0, t_build_unit_mismatch/0, t_build_strings/0, t_build_nested/0]).
-export([t_build_large_literal/0, t_build_evaluates_in_order/0, t_build_error_first/0, t_build_big_unaligned/0, t_build_size_errors/0, t_build_huge/0]).
-export([t_append_loop/0, t_append_shared/0, t_append_shared_many/0, t_append_bits/0, t_append_prefix_kept/0, t_append_message/0]).
-export([t_append_empty/0, t_concat_64/0, t_equal_across_kinds/0, t_comprehension/0, t_comprehension_from_binary/0, t_comprehension_to_list/0]).
-export([t_comprehension_filter/0, t_comprehension_bits/0, t_comprehension_pattern_skips/0, t_comprehension_pattern_tail/0, t_comprehension_sized/0, t_comprehension_two/0]).
-export([t_comprehension_of_binaries/0, t_comprehension_of_bits/0, t_comprehension_bad_generator/0, t_comprehension_bad_generator_trace/0, t_comprehension_bad_value/0, t_comprehension_bad_bits/0]).
-export([t_comprehension_empty/0, t_comprehension_swap/0, t_comprehension_large/0, t_comprehension_xor/0, t_comprehension_little_to_big/0, t_hex_digits/0]).
-export([t_runlength/0, t_base64_by_hand/0, t_varint/0, t_unvarint/0, t_ip_header/0, t_guard_sizes/0]).
-export([t_match_in_guarded_clause/0, t_match_error_value/0, t_match_error_keeps_whole/0, t_case_error_after_partial_match/0, t_print_bits/0, t_order_bits/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
-define(E(X), e(fun() -> X end)).

id(X) -> X.
e(F) -> try F() catch C:R -> {C, R} end.

t_float64_match() -> [case B of <<F/float>> -> F; _ -> none end || B <- ?I([<<0:64>>, <<1:1, 0:63>>, <<1.5/float>>, <<16#7FF0000000000000:64>>, <<16#7FF8000000000000:64>>, <<16#FFF0000000000000:64>>, <<1:64>>, <<16#7FEFFFFFFFFFFFFF:64>>, <<1, 2>>])].
t_float64_little_match() -> [case B of <<F/float-little>> -> F; _ -> none end || B <- ?I([<<0:56, 64>>, <<16#3FF8000000000000:64/little>>, <<16#7FF0000000000000:64/little>>])].
t_float32_match() -> [case B of <<F:32/float>> -> F; _ -> none end || B <- ?I([<<0:32>>, <<16#3FC00000:32>>, <<16#7F800000:32>>, <<16#7FC00000:32>>, <<1:32>>, <<16#FF7FFFFF:32>>, <<16#80000000:32>>, <<16#3DCCCCCD:32>>])].
t_float16_match() -> [case B of <<F:16/float>> -> F; _ -> none end || B <- ?I([<<0:16>>, <<16#3C00:16>>, <<16#7C00:16>>, <<16#7E00:16>>, <<1:16>>, <<16#FBFF:16>>, <<16#8000:16>>, <<16#03FF:16>>, <<16#0400:16>>])].
t_float16_little_match() -> [case B of <<F:16/float-little>> -> F; _ -> none end || B <- ?I([<<0, 16#3C>>, <<0, 16#7C>>])].
t_float_match_unaligned() -> [case B of <<_:3, F/float, R/bitstring>> -> {F, R}; _ -> none end || B <- ?I([<<0:3, 2.5/float, 1:5>>, <<0:3, 16#7FF0000000000000:64>>])].
t_float_match_size_variable() -> [case <<1.5/float, 2.5:32/float>> of <<F:S/float, _/bitstring>> -> F; _ -> none end || S <- ?I([64, 32, 16, 8, 0, 128])].
t_float_match_unit() -> case ?I(<<1.5/float>>) of <<F:2/float-unit:32>> -> F; _ -> none end.
t_float_build() -> [<<F/float>> || F <- ?I([0.0, -0.0, 1, -1, 1.5, 1 bsl 60, 1.0e308, 5.0e-324])].
t_float_build_little() -> [<<F/float-little>> || F <- ?I([1.5, -2])].
t_float_build_32() -> [?E(<<F:32/float>>) || F <- ?I([1.5, 0.1, -0.0, 3.4028234663852886e38, 3.5e38, 1.0e300, 1.0e-46, 1, 1 bsl 127, 1 bsl 128, 1.0e-40])].
t_float_build_16() -> [?E(<<F:16/float>>) || F <- ?I([1.5, 0.1, -0.0, 65504.0, 65519.0, 65520.0, 1.0e10, 6.0e-8, 1.0e-8, 1])].
t_float_build_bad() -> [?E(<<F/float>>) || F <- ?I([a, [], <<>>, 1 bsl 1024, 1 bsl 2000])].
t_float_build_bad_size() -> [?E(<<1.0:S/float>>) || S <- ?I([8, 0, 63, 128, -1, a])].
t_float_build_unaligned() -> <<1:3, (?I(1.5))/float, 1:1>>.
t_float_round_trip() -> [F || F <- ?I([0.1, 1.0e-300, 123456.789, -5.0e-324]), <<F2/float>> <- [<<F/float>>], F2 =/= F].

t_tail_binary() -> [case B of <<1, R/binary>> -> R; <<_, R/bitstring>> -> {bits, R}; _ -> none end || B <- ?I([<<1, 2, 3>>, <<1>>, <<2, 3>>, <<1, 2:3>>, <<>>])].
t_tail_unit() -> [case B of <<R/binary-unit:16>> -> {16, R}; <<R/binary-unit:8>> -> {8, R}; <<R/binary-unit:3>> -> {3, R}; _ -> none end || B <- ?I([<<1, 2>>, <<1>>, <<1:3>>, <<1:6>>, <<1:4>>, <<>>])].
t_tail_after_odd() -> [case B of <<_:3, R/binary>> -> {bytes, R}; <<_:3, R/bits>> -> {bits, R}; _ -> none end || B <- ?I([<<1:3>>, <<1:11>>, <<1:12>>, <<1:2>>])].
t_size_from_earlier_field() -> [case B of <<N, D:N/binary, R/binary>> -> {D, R}; _ -> none end || B <- ?I([<<2, "abc">>, <<0, "abc">>, <<3, "abc">>, <<4, "abc">>, <<>>])].
t_size_from_earlier_bits() -> [case B of <<N:4, D:N/bitstring, R/bitstring>> -> {N, D, R}; _ -> none end || B <- ?I([<<3:4, 5:3, 1:1>>, <<15:4, 0:15>>, <<15:4, 0:14>>])].
t_size_arithmetic() -> [case B of <<N, D:(N * 2 + 1)/binary, R/binary>> -> {D, R}; _ -> none end || B <- ?I([<<1, "abcd">>, <<0, "x">>, <<2, "abcd">>])].
t_size_arithmetic_fails() -> [case B of <<N, D:(10 div N)/binary, _/binary>> -> D; _ -> none end || B <- ?I([<<0, 1, 2>>, <<5, 1, 2>>, <<1, 1>>])].
t_size_negative() -> [case B of <<N:8/signed, D:N/binary, _/binary>> -> D; _ -> none end || B <- ?I([<<1, 2>>, <<255, 2>>])].
t_size_bound_outside() -> S = ?I(12), <<A:S, B/bitstring>> = ?I(<<16#abcd:16>>), {A, B}.
t_size_literal_big() -> case ?I(<<1, 2>>) of <<_:1000000, _/bits>> -> y; _ -> n end.
t_nested_length_prefix() -> parse(?I(<<3, 2, "ab", 0, 1, "c">>)).
parse(<<N, R/binary>>) -> items(N, R).
items(0, R) -> [{rest, R}];
items(N, <<L, S:L/binary, R/binary>>) -> [S | items(N - 1, R)].
t_literal_match() -> [case B of <<"GET ", P/binary>> -> {get, P}; <<"PUT ", P/binary>> -> {put, P}; <<"POST", _, P/binary>> -> {post, P}; _ -> other end || B <- ?I([<<"GET /a">>, <<"PUT /b">>, <<"POST /c">>, <<"POST">>, <<"GE">>, <<>>])].
t_literal_int_match() -> [case B of <<16#CAFE:16, R/binary>> -> {cafe, R}; <<16#CA, R/binary>> -> {ca, R}; <<1:1, R/bitstring>> -> {one, R}; _ -> no end || B <- ?I([<<16#CAFE:16, 1>>, <<16#CA, 16#FF>>, <<128>>, <<1>>])].
t_literal_float_match() -> [case B of <<1.5/float>> -> y; _ -> n end || B <- ?I([<<1.5/float>>, <<1.25/float>>])].
t_literal_signed_match() -> [case B of <<-1:8/signed>> -> minus_one; <<-1:8>> -> unsigned_minus; _ -> other end || B <- ?I([<<255>>, <<1>>])].
t_literal_oversized_match() -> [case B of <<300:8>> -> y; _ -> n end || B <- ?I([<<44>>, <<0>>])].
t_select_first_byte() -> [case B of <<0, _/binary>> -> a; <<1, _/binary>> -> b; <<2, X, _/binary>> -> {c, X}; <<255, _/binary>> -> d; <<_, _/binary>> -> e; <<>> -> f end || B <- ?I([<<0>>, <<1, 2>>, <<2, 3>>, <<2>>, <<255>>, <<9>>, <<>>])].
t_backtrack() -> [case B of <<A:16, 1, _/binary>> -> {one, A}; <<A:8, B2:16, _/binary>> -> {two, A, B2}; <<R/bitstring>> -> {rest, R} end || B <- ?I([<<1, 2, 1>>, <<1, 2, 3>>, <<1, 2>>, <<>>])].
t_same_variable_twice() -> [case B of <<X, X, R/binary>> -> {same, X, R}; <<_, _, _/binary>> -> differ; _ -> short end || B <- ?I([<<1, 1, 2>>, <<1, 2>>, <<1>>])].
t_bound_variable() -> X = ?I(5), [case B of <<X, R/binary>> -> {five, R}; _ -> no end || B <- [<<5, 1>>, <<6>>]].
t_bound_bigger_than_byte() -> X = ?I(261), [case B of <<X, _/binary>> -> yes; _ -> no end || B <- [<<5>>, <<261:16>>]].
t_not_a_binary() -> [case B of <<_/bitstring>> -> bits; _ -> no end || B <- ?I([a, [], 1, "x", <<1:1>>, {}])].
t_empty_pattern() -> [case B of <<>> -> empty; _ -> no end || B <- ?I([<<>>, <<0:1>>, <<0>>, []])].
t_signed_values() -> [begin <<S:N/signed, _/bits>> = B, S end || N <- [1, 2, 7, 8, 9, 59, 60, 61, 63, 64, 65], B <- ?I([<<255:8, 0:72>>, <<128, 0:72>>, <<127, 255:8, 0:64>>])].
t_little_odd_sizes() -> [begin <<S:N/little, _/bits>> = B, S end || N <- [1, 3, 9, 12, 20, 33, 59, 61, 63, 65, 70], B <- ?I([<<1, 2, 3, 4, 5, 6, 7, 8, 9>>])].
t_native_is_little() -> <<N:32/native>> = ?I(<<1, 0, 0, 0>>), {N, <<1:16/native>>, <<1.5/float-native>> =:= <<1.5/float-little>>}.
t_unit_variants() -> <<A:2/unit:4, B:1/unit:16, C:3/binary-unit:1, D/bits>> = ?I(<<16#12, 16#3456:16, 7:3, 1:5>>), {A, B, C, D}.
t_unsigned_1024() -> <<N:1024>> = ?I(binary:copy(<<16#a5>>, 128)), erlang:phash2(N).
t_zero_sizes() -> <<A:0, B:0/binary, C:0/signed, D/binary>> = ?I(<<1>>), {A, B, C, D}.
t_skip_runtime() -> N = ?I(11), <<_:N, A:5, _/bits>> = ?I(<<1, 2, 3>>), A.
t_skip_bytes() -> N = ?I(2), <<_:N/binary, A, _/binary>> = ?I(<<1, 2, 3, 4>>), A.
t_sub_binary_of_sub() -> <<_, A:6/binary, _/binary>> = ?I(<<"0123456789">>), <<_:2/binary, B:3/binary, _/binary>> = A, <<C:1/binary, _/binary>> = B, {A, B, C}.
t_sub_bits_of_sub() -> <<_:3, A:21/bitstring, _/bits>> = ?I(<<16#deadbeef:32>>), <<_:5, B:9/bitstring, _/bits>> = A, {A, B, bit_size(B), <<B/bitstring, A/bitstring>>}.
t_sub_survives_gc() -> <<_:10/binary, A:100/binary, _/binary>> = binary:copy(?I(<<"0123456789">>), 50), _ = [lists:seq(1, 1000) || _ <- lists:seq(1, 100)], erlang:md5(A).
t_context_reuse_two_ways() -> B = ?I(<<1, 2, 3>>), <<A, R/binary>> = B, <<C, S/binary>> = R, {A, C, B, R, S}.
t_context_escapes() -> escape(?I(<<1, 2, 3, 4>>), []).
escape(<<X, R/binary>>, L) -> escape(R, [{X, R} | L]);
escape(<<>>, L) -> L.
t_loop_sum() -> sum(?I(list_to_binary(lists:seq(1, 200))), 0).
sum(<<X, R/binary>>, S) -> sum(R, S + X);
sum(<<>>, S) -> S.
t_loop_bits() -> bits(?I(<<16#b7, 5:3>>)).
bits(<<B:1, R/bitstring>>) -> [B | bits(R)];
bits(<<>>) -> [].
t_loop_three_bits() -> threes(?I(<<16#deadbeef:32>>)).
threes(<<B:3, R/bits>>) -> [B | threes(R)];
threes(R) -> [{rest, R}].
t_loop_two_clauses_first() -> skip_spaces(?I(<<"   x y">>)).
skip_spaces(<<$\s, R/binary>>) -> skip_spaces(R);
skip_spaces(B) -> B.
t_loop_keeps_original() -> orig(?I(<<"abc">>), ?I(<<"abc">>), 0).
orig(<<_, R/binary>>, B, N) -> orig(R, B, N + 1);
orig(_, B, N) -> {B, N}.
t_loop_split() -> csv(?I(<<"a,bc,,d">>), <<>>, []).
csv(<<$,, R/binary>>, F, L) -> csv(R, <<>>, [F | L]);
csv(<<C, R/binary>>, F, L) -> csv(R, <<F/binary, C>>, L);
csv(<<>>, F, L) -> lists:reverse([F | L]).
t_loop_fails_at_end() -> pairs(?I(<<1, 2, 3>>)).
pairs(<<A, B, R/binary>>) -> [{A, B} | pairs(R)];
pairs(<<>>) -> [].
t_two_binaries() -> zip(?I(<<1, 2, 3>>), ?I(<<4, 5>>)).
zip(<<A, R/binary>>, <<B, S/binary>>) -> [{A, B} | zip(R, S)];
zip(A, B) -> [{A, B}].
t_binary_in_tuple() -> [case T of {<<A, _/binary>>, <<B, _/binary>>} -> {A, B}; {<<A>>, _} -> A; _ -> no end || T <- ?I([{<<1, 2>>, <<3>>}, {<<1>>, x}, {<<>>, <<>>}])].

t_build_ints() -> X = ?I(16#abcdef), {<<X>>, <<X:4>>, <<X:12>>, <<X:24>>, <<X:32>>, <<X:12/little>>, <<X:32/little>>}.
t_build_negative() -> X = ?I(-2), {<<X>>, <<X:3>>, <<X:16>>, <<X:16/little>>, <<X:100>>}.
t_build_zero_size() -> X = ?I(5), {<<X:0>>, <<X:0, 1>>, <<>>}.
t_build_binaries() -> A = ?I(<<1, 2>>), B = ?I(<<3:3>>), {<<A/binary, A/binary>>, <<A/bitstring, B/bitstring>>, <<B/bits, A/bits>>, <<B/bits, B/bits, B/bits>>}.
t_build_partial() -> A = ?I(<<1, 2, 3>>), {<<A:1/binary>>, <<A:2/binary, 9>>, <<A:11/bitstring>>, <<A:0/binary>>}.
t_build_partial_too_long() -> A = ?I(<<1, 2, 3>>), ?E(<<A:4/binary>>).
t_build_partial_variable() -> A = ?I(<<1, 2, 3>>), [?E(<<A:N/binary>>) || N <- ?I([0, 2, 3, 4, -1, a])].
t_build_partial_unit() -> A = ?I(<<1, 2, 3>>), {<<A:5/binary-unit:3>>, <<A:2/binary-unit:12>>}.
t_build_unit_mismatch() -> A = ?I(<<1:3>>), {?E(<<A/binary>>), ?E(<<A/binary-unit:3>>), ?E(<<A/binary-unit:2>>)}.
t_build_strings() -> X = ?I($x), {<<"abc">>, <<"abc", X>>, <<X, "def"/utf8>>, <<"ab":4>>, <<"ab":16>>, <<"ab"/little-utf16>>}.
t_build_nested() -> X = ?I(1), <<(<<X, (<<X:4, X:4>>)/binary>>)/binary, X>>.
t_build_large_literal() -> X = ?I(7), byte_size(<<X:80000>>).
t_build_evaluates_in_order() -> put(l, []), F = fun(X) -> put(l, [X | get(l)]), X end, {<<(F(1)), (F(2)):(F(16)), (F(<<3>>))/binary>>, get(l)}.
t_build_error_first() -> [?E(<<A, B/binary>>) || {A, B} <- ?I([{a, <<>>}, {1, b}, {1, <<1:1>>}, {[], []}])].
t_build_big_unaligned() -> X = ?I((1 bsl 128) - 3), <<1:5, X:128, X:67/little, 1:1>>.
t_build_size_errors() -> [?E(<<5:S/unit:8>>) || S <- ?I([1, 0, -1, a, 1.0, <<>>])].
t_build_huge() -> [?E(<<0:S>>) || S <- ?I([1 bsl 64, 1 bsl 70])].
t_append_loop() -> B = app(?I(<<>>), 500), {byte_size(B), erlang:crc32(B)}.
app(B, 0) -> B;
app(B, N) -> app(<<B/binary, N:16>>, N - 1).
t_append_shared() -> A = app(?I(<<>>), 50), B = <<A/binary, 1>>, C = <<A/binary, 2>>, D = <<B/binary, 3>>, {binary:last(B), binary:last(C), binary:last(D), byte_size(A), byte_size(B), B =:= C, binary:at(B, 100), binary:at(C, 100)}.
t_append_shared_many() -> A = app(?I(<<>>), 60), L = [<<A/binary, N>> || N <- lists:seq(1, 50)], [binary:last(X) || X <- L] =:= lists:seq(1, 50).
t_append_bits() -> abits(?I(<<>>), 21).
abits(B, 0) -> B;
abits(B, N) -> abits(<<B/bitstring, N:3>>, N - 1).
t_append_prefix_kept() -> A = app(?I(<<>>), 40), <<P:10/binary, _/binary>> = A, B = <<A/binary, "more">>, {P, byte_size(B), binary:part(B, 0, 10) =:= P}.
t_append_message() -> A = app(?I(<<>>), 40), self() ! A, B = <<A/binary, 1, 2>>, receive C -> D = <<C/binary, 3, 4>>, {binary:last(B), binary:last(D), byte_size(C)} end.
t_append_empty() -> A = ?I(<<"abc">>), E = ?I(<<>>), {<<A/binary, E/binary>>, <<E/binary, A/binary>>, <<E/binary, E/binary>>}.
t_concat_64() -> [byte_size(<<(binary:copy(<<1>>, N))/binary, (binary:copy(<<2>>, 64 - N))/binary>>) || N <- ?I([0, 1, 32, 63, 64])].
t_equal_across_kinds() -> A = binary:copy(?I(<<"x">>), 70), <<B:64/binary, _/binary>> = A, C = list_to_binary(lists:duplicate(64, $x)), {B =:= C, B == C, #{B => 1} =:= #{C => 1}, erlang:phash2(B) =:= erlang:phash2(C), term_to_binary(B) =:= term_to_binary(C)}.

t_comprehension() -> << <<(X * 2)>> || X <- ?I([1, 2, 3]) >>.
t_comprehension_from_binary() -> << <<(X + 1)>> || <<X>> <= ?I(<<"abc">>) >>.
t_comprehension_to_list() -> [X || <<X:4>> <= ?I(<<16#12, 16#34, 5:3>>)].
t_comprehension_filter() -> << <<X>> || <<X>> <= ?I(<<"a1b2c3">>), X >= $a >>.
t_comprehension_bits() -> << <<X:1>> || X <- ?I([1, 0, 1, 1, 0]) >>.
t_comprehension_pattern_skips() -> [X || <<1, X>> <= ?I(<<1, 2, 3, 4, 1, 5>>)].
t_comprehension_pattern_tail() -> [{A, B} || <<A:3, B:5/bitstring>> <= ?I(<<1, 2, 3:4>>)].
t_comprehension_sized() -> [D || <<N, D:N/binary>> <= ?I(<<1, "a", 2, "bc", 5, "x">>)].
t_comprehension_two() -> << <<X, Y>> || X <- ?I([1, 2]), <<Y>> <= ?I(<<3, 4>>) >>.
t_comprehension_of_binaries() -> << <<B/binary>> || B <- ?I([<<"a">>, <<>>, <<"bc">>]) >>.
t_comprehension_of_bits() -> << <<B/bitstring>> || B <- ?I([<<1:1>>, <<2:3>>, <<>>]) >>.
t_comprehension_bad_generator() -> ?E(<< <<X>> || <<X>> <= ?I(a) >>).
t_comprehension_bad_generator_trace() -> << <<X>> || <<X>> <= ?I([1]) >>.
t_comprehension_bad_value() -> ?E(<< <<X>> || X <- ?I([1, a]) >>).
t_comprehension_bad_bits() -> ?E(<< <<B/binary>> || B <- ?I([<<1:1>>]) >>).
t_comprehension_empty() -> {<< <<X>> || X <- ?I([]) >>, << <<X>> || <<X>> <= ?I(<<>>) >>, [X || <<X>> <= ?I(<<1:5>>)]}.
t_comprehension_swap() -> << <<B:A/binary-unit:8, A>> || {A, B} <- ?I([{1, <<"xy">>}, {2, <<"zw">>}]) >>.
t_comprehension_large() -> B = << <<X:16>> || X <- lists:seq(1, ?I(5000)) >>, {byte_size(B), erlang:adler32(B)}.
t_comprehension_xor() -> K = ?I(16#5a), << <<(X bxor K)>> || <<X>> <= ?I(<<"secret">>) >>.
t_comprehension_little_to_big() -> << <<X:16/big>> || <<X:16/little>> <= ?I(<<1, 2, 3, 4>>) >>.
t_hex_digits() -> << <<(if D < 10 -> $0 + D; true -> $a + D - 10 end)>> || <<D:4>> <= ?I(<<16#de, 16#ad, 16#01>>) >>.
t_runlength() -> rle(?I(<<"aaabccd">>)).
rle(<<>>) -> <<>>;
rle(<<C, R/binary>>) -> rle(R, C, 1).
rle(<<C, R/binary>>, C, N) -> rle(R, C, N + 1);
rle(R, C, N) -> <<N, C, (rle(R))/binary>>.
t_base64_by_hand() -> b64(?I(<<"Man is">>)).
b64(<<A:6, B:6, C:6, D:6, R/binary>>) -> [A, B, C, D | b64(R)];
b64(<<>>) -> [].
t_varint() -> [varint(N) || N <- ?I([0, 1, 127, 128, 300, 1 bsl 31, 1 bsl 63])].
varint(N) when N < 128 -> <<N>>;
varint(N) -> <<1:1, N:7, (varint(N bsr 7))/binary>>.
t_unvarint() -> [unvarint(B, 0, 0) || B <- ?I([<<5>>, <<16#ac, 2>>, <<255, 255, 255, 255, 255, 255, 255, 255, 255, 1>>])].
unvarint(<<1:1, X:7, R/binary>>, S, A) -> unvarint(R, S + 7, A bor (X bsl S));
unvarint(<<0:1, X:7, _/binary>>, S, A) -> A bor (X bsl S).
t_ip_header() -> <<V:4, H:4, T:8, L:16, I:16, F:3, O:13, _/binary>> = ?I(<<16#45, 0, 0, 60, 16#1c, 16#46, 16#40, 0, 1, 2>>), {V, H, T, L, I, F, O}.
t_guard_sizes() -> [if byte_size(B) > 2 -> long; bit_size(B) =:= 3 -> three; is_binary(B) -> bin; true -> other end || B <- ?I([<<1, 2, 3>>, <<1:3>>, <<1>>, a, <<1:1>>])].
t_match_in_guarded_clause() -> F = fun(<<N, R/binary>>) when N > byte_size(R) -> {short, N}; (<<N, R/binary>>) -> {ok, N, byte_size(R)}; (_) -> none end, [F(B) || B <- ?I([<<5, 1>>, <<1, 2>>, <<>>])].
t_match_error_value() -> <<_:3, B/bitstring>> = ?I(<<0:3, 1, 2>>), <<9, _/binary>> = B.
t_match_error_keeps_whole() -> <<1, _:100, _/bits>> = ?I(<<1, 2, 3>>).
t_case_error_after_partial_match() -> case ?I(<<1, 2, 3>>) of <<1, 2, 4>> -> a; <<1, 3, _/binary>> -> b end.
t_print_bits() -> [<<1:1>>, <<0:7>>, <<255, 1:2>>, <<(?I(5)):3>>, <<>>].
t_order_bits() -> lists:sort(?I([<<2:2>>, <<1:1>>, <<1>>, <<>>, <<0, 0>>, <<0:1>>, <<128>>, <<255:7>>])).
