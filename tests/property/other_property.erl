%% More generators of calls, made otherwise than those of text_property and module_property: each case depends on the seed
%% and its number alone, so that any one can be made again (one/1), and runs in a process of its own with limits of time and
%% memory. Areas are clauses of a/1, their names end in 2. `scan2` (the archive's erl_scan and erl_parse), `re2` (places
%% of errors), `calendar2` and `uri2` have differences that docs/differences.md names, and are not in the usual set.
-module(other_property).
-export([main/1, one/1]).

main([Area, Count, Seed]) -> loop(list_to_atom(text(Area)), number(Seed), 1, number(Count)).

%% One case again: AREA NUMBER SEED.
one([Area, Number, Seed]) -> io:put_chars(line(list_to_atom(text(Area)), number(Seed), number(Number))).

number(Argument) -> list_to_integer(text(Argument)).
text(Argument) when is_binary(Argument) -> binary_to_list(Argument);
text(Argument) -> Argument.

loop(_, _, N, Count) when N > Count -> ok;
loop(Area, Seed, N, Count) ->
    Last = min(Count, N + 99),
    io:put_chars([line(Area, Seed, Number) || Number <- lists:seq(N, Last)]),
    loop(Area, Seed, Last + 1, Count).

line(Area, Seed, N) ->
    put(state, {Seed, N, 0}),
    {Module, Function, Arguments} = a(Area),
    {_, Monitor} = Started = spawn_opt(fun() -> exit({gives, outcome(Module, Function, Arguments)}) end, [monitor, {max_heap_size, #{size => 30000000, kill => true, error_logger => false}}]),
    Outcome = receive {'DOWN', Monitor, _, _, {gives, Gives}} -> Gives; {'DOWN', Monitor, _, _, killed} -> too_large; {'DOWN', Monitor, _, _, Why} -> Why
              after 10000 -> exit(element(1, Started), kill), receive {'DOWN', Monitor, _, _, _} -> too_long end end,
    io_lib:format("~w ~w:~w ~w~n    ~w~n", [N, Module, Function, shown(Arguments), Outcome]).

outcome(Module, Function, Arguments) ->
    try {ok, shown(call(Module, Function, Arguments))}
    catch
        error:undef:Trace -> {undef, element(1, hd(Trace)), element(2, hd(Trace))};
        Class:Reason -> {Class, shown(Reason)}
    end.

shown({re_pattern, A, B, C, _}) -> {re_pattern, A, B, C, reference};
shown(Term) when is_map(Term) -> {map, lists:sort([{shown(K), shown(V)} || {K, V} <- maps:to_list(Term)])};
shown([Head | Tail]) -> [shown(Head) | shown(Tail)];
shown(Tuple) when is_tuple(Tuple) -> list_to_tuple(shown(tuple_to_list(Tuple)));
shown(Fun) when is_function(Fun) -> a_fun;
shown(Ref) when is_reference(Ref) -> a_ref;
shown(Pid) when is_pid(Pid) -> a_pid;
shown(Term) -> Term.

%% --- Choices ---
below(N) ->
    {Seed, Number, Step} = get(state),
    put(state, {Seed, Number, Step + 1}),
    erlang:phash2({Seed, Number, Step, x}, N).
oneof(Tuple) when is_tuple(Tuple) -> element(below(tuple_size(Tuple)) + 1, Tuple);
oneof(List) -> lists:nth(below(length(List)) + 1, List).
%% One of these, made when it is chosen.
made(Funs) -> (oneof(Funs))().
chance(P) -> below(100) < P.
many(Most, F) -> [F() || _ <- lists:seq(1, below(Most + 1))].
some(Least, Most, F) -> [F() || _ <- lists:seq(1, Least + below(Most - Least + 1))].
perhaps(P, F) -> case chance(P) of true -> F(); false -> [] end.
bytes(Most) -> list_to_binary(many(Most, fun() -> below(256) end)).

any() ->
    oneof([foo, -1, 0, 1, 1.5, <<>>, <<1:3>>, [], [a | b], [a], #{}, {}, {a, 1}, 1 bsl 64, -(1 bsl 64), "x", <<"x">>, [[]], [-1], [16#110000], [16#D800], [<<255>>],
           nan, undefined, true, fun lists:map/2, [1 | <<"a">>], "", [1.0], <<255>>, 16#110000]).

%% --- Text ---
graphemes() ->
    ["a", "b", "A", "z", " ", "0", "7", "-", ".", "\n", "\r\n", "\r", "\t", [$e, 16#301], [16#E9], [16#1F468, 16#200D, 16#1F469, 16#200D, 16#1F467], [16#1F1E9, 16#1F1EA], [16#1F1E9], [16#1F44D, 16#1F3FD], [16#1100, 16#1161, 16#11A8],
     [16#AC00], [16#AC01], [16#1161], [16#20AC], [16#DF], [16#1E9E], [16#130], [16#131], [16#3A3], [16#3C2], [16#FB01], [16#1C5], [16#0], [16#200B], [16#200D], [16#FEFF], [16#301], [$a, 16#301, 16#302, 16#323], [16#E01, 16#E33], [16#10FFFF], [16#D7FF], [16#E000], [16#FFFE],
     [16#600, $1], [16#915, 16#93E], [16#A0], [16#3000], [16#2028], [16#85], [16#1F3F3, 16#FE0F, 16#200D, 16#1F308], [16#212B], [16#C5], [$A, 16#30A], [16#149], [16#1F0], [16#390], [16#10400], [16#10428], "(", ")", "aa", "ab", "abc"].
cluster() -> oneof(graphemes()).
codes(Most) -> lists:append(many(Most, fun cluster/0)).

%% The same characters as deep character data, cut anywhere.
deep([]) -> oneof([[], <<>>, [[]], [<<>>, []]]);
deep(Codes) ->
    case below(7) of
        0 -> Codes;
        1 -> utf8(Codes);
        2 -> {A, B} = lists:split(below(length(Codes) + 1), Codes), [deep(A) | deep(B)];
        3 -> {A, B} = lists:split(below(length(Codes) + 1), Codes), [deep(A), deep(B)];
        4 -> [hd(Codes) | deep(tl(Codes))];
        5 -> [[], deep(Codes), <<>>];
        6 -> [[[deep(Codes)]]]
    end.
utf8(Codes) -> case unicode:characters_to_binary(Codes) of B when is_binary(B) -> B; _ -> <<"?">> end.

str() -> made([fun() -> deep(codes(6)) end, fun() -> deep(codes(6)) end, fun() -> deep(codes(6)) end, fun() -> utf8(codes(8)) end, fun() -> codes(8) end, fun spoilt/0, fun() -> case chance(20) of true -> any(); false -> codes(3) end end]).
flat() -> made([fun() -> codes(6) end, fun() -> codes(6) end, fun() -> utf8(codes(6)) end]).
spoilt() ->
    case below(6) of
        0 -> [deep(codes(3)), oneof([-1, 16#110000, 16#D800, a, 1.5, <<255>>, <<16#E2, 16#82>>, <<1:3>>, {}])];
        1 -> [oneof([-1, 16#110000, 16#DFFF, a, 1.5, <<255>>, <<16#ED, 16#A0, 16#80>>, <<1:3>>, {}]) | deep(codes(3))];
        2 -> cut(utf8(codes(4)));
        3 -> [deep(codes(3)) | oneof([foo, <<"t">>, <<255>>, 1, <<16#F0, 16#9F>>])];
        4 -> <<(utf8(codes(2)))/binary, (oneof([255, 16#C3, 16#80, 16#E2, 16#F4])), (utf8(codes(2)))/binary>>;
        5 -> [deep(codes(2)), cut(utf8(codes(2))), deep(codes(2))]
    end.
cut(B) -> binary:part(B, 0, below(byte_size(B) + 1)).

seps() -> oneof([" ", "a", "ab", ["\r\n"], [[$e, 16#301]], [$\s, "\r\n", $a], [], [16#301], [16#1F1E9], "abAz", ["aa"], [[$a, 16#301, 16#302]], [$\r, $\n], [[16#1F468, 16#200D, 16#1F469, 16#200D, 16#1F467]]]).
dir() -> oneof([leading, trailing]).
where() -> oneof([leading, trailing, all]).
num() -> below(7).
wrong(P, Value) -> case chance(P) of true -> any(); false -> Value end.
%% For sizes: nothing large.
wrongn(P, Value) -> case chance(P) of true -> oneof([foo, -1, 0, 1.5, 1.0, [], "x", <<"x">>, {}, infinity, 300]); false -> Value end.

a(string2) ->
    D = str(),
    case below(28) of
        0 -> {string, oneof([length, to_graphemes, reverse, is_empty, lowercase, uppercase, casefold, titlecase, trim, chomp, next_grapheme, next_codepoint, to_integer, to_float]), [D]};
        1 -> {string, oneof([lowercase, uppercase, casefold, titlecase]), [D]};
        2 -> {string, slice, [D, wrong(5, num())]};
        3 -> {string, slice, [D, num(), wrong(5, num())]};
        4 -> {string, pad, [D, num() * 2]};
        5 -> {string, pad, [D, wrongn(5, num() * 2), oneof([leading, trailing, both, foo]), oneof([$-, " ", cluster(), <<"ab">>, [], 16#301, [[$e, 16#301]]])]};
        6 -> {string, trim, [D, oneof([leading, trailing, both]), seps()]};
        7 -> {string, trim, [D, oneof([leading, trailing, both, foo])]};
        8 -> {string, oneof([lexemes]), [D, seps()]};
        9 -> {string, nth_lexeme, [D, wrong(5, num()), seps()]};
        10 -> {string, split, [D, needle()]};
        11 -> {string, split, [D, needle(), where()]};
        12 -> {string, replace, [D, needle(), str()]};
        13 -> {string, replace, [D, needle(), oneof(["", "xx", <<"b">>, fun lists:map/2, 7]), where()]};
        14 -> {string, find, [D, needle()]};
        15 -> {string, find, [D, needle(), dir()]};
        16 -> {string, prefix, [D, needle()]};
        17 -> {string, take, [D, seps()]};
        18 -> {string, take, [D, seps(), wrong(3, chance(50))]};
        19 -> {string, take, [D, seps(), chance(50), dir()]};
        20 -> {string, equal, [D, oneof([D, str()])]};
        21 -> C = codes(5), {string, equal, [deep(C), deep(C), chance(50)]};
        22 -> C = codes(5), {string, equal, [deep(C), deep(oneof([C, unicode:characters_to_nfd_list(C), unicode:characters_to_nfkc_list(C)])), chance(50), oneof([none, nfc, nfd, nfkc, nfkd, foo])]};
        23 -> {string, jaro_similarity, [flat(), flat()]};
        24 -> {text, string_walk, [oneof([next_grapheme, next_codepoint]), D]};
        25 -> {string, oneof([to_number_i, to_number_f]), [D]};
        26 -> {string, oneof([to_integer, to_float]), [number_prefix()]};
        27 -> {unicode_util, oneof([gc, cp, nfc, nfd, nfkc, nfkd, uppercase, lowercase, titlecase, casefold]), [D]}
    end;
a(string_old2) ->
    L = oneof([lists:append(many(8, fun() -> oneof(["a", "b", "c", " ", "ab", ",", "."]) end)), any()]),
    S = fun() -> wrong(5, lists:append(many(3, fun() -> oneof(["a", "b", "c", " ", "ab", ","]) end))) end,
    N = fun() -> wrongn(5, below(10) - 1) end,
    Ch = fun() -> wrong(5, oneof("ab ,c")) end,
    case below(26) of
        0 -> {string, oneof([len, to_upper, to_lower, strip, words]), [L]};
        1 -> {string, concat, [L, S()]};
        2 -> {string, oneof([chr, rchr]), [L, Ch()]};
        3 -> {string, oneof([str, rstr]), [L, S()]};
        4 -> {string, oneof([span, cspan]), [L, S()]};
        5 -> {string, substr, [L, N()]};
        6 -> {string, substr, [L, N(), N()]};
        7 -> {string, tokens, [L, S()]};
        8 -> {string, join, [many(3, S), S()]};
        9 -> {string, chars, [Ch(), N()]};
        10 -> {string, chars, [Ch(), N(), S()]};
        11 -> {string, copies, [L, N()]};
        12 -> {string, words, [L, Ch()]};
        13 -> {string, sub_word, [L, N()]};
        14 -> {string, sub_word, [L, N(), Ch()]};
        15 -> {string, strip, [L, oneof([left, right, both, foo])]};
        16 -> {string, strip, [L, oneof([left, right, both]), Ch()]};
        17 -> {string, oneof([left, right, centre]), [L, N()]};
        18 -> {string, oneof([left, right, centre]), [L, N(), Ch()]};
        19 -> {string, sub_string, [L, N()]};
        20 -> {string, sub_string, [L, N(), N()]};
        21 -> {string, equal, [L, S()]};
        22 -> {string, oneof([to_upper, to_lower]), [wrong(30, below(300))]};
        23 -> {string, oneof([to_integer, to_float]), [L]};
        24 -> {string, list_to_integer, [L]};
        25 -> {string, oneof([uppercase, lowercase, titlecase, reverse, length]), [L]}
    end;
a(unicode2) ->
    D = wrong(3, udata()),
    E = fun() -> oneof([latin1, unicode, utf8, utf16, {utf16, big}, {utf16, little}, utf32, {utf32, big}, {utf32, little}, {utf8, big}, foo, {utf16, foo}]) end,
    case below(9) of
        0 -> {unicode, oneof([characters_to_list, characters_to_binary]), [D]};
        1 -> {unicode, characters_to_list, [D, E()]};
        2 -> {unicode, characters_to_binary, [D, E()]};
        3 -> {unicode, characters_to_binary, [D, E(), E()]};
        4 -> {unicode, oneof([characters_to_nfc_list, characters_to_nfd_list, characters_to_nfkc_list, characters_to_nfkd_list, characters_to_nfc_binary, characters_to_nfd_binary, characters_to_nfkc_binary, characters_to_nfkd_binary]), [D]};
        5 -> {unicode, bom_to_encoding, [oneof([<<254, 255, 0>>, <<255, 254>>, <<255, 254, 0, 0>>, <<0, 0, 254, 255, 1>>, <<239, 187, 191>>, <<239, 187>>, D, bytes(5)])]};
        6 -> {unicode, encoding_to_bom, [E()]};
        7 -> {text, unicode_pieces, [cut(enc(codes(5), E())), E()]};
        8 -> {erlang, oneof([list_to_binary, iolist_to_binary, iolist_size, list_to_bitstring]), [D]}
    end;
a(re2) -> regex();
a(json2) -> json();
a(format2) -> format();
a(floats2) -> floats();
a(numbers2) -> numbers();
a(binary2) -> binaries();
a(etf2) -> etf();
a(hash2) -> {erlang, oneof([phash2, phash2, phash]), case chance(70) of true -> [term(3)]; false -> [term(3), wrong(10, oneof([1, 2, 1 bsl 27, 1 bsl 32, 1000003]))] end};
a(uri2) -> uri();
a(calendar2) -> calendar();
a(rand2) -> random();
a(lists2) -> lists_case();
a(fread2) -> fread();
a(scan2) -> scan();
a(convert2) -> convert();
a(names2) -> names();
a(arith2) -> arith();
a(trees2) -> trees();
a(base64_2) -> base64();
a(pretty2) -> pretty().

number_prefix() ->
    deep(lists:append(some(1, 5, fun() -> oneof(["+", "-", "1", "0", "12", ".", ".5", "e", "E5", "e-3", "x", " ", "_", "999999999999999999999", [16#661], "1.0", "e400", "inf"]) end))).
needle() -> oneof([oneof(["a", "ab", "\n", "\r\n", " ", [$e], [$e, 16#301], [16#301], [16#1F1E9], "", <<"a">>, <<>>, [[$a], <<"b">>], <<"é"/utf8>>]), deep(codes(2)), cluster(), spoilt()]).

udata() -> case below(8) of 0 -> enc(codes(5), oneof([utf16, {utf16, little}, utf32, latin1])); 1 -> bytes(8); 2 -> [udata() | udata()]; 3 -> spoilt(); 4 -> cut(enc(codes(4), oneof([utf8, utf16, utf32]))); _ -> str() end.
enc(Codes, E) -> try unicode:characters_to_binary(Codes, unicode, E) of B when is_binary(B) -> B; _ -> <<"?">> catch _:_ -> <<"!">> end.

%% --- re ---
rx_opts() ->
    oneof([unicode, anchored, caseless, dotall, extended, firstline, multiline, no_auto_capture, dupnames, ungreedy, dollar_endonly, {newline, oneof([cr, crlf, lf, nul, any, anycrlf])}, bsr_anycrlf, bsr_unicode,
           no_start_optimize, ucp, never_utf]).
regex() ->
    U = [unicode || chance(45)],
    P0 = lists:flatten(rx(4)),
    P1 = case U of [] -> [C band 255 || C <- P0]; _ -> P0 end,
    P = case below(6) of 0 when U =/= [] -> utf8(P1); 0 -> list_to_binary(P1); 1 when U =/= [] -> deep(P1); 2 -> iocut(P1, U); _ -> P1 end,
    S0 = codes(10) ++ oneof(["", "", "abcabc", "aaa\nbbb\n", "key=val; x=1"]),
    S1 = case U of [] -> [C band 255 || C <- S0]; _ -> S0 end,
    S = case below(8) of 0 when U =/= [] -> <<(utf8(S1))/binary, (oneof([255, 195, 128]))>>; 1 -> wrong(10, S1); 2 when U =/= [] -> deep(S1); 3 when U =/= [] -> utf8(S1); 4 when U =:= [] -> list_to_binary(S1); 5 -> iocut(S1, U); _ -> S1 end,
    C = U ++ many(2, fun rx_opts/0),
    R = many(2, fun run_opt/0) ++ [global || chance(30)] ++ [{capture, capture(), oneof([index, list, binary, binary, list])} || chance(50)],
    case below(9) of
        0 -> {re, compile, [P, C]};
        1 -> {re, run, [S, P, C ++ R]};
        2 -> {text, re_compiled, [run, S, P, C, [R]]};
        3 -> {re, split, [S, P, C ++ many(2, fun() -> oneof([{return, oneof([list, binary, iodata])}, {parts, below(4)}, group, trim, notempty, {offset, below(3)}, {match_limit, 20}]) end)]};
        4 -> {re, replace, [S, P, repl(), C ++ many(2, fun() -> oneof([{return, oneof([list, binary, iodata])}, global, global, notempty, {offset, below(3)}, notbol, report_errors]) end)]};
        5 -> {text, re_fun, [S, P, C ++ [{return, oneof([list, binary])}] ++ [global || chance(60)]]};
        6 -> {text, re_compiled, [oneof([split, replace]), S, P, C, [[{return, oneof([list, binary])} | [global || chance(30)]]]]};
        7 -> {re, oneof([run, split]), [S, P]};
        8 -> {text, re_inspect, [P, C]}
    end.
iocut(L, U) -> {A, B} = lists:split(below(length(L) + 1), L), Bin = case U of [] -> list_to_binary(A); _ -> utf8(A) end, [[Bin] | [B, []]].
repl() -> oneof(["&", "\\0", "<\\1>", "\\g{1}\\g2", "\\\\&\\&", "x", "", <<"\\2">>, ["a", <<"&">>, $b], "\\g", "\\g{", "\\g{12}", "\\x", "\\", "\\10", [16#20AC, $&], "\\g{name}", "$1", "\\1\\2\\3"]).
run_opt() ->
    oneof([anchored, notbol, noteol, notempty, notempty_atstart, report_errors, {offset, below(8)}, {match_limit, oneof([1, 5, 50, 1000])}, {match_limit_recursion, oneof([1, 3, 50])}, {newline, oneof([cr, lf, any])}, bsr_unicode,
           {capture, capture()}, {capture, oneof([none, first, all_but_first, all_names])}, oneof([{offset, 100}, {offset, -1}, foo, {capture, foo}, {capture, [], foo}, ucp, {match_limit, -1}, {match_limit, a}])]).
capture() -> oneof([all, first, all_but_first, none, all_names, [1], [0], [2, 1], ["n"], [n], [<<"m">>], [1, n, "m"], [9], [], [-1], ["nope"], [nope], foo, [1.5]]).

rx(0) -> rx_atom();
rx(D) ->
    case below(20) of
        0 -> [rx(D - 1), $|, rx(D - 1)];
        1 -> [$(, rx(D - 1), $)];
        2 -> [oneof(["(?<n>", "(?P<n>", "(?'m'", "(?<m>", "(?<longer_name1>"]), rx(D - 1), $)];
        3 -> [oneof(["(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "(?-i:", "(?s-m:", "(?x: ", "(?|", "(?^:", "(?im-sx:"]), rx(D - 1), $)];
        4 -> [oneof(["(?i)", "(?s)", "(?m)", "(?x)", "(?U)", "(?J)", "(?-i)", "(?#comment)", "(?n)", "(?xx)", "(?^)"]), rx(D - 1)];
        5 -> [rx(D - 1), oneof(["\\1", "\\2", "\\g1", "\\g{-1}", "\\g{n}", "\\k<n>", "\\k'm'", "\\k{n}", "(?P=n)", "(?1)", "(?R)", "(?&n)", "(?P>n)", "(?+1)", "(?-1)", "\\g<n>", "\\g'1'", "\\9", "\\10", "\\g{+1}"])];
        6 -> [oneof(["(?(1)", "(?(<n>)", "(?('m')", "(?(R)", "(?(DEFINE)", "(?(?=a)", "(?(n)", "(?(+1)", "(?(R1)", "(?(VERSION>=10)", "(?(?!b)"]), rx(D - 1), oneof(["", "|"]), rx(0), $)];
        7 -> [rx(D - 1), quant()];
        8 -> [$(, rx(D - 1), $), quant()];
        9 -> [oneof(["^", "\\A", "\\G", "\\b", "\\B"]), rx(D - 1)];
        10 -> [rx(D - 1), oneof(["$", "\\z", "\\Z", "\\b", "\\K"])];
        11 -> case chance(30) of true -> [oneof(["(*UTF)", "(*UCP)", "(*CR)", "(*LF)", "(*CRLF)", "(*ANYCRLF)", "(*ANY)", "(*NUL)", "(*BSR_ANYCRLF)", "(*BSR_UNICODE)", "(*LIMIT_MATCH=10)", "(*LIMIT_DEPTH=3)", "(*NO_START_OPT)", "(*NO_AUTO_POSSESS)", "(*NOTEMPTY)", "(*UTF8)", "(*FOO)", "(*LIMIT_RECURSION=5)", "(*NO_JIT)"]), rx(D - 1)]; false -> rx(D - 1) end;
        12 -> [rx(D - 1), oneof(["(*FAIL)", "(*F)", "(*ACCEPT)", "(*COMMIT)", "(*PRUNE)", "(*SKIP)", "(*THEN)", "(*MARK:x)", "(*:y)", "(*SKIP:x)", "(*PRUNE:z)"]), rx(D - 1)];
        13 -> ["\\Q", oneof(["a.b", "(", "", "*", "\\"]), oneof(["\\E", ""]), rx(D - 1)];
        14 -> case chance(25) of true -> [rx(D - 1), oneof(["(", ")", "[", "]", "{", "}", "*", "+", "?", "\\", "(?", "(?<", "(?P", "(*", "[a", "[^", "[[:foo:]]", "{1", "a{2,1}", "a{65536}", "\\x{110000}", "\\x{d800}", "\\p{Foo}", "\\p", "\\o{9}", "\\N{U+41}", "\\c", "\\cA", "(?C)", "(?C1)", "(?z)", "[z-a]", "[[.a.]]", "\\u0041", "\\L", "\\C", "(?<1a>x)", "(?<n", "(?(1)a|b|c)", "(?(9)x)", "\\k<q>", "\\g{9}", "a{3}{2}", "a**", "(?<n>a)(?<n>b)", "[a-\\d]", "\\x{", "\\o", "(?P<n>", "(?&zz)", "(*:", "\\E", "[]a]", "[^]a]", "{,3}", "a{,3}", "a{ 1 }", "\\8", "\\018", "\\377", "\\400", "[\\400]", "(?i", "(?a)", "(?aD:x)", "\\p{}", "\\p{^L}", "\\P{Lu}", "\\p{Greek}", "\\p{sc:Greek}", "\\p{IsL}", "\\p{any}", "\\pN", "\\p{Xan}", "\\p{Lc}", "\\p{L&}", "\\p{bidi_class:L}", "\\p{Script_Extensions=Greek}", "\\p{alpha}"])]; false -> rx(D - 1) end;
        _ -> [rx_atom(), rx(D - 1)]
    end.
quant() -> oneof(["*", "+", "?", "*?", "+?", "??", "*+", "++", "?+", "{2}", "{1,3}", "{0,1}?", "{1,}", "{2,}+", "{0}", "{,2}"]).
rx_atom() ->
    oneof(["a", "b", "A", "0", ".", "\\.", " ", "-", "x", "ab", "abc", "key", "=", [16#E9], [16#DF], [16#20AC], [16#3A3], [16#1F468], [16#301], "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V", "\\R", "\\N", "\\X", "\\n", "\\r", "\\t", "\\e", "\\f", "\\a", "\\0", "\\x41", "\\x{e9}", "\\101", "\\o{101}",
           "[abc]", "[^abc]", "[a-z]", "[[:alpha:]]", "[[:^digit:]]", "[[:punct:]_]", "[\\w-]", "[\\d.]", "[^\\s]", "[a-zA-Z0-9_]+", "[\\x{e0}-\\x{ff}]", "[\\]]", "[-a]", "[a\\-z]", "\\p{L}", "\\p{Lu}", "\\p{Ll}+", "\\P{L}", "\\p{N}", "\\p{Zs}", "\\p{Han}", ".*", ".+", ".*?", "a*", "a+", "[[:space:]]", "[[:word:]]", "", "\\x", "[\\b]", "\\Q.\\E", "#", "\\#", "é"]).

%% --- json ---
json() ->
    T = iolist_to_binary(jtext(4)),
    case below(16) of
        0 -> {json, decode, [jspoil(T)]};
        1 -> {json, decode, [wrong(50, T)]};
        2 -> {text, json_callbacks, [below(8), jspoil(T)]};
        3 -> {text, json_pieces, [below(8), jpieces(jspoil(T))]};
        4 -> {text, json_pieces, [below(8), jpieces(<<T/binary, (list_to_binary(oneof(["", " ", "x", " [1]", "\n\n1", ","])))/binary>>)]};
        5 -> {text, json_out, [encode, [jterm(4)]]};
        6 -> {text, json_out, [format, [jterm(4)]]};
        7 -> {text, json_out, [format, [jterm(3), maps:from_list(many(2, fun() -> oneof([{indent, below(6)}, {max, below(60)}, {max, 5}, {indent, -1}, {foo, 1}]) end))]]};
        8 -> {text, json_out, [oneof([encode_value, encode_list, encode_map, encode_map_checked]), [jterm(3), fun json:encode_value/2]]};
        9 -> {text, json_out, [oneof([encode_atom]), [oneof([a, true, null, 'a"b', 'é', '', 1]), fun json:encode_value/2]]};
        10 -> {text, json_out, [oneof([encode_binary, encode_binary_escape_all, encode_integer, encode_float]), [oneof([jstr(), jstr(), bytes(5), 1, 1.5, a, 1.0e100, -0.0, 1 bsl 70, spoilt()])]]};
        11 -> {text, json_out, [oneof([encode_key_value_list, encode_key_value_list_checked]), [many(3, fun() -> {oneof([a, <<"a">>, 1, 1.5, "s", {}]), jterm(1)} end), fun json:encode_value/2]]};
        12 -> {text, json_custom, [below(4), jterm(3)]};
        13 -> {text, json_out, [oneof([format_value]), [jterm(3), fun json:format_value/3, oneof([#{}, #{level => 1, col => 3, indent => 2, max => 20}])]]};
        14 -> {text, json_both, [jgood(4)]};
        15 -> {text, json_fmt_kv, [below(3), many(4, fun() -> {oneof([a, <<"a">>, 1, <<"longer key">>, "s"]), jterm(1)} end)]}
    end.
jws() -> oneof(["", "", "", " ", "\n", "\t\r ", "  "]).
jtext(0) -> jscalar();
jtext(D) ->
    case below(6) of
        0 -> [$[, jws(), lists:join([jws(), $,, jws()], many(4, fun() -> jtext(D - 1) end)), jws(), $]];
        1 -> [${, jws(), lists:join([jws(), $,, jws()], many(4, fun() -> [jstrtext(), jws(), $:, jws(), jtext(D - 1)] end)), jws(), $}];
        2 -> [jws(), jtext(D - 1), jws()];
        _ -> jscalar()
    end.
jscalar() -> case below(3) of 0 -> jstrtext(); 1 -> jnum(); 2 -> oneof(["true", "false", "null", "[]", "{}", "0"]) end.
jnum() -> [oneof(["", "-"]), oneof(["0", "1", "12", "9007199254740993", "123456789012345678901234567890", integer_to_list(below(1 bsl 27))]), oneof(["", "", ".0", ".5", ".25", ".100", "." ++ integer_to_list(below(100000))]), oneof(["", "", "", "e0", "E5", "e+2", "e-7", "e22", "e-310", "e308", "E309"])].
jstrtext() -> [$", many(5, fun() -> oneof(["a", "b", "key", " ", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t", "\\u0000", "\\u00e9", "\\u20AC", "\\uD83D\\uDE00", utf8(cluster()), "long text without escapes", "/"]) end), $"].
jspoil(<<>>) -> <<>>;
jspoil(T) ->
    At = below(byte_size(T)),
    <<A:At/binary, C, B/binary>> = T,
    case below(9) of
        0 -> A;
        1 -> <<A/binary, B/binary>>;
        2 -> <<A/binary, (oneof("[]{},:\"\\0e.-+ntf\n")), C, B/binary>>;
        3 -> <<A/binary, (below(256)), B/binary>>;
        4 -> <<A/binary, (list_to_binary(oneof(["\\u", "\\ud800", "\\udc00x", "\\uD83D\\n", "\\x", "01", "1.", "tru", "NaN", "\"", "\x01", "//", "1e", "-", "--1", "+1", ".5", "\\uD83D\\uD83D", "'", "\x7f"])))/binary, B/binary>>;
        5 -> <<A/binary, (oneof([<<255>>, <<16#C0, 16#80>>, <<16#ED, 16#A0, 16#80>>, <<16#E2, 16#82>>, <<16#F4, 16#90, 16#80, 16#80>>, <<16#F0, 16#8F, 16#BF, 16#BF>>, <<16#EF, 16#BF, 16#BF>>]))/binary, C, B/binary>>;
        _ -> T
    end.
jpieces(T) -> case chance(60) andalso byte_size(T) > 0 of true -> At = below(byte_size(T) + 1), <<A:At/binary, B/binary>> = T, [A | case A of <<>> -> [B]; _ -> jpieces(B) end]; false -> [T] end.
jstr() -> utf8(many(6, fun() -> oneof([$a, $", $\\, $/, 0, 1, 8, 9, 10, 12, 13, 31, 127, 128, 16#7FF, 16#800, 16#2028, 16#2029, 16#FFFF, 16#10000, 16#10FFFF, $<, $&]) end)).
jterm(0) -> oneof([null, true, false, undefined, abc, 1, -1, 0, 1 bsl 80, 1.5, -0.0, 1.0e22, 1.0e-5, jstr(), <<"x">>, [], #{}, jstr(), any()]);
jterm(D) -> case below(5) of 0 -> many(4, fun() -> jterm(D - 1) end); 1 -> maps:from_list(many(3, fun() -> {jkey(), jterm(D - 1)} end)); _ -> jterm(0) end.
jkey() -> oneof([<<"a">>, <<"b">>, <<"key">>, 1, -5, 2.5, jstr()]).
jgood(0) -> oneof([null, true, false, 1, -1, 0, 1 bsl 80, 1.5, -0.0, 1.0e22, 1.0e-5, jstr(), <<"x">>, [], #{}, jstr(), below(1 bsl 27) / (1 + below(1000))]);
jgood(D) -> case below(4) of 0 -> many(5, fun() -> jgood(D - 1) end); 1 -> maps:from_list(many(4, fun() -> {jstr(), jgood(D - 1)} end)); _ -> jgood(0) end.

%% --- io_lib:format ---
format() ->
    case below(12) of
        0 -> {F, A} = fmt(4), {text, flat, [io_lib, fwrite, [F, A]]};
        1 -> {F, A} = fmt(4), {text, flat, [io_lib, format, [F, fmt_wrong(A)]]};
        2 -> {F, A} = fmt(3), {text, flat, [io_lib, format, [F, A, [{chars_limit, below(80)}]]]};
        3 -> {F, A} = fmt(3), {text, scanned, [F, A]};
        4 -> {F, A} = fmt(3), {text, flat, [io_lib, fwrite, [F, A, [{chars_limit, below(200)}]]]};
        5 -> {text, flat, [io_lib, format, [wrong(20, oneof(["~", "~5", "~.", "~5.", "~5.3", "~5.3.", "~5.3.x", "~*", "~tt", "~kp", "~lp", "~ltp", "~z", "~-", "~..", "~!", "~5..*s", "~99999p", [16#20AC, $~, $s], <<"~s">>, 'atom~w', "~s~", "~-5.-3w", "~+p", "~ p", "~0p", "~.0p", "~00.00f", "~5.*f"])), many(3, fun() -> wrongn(100, 1) end)]]};
        _ -> {F, A} = fmt(3), {text, flat, [io_lib, format, [case below(4) of 0 -> case catch list_to_binary(F) of B when is_binary(B) -> B; _ -> F end; _ -> F end, A]]}
    end.
fmt(Most) ->
    Parts = some(1, Most, fun directive/0),
    {lists:append([F || {F, _} <- Parts]), lists:append([A || {_, A} <- Parts])}.
fmt_wrong(A) -> case below(4) of 0 -> A ++ [any()]; 1 when A =/= [] -> lists:droplast(A); 2 -> [case is_integer(X) of true -> X; false -> wrongn(40, X) end || X <- A]; _ -> wrong(10, A) end.
directive() ->
    case below(9) of
        0 -> {oneof(["text", "~~", "~n", " ", "\n", [16#20AC], "a\tb", "~5n", "~3~", "~2n", "é"]), []};
        _ ->
            C = oneof("wpWPsscfegbBxX#+icwps"),
            {W, A1} = width(),
            {P, A2} = precision(C),
            Pad = perhaps(20, fun() -> oneof([".0", ".*", ".-", ". ", ".x", "._"]) end),
            {P1, Pad1} = case {P, Pad} of {[], [_ | _]} -> {".", Pad}; _ -> {P, Pad} end,
            A3 = case Pad1 of ".*" -> [oneof([$-, $0, 16#20AC, $x])]; _ -> [] end,
            M = modifier(),
            {[$~ | W] ++ P1 ++ Pad1 ++ M ++ [C], A1 ++ A2 ++ A3 ++ argument(C)}
    end.
width() -> case below(5) of 0 -> {integer_to_list(below(30)), []}; 1 -> {[$- | integer_to_list(below(20))], []}; 2 -> {"*", [wrongn(10, below(40) - 15)]}; _ -> {"", []} end.
precision(C) -> case below(4) of 0 -> {[$. | integer_to_list(below(40))], []}; 1 -> {".*", [case chance(10) of true -> oneof([foo, 1.0, "x", infinity]); false -> case C of $f -> below(30); _ -> below(40) end end]}; _ -> {"", []} end.
modifier() -> oneof(["", "", "", "", "t", "t", "l", "k", "tk", "lt", "kl", "K"]).
argument($w) -> [pterm(3)];
argument($p) -> [pterm(4)];
argument(C) when C =:= $W; C =:= $P -> [pterm(4), wrong(5, below(12) - 1)];
argument($s) -> [oneof([deep(codes(5)), utf8(codes(5)), an_atom, 'é', <<"abc">>, "abc", "text", bytes(5), ["a", <<"b">>], [16#E9], [$a | <<"b">>], spoilt(), wrong(50, "s")])];
argument($c) -> [wrong(10, oneof([$a, $z, 16#E9, 255, 256, 16#20AC, 0, 10, 16#1F600, 16#10FFFF, 16#110000, -1]))];
argument(C) when C =:= $f; C =:= $e; C =:= $g -> [wrong(5, fl())];
argument(C) when C =:= $b; C =:= $B; C =:= $#; C =:= $+ -> [wrong(5, int())];
argument(C) when C =:= $x; C =:= $X -> [wrong(5, int()), oneof(["10#", "0x", an_atom, <<"b">>, 'é', [16#20AC], 7])];
argument($i) -> [any()].
int() -> oneof([0, 1, -1, 7, 255, 35, 36, -36, 1 bsl 31, -(1 bsl 63), 1 bsl 64, 1 bsl 200, below(1 bsl 27), -below(1 bsl 27), below(1000) * (1 bsl below(100))]).
fl() ->
    case below(8) of
        0 -> oneof([0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, 0.125, 9.995, 99.995, 0.05, 1.0e22, 1.0e21, 1.0e23, 5.0e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1.0e15, 1.0e16, 123456789.125, 0.001, 1.0e-4, 1.0e-5, 9.999999, 999999.5, 4503599627370496.5, 9007199254740993.0]);
        1 -> below(1000000) / 1000;
        2 -> -below(1 bsl 27) / 1024;
        3 -> bits_float();
        4 -> float(below(1 bsl 27)) * (1 bsl below(60));
        5 -> below(100000) / (1 + below(100000)) * math:pow(10, below(40) - 20);
        6 -> bits_float();
        7 -> (below(2000) + 0.5) / oneof([1, 10, 100, 1000])
    end.
bits_float() -> case <<(below(1 bsl 27)):27, (below(1 bsl 27)):27, (below(1 bsl 10)):10>> of <<F/float>> -> F; _ -> 1.25 end.
%% Terms to print: no maps with atoms among the keys beyond one.
pterm(0) ->
    oneof([a, 'B c', 'é', '', [], "abc", "é", [16#20AC], "a\"b\\c\n", <<"bin">>, <<"é"/utf8>>, <<255, 0>>, <<3:5>>, <<>>, 1, -7, 1 bsl 65, 1.5, -0.0, 1.0e100, {}, #{}, [1 | 2], "a longer string that may have to be broken over several lines", <<"a longer binary that may have to be broken over several lines">>, [0], [127], [128, 160], <<127>>, <<160>>, lists:seq(1, 30), [a, "b", <<"c">>], fun lists:map/2, "\e\d\0", <<"a\nb">>, [$a, 16#10FFFF], [16#D800], 'a@b', 'when', 'hello world', '\n', [[]], [[[]]], [{a, 1}, {b, 2}]]);
pterm(D) ->
    case below(8) of
        0 -> many(6, fun() -> pterm(D - 1) end);
        1 -> list_to_tuple(many(5, fun() -> pterm(D - 1) end));
        2 -> maps:from_list(many(4, fun() -> {oneof([1, 2, 3, "k", <<"k">>, {1}, 2.0, [a]]), pterm(D - 1)} end));
        3 -> [{oneof([key, other_key, k]), pterm(D - 1)} || _ <- lists:seq(1, below(5))];
        4 -> list_to_tuple([oneof([rec, 'a rec', record_name]) | many(4, fun() -> pterm(D - 1) end)]);
        5 -> [pterm(D - 1) | pterm(0)];
        _ -> pterm(0)
    end.
pretty() ->
    T = pterm(5),
    case below(8) of
        0 -> {text, flat, [io_lib, format, ["~p", [T]]]};
        1 -> {text, flat, [io_lib, format, ["~tp~n", [T]]]};
        2 -> {text, flat, [io_lib, format, [lists:append(["xxx: ~", integer_to_list(below(100)), oneof(["", ".5", ".20"]), oneof(["p", "tp", "lp", "P", "tP"])]), [T, below(20)]]]};
        3 -> {text, flat, [io_lib, print, [T, 1 + below(20), 10 + below(90), oneof([-1, below(20)])]]};
        4 -> {text, flat, [io_lib, write, [T, oneof([-1, below(15)])]]};
        5 -> {text, flat, [io_lib_pretty, print, [T, many(3, fun() -> oneof([{column, 1 + below(20)}, {line_length, 1 + below(100)}, {depth, below(15)}, {line_max_chars, below(60)}, {max_chars, below(100)}, {encoding, oneof([latin1, utf8, unicode])}, {strings, chance(50)}, {record_print_fun, fun(rec, 2) -> [f1, f2]; (_, _) -> no end}]) end)]]};
        6 -> {text, flat, [io_lib, format, ["~p", [T], [{chars_limit, below(120)}]]]};
        7 -> {text, flat, [io_lib, format, [oneof(["~w", "~tw", "~0p", "~0tp", "~P", "~W", "~tW"]), [T | [below(20) || chance(50)]], [{chars_limit, below(200)}]]]}
    end.

%% --- numbers ---
fopts() -> many(3, fun() -> oneof([{decimals, below(30)}, {scientific, below(30)}, compact, short, {decimals, 253}, {decimals, 254}, {scientific, 249}, {scientific, 250}, {decimals, -1}, foo, {decimals, a}]) end).
floats() ->
    case below(9) of
        0 -> {erlang, oneof([float_to_binary, float_to_list]), [fl()]};
        1 -> {erlang, float_to_binary, [fl(), fopts()]};
        2 -> {erlang, float_to_list, [fl(), fopts()]};
        3 -> {erlang, oneof([float_to_binary, float_to_list]), [wrong(50, fl()), wrong(50, fopts())]};
        4 -> {erlang, float_to_binary, [fl(), [oneof([{decimals, below(60)}, {scientific, below(60)}]) | [compact || chance(50)]]]};
        5 -> {erlang, oneof([round, trunc, floor, ceil, float, abs, '-']), [fl()]};
        6 -> {text, float_back, [fl()]};
        7 -> {erlang, oneof([binary_to_float]), [utf8(ftext())]};
        8 -> {erlang, list_to_float, [ftext()]}
    end.
ftext() -> lists:append([oneof(["", "-", "+", " ", "--"]), oneof(["0", "1", "12", "", "007", "123456789012345678901234567890", "1_0", "99"]), oneof([".", ".", ".", "", ",", ".."]), oneof(["0", "5", "25", "", "0000000000000000000000000000001", "1_0", "9999999999999999"]), oneof(["", "", "e5", "E-3", "e+10", "e", "e400", "e-400", "e1.5", " ", "x", "e308", "e-320", "\n", "\0"])]).
itext(B) -> lists:append([oneof(["", "", "-", "+", "--", " "]), some(0, 12, fun() -> oneof(lists:sublist("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", max(1, min(62, B + below(2))))) end), oneof(["", "", "", " ", "\n", "_", ".", "\0", lists:duplicate(below(60), $1)])]).
base() -> oneof([2, 8, 10, 10, 16, 16, 36, 3, 7, 35, 1, 37, 0, -2, a]).
numbers() ->
    B = base(),
    BN = case is_integer(B) andalso B > 0 of true -> B; false -> 10 end,
    case below(10) of
        0 -> {erlang, oneof([integer_to_binary, integer_to_list]), [int(), B]};
        1 -> {erlang, binary_to_integer, [utf8(itext(BN)), B]};
        2 -> {erlang, list_to_integer, [itext(BN), B]};
        3 -> {erlang, oneof([binary_to_integer]), [utf8(itext(10))]};
        4 -> {erlang, list_to_integer, [wrong(10, itext(10))]};
        5 -> {string, oneof([to_integer, to_float]), [deep(oneof([itext(10), ftext()]))]};
        6 -> {erlang, oneof([integer_to_binary, integer_to_list]), [wrong(10, int())]};
        7 -> {text, int_back, [int() * int(), 2 + below(35)]};
        8 -> {erlang, list_to_integer, [wrong(50, itext(10)), wrong(20, 16)]};
        9 -> {erlang, binary_to_integer, [wrong(50, utf8(itext(10))), wrong(20, 16)]}
    end.
convert() ->
    case below(16) of
        0 -> {erlang, oneof([list_to_atom, list_to_existing_atom]), [oneof([codes(4), "abc", lists:duplicate(255 + below(2), $a), lists:duplicate(255, 16#20AC), any(), spoilt()])]};
        1 -> {erlang, oneof([binary_to_atom, binary_to_existing_atom]), [oneof([utf8(codes(4)), <<"abc">>, any(), spoilt()]) | oneof([[], [utf8], [latin1], [unicode], [foo]])]};
        2 -> {erlang, oneof([atom_to_list, atom_to_binary]), [oneof([a, 'é', '', any(), list_to_atom(codes(3))])]};
        3 -> {erlang, atom_to_binary, [oneof([a, 'é', list_to_atom([16#20AC]), 1]), oneof([utf8, latin1, unicode, foo])]};
        4 -> {erlang, oneof([list_to_tuple, tuple_to_list, tuple_size, size, byte_size, bit_size, map_size, length, hd, tl, is_map, is_record, node]), [term(2)]};
        5 -> {erlang, list_to_pid, [oneof(["<0.1.0>", "<0.1>", "<1.2.3>", "0.1.0", "<0.1.0> ", "<a.1.0>", "<0.-1.0>", any()])]};
        6 -> {erlang, oneof([list_to_ref, list_to_port]), [oneof(["#Ref<0.1.2.3>", "#Ref<0.1>", "#Port<0.1>", "#Port<0>", "#Ref<>", any()])]};
        7 -> {erlang, binary_to_list, [wrong(10, bytes(6)), wrong(10, below(6)), wrong(10, below(6))]};
        8 -> {erlang, oneof([binary_to_list, bitstring_to_list, list_to_bitstring, iolist_to_iovec, iolist_size]), [oneof([any(), [bytes(4), [<<1:3>>]], [bytes(3) | <<5:4>>], [[], [1, 2 | <<"x">>]]])]};
        9 -> {erlang, setelement, [wrong(20, below(5)), wrong(10, {a, b, c}), x]};
        10 -> {erlang, element, [wrong(20, below(5)), wrong(10, {a, b, c})]};
        11 -> {erlang, make_tuple, [wrongn(10, below(6)), def, wrong(10, many(3, fun() -> {below(6), v} end))]};
        12 -> {erlang, split_binary, [wrong(10, bytes(6)), wrong(10, below(8))]};
        13 -> {erlang, binary_part, [wrong(10, bytes(6)), wrong(10, below(8) - 2), wrong(10, below(8) - 4)]};
        14 -> {erlang, oneof([min, max, '<', '=<', '==', '=:=', '>', '>=', '/=', '=/=']), [term(2), term(2)]};
        15 -> {erlang, decode_packet, [oneof([line, raw, 0, 1, 2, 4, asn1, sunrm, cdr, fcgi, tpkt, http, http_bin, httph, httph_bin, foo]), oneof([bytes(10), <<"line\nmore">>, <<"GET / HTTP/1.1\r\n">>, <<"Host: x\r\n\r\n">>, <<0, 3, "abcd">>, <<"HTTP/1.1 200 OK\r\n">>, any()]), many(2, fun() -> oneof([{packet_size, below(6)}, {line_length, below(6)}, {line_delimiter, $b}, foo]) end)]}
    end.
arith() ->
    N = fun() -> wrong(4, oneof([int(), fl(), int(), below(10), -below(10)])) end,
    I = fun() -> wrong(4, int()) end,
    case below(6) of
        0 -> {erlang, oneof(['+', '-', '*', '/']), [N(), N()]};
        1 -> {erlang, oneof(['div', 'rem', 'band', 'bor', 'bxor']), [I(), I()]};
        2 -> {erlang, oneof(['bsl', 'bsr']), [I(), wrongn(3, below(200) - 100)]};
        3 -> {erlang, oneof(['-', '+', 'bnot', abs, float, round, trunc, floor, ceil, 'not', is_float, is_number]), [N()]};
        4 -> {erlang, oneof(['==', '=:=', '<', '>=', '=<', '/=', min, max]), [N(), N()]};
        5 -> {math, oneof([floor, ceil, sqrt, exp, log, log2, log10, fmod, pow]), oneof([[N()], [N(), N()]])}
    end.

%% --- binary ---
bsub() -> list_to_binary(many(20, fun() -> oneof(["a", "b", "ab", "abc", "\0", <<255>>, "aaa", "xyz"]) end)).
bpat() ->
    case below(6) of
        0 -> oneof([<<"a">>, <<"ab">>, <<"b">>, <<0>>, <<255>>, <<"abcabc">>, <<"aa">>, <<"xyz">>]);
        1 -> some(1, 5, fun() -> oneof([<<"a">>, <<"ab">>, <<"b">>, <<0>>, <<"abc">>, <<"bca">>, <<"aaaa">>, <<"xy">>, <<"yz">>]) end);
        2 -> {compiled, some(1, 4, fun() -> oneof([<<"a">>, <<"ab">>, <<"b">>, <<"cab">>]) end)};
        3 -> {compiled, oneof([<<"ab">>, <<"a">>, <<>>, foo, [<<>>], []])};
        4 -> wrong(30, list_to_binary(some(1, 6, fun() -> oneof("abc") end)));
        5 -> oneof([<<"ab">>, [<<"ab">>, <<>>], <<1:3>>, [<<1:3>>], [], <<>>])
    end.
bscope(B) -> S = byte_size(B), A = below(S + 3) - 1, {scope, wrong(5, {A, below(S + 3) - case chance(30) of true -> S; false -> 0 end})}.
binaries() ->
    B = bsub(),
    case below(16) of
        0 -> {text, b_search, [match, B, bpat(), []]};
        1 -> {text, b_search, [oneof([match, matches]), B, bpat(), [many(2, fun() -> bscope(B) end)]]};
        2 -> {text, b_search, [split, B, bpat(), [many(4, fun() -> oneof([global, trim, trim_all, bscope(B), global, wrong(10, trim)]) end)]]};
        3 -> {text, b_search, [replace, B, bpat(), [oneof([<<"R">>, <<>>, <<"longer">>, any()]), many(3, fun() -> oneof([global, {insert_replaced, oneof([0, 1, 6, [0, 1], 9, []])}, bscope(B), global]) end)]]};
        4 -> {text, b_replace_fun, [B, bpat(), many(2, fun() -> oneof([global, bscope(B)]) end)]};
        5 -> {binary, oneof([at]), [B, wrong(10, below(10) - 1)]};
        6 -> {binary, oneof([part, bin_to_list]), [B, wrong(5, below(20)), wrong(5, below(20) - 10)]};
        7 -> {binary, oneof([part, bin_to_list]), [B, wrong(10, {below(20), below(20) - 10})]};
        8 -> {binary, oneof([first, last, copy, bin_to_list, decode_unsigned, encode_hex, list_to_bin, referenced_byte_size]), [wrong(20, B)]};
        9 -> {binary, copy, [B, wrongn(10, below(4))]};
        10 -> {binary, decode_unsigned, [bytes(12), wrong(10, oneof([big, little]))]};
        11 -> {binary, encode_unsigned, [wrong(10, abs(int())), wrong(10, oneof([big, little]))]};
        12 -> {binary, oneof([longest_common_prefix, longest_common_suffix]), [wrong(5, many(4, fun() -> oneof([<<"abc", (bsub())/binary>>, <<(bsub())/binary, "abc">>, <<"ab">>]) end))]};
        13 -> {binary, decode_hex, [oneof([binary:encode_hex(bytes(5)), <<"aF0">>, <<"0g">>, B])]};
        14 -> {binary, encode_hex, [bytes(5), wrong(10, oneof([uppercase, lowercase]))]};
        15 -> {binary, join, [wrong(5, many(4, fun() -> wrong(4, bsub()) end)), wrong(5, <<", ">>)]}
    end.

%% --- terms ---
term(0) -> oneof([a, b, 'é', list_to_atom([16#20AC]), [], {}, 0, -1, 255, 256, 1 bsl 27, -(1 bsl 27) - 1, 1 bsl 31, 1 bsl 32, -(1 bsl 31), 1 bsl 59, -(1 bsl 59) - 1, 1 bsl 63, 1 bsl 64, -(1 bsl 64), 1 bsl 2048, 0.0, -0.0, 1.5, 1.0e300, "abc", [256], <<>>, <<"abc">>, <<5:3>>, <<1, 2, 3:2>>, bytes(70), [1 | 2], #{}, fun lists:map/2, true, int(), fl(), codes(3)]);
term(D) -> case below(6) of 0 -> many(5, fun() -> term(D - 1) end); 1 -> list_to_tuple(many(5, fun() -> term(D - 1) end)); 2 -> maps:from_list(many(4, fun() -> {oneof([1, 2, {}, <<"k">>, "k", 1.0, 3]), term(D - 1)} end)); 3 -> [term(D - 1) | term(0)]; _ -> term(0) end.
etf() ->
    case below(9) of
        0 -> {erlang, term_to_binary, [term(4)]};
        1 -> {erlang, term_to_binary, [term(2), wrong(10, many(2, fun() -> oneof([{minor_version, below(4)}, deterministic, foo, {compressed, 0}]) end))]};
        2 -> {text, t2b_back, [term(4), many(2, fun() -> oneof([compressed, {compressed, below(10)}, {minor_version, below(3)}, deterministic]) end)]};
        3 -> {text, b2t, [spoil(term_to_binary(term(3))), oneof([[], [safe], [used], [safe, used], [foo], used])]};
        4 -> {text, b2t, [spoil(term_to_binary(term(3), [compressed])), oneof([[], [safe], [used]])]};
        5 -> {text, b2t, [wrong(10, hand(3)), oneof([[], [used]])]};
        6 -> {erlang, external_size, [term(4) | oneof([[], [[{minor_version, below(3)}]], [[foo]]])]};
        7 -> {text, iovec, [term(3), oneof([[], [compressed], [foo]])]};
        8 -> {erlang, binary_to_term, [any()]}
    end.
%% What could be terms, written by hand.
hand(D) -> iolist_to_binary([131, tag(D)]).
tag(0) -> oneof([<<97, 5>>, <<98, -1:32>>, <<100, 0, 1, $a>>, <<115, 1, $a>>, <<118, 0, 2, 195, 169>>, <<119, 1, $b>>, <<119, 2, 255, 255>>, <<106>>, <<110, 1, 0, 5>>, <<110, 1, 1, 0>>, <<110, 3, 2, 0, 0, 1>>, <<110, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255, 0>>, <<111, 0, 0, 0, 2, 1, 1, 2>>, <<109, 0, 0, 0, 2, "ab">>, <<77, 0, 0, 0, 1, 3, 160>>, <<77, 0, 0, 0, 1, 0, 1>>, <<77, 0, 0, 0, 0, 3>>, <<77, 0, 0, 0, 1, 9, 1>>, <<77, 0, 0, 0, 1, 8, 1>>, <<70, 1.5/float>>, <<70, 127, 240, 0, 0, 0, 0, 0, 0>>, <<70, 255, 255, 255, 255, 255, 255, 255, 255>>, <<99, "1.50000000000000000000e+00", 0, 0, 0, 0, 0>>, <<99, "abc", 0:224>>, <<107, 0, 2, 1, 2>>, <<107, 0, 0>>, <<104, 0>>, <<105, 0:32>>, <<116, 0:32>>, <<108, 0:32, 106>>, <<108, 1:32, 97, 1, 97, 2>>, <<113, 119, 1, $a, 119, 1, $b, 97, 2>>, <<116, 2:32, 97, 1, 97, 2, 97, 1, 97, 3>>, <<116, 1:32, 97, 1>>, <<98, 1>>, <<255>>, <<0>>, <<131, 97, 1>>, <<80, 0, 0, 0, 2, 1, 2>>, <<104, 255>>, <<108, 255, 255, 255, 255>>, <<109, 255, 255, 255, 255>>, <<110, 255, 0>>, <<118, 1, 1, (binary:copy(<<"a">>, 257))/binary>>, <<98, 0, 0, 0, 1>>, <<110, 0, 0>>, <<110, 8, 0, 1, 0, 0, 0, 0, 0, 0, 0>>, <<111, 0:32, 0>>]);
tag(D) -> case below(5) of 0 -> N = below(4), [<<104, N>>, [tag(D - 1) || _ <- lists:seq(1, N)]]; 1 -> N = below(4), [<<108, N:32>>, [tag(D - 1) || _ <- lists:seq(1, N)], oneof([106, tag(0)])]; 2 -> N = below(3), [<<116, N:32>>, [[tag(0), tag(D - 1)] || _ <- lists:seq(1, N)]]; 3 -> N = below(3), [<<105, N:32>>, [tag(D - 1) || _ <- lists:seq(1, N + below(2))]]; 4 -> tag(0) end.
spoil(<<>>) -> <<>>;
spoil(B) ->
    At = below(byte_size(B)), <<X:At/binary, C, Y/binary>> = B,
    New = case below(6) of 0 -> B; 1 -> X; 2 -> <<X/binary, (C bxor (1 bsl below(8))), Y/binary>>; 3 -> <<X/binary, (below(256)), C, Y/binary>>; 4 -> <<X/binary, Y/binary>>; 5 -> <<B/binary, "tail">> end,
    case binary:match(New, [<<73>>, <<75>>, <<112>>, <<88>>, <<103>>, <<90>>, <<114>>, <<101>>, <<102>>, <<89>>, <<120>>, <<117>>]) of nomatch -> New; _ -> B end.

%% --- uri_string ---
uri() ->
    U = utext(),
    D = fun() -> case below(4) of 0 -> utf8(U); 1 -> deep(U); _ -> U end end,
    case below(14) of
        0 -> {uri_string, parse, [D()]};
        1 -> {uri_string, normalize, [D() | oneof([[], [[]], [[return_map]]])]};
        2 -> {uri_string, recompose, [umap()]};
        3 -> {uri_string, resolve, [D(), oneof([utext(), "http://a/b/c/d;p?q", umap()]) | oneof([[], [[return_map]]])]};
        4 -> {uri_string, dissect_query, [oneof([uq(), utf8(uq()), deep(uq())])]};
        5 -> {uri_string, compose_query, [many(3, fun() -> {flat(), wrong(5, oneof([flat(), true]))} end) | oneof([[], [[{encoding, oneof([utf8, latin1, utf16, unicode])}]]])]};
        6 -> {uri_string, quote, [wrong(10, flat()) | oneof([[], ["/"], ["abc"], ["+ "]])]};
        7 -> {uri_string, unquote, [oneof([uq(), utf8(uq()), "%zz", <<"%C3%A9">>, "%C3", "%e2%82%ac", "%FF"])]};
        8 -> {uri_string, percent_decode, [oneof([uq(), utf8(uq()), umap(), "%zz"])]};
        9 -> {uri_string, transcode, [D(), many(2, fun() -> oneof([{in_encoding, oneof([utf8, latin1, utf16, utf32])}, {out_encoding, oneof([utf8, latin1, utf16])}, foo]) end)]};
        10 -> {uri_string, is_host, [oneof([uh(), utf8(uh())])]};
        11 -> {text, uri_round, [D()]};
        12 -> {uri_string, allowed_characters, []};
        13 -> {uri_string, is_path, [oneof([up(), utf8(up())])]}
    end.
uh() -> oneof(["host", "example.com", "1.2.3.4", "1.2.3.256", "[::1]", "[::1", "[1:2:3:4:5:6:7:8]", "[v1.a:b]", "[::1.2.3.4]", "", "%41", "a%2", "h\x{e9}", "a_b", "a b", "[fe80::1%25eth0]", "HOST", "1.2.3", "01.2.3.4", "[::ffff:1.2.3.4]", "[:::]"]).
up() -> lists:append(many(4, fun() -> oneof(["/", "a", "..", ".", "%2F", "%7e", ";p=1", ":", "@", "//", "b c", "é", "%C3%A9", "+", "/../", "/./", "%zz", "~", "%41"]) end)).
uq() -> lists:append(many(5, fun() -> oneof(["a=b", "&", ";", "=", "+", "%20", "%C3%A9", "%zz", "key", "&amp;", "é", "%", "%4", "a", "%FF", " ", "&&", "==", [16#20AC], "%e2%82%ac", "%0A"]) end)).
utext() ->
    lists:append([oneof(["", "http:", "HTTP:", "ftp:", "mailto:", "a1+.-:", "1a:", ":", "urn:", "file:", "h%41:"]), oneof(["", "", "//" ++ uh(), "//u:p@" ++ uh(), "//" ++ uh() ++ oneof([":80", ":", ":x", ":99999999", ":-1", ":0443"]), "//@h", "//u%zz@h", "///"]), up(), oneof(["", "", "?" ++ uq()]), oneof(["", "", "#" ++ uq(), "##"])]).
umap() -> maps:from_list(many(6, fun() -> {K, V} = oneof([{scheme, "http"}, {scheme, <<"FTP">>}, {scheme, "1x"}, {host, uh()}, {path, up()}, {path, utf8(up())}, {port, 80}, {port, 443}, {port, undefined}, {port, "80"}, {query, uq()}, {fragment, uq()}, {userinfo, "u:p"}, {userinfo, "a@b"}]), {K, wrong(4, V)} end)).

%% --- calendar ---
yr() -> oneof([0, 1, 4, 100, 400, 1900, 1969, 1970, 1972, 2000, 2023, 2024, 2100, 9999, 10000, -1, below(4000)]).
cdate() -> {yr(), oneof([1, 2, 3, 12, 13, 0, 1 + below(12)]), oneof([1, 28, 29, 30, 31, 32, 0, 1 + below(28)])}.
gdate() -> Y = abs(yr()), M = 1 + below(12), {Y, M, 1 + below(calendar:last_day_of_the_month(Y, M))}.
ctime() -> {below(24), below(60), below(60)}.
cdt() -> {wrong(2, oneof([gdate(), gdate(), cdate()])), wrong(2, oneof([ctime(), ctime(), {24, 0, 0}, {23, 59, 60}, {-1, 0, 0}]))}.
rfc() -> lists:append([oneof(["2018", "1969", "1970", "0000", "9999", "2024", "2023", "12345", "-001"]), "-", oneof(["01", "02", "12", "13", "00", "2"]), "-", oneof(["01", "28", "29", "30", "31", "32", "00"]), oneof(["T", "t", " ", "_", ""]), oneof(["00", "12", "23", "24", "25"]), ":", oneof(["00", "30", "59", "60"]), ":", oneof(["00", "30", "59", "60"]), oneof(["", ".1", ".123", ".123456", ".123456789", ".1234567891", ".", ".0", ",5"]), oneof(["Z", "z", "+01:00", "-08:30", "+00:00", "-00:00", "+24:00", "", "+1:00", "+0100", "+14:59"])]).
unit() -> oneof([second, millisecond, microsecond, nanosecond, native, 1, 1000, foo, 0, -5]).
calendar() ->
    N = fun() -> wrong(4, oneof([below(1 bsl 27), -below(1 bsl 27), below(1 bsl 27) * 4096, -below(1 bsl 27) * 512, 0, 62167219200, 719528, 63000000000])) end,
    case below(22) of
        0 -> {calendar, oneof([date_to_gregorian_days, day_of_the_week, iso_week_number, valid_date]), [wrong(3, cdate())]};
        1 -> {calendar, oneof([date_to_gregorian_days, day_of_the_week, valid_date]), tuple_to_list(cdate())};
        2 -> {calendar, oneof([datetime_to_gregorian_seconds]), [cdt()]};
        3 -> {calendar, oneof([gregorian_days_to_date, gregorian_seconds_to_datetime, seconds_to_daystime, is_leap_year]), [N()]};
        4 -> {calendar, seconds_to_time, [wrong(10, below(90000) - 10)]};
        5 -> {calendar, last_day_of_the_month, [wrong(5, yr()), wrong(5, below(14))]};
        6 -> {calendar, time_difference, [cdt(), cdt()]};
        7 -> {calendar, time_to_seconds, [wrong(10, ctime())]};
        8 -> {calendar, system_time_to_rfc3339, [N() | oneof([[], [many(3, fun rfcopt/0)]])]};
        9 -> {calendar, rfc3339_to_system_time, [wrong(3, oneof([rfc(), rfc(), utf8(rfc())])) | oneof([[], [many(2, fun() -> oneof([{unit, unit()}, {return, binary}, foo]) end)]])]};
        10 -> {calendar, system_time_to_universal_time, [N(), unit()]};
        11 -> {text, rfc_back, [N(), oneof([second, millisecond, microsecond, nanosecond]), oneof(["Z", "+01:00", "-03:30", 0, 3600, -1800])]};
        12 -> {calendar, oneof([datetime_to_system_time, universal_time_to_system_time]), [cdt() | oneof([[], [[{unit, unit()}]]])]};
        13 -> {calendar, now_to_datetime, [wrong(10, {below(3000), below(1000000), below(1000000)})]};
        14 -> {calendar, oneof([now_to_universal_time]), [wrong(10, {below(3000), below(1000000), below(1000000)})]};
        15 -> {erlang, convert_time_unit, [N(), unit(), unit()]};
        16 -> {erlang, oneof([universaltime_to_posixtime]), [cdt()]};
        17 -> {erlang, posixtime_to_universaltime, [N()]};
        18 -> {erlang, universaltime_to_localtime, [cdt()]};
        19 -> {erlang, localtime_to_universaltime, [cdt() | oneof([[], [true], [false], [undefined], [foo]])]};
        20 -> {calendar, oneof([local_time_to_universal_time_dst, universal_time_to_local_time, local_time_to_universal_time]), [cdt()]};
        21 -> {timer, oneof([hms, hours, minutes, seconds, now_diff]), oneof([[N()], [below(99), below(99), below(99)], [{1, 2, 3}, {0, 5, 9}], [any()]])}
    end.
rfcopt() -> oneof([{unit, unit()}, {time_designator, oneof([$T, $\s, $t, a])}, {offset, oneof(["Z", "z", "+01:00", "-08:30", 0, 3600, -3600, 5000000, "", "x", "+99:99", ""])}, {return, oneof([binary, string, foo])}, foo]).

%% --- rand ---
random() ->
    Alg = oneof([exsss, exro928ss, exrop, exs1024s, exsp, exs64, exsplus, exs1024, default, exsss]),
    Seed = oneof([below(1000), below(1 bsl 27) * below(1 bsl 27) * 4096, {below(1 bsl 27), below(1 bsl 27), below(1 bsl 27)}, {0, 0, 0}, {-1, 5, 7}, 0, -1, -(1 bsl 70), [1, 2, 3], [1], [], [5 | 6], [below(1 bsl 27) || _ <- lists:seq(1, 16)], any()]),
    case below(6) of
        0 -> {text, rand_run, [Alg, Seed, some(1, 8, fun rdraw/0)]};
        1 -> {text, rand_state, [Alg, Seed, some(1, 8, fun rdraw/0)]};
        2 -> {text, mwc, [oneof([below(1 bsl 27), below(1 bsl 27) * (1 bsl 30), -5, 0, a]), 1 + below(20)]};
        3 -> {text, exro, [oneof([[below(1 bsl 27) || _ <- lists:seq(1, below(18))], any()]), 1 + below(20)]};
        4 -> {text, splitmix, [wrong(10, below(1 bsl 27) * below(1 bsl 27)), 1 + below(10)]};
        5 -> {text, exsp, [[below(1 bsl 27) * 99991 | below(1 bsl 27) * 65537], 1 + below(10)]}
    end.
rdraw() -> oneof([uniform, uniform, uniform_real, normal, jump, {uniform, 1 + below(100)}, {uniform, oneof([1 bsl 57, 1 bsl 58, (1 bsl 58) - 1, (1 bsl 58) + 1, 1 bsl 59, 1 bsl 64, 1 bsl 100, 3, 0, -1, a, 1.0])}, {normal, below(10), below(10)}, {normal, 1.5, 0.25}, {bytes, oneof([0, 1, 7, 8, 15, 30, -1])}, {shuffle, lists:seq(1, below(60))}, {shuffle, wrong(10, codes(4))}]).

%% --- lists, maps ---
x() -> oneof([1, 2, 3, 1.0, 2.0, a, b, "s", {1}, {1, a}, {2, b}, {1, c}, {2.0, d}, [], <<"b">>, -1, #{}, {a, 1}, {b, 2}]).
xl() -> wrong(3, many(7, fun x/0)).
il() -> many(9, fun() -> oneof([below(5), below(5) * 1.0]) end).
tl2() -> wrong(3, many(7, fun() -> {oneof([1, 2, 3, 1.0, 2.0, a, b]), below(50)} end)).
fun_arg() -> oneof([fun is_integer/1, fun(X) -> X =:= 1 end, fun(_) -> true end, fun(X) -> {true, X} end, fun(_) -> foo end, fun(X) -> X end]).
ord() -> oneof([fun(A, B) -> A =< B end, fun(A, B) -> A < B end, fun(A, B) -> A >= B end, fun(_, _) -> true end, fun(_, _) -> false end]).
lists_case() ->
    case below(30) of
        0 -> {lists, oneof([sort, usort, reverse, max, min, sum, last, droplast, uniq, flatten, flatlength, concat, append, enumerate, unzip, unzip3, merge, umerge]), [oneof([xl(), il(), many(3, fun xl/0)])]};
        1 -> {lists, oneof([sort, usort, reverse, max, min, last, droplast, uniq]), [il()]};
        2 -> {lists, oneof([merge, umerge, append, subtract, prefix, suffix, zip]), [lists:sort(il()), lists:sort(il())]};
        3 -> {lists, oneof([merge3, umerge3]), [lists:usort(il()), lists:usort(il()), lists:usort(il())]};
        4 -> {lists, oneof([merge, umerge]), [many(4, fun() -> lists:usort(il()) end)]};
        5 -> {lists, oneof([keysort, ukeysort]), [wrong(5, 1 + below(3)), tl2()]};
        6 -> {lists, oneof([keymerge, ukeymerge]), [1, lists:ukeysort(1, t2ok()), lists:ukeysort(1, t2ok())]};
        7 -> {lists, oneof([keyfind, keymember, keysearch, keydelete, keytake]), [oneof([1, 2, 1.0, a, z]), wrong(5, 1 + below(3)), oneof([tl2(), xl()])]};
        8 -> {lists, oneof([keyreplace, keystore]), [oneof([1, 2, 1.0, a, z]), wrong(5, 1 + below(3)), oneof([tl2(), xl()]), wrong(10, {new, tuple})]};
        9 -> {lists, oneof([sort, usort]), [ord(), wrong(3, il())]};
        10 -> {lists, oneof([merge, umerge]), [ord(), il(), il()]};
        11 -> {lists, oneof([all, any, filter, partition, map, foreach, takewhile, dropwhile, splitwith, search, filtermap, uniq, flatmap]), [fun_arg(), xl()]};
        12 -> {lists, oneof([foldl, foldr, mapfoldl, mapfoldr]), [fun(E, Acc) -> {E, [E | Acc]} end, [], xl()]};
        13 -> {lists, seq, [wrongn(5, below(10) - 5), wrongn(5, below(10) - 5)]};
        14 -> {lists, seq, [wrongn(5, below(10) - 5), wrongn(5, below(10) - 5), wrongn(5, below(6) - 2)]};
        15 -> {lists, oneof([nth, nthtail]), [wrong(5, below(8)), xl()]};
        16 -> {lists, split, [wrong(5, below(8)), xl()]};
        17 -> {lists, sublist, [xl(), wrong(5, below(8))]};
        18 -> {lists, sublist, [xl(), wrong(5, below(8)), wrong(5, below(8))]};
        19 -> {lists, oneof([member, delete, join]), [x(), xl()]};
        20 -> {lists, duplicate, [oneof([foo, -1, below(8), 1.5]), x()]};
        21 -> {lists, oneof([zip, zipwith]), oneof([[xl(), xl()], [fun(A, B) -> [A, B] end, xl(), xl()], [xl(), xl(), oneof([fail, trim, {pad, {x, y}}, foo, {pad, x}])]])};
        22 -> {lists, oneof([zip3]), [xl(), xl(), xl()]};
        23 -> {lists, enumerate, [wrong(10, below(5)), xl()]};
        24 -> {lists, enumerate, [wrong(10, below(5)), wrong(10, below(5) - 2), xl()]};
        25 -> {lists, keymap, [fun_arg(), wrong(5, 1), tl2()]};
        26 -> {maps, oneof([from_list, from_keys, groups_from_list]), oneof([[tl2()], [xl(), v], [fun(X) -> is_integer(X) end, xl()], [fun_arg(), fun_arg(), xl()]])};
        27 -> M = fun() -> wrong(3, maps:from_list(t2ok())) end, {maps, oneof([merge, intersect, with, without, get, find, take, remove, is_key]), [oneof([M(), xl(), x()]), M()]};
        28 -> {maps, oneof([filter, map, filtermap, foreach, merge_with, intersect_with, update_with]), oneof([[fun(_, V) -> V end, maps:from_list(t2ok())], [fun(_, A, B) -> {A, B} end, maps:from_list(t2ok()), maps:from_list(t2ok())], [1, fun(V) -> V + 1 end, maps:from_list(t2ok())], [1, fun(V) -> V end, init, maps:from_list(t2ok())], [any(), any()], [any(), any(), any()]])};
        29 -> {proplists, oneof([get_value, get_all_values, lookup, lookup_all, is_defined, get_bool, delete, append_values, unfold, compact, to_map, normalize, expand, split, substitute_aliases, substitute_negations, property]), oneof([[oneof([a, b, c]), pl()], [pl()], [oneof([a, b, c]), pl(), default], [pl(), oneof([[], [{aliases, [{a, b}]}], [{negations, [{no_a, a}]}], [{expand, [{a, [x, y]}]}]])], [[{a, b}], pl()], [{a, 1}]])}
    end.
t2ok() -> many(7, fun() -> {oneof([1, 2, 3, 1.0, 2.0, a, b]), below(50)} end).
pl() -> wrong(3, many(6, fun() -> oneof([a, b, {a, 1}, {b, 2}, {a, true}, {c, false}, {a, 1, 2}, 7, "s", {b, [1]}, no_a, {a}]) end)).

%% Steps on a container, with what is in it at the end.
trees() ->
    Steps = many(10, fun() -> {below(12), oneof([below(6), below(6) * 1.0, a, b, "k"]), below(50)} end),
    {text, container, [oneof([gb_trees, gb_sets, sets1, sets2, ordsets, dict, orddict, array, queue, digraph]), Steps]}.

%% --- fread, scan ---
fread() ->
    F = lists:append(some(1, 4, fun() -> [$~ | oneof(["", "", "", "*", "2", "5", "10", "0", "-1"])] ++ oneof(["", "", "", "t"]) ++ [oneof("dufsacl-#~wz+")] ++ oneof(["", " ", ",", "x"]) end)),
    T = lists:append(many(6, fun() -> oneof(["12", "-7", "+5", "1.5", "-2.5e3", "1.0e400", "abc", " ", "  ", "\n", "\t", ",", "x", "16#ff", "2#101", "37#1", "zz", "-", "+", "~", [16#20AC], [16#E9], "0", "'a b'", "1e5", ".5", "5."]) end)),
    case below(4) of
        0 -> {io_lib, fread, [wrong(5, F), wrong(5, T)]};
        1 -> {text, fread_more, [F, [cutlist(T), T, eof]]};
        2 -> {io_lib, fread, [oneof([F, utf8(F)]), T]};
        3 -> {text, fread_more, [F, oneof([[T], [T, eof], [eof], [T, T], [[], T, "\n", eof]])]}
    end.
cutlist(T) -> lists:sublist(T, below(length(T) + 1)).
scan() ->
    T = lists:append(many(8, fun() -> oneof(["foo", "Var", "_", "_X", "'a b'", "'a", "\"str\"", "\"st", "$a", "$\\n", "$", "12", "1.5", "1.5e3", "16#ff", "16#", "37#1", "1_000", "1__0", "1.", ". ", ".", ",", ";", "->", "<-", "=:=", "<<", ">>", "#", "{", "}", "[", "]", "(", ")", "|", "||", ":=", "=>", "%c\n", " ", "\n", "\t", "\\x{41}", "\"\\x{20ac}\"", "'\\n'", "fun", "end", "case", "of", "when", "é", [16#20AC], "?", "!", "++", "--", "1e5", "$\\x{41}", "$\\^a", "2#12", "a@b", "\"a\" \"b\"", "..", "...", "/=", "maybe", "else", "~b\"x\"", "-", "+"]) end)),
    case below(5) of
        0 -> {erl_scan, string, [T]};
        1 -> {erl_scan, string, [T, oneof([1, {1, 1}, 0]), many(2, fun() -> oneof([return, return_comments, return_white_spaces, text]) end)]};
        2 -> {text, parse, [oneof([parse_exprs, parse_term, parse_form]), T ++ oneof([".", ". ", ""])]};
        3 -> {text, parse, [oneof([parse_exprs, parse_term]), lists:flatten(io_lib:format("~tp.", [pterm(3)]))]};
        4 -> {text, tokens, [T ++ oneof([". ", ".\n", ""]), [T, eof]]}
    end.

%% --- filename ---
names() ->
    F = fun() -> wrong(6, oneof([fname(), fname(), utf8(fname()), [fname(), $/, utf8(fname())], list_to_atom(fname())])) end,
    case below(14) of
        0 -> {filename, oneof([basename, dirname, extension, rootname, split, pathtype, nativename, flatten, absname_join_, validate]), [F()]};
        1 -> {filename, basename, [F(), wrong(5, oneof([".erl", "b", "", <<".c">>, '.erl', "/"]))]};
        2 -> {filename, rootname, [F(), wrong(5, oneof([".erl", "b", "", <<".c">>]))]};
        3 -> {filename, join, [F(), F()]};
        4 -> {filename, join, [many(4, F)]};
        5 -> {filename, append, [F(), F()]};
        6 -> {filename, absname, [F(), oneof(["/x/y", <<"/b">>, "rel"])]};
        7 -> {filename, absname_join, ["/x", F()]};
        8 -> {filename, has_hidden_suffix, [F()]};
        9 -> {filelib, safe_relative_path, [fname(), "/tmp/nowhere_at_all"]};
        10 -> {filename, split, [F()]};
        11 -> {filelib, wildcard, [oneof(["/nowhere/*", "/nowhere/**/x", "/{nowhere,no}/a", "/nowhere/[a-", "/nowhere/\\*", fname()]), oneof(["/nowhere", "/"])]};
        12 -> {file, oneof([read_file, list_dir, read_link, delete, del_dir]), [oneof(["/nowhere/" ++ fname(), [a], 1, <<"/nowhere">>, "/nowhere\0"])]};
        13 -> {filename, join, [wrong(10, [])]}
    end.
fname() -> lists:append(some(1, 5, fun() -> oneof(["/", "a", "b.c", ".", "..", "//", "dir", ".erl", "x y", [16#E9], "c:", "\\", "-", ".h", "/.", "a.b.c"]) end)).

base64() ->
    T = list_to_binary(many(12, fun() -> oneof(["A", "b", "Cd", "0", "+", "/", "-", "_", "=", "==", " ", "\n", "\t", "QUJD", "*", <<255>>, "QQ==", "QUI="]) end)),
    O = fun() -> wrong(5, maps:from_list(many(2, fun() -> oneof([{mode, oneof([standard, urlsafe, foo])}, {padding, oneof([true, false, foo])}, {x, y}]) end))) end,
    case below(8) of
        0 -> {base64, oneof([encode, encode_to_string]), [bytes(30)]};
        1 -> {base64, oneof([encode, encode_to_string]), [bytes(30), O()]};
        2 -> {base64, oneof([decode, mime_decode, mime_decode_to_string]), [T]};
        3 -> {base64, oneof([decode, mime_decode, mime_decode_to_string]), [T, O()]};
        4 -> {base64, oneof([decode, mime_decode]), [binary_to_list(T)]};
        5 -> {base64, oneof([decode, mime_decode]), [base64:encode(bytes(20)), O()]};
        6 -> {base64, encode, [binary_to_list(bytes(20))]};
        7 -> {base64, oneof([decode, encode, mime_decode]), [oneof([foo, 1, [], <<>>, "", <<1:3>>, "A", "AB", "ABC"])]}
    end.

%% --- What is called ---
call(text, F, A) -> apply(fun(Name, Args) -> x(Name, Args) end, [F, A]);
call(M, F, A) -> apply(M, F, A).

flat(T) when is_binary(T); is_atom(T); is_integer(T) -> T;
flat(T) -> case unicode:characters_to_list(T) of L when is_list(L) -> L; E -> {as_it_is, T, element(1, E)} end.

x(string_walk, [F, D]) -> walk(F, D, 40);
x(unicode_pieces, [D, E]) ->
    case unicode:characters_to_list(D, E) of
        {incomplete, L, Rest} -> {incomplete, L, Rest, unicode:characters_to_list([Rest, <<0, 0, 0>>], E)};
        Other -> Other
    end;
x(flat, [M, F, A]) -> flat(apply(M, F, A));
x(scanned, [F, A]) ->
    L = io_lib:scan_format(F, A),
    {L, flat(io_lib:build_text(L)), case catch io_lib:unscan_format(L) of {'EXIT', _} -> exit; {F1, A1} -> {flat(F1), A1} end};
x(float_back, [F]) -> [list_to_float(float_to_list(F)) =:= F, float_to_list(F, [short]), binary_to_float(float_to_binary(F, [{scientific, 17}])) =:= F];
x(int_back, [I, B]) -> {integer_to_binary(I, B), list_to_integer(integer_to_list(I, B), B) =:= I};
x(re_compiled, [What, S, P, C, More]) ->
    case re:compile(P, C) of
        {ok, MP} -> case What of replace -> re:replace(S, MP, "<&>", hd(More)); _ -> apply(re, What, [S, MP | More]) end;
        Error -> Error
    end;
x(re_fun, [S, P, O]) -> re:replace(S, P, fun(W, G) -> ["{", W, [["|", X] || X <- G], "}"] end, O);
x(re_inspect, [P, C]) -> case re:compile(P, C) of {ok, MP} -> {re:inspect(MP, namelist), element(2, MP), element(3, MP), element(4, MP)}; E -> E end;
x(json_callbacks, [N, T]) -> json:decode(T, acc, jcall(N));
x(json_pieces, [N, [First | Rest]]) -> jnext(json:decode_start(First, acc, jcall(N)), Rest);
x(json_out, [F, A]) -> iolist_to_binary(apply(json, F, A));
x(json_custom, [N, T]) -> iolist_to_binary(json:encode(T, jenc(N)));
x(json_both, [T]) -> B = iolist_to_binary(json:encode(T)), {B, json:decode(B) =:= T, json:decode(iolist_to_binary(json:format(T))) =:= T, iolist_to_binary(json:format(T))};
x(json_fmt_kv, [0, L]) -> iolist_to_binary(json:format_key_value_list(L, fun json:format_value/3, #{level => 0, col => 0, indent => 2, max => 20}));
x(json_fmt_kv, [1, L]) -> iolist_to_binary(json:format_key_value_list_checked(L, fun json:format_value/3, #{level => 1, col => 5, indent => 4, max => 80}));
x(json_fmt_kv, [2, L]) -> iolist_to_binary(json:format(L, fun(X, E, S) when is_list(X), X =/= [], is_tuple(hd(X)) -> json:format_key_value_list(X, E, S); (X, E, S) -> json:format_value(X, E, S) end));
x(b_search, [F, B, {compiled, P}, More]) -> apply(binary, F, [B, binary:compile_pattern(P) | More]);
x(b_search, [F, B, P, More]) -> apply(binary, F, [B, P | More]);
x(b_replace_fun, [B, {compiled, P}, O]) -> x(b_replace_fun, [B, binary:compile_pattern(P), O]);
x(b_replace_fun, [B, P, O]) -> binary:replace(B, P, fun(M) -> <<"[", M/binary, "]">> end, O);
x(t2b_back, [T, O]) -> B = term_to_binary(T, O), {binary_to_term(B) =:= T, case lists:any(fun(X) -> X =:= compressed orelse is_tuple(X) andalso element(1, X) =:= compressed end, O) of true -> compressed; false -> B end};
x(b2t, [B, []]) -> binary_to_term(B);
x(b2t, [B, O]) -> binary_to_term(B, O);
x(iovec, [T, O]) -> V = erlang:term_to_iovec(T, O), {lists:all(fun is_binary/1, V), binary_to_term(iolist_to_binary(V)) =:= T};
x(uri_round, [U]) -> case uri_string:parse(U) of M when is_map(M) -> {M, uri_string:recompose(M), uri_string:normalize(M)}; E -> E end;
x(rfc_back, [N, Unit, Offset]) -> T = calendar:system_time_to_rfc3339(N, [{unit, Unit}, {offset, Offset}]), {T, calendar:rfc3339_to_system_time(T, [{unit, Unit}])};
x(rand_run, [Alg, Seed, Draws]) -> rand:seed(exsss, 7), S = rand:seed(Alg, Seed), {rand:export_seed_s(S), [safe(fun() -> draw(D) end) || D <- Draws], safe(fun() -> rand:export_seed() end)};
x(rand_state, [Alg, Seed, Draws]) ->
    {Got, Last} = lists:mapfoldl(fun(D, S) -> case safe(fun() -> draw_s(D, S) end) of {ok, {V, S1}} -> {V, S1}; E -> {E, S} end end, rand:seed_s(Alg, Seed), Draws),
    {Got, rand:export_seed_s(Last)};
x(mwc, [Seed, N]) -> mwc(rand:mwc59_seed(Seed), N);
x(exro, [Seed, N]) -> exro(rand:exro928_seed(Seed), N);
x(splitmix, [S, N]) -> splitmix(S, N);
x(exsp, [S, N]) -> {V, S1} = rand:exsp_next(S), case N of 1 -> [V, rand:exsp_jump(S1)]; _ -> [V | x(exsp, [S1, N - 1])] end;
x(fread_more, [F, Parts]) -> more([], Parts, F);
x(parse, [F, T]) -> case erl_scan:string(T) of {ok, Ts, _} -> erl_parse:F(Ts); E -> E end;
x(tokens, [T, More]) -> toks(erl_scan:tokens([], T, 1), More);
x(container, [What, Steps]) -> container(What, Steps).

walk(_, _, 0) -> long;
walk(F, D, N) -> case string:F(D) of [C | Rest] -> [C | walk(F, Rest, N - 1)]; Other -> {last, Other} end.
safe(F) -> try {ok, F()} catch error:undef -> undef; C:R -> {C, R} end.
jcall(0) -> #{};
jcall(1) -> #{null => nil};
jcall(2) -> #{array_start => fun(A) -> {arr, A} end, array_push => fun(E, {arr, A}) -> {arr, [E | [A]]} end, array_finish => fun(A, Old) -> {{done, A}, Old} end};
jcall(3) -> #{object_start => fun(_) -> [] end, object_push => fun(K, V, A) -> [{K, V} | A] end, object_finish => fun(A, Old) -> {lists:reverse(A), Old} end};
jcall(4) -> #{string => fun(S) -> {s, S} end, integer => fun(B) -> {i, B} end, float => fun(B) -> {f, B} end};
jcall(5) -> #{float => fun(B) -> throw({float, B}) end};
jcall(6) -> #{object_push => fun(K, V, A) -> [{K, V} | A] end, array_finish => fun(A, Old) -> {length(A), Old} end};
jcall(7) -> oneof_fixed().
oneof_fixed() -> #{integer => fun binary_to_integer/1, float => fun binary_to_float/1, string => fun(S) -> byte_size(S) end, null => null, object_push => fun(K, V, A) -> [[K, V] | A] end, object_finish => fun(A, Old) -> {A, [x | [Old]]} end}.
jnext({continue, S}, [P | Rest]) -> jnext(json:decode_continue(P, S), Rest);
jnext({continue, S}, []) -> json:decode_continue(end_of_input, S);
jnext(R, Rest) -> {R, Rest}.
jenc(0) -> fun(X, E) -> json:encode_value(X, E) end;
jenc(1) -> fun({tuple, X}, E) -> E(X, E); ([{_, _} | _] = X, E) -> json:encode_key_value_list(X, E); (X, E) -> json:encode_value(X, E) end;
jenc(2) -> fun(X, _) when is_binary(X) -> json:encode_binary_escape_all(X); (X, E) when is_map(X) -> json:encode_map_checked(X, E); (X, E) -> json:encode_value(X, E) end;
jenc(3) -> fun(X, _) when is_atom(X) -> <<"atom">>; (X, _) when is_float(X) -> json:encode_float(X); (X, E) -> json:encode_value(X, E) end.
draw(uniform) -> rand:uniform();
draw({uniform, N}) -> rand:uniform(N);
draw(uniform_real) -> rand:uniform_real();
draw(normal) -> rand:normal();
draw({normal, M, V}) -> rand:normal(M, V);
draw(jump) -> rand:export_seed_s(rand:jump());
draw({bytes, N}) -> rand:bytes(N);
draw({shuffle, L}) -> rand:shuffle(L).
draw_s(uniform, S) -> rand:uniform_s(S);
draw_s({uniform, N}, S) -> rand:uniform_s(N, S);
draw_s(uniform_real, S) -> rand:uniform_real_s(S);
draw_s(normal, S) -> rand:normal_s(S);
draw_s({normal, M, V}, S) -> rand:normal_s(M, V, S);
draw_s(jump, S) -> {jumped, rand:jump(S)};
draw_s({bytes, N}, S) -> rand:bytes_s(N, S);
draw_s({shuffle, L}, S) -> rand:shuffle_s(L, S).
mwc(_, 0) -> [];
mwc(S, N) -> C = rand:mwc59(S), [C, rand:mwc59_value32(C), rand:mwc59_value(C), rand:mwc59_float(C) | mwc(C, N - 1)].
exro(S, 0) -> [rand:exro928_jump_2pow512(S), rand:exro928_jump_2pow20(S)];
exro(S, N) -> {{_, X}, S1} = {rand:exro928_next_state(S), S}, _ = X, {V, S2} = rand:exro928_next(S1), [V | exro(S2, N - 1)].
splitmix(_, 0) -> [];
splitmix(S, N) -> {V, S1} = rand:splitmix64_next(S), [V | splitmix(S1, N - 1)].
more(C, [P | Rest], F) -> case io_lib:fread(C, P, F) of {more, C1} -> more(C1, Rest, F); R -> {R, Rest} end;
more(_, [], _) -> more.
toks({more, C}, [P | Rest]) -> toks(erl_scan:tokens(C, P, 1), Rest);
toks(R, Rest) -> {R, Rest}.

container(gb_trees, Steps) ->
    {T, Log} = steps(Steps, gb_trees:empty(), fun
        (0, K, V, T) -> gb_trees:insert(K, V, T); (1, K, V, T) -> gb_trees:enter(K, V, T); (2, K, _, T) -> gb_trees:delete(K, T); (3, K, _, T) -> gb_trees:delete_any(K, T); (4, K, V, T) -> gb_trees:update(K, V, T);
        (5, _, _, T) -> {gb_trees:take_smallest(T)}; (6, _, _, T) -> {gb_trees:take_largest(T)}; (7, K, _, T) -> {gb_trees:take(K, T)}; (8, _, _, T) -> gb_trees:balance(T); (9, K, _, T) -> {gb_trees:lookup(K, T), gb_trees:is_defined(K, T), gb_trees:size(T)};
        (10, K, _, T) -> {gb_trees:smaller(K, T), gb_trees:larger(K, T)}; (11, K, _, T) -> {gb_trees:get(K, T)} end),
    {T, gb_trees:to_list(T), Log};
container(gb_sets, Steps) ->
    {T, Log} = steps(Steps, gb_sets:new(), fun
        (0, K, _, T) -> gb_sets:insert(K, T); (1, K, _, T) -> gb_sets:add(K, T); (2, K, _, T) -> gb_sets:delete(K, T); (3, K, _, T) -> gb_sets:del_element(K, T); (4, K, V, T) -> gb_sets:union(T, gb_sets:from_list([K, V]));
        (5, _, _, T) -> {gb_sets:take_smallest(T)}; (6, _, _, T) -> {gb_sets:take_largest(T)}; (7, K, V, T) -> gb_sets:intersection(T, gb_sets:from_list([K, V, 1, 2, 3])); (8, _, _, T) -> gb_sets:balance(T); (9, K, _, T) -> {gb_sets:is_member(K, T), gb_sets:size(T), gb_sets:largest(T)};
        (10, K, _, T) -> {gb_sets:smaller(K, T), gb_sets:larger(K, T)}; (11, K, _, T) -> gb_sets:subtract(T, gb_sets:singleton(K)) end),
    {T, gb_sets:to_list(T), Log};
container(sets1, Steps) -> container(sets:new([{version, 1}]), Steps);
container(sets2, Steps) -> container(sets:new([{version, 2}]), Steps);
container(ordsets, Steps) ->
    steps(Steps, [], fun
        (N, K, _, T) when N < 5 -> ordsets:add_element(K, T); (5, K, _, T) -> ordsets:del_element(K, T); (6, K, V, T) -> ordsets:union(T, ordsets:from_list([K, V])); (7, K, V, T) -> ordsets:intersection(T, ordsets:from_list([K, V, 1, 2, 3])); (8, K, _, T) -> ordsets:subtract(T, [K]);
        (9, K, _, T) -> {ordsets:is_subset([K], T), ordsets:is_disjoint([K], T), ordsets:size(T)}; (10, K, _, T) -> {ordsets:is_element(K, T), ordsets:is_set(T)}; (11, K, V, T) -> {ordsets:union([[K], T, [V]]), ordsets:is_equal(T, [K])} end);
container(dict, Steps) ->
    {T, Log} = steps(Steps, dict:new(), fun
        (N, K, V, T) when N < 3 -> dict:store(K, V, T); (3, K, V, T) -> dict:append(K, V, T); (4, K, V, T) -> dict:append_list(K, [V], T); (5, K, _, T) -> dict:erase(K, T); (6, K, V, T) -> dict:update_counter(K, V, T); (7, K, _, T) -> dict:update(K, fun(X) -> [X] end, T);
        (8, K, V, T) -> dict:update(K, fun(X) -> {X} end, V, T); (9, K, _, T) -> {dict:find(K, T), dict:is_key(K, T), dict:size(T)}; (10, K, _, T) -> {dict:fetch(K, T)}; (11, K, _, T) -> {dict:take(K, T)} end),
    {lists:sort(dict:to_list(T)), Log};
container(orddict, Steps) ->
    steps(Steps, [], fun
        (N, K, V, T) when N < 3 -> orddict:store(K, V, T); (3, K, V, T) -> orddict:append(K, V, T); (4, K, V, T) -> orddict:append_list(K, [V], T); (5, K, _, T) -> orddict:erase(K, T); (6, K, V, T) -> orddict:update_counter(K, V, T); (7, K, _, T) -> orddict:update(K, fun(X) -> [X] end, T);
        (8, K, V, T) -> orddict:update(K, fun(X) -> {X} end, V, T); (9, K, _, T) -> {orddict:find(K, T), orddict:is_key(K, T), orddict:size(T)}; (10, K, _, T) -> {orddict:fetch(K, T)}; (11, K, _, T) -> {orddict:take(K, T)} end);
container(array, Steps) ->
    {T, Log} = steps(Steps, array:new([{default, d}]), fun
        (N, K, V, T) when N < 5 -> array:set(K, V, T); (5, K, _, T) -> array:reset(K, T); (6, K, _, T) -> array:resize(K, T); (7, _, _, T) -> array:fix(T); (8, _, _, T) -> array:relax(T); (9, K, _, T) -> {array:get(K, T), array:size(T)}; (10, _, _, T) -> {array:to_orddict(T), array:sparse_size(T)};
        (11, _, _, T) -> {array:sparse_to_list(T), array:is_fix(T), array:default(T)} end),
    {array:to_list(T), array:to_orddict(T), array:size(T), Log};
container(queue, Steps) ->
    {T, Log} = steps(Steps, queue:new(), fun
        (N, K, _, T) when N < 3 -> queue:in(K, T); (3, K, _, T) -> queue:in_r(K, T); (4, _, _, T) -> {queue:out(T)}; (5, _, _, T) -> {queue:out_r(T)}; (6, _, _, T) -> queue:drop(T); (7, _, _, T) -> queue:reverse(T); (8, K, _, T) -> queue:delete(K, T);
        (9, K, _, T) -> {queue:member(K, T), queue:len(T), queue:peek(T)}; (10, K, _, T) -> {queue:split(K, T)}; (11, K, _, T) -> queue:filter(fun(X) -> X =/= K end, T) end),
    {T, queue:to_list(T), Log};
container(digraph, Steps) ->
    G = digraph:new([acyclic || length(Steps) rem 2 =:= 0]),
    try {[safe(fun() -> graph(Step, G) end) || Step <- Steps], lists:sort(digraph:vertices(G)), digraph:no_edges(G), safe(fun() -> digraph_utils:is_acyclic(G) end)} after digraph:delete(G) end;
container(Set, Steps) ->
    {T, Log} = steps(Steps, Set, fun
        (N, K, _, T) when N < 5 -> sets:add_element(K, T); (5, K, _, T) -> sets:del_element(K, T); (6, K, V, T) -> sets:union(T, sets:from_list([K, V])); (7, K, V, T) -> sets:intersection(T, sets:from_list([K, V, 1, 2, 3])); (8, K, _, T) -> sets:subtract(T, sets:from_list([K]));
        (9, K, _, T) -> {sets:is_subset(sets:from_list([K]), T), sets:is_disjoint(sets:from_list([K]), T), sets:size(T)}; (10, K, _, T) -> {sets:is_element(K, T), sets:is_set(T)}; (11, K, _, T) -> sets:filter(fun(X) -> X =/= K end, T) end),
    {lists:sort(sets:to_list(T)), Log}.

graph({N, K, V}, G) ->
    A = b_vertex(K), B = V rem 5,
    case N of
        0 -> digraph:add_vertex(G, A, label); 1 -> digraph:add_vertex(G, B); 2 -> digraph:add_edge(G, {A, B}, A, B, l); 3 -> digraph:add_edge(G, {B, A}, B, A, l); 4 -> digraph:add_edge(G, e, B, (B + 1) rem 5, x); 5 -> digraph:del_vertex(G, A); 6 -> digraph:vertex(G, A);
        7 -> {lists:sort(digraph:in_neighbours(G, B)), lists:sort(digraph:out_neighbours(G, A))}; 8 -> digraph:get_short_path(G, A, B); 9 -> {digraph:no_vertices(G), digraph:in_degree(G, B), digraph:edge(G, {A, B})}; 10 -> lists:sort([lists:sort(C) || C <- digraph_utils:components(G)]); 11 -> digraph:del_edge(G, {A, B})
    end.
b_vertex(K) when is_float(K) -> trunc(K);
b_vertex(K) -> K.

%% A step gives the container, or a tuple of answers.
steps(Steps, Start, F) ->
    lists:foldl(fun({N, K, V}, {T, Log}) ->
                        try F(N, K, V, T) of
                            {_} = Answer -> {T, [Answer | Log]};
                            Answer when N >= 9, is_tuple(Answer), tuple_size(Answer) < 4, N < 11 -> {T, [Answer | Log]};
                            New when N < 9 -> {New, Log};
                            Other -> {T, [Other | Log]}
                        catch C:R -> {T, [{C, R} | Log]}
                        end
                end, {Start, []}, Steps).
