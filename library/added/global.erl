%% Of global: what reads its tables, which are there once its server is. That one is started when somebody
%% first needs it (linac_init).
-module(global).
-replaces([whereis_name/1, registered_names/0, unregister_name/1, send/2]).
-export([whereis_name/1, registered_names/0, unregister_name/1, send/2]).

whereis_name(Name) -> linac_started(), linac_original_whereis_name(Name).

registered_names() -> linac_started(), linac_original_registered_names().

unregister_name(Name) -> linac_started(), linac_original_unregister_name(Name).

send(Name, Message) -> linac_started(), linac_original_send(Name, Message).

linac_started() ->
    case ets:whereis(global_names) of
        undefined -> _ = global:info();
        _ -> ok
    end.
