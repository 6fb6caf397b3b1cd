%% is_ne_exact: pairs of all kinds in registers, against literals on either side, and from Y registers.
%% covers: is_ne_exact
-module(op_is_ne_exact).
-export([run/0, xx/2, xi/1, ix/1, xl/1, lx/1, yy/2, id/1]).

run() ->
    Ps = pairs(),
    {all(Ps), one(Ps)}.

all([{A, B} | T]) -> [{xx(A, B), yy(A, B)} | all(T)];
all(_) -> [].

one([{A, _} | T]) -> [{xi(A), ix(A), xl(A), lx(A)} | one(T)];
one(_) -> [].

pairs() ->
    [{1, 2}, {2, 1}, {1, 1}, {1, 1.0}, {1.0, 1}, {0.0, -0.0}, {1, 1.5}, {2.5, 2},
     {16#1fffffffffffffffff, 16#1ffffffffffffffffe}, {16#1fffffffffffffffff, 16#1fffffffffffffffff},
     {9007199254740993, 9007199254740992.0}, {9007199254740992, 9007199254740992.0}, {1.0e300, 16#1fffffffffffffffff},
     {a, b}, {b, a}, {a, a}, {1, a}, {a, []}, {[], {}}, {{}, []}, {{1, 2}, {1, 2.0}}, {{1, 2}, {3}}, {[1], [1.0]}, {[1, 2], [1, 3]},
     {[1 | 2], [1, 2]}, {<<1, 2>>, <<1, 2>>}, {<<1, 2>>, <<1, 3>>}, {<<1:3>>, <<1:4>>}, {#{1 => 2}, #{1 => 2.0}},
     {#{1 => 2}, #{1.0 => 2}}, {#{1 => 2}, #{1 => 2, 3 => 4}}, {"abc", "abd"}].

xx(A, B) ->
    if A =/= B -> 1; true -> 0 end.

xi(A) ->
    if A =/= 1 -> 1; true -> 0 end.

ix(A) ->
    if 2 =/= A -> 1; true -> 0 end.

xl(A) ->
    if A =/= 1.0 -> 1; true -> 0 end.

lx(A) ->
    if {1, 2} =/= A -> 1; true -> 0 end.

yy(A, B) ->
    R = id(1),
    if A =/= B -> R; true -> id(0) + 0 end.

id(X) -> X.
