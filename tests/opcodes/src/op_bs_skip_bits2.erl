%% Passing over bits: sizes that are values, units; not enough bits; sizes that are none.
%% covers: bs_skip_bits2
-module(op_bs_skip_bits2).
-export([run/0, v/2, b/2, u/2, id/1]).

run() ->
    B = <<1, 2, 3, 4, 5>>,
    {[v(N, B) || N <- [0, 1, 7, 39, 40, 41, -1, a, 1 bsl 70]], [b(N, B) || N <- [0, 1, 5, 6]], [u(N, B) || N <- [0, 1, 2, 3]]}.

v(N, B) ->
    case B of
        <<_:N, R/bits>> -> R;
        _ -> no
    end.

b(N, B) ->
    case B of
        <<_:N/binary, R/bits>> -> R;
        _ -> no
    end.

u(N, B) ->
    case B of
        <<_:N/unit:12, R:3, _/bits>> -> R;
        _ -> no
    end.

id(X) -> X.
