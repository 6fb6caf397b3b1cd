%% Functions of tests/unit/traps_test.cpp, which runs them in every mix of tiers. Compiled by OTP 29;
%% its results stand in the test. ?MODULE:f() is a call that is not replaced by the body.
-module(traps).
-export([id/1, mul/2, trap_1/0, trap_2/0, trap_3/0, trap_5/0, trap_10_recursion/0,
         trap_10_terms/0, trap_12_parked/0, trap_12_all_arrive/0, trap_17_effects/0,
         trap_17_raises/0, trap_18/0, trap_19/0, trap_19_nested/0]).
-compile([nowarn_deprecated_catch]).
-export([missing/2, ops/2, compared/2, plus/2, guarded/2, ends/1, sum/1, receiver/3, effect/1, fails/1, first/1,
         second/1, third/1, fourth/1, throws/1, passes/1, divides/1, deep/1]).

id(X) -> X.
missing(_, _) -> ok.

%% The results of many calls, which have to be equal.
same(F) -> same(1500, F, F()).
same(0, _, Result) -> Result;
same(N, F, Result) ->
    case term_to_binary(F()) =:= term_to_binary(Result) of
        true -> same(N - 1, F, Result);
        false -> {differs, N, F(), Result}
    end.

%% 1: arithmetic by the operator's name.
mul(A, B) -> A * B.
add(A, B) -> A + B.
sub(A, B) -> A - B.
quotient(A, B) -> A div B.
remainder(A, B) -> A rem B.
ratio(A, B) -> A / B.
conjunction(A, B) -> A band B.
disjunction(A, B) -> A bor B.
exclusive(A, B) -> A bxor B.
left(A, B) -> A bsl B.
right(A, B) -> A bsr B.
least(A, B) -> min(A, B).
ops(A, B) ->
    [mul(A, B), add(A, B), sub(A, B), quotient(A, B), remainder(A, B), ratio(A, B),
     conjunction(A, B), disjunction(A, B), exclusive(A, B), left(A, B), right(A, B), least(A, B),
     -A, bnot A, abs(-B)].
trap_1() ->
    {same(fun() -> ?MODULE:mul(?MODULE:id(3), ?MODULE:id(4)) end),
     same(fun() -> ?MODULE:ops(?MODULE:id(3), ?MODULE:id(4)) end),
     same(fun() -> ?MODULE:ops(?MODULE:id(1 bsl 70), ?MODULE:id(7)) end)}.

%% 2: comparisons are of terms, not of words.
compared(A, B) -> {A =:= B, A == B, A =/= B, A /= B, A < B, A =< B, A >= B, A > B, max(A, B)}.
pairs() ->
    Text = fun(N) -> lists:seq($a, $a + N) end,
    [{Text(3), Text(3)}, {{Text(1), 1.5}, {Text(1), 1.5}}, {1.0e300 * 1.5, 1.5 * 1.0e300},
     {(1 bsl 80) + 1, 1 + (1 bsl 80)}, {2.0, 1.0}, {1.0, 2.0}, {1, 1.0}, {1 bsl 60, 1.0 * (1 bsl 60)},
     {(1 bsl 60) + 1, 1.0 * (1 bsl 60)}, {#{a => [1]}, #{a => [1]}}, {<<"bits", 1:3>>, <<"bits", 1:3>>},
     {1.0e-300, 1.0e-300}, {[], {}}].
trap_2() ->
    Pairs = ?MODULE:id(pairs()),
    [same(fun() -> ?MODULE:compared(A, B) end) || {A, B} <- Pairs].

%% 3: unknown types; what overflows in a guard is no failure.
plus(A, B) -> A + B.
guarded(A, B) when A * B > 1152921504606846975, A + B > 0 -> large;
guarded(A, B) when A - B < -1152921504606846976 -> low;
guarded(_, _) -> small.
trap_3() ->
    Small = 1 bsl 59,
    {[same(fun() -> ?MODULE:plus(A, B) end)
      || {A, B} <- [{1, 2}, {1.5, 2.0}, {1, 2.5}, {Small, Small}, {1 bsl 64, 0.5}, {1.0e308, 1}]],
     [same(fun() -> ?MODULE:guarded(A, B) end)
      || {A, B} <- [{Small, 4}, {-Small - Small, 1}, {1.0e300, 1.0e5}, {3, 4}, {a, 4}]]}.

%% 5: what fails can be caught.
ends(division) -> ?MODULE:id(1) div ?MODULE:id(0);
ends(element) -> element(?MODULE:id(5), ?MODULE:id({a, b}));
ends(function) -> ?MODULE:missing(?MODULE:id(1));
ends(module) -> no_such_module:f(?MODULE:id(1));
ends(head) -> [hd(?MODULE:id(1))];
ends(call) -> F = ?MODULE:id(no_fun), [F(1)];
ends(arity) -> F = ?MODULE:id(fun(X) -> X end), [F(1, 2)];
ends(match) -> {ok, X} = ?MODULE:id(nothing), X;
ends(plus) -> [?MODULE:id(a) + 1].
trap_5() ->
    [same(fun() ->
              try ?MODULE:ends(How) of V -> {value, V}
              catch error:{Kind, _} -> {Kind, caught}; error:Reason -> Reason
              end
          end)
     || How <- [division, element, function, module, head, call, arity, match, plus]].

%% 10: depth is a matter of memory.
sum(0) -> 0;
sum(N) -> N + ?MODULE:sum(N - 1).
nest(0, Term) -> Term;
nest(N, Term) -> nest(N - 1, [{Term, N} | Term =:= []]).
trap_10_recursion() -> [?MODULE:sum(1000000), length(?MODULE:deep(300000))].
deep(0) -> [];
deep(N) -> [N | ?MODULE:deep(N - 1)].
trap_10_terms() ->
    A = nest(200000, []), B = nest(200000, ?MODULE:id([])),
    List = lists:seq(1, 400000),
    self() ! {A, List},
    receive {C, Received} -> ok end,
    {A =:= B, A == C, C < [B], Received =:= List, erlang:phash2(A) =:= erlang:phash2(C)}.

%% 12: a message sent by compiled code arrives, also where the heap of a parked process is full.
receiver(Parent, Kept, 0) -> Parent ! {self(), length(Kept), lists:sum(Kept)};
receiver(Parent, Kept, N) ->
    receive {number, I, [I], _} -> ?MODULE:receiver(Parent, [I | Kept], N - 1) end.
send_all(_, N, N) -> ok;
send_all(Pids, I, N) ->
    send_one(Pids, I),
    case I rem 100 of 0 -> erlang:yield(); _ -> ok end,
    send_all(Pids, I + 1, N).
send_one([], _) -> ok;
send_one([Pid | Pids], I) -> Pid ! {number, I, [I], "text that takes words"}, send_one(Pids, I).
trap_12_parked() ->
    Parent = self(),
    Pids = [spawn_opt(fun() ->
                          Kept = lists:duplicate(Fill, 0),
                          Parent ! {self(), parked},
                          ?MODULE:receiver(Parent, Kept, 300)
                      end, [{min_heap_size, 233}]) || Fill <- lists:seq(80, 130)],
    [receive {Pid, parked} -> ok end || Pid <- Pids],
    send_all(Pids, 0, 300),
    Results = [receive {Pid, Length, Sum} -> {Length, Sum} end || Pid <- Pids],
    {lists:sum([Length || {Length, _} <- Results]), lists:usort([Sum || {_, Sum} <- Results])}.
trap_12_all_arrive() ->
    Parent = self(),
    Pid = spawn(fun() -> ?MODULE:receiver(Parent, [], 30000) end),
    send_all([Pid], 0, 30000),
    receive {Pid, Length, Sum} -> {Length, Sum} end.

%% 17: no effect happens twice: whatever comes behind it is slow, overflows, is the interpreter's
%% business or becomes hot while it runs.
effect(I) ->
    put(count, get(count) + 1),
    self() ! {tick, I},
    A = (I + 1152921504606846970) * 3,
    B = <<A:77/little, I:5, "x">>,
    <<C:77/little, _/bits>> = B,
    put(count, get(count) + 1),
    M = maps:put(I, B, #{C => B}),
    {A =:= C, map_size(M), apply(?MODULE, id, [I])}.
fails(I) ->
    put(count, get(count) + 1),
    self() ! {tick, I},
    case I rem 4 of
        0 -> ?MODULE:id(I) div ?MODULE:id(0);
        1 -> throw({I, here});
        2 -> ?MODULE:id(?MODULE:id(<<I:8>>) =:= [] orelse I) + 1;
        3 -> exit(I)
    end.
ticks(N) -> receive {tick, N} -> ticks(N + 1); Other -> {other, Other} after 0 -> N end.
effects(I, N) when I < N ->
    {true, 2, I} = ?MODULE:effect(I),
    effects(I + 1, N);
effects(_, _) -> ok.
failures(I, N) when I < N ->
    try ?MODULE:fails(I) catch _:_ -> caught end,
    failures(I + 1, N);
failures(_, _) -> ok.
trap_17_effects() -> put(count, 0), effects(0, 3000), {get(count), ticks(0)}.
trap_17_raises() -> put(count, 0), failures(0, 3000), {get(count), ticks(0)}.

%% 18: a tail call takes no stack, whichever tiers it joins.
first(0) -> done;
first(N) -> ?MODULE:second(N - 1).
second(0) -> done;
second(N) -> apply(?MODULE, ?MODULE:id(third), [N - 1]).
third(0) -> done;
third(N) -> F = ?MODULE:id(fun ?MODULE:fourth/1), F(N - 1).
fourth(0) -> done;
fourth(N) -> F = ?MODULE:id(fun(M) -> ?MODULE:first(M) end), F(N - 1).
trap_18() -> ?MODULE:first(1000001).

%% 19: a caught exception leaves nothing behind.
throws(N) -> throw({thrown, N}).
passes(N) -> [?MODULE:throws(N)].
divides(N) -> [N div ?MODULE:id(0)].
catches(0, Sum) -> Sum;
catches(N, Sum) ->
    X = try ?MODULE:passes(N) catch throw:{thrown, M} -> M end,
    Y = try ?MODULE:divides(N) catch error:badarith -> 1 end,
    {'EXIT', Z} = (catch exit(N)),
    catches(N - 1, Sum + X + Y + Z).
nested(0) -> throw(bottom);
nested(N) ->
    try [?MODULE:id(nested(N - 1))]
    catch throw:bottom when N rem 2 =:= 0 -> ?MODULE:throws(N);
          throw:{thrown, M} when M =:= N - 1 -> throw(bottom)
    end.
trap_19() -> catches(150000, 0).
trap_19_nested() -> try nested(2000) catch throw:Bottom -> Bottom end.
