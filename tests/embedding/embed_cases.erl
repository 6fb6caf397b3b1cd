%% What the tests of embedding call. The compiled module stands beside it (erlc +deterministic, OTP 29).
-module(embed_cases).
-export([echo/1, host/2, try_host/2, raise_trace/2, through_fun/3, exported/2, loaded/1, loop/0,
         wait_for/1, echo_server/0, named/1, stop_vm/1, print/1, complain/1, read_line/0, exit_with/1,
         gleam_panic/1, grow/1, callers/2, deep/1, make_fun/1, call_fun/2, atom_count/0, spin/1,
         count_none/1, count_slices/1, count_plain/1, count_host/1,
         count_host_two/1, count_host_double/1, link_to/1]).

echo(Term) -> Term.

host(Name, Arguments) -> apply(host, Name, Arguments).

try_host(Name, Arguments) ->
  try apply(host, Name, Arguments) of
    Value -> {value, Value}
  catch
    Class:Reason -> {Class, Reason}
  end.

%% The first two functions of the trace.
raise_trace(Name, Arguments) ->
  try host:Name(hd(Arguments)), unreachable
  catch _:_:Trace ->
    [{M1, F1, A1, _}, {M2, F2, A2, _} | _] = Trace,
    [{M1, F1, A1}, {M2, F2, A2}]
  end.

through_fun(Name, Arity, Arguments) ->
  Fun = fun host:Name/Arity,
  {is_function(Fun, Arity), apply(Fun, Arguments)}.

exported(Name, Arity) -> erlang:function_exported(host, Name, Arity).

loaded(Module) -> code:ensure_loaded(Module).

loop() -> loop().

wait_for(X) -> receive {go, Value} -> {Value, X} end.

echo_server() ->
  receive
    {From, Message} -> From ! {self(), Message}, echo_server();
    stop -> stopped
  end.

named(Name) -> register(Name, self()), wait_for(Name).

stop_vm(Status) -> halt(Status).

print(Text) -> io:put_chars(Text).
complain(Text) -> io:put_chars(standard_error, Text).
read_line() -> io:get_line("").

exit_with(Reason) -> exit(Reason).

gleam_panic(Message) ->
  erlang:error(#{gleam_error => panic, message => Message, module => <<"m">>, function => <<"f">>,
                 line => 1}).

grow(List) -> grow([List | List]).

%% Count processes, each of which asks host:later(I) and tells Sink what came of it. Their pids.
callers(Sink, Count) ->
  [spawn(fun() -> Sink ! {I, try host:later(I) catch Class:Reason -> {Class, Reason} end} end)
   || I <- lists:seq(1, Count)].

deep(0) -> [];
deep(N) -> deep(N, []).
deep(0, Acc) -> Acc;
deep(N, Acc) -> deep(N - 1, {Acc}).

make_fun(X) -> fun(Y) -> {X, Y} end.
call_fun(Fun, Y) -> Fun(Y).

atom_count() -> erlang:system_info(atom_count).

spin(0) -> ok;
spin(N) -> spin(N - 1).

%% N calls of nothing, of a native of Linac's own, and of host natives.
count_none(0) -> ok;
count_none(N) -> count_none(N - 1).
%% The same as slices: each is over at once.
count_slices(0) -> ok;
count_slices(N) -> erlang:yield(), count_slices(N - 1).
count_plain(0) -> ok;
count_plain(N) -> case erlang:is_alive() of false -> count_plain(N - 1) end.
count_host(0) -> ok;
count_host(N) -> host:one(N), count_host(N - 1).
count_host_two(0) -> ok;
count_host_two(N) -> host:two(N, N), count_host_two(N - 1).
count_host_double(0) -> ok;
count_host_double(N) -> host:float(1.5), count_host_double(N - 1).

link_to(Pid) -> link(Pid), exit(linked_end).
