%% Natives about data: rarer arguments, and what is none.
-module(native_data_calls).
-export([t_records_and_funs/0, t_make_tuple/0, t_tuple_changes/0, t_integers_and_texts/0, t_floats_to_text/0, t_floats_from_text/0]).
-export([t_atoms/0, t_phash/0, t_packets/0, t_checksums/0, t_term_to_binary/0, t_binary_to_term/0]).
-export([t_appending/0, t_iolists_and_parts/0, t_apply_undef/0, t_time/0, t_identities/0, t_fun_info/0]).
-export([t_make_fun_and_specs/0, t_math/0, t_times_of_the_clock/0, t_posix_times/0, t_dt_tags/0, t_nif_error/0]).
-export([t_nodes/0, t_code_that_is_loaded/0, t_memory/0, t_ports_of_none/0]).
-export([t_monitor_nodes/0]).

-include("native_calls.hrl").

t_records_and_funs() ->
    [?C(is_record(?I({a, 1, 2}), ?I(a), ?I(3))),
     ?C(is_record(?I({a, 1, 2}), ?I("a"), ?I(3))),
     ?C(is_record(?I({a}), ?I(a), ?I(-1))),
     ?C(is_record(?I({a}), ?I(a), ?I((1 bsl 70)))),
     ?C(is_function(fun id/1, ?I(-1))),
     ?C(is_function(fun id/1, ?I((1 bsl 70)))),
     ?C(is_function(fun id/1, ?I(x)))].

t_make_tuple() ->
    [?C(erlang:make_tuple(?I(3), ?I(x), ?I([{2, a}, {2, b}, {1, c}]))),
     ?C(erlang:make_tuple(?I(3), ?I(x), ?I([{4, a}]))),
     ?C(erlang:make_tuple(?I(-1), ?I(x))),
     ?C(erlang:make_tuple(?I(3), ?I(x), ?I([{0, a}]))),
     ?C(erlang:make_tuple(?I(1 bsl 24), ?I(x))),
     ?C(erlang:make_tuple(?I(2), ?I(x), ?I([{1, a} | b])))].

t_tuple_changes() ->
    [?C(erlang:insert_element(?I(1), ?I({a}), ?I(b))),
     ?C(erlang:insert_element(?I(3), ?I({a}), ?I(b))),
     ?C(erlang:insert_element(?I(2), ?I({a}), ?I(b))),
     ?C(erlang:delete_element(?I(1), ?I({}))),
     ?C(erlang:delete_element(?I(2), ?I({a, b}))),
     ?C(erlang:append_element(?I(x), ?I(b))),
     ?C(setelement(?I(0), ?I({a}), ?I(b))),
     ?C(setelement(?I(2), ?I({a}), ?I(b)))].

t_integers_and_texts() ->
    [?C(integer_to_list(?I(-255), ?I(36))),
     ?C(integer_to_list(?I((1 bsl 70)), ?I(7))),
     ?C(integer_to_binary(?I(1), ?I(1))),
     ?C(integer_to_binary(?I(a), ?I(3))),
     ?C(list_to_integer(?I("-zz"), ?I(36))),
     ?C(list_to_integer(?I("+12"))),
     ?C(list_to_integer(?I(""))),
     ?C(list_to_integer(?I("1_000"))),
     ?C(list_to_integer(?I("12"), ?I(2))),
     ?C(list_to_integer(?I(" 1"))),
     ?C(binary_to_integer(?I(<<"-">>))),
     ?C(binary_to_integer(?I(<<"ff">>), ?I(16))),
     ?C(binary_to_integer(?I(<<1:3>>))),
     ?C(binary_to_integer(?I(<<"-0">>)))].

t_floats_to_text() ->
    [?C(float_to_list(?I(1.0e22))),
     ?C(float_to_list(?I(0.1), ?I([{decimals, 20}]))),
     ?C(float_to_list(?I(0.1), ?I([{decimals, 253}]))),
     ?C(float_to_list(?I(0.1), ?I([{decimals, 254}]))),
     ?C(float_to_list(?I(0.1), ?I([{scientific, 249}]))),
     ?C(float_to_list(?I(0.1), ?I([{scientific, 250}]))),
     ?C(float_to_binary(?I(1.5), ?I([short]))),
     ?C(float_to_binary(?I(1.5), ?I([{decimals, 4}, compact]))),
     ?C(float_to_binary(?I(1.0), ?I([compact, {decimals, 4}]))),
     ?C(float_to_binary(?I(1.0e300), ?I([{decimals, 2}]))),
     ?C(float_to_binary(?I(-0.0), ?I([{decimals, 0}]))),
     ?C(float_to_binary(?I(1.5), ?I([foo]))),
     ?C(float_to_binary(?I(1), ?I([short]))),
     ?C(float_to_binary(?I(123.456), ?I([{scientific, 2}, compact]))),
     ?C(float_to_binary(?I(1.0e-5), ?I([short]))),
     ?C(float_to_binary(?I(2.5), ?I([{decimals, 0}]))),
     ?C(float_to_binary(?I(0.5), ?I([{decimals, 0}])))].

t_floats_from_text() ->
    [?C(list_to_float(?I("1.0e400"))),
     ?C(list_to_float(?I("1e5"))),
     ?C(list_to_float(?I("1.0e-400"))),
     ?C(binary_to_float(?I(<<"1.">>))),
     ?C(binary_to_float(?I(<<".5">>))),
     ?C(binary_to_float(?I(<<"-1.5E+3">>))),
     ?C(binary_to_float(?I(<<" 1.0">>)))].

t_atoms() ->
    [?C(list_to_atom(?I(lists:duplicate(256, $a)))),
     ?C(list_to_atom(?I([1114112]))),
     ?C(list_to_atom(?I([8364]))),
     ?C(binary_to_atom(?I(<<255>>), ?I(utf8))),
     ?C(binary_to_atom(?I(<<255>>), ?I(latin1))),
     ?C(binary_to_atom(?I(<<"a">>), ?I(foo))),
     ?C(atom_to_binary(?I(é), ?I(latin1))),
     ?C(atom_to_binary(?I(list_to_atom([8364])), ?I(latin1))),
     ?C(atom_to_binary(?I(é), ?I(unicode))),
     ?C(binary_to_existing_atom(?I(<<"surely_not_there_xyz">>))),
     ?C(list_to_existing_atom(?I([])))].

t_phash() ->
    [?C(erlang:phash(?I({a, 1.5, "x", <<1,2>>, #{a => 1}}), ?I(1000))),
     ?C(erlang:phash2(?I({a, 1.5, "x", <<1:5>>, #{a => 1}}))),
     ?C(erlang:phash2(?I(x), ?I(0))),
     ?C(erlang:phash2(?I(x), ?I(1 bsl 32))),
     ?C(erlang:phash2(?I(x), ?I(1 bsl 32 + 1))),
     ?C(erlang:phash(?I(x), ?I(0)))].

t_packets() ->
    [?C(erlang:decode_packet(?I(1), ?I(<<3,1,2,3,4>>), ?I([]))),
     ?C(erlang:decode_packet(?I(2), ?I(<<0>>), ?I([]))),
     ?C(erlang:decode_packet(?I(4), ?I(<<0,0,0,200,1>>), ?I([{packet_size, 100}]))),
     ?C(erlang:decode_packet(?I(line), ?I(<<"abc\ndef">>), ?I([]))),
     ?C(erlang:decode_packet(?I(line), ?I(<<"abcdef">>), ?I([{line_length, 3}]))),
     ?C(erlang:decode_packet(?I(line), ?I(<<"abXdef">>), ?I([{line_delimiter, $X}]))),
     ?C(erlang:decode_packet(?I(http), ?I(<<"GET /a?b HTTP/1.1\r\n">>), ?I([]))),
     ?C(erlang:decode_packet(?I(http_bin), ?I(<<"HTTP/1.0 404 Not Found\r\n">>), ?I([]))),
     ?C(erlang:decode_packet(?I(httph), ?I(<<"Content-Type: text/html\r\n\r\n">>), ?I([]))),
     ?C(erlang:decode_packet(?I(httph_bin), ?I(<<"x-a: b\r\n c\r\n\r\n">>), ?I([]))),
     ?C(erlang:decode_packet(?I(http), ?I(<<"garbage\r\n">>), ?I([]))),
     ?C(erlang:decode_packet(?I(tpkt), ?I(<<3,0,0,5,9,8>>), ?I([]))),
     ?C(erlang:decode_packet(?I(asn1), ?I(<<48,2,1,2,3>>), ?I([]))),
     ?C(erlang:decode_packet(?I(foo), ?I(<<>>), ?I([]))),
     ?C(erlang:decode_packet(?I(raw), ?I("x"), ?I([]))),
     ?C(erlang:decode_packet(?I(cdr), ?I(<<"GIOP",1,2,0,0,0,0,0,1,7>>), ?I([]))),
     ?C(erlang:decode_packet(?I(fcgi), ?I(<<1,1,0,1,0,1,0,0,5>>), ?I([]))),
     ?C(erlang:decode_packet(?I(sunrm), ?I(<<128,0,0,1,5>>), ?I([])))].

t_checksums() ->
    [?C(erlang:md5(?I("abc"))),
     ?C(erlang:md5(?I([256]))),
     ?C(erlang:md5_final(?I(erlang:md5_update(erlang:md5_init(), ["a", <<"bc">>])))),
     ?C(erlang:crc32(?I(5), ?I([<<"a">>, "b"]))),
     ?C(erlang:crc32(?I(-1), ?I("a"))),
     ?C(erlang:crc32_combine(?I(1), ?I(2), ?I(3))),
     ?C(erlang:crc32_combine(?I(1), ?I(2), ?I(-1))),
     ?C(erlang:adler32(?I(<<"hello">>))),
     ?C(erlang:adler32(?I(1 bsl 32), ?I("a"))),
     ?C(erlang:adler32_combine(?I(1), ?I(2), ?I(3))),
     ?C(erlang:adler32_combine(?I(erlang:adler32("ab")), ?I(erlang:adler32("cd")), ?I(2)))].

t_term_to_binary() ->
    [?C(term_to_binary(?I({a, 1.5, "abc", [1000, a | b], #{x => y}, (1 bsl 70), -1, <<3:3>>}))),
     ?C(term_to_binary(?I(x), ?I([{minor_version, 0}]))),
     ?C(term_to_binary(?I(1.5), ?I([{minor_version, 0}]))),
     ?C(begin Text = lists:duplicate(1000, $a), <<131, 80, Size:32, Packed/binary>> = term_to_binary(?I(Text), ?I([compressed])), {Size, byte_size(Packed) < 100, zlib:uncompress(Packed) =:= <<107, 1000:16, (list_to_binary(Text))/binary>>} end),
     ?C(term_to_binary(?I(lists:duplicate(1000, $a)), ?I([{compressed, 0}]))),
     ?C(term_to_binary(?I(x), ?I([{compressed, 10}]))),
     ?C(term_to_binary(?I(#{b => 1, a => 2, 1 => 3}), ?I([deterministic]))),
     ?C(term_to_binary(?I(x), ?I([foo]))),
     ?C(term_to_binary(?I(x), ?I([local])) =/= <<>>),
     ?C(erlang:external_size(?I({a, 1.5}))),
     ?C(erlang:external_size(?I(x), ?I([{minor_version, 3}]))),
     ?C(erlang:external_size(?I("abc"), ?I([{minor_version, 0}])))].

t_binary_to_term() ->
    [?C(binary_to_term(?I(<<131,100,0,1,97>>))),
     ?C(binary_to_term(?I(<<131,97,5,6>>), ?I([used]))),
     ?C(binary_to_term(?I(<<131,97,5,6>>))),
     ?C(binary_to_term(?I(<<131>>))),
     ?C(binary_to_term(?I(<<131,119,16,"not_there_abcdef">>), ?I([safe]))),
     ?C(binary_to_term(?I(<<130,97,1>>))),
     ?C(binary_to_term(?I(<<131,108,255,255,255,255,97,1>>))),
     ?C(binary_to_term(?I(<<131,110,0,0>>))),
     ?C(binary_to_term(?I(<<131,110,1,1,5>>))),
     ?C(binary_to_term(?I(<<131,116,0,0,0,2,97,1,97,2,97,1,97,3>>))),
     ?C(binary_to_term(?I(x))),
     ?C(binary_to_term(?I(<<131,97,5>>), ?I([foo])))].

t_appending() ->
    [?C([a | id(b)] -- []),
     ?C(erlang:append(?I([a]), ?I(b))),
     ?C(erlang:subtract(?I([a, b]), ?I([a])))].

t_iolists_and_parts() ->
    [?C(list_to_binary(?I([1, [2, <<3>>], <<>> | <<4>>]))),
     ?C(list_to_binary(?I([256]))),
     ?C(list_to_binary(?I(<<1>>))),
     ?C(list_to_bitstring(?I([<<1:1>>, 2 | <<3:2>>]))),
     ?C(list_to_binary(?I([<<1:1>>]))),
     ?C(iolist_size(?I([<<1>>, "abc" | <<2>>]))),
     ?C(iolist_size(?I([a]))),
     ?C(iolist_size(?I([<<1:1>>]))),
     ?C(erlang:iolist_to_iovec(?I(["a", binary:copy(<<1>>, 200), <<2>>]))),
     ?C(erlang:iolist_to_iovec(?I(a))),
     ?C(erlang:iolist_to_iovec(?I([]))),
     ?C(binary_to_list(?I(<<1,2,3>>), ?I(2), ?I(3))),
     ?C(binary_to_list(?I(<<1,2,3>>), ?I(0), ?I(3))),
     ?C(binary_to_list(?I(<<1,2,3>>), ?I(3), ?I(2))),
     ?C(binary_to_list(?I(<<1:4>>))),
     ?C(bitstring_to_list(?I(<<1,2:3>>))),
     ?C(split_binary(?I(<<1,2,3>>), ?I(4))),
     ?C(split_binary(?I(<<1,2,3:3>>), ?I(2))),
     ?C(binary_part(?I(<<1,2,3>>), ?I(3), ?I(-2))),
     ?C(binary_part(?I(<<1,2,3>>), ?I({1, 5}))),
     ?C(binary_part(?I(<<1:9>>), ?I(0), ?I(1))),
     ?C(binary_part(?I(<<1,2,3>>), ?I({4, 0})))].

t_apply_undef() ->
    [?C(apply(?I(lists), ?I(reverse), ?I([[1, 2] | x]))),
     ?C(apply(fun id/1, ?I([1, 2]))),
     ?C(apply(?I(a), ?I([]))),
     ?C(apply(?I(lists), ?I(nothing), ?I([]))),
     ?C(apply(?I("x"), ?I(y), ?I([]))),
     ?C(apply(?I({a, b}), ?I([c])))].

t_time() ->
    [?C(erlang:monotonic_time(?I(0))),
     ?C(erlang:monotonic_time(?I(foo))),
     ?C(erlang:system_time(?I({x}))),
     ?C(erlang:convert_time_unit(?I(1500), ?I(millisecond), ?I(second))),
     ?C(erlang:convert_time_unit(?I(-1), ?I(millisecond), ?I(second))),
     ?C(erlang:convert_time_unit(?I(1), ?I(second), ?I(foo))),
     ?C(erlang:convert_time_unit(?I(x), ?I(second), ?I(millisecond))),
     ?C(erlang:convert_time_unit(?I(7), ?I(3), ?I(5))),
     ?C(erlang:convert_time_unit(?I(7), ?I(perf_counter), ?I(nanosecond))),
     ?C(erlang:convert_time_unit(?I(5), ?I(seconds), ?I(milli_seconds))),
     ?C(erlang:time_offset(?I(x))),
     ?C(erlang:universaltime_to_posixtime(?I({{1970, 1, 1}, {0, 0, 1}}))),
     ?C(erlang:universaltime_to_posixtime(?I(x)))].

t_identities() ->
    [?C(erlang:unique_integer(?I([foo]))),
     ?C(erlang:unique_integer(?I([positive | x]))),
     ?C(list_to_pid(?I("<0.1.0>")) =/= x),
     ?C(list_to_pid(?I("<0.1>"))),
     ?C(list_to_pid(?I("0.1.0"))),
     ?C(list_to_ref(?I("#Ref<0.1.2.3>")) =/= x),
     ?C(list_to_ref(?I("#Ref<>"))),
     ?C(list_to_port(?I("#Port<0.1>")) =/= x),
     ?C(list_to_port(?I("x"))),
     ?C(pid_to_list(?I(x))),
     ?C(ref_to_list(?I(x))),
     ?C(port_to_list(?I(x))),
     ?C(erlang:fun_to_list(fun lists:map/2)),
     ?C(erlang:fun_to_list(?I(x)))].

t_fun_info() ->
    [?C(erlang:fun_info(fun lists:map/2)),
     ?C(erlang:fun_info(fun lists:map/2, ?I(env))),
     ?C(erlang:fun_info(fun lists:map/2, ?I(foo))),
     ?C(erlang:fun_info(?I(x))),
     ?C(erlang:fun_info(fun() -> ok end, ?I(module))),
     ?C(erlang:fun_info(fun lists:map/2, ?I(type))),
     ?C(erlang:fun_info(fun lists:map/2, ?I(pid))),
     ?C(erlang:fun_info(fun lists:map/2, ?I(new_uniq)))].

t_make_fun_and_specs() ->
    [?C(erlang:make_fun(?I(lists), ?I(map), ?I(2))),
     ?C(erlang:make_fun(?I(lists), ?I(map), ?I(-1))),
     ?C(erlang:make_fun(?I("x"), ?I(map), ?I(1))),
     ?C(erlang:make_fun(?I(lists), ?I(map), ?I(256))),
     ?C(erlang:match_spec_test(?I({1, 2}), ?I([{{'$1', '$2'}, [{'>', '$2', '$1'}], [{{'$2', '$1'}}]}]), ?I(table))),
     ?C(erlang:match_spec_test(?I({1, 2}), ?I([{{'$1', '$2'}, [{foo, '$2'}], ['$1']}]), ?I(table))),
     ?C(erlang:match_spec_test(?I(x), ?I([]), ?I(table))),
     ?C(erlang:match_spec_test(?I(x), ?I([{x, [], [x]}]), ?I(foo)))].

t_math() ->
    [?C(math:fmod(?I(5), ?I(3))),
     ?C(math:fmod(?I(5.0), ?I(0))),
     ?C(math:pow(?I(0), ?I(-1))),
     ?C(math:pow(?I(-8), ?I(1 / 3))),
     ?C(math:log(?I(0))),
     ?C(math:log2(?I(-1))),
     ?C(math:sqrt(?I(-1))),
     ?C(math:acos(?I(2))),
     ?C(math:atanh(?I(1))),
     ?C(math:exp(?I(1000))),
     ?C(math:ceil(?I((1 bsl 70)))),
     ?C(math:floor(?I(a))),
     ?C(round(math:erfc(?I(0.5)) * 1.0e12)),
     ?C(math:log(?I(1 bsl 2000))),
     ?C(math:sinh(?I(1000))),
     ?C(math:tau())].

t_times_of_the_clock() ->
    {{_, _, _} = Date, {_, _, _} = Time} = erlang:localtime(),
    [is_tuple(erlang:date()), is_tuple(erlang:time()), calendar:valid_date(Date), tuple_size(Time),
     tuple_size(erlang:universaltime()), tuple_size(erlang:timestamp()), tuple_size(erlang:now()),
     is_integer(erlang:unique_integer()), erlang:unique_integer() =:= erlang:unique_integer()].
t_posix_times() ->
    [?C(erlang:posixtime_to_universaltime(?I(0))), ?C(erlang:posixtime_to_universaltime(?I(-1))),
     ?C(erlang:posixtime_to_universaltime(?I(a))), ?C(erlang:universaltime_to_posixtime(?I({{1969, 12, 31}, {23, 59, 59}}))),
     ?C(erlang:universaltime_to_posixtime(?I(a))), ?C(erlang:localtime_to_universaltime(?I({{2024, 2, 30}, {0, 0, 0}}), ?I(true))),
     ?C(erlang:localtime_to_universaltime(?I({{2024, 2, 28}, {0, 0, 0}}), ?I(maybe_)))].
t_dt_tags() ->
    [?C(erlang:dt_put_tag(?I(undefined))), ?C(erlang:dt_get_tag()), ?C(erlang:dt_get_tag_data()), ?C(erlang:dt_spread_tag(?I(true))),
     ?C(erlang:dt_restore_tag(?I(true))), ?C(erlang:dt_prepend_vm_tag_data(?I(<<"a">>))), ?C(erlang:dt_append_vm_tag_data(?I(<<"a">>)))].
t_nif_error() -> [?C(erlang:nif_error(?I(a))), ?C(erlang:nif_error(?I(a), ?I([b]))), ?C(erlang:nif_error(?I(a), ?I(b)))].
t_nodes() -> [?C(erlang:nodes()), ?C(net_kernel:connect_node(?I(somebody@nowhere))), ?C(net_kernel:connect_node(node())),
              ?C(net_kernel:hidden_connect_node(?I(somebody@nowhere))), ?C(net_kernel:dflag_unicode_io(self())), ?C(net_kernel:get_net_ticktime()),
              ?C(net_kernel:nodename()), ?C(net_kernel:get_state())].
t_monitor_nodes() ->
    [?C(net_kernel:monitor_nodes(?I(Flag))) || Flag <- [true, false, foo, 1]] ++
        [?C(net_kernel:monitor_nodes(?I(true), ?I(Options)))
         || Options <- [[], [nodedown_reason], [{node_type, all}], [{node_type, foo}], [foo], foo, #{}, #{connection_id => true}, #{foo => 1}]] ++
        [?C(net_kernel:monitor_nodes(?I(foo), ?I([])))].
t_code_that_is_loaded() ->
    [lists:member(?MODULE, erlang:loaded()), ?C(erlang:delete_module(?I(no_such_module))), ?C(erlang:delete_module(?I("x"))),
     ?C(erlang:purge_module(?I(no_such_module))), ?C(erlang:purge_module(?I(1))), ?C(erlang:check_process_code(self(), ?I(no_such_module))),
     ?C(erlang:check_process_code(?I(a), ?I(b)))].
t_memory() -> [is_integer(proplists:get_value(total, erlang:memory())), ?C(erlang:memory(?I(nothing))), ?C(erlang:memory(?I([total, 5])))].
t_ports_of_none() ->
    [?C(erlang:port_call(?I(x), ?I(1))), ?C(erlang:port_call(?I(x), ?I(1), ?I(a))), ?C(erlang:port_close(?I(x))), ?C(erlang:port_command(?I(x), ?I("a"))),
     ?C(erlang:port_command(?I(x), ?I("a"), ?I([nosuspend]))), ?C(erlang:port_command(?I(x), ?I("a"), ?I([foo]))), ?C(erlang:port_control(?I(x), ?I(1), ?I("a"))),
     ?C(erlang:port_connect(?I(x), self())), ?C(erlang:port_info(?I(x))), ?C(erlang:port_info(?I(x), ?I(name))), ?C(erlang:port_info(?I(5))),
     ?C(erlang:port_to_list(?I(x))), ?C(erlang:open_port(?I({spawn, ""}), ?I([]))), ?C(erlang:open_port(?I({spawn, "true"}), ?I([{args, []}]))),
     ?C(erlang:open_port(?I(x), ?I([])))].
