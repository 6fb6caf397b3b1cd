%% Of binary: a replacement that is a fun (OTP 28). Whatever goes wrong, in it too, is a badarg.
-module(binary).
-replaces([replace/3, replace/4]).
-export([replace/3, replace/4]).

replace(Subject, Pattern, Replacement) -> replace(Subject, Pattern, Replacement, []).

replace(Subject, Pattern, Replacement, Options) when is_function(Replacement, 1) ->
    try linac_with(Subject, 0, linac_found(Subject, Pattern, Options), Replacement) of
        Parts -> iolist_to_binary(Parts)
    catch
        _:_ -> erlang:error(badarg, [Subject, Pattern, Replacement, Options],
                            [{error_info, #{module => erl_stdlib_errors}}])
    end;
replace(Subject, Pattern, Replacement, Options) ->
    linac_original_replace(Subject, Pattern, Replacement, Options).

linac_found(Subject, Pattern, Options) ->
    true = lists:all(fun(global) -> true; ({scope, _}) -> true; ({insert_replaced, _}) -> true end, Options),
    %% The last one counts.
    Scope = lists:sublist(lists:reverse([Option || {scope, _} = Option <- Options]), 1),
    case lists:member(global, Options) of
        true -> binary:matches(Subject, Pattern, Scope);
        false -> [Match || Match <- [binary:match(Subject, Pattern, Scope)], Match =/= nomatch]
    end.

linac_with(Subject, Start, [{At, Length} | Rest], Replacement) ->
    Replaced = iolist_to_binary(Replacement(binary:part(Subject, At, Length))),
    [binary:part(Subject, Start, At - Start), Replaced | linac_with(Subject, At + Length, Rest, Replacement)];
linac_with(Subject, Start, [], _) ->
    [binary:part(Subject, Start, byte_size(Subject) - Start)].
