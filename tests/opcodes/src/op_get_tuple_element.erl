%% Elements of a tuple of known size: first, last, far, from X and Y registers, into the tuple's own register.
%% covers: get_tuple_element is_tuple test_arity
-module(op_get_tuple_element).
-export([run/0, two/1, own/1, far/1, y/1, at_least/1, nested/1, id/1]).

run() ->
    {two({1, 2}), two({1, 2, 3}), two([1 | 2]), own({{x}}), far(list_to_tuple([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q])),
     y({8, 9}), at_least({a, b, c}), nested({{1, {2}}, 3})}.

two({A, B}) -> [B | A];
two(_) -> no.

own({A}) -> A.

far({_, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, Q}) -> Q.

y(T) ->
    id(T),
    {A, B} = T,
    X = id(A),
    {X, B}.

at_least(T) when element(2, T) =:= b -> element(3, T);
at_least(_) -> no.

nested({{A, {B}}, C}) -> A + B + C.

id(X) -> X.
