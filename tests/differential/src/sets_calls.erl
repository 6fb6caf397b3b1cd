%% Calls of sets (both representations), ordsets and gb_sets: the same steps over the same elements. What is told of a set is its
%% list, as its form is the module's own.
-module(sets_calls).
-export([t_from_list/0, t_new/0, t_size/0, t_is_empty/0, t_is_element/0, t_add_element/0]).
-export([t_del_element/0, t_union/0, t_union_list/0, t_intersection/0, t_intersection_list/0, t_intersection_of_none/0]).
-export([t_subtract/0, t_is_disjoint/0, t_is_subset/0, t_fold/0, t_filter/0, t_map/0]).
-export([t_filtermap/0, t_is_equal/0, t_is_set/0, t_funs_that_fail/0, t_not_funs/0, t_gb_ends/0]).
-export([t_gb_insert/0, t_gb_delete/0, t_gb_forms/0, t_gb_iterators/0, t_ordsets_forms/0, t_sets_forms/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

samples() -> ?I([[], [1], [3, 1, 2, 1], [1, 1.0, 2, 2.0], [a, "b", <<"c">>, {d}, #{e => f}, [g], 7, 7.5], lists:seq(1, 40), [{K, K rem 3} || K <- lists:seq(1, 12)]]).

make(sets1, List) -> sets:from_list(List, [{version, 1}]);
make(sets, List) -> sets:from_list(List, [{version, 2}]);
make(Module, List) -> Module:from_list(List).

module(sets1) -> sets;
module(Module) -> Module.

kinds() -> ?I([sets1, sets, ordsets, gb_sets]).

told(Kind, Set) ->
    case (module(Kind)):is_set(Set) of
        true -> sorted((module(Kind)):to_list(Set));
        false -> Set
    end.

%% Of two that compare equal the integer goes first.
sorted(List) -> [Element || {Element, _} <- lists:sort([{Element, is_float(Element)} || Element <- List])].

call(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.

%% A result that is a set, for each sample.
each(Fun) -> [[call(fun() -> told(Kind, Fun(Kind, module(Kind), make(Kind, Sample))) end) || Sample <- samples()] || Kind <- kinds()].
%% Another result.
plain(Fun) -> [[call(fun() -> Fun(Kind, module(Kind), make(Kind, Sample)) end) || Sample <- samples()] || Kind <- kinds()].

t_from_list() -> each(fun(_, _, Set) -> Set end).
t_new() -> [told(Kind, (module(Kind)):new()) || Kind <- kinds()].
t_size() -> plain(fun(_, M, Set) -> M:size(Set) end).
t_is_empty() -> plain(fun(_, M, Set) -> M:is_empty(Set) end).
t_is_element() -> plain(fun(_, M, Set) -> [M:is_element(E, Set) || E <- [1, 1.0, 2, a, "b", {1, 1}, <<"c">>, none]] end).
t_add_element() -> each(fun(_, M, Set) -> M:add_element(new, M:add_element(1, M:add_element(2.0, Set))) end).
t_del_element() -> each(fun(_, M, Set) -> M:del_element(none, M:del_element(1, Set)) end).
t_union() -> each(fun(Kind, M, Set) -> M:union(Set, make(Kind, [1, 2, x, 2.0])) end).
t_union_list() -> each(fun(Kind, M, Set) -> M:union([Set, make(Kind, [x]), make(Kind, []), make(Kind, [y, x])]) end).
t_intersection() -> each(fun(Kind, M, Set) -> M:intersection(Set, make(Kind, [1, 2.0, a, 40, 50])) end).
t_intersection_list() -> each(fun(Kind, M, Set) -> M:intersection([Set, make(Kind, lists:seq(1, 30)), make(Kind, [3, 2, 1])]) end).
t_intersection_of_none() -> [call(fun() -> (module(Kind)):intersection([]) end) =:= ok || Kind <- kinds()].
t_subtract() -> each(fun(Kind, M, Set) -> M:subtract(Set, make(Kind, [1, 2, 3, a, {1, 1}])) end).
t_is_disjoint() -> plain(fun(Kind, M, Set) -> [M:is_disjoint(Set, make(Kind, Other)) || Other <- [[], [1], [none], [1.0]]] end).
t_is_subset() -> plain(fun(Kind, M, Set) -> [{M:is_subset(make(Kind, Other), Set), M:is_subset(Set, make(Kind, Other))} || Other <- [[], [1], [none], [1, 2, 3]]] end).
t_fold() -> plain(fun(_, M, Set) -> sorted(M:fold(fun(E, L) -> [E | L] end, [], Set)) end).
t_filter() -> each(fun(_, M, Set) -> M:filter(fun erlang:is_integer/1, Set) end).
t_map() -> each(fun(_, M, Set) -> M:map(fun(E) when is_integer(E) -> E rem 2; (E) -> {E} end, Set) end).
t_filtermap() -> each(fun(_, M, Set) -> M:filtermap(fun(E) when is_integer(E) -> {true, -E}; (E) -> is_float(E) end, Set) end).
t_is_equal() -> plain(fun(Kind, M, Set) -> [M:is_equal(Set, make(Kind, Other)) || Other <- [[], [1], [1, 2, 3], lists:seq(40, 1, -1)]] end).
t_is_set() -> [call(fun() -> (module(Kind)):is_set(X) end) || Kind <- kinds(), X <- ?I([[], [1, 2], [2, 1], foo, 17])].
t_funs_that_fail() -> plain(fun(_, M, Set) -> M:size(M:filter(fun(E) when is_integer(E) -> true end, Set)) end).
t_not_funs() -> [call(fun() -> (module(Kind)):F(?I(foo), make(Kind, [1])) end) || Kind <- kinds(), F <- [filter, map, filtermap]].

%% gb_sets has more.
gb(Fun) -> [call(fun() -> Fun(gb_sets:from_list(Sample)) end) || Sample <- samples()].
t_gb_ends() -> [gb(fun gb_sets:smallest/1), gb(fun gb_sets:largest/1), gb(fun(S) -> element(1, gb_sets:take_smallest(S)) end), gb(fun(S) -> element(1, gb_sets:take_largest(S)) end)].
t_gb_insert() -> [gb(fun(S) -> gb_sets:to_list(gb_sets:insert(E, S)) end) || E <- ?I([new, 1, 2.0])].
t_gb_delete() -> [gb(fun(S) -> gb_sets:to_list(gb_sets:delete(E, S)) end) || E <- ?I([1, none])] ++ [gb(fun(S) -> gb_sets:to_list(gb_sets:delete_any(E, S)) end) || E <- ?I([1, none])].
t_gb_forms() -> [gb_sets:from_list(?I([3, 1, 2])), gb_sets:from_ordset(?I([1, 2, 3, 4, 5])), gb_sets:singleton(?I(x)), gb_sets:empty(), gb_sets:balance(gb_sets:from_list(lists:seq(1, 10))),
                 gb_sets:is_member(1, gb_sets:from_list([1])), gb_sets:add(1, gb_sets:new()), gb_sets:difference(gb_sets:from_list([1, 2]), gb_sets:from_list([2]))].
t_gb_iterators() -> gb(fun(S) -> walk(gb_sets:next(gb_sets:iterator(S))) end) ++ [gb(fun(S) -> walk(gb_sets:next(gb_sets:iterator_from(From, S))) end) || From <- ?I([2, 2.5, a])].
walk(none) -> [];
walk({Element, Iterator}) -> [Element | walk(gb_sets:next(Iterator))].
t_ordsets_forms() -> [ordsets:from_list(?I([b, a, b, 1.0, 1])), ordsets:add_element(1.0, [1, 2]), ordsets:del_element(2, ?I([1, 2])), ordsets:union(?I([1, 3]), [2, 3.0]), ordsets:intersection(?I([1, 2.0]), [1.0, 2]),
                      ordsets:subtract(?I([1, 2, 3]), [2]), ordsets:is_set(?I([1, 1.0])), ordsets:fold(fun(E, A) -> [E | A] end, [], ?I([1, 2]))].
t_sets_forms() -> [sets:from_list(?I([b, a]), [{version, 2}]), sets:to_list(sets:from_list(?I([x]), [{version, 1}])), sets:size(sets:union(sets:from_list([1], [{version, 1}]), sets:from_list([2], [{version, 2}]))),
                   lists:sort(sets:to_list(sets:intersection(sets:from_list(?I([1, 2, 3]), [{version, 1}]), sets:from_list([2, 3], [{version, 2}])))),
                   sets:is_subset(sets:from_list([1], [{version, 2}]), sets:from_list(?I([1, 2]), [{version, 1}])), call(fun() -> sets:size(?I(foo)) end), call(fun() -> sets:from_list(?I(foo)) end)].
