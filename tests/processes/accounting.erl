%% Every message is accounted for: nodes send to each other at random, and end now and then while others
%% send to them. Each message arrives exactly once, in order for each pair of processes, and whole.
%%
%% main(Nodes, Messages, MostBytes, Seed) prints what was sent and what was wrong. MostBytes: of one message
%% in a thousand; the others have 1 to 4,096 bytes. What is drawn depends on the seed, a node and
%% its incarnation; how they interleave differs from run to run.
%%
%% A node's incarnation is a process. It numbers what it sends to each incarnation of another: the
%% receiver must see 1, 2, 3 ... without a gap. A process that ends leaves messages unread, which are counted
%% as dropped; what it had read must have been the beginning of each sequence. In the end all that live tell each
%% other how much they have sent, and each must have got exactly that.
-module(accounting).
-export([main/4, node/5]).

%% Indices of the counters that all share.
-define(SENT, 1).
-define(RECEIVED, 2).
-define(BYTES, 3).
-define(COLLECTIONS, 4).
-define(PARKED, 5).
-define(LARGE, 6).

main(Nodes, Messages, Most, Seed) ->
    Start = erlang:monotonic_time(millisecond),
    Totals = atomics:new(6, [{signed, false}]),
    Plan = {Nodes, Messages, Most, Seed, pool(Most)},
    Live = maps:from_list([{I, spawn_node(I, 0, Plan, Totals)} || I <- lists:seq(1, Nodes)]),
    tell_all(Live, Live),
    State = supervise(#{live => Live, plan => Plan, totals => Totals, faults => [], ended => 0, killed => 0,
                        done => #{}, dying => [], random => random(Seed, 0, 0), partial => []}),
    #{live := Last, faults := Faults0} = State,
    [Pid ! finish || {_, Pid, _} <- maps:values(Last)],
    {Reports, Faults1} = reports(maps:size(Last), #{}, Faults0),
    Faults = more_than_sent(maps:get(partial, State), Reports) ++ Faults1,
    [Sent, Received, Bytes, Collections, Parked, Large] = [atomics:get(Totals, N) || N <- lists:seq(1, 6)],
    print("seed ", Seed),
    print("processes ", Nodes),
    print("sent ", Sent),
    print("received ", Received),
    print("dropped with their receivers ", Sent - Received),
    print("bytes ", Bytes),
    print("of more than 4096 bytes ", Large),
    print("ended by themselves ", maps:get(ended, State)),
    print("killed ", maps:get(killed, State)),
    print("collections asked for ", Collections),
    print("times parked ", Parked),
    print("milliseconds ", erlang:monotonic_time(millisecond) - Start),
    print("faults ", length(Faults)),
    [erlang:display(Fault) || Fault <- lists:sublist(Faults, 10)],
    case Faults of
        [] -> ok;
        _ -> halt(1)
    end.

print(Text, N) -> erlang:display_string(Text ++ integer_to_list(N) ++ "\n").

%% --- The main process: it starts nodes anew and says to all where they are ---------------------------

spawn_node(I, Inc, Plan, Totals) ->
    {Pid, Ref} = spawn_monitor(?MODULE, node, [self(), I, Inc, Plan, Totals]),
    {Inc, Pid, Ref}.

tell_all(Live, Which) ->
    Places = [{I, Inc, Pid} || {I, {Inc, Pid, _}} <- maps:to_list(Which)],
    [Pid ! {places, Places} || {_, Pid, _} <- maps:values(Live)].

%% Until all nodes are done and none is about to end.
supervise(#{done := Done, live := Live, dying := []} = State) when map_size(Done) =:= map_size(Live) -> State;
supervise(#{faults := [_, _, _, _, _, _, _, _, _, _ | _] = Faults}) ->
    [erlang:display(Fault) || Fault <- Faults],
    halt(1);
supervise(#{live := Live, plan := Plan, totals := Totals, done := Done} = State) ->
    receive
        {done, I, Inc} -> supervise(State#{done := Done#{I => Inc}});
        {fault, Fault} -> supervise(State#{faults := [Fault | maps:get(faults, State)]});
        kill_one -> supervise(kill_one(State));
        {ending, Key, From} ->
            #{ended := Ended, partial := Partial} = State,
            supervise(State#{ended := Ended + 1, partial := [{Key, From} | Partial]});
        {'DOWN', _, process, Pid, Reason} ->
            [{I, Inc}] = [{I, Inc} || {I, {Inc, P, _}} <- maps:to_list(Live), P =:= Pid],
            Faults = [{died, I, Inc, Reason} || Reason =/= killed, Reason =/= ended] ++ maps:get(faults, State),
            New = spawn_node(I, Inc + 1, Plan, Totals),
            {_, NewPid, _} = New,
            tell_all(maps:remove(I, Live), #{I => New}),
            NewPid ! {places, [{J, N, P} || {J, {N, P, _}} <- maps:to_list(Live#{I := New})]},
            supervise(State#{live := Live#{I := New}, done := maps:remove(I, Done), faults := Faults,
                            dying := lists:delete(Pid, maps:get(dying, State))})
    end.

%% One of them, done or not; never when all have been told to finish.
kill_one(#{live := Live, random := S, killed := Killed, dying := Dying} = State) ->
    {_, Pid, _} = maps:get(S rem map_size(Live) + 1, Live),
    case lists:member(Pid, Dying) of
        false ->
            exit(Pid, kill),
            State#{random := next(S), killed := Killed + 1, dying := [Pid | Dying]};
        true -> State#{random := next(S)}
    end.

reports(0, Reports, Faults) ->
    receive
        {fault, Fault} -> reports(0, Reports, [Fault | Faults])
    after 0 -> {Reports, Faults}
    end;
reports(Left, Reports, Faults) ->
    receive
        {report, Key, Sent} -> reports(Left - 1, Reports#{Key => Sent}, Faults);
        {fault, Fault} -> reports(Left, Reports, [Fault | Faults]);
        {'DOWN', _, process, Pid, Reason} -> reports(Left - 1, Reports, [{died_late, Pid, Reason} | Faults])
    after 120000 -> {Reports, [{silent, Left} | Faults]}
    end.

%% What processes that have ended had read of those that live.
more_than_sent(Partial, Reports) ->
    [{more_than_sent, Key, From, Got} ||
        {Key, Read} <- Partial, {From, Got} <- maps:to_list(Read), maps:is_key(From, Reports),
        Got > maps:get(Key, maps:get(From, Reports), 0)].

%% --- A node ----------------------------------------------------------------------------------------

-record(node, {main, key, index, places = #{}, plan, totals, random, to = #{}, from = #{}, kept = []}).

node(Main, I, Inc, {_, _, _, Seed, _} = Plan, Totals) ->
    receive
        {places, Places} ->
            loop(put_places(Places, #node{main = Main, key = {I, Inc}, index = I, plan = Plan, totals = Totals,
                                          random = random(Seed, I, Inc)}))
    end.

%% One message in so many is followed by the end of its sender, and one by the end of another.
ends({_, Messages, _, _, _}) -> max(100, min(20000, Messages div 50)).

%% Bytes that payloads are cut from.
pool(Most) ->
    Some = << <<(X * X bxor X)>> || X <- lists:seq(1, 4099)>>,
    binary:copy(Some, max(2, Most div 4099 + 1)).

put_places(Places, #node{places = Known} = Node) ->
    Node#node{places = lists:foldl(fun({I, Inc, Pid}, All) -> All#{I => {Inc, Pid}} end, Known, Places)}.

loop(#node{plan = {_, Messages, _, _, _}, totals = Totals} = Node) ->
    case atomics:get(Totals, ?SENT) >= Messages of
        true ->
            {I, Inc} = Node#node.key,
            Node#node.main ! {done, I, Inc},
            idle(Node);
        false -> behave(send(Node))
    end.

%% Between two messages: read some, sleep until there is one, collect, fill the heap, end.
behave(#node{random = S0, plan = Plan} = Node) ->
    S1 = next(S0),
    S = next(S1),
    Node1 = Node#node{random = S},
    case S1 rem ends(Plan) of
        0 -> ending(Node1);
        1 -> Node#node.main ! kill_one;
        _ -> ok
    end,
    case S rem 20011 of
        N when N < 80 ->
            erlang:garbage_collect(),
            atomics:add(Node1#node.totals, ?COLLECTIONS, 1),
            loop(Node1);
        N when N < 100 ->
            {_, Pid} = maps:get(next(S) rem maps:size(Node1#node.places) + 1, Node1#node.places),
            _ = erlang:garbage_collect(Pid, [{async, collected}]),
            atomics:add(Node1#node.totals, ?COLLECTIONS, 1),
            loop(Node1);
        N when N < 1000 -> loop(park(Node1));
        N when N < 1400 -> loop(fill(Node1));
        N when N < 1500 -> loop(one_of(Node1));
        _ -> loop(take(Node1, S rem 4))
    end.

%% Ends with messages in its queue, and while others send more.
ending(Node) ->
    Node#node.main ! {ending, Node#node.key, Node#node.from},
    exit(ended).

%% Live data of all sizes, so that messages meet young areas that are empty, and full to the last word.
fill(#node{kept = Kept, random = S} = Node) ->
    case length(Kept) > 20 of
        true -> Node#node{kept = []};
        false -> Node#node{kept = [list_to_tuple(lists:seq(1, S rem 3000)) | Kept], random = next(S)}
    end.

park(Node) ->
    atomics:add(Node#node.totals, ?PARKED, 1),
    receive Message -> got(Message, Node) after 20 -> Node end.

%% From one of the others, whatever else is in the queue.
one_of(#node{random = S, places = Places} = Node) ->
    Wanted = S rem maps:size(Places) + 1,
    receive {data, {Wanted, _}, _, _, _, _} = Message -> got(Message, Node) after 0 -> Node end.

take(Node, 0) -> Node;
take(Node, N) -> receive Message -> take(got(Message, Node), N - 1) after 0 -> Node end.

got({places, Places}, Node) -> put_places(Places, Node);
got({garbage_collect, collected, _}, Node) -> Node;
got({data, From, To, N, Hash, Payload}, #node{key = Key, from = All, totals = Totals} = Node) ->
    atomics:add(Totals, ?RECEIVED, 1),
    case N =:= maps:get(From, All, 0) + 1 of
        true -> ok;
        false -> fault({order, From, To, N, maps:get(From, All, 0)}, Node)
    end,
    case To =:= Key andalso Hash =:= hash(From, To, N, Payload) of
        true -> ok;
        false -> fault({changed, From, To, Key, N}, Node)
    end,
    Node#node{from = All#{From => N}};
got(Other, Node) -> fault({strange, Other}, Node), Node.

fault(Fault, #node{main = Main}) -> Main ! {fault, Fault}.

%% Reads until it is told that nothing more will be sent. Another node may have been told so before.
idle(Node) ->
    receive
        finish ->
            #node{places = Places, key = Key, to = To, main = Main} = Node,
            [Pid ! {sent, Key, maps:get({J, Inc}, To, 0)} || {J, {Inc, Pid}} <- maps:to_list(Places)],
            finish(Node, maps:size(Places)),
            Main ! {report, Key, To},
            receive never -> ok end;
        Message when element(1, Message) =/= sent -> idle(got(Message, Node))
    end.

finish(_, 0) -> ok;
finish(Node, Left) ->
    receive
        {sent, From, N} ->
            case maps:get(From, Node#node.from, 0) of
                N -> ok;
                Got -> fault({lost, From, Node#node.key, N, Got}, Node)
            end,
            finish(Node, Left - 1);
        Message -> finish(got(Message, Node), Left)
    end.

%% --- What is sent ----------------------------------------------------------------------------------

send(#node{random = S0, places = Places, plan = {_, _, Most, _, Pool}, key = Key, to = Sent, totals = Totals} = Node) ->
    S1 = next(S0),
    S2 = next(S1),
    {J, {Inc, Pid}} = {S1 rem maps:size(Places) + 1, maps:get(S1 rem maps:size(Places) + 1, Places)},
    {Bytes, S3} = draw_size(S2, Most),
    Payload = payload(S3, Bytes, Pool),
    To = {J, Inc},
    N = maps:get(To, Sent, 0) + 1,
    Pid ! {data, Key, To, N, hash(Key, To, N, Payload), Payload},
    atomics:add(Totals, ?SENT, 1),
    atomics:add(Totals, ?BYTES, Bytes),
    if
        Bytes > 4096 -> atomics:add(Totals, ?LARGE, 1);
        true -> ok
    end,
    Node#node{random = next(S3), to = Sent#{To => N}}.

%% Of the large ones the smaller are more frequent: the lesser of two numbers.
draw_size(S, Most) ->
    A = next(S),
    B = next(A),
    case S rem 1000 of
        0 -> {4096 + min(A rem Most, B rem Most), B};
        _ -> {A rem 4096 + 1, B}
    end.

payload(S, Bytes, Pool) when Bytes > 4096 ->
    case S rem 8 of
        K when K < 5 -> bytes(S, Bytes, Pool);
        5 -> lists:seq(S, S + Bytes div 16);
        6 -> [bytes(S + N, 4000, Pool) || N <- lists:seq(1, Bytes div 4000 + 1)];
        7 -> list_to_tuple([{N, S + N} || N <- lists:seq(1, Bytes div 32)])
    end;
payload(S, Bytes, Pool) ->
    case S div 1024 rem 16 of
        K when K < 5 -> bytes(S, Bytes, Pool);
        5 -> binary:part(Pool, S rem 97, Bytes);
        K when K < 9 -> lists:seq(S, S + Bytes div 16);
        K when K < 11 -> tree(S, Bytes);
        K when K < 13 -> maps:from_list([{S + N, [N]} || N <- lists:seq(1, Bytes div 48 + 1)]);
        13 -> [{float(S), S * S * S, <<S:80>>, bytes(S, N, Pool)} || N <- lists:seq(1, Bytes, 200)];
        14 -> {S, [], {}, #{}, ok, self(), 1.5 * S, -S, [S | Bytes], bytes(S, Bytes, Pool)};
        15 -> Key = S rem 7, fun(X) -> X + Key end
    end.

bytes(S, Bytes, Pool) -> binary:copy(binary:part(Pool, S rem 97, Bytes)).
tree(S, Bytes) when Bytes < 64 -> {leaf, S};
tree(S, Bytes) -> {tree(S + 1, Bytes div 2 - 16), S, tree(S + 2, Bytes div 2 - 16)}.

hash(From, To, N, Payload) when is_function(Payload) -> erlang:phash2({From, To, N, Payload(N)}, 4294967296);
hash(From, To, N, Payload) -> erlang:phash2({From, To, N, Payload}, 4294967296).

%% --- Random numbers: multiplicative, modulo a prime ------------------------------------------------------

random(Seed, I, Inc) -> next(next((Seed * 7919 + I * 104729 + Inc * 1299709) rem 2147483646 + 1)).
next(S) -> S * 48271 rem 2147483647.
