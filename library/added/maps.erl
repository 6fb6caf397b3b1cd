%% Of maps: iterators with an order (OTP 26). Such an iterator is what next/1 gives, all at once:
%% {Key, Value, Iterator}, and `none` at its end.
-module(maps).
-export([iterator/2, is_iterator_valid/1]).

iterator(Map, undefined) when is_map(Map) -> maps:iterator(Map);
iterator(Map, ordered) when is_map(Map) -> linac_chain(linac_sorted(Map), Map);
iterator(Map, reversed) when is_map(Map) -> linac_chain(lists:reverse(linac_sorted(Map)), Map);
iterator(Map, Order) when is_map(Map), is_function(Order, 2) ->
    linac_chain(lists:sort(Order, maps:keys(Map)), Map);
iterator(Map, Order) ->
    erlang:error(badarg, [Map, Order], [{error_info, #{module => erl_stdlib_errors}}]).

%% Integers go before floats.
linac_sorted(Map) -> lists:sort(fun linac_at_most/2, maps:keys(Map)).

linac_at_most(A, B) -> erts_internal:cmp_term(A, B) =< 0.

linac_chain(Keys, Map) ->
    lists:foldr(fun(Key, Rest) -> {Key, map_get(Key, Map), Rest} end, none, Keys).

is_iterator_valid(none) -> true;
is_iterator_valid({_, _, Next}) -> is_iterator_valid(Next);
is_iterator_valid([Path | Map]) when is_integer(Path), is_map(Map) -> true;
is_iterator_valid(_) -> false.
