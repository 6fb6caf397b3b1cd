%% iolists, checksums, digests.
-module(iolist_cases).
-export([t_to_binary/0, t_to_binary_bad/0, t_size/0, t_size_bad/0, t_to_iovec/0, t_to_iovec_shape/0]).
-export([t_deep/0, t_deep_left/0, t_long/0, t_mixed_sizes/0, t_unaligned_parts/0, t_same_binary/0]).
-export([t_no_copy_sub_binary/0, t_list_to_binary_bad/0, t_split_binary/0, t_split_bits/0, t_md5/0, t_md5_bad/0]).
-export([t_md5_steps/0, t_md5_unaligned/0, t_crc32/0, t_crc32_continue/0, t_crc32_initial/0, t_crc32_combine/0]).
-export([t_crc32_bad/0, t_adler32/0, t_adler32_continue/0, t_adler32_combine/0, t_checksums_all_lengths/0, t_hex/0]).
-export([t_base64_encode/0, t_base64_decode/0, t_base64_to_string/0, t_base64_bad/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.
each(F, L) -> [try F(X) catch C:R -> {C, R} end || X <- L].
lists_() -> [[], <<>>, "abc", [<<"a">>], ["a", <<"b">>, [$c, [<<"d">> | <<"e">>]]], [$a | <<"b">>], [[[[]]]], [0, 255], [<<>>, [], [<<>>]], binary:copy(<<"x">>, 100), [binary:copy(<<"x">>, 100), lists:duplicate(100, $y)]].
bad() -> [a, 1, [a], [256], [-1], [1.0], [[1] | 2], [<<1:1>>], <<1:7>>, [$a | $b], {}, #{}, [["a"], [b]]].

t_to_binary() -> each(fun iolist_to_binary/1, ?I(lists_())).
t_to_binary_bad() -> each(fun iolist_to_binary/1, ?I(bad())).
t_size() -> each(fun iolist_size/1, ?I(lists_())).
t_size_bad() -> each(fun iolist_size/1, ?I(bad())).
t_to_iovec() -> each(fun(X) -> iolist_to_binary(erlang:iolist_to_iovec(X)) end, ?I(lists_())).
t_to_iovec_shape() -> [is_list(erlang:iolist_to_iovec(X)) || X <- ?I([<<"a">>, ["b"]])].
t_deep() -> iolist_size(nest(?I(20000), <<"x">>)).
nest(0, X) -> X;
nest(N, X) -> [$a, nest(N - 1, X)].
t_deep_left() -> byte_size(iolist_to_binary(nest_left(?I(20000), <<"x">>))).
nest_left(0, X) -> X;
nest_left(N, X) -> [nest_left(N - 1, X) | <<"y">>].
t_long() -> B = iolist_to_binary(lists:duplicate(?I(10000), [<<"ab">>, $c])), {byte_size(B), erlang:crc32(B)}.
t_mixed_sizes() -> B = iolist_to_binary([binary:copy(<<"q">>, N) || N <- lists:seq(?I(0), 130)]), {byte_size(B), erlang:adler32(B)}.
t_unaligned_parts() -> <<_:3, A/bitstring>> = ?I(<<0:3, "hello">>), iolist_to_binary([A, $!, [A]]).
t_same_binary() -> B = ?I(<<"same">>), iolist_to_binary(B) =:= B.
t_no_copy_sub_binary() -> B = ?I(<<"hello world">>), <<_:6/binary, W/binary>> = B, iolist_to_binary([W, W]).
t_list_to_binary_bad() -> each(fun list_to_binary/1, ?I(bad())).
t_split_binary() -> each(fun(N) -> split_binary(<<"hello">>, N) end, ?I([0, 1, 5, 6, -1, a])).
t_split_bits() -> each(fun(B) -> split_binary(B, 1) end, ?I([<<1, 2:3>>, <<1:3>>])).

t_md5() -> [erlang:md5(X) || X <- ?I(["", "abc", <<"abc">>, ["a", [<<"bc">>]], binary:copy(<<"0">>, 55), binary:copy(<<"0">>, 56), binary:copy(<<"0">>, 63), binary:copy(<<"0">>, 64), binary:copy(<<"0">>, 1000)])].
t_md5_bad() -> each(fun erlang:md5/1, ?I([a, [256], <<1:1>>])).
t_md5_steps() -> C = erlang:md5_update(erlang:md5_update(erlang:md5_init(), ?I("ab")), <<"c">>), erlang:md5_final(C) =:= erlang:md5("abc").
t_md5_unaligned() -> <<_:1, A/bitstring>> = ?I(<<0:1, "abc">>), erlang:md5(A) =:= erlang:md5("abc").
t_crc32() -> [erlang:crc32(X) || X <- ?I(["", "abc", <<"123456789">>, ["12", [<<"345">>], $6, "789"], binary:copy(<<255>>, 1000)])].
t_crc32_continue() -> erlang:crc32(erlang:crc32(?I("1234")), "56789") =:= erlang:crc32("123456789").
t_crc32_initial() -> [erlang:crc32(N, ?I(<<"x">>)) || N <- [0, 1, (1 bsl 32) - 1]].
t_crc32_combine() -> erlang:crc32_combine(erlang:crc32(?I("12345")), erlang:crc32("6789"), 4) =:= erlang:crc32("123456789").
t_crc32_bad() -> each(fun({N, X}) -> erlang:crc32(N, X) end, ?I([{-1, <<>>}, {1 bsl 32, <<>>}, {a, <<>>}, {0, a}])).
t_adler32() -> [erlang:adler32(X) || X <- ?I(["", "abc", <<"123456789">>, ["12", [<<"345">>], $6, "789"], binary:copy(<<255>>, 10000)])].
t_adler32_continue() -> erlang:adler32(erlang:adler32(?I("1234")), "56789") =:= erlang:adler32("123456789").
t_adler32_combine() -> erlang:adler32_combine(erlang:adler32(?I("12345")), erlang:adler32("6789"), 4) =:= erlang:adler32("123456789").
t_checksums_all_lengths() -> erlang:crc32([begin B = binary:copy(<<"z">>, N), [integer_to_list(erlang:crc32(B)), integer_to_list(erlang:adler32(B)), erlang:md5(B)] end || N <- lists:seq(?I(0), 200)]).
t_hex() -> [binary:encode_hex(erlang:md5(X)) || X <- ?I(["", "a"])].
t_base64_encode() -> [base64:encode(X) || X <- ?I([<<>>, <<"a">>, <<"ab">>, <<"abc">>, "abcd", <<255, 254, 253>>])].
t_base64_decode() -> each(fun base64:decode/1, ?I([<<>>, <<"YQ==">>, <<"YWI=">>, <<"YWJj">>, "YWJjZA==", <<"YW Jj">>, <<"//79">>])).
t_base64_to_string() -> {base64:encode_to_string(?I("hello")), base64:decode_to_string(?I("aGVsbG8="))}.
t_base64_bad() -> [element(1, R) || R <- each(fun base64:decode/1, ?I([<<"Y">>, <<"YQ">>, <<"Y===">>, <<"*">>]))].
