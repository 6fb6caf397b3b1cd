%% The reference's side of the fuzzer: one VM that compiles and runs modules as their names come in.
%% A line "MODULE FOLDER" on standard input: FOLDER/MODULE.erl is compiled to FOLDER/MODULE.beam and
%% MODULE:main() runs in a process of its own. Its output is followed by a line "=done OUTCOME".
-module(reference).
-export([main/0]).

-define(RUN_MS, 20000).
-define(COMPILE_MS, 20000).
-define(HEAP_WORDS, 100000000).

main() ->
    io:setopts([{encoding, latin1}]),
    io:format("=ready ~s~n", [erlang:system_info(otp_release)]),
    loop().

loop() ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            [Name, Folder] = string:lexemes(Line, " \n"),
            Outcome = handle(list_to_atom(Name), Folder),
            io:format("~n=done ~s~n", [Outcome]),
            loop()
    end.

handle(Module, Folder) ->
    File = filename:join(Folder, atom_to_list(Module)),
    Compile = fun() -> exit(compile:file(File, [{outdir, Folder}, deterministic, return_errors])) end,
    {Pid, Monitor} = spawn_monitor(Compile),
    receive
        {'DOWN', Monitor, process, Pid, {ok, Module}} -> run(Module, File ++ ".beam");
        {'DOWN', Monitor, process, Pid, Other} -> io_lib:format("compile ~0p", [Other])
    after ?COMPILE_MS ->
        exit(Pid, kill),
        "compile: takes too long"
    end.

run(Module, Beam) ->
    {ok, Binary} = file:read_file(Beam),
    {module, Module} = code:load_binary(Module, Beam, Binary),
    Options = [monitor, {max_heap_size, #{size => ?HEAP_WORDS, kill => true, error_logger => false}}],
    {Pid, Monitor} = spawn_opt(Module, main, [], Options),
    Outcome = receive
        {'DOWN', Monitor, process, Pid, normal} -> "ok";
        {'DOWN', Monitor, process, Pid, Reason} -> io_lib:format("crash ~0p", [Reason])
    after ?RUN_MS ->
        exit(Pid, kill),
        "timeout"
    end,
    code:delete(Module),
    code:purge(Module),
    Outcome.
