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

benchmarks() -> list() ++ dict() ++ string() ++ result() ++ int().

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
     {"list.transpose", fun() -> L:transpose(Nested) end}].

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
     {"dict.combine", fun() -> D:combine(Numbers, Small, fun(A, B) -> A + B end) end}].

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
     {"string.inspect", fun() -> S:inspect({user, <<"Lucy">>, [1, 2.5, true], {some, nil}}) end}].

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
     {"result.partition", fun() -> R:partition(Results) end}].

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
     {"int.random", fun() -> [I:random(N) || N <- Numbers] end}].
