%% The module application, in front of OTP's application controller, which starts at the first need
%% (linac_init).
-module(application).
-export([ensure_all_started/1, ensure_all_started/2, ensure_all_started/3, ensure_started/1,
         ensure_started/2, start/1, start/2, start_boot/1, start_boot/2, takeover/2, stop/1,
         load/1, load/2, unload/1, permit/2, which_applications/0, which_applications/1,
         loaded_applications/0, info/0, start_type/0]).
-export([get_env/1, get_env/2, get_env/3, get_all_env/0, get_all_env/1, set_env/1, set_env/2,
         set_env/3, set_env/4, unset_env/2, unset_env/3, get_key/1, get_key/2, get_all_key/0,
         get_all_key/1, get_application/0, get_application/1, get_supervisor/1]).

-callback start(StartType, StartArgs :: term()) -> {ok, pid()} | {ok, pid(), State :: term()} |
                                                   {error, Reason :: term()} when
      StartType :: normal | {takeover, Node :: node()} | {failover, Node :: node()}.
-callback stop(State :: term()) -> term().

controller() -> linac_init:ensure_controller().

%% --- Starting and stopping ----------------------------------------------------------------------

ensure_all_started(Applications) -> ensure_all_started(Applications, temporary, serial).

ensure_all_started(Applications, Type) -> ensure_all_started(Applications, Type, serial).

%% `concurrent` is no promise that anything happens at the same time.
ensure_all_started(Application, Type, Mode) when is_atom(Application) ->
    ensure_all_started([Application], Type, Mode);
ensure_all_started(Applications, Type, Mode)
  when is_list(Applications), Mode =:= serial orelse Mode =:= concurrent ->
    case linac_init:start_plain(Applications, Type) of
        {ok, _} = Noted ->
            Noted;
        no ->
            case start_all(Applications, Type, []) of
                {ok, Started} ->
                    {ok, lists:reverse(Started)};
                {error, Reason, Started} ->
                    lists:foreach(fun stop/1, Started),
                    {error, Reason}
            end
    end.

start_all([Application | Rest], Type, Started) ->
    case start_with_needed(Application, Type, Started) of
        {ok, More} -> start_all(Rest, Type, More);
        Error -> Error
    end;
start_all([], _, Started) ->
    {ok, Started}.

start_with_needed(Application, Type, Started) ->
    case start(Application, Type) of
        ok ->
            {ok, [Application | Started]};
        {error, {already_started, Application}} ->
            {ok, Started};
        {error, {not_started, Needed}} ->
            case start_needed(Application, Needed, Type, Started) of
                {ok, More} -> start_with_needed(Application, Type, More);
                {missing, More} -> start_with_needed(Application, Type, More);
                Error -> Error
            end;
        {error, Reason} ->
            {error, {Application, Reason}, Started}
    end.

start_needed(Application, Needed, Type, Started) ->
    case start_with_needed(Needed, Type, Started) of
        {error, {Needed, {"no such file or directory", _}}, More} = Error ->
            case is_optional(Application, Needed) of
                true -> {missing, More};
                false -> Error
            end;
        Result ->
            Result
    end.

is_optional(Application, Needed) ->
    case get_key(Application, optional_applications) of
        {ok, Optional} -> lists:member(Needed, Optional);
        undefined -> false
    end.

ensure_started(Application) -> ensure_started(Application, temporary).

ensure_started(Application, Type) ->
    case start(Application, Type) of
        {error, {already_started, Application}} -> ok;
        Result -> Result
    end.

start(Application) -> start(Application, temporary).

start(Application, Type) ->
    case load(Application) of
        ok -> application_controller:start_application(name_of(Application), Type);
        {error, {already_loaded, Name}} -> application_controller:start_application(Name, Type);
        Error -> Error
    end.

name_of({application, Name, _}) -> Name;
name_of(Name) when is_atom(Name) -> Name.

start_boot(Application) -> start_boot(Application, temporary).

start_boot(Application, Type) ->
    controller(),
    application_controller:start_boot_application(Application, Type).

takeover(Application, Type) ->
    controller(),
    dist_ac:takeover_application(Application, Type).

stop(Application) ->
    controller(),
    application_controller:stop_application(Application).

load(Application) -> load(Application, []).

%% Where it may run counts for distributed nodes only.
load(Application, _Distributed) ->
    controller(),
    application_controller:load_application(Application).

unload(Application) ->
    controller(),
    application_controller:unload_application(Application).

permit(Application, Permission) ->
    controller(),
    case Permission of
        true -> ok;
        false -> ok;
        _ -> exit({badarg, {?MODULE, permit, [Application, Permission]}})
    end,
    case application_controller:permit_application(Application, Permission) of
        distributed_application -> dist_ac:permit_application(Application, Permission);
        {distributed_application, only_loaded} ->
            dist_ac:permit_only_loaded_application(Application, Permission);
        Result -> Result
    end.

start_type() ->
    controller(),
    application_controller:start_type(group_leader()).

%% --- What there is ------------------------------------------------------------------------------

which_applications() ->
    controller(),
    application_controller:which_applications().

which_applications(Timeout) when Timeout =:= infinity; is_integer(Timeout), Timeout >= 0 ->
    controller(),
    application_controller:which_applications(Timeout).

loaded_applications() ->
    controller(),
    application_controller:loaded_applications().

info() ->
    controller(),
    application_controller:info().

get_application() ->
    controller(),
    application_controller:get_application(group_leader()).

get_application(Pid) when is_pid(Pid) ->
    controller(),
    case process_info(Pid, group_leader) of
        {group_leader, Leader} -> application_controller:get_application(Leader);
        undefined -> undefined
    end;
get_application(Module) when is_atom(Module) ->
    controller(),
    application_controller:get_application_module(Module).

get_supervisor(Application) when is_atom(Application) ->
    controller(),
    case application_controller:get_master(Application) of
        undefined -> undefined;
        Master ->
            case application_master:get_child(Master) of
                {Root, _Module} -> {ok, Root};
                error -> undefined
            end
    end.

%% --- Environment and properties -----------------------------------------------------------------

get_env(Key) ->
    controller(),
    application_controller:get_pid_env(group_leader(), Key).

get_env(Application, Key) ->
    controller(),
    application_controller:get_env(Application, Key).

get_env(Application, Key, Default) ->
    case get_env(Application, Key) of
        {ok, Value} -> Value;
        undefined -> Default
    end.

get_all_env() ->
    controller(),
    application_controller:get_pid_all_env(group_leader()).

get_all_env(Application) ->
    controller(),
    application_controller:get_all_env(Application).

set_env(Config) -> set_env(Config, []).

set_env(Config, Options) when is_list(Config), is_list(Options) ->
    case check_config(Config, []) of
        ok ->
            controller(),
            application_controller:set_env(Config, Options);
        {error, _} = Error ->
            erlang:error({badarg, Error}, [Config, Options])
    end.

check_config([{Application, Settings} | Rest], Seen)
  when is_atom(Application), is_list(Settings) ->
    case lists:member(Application, Seen) of
        true -> {error, "duplicate application config: " ++ atom_to_list(Application)};
        false ->
            case check_settings(Application, Settings, []) of
                ok -> check_config(Rest, [Application | Seen]);
                Error -> Error
            end
    end;
check_config([{Application, _} | _], _) when not is_atom(Application) ->
    {error, "application name must be an atom"};
check_config([{Application, _} | _], _) ->
    {error, lists:flatten(io_lib:format("parameters for application ~tp must be a list",
                                        [Application]))};
check_config([Other | _], _) ->
    {error, lists:flatten(io_lib:format("invalid application config: ~tp", [Other]))};
check_config([], _) ->
    ok.

check_settings(Application, [{Key, _} | Rest], Seen) when is_atom(Key) ->
    case lists:member(Key, Seen) of
        true ->
            {error, lists:flatten(io_lib:format("application: ~tp; duplicate parameter: ~tp",
                                                [Application, Key]))};
        false -> check_settings(Application, Rest, [Key | Seen])
    end;
check_settings(Application, [Other | _], _) ->
    {error, lists:flatten(io_lib:format("application: ~tp; invalid parameter: ~tp",
                                        [Application, Other]))};
check_settings(_, [], _) ->
    ok.

set_env(Application, Key, Value) ->
    controller(),
    application_controller:set_env(Application, Key, Value).

set_env(Application, Key, Value, Timeout) when is_integer(Timeout); Timeout =:= infinity ->
    controller(),
    application_controller:set_env(Application, Key, Value, [{timeout, Timeout}]);
set_env(Application, Key, Value, Options) when is_list(Options) ->
    controller(),
    application_controller:set_env(Application, Key, Value, Options).

unset_env(Application, Key) ->
    controller(),
    application_controller:unset_env(Application, Key).

unset_env(Application, Key, Timeout) when is_integer(Timeout); Timeout =:= infinity ->
    controller(),
    application_controller:unset_env(Application, Key, [{timeout, Timeout}]);
unset_env(Application, Key, Options) when is_list(Options) ->
    controller(),
    application_controller:unset_env(Application, Key, Options).

get_key(Key) ->
    controller(),
    application_controller:get_pid_key(group_leader(), Key).

get_key(Application, Key) ->
    controller(),
    application_controller:get_key(Application, Key).

get_all_key() ->
    controller(),
    application_controller:get_pid_all_key(group_leader()).

get_all_key(Application) ->
    controller(),
    application_controller:get_all_key(Application).
