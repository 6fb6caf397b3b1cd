%% Of rand: shuffling (OTP 29). And a first seed that needs no clock, which not every program may look at.
-module(rand).
-export([shuffle/1, shuffle_s/2, seed_s/1]).
-overrides([seed_s/1]).

seed_s({Handler, _} = State) when is_map(Handler) -> State;
seed_s({Algorithm, State}) when is_atom(Algorithm) ->
    {Handler, _} = mk_alg(Algorithm),
    {Handler, State};
seed_s(Algorithm) ->
    rand:seed_s(Algorithm,
                {erlang:phash2([{node(), self()}]), linac_host:seed(), erlang:unique_integer()}).

shuffle(List) ->
    {Shuffled, State} = shuffle_s(List, linac_state()),
    _ = rand:seed(State),
    Shuffled.

linac_state() ->
    case rand:export_seed() of
        undefined -> rand:seed(default);
        Exported -> rand:seed_s(Exported)
    end.

%% By a random number for each element; those that are equal are shuffled among themselves.
shuffle_s(List, State) when is_list(List) ->
    {Tagged, Next} = lists:mapfoldl(fun(Element, S) ->
                                            {Number, S1} = rand:uniform_s(1 bsl 56, S),
                                            {{Number, Element}, S1}
                                    end, State, List),
    linac_untagged(lists:keysort(1, Tagged), Next, []).

linac_untagged([{Number, A}, {Number, B} | Rest], State, Done) ->
    {Same, After} = lists:splitwith(fun({N, _}) -> N =:= Number end, Rest),
    {Mixed, Next} = shuffle_s([A, B | [E || {_, E} <- Same]], State),
    linac_untagged(After, Next, lists:reverse(Mixed, Done));
linac_untagged([{_, Element} | Rest], State, Done) -> linac_untagged(Rest, State, [Element | Done]);
linac_untagged([], State, Done) -> {lists:reverse(Done), State}.
