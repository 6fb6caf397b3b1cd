%% Of string: how alike two texts are, by Jaro; no integers for characters that are none (OTP 27), and for lengths (OTP 29).
-module(string).
-characters_in_guards(true).
-export([jaro_similarity/2, chars/2, chars/3, left/3, right/3, centre/3, sub_string/3]).
-replaces([chars/2, chars/3, left/3, right/3, centre/3, sub_string/3]).

chars(Character, Number) -> chars(Character, Number, []).
chars(Character, Number, Tail) when is_integer(Number) -> linac_original_chars(Character, Number, Tail).
left(Text, Length, Character) when is_integer(Length) -> linac_original_left(Text, Length, Character).
right(Text, Length, Character) when is_integer(Length) -> linac_original_right(Text, Length, Character).
centre(Text, Length, Character) when is_integer(Length) -> linac_original_centre(Text, Length, Character).
sub_string(Text, Start, Stop) when is_integer(Start), is_integer(Stop) -> linac_original_sub_string(Text, Start, Stop).

jaro_similarity(A, B) ->
    As = string:to_graphemes(A),
    Bs = string:to_graphemes(B),
    LengthA = length(As),
    LengthB = length(Bs),
    case {LengthA, LengthB} of
        {0, 0} -> 1.0;
        {0, _} -> 0.0;
        {_, 0} -> 0.0;
        _ ->
            Reach = max(0, max(LengthA, LengthB) div 2 - 1),
            {MatchedA, MatchedB} = linac_matches(As, list_to_tuple(Bs), Reach),
            linac_similarity(length(MatchedA), LengthA, LengthB,
                             linac_moved(MatchedA, MatchedB, 0))
    end.

%% What matches, in the order of either text: each cluster takes the first free one of the other text
%% that is not farther than Reach.
linac_matches(As, Bs, Reach) -> linac_matches(As, 1, Bs, Reach, [], #{}).

linac_matches([A | Rest], Place, Bs, Reach, Found, Taken) ->
    case linac_find(A, max(1, Place - Reach), min(tuple_size(Bs), Place + Reach), Bs, Taken) of
        false -> linac_matches(Rest, Place + 1, Bs, Reach, Found, Taken);
        Where -> linac_matches(Rest, Place + 1, Bs, Reach, [A | Found], Taken#{Where => A})
    end;
linac_matches([], _, _, _, Found, Taken) ->
    {lists:reverse(Found), [B || {_, B} <- lists:keysort(1, maps:to_list(Taken))]}.

linac_find(_, Place, Last, _, _) when Place > Last -> false;
linac_find(A, Place, Last, Bs, Taken) when element(Place, Bs) =:= A ->
    case is_map_key(Place, Taken) of
        true -> linac_find(A, Place + 1, Last, Bs, Taken);
        false -> Place
    end;
linac_find(A, Place, Last, Bs, Taken) -> linac_find(A, Place + 1, Last, Bs, Taken).

linac_moved([A | As], [A | Bs], Count) -> linac_moved(As, Bs, Count);
linac_moved([_ | As], [_ | Bs], Count) -> linac_moved(As, Bs, Count + 1);
linac_moved([], [], Count) -> Count.

linac_similarity(0, _, _, _) -> 0.0;
linac_similarity(Matches, LengthA, LengthB, Moved) ->
    (Matches / LengthA + Matches / LengthB + (Matches - Moved / 2) / Matches) / 3.
