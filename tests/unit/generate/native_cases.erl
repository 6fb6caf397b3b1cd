%% Writes what OTP 29 answers into tests/unit/native_*_cases.inc. The expressions are those that
%% stand there: add a row {R"~(EXPRESSION)~", ""}, and the outcome is filled in.
%%
%%   erlc native_cases.erl && erl -noshell -run native_cases main FILE.inc... -s init stop
-module(native_cases).
-export([main/1]).

main(Files) -> lists:foreach(fun file/1, Files).

file(Name) ->
    {ok, Bytes} = file:read_file(Name),
    {match, Found} = re:run(Bytes, "^\\{R\"~\\((.*?)\\)~\"", [global, multiline, unicode,
                                                              {capture, [1], list}]),
    Head = "// {expression, outcome}: written by generate/native_cases.erl with OTP 29.\n",
    Cases = [case_of(Expression) || [Expression] <- Found],
    ok = file:write_file(Name, unicode:characters_to_binary([Head | Cases])).

case_of(Line) ->
    {ok, Tokens, _} = erl_scan:string(Line ++ "."),
    {ok, [Expression]} = erl_parse:parse_exprs(Tokens),
    Outcome = try text(eval(Expression))
              catch
                  Class:Reason -> [atom_to_list(Class), ":", text(Reason)]
              end,
    row(["{R\"~(", Line, ")~\","], ["R\"~(", Outcome, ")~\"},"]).

%% Calls are made by apply/3: the evaluator takes some functions of guards for its own.
eval({call, _, {remote, _, {atom, _, M}, {atom, _, F}}, As}) -> apply(M, F, [eval(A) || A <- As]);
eval({cons, _, H, T}) -> Head = eval(H), [Head | eval(T)];
eval({tuple, _, Es}) -> list_to_tuple([eval(E) || E <- Es]);
eval(Term) -> {value, V, _} = erl_eval:expr(Term, []), V.

row(A, B) ->
    case string:length(A) + 1 + string:length(B) =< 100 of
        true -> [A, " ", B, "\n"];
        false -> [A, "\n ", B, "\n"]
    end.

%% ~w, but every map's pairs in term order.
text(M) when is_map(M) ->
    ["#{", lists:join(",", [[text(K), "=>", text(V)] || {K, V} <- lists:sort(maps:to_list(M))]),
     "}"];
text([]) -> "[]";
text([_ | _] = L) -> ["[", list(L), "]"];
text(T) when is_tuple(T) -> ["{", lists:join(",", [text(E) || E <- tuple_to_list(T)]), "}"];
text(T) -> io_lib:format("~tw", [T]).

list([A]) -> text(A);
list([A | B]) when is_list(B) -> [text(A), "," | list(B)];
list([A | B]) -> [text(A), "|", text(B)].
