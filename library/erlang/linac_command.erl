%% What Linac does when it is called as erl, erlc or escript (cli/emulator.cpp). erlc and escript are OTP's own
%% modules for these commands, which find their words among the plain arguments.
-module(linac_command).
-export([erl/1, erlc/0, escript/1, escript_main/2, version/0, tell_of_old_compiler/0]).

%% `erl`: what -eval, -s and -run name, one after the other. The program goes on until it is stopped.
erl(Steps) ->
    lists:foreach(fun step/1, Steps),
    receive after infinity -> ok end.

step(Step) ->
    try take(Step) catch Class:Reason:Trace -> ends(Step, cause(Class, Reason, Trace)) end.

take({eval, Text}) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Text)),
    {ok, Expressions} = erl_parse:parse_exprs(with_dot(Tokens)),
    erl_eval:exprs(Expressions, erl_eval:new_bindings());
take({s, Words}) ->
    call([binary_to_atom(Word) || Word <- Words]);
take({run, [Module | Words]}) ->
    {Function, Arguments} = lists:split(min(1, length(Words)), Words),
    call([binary_to_atom(Module) | [binary_to_atom(Name) || Name <- Function]]
         ++ [unicode:characters_to_list(Argument) || Argument <- Arguments]).

call([Module]) -> Module:start();
call([Module, Function]) -> Module:Function();
call([Module, Function | Arguments]) -> Module:Function(Arguments).

with_dot([{dot, _}] = Tokens) -> Tokens;
with_dot([Token | Tokens]) -> [Token | with_dot(Tokens)];
with_dot([]) -> [{dot, erl_anno:new(1)}].

%% As OTP's emulator ends when what it was started for fails.
ends(Step, Cause) ->
    case Step of
        {eval, Text} -> io:format(standard_error, "Error! Failed to eval: ~ts\n\n", [Text]);
        _ -> ok
    end,
    erlang:halt(lists:flatten(io_lib:format("Runtime terminating during boot (~0tp)", [Cause]))).

cause(error, Reason, Trace) -> {Reason, own_frames(Trace)};
cause(exit, Reason, _) -> Reason;
cause(throw, Reason, Trace) -> {{nocatch, Reason}, own_frames(Trace)}.

%% Those of the program.
own_frames(Trace) -> lists:takewhile(fun(Frame) -> element(1, Frame) =/= ?MODULE end, Trace).

version() ->
    io:format(standard_error, "Erlang (SMP) (LINAC) emulator version ~ts~n",
              [erlang:system_info(version)]).

erlc() -> erl_compile:compile_cmdline().

%% A script of Erlang source.
escript(Flags) ->
    case [filename:basename(Script) || [Script | _] <- [init:get_plain_arguments()]] of
        ["gleam@@compile" ++ _] -> tell_of_old_compiler();
        _ -> ok
    end,
    escript:start([unicode:characters_to_list(Flag) || Flag <- Flags]).

%% What a compiler that is older than OTP 27 would say, about each string, is no help.
tell_of_old_compiler() ->
    case erl_scan:string("~\"\"") of
        {ok, [{'~', _} | _], _} ->
            io:format(standard_error,
                      "linac: the Erlang in LINAC_OTP (~ts) is older than OTP 27: its compiler does not know what "
                      "Gleam writes. Set LINAC_OTP to the folder of OTP 27 or later, or unset it.~n",
                      [os:getenv("LINAC_OTP")]);
        _ ->
            ok
    end.

%% Of a script that is an archive, or a module: Module:main(Arguments), as escript calls it.
escript_main(Module, Arguments) when is_binary(Module) ->
    escript_main(binary_to_atom(Module), Arguments);
escript_main(Module, Arguments) ->
    try
        Module:main([unicode:characters_to_list(Argument) || Argument <- Arguments])
    of
        _ -> init:stop(0)
    catch
        Class:Reason:Trace ->
            io:format(standard_error, "escript: ~ts~n",
                      [erl_error:format_exception(Class, Reason, own_frames(Trace))]),
            init:stop(127)
    end,
    receive after infinity -> ok end.
