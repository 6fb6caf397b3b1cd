%% Natives in Erlang's library: rarer arguments, and what is none.
-module(native_library_calls).
-export([t_environment/0, t_ets/0, t_persistent_and_atomics/0, t_lists/0, t_maps/0, t_binary/0]).
-export([t_unicode/0, t_io_lib/0, t_re/0, t_string/0, t_zlib/0, t_code/0]).
-export([t_crypto/0, t_json_and_base64/0, t_rand/0, t_calendar/0, t_replacing_by_a_fun/0, t_pbkdf2/0]).
-export([t_modules_that_are_there/0, t_machine/0, t_persistent_info/0, t_texts_of_unicode/0, t_join/0, t_printable/0]).
-export([t_version_of_re/0, t_io/0, t_interfaces/0]).

-include("native_calls.hrl").

t_environment() ->
    [?C(os:unsetenv(?I(x))),
     ?C(os:system_time(?I(foo))),
     ?C(os:perf_counter(?I(1.5)))].

t_ets() ->
    [?C(ets:new(?I(x), ?I([foo]))),
     ?C(ets:new(?I("x"), ?I([]))),
     ?C(ets:new(?I(x), ?I([{keypos, 0}]))),
     ?C(ets:new(?I(x), ?I([{heir, foo, bar}]))),
     ?C(begin ets:new(nt1, [named_table]), ets:new(nt1, [named_table]) end),
     ?C(ets:insert(?I(nope), ?I({1}))),
     ?C(begin T = ets:new(t, []), ets:insert(T, {}) end),
     ?C(begin T = ets:new(t, [{keypos, 3}]), ets:insert(T, {1, 2}) end),
     ?C(begin T = ets:new(t, []), ets:insert(T, [{1} | x]) end),
     ?C(begin T = ets:new(t, []), ets:insert_new(T, [{1}, {2}, {1, 2}]), lists:sort(ets:tab2list(T)) end),
     ?C(begin T = ets:new(t, [bag]), ets:insert(T, [{a, 1}, {a, 2}, {a, 1}]), ets:lookup_element(T, a, 2) end),
     ?C(begin T = ets:new(t, []), ets:lookup_element(T, a, 2) end),
     ?C(begin T = ets:new(t, []), ets:lookup_element(T, a, 2, dflt) end),
     ?C(begin T = ets:new(t, []), ets:insert(T, {a}), ets:lookup_element(T, a, 2, dflt) end),
     ?C(begin T = ets:new(t, []), ets:insert(T, {a, 1}), {ets:update_counter(T, a, {2, 5, 3, 0}), ets:update_counter(T, a, [{2, 1}, {2, -10, 0, 7}]), ets:update_counter(T, b, 1, {b, 10}), catch ets:update_counter(T, c, 1)} end),
     ?C(begin T = ets:new(t, []), ets:insert(T, {a, x}), ets:update_counter(T, a, 1) end),
     ?C(begin T = ets:new(t, []), ets:insert(T, {a, 1}), ets:update_counter(T, a, {1, 1}) end),
     ?C(begin T = ets:new(t, []), ets:insert(T, {a, 1}), [ets:update_element(T, a, {2, z}), ets:update_element(T, b, {2, z}), ets:update_element(T, b, {2, z}, {b, y}), catch ets:update_element(T, a, {1, z}), catch ets:update_element(T, a, {9, z})] end),
     ?C(begin T = ets:new(t, [ordered_set]), [  ets:insert(T, {X, X}) || X <- [1, 2.0, 3, a, "b", {c}] ], {ets:first(T), ets:last(T), ets:next(T, 2), ets:prev(T, 3), ets:next(T, zz), ets:select(T, [{{'$1', '_'}, [{is_integer, '$1'}], ['$1']}]), ets:first_lookup(T), ets:next_lookup(T, a), ets:slot(T, 0), ets:slot(T, 6), catch ets:slot(T, 7)} end),
     ?C(begin T = ets:new(t, []), ets:next(T, a) end),
     ?C(begin T = ets:new(t, [ordered_set]), [  ets:insert(T, {X}) || X <- lists:seq(1, 5) ], {A, C} = ets:select(T, [{{'$1'}, [], ['$1']}], 2), {B, C2} = ets:select(C), {A, B, element(1, ets:select(C2)), ets:select('$end_of_table')} end),
     ?C(begin T = ets:new(t, []), ets:select(T, [{x}]) end),
     ?C(begin T = ets:new(t, []), ets:select(T, [], 0) end),
     ?C(begin T = ets:new(t, []), ets:select_replace(T, [{{'$1'}, [], [{{'$1', 1}}]}]) end),
     ?C(begin T = ets:new(t, []), ets:insert(T, {1}), ets:select_replace(T, [{{'$1'}, [], [{{2}}]}]) end),
     ?C(begin T = ets:new(t, []), ets:match(T, {'$1', '$1'}) end),
     ?C(ets:info(?I(nope))),
     ?C(ets:info(?I(nope), ?I(size))),
     ?C(begin T = ets:new(t, []), ets:info(T, foo) end),
     ?C(begin T = ets:new(t, [bag, private, {keypos, 2}]), [  ets:info(T, X) || X <- [name, type, protection, keypos, named_table, size, node, fixed, safe_fixed, heir, compressed, read_concurrency, write_concurrency, decentralized_counters, owner] ] end),
     ?C(ets:test_ms(?I({1, 2}), ?I([{{'$1', '$2'}, [], ['$_']}]))),
     ?C(ets:test_ms(?I(x), ?I(y))),
     ?C(ets:match_spec_run(?I([{1}, {2}]), ?I(ets:match_spec_compile([{{'$1'}, [{'>', '$1', 1}], ['$1']}])))),
     ?C(ets:match_spec_compile(?I([{x}]))),
     ?C(ets:is_compiled_ms(?I(x))),
     ?C(ets:give_away(?I(nope), ?I(self()), ?I(x))),
     ?C(begin T = ets:new(t, []), ets:give_away(T, self(), x) end),
     ?C(begin T = ets:new(t, []), ets:safe_fixtable(T, foo) end),
     ?C(begin T = ets:new(t, [named_table]), [ets:rename(T, u), ets:whereis(t), ets:whereis(u) =/= undefined] end),
     ?C(begin T = ets:new(t, []), ets:setopts(T, [{protection, private}]) end),
     ?C(begin T = ets:new(t, []), ets:setopts(T, [foo]) end),
     ?C(begin T = ets:new(t, [duplicate_bag]), ets:insert(T, [{1, a}, {1, a}]), [ets:take(T, 1), ets:take(T, 1)] end),
     ?C(begin T = ets:new(t, [bag]), ets:update_element(T, 1, {2, 3}) end)].

t_persistent_and_atomics() ->
    [?C(begin persistent_term:put(k1, v), persistent_term:put_new(k1, w) end),
     ?C(begin persistent_term:put(k2, v), persistent_term:put_new(k2, v) end),
     ?C(atomics:new(?I(0), ?I([]))),
     ?C(atomics:new(?I(1), ?I([foo]))),
     ?C(begin A = atomics:new(2, [{signed, false}]), [atomics:sub_get(A, 1, 1), atomics:exchange(A, 2, 7), atomics:compare_exchange(A, 2, 7, 8), atomics:compare_exchange(A, 2, 7, 9), atomics:get(A, 2)] end),
     ?C(begin A = atomics:new(1, []), atomics:get(A, 2) end),
     ?C(begin A = atomics:new(1, []), atomics:put(A, 1, 1 bsl 63) end),
     ?C(begin A = atomics:new(1, []), atomics:put(A, 1, 1 bsl 63 - 1), atomics:add_get(A, 1, 1) end),
     ?C(atomics:info(?I(x))),
     ?C(maps:remove(?I(memory), ?I(atomics:info(atomics:new(3, []))))),
     ?C(counters:new(?I(1), ?I([write_concurrency])) =/= x),
     ?C(counters:new(?I(1), ?I([foo]))),
     ?C(begin C = counters:new(1, []), counters:sub(C, 1, 5), counters:get(C, 1) end),
     ?C(counters:get(?I(x), ?I(1))),
     ?C(maps:remove(?I(memory), ?I(counters:info(counters:new(2, [])))))].

t_lists() ->
    [?C(lists:sublist(?I([1, 2, 3]), ?I(0), ?I(1))),
     ?C(lists:sublist(?I([1, 2, 3]), ?I(5), ?I(1))),
     ?C(lists:sublist(?I([1, 2, 3]), ?I(-1))),
     ?C(lists:nth(?I(0), ?I([1]))),
     ?C(lists:nth(?I(2), ?I([1]))),
     ?C(lists:nthtail(?I(3), ?I([1]))),
     ?C(lists:nthtail(?I(1), ?I([1 | x]))),
     ?C(lists:split(?I(3), ?I([1]))),
     ?C(lists:split(?I(-1), ?I([1]))),
     ?C(lists:last(?I([]))),
     ?C(lists:droplast(?I([]))),
     ?C(lists:max(?I([]))),
     ?C(lists:min(?I([a, 1, "x"]))),
     ?C(lists:flatten(?I([1, [2 | 3]]))),
     ?C(lists:flatten(?I(x))),
     ?C(lists:flatten(?I([[1]]), ?I([2 | x]))),
     ?C(lists:flatlength(?I([1, [2, 3], []]))),
     ?C(lists:zip(?I([1]), ?I([2, 3]))),
     ?C(lists:zip(?I([1, 2]), ?I([3]), ?I(trim))),
     ?C(lists:zip(?I([1, 2]), ?I([3]), ?I({pad, {a, b}}))),
     ?C(lists:zip(?I([1]), ?I([2]), ?I(foo))),
     ?C(lists:unzip(?I([{1, 2, 3}]))),
     ?C(lists:keyfind(?I(1), ?I(0), ?I([]))),
     ?C(lists:keyfind(?I(1), ?I(2), ?I([{a, 1.0}, x, {b}]))),
     ?C(lists:keyfind(?I(1), ?I(1), ?I(x))),
     ?C(lists:keystore(?I(a), ?I(1), ?I([{a} | x]), ?I({b}))),
     ?C(lists:keytake(?I(a), ?I(1), ?I([{b}, {a}, {c}]))),
     ?C(lists:keyreplace(?I(a), ?I(1), ?I([{a}]), ?I(b))),
     ?C(lists:seq(?I(1), ?I(0))),
     ?C(lists:seq(?I(1), ?I(-1))),
     ?C(lists:seq(?I(5), ?I(1), ?I(-2))),
     ?C(lists:seq(?I(1), ?I(5), ?I(0))),
     ?C(lists:seq(?I(1), ?I(1), ?I(0))),
     ?C(lists:seq(?I(1), ?I(5), ?I(-1))),
     ?C(lists:enumerate(?I(-1), ?I([a, b]))),
     ?C(lists:enumerate(?I(0), ?I(-2), ?I([a, b]))),
     ?C(lists:enumerate(?I(a), ?I([b]))),
     ?C(lists:duplicate(?I(-1), ?I(a))),
     ?C(lists:duplicate(?I(a), ?I(a))),
     ?C(lists:merge(?I([1, 3]), ?I([2, x]))),
     ?C(lists:merge(?I([1 | x]), ?I([2]))),
     ?C(lists:ukeysort(?I(1), ?I([{1, a}, {1.0, b}, {1, c}]))),
     ?C(lists:usort(?I([1.0, 1, 2, 1]))),
     ?C(lists:prefix(?I("ab"), ?I("abc"))),
     ?C(lists:delete(?I(a), ?I([b | c]))),
     ?C(lists:join(?I(x), ?I([]))),
     ?C(lists:reverse(?I([1 | 2]))),
     ?C(lists:reverse(?I([1]), ?I(x))),
     ?C(lists:member(?I(a), ?I([b | c]))),
     ?C(lists:sort(?I([1 | a]))),
     ?C(lists:sort(?I(x)))].

t_maps() ->
    [?C(maps:get(?I(a), ?I(x))),
     ?C(maps:get(?I(a), ?I(#{}))),
     ?C(maps:put(?I(a), ?I(b), ?I([]))),
     ?C(maps:update(?I(a), ?I(1), ?I(#{}))),
     ?C(maps:take(?I(a), ?I(#{}))),
     ?C(maps:take(?I(a), ?I(x))),
     ?C(maps:with(?I([a | b]), ?I(#{}))),
     ?C(maps:with(?I(a), ?I(#{}))),
     ?C(maps:without(?I([a]), ?I(x))),
     ?C(maps:from_list(?I([{a, 1} | x]))),
     ?C(maps:from_list(?I([a]))),
     ?C(maps:from_keys(?I([a, b | c]), ?I(1))),
     ?C(maps:merge(?I(#{}), ?I(x))),
     ?C(maps:merge(?I(x), ?I(y))),
     ?C(maps:iterator(?I(x))),
     ?C(maps:next(?I(x))),
     ?C(maps:next(?I(maps:iterator(#{a => 1})))),
     ?C(maps:next(?I(maps:iterator(#{b => 1, a => 2}, ordered)))),
     ?C(maps:to_list(?I(maps:iterator(#{a => 1})))),
     ?C(maps:to_list(?I(x))),
     ?C(maps:find(?I(a), ?I(x))),
     ?C(maps:keys(?I([]))),
     ?C(maps:fold(fun(_, _, _) -> x end, ?I(0), ?I(y))),
     ?C(maps:map(?I(x), ?I(#{}))),
     ?C(maps:update_with(?I(a), fun(X) -> X end, ?I(#{}))),
     ?C(maps:groups_from_list(fun(X) -> X rem 2 end, ?I([1, 2, 3]))),
     ?C(maps:intersect(?I(#{a => 1}), ?I(#{a => 2, b => 3})))].

t_binary() ->
    [?C(binary:at(?I(<<1>>), ?I(1))),
     ?C(binary:first(?I(<<>>))),
     ?C(binary:last(?I(x))),
     ?C(binary:copy(?I(<<1>>), ?I(-1))),
     ?C(binary:copy(?I(<<1:4>>), ?I(2))),
     ?C(binary:part(?I(<<1,2,3>>), ?I(4), ?I(0))),
     ?C(binary:decode_unsigned(?I(<<>>))),
     ?C(binary:decode_unsigned(?I(<<1,2>>), ?I(little))),
     ?C(binary:decode_unsigned(?I(<<1,2>>), ?I(foo))),
     ?C(binary:encode_unsigned(?I(-1))),
     ?C(binary:encode_unsigned(?I(0))),
     ?C(binary:encode_unsigned(?I(300), ?I(little))),
     ?C(binary:encode_hex(?I(<<171>>), ?I(lowercase))),
     ?C(binary:encode_hex(?I(<<171>>), ?I(foo))),
     ?C(binary:decode_hex(?I(<<"a">>))),
     ?C(binary:decode_hex(?I(<<"zz">>))),
     ?C(binary:decode_hex(?I(x))),
     ?C(binary:longest_common_prefix(?I([<<"ab">>, <<"ac">>]))),
     ?C(binary:longest_common_prefix(?I([]))),
     ?C(binary:longest_common_suffix(?I([<<"ab">>, x]))),
     ?C(binary:compile_pattern(?I([]))),
     ?C(binary:compile_pattern(?I(<<>>))),
     ?C(binary:compile_pattern(?I([<<"a">>, <<>>]))),
     ?C(binary:match(?I(<<"abc">>), ?I([<<"bc">>, <<"b">>]))),
     ?C(binary:match(?I(<<"abc">>), ?I(<<"c">>), ?I([{scope, {3, -2}}]))),
     ?C(binary:match(?I(<<"abc">>), ?I(<<"c">>), ?I([{scope, {3, 2}}]))),
     ?C(binary:match(?I(<<"abc">>), ?I(<<>>))),
     ?C(binary:matches(?I(<<"aaaa">>), ?I([<<"aa">>, <<"aaa">>]))),
     ?C(binary:matches(?I(<<"a">>), ?I(<<"a">>), ?I([foo]))),
     ?C(binary:split(?I(<<"a,b,,c,">>), ?I(<<",">>), ?I([global, trim]))),
     ?C(binary:split(?I(<<",a,b,,c,">>), ?I(<<",">>), ?I([global, trim_all]))),
     ?C(binary:split(?I(<<"a,b">>), ?I(<<",">>), ?I([{scope, {0, 1}}]))),
     ?C(binary:split(?I(x), ?I(<<",">>))),
     ?C(binary:replace(?I(<<"abab">>), ?I(<<"a">>), ?I(<<"[]">>), ?I([global, {insert_replaced, 1}]))),
     ?C(binary:replace(?I(<<"abab">>), ?I(<<"a">>), ?I(<<"[]">>), ?I([global, {insert_replaced, [0, 2]}]))),
     ?C(binary:replace(?I(<<"abab">>), ?I(<<"a">>), ?I(<<"[]">>), ?I([{insert_replaced, 3}]))),
     ?C(binary:replace(?I(<<"abab">>), ?I(<<"a">>), fun(B) -> <<B/binary,"!">> end, ?I([global]))),
     ?C(binary:replace(?I(<<"a">>), ?I(<<"a">>), ?I(x))),
     ?C(binary:join(?I([<<"a">>, <<"b">>]), ?I(<<", ">>))),
     ?C(binary:join(?I([]), ?I(<<", ">>))),
     ?C(binary:join(?I([a]), ?I(<<>>))),
     ?C(binary:list_to_bin(?I([1, -1]))),
     ?C(binary:bin_to_list(?I(<<1,2,3>>), ?I({3, -2}))),
     ?C(binary:referenced_byte_size(?I(x))),
     ?C(binary:bin_to_list(?I(<<1:3>>)))].

t_unicode() ->
    [?C(unicode:characters_to_binary(?I([<<"a">>, 255, [8364 | <<"b">>]]))),
     ?C(unicode:characters_to_binary(?I(<<"a",200>>))),
     ?C(unicode:characters_to_binary(?I(<<"a",200,65>>))),
     ?C(unicode:characters_to_binary(?I([55296]))),
     ?C(unicode:characters_to_binary(?I(<<255,254>>), ?I(latin1), ?I(utf16))),
     ?C(unicode:characters_to_binary(?I("aé"), ?I(unicode), ?I({utf16, little}))),
     ?C(unicode:characters_to_binary(?I("€"), ?I(unicode), ?I(latin1))),
     ?C(unicode:characters_to_binary(?I("x"), ?I(foo), ?I(latin1))),
     ?C(unicode:characters_to_binary(?I(a))),
     ?C(unicode:characters_to_binary(?I([a]))),
     ?C(unicode:characters_to_list(?I(<<0,65,216>>), ?I(utf16))),
     ?C(unicode:characters_to_list(?I([<<195>>, <<169>>]))),
     ?C(unicode:characters_to_list(?I([<<195>>, 65]))),
     ?C(unicode:characters_to_list(?I(<<0,0,0,65>>), ?I({utf32, big}))),
     ?C(unicode:characters_to_list(?I([1 bsl 30]))),
     ?C(unicode:characters_to_nfc_binary(?I([$e, 769]))),
     ?C(unicode:characters_to_nfd_list(?I("é"))),
     ?C(unicode:characters_to_nfkc_list(?I("ﬁ"))),
     ?C(unicode:characters_to_nfc_list(?I(<<255>>))),
     ?C(unicode:bom_to_encoding(?I(<<239,187,191>>))),
     ?C(unicode:encoding_to_bom(?I({utf16, little}))),
     ?C(unicode:characters_to_binary(?I(x), ?I(latin1)))].

t_io_lib() ->
    [?C(io_lib:format(?I("~p ~w ~s ~ts~n"), ?I([a, "b", "c", "€"]))),
     ?C(lists:flatten(?I(io_lib:format("~10.4.0f|~-10s|~*c|~.3e|~g", [1.5, "ab", 3, $x, 1.0e10, 1.5])))),
     ?C(io_lib:format(?I("~s"), ?I([[256]]))),
     ?C(io_lib:format(?I("~p"), ?I([]))),
     ?C(io_lib:format(?I("~q"), ?I([1]))),
     ?C(io_lib:format(?I("~"), ?I([]))),
     ?C(io_lib:format(?I("~b ~.16B ~.36b ~x ~X"), ?I([10, 255, 35]))),
     ?C(lists:flatten(?I(io_lib:format("~b ~.16B ~.36b ~x ~.8X ~#  ~.2#", [10, 255, 35, 17])))),
     ?C(lists:flatten(?I(io_lib:format("~.16x ~.8X ~.2#", [17, "0x", 9, "o", 5])))),
     ?C(lists:flatten(?I(io_lib:format("~P ~W", [lists:seq(1, 20), 5, {a, b, c, d}, 3])))),
     ?C(lists:flatten(?I(io_lib:format("~30p", [lists:duplicate(10, abcdef)])))),
     ?C(lists:flatten(?I(io_lib:format("~0p~i~n", [#{a => [1, 2], "b" => <<1,2>>}, ignored])))),
     ?C(lists:flatten(?I(io_lib:format("~tw ~tp ~lp ~ltp", ['€', "€", "abc", "abc"])))),
     ?C(lists:flatten(?I(io_lib:format("~p", [<<"añ"/utf8>>])))),
     ?C(lists:flatten(?I(io_lib:format("~p", [<<1,2,200:7>>])))),
     ?C(lists:flatten(?I(io_lib:format("~p", ["\e\000\d"])))),
     ?C(lists:flatten(?I(io_lib:format("~kp", [#{b => 1, a => 2}])))),
     ?C(io_lib:format(?I("~c"), ?I([-1]))),
     ?C(io_lib:format(?I("~c"), ?I([a]))),
     ?C(io_lib:format(?I(x), ?I([]))),
     ?C(io_lib:format(?I("~p"), ?I(x))),
     ?C(lists:flatten(?I(io_lib:format("~5.2s|~5s|~-5.1s|", ["abc", "abcdefg", "x"])))),
     ?C(io_lib:write_atom(?I('hello world'))),
     ?C(io_lib:write_string(?I("a\"b\n"))),
     ?C(io_lib:write_atom_as_latin1(?I(list_to_atom([8364])))),
     ?C(io_lib:char_list(?I([1 bsl 22]))),
     ?C(io_lib:printable_list(?I(x))),
     ?C(lists:flatten(?I(io_lib:write({a, 'B c', "str", 1.0, #{}})))),
     ?C(lists:flatten(?I(io_lib:print([{a, 1}, "abc"])))),
     ?C(io_lib:latin1_char_list(?I([256]))),
     ?C(io_lib:printable_unicode_list(?I([0])))].

t_re() ->
    [?C(re:run(?I("abc"), ?I("(b)(x)?"), ?I([{capture, all, index}]))),
     ?C(re:run(?I("abc"), ?I("(?<n>b)"), ?I([{capture, [n], binary}]))),
     ?C(re:run(?I("abc"), ?I("b"), ?I([{offset, 4}]))),
     ?C(re:run(?I("abc"), ?I("("))),
     ?C(re:run(?I("aé"), ?I("é"), ?I([unicode, {capture, all, list}]))),
     ?C(re:run(?I(<<255>>), ?I("a"), ?I([unicode]))),
     ?C(re:replace(?I("abcabc"), ?I("b"), ?I("[&\\0\\g{0}\\\\]"), ?I([global, {return, list}]))),
     ?C(re:replace(?I("abc"), ?I("b"), fun(W, []) -> [W, W] end, ?I([{return, binary}]))),
     ?C(re:split(?I("a,b,c"), ?I(","), ?I([{parts, 2}, {return, list}]))),
     ?C(re:split(?I("abc"), ?I("(b)"), ?I([{return, binary}]))),
     ?C(re:split(?I("a,b,,"), ?I(","), ?I([trim, {return, list}]))),
     ?C(re:run(?I("x"), ?I("x"), ?I([{capture, foo}]))),
     ?C(re:run(?I("aaa"), ?I("a"), ?I([global, {capture, first, list}]))),
     ?C(re:run(?I("abc"), ?I("B"), ?I([caseless, {capture, none}]))),
     ?C(re:run(?I("a\nb"), ?I("^b"), ?I([multiline]))),
     ?C(re:run(?I("ab"), ?I("a$"), ?I([{newline, foo}]))),
     ?C(re:run(?I("xay"), ?I("a"), ?I([anchored]))),
     ?C(re:run(?I("abc"), ?I("b"), ?I([notempty_atstart, {match_limit, 1}]))),
     ?C(re:run(?I("abc"), ?I("c"), ?I([report_errors, {match_limit, 0}])))].

t_string() ->
    [?C(string:pad(?I("a"), ?I(5), ?I(both), ?I("-"))),
     ?C(string:replace(?I("abc"), ?I("b"), ?I("x"))),
     ?C(string:slice(?I("abc"), ?I(1), ?I(infinity))),
     ?C(string:titlecase(?I("ǆx"))),
     ?C(string:next_grapheme(?I("éx"))),
     ?C(string:next_grapheme(?I(<<255>>))),
     ?C(string:to_integer(?I("12ab"))),
     ?C(string:to_integer(?I("x"))),
     ?C(string:to_integer(?I(<<"+5">>))),
     ?C(string:to_float(?I("1.5e3x"))),
     ?C(string:to_float(?I("1"))),
     ?C(string:find(?I("abcb"), ?I("b"), ?I(trailing))),
     ?C(string:equal(?I("Ab"), ?I("aB"), ?I(true))),
     ?C(string:join(?I(["a", "b"]), ?I(","))),
     ?C(string:concat(?I("a"), ?I("b"))),
     ?C(string:casefold(?I("ẞ"))),
     ?C(string:reverse(?I("aé"))),
     ?C(string:trim(?I("xxaxx"), ?I(both), ?I("x"))),
     ?C(string:length(?I(5))),
     ?C(string:split(?I("a.b.c"), ?I("."), ?I(all))),
     ?C(string:lexemes(?I("a b  c"), ?I(" "))),
     ?C(string:jaro_similarity(?I("abc"), ?I("acb")))].

t_zlib() ->
    [?C(zlib:gunzip(?I(<<1,2,3>>))),
     ?C(zlib:gunzip(?I(zlib:gzip("abc")))),
     ?C(zlib:uncompress(?I(zlib:compress("abc")))),
     ?C(zlib:uncompress(?I(<<>>))),
     ?C(begin Z = zlib:open(), zlib:inflate(Z, "x") end),
     ?C(begin Z = zlib:open(), ok = zlib:inflateInit(Z), zlib:inflate(Z, "x") end),
     ?C(begin Z = zlib:open(), zlib:close(Z), zlib:close(Z) end),
     ?C(begin Z = zlib:open(), zlib:deflateInit(Z, 99) end),
     ?C(begin Z = zlib:open(), zlib:deflateInit(Z), zlib:deflateInit(Z) end)].

t_code() ->
    [?C(element(?I(1), ?I(init:get_status())))].

t_crypto() ->
    [?C(crypto:hash(?I(foo), ?I("x"))),
     ?C(crypto:hash(?I(sha256), ?I("abc"))),
     ?C(crypto:hash(?I(md5), ?I([300]))),
     ?C(crypto:mac(?I(hmac), ?I(sha), ?I("k"), ?I("d"))),
     ?C(crypto:mac(?I(hmac), ?I(foo), ?I("k"), ?I("d"))),
     ?C(crypto:mac(?I(cmac), ?I(aes_128_cbc), ?I(<<0:128>>), ?I("d"))),
     ?C(crypto:mac(?I(poly1305), ?I(<<0:256>>), ?I("d"))),
     ?C(crypto:exor(?I(<<1,2>>), ?I(<<3>>))),
     ?C(crypto:hash_equals(?I(<<1>>), ?I(<<1,2>>))),
     ?C(crypto:strong_rand_bytes(?I(-1))),
     ?C(crypto:crypto_one_time(?I(aes_128_ctr), ?I(<<0:128>>), ?I(<<0:128>>), ?I("abc"), ?I(true))),
     ?C(crypto:crypto_one_time(?I(aes_128_cbc), ?I(<<0:120>>), ?I(<<0:128>>), ?I("abc"), ?I(true))),
     ?C(crypto:crypto_one_time(?I(foo), ?I(<<0:120>>), ?I(<<0:128>>), ?I("abc"), ?I(true))),
     ?C(crypto:crypto_one_time_aead(?I(aes_128_gcm), ?I(<<0:128>>), ?I(<<0:96>>), ?I("abc"), ?I("aad"), ?I(true))),
     ?C(crypto:crypto_one_time_aead(?I(aes_128_gcm), ?I(<<0:128>>), ?I(<<0:96>>), ?I("abc"), ?I("aad"), ?I(<<0:128>>), ?I(false))),
     ?C(crypto:mod_pow(?I(3), ?I(5), ?I(7))),
     ?C(crypto:rand_uniform(?I(5), ?I(5))),
     ?C(crypto:bytes_to_integer(?I(<<1,0>>))),
     ?C(crypto:generate_key(?I(foo), ?I(bar)))].

t_json_and_base64() ->
    [?C(json:decode(?I(<<"[1,2">>))),
     ?C(json:decode(?I(<<"{\"a\":1e5}">>))),
     ?C(json:decode(?I(<<"\"\\ud800\"">>))),
     ?C(json:decode(?I(<<"nul">>))),
     ?C(json:decode(?I(<<"[1,]">>))),
     ?C(json:decode(?I(<<255>>))),
     ?C(json:encode(?I(#{a => [1, 2.5, null, true, <<"é"/utf8>>]})) =/= x),
     ?C(json:encode(?I(self()))),
     ?C(json:encode(?I(<<255>>))),
     ?C(json:encode(?I(#{1 => 2})) =/= x),
     ?C(json:decode(?I(<<"1 2">>))),
     ?C(iolist_to_binary(?I(json:format(#{a => [1, #{}]})))),
     ?C(json:decode(?I(<<"">>))),
     ?C(base64:decode(?I("a"))),
     ?C(base64:decode(?I("YW Jj"))),
     ?C(base64:decode(?I("YWJj"), ?I(#{mode => urlsafe}))),
     ?C(base64:encode(?I("abcd"), ?I(#{padding => false}))),
     ?C(base64:decode(?I("YWJjZA"), ?I(#{padding => false}))),
     ?C(base64:mime_decode(?I("Y!W=="))),
     ?C(base64:encode(?I([300])))].

t_rand() ->
    [?C(element(?I(1), ?I(rand:uniform_s(100, rand:seed_s(exsss, {1, 2, 3}))))),
     ?C(element(?I(1), ?I(rand:normal_s(rand:seed_s(exro928ss, 42))))),
     ?C(element(?I(1), ?I(rand:bytes_s(5, rand:seed_s(mwc59, 42))))),
     ?C(element(?I(1), ?I(rand:uniform_real_s(rand:seed_s(exrop, 1))))),
     ?C(element(?I(1), ?I(rand:uniform_s(1 bsl 70, rand:seed_s(exsp, 7)))))].

t_calendar() ->
    [?C(calendar:rfc3339_to_system_time(?I("2024-02-29T12:00:00.5Z"), ?I([{unit, millisecond}]))),
     ?C(calendar:system_time_to_rfc3339(?I(0), ?I([{offset, "+01:30"}]))),
     ?C(calendar:system_time_to_rfc3339(?I(0), ?I([{offset, x}]))),
     ?C(calendar:date_to_gregorian_days(?I({2024, 2, 30}))),
     ?C(calendar:iso_week_number(?I({2024, 12, 30}))),
     ?C(calendar:day_of_the_week(?I(2024), ?I(13), ?I(1))),
     ?C(calendar:seconds_to_daystime(?I(-1))),
     ?C(element(?I(1), ?I(timer:apply_after(1, lists, reverse, [[]]))))].

t_replacing_by_a_fun() ->
    [?C(binary:replace(?I(<<"abab">>), <<"a">>, fun(A) -> <<A/binary, $!>> end, [global])), ?C(binary:replace(?I(<<"abab">>), <<"a">>, fun(_) -> "x" end)),
     ?C(binary:replace(?I(<<"abab">>), [<<"ab">>, <<"b">>], fun(A) -> [A, A] end, [global])), ?C(binary:replace(?I(<<"abab">>), <<"a">>, fun(_) -> <<"x">> end, [global, {scope, {1, 3}}])),
     ?C(binary:replace(?I(<<"abab">>), <<"a">>, fun(_) -> <<"x">> end, [{insert_replaced, 0}])), ?C(binary:replace(?I(<<"abab">>), <<"a">>, fun(_) -> error(wrong) end)),
     ?C(binary:replace(?I(<<"abab">>), <<"a">>, fun(_, _) -> <<>> end)), ?C(binary:replace(?I(<<"abab">>), <<"z">>, fun(_) -> error(wrong) end)), ?C(binary:replace(?I(x), <<"z">>, fun(A) -> A end)),
     ?C(binary:replace(?I(<<"abab">>), <<"z">>, fun(A) -> A end, [nothing])), ?C(binary:replace(?I(<<"abab">>), <<"b">>, fun(_) -> <<1:3>> end)), ?C(binary:replace(?I(<<"abab">>), <<"b">>, fun(A) -> A end, [{scope, {9, 1}}]))].
t_pbkdf2() ->
    [?C(crypto:pbkdf2_hmac(?I(sha256), <<"p">>, <<"s">>, 2, 8)), ?C(crypto:pbkdf2_hmac(?I(sha256), "p", x, 0, 8)), ?C(crypto:pbkdf2_hmac(?I(nothing), "p", x, 1, 0)),
     ?C(crypto:pbkdf2_hmac(?I(nothing), x, x, 1, 1)), ?C(crypto:pbkdf2_hmac(?I(sha256), x, y, 1, 1)), ?C(crypto:pbkdf2_hmac(?I(sha256), <<"p">>, y, 1, 1))].
t_modules_that_are_there() -> [?C(code:ensure_modules_loaded(?I([lists, maps]))), ?C(code:ensure_modules_loaded(?I(lists))), ?C(code:ensure_modules_loaded(?I([])))].
t_machine() ->
    [os:type(), tuple_size(os:version()), is_list(os:getpid()), is_integer(os:system_time()), is_integer(os:system_time(?I(millisecond))), is_integer(os:perf_counter()),
     is_integer(os:perf_counter(?I(second))), lists:all(fun({N, V}) -> is_list(N) andalso is_list(V) end, os:env()), ?C(os:unsetenv(?I(x))), ?C(os:unsetenv(?I("NOT_SET_AT_ALL"))),
     ?C(os:system_time(?I(nothing))), ?C(os:perf_counter(?I(nothing))), lists:member(file:native_name_encoding(), [utf8, latin1]), is_list(element(2, inet:gethostname())),
     lists:member(io:printable_range(), [latin1, unicode])].
%% The machine's network interfaces, whatever they are: their shape.
t_interfaces() ->
    {ok, Interfaces} = inet:getifaddrs(),
    Flags = [up, broadcast, loopback, pointtopoint, running, multicast],
    [?C(lists:all(fun({Name, [{flags, F} | _]}) -> is_list(Name) andalso F -- Flags =:= [] end, Interfaces)),
     ?C(length(Interfaces) =:= length(lists:usort([Name || {Name, _} <- Interfaces]))),
     ?C([O || {_, Options} <- Interfaces, O <- Options, not is_interface_option(O)]),
     ?C([Name || {Name, Options} <- Interfaces, not is_hardware_last([Kind || {Kind, _} <- Options])]),
     ?C([A || {_, Options} <- Interfaces, {addr, A} <- Options, element(1, A) =:= 127] -- [{127, 0, 0, 1}]),
     ?C([Mask || {_, [{flags, [_, loopback | _]} | Options]} <- Interfaces, {netmask, {255, _, _, _} = Mask} <- Options] -- [{255, 0, 0, 0}])].

is_interface_option({flags, _}) -> true;
is_interface_option({hwaddr, Bytes}) -> lists:all(fun(B) -> B band 255 =:= B end, Bytes);
is_interface_option({Kind, Address}) ->
    lists:member(Kind, [addr, netmask, broadaddr, dstaddr]) andalso lists:member(tuple_size(Address), [4, 8]).

is_hardware_last([hwaddr, Kind | _]) when Kind =/= flags, Kind =/= hwaddr -> false;
is_hardware_last([_ | Kinds]) -> is_hardware_last(Kinds);
is_hardware_last([]) -> true.

t_persistent_info() -> lists:sort(maps:keys(persistent_term:info())).
t_texts_of_unicode() ->
    [?C(unicode:bin_is_7bit(?I(<<"abc">>))), ?C(unicode:bin_is_7bit(?I(<<200>>))), ?C(unicode:characters_to_nfc_binary(?I([$e, 769, "x"]))), ?C(unicode:characters_to_nfd_binary(?I(<<195, 169>>))),
     ?C(unicode:characters_to_nfkc_binary(?I([16#FB01]))), ?C(unicode:characters_to_nfkd_list(?I([16#FB01, 16#E9]))), ?C(unicode:characters_to_nfd_binary(?I(<<255>>))), ?C(unicode:characters_to_nfkd_list(?I(a)))].
t_join() -> [?C(string:join(?I(["a", "b", "c"]), ", ")), ?C(string:join(?I([]), ", ")), ?C(string:join(?I(["a"]), x)), ?C(string:join(?I([a, "b"]), ","))].
t_printable() -> [?C(io_lib:printable_latin1_list(?I([233, 10, $a]))), ?C(io_lib:printable_latin1_list(?I([256]))), ?C(io_lib:printable_latin1_list(?I([0]))), ?C(io_lib:printable_latin1_list(?I(a)))].
t_version_of_re() -> is_binary(re:version()).
%% What is written by io, as the group leader is asked for it.
t_io() ->
    [written(Call) || Call <- [
        fun() -> io:fwrite("a~n") end, fun() -> io:fwrite("~p ~s~n", [{a, "b"}, <<"c">>]) end, fun() -> io:fwrite(user_of_mine, "x", []) end, fun() -> io:write({a, "b", 'C d'}) end,
        fun() -> io:write(group_leader(), [1, 2.5]) end, fun() -> io:format("~s", [a, b]) end, fun() -> io:fwrite(group_leader(), "~w", [<<1>>]) end, fun() -> io:put_chars(["a", <<"é"/utf8>>]) end,
        fun() -> io:nl() end]].

written(Call) ->
    Self = self(),
    Leader = spawn_link(fun() -> leader(Self, []) end),
    {Pid, Monitor} = spawn_monitor(fun() -> group_leader(Leader, self()), exit({given, try Call() catch C:R -> {C, R} end}) end),
    Outcome = receive {'DOWN', Monitor, process, Pid, {given, Given}} -> Given end,
    Leader ! tell,
    receive {told, Text} -> {Outcome, Text} end.

leader(To, Text) ->
    receive
        {io_request, From, Ref, {put_chars, Encoding, Chars}} -> From ! {io_reply, Ref, ok}, leader(To, [Text, unicode:characters_to_list(Chars, Encoding)]);
        {io_request, From, Ref, {put_chars, Encoding, M, F, A}} ->
            try unicode:characters_to_list(apply(M, F, A), Encoding) of
                Chars -> From ! {io_reply, Ref, ok}, leader(To, [Text, Chars])
            catch
                _:_ -> From ! {io_reply, Ref, {error, F}}, leader(To, Text)
            end;
        {io_request, From, Ref, _} -> From ! {io_reply, Ref, {error, request}}, leader(To, Text);
        tell -> To ! {told, lists:flatten(Text)}
    end.
