%% Reading floats of 16, 32 and 64 bits, both orders, sizes that are values; bits that are no number do not match.
%% covers: bs_get_float2
-module(op_bs_get_float2).
-export([run/0, f64/1, f64l/1, f32/1, f16/1, v/2, y/1, id/1]).

run() ->
    {[f64(X) || X <- [<<1.5:64/float, 1>>, <<-0.0:64/float>>, <<16#7ff0000000000000:64>>, <<16#7ff8000000000001:64>>, <<1, 2, 3>>, <<1:64>>]],
     f64l(<<2.25:64/float-little>>), [f32(X) || X <- [<<1.5:32/float>>, <<16#7f800000:32>>, <<1:32>>, <<0.1:32/float>>]],
     [f16(X) || X <- [<<1.5:16/float>>, <<16#7c00:16>>, <<1:16>>, <<16#fbff:16>>]],
     [v(N, <<1.5:64/float>>) || N <- [64, 32, 16, 8, 0, 65, -1, a]], y(<<3.5:32/float>>), f64(id(<<1:3, 2.5/float>>)), f64(<<(id(<<1:1>>))/bits, 1.0/float>>)}.

f64(<<F:64/float, _/bits>>) -> F;
f64(_) -> no.

f64l(<<F/float-little>>) -> F.

f32(<<F:32/float>>) -> F;
f32(_) -> no.

f16(<<F:16/float>>) -> F;
f16(_) -> no.

v(N, B) ->
    case B of
        <<F:N/float, _/bits>> -> F;
        _ -> no
    end.

y(B) ->
    id(0),
    <<F:32/float>> = B,
    id(F),
    {F, B}.

id(X) -> X.
