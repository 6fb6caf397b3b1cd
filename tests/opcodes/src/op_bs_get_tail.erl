%% The rest of a match as a bit string: at even and uneven places, empty, more than once.
%% covers: bs_get_tail
-module(op_bs_get_tail).
-export([run/0, v/2, loop/2, id/1]).

run() -> {[v(N, <<1, 2, 3>>) || N <- [0, 1, 8, 23, 24, 25]], loop(<<1, 2, 0, 3, 4>>, [])}.

v(N, B) ->
    case B of
        <<_:N, R/bits>> -> {R, bit_size(R)};
        _ -> no
    end.

loop(<<0, R/binary>>, L) -> {lists:reverse(L), R};
loop(<<A, R/binary>>, L) -> loop(R, [A | L]);
loop(<<>>, L) -> {L, none}.

id(X) -> X.
