%% Of unicode_util: code points, grapheme clusters, case and normal forms as OTP 29 has them (Unicode 17.0, and no
%% integer that is no code point), for what the natives of string and unicode leave to Erlang: lists in lists, and
%% what is malformed. The tables are natives. lookup/1 stays that of the module that is extended.
%%
%% Text is looked at from its front: cp/1 gives [Point | Rest], [] or {error, Rest}. Which code points of a list in a
%% list come along into Rest one by one is seen in results of string, so it is OTP's choice: up to three.
-module(unicode_util).
-unless(is_other_id_start).
-export([cp/1, gc/1, nfc/1, nfd/1, nfkc/1, nfkd/1]).
-export([uppercase/1, lowercase/1, titlecase/1, casefold/1, get_case/1, spec_version/0]).
-export([linac_class/1, linac_case/2, linac_normal/2]).
-overrides([cp/1, gc/1, nfc/1, nfd/1, nfkc/1, nfkd/1]).
-overrides([uppercase/1, lowercase/1, titlecase/1, casefold/1, get_case/1, spec_version/0]).

-define(is_point(C), (is_integer(C) andalso C >= 0 andalso C =< 16#10FFFF)).
-define(is_latin1(C), (is_integer(C) andalso C >= 0 andalso C =< 255)).

%% What linac_class/1 answers: GraphemeClass in bifs/unicode_data.h.
-define(return, 1).
-define(control, 2).
-define(extend, 3).
-define(joiner, 4).
-define(linker, 5).
-define(consonant, 6).
-define(picture, 7).
-define(prepend, 8).
-define(regional, 9).
-define(hangul_l, 10).
-define(hangul_v, 11).
-define(hangul_t, 12).
-define(hangul_lv, 13).
-define(hangul_lvt, 14).
-define(extends(Class), (Class >= ?extend andalso Class =< ?linker)).

spec_version() -> {17, 0}.

linac_class(_) -> erlang:nif_error(undef).
linac_case(_, _) -> erlang:nif_error(undef).
linac_normal(_, _) -> erlang:nif_error(undef).

%% --- Code points -----------------------------------------------------------------------------------

cp([C | _] = Text) when ?is_point(C) -> Text;
cp([Inner]) -> cp(Inner);
cp([Inner | Rest]) -> linac_inner(Inner, Rest);
cp([]) -> [];
cp(<<C/utf8, Rest/binary>>) -> [C | Rest];
cp(<<>>) -> [];
cp(<<Bytes/binary>>) -> {error, Bytes}.

linac_inner([C | Inner], Rest) when ?is_point(C) -> [C | linac_brought(Inner, Rest, 3)];
linac_inner([Inner], Rest) -> linac_inner(Inner, Rest);
linac_inner([Inner | After], Rest) -> linac_inner(Inner, [After | Rest]);
linac_inner([], Rest) -> cp(Rest);
linac_inner(<<C/utf8, After/binary>>, Rest) -> [C, After | Rest];
linac_inner(<<>>, Rest) -> cp(Rest);
linac_inner(<<Bytes/binary>>, Rest) -> {error, [Bytes | Rest]}.

%% [Inner | Rest] with up to so many integers of Inner, and of Rest if Inner ends, at its front.
linac_brought([C], Rest, 1) when is_integer(C) -> [C | Rest];
linac_brought([C | Inner], Rest, 1) when is_integer(C) -> [C, Inner | Rest];
linac_brought([C | Inner], Rest, More) when is_integer(C) ->
    [C | linac_brought(Inner, Rest, More - 1)];
linac_brought([Inner], Rest, More) -> linac_brought(Inner, Rest, More);
linac_brought([Inner | After], Rest, More) -> linac_brought(Inner, [After | Rest], More);
linac_brought([], Rest, More) -> linac_brought(Rest, More);
linac_brought(Inner, Rest, _) -> [Inner | Rest].

linac_brought([C | _] = Text, 1) when is_integer(C) -> Text;
linac_brought([C | Rest], More) when is_integer(C) -> [C | linac_brought(Rest, More - 1)];
linac_brought([Inner], More) -> linac_brought(Inner, More);
linac_brought([Inner | Rest], More) -> linac_brought(Inner, Rest, More);
linac_brought(Text, _) -> Text.

%% As cp/1, but `other` where the next is no integer of a list: binaries stay whole.
linac_listed([C | _] = Text) when is_integer(C) -> Text;
linac_listed([Inner]) -> linac_listed(Inner);
linac_listed([Inner | Rest]) -> linac_listed(Inner, Rest);
linac_listed([]) -> [];
linac_listed(_) -> other.

linac_listed([C | Inner], Rest) when is_integer(C) -> [C | linac_brought(Inner, Rest, 3)];
linac_listed([Inner], Rest) -> linac_listed(Inner, Rest);
linac_listed([Inner | After], Rest) -> linac_listed(Inner, [After | Rest]);
linac_listed([], Rest) -> linac_listed(Rest);
linac_listed(_, _) -> other.

%% --- Grapheme clusters -----------------------------------------------------------------------------

gc([]) -> [];
gc([C] = Text) when ?is_point(C) -> Text;
gc([$\r | Rest]) -> linac_cluster($\r, Rest);
gc([C, Next | _] = Text) when ?is_latin1(C), ?is_latin1(Next) -> Text;
gc([C | Rest]) when ?is_latin1(C) ->
    case linac_listed(Rest) of
        [Next | _] = Looked when ?is_latin1(Next) -> [C | Looked];
        other -> linac_cluster(C, Rest);
        Looked -> linac_cluster(C, Looked)
    end;
gc([C | Rest]) when ?is_point(C) -> linac_cluster(C, Rest);
gc(<<>>) -> [];
gc(<<C/utf8, Rest/binary>>) -> linac_cluster(C, Rest);
gc(Text) ->
    case cp(Text) of
        {error, _} = Error -> Error;
        Looked -> gc(Looked)
    end.

%% The cluster that C begins. Rest is kept as it is (a binary, say) as far as no point of it is taken.
linac_cluster($\r, Rest) ->
    case cp(Rest) of
        [$\n | After] -> [[$\r, $\n] | After];
        _ -> [$\r | Rest]
    end;
linac_cluster(C, Rest) ->
    case unicode_util:linac_class(C) of
        ?control -> [C | Rest];
        ?prepend -> linac_after_prepend(C, Rest);
        ?hangul_l -> linac_after_lead(Rest, [C]);
        Class when Class =:= ?hangul_v; Class =:= ?hangul_lv -> linac_after_vowel(Rest, [C]);
        Class when Class =:= ?hangul_t; Class =:= ?hangul_lvt -> linac_after_tail(Rest, [C]);
        ?regional -> linac_after_regional(C, Rest);
        ?picture -> linac_after_picture(cp(Rest), Rest, [C]);
        ?consonant -> linac_after_consonant(cp(Rest), Rest, false, [C]);
        _ -> linac_extended(cp(Rest), Rest, [C])
    end.

linac_done([C], Rest) -> [C | Rest];
linac_done(Taken, Rest) -> [lists:reverse(Taken) | Rest].

linac_extended([C | After], Rest, Taken) ->
    case unicode_util:linac_class(C) of
        Class when ?extends(Class) -> linac_extended(cp(After), After, [C | Taken]);
        _ -> linac_done(Taken, Rest)
    end;
linac_extended([], Rest, Taken) -> linac_done(Taken, Rest);
linac_extended({error, Bad}, _, [C]) -> [C | Bad];
linac_extended({error, Bad}, _, Taken) -> [lists:reverse(Taken), Bad].

linac_after_prepend(C, Rest) ->
    case cp(Rest) of
        [Next | After] ->
            case unicode_util:linac_class(Next) of
                Class when Class =:= ?return; Class =:= ?control -> [C | Rest];
                _ ->
                    case linac_cluster(Next, After) of
                        [Point | Left] when is_integer(Point) -> [[C, Point] | Left];
                        [Points | Left] -> [[C | Points] | Left]
                    end
            end;
        [] -> [C];
        {error, Bad} -> [C | Bad]
    end.

linac_after_regional(C, Rest) ->
    Looked = cp(Rest),
    case linac_next_class(Looked) of
        ?regional ->
            [Next | After] = Looked,
            linac_extended(cp(After), After, [Next, C]);
        _ -> linac_extended(Looked, Rest, [C])
    end.

linac_next_class([C | _]) -> unicode_util:linac_class(C);
linac_next_class(_) -> none.

linac_after_lead(Rest, Taken) ->
    Looked = cp(Rest),
    case linac_next_class(Looked) of
        ?hangul_l -> linac_after_lead(tl(Looked), [hd(Looked) | Taken]);
        Class when Class =:= ?hangul_v; Class =:= ?hangul_lv ->
            linac_after_vowel(tl(Looked), [hd(Looked) | Taken]);
        ?hangul_lvt -> linac_after_tail(tl(Looked), [hd(Looked) | Taken]);
        _ -> linac_extended(Looked, Rest, Taken)
    end.

linac_after_vowel(Rest, Taken) ->
    Looked = cp(Rest),
    case linac_next_class(Looked) of
        ?hangul_v -> linac_after_vowel(tl(Looked), [hd(Looked) | Taken]);
        ?hangul_t -> linac_after_tail(tl(Looked), [hd(Looked) | Taken]);
        _ -> linac_extended(Looked, Rest, Taken)
    end.

linac_after_tail(Rest, Taken) ->
    Looked = cp(Rest),
    case linac_next_class(Looked) of
        ?hangul_t -> linac_after_tail(tl(Looked), [hd(Looked) | Taken]);
        _ -> linac_extended(Looked, Rest, Taken)
    end.

%% After bytes that are no character the appending fails with badarg where Rest is a binary: as in OTP.
linac_after_picture([C | After], Rest, Taken) ->
    case unicode_util:linac_class(C) of
        ?joiner -> linac_after_joiner(cp(After), After, [C | Taken]);
        Class when ?extends(Class) -> linac_after_picture(cp(After), After, [C | Taken]);
        _ -> linac_done(Taken, Rest)
    end;
linac_after_picture([], Rest, Taken) -> linac_done(Taken, Rest);
linac_after_picture({error, Bad}, Rest, Taken) -> linac_done(Taken, Rest) ++ [Bad].

linac_after_joiner([C | After], Rest, Taken) ->
    case unicode_util:linac_class(C) of
        ?picture -> linac_after_picture(cp(After), After, [C | Taken]);
        _ -> linac_done(Taken, Rest)
    end;
linac_after_joiner([], Rest, Taken) -> linac_done(Taken, Rest);
linac_after_joiner({error, Bad}, Rest, Taken) -> linac_done(Taken, Rest) ++ [Bad].

linac_after_consonant([C | After], Rest, Linked, Taken) ->
    case unicode_util:linac_class(C) of
        ?linker -> linac_after_consonant(cp(After), After, true, [C | Taken]);
        Class when ?extends(Class) -> linac_after_consonant(cp(After), After, Linked, [C | Taken]);
        ?consonant when Linked -> linac_after_consonant(cp(After), After, false, [C | Taken]);
        _ -> linac_done(Taken, Rest)
    end;
linac_after_consonant([], Rest, _, Taken) -> linac_done(Taken, Rest);
linac_after_consonant({error, Bad}, _, _, Taken) -> linac_done(Taken, Bad).

%% --- Normal forms and case -------------------------------------------------------------------------

nfc(Text) -> linac_normalized(nfc, gc(Text)).
nfd(Text) -> linac_normalized(nfd, gc(Text)).
nfkc(Text) -> linac_normalized(nfkc, gc(Text)).
nfkd(Text) -> linac_normalized(nfkd, gc(Text)).

linac_normalized(Form, [Cluster | Rest]) -> [unicode_util:linac_normal(Form, Cluster) | Rest];
linac_normalized(_, Looked) -> Looked.

uppercase(Text) -> linac_mapped(upper, cp(Text)).
lowercase(Text) -> linac_mapped(lower, cp(Text)).
titlecase(Text) -> linac_mapped(title, cp(Text)).
casefold(Text) -> linac_mapped(fold, cp(Text)).

linac_mapped(Kind, [C | Rest]) -> [unicode_util:linac_case(Kind, C) | Rest];
linac_mapped(_, []) -> [];
linac_mapped(_, {error, Bad}) -> error({badarg, Bad}).

get_case(C) when ?is_point(C) ->
    maps:from_list([{Kind, unicode_util:linac_case(Kind, C)} || Kind <- [fold, lower, title, upper]]).
