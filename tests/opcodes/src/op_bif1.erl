%% Built-ins of one argument that need no heap: in bodies, in guards where failing is false, from Y registers, on wrong values.
%% covers: bif1
-module(op_bif1).
-export([run/0, heads/1, guard/1, neg/1, tests/1, y/1, id/1, fail_hd/0, fail_tl/0, fail_not/0, fail_tuple_size/0]).

run() ->
    {heads([1, 2]), [guard(V) || V <- [[1], [a], {1}, {}, [], 3]], [neg(B) || B <- [true, false]], [tests(V) || V <- [1, a, [], {}]],
     y([x | y]), node(self()) =:= node()}.

heads(L) -> [tl(L) | hd(L)].

guard(V) when hd(V) =:= 1 -> head;
guard(V) when tuple_size(V) =:= 1 -> tuple;
guard(V) when tl(V) =:= [] -> tail;
guard(_) -> none.

neg(B) -> not B.

tests(V) -> {is_integer(V), is_atom(V), is_tuple(V), is_list(V)}.

y(L) ->
    id(0),
    H = hd(L),
    T = tl(L),
    X = id(H),
    {X, T, L}.

id(X) -> X.

fail_hd() -> heads([]).

fail_tl() -> tl(id(a)).

fail_not() -> neg(1).

fail_tuple_size() -> tuple_size(id([])).
