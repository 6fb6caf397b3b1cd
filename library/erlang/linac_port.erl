%% Ports: programs that run beside this one. A port is a process that has a port for a pid
%% (linac_host:start_port/3); it reads and writes its pipes when the poll thread says that it can, and
%% speaks to its owner as Erlang's ports do. The natives erlang:open_port/2 and so on go on here.
-module(linac_port).
-include_lib("kernel/include/file.hrl").
-export([open_port/2, port_command/2, port_command/3, port_close/1, port_connect/2,
         port_info/1, port_info/2, port_control/3, port_call/2, port_call/3]).
-export([run/5]).
-compile({no_auto_import, [open_port/2, port_command/2, port_command/3, port_close/1, port_connect/2]}).

-record(options, {
    args = [] :: [binary()], arg0 = none, env = [], cd = <<>>, flags = [],
    in = default, out = default,
    exit_status = false, eof = false,
    format = stream :: stream | {packet, 1 | 2 | 4} | {line, pos_integer()},
    binary = false
}).

-record(port, {
    owner :: pid(), name :: string(), format, binary, exit_status, eof,
    os_pid :: integer(),
    to = undefined, from = undefined,          % descriptors; undefined: closed
    to_number = none, from_number = none,      % awaited
    queue = [] :: [binary()],                  % to be written
    waiting = [] :: [{pid(), reference()}],    % commands that wait for the queue to become short
    buffer = <<>> :: binary(),
    status = running :: running | integer() | told,
    input = 0 :: integer(), output = 0 :: integer()
}).

-define(LONG_QUEUE, 8192).

%% --- Opening ------------------------------------------------------------------------------------

open_port({spawn, "ram_file_drv"} = Name, Settings) ->  % OTP's driver for files in memory is no program
    fail(enotsup, open_port, [Name, Settings]);
open_port(Name, Settings) ->
    Options = try settings(Settings, #options{})
              catch _:_ -> fail(badarg, open_port, [Name, Settings], #{cause => badopt})
              end,
    try
        {Program, Arguments0} = read(Name, Settings, Options),
        Arguments = case Options#options.arg0 of
                        none -> Arguments0;
                        Arg0 -> [Arg0 | tl(Arguments0)]
                    end,
        {Program, Arguments}
    of
        {File, Args} -> start(Name, Settings, File, Args, Options)
    catch
        _:_ -> fail(badarg, open_port, [Name, Settings])
    end.

start(Name, Settings, Program, Arguments, Options) ->
    case spawn_program(Name, Program, Arguments, Options) of
        {error, eperm} ->  % refused by this VM (docs/sandbox.md): no more is asked
            fail(eperm, open_port, [Name, Settings]);
        {error, Reason} ->
            case check(Program, Reason) of
                {status, Status} ->
                    case spawn_program(Name, <<"/bin/sh">>, exits(Status, Options),
                                       Options#options{cd = <<>>, env = [], flags = []}) of
                        {error, _} -> fail(Reason, open_port, [Name, Settings]);
                        Port -> Port
                    end;
                Refused ->
                    fail(Refused, open_port, [Name, Settings])
            end;
        Port ->
            Port
    end.

spawn_program(Name, Program, Arguments, Options) ->
    case linac_host:spawn(Program, Arguments, environment(Options#options.env),
                          Options#options.cd, flags(Options)) of
        {ok, OsPid, To, From} ->
            #options{format = Format, binary = Binary, exit_status = Status, eof = Eof} = Options,
            Port = #port{owner = self(), name = name(Name), format = Format, binary = Binary,
                         exit_status = Status, eof = Eof, os_pid = OsPid},
            linac_host:start_port(?MODULE, run, [Port, To, From, self(), OsPid]);
        Error ->
            Error
    end.

%% What is wrong with a program that may be executed, for which a folder counts, too, OTP finds out in the
%% child, whose status that is. That there is no descriptor left, or no process, it raises.
check(Program, Reason) ->
    case {prim_file:read_file_info(Program), errno(Reason)} of
        {{error, Missing}, _} -> Missing;
        {{ok, #file_info{mode = Mode}}, _} when Mode band 8#111 =:= 0 -> eacces;
        {_, none} -> Reason;
        {_, Number} -> {status, Number}
    end.

errno(enoent) -> 2;
errno(e2big) -> 7;
errno(enoexec) -> 8;
errno(eacces) -> 13;
errno(enotdir) -> 20;
errno(etxtbsy) -> 26;
errno(enametoolong) -> 36;
errno(eloop) -> 40;
errno(_) -> none.

exits(Status, #options{cd = Folder}) ->
    Told = case Folder =:= <<>> orelse filelib:is_dir(Folder) of
               true -> <<>>;
               false -> <<"spawn: Could not cd to ", Folder/binary, "\r\n">>
           end,
    [<<"sh">>, <<"-c">>, <<"printf %s \"$1\" >&2; exit $2">>, <<"sh">>, Told, integer_to_binary(Status)].

%% As if the native had raised it.
fail(Reason, Function, Arguments) -> fail(Reason, Function, Arguments, #{}).

fail(Reason, Function, Arguments, Why) ->
    Callers = try error(Reason) catch error:_:Trace -> Trace end,
    Rest = [Frame || Frame <- Callers, element(1, Frame) =/= ?MODULE],
    Info = [{error_info, Why#{module => erl_erts_errors}}],
    erlang:raise(error, Reason, [{erlang, Function, Arguments, Info} | Rest]).

name({spawn, Command}) -> text(Command);
name({_, File}) -> text(File).

text(Binary) when is_binary(Binary) -> unicode:characters_to_list(Binary);
text(List) -> List.

read({spawn, Command}, Settings, _) ->
    false = lists:keymember(args, 1, Settings) orelse bytes(Command) =:= <<>>,
    Shell = [<<"/bin/sh">>, <<"-c">>, <<"exec ", (bytes(Command))/binary>>],
    {<<"/bin/sh">>, Shell};
read({spawn_executable, File}, _, Options) ->
    Program = bytes(File),
    false = Program =:= <<>>,
    {Program, [Program | Options#options.args]}.

bytes(Atom) when is_atom(Atom) -> atom_to_binary(Atom);
bytes(Text) ->
    Native = prim_file:internal_name2native(Text),
    binary:part(Native, 0, byte_size(Native) - 1).

settings([Setting | Rest], Options) -> settings(Rest, setting(Setting, Options));
settings([], Options) -> Options.

setting({args, Args}, Options) -> Options#options{args = [bytes(Arg) || Arg <- Args]};
setting({arg0, Arg0}, Options) -> Options#options{arg0 = bytes(Arg0)};
setting({env, Env}, Options) -> Options#options{env = [variable(Row) || Row <- Env]};
setting({cd, Folder}, Options) -> Options#options{cd = bytes(Folder)};
setting({packet, Bytes}, Options) when Bytes =:= 1; Bytes =:= 2; Bytes =:= 4 ->
    Options#options{format = {packet, Bytes}};
setting({line, Length}, Options) when is_integer(Length), Length > 0 ->
    Options#options{format = {line, Length}};
setting(stream, Options) -> Options#options{format = stream};
setting(exit_status, Options) -> Options#options{exit_status = true};
setting(eof, Options) -> Options#options{eof = true};
setting(binary, Options) -> Options#options{binary = true};
setting(in, Options) -> Options#options{in = true};
setting(out, Options) -> Options#options{out = true};
setting(Flag, #options{flags = Flags} = Options)
  when Flag =:= stderr_to_stdout; Flag =:= nouse_stdio ->
    Options#options{flags = [Flag | Flags]};
setting(use_stdio, Options) -> Options;
setting(hide, Options) -> Options;
setting(overlapped_io, Options) -> Options;
setting({parallelism, Parallel}, Options) when is_boolean(Parallel) -> Options;
setting({busy_limits_port, _}, Options) -> Options;
setting({busy_limits_msgq, _}, Options) -> Options.

variable({Name, false}) -> {bytes(Name), false};
variable({Name, Value}) -> {bytes(Name), bytes(Value)}.

flags(#options{in = In, out = Out, flags = Flags}) ->
    case {In, Out} of
        {true, default} -> [in | Flags];
        {default, true} -> [out | Flags];
        _ -> [in, out | Flags]
    end.

environment([]) -> linac_host:environment();
environment(Changes) ->
    Rows = [begin [Name, Value] = binary:split(Row, <<"=">>), {Name, Value} end
            || <<First, _/binary>> = Row <- linac_host:environment(), First =/= $=],
    Changed = lists:foldl(fun change/2, Rows, Changes),
    [<<Name/binary, "=", Value/binary>> || {Name, Value} <- Changed].

change({Name, false}, Rows) -> lists:keydelete(Name, 1, Rows);
change({Name, Value}, Rows) -> lists:keystore(Name, 1, Rows, {Name, Value}).

%% --- The port's process -------------------------------------------------------------------------

run(Port, To, From, _Opener, OsPid) ->
    process_flag(trap_exit, true),
    ok = linac_host:await_exit(OsPid),
    loop(await_input(Port#port{to = To, from = From})).

await_input(#port{from = undefined} = Port) -> Port;
await_input(#port{from = From} = Port) -> Port#port{from_number = linac_host:await(From, in)}.

loop(#port{owner = Owner, os_pid = OsPid, from_number = FromNumber, to_number = ToNumber} = Port) ->
    receive
        {linac_ready, FromNumber, in} -> loop(input(Port));
        {linac_ready, ToNumber, out} -> loop(flush(Port#port{to_number = none}));
        {linac_ready, _, _} -> loop(Port);
        {linac_exited, OsPid, Status} -> loop(exited(Status, Port));
        {Owner, {command, Data}} -> loop(command(Data, Port));
        {Owner, close} ->
            Owner ! {self(), closed},
            over(normal, Port);
        {Owner, {connect, New}} when is_pid(New) ->
            Owner ! {self(), connected},
            loop(connect(New, Port));
        {linac_port, Caller, Ref, Request} -> loop(serve(Request, Caller, Ref, Port));
        {'EXIT', Owner, Reason} -> over(Reason, Port);
        {'EXIT', _, Reason} when Reason =/= normal -> over(Reason, Port);
        {Stranger, {command, _}} when is_pid(Stranger) -> badsig(Stranger, Port);
        {Stranger, close} when is_pid(Stranger) -> badsig(Stranger, Port);
        {Stranger, {connect, _}} when is_pid(Stranger) -> badsig(Stranger, Port);
        _ -> loop(Port)
    end.

badsig(Stranger, Port) ->
    exit(Stranger, badsig),
    loop(Port).

connect(New, Port) ->
    try link(New) catch _:_ -> ok end,
    Port#port{owner = New}.

serve({command, Data}, Caller, Ref, Port) ->
    #port{queue = Queue} = Next = write(Data, Port),
    case iolist_size(Queue) > ?LONG_QUEUE of
        true ->
            Next#port{waiting = [{Caller, Ref} | Next#port.waiting]};
        false ->
            Caller ! {Ref, true},
            Next
    end;
serve(close, Caller, Ref, Port) ->
    unlink(Caller),
    Caller ! {Ref, true},
    over(normal, Port);
serve({connect, New}, Caller, Ref, Port) ->
    Caller ! {Ref, true},
    connect(New, Port);
serve(info, Caller, Ref, Port) ->
    Caller ! {Ref, [{name, Port#port.name}, {links, linac_host:links()}, {id, id()},
                    {connected, Port#port.owner}, {input, Port#port.input},
                    {output, Port#port.output}, {os_pid, Port#port.os_pid}]},
    Port.

%% The N of #Port<0.N>.
id() ->
    "#Port<0." ++ Rest = erlang:port_to_list(self()),
    list_to_integer(lists:droplast(Rest)).

%% --- Writing ------------------------------------------------------------------------------------

command(Data, #port{owner = Owner} = Port) ->
    try iolist_to_binary(Data) of
        Bytes -> write(Bytes, Port)
    catch
        _:_ ->
            exit(Owner, badsig),
            Port
    end.

write(Bytes, #port{format = {packet, Size}, output = Output} = Port) ->
    Length = byte_size(Bytes),
    queue(<<Length:Size/unit:8, Bytes/binary>>, Port#port{output = Output + Length});
write(Bytes, #port{output = Output} = Port) ->
    queue(Bytes, Port#port{output = Output + byte_size(Bytes)}).

queue(_, #port{to = undefined} = Port) -> Port;
queue(<<>>, Port) -> Port;
queue(Bytes, #port{queue = [], to_number = none} = Port) -> flush(Port#port{queue = [Bytes]});
queue(Bytes, #port{queue = Queue} = Port) -> Port#port{queue = Queue ++ [Bytes]}.

flush(#port{queue = []} = Port) -> let_go(Port);
flush(#port{to = undefined} = Port) -> let_go(Port#port{queue = []});
flush(#port{to = To, queue = [Bytes | Rest]} = Port) ->
    case linac_host:write(To, Bytes) of
        {ok, Written} when Written =:= byte_size(Bytes) ->
            flush(Port#port{queue = Rest});
        {ok, Written} ->
            <<_:Written/binary, Left/binary>> = Bytes,
            flush(Port#port{queue = [Left | Rest]});
        again ->
            Port#port{to_number = linac_host:await(To, out)};
        {error, _} ->
            linac_host:close(To),
            let_go(Port#port{to = undefined, queue = []})
    end.

let_go(#port{waiting = Waiting} = Port) ->
    _ = [Caller ! {Ref, true} || {Caller, Ref} <- lists:reverse(Waiting)],
    Port#port{waiting = []}.

%% --- Reading ------------------------------------------------------------------------------------

input(#port{from = From, input = Input} = Port) ->
    case linac_host:read(From) of
        {ok, Bytes} -> await_input(deliver(Bytes, Port#port{input = Input + byte_size(Bytes)}));
        again -> await_input(Port);
        _ ->
            linac_host:close(From),
            maybe_over(last_line(Port#port{from = undefined, from_number = none}))
    end.

deliver(Bytes, #port{format = stream} = Port) ->
    data(Bytes, Port);
deliver(Bytes, #port{format = {packet, Size}, buffer = Buffer} = Port) ->
    packets(<<Buffer/binary, Bytes/binary>>, Size, Port);
deliver(Bytes, #port{format = {line, Length}, buffer = Buffer} = Port) ->
    lines(<<Buffer/binary, Bytes/binary>>, Length, Port).

packets(Bytes, Size, Port) ->
    case Bytes of
        <<Length:Size/unit:8, Packet:Length/binary, Rest/binary>> ->
            packets(Rest, Size, data(Packet, Port));
        _ ->
            Port#port{buffer = Bytes}
    end.

lines(Bytes, Length, Port) ->
    case binary:match(Bytes, <<"\n">>) of
        {At, 1} when At =< Length ->
            <<Line:At/binary, $\n, Rest/binary>> = Bytes,
            lines(Rest, Length, message({eol, content(Line, Port)}, Port));
        _ when byte_size(Bytes) > Length ->
            <<Line:Length/binary, Rest/binary>> = Bytes,
            lines(Rest, Length, message({noeol, content(Line, Port)}, Port));
        _ ->
            Port#port{buffer = Bytes}
    end.

last_line(#port{format = {line, _}, buffer = <<_, _/binary>> = Line} = Port) ->
    message({noeol, content(Line, Port)}, Port#port{buffer = <<>>});
last_line(Port) -> Port.

data(Bytes, Port) -> message(content(Bytes, Port), Port).

message(Data, #port{owner = Owner} = Port) ->
    Owner ! {self(), {data, Data}},
    Port.

content(Bytes, #port{binary = true}) -> Bytes;
content(Bytes, #port{binary = false}) -> binary_to_list(Bytes).

%% --- The end ------------------------------------------------------------------------------------

%% A port that has told of the output's end stays until it is closed.
exited(_, #port{status = told} = Port) -> Port;
exited(Status, Port) -> maybe_over(Port#port{status = Status}).

%% When the program's output is at its end: with exit_status, when it has also ended.
maybe_over(#port{from = From} = Port) when From =/= undefined -> Port;
maybe_over(#port{exit_status = true, status = running} = Port) -> Port;
maybe_over(#port{owner = Owner, exit_status = WithStatus, eof = Eof, status = Status} = Port) ->
    _ = [Owner ! {self(), {exit_status, told(Status)}} || WithStatus],
    case Eof of
        true ->
            Owner ! {self(), eof},
            Port#port{exit_status = false, eof = false, status = told};
        false when Status =:= told ->
            Port;
        false ->
            over(normal, Port)
    end.

told(Status) when Status >= 256 -> 128 + Status - 256;
told(Status) -> Status.

over(Reason, #port{to = To, from = From} = Port) ->
    let_go(Port),
    _ = [linac_host:close(Pipe) || Pipe <- [To, From], Pipe =/= undefined],
    exit(Reason).

%% --- What others ask ----------------------------------------------------------------------------

port_command(Port, Data) -> send_command(Port, Data, [Port, Data]).

port_command(Port, Data, Options) ->
    Arguments = [Port, Data, Options],
    case is_options(Options) of
        false -> fail(badarg, port_command, Arguments, #{cause => badopt});
        true -> ok
    end,
    case lists:member(force, Options) of
        false -> send_command(Port, Data, Arguments);
        true ->  % pipes do not take that; but first comes whether there is such a port
            _ = ask(Port, info, port_command, Arguments),
            fail(notsup, port_command, Arguments)
    end.

is_options([Option | Options]) when Option =:= force; Option =:= nosuspend -> is_options(Options);
is_options(Options) -> Options =:= [].

send_command(Port, Data, Arguments) ->
    Bytes = try iolist_to_binary(Data)
            catch _:_ -> fail(badarg, port_command, Arguments)
            end,
    ask(Port, {command, Bytes}, port_command, Arguments).

port_close(Port) -> ask(Port, close, port_close, [Port]).

port_connect(Port, Pid) when is_pid(Pid) ->
    ask(Port, {connect, Pid}, port_connect, [Port, Pid]);
port_connect(Port, Pid) ->
    fail(badarg, port_connect, [Port, Pid]).

port_info(Port) ->
    info(Port, [Port]).

port_info(Port, registered_name = Item) ->
    case [Name || Name <- registered(), whereis(Name) =:= Port] of
        [Name] -> {Item, Name};
        [] -> []
    end;
port_info(Port, Item) when is_atom(Item) ->
    case info(Port, [Port, Item]) of
        undefined -> undefined;
        Items ->
            case lists:keyfind(Item, 1, Items) of
                false -> fail(badarg, port_info, [Port, Item]);
                Found -> Found
            end
    end;
port_info(Port, Item) ->
    case is_atom(Port) andalso whereis(Port) =:= undefined of
        true -> undefined;
        false -> fail(badarg, port_info, [Port, Item])
    end.

info(Port, Arguments) ->
    case pid_of(Port) of
        undefined when is_port(Port); is_atom(Port) -> undefined;
        undefined -> fail(badarg, port_info, Arguments);
        Pid ->
            try ask(Pid, info, port_info, Arguments) catch error:badarg -> undefined end
    end.

%% Programs take no such calls.
port_control(Port, Operation, Data) -> fail(badarg, port_control, [Port, Operation, Data]).
port_call(Port, Data) -> fail(badarg, port_call, [Port, Data]).
port_call(Port, Operation, Data) -> fail(badarg, port_call, [Port, Operation, Data]).

pid_of(Name) when is_atom(Name) -> whereis(Name);
pid_of(Port) when is_port(Port) -> Port;
pid_of(_) -> undefined.

ask(Port, Request, Function, Arguments) ->
    case pid_of(Port) of
        undefined ->
            fail(badarg, Function, Arguments);
        Pid when is_port(Pid) ->
            Ref = erlang:monitor(port, Pid),
            Pid ! {linac_port, self(), Ref, Request},
            receive
                {Ref, Answer} ->
                    erlang:demonitor(Ref, [flush]),
                    Answer;
                {'DOWN', Ref, _, _, noproc} ->
                    fail(badarg, Function, Arguments);
                {'DOWN', Ref, _, _, _} when Request =:= close ->
                    true;
                {'DOWN', Ref, _, _, _} ->
                    fail(badarg, Function, Arguments)
            end;
        _ ->
            fail(badarg, Function, Arguments)
    end.
