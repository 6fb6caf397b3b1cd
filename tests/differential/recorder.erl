%% Runs the t_* functions of compiled test modules and writes what they answered.
%% See README.md for the format.
-module(recorder).
-export([main/1]).

-define(LIMIT, 60000).        % ms a case may take
-define(LONGEST, 60000).      % bytes an outcome may have

%% main(["record", BeamDir, OutDir]), main(["compare", BeamDir, ExpectedDir, File])
main(Args) ->
    logger:set_primary_config(level, none),
    try run(Args) of
        true -> halt(0);
        false -> halt(1)
    catch C:R:S ->
        io:format(standard_error, "~p:~p~n~p~n", [C, R, S]),
        halt(2)
    end.

run(["record", Beams, Out]) ->
    Results = run_all(Beams),
    [ok = file:write_file(filename:join(Out, atom_to_list(M) ++ ".tsv"),
                          [[line(F, O), $\n] || {F, O} <- Cases])
     || {M, Cases} <- Results],
    Counts = [{M, length(Cases)} || {M, Cases} <- Results],
    [io:format("~5w ~s~n", [N, M]) || {M, N} <- Counts],
    io:format("~5w in all~n", [lists:sum([N || {_, N} <- Counts])]),
    lists:all(fun(B) -> B end,
              [complain(M, F, O) || {M, Cases} <- Results, {F, O} <- Cases]);
run(["compare", Beams, Expected, File]) ->
    Different =
        [[atom_to_list(M), $:, line(F, O), $\n]
         || {M, Cases} <- run_all(Beams),
            Known <- [read(filename:join(Expected, atom_to_list(M) ++ ".tsv"))],
            {F, O} <- Cases,
            not lists:member(iolist_to_binary(line(F, O)), Known)],
    ok = file:write_file(File, Different),
    io:format("~w cases differ~n", [length(Different)]),
    true.

read(File) ->
    {ok, Bytes} = file:read_file(File),
    binary:split(Bytes, <<"\n">>, [global]).

line(F, Outcome) -> [atom_to_list(F), $\t, Outcome].

run_all(Dir) ->
    Files = lists:sort(filelib:wildcard(filename:join(Dir, "*.beam"))),
    Modules = [list_to_atom(filename:basename(F, ".beam")) || F <- Files],
    true = code:add_patha(Dir),
    [{M, [{F, one(M, F)} || F <- cases(M)]} || M <- Modules].

cases(M) ->
    lists:sort([F || {F, 0} <- M:module_info(exports), lists:prefix("t_", atom_to_list(F))]).

%% One case, in a process of its own.
one(M, F) ->
    Self = self(),
    {Pid, Ref} = spawn_monitor(fun() -> Self ! {self(), invoke(M, F)} end),
    receive
        {Pid, Outcome} -> erlang:demonitor(Ref, [flush]), Outcome;
        {'DOWN', Ref, _, _, Reason} -> ["died ", term(Reason)]
    after ?LIMIT ->
        exit(Pid, kill),
        <<"timeout">>
    end.

invoke(M, F) ->
    Result = try {ok, M:F()} catch C:R:S -> {C, R, S} end,
    unicode:characters_to_binary(case Result of
        {ok, V} -> ["ok ", term(V)];
        {Class, Reason, Stack} ->
            [atom_to_list(Class), $\s, term(Reason), $\s, term(frames(M, Stack))]
    end).

%% The frames below the case are the recorder's. Lines of library modules change with the release.
frames(M, Stack) ->
    [case Frame of
         {M, _, _, _} -> Frame;
         {Lib, F, A, Info} -> {Lib, F, A, [I || I <- Info, not lists:member(element(1, I), [file, line])]}
     end || Frame <- lists:takewhile(fun(Frame) -> element(1, Frame) =/= ?MODULE end, Stack)].

%% As ~w, but maps in term order, and of what differs from run to run only the kind.
term([H | T]) -> [$[, term(H), tail(T)];
term(T) when is_tuple(T) -> [${, separated([term(E) || E <- tuple_to_list(T)]), $}];
term(M) when is_map(M) ->
    Pairs = lists:sort(fun({A, _}, {B, _}) -> erts_internal:cmp_term(A, B) =< 0 end,
                       maps:to_list(M)),
    ["#{", separated([[term(K), " => ", term(V)] || {K, V} <- Pairs]), $}];
term(P) when is_pid(P) -> "#Pid";
term(R) when is_reference(R) -> "#Ref";
term(P) when is_port(P) -> "#Port";
term(F) when is_function(F) ->
    case erlang:fun_info(F, type) of
        {type, external} -> io_lib:format("~w", [F]);
        {type, local} ->
            {module, M} = erlang:fun_info(F, module),
            {arity, A} = erlang:fun_info(F, arity),
            ["#Fun<", atom_to_list(M), $/, integer_to_list(A), $>]
    end;
term(T) -> io_lib:format("~w", [T]).

tail([]) -> "]";
tail([H | T]) -> [$,, term(H), tail(T)];
tail(T) -> [$|, term(T), $]].

separated([]) -> [];
separated([H | T]) -> [H | [[$,, E] || E <- T]].

%% What a recorded answer must not be. Intended ones carry the word in their name.
complain(M, F, Outcome0) ->
    Outcome = iolist_to_binary(Outcome0),
    Bad =
        [Word || Word <- ["undef", "died", "timeout"],
                 starts_or_names(Outcome, Word),
                 string:find(atom_to_list(F), Word) =:= nomatch]
        ++ ["long" || byte_size(Outcome) > ?LONGEST]
        ++ ["recorder" || binary:match(Outcome, <<"recorder">>) =/= nomatch]
        %% a library function's own helpers must not matter: the failing function's frame, then the case's
        ++ ["library frames" || {match, [_]} <- [re:run(Outcome, "(\\},\\{(?!" ++ atom_to_list(M) ++ "\\b|m\\b|erlang\\b)[a-z_]+,[a-z_']+,[0-9]+,\\[)")]],
    [io:format(standard_error, "~s:~s: ~s~n", [M, F, B]) || B <- Bad],
    Bad =:= [].

starts_or_names(Outcome, "undef") -> re:run(Outcome, "\\bundef\\b") =/= nomatch;
starts_or_names(Outcome, Word) -> binary:match(Outcome, list_to_binary(Word)) =:= {0, length(Word)}.
