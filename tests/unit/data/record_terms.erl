%% Records what OTP answers for generated terms: their external format and how they are printed.
%% Writes terms_otp29.inc. Gleam's column needs gleam_stdlib.beam in the code path:
%%
%%   erlc record_terms.erl && erl -noshell -pa DIR -s record_terms main -s init stop
-module(record_terms).
-export([main/0]).
-record #point{x = 1, y = 2}.
-record #'Odd Name'{'a b', c, d}.

main() ->
    rand:seed(exsss, {29, 6, 11}),
    Terms = fixed() ++ [term(3) || _ <- lists:seq(1, 250)],
    {ok, File} = file:open("terms_otp29.inc", [write]),
    [file:write(File, row(T)) || T <- Terms],
    file:close(File).

%% Bytes with minor version 2, 1 and 0; ~w, ~tw, ~0p, ~0tp; string.inspect, empty where it depends
%% on the order of atoms, fails, holds a NUL, or may break a record over lines.
row(T) ->
    Etf = [term_to_binary(T, [deterministic, {minor_version, V}]) || V <- [2, 1, 0]],
    Texts = [unicode:characters_to_binary(io_lib:format(F, [T])) || F <- ["~kw", "~tkw", "~0kp", "~0tkp"]],
    ["TERM(", lists:join(",\n     ", [hex(B) || B <- Etf] ++ [quoted(X) || X <- Texts ++ [gleam(T)]]),
     ")\n"].

hex(B) -> [$", binary:encode_hex(B, lowercase), $"].
quoted(B) -> [$", [char(C) || <<C>> <= B], $"].
char($") -> "\\\"";
char($\\) -> "\\\\";
char($?) -> "\\?";
char(C) when C >= 32, C =< 126 -> C;
char(C) -> io_lib:format("\\~3.8.0b", [C]).

gleam(T) ->
    case gleam_order(T) of
        true ->
            try unicode:characters_to_binary(gleam_stdlib:inspect(T)) of
                B when is_binary(B) ->
                    case binary:match(B, [<<0>>, <<"//erl(#record">>]) of
                        nomatch -> B;
                        _ -> <<>>
                    end;
                _ -> <<>>
            catch _:_ -> <<>>
            end;
        false -> <<>>
    end.
gleam_order(M) when is_map(M) ->
    Keys = maps:keys(M),
    map_size(M) =< 32 andalso (map_size(M) < 2 orelse not lists:any(fun has_atom/1, Keys))
        andalso lists:all(fun gleam_order/1, Keys ++ maps:values(M));
gleam_order(L) when is_list(L) -> gleam_list(L);
gleam_order(T) when is_tuple(T) -> lists:all(fun gleam_order/1, tuple_to_list(T));
gleam_order(_) -> true.
gleam_list([H | T]) -> gleam_order(H) andalso gleam_list(T);
gleam_list([]) -> true;
gleam_list(T) -> gleam_order(T).
has_atom(T) when is_atom(T) -> true;
has_atom([H | T]) -> has_atom(H) orelse has_atom(T);
has_atom(T) when is_tuple(T) -> lists:any(fun has_atom/1, tuple_to_list(T));
has_atom(M) when is_map(M) -> true;
has_atom(_) -> false.

fixed() ->
    X = 7,
    [binary:copy(<<"é">>, 40), {ok, <<"é"/utf8>>}, {some, 1}, {1, 2}, [1, 2], nil, true, [], {}, #{},
     <<>>, <<1:1>>, <<255, 3:2>>, "abc", "a\"b\\c", [97 | 98], {ok}, {error, nil}, 'Ok', {'Ok', 1},
     ok_1, 'a__b', 'a_', '_a', 'é', 'α', {my_type, 1, 2.5}, <<"\t\n\r\f\v\e\b\"\\", 0, 127>>,
     <<"\t\n\r\f\v\e\b\"\\">>, <<128, 200>>, <<200, 233>>, <<"α"/utf8>>, <<"é\x{80}"/utf8>>,
     fun lists:map/2, fun 'A b':'é\'x'/1, fun(Y) -> X + Y end, fun(Y, Z) -> {X, Y, Z, fixed} end,
     external_pid(), external_port(), external_ref(5), external_ref(3), external_ref(1), self_like(),
     list_to_ref("#Ref<0.4015589031.2321809409.146808>"), list_to_port("#Port<0.7>"),
     #point{}, {#point{x = "abc", y = #'Odd Name'{'a b' = 1, c = <<"q">>, d = []}}, "s"},
     lists:seq(0, 255), [300 | lists:seq(1, 40)],
     list_to_tuple(lists:duplicate(255, 1)), list_to_tuple(lists:duplicate(256, 1)),
     list_to_atom(lists:duplicate(255, $a)), list_to_atom(lists:duplicate(200, 16#e9)),
     #{1 => 2, 1.0 => 3, <<"k">> => [1], "s" => {}}, #{a => #{b => #{}}},
     maps:from_list([{K, K * K} || K <- lists:seq(1, 33)]),
     maps:from_list([{integer_to_binary(K), float(K)} || K <- lists:seq(1, 60)]),
     maps:from_list([{K, x} || K <- lists:seq(1, 32)])]
        ++ [list_to_atom([$a, C]) || C <- lists:seq(0, 255)]
        ++ [list_to_atom([C]) || C <- lists:seq(32, 255)]
        ++ ['after', 'maybe', 'else', 'cond', 'let', 'query', 'xor', '', 'a@b_C9', 'a\x{1F600}b', 'x\x{100}']
        ++ [<<C, "x">> || C <- lists:seq(0, 31) ++ lists:seq(120, 165)]
        ++ [[C, $x] || C <- lists:seq(0, 31) ++ lists:seq(120, 165) ++ [16#100, 16#D800, 16#FFFE, 16#1F600]]
        ++ [<<C/utf8, "x">> || C <- lists:seq(120, 165) ++ [16#100, 16#FFFE, 16#1F600]].

external_pid() -> binary_to_term(<<131, 88, 119, 3, "a@b", 5:32, 16#FFFFFFFF:32, 77:32>>).
external_port() -> binary_to_term(<<131, 120, 119, 3, "a@b", 16#FFFFFFFF12345678:64, 77:32>>).
external_ref(N) ->
    binary_to_term(<<131, 90, N:16, 119, 3, "a@b", 77:32, (<< <<(16#FFFFFFF0 + I):32>> || I <- lists:seq(1, N) >>)/binary>>).
self_like() -> list_to_pid("<0.12345.6>").

term(0) -> leaf(rand:uniform(9));
term(D) ->
    case rand:uniform(8) of
        1 -> list_to_tuple(terms(D));
        2 -> terms(D);
        3 -> [term(D - 1) | term(0)];
        4 -> maps:from_list([{key(D - 1), term(D - 1)} || _ <- lists:seq(1, rand:uniform(6))]);
        5 -> {pick([ok, error, some, none, my_type, 'Weird', a_b_c]), term(D - 1)};
        _ -> leaf(rand:uniform(9))
    end.
terms(D) -> [term(D - 1) || _ <- lists:seq(1, rand:uniform(6) - 1)].
key(D) -> case rand:uniform(3) of 1 -> term(D); 2 -> rand:uniform(100); 3 -> integer_to_binary(rand:uniform(50)) end.

leaf(1) -> rand:uniform(600) - 300;
leaf(2) -> (rand:uniform(3) - 2) * (1 bsl (rand:uniform(140))) + rand:uniform(5) - 3;
leaf(3) ->
    <<F:64/float>> = <<0:1, (rand:uniform(2046)):11, (rand:uniform(1 bsl 52) - 1):52>>,
    pick([F, -F, 0.0, -0.0, 1.5, 1.0e22, 123456789.125, 0.1, 1.0e-7, 5.0e-324]);
leaf(4) -> pick([ok, nil, true, false, undefined, 'hello world', 'Elixir', 'a@b', 'é', 'ø_x', 'λ', 'end', '', error]);
leaf(5) -> [rand:uniform(95) + 31 || _ <- lists:seq(1, rand:uniform(12))];
leaf(6) -> pick([<<"text">>, <<"héllo"/utf8>>, <<"日本"/utf8>>, <<"">>, <<"a\nb">>, <<"h", 233>>]);
leaf(7) -> rand:bytes(rand:uniform(100) - 1);
leaf(8) -> N = rand:uniform(120), <<(rand:uniform(1 bsl N)):N>>;
leaf(9) -> [].
pick(L) -> lists:nth(rand:uniform(length(L)), L).
