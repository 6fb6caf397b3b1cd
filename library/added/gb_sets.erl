%% Of gb_sets: neighbours, map/2, filtermap/2, iterators from the end (OTP 27). An iterator is a list of
%% trees, each of which next/1 walks from its left; from the end they are all of one element.
-module(gb_sets).
-export([larger/2, smaller/2, map/2, filtermap/2, is_equal/2, iterator/2, iterator_from/3]).

larger(Element, {_, Tree}) -> linac_larger(Element, Tree, none).

linac_larger(_, nil, Best) -> Best;
linac_larger(Element, {Here, Left, _}, _) when Here > Element ->
    linac_larger(Element, Left, {found, Here});
linac_larger(Element, {_, _, Right}, Best) -> linac_larger(Element, Right, Best).

smaller(Element, {_, Tree}) -> linac_smaller(Element, Tree, none).

linac_smaller(_, nil, Best) -> Best;
linac_smaller(Element, {Here, _, Right}, _) when Here < Element ->
    linac_smaller(Element, Right, {found, Here});
linac_smaller(Element, {_, Left, _}, Best) -> linac_smaller(Element, Left, Best).

map(Fun, Set) when is_function(Fun, 1) -> gb_sets:from_list([Fun(Element) || Element <- gb_sets:to_list(Set)]).

filtermap(Fun, Set) -> gb_sets:from_list(lists:filtermap(Fun, gb_sets:to_list(Set))).

is_equal(A, B) ->
    gb_sets:size(A) =:= gb_sets:size(B) andalso gb_sets:to_list(A) == gb_sets:to_list(B).

iterator(Set, ordered) -> gb_sets:iterator(Set);
iterator(Set, reversed) -> linac_downwards(gb_sets:to_list(Set), []).

iterator_from(Element, Set, ordered) -> gb_sets:iterator_from(Element, Set);
iterator_from(Element, Set, reversed) ->
    linac_downwards([Here || Here <- gb_sets:to_list(Set), Here =< Element], []).

linac_downwards([], Trees) -> Trees;
linac_downwards([Element | Rest], Trees) -> linac_downwards(Rest, [{Element, nil, nil} | Trees]).
