%% Of proc_lib: labels (OTP 27), and saying that a start has failed (OTP 26).
-module(proc_lib).
-export([set_label/1, get_label/1, init_fail/2, init_fail/3]).

set_label(Label) ->
    put('$process_label', Label),
    ok.

get_label(Pid) when Pid =:= self() ->
    get('$process_label');
get_label(Pid) ->
    try process_info(Pid, dictionary) of
        {dictionary, Entries} -> proplists:get_value('$process_label', Entries);
        undefined -> undefined
    catch error:_ -> undefined
    end.

init_fail(Return, Exception) ->
    [Parent | _] = get('$ancestors'),
    init_fail(linac_pid_of(Parent), Return, Exception).

init_fail(Parent, Return, Exception) ->
    Parent ! {ack, self(), Return},
    case Exception of
        {Class, Reason} -> erlang:raise(Class, Reason, []);
        {Class, Reason, Stack} -> erlang:raise(Class, Reason, Stack)
    end.

linac_pid_of(Name) when is_atom(Name) -> whereis(Name);
linac_pid_of(Pid) -> Pid.
