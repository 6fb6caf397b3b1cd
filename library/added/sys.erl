%% Of sys: what a process answers when it is asked for its state says whether that went well (OTP 26.1).
-module(sys).
-overrides([get_state/1, get_state/2, replace_state/2, replace_state/3, do_get_state/2,
            do_replace_state/3]).
-export([get_state/1, get_state/2, replace_state/2, replace_state/3]).

get_state(Name) -> linac_state(send_system_msg(Name, get_state)).

get_state(Name, Timeout) -> linac_state(send_system_msg(Name, get_state, Timeout)).

replace_state(Name, Fun) -> linac_state(send_system_msg(Name, {replace_state, Fun})).

replace_state(Name, Fun, Timeout) ->
    linac_state(send_system_msg(Name, {replace_state, Fun}, Timeout)).

linac_state({ok, State}) -> State;
linac_state({error, Reason}) -> error(Reason).

do_get_state(Module, Data) ->
    case erlang:function_exported(Module, system_get_state, 1) of
        true ->
            try
                {ok, _} = Module:system_get_state(Data)
            catch
                Class:Reason ->
                    {error, {callback_failed, {Module, system_get_state}, {Class, Reason}}}
            end;
        false ->
            {ok, Data}
    end.

do_replace_state(Fun, Module, Data) ->
    case erlang:function_exported(Module, system_replace_state, 2) of
        true ->
            try
                {ok, State, New} = Module:system_replace_state(Fun, Data),
                {{ok, State}, New}
            catch
                Class:Reason ->
                    {{error, {callback_failed, {Module, system_replace_state}, {Class, Reason}}}, Data}
            end;
        false ->
            try Fun(Data) of
                New -> {{ok, New}, New}
            catch
                Class:Reason -> {{error, {callback_failed, Fun, {Class, Reason}}}, Data}
            end
    end.
