%% What the program can do: run/0 calls the function that the first argument names. Each prints
%% what it finds, in an order that is the same everywhere.
-module(workshop_cases).
-export([run/0, say/1, format/2]).
-compile(export_all).
-compile([nowarn_export_all, nowarn_deprecated_function]).

run() ->
    case init:get_plain_arguments() of
        [Name | Rest] ->
            case ?MODULE:(list_to_atom(Name))(Rest) of
                {error, Reason} -> {error, Reason};
                _ -> {ok, nil}
            end;
        [] ->
            say(<<"nothing is to be done">>),
            {ok, nil}
    end.

say(Text) -> io:format("~ts~n", [Text]), nil.
show(Term) -> io:format("~0tp~n", [Term]).
raised(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.

%% --- Arguments, input, output -------------------------------------------------------------------

arguments(Rest) -> show(Rest).

lines(_) ->
    First = io:get_line("first? "),
    show(First),
    show(io:get_line("")),
    show(io:get_chars("", 3)),
    show(io:get_line("")),
    show(io:get_line("")).

devices(_) ->
    io:put_chars(<<"to the output: añ→\n"/utf8>>),
    io:put_chars(standard_error, <<"to the errors: añ→\n"/utf8>>),
    io:format(user, "by the user: ~ts~n", [[8364]]),
    io:format(standard_io, "by name~n", []).

%% --- Files of packages --------------------------------------------------------------------------

note(Application) ->
    Folder = code:priv_dir(Application),
    {ok, Text} = file:read_file(filename:join(Folder, "note.txt")),
    {lists:nthtail(length(Folder) - length(atom_to_list(Application)) - 5, Folder), Text}.

priv(_) -> show(note(workshop)).
priv_of_dependency(_) -> show(note(toolbox)).
priv_of_nobody(_) ->
    show([code:priv_dir(nobody), code:lib_dir(nobody), code:lib_dir(none)]),
    show(filename:basename(code:lib_dir(workshop))),
    show(filename:basename(code:lib_dir(toolbox))).

%% --- Applications -------------------------------------------------------------------------------

applications(_) ->
    Own = [workshop, toolbox, compiler, kernel, stdlib],
    show(lists:sort([Name || {Name, _, _} <- application:which_applications(),
                             lists:member(Name, Own)])),
    show([Row || {Name, _, _} = Row <- application:which_applications(),
                 Name =:= workshop orelse Name =:= toolbox]),
    show(lists:member(workshop, [Name || {Name, _, _} <- application:loaded_applications()])).

keys(_) ->
    show(application:get_key(workshop, vsn)),
    show(application:get_key(workshop, description)),
    show(application:get_key(workshop, applications)),
    show(application:get_key(toolbox, mod)),
    show(application:get_key(toolbox, nothing)),
    show(application:get_key(nobody, vsn)),
    {ok, Modules} = application:get_key(toolbox, modules),
    show(lists:sort(Modules)),
    {ok, All} = application:get_all_key(toolbox),
    show(lists:sort([Key || {Key, _} <- All])).

settings(_) ->
    show(application:get_env(workshop, size)),
    show(application:get_env(workshop, size, small)),
    show(application:set_env(workshop, size, {large, 3})),
    show(application:set_env([{workshop, [{colour, "red"}]}, {toolbox, [{size, 1}]}])),
    show(application:get_env(workshop, size)),
    show(application:get_env(toolbox, size)),
    show(lists:sort(application:get_all_env(workshop))),
    show(application:unset_env(workshop, size)),
    show(application:get_all_env(workshop)),
    show(application:get_env(nobody, size)).

belongs(_) ->
    show(application:get_application(toolbox_counter)),
    show(application:get_application(whereis(toolbox_counter))),
    show(application:get_application(lists)),
    show(application:get_application(nobody)),
    show(application:get_application()),
    show(application:get_application(self())).

counter(_) ->
    ok = logger:set_primary_config(level, none), show([toolbox_counter:next(), toolbox_counter:next()]),
    Monitor = monitor(process, toolbox_counter),
    toolbox_counter:break(),
    receive {'DOWN', Monitor, process, _, Reason} -> show(Reason) end,
    wait_for(toolbox_counter),
    show(toolbox_counter:next()),
    show([{Id, is_pid(Pid), Type} || {Id, Pid, Type, _} <- supervisor:which_children(toolbox_sup)]).

wait_for(Name) ->
    case whereis(Name) of
        undefined -> receive after 1 -> wait_for(Name) end;
        Pid -> Pid
    end.

start_again(_) ->
    show(application:start(toolbox)),
    show(application:ensure_started(toolbox)),
    show(application:ensure_all_started(toolbox)),
    show(application:ensure_all_started([toolbox, workshop])).

start_nobody(_) ->
    show(application:ensure_all_started(nobody)),
    show(application:start(nobody)),
    show(application:load(nobody)),
    show(application:stop(nobody)),
    show(application:unload(nobody)).

own_application(_) ->
    Spec = {application, spare,
            [{description, "made at run time"}, {vsn, "7"}, {modules, []}, {registered, []},
             {applications, [kernel, stdlib, toolbox]}, {env, [{size, 1}]}]},
    show(application:load(Spec)),
    show(application:load(Spec)),
    show(application:get_env(spare, size)),
    show(application:start(spare)),
    show(lists:keyfind(spare, 1, application:which_applications())),
    show(application:unload(spare)).

needs_another(_) ->
    Spec = fun(Name, Needs) ->
        {application, Name, [{description, ""}, {vsn, "1"}, {modules, []}, {registered, []},
                             {applications, [kernel, stdlib | Needs]}]}
    end,
    ok = application:load(Spec(upper, [lower])),
    show(application:start(upper)),
    ok = application:load(Spec(lower, [])),
    show(application:start(upper)),
    show(application:ensure_all_started(upper)),
    ok = application:load(Spec(broken, [upper, absent])),
    show(application:ensure_all_started(broken)).

restarts(_) ->
    ok = logger:set_primary_config(level, error),  % releases word the report differently
    ok = application:stop(toolbox),
    show(whereis(toolbox_counter)),
    show(application:start(toolbox, permanent)),
    show(is_pid(whereis(toolbox_counter))).

%% --- The end ------------------------------------------------------------------------------------

returns_error(_) -> {error, <<"nobody looks at this">>}.
halts(_) -> erlang:halt(3).
stops(_) -> init:stop(4), receive after infinity -> ok end.
panics(_) -> workshop:panics().
has_todo(_) -> workshop:has_todo().
asserts(_) -> workshop:asserts([]).
checks(_) -> workshop:checks(2).
badmatch(Rest) -> [_] = Rest.
no_clause(Rest) -> only_one(Rest).

only_one([_]) -> one.

undefined_function(_) -> nobody:home(1, 2).
throws(_) -> throw({ball, 3}).
exits(_) -> exit({gone, fishing}).
exits_normally(_) -> exit(normal).
killed(_) -> exit(self(), kill), receive after infinity -> ok end.
linked_crash(_) ->
    spawn_link(fun() -> exit(pulled_down) end),
    receive after infinity -> ok end.

%% --- Logging ------------------------------------------------------------------------------------

logged(_) ->
    show(maps:get(level, logger:get_primary_config())),
    show(logger:get_handler_ids()),
    show(logger:update_primary_config(#{level => info})),
    show(logger:update_handler_config(default, #{formatter => {?MODULE, []}})),
    show(logger:add_primary_filter(own, {fun(Event, _) -> filter(Event) end, []})),
    show(logger:get_handler_config(nobody)),
    logger:info("an ~p", [event]),
    logger:debug("that nobody wants"),
    logger:notice("dropped by the filter"),
    logger:error(#{what => happened}),
    logger:log(warning, "with ~ts", ["metadata"], #{domain => [workshop]}),
    error_logger:info_msg("of old: ~p~n", [1]),
    logger_std_h:filesync(default).

filter(#{msg := {string, "dropped" ++ _}}) -> stop;
filter(Event) -> Event.

format(#{level := Level, msg := {Format, Arguments}}, _) when is_list(Arguments) ->
    io_lib:format("~p: ~ts~n", [Level, string:trim(io_lib:format(Format, Arguments))]);
format(#{level := Level, msg := {report, Report}}, _) ->
    io_lib:format("~p: ~0p~n", [Level, lists:sort(maps:to_list(Report))]);
format(#{level := Level, msg := Message}, _) ->
    io_lib:format("~p: ~0p~n", [Level, Message]).

%% --- Code ---------------------------------------------------------------------------------------

code_is(_) ->
    show(filename:basename(code:which(workshop_cases))),
    show(filename:basename(code:which(lists))),
    show(code:which(nobody)),
    show(code:ensure_loaded(nobody)),
    show(code:ensure_loaded(workshop_other)),
    show(element(1, code:is_loaded(workshop_other))),
    show(code:is_loaded(nobody)),
    show(lists:keymember(workshop_cases, 1, code:all_loaded())),
    show(length([Path || Path <- code:get_path(), lists:suffix("toolbox/ebin", Path)])),
    show(code:is_sticky(nobody)),
    show(filename:basename(code:where_is_file("workshop.app"))),
    show(code:where_is_file("nobody.app")),
    {workshop_other, Bytes, File} = code:get_object_code(workshop_other),
    show({is_binary(Bytes), filename:basename(File)}).

built_in(_) ->
    show([erlang:is_builtin(erlang, self, 0), erlang:is_builtin(erlang, nobody, 0),
          erlang:is_builtin(lists, map, 2), erlang:is_builtin(lists, reverse, 2),
          erlang:function_exported(workshop_cases, run, 0)]).

hashes(_) ->
    show([erlang:phash(Term, 1000000) || Term <- hashed()]),
    show(lists:sort(sets:to_list(sets:from_list(hashed())))),
    show(sets:to_list(sets:from_list([a, b, c, d, e, f, g], [{version, 1}]))),
    show(dict:to_list(dict:from_list([{N, N * N} || N <- lists:seq(1, 20)]))).

hashed() ->
    [0, 1, -1, 255, 256, 1 bsl 40, -(1 bsl 40), 1 bsl 80, -(1 bsl 100), 1.5, 0.0, -2.5e100, a,
     'an atom', [], [1, 2, 3], "text", [a | b], [1, b | 2], {}, {a}, {a, {b, "c", 3.0}}, <<>>,
     <<"bytes">>, <<1, 2:4>>, #{}, #{a => 1, 2 => "x"}, fun lists:map/2, [[[]]], [300, 2, c]].

sizes(_) ->
    show([erts_debug:flat_size(Term) || Term <- [[], a, 1, [1], {}, {a, b}, [1, 2, 3], #{}, #{a => 1},
                                                 {[a], {b}}, fun lists:map/2, 1 bsl 70]]).

init_is(_) ->
    show(init:get_status()),
    show(init:get_argument(nobody)),
    show(element(1, init:get_argument(root))),
    show(lists:keymember(noshell, 1, init:get_arguments())).

compiles(_) ->
    Forms = fun(Answer) ->
        [{attribute, 1, module, made_here}, {attribute, 2, export, [{answer, 0}, {own, 0}]},
         {function, 3, answer, 0, [{clause, 3, [], [], [{integer, 3, Answer}]}]},
         {function, 4, own, 0, [{clause, 4, [], [], [{call, 4, {atom, 4, answer}, []}]}]}]
    end,
    {ok, made_here, First} = compile:forms(Forms(1)),
    {ok, made_here, Second} = compile:forms(Forms(2)),
    show(code:load_binary(made_here, "made_here.beam", First)),
    show([made_here:answer(), made_here:own()]),
    show(code:load_binary(made_here, "made_here.beam", Second)),
    show([made_here:answer(), made_here:own()]),
    show(erlang:check_old_code(made_here)),
    show(code:purge(made_here)),
    show(erlang:check_old_code(made_here)),
    show(code:delete(made_here)),
    show(raised(fun() -> made_here:answer() end)),
    show(code:purge(made_here)),
    show(code:load_binary(made_here, "made_here.beam", First)),
    show(made_here:answer()).
