%% Calls of calendar, uri_string, file, base64, zlib and crypto with unusual and wrong arguments.
-module(library_faults).
-export([t_years/0, t_rfc3339/0, t_uri_maps/0, t_uri_errors/0, t_posix_messages/0, t_base64_digits/0, t_base64_lists/0]).
-export([t_zlib_after_end/0, t_pbkdf2/0, t_aead/0, t_format_padding/0, t_regex_limits/0, t_regex_split/0, t_array_cut/0, t_fread_rest/0, t_regex_first_line/0]).
-export([t_replace_scopes/0, t_time_designator/0, t_merge_others/0, t_string_lengths/0, t_rand_variance/0, t_format_order/0, t_format_specs/0, t_bformat_bad/0, t_json_format_faults/0, t_base64_to_string/0, t_packet_delimiter/0, t_local_deterministic/0]).
-export([t_posix_times/0, t_variables_without_name/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

call(Module, Function, Arguments) ->
    try apply(Module, Function, Arguments) catch Class:Reason -> {Class, Reason} end.
calls(Module, Function, Argumentss) -> [call(Module, Function, Arguments) || Arguments <- Argumentss].

t_years() ->
    [calls(calendar, is_leap_year, [[Y] || Y <- ?I([-400, -100, -4, -1, 0, 1900, 2000, 2024, 1.0, a])]),
     calls(calendar, last_day_of_the_month, [[Y, M] || Y <- ?I([-4, -1, 2023, 2024, a]), M <- [0, 1, 2, 4, 12, 13, a]]),
     calls(calendar, day_of_the_week, [[Y, M, 5] || Y <- ?I([-401, -1, 0, 2024]), M <- [1, 3, 12]]),
     calls(calendar, system_time_to_universal_time, [[T, U] || T <- ?I([-62167219201, -(1 bsl 40), 0]), U <- [second, millisecond]])].

t_rfc3339() ->
    [calls(calendar, system_time_to_rfc3339, [[T, O] || T <- ?I([0, -62167219201, -70000000000, 253402300799, 253402300800, -377705116801]),
                                                        O <- [[{offset, "Z"}], [{return, binary}, {offset, "Z"}], [{return, string}, {offset, "-01:30"}], [{unit, millisecond}, {offset, 0}]]]),
     calls(calendar, rfc3339_to_system_time, [[T | O] || T <- ?I([<<"2018-02-01T16:17:58Z">>, <<"x">>, <<"2018-02-01T23:59:60Z">>, <<"2018-02-01T16:17:58.5+01:00">>]),
                                                         O <- [[], [[{unit, millisecond}]], [[{return, binary}]]]])].

t_uri_maps() ->
    [calls(uri_string, normalize, [[M | O] || M <- ?I([#{}, #{scheme => "HTTP"}, #{host => <<"Host">>, scheme => <<"a">>}, #{path => "/a/../b"}, #{port => 80, scheme => "http", host => "h"}, foo]),
                                              O <- [[], [[return_map]], [[foo]]]])].

t_uri_errors() ->
    [{Text, call(uri_string, parse, [Text])}
     || Text <- ?I(["http://h:x", "http://[::g]", "http://a b", "foo:bar baz", "//h:99999", "//h:100000", "http://h:123456/x", "1x://h", ":x", "a b", "http://h/%zz", <<"http://", 255>>,
                    "urn:a[b", "http://u@@h", "http://h?a b", "http://h#a#b", "//h:"])].

t_posix_messages() -> calls(file, format_error, [[E] || E <- ?I([enoent, foo, 'é', "text", 1, {1, file, undefined_script}, badarg, terminated])]).

t_base64_digits() ->
    [{T, O, call(base64, decode, [T, O])}
     || T <- ?I([<<"A*==">>, <<"*A==">>, <<"AA*=">>, <<"*AA=">>, <<"AAA*">>, <<"A">>, <<"AA">>, <<"AAA">>, <<"AA=">>, <<"A=*=">>, <<"AA==A">>, <<"AA== \n">>, <<"AA===">>, <<"A*">>, <<"*A">>, <<"AA*">>, <<"AAAAA*==">>]),
        O <- [#{}, #{padding => false}, #{mode => urlsafe}]].

t_base64_lists() ->
    calls(base64, decode, [[T] || T <- ?I(["AAAA", [$A, 256], [$A, -1], [$A, a], [$A, 1.5], "AA=*" ++ [a], "*AAA" ++ [a], "A*" ++ [300], [$A | b], "AAAA" ++ b, "AA==" ++ [a], foo, 17])]).

%% Bytes behind the end of a stream.
t_zlib_after_end() ->
    Packed = <<120,156,43,206,207,77,85,40,73,173,40,1,0,17,232,3,154>>,  % "some text": libraries pack it in other ways
    [[begin
          Z = zlib:open(),
          ok = zlib:inflateInit(Z),
          Got = [case call(zlib, Function, [Z, Data]) of
                     {Mark, Text} when is_list(Text) -> {Mark, iolist_to_binary(Text)};
                     Text when is_list(Text) -> iolist_to_binary(Text);
                     Error -> Error
                 end || Data <- Pieces],
          End = call(zlib, inflateEnd, [Z]),
          zlib:close(Z),
          {Got, End}
      end || Function <- ?I([inflate, safeInflate])]
     || Pieces <- [[Packed], [<<Packed/binary, 0>>], [<<Packed/binary, "more">>, []], [binary:part(Packed, 0, 12)], [Packed, <<"late">>]]] ++
        calls(zlib, uncompress, [[<<Packed/binary, "x">>], [binary:part(Packed, 0, 12)]]).

t_pbkdf2() ->
    calls(crypto, pbkdf2_hmac, [[D, P, <<"salt">>, I, K] || D <- ?I([sha256, md5, foo]), P <- [<<"pw">>, a], {I, K} <- [{1, 8}, {0, 8}, {-1, 8}, {a, 8}, {1, 0}, {1, -1}, {0, a}, {1 bsl 70, 8}]]).

t_aead() -> calls(crypto, crypto_one_time_aead, [[C, <<0:128>>, <<0:96>>, T, <<>>, true] || C <- ?I([aes_128_cbc, foo, 7, aes_128_gcm]), T <- [<<"text">>, [a | b]]]).

%% What stands for a character and is none.
t_format_padding() ->
    [call(io_lib, format, [F, A]) || {F, A} <- ?I([{"~5..*w", ["xy", 1]}, {"~5..*w", [foo, 1]}, {"~1..*w", [foo, 1]}, {"~5..*s", [-1, "ab"]}, {"~5..*s", [[$x, "y"], "ab"]}, {"~tc", [-1]}, {"~tc", [1 bsl 70]},
                                                   {"~3tc", [16#D800]}, {"~5..*p", [{}, 1]}, {"~-5..*w|", ["-+", 1]}])].

t_regex_limits() ->
    [call(re, run, ["aXa\naXa", "(\\K|a)", [global, {match_limit, N}]]) || N <- ?I([1, 3, 4, 50])] ++
        [call(re, run, ["aXa\naXa", "(\\K|a)", [global, report_errors, {match_limit, N}]]) || N <- ?I([1, 50])] ++
        [call(re, run, ["\nca", P, [firstline | O]]) || P <- ["(?>\\n)", "c", "\\n", "(?<!b)\\n"], O <- [[], [anchored], [global], [multiline]]].

t_regex_split() -> [call(re, split, [S, P, O]) || {S, P} <- ?I([{"ab\nC\n1", "(?|\\S+\\K)??"}, {"aXbXc", "a\\KX|X"}, {"abc", "b\\K"}]), O <- [[], [multiline], [group], [{parts, 2}]]].

%% An array that was cut grows again.
t_array_cut() ->
    Long = array:set(33, 0, array:set(7, [1, 2], array:new([{default, d}]))),
    [begin
         Cut = array:resize(Size, Array),
         Grown = call(array, set, [10, text, array:relax(Cut)]),
         {array:is_fix(Cut), array:to_list(Cut), array:size(Grown), array:to_list(Grown), array:sparse_to_list(Grown), array:default(Grown)}
     end || Array <- ?I([Long, array:fix(Long), array:relax(Long)]), Size <- [0, 1, 5, 8, 12]].

t_fread_rest() -> calls(io_lib, fread, [[F, T] || F <- ?I(["", "~d", "~l"]), T <- ["", "1", "1 x", <<"1">>, eof, foo, [foo], [$1 | foo]]]).

t_regex_first_line() ->
    [{P, O, call(re, run, ["\nab\n", P, [firstline | O]])} || P <- ?I(["^\\n", "^b*?\\R(a*)", "^a", "a", "\\n", "(?++)", "(?+"]), O <- [[], [multiline], [report_errors], [global, {offset, 9}, {capture, foo}]]].

t_merge_others() ->
    [calls(lists, F, [[N, A, B] || N <- ?I([1, 0, a]), A <- ?I([[], [{1, a}], {}, [a | b], <<1:3>>]), B <- ?I([[], [{1, b}], {1}, [{2} | c], [a]])]) || F <- [keymerge, ukeymerge, rkeymerge, rukeymerge]]
        ++ [calls(lists, F, [[L] || L <- ?I([[a], [[], a], [a, []], [[1], a], [[1, 3], [2], []], a, [[1] | b], [], [[]], [[], [1]]])]) || F <- [merge, umerge]].

t_string_lengths() ->
    [calls(string, F, [["abc", N | C] || N <- ?I([2, 0, 5, -1, a, 1.0, {}]), C <- [[], [$x], [a]]]) || F <- [left, right, centre]]
        ++ [calls(string, sub_string, [["abcd", A, B] || A <- ?I([1, 2, 0, a]), B <- ?I([3, a, 1.5, -1])]),
            calls(string, chars, [[C, N | T] || C <- ?I([$a, b]), N <- ?I([0, 3, -1, a, 2.0]), T <- [[], ["end"], [foo]]])].

t_rand_variance() ->
    S = rand:seed_s(exsss, ?I(7)),
    [try {X, S1} = rand:normal_s(M, V, S), {X, rand:export_seed_s(S1)} catch C:R -> {C, R} end || M <- ?I([0, 2.5, a]), V <- ?I([0, 0.0, -0.0, 4, -1, b])].

%% The modifiers k and K, alone and where the native format goes on in Erlang.
t_format_order() ->
    M = #{2 => #{}, 1 => a, "k" => [#{1.5 => x}]},
    [try lists:flatten(io_lib:format(F, A, O)) catch C:R -> {C, R} end
     || F <- ?I(["~kw", "~kp|~tkp", "~.5ks|~w", "~12klw", "~lktP|~w"]), A <- [[M], [M, M], ["text", M], [M, 3], [M, 3, #{}]], O <- [[], [{chars_limit, 20}], [{chars_limit, 200}]]]
        ++ [try lists:flatten(io_lib:format("~Kw", [Order, T], O)) catch C:R -> {C, R} end || Order <- ?I([ordered, undefined, []]), T <- [#{1 => 2}, [a], M], O <- [[], [{chars_limit, 50}]], not (Order =:= [] andalso is_map(T))].

t_format_specs() ->
    [try L = io_lib:scan_format(F, A), {L, io_lib:unscan_format(L), lists:flatten(io_lib:build_text(L))} catch C:R -> {C, R} end
     || {F, A} <- ?I([{"a~5.3.xtw", [b]}, {"~kp", [#{1 => 2}]}, {"~Kp~w", [reversed, #{1 => 2}, 3]}, {"~Kw", [ordered, x]}, {"~-*lkP~n", [7, #{}, 3]}, {"~z", [1]}, {"~k", []}])].

t_bformat_bad() -> calls(io_lib, bformat, [[F, A] || F <- ?I(["~ts~tc", <<"~w~w">>]), A <- ?I([["a", 16#110000], ["é", 16#20AC], ["a"]])]).

t_json_format_faults() ->
    calls(json, format, [[T, #{max => Max}] || T <- ?I([[a | b], [1, 2 | 3], [[1], 2 | x], #{<<"a">> => [1, [2 | 3]]}]), Max <- [100, 1, -1]])
        ++ [try iolist_to_binary(json:format(T, #{indent => N})) catch C:R -> {C, R} end || T <- ?I([#{}, [], [1], #{1 => 2}, 7]), N <- [-1, 0, 3]]
        ++ calls(json, format_value, [[T, fun json:format_value/3, S] || T <- ?I([#{}, [], [1], #{1 => 2}, {}]), S <- [#{}, #{level => 0}]]).

t_base64_to_string() ->
    [calls(base64, F, [[T | O] || T <- ?I([<<"QUJD">>, "QUI=", <<"QU">>, <<"Q*JD">>, <<"=">>, <<"QUJD QQ==">>, <<255, 1, 2, 3>>, <<"QQ==x">>, "Q*JD", <<>>, <<1:3>>, a]), O <- [[], [#{padding => false}]]]) || F <- [decode_to_string, mime_decode_to_string]].

t_packet_delimiter() -> calls(erlang, decode_packet, [[T, <<"abcb">>, [{line_delimiter, D}]] || T <- ?I([line, raw, 1, http, httph_bin, tpkt]), D <- [$b, 256, a]])
        ++ calls(erlang, decode_packet, [[T, <<"line\nmore">>, O] || T <- ?I([http_bin, httph_bin, line]), O <- ?I([[{packet_size, 5}, {line_length, 3}], [{line_length, 3}], [{packet_size, 4}, {line_length, 9}], [{packet_size, 9}, {line_length, 3}]])]).

t_replace_scopes() -> calls(binary, replace, [[<<"abcab">>, <<"b">>, fun(B) -> <<"[", B/binary, "]">> end, O] || O <- ?I([[{scope, {7, 7}}, {scope, {0, 3}}], [{scope, {0, 3}}, {scope, {7, 7}}], [global, {scope, {0, 1}}, {scope, {1, 4}}]])]).

t_time_designator() -> calls(calendar, system_time_to_rfc3339, [[0, [{time_designator, D} | O]] || D <- ?I([$t, 16#20AC, a, " at "]), O <- [[], [{return, binary}]]]).

t_local_deterministic() -> calls(erlang, term_to_binary, [[T, O] || T <- ?I([7, [a]]), O <- ?I([[deterministic], [local, deterministic], [deterministic, local], [deterministic, foo]])]).

t_posix_times() -> calls(erlang, universaltime_to_posixtime, [[{{Y, 12, 31}, {23, 59, 59}}] || Y <- ?I([-1, 1599, 1600, 1900, 1969, 2400, a])]).

t_variables_without_name() -> [calls(os, putenv, [["", "a"], ["", a], ["=", "a"]]), calls(os, unsetenv, [[""], ["="]]), calls(os, getenv, ?I([[""]]))].
