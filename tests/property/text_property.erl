%% Calls of the text modules with generated arguments, an outcome a line: the same seed has to give the
%% same lines under Erlang and under Linac (scripts/long/text_property).
-module(text_property).
-export([main/1]).
-export([below/1, one_of/1, chance/1, many/2, bytes/1, valid_point/0, string_data/0, chardata/1]).

%% Arguments: AREA COUNT SEED
main([Area, Count, Seed]) ->
    put(state, number(Seed) * 7919 + 17),
    loop(list_to_atom(text(Area)), 1, number(Count)).

number(Argument) -> list_to_integer(text(Argument)).

text(Argument) when is_binary(Argument) -> binary_to_list(Argument);
text(Argument) -> Argument.

loop(_, N, Count) when N > Count -> ok;
loop(Area, N, Count) ->
    {Module, Function, Arguments} = case_of(Area),
    Outcome = outcome(Module, Function, Arguments),
    io:put_chars(io_lib:format("~w ~w:~w ~w~n    ~w~n", [N, Module, Function, shown(Arguments), Outcome])),
    loop(Area, N + 1, Count).

outcome(Module, Function, Arguments) ->
    try {ok, shown(call(Module, Function, Arguments))}
    catch
        error:undef:Trace -> {undef, hd(Trace)};
        Class:Reason -> {Class, shown(Reason)}
    end.

%% A compiled pattern is another one each time.
shown({ok, Pattern}) when element(1, Pattern) =:= re_pattern ->
    {ok, setelement(5, Pattern, reference)};
shown(Term) when is_map(Term) ->
    {map, lists:sort([{shown(K), shown(V)} || {K, V} <- maps:to_list(Term)])};
shown([Head | Tail]) -> [shown(Head) | shown(Tail)];
shown(Tuple) when is_tuple(Tuple) -> list_to_tuple(shown(tuple_to_list(Tuple)));
shown(Term) -> Term.

call(re, compiled_run, [Subject, Pattern, CompileOptions, RunOptions]) ->
    case re:compile(Pattern, CompileOptions) of
        {ok, Compiled} -> {re:run(Subject, Compiled, RunOptions), re:inspect(Compiled, namelist)};
        Error -> Error
    end;
call(re, replace_by_fun, [Subject, Pattern, Options]) ->
    re:replace(Subject, Pattern, fun(Whole, Groups) -> [$<, Whole, length(Groups) + $0, $>] end,
               Options);
call(json, encode_text, [Term]) -> iolist_to_binary(json:encode(Term));
call(json, format_text, [Term]) -> iolist_to_binary(json:format(Term));
call(json, Function, [Text]) when Function =:= encode_binary; Function =:= encode_binary_escape_all ->
    iolist_to_binary(json:Function(Text));
call(json, decode_parts, [Parts]) -> json_parts(Parts);
call(Area, Function, Arguments) when Area =:= calls; Area =:= format_calls ->
    library_property:call(Function, Arguments);
call(module_calls, Function, Arguments) -> module_property:call(Function, Arguments);
call(Module, Function, Arguments) -> apply(Module, Function, Arguments).

json_parts([First | Rest]) -> json_next(json:decode_start(First, acc, #{}), Rest).

json_next({continue, State}, [Part | Rest]) -> json_next(json:decode_continue(Part, State), Rest);
json_next({continue, State}, []) -> json:decode_continue(end_of_input, State);
json_next(Result, Rest) -> {Result, Rest}.

%% --- Choices ---------------------------------------------------------------------------------------

below(N) ->
    State = get(state) * 48271 rem 2147483647,
    put(state, State),
    State div 7 rem N.

one_of(List) -> lists:nth(below(length(List)) + 1, List).

chance(Percent) -> below(100) < Percent.

many(Most, Make) -> [Make() || _ <- lists:seq(1, below(Most + 1))].

%% --- Regular expressions ---------------------------------------------------------------------------

case_of(re) ->
    Unicode = [unicode || chance(40)],
    Pattern = as_text(pattern(3), Unicode),
    Subject = as_text(subject(), Unicode),
    Compile = Unicode ++ many(2, fun compile_option/0),
    Run = many(2, fun run_option/0) ++ [global || chance(30)],
    case below(8) of
        0 -> {re, compile, [Pattern, Compile]};
        1 -> {re, run, [Subject, Pattern]};
        2 -> {re, compiled_run, [Subject, Pattern, Compile, Run]};
        3 -> {re, compiled_run, [Subject, Pattern, Compile, Run ++ Compile]};
        4 -> {re, split, [Subject, Pattern, Compile ++ split_options()]};
        5 -> {re, replace, [Subject, Pattern, replacement(), Compile ++ replace_options()]};
        6 -> {re, replace_by_fun, [Subject, Pattern, Compile ++ replace_options()]};
        7 -> {re, run, [Subject, Pattern, Compile ++ Run]}
    end;

%% --- JSON ------------------------------------------------------------------------------------------

case_of(json) ->
    Text = iolist_to_binary(json_text(4)),
    case below(7) of
        0 -> {json, decode, [Text]};
        1 -> {json, decode, [damaged(Text)]};
        2 -> {json, decode_parts, [parts(Text)]};
        3 -> {json, decode_parts, [parts(damaged(Text))]};
        4 -> {json, encode_text, [json_term(3)]};
        5 -> {json, format_text, [json_term(3)]};
        6 -> {json, one_of([encode_binary, encode_binary_escape_all]),
              [one_of([json_string(), bytes(12), 17])]}
    end;

%% --- Unicode, strings, base64 ----------------------------------------------------------------------

case_of(unicode) ->
    Data = chardata(3),
    case below(4) of
        0 -> {unicode, one_of([characters_to_list, characters_to_binary]), [Data]};
        1 -> {unicode, one_of([characters_to_list, characters_to_binary]), [Data, encoding()]};
        2 -> {unicode, characters_to_binary, [Data, encoding(), encoding()]};
        3 -> {unicode, one_of([characters_to_nfc_list, characters_to_nfd_list,
                               characters_to_nfkc_list, characters_to_nfkd_list,
                               characters_to_nfc_binary, characters_to_nfd_binary,
                               characters_to_nfkc_binary, characters_to_nfkd_binary]), [Data]}
    end;
case_of(string) ->
    Data = string_data(),
    Small = below(6),
    case below(22) of
        0 -> {string, length, [Data]};
        1 -> {string, to_graphemes, [Data]};
        2 -> {string, reverse, [Data]};
        3 -> {string, one_of([lowercase, uppercase, casefold, titlecase]), [Data]};
        4 -> {string, equal, [Data, string_data()]};
        5 -> {string, equal, [Data, string_data(), chance(50)]};
        6 -> {string, equal, [Data, string_data(), chance(50), one_of([none, nfc, nfd, nfkc, nfkd])]};
        7 -> {string, slice, [Data, Small]};
        8 -> {string, slice, [Data, Small, one_of([infinity, below(5)])]};
        9 -> {string, pad, [Data, below(9), one_of([leading, trailing, both]), one_of([$-, " ", "ab"])]};
        10 -> {string, trim, [Data]};
        11 -> {string, trim, [Data, direction(), separators()]};
        12 -> {string, split, [Data, string_data(), one_of([leading, trailing, all])]};
        13 -> {string, replace, [Data, string_data(), "<>", one_of([leading, trailing, all])]};
        14 -> {string, find, [Data, string_data(), one_of([leading, trailing])]};
        15 -> {string, prefix, [Data, string_data()]};
        16 -> {string, one_of([next_grapheme, next_codepoint]), [Data]};
        17 -> {string, one_of([to_integer, to_float]), [number_text()]};
        18 -> {string, take, [Data, separators(), chance(50), one_of([leading, trailing])]};
        19 -> {string, lexemes, [Data, separators()]};
        20 -> {string, nth_lexeme, [Data, below(3) + 1, separators()]};
        21 -> {string, is_empty, [Data]}
    end;
case_of(base64) ->
    case below(5) of
        0 -> {base64, encode, [one_of([bytes(20), binary_to_list(bytes(20))])]};
        1 -> {base64, decode, [base64_text()]};
        2 -> {base64, mime_decode, [base64_text()]};
        3 -> {base64, encode, [bytes(20), base64_options()]};
        4 -> {base64, one_of([decode, mime_decode]), [base64_text(), base64_options()]}
    end;
case_of(Area) when Area =:= numbers; Area =:= format; Area =:= library -> library_property:case_of(Area);
case_of(Area) -> module_property:case_of(Area).

as_text(Characters, Unicode) ->
    case below(4) of
        0 -> Characters;
        1 when Unicode =/= [] -> bytes(8);
        _ when Unicode =/= [] -> unicode:characters_to_binary(Characters);
        _ -> list_to_binary([C band 255 || C <- lists:flatten(Characters)])
    end.

subject() -> many(14, fun() -> one_of("aaabbbcABC1 \n\r_-" ++ [16#E9, 16#C9, 16#20AC]) end).

pattern(0) -> atom_of_pattern();
pattern(Depth) ->
    lists:flatten(case below(12) of
        0 -> [pattern(Depth - 1), $|, pattern(Depth - 1)];
        1 -> [$(, pattern(Depth - 1), $)];
        2 -> ["(?<", one_of(["n", "m", "k1"]), $>, pattern(Depth - 1), $)];
        3 -> [one_of(["(?:", "(?=", "(?!", "(?i:", "(?>", "(?|"]), pattern(Depth - 1), $)];
        4 -> [$(, pattern(Depth - 1), $), quantifier()];
        5 -> [one_of(["^", "\\b", "\\A", "(?<=a)", "(?<!b)", "\\B"]), pattern(Depth - 1)];
        6 -> [pattern(Depth - 1), one_of(["$", "\\b", "\\z", "\\Z", "\\1", "\\k<n>", "(?(1)a|b)"])];
        7 -> atom_of_pattern();
        8 -> [atom_of_pattern(), quantifier(), pattern(Depth - 1)];
        9 -> [pattern(Depth - 1), pattern(Depth - 1)];
        10 -> [pattern(Depth - 1), atom_of_pattern(), quantifier()];
        11 -> case chance(15) of
                  true -> [pattern(Depth - 1), one_of(["(", ")", "[", "\\", "*", "(?", "{", "\\k<"])];
                  false -> pattern(Depth - 1)
              end
    end).

atom_of_pattern() ->
    one_of(["a", "b", "c", "ab", ".", "[ab]", "[^a]", "\\d", "\\w", "\\s", "\\W", "\\R", "\\n", "A", "B",
            "[[:alpha:]]", "[a-c]", "\\x{e9}", "\\N", "x?", "", "a*", ".*", ".+", "\\S+", "a|", "\\h",
            [16#E9], [16#20AC], "\\p{L}", "\\X", "\\K", "\\Ga", "1", " "]).

quantifier() -> one_of(["*", "+", "?", "*?", "+?", "??", "{1,2}", "{2}", "{0,1}", "++", "*+", "{2,}?"]).

compile_option() ->
    one_of([anchored, caseless, multiline, dotall, extended, dollar_endonly, firstline, ungreedy, ucp,
            no_auto_capture, dupnames, no_start_optimize, never_utf, bsr_anycrlf, bsr_unicode,
            {newline, one_of([cr, lf, crlf, any, anycrlf, nul])}, one_of([caseless, foo])]).

run_option() ->
    one_of([anchored, notbol, noteol, notempty, notempty_atstart, report_errors, {offset, below(6)},
            {match_limit, below(60)}, {match_limit_recursion, below(8)}, {newline, one_of([lf, cr])},
            {capture, capture()}, {capture, capture(), capture_type()},
            {capture, capture(), capture_type()}, {capture, capture(), capture_type()},
            one_of([report_errors, bar, {capture}, {offset, -1}])]).

capture() ->
    one_of([all, all_but_first, first, none, all_names, [], [0, 1], [1], [2, 0, 1], ["n"], [n, m],
            [<<"k1">>, 1], ["zz", 7], one_of([all, bad, [a | b]])]).

capture_type() -> one_of([index, list, binary, list, binary, one_of([index, foo])]).

split_options() ->
    many(2, fun() -> one_of([trim, group, {parts, below(4)}, {parts, infinity}, {return, return()},
                             notempty, {offset, below(4)}, one_of([trim, global, {parts, -1}])]) end).

replace_options() ->
    [global || chance(50)] ++
        many(2, fun() -> one_of([{return, return()}, {return, return()}, notempty, {offset, below(4)},
                                 one_of([{return, foo}, {capture, all}, global])]) end).

return() -> one_of([iodata, list, binary]).

replacement() ->
    one_of(["", "x", "<&>", "\\1", "[\\0]", "\\g1y", "\\g{2}z", "\\\\", "a\\&b", "\\", "\\g", "\\12",
            <<"bin&">>, [<<"p">>, "q\\1"], "\\g{1", "\\g{x}", [16#E9]]).

%% A text of JSON, with what is not quite JSON now and then.
json_text(0) -> json_scalar();
json_text(Depth) ->
    case below(5) of
        0 -> [$[, lists:join(json_separator(","), many(3, fun() -> json_text(Depth - 1) end)), $]];
        1 -> [${, lists:join(json_separator(","),
                             many(3, fun() -> [json_key(), json_separator(":"),
                                               json_text(Depth - 1)] end)), $}];
        2 -> [one_of(["", " ", "\n", "\t "]), json_text(Depth - 1), one_of(["", " ", "\r\n"])];
        _ -> json_scalar()
    end.

json_separator(Text) -> [one_of(["", "", " "]), Text, one_of(["", " ", "\n"])].

json_key() -> [$", one_of(["a", "b", "key", "", "\\u00e9"]), $"].

json_scalar() ->
    one_of(["null", "true", "false", "0", "-0", "1", "-17", "123456789012345678901234567890", "0.5",
            "1e5", "1E+5", "1.5e-3", "-2.25", "1e400", "0e0", "1.0e+0", "01", "1.", "-", ".5", "nul",
            "\"\"", "\"abc\"", "\"\\n\\t\\\"\\\\\\/\\b\\f\\r\"", "\"\\u0041\"", "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"", "\"\\ud83d\\u0041\"", "\"\\x\"", "\"\\u12g4\"",
            <<"\"é€😀\""/utf8>>, <<$", 16#C3, $">>, <<$", 16#FF, $">>, <<$", 1, $">>, "\"open",
            <<$", 16#ED, 16#A0, 16#80, $">>, "1e", "1e+", "-1", "9007199254740993", "0.1", "tru",
            "5e-324", "1.7976931348623157e308", "[]", "{}", "[1,2]", "{\"a\":1,\"a\":2}"]).

damaged(Text) ->
    At = below(byte_size(Text) + 1),
    <<Before:At/binary, After/binary>> = Text,
    case below(4) of
        0 -> Before;
        1 -> <<Before/binary, (below(256)), After/binary>>;
        2 -> <<Before/binary, (one_of("[]{},:\"0e.- t"))/utf8, After/binary>>;
        3 when After =/= <<>> -> <<_, Rest/binary>> = After, <<Before/binary, Rest/binary>>;
        3 -> <<Before/binary, "x">>
    end.

parts(Text) ->
    case chance(40) of
        true when byte_size(Text) > 0 ->
            At = below(byte_size(Text)) + 1,
            <<Before:At/binary, After/binary>> = Text,
            [Before | parts(After)];
        _ -> [Text]
    end.

json_term(0) -> json_leaf();
json_term(Depth) ->
    case below(4) of
        0 -> many(3, fun() -> json_term(Depth - 1) end);
        1 -> maps:from_list(many(1, fun() -> {one_of([a, <<"b">>, 1, 2.5, <<"é"/utf8>>, "bad"]),
                                              json_term(Depth - 1)} end));
        _ -> json_leaf()
    end.

json_leaf() ->
    one_of([null, true, false, abc, 'a"b', 0, -5, 1 bsl 70, 0.5, 1.0e22, -1.0e-7, 100.0, <<>>,
            json_string(), json_string(), bytes(6), {tuple}, [a | b]]).

json_string() ->
    unicode:characters_to_binary(many(8, fun() -> one_of([$a, $", $\\, $\n, $\t, 0, 31, 127, $/, 16#E9,
                                                          16#2028, 16#20AC, 16#1F600, 16#D7FF]) end)).

bytes(Most) -> list_to_binary(many(Most, fun() -> one_of([below(256), below(128)]) end)).

encoding() ->
    one_of([latin1, unicode, utf8, utf16, {utf16, big}, {utf16, little}, utf32, {utf32, big},
            {utf32, little}, one_of([utf8, foo])]).

chardata(0) -> one_of([[], <<>>, [code_point()], bytes(6)]);
chardata(Depth) ->
    case below(8) of
        0 -> many(4, fun code_point/0);
        1 -> bytes(8);
        2 -> unicode:characters_to_binary(many(5, fun valid_point/0));
        3 -> [chardata(Depth - 1) | chardata(Depth - 1)];
        4 -> [code_point() | chardata(Depth - 1)];
        5 -> [chardata(Depth - 1), code_point()];
        6 -> cut(unicode:characters_to_binary(many(3, fun valid_point/0)));
        7 -> one_of([[], <<1:3>>, foo, [a], [chardata(0) | x], chardata(Depth - 1)])
    end.

cut(<<>>) -> <<>>;
cut(Binary) -> binary:part(Binary, 0, below(byte_size(Binary))).

code_point() -> one_of([valid_point(), valid_point(), 16#D800, 16#110000, -1, below(300)]).

valid_point() ->
    one_of([$a, $z, $ , 16#E9, 16#301, 16#308, 16#FB01, 16#20AC, 16#1F600, 16#1F1E6, 16#200D, 16#AC00,
            16#1100, 16#1161, 16#11A8, 16#345, 16#DF, 16#130, 16#3A3, 16#1E9E, $\r, $\n, 16#212B,
            16#F900, below(16#250), 16#300 + below(16#70), 16#1F00 + below(16#100),
            16#600 + below(16#100), 16#915, 16#94D, 16#937]).

string_data() ->
    Points = many(6, fun valid_point/0),
    case below(6) of
        0 -> Points;
        1 -> unicode:characters_to_binary(Points);
        2 -> [Points, unicode:characters_to_binary(many(2, fun valid_point/0))];
        3 -> many(4, fun() -> one_of("ab ") end);
        4 -> list_to_binary(many(4, fun() -> one_of("ab ") end));
        5 -> case chance(20) of
                 true -> chardata(2);
                 false -> unicode:characters_to_binary(many(3, fun() -> one_of("ab ") end))
             end
    end.

direction() -> one_of([leading, trailing, both]).

separators() -> one_of([" ", "ab", [$a, "\r\n"], [[16#65, 16#301]], [16#E9, $b], ""]).

number_text() ->
    Text = one_of(["12abc", "-7", "+5", "1.5", "1.5e3x", "1e5", "abc", "", "12.", ".5", "-1.25e-2 z",
                   "99999999999999999999", "1.0e999", "- 1"]),
    one_of([Text, list_to_binary(Text), [Text], [list_to_binary(Text), "1"]]).

base64_text() ->
    Text = many(20, fun() -> one_of("ABCDxyz019+/-_= \n" ++ [below(128)]) end),
    Encoded = base64:encode(bytes(16)),
    one_of([Text, list_to_binary(Text), Encoded, Encoded, binary_to_list(Encoded),
            <<Encoded/binary, (list_to_binary(Text))/binary>>,
            list_to_binary(lists:join(" ", [[C] || <<C>> <= Encoded]))]).

base64_options() ->
    one_of([#{}, #{mode => standard}, #{mode => urlsafe}, #{padding => false}, #{padding => true},
            #{mode => urlsafe, padding => false}, #{mode => foo}, foo]).
