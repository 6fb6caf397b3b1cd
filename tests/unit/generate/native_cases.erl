%% Writes tests/unit/native_*_cases.inc: the expressions of generate/native_*.txt and what OTP 29
%% answers. A line is an expression; empty lines and those that begin with % are left out.
%%
%%   erlc native_cases.erl && erl -noshell -run native_cases main FILE.txt... -s init stop
-module(native_cases).
-export([main/1]).

main(Files) -> lists:foreach(fun file/1, Files).

file(Name) ->
    {ok, Bytes} = file:read_file(Name),
    Lines = string:split(unicode:characters_to_list(Bytes), "\n", all),
    Cases = [case_of(L) || [C | _] = L <- Lines, C =/= $%],
    Out = filename:join(filename:dirname(filename:dirname(Name)),
                        filename:basename(Name, ".txt") ++ "_cases.inc"),
    Head = "// Written by generate/native_cases.erl from generate/" ++ filename:basename(Name) ++
           " with OTP 29.\n",
    ok = file:write_file(Out, unicode:characters_to_binary([Head | Cases])).

case_of(Line) ->
    {ok, Tokens, _} = erl_scan:string(Line ++ "."),
    {ok, Expressions} = erl_parse:parse_exprs(Tokens),
    Outcome = try erl_eval:exprs(Expressions, []) of
                  {value, V, _} -> text(V)
              catch
                  Class:Reason -> [atom_to_list(Class), ":", text(Reason)]
              end,
    row(["{R\"~(", Line, ")~\","], ["R\"~(", Outcome, ")~\"},"]).

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
