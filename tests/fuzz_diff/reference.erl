%% The reference's side of the fuzzer: one VM that compiles and runs modules as their names come in.
%% A line "FOLDER MODULE OTHER..." on standard input: FOLDER/MODULE.erl and the others are compiled to
%% .beam files there and MODULE:main() runs in a process of its own. Its output is followed by a line "=done OUTCOME".
-module(reference).
-export([main/0]).

-define(RUN_MS, 20000).
-define(COMPILE_MS, 120000).
-define(HEAP_WORDS, 100000000).

main() ->
    io:setopts([{encoding, latin1}]),
    io:format("=ready ~s~n", [erlang:system_info(otp_release)]),
    loop().

loop() ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            [Folder | Names] = string:lexemes(Line, " \n"),
            Outcome = handle([list_to_atom(Name) || Name <- Names], Folder),
            io:format("~n=done ~s~n", [Outcome]),
            loop()
    end.

handle(Modules, Folder) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit(compile_all(Modules, Folder)) end),
    receive
        {'DOWN', Monitor, process, Pid, ok} -> run(Modules, Folder);
        {'DOWN', Monitor, process, Pid, Other} -> io_lib:format("compile ~0p", [Other])
    after ?COMPILE_MS ->
        exit(Pid, kill),
        "compile: takes too long"
    end.

compile_all([], _) -> ok;
compile_all([Module | Rest], Folder) ->
    Options = [{outdir, Folder}, deterministic, return_errors],
    case compile:file(filename:join(Folder, atom_to_list(Module)), Options) of
        {ok, Module} -> compile_all(Rest, Folder);
        Other -> Other
    end.

run([Main | _] = Modules, Folder) ->
    [load(Module, filename:join(Folder, atom_to_list(Module) ++ ".beam")) || Module <- Modules],
    Options = [monitor, {max_heap_size, #{size => ?HEAP_WORDS, kill => true, error_logger => false}}],
    {Pid, Monitor} = spawn_opt(Main, main, [], Options),
    Outcome = receive
        {'DOWN', Monitor, process, Pid, normal} -> "ok";
        {'DOWN', Monitor, process, Pid, Reason} -> io_lib:format("crash ~0p", [Reason])
    after ?RUN_MS ->
        exit(Pid, kill),
        "timeout"
    end,
    [begin code:delete(Module), code:purge(Module) end || Module <- Modules],
    Outcome.

load(Module, Beam) ->
    {ok, Binary} = file:read_file(Beam),
    {module, Module} = code:load_binary(Module, Beam, Binary).
