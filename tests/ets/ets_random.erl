%% Random calls of ets from a seed, and what they answer, one line each: to be run by two virtual
%% machines and compared (compare.py beside it).
%%
%%   ets_random:main([Seed, Calls])
-module(ets_random).
-export([main/1, run/2]).

main([Seed, Calls]) ->
    run(number(Seed), number(Calls)).

number(B) when is_binary(B) -> binary_to_integer(B);
number(L) when is_list(L) -> list_to_integer(L);
number(N) -> N.

run(Seed, Calls) ->
    put(seed, Seed * 7919 + 17),
    _ = [next() || _ <- [1, 2, 3, 4]],
    Tables = [make(N) || N <- [1, 2, 3, 4, 5]],
    loop(Calls, list_to_tuple(Tables)),
    io:format("end~n").

%% --- Numbers ---

next() ->
    S = (get(seed) * 6364136223846793005 + 1442695040888963407) band 16#FFFFFFFFFFFFFFFF,
    put(seed, S),
    S bsr 33.

uniform(N) -> next() rem N.

one(L) -> lists:nth(1 + uniform(length(L)), L).

%% --- Terms ---

key() ->
    case uniform(16) of
        0 -> one([a, b, c, foo, bar, '', 'hello world', true, undefined]);
        1 -> one([<<>>, <<1>>, <<"hello">>, <<"0123456789">>, <<"0123456789abcdef012345">>, <<5:3>>]);
        2 -> one([1.0, 2.0, 0.5, -3.25, 1.0e300]);
        3 -> one([{}, {1}, {1, 2}, {1, {2, 3}}, {<<"x">>, 2.5}]);
        4 -> one([[], [1], "abc", "abcdefgh", [1, 2 | 3], [{1}, 2], [300, 1]]);
        5 -> one([1 bsl 59, 1 bsl 60, (1 bsl 64) + 1, -(1 bsl 70), (1 bsl 59) - 1, -(1 bsl 59)]);
        6 -> uniform(3000);
        _ -> uniform(40)
    end.

value() ->
    case uniform(10) of
        0 -> key();
        1 -> binary:copy(<<"long binary ">>, 20);
        2 -> [key(), {key(), value}];
        3 -> #{a => key(), 5 => x};
        4 -> 1 bsl 62;
        _ -> uniform(100)
    end.

object() ->
    case uniform(8) of
        0 -> {key()};
        1 -> {key(), value(), value()};
        2 -> {key(), value(), uniform(9), value()};
        _ -> {key(), value()}
    end.

make(N) ->
    Type = one([set, set, ordered_set, bag, duplicate_bag]),
    %% Keys with atoms inside lie elsewhere in OTP: only where that does not matter.
    Position = case Type of ordered_set -> one([1, 1, 2]); _ -> 1 end,
    Options = one([[], [public], [private], [{write_concurrency, true}], [{read_concurrency, true}],
                   [compressed, public]]),
    T = ets:new(list_to_atom("t" ++ integer_to_list(N)), [Type, {keypos, Position} | Options]),
    io:format("new ~w ~w ~w~n", [Type, Position, Options]),
    T.

%% --- Specifications ---

head() ->
    case uniform(10) of
        0 -> '_';
        1 -> '$1';
        2 -> {key(), '$1'};
        3 -> {'$1', '$1'};
        4 -> {'$1', '$2', '_'};
        5 -> {'_', #{a => '$1'}};
        6 -> {'$1', [{'$2', '_'} | '_']};
        7 -> {key(), key()};
        _ -> {'$1', '$2'}
    end.

expression(0) ->
    one(['$1', '$2', '$_', '$$', 1, 2.5, a, {const, {a, b}}, [], true, {self_is, x}, {{'$1', '$2'}}]);
expression(N) ->
    E = fun() -> expression(N - 1) end,
    case uniform(14) of
        0 -> {'+', E(), E()};
        1 -> {'==', E(), E()};
        2 -> {'>', E(), E()};
        3 -> {is_integer, E()};
        4 -> {'and', E(), E()};
        5 -> {'orelse', E(), E()};
        6 -> {'andalso', E(), E(), E()};
        7 -> {element, E(), E()};
        8 -> {{E(), E()}};
        9 -> [E() | E()];
        10 -> {hd, E()};
        11 -> {'rem', E(), E()};
        12 -> #{k => E()};
        13 -> {'not', E()}
    end.

guard() -> one([{'>', '$1', 10}, {is_integer, '$1'}, {'<', '$1', {const, b}}, expression(1),
                expression(2)]).

spec() ->
    [{head(), [guard() || _ <- lists:seq(1, uniform(2))], [expression(uniform(3))]}
     || _ <- lists:seq(1, 1 + uniform(2))].

pattern() -> one([head(), {'$1', '_'}, {'_', '$2'}, {key(), '_'}, {'_'}, '_']).

%% --- Calls ---

loop(0, _) -> ok;
loop(N, Tables) ->
    T = element(1 + uniform(tuple_size(Tables)), Tables),
    {Name, Arguments} = call(T),
    Answer = try apply(ets, Name, Arguments) of
                 R -> answer(Name, R, T)
             catch
                 C:Reason -> {C, Reason}
             end,
    Shown = case Arguments of [T | More] -> More; _ -> Arguments end,
    io:format("~w ~w -> ~w~n", [Name, Shown, Answer]),
    loop(N - 1, Tables).

%% What would differ in any case: references.
answer(Name, {L, C}, _) when Name =:= select; Name =:= match; Name =:= match_object;
                             Name =:= select_reverse ->
    [L | chunks(C, 40)];
answer(_, R, T) when R =:= T -> table;
answer(_, R, _) -> R.

chunks('$end_of_table', _) -> ['$end_of_table'];
chunks(_, 0) -> [more];
chunks(C, N) ->
    case ets:select(C) of
        {L, More} -> [L | chunks(More, N - 1)];
        End -> [End]
    end.

call(T) ->
    case uniform(46) of
        0 -> {insert, [T, [object() || _ <- lists:seq(1, uniform(5))]]};
        1 -> {insert_new, [T, object()]};
        2 -> {insert_new, [T, [object() || _ <- lists:seq(1, uniform(4))]]};
        3 -> {lookup, [T, key()]};
        4 -> {lookup, [T, key()]};
        5 -> {member, [T, key()]};
        6 -> {lookup_element, [T, key(), uniform(4)]};
        7 -> {lookup_element, [T, key(), uniform(4), default]};
        8 -> {delete, [T, key()]};
        9 -> {delete, [T, key()]};
        10 -> {delete_object, [T, object()]};
        11 -> {take, [T, key()]};
        12 -> {update_counter, [T, key(), counter()]};
        13 -> {update_counter, [T, key(), counter(), one([{x, 1}, {x, 1, 2}, {x}, x])]};
        14 -> {update_element, [T, key(), one([{2, value()}, {3, value()}, [{2, 1}, {3, 2}], {1, x}])]};
        15 -> {update_element, [T, key(), {2, value()}, {x, y}]};
        16 -> {first, [T]};
        17 -> {last, [T]};
        18 -> {next, [T, key()]};
        19 -> {prev, [T, key()]};
        20 -> {first_lookup, [T]};
        21 -> {next_lookup, [T, key()]};
        22 -> {match, [T, pattern()]};
        23 -> {match_object, [T, pattern()]};
        24 -> {select, [T, spec()]};
        25 -> {select, [T, spec()]};
        26 -> {select, [T, spec(), 1 + uniform(7)]};
        27 -> {select_reverse, [T, spec()]};
        28 -> {select_reverse, [T, spec(), 1 + uniform(7)]};
        29 -> {select_count, [T, spec()]};
        30 -> case uniform(4) of 0 -> {select_delete, [T, spec()]}; _ -> {info, [T, size]} end;
        31 -> {select_replace, [T, [{{'$1', '$2'}, [guard()], [{{'$1', {{'$2', x}}}}]}]]};
        32 -> {tab2list, [T]};
        33 -> {info, [T, size]};
        34 -> {slot, [T, uniform(260)]};
        35 -> {match, [T, pattern(), 1 + uniform(5)]};
        36 -> {safe_fixtable, [T, one([true, false])]};
        37 -> case uniform(30) of 0 -> {delete_all_objects, [T]}; _ -> {match_delete, [T, {key(), '_'}]} end;
        38 -> {insert, [T, [{I, I} || I <- lists:seq(1, uniform(400))]]};
        39 -> {select_delete, [T, [{{'$1', '_'}, [{'is_integer', '$1'}, {'>', '$1', uniform(300)}], [true]}]]};
        40 -> {test_ms, [object(), spec()]};
        41 -> {test_ms, [object(), spec()]};
        _ -> {insert, [T, object()]}
    end.

counter() ->
    one([1, -1, uniform(1000), 1 bsl 61, {2, 1}, {3, 5}, {2, 5, 50, 0}, {2, -5, 0, 100}, [{2, 1}, {2, 2}],
         {1, 1}, {9, 1}, x, [], [{2, 1}, {3, 1}]]).
