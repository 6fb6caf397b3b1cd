%% Processes of kernel that others are children of. Linac starts them, waiting, before a program runs
%% (runtime/exec/services.h): each becomes what it is with the first message.
-module(linac_kernel).
-behaviour(supervisor).
-export([safe_sup/0, signal_server/0, init/1]).

%% The supervisor of what starts when it is first wanted, as disk_log, which ets:tab2file/2 writes by.
safe_sup() ->
    Name = {local, kernel_safe_sup},
    put('$ancestors', [whereis(init)]),
    put('$initial_call', {supervisor, ?MODULE, 1}),
    {ok, State} = supervisor:init({Name, ?MODULE, safe}),
    gen_server:enter_loop(supervisor, [], State, Name).

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

init(safe) -> {ok, {#{strategy => one_for_one, intensity => 4, period => 3600}, []}}.
