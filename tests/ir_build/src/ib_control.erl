-module(ib_control).
-export([sum/2, clauses/1, arity/1, compare/2, guards/2, call_fun/2, tail_fun/2, apply/3, raises/1,
         unexported/1, bools/2, never/1]).

sum([], A) -> A;
sum([H | T], A) -> sum(T, A + H).

clauses(a) -> 1;
clauses(b) -> 2;
clauses(17) -> 3;
clauses(100000000000000000000) -> 4;
clauses("text") -> 5;
clauses(2.5) -> 6;
clauses(_) -> 7.

arity({_}) -> 1;
arity({_, _}) -> 2;
arity({_, _, _}) -> 3;
arity(T) when tuple_size(T) > 4 -> more.

compare(A, B) when A < B, A =/= b -> less;
compare(A, B) when A >= B, A /= 1.0 -> not_less;
compare(A, A) -> same;
compare(_, B) -> B.

guards(X, Y) when is_integer(X), X rem 2 =:= 0, hd(Y) > 1 -> X div 2;
guards(X, Y) when element(2, X) =:= map_get(a, Y); is_map_key(b, Y) -> X;
guards(X, _) when is_function(X, 2); not is_list(X) -> fn;
guards(_, Y) -> max(1, Y).

call_fun(F, X) -> [F(X, 1) | F(X, 2)].

tail_fun(F, X) -> F(X).

apply(M, F, X) -> [M:F(X) | M:F()].

raises(X) ->
    {ok, Y} = X,
    if Y > 1 -> case Y of 7 -> a; 8 -> erlang:error(b, [Y]) end end.

unexported(X) -> pair({X, 1}) + pair({2, X}).

pair({A, B}) -> A * B.

bools(X, Y) -> {X and Y, X or not Y, X xor Y, X =:= Y, X > Y, is_atom(X)}.

never(X) ->
    case X of
        1 -> fail(X);
        _ -> ok
    end.

fail(X) -> exit({never, X}).
