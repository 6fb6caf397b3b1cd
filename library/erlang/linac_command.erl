%% What Linac does when it is called as erl, erlc or escript (cli/emulator.cpp).
-module(linac_command).
-export([erl/1, erlc/2, escript/2, escript_main/2]).

%% `erl -eval`: the expressions, one after the other. The program goes on until it is stopped.
erl(Expressions) ->
    try
        lists:foreach(fun evaluate/1, Expressions)
    catch
        Class:Reason:Trace ->
            io:format(standard_error, "~ts~n", [erl_error(Class, Reason, Trace)]),
            erlang:halt(1)
    end,
    receive after infinity -> ok end.

evaluate(Text) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Text)),
    {ok, Expressions} = erl_parse:parse_exprs(with_dot(Tokens)),
    erl_eval:exprs(Expressions, erl_eval:new_bindings()).

with_dot([{dot, _}] = Tokens) -> Tokens;
with_dot([Token | Tokens]) -> [Token | with_dot(Tokens)];
with_dot([]) -> [{dot, erl_anno:new(1)}].

erl_error(Class, Reason, Trace) ->
    io_lib:format("exception ~ts: ~tp~n~tp", [Class, Reason, Trace]).

%% `erlc`: gives the status. Options are flags as text.
erlc(Flags, Files) ->
    Levels = [Level || {warnings, Level} <- Flags, Level =/= <<"error">>],
    Reported = [report_warnings || Levels =:= [] orelse lists:last(Levels) =/= <<"0">>],
    Options = [report_errors | Reported ++ lists:append([compile_option(Flag) || Flag <- Flags])],
    Compiled = [compile:file(unicode:characters_to_list(File), Options) || File <- Files],
    Failed = [error || Result <- Compiled, Result =:= error orelse element(1, Result) =:= error],
    erlang:halt(min(1, length(Failed))).

compile_option({outdir, Folder}) -> [{outdir, unicode:characters_to_list(Folder)}];
compile_option({i, Folder}) -> [{i, unicode:characters_to_list(Folder)}];
compile_option({define, Text}) ->
    case string:split(unicode:characters_to_list(Text), "=") of
        [Name] -> [{d, list_to_atom(Name)}];
        [Name, Value] -> [{d, list_to_atom(Name), term(Value)}]
    end;
compile_option({term, Text}) -> [term(unicode:characters_to_list(Text))];
compile_option({warnings, <<"error">>}) -> [warnings_as_errors];
compile_option({warnings, _}) -> [].

term(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Term} = erl_parse:parse_term(Tokens),
    Term.

%% A script of Erlang source. Its first line is for the system.
escript(File, Arguments) ->
    Name = unicode:characters_to_list(File),
    case file:open(Name, [read]) of
        {ok, Source} ->
            case compile_script(Name, Source) of
                {ok, Module, Code} ->
                    {module, Module} = code:load_binary(Module, Name, Code),
                    escript_main(Module, Arguments);
                error ->
                    io:format(standard_error, "escript: There were compilation errors.~n", []),
                    erlang:halt(127)
            end;
        {error, Reason} ->
            io:format(standard_error, "escript: Failed to open file: ~ts: ~ts~n",
                      [Name, file:format_error(Reason)]),
            erlang:halt(127)
    end.

%% Module:main(Arguments), as escript calls it.
escript_main(Module, Arguments) when is_binary(Module) ->
    escript_main(binary_to_atom(Module), Arguments);
escript_main(Module, Arguments) ->
    try
        Module:main([unicode:characters_to_list(Argument) || Argument <- Arguments])
    of
        _ -> init:stop(0)
    catch
        Class:Reason:Trace ->
            io:format(standard_error, "escript: ~ts~n", [erl_error(Class, Reason, Trace)]),
            init:stop(127)
    end,
    receive after infinity -> ok end.

compile_script(Name, Source) ->
    Module = list_to_atom("escript__" ++ filename:rootname(filename:basename(Name))),
    Wanted = [{attribute, 1, module, Module}, {attribute, 1, file, {Name, 1}},
              {attribute, 1, export, [{main, 1}]}],
    Kept = [Form || Form <- forms(Name, Source), not is_mode(Form)],
    case compile:forms(Wanted ++ Kept, [report_errors, nowarn_unused_function]) of
        {ok, Module, Code} -> {ok, Module, Code};
        {ok, Module, Code, _} -> {ok, Module, Code};
        _ -> error
    end.

%% Without the line for the system.
forms(Name, Source) ->
    Line = case io:get_line(Source, '') of
               "#!" ++ _ -> 2;
               _ ->
                   {ok, 0} = file:position(Source, bof),
                   1
           end,
    {ok, Preprocessor} = epp:open([{fd, Source}, {name, Name}, {location, Line}]),
    Forms = forms(Preprocessor),
    _ = epp:close(Preprocessor),
    _ = file:close(Source),
    Forms.

forms(Preprocessor) ->
    case epp:parse_erl_form(Preprocessor) of
        {ok, Form} -> [Form | forms(Preprocessor)];
        {eof, _} = End -> [End];
        Told -> [Told | forms(Preprocessor)]
    end.

is_mode({attribute, _, mode, _}) -> true;
is_mode({attribute, _, module, _}) -> true;
is_mode({eof, _}) -> false;
is_mode(_) -> false.
