%% Processes of kernel that others are children of. Linac starts them, waiting, before a program runs
%% (runtime/exec/services.h): each becomes what it is with the first message.
-module(linac_kernel).
-behaviour(supervisor).
-export([safe_sup/0, init/1]).

%% The supervisor of what starts when it is first wanted, as disk_log, which ets:tab2file/2 writes by.
safe_sup() ->
    Name = {local, kernel_safe_sup},
    put('$ancestors', [whereis(init)]),
    put('$initial_call', {supervisor, ?MODULE, 1}),
    {ok, State} = supervisor:init({Name, ?MODULE, safe}),
    gen_server:enter_loop(supervisor, [], State, Name).

init(safe) -> {ok, {#{strategy => one_for_one, intensity => 4, period => 3600}, []}}.
