%% A literal prefix compared at an even and an uneven place, after a part of unknown size; long; not enough bits.
%% covers: bs_match_string
-module(op_bs_match_string).
-export([run/0, pre/1, after_/2, uneven/2, bits/2, id/1]).

run() ->
    L = <<"a longer prefix than 64 bits!">>,
    {[pre(B) || B <- [L, <<L/binary, "more">>, <<"a longer prefix">>, <<"a longer prefix than 64 bits?">>, <<>>]],
     [after_(N, <<1, 2, 3, "mark", 9>>) || N <- [0, 2, 3, 4, 99]], [uneven(N, <<5:5, "mark", 9:3>>) || N <- [4, 5, 6]],
     [bits(N, <<0:3, 16#abc:12, 1:1>>) || N <- [2, 3, 4]], pre(id(<<0:4, L/binary>>))}.

pre(<<"a longer prefix than 64 bits!", R/bits>>) -> {yes, R};
pre(_) -> no.

after_(N, B) ->
    case B of
        <<_:N/binary, "mark", R/bits>> -> {yes, R};
        _ -> no
    end.

uneven(N, B) ->
    case B of
        <<_:N, "mark", R/bits>> -> {yes, R};
        _ -> no
    end.

bits(N, B) ->
    case B of
        <<_:N, 16#abc:12, R/bits>> -> {yes, R};
        _ -> no
    end.

id(X) -> X.
