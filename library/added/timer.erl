%% Of timer: calls of funs, calls that never overlap, measuring in a unit (OTP 26, 27). Its server is no
%% child of kernel_sup, so that a program's first timer loads no supervisor.
-module(timer).
-overrides([do_start/0]).
-export([apply_after/2, apply_after/3, apply_interval/2, apply_interval/3, apply_repeatedly/2]).
-export([apply_repeatedly/3, apply_repeatedly/4, tc/4, linac_turn/4]).

do_start() ->
    case gen_server:start({local, timer_server}, timer, [], []) of
        {error, {already_started, Pid}} -> {ok, Pid};
        Started -> Started
    end.

apply_after(Time, Fun) -> apply_after(Time, Fun, []).

apply_after(Time, Fun, Arguments) when is_list(Arguments), is_function(Fun, length(Arguments)) ->
    timer:apply_after(Time, erlang, apply, [Fun, Arguments]);
apply_after(_, _, _) -> {error, badarg}.

apply_interval(Time, Fun) -> apply_interval(Time, Fun, []).

apply_interval(Time, Fun, Arguments) when is_list(Arguments), is_function(Fun, length(Arguments)) ->
    timer:apply_interval(Time, erlang, apply, [Fun, Arguments]);
apply_interval(_, _, _) -> {error, badarg}.

apply_repeatedly(Time, Fun) -> apply_repeatedly(Time, Fun, []).

apply_repeatedly(Time, Fun, Arguments)
  when is_list(Arguments), is_function(Fun, length(Arguments)) ->
    apply_repeatedly(Time, erlang, apply, [Fun, Arguments]);
apply_repeatedly(_, _, _) -> {error, badarg}.

%% One call at a time: a turn that comes while one is at work is made up for when that is done.
apply_repeatedly(Time, Module, Function, Arguments)
  when is_atom(Module), is_atom(Function), is_list(Arguments) ->
    Turns = atomics:new(1, []),
    timer:apply_interval(Time, timer, linac_turn, [Turns, Module, Function, Arguments]);
apply_repeatedly(_, _, _, _) -> {error, badarg}.

linac_turn(Turns, Module, Function, Arguments) ->
    case atomics:add_get(Turns, 1, 1) of
        1 -> linac_turns(Turns, Module, Function, Arguments);
        _ -> ok
    end.

linac_turns(Turns, Module, Function, Arguments) ->
    try apply(Module, Function, Arguments)
    after
        case atomics:exchange(Turns, 1, 0) of
            1 -> ok;
            _ ->
                atomics:put(Turns, 1, 1),
                spawn(fun() -> linac_turns(Turns, Module, Function, Arguments) end)
        end
    end.

tc(Module, Function, Arguments, Unit) ->
    Before = erlang:monotonic_time(),
    Value = apply(Module, Function, Arguments),
    {erlang:convert_time_unit(erlang:monotonic_time() - Before, native, Unit), Value}.
