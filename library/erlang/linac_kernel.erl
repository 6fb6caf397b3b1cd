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
%% or put theirs beside. It has the handler before it takes its first message, as adding it by a message would let
%% others go before: OTP's form of a handler, {handler, Module, Id, State, Supervised}.
signal_server() ->
    put('$ancestors', [whereis(init)]),
    put('$initial_call', {gen_event, init_it, 6}),
    linac_host:tell_signals(),
    {ok, State} = erl_signal_handler:init([]),
    Handlers = [{handler, erl_signal_handler, false, State, false}],
    gen_event:system_continue(self(), [], [erl_signal_server, Handlers, infinity, false]).

init([]) -> {ok, {#{strategy => one_for_one, intensity => 4, period => 3600}, []}}.
