%% The process `init`: it starts what OTP's boot would have started of the applications' side, when
%% somebody first needs it, and stops them all in the end. Linac starts it, waiting, before a program
%% runs (runtime/exec/services.h).
%%
%% The application controller is OTP's own. kernel and stdlib count as started, without their
%% processes: what those do is Linac's (bifs/, runtime/).
%%
%% An application without a callback has nothing to run. Such are only noted here, and started when the
%% controller is: most programs never need that, which is most of what they would wait for.
-module(linac_init).
-export([start/0, sink/0, logger/2, ensure_controller/0, start_plain/2, stop/0, stop/1]).

%% Before anything is asked of the application controller.
ensure_controller() ->
    Self = self(),
    case whereis(application_controller) of
        undefined -> call(start_controller);
        Self -> ok;
        _ ->
            case is_ready() of
                true -> ok;
                false -> call(start_controller)
            end
    end.

is_ready() ->
    ets:whereis(ac_tab) =/= undefined andalso ets:member(ac_tab, linac_ready).

call(Request) ->
    Self = self(),
    case whereis(init) of
        Self -> ok;
        Init ->
            Monitor = erlang:monitor(process, Init),
            Init ! {linac, self(), Monitor, Request},
            receive
                {Monitor, Answer} ->
                    erlang:demonitor(Monitor, [flush]),
                    Answer;
                {'DOWN', Monitor, process, Init, Reason} ->
                    exit(Reason)
            end
    end.

%% Starts these applications and those that they need, when there is nothing to run in any of them:
%% {ok, Started} in the order of their starts, as application:ensure_all_started/1 has it. no: nothing has
%% happened, and the controller has to do it.
start_plain(Names, Type) ->
    case whereis(application_controller) of
        undefined ->
            case call({start_plain, Names, Type}) of
                {ok, _} = Started -> Started;
                _ -> no
            end;
        _ -> no
    end.

%% Goes on in OTP's logger.
logger(Function, Arguments) ->
    ok = ensure_controller(),
    case call(start_logger) of
        ok -> apply(logger, Function, Arguments);
        {error, _} = Error -> Error
    end.

stop() -> stop(0).

%% Applications are stopped first; meanwhile the caller goes on.
stop(Status) ->
    init ! {stop, {stop, Status}},
    ok.

%% --- The process --------------------------------------------------------------------------------

start() -> loop([]).

%% A process that only has a name, which nobody else can take.
sink() ->
    receive _ -> sink() end.

%% Controller is the controller's pid, or [{Name, Type}] of the applications that are noted, the last first.
loop(Controller) ->
    receive
        {linac, From, Tag, start_controller} ->
            case start_controller(Controller) of
                {ok, Pid} ->
                    From ! {Tag, ok},
                    loop(Pid);
                {error, _} = Error ->
                    From ! {Tag, Error},
                    loop(Controller)
            end;
        {linac, From, Tag, {start_plain, Names, Type}} ->
            {Answer, Next} = note_plain(Names, Type, Controller),
            From ! {Tag, Answer},
            loop(Next);
        {stop, {stop, Status}} ->
            shut_down(Controller),
            flush_logger(),
            erlang:halt(Status);
        {linac_signal, Number, _} ->
            try erl_signal_server ! {notify, linac_host:signal_name(Number)} catch _:_ -> ok end,
            loop(Controller);
        {linac_stop, _, Status} ->  % by a signal
            shut_down(Controller),
            flush_logger(),
            erlang:halt(Status);
        {linac, From, Tag, start_logger} ->
            From ! {Tag, try start_logger() catch _:Reason -> {error, Reason} end},
            loop(Controller);
        {'EXIT', Controller, Reason} when is_pid(Controller) ->
            io:format(standard_error, "linac: the application controller ended with ~tp~n", [Reason]),
            erlang:halt(1);
        _ ->
            loop(Controller)
    end.

%% OTP's own logger, from the first call that configures it on. Until then its natives print.
start_logger() ->
    case whereis(logger) of
        undefined ->
            Level = linac_host:log_level(),
            {ok, _} = logger_server:start_link(),
            ok = logger:internal_init_logger(),
            {ok, _} = logger_sup:start_link(),
            ok = logger:add_handlers(kernel),
            ok = logger:set_primary_config(level, Level);
        _ ->
            ok
    end.

start_controller(Noted) when is_list(Noted) ->
    case application_controller:start(without_callback(application_file(kernel))) of
        {ok, Pid} ->
            ok = application_controller:start_application(kernel, permanent),
            ok = application_controller:load_application(stdlib),
            ok = application_controller:start_application(stdlib, permanent),
            start_noted(lists:reverse(Noted)),
            ets:insert(ac_tab, {linac_ready}),
            {ok, Pid};
        Error ->
            {error, Error}
    end;
start_controller(Pid) ->
    {ok, Pid}.

application_file(Name) ->
    {ok, Text} = linac_host:library_application(Name),
    case linac_host:read_terms(Text) of
        {ok, [Application]} ->
            Application;
        error ->
            {ok, Tokens, _} = erl_scan:string(binary_to_list(Text)),
            {ok, Application} = erl_parse:parse_term(Tokens),
            Application
    end.

start_noted([{Name, Type} | Rest]) ->
    _ = application_controller:load_application(Name),
    _ = application_controller:start_application(Name, Type),
    start_noted(Rest);
start_noted([]) -> ok.

%% --- Applications in which nothing runs ---------------------------------------------------------

note_plain(Names, Type, Noted)
  when is_list(Noted), Type =:= temporary orelse Type =:= transient orelse Type =:= permanent ->
    try plain(Names, Type, Noted, []) of
        Next -> {{ok, names_before(Noted, Next, [])}, Next}
    catch
        _:_ -> {no, Noted}  % also where a file holds something else than it should
    end;
note_plain(_, _, Controller) ->
    {no, Controller}.

names_before(Noted, Noted, Names) -> Names;
names_before(Noted, [{Name, _} | Rest], Names) -> names_before(Noted, Rest, [Name | Names]).

%% What an application needs goes before it. Path is of those that need this one.
plain([Name | Rest], Type, Noted, Path) ->
    case Name =:= kernel orelse Name =:= stdlib orelse lists:keymember(Name, 1, Noted) of
        true ->
            plain(Rest, Type, Noted, Path);
        false ->
            lists:member(Name, Path) andalso throw(not_plain),
            Before = plain(needed(Name), Type, Noted, [Name | Path]),
            plain(Rest, Type, [{Name, Type} | Before], Path)
    end;
plain([], _, Noted, _) -> Noted;
plain(_, _, _, _) -> throw(not_plain).

needed(Name) when is_atom(Name) ->
    Properties = properties(Name),
    property(mod, Properties) =:= [] andalso
        property(included_applications, Properties) =:= [] andalso
        property(optional_applications, Properties) =:= [] andalso
        is_environment(property(env, Properties))
        orelse throw(not_plain),
    property(applications, Properties);
needed(_) -> throw(not_plain).

%% What the controller would refuse it is to refuse.
is_environment(Parameters) ->
    lists:all(fun({Name, _}) -> is_atom(Name); (_) -> false end, Parameters) andalso
        length(lists:ukeysort(1, Parameters)) =:= length(Parameters).

properties(Name) ->
    case code:where_is_file(atom_to_list(Name) ++ ".app") of
        non_existing ->
            throw(not_plain);
        Path ->
            case erl_prim_loader:get_file(Path) of
                {ok, Text, _} -> properties(Name, linac_host:read_terms(Text));
                error -> throw(not_plain)
            end
    end.

properties(Name, {ok, [{application, Name, Properties}]}) when is_list(Properties) -> Properties;
properties(_, _) -> throw(not_plain).

property(Key, Properties) ->
    case lists:keyfind(Key, 1, Properties) of
        {Key, Value} -> Value;
        _ -> []
    end.

without_callback({application, Name, Properties}) ->
    {application, Name, [Property || {Key, _} = Property <- Properties, Key =/= mod]}.

%% What has been logged is printed before the end.
flush_logger() ->
    case whereis(logger) of
        undefined -> ok;
        _ -> catch logger_std_h:filesync(default)
    end.

shut_down(Noted) when is_list(Noted) ->
    ok;
shut_down(Controller) ->
    Controller ! {'EXIT', self(), shutdown},
    receive
        {'EXIT', Controller, _} -> ok
    end.
