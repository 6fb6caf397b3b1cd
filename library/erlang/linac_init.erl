%% The process `init`: it starts what OTP's boot would have started of the applications' side, when
%% somebody first needs it, and stops them all in the end. Linac starts it, waiting, before a program
%% runs (runtime/exec/services.h).
%%
%% The application controller is OTP's own. kernel and stdlib count as started, without their
%% processes: what those do is Linac's (bifs/, runtime/).
-module(linac_init).
-export([start/0, sink/0, logger/2, ensure_controller/0, stop/0, stop/1]).

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

start() ->
    process_flag(trap_exit, true),
    loop(undefined).

%% A process that only has a name, which nobody else can take.
sink() ->
    receive _ -> sink() end.

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
        {stop, {stop, Status}} ->
            shut_down(Controller),
            flush_logger(),
            erlang:halt(Status);
        {linac_stop, _, Status} ->  % by a signal
            shut_down(Controller),
            flush_logger(),
            erlang:halt(Status);
        {linac, From, Tag, start_logger} ->
            From ! {Tag, try start_logger() catch _:Reason -> {error, Reason} end},
            loop(Controller);
        {'EXIT', Controller, Reason} when Controller =/= undefined ->
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

start_controller(undefined) ->
    case application_controller:start(without_callback(application_file(kernel))) of
        {ok, Pid} ->
            ok = application_controller:start_application(kernel, permanent),
            ok = application_controller:load_application(stdlib),
            ok = application_controller:start_application(stdlib, permanent),
            ets:insert(ac_tab, {linac_ready}),
            {ok, Pid};
        Error ->
            {error, Error}
    end;
start_controller(Pid) ->
    {ok, Pid}.

application_file(Name) ->
    {ok, Text} = linac_host:library_application(Name),
    {ok, Tokens, _} = erl_scan:string(binary_to_list(Text)),
    {ok, Application} = erl_parse:parse_term(Tokens),
    Application.

without_callback({application, Name, Properties}) ->
    {application, Name, [Property || {Key, _} = Property <- Properties, Key =/= mod]}.

%% What has been logged is printed before the end.
flush_logger() ->
    case whereis(logger) of
        undefined -> ok;
        _ -> catch logger_std_h:filesync(default)
    end.

shut_down(undefined) ->
    ok;
shut_down(Controller) ->
    Controller ! {'EXIT', self(), shutdown},
    receive
        {'EXIT', Controller, _} -> ok
    end.
