%% Of array: what is cut off by a smaller size does not come back with a larger one (OTP 29).
-module(array).
-replaces([resize/2]).
-export([resize/2]).

resize(Size, Array) when is_integer(Size), Size >= 0 ->
    Before = array:size(Array),
    Cut = if Size < Before -> linac_reset(Size, Before, Array);
             true -> Array
          end,
    linac_original_resize(Size, Cut);
resize(Size, Array) -> linac_original_resize(Size, Array).

linac_reset(From, To, Array) ->
    case [Index || {Index, _} <- array:sparse_to_orddict(Array), Index >= From, Index < To] of
        [] -> Array;
        Indices -> lists:foldl(fun array:reset/2, Array, Indices)
    end.
