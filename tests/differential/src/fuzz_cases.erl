%% What scripts/fuzz_diff found, made small.
-module(fuzz_cases).
-export([t_context_given_up_before_a_handler/0, t_tuple_round_a_loop_with_a_loop_in_it/0,
         t_ranges_beyond_small_integers/0]).
-export([id/1, times_eight/1, lower/1, last_bits/1]).

id(X) -> X.

%% Splitting the tuple did not end.
t_tuple_round_a_loop_with_a_loop_in_it() -> codepoints(id(<<"abc">>), {0, 0.5}, 0).

codepoints(<<_/utf8, Rest/binary>>, Pair, _) ->
    codepoints(Rest, case Pair of {_, F} -> {0, F} end, count(10, 0));
codepoints(<<>>, Pair, Counted) -> {Pair, Counted}.

count(0, Last) -> Last;
count(N, _) -> count(N - 1, 0).

%% A sum of a positive bignum and a negative one was taken for positive.
t_ranges_beyond_small_integers() ->
    Product = times_eight(id(1152921504606846975)),
    Sum = lower(Product),
    {Product, Sum, last_bits(Sum), last_bits(lower(-Product)), last_bits(Product bsr 5)}.

times_eight(X) -> X bsl 3.
lower(X) -> X + (-170141183460469231731687303715884105727).
last_bits(X) -> X rem 576460752303423488.

%% The compiler gives the context up before a call of which it knows that it does not fail.
t_context_given_up_before_a_handler() ->
    {rest(id(<<"abc">>), 1.25), rest_of(id(<<"abc">>), fun id/1),
     rest_of(id(<<"abc">>), fun(_) -> throw(thrown) end)}.

rest(<<_/utf8, Rest/binary>>, 1.25) ->
    self() ! byte_size(Rest),
    try
        [] -- lists:reverse(id([]))
    catch
        C:R -> {C, R, Rest}
    end.

rest_of(<<_/utf8, Rest/binary>>, F) ->
    self() ! byte_size(Rest),
    try
        [] -- lists:reverse(F([]))
    catch
        C:R -> {C, R, Rest}
    end.
