%% Writes hash_cases.inc and order_cases.inc: what OTP 29 answers for terms of all types.
%%   erlc term_cases.erl && erl -noshell -s term_cases main -s init stop
%% The same random terms each time. Row: {"external format in hex", ...}.
-module(term_cases).
-export([main/0]).

main() ->
    rand:seed(exsss, {7, 11, 13}),
    Hashed = fixed() ++ [random(4) || _ <- lists:seq(1, 1200)] ++ [big_map(N) || N <- [33, 40, 100]],
    write("hash_cases.inc", "{\"~ts\", ~bu},~n",
          [[hex(T), erlang:phash2(T, 1 bsl 32)] || T <- Hashed]),
    {Unclear, Clear} = lists:partition(fun unclear/1,
                                       fixed() ++ [random(3) || _ <- lists:seq(1, 150)] ++ near_maps()),
    Ordered = lists:usort(fun(A, B) -> exact(A, B) =/= greater end, Clear),
    All = Ordered ++ Unclear,
    Standard = ranks(lists:sort(All), fun(A, B) -> A == B end),
    Exact = ranks(Ordered, fun(A, B) -> A =:= B end),
    write("order_cases.inc", "{\"~ts\", ~b, ~b},~n",
          [[hex(T), maps:get(T, Standard), maps:get(T, Exact, -1)] || T <- All]).

%% The exact order of small maps with several atoms as keys depends on the atom table in OTP.
unclear(T) when is_map(T) ->
    length([K || K <- maps:keys(T), is_atom(K)]) > 1 orelse unclear(maps:to_list(T));
unclear(T) when is_tuple(T) -> unclear(tuple_to_list(T));
unclear([H | T]) -> unclear(H) orelse unclear(T);
unclear(_) -> false.

%% The place of each term in the list; equal neighbours share one.
ranks([First | Rest], Equal) ->
    {_, _, Ranks} = lists:foldl(fun(T, {Before, Rank, Acc}) ->
                                        Next = case Equal(Before, T) of
                                                   true -> Rank;
                                                   false -> Rank + 1
                                               end,
                                        {T, Next, Acc#{T => Next}}
                                end, {First, 0, #{First => 0}}, Rest),
    Ranks.

%% The order of keys, which maps show.
exact(A, B) ->
    if A =:= B -> same;
       #{A => x} < #{B => x} -> less;
       true -> greater
    end.

write(File, Format, Rows) ->
    ok = file:write_file(File, [io_lib:format(Format, Row) || Row <- Rows]).

hex(T) -> binary:encode_hex(term_to_binary(T, [{minor_version, 2}, deterministic])).

fixed() ->
    Integers = [0, 1, -1, 2, 127, 128, 255, 256, -256, 134217727, 134217728, -134217728, -134217729,
                1 bsl 31, 1 bsl 32, -(1 bsl 32), (1 bsl 59) - 1, 1 bsl 59, -(1 bsl 59), -(1 bsl 59) - 1,
                (1 bsl 60) - 1, 1 bsl 60, -(1 bsl 60), -(1 bsl 60) - 1, 1 bsl 63, (1 bsl 64) - 1,
                1 bsl 64, -(1 bsl 64), 1 bsl 127, (1 bsl 128) + 1, 1 bsl 1000, -(1 bsl 1000)],
    Floats = [zero(), -zero(), 1.0, -1.0, 2.0, 0.1, 1.5, 255.0, 256.0, 1.0e300, -1.0e300, 1.0e-300,
              5.0e-324, 1.7976931348623157e308, 134217728.0, 9007199254740992.0,
              1152921504606846976.0, 18446744073709551616.0, 1.0e10, 1.0e100],
    Atoms = ['', a, b, ab, abc, abcd, abcde, abcdf, true, false, nil, undefined, 'A', 'é', 'ÿ', 'Ā',
             '日本', 'a b', aé, 'nonode@nohost',
             list_to_atom(lists:duplicate(255, $x))],
    Bits = [<<>>, <<0>>, <<1>>, <<"a">>, <<"ab">>, <<"abc">>, <<"abcdefghijk">>, <<"abcdefghijkl">>,
            <<"abcdefghijklm">>, <<0:1>>, <<1:1>>, <<5:3>>, <<1:7>>, <<"ab", 1:3>>, <<"abcdefghijkl", 9:5>>,
            binary:copy(<<"x">>, 64), binary:copy(<<"x">>, 65), binary:copy(<<"0123456789">>, 30),
            <<(binary:copy(<<"xyz">>, 40))/binary, 3:2>>],
    Tuples = [{}, {1}, {1.0}, {a}, {1, 2}, {2, 1}, {1, 2.0}, {{}}, {[]}, {a, b, c}, {<<>>}],
    Lists = [[], [1], [1.0], [a], [1, 2], [1 | 2], [a | b], [[]], [[], []], "abc", "abcd", "abcde",
             [1, 2, 3, 4, 5, a], [256, 1], [1, 256], [1, 2, 3, 4 | 5], [[[[1]]]], lists:seq(1, 300),
             lists:seq(250, 260)],
    Maps = [#{}, #{1 => 1}, #{1 => 1.0}, #{1.0 => 1}, #{a => 1}, #{a => 1, b => 2}, #{a => 2, b => 1},
            #{a => 1, c => 0}, #{1 => a, 1.0 => b}, #{zero() => 1}, #{-zero() => 1}, #{#{} => #{}},
            #{[1] => 2}, #{[1.0] => 2}, #{<<"k">> => v}, #{{1} => #{a => [#{}]}},
            maps:from_list([{I, I * I} || I <- lists:seq(1, 32)])],
    Others = [fun lists:map/2, fun lists:foldl/3, fun erlang:'+'/2, fun a:b/0] ++
             [external(E) || E <- external_formats()],
    Integers ++ Floats ++ Atoms ++ Bits ++ Tuples ++ Lists ++ Maps ++ Others.

zero() -> rand:uniform() * 0.0.

%% Pids, ports and references of other nodes.
external_formats() ->
    Node = fun(Name) -> [119, byte_size(Name), Name] end,
    [[88, Node(N), <<Number:32, Serial:32, Creation:32>>]
     || N <- [<<"n@h">>, <<"m@h">>], {Number, Serial, Creation} <- [{1, 0, 1}, {1, 1, 1}, {70000, 0, 2}]]
    ++ [[120, Node(<<"n@h">>), <<Id:64, 1:32>>] || Id <- [1, 2, 1 bsl 40]]
    ++ [[90, <<3:16>>, Node(N), <<C:32, A:32, B:32, D:32>>]
        || N <- [<<"n@h">>, <<"m@h">>], {C, A, B, D} <- [{1, 1, 2, 3}, {1, 2, 1, 3}, {1, 1, 2, 4}, {2, 1, 1, 1}]].

external(Bytes) -> binary_to_term(iolist_to_binary([131 | Bytes])).

big_map(N) -> maps:from_list([{random(1), random(1)} || _ <- lists:seq(1, N)]).

%% Large maps that differ in one place, to be compared with each other.
near_maps() ->
    Base = maps:from_list([{I, 0} || I <- lists:seq(1, 40)]),
    Keyed = maps:remove(1, Base),
    [Base, Base#{20 => 1}, Base#{20 => 0.0}, Base#{20 => -1, 21 => 9}, Base#{30 => 5, 3 => -5},
     Base#{30 => -5, 3 => 5}, Base#{30 => 5, 3 => 0.0}, Keyed#{1.0 => 0}, Keyed#{a => 0}, Keyed#{41 => 0},
     Keyed#{0 => 0}, Keyed#{{1} => 1}, Keyed#{{1.0} => 0}, Base#{41 => 0}, Base#{Base => 0},
     Base#{Base#{20 => 0.0} => 0}, #{Base => 1}, {Base, 1}, {Base#{7 => 1}, 0},
     Base#{5 => Base}, Base#{5 => Base#{5 => 1}}, Base#{5 => Base#{5 => 0.0}, 6 => 1}].

random(Depth) ->
    case rand:uniform(if Depth > 0 -> 13; true -> 8 end) of
        1 -> rand:uniform(600) - 300;
        2 -> rand:uniform(1 bsl 62) - (1 bsl 61);
        3 -> (rand:uniform(1 bsl 200) - (1 bsl 199)) bsr rand:uniform(200);
        4 -> lists:nth(rand:uniform(6), [0.0, 1.0, -2.5, 3.0, 1.0e200, 1.0e-200]) + rand:uniform(3);
        5 -> lists:nth(rand:uniform(8), [a, b, c, ok, error, 'é', true, long_atom_name_here]);
        6 -> crypt(rand:uniform(40) - 1);
        7 -> Size = rand:uniform(90) - 1,
             <<Bits:Size/bitstring, _/bitstring>> = crypt(12),
             Bits;
        8 -> [];
        9 -> list_to_tuple([random(Depth - 1) || _ <- lists:seq(1, rand:uniform(5) - 1)]);
        10 -> [random(Depth - 1) || _ <- lists:seq(1, rand:uniform(6))];
        11 -> [random(Depth - 1) | random(Depth - 1)];
        12 -> maps:from_list([{random(Depth - 1), random(Depth - 1)} || _ <- lists:seq(1, rand:uniform(6) - 1)]);
        13 -> [rand:uniform(256) - 1 || _ <- lists:seq(1, rand:uniform(12))]
    end.

crypt(Bytes) -> << <<(rand:uniform(256) - 1)>> || _ <- lists:seq(1, Bytes) >>.
