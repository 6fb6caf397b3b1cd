%% The size of a tuple after it is known to be one.
%% covers: is_tuple test_arity
-module(op_test_arity).
-export([run/0, two/1, zero/1, sz/1]).

run() -> {[two({1, 2}), two({1}), two({}), two({1, 2, 3}), two([]), two(2)], [zero({}), zero({1})], sz({a})}.

two({_, _}) -> 1;
two(_) -> 0.

zero({}) -> 1;
zero(_) -> 0.

sz(T) -> tuple_size(T).
