%% Of modules that call natives: a call in a process of its own, since some change what is true for the next, and what
%% came of it. Included behind the export lists.
-export([id/1]).

-define(I(X), ?MODULE:id(X)).
-define(C(X), outcome(fun() -> X end)).

id(X) -> X.

%% A value, or class and reason.
outcome(Call) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({given, try Call() catch C:R -> {C, R} end}) end),
    receive
        {'DOWN', Monitor, process, Pid, {given, Outcome}} -> plain(Outcome);
        {'DOWN', Monitor, process, Pid, Reason} -> {ended, plain(Reason)}
    end.

%% Without what differs from run to run.
plain(Pid) when is_pid(Pid) -> pid;
plain(Reference) when is_reference(Reference) -> reference;
plain(Port) when is_port(Port) -> port;
plain(Fun) when is_function(Fun) -> erlang:fun_info(Fun, arity);
plain(Tuple) when is_tuple(Tuple) -> list_to_tuple(plain(tuple_to_list(Tuple)));
plain([Head | Tail]) -> [plain(Head) | plain(Tail)];
plain(Map) when is_map(Map) -> {map, plain(lists:sort(maps:to_list(Map)))};
plain(Other) -> Other.
