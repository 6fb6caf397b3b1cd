%% Numbers to text and back.
-module(number_text).
-export([t_integer_to_list/0, t_integer_to_binary/0, t_integer_to_list_bases/0, t_integer_to_binary_bases/0, t_big_to_list_bases/0, t_negative_big_to_binary_bases/0]).
-export([t_border_bases/0, t_integer_to_list_bad_base/0, t_list_to_integer/0, t_list_to_integer_bad/0, t_binary_to_integer/0, t_binary_to_integer_bad/0]).
-export([t_binary_to_integer_bases/0, t_list_to_integer_bases/0, t_list_to_integer_base_letters/0, t_binary_to_integer_base_letters/0, t_round_trip_bases/0, t_round_trip_bases_binary/0]).
-export([t_long_integer/0, t_very_long_integer/0, t_leading_zeros/0, t_string_to_integer/0, t_float_to_list/0, t_float_to_binary/0]).
-export([t_float_short/0, t_float_short_list/0, t_float_short_powers_of_two/0, t_float_short_powers_of_ten/0, t_float_short_digits/0, t_float_short_thousandths/0]).
-export([t_float_short_exponent_border/0, t_float_write/0, t_float_decimals_0/0, t_float_decimals_1/0, t_float_decimals_2/0, t_float_decimals_6/0]).
-export([t_float_decimals_20/0, t_float_decimals_3_compact/0, t_float_decimals_10_compact/0, t_float_decimals_halves/0, t_float_decimals_large/0, t_float_decimals_max/0]).
-export([t_float_decimals_small/0, t_float_scientific_0/0, t_float_scientific_3/0, t_float_scientific_15/0, t_float_scientific_20/0, t_float_options_combined/0]).
-export([t_float_options_bad/0, t_float_not_float/0, t_list_to_float/0, t_list_to_float_bad/0, t_binary_to_float/0, t_binary_to_float_bad/0]).
-export([t_float_round_trip/0, t_float_parse_halfway/0, t_float_parse_long/0, t_float_parse_many_digits/0, t_string_to_float/0, t_random_round_trip/0]).
-export([t_random_short_digest/0, t_float_to_text_and_int/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.
each(F, L) -> [try F(X) catch C:R -> {C, R} end || X <- L].
ints() -> [0, 1, -1, 9, 10, -10, 35, 36, 255, 256, 1000000, 1 bsl 31, (1 bsl 59) - 1, 1 bsl 59, 1 bsl 60, -(1 bsl 60), (1 bsl 63) - 1, 1 bsl 64, -(1 bsl 64), 123456789012345678901234567890, -(1 bsl 200)].
floats() -> [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 100.0, 1.0e10, 1.0e15, 1.0e16, 1.0e17, 123456789.123, 1.0e-5, 1.0e-4, 0.001, 1.0e21, 1.0e22, 1.0e23, 9007199254740991.0,
             9007199254740992.0, 9007199254740993.0, 1.7976931348623157e308, 2.2250738585072014e-308, 5.0e-324, 3.141592653589793, 2.718281828459045, 1.0e100, 123.456e-20, 4.35, 0.3, 2.5e-8].

t_integer_to_list() -> each(fun integer_to_list/1, ?I(ints())).
t_integer_to_binary() -> each(fun integer_to_binary/1, ?I(ints())).
t_integer_to_list_bases() -> [integer_to_list(?I(123456789), B) || B <- lists:seq(2, 36)].
t_integer_to_binary_bases() -> [integer_to_binary(?I(-987654321), B) || B <- lists:seq(2, 36)].
t_big_to_list_bases() -> [integer_to_list(?I(1 bsl 70), B) || B <- lists:seq(2, 36)].
t_negative_big_to_binary_bases() -> [integer_to_binary(?I(-(1 bsl 100) - 7), B) || B <- [2, 3, 7, 8, 10, 16, 32, 36]].
t_border_bases() -> [integer_to_binary(N, B) || N <- ?I([(1 bsl 59) - 1, 1 bsl 59, 1 bsl 60, -(1 bsl 60), (1 bsl 64) - 1, 1 bsl 64]), B <- [2, 10, 16, 36]].
t_integer_to_list_bad_base() -> [each(fun(B) -> integer_to_list(10, B) end, ?I([0, 1, 37, -1, a, 2.0, 1 bsl 64]))].
t_list_to_integer() -> each(fun list_to_integer/1, ?I(["0", "1", "-1", "+1", "007", "-0", "123456789012345678901234567890", "576460752303423488", "1152921504606846976", "-1152921504606846976", "-1152921504606846977", "18446744073709551616"])).
t_list_to_integer_bad() -> each(fun list_to_integer/1, ?I(["", "-", "+", "a", "1a", " 1", "1 ", "--1", "+-1", "1.0", "1_000", "0x1", [1], [$1 | $2], [$1, a], 5, a, <<"1">>, "１"])).
t_binary_to_integer() -> each(fun binary_to_integer/1, ?I([<<"0">>, <<"-5">>, <<"+5">>, <<"00012">>, <<"99999999999999999999">>, <<"-1152921504606846977">>])).
t_binary_to_integer_bad() -> each(fun binary_to_integer/1, ?I([<<>>, <<"-">>, <<"x">>, <<"1 ">>, <<" 1">>, <<"1.5">>, <<1:3>>, "1", a, <<"1_0">>])).
t_binary_to_integer_bases() -> [binary_to_integer(?I(<<"1010">>), B) || B <- lists:seq(2, 36)].
t_list_to_integer_bases() -> [list_to_integer(?I("11"), B) || B <- lists:seq(2, 36)].
t_list_to_integer_base_letters() -> each(fun({S, B}) -> list_to_integer(S, B) end, ?I([{"ff", 16}, {"FF", 16}, {"fF", 16}, {"-ff", 16}, {"+Z", 36}, {"z", 36}, {"g", 16}, {"2", 2}, {"1F", 15}, {"", 16}, {"-", 16}, {"ffffffffffffffffffff", 16}, {"zzzzzzzzzzzzz", 36}])).
t_binary_to_integer_base_letters() -> each(fun({S, B}) -> binary_to_integer(S, B) end, ?I([{<<"ff">>, 16}, {<<"-FFFFFFFFFFFFFFFFF">>, 16}, {<<"z">>, 36}, {<<"Z1">>, 36}, {<<"9">>, 9}, {<<"8">>, 9}, {<<>>, 10}, {<<"1">>, 1}, {<<"1">>, 37}])).
t_round_trip_bases() -> [B || B <- lists:seq(2, 36), N <- ?I(ints()), list_to_integer(integer_to_list(N, B), B) =/= N].
t_round_trip_bases_binary() -> [B || B <- lists:seq(2, 36), N <- ?I(ints()), binary_to_integer(integer_to_binary(N, B), B) =/= N].
t_long_integer() -> N = list_to_integer(lists:duplicate(?I(500), $7)), {N rem 1000007, length(integer_to_list(N)), integer_to_binary(N) =:= list_to_binary(lists:duplicate(500, $7))}.
t_very_long_integer() -> N = binary_to_integer(binary:copy(<<"123456789">>, ?I(500))), {N rem 1000000007, erlang:crc32(integer_to_binary(N)), erlang:crc32(integer_to_binary(N, 16))}.
t_leading_zeros() -> list_to_integer(lists:duplicate(?I(100), $0) ++ "42").
t_string_to_integer() -> each(fun string:to_integer/1, ?I(["12", "12abc", "-5 x", "+7", "abc", "", " 1", <<"33">>, <<"33z">>, "1.5"])).

t_float_to_list() -> each(fun float_to_list/1, ?I(floats())).
t_float_to_binary() -> each(fun float_to_binary/1, ?I(floats())).
t_float_short() -> [float_to_binary(F, [short]) || F <- ?I(floats())].
t_float_short_list() -> [float_to_list(F, [short]) || F <- ?I(floats())].
t_float_short_powers_of_two() -> [float_to_binary(math:pow(2, N), [short]) || N <- lists:seq(?I(-20), 70)].
t_float_short_powers_of_ten() -> [float_to_binary(list_to_float("1.0e" ++ integer_to_list(N)), [short]) || N <- lists:seq(?I(-30), 30)].
t_float_short_digits() -> [float_to_binary(N / 7, [short]) || N <- lists:seq(?I(1), 40)].
t_float_short_thousandths() -> [float_to_binary(N / 1000, [short]) || N <- lists:seq(?I(0), 40)].
t_float_short_exponent_border() -> [float_to_binary(F, [short]) || F <- ?I([9999999999999998.0, 99999999999999980.0, 123456789012345680.0, 1234567890123456800.0, 12345678901234567000.0, 123456789012345680000.0, 0.00012345678901234567, 0.000012345678901234567])].
t_float_write() -> lists:flatten(io_lib:format("~w", [?I(floats())])).
t_float_decimals_0() -> decimals(0, []).
t_float_decimals_1() -> decimals(1, []).
t_float_decimals_2() -> decimals(2, []).
t_float_decimals_6() -> decimals(6, []).
t_float_decimals_20() -> decimals(20, []).
t_float_decimals_3_compact() -> decimals(3, [compact]).
t_float_decimals_10_compact() -> decimals(10, [compact]).
decimals(N, O) -> [try float_to_binary(F, [{decimals, N} | O]) catch error:E -> E end || F <- ?I(floats())].
t_float_decimals_halves() -> [float_to_list(F, [{decimals, N}]) || F <- ?I([0.5, 1.5, 2.5, -0.5, 0.125, 0.375, 2.675, 1.005, 0.05, 0.15, 0.25, 0.35, 9.995, 99.5]), N <- [0, 1, 2]].
t_float_decimals_large() -> [float_to_list(F, [{decimals, N}]) || F <- ?I([1.0e22, 1.0e50, 123456789012345680.0]), N <- [0, 2]].
t_float_decimals_max() -> [byte_size(float_to_binary(?I(0.1), [{decimals, N}])) || N <- [100, 200, 253]].
t_float_decimals_small() -> [float_to_list(F, [{decimals, N}]) || F <- ?I([1.0e-10, -1.0e-10, 5.0e-324, 0.049, -0.4]), N <- [0, 1, 5]].
t_float_scientific_0() -> scientific(0).
t_float_scientific_3() -> scientific(3).
t_float_scientific_15() -> scientific(15).
t_float_scientific_20() -> scientific(20).
scientific(N) -> [float_to_list(F, [{scientific, N}]) || F <- ?I(floats())].
t_float_options_combined() -> [float_to_list(?I(12.5), O) || O <- [[{decimals, 4}, compact], [compact, {decimals, 4}], [{scientific, 3}, compact], [{decimals, 2}, {scientific, 3}], [{scientific, 3}, {decimals, 2}], [short, {decimals, 2}], [{decimals, 2}, short], [compact], []]].
t_float_options_bad() -> each(fun(O) -> float_to_list(1.0, O) end, ?I([[{decimals, -1}], [{decimals, 254}], [{scientific, -1}], [{scientific, 250}], [{decimals, a}], [x], a, [{decimals, 2} | x], [{decimals, 2, 3}]])).
t_float_not_float() -> each(fun float_to_list/1, ?I([1, a, "1.0"])).
t_list_to_float() -> each(fun list_to_float/1, ?I(["1.0", "-1.0", "+1.5", "0.1", "1.0e10", "1.0E10", "1.0e+10", "1.0e-10", "123456789012345678901234567890.0", "0.0", "-0.0", "1.7976931348623157e308", "4.9e-324", "2.4e-324", "1.0e-400", "00.5", "1.50000000000000000000000000000000000000001"])).
t_list_to_float_bad() -> each(fun list_to_float/1, ?I(["1", "1.", ".5", "1.0e", "1e5", "", "a", "1.0 ", " 1.0", "1.0e400", "-1.0e400", "1,5", "inf", "nan", "0x1.0p3", "1.0e1.0", "1..0", 1.0, a, <<"1.0">>, "--1.0"])).
t_binary_to_float() -> each(fun binary_to_float/1, ?I([<<"1.0">>, <<"-2.5e-3">>, <<"+0.0">>, <<"1.0e308">>, <<"3.141592653589793238462643">>])).
t_binary_to_float_bad() -> each(fun binary_to_float/1, ?I([<<"1">>, <<>>, <<"1.0x">>, <<"1.0e999">>, <<1:7>>, "1.0", <<".5">>, <<"1.e5">>])).
t_float_round_trip() -> [F || F <- ?I(floats()), list_to_float(float_to_list(F, [short])) =/= F orelse binary_to_float(float_to_binary(F)) =/= F].
t_float_parse_halfway() -> each(fun list_to_float/1, ?I(["9007199254740993.0", "9007199254740993.00000000000001", "9007199254740992.999", "1.7976931348623158e308", "1.7976931348623159e308", "2.2250738585072011e-308", "0.500000000000000166533453693773481063544750213623046875", "3.518437208883201171875e13"])).
t_float_parse_long() -> list_to_float("0." ++ lists:duplicate(?I(300), $0) ++ "1").
t_float_parse_many_digits() -> list_to_float(lists:duplicate(?I(200), $9) ++ ".0").
t_string_to_float() -> each(fun string:to_float/1, ?I(["1.5", "1.5abc", "-1.0e3x", "1", "abc", "", <<"2.5z">>, "1.0e"])).
t_random_round_trip() -> lcg(?I(1), 200, []).
lcg(_, 0, Bad) -> Bad;
lcg(S, N, Bad) ->
    S1 = (S * 6364136223846793005 + 1442695040888963407) band 16#FFFFFFFFFFFFFFFF,
    case <<S1:64>> of
        <<F/float>> -> case list_to_float(float_to_list(F, [short])) of F -> lcg(S1, N - 1, Bad); _ -> lcg(S1, N - 1, [F | Bad]) end;
        _ -> lcg(S1, N - 1, Bad)
    end.
t_random_short_digest() -> erlang:crc32(digits(?I(5), 500)).
digits(_, 0) -> [];
digits(S, N) ->
    S1 = (S * 6364136223846793005 + 1442695040888963407) band 16#FFFFFFFFFFFFFFFF,
    case <<S1:64>> of
        <<F/float>> -> [float_to_binary(F, [short]), $,, float_to_binary(F), $,, float_to_binary(F, [{scientific, 5}]) | digits(S1, N - 1)];
        _ -> digits(S1, N - 1)
    end.
t_float_to_text_and_int() -> [integer_to_binary(trunc(F)) || F <- ?I([1.0e22, 1.0e23, 1.7976931348623157e308, -1.0e40, 0.999])].
