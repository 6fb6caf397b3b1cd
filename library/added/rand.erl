%% Of rand: shuffling (OTP 29), and a variance of zero, which older ones refused. And a first seed that needs no clock, which
%% not every program may look at.
-module(rand).
-export([shuffle/1, shuffle_s/2, seed_s/1, normal_s/3]).
-overrides([seed_s/1, normal_s/3]).

normal_s(Mean, Variance, State) when Variance >= 0 ->
    {Normal, Next} = rand:normal_s(State),
    {Mean + math:sqrt(Variance) * Normal, Next}.

seed_s({Handler, _} = State) when is_map(Handler) -> State;
seed_s({Algorithm, State}) when is_atom(Algorithm) ->
    {Handler, _} = mk_alg(Algorithm),
    {Handler, State};
seed_s(Algorithm) ->
    rand:seed_s(Algorithm,
                {erlang:phash2([{node(), self()}]), linac_host:seed(), erlang:unique_integer()}).

shuffle(List) ->
    {Shuffled, State} = shuffle_s(List, seed_get()),
    _ = seed_put(State),
    Shuffled.

%% The list is dealt to four piles by two random bits an element, each pile is shuffled so, and one of two or three
%% elements gets one of its orders: as in OTP 29, for a seed has to give the same order. Bits are what is left of one of
%% the generator's numbers, under a one that tells where they end; what is too few for a choice is thrown away.
shuffle_s(List, {Handler, State}) when is_list(List) ->
    {Shuffled, {_, Last, _}} = linac_shuffled(List, [], {1, State, linac_numbers(Handler)}),
    {Shuffled, {Handler, Last}}.

%% How to get numbers: the lowest bits are weak in some algorithms, and 58 bits at most are used.
linac_numbers(#{next := Next} = Handler) ->
    {Largest, Weak} = case Handler of
                          #{bits := Size} -> {1 bsl Size - 1, maps:get(weak_low_bits, Handler, 0)};
                          #{max := Max} -> {Max, 2}
                      end,
    {Next, Weak, (Largest bsr Weak) band (1 bsl 58 - 1)}.

linac_bits(Count, {Bits, State, Numbers}) when Bits >= 1 bsl Count ->
    {Bits band (1 bsl Count - 1), {Bits bsr Count, State, Numbers}};
linac_bits(Count, {_, State, {Next, Weak, Mask} = Numbers}) ->
    {Number, After} = Next(State),
    linac_bits(Count, {(Number bsr Weak) band Mask bor (Mask + 1), After, Numbers}).

linac_shuffled([], Done, Bits) -> {Done, Bits};
linac_shuffled([A], Done, Bits) -> {[A | Done], Bits};
linac_shuffled([A, B], Done, Bits) ->
    case linac_bits(1, Bits) of
        {0, Rest} -> {[B, A | Done], Rest};
        {1, Rest} -> {[A, B | Done], Rest}
    end;
linac_shuffled([A, B, C] = List, Done, Bits) ->
    case linac_bits(3, Bits) of
        {0, Rest} -> {[C, B, A | Done], Rest};
        {1, Rest} -> {[B, C, A | Done], Rest};
        {2, Rest} -> {[C, A, B | Done], Rest};
        {3, Rest} -> {[A, C, B | Done], Rest};
        {4, Rest} -> {[B, A, C | Done], Rest};
        {5, Rest} -> {[A, B, C | Done], Rest};
        {_, Rest} -> linac_shuffled(List, Done, Rest)
    end;
linac_shuffled(List, Done, Bits) -> linac_dealt(List, Done, Bits, [], [], [], []).

linac_dealt([], Done, Bits, A, B, C, D) ->
    {Done1, Bits1} = linac_shuffled(A, Done, Bits),
    {Done2, Bits2} = linac_shuffled(B, Done1, Bits1),
    {Done3, Bits3} = linac_shuffled(C, Done2, Bits2),
    linac_shuffled(D, Done3, Bits3);
linac_dealt([Element | List], Done, Bits, A, B, C, D) ->
    case linac_bits(2, Bits) of
        {0, Rest} -> linac_dealt(List, Done, Rest, [Element | A], B, C, D);
        {1, Rest} -> linac_dealt(List, Done, Rest, A, [Element | B], C, D);
        {2, Rest} -> linac_dealt(List, Done, Rest, A, B, [Element | C], D);
        {3, Rest} -> linac_dealt(List, Done, Rest, A, B, C, [Element | D])
    end.
