%% What the steps of a workflow do outside, behind the capabilities of whoever runs them: the same functions
%% that the host of examples/workflow gives to its own. Failures are errors {meridian, Function, Reason}:
%% Reason is a Posix name (enoent), {eperm, Capability, What} for what is not allowed, and
%% {exit_status, Status, Stderr} of a command that ended with another status than 0.
-module(meridian_ffi).
-export([read_file/1, write_file/2, run_command/2]).

-record(run, {os_pid, out, errors, out_number, errors_number, status = none,
              out_bytes = [], errors_bytes = []}).

read_file(Path) when is_binary(Path) ->
    case prim_file:read_file(Path) of
        {ok, Bytes} -> Bytes;
        {error, Reason} -> fail(read_file, reason(Reason, read, Path))
    end.

write_file(Path, Text) when is_binary(Path) ->
    case prim_file:write_file(Path, Text) of
        ok -> nil;
        {error, Reason} -> fail(write_file, reason(Reason, write, Path))
    end.

%% The command's arguments are what is given, with no shell between; its input is empty. Gives its stdout.
run_command(Command, Arguments) when is_binary(Command), is_list(Arguments) ->
    Program = case linac_host:find_command(Command) of
                  {ok, File} -> File;
                  {error, eperm} -> fail(run_command, {eperm, run, Command});
                  {error, Missing} -> fail(run_command, Missing)
              end,
    Flags = [in, out, stderr, kill],
    case linac_host:spawn(Program, [Command | Arguments], linac_host:environment(), <<>>, Flags) of
        {ok, OsPid, To, Out, Errors} ->
            linac_host:close(To),
            ok = linac_host:await_exit(OsPid),
            finish(collect(#run{os_pid = OsPid, out = Out, errors = Errors,
                                out_number = linac_host:await(Out, in),
                                errors_number = linac_host:await(Errors, in)}));
        {error, eperm} ->
            fail(run_command, {eperm, run, Command});
        {error, Reason} ->
            fail(run_command, Reason)
    end.

%% Until both are at their ends and the command has ended.
collect(#run{out = undefined, errors = undefined, status = Status} = Run) when Status =/= none ->
    Run;
collect(#run{os_pid = OsPid, out_number = OutNumber, errors_number = ErrorsNumber} = Run) ->
    receive
        {linac_ready, OutNumber, in} ->
            {Out, Number, Bytes} = read(Run#run.out, Run#run.out_bytes),
            collect(Run#run{out = Out, out_number = Number, out_bytes = Bytes});
        {linac_ready, ErrorsNumber, in} ->
            {Errors, Number, Bytes} = read(Run#run.errors, Run#run.errors_bytes),
            collect(Run#run{errors = Errors, errors_number = Number, errors_bytes = Bytes});
        {linac_exited, OsPid, Status} ->
            collect(Run#run{status = Status})
    end.

read(Pipe, Before) ->
    case linac_host:read(Pipe) of
        {ok, Bytes} -> {Pipe, linac_host:await(Pipe, in), [Before, Bytes]};
        again -> {Pipe, linac_host:await(Pipe, in), Before};
        _ ->
            linac_host:close(Pipe),
            {undefined, none, Before}
    end.

finish(#run{status = 0, out_bytes = Out}) -> iolist_to_binary(Out);
finish(#run{status = Status, errors_bytes = Errors}) ->
    fail(run_command, {exit_status, number(Status), iolist_to_binary(Errors)}).

%% A signal as shells tell it.
number(Status) when Status >= 256 -> 128 + Status - 256;
number(Status) -> Status.

reason(eperm, Use, Path) ->
    case linac_host:may(Use, Path) of
        true -> eperm;
        false -> {eperm, Use, Path}
    end;
reason(Reason, _, _) -> Reason.

fail(Function, Reason) -> error({meridian, Function, Reason}).
