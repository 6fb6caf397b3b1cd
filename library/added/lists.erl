%% Of lists: zipping lists of different lengths (OTP 26); merging nothing but lists (OTP 29).
-module(lists).
-export([zip3/4, zipwith/4, zipwith3/5, merge/1, umerge/1, keymerge/3, ukeymerge/3, rkeymerge/3, rukeymerge/3]).
-replaces([merge/1, umerge/1, keymerge/3, ukeymerge/3, rkeymerge/3, rukeymerge/3]).

merge(Lists) ->
    linac_only_lists(Lists),
    linac_original_merge(Lists).

umerge(Lists) ->
    linac_only_lists(Lists),
    linac_original_umerge(Lists).

%% What there is nothing to merge with; the rest shows itself.
linac_only_lists([[] | Lists]) -> linac_only_lists(Lists);
linac_only_lists([Other, [] | Lists]) -> linac_only_lists([Other | Lists]);
linac_only_lists([Other]) when not is_list(Other) -> error(function_clause);
linac_only_lists(_) -> ok.

keymerge(N, A, B) when is_integer(N), N > 0 -> linac_merged(fun linac_original_keymerge/3, N, A, B).
ukeymerge(N, A, B) when is_integer(N), N > 0 -> linac_merged(fun linac_original_ukeymerge/3, N, A, B).
rkeymerge(N, A, B) when is_integer(N), N > 0 -> linac_merged(fun linac_original_rkeymerge/3, N, A, B).
rukeymerge(N, A, B) when is_integer(N), N > 0 -> linac_merged(fun linac_original_rukeymerge/3, N, A, B).

linac_merged(Merge, N, [_ | _] = A, [_ | _] = B) -> Merge(N, A, B);
linac_merged(_, _, [_ | _] = A, []) -> A;
linac_merged(_, _, [], [_ | _] = B) -> B;
linac_merged(_, _, [], []) -> [].

zip3([A | As], [B | Bs], [C | Cs], How) -> [{A, B, C} | zip3(As, Bs, Cs, How)];
zip3([], [], [], How)
  when How =:= fail; How =:= trim; tuple_size(How) =:= 2, element(1, How) =:= pad -> [];
zip3(As, Bs, Cs, trim) when is_list(As), is_list(Bs), is_list(Cs) -> [];
zip3(As, Bs, Cs, {pad, {A, B, C}}) when is_list(As), is_list(Bs), is_list(Cs) ->
    linac_zipped3(fun(X, Y, Z) -> {X, Y, Z} end, As, Bs, Cs, {A, B, C}).

zipwith(Fun, [A | As], [B | Bs], How) -> [Fun(A, B) | zipwith(Fun, As, Bs, How)];
zipwith(Fun, [], [], How)
  when is_function(Fun, 2), How =:= fail;
       is_function(Fun, 2), How =:= trim;
       is_function(Fun, 2), tuple_size(How) =:= 2, element(1, How) =:= pad -> [];
zipwith(Fun, As, Bs, trim) when is_function(Fun, 2), is_list(As), is_list(Bs) -> [];
zipwith(Fun, [], [B | Bs], {pad, {A, _}} = How) ->
    [Fun(A, B) | zipwith(Fun, [], Bs, How)];
zipwith(Fun, [A | As], [], {pad, {_, B}} = How) ->
    [Fun(A, B) | zipwith(Fun, As, [], How)].

zipwith3(Fun, [A | As], [B | Bs], [C | Cs], How) ->
    [Fun(A, B, C) | zipwith3(Fun, As, Bs, Cs, How)];
zipwith3(Fun, [], [], [], How)
  when is_function(Fun, 3), How =:= fail;
       is_function(Fun, 3), How =:= trim;
       is_function(Fun, 3), tuple_size(How) =:= 2, element(1, How) =:= pad -> [];
zipwith3(Fun, As, Bs, Cs, trim)
  when is_function(Fun, 3), is_list(As), is_list(Bs), is_list(Cs) -> [];
zipwith3(Fun, As, Bs, Cs, {pad, {_, _, _} = Pads})
  when is_function(Fun, 3), is_list(As), is_list(Bs), is_list(Cs) ->
    linac_zipped3(Fun, As, Bs, Cs, Pads).

%% Each list that has ended gives its own filling.
linac_zipped3(_, [], [], [], _) -> [];
linac_zipped3(Fun, As, Bs, Cs, {PadA, PadB, PadC} = Pads) ->
    {A, RestA} = linac_first(As, PadA),
    {B, RestB} = linac_first(Bs, PadB),
    {C, RestC} = linac_first(Cs, PadC),
    [Fun(A, B, C) | linac_zipped3(Fun, RestA, RestB, RestC, Pads)].

linac_first([], Pad) -> {Pad, []};
linac_first([First | Rest], _) -> {First, Rest}.
