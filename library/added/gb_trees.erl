%% Of gb_trees: neighbours and iterators from the end (OTP 27), from_list/1 (OTP 28). See gb_sets.
-module(gb_trees).
-export([larger/2, smaller/2, iterator/2, iterator_from/3, from_list/1]).

larger(Key, {_, Tree}) -> linac_larger(Key, Tree, none).

linac_larger(_, nil, Best) -> Best;
linac_larger(Key, {Here, Value, Left, _}, _) when Here > Key ->
    linac_larger(Key, Left, {Here, Value});
linac_larger(Key, {_, _, _, Right}, Best) -> linac_larger(Key, Right, Best).

smaller(Key, {_, Tree}) -> linac_smaller(Key, Tree, none).

linac_smaller(_, nil, Best) -> Best;
linac_smaller(Key, {Here, Value, _, Right}, _) when Here < Key ->
    linac_smaller(Key, Right, {Here, Value});
linac_smaller(Key, {_, _, Left, _}, Best) -> linac_smaller(Key, Left, Best).

iterator(Tree, ordered) -> gb_trees:iterator(Tree);
iterator(Tree, reversed) -> linac_downwards(gb_trees:to_list(Tree), []).

iterator_from(Key, Tree, ordered) -> gb_trees:iterator_from(Key, Tree);
iterator_from(Key, Tree, reversed) ->
    linac_downwards([Pair || {Here, _} = Pair <- gb_trees:to_list(Tree), Here =< Key], []).

linac_downwards([], Trees) -> Trees;
linac_downwards([{Key, Value} | Rest], Trees) ->
    linac_downwards(Rest, [{Key, Value, nil, nil} | Trees]).

%% Of several pairs with a key, the last one counts.
from_list(Pairs) ->
    gb_trees:from_orddict(orddict:from_list(Pairs)).
