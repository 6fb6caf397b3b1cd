%% Reading integers: sizes that are values, units, signs, both orders, wider than a word, at uneven places; not enough bits; sizes that are none.
%% covers: bs_get_integer2
-module(op_bs_get_integer2).
-export([run/0, v/2, s/2, l/2, sl/2, u/2, chain/1, id/1]).

run() ->
    B = <<16#f1, 16#72, 16#f3, 16#f4, 16#f5, 16#f6, 16#f7, 16#f8, 16#f9, 16#fa, 16#fb, 16#fc, 16#fd>>,
    {[{v(N, B), s(N, B), l(N, B), sl(N, B)} || N <- [0, 1, 3, 7, 8, 9, 15, 16, 31, 32, 58, 59, 60, 61, 63, 64, 65, 72, 95, 104, 105, 1000]],
     [v(N, B) || N <- [-1, a, 1.0, 1 bsl 70]], [u(N, B) || N <- [0, 1, 2, 6, 7]], chain(<<12:4, 5:12, 7:5, 1:5, 0:7>>),
     v(11, id(<<1:5, B/bits>>))}.

v(N, B) ->
    case B of
        <<X:N, _/bits>> -> X;
        _ -> no
    end.

s(N, B) ->
    case B of
        <<_:1, X:N/signed, _/bits>> -> X;
        _ -> no
    end.

l(N, B) ->
    case B of
        <<X:N/little, _/bits>> -> X;
        _ -> no
    end.

sl(N, B) ->
    case B of
        <<_:3, X:N/little-signed, _/bits>> -> X;
        _ -> no
    end.

u(N, B) ->
    case B of
        <<X:N/unit:16, _/bits>> -> X;
        _ -> no
    end.

chain(<<N:4, A:N, M:5, _:M/bits, R/bits>>) -> {N, A, M, R};
chain(<<N:4, A:N, R/bits>>) -> {N, A, R}.

id(X) -> X.
