%% Compiles files with the compiler of the VM that runs it, and compares what two VMs made.
%%
%% main(Jobs): the file Jobs has a term `{Source, Options}.' for each; prints a line for each:
%% `ok Source', or what the compiler answered.
%%
%% compare(One, Other): prints a line for each .beam file of the folder One:
%%   `same NAME'            all chunks are the same, byte for byte
%%   `terms NAME CHUNK...'  so they are but for these, which hold the same terms written another way
%%                          (the emulators of OTP 25 and older write atoms in another form) or a
%%                          checksum of such bytes: `vsn' in Attr, the funs' old_uniq in FunT
%%   `differs NAME CHUNK...', `missing NAME'
-module(compile_files).
-export([main/1, compare/2]).

main(Jobs) ->
    {ok, Terms} = file:consult(text(Jobs)),
    lists:foreach(fun compile/1, Terms).

compile({Source, Options}) ->
    io:format("~s ~s~n", [result(compile:file(Source, Options)), Source]).

result({ok, _Module}) -> "ok";
result({ok, _Module, _Warnings}) -> "ok";
result(Other) -> io_lib:format("~0p", [Other]).

compare(One, Other) ->
    Files = filelib:wildcard(filename:join(text(One), "*.beam")),
    lists:foreach(fun(File) -> compare_files(File, text(Other)) end, Files).

compare_files(File, Folder) ->
    Name = filename:basename(File, ".beam"),
    case beam_lib:all_chunks(filename:join(Folder, Name ++ ".beam")) of
        {ok, _, Theirs} ->
            {ok, _, Ours} = beam_lib:all_chunks(File),
            io:format("~s~n", [lists:join(" ", verdict(Name, Ours, Theirs))]);
        {error, beam_lib, _} ->
            io:format("missing ~s~n", [Name])
    end.

verdict(Name, Ours, Theirs) ->
    Names = [Chunk || {Chunk, _} <- Ours],
    case [Chunk || {Chunk, _} <- Theirs] of
        Names ->
            Bytes = unequal(Ours, Theirs, fun(_, Data) -> Data end),
            case unequal(Ours, Theirs, fun meaning/2) of
                [] when Bytes =:= [] -> ["same", Name];
                [] -> ["terms", Name | Bytes];
                Terms -> ["differs", Name | Terms]
            end;
        _ ->
            ["differs", Name, "chunks"]
    end.

unequal(Ours, Theirs, View) ->
    [Chunk || {{Chunk, Our}, {Chunk, Their}} <- lists:zip(Ours, Theirs),
              View(Chunk, Our) =/= View(Chunk, Their)].

meaning("LitT", <<0:32, Table/binary>>) -> literals(Table);
meaning("LitT", <<_:32, Packed/binary>>) -> literals(zlib:uncompress(Packed));
meaning("FunT", <<Count:32, Table/binary>>) -> {Count, funs(Table)};
meaning("Attr", Data) -> lists:keydelete(vsn, 1, binary_to_term(Data));
meaning(Chunk, Data) when Chunk =:= "CInf"; Chunk =:= "Dbgi"; Chunk =:= "Docs"; Chunk =:= "Meta" ->
    binary_to_term(Data);
meaning(_, Data) -> Data.

literals(<<Count:32, Table/binary>>) -> {Count, literal_list(Table)}.

%% What `=:=' of OTP 26 and older does not tell apart, these bytes do.
literal_list(<<Size:32, Bytes:Size/binary, More/binary>>) ->
    [term_to_binary(binary_to_term(Bytes)) | literal_list(More)];
literal_list(<<>>) -> [].

funs(<<Fun:20/binary, _OldUniq:32, More/binary>>) -> [Fun | funs(More)];
funs(<<>>) -> [].

text(Text) when is_binary(Text) -> unicode:characters_to_list(Text);
text(Text) -> Text.
