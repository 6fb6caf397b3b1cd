%% catch: no exception, each class, thrown through frames, nested, with values kept across.
%% covers: catch catch_end
-module(op_catch).
-export([run/0, do/2, keep/2, nest/1, deep/2, id/1]).

run() ->
    {[element_1(do(K, V)) || {K, V} <- [{value, 1}, {throw, t}, {error, e}, {exit, x}]], keep([1], a), nest(1), nest(t), deep(1000, bottom)}.

element_1({'EXIT', {R, S}}) when is_list(S) -> {'EXIT', R};
element_1(X) -> X.

do(K, V) -> catch act(K, V).

act(value, V) -> id(V);
act(throw, V) -> throw(V);
act(error, V) -> error({V, id(V)});
act(exit, V) -> exit({V}).

keep(A, B) ->
    X = (catch id(throw({A, B}))),
    {X, A, B}.

nest(V) ->
    X = (catch begin Y = (catch act(throw, V)), throw({in, Y}) end),
    {out, X}.

deep(0, V) -> throw(V);
deep(N, V) when N rem 100 =:= 0 -> catch [deep(N - 1, {N, V})];
deep(N, V) -> [N | deep(N - 1, V)].

id(X) -> X.
