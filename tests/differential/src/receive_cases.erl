%% Receives whose patterns and guards build terms: a collection finds the message still in the queue.
-module(receive_cases).
-export([t_guard_bignum/0, t_guard_bignum_fails/0, t_guard_multiply/0, t_guard_shift/0, t_guard_float/0, t_guard_natives/0]).
-export([t_guard_native_fails/0, t_guard_length/0, t_guard_binary_part/0, t_guard_tuple/0, t_guard_list/0, t_guard_map_new/0]).
-export([t_guard_map_update/0, t_guard_map_update_fails/0, t_guard_map_exact_missing/0, t_guard_binary_built/0, t_guard_binary_large/0, t_match_bits/0]).
-export([t_match_bits_fails/0, t_match_bits_bignum/0, t_match_bits_float/0, t_match_bits_rest/0, t_match_bits_large/0, t_match_utf8/0]).
-export([t_match_map/0, t_match_parts_kept/0, t_match_many_peeked/0, t_guard_several/0, t_catch_around/0, t_after_zero/0]).
-export([t_large_message_peeked/0, t_shared_parts/0, t_nested/0, t_spawned/0, t_build_after/0, t_fun_captures/0]).
-export([id/1, server/2]).

id(X) -> X.
-define(I(X), ?MODULE:id(X)).

send(Ms) -> _ = [self() ! M || M <- Ms], ok.
rest() -> receive X -> [X | rest()] after 0 -> [] end.
big(N) -> (1 bsl 70) + N.

t_guard_bignum() ->
    send([{n, big(N), [N]} || N <- ?I([1, 2, 3, 4])]), L = big(?I(7)),
    R = receive {n, X, Y} when X + 3 =:= L -> {X, Y} end, {R, rest()}.
t_guard_bignum_fails() ->
    send([{n, A} || A <- ?I([a, [1], {}, big(0), 2.5])]),
    R = receive {n, X} when X - 1 < 3, X * X > 6 -> X end, {R, rest()}.
t_guard_multiply() ->
    send([{n, big(N), "text"} || N <- ?I([1, 2, 3])]), L = big(3) * big(3),
    R = receive {n, X, T} when X * X =:= L -> {X, T} end, {R, rest()}.
t_guard_shift() ->
    send([{n, N, {N}} || N <- ?I([80, 100, 120])]), L = 1 bsl 120,
    R = receive {n, X, T} when 1 bsl X =:= L -> T end, {R, rest()}.
t_guard_float() ->
    send([{f, float(N), [N]} || N <- ?I([1, 2, 3])]),
    R = receive {f, X, T} when X * 1.0e200 > 2.5e200 -> T end, {R, rest()}.
t_guard_natives() ->
    send([{k, -big(N), N + 0.5, [N]} || N <- ?I([1, 2, 3])]), L = big(3),
    R = receive {k, X, F, T} when abs(X) =:= L, round(F) =:= 4, trunc(F) =:= 3, float(X) < 0.0 -> {X, F, T} end, {R, rest()}.
t_guard_native_fails() ->
    send([{k, X} || X <- ?I([a, "abc", <<"abc">>, {a, b}, #{}])]),
    R = receive {k, X} when byte_size(X) =:= 3 -> X end, {R, rest()}.
t_guard_length() ->
    send([{l, lists:seq(1, N), [big(N)]} || N <- ?I([3, 5, 40])]),
    R = receive {l, L, T} when length(L) + (1 bsl 70) =:= (1 bsl 70) + 40 -> {L, T} end, {R, rest()}.
t_guard_binary_part() ->
    send([{b, list_to_binary(lists:seq(N, N + 99))} || N <- ?I([1, 2, 3])]),
    R = receive {b, X} when binary_part(X, 0, 2) =:= <<3, 4>> -> binary_part(X, 97, 3) end, {R, rest()}.
t_guard_tuple() ->
    send([{t, [N], N} || N <- ?I([1, 2, 3])]), W = ?I({[3], 3, [3]}),
    R = receive {t, L, N} when {L, N, L} =:= W -> L end, {R, rest()}.
t_guard_list() ->
    send([{t, {N}, N} || N <- ?I([1, 2, 3])]), W = ?I([{3}, 3 | {3}]),
    R = receive {t, T, N} when [T, N | T] =:= W -> T end, {R, rest()}.
t_guard_map_new() ->
    send([{m, [N], N} || N <- ?I([1, 2, 3])]), W = ?I(#{a => [3], b => 3}),
    R = receive {m, L, N} when #{a => L, b => N} =:= W -> L end, {R, rest()}.
t_guard_map_update() ->
    send([{m, #{k => [N], n => N}} || N <- ?I([1, 2, 3])]), W = ?I(#{k => [3], n => {3}, new => [3]}),
    R = receive {m, #{k := K, n := N} = M} when M#{n := {N}, new => K} =:= W -> M end, {R, rest()}.
t_guard_map_update_fails() ->
    send([{m, X} || X <- ?I([1, [2], #{n => 3}])]),
    R = receive {m, M} when M#{n => 4} =/= 5 -> M end, {R, rest()}.
t_guard_map_exact_missing() ->
    send([{m, X} || X <- ?I([#{}, #{m => [1]}, #{n => [2]}])]),
    R = receive {m, M} when M#{n := [4]} =/= 5 -> M end, {R, rest()}.
t_guard_binary_built() ->
    send([{b, <<N, "abc">>, N} || N <- ?I([1, 2, 3])]),
    R = receive {b, B, N} when <<B/binary, N:16>> =:= <<3, "abc", 0, 3>> -> {B, N} end, {R, rest()}.
t_guard_binary_large() ->
    send([{b, binary:copy(<<N>>, 200), N} || N <- ?I([1, 2, 3])]), W = binary:copy(<<3>>, 201),
    R = receive {b, B, N} when <<B/binary, N>> =:= W -> N end, {R, [{N, B} || {b, B, N} <- rest()]}.
t_match_bits() ->
    send([{b, <<N:16, "rest", N>>, [N]} || N <- ?I([1, 2, 3])]),
    R = receive {b, <<3:16, X/binary>>, T} -> {X, T} end, {R, rest()}.
t_match_bits_fails() ->
    send([{b, <<N:16, "rest", N>>, [N]} || N <- ?I([1, 2, 3])]),
    R = receive {b, <<9:16, X/binary>>, T} -> {X, T} after 0 -> none end, {R, rest()}.
t_match_bits_bignum() ->
    send([{b, <<(big(N)):80, N>>, [N]} || N <- ?I([1, 2, 3])]), W = big(3),
    R = receive {b, <<X:80, Y>>, T} when X =:= W -> {X, Y, T} end, {R, rest()}.
t_match_bits_float() ->
    send([{b, <<(N + 0.1):64/float, N>>, [N]} || N <- ?I([1, 2, 3])]),
    R = receive {b, <<X:64/float, Y/binary>>, T} when X > 3.0 -> {X, Y, T} end, {R, rest()}.
t_match_bits_rest() ->
    send([{b, <<N, 1:3, N:70>>, [N]} || N <- ?I([1, 2, 3])]),
    R = receive {b, <<_, Y:5/bitstring, Z/bitstring>>, T} when bit_size(Z) > 67, hd(T) > 2 -> {Y, Z, T} end, {R, rest()}.
t_match_bits_large() ->
    send([{b, <<N, (binary:copy(<<N>>, 300))/binary>>} || N <- ?I([1, 2, 3])]),
    R = receive {b, <<3, X:100/binary, Y/binary>>} -> {byte_size(X), Y} end, {R, [byte_size(B) || {b, B} <- rest()]}.
t_match_utf8() ->
    send([{b, unicode:characters_to_binary([N | "\x{20ac}uro"])} || N <- ?I([233, 960, 128512])]),
    R = receive {b, <<128512/utf8, C/utf8, X/binary>>} -> {C, X} end, {R, rest()}.
t_match_map() ->
    send([#{id => [N], body => {N, N + 0.5}} || N <- ?I([1, 2, 3])]), W = ?I([3]),
    R = receive #{id := W, body := {_, F} = B} when F * 2 + (1 bsl 70) > 0 -> B end, {R, rest()}.
t_match_parts_kept() ->
    send([{p, {N, [N]}, "s", big(N)} || N <- ?I([1, 2, 3])]),
    receive {p, {3, L} = T, S, B} when B + B > B -> {L, T, S, B, rest(), L} end.
t_match_many_peeked() ->
    send([{q, big(N), [N]} || N <- lists:seq(1, ?I(60))]), W = big(60) * 2,
    R = receive {q, B, L} when B * 2 =:= W -> L end, {R, length(rest())}.
t_guard_several() ->
    send([{c, big(N), {N}} || N <- ?I([1, 2, 3])]), A = big(5), B = big(4),
    R = receive {c, X, T} when X + 1 =:= A; X + 1 =:= B -> {T, X} end, {R, rest()}.
t_catch_around() ->
    send([{x, [N], big(N)} || N <- ?I([1, 2])]),
    R = (catch receive {x, L, B} when B + 1 > 0 -> throw({L, B, [L | B]}) end), {R, rest()}.
t_after_zero() ->
    send([{x, [N], big(N)} || N <- ?I([1, 2])]), W = big(7),
    R = receive {x, L, B} when B + 1 =:= W -> L after 0 -> none end, {R, rest()}.
t_large_message_peeked() ->
    L = lists:seq(1, ?I(3000)), send([{l, L, big(1)}, {l, L, big(2)}]), W = big(3),
    {l, M, _} = receive {l, _, B} = X when B + 1 =:= W -> X end, {M =:= L, [length(K) || {l, K, _} <- rest()]}.
t_shared_parts() ->
    S = ?I({s, [1, 2]}), send([[S, S | S], [S, big(1)]]),
    R = receive [A, B] when B * 3 > A -> none; [A, B | C] when {A, B} =:= {C, C} -> [A, C] end, {R, rest()}.
t_nested() ->
    send([{a, big(1)}, {b, big(2)}, {a, big(3)}, {b, big(4)}]), W = big(5),
    R = receive {b, X} when X + 1 =:= W -> receive {a, Y} when Y + 2 =:= W -> {X, Y} end end, {R, rest()}.
t_spawned() ->
    P = spawn(?MODULE, server, [self(), []]),
    _ = [P ! {add, big(N), [N]} || N <- ?I([3, 1, 2])], P ! {finish, big(9)},
    receive {done, L} -> L end.
server(To, Acc) ->
    N = length(Acc) + 1, W = big(N),
    receive
        {add, X, L} when X - 1 + 1 =:= W -> server(To, [{X, L} | Acc]);
        {finish, X} when length(Acc) =:= 3, X + 0 > 0 -> To ! {done, Acc}
    end.
t_build_after() ->
    send([{n, big(N), N} || N <- ?I([1, 2])]),
    [receive {n, B, N} when B + 0 > 0 -> {[B, N, B + 1], <<N, "x">>} end || _ <- [1, 2]].
t_fun_captures() ->
    send([{n, big(1), [1]}]),
    F = receive {n, B, L} when B - 1 > 0 -> fun(X) -> {X, B, L} end end, F(2).
