%% What the hot functions of Gleam's standard library take, each by itself: lines of NAME, a tab, nanoseconds a call.
%% gleam_stdlib's ebin has to be in the code path. scripts/long/stdlib_table runs it on two VMs in turn.
%%
%% Time is the processor's, all threads together, so that what else runs on the machine matters little. A function's is that
%% of the fastest of some rounds, each of so many calls that it takes ROUND or more.
-module(stdlib_bench).
-export([main/0, main/1]).

-define(ROUND, 40).    % ms
-define(WARM_UP, 200). % until a VM has compiled what it will
-define(ROUNDS, 5).

main() -> main([""]).

%% Only those whose name begins so.
main([Prefix]) when is_binary(Prefix) -> main([binary_to_list(Prefix)]);
main([Prefix]) ->
    [io:format("~ts\t~.1f~n", [Name, measure(Fun)]) || {Name, Fun} <- benchmarks(), lists:prefix(Prefix, Name)],
    ok.

measure(Fun) ->
    Calls = warm_up(Fun, 1, spent() + ?WARM_UP),
    lists:min([round_of(Fun, Calls) * 1.0e6 / Calls || _ <- lists:seq(1, ?ROUNDS)]).

spent() -> element(1, erlang:statistics(runtime)).

%% How many calls take a round.
warm_up(Fun, Calls, Until) ->
    Time = round_of(Fun, Calls),
    case spent() >= Until of
        true when Time >= ?ROUND -> Calls;
        _ when Time < ?ROUND -> warm_up(Fun, Calls * 2, Until);
        _ -> warm_up(Fun, Calls, Until)
    end.

round_of(Fun, Calls) ->
    erlang:garbage_collect(),
    Start = spent(),
    repeat(Fun, Calls),
    spent() - Start.

repeat(_, 0) -> ok;
repeat(Fun, Calls) ->
    _ = Fun(),
    repeat(Fun, Calls - 1).

benchmarks() ->
    list() ++ list(10) ++ list(100000) ++ dict() ++ lists:append([dict(N) || N <- [5, 30, 40, 10000]]) ++ string()
        ++ lists:append([string(N) || N <- [1, 10, 2000]]) ++ result() ++ int().

%% --- gleam/list ---------------------------------------------------------------------------------

list() ->
    Numbers = lists:seq(1, 1000),
    Mixed = [(N * 7919) rem 1009 || N <- Numbers],
    Pairs = [{N, N * N} || N <- lists:seq(1, 100)],
    Nested = [lists:seq(1, 10) || _ <- lists:seq(1, 100)],
    Even = fun(N) -> N rem 2 =:= 0 end,
    L = 'gleam@list',
    [{"list.length", fun() -> L:length(Numbers) end},
     {"list.reverse", fun() -> L:reverse(Numbers) end},
     {"list.contains", fun() -> L:contains(Numbers, 1000) end},
     {"list.map", fun() -> L:map(Numbers, fun(N) -> N + 1 end) end},
     {"list.filter", fun() -> L:filter(Numbers, Even) end},
     {"list.filter_map", fun() -> L:filter_map(Numbers, fun(N) when N rem 3 =:= 0 -> {ok, N}; (_) -> {error, nil} end) end},
     {"list.index_map", fun() -> L:index_map(Numbers, fun(N, I) -> N * I end) end},
     {"list.try_map", fun() -> L:try_map(Numbers, fun(N) -> {ok, N} end) end},
     {"list.fold", fun() -> L:fold(Numbers, 0, fun(A, N) -> A + N end) end},
     {"list.fold_right", fun() -> L:fold_right(Numbers, [], fun(A, N) -> [N | A] end) end},
     {"list.fold_until", fun() -> L:fold_until(Numbers, 0, fun(A, N) -> {continue, A + N} end) end},
     {"list.flat_map", fun() -> L:flat_map(Numbers, fun(N) -> [N, N] end) end},
     {"list.flatten", fun() -> L:flatten(Nested) end},
     {"list.append", fun() -> L:append(Numbers, Numbers) end},
     {"list.take", fun() -> L:take(Numbers, 500) end},
     {"list.drop", fun() -> L:drop(Numbers, 500) end},
     {"list.find", fun() -> L:find(Numbers, fun(N) -> N =:= 900 end) end},
     {"list.all", fun() -> L:all(Numbers, fun(N) -> N > 0 end) end},
     {"list.any", fun() -> L:any(Numbers, fun(N) -> N > 990 end) end},
     {"list.zip", fun() -> L:zip(Numbers, Numbers) end},
     {"list.unzip", fun() -> L:unzip(Pairs) end},
     {"list.sort", fun() -> L:sort(Mixed, fun 'gleam@int':compare/2) end},
     {"list.unique", fun() -> L:unique(lists:sublist(Mixed, 200)) end},
     {"list.group", fun() -> L:group(Numbers, fun(N) -> N rem 10 end) end},
     {"list.partition", fun() -> L:partition(Numbers, Even) end},
     {"list.intersperse", fun() -> L:intersperse(Numbers, 0) end},
     {"list.key_find", fun() -> L:key_find(Pairs, 90) end},
     {"list.repeat", fun() -> L:repeat(x, 1000) end},
     {"list.each", fun() -> L:each(Numbers, fun(N) -> N end) end},
     {"list.split_while", fun() -> L:split_while(Numbers, fun(N) -> N < 500 end) end},
     {"list.window", fun() -> L:window(lists:sublist(Numbers, 200), 5) end},
     {"list.chunk", fun() -> L:chunk(Numbers, fun(N) -> N div 5 end) end},
     {"list.sized_chunk", fun() -> L:sized_chunk(Numbers, 8) end},
     {"list.reduce", fun() -> L:reduce(Numbers, fun(A, B) -> A + B end) end},
     {"list.scan", fun() -> L:scan(Numbers, 0, fun(A, N) -> A + N end) end},
     {"list.last", fun() -> L:last(Numbers) end},
     {"list.combination_pairs", fun() -> L:combination_pairs(lists:seq(1, 40)) end},
     {"list.transpose", fun() -> L:transpose(Nested) end},
     {"list.count", fun() -> L:count(Numbers, Even) end},
     {"list.is_empty", fun() -> L:is_empty(Numbers) end},
     {"list.first", fun() -> L:first(Numbers) end},
     {"list.rest", fun() -> L:rest(Numbers) end},
     {"list.map2", fun() -> L:map2(Numbers, Numbers, fun(A, B) -> A + B end) end},
     {"list.map_fold", fun() -> L:map_fold(Numbers, 0, fun(A, N) -> {A + N, N + 1} end) end},
     {"list.index_fold", fun() -> L:index_fold(Numbers, 0, fun(A, N, I) -> A + N * I end) end},
     {"list.try_fold", fun() -> L:try_fold(Numbers, 0, fun(A, N) -> {ok, A + N} end) end},
     {"list.try_each", fun() -> L:try_each(Numbers, fun(_) -> {ok, nil} end) end},
     {"list.find_map", fun() -> L:find_map(Numbers, fun(900) -> {ok, x}; (_) -> {error, nil} end) end},
     {"list.take_while", fun() -> L:take_while(Numbers, fun(N) -> N < 500 end) end},
     {"list.drop_while", fun() -> L:drop_while(Numbers, fun(N) -> N < 500 end) end},
     {"list.split", fun() -> L:split(Numbers, 500) end},
     {"list.strict_zip", fun() -> L:strict_zip(Numbers, Numbers) end},
     {"list.key_filter", fun() -> L:key_filter(Pairs, 90) end},
     {"list.key_pop", fun() -> L:key_pop(Pairs, 90) end},
     {"list.key_set", fun() -> L:key_set(Pairs, 90, x) end},
     {"list.window_by_2", fun() -> L:window_by_2(Numbers) end},
     {"list.interleave", fun() -> L:interleave(Nested) end},
     {"list.permutations", fun() -> L:permutations([1, 2, 3, 4, 5]) end},
     {"list.combinations", fun() -> L:combinations(lists:seq(1, 12), 3) end},
     {"list.max", fun() -> L:max(Mixed, fun 'gleam@int':compare/2) end},
     {"list.sample", fun() -> L:sample(Numbers, 20) end},
     {"list.shuffle", fun() -> L:shuffle(Numbers) end}].

%% The same with short or long lists.
list(Count) ->
    Numbers = lists:seq(1, Count),
    Mixed = [(N * 7919) rem 1009 || N <- Numbers],
    Texts = [integer_to_binary(N) || N <- Mixed],
    Nested = lists:duplicate(Count div 10 + 1, lists:seq(1, 10)),
    Even = fun(N) -> N rem 2 =:= 0 end,
    L = 'gleam@list',
    sized(Count,
    [{"list.length", fun() -> L:length(Numbers) end},
     {"list.reverse", fun() -> L:reverse(Numbers) end},
     {"list.contains", fun() -> L:contains(Numbers, Count) end},
     {"list.contains texts", fun() -> L:contains(Texts, <<"none of them">>) end},
     {"list.map", fun() -> L:map(Numbers, fun(N) -> N + 1 end) end},
     {"list.filter", fun() -> L:filter(Numbers, Even) end},
     {"list.filter_map", fun() -> L:filter_map(Numbers, fun(N) -> {ok, N} end) end},
     {"list.index_map", fun() -> L:index_map(Numbers, fun(N, I) -> {N, I} end) end},
     {"list.fold", fun() -> L:fold(Numbers, 0, fun(A, N) -> A + N end) end},
     {"list.fold_right", fun() -> L:fold_right(Numbers, [], fun(A, N) -> [N | A] end) end},
     {"list.flat_map", fun() -> L:flat_map(Numbers, fun(N) -> [N, N] end) end},
     {"list.flatten", fun() -> L:flatten(Nested) end},
     {"list.append", fun() -> L:append(Numbers, Numbers) end},
     {"list.take", fun() -> L:take(Numbers, Count div 2) end},
     {"list.zip", fun() -> L:zip(Numbers, Mixed) end},
     {"list.unzip", fun() -> L:unzip([{N, N} || N <- Numbers]) end},
     {"list.sort", fun() -> L:sort(Mixed, fun 'gleam@int':compare/2) end},
     {"list.sort texts", fun() -> L:sort(Texts, fun 'gleam@string':compare/2) end},
     {"list.unique", fun() -> L:unique(Mixed) end},
     {"list.unique texts", fun() -> L:unique(Texts) end},
     {"list.group", fun() -> L:group(Mixed, fun(N) -> N rem 100 end) end},
     {"list.partition", fun() -> L:partition(Numbers, Even) end},
     {"list.intersperse", fun() -> L:intersperse(Numbers, 0) end},
     {"list.window", fun() -> L:window(Numbers, 3) end},
     {"list.chunk", fun() -> L:chunk(Numbers, fun(N) -> N div 5 end) end},
     {"list.sized_chunk", fun() -> L:sized_chunk(Numbers, 3) end},
     {"list.shuffle", fun() -> L:shuffle(Numbers) end},
     {"list.transpose", fun() -> L:transpose(Nested) end}]).

sized(Count, Rows) -> [{Name ++ " (" ++ integer_to_list(Count) ++ ")", Fun} || {Name, Fun} <- Rows].

%% --- gleam/dict ---------------------------------------------------------------------------------

dict() ->
    D = 'gleam@dict',
    Pairs = [{N, N * N} || N <- lists:seq(1, 1000)],
    Texts = [{integer_to_binary(N), N} || N <- lists:seq(1, 1000)],
    Numbers = D:from_list(Pairs),
    Named = D:from_list(Texts),
    Small = D:from_list(lists:sublist(Pairs, 8)),
    Keys = lists:seq(1, 1000, 10),
    [{"dict.from_list", fun() -> D:from_list(Pairs) end},
     {"dict.to_list", fun() -> D:to_list(Numbers) end},
     {"dict.size", fun() -> D:size(Numbers) end},
     {"dict.get", fun() -> [D:get(Numbers, K) || K <- Keys] end},
     {"dict.get (texts)", fun() -> [D:get(Named, K) || {K, _} <- Texts] end},
     {"dict.get (8 keys)", fun() -> [D:get(Small, K) || K <- [1, 3, 5, 7, 9]] end},
     {"dict.has_key", fun() -> [D:has_key(Numbers, K) || K <- Keys] end},
     {"dict.insert", fun() -> L = [D:insert(Numbers, K, x) || K <- Keys], length(L) end},
     {"dict.insert (new)", fun() -> lists:foldl(fun({K, V}, A) -> D:insert(A, K, V) end, D:new(), Texts) end},
     {"dict.insert (8 keys)", fun() -> lists:foldl(fun(K, A) -> D:insert(A, K, K) end, D:new(), [1, 2, 3, 4, 5, 6, 7, 8]) end},
     {"dict.delete", fun() -> lists:foldl(fun(K, A) -> D:delete(A, K) end, Numbers, Keys) end},
     {"dict.upsert", fun() -> lists:foldl(fun(K, A) -> D:upsert(A, K rem 50, fun({some, N}) -> N + 1; (none) -> 1 end) end, D:new(), lists:seq(1, 500)) end},
     {"dict.fold", fun() -> D:fold(Numbers, 0, fun(A, _, V) -> A + V end) end},
     {"dict.map_values", fun() -> D:map_values(Numbers, fun(_, V) -> V + 1 end) end},
     {"dict.filter", fun() -> D:filter(Numbers, fun(K, _) -> K rem 2 =:= 0 end) end},
     {"dict.keys", fun() -> D:keys(Numbers) end},
     {"dict.values", fun() -> D:values(Numbers) end},
     {"dict.merge", fun() -> D:merge(Numbers, Named) end},
     {"dict.take", fun() -> D:take(Numbers, Keys) end},
     {"dict.combine", fun() -> D:combine(Numbers, Small, fun(A, B) -> A + B end) end},
     {"dict.combine (itself)", fun() -> D:combine(Numbers, Numbers, fun(A, B) -> A + B end) end},
     {"dict.drop", fun() -> D:drop(Numbers, Keys) end},
     {"dict.each", fun() -> D:each(Numbers, fun(_, V) -> V end) end},
     {"dict.is_empty", fun() -> D:is_empty(Numbers) end},
     {"dict.group", fun() -> D:group(fun(N) -> N rem 10 end, Keys) end}].

%% The same with few or many keys, numbers and texts.
dict(Count) ->
    D = 'gleam@dict',
    Pairs = [{N, N * N} || N <- lists:seq(1, Count)],
    Texts = [{integer_to_binary(N), N} || N <- lists:seq(1, Count)],
    Numbers = D:from_list(Pairs),
    Named = D:from_list(Texts),
    Keys = [K || {K, _} <- Pairs],
    Names = [K || {K, _} <- Texts],
    Some = [K || K <- Keys, K rem 3 =:= 0],
    sized(Count,
    [{"dict.from_list", fun() -> D:from_list(Pairs) end},
     {"dict.from_list texts", fun() -> D:from_list(Texts) end},
     {"dict.to_list", fun() -> D:to_list(Numbers) end},
     {"dict.get", fun() -> [D:get(Numbers, K) || K <- Keys] end},
     {"dict.get texts", fun() -> [D:get(Named, K) || K <- Names] end},
     {"dict.get missing", fun() -> [D:get(Named, K) || K <- Keys] end},
     {"dict.has_key", fun() -> [D:has_key(Numbers, K) || K <- Keys] end},
     {"dict.insert", fun() -> [D:insert(Numbers, K, x) || K <- Keys] end},
     {"dict.insert new", fun() -> lists:foldl(fun(K, A) -> D:insert(A, K, K) end, D:new(), Keys) end},
     {"dict.insert texts", fun() -> lists:foldl(fun(K, A) -> D:insert(A, K, K) end, D:new(), Names) end},
     {"dict.delete", fun() -> lists:foldl(fun(K, A) -> D:delete(A, K) end, Numbers, Keys) end},
     {"dict.delete texts", fun() -> lists:foldl(fun(K, A) -> D:delete(A, K) end, Named, Names) end},
     {"dict.upsert", fun() -> lists:foldl(fun(K, A) -> D:upsert(A, K, fun({some, N}) -> N + 1; (none) -> 1 end) end, Numbers, Keys) end},
     {"dict.fold", fun() -> D:fold(Numbers, 0, fun(A, _, V) -> A + V end) end},
     {"dict.map_values", fun() -> D:map_values(Numbers, fun(_, V) -> V + 1 end) end},
     {"dict.filter", fun() -> D:filter(Numbers, fun(K, _) -> K rem 2 =:= 0 end) end},
     {"dict.keys", fun() -> D:keys(Numbers) end},
     {"dict.values", fun() -> D:values(Numbers) end},
     {"dict.merge", fun() -> D:merge(Numbers, Named) end},
     {"dict.merge itself", fun() -> D:merge(Numbers, Numbers) end},
     {"dict.take", fun() -> D:take(Numbers, Some) end},
     {"dict.drop", fun() -> D:drop(Numbers, Some) end},
     {"dict.each", fun() -> D:each(Numbers, fun(_, V) -> V end) end},
     {"dict.group", fun() -> D:group(fun(N) -> N rem Count end, Keys) end},
     {"dict.combine", fun() -> D:combine(Numbers, Named, fun(A, B) -> A + B end) end},
     {"dict.combine itself", fun() -> D:combine(Numbers, Numbers, fun(A, B) -> A + B end) end}]).

%% --- gleam/string -------------------------------------------------------------------------------

string() ->
    S = 'gleam@string',
    Text = binary:copy(<<"The quick brown fox jumps over the lazy dog. ">>, 20),
    Wide = unicode:characters_to_binary(lists:append(lists:duplicate(20, "Zwölf Boxkämpfer jagen Виктор über den großen Sylter Deich. "))),
    Words = binary:split(Text, <<" ">>, [global]),
    [{"string.length", fun() -> S:length(Text) end},
     {"string.length (wide)", fun() -> S:length(Wide) end},
     {"string.byte_size", fun() -> S:byte_size(Text) end},
     {"string.reverse", fun() -> S:reverse(Text) end},
     {"string.lowercase", fun() -> S:lowercase(Text) end},
     {"string.uppercase", fun() -> S:uppercase(Text) end},
     {"string.uppercase (wide)", fun() -> S:uppercase(Wide) end},
     {"string.replace", fun() -> S:replace(Text, <<"fox">>, <<"cat">>) end},
     {"string.split", fun() -> S:split(Text, <<" ">>) end},
     {"string.split_once", fun() -> S:split_once(Text, <<"dog">>) end},
     {"string.contains", fun() -> S:contains(Text, <<"lazy cat">>) end},
     {"string.starts_with", fun() -> S:starts_with(Text, <<"The quick">>) end},
     {"string.ends_with", fun() -> S:ends_with(Text, <<"dog. ">>) end},
     {"string.slice", fun() -> S:slice(Text, 100, 50) end},
     {"string.drop_start", fun() -> S:drop_start(Text, 100) end},
     {"string.drop_end", fun() -> S:drop_end(Text, 100) end},
     {"string.crop", fun() -> S:crop(Text, <<"lazy">>) end},
     {"string.append", fun() -> S:append(Text, Text) end},
     {"string.concat", fun() -> S:concat(Words) end},
     {"string.join", fun() -> S:join(Words, <<", ">>) end},
     {"string.repeat", fun() -> S:repeat(<<"ab">>, 200) end},
     {"string.pad_start", fun() -> S:pad_start(<<"17">>, 20, <<"0">>) end},
     {"string.pad_end", fun() -> S:pad_end(<<"17">>, 20, <<" ">>) end},
     {"string.trim", fun() -> S:trim(<<"   some words   ">>) end},
     {"string.to_graphemes", fun() -> S:to_graphemes(Text) end},
     {"string.to_graphemes (wide)", fun() -> S:to_graphemes(Wide) end},
     {"string.pop_grapheme", fun() -> S:pop_grapheme(Text) end},
     {"string.to_utf_codepoints", fun() -> S:to_utf_codepoints(Text) end},
     {"string.compare", fun() -> S:compare(Text, Wide) end},
     {"string.first", fun() -> S:first(Text) end},
     {"string.last", fun() -> S:last(<<"a few words">>) end},
     {"string.capitalise", fun() -> S:capitalise(<<"a few words">>) end},
     {"string.inspect", fun() -> S:inspect({user, <<"Lucy">>, [1, 2.5, true], {some, nil}}) end},
     {"string.is_empty", fun() -> S:is_empty(Text) end},
     {"string.remove_prefix", fun() -> S:remove_prefix(Text, <<"The quick">>) end},
     {"string.remove_suffix", fun() -> S:remove_suffix(Text, <<"dog. ">>) end},
     {"string.to_option", fun() -> S:to_option(Text) end},
     {"string.from_utf_codepoints", fun() -> S:from_utf_codepoints(lists:seq(32, 126)) end},
     {"string.utf_codepoint", fun() -> S:utf_codepoint(960) end},
     {"string.utf_codepoint_to_int", fun() -> S:utf_codepoint_to_int(960) end},
     {"string.inspect (list)", fun() -> S:inspect(lists:seq(1, 100)) end},
     {"string.inspect (texts)", fun() -> S:inspect(Words) end}].

%% The same with short or long texts: so many words.
string(Count) ->
    S = 'gleam@string',
    Text = binary:copy(<<"Lorem ">>, Count),
    Same = binary:copy(<<"Lorem ">>, Count),
    Words = lists:duplicate(Count, <<"Lorem">>),
    sized(Count,
    [{"string.length", fun() -> S:length(Text) end},
     {"string.reverse", fun() -> S:reverse(Text) end},
     {"string.lowercase", fun() -> S:lowercase(Text) end},
     {"string.uppercase", fun() -> S:uppercase(Text) end},
     {"string.compare", fun() -> S:compare(Text, Same) end},
     {"string.slice", fun() -> S:slice(Text, 2, 3) end},
     {"string.slice end", fun() -> S:slice(Text, -4, 2) end},
     {"string.crop", fun() -> S:crop(Text, <<"rem">>) end},
     {"string.drop_start", fun() -> S:drop_start(Text, 3) end},
     {"string.drop_end", fun() -> S:drop_end(Text, 3) end},
     {"string.contains", fun() -> S:contains(Text, <<"ipsum">>) end},
     {"string.starts_with", fun() -> S:starts_with(Text, <<"Lo">>) end},
     {"string.ends_with", fun() -> S:ends_with(Text, <<"em ">>) end},
     {"string.split", fun() -> S:split(Text, <<" ">>) end},
     {"string.split letters", fun() -> S:split(Text, <<>>) end},
     {"string.split_once", fun() -> S:split_once(Text, <<" ">>) end},
     {"string.replace", fun() -> S:replace(Text, <<"r">>, <<"l">>) end},
     {"string.append", fun() -> S:append(Text, Same) end},
     {"string.append short", fun() -> S:append(Text, <<"!">>) end},
     {"string.concat", fun() -> S:concat(Words) end},
     {"string.join", fun() -> S:join(Words, <<", ">>) end},
     {"string.repeat", fun() -> S:repeat(<<"Lorem">>, Count) end},
     {"string.pad_start", fun() -> S:pad_start(Text, 6 * Count + 5, <<".">>) end},
     {"string.pad_end", fun() -> S:pad_end(Text, 6 * Count + 5, <<".">>) end},
     {"string.trim", fun() -> S:trim(Text) end},
     {"string.trim_start", fun() -> S:trim_start(Text) end},
     {"string.trim_end", fun() -> S:trim_end(Text) end},
     {"string.to_graphemes", fun() -> S:to_graphemes(Text) end},
     {"string.to_utf_codepoints", fun() -> S:to_utf_codepoints(Text) end},
     {"string.pop_grapheme", fun() -> S:pop_grapheme(Text) end},
     {"string.first", fun() -> S:first(Text) end},
     {"string.last", fun() -> S:last(Text) end},
     {"string.capitalise", fun() -> S:capitalise(Text) end},
     {"string.remove_prefix", fun() -> S:remove_prefix(Text, <<"Lo">>) end},
     {"string.remove_suffix", fun() -> S:remove_suffix(Text, <<"em ">>) end},
     {"string.inspect", fun() -> S:inspect(Text) end}]).

%% --- gleam/result -------------------------------------------------------------------------------

result() ->
    R = 'gleam@result',
    Ok = {ok, 1},
    Error = {error, nil},
    Results = [{ok, N} || N <- lists:seq(1, 200)],
    Add = fun(N) -> N + 1 end,
    Times = lists:seq(1, 100),
    [{"result.map", fun() -> [R:map(Ok, Add) || _ <- Times] end},
     {"result.map_error", fun() -> [R:map_error(Error, fun(_) -> x end) || _ <- Times] end},
     {"result.try", fun() -> [R:'try'(Ok, fun(N) -> {ok, N + 1} end) || _ <- Times] end},
     {"result.unwrap", fun() -> [R:unwrap(Error, 0) || _ <- Times] end},
     {"result.lazy_unwrap", fun() -> [R:lazy_unwrap(Error, fun() -> 0 end) || _ <- Times] end},
     {"result.is_ok", fun() -> [R:is_ok(Ok) || _ <- Times] end},
     {"result.or", fun() -> [R:'or'(Error, Ok) || _ <- Times] end},
     {"result.replace_error", fun() -> [R:replace_error(Error, x) || _ <- Times] end},
     {"result.all", fun() -> R:all(Results) end},
     {"result.values", fun() -> R:values(Results) end},
     {"result.partition", fun() -> R:partition(Results) end},
     {"result.is_error", fun() -> [R:is_error(Ok) || _ <- Times] end},
     {"result.flatten", fun() -> [R:flatten({ok, Ok}) || _ <- Times] end},
     {"result.lazy_or", fun() -> [R:lazy_or(Error, fun() -> Ok end) || _ <- Times] end},
     {"result.try_recover", fun() -> [R:try_recover(Error, fun(_) -> {ok, 1} end) || _ <- Times] end},
     {"result.replace", fun() -> [R:replace(Ok, x) || _ <- Times] end},
     {"result.unwrap_error", fun() -> [R:unwrap_error(Ok, x) || _ <- Times] end},
     {"result.map (error)", fun() -> [R:map(Error, Add) || _ <- Times] end},
     {"result.map_error (ok)", fun() -> [R:map_error(Ok, Add) || _ <- Times] end},
     {"result.try (error)", fun() -> [R:'try'(Error, Add) || _ <- Times] end}].

%% --- gleam/int ----------------------------------------------------------------------------------

int() ->
    I = 'gleam@int',
    Numbers = lists:seq(1, 100),
    Texts = [integer_to_binary(N * 12345) || N <- Numbers],
    [{"int.parse", fun() -> [I:parse(T) || T <- Texts] end},
     {"int.base_parse", fun() -> [I:base_parse(T, 16) || T <- Texts] end},
     {"int.to_string", fun() -> [I:to_string(N * 12345) || N <- Numbers] end},
     {"int.to_base16", fun() -> [I:to_base16(N * 12345) || N <- Numbers] end},
     {"int.to_base2", fun() -> [I:to_base2(N) || N <- Numbers] end},
     {"int.to_float", fun() -> [I:to_float(N) || N <- Numbers] end},
     {"int.absolute_value", fun() -> [I:absolute_value(-N) || N <- Numbers] end},
     {"int.clamp", fun() -> [I:clamp(N, 10, 90) || N <- Numbers] end},
     {"int.compare", fun() -> [I:compare(N, 50) || N <- Numbers] end},
     {"int.min", fun() -> [I:min(N, 50) || N <- Numbers] end},
     {"int.max", fun() -> [I:max(N, 50) || N <- Numbers] end},
     {"int.is_even", fun() -> [I:is_even(N) || N <- Numbers] end},
     {"int.sum", fun() -> I:sum(Numbers) end},
     {"int.product", fun() -> I:product([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) end},
     {"int.power", fun() -> [I:power(N, 2.0) || N <- Numbers] end},
     {"int.divide", fun() -> [I:divide(N, 7) || N <- Numbers] end},
     {"int.modulo", fun() -> [I:modulo(-N, 7) || N <- Numbers] end},
     {"int.floor_divide", fun() -> [I:floor_divide(-N, 7) || N <- Numbers] end},
     {"int.range", fun() -> I:range(1, 1000, 0, fun(A, N) -> A + N end) end},
     {"int.random", fun() -> [I:random(N) || N <- Numbers] end},
     {"int.parse (short)", fun() -> [I:parse(T) || T <- [<<"0">>, <<"7">>, <<"-42">>, <<"100">>, <<"+5">>]] end},
     {"int.parse (not a number)", fun() -> [I:parse(T) || T <- [<<"">>, <<"x">>, <<"12 ">>, <<"1.5">>, <<"-">>]] end},
     {"int.parse (long)", fun() -> I:parse(<<"123456789012345678901234567890">>) end},
     {"int.to_string (short)", fun() -> [I:to_string(N) || N <- Numbers] end},
     {"int.to_string (long)", fun() -> I:to_string(123456789012345678901234567890) end},
     {"int.to_base8", fun() -> [I:to_base8(N * 12345) || N <- Numbers] end},
     {"int.to_base36", fun() -> [I:to_base36(N * 12345) || N <- Numbers] end},
     {"int.to_base_string", fun() -> [I:to_base_string(N * 12345, 7) || N <- Numbers] end},
     {"int.square_root", fun() -> [I:square_root(N) || N <- Numbers] end},
     {"int.is_odd", fun() -> [I:is_odd(N) || N <- Numbers] end},
     {"int.negate", fun() -> [I:negate(N) || N <- Numbers] end},
     {"int.remainder", fun() -> [I:remainder(N, 7) || N <- Numbers] end},
     {"int.add", fun() -> [I:add(N, 7) || N <- Numbers] end},
     {"int.multiply", fun() -> [I:multiply(N, 7) || N <- Numbers] end},
     {"int.subtract", fun() -> [I:subtract(N, 7) || N <- Numbers] end},
     {"int.bitwise_and", fun() -> [I:bitwise_and(N, 7) || N <- Numbers] end},
     {"int.bitwise_or", fun() -> [I:bitwise_or(N, 7) || N <- Numbers] end},
     {"int.bitwise_exclusive_or", fun() -> [I:bitwise_exclusive_or(N, 7) || N <- Numbers] end},
     {"int.bitwise_not", fun() -> [I:bitwise_not(N) || N <- Numbers] end},
     {"int.bitwise_shift_left", fun() -> [I:bitwise_shift_left(N, 7) || N <- Numbers] end},
     {"int.bitwise_shift_right", fun() -> [I:bitwise_shift_right(N, 2) || N <- Numbers] end},
     {"int.multiply (large)", fun() -> [I:multiply(N, 16#fffffffffffffff) || N <- Numbers] end},
     {"int.sum (large)", fun() -> I:sum([N bsl 60 || N <- Numbers]) end}].
