%% Process dictionaries that have grown: keys of every kind, erased in every order, stored anew.
-module(dictionary_cases).
-export([t_many_keys/0, t_erase_in_order/0, t_erase_from_the_end/0, t_erase_every_second/0, t_same_hash/0, t_keys_that_compare_equal/0, t_after_erase_all/0, t_collected/0, t_asked_from_outside/0]).

-include("native_calls.hrl").

keys(N) -> [key(I) || I <- lists:seq(1, N)].

key(I) when I rem 5 =:= 0 -> {k, I};
key(I) when I rem 5 =:= 1 -> integer_to_binary(I);
key(I) when I rem 5 =:= 2 -> I * 1.0;
key(I) when I rem 5 =:= 3 -> [I | I bsl 70];
key(I) -> I.

fill(N) -> [put(Key, {value, Key}) || Key <- keys(N)].

right(Keys) -> lists:all(fun(Key) -> get(Key) =:= {value, Key} end, Keys) andalso lists:sort(get()) =:= lists:sort([{Key, {value, Key}} || Key <- Keys])
                   andalso lists:sort(get_keys()) =:= lists:sort(Keys).

t_many_keys() ->
    [begin erase(), fill(N), {N, right(keys(N)), get(no_key), put(key(1), x), put(key(1), {value, key(1)}), lists:usort(fill(N)) =:= lists:usort([{value, Key} || Key <- keys(N)])} end
     || N <- [1, 2, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 129, 1000]].

t_erase_in_order() ->
    fill(100),
    [begin {value, _} = erase(Key), undefined = erase(Key), right(lists:nthtail(I, keys(100))) end || {I, Key} <- lists:zip(lists:seq(1, 100), keys(100))].

t_erase_from_the_end() ->
    fill(100),
    [begin erase(key(I)), right(keys(I - 1)) end || I <- lists:seq(100, 1, -1)].

t_erase_every_second() ->
    fill(200),
    Even = [key(I) || I <- lists:seq(2, 200, 2)],
    [erase(Key) || Key <- Even],
    First = right(keys(200) -- Even),
    [put(Key, {value, Key}) || Key <- Even],
    [First, right(keys(200)), length(erase()), get(), erase(), put(a, b), get()].

%% Atoms made for this, and numbers of one hash in some forms of hashing.
t_same_hash() ->
    Keys = [I bsl 32 || I <- lists:seq(1, 100)],
    [put(Key, {value, Key}) || Key <- Keys],
    [right(Keys), [erase(Key) || Key <- lists:sublist(Keys, 3)], right(lists:nthtail(3, Keys))].

t_keys_that_compare_equal() ->
    fill(40),
    Minus = ?I(0.0) * ?I(-1), % older compilers take the constant for 0.0
    put(0.0, plus), put(Minus, minus), put(0, int), put(1 bsl 70, big), put((1 bsl 70) * 1.0, float),
    [get(0.0), get(Minus), get(0), get(?I(1 bsl 70)), get(?I(1180591620717411303424.0)), erase(Minus), get(0.0), get(Minus)].

t_after_erase_all() ->
    fill(50),
    N = length(erase()),
    fill(3),
    [N, right(keys(3)), [erase(Key) || Key <- keys(3)], get()].

t_collected() ->
    fill(100),
    [erase(key(I)) || I <- lists:seq(1, 30)],
    erlang:garbage_collect(),
    First = right(lists:nthtail(30, keys(100))),
    [erase(key(I)) || I <- lists:seq(31, 60)],
    [put(Key, {value, Key}) || Key <- keys(10)],
    _ = [lists:seq(1, 1000) || _ <- lists:seq(1, 100)],
    erlang:garbage_collect(),
    [First, right(lists:nthtail(60, keys(100)) ++ keys(10))].

t_asked_from_outside() ->
    Self = self(),
    Pid = spawn_link(fun() -> fill(60), [erase(key(I)) || I <- lists:seq(1, 20)], Self ! filled, receive stop -> ok end end),
    receive filled -> ok end,
    {dictionary, Pairs} = process_info(Pid, dictionary),
    Pid ! stop,
    lists:sort(Pairs) =:= lists:sort([{Key, {value, Key}} || Key <- lists:nthtail(20, keys(60))]).
