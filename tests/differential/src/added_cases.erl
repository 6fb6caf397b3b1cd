%% Functions that OTP 26 to 29 added to modules of stdlib and kernel. Class and reason of what is raised.
-module(added_cases).
-export([t_zip3/0, t_zipwith/0, t_zipwith3/0, t_zip_faults/0, t_map_iterators/0, t_map_iterator_faults/0, t_sets/0, t_sets_new/0, t_ordsets/0]).
-export([t_gb_sets_near/0, t_gb_sets_map/0, t_gb_sets_iterators/0, t_gb_trees_near/0, t_gb_trees_iterators/0, t_gb_trees_from_list/0]).
-export([t_calendar/0, t_calendar_faults/0, t_calendar_days/0, t_rfc3339/0, t_array_resize/0, t_alone/0, t_read_file/0, t_bformat/0, t_bwrite/0, t_bwrite_string/0, t_labels/0, t_init_fail/0]).
-export([t_shuffle/0, t_shuffle_orders/0, t_jaro/0, t_jaro_faults/0, t_timer/0, t_timer_repeatedly/0, t_timer_faults/0, t_tc/0, t_parse_address/0]).
-export([t_supervisor/0, init/1, start/1, failing/2, id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

each(Funs) -> [try Fun() catch Class:Reason -> {Class, Reason} end || Fun <- Funs].

t_zip3() -> each([fun() -> lists:zip3(A, B, C, How) end || {A, B, C} <- ?I([{[], [], []}, {[1, 2], [a, b], [x, y]}, {[1], [a, b], [x, y, z]}, {[1, 2, 3], [a], []}]),
                                                        How <- [fail, trim, {pad, {p, q, r}}]]).
t_zipwith() -> each([fun() -> lists:zipwith(fun(X, Y) -> {X, Y} end, A, B, How) end
                     || {A, B} <- ?I([{[], []}, {[1, 2], [a, b]}, {[1], [a, b, c]}, {[1, 2, 3], [a]}]), How <- [fail, trim, {pad, {p, q}}]]).
t_zipwith3() -> each([fun() -> lists:zipwith3(fun(X, Y, Z) -> {X, Y, Z} end, A, B, C, How) end
                      || {A, B, C} <- ?I([{[], [], []}, {[1, 2], [a, b], [x, y]}, {[1], [a, b], [x, y, z]}, {[1, 2, 3], [a], []}]), How <- [fail, trim, {pad, {p, q, r}}]]).
t_zip_faults() -> each([fun() -> lists:zip3(?I([1 | 2]), [a], [b], trim) end, fun() -> lists:zip3(?I(foo), [], [], trim) end, fun() -> lists:zip3([], [], [], ?I(foo)) end,
                        fun() -> lists:zip3([1], [], [], ?I({pad, {1, 2}})) end, fun() -> lists:zipwith(?I(foo), [], [], trim) end, fun() -> lists:zipwith(fun(_, _) -> x end, [], ?I(foo), trim) end,
                        fun() -> lists:zipwith3(?I(foo), [], [], [], fail) end, fun() -> lists:zipwith(fun(_, _) -> x end, [1], [], ?I({pad, {1}})) end]).

walk(none) -> [];
walk({Key, Value, Iterator}) -> [{Key, Value} | walk(maps:next(Iterator))].
t_map_iterators() ->
    Map = ?I(#{a => 1, "b" => 2, 3 => 4, 3.0 => 5, 2.5 => 0, {x} => 6, <<"y">> => 7, 1 => 8}),
    Large = maps:from_list([{K, K * K} || K <- lists:seq(1, 100)]),
    [[walk(maps:next(maps:iterator(M, Order))) || Order <- [ordered, reversed, fun(A, B) -> B =< A end]] || M <- [Map, Large, #{}]]
        ++ [maps:to_list(maps:iterator(Map, ordered)), maps:fold(fun(K, V, L) -> [{K, V} | L] end, [], maps:iterator(Map, reversed)),
            maps:map(fun(_, V) -> V + 1 end, maps:iterator(#{a => 1, b => 2}, ordered)), maps:from_list(maps:to_list(maps:iterator(Map, undefined))) =:= Map].
t_map_iterator_faults() -> each([fun() -> maps:iterator(?I(foo), ordered) end, fun() -> maps:iterator(#{}, ?I(foo)) end, fun() -> maps:iterator(?I(foo), fun(_, _) -> true end) end,
                                 fun() -> maps:iterator(?I([]), undefined) end]).

t_sets() ->
    [[lists:sort(sets:to_list(sets:map(fun(X) -> X rem 3 end, Set))), lists:sort(sets:to_list(sets:filtermap(fun(X) -> X > 2 andalso {true, X * 10} end, Set))),
      sets:is_equal(Set, sets:from_list([4, 3, 2, 1, 5])), sets:is_equal(Set, sets:from_list([1, 2])), is_map(sets:map(fun(X) -> X end, Set))]
     || Set <- [sets:from_list(?I([1, 2, 3, 4, 5]), [{version, Version}]) || Version <- [1, 2]]].
t_sets_new() -> [sets:new(), sets:from_list(?I([b, a, b])), sets:union([]), sets:add_element(1, sets:new()), sets:to_list(sets:from_list([])), sets:union([sets:from_list([1]), sets:from_list([2])]),
                 sets:new([{version, 2}]), sets:is_set(sets:new()), sets:size(sets:new([{version, 1}])), sets:subtract(sets:from_list([1, 2]), sets:from_list([2])),
                 sets:intersection(sets:from_list([1, 2]), sets:from_list([2])), sets:fold(fun(X, S) -> X + S end, 0, sets:from_list([1, 2])), sets:from_list([1], []), sets:new([])].
t_ordsets() -> [ordsets:map(fun(X) -> X rem 3 end, ?I([1, 2, 3, 4])), ordsets:filtermap(fun(X) -> X > 2 andalso {true, 10 - X} end, ?I([1, 2, 3, 4])), ordsets:is_equal([1, 2], ?I([1, 2])),
                ordsets:is_equal([1, 2], ?I([1, 2.0])), ordsets:is_equal([1, 2], ?I([2]))].

t_gb_sets_near() -> Set = gb_sets:from_list(?I([1, 3, 5, 7.0, a])), [{X, gb_sets:larger(X, Set), gb_sets:smaller(X, Set)} || X <- [0, 1, 2, 3, 6, 7, 8, a, b]] ++ [gb_sets:larger(1, gb_sets:new())].
t_gb_sets_map() -> Set = gb_sets:from_list(?I([1, 2, 3, 4])), [gb_sets:to_list(gb_sets:map(fun(X) -> X rem 3 end, Set)), gb_sets:to_list(gb_sets:filtermap(fun(X) -> X > 2 andalso {true, 10 - X} end, Set)),
                                                             gb_sets:is_equal(Set, gb_sets:from_list([4, 3, 2, 1])), gb_sets:is_equal(Set, gb_sets:new())].
set_walk(none) -> [];
set_walk({Element, Iterator}) -> [Element | set_walk(gb_sets:next(Iterator))].
t_gb_sets_iterators() ->
    Set = gb_sets:from_list(?I(lists:seq(1, 20))),
    [set_walk(gb_sets:next(gb_sets:iterator(S, Order))) || S <- [Set, gb_sets:new()], Order <- [ordered, reversed]]
        ++ [set_walk(gb_sets:next(gb_sets:iterator_from(From, Set, Order))) || From <- [0, 5, 5.5, 30], Order <- [ordered, reversed]].
tree() -> gb_trees:from_orddict([{K, K * K} || K <- ?I(lists:seq(1, 15))]).
t_gb_trees_near() -> [{X, gb_trees:larger(X, tree()), gb_trees:smaller(X, tree())} || X <- [0, 1, 1.5, 7, 15, 16]] ++ [gb_trees:smaller(1, gb_trees:empty())].
tree_walk(none) -> [];
tree_walk({Key, Value, Iterator}) -> [{Key, Value} | tree_walk(gb_trees:next(Iterator))].
t_gb_trees_iterators() ->
    [tree_walk(gb_trees:next(gb_trees:iterator(T, Order))) || T <- [tree(), gb_trees:empty()], Order <- [ordered, reversed]]
        ++ [tree_walk(gb_trees:next(gb_trees:iterator_from(From, tree(), Order))) || From <- [0, 5, 5.5, 30], Order <- [ordered, reversed]].
t_gb_trees_from_list() -> [gb_trees:to_list(gb_trees:from_list(?I([{b, 1}, {a, 2}, {b, 3}, {c, 4}]))), gb_trees:to_list(gb_trees:from_list([]))].

t_calendar() -> [calendar:universal_time_to_system_time(DateTime, Options) || DateTime <- ?I([{{1970, 1, 1}, {0, 0, 0}}, {{2024, 2, 29}, {12, 34, 56}}, {{1969, 12, 31}, {23, 59, 59}}, {{0, 1, 1}, {0, 0, 0}}]),
                                                                           Options <- [[], [{unit, second}], [{unit, millisecond}], [{unit, native}]]] ++
                    [calendar:universal_time_to_system_time(?I({{2000, 1, 1}, {1, 2, 3}}))].
t_calendar_faults() -> each([fun() -> calendar:universal_time_to_system_time(?I({{2023, 2, 29}, {0, 0, 0}})) end, fun() -> calendar:universal_time_to_system_time(?I(foo)) end,
                             fun() -> calendar:universal_time_to_system_time(?I({{2023, 2, 28}, {0, 0, 0}}), [{unit, foo}]) end]).

t_calendar_days() ->
    each([fun() -> calendar:date_to_gregorian_days(Date) end || Date <- ?I([{2023, 2, 29}, {2023, 2, 32}, {2023, 13, 1}, {2023, 0, 1}, {2023, 1, 0}, {-1, 1, 1}, {0, 1, 1}, {2000, 2, 29}, {1600, 12, 31}])] ++
         [fun() -> calendar:time_to_seconds(Time) end || Time <- ?I([{23, 59, 59}, {24, 0, 0}, {0, 60, 0}, {0, 0, 60}, {-1, 0, 0}])] ++
         [fun() -> calendar:day_of_the_week(2023, ?I(2), 31) end, fun() -> calendar:iso_week_number(?I({2688, 1, 32})) end]).
t_rfc3339() ->
    each([fun() -> calendar:system_time_to_rfc3339(Time, [{unit, Unit}, {offset, Offset}]) end
          || Time <- ?I([-243556390, -1, 0, 1, 6424513080, 1517501880123]), Unit <- [second, millisecond, microsecond, nanosecond], Offset <- ["Z", "-05:30", 0]] ++
         [fun() -> calendar:rfc3339_to_system_time(Text, [{unit, Unit}]) end
          || Text <- ?I(["1937-01-01T12:00:27+00:20", "2018-02-01T16:17:60Z", "2018-02-30T00:00:00Z", "x", "2018-02-01 15:18:02.088Z"]), Unit <- [second, millisecond, nanosecond]]).

t_array_resize() ->
    Array = array:from_list(?I([a, b, c, d, e, f])),
    [array:to_list(array:resize(6, array:resize(2, A))) || A <- [Array, array:set(40, x, Array)]] ++
        [array:to_list(array:resize(3, array:resize(Array))), array:size(array:resize(0, Array))].

%% What functions of distribution answer without it.
t_alone() ->
    each([fun() -> erlang:nodes(Types) end || Types <- ?I([this, known, visible, hidden, connected, foo, [], [this, visible], [hidden], [foo], [this, foo], [known | foo]])] ++
         [fun() -> erlang:monitor_node(Node, Flag) end || {Node, Flag} <- ?I([{foo, true}, {node(), true}, {node(), false}, {1, true}, {node(), foo}])] ++
         [fun() -> erlang:monitor_node(?I(foo), true, []) end, fun() -> erlang:disconnect_node(?I(foo)) end, fun() -> erlang:disconnect_node(?I(1)) end, fun() -> erlang:get_cookie() end,
          fun() -> erlang:get_cookie(?I(foo)) end, fun() -> erlang:bump_reductions(?I(5)) end, fun() -> erlang:bump_reductions(?I(-1)) end, fun() -> erlang:bump_reductions(?I(a)) end,
          fun() -> erlang:append(?I([1]), [2]) end, fun() -> erlang:subtract(?I([1, 2, 1]), [1]) end, fun() -> erlang:subtract(?I(a), [1]) end]).

t_read_file() -> each([fun() -> file:read_file(?I("/no/such/file"), Options) end || Options <- [[raw], [raw, foo], foo]] ++ [fun() -> file:read_file(?I(foo1), [raw]) end, fun() -> file:read_file(?I({x}), [raw]) end]).
t_bformat() -> [io_lib:bformat(Format, Args) || {Format, Args} <- ?I([{"~p ~w~n", [abc, "x"]}, {"~ts|~s", [[1234], "a"]}, {"a\x{400}b", []}, {<<"~tp">>, [[1024]]}])] ++
    [io_lib:bfwrite(?I("~w"), [x]), io_lib:bformat(?I("~p"), [lists:seq(1, 50)], [{chars_limit, 30}])].
t_bwrite() -> [io_lib:bwrite(Term, Options) || Term <- ?I([abc, 'A b', [1, {2, "x"}, <<"y">>], #{a => 1.5}, [1024], 'ö']), Options <- [[], [{depth, 3}], [{encoding, latin1}], [{encoding, unicode}]]].
t_bwrite_string() -> [io_lib:bwrite_string(Text, Quote, unicode) || Text <- ?I(["abc", "a\"b'c\\", [0, 7, 10, 27, 127, 160, 233, 1024, 128512], <<"bin", 195, 169>>, ""]), Quote <- [$", $', []]].

t_labels() ->
    Before = proc_lib:get_label(self()),
    Set = proc_lib:set_label(?I({my, label})),
    Me = self(),
    Other = spawn(fun() -> proc_lib:set_label(other), Me ! set, receive stop -> ok end end),
    receive set -> ok end,
    Label = proc_lib:get_label(Other),
    {Pid, Monitor} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Monitor, process, Pid, _} -> ok end,
    Other ! stop,
    [Before, Set, proc_lib:get_label(self()), Label, proc_lib:get_label(Pid)].

start(Parent) -> proc_lib:start(?MODULE, failing, [Parent, {exit, normal}]).
failing(Parent, Exception) -> proc_lib:init_fail(Parent, {error, no_luck}, Exception).
t_init_fail() -> [proc_lib:start(?MODULE, failing, [self(), Exception]) || Exception <- ?I([{exit, normal}, {exit, shutdown}])] ++ [start(self()), receive Any -> Any after 0 -> none end].

t_shuffle() ->
    State = rand:seed_s(exsss, ?I(42)),
    {Shuffled, _} = rand:shuffle_s(lists:seq(1, 50), State),
    {Again, _} = rand:shuffle_s(lists:seq(1, 50), State),
    [lists:sort(Shuffled) =:= lists:seq(1, 50), Shuffled =/= lists:seq(1, 50), Shuffled =:= Again, rand:shuffle([]), rand:shuffle([a]), lists:sort(rand:shuffle([c, b, a]))].

%% A seed gives the same order everywhere: piles, pairs and threes, and numbers of 58 and 64 bits.
t_shuffle_orders() ->
    each([fun() ->
                  {Shuffled, State} = rand:shuffle_s(lists:seq(1, N), rand:seed_s(Algorithm, 20261123)),
                  {Shuffled, rand:export_seed_s(State)}
          end || Algorithm <- ?I([exsss, exro928ss, exrop, exs1024s, exsp, exs64, exsplus, exs1024, dummy]), N <- [0, 1, 2, 3, 4, 30, 90]])
        ++ each([fun() -> rand:seed(exsss, 5), {rand:shuffle(?I("shuffled")), rand:uniform()} end, fun() -> rand:shuffle(?I([a | b])) end, fun() -> rand:shuffle(?I({a})) end,
                 fun() -> rand:shuffle_s(?I([a]), ?I(foo)) end, fun() -> rand:shuffle_s(?I([a]), ?I({foo, 1})) end]).

t_jaro() -> [string:jaro_similarity(A, B) || A <- words(), B <- words()].
words() -> ?I(["", "a", "ab", "ba", "abc", "ditto", "ditot", "foo", "martha", "marhta", "dixon", "dicksonx", <<"dwayne"/utf8>>, "duane", "e\x{301}a", "éa", [<<"co">>, $m, ["p"]], "michelle", "michael", "aaaaaaab", "baaaaaaa", "abcdefgh", "hgfedcba"]).
t_jaro_faults() -> each([fun() -> string:jaro_similarity(?I(foo), "a") end, fun() -> string:jaro_similarity("a", ?I([a])) end]).

t_timer() ->
    Me = self(),
    {ok, _} = timer:apply_after(1, fun() -> Me ! one end),
    {ok, _} = timer:apply_after(1, fun(X) -> Me ! X end, [two]),
    {ok, Interval} = timer:apply_interval(1, fun() -> Me ! three end),
    {ok, Other} = timer:apply_interval(1, fun(X) -> Me ! X end, [four]),
    Got = [receive X -> X after 60000 -> none end || X <- ?I([one, two, three, three, four])],
    [Got, timer:cancel(Interval), timer:cancel(Other)].
t_timer_repeatedly() ->
    Me = self(),
    Count = counters:new(1, []),
    {ok, One} = timer:apply_repeatedly(1, fun() -> counters:add(Count, 1, 1), Me ! {running, counters:get(Count, 1)}, receive after 5 -> ok end, counters:sub(Count, 1, 1) end),
    {ok, Two} = timer:apply_repeatedly(1, fun(X) -> Me ! X end, [two]),
    {ok, Three} = timer:apply_repeatedly(1, erlang, send, [Me, three]),
    Got = [receive {running, X} -> X after 60000 -> none end || _ <- ?I([1, 2, 3])] ++ [receive Y -> Y after 60000 -> none end || Y <- [two, two, three, three]],
    [Got] ++ [timer:cancel(T) || T <- [One, Two, Three]].
t_timer_faults() -> each([fun() -> timer:apply_after(?I(foo), fun() -> ok end) end, fun() -> timer:apply_after(1, ?I(foo)) end, fun() -> timer:apply_after(1, fun() -> ok end, ?I(foo)) end, fun() -> timer:apply_after(1, fun() -> ok end, ?I([a])) end,
                          fun() -> timer:apply_interval(?I(-1), fun() -> ok end) end, fun() -> timer:apply_interval(1, ?I(foo)) end, fun() -> timer:apply_repeatedly(1, ?I(foo)) end, fun() -> timer:apply_repeatedly(1, ?I("a"), b, []) end]).
t_tc() -> {Time, Value} = timer:tc(lists, reverse, ?I([[1, 2]]), nanosecond), [is_integer(Time), Value].

t_parse_address() -> each([fun() -> inet:F(Text, Family) end || F <- [parse_address, parse_strict_address], Text <- ?I(["127.0.0.1", "127.1", "::1", "x"]), Family <- [inet, inet6]]).

init(Children) -> {ok, {#{}, Children}}.
t_supervisor() ->
    {ok, Supervisor} = supervisor:start_link(?MODULE, ?I([#{id => a, start => {proc_lib, start_link, [?MODULE, id, [x]]}, type => worker} || _ <- []])),
    Child = supervisor:start_child(Supervisor, #{id => inner, start => {supervisor, start_link, [?MODULE, []]}, type => supervisor}),
    Known = case supervisor:which_child(Supervisor, inner) of {ok, {inner, Pid, supervisor, Modules}} -> [is_pid(Pid), Modules]; Other -> Other end,
    [element(1, Child), Known, supervisor:which_child(Supervisor, ?I(foo)), supervisor:stop(Supervisor), each([fun() -> supervisor:stop(Supervisor) end]) =/= [ok]].
