%% Writes what OTP's unicode_util knows of each code point to a text file, for pack_unicode.py.
%%   erlc unicode_dump.erl && erl -noshell -run unicode_dump main FILE -s init stop
%% Lines: "g CP CLASS", "c CP UPPER LOWER TITLE FOLD", "n CP CCC CANONICAL COMPATIBLE", "p A B COMPOSED";
%% texts are code points joined by commas, - stands for none. What is not listed has no property.
-module(unicode_dump).
-export([main/1]).

main([File]) ->
    %% Most of its functions are local: compile a copy that exports them.
    {ok, {_, [{abstract_code, {_, Forms}}]}} =
        beam_lib:chunks(code:which(unicode_util), [abstract_code]),
    {ok, Copy, Code} = compile:forms([rename(F) || F <- Forms], [export_all]),
    {module, Copy} = code:load_binary(Copy, "copy", Code),
    Points = lists:seq(0, 16#10FFFF),
    Lines = [[grapheme(CP), cases(CP), normal(CP)] || CP <- Points],
    Pairs = [io_lib:format("p ~b ~b ~b~n", [A, B, C]) || {A, B, C} <- pairs(Forms)],
    ok = file:write_file(File, [Lines, Pairs]).

rename({attribute, L, module, _}) -> {attribute, L, module, unicode_util_copy};
rename(Form) -> Form.

grapheme(CP) ->
    case class(CP) of
        other -> [];
        Class -> io_lib:format("g ~b ~s~n", [CP, Class])
    end.

class($\r) -> return;
class(CP) ->
    M = unicode_util_copy,
    case {M:is_control(CP), M:is_extend(CP), M:is_ext_pict(CP), M:is_indic_consonant(CP),
          M:is_indic_linker(CP), hangul(CP), prepend(CP)} of
        {true, _, _, _, _, _, _} -> control;
        {_, zwj, _, _, _, _, _} -> zwj;
        {_, true, false, false, true, none, false} -> indic_linker;
        {_, true, false, false, false, none, false} -> extend;
        {_, false, true, false, false, none, false} -> pictographic;
        {_, false, false, true, false, none, false} -> indic_consonant;
        {_, false, false, false, false, none, true} -> prepend;
        {_, V, false, false, false, Hangul, false} when Hangul =/= none, V =:= false; Hangul =:= v ->
            case V of
                false -> "hangul_" ++ atom_to_list(Hangul);
                true -> hangul_v_extend
            end;
        {_, false, false, false, false, none, false} when CP >= 16#1F1E6, CP =< 16#1F1FF -> regional;
        {false, false, false, false, false, none, false} -> other
    end.

%% By what follows: the classes have no functions of their own.
hangul(CP) ->
    L = 16#1100, V = 16#1160, T = 16#11A8, LV = 16#AC00, LVT = 16#AC01,
    Joins = fun(A, B) -> case unicode_util_copy:gc([A, B]) of [[A, B]] -> true; _ -> false end end,
    IsL = Joins(CP, LV) andalso not prepend(CP),
    if CP >= 16#AC00, CP =< 16#D7A3 ->
            case (CP - 16#AC00) rem 28 of 0 -> lv; _ -> lvt end;
       IsL -> l;
       CP =:= L; CP =:= V; CP =:= T; CP =:= LVT -> base(CP);
       true ->
            case {Joins(L, CP), Joins(LVT, CP), unicode_util_copy:is_extend(CP)} of
                {true, false, false} -> v;
                {false, true, false} -> t;
                {_, _, true} ->
                    %% A vowel that extends too would be told by [L, CP, V].
                    none;
                _ -> none
            end
    end.
base(16#1100) -> l;
base(16#1160) -> v;
base(16#11A8) -> t;
base(_) -> lvt.

prepend(CP) ->
    case unicode_util_copy:gc([CP, $a]) of
        [[CP, $a]] -> not unicode_util_copy:is_control(CP);
        _ -> false
    end.

cases(CP) ->
    #{upper := U, lower := L, title := T, fold := F} = unicode_util_copy:get_case(CP),
    case {U, L, T, F} of
        {CP, CP, CP, CP} -> [];
        _ -> io_lib:format("c ~b ~s ~s ~s ~s~n", [CP, text(U), text(L), text(T), text(F)])
    end.

normal(CP) ->
    {CCC, Canon, Compat, _} = unicode_util_copy:unicode_table(CP),
    CompatText = case Compat of {_, CPs} -> CPs; [] -> [] end,
    case {CCC, Canon, CompatText} of
        {0, [], []} -> [];
        _ -> io_lib:format("n ~b ~b ~s ~s~n", [CP, CCC, tagged(Canon), tagged(CompatText)])
    end.

tagged([]) -> "-";
tagged(CPs) ->
    %% The classes that stand beside the code points are those of the table.
    [CCC = element(1, unicode_util_copy:unicode_table(C)) || {CCC, C} <- CPs],
    text([C || {_, C} <- CPs]).

text(CP) when is_integer(CP) -> integer_to_list(CP);
text(CPs) -> lists:join(",", [integer_to_list(C) || C <- CPs]).

%% Of the clauses of compose_pair/2.
pairs(Forms) ->
    [Clauses] = [Cs || {function, _, compose_pair, 2, Cs} <- Forms],
    [{A, B, C} || {clause, _, [{integer, _, A}, {integer, _, B}], [], [{integer, _, C}]} <- Clauses].
