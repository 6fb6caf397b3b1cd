%% Reading parts of a binary: sizes that are values, units, the rest in a unit, uneven places; not enough bits; sizes that are none.
%% covers: bs_get_binary2
-module(op_bs_get_binary2).
-export([run/0, v/2, b/2, u/2, head/1, rest/1, copies/1, id/1]).

run() ->
    B = <<1, 2, 3, 4, 5, 6, 7, 8, 9>>,
    {[v(N, B) || N <- [0, 1, 5, 9, 10, -1, a, 1 bsl 70]], [b(N, B) || N <- [0, 1, 11, 72, 73]], [u(N, B) || N <- [0, 1, 2, 4, 5]], head(<<3, 1, 2, 3, 4, 5>>),
     head(<<3, 1>>), [rest(X) || X <- [B, <<1, 2, 3>>, <<2, 1, 2, 3, 4>>]], copies(B), v(2, id(<<1:3, B/bits>>))}.

v(N, B) ->
    case B of
        <<X:N/binary, R/bits>> -> {X, R};
        _ -> no
    end.

b(N, B) ->
    case B of
        <<X:N/bits, R/bits>> -> {X, R};
        _ -> no
    end.

u(N, B) ->
    case B of
        <<X:N/binary-unit:16, _/bits>> -> X;
        _ -> no
    end.

head(<<N, X:N/binary, R/binary>>) -> {X, R};
head(_) -> no.

rest(<<N, _:N/binary, R/binary-unit:24>>) -> {three, R};
rest(<<N, _:N/binary, R/binary-unit:16>>) -> {two, R};
rest(_) -> no.

copies(B) -> [X || <<X:2/binary>> <= B].

id(X) -> X.
