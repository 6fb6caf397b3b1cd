%% What micro_bench and micro_count run: each function does its work N times and returns ok.
-module(micro).
-export([calls/1, floats/1, spawns/1, messages/1, messages_large/1, maps_small/1, maps_large/1,
         binaries_build/1, binaries_match/1, etf_encode/1, etf_decode/1, lists/1, exceptions/1]).

calls(N) -> calls(N, 0).
calls(0, Sum) when is_integer(Sum) -> ok;
calls(N, Sum) -> calls(N - 1, (Sum + weight(N)) band 16#ffff).

weight(N) when N rem 3 =:= 0 -> N * 7;
weight(N) -> N div 2.

floats(N) -> floats(N, 1.0).
floats(0, X) when is_float(X) -> ok;
floats(N, X) -> floats(N - 1, X * 0.5 + 1.0 / (X + 1.0)).

spawns(0) -> ok;
spawns(N) ->
    {_, Monitor} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Monitor, process, _, normal} -> spawns(N - 1) end.

messages(N) -> exchange(N, ping).
messages_large(N) -> exchange(N, lists:seq(1, 200)).

exchange(N, Message) ->
    Self = self(),
    {Peer, Monitor} = spawn_monitor(fun() -> echo(Self) end),
    exchange(N, Peer, Message),
    Peer ! stop,
    receive {'DOWN', Monitor, process, _, normal} -> ok end.

exchange(0, _, _) -> ok;
exchange(N, Peer, Message) ->
    Peer ! {self(), Message},
    receive {Peer, _} -> exchange(N - 1, Peer, Message) end.

echo(Parent) ->
    receive
        {Parent, Message} -> Parent ! {self(), Message}, echo(Parent);
        stop -> ok
    end.

maps_small(N) -> maps_small(N, #{a => 0, b => 1, c => 2, d => 3}).
maps_small(0, #{a := _}) -> ok;
maps_small(N, #{a := A, c := C} = Map) -> maps_small(N - 1, Map#{a := C, c := A, b := N}).

maps_large(N) -> maps_large(N, maps:from_list([{I, I} || I <- lists:seq(1, 1000)])).
maps_large(0, Map) when is_map(Map) -> ok;
maps_large(N, Map) ->
    Key = N * 7919 rem 1000 + 1,
    maps_large(N - 1, maps:put(Key, maps:get(Key, Map) + 1, Map)).

binaries_build(N) -> binaries_build(N, <<>>).
binaries_build(0, Bin) when is_binary(Bin) -> ok;
binaries_build(N, Bin) -> binaries_build(N - 1, <<Bin/binary, N:16, (N band 255)>>).

binaries_match(N) -> binaries_match(binary:copy(<<1, 2, 3, 4, 5, 6, 7>>, N), 0).
binaries_match(<<A:16, B:8, C:32/little, Rest/binary>>, Sum) ->
    binaries_match(Rest, (Sum + A + B + C) band 16#ffffff);
binaries_match(<<>>, Sum) when is_integer(Sum) -> ok.

term() ->
    [{I, #{name => <<"item">>, price => I * 1.5, tags => [red, green, blue]}} || I <- lists:seq(1, 20)].

etf_encode(N) -> etf_encode(N, term()).
etf_encode(0, _) -> ok;
etf_encode(N, Term) ->
    true = is_binary(term_to_binary(Term)),
    etf_encode(N - 1, Term).

etf_decode(N) -> etf_decode(N, term_to_binary(term())).
etf_decode(0, _) -> ok;
etf_decode(N, Bin) ->
    [_ | _] = binary_to_term(Bin),
    etf_decode(N - 1, Bin).

lists(N) -> lists(N, [I * 7919 rem 1009 || I <- lists:seq(1, 300)]).
lists(0, _) -> ok;
lists(N, List) ->
    Sorted = lists:sort(List),
    300 = length([X * 2 || X <- lists:reverse(Sorted)]),
    lists(N - 1, List).

exceptions(0) -> ok;
exceptions(N) ->
    try fail(N) catch throw:{no, M} -> exceptions(M - 1) end.

fail(N) when N > 0 -> throw({no, N}).
