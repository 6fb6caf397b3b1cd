%% Servers of kernel. Linac starts them, waiting, before a program runs (runtime/exec/services.h): each becomes
%% what it is with the first message.
-module(linac_kernel).
-behaviour(supervisor).
-export([sup/0, safe_sup/0, global_name_server/0, signal_server/0, init/1]).

%% The supervisors, without OTP's own children, of what starts when it is first wanted: the servers of timer, dets and
%% disk_log, by which ets:tab2file/2 writes.
sup() -> supervisor(kernel_sup).

safe_sup() -> supervisor(kernel_safe_sup).

supervisor(Name) -> serve(Name, supervisor, {{local, Name}, ?MODULE, []}).

global_name_server() -> serve(global_name_server, global, []).

%% This process is that gen_server from now on.
serve(Name, Module, Argument) ->
    put('$ancestors', [whereis(init)]),
    put('$initial_call', {Module, init, 1}),
    case Module:init(Argument) of
        {ok, State} -> gen_server:enter_loop(Module, [], State, {local, Name});
        {ok, State, Action} -> gen_server:enter_loop(Module, [], State, {local, Name}, Action)
    end.

%% The event manager that is told of the operating system's signals, with OTP's handler, which programs take away
%% or put theirs beside. What has come is for it and the handler.
signal_server() ->
    put('$ancestors', [whereis(init)]),
    linac_host:tell_signals(),
    Self = self(),
    Waiting = waiting(),
    spawn(fun() ->
        ok = gen_event:add_handler(Self, erl_signal_handler, []),
        [Self ! Message || Message <- Waiting]
    end),
    gen_event:init_it(Self, Self, {local, erl_signal_server}, erl_signal_server, [], []).

waiting() -> receive Message -> [Message | waiting()] after 0 -> [] end.

init([]) -> {ok, {#{strategy => one_for_one, intensity => 4, period => 3600}, []}}.
