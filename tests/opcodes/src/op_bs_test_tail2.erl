%% Nothing, or a fixed number of bits, left after reading.
%% covers 23 25: bs_test_tail2
-module(op_bs_test_tail2).
-export([run/0, v/2, id/1]).

run() -> {[v(N, <<1, 2, 3>>) || N <- [0, 16, 23, 24, 25]], v(0, <<>>)}.

v(N, B) ->
    case B of
        <<X:N>> -> X;
        _ -> no
    end.

id(X) -> X.
