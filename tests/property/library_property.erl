%% The areas of text_property that are no text: numbers, format, library.
-module(library_property).
-export([case_of/1, call/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).
-export([callback_mode/0, off/3, on/3, start_child/1]).

-import(text_property, [below/1, one_of/1, chance/1, many/2, bytes/1, string_data/0]).

%% --- Numbers as texts ------------------------------------------------------------------------------

case_of(numbers) ->
    case below(14) of
        0 -> {erlang, float_to_binary, [float()]};
        1 -> {erlang, float_to_list, [float()]};
        2 -> {erlang, one_of([float_to_binary, float_to_list]), [float(), float_options()]};
        3 -> {erlang, one_of([float_to_binary, float_to_list]), [float(), float_options()]};
        4 -> {erlang, binary_to_float, [list_to_binary(number_text())]};
        5 -> {erlang, list_to_float, [number_text()]};
        6 -> {erlang, one_of([integer_to_binary, integer_to_list]), [integer(), below(40)]};
        7 -> {erlang, binary_to_integer, [list_to_binary(number_text()), below(38)]};
        8 -> {erlang, list_to_integer, [number_text(), below(38)]};
        9 -> {io_lib, format, [one_of(["~g", "~e", "~f", "~w", "~p"]), [float()]]};
        10 -> {io_lib, format, [one_of(["~.0f", "~.3f", "~.20f", "~.2e", "~.10e", "~.3g", "~20.5f", "~-20.5e|"]),
                               [float()]]};
        11 -> {erlang, one_of([round, trunc, floor, ceil]), [float()]};
        12 -> {string, one_of([to_float, to_integer]), [number_text()]};
        13 -> {io_lib_format, fwrite_g, [float()]}
    end;

%% --- Formatting ------------------------------------------------------------------------------------

case_of(format) ->
    Pieces = many(3, fun piece/0),
    Arguments = lists:append([As || {_, As} <- Pieces]),
    Format = lists:append([F || {F, _} <- Pieces]),
    {format_calls, format,
     [case chance(20) of true -> unicode:characters_to_binary(Format); false -> Format end,
      case below(30) of
          0 -> Arguments ++ [extra];
          1 when Arguments =/= [] -> tl(Arguments);
          2 -> foo;
          _ -> Arguments
      end]};

%% --- Collections and other modules -----------------------------------------------------------------

case_of(library) ->
    case below(16) of
        0 -> collection(queue);
        1 -> collection(sets);
        2 -> collection(ordsets);
        3 -> collection(gb_sets);
        4 -> collection(gb_trees);
        5 -> collection(array);
        6 -> collection(dict);
        7 -> collection(orddict);
        8 -> {calls, digraph, [many(14, fun digraph_step/0)]};
        9 -> calendar_call();
        10 -> uri_call();
        11 -> proplists_call();
        12 -> lists_call();
        13 -> maps_call();
        14 -> {calls, one_of([server, statem]), [many(10, fun server_step/0)]};
        15 -> case below(3) of
                  0 -> {calls, supervise, [one_of([one_for_one, one_for_all, rest_for_one]), many(6, fun supervisor_step/0)]};
                  _ -> filename_call()
              end
    end.

collection(Kind) -> {calls, collection, [Kind, many(12, fun() -> step(Kind) end)]}.

%% {Function, Arguments before the collection, Arguments after it}
step(queue) ->
    one_of([{in, [x()], []}, {in, [x()], []}, {in_r, [x()], []}, {cons, [x()], []}, {snoc, [], [x()]}, {drop, [], []}, {drop_r, [], []},
            {tail, [], []}, {init, [], []}, {reverse, [], []}, {filter, [fun is_even/1], []}, {delete, [x()], []}, {delete_r, [x()], []},
            {len, [], []}, {is_empty, [], []}, {get, [], []}, {get_r, [], []}, {peek, [], []}, {peek_r, [], []}, {head, [], []}, {last, [], []}, {daeh, [], []},
            {member, [x()], []}, {any, [fun is_even/1], []}, {all, [fun is_even/1], []}, {fold, [fun add/2, 0], []}, {filtermap, [fun twice/1], []},
            {delete_with, [fun is_even/1], []}, {is_queue, [], []}, {to_list, [], []}]);
step(Kind) when Kind =:= sets; Kind =:= ordsets; Kind =:= gb_sets ->
    one_of([{add_element, [x()], []}, {add_element, [x()], []}, {add_element, [x()], []}, {del_element, [x()], []}, {is_element, [x()], []}, {size, [], []},
            {filter, [fun is_even/1], []}, {fold, [fun add/2, 0], []}, {is_empty, [], []}, {map, [fun half/1], []}, {filtermap, [fun twice/1], []}, {to_list, [], []}] ++
               [{add, [x()], []} || Kind =:= gb_sets] ++ [{insert, [x()], []} || Kind =:= gb_sets] ++ [{delete, [x()], []} || Kind =:= gb_sets] ++
               [{one_of([smallest, largest, take_smallest, take_largest]), [], []} || Kind =:= gb_sets] ++ [{one_of([larger, smaller]), [x()], []} || Kind =:= gb_sets]);
step(gb_trees) ->
    one_of([{insert, [x(), y()], []}, {enter, [x(), y()], []}, {enter, [x(), y()], []}, {update, [x(), y()], []}, {delete, [x()], []}, {delete_any, [x()], []}, {get, [x()], []},
            {lookup, [x()], []}, {is_defined, [x()], []}, {keys, [], []}, {values, [], []}, {size, [], []}, {smallest, [], []}, {largest, [], []}, {take_smallest, [], []},
            {take_largest, [], []}, {take, [x()], []}, {take_any, [x()], []}, {balance, [], []}, {map, [fun pair/2], []}, {to_list, [], []}, {larger, [x()], []}, {smaller, [x()], []}]);
step(array) ->
    one_of([{set, [index(), y()], []}, {set, [index(), y()], []}, {get, [index()], []}, {reset, [index()], []}, {resize, [index()], []}, {resize, [], []}, {size, [], []}, {sparse_size, [], []},
            {relax, [], []}, {fix, [], []}, {is_fix, [], []}, {default, [], []}, {to_list, [], []}, {sparse_to_list, [], []}, {to_orddict, [], []}, {sparse_to_orddict, [], []},
            {map, [fun pair/2], []}, {sparse_map, [fun pair/2], []}, {foldl, [fun gather/3, []], []}, {foldr, [fun gather/3, []], []}, {sparse_foldl, [fun gather/3, []], []}]);
step(Kind) when Kind =:= dict; Kind =:= orddict ->
    one_of([{store, [x(), y()], []}, {store, [x(), y()], []}, {append, [x(), y()], []}, {append_list, [x(), [y()]], []}, {erase, [x()], []}, {fetch, [x()], []}, {find, [x()], []},
            {is_key, [x()], []}, {size, [], []}, {fetch_keys, [], []}, {to_list, [], []}, {is_empty, [], []}, {update, [x(), fun half/1], []}, {update, [x(), fun half/1, y()], []},
            {update_counter, [x(), 3], []}, {take, [x()], []}, {map, [fun pair/2], []}, {filter, [fun(K, _) -> is_even(K) end], []}]).

x() -> one_of([below(8), below(8), below(8), 2.0, a, "s", {below(3)}, -1]).
y() -> one_of([below(50), b, "text", <<"bin">>, [1, 2]]).
index() -> one_of([below(12), below(12), below(40), -1, a]).

is_even(X) -> is_integer(X) andalso X rem 2 =:= 0.
add(X, Sum) -> case is_number(X) of true -> X + Sum; false -> Sum end.
twice(X) when is_integer(X) -> {true, X * 2};
twice(X) -> is_float(X).
half(X) when is_integer(X) -> X div 2;
half(X) -> X.
pair(K, V) -> {K, V}.
gather(K, V, L) -> [{K, V} | L].

digraph_step() ->
    V = fun() -> below(6) end,
    one_of([{add_vertex, [V()]}, {add_vertex, [V(), label]}, {add_edge, [V(), V()]}, {add_edge, [V(), V()]}, {add_edge, [V(), V()]}, {del_vertex, [V()]}, {del_path, [V(), V()]}, {get_path, [V(), V()]},
            {get_short_path, [V(), V()]}, {get_cycle, [V()]}, {get_short_cycle, [V()]}, {in_degree, [V()]}, {out_degree, [V()]}, {in_neighbours, [V()]}, {out_neighbours, [V()]}, {no_edges, []},
            {no_vertices, []}, {vertices, []}, {vertex, [V()]}, {utils, topsort}, {utils, components}, {utils, strong_components}, {utils, is_acyclic}, {utils, is_tree}, {utils, cyclic_strong_components},
            {utils, loop_vertices}, {utils, arborescence_root}, {utils, postorder}, {utils, preorder}]).

calendar_call() ->
    Date = fun() -> {below(3000), 1 + below(13), 1 + below(32)} end,
    Time = fun() -> {below(25), below(61), below(61)} end,
    DateTime = fun() -> {Date(), Time()} end,
    Stamp = fun() -> below(1 bsl 30) * one_of([1, 7, 60, -1, 1000]) end,
    Unit = fun() -> one_of([second, millisecond, microsecond, nanosecond]) end,
    case below(16) of
        0 -> {calendar, datetime_to_gregorian_seconds, [DateTime()]};
        1 -> {calendar, gregorian_seconds_to_datetime, [abs(Stamp())]};
        2 -> {calendar, date_to_gregorian_days, [Date()]};
        3 -> {calendar, gregorian_days_to_date, [below(2000000)]};
        4 -> {calendar, day_of_the_week, [Date()]};
        5 -> {calendar, iso_week_number, [Date()]};
        6 -> {calendar, is_leap_year, [below(3000)]};
        7 -> {calendar, last_day_of_the_month, [below(3000), below(14)]};
        8 -> {calendar, valid_date, [Date()]};
        9 -> {calendar, seconds_to_daystime, [Stamp()]};
        10 -> {calendar, seconds_to_time, [below(90000)]};
        11 -> {calendar, time_difference, [DateTime(), DateTime()]};
        12 -> {calendar, system_time_to_universal_time, [Stamp(), Unit()]};
        13 -> {calendar, system_time_to_rfc3339, [Stamp(), [{unit, Unit()}, {offset, one_of(["Z", "+02:00", "-05:30", 0, 3600])} | [{time_designator, one_of([$\s, $T, $t])} || chance(30)]]]};
        14 -> {calendar, rfc3339_to_system_time, [rfc3339(), [{unit, Unit()}]]};
        15 -> {calendar, rfc3339_to_system_time, [rfc3339()]}
    end.

rfc3339() ->
    one_of(["2018-02-01T16:17:58Z", "2018-02-01 15:18:02.088Z", "2018-02-01t16:17:58.123456+01:00", "1969-12-31T23:59:59.999-11:30", "2018-02-30T00:00:00Z", "2018-02-01T16:17:58", "x", "2000-01-01T24:00:00Z",
            "2018-13-01T16:17:58Z", "1937-01-01T12:00:27.87+00:20", "2018-02-01T16:17:60Z", "0000-01-01T00:00:00Z"]).

uri_call() ->
    case below(12) of
        0 -> {calls, uri, [parse, uri()]};
        1 -> {calls, uri, [normalize, uri()]};
        2 -> {calls, uri, [normalize, uri(), [return_map]]};
        3 -> {calls, recompose, [uri()]};
        4 -> {calls, uri, [resolve, uri(), uri()]};
        5 -> {uri_string, dissect_query, [query()]};
        6 -> {uri_string, compose_query, [[{one_of(["a", "b c", "é", <<"k">>]), one_of(["1", "x&y", "", <<"v">>, true, "ö"])} || _ <- lists:seq(1, below(4))]]};
        7 -> {calls, uri, [transcode, uri(), [{in_encoding, utf8}, {out_encoding, one_of([utf8, utf16, latin1])}]]};
        8 -> {uri_string, quote, [one_of(["a b", "é/", <<"x?y">>, "", "~-._", [16#20AC]])]};
        9 -> {uri_string, unquote, [one_of(["a%20b", "%e2%82%ac", <<"x%3Fy">>, "", "%zz", "%4", "a+b"])]};
        10 -> {uri_string, percent_decode, [one_of(["%20a", <<"%C3%A9">>, "%zz", "plain"])]};
        11 -> {calls, uri, [parse, list_to_binary([C band 127 || C <- binary_to_list(bytes(10))])]}
    end.

uri() ->
    Text = lists:append([one_of(["", "http:", "HTTP:", "foo+bar:", "1x:", "urn:"]), one_of(["", "//host", "//user:pw@host:80", "//[::1]:8080", "//HoSt:", "//a b", "//127.0.0.1", "//h:99999", "//%41b"]),
                         one_of(["", "/", "/a/b/../c/./d", "a/b", "/%7efoo/%2F", "/ü", "..", "/a//b", "x:y"]), one_of(["", "?q=1", "?", "?a=b&c=d%20e", "?ü"]), one_of(["", "#frag", "#", "#f%41?/"])]),
    case chance(50) of true -> unicode:characters_to_binary(Text); false -> Text end.

query() -> one_of(["", "a=1", "a=1&b=2", "a&b", "a=1;b=2", "x=%C3%A9+y", <<"k=v&&z">>, "a=%zz", "=v", "a==b", "%41=%42", "a=%C3"]).

proplists_call() ->
    List = many(6, fun() -> one_of([{one_of([a, b, c]), y()}, one_of([a, b, c]), {a, 1, 2}, "odd"]) end),
    Key = one_of([a, b, c, d]),
    case below(12) of
        0 -> {proplists, get_value, [Key, List, default]};
        1 -> {proplists, get_all_values, [Key, List]};
        2 -> {proplists, get_bool, [Key, List]};
        3 -> {proplists, lookup, [Key, List]};
        4 -> {proplists, lookup_all, [Key, List]};
        5 -> {proplists, delete, [Key, List]};
        6 -> {proplists, compact, [List]};
        7 -> {proplists, unfold, [List]};
        8 -> {calls, keys, [List]};
        9 -> {proplists, split, [List, [a, c]]};
        10 -> {proplists, normalize, [List, [{aliases, [{b, a}]}, {negations, [{no_c, c}]}, {expand, [{d, [e, f]}]}]]};
        11 -> {proplists, substitute_aliases, [[{a, z}], List]}
    end.

lists_call() ->
    L = many(8, fun x/0), M = many(5, fun x/0), Pairs = many(6, fun() -> {x(), y()} end), N = below(8),
    case below(26) of
        0 -> {lists, sort, [L]};
        1 -> {lists, usort, [L]};
        2 -> {lists, merge, [lists:sort(L), lists:sort(M)]};
        3 -> {lists, umerge, [lists:usort(L), lists:usort(M)]};
        4 -> {lists, keysort, [1 + below(2), Pairs]};
        5 -> {lists, ukeysort, [1, Pairs]};
        6 -> {lists, keymerge, [1, lists:keysort(1, Pairs), lists:keysort(1, [{X, m} || X <- M])]};
        7 -> {lists, one_of([sublist, nthtail, split]), case below(2) of 0 -> [L, N]; 1 -> [N, L] end};
        8 -> {lists, one_of([enumerate, uniq, reverse, last, sum, max, min, flatten, append, concat, droplast]), [L]};
        9 -> {lists, subtract, [L, M]};
        10 -> {lists, one_of([prefix, suffix]), [M, L]};
        11 -> {lists, partition, [fun is_even/1, L]};
        12 -> {lists, splitwith, [fun is_even/1, L]};
        13 -> {lists, seq, [below(5), below(12), below(5) - 2]};
        14 -> {lists, enumerate, [below(5), below(4) - 2, L]};
        15 -> {lists, uniq, [fun half/1, L]};
        16 -> {lists, keytake, [x(), 1, Pairs]};
        17 -> {lists, keyreplace, [x(), 1, Pairs, {new, 1}]};
        18 -> {lists, zip, [L, M, one_of([fail, trim, {pad, {p, q}}])]};
        19 -> {lists, rukeymerge, [1, lists:reverse(lists:ukeysort(1, Pairs)), []]};
        20 -> {lists, mapfoldl, [fun(X, A) -> {{X, A}, A + 1} end, 0, L]};
        21 -> {lists, foldr, [fun(X, A) -> [X | A] end, M, L]};
        22 -> {lists, join, [sep, L]};
        23 -> {lists, search, [fun is_even/1, L]};
        24 -> {lists, sort, [fun(A, B) -> A >= B end, L]};
        25 -> {lists, keyfind, [x(), 1 + below(2), Pairs ++ [odd]]}
    end.

maps_call() ->
    Map = maps:from_list(many(8, fun() -> {one_of([below(8), "k", 2.0, {below(3)}]), below(50)} end)),
    Other = maps:from_list(many(5, fun() -> {below(8), below(50)} end)),
    Key = one_of([below(8), "k", foo]),
    case below(18) of
        0 -> {maps, merge, [Map, Other]};
        1 -> {maps, merge_with, [fun(K, A, B) -> {K, A, B} end, Map, Other]};
        2 -> {maps, intersect, [Map, Other]};
        3 -> {maps, intersect_with, [fun(K, A, B) -> {K, A, B} end, Map, Other]};
        4 -> {maps, with, [[Key, 1, 2], Map]};
        5 -> {maps, without, [[Key, 1, 2], Map]};
        6 -> {maps, get, [Key, Map]};
        7 -> {maps, get, [Key, Map, default]};
        8 -> {maps, take, [Key, Map]};
        9 -> {maps, update, [Key, new, Map]};
        10 -> {maps, update_with, [Key, fun half/1, Map]};
        11 -> {maps, update_with, [Key, fun half/1, init, Map]};
        12 -> {maps, filter, [fun(_, V) -> is_even(V) end, Map]};
        13 -> {maps, filtermap, [fun(_, V) -> twice(V) end, Map]};
        14 -> {maps, groups_from_list, [fun half/1, many(8, fun() -> below(8) end)]};
        15 -> {maps, groups_from_list, [fun half/1, fun is_even/1, many(8, fun() -> below(8) end)]};
        16 -> {maps, from_keys, [many(5, fun() -> below(8) end), y()]};
        17 -> {maps, map, [fun pair/2, Map]}
    end.

filename_call() ->
    Name = one_of(["/usr/local/bin", "foo.erl", "a//b/", "", "/", "a.b.c", <<"/x/y.z">>, "../x", ".", "dir/.hidden", 'atom/name', ["li", "st"], "é/ü"]),
    Other = one_of(["x", "/abs", "a/b", "", <<"bin">>, ".ext"]),
    case below(12) of
        0 -> {filename, basename, [Name]};
        1 -> {filename, basename, [Name, one_of([".erl", ".c", "", "b"])]};
        2 -> {filename, dirname, [Name]};
        3 -> {filename, extension, [Name]};
        4 -> {filename, rootname, [Name]};
        5 -> {filename, rootname, [Name, ".erl"]};
        6 -> {filename, join, [[Name, Other]]};
        7 -> {filename, join, [Name, Other]};
        8 -> {filename, split, [Name]};
        9 -> {filename, pathtype, [Name]};
        10 -> {filename, flatten, [Name]};
        11 -> {filename, absname, [Name, "/base"]}
    end.

%% --- What a call with several steps gives ----------------------------------------------------------

call(format, [Format, Arguments]) ->
    %% A few of these never end in OTP 29.
    Me = self(),
    {Pid, Monitor} = spawn_monitor(
        fun() ->
                Me ! {self(), try {ok, unicode:characters_to_list(io_lib:format(Format, Arguments))}
                              catch Class:Reason -> {Class, Reason}
                              end}
        end),
    receive
        {Pid, Outcome} ->
            demonitor(Monitor, [flush]),
            Outcome
    after 20000 ->
            exit(Pid, kill),
            too_long
    end;
call(keys, [List]) -> lists:sort(proplists:get_keys(List));
call(uri, [Function | Arguments]) -> apply(uri_string, Function, Arguments);
call(recompose, [Text]) ->
    case uri_string:parse(Text) of
        {error, _, _} = Error -> Error;
        Uri -> uri_string:recompose(Uri)
    end;
call(collection, [Kind, Steps]) -> collected(Kind, Steps, new(Kind), []);
call(digraph, [Steps]) ->
    Graph = digraph:new(),
    Out = [graph_step(Graph, Step) || Step <- Steps],
    digraph:delete(Graph),
    Out;
call(server, [Steps]) -> run_server(gen_server, Steps);
call(statem, [Steps]) -> run_server(gen_statem, Steps);
call(supervise, [Strategy, Steps]) -> run_supervisor(Strategy, Steps).

new(Kind) when Kind =:= gb_trees -> gb_trees:empty();
new(Kind) -> Kind:new().

collected(Kind, [{Function, Before, After} | Rest], Collection, Out) ->
    try apply(Kind, Function, Before ++ [Collection] ++ After) of
        Result ->
            {Next, Shown} = seen(Kind, Function, Result, Collection),
            collected(Kind, Rest, Next, [Shown | Out])
    catch
        error:undef -> collected(Kind, Rest, Collection, [undef | Out]);
        Class:Reason -> collected(Kind, Rest, Collection, [{Class, reason(Reason)} | Out])
    end;
collected(Kind, [], Collection, Out) -> {lists:reverse(Out), content(Kind, Collection)}.

reason(Reason) when is_atom(Reason) -> Reason;
reason(Reason) when is_tuple(Reason) -> element(1, Reason).

%% What a step gives: the next collection and what to compare.
seen(Kind, Function, Result, Before) ->
    Updates = [in, in_r, cons, snoc, drop, drop_r, tail, init, reverse, filter, delete, delete_r, delete_with, delete_with_r, filtermap, add_element, del_element, map, add, insert, enter, update, delete_any,
               balance, set, reset, resize, relax, fix, sparse_map, store, append, append_list, erase, update_counter],
    case lists:member(Function, Updates) of
        true -> {Result, content(Kind, Result)};
        false when Function =:= take_smallest; Function =:= take_largest; Function =:= take; Function =:= take_any ->
            case Result of
                error -> {Before, Result};
                _ ->
                    Last = element(tuple_size(Result), Result),
                    {Last, {erlang:delete_element(tuple_size(Result), Result), content(Kind, Last)}}
            end;
        false when Kind =:= dict, is_list(Result) -> {Before, lists:sort(Result)};
        false when Kind =:= sets, is_list(Result) -> {Before, lists:sort(Result)};
        false -> {Before, Result}
    end.

content(Kind, Collection) when Kind =:= dict; Kind =:= sets -> lists:sort(Kind:to_list(Collection));
content(array, Array) -> {array:size(Array), array:is_fix(Array), array:to_list(Array)};
content(Kind, Collection) -> Kind:to_list(Collection).

graph_step(Graph, {utils, Function}) -> sorted(catching(fun() -> digraph_utils:Function(Graph) end), Function);
graph_step(Graph, {Function, Arguments}) ->
    case catching(fun() -> apply(digraph, Function, [Graph | Arguments]) end) of
        ['$e' | _] -> edge;
        {error, {bad_vertex, V}} -> {bad_vertex, V};
        {error, Reason} when is_tuple(Reason) -> element(1, Reason);
        List when Function =:= vertices; Function =:= in_neighbours; Function =:= out_neighbours -> lists:sort(List);
        %% Which of several paths is found depends on the order of a table.
        List when is_list(List), Function =:= get_path; is_list(List), Function =:= get_cycle -> {hd(List), lists:last(List)};
        List when is_list(List), Function =:= get_short_path; is_list(List), Function =:= get_short_cycle -> {hd(List), length(List)};
        Other -> Other
    end.

sorted(List, Function) when Function =:= topsort; Function =:= postorder; Function =:= preorder -> is_list(List) andalso lists:sort(List);
sorted(List, _) when is_list(List) -> lists:sort([case is_list(E) of true -> lists:sort(E); false -> E end || E <- List]);
sorted(Other, _) -> Other.

catching(Fun) ->
    try Fun() catch Class:Reason -> {Class, Reason} end.

server_step() ->
    one_of([{call, {push, below(9)}}, {call, pop}, {call, get}, {cast, {push, below(9)}}, {info, below(9)}, {call, late}, {call, flip}, {cast, flip}, {info, tick}, {call, stop_badly}, {call, crash}, {call, {reply_twice, x}}]).

%% Runs a behaviour through the steps; when it dies, the rest finds nobody.
run_server(Behaviour, Steps) ->
    process_flag(trap_exit, true),
    logger:set_primary_config(level, none),
    {ok, Pid} = case Behaviour of
                    gen_server -> gen_server:start_link(?MODULE, {server, []}, []);
                    gen_statem -> gen_statem:start_link(?MODULE, {statem, []}, [])
                end,
    Out = [stepped(Behaviour, Pid, Step) || Step <- Steps],
    Stopped = catching(fun() -> Behaviour:stop(Pid, shutdown, 5000) end),
    Exit = receive {'EXIT', Pid, Reason} -> exit_reason(Reason) after 5000 -> none end,
    logger:set_primary_config(level, notice),
    process_flag(trap_exit, false),
    {Out, exit_reason(Stopped), Exit}.

%% A reply may come before the server's end: wait for that.
stepped(Behaviour, Pid, {call, stop_badly}) ->
    Monitor = monitor(process, Pid),
    Reply = exit_reason(catching(fun() -> Behaviour:call(Pid, stop_badly) end)),
    receive {'DOWN', Monitor, process, Pid, _} -> Reply after 5000 -> {Reply, alive} end;
stepped(Behaviour, Pid, {call, Request}) -> exit_reason(catching(fun() -> Behaviour:call(Pid, Request) end));
stepped(Behaviour, Pid, {cast, Request}) -> Behaviour:cast(Pid, Request);
stepped(_, Pid, {info, Message}) -> Pid ! Message.

%% Without pids and traces.
exit_reason({exit, Reason}) -> {exit, exit_reason(Reason)};
exit_reason({Reason, {Module, call, _}}) -> {exit_reason(Reason), Module};
exit_reason({Reason, [{_, _, _, _} | _]}) -> {reason(Reason), trace};
exit_reason({Reason, {Module, Function, _}}) -> {exit_reason(Reason), Module, Function};
exit_reason(Other) -> Other.

init({server, State}) -> {ok, State};
init({statem, Data}) -> {ok, off, Data};
init({supervisor, Strategy}) ->
    {ok, {#{strategy => Strategy, intensity => 100, period => 1},
          [#{id => Id, start => {?MODULE, start_child, [Id]}, restart => Restart, shutdown => brutal_kill}
           || {Id, Restart} <- [{a, permanent}, {b, transient}, {c, temporary}]]}};
init(child) -> {ok, []}.

handle_call({push, X}, _, State) -> {reply, ok, [X | State]};
handle_call(pop, _, [X | Rest]) -> {reply, {ok, X}, Rest};
handle_call(pop, _, []) -> {reply, empty, []};
handle_call(get, _, State) -> {reply, State, State};
handle_call(late, From, State) -> {noreply, [{from, From} | State], 0};
handle_call(stop_badly, _, State) -> {stop, bad, stopping, State};
handle_call(crash, _, _) -> error(crashed);
handle_call({reply_twice, X}, From, State) -> gen_server:reply(From, X), {noreply, State};
handle_call(Other, _, State) -> {reply, {unknown, Other}, State}.

handle_cast({push, X}, State) -> {noreply, [X | State]};
handle_cast(_, State) -> {noreply, State}.

handle_info(timeout, [{from, From} | State]) -> gen_server:reply(From, late), {noreply, State};
handle_info(Message, State) -> {noreply, [Message | State]}.

terminate(_, _) -> ok.

callback_mode() -> [state_functions, state_enter].

off(enter, Old, Data) -> {keep_state, [{entered_from, Old} | Data]};
off(Type, flip, Data) -> {next_state, on, Data, [{reply, F, flipped} || {call, F} <- [Type]]};
off(Type, Event, Data) -> common(Type, Event, Data).

on(enter, Old, Data) -> {keep_state, [{on_from, Old} | Data], [{state_timeout, 60000, idle}]};
on(Type, flip, Data) -> {next_state, off, Data, [{reply, F, flopped} || {call, F} <- [Type]]};
on({call, _}, pop, _) -> {keep_state_and_data, [postpone, {next_event, cast, flip}]};
on(Type, Event, Data) -> common(Type, Event, Data).

common({call, From}, {push, X}, Data) -> {keep_state, [X | Data], {reply, From, ok}};
common({call, From}, pop, []) -> {keep_state_and_data, {reply, From, empty}};
common({call, From}, pop, [X | Rest]) -> {keep_state, Rest, {reply, From, X}};
common({call, From}, get, Data) -> {keep_state_and_data, {reply, From, Data}};
common({call, From}, late, _) -> {keep_state_and_data, {timeout, 0, {late, From}}};
common(timeout, {late, From}, _) -> {keep_state_and_data, {reply, From, late}};
common({call, From}, stop_badly, Data) -> {stop_and_reply, bad, {reply, From, stopping}, Data};
common({call, _}, crash, _) -> error(crashed);
common({call, From}, Other, _) -> {keep_state_and_data, [{reply, From, {unknown, Other}}]};
common(cast, {push, X}, Data) -> {keep_state, [X | Data]};
common(info, Message, Data) -> {keep_state, [{info, Message} | Data], [hibernate || Message =:= tick]};
common(_, _, _) -> keep_state_and_data.

start_child(_) -> gen_server:start_link(?MODULE, child, []).

supervisor_step() -> one_of([{kill, one_of([a, b, c])}, {stop, one_of([a, b, c])}, {terminate, one_of([a, b, c, d])}, {restart, one_of([a, b, c, d])}, {delete, one_of([a, b, c, d])}, count]).

run_supervisor(Strategy, Steps) ->
    process_flag(trap_exit, true),
    logger:set_primary_config(level, none),
    {ok, Supervisor} = supervisor:start_link(?MODULE, {supervisor, Strategy}),
    Out = [supervised(Supervisor, Step) || Step <- Steps],
    exit(Supervisor, shutdown),
    Exit = receive {'EXIT', Supervisor, Reason} -> Reason after 5000 -> none end,
    logger:set_primary_config(level, notice),
    process_flag(trap_exit, false),
    {Out, Exit}.

supervised(Supervisor, Step) ->
    Before = supervisor:which_children(Supervisor),
    Did = case Step of
              {kill, Id} -> ended(Supervisor, Before, Id, kill);
              {stop, Id} -> ended(Supervisor, Before, Id, normal);
              {terminate, Id} -> supervisor:terminate_child(Supervisor, Id);
              {restart, Id} -> case supervisor:restart_child(Supervisor, Id) of {ok, _} -> ok; Error -> Error end;
              {delete, Id} -> supervisor:delete_child(Supervisor, Id);
              count -> lists:sort(supervisor:count_children(Supervisor))
          end,
    After = supervisor:which_children(Supervisor),
    {Did, [{Id, case is_pid(Child) of
                    true -> case lists:keyfind(Id, 1, Before) of {_, Child, _, _} -> same; _ -> new end;
                    false -> Child
                end} || {Id, Child, _, _} <- After]}.

ended(Supervisor, Children, Id, How) ->
    case lists:keyfind(Id, 1, Children) of
        {_, Pid, _, _} when is_pid(Pid) ->
            Monitor = monitor(process, Pid),
            case How of
                kill -> exit(Pid, kill);
                normal -> catch gen_server:stop(Pid)
            end,
            receive {'DOWN', Monitor, process, _, Reason} -> ok end,
            %% The supervisor has the exit before this call.
            supervisor:count_children(Supervisor),
            Reason;
        _ -> no_process
    end.

%% --- Numbers and formats ---------------------------------------------------------------------------

float() ->
    case below(8) of
        0 -> any_float();
        1 -> any_float();
        2 -> below(1000000) / 1000;
        3 -> -below(1000) / 8;
        4 -> one_of([0.0, -0.0, 1.0, 5.0e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 1.0e22, 1.0e23, 9007199254740992.0, 9007199254740993.0, 123456789.0, 0.1, 0.3, 1.0e15, 1.0e16, 1.0e17, 4.35, 2.675]);
        5 -> math:pow(10, below(40) - 20);
        6 -> math:pow(2, below(200) - 100);
        7 -> (below(2000) - 1000) * 1.0
    end.

any_float() ->
    Bits = lists:foldl(fun(_, N) -> N * 65536 + below(65536) end, 0, [1, 2, 3, 4]),
    case <<Bits:64>> of
        <<F:64/float>> -> F;
        _ -> any_float()
    end.

float_options() ->
    one_of([[], [{decimals, below(30)}], [{decimals, below(10)}, compact], [{scientific, below(25)}], [short], [short, compact], [{decimals, 253}], [{decimals, 254}], [{scientific, 250}], [compact],
            [{decimals, -1}], [foo], [{decimals, 3}, {scientific, 2}], [{scientific, 2}, {decimals, 3}, compact], foo, [{decimals, a}], [short, {decimals, 2}]]).

integer() ->
    one_of([0, 1, -1, below(1000) - 500, 1 bsl 59, -(1 bsl 59), (1 bsl 59) - 1, 1 bsl 63, 1 bsl 64, -(1 bsl 64), below(1000000) * below(1000000) * below(1000000), 1 bsl (60 + below(300)), a, 1.5]).

number_text() ->
    one_of([lists:append([one_of(["", "-", "+", "- "]), digits(), one_of(["", ".", "."]), digits(), one_of(["", "e5", "E-7", "e+22", "e400", "e-400", "e", " "])]),
            integer_to_list(below(1000000)), float_to_list(float()), float_to_list(float(), [short]), io_lib:fwrite("~.*B", [2 + below(35), below(1 bsl 30)])]).

digits() -> many(20, fun() -> one_of("0123456789") end).

piece() ->
    Width = one_of(["", "", "", "5", "12", "-12", "40", "-3", "0"]),
    Precision = one_of(["", "", "", ".3", ".10", ".0"]),
    Pad = case Precision of "" -> one_of(["", "", "..0"]); _ -> one_of(["", "", ".0", ".*"]) end,
    Modifier = one_of(["", "t"]),
    Control = fun(Letters) -> "~" ++ Width ++ Precision ++ case Pad of ".*" -> ".*"; _ -> Pad end ++ Letters end,
    Star = [$_ || Pad =:= ".*"],
    case below(18) of
        0 -> {one_of(["text ", "é", "", "[\x{20ac}]", "~~", "~n", "~5n", "~2~"]), []};
        1 -> {Control(Modifier ++ "w"), Star ++ [term(3)]};
        2 -> {Control(Modifier ++ "p"), Star ++ [term(3)]};
        3 -> {Control(Modifier ++ "s"), Star ++ [one_of([string_data(), "abc", abc, <<"bin">>, [$a, <<"b">>], term(1)])]};
        4 -> {Control(Modifier ++ "P"), Star ++ [term(3), below(8) - 1]};
        5 -> {Control(Modifier ++ "W"), Star ++ [term(3), below(8) - 1]};
        6 -> {Control("f"), Star ++ [one_of([float(), float(), 3, a])]};
        7 -> {Control("e"), Star ++ [one_of([float(), float(), a])]};
        8 -> {Control("g"), Star ++ [one_of([float(), float(), 7])]};
        9 -> {Control("b"), Star ++ [integer()]};
        10 -> {Control("B"), Star ++ [integer()]};
        11 -> {Control("x"), Star ++ [integer(), one_of(["0x", "", a])]};
        12 -> {Control("#"), Star ++ [integer()]};
        13 -> {Control("+"), Star ++ [integer()]};
        14 -> {Control(Modifier ++ "c"), Star ++ [one_of([$a, 16#E9, 16#20AC, a])]};
        15 -> {"~i", [term(1)]};
        16 -> {one_of(["~", "~z", "~5", "~.", "~lp", "~tlp", "~0p", "~tx"]), [term(2) || chance(60)]};
        17 -> {"~*" ++ one_of([".*w", "s", "c", ".2f"]), [below(20) | case below(2) of 0 -> [below(20)]; 1 -> [] end] ++ [one_of(["ab", 1.5, $x, term(1)])]}
    end.

term(0) ->
    one_of([a, 'A b', 'é', [], {}, 0, -17, 1 bsl 70, 1.5, -0.0, 1.0e100, "text", "é", [16#20AC], <<>>, <<"bin">>, <<"é"/utf8>>, <<1, 2, 255>>, <<3:3>>, <<"a", 5:5>>, [1 | 2], "a\nb\"c", [0, 255], 'it\'s', '', #{}, true,
            list_to_binary(lists:duplicate(below(60), $x)), lists:duplicate(below(80), $y), [256, 257]]);
term(Depth) ->
    case below(8) of
        0 -> many(12, fun() -> term(Depth - 1) end);
        1 -> list_to_tuple(many(8, fun() -> term(Depth - 1) end));
        2 -> maps:from_list(many(5, fun() -> {one_of([below(20), "key", <<"bk">>, {below(3)}]), term(Depth - 1)} end));
        3 -> [term(Depth - 1) | one_of([[], tail, term(0)])];
        4 -> lists:seq(1, below(60));
        5 -> {one_of([record, state]), term(Depth - 1), term(Depth - 1)};
        _ -> term(0)
    end.
