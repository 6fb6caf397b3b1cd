%% Natives of which compiled code has a short form: at the borders of what that answers by itself.
-module(light_cases).
-export([t_round/0, t_trunc/0, t_floor/0, t_ceil/0, t_math_floor/0, t_math_ceil/0]).
-export([t_math_pow/0, t_float/0, t_to_text/0, t_to_text_of_base/0, t_from_text/0, t_from_text_of_base/0]).
-export([t_dictionary/0, t_remove/0, t_cut/0, t_next/0, t_reverse/0, t_join/0]).
-export([t_put_pair/0, t_find/0, t_merge_shared/0]).
-export([t_from_few/0, t_with/0, t_without/0, t_merge_few/0, t_listed/0, t_iterate/0, t_order_of_texts/0, t_join_list/0]).
-export([t_same_texts/0, t_constant_texts/0, t_is_key/0, t_length/0, t_lists_of_one/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

%% What each gives, or the class and reason of what it raises.
each(Fun, Values) ->
    [try Fun(Value) catch Class:Reason -> {Class, Reason} end || Value <- ?I(Values)].

numbers() ->
    [0, 1, -1, 1.5, -1.5, 2.5, -2.5, 0.49999999999999994, -0.49999999999999994, 0.0, -0.0, 4503599627370497.5,
     1.152921504606846976e18, -1.152921504606846976e18, 1.0e300, -1.0e300, 5.0e-324, (1 bsl 60) - 1, 1 bsl 60,
     -(1 bsl 60), -(1 bsl 60) - 1, 1 bsl 70, 1 bsl 2000, a, [], <<1>>].

t_round() -> each(fun(X) -> round(X) end, numbers()).
t_trunc() -> each(fun(X) -> trunc(X) end, numbers()).
t_floor() -> each(fun(X) -> floor(X) end, numbers()).
t_ceil() -> each(fun(X) -> ceil(X) end, numbers()).
t_math_floor() -> each(fun(X) -> math:floor(X) end, numbers()).
t_math_ceil() -> each(fun(X) -> math:ceil(X) end, numbers()).
t_math_pow() -> each(fun(X) -> {math:pow(X, 2), math:pow(2, 0.5)} end, numbers()).
t_float() -> each(fun(X) -> float(X) end, numbers()).

integers() ->
    [0, 9, 10, 99, 100, 101, 12345, -1, -10, -12345, (1 bsl 60) - 1, -(1 bsl 60), 1 bsl 60, -(1 bsl 60) - 1, 1 bsl 64,
     1 bsl 200, 1.0, a].

t_to_text() -> each(fun(X) -> integer_to_binary(X) end, integers()).
t_to_text_of_base() ->
    [each(fun(X) -> integer_to_binary(X, Base) end, integers()) || Base <- [2, 3, 8, 10, 16, 36, 1, 37, a]].

texts() ->
    [<<>>, <<"-">>, <<"+">>, <<"0">>, <<"-0">>, <<"+12">>, <<"--1">>, <<"000000000000000000000000001">>,
     <<"999999999999999999">>, <<"1152921504606846975">>, <<"1152921504606846976">>, <<"-1152921504606846976">>,
     <<"12a">>, <<" 1">>, <<"1_0">>, <<"zz">>, <<"ZZZZZZZZZZZZ">>, <<"/:@[`{">>, <<1:3>>, "12", a].

t_from_text() ->
    <<_:3, Unaligned/binary>> = ?I(<<0:3, "4711">>),
    each(fun(X) -> binary_to_integer(X) end, [Unaligned | texts()]).
t_from_text_of_base() ->
    [each(fun(X) -> binary_to_integer(X, Base) end, texts()) || Base <- [2, 10, 16, 36, 1, 37, a]].

t_dictionary() ->
    [get(k), put(k, 1), get(k), put(k, ?I([2])), get(k), put({a, 1}, x), get(?I({a, 1})), put(1.0, y), get(1), get(1.0)].

t_remove() ->
    Large = maps:from_list([{N, N} || N <- lists:seq(1, ?I(34))]),
    Less = lists:foldl(fun(N, Map) -> maps:remove(N, Map) end, Large, lists:seq(30, 40)),
    {maps:size(Less), lists:sort(maps:keys(Less)), each(fun(X) -> maps:remove(a, X) end, [#{}, #{a => 1}, a, 1])}.

t_cut() ->
    Long = binary:copy(<<"0123456789">>, ?I(10)),
    <<_:3, Unaligned/binary>> = ?I(<<0:3, "0123456789abcdefghijklmnop">>),
    Cuts = [{0, 0}, {0, 100}, {5, 20}, {5, 3}, {100, 0}, {100, -100}, {20, -7}, {0, 101}, {-1, 1}, {101, 0}, {a, 1}, {0, 1 bsl 70}],
    [each(fun({At, Size}) -> {binary_part(Of, At, Size), binary:part(Of, At, Size)} end, Cuts)
     || Of <- [Long, Unaligned, <<>>, <<1:7>>, a]].

walk(Iterator, Pairs) ->
    case maps:next(Iterator) of
        {Key, Value, Next} -> walk(Next, [{Key, Value} | Pairs]);
        none -> lists:sort(Pairs)
    end.

t_next() ->
    Maps = [maps:from_list([{N, N * N} || N <- lists:seq(1, Size)]) || Size <- [0, 1, 32, 33, 64, 65, 500, 3000]],
    [walk(maps:iterator(Map), []) =:= lists:sort(maps:to_list(Map)) || Map <- ?I(Maps)].

t_reverse() ->
    [lists:reverse(lists:seq(1, Length)) || Length <- ?I([0, 1, 15, 16, 17, 40])].

t_join() ->
    Pieces = [<<>>, <<"a">>, binary:copy(<<"b">>, 30), binary:copy(<<"c">>, 64), binary:copy(<<"d">>, 200), binary:copy(<<"e">>, 2000)],
    Joined = [<<A/binary, B/binary>> || A <- ?I(Pieces), B <- Pieces],
    Long = ?I(binary:copy(<<"x">>, 100)),
    One = <<Long/binary, "1">>,
    Left = <<One/binary, Long/binary>>,
    Right = <<One/binary, "another end">>,
    {[{byte_size(B), erlang:crc32(B)} || B <- Joined], Left, Right, One}.

t_put_pair() ->
    Small = ?I(#{a => 1}),
    Large = maps:from_list([{N, N} || N <- lists:seq(1, ?I(32))]),
    Bad = fun(Put) -> each(Put, [a, #{}, #{b => 1}]) end,
    {Small#{a := 2}, Small#{b => 2}, maps:put(c, 3, Small), maps:update(a, 4, Small), map_size(Large#{x => y}),
     maps:get(x, maps:put(x, z, Large#{x => y})), Bad(fun(Map) -> Map#{b := 2} end),
     Bad(fun(Map) -> Map#{b => 2} end), Bad(fun(Map) -> maps:update(b, 2, Map) end)}.

t_find() ->
    Large = maps:from_list([{{N}, N} || N <- lists:seq(1, ?I(100))]),
    each(fun(Map) -> {maps:find({7}, Map), maps:is_key({7}, Map), maps:find({0}, Map)} end, [Large, #{{7} => 8}, #{}, a]).

t_merge_shared() ->
    Old = maps:from_list([{N, N} || N <- lists:seq(1, ?I(500))]),
    New = lists:foldl(fun(N, Map) -> Map#{N => x, -N => y} end, Old, lists:seq(1, 500, 50)),
    Other = maps:from_list([{integer_to_binary(N), N} || N <- lists:seq(1, 300)]),
    {maps:merge(Old, New) =:= New, maps:merge(New, Old) =:= maps:from_list(maps:to_list(New) ++ maps:to_list(Old)),
     map_size(maps:merge(New, Other)),
     maps:merge(Other, New) =:= maps:from_list(maps:to_list(Other) ++ maps:to_list(New))}.

%% Keys that are hard to tell apart or to order, and some more.
keys(Count) ->
    [1, 1.0, -0.0, 0.0, 0, a, [], {}, <<>>, <<1:3>>, "ab", <<"ab">>, <<"b">>, {1, 2}, {1.0, 2}, 1 bsl 70, #{}, #{a => 1}]
        ++ lists:seq(2, Count).

of_keys(Keys) -> maps:from_list([{Key, {Key}} || Key <- Keys]).

t_from_few() ->
    Keys = keys(?I(20)),
    Lists = [[], [{b, 1}, {a, 2}], [{a, 1}, {a, 2}, {1, x}, {1.0, y}, {a, 3}], [{Key, x} || Key <- Keys],
             [{Key, x} || Key <- Keys ++ Keys], lists:reverse([{Key, Key} || Key <- Keys]),
             [{N, N} || N <- lists:seq(1, 32)], [{N, N} || N <- lists:seq(33, 1, -1)], [{N rem 5, N} || N <- lists:seq(1, 33)],
             [{a, 1} | b], [{a, 1}, b], [{a, 1, 2}], [a], a, {a, 1}],
    each(fun maps:from_list/1, Lists) ++ each(fun(List) -> maps:from_list(List) end, Lists).

t_with() ->
    Maps = [#{}, #{a => 1, b => 2, 1 => x, 1.0 => y}, of_keys(keys(?I(15))), of_keys(keys(?I(40)))],
    Lists = [[], [a], [b, a, b, c], [1], [1.0], [0.0, -0.0, <<"ab">>, "ab"], keys(10), lists:reverse(keys(15)), keys(60),
             lists:duplicate(70, a), [a | b], b],
    {[each(fun(List) -> maps:with(List, Map) end, Lists) || Map <- Maps], each(fun(Map) -> maps:with([a], Map) end, [a, []])}.

t_without() ->
    Maps = [#{}, #{a => 1, b => 2, 1 => x, 1.0 => y}, of_keys(keys(?I(15))), of_keys(keys(?I(40)))],
    Lists = [[], [a], [b, a, b, c], [1], [1.0], [0.0, -0.0, <<"ab">>, "ab"], keys(10), lists:reverse(keys(15)), keys(60),
             lists:duplicate(70, a), [a | b], b],
    {[each(fun(List) -> maps:without(List, Map) end, Lists) || Map <- Maps],
     each(fun(Map) -> maps:without([a], Map) end, [a, []])}.

t_merge_few() ->
    Some = of_keys(keys(?I(5))),
    Maps = [#{}, #{a => 1}, #{a => 2}, #{a => 1, b => 2}, #{b => 3, c => 4}, #{1 => x}, #{1.0 => y}, Some, Some#{a := 2},
            of_keys(lists:seq(1, 20)), of_keys(lists:seq(11, 30)), of_keys(lists:seq(21, 40)), of_keys(lists:seq(1, 40))],
    {[[maps:merge(A, B) || B <- Maps] || A <- Maps], each(fun(Map) -> maps:merge(#{}, Map) end, [a, []]),
     each(fun(Map) -> maps:merge(Map, #{}) end, [a, []])}.

t_listed() ->
    Maps = [of_keys(lists:seq(1, ?I(Size))) || Size <- [0, 1, 32, 33, 128, 129]],
    [{lists:sort(maps:keys(Map)), lists:sort(maps:values(Map)), lists:sort(maps:to_list(Map))} || Map <- Maps] ++
        each(fun maps:keys/1, [a]) ++ each(fun(X) -> maps:values(X) end, [a]) ++ each(fun(X) -> maps:to_list(X) end, [a]) ++
        each(fun(X) -> maps:keys(X) end, [a, #{a => 1}]).

%% What goes over maps, of sizes about those of a batch.
t_iterate() ->
    Maps = [of_keys([{N, x} || N <- lists:seq(1, ?I(Size))]) || Size <- [0, 1, 31, 32, 33, 63, 64, 65, 80, 81, 130, 2000]],
    [{maps:fold(fun({N, _}, {_}, Sum) -> Sum + N end, 0, Map), map_size(maps:map(fun(_, V) -> [V] end, Map)),
      maps:map(fun(_, {Key}) -> {Key} end, Map) =:= Map, map_size(maps:filter(fun({N, _}, _) -> N rem 3 =:= 0 end, Map)),
      length(walk(maps:iterator(Map), []))} || Map <- Maps] ++
        each(fun(X) -> maps:iterator(X) end, [a]) ++ each(fun(X) -> maps:next(X) end, [a, none, {1, 2, none}, {1, 2}]).

%% Short texts, one the beginning of another, and zeros where another has its end.
t_order_of_texts() ->
    Ends = [<<>>, <<0>>, <<0, 0>>, <<1>>, <<255>>, <<"a">>, <<1:1>>, <<0:1>>],
    Texts = [<<(binary:copy(<<"t">>, Size))/binary, End/bits>> || Size <- ?I([0, 1, 6, 7, 8, 9, 15, 16, 17, 63, 64]), End <- Ends],
    Sorted = lists:sort(lists:reverse(Texts)),
    Map = maps:from_keys(Texts, x),
    {Sorted, [{A < B, A =< B, A == B} || A <- lists:sublist(Texts, 30, 20), B <- lists:sublist(Texts, 25, 20)],
     length([T || T <- Texts, is_map_key(T, Map)]), maps:from_keys(lists:sublist(Texts, 32), y),
     [X < Y || X <- [1, a, <<"a">>, 1.0, [], 1 bsl 70], Y <- [<<"b">>, 2, b, 1.5, [a], {}]]}.

t_join_list() ->
    <<_:3, Unaligned/binary>> = ?I(<<0:3, "0123456789">>),
    <<_:8, Cut:5/binary, _/binary>> = ?I(<<"abcdefghijk">>),
    Long = binary:copy(<<"x">>, 60),
    Lists = [[], [<<>>], [<<>>, <<>>], [<<"a">>], [Cut], [Cut, Cut], [Unaligned], [Unaligned, Cut], [Long, <<"1234">>], [Long, <<"12345">>],
             [binary:copy(Long, 9)], lists:duplicate(16, <<"ab">>), lists:duplicate(17, <<"ab">>), [<<1:3>>], [Cut, <<1:3>>],
             [Cut | Cut], [Cut | a], [[Cut], Cut], [97, Cut], [Cut, 98], [Cut, 256], [a], a, Cut, <<1:3>>],
    [each(fun(List) -> list_to_binary(List) end, Lists), each(fun(List) -> iolist_to_binary(List) end, Lists)].

%% Which pairs are the same: binaries of few bits, whose first words are the same or not, and what is none.
t_same_texts() ->
    Long = binary:copy(<<"0123456789">>, ?I(10)),
    <<_:3, Unaligned:3/binary, _/bits>> = ?I(<<0:3, "abcd", 0:5>>),
    <<Apart:9/binary, _/binary>> = ?I(<<"x1234567890">>),
    <<_, Cut/binary>> = ?I(Apart),
    Texts = ?I([<<>>, <<"a">>, <<"b">>, <<"abc">>, Unaligned, <<"abc", 0>>, <<"1234567">>, <<"12345678">>, Cut, Apart,
                <<"123456789">>, <<"12345678a">>, <<"123456789a">>, <<"x12345678">>, <<0>>, <<0, 0>>, <<0:64>>, <<0:65>>,
                <<0:1>>, <<1:1>>, Long, binary:copy(Long), <<Long/binary, "0">>, a, "abc", {<<"abc">>}, 97, 97.0, [],
                make_fun(), #{}]),
    Copies = [copy(Text) || Text <- Texts],
    [[case {One, Other} of
          {Same, Same} -> 1;
          _ -> 0
      end || Other <- Copies] || One <- Texts].

%% Beside constants: of no bits, in one word, of whole words and of some more, outside the heap.
t_constant_texts() ->
    Long = binary:copy(<<"0123456789">>, ?I(10)),
    <<_:3, Unaligned:3/binary, _/bits>> = ?I(<<0:3, "abc", 0:5>>),
    <<Apart:20/binary, _/binary>> = ?I(<<"x12345678901234567890">>),
    <<_, Cut:16/binary, _/binary>> = ?I(Apart),
    <<_:9, Bits:3, _/bits>> = ?I(<<0:9, 5:3, 0:20>>),
    <<Part:64/binary, _/binary>> = ?I(Long),
    Texts = [<<>>, ?I(<<"abc">>), Unaligned, ?I(<<"abd">>), ?I(<<"abc", 0>>), ?I(<<"12345678">>), ?I(<<"12345679">>), Cut,
             ?I(<<"1234567890123456">>), ?I(<<"1234567890123457">>), ?I(<<"2234567890123456">>), <<Cut/binary, "7">>,
             ?I(<<"12345678901234567">>), ?I(<<5:3>>), <<Bits:3>>, ?I(<<4:3>>), ?I(<<5:4>>), Part, binary:copy(Part),
             binary:part(Long, 10, 64), Long, <<Long/binary, "x">>, a, "abc", [], {}, 97, 97.5, 1.0e300, 1 bsl 80, #{}, make_fun()],
    [{[Text =:= <<>>, Text =:= <<"abc">>, Text =:= <<"12345678">>, Text =:= <<"1234567890123456">>,
       <<"12345678901234567">> =:= Text, <<5:3>> =:= Text,
       Text =:= <<"0123456789012345678901234567890123456789012345678901234567890123">>,
       Text =:= <<"01234567890123456789012345678901234567890123456789012345678901234567890123456789">>],
      case Text of
          <<"abc">> -> abc;
          X when X =/= <<"1234567890123456">> -> other;
          _ -> sixteen
      end} || Text <- Texts].

make_fun() -> fun lists:reverse/1.

copy(Text) when is_binary(Text), byte_size(Text) < 20 -> list_to_binary(binary_to_list(Text));
copy(Text) -> Text.

t_is_key() ->
    Maps = [#{}, #{a => 1, <<"b">> => 2, 3 => 4, {5, 6} => 7}, maps:from_list([{N, N} || N <- lists:seq(1, ?I(40))]), a, 1, [a | b]],
    [each(fun(Key) -> {maps:is_key(Key, Map), maps:find(Key, Map)} end, [a, <<"b">>, 3, 3.0, {5, 6}, {5, 7}, 40, 41, none])
     || Map <- Maps].

t_length() ->
    {[length(lists:seq(1, N)) || N <- ?I([0, 1, 2, 127, 128, 129, 1000])], each(fun(X) -> id(erlang:length(X)) end, [a, [a | b], <<>>, {}]),
     each(fun(X) -> erlang:length(X) end, [a, [a | b], lists:seq(1, 127) ++ a, lists:seq(1, 128) ++ a, lists:seq(1, 3)])}.

%% A small part of a large binary that is all of a list does not keep the large one alive.
t_lists_of_one() ->
    Large = binary:copy(<<"0123456789">>, ?I(100)),
    <<Few:20/binary, _/binary>> = ?I(Large),
    [{binary:referenced_byte_size(list_to_binary([Part])), list_to_binary([Part]) =:= Part} || Part <- ?I([Few, Large])].
