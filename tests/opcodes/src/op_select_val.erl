%% Choosing among atoms, among small integers dense and sparse, among big ones and among floats; none fits; from a Y register.
%% covers: select_val
-module(op_select_val).
-export([run/0, atom/1, dense/1, sparse/1, wide/1, flt/1, mixed/1, y/1, id/1]).

run() ->
    {[atom(a), atom(b), atom(c), atom([]), atom(1), atom("a")],
     [dense(N) || N <- [-1, 0, 1, 2, 3, 4, 5, 6, a, 1.0]],
     [sparse(N) || N <- [-1000000, 0, 7, 100, 100000, 1 bsl 40, 8, []]],
     [wide(N) || N <- [1 bsl 62, 1 bsl 63, 1 bsl 64, -(1 bsl 64), 1 bsl 100, (1 bsl 64) + 1, 0]],
     [flt(F) || F <- [0.5, 1.5, -2.0, 3.25, 1, x]],
     [mixed(V) || V <- [a, 1, b, 2, {}, 3]],
     [y(V) || V <- [a, b, c, d]]}.

atom(a) -> 1;
atom(b) -> 2;
atom(c) -> 3;
atom(_) -> 0.

dense(0) -> zero;
dense(1) -> one;
dense(2) -> two;
dense(3) -> three;
dense(4) -> four;
dense(5) -> five;
dense(_) -> other.

sparse(-1000000) -> a;
sparse(0) -> b;
sparse(7) -> c;
sparse(100) -> d;
sparse(100000) -> e;
sparse(1099511627776) -> f;
sparse(_) -> g.

wide(16#4000000000000000) -> a;
wide(16#8000000000000000) -> b;
wide(16#10000000000000000) -> c;
wide(-16#10000000000000000) -> d;
wide(16#10000000000000000000000000) -> e;
wide(_) -> g.

flt(0.5) -> a;
flt(1.5) -> b;
flt(-2.0) -> c;
flt(3.25) -> d;
flt(_) -> e.

mixed(a) -> 1;
mixed(1) -> 2;
mixed(b) -> 3;
mixed(2) -> 4;
mixed({}) -> 5;
mixed(_) -> 0.

y(V) ->
    R = id(V),
    X = case V of
            a -> id(1);
            b -> 2;
            c -> id(3);
            _ -> id(0)
        end,
    {R, X}.

id(X) -> X.
