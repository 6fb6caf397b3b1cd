%% Of supervisor: stopping one (OTP 28), and asking for one child (OTP 27).
-module(supervisor).
-export([stop/1, stop/3, which_child/2]).

stop(Supervisor) -> gen_server:stop(Supervisor).

stop(Supervisor, Reason, Timeout) -> gen_server:stop(Supervisor, Reason, Timeout).

which_child(Supervisor, Id) ->
    case lists:keyfind(Id, 1, supervisor:which_children(Supervisor)) of
        false -> {error, not_found};
        Child -> {ok, Child}
    end.
