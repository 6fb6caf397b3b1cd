%% The module re where it is Erlang: replacing and splitting, by what the natives of bifs/regex*.cpp
%% find. Results, the shape of iodata and errors are those of OTP 29.
-module(re).
-export([compile/1, compile/2, import/1, inspect/2, internal_run/4, run/2, run/3, version/0]).
-export([replace/3, replace/4, split/2, split/3]).

compile(_) -> erlang:nif_error(undef).
compile(_, _) -> erlang:nif_error(undef).
import(_) -> erlang:nif_error(undef).
inspect(_, _) -> erlang:nif_error(undef).
internal_run(_, _, _, _) -> erlang:nif_error(undef).
run(_, _) -> erlang:nif_error(undef).
run(_, _, _) -> erlang:nif_error(undef).
version() -> erlang:nif_error(undef).

-define(fails(Arguments), erlang:error(badarg, Arguments,
                                       [{error_info, #{module => erl_stdlib_errors}}])).
-define(fails(Arguments, Cause), erlang:error(badarg, Arguments,
                                              [{error_info, #{module => erl_stdlib_errors,
                                                              cause => Cause}}])).

%% --- Replacing -----------------------------------------------------------------------------------

replace(Subject, RE, Replacement) ->
    try replace(Subject, RE, Replacement, [])
    catch error:_ -> ?fails([Subject, RE, Replacement])
    end.

replace(Subject, RE, Replacement, Options) ->
    try
        {RunOptions, Return} = replace_options(Options, [], iodata),
        Unicode = is_unicode(RE, Options),
        Flat = flat(Subject, Unicode),
        By = if is_function(Replacement, 2) -> Replacement;
                true -> flat(Replacement, Unicode)
             end,
        Replaced = case re:run(Flat, RE, RunOptions) of
                       nomatch -> Subject;
                       {match, [Row | _] = Rows} when is_list(Row) -> put_in(Flat, 0, Rows, parts_of(By));
                       {match, Row} -> put_in(Flat, 0, [Row], parts_of(By))
                   end,
        returned(Return, Replaced, Unicode)
    catch
        throw:badopt -> ?fails([Subject, RE, Replacement, Options], badopt);
        error:badarg -> ?fails([Subject, RE, Replacement, Options])
    end.

replace_options([], Run, Return) -> {lists:reverse(Run), Return};
replace_options([{return, Return} | Rest], Run, _)
  when Return =:= iodata; Return =:= list; Return =:= binary ->
    replace_options(Rest, Run, Return);
replace_options([Option | Rest], Run, Return) ->
    case is_for_run_alone(Option) of
        true -> throw(badopt);
        false -> replace_options(Rest, [Option | Run], Return)
    end;
replace_options(_, _, _) -> throw(badopt).

is_for_run_alone(report_errors) -> true;
is_for_run_alone({capture, _}) -> true;
is_for_run_alone({capture, _, _}) -> true;
is_for_run_alone({return, _}) -> true;
is_for_run_alone(_) -> false.

returned(iodata, Data, _) -> Data;
returned(binary, Data, true) -> unicode:characters_to_binary(Data, unicode);
returned(binary, Data, false) -> iolist_to_binary(Data);
returned(list, Data, true) -> unicode:characters_to_list(Data, unicode);
returned(list, Data, false) -> binary_to_list(iolist_to_binary(Data)).

%% The subject from At on, with what stands for each match.
put_in(Subject, At, [], _) ->
    case binary:part(Subject, At, byte_size(Subject) - At) of
        <<>> -> [];
        Rest -> Rest
    end;
put_in(Subject, At, [[{Start, Length} | _] = Row | Rows], By) when Start > At ->
    [binary:part(Subject, At, Start - At),
     instead(Subject, Row, By) | put_in(Subject, Start + Length, Rows, By)];
put_in(Subject, At, [[{At, Length} | _] = Row | Rows], By) ->
    [instead(Subject, Row, By) | put_in(Subject, At + Length, Rows, By)].

instead(_, _, [Text]) when is_binary(Text) -> Text;
instead(Subject, Row, Parts) when is_list(Parts) ->
    Groups = list_to_tuple(Row),
    [if is_binary(Part) -> Part;
        Part < tuple_size(Groups) -> group(Subject, element(Part + 1, Groups));
        true -> <<>>
     end || Part <- Parts];
instead(Subject, [Whole | Groups], Fun) ->
    Fun(binary:part(Subject, Whole), [group(Subject, Group) || Group <- Groups]).

group(Subject, {Start, Length}) when Start >= 0 -> binary:part(Subject, Start, Length);
group(_, _) -> <<>>.

%% A replacement as text and numbers of groups.
parts_of(Fun) when is_function(Fun) -> Fun;
parts_of(Text) -> parts_of(Text, <<>>).

parts_of(<<>>, <<>>) -> [];
parts_of(<<>>, Before) -> [Before];
parts_of(<<$&, Rest/binary>>, Before) -> before(Before, [0 | parts_of(Rest, <<>>)]);
parts_of(<<"\\g{", Rest/binary>>, Before) when Rest =/= <<>> ->
    {Digits, <<$}, After/binary>>} = digits(Rest, []),
    before(Before, [list_to_integer(Digits) | parts_of(After, <<>>)]);
parts_of(<<"\\g", Rest/binary>>, Before) when Rest =/= <<>> ->
    {Digits, After} = digits(Rest, []),
    before(Before, [list_to_integer(Digits) | parts_of(After, <<>>)]);
parts_of(<<$\\, Digit, _/binary>> = Text, Before) when Digit >= $1, Digit =< $9 ->
    <<$\\, Rest/binary>> = Text,
    {Digits, After} = digits(Rest, []),
    before(Before, [list_to_integer(Digits) | parts_of(After, <<>>)]);
parts_of(<<$\\, Other, Rest/binary>>, Before) -> parts_of(Rest, <<Before/binary, Other>>);
parts_of(<<Other, Rest/binary>>, Before) -> parts_of(Rest, <<Before/binary, Other>>).

before(<<>>, Parts) -> Parts;
before(Text, Parts) -> [Text | Parts].

digits(<<Digit, Rest/binary>>, Digits) when Digit >= $0, Digit =< $9 -> digits(Rest, [Digit | Digits]);
digits(Rest, Digits) -> {lists:reverse(Digits), Rest}.

%% --- Splitting -----------------------------------------------------------------------------------

-record(split, {return = iodata, left = -1, trim = false, group = false}).

split(Subject, RE) ->
    try split(Subject, RE, [])
    catch error:_ -> ?fails([Subject, RE])
    end.

split(Subject, RE, Options) ->
    try
        {RunOptions, How} = split_options(Options, [], #split{}),
        Unicode = is_unicode(RE, Options),
        Flat = flat(Subject, Unicode),
        {Pattern, Run} = compiled(RE, RunOptions),
        Pieces = case Flat of
                     <<>> -> [];
                     _ -> pieces_of(Flat, Pattern, re:run(Flat, Pattern, Run ++ [global]), How)
                 end,
        split_result(Pieces, How, Unicode)
    catch
        throw:badopt -> ?fails([Subject, RE, Options], badopt);
        throw:badre -> ?fails([Subject, RE, Options]);
        error:badarg -> ?fails([Subject, RE, Options])
    end.

split_options([], Run, How) -> {lists:reverse(Run), How};
split_options([Option | Rest], Run, How) ->
    case Option of
        trim -> split_options(Rest, Run, How#split{left = -1, trim = true});
        {parts, 0} -> split_options(Rest, Run, How#split{left = -1, trim = true});
        {parts, N} when is_integer(N), N >= 1 ->
            split_options(Rest, Run, How#split{left = N - 1, trim = false});
        {parts, infinity} -> split_options(Rest, Run, How#split{left = -1, trim = false});
        {parts, _} -> throw(badopt);
        group -> split_options(Rest, Run, How#split{group = true});
        global -> throw(badopt);
        {return, Return} when Return =:= iodata; Return =:= list; Return =:= binary ->
            split_options(Rest, Run, How#split{return = Return});
        _ ->
            case is_for_run_alone(Option) of
                true -> throw(badopt);
                false -> split_options(Rest, [Option | Run], How)
            end
    end;
split_options(_, _, _) -> throw(badopt).

compiled({re_pattern, _, _, _, _} = Pattern, Options) -> {Pattern, Options};
compiled(RE, _) when is_tuple(RE) -> throw(badre);
compiled(RE, Options) ->
    case re:compile(RE, [Option || Option <- Options, not is_for_run(Option)]) of
        {ok, Pattern} -> {Pattern, [Option || Option <- Options, not is_for_compile(Option)]};
        {error, _} -> throw(badre)
    end.

is_for_run({offset, _}) -> true;
is_for_run({match_limit, _}) -> true;
is_for_run({match_limit_recursion, _}) -> true;
is_for_run(Option) -> lists:member(Option, [notempty, notempty_atstart, notbol, noteol]).

is_for_compile(Option) ->
    lists:member(Option, [unicode, caseless, multiline, dotall, extended, ucp, ungreedy, dollar_endonly,
                          firstline, no_auto_capture, dupnames, no_start_optimize, never_utf]).

pieces_of(Flat, _, nomatch, #split{group = true}) -> [[Flat]];
pieces_of(Flat, _, nomatch, #split{group = false}) -> [Flat];
pieces_of(Flat, Pattern, {match, Rows}, #split{left = Left, trim = Trim, group = Group}) ->
    Pieces = pieces(Flat, 0, Rows, element(2, Pattern), Left, Group),
    case Trim of
        true -> trimmed(Pieces);
        false -> Pieces
    end.

pieces(Subject, At, Rows, _, Left, Group)
  when Left =:= 0; Rows =:= []; At >= byte_size(Subject) ->
    Rest = binary:part(Subject, At, byte_size(Subject) - At),
    case Group of
        true -> [[Rest]];
        false -> [Rest]
    end;
pieces(Subject, At, [[{Start, Length} | Groups] | Rows], GroupCount, Left, Group) ->
    case Start =:= At andalso Length =:= 0 andalso all_empty(Groups) of
        true -> pieces(Subject, At, Rows, GroupCount, Left, Group);
        false ->
            %% With \K a match may begin before the last one's end.
            Start < At andalso error({badmatch, Subject}),
            Kept = binary:part(Subject, At, Start - At),
            Found = groups(Subject, Groups, GroupCount),
            Rest = pieces(Subject, Start + Length, Rows, GroupCount, Left - 1, Group),
            case Group of
                true -> [[Kept | Found] | Rest];
                false -> [Kept | Found ++ Rest]
            end
    end.

all_empty(Groups) -> lists:all(fun({_, Length}) -> Length =:= 0 end, Groups).

%% The texts of that many groups.
groups(_, _, 0) -> [];
groups(Subject, [], Left) -> [<<>> | groups(Subject, [], Left - 1)];
groups(Subject, [Group | Groups], Left) -> [group(Subject, Group) | groups(Subject, Groups, Left - 1)].

%% Without the empty ones at the end.
trimmed(Pieces) -> lists:reverse(lists:dropwhile(fun is_empty/1, lists:reverse(Pieces))).

is_empty(<<>>) -> true;
is_empty(Group) -> is_list(Group) andalso lists:all(fun is_empty/1, Group).

split_result(Pieces, #split{return = list, group = true}, Unicode) ->
    [[as_list(Piece, Unicode) || Piece <- Group] || Group <- Pieces];
split_result(Pieces, #split{return = list}, Unicode) ->
    [as_list(Piece, Unicode) || Piece <- Pieces];
split_result(Pieces, _, _) -> Pieces.

as_list(Piece, true) -> unicode:characters_to_list(Piece, unicode);
as_list(Piece, false) -> binary_to_list(Piece).

%% --- Both ----------------------------------------------------------------------------------------

is_unicode({re_pattern, _, 1, _, _}, _) -> true;
is_unicode({re_pattern, _, 0, _, _}, _) -> false;
is_unicode(_, Options) -> lists:member(unicode, Options).

flat(Text, _) when is_binary(Text) -> Text;
flat(Text, true) -> unicode:characters_to_binary(Text, unicode);
flat(Text, false) -> iolist_to_binary(Text).
