%% Calls of gb_trees, queue, array, proplists and digraph.
-module(tree_calls).
-export([t_trees/0, t_trees_empty/0, t_trees_size/0, t_trees_lookup/0, t_trees_get/0, t_trees_is_defined/0]).
-export([t_trees_insert/0, t_trees_enter/0, t_trees_update/0, t_trees_delete/0, t_trees_delete_any/0, t_trees_take/0]).
-export([t_trees_ends/0, t_trees_lists/0, t_trees_map/0, t_trees_iterators/0, t_trees_many/0, t_queues/0]).
-export([t_queue_forms/0, t_queue_in/0, t_queue_out/0, t_queue_all_out/0, t_queue_looks/0, t_queue_drops/0]).
-export([t_queue_split/0, t_queue_join/0, t_queue_member/0, t_queue_delete/0, t_queue_filter/0, t_queue_filtermap/0]).
-export([t_queue_folds/0, t_queue_faults/0, t_array_facts/0, t_array_lists/0, t_array_get/0, t_array_set/0]).
-export([t_array_reset/0, t_array_resize/0, t_array_fix/0, t_array_maps/0, t_array_folds/0, t_array_from/0]).
-export([t_array_new/0, t_array_large/0, t_proplists_values/0, t_proplists_default/0, t_proplists_forms/0, t_proplists_split/0]).
-export([t_proplists_rewrite/0, t_proplists_property/0, t_proplists_from_map/0, t_proplists_faults/0, t_graph_counts/0, t_graph_degrees/0]).
-export([t_graph_looks/0, t_graph_paths/0, t_graph_deletes/0, t_graph_kinds/0, t_graph_bad_kinds/0, t_graph_bad_edges/0]).
-export([t_graph_components/0, t_graph_orders/0, t_graph_reach/0, t_graph_subgraphs/0]).
-export([id/1]).

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

call(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.
calls(Module, Function, Argumentss) -> [call(fun() -> apply(Module, Function, Arguments) end) || Arguments <- Argumentss].

%% --- gb_trees -----------------------------------------------------------------------------------

trees() -> [gb_trees:from_orddict(Pairs) || Pairs <- ?I([[], [{1, a}], [{K, K * K} || K <- lists:seq(1, 15)], [{1, x}, {2.5, y}, {a, z}, {"s", 1}]])].
trees(Fun) -> [call(fun() -> Fun(Tree) end) || Tree <- trees()].
keys() -> ?I([1, 1.0, 2.5, 7, a, none]).

t_trees() -> trees().
t_trees_empty() -> [gb_trees:empty() | trees(fun gb_trees:is_empty/1)].
t_trees_size() -> trees(fun gb_trees:size/1).
t_trees_lookup() -> [trees(fun(T) -> gb_trees:lookup(Key, T) end) || Key <- keys()].
t_trees_get() -> [trees(fun(T) -> gb_trees:get(Key, T) end) || Key <- keys()].
t_trees_is_defined() -> [trees(fun(T) -> gb_trees:is_defined(Key, T) end) || Key <- keys()].
t_trees_insert() -> [trees(fun(T) -> gb_trees:insert(Key, new, T) end) || Key <- keys()].
t_trees_enter() -> [trees(fun(T) -> gb_trees:enter(Key, new, T) end) || Key <- keys()].
t_trees_update() -> [trees(fun(T) -> gb_trees:update(Key, new, T) end) || Key <- keys()].
t_trees_delete() -> [trees(fun(T) -> gb_trees:delete(Key, T) end) || Key <- keys()].
t_trees_delete_any() -> [trees(fun(T) -> gb_trees:delete_any(Key, T) end) || Key <- keys()].
t_trees_take() -> [trees(fun(T) -> gb_trees:take(Key, T) end) || Key <- keys()] ++ [trees(fun(T) -> gb_trees:take_any(Key, T) end) || Key <- keys()].
t_trees_ends() -> [trees(F) || F <- [fun gb_trees:smallest/1, fun gb_trees:largest/1, fun gb_trees:take_smallest/1, fun gb_trees:take_largest/1]].
t_trees_lists() -> [trees(F) || F <- [fun gb_trees:keys/1, fun gb_trees:values/1, fun gb_trees:to_list/1, fun gb_trees:balance/1]].
t_trees_map() -> trees(fun(T) -> gb_trees:map(fun(K, V) -> {V, K} end, T) end).
t_trees_iterators() -> trees(fun(T) -> walk(gb_trees:next(gb_trees:iterator(T))) end) ++ [trees(fun(T) -> walk(gb_trees:next(gb_trees:iterator_from(Key, T))) end) || Key <- keys()].
walk(none) -> [];
walk({Key, Value, Iterator}) -> [{Key, Value} | walk(gb_trees:next(Iterator))].
t_trees_many() ->
    Tree = lists:foldl(fun(K, T) -> gb_trees:enter((K * 37) rem 101, K, T) end, gb_trees:empty(), ?I(lists:seq(1, 150))),
    Less = lists:foldl(fun(K, T) -> gb_trees:delete_any(K, T) end, Tree, lists:seq(1, 100, 3)),
    [Tree, gb_trees:to_list(Less), gb_trees:size(Less), gb_trees:balance(Less)].

%% --- queue --------------------------------------------------------------------------------------

queues() ->
    Small = queue:from_list(?I([1, 2, 3])),
    [queue:new(), queue:in(a, queue:new()), Small, queue:in(4, queue:in_r(0, Small)), queue:from_list(lists:seq(1, 20)), queue:tail(queue:tail(queue:from_list([a, b, c, d, e])))].
queues(Fun) -> [call(fun() -> Fun(Queue) end) || Queue <- queues()].
lists_of(Fun) -> queues(fun(Q) -> queue:to_list(Fun(Q)) end).

t_queues() -> queues().
t_queue_forms() -> [queues(F) || F <- [fun queue:len/1, fun queue:is_empty/1, fun queue:is_queue/1, fun queue:to_list/1]].
t_queue_in() -> [queues(fun(Q) -> queue:in(x, Q) end), queues(fun(Q) -> queue:in_r(x, Q) end)].
t_queue_out() -> [queues(F) || F <- [fun queue:out/1, fun queue:out_r/1]].
t_queue_all_out() -> queues(fun(Q) -> {drain(fun queue:out/1, Q), drain(fun queue:out_r/1, Q)} end).
drain(Out, Queue) ->
    case Out(Queue) of
        {{value, Value}, Rest} -> [Value | drain(Out, Rest)];
        {empty, _} -> []
    end.
t_queue_looks() -> [queues(F) || F <- [fun queue:get/1, fun queue:get_r/1, fun queue:peek/1, fun queue:peek_r/1, fun queue:head/1, fun queue:last/1, fun queue:daeh/1]].
t_queue_drops() -> [lists_of(F) || F <- [fun queue:drop/1, fun queue:drop_r/1, fun queue:tail/1, fun queue:init/1, fun queue:liat/1, fun queue:reverse/1]].
t_queue_split() -> [queues(fun(Q) -> {A, B} = queue:split(N, Q), {queue:to_list(A), queue:to_list(B)} end) || N <- ?I([0, 1, 3, 20, 21, -1, foo])].
t_queue_join() -> [lists_of(fun(Q) -> queue:join(Q, Other) end) || Other <- [queue:new(), queue:from_list([x, y])]].
t_queue_member() -> [queues(fun(Q) -> queue:member(X, Q) end) || X <- ?I([1, 3, 20, a, none])].
t_queue_delete() -> [lists_of(fun(Q) -> queue:delete(X, Q) end) || X <- ?I([1, 3, none])] ++ [lists_of(fun(Q) -> queue:delete_r(X, Q) end) || X <- ?I([1, none])] ++
                        [lists_of(fun(Q) -> queue:delete_with(fun(X) -> X =:= 2 end, Q) end), lists_of(fun(Q) -> queue:delete_with_r(fun is_integer/1, Q) end)].
t_queue_filter() -> [lists_of(fun(Q) -> queue:filter(F, Q) end) || F <- [fun is_integer/1, fun(X) -> [X, X] end, fun(_) -> [] end, fun(X) -> X > 2 end]].
t_queue_filtermap() -> [lists_of(fun(Q) -> queue:filtermap(F, Q) end) || F <- [fun(X) -> {true, {X}} end, fun is_atom/1]].
t_queue_folds() -> [queues(fun(Q) -> queue:fold(fun(X, L) -> [X | L] end, [], Q) end), queues(fun(Q) -> queue:any(fun is_atom/1, Q) end), queues(fun(Q) -> queue:all(fun is_integer/1, Q) end)].
t_queue_faults() -> [[call(fun() -> F(X) end) || F <- [fun queue:len/1, fun queue:to_list/1, fun queue:out/1, fun queue:get/1, fun queue:is_empty/1, fun queue:reverse/1]] || X <- ?I([foo, {a, b}, {[], [], []}])].

%% --- array --------------------------------------------------------------------------------------

arrays() -> [array:new(), array:from_list(?I([a, b, c])), array:new(5), array:new([{size, 12}, {default, 0}, {fixed, true}]), array:set(30, x, array:new({default, none})), array:fix(array:from_list(lists:seq(1, 11)))].
arrays(Fun) -> [call(fun() -> Fun(Array) end) || Array <- arrays()].

t_array_facts() -> [arrays(F) || F <- [fun array:size/1, fun array:default/1, fun array:is_fix/1, fun array:is_array/1, fun array:sparse_size/1]].
t_array_lists() -> [arrays(F) || F <- [fun array:to_list/1, fun array:sparse_to_list/1, fun array:to_orddict/1, fun array:sparse_to_orddict/1]].
t_array_get() -> [arrays(fun(A) -> array:get(I, A) end) || I <- ?I([0, 2, 11, 30, 31, 1000, -1, foo])].
t_array_set() -> [arrays(fun(A) -> array:to_list(array:set(I, new, A)) end) || I <- ?I([0, 2, 11, 31, -1, foo])].
t_array_reset() -> [arrays(fun(A) -> array:to_list(array:reset(I, A)) end) || I <- ?I([0, 2, 30, 100, -1])].
t_array_resize() -> [arrays(fun(A) -> array:to_list(array:resize(N, A)) end) || N <- ?I([0, 2, 15, -1])] ++ [arrays(fun(A) -> array:size(array:resize(A)) end)].
t_array_fix() -> [arrays(fun(A) -> array:is_fix(array:fix(A)) end), arrays(fun(A) -> array:size(array:set(50, x, array:relax(A))) end)].
t_array_maps() -> [arrays(fun(A) -> array:to_list(array:map(fun(I, V) -> {I, V} end, A)) end), arrays(fun(A) -> array:to_list(array:sparse_map(fun(_, V) -> {V} end, A)) end)].
t_array_folds() -> [arrays(fun(A) -> F(fun(I, V, L) -> [{I, V} | L] end, [], A) end) || F <- [fun array:foldl/3, fun array:foldr/3, fun array:sparse_foldl/3, fun array:sparse_foldr/3]].
t_array_from() -> [call(fun() -> array:to_list(apply(array, from_list, Arguments)) end) || Arguments <- ?I([[[]], [[1, 2]], [[1, 2], 0], [foo], [[1 | 2]]])] ++
                      [call(fun() -> array:to_orddict(array:from_orddict(Pairs)) end) || Pairs <- ?I([[], [{1, a}, {4, b}], [{2, a}, {1, b}], [{-1, a}], foo])].
t_array_new() -> [call(fun() -> array:size(array:new(Options)) end) || Options <- ?I([[], 7, {size, 3}, fixed, [{fixed, false}], {default, x}, -1, foo, [foo]])] ++ [call(fun() -> array:size(array:new(3, Options)) end) || Options <- ?I([fixed, {default, 1}, foo])].
t_array_large() -> A = lists:foldl(fun(I, Acc) -> array:set(I * I, I, Acc) end, array:new(), ?I(lists:seq(1, 60))), [array:size(A), array:sparse_size(A), array:sparse_to_orddict(A), array:get(49, A), array:get(50, A)].

%% --- proplists ----------------------------------------------------------------------------------

lists() -> ?I([[], [a, {b, 1}, {b, 2}, {c, x, y}, "s", 17, {a, false}], [{a, true}, a, {"k", 1}, {b}], [no_a, {color, red}, {colour, 1}, b]]).
proplists(Fun) -> [call(fun() -> Fun(List) end) || List <- lists()].
t_proplists_values() -> [[proplists(fun(L) -> proplists:F(Key, L) end) || F <- [get_value, get_bool, is_defined, lookup, lookup_all, get_all_values, append_values, delete]] || Key <- ?I([a, b, c, "k", none])].
t_proplists_default() -> [proplists(fun(L) -> proplists:get_value(Key, L, default) end) || Key <- ?I([a, b, none])].
t_proplists_forms() -> [proplists(F) || F <- [fun proplists:compact/1, fun proplists:unfold/1, fun(L) -> lists:sort(proplists:get_keys(L)) end, fun(L) -> proplists:to_map(L) end]].
t_proplists_split() -> [proplists(fun(L) -> proplists:split(L, Keys) end) || Keys <- ?I([[], [a], [b, c], [none, a]])].
t_proplists_rewrite() -> [proplists(fun(L) -> proplists:substitute_aliases([{colour, color}], L) end), proplists(fun(L) -> proplists:substitute_negations([{no_a, a}], L) end), proplists(fun(L) -> proplists:expand([{a, [{x, 1}, y]}, {{b, 1}, [z]}], L) end),
                           proplists(fun(L) -> proplists:normalize(L, [{aliases, [{colour, color}]}, {negations, [{no_a, a}]}, {expand, [{b, [w]}]}]) end), proplists(fun(L) -> proplists:to_map(L, [{negations, [{no_a, a}]}]) end)].
t_proplists_property() -> calls(proplists, property, ?I([[a], [{a, true}], [{a, 1}], [{"a", true}], [a, true], [a, 1]])).
t_proplists_from_map() -> [lists:sort(proplists:from_map(Map)) || Map <- ?I([#{}, #{a => true, b => 1}])] ++ calls(proplists, from_map, ?I([[foo]])).
t_proplists_faults() -> [calls(proplists, F, [[a, L] || L <- ?I([foo, [a | b]])]) || F <- [get_value, get_bool, is_defined, get_all_values, delete]].

%% --- digraph, digraph_utils ---------------------------------------------------------------------

graph(Options, Edges) ->
    Graph = digraph:new(Options),
    [digraph:add_vertex(Graph, V, {label, V}) || V <- lists:usort(lists:append([[A, B] || {A, B} <- Edges]))],
    [call(fun() -> _ = digraph:add_edge(Graph, {A, B}, A, B, A * 10 + B), ok end) || {A, B} <- Edges],
    Graph.
edges() -> ?I([[], [{1, 2}, {2, 3}, {3, 1}, {3, 4}], [{1, 2}, {1, 3}, {2, 4}, {3, 4}, {4, 5}], [{1, 1}, {2, 3}], [{5, 4}, {4, 3}, {3, 5}, {1, 2}, {2, 1}, {6, 7}]]).
graphs(Fun) -> graphs([], Fun).
graphs(Options, Fun) ->
    [begin Graph = graph(Options, Edges), Result = call(fun() -> Fun(Graph) end), digraph:delete(Graph), Result end || Edges <- edges()].
sorted(List) when is_list(List) -> lists:sort(List);
sorted(Other) -> Other.

t_graph_counts() -> graphs(fun(G) -> {digraph:no_vertices(G), digraph:no_edges(G), sorted(digraph:vertices(G)), sorted(digraph:edges(G))} end).
t_graph_degrees() -> graphs(fun(G) -> [{V, digraph:in_degree(G, V), digraph:out_degree(G, V), sorted(digraph:in_neighbours(G, V)), sorted(digraph:out_neighbours(G, V)), sorted(digraph:edges(G, V))} || V <- lists:seq(1, 7)] end).
t_graph_looks() -> graphs(fun(G) -> [{digraph:vertex(G, V), digraph:edge(G, {V, 2}), digraph:edge(G, none)} || V <- [1, 2, 9]] end).
t_graph_paths() -> graphs(fun(G) -> [{digraph:get_path(G, 1, V), digraph:get_short_path(G, 1, V), digraph:get_cycle(G, V), digraph:get_short_cycle(G, V)} || V <- [1, 2, 4]] end).
t_graph_deletes() -> graphs(fun(G) -> true = digraph:del_vertex(G, 2), true = digraph:del_edge(G, {3, 4}), true = digraph:del_path(G, 1, 5), {sorted(digraph:vertices(G)), sorted(digraph:edges(G))} end).
t_graph_kinds() -> [graphs(Options, fun(G) -> {sorted(digraph:edges(G)), lists:keydelete(memory, 1, digraph:info(G))} end) || Options <- ?I([[acyclic], [cyclic, protected], [private, acyclic]])].
t_graph_bad_kinds() -> calls(digraph, new, ?I([[[foo]], [foo], [[acyclic, foo]]])).
t_graph_bad_edges() -> graphs([acyclic], fun(G) -> [digraph:add_edge(G, 1, 9), digraph:add_edge(G, 3, 1), digraph:add_edge(G, e, 1, 1, x)] end).
t_graph_components() -> graphs(fun(G) -> [sorted([sorted(C) || C <- F(G)]) || F <- [fun digraph_utils:components/1, fun digraph_utils:strong_components/1, fun digraph_utils:cyclic_strong_components/1]] end).
t_graph_orders() -> graphs(fun(G) -> {digraph_utils:is_acyclic(G), digraph_utils:topsort(G) =/= false, digraph_utils:is_tree(G), digraph_utils:is_arborescence(G), digraph_utils:arborescence_root(G), sorted(digraph_utils:loop_vertices(G))} end).
t_graph_reach() -> graphs(fun(G) -> [sorted(F([1, 4], G)) || F <- [fun digraph_utils:reachable/2, fun digraph_utils:reachable_neighbours/2, fun digraph_utils:reaching/2, fun digraph_utils:reaching_neighbours/2]] end).
t_graph_subgraphs() -> graphs(fun(G) -> S = digraph_utils:subgraph(G, [1, 2, 3]), C = digraph_utils:condensation(G), {sorted(digraph:vertices(S)), digraph:no_edges(S), sorted([sorted(V) || V <- digraph:vertices(C)]), digraph:no_edges(C)} end).
