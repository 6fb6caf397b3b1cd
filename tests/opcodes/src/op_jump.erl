%% Control that meets again after a choice, without a call in between.
%% covers: jump
-module(op_jump).
-export([run/0, pick/2, id/1]).

run() -> [pick(V, [x]) || V <- [a, 1, 2.5, {}, []]].

pick(V, K) ->
    W = if is_atom(V) -> id({atom, V});
           is_integer(V) -> V + 1;
           is_float(V) -> id(flt);
           true -> id(K)
        end,
    X = id({W, K}),
    [X | K].

id(X) -> X.
