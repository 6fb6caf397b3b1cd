%% Of array: what is cut off by a smaller size does not come back with a larger one (OTP 29). A smaller array is
%% made anew: the larger one's tree would be taken for one of the new size when it grows.
-module(array).
-replaces([resize/2]).
-export([resize/2]).

resize(Size, Array) when is_integer(Size), Size >= 0 ->
    case array:size(Array) of
        Before when Size < Before ->
            Kept = [Entry || {Index, _} = Entry <- array:sparse_to_orddict(Array), Index < Size],
            Cut = linac_original_resize(Size, array:from_orddict(Kept, array:default(Array))),
            case array:is_fix(Array) of
                true -> array:fix(Cut);
                false -> Cut
            end;
        _ -> linac_original_resize(Size, Array)
    end;
resize(Size, Array) -> linac_original_resize(Size, Array).
