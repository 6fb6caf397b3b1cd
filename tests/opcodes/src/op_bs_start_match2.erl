%% Matching in the oldest form: the context made with slots for saved places, and gone back to.
%% build: 23
%% options 23: +r21
%% covers: bs_start_match2 bs_save2 bs_restore2
-module(op_bs_start_match2).
-export([run/0, choice/1, tail/1, loop/2, two/2, back/1, id/1]).

run() ->
    {[choice(X) || X <- [<<1, 5>>, <<2, 0, 5>>, <<3, 1, 2, 3, 4>>, <<3, 1>>, <<4>>, <<>>, a, [], {}]], [tail(X) || X <- [<<1>>, <<1, 2:3>>, <<>>, x]],
     loop(<<1, 2, 3, 4, 5>>, 0), two(<<1>>, <<2>>), [back(X) || X <- [<<1, 2, 3>>, <<1, 2>>, <<1, 2, 3, 4, 5>>]]}.

choice(<<1, X>>) -> {one, X};
choice(<<2, X:16>>) -> {two, X};
choice(<<3, X:32>>) -> {three, X};
choice(<<X, _/binary>>) -> {other, X};
choice(<<>>) -> none;
choice(X) -> {not_binary, X}.

tail(<<A, T/binary>>) -> {A, T};
tail(X) -> {no, X}.

loop(<<A, T/binary>>, S) -> loop(T, S + A);
loop(<<>>, S) -> S.

two(<<A>>, <<B>>) -> {A, B}.

back(<<A, B:16>>) -> {A, B};
back(<<A, B>>) -> {A, B};
back(<<A, R/binary>>) -> {A, R, id(R)}.

id(X) -> X.
