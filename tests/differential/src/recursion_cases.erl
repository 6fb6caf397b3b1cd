%% Deep recursion, tail calls, allocation on the way, and the shapes of code that compilers turn into loops.
-module(recursion_cases).
-export([t_sum_100k/0, t_sum_million/0, t_build_list_100k/0, t_build_tuples_100k/0, t_build_bignums/0, t_deep_with_live_values/0]).
-export([t_deep_two_calls/0, t_ackermann/0, t_tak/0, t_hanoi/0, t_queens/0, t_collatz/0]).
-export([t_primes/0, t_even_odd/0, t_even_odd_external/0, t_tail_external_self/0, t_tail_apply/0, t_tail_apply3/0]).
-export([t_tail_many_args/0, t_tail_more_args/0, t_tail_swap/0, t_tail_state_machine/0, t_tail_accumulate_float/0, t_tail_accumulate_mixed/0]).
-export([t_tail_accumulate_overflow/0, t_loop_int_to_big_and_back/0, t_loop_type_changes/0, t_loop_maps/0, t_loop_tuple_state/0, t_loop_binary_build/0]).
-export([t_loop_binary_prepend/0, t_loop_garbage/0, t_loop_list_append_quadratic/0, t_tree/0, t_tree_unbalanced/0, t_binary_tree_gc/0]).
-export([t_mandelbrot_row/0, t_nbody_step/0, t_matrix/0, t_levenshtein/0, t_interpreter/0, t_json_like_print/0]).
-export([t_word_split/0, t_deep_try/0, t_deep_after/0, t_deep_fun_recursion/0, t_deep_map_values/0]).
-export([id/1, even_ext/1, odd_ext/1, countdown/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

t_sum_100k() -> sum(?I(100000)).
sum(0) -> 0;
sum(N) -> N + sum(N - 1).
t_sum_million() -> sum(?I(1000000)).
t_build_list_100k() -> L = down(?I(100000)), {hd(L), length(L), erlang:phash2(L)}.
down(0) -> [];
down(N) -> [N | down(N - 1)].
t_build_tuples_100k() -> depth(nest(?I(100000)), 0).
nest(0) -> {};
nest(N) -> {N, nest(N - 1)}.
depth({}, N) -> N;
depth({_, T}, N) -> depth(T, N + 1).
t_build_bignums() -> product(?I(2000)) rem 1000000007.
product(0) -> 1;
product(N) -> N * product(N - 1).
t_deep_with_live_values() -> live(?I(20000), [a], <<"bin">>, 1.5).
live(0, L, B, F) -> {length(L), byte_size(B), F};
live(N, L, B, F) -> {X, Y, Z} = live(N - 1, [N | L], B, F + 1), {X + 1, Y + byte_size(B), Z * 1.0}.
t_deep_two_calls() -> fib(?I(22)).
fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).
t_ackermann() -> [ack(?I(2), N) || N <- [0, 1, 5, 20]] ++ [ack(3, 5)].
ack(0, N) -> N + 1;
ack(M, 0) -> ack(M - 1, 1);
ack(M, N) -> ack(M - 1, ack(M, N - 1)).
t_tak() -> tak(?I(14), 8, 3).
tak(X, Y, Z) when Y < X -> tak(tak(X - 1, Y, Z), tak(Y - 1, Z, X), tak(Z - 1, X, Y));
tak(_, _, Z) -> Z.
t_hanoi() -> {length(hanoi(?I(10), a, b, c)), hd(hanoi(3, a, b, c))}.
hanoi(0, _, _, _) -> [];
hanoi(N, A, B, C) -> hanoi(N - 1, A, C, B) ++ [{A, C}] ++ hanoi(N - 1, B, A, C).
t_queens() -> [length(queens(?I(N))) || N <- [1, 4, 5, 6]].
queens(N) -> place(N, N).
place(0, _) -> [[]];
place(K, N) -> [[Q | B] || B <- place(K - 1, N), Q <- lists:seq(1, N), safe(Q, 1, B)].
safe(_, _, []) -> true;
safe(Q, D, [H | T]) -> Q =/= H andalso abs(Q - H) =/= D andalso safe(Q, D + 1, T).
t_collatz() -> lists:max([collatz(N, 1) || N <- lists:seq(1, ?I(1000))]).
collatz(1, S) -> S;
collatz(N, S) when N rem 2 =:= 0 -> collatz(N div 2, S + 1);
collatz(N, S) -> collatz(3 * N + 1, S + 1).
t_primes() -> sieve(lists:seq(2, ?I(100))).
sieve([]) -> [];
sieve([P | T]) -> [P | sieve([X || X <- T, X rem P =/= 0])].
t_even_odd() -> [even(N) || N <- ?I([0, 1, 10000, 99999])].
even(0) -> true;
even(N) -> odd(N - 1).
odd(0) -> false;
odd(N) -> even(N - 1).
t_even_odd_external() -> [?MODULE:even_ext(N) || N <- ?I([0, 1, 10000, 9999])].
even_ext(0) -> true;
even_ext(N) -> ?MODULE:odd_ext(N - 1).
odd_ext(0) -> false;
odd_ext(N) -> ?MODULE:even_ext(N - 1).
t_tail_external_self() -> ?MODULE:countdown(?I(200000)).
countdown(0) -> liftoff;
countdown(N) -> ?MODULE:countdown(N - 1).
t_tail_apply() -> applied(?I(100000)).
applied(0) -> done;
applied(N) -> apply(fun applied/1, [N - 1]).
t_tail_apply3() -> apply3(?I(countdown), 50000).
apply3(F, N) -> M = ?I(?MODULE), M:F(N).
t_tail_many_args() -> rotate(?I(100), a, b, c, d, e, f, g, h).
rotate(0, A, B, C, D, E, F, G, H) -> [A, B, C, D, E, F, G, H];
rotate(N, A, B, C, D, E, F, G, H) -> rotate(N - 1, H, A, B, C, D, E, F, G).
t_tail_more_args() -> grow(?I(3), 0).
grow(N, A) -> grow(N, A, A + 1, A + 2, A + 3, A + 4, A + 5, A + 6).
grow(0, A, B, C, D, E, F, G) -> {A, B, C, D, E, F, G};
grow(N, A, _, _, _, _, _, _) -> grow(N - 1, A + 10).
t_tail_swap() -> swap(?I(7), 1, 2).
swap(0, A, B) -> {A, B};
swap(N, A, B) -> swap(N - 1, B, A).
t_tail_state_machine() -> state_a(?I("aabba"), []).
state_a([$a | T], L) -> state_a(T, [a | L]);
state_a([$b | T], L) -> state_b(T, [to_b | L]);
state_a([], L) -> lists:reverse(L).
state_b([$b | T], L) -> state_b(T, [b | L]);
state_b([$a | T], L) -> state_a(T, [to_a | L]);
state_b([], L) -> lists:reverse(L).
t_tail_accumulate_float() -> facc(?I(10000), 0.0).
facc(0, A) -> A;
facc(N, A) -> facc(N - 1, A + 1 / (N * N)).
t_tail_accumulate_mixed() -> macc(?I([1, 2.5, 3, 1 bsl 60, 0.5]), 0).
macc([], A) -> A;
macc([H | T], A) -> macc(T, A * 2 + H).
t_tail_accumulate_overflow() -> pacc(?I(100), 1).
pacc(0, A) -> A;
pacc(N, A) -> pacc(N - 1, A * 3 + N).
t_loop_int_to_big_and_back() -> back(?I(64), 1, []).
back(0, A, L) -> {A, lists:reverse(L)};
back(N, A, L) -> B = A * 4, back(N - 1, B div 2, if B > 1 bsl 59, B < 1 bsl 63 -> [B | L]; true -> L end).
t_loop_type_changes() -> change(?I(0), 6).
change(X, 0) -> X;
change(X, N) when is_integer(X) -> change({X}, N - 1);
change({X}, N) -> change([X], N - 1);
change([X], N) -> change(X * 1.5 + 1, N - 1);
change(X, N) when is_float(X) -> change(round(X), N - 1).
t_loop_maps() -> map_loop(?I(100), #{}).
map_loop(0, M) -> lists:sum(maps:values(M));
map_loop(N, M) -> map_loop(N - 1, M#{N rem 10 => N}).
t_loop_tuple_state() -> tuple_loop(?I({0, 1, 0}), 90).
tuple_loop({A, _, C}, 0) -> {A, C};
tuple_loop({A, B, C}, N) -> tuple_loop({B, A + B, C + 1}, N - 1).
t_loop_binary_build() -> bin_loop(?I(1000), <<>>).
bin_loop(0, B) -> {byte_size(B), erlang:md5(B)};
bin_loop(N, B) -> bin_loop(N - 1, <<B/binary, N, (N band 3):8>>).
t_loop_binary_prepend() -> pre_loop(?I(300), <<>>).
pre_loop(0, B) -> {byte_size(B), erlang:crc32(B)};
pre_loop(N, B) -> pre_loop(N - 1, <<N:16, B/binary>>).
t_loop_garbage() -> garbage(?I(3000), []).
garbage(0, L) -> length(L);
garbage(N, L) -> _ = lists:seq(1, 100), garbage(N - 1, [{N, lists:duplicate(3, N)} | L]).
t_loop_list_append_quadratic() -> length(quad(?I(300), [])).
quad(0, L) -> L;
quad(N, L) -> quad(N - 1, L ++ [N]).
t_tree() -> T = insert_all(?I([5, 2, 8, 1, 9, 3, 7, 4, 6]), nil), {to_list(T), height(T)}.
insert_all([], T) -> T;
insert_all([H | R], T) -> insert_all(R, insert(H, T)).
insert(X, nil) -> {nil, X, nil};
insert(X, {L, Y, R}) when X < Y -> {insert(X, L), Y, R};
insert(X, {L, Y, R}) when X > Y -> {L, Y, insert(X, R)};
insert(_, T) -> T.
to_list(nil) -> [];
to_list({L, X, R}) -> to_list(L) ++ [X | to_list(R)].
height(nil) -> 0;
height({L, _, R}) -> 1 + max(height(L), height(R)).
t_tree_unbalanced() -> height(insert_all(lists:seq(1, ?I(1000)), nil)).
t_binary_tree_gc() -> check(make(?I(14))).
make(0) -> {leaf};
make(D) -> {make(D - 1), make(D - 1)}.
check({leaf}) -> 1;
check({L, R}) -> 1 + check(L) + check(R).
t_mandelbrot_row() -> list_to_binary([mandel(X / 20 - 2, ?I(0.1), 0.0, 0.0, 0) || X <- lists:seq(0, 60)]).
mandel(_, _, _, _, 30) -> $#;
mandel(A, B, X, Y, N) ->
    X2 = X * X, Y2 = Y * Y,
    if X2 + Y2 > 4.0 -> $. ; true -> mandel(A, B, X2 - Y2 + A, 2.0 * X * Y + B, N + 1) end.
t_nbody_step() -> body(?I({0.0, 1.0, 0.5, -0.25}), 100).
body(S, 0) -> S;
body({X, Y, VX, VY}, N) ->
    D = math:sqrt(X * X + Y * Y + 0.01), AX = -X / (D * D * D), AY = -Y / (D * D * D),
    body({X + VX * 0.01, Y + VY * 0.01, VX + AX * 0.01, VY + AY * 0.01}, N - 1).
t_matrix() -> mul(?I([[1, 2], [3, 4]]), [[5, 6], [7, 8]]).
mul(A, B) -> Bt = transpose(B), [[dot(R, C) || C <- Bt] || R <- A].
dot([], []) -> 0;
dot([A | As], [B | Bs]) -> A * B + dot(As, Bs).
transpose([[] | _]) -> [];
transpose(M) -> [[hd(R) || R <- M] | transpose([tl(R) || R <- M])].
t_levenshtein() -> [lev(?I(A), B) || {A, B} <- [{"kitten", "sitting"}, {"", "abc"}, {"abc", "abc"}]].
lev([], B) -> length(B);
lev(A, []) -> length(A);
lev([H | A], [H | B]) -> lev(A, B);
lev([_ | A] = X, [_ | B] = Y) -> 1 + lists:min([lev(A, Y), lev(X, B), lev(A, B)]).
t_interpreter() -> run(?I([{push, 5}, {push, 7}, add, dup, mul, {push, 100}, swap, sub]), []).
run([], S) -> S;
run([{push, N} | P], S) -> run(P, [N | S]);
run([add | P], [A, B | S]) -> run(P, [A + B | S]);
run([sub | P], [A, B | S]) -> run(P, [B - A | S]);
run([mul | P], [A, B | S]) -> run(P, [A * B | S]);
run([dup | P], [A | S]) -> run(P, [A, A | S]);
run([swap | P], [A, B | S]) -> run(P, [B, A | S]).
t_json_like_print() -> iolist_to_binary(pp(?I(#{1 => [1, 2.5, <<"x">>], 2 => #{3 => true}}))).
pp(M) when is_map(M) -> [${, join([[pp(K), $:, pp(V)] || {K, V} <- lists:sort(maps:to_list(M))]), $}];
pp(L) when is_list(L) -> [$[, join([pp(X) || X <- L]), $]];
pp(B) when is_binary(B) -> [$", B, $"];
pp(I) when is_integer(I) -> integer_to_list(I);
pp(F) when is_float(F) -> float_to_list(F, [short]);
pp(A) -> atom_to_list(A).
join([]) -> [];
join([X]) -> X;
join([X | T]) -> [X, $, | join(T)].
t_word_split() -> words(?I("the quick  brown fox "), [], []).
words([], [], A) -> lists:reverse(A);
words([], W, A) -> lists:reverse([lists:reverse(W) | A]);
words([$\s | T], [], A) -> words(T, [], A);
words([$\s | T], W, A) -> words(T, [], [lists:reverse(W) | A]);
words([C | T], W, A) -> words(T, [C | W], A).
t_deep_try() -> deep_try(?I(5000)).
deep_try(0) -> 0;
deep_try(N) -> try 1 + deep_try(N - 1) catch error:_ -> wrong end.
t_deep_after() -> put(c, 0), R = deep_after(?I(1000)), {R, get(c)}.
deep_after(0) -> 0;
deep_after(N) -> try 1 + deep_after(N - 1) after put(c, get(c) + 1) end.
t_deep_fun_recursion() -> F = fun Self(0) -> 0; Self(N) -> 1 + Self(N - 1) end, F(?I(50000)).
t_deep_map_values() -> unwrap(wrap(?I(1000))).
wrap(0) -> leaf;
wrap(N) -> #{in => wrap(N - 1), n => N}.
unwrap(#{in := M}) -> 1 + unwrap(M);
unwrap(leaf) -> 0.
