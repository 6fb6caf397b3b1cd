%% The half of `linac bench` that runs inside the VM that is measured, on Linac and on every OTP from 25 on
%% (docs/bench.md). The other half (cli/bench/worker.h) starts it and says what is to be done.
%%
%% linac/2 and erl/1 are how the two are started; Mode is one of
%%   worker   commands come from the pipe FOLDER/to, answers go to FOLDER/from, until the pipe is closed
%%   once     FOLDER/spec says what is called how often; the answer is the file FOLDER/result
%% The program's own output stays what it is: nothing of this goes through stdin, stdout or stderr.
%%
%% A command is its length in 4 bytes and as many bytes; an answer is a line. Both are fields with tabs
%% between them. An answer begins with `ok` or `failed`; behind `failed` stands one line for the user.
-module(linac_bench).
-export([linac/2, erl/1]).

linac(Mode, Folder) -> main(Mode, Folder).

%% By `erl -run`, which waits for it to return.
erl([Mode, Folder]) ->
    _ = spawn(fun() -> main(list_to_binary(Mode), unicode:characters_to_binary(Folder)) end),
    ok.

main(<<"worker">>, Folder) ->
    {ok, Commands} = file:open(<<Folder/binary, "/to">>, [read, raw, binary, skip_type_check]),
    {ok, Answers} = file:open(<<Folder/binary, "/from">>, [write, raw, binary, skip_type_check]),
    answer(Answers, [<<"ok">>, os:getpid() | version()]),
    serve(Commands, Answers, none);
main(<<"once">>, Folder) ->
    {ok, Text} = file:read_file(<<Folder/binary, "/spec">>),
    Fields = once(binary:split(Text, <<"\t">>, [global])),
    ok = file:write_file(<<Folder/binary, "/result">>, line(Fields)),
    erlang:halt(0).

version() ->
    Release = erlang:system_info(otp_release),
    File = filename:join([code:root_dir(), "releases", Release, "OTP_VERSION"]),
    Exact = case file:read_file(File) of
                {ok, Text} -> string:trim(Text);
                {error, _} -> Release
            end,
    [Exact, erlang:system_info(version), atom_to_binary(erlang:system_info(emu_flavor))].

%% --- Commands -----------------------------------------------------------------------------------

serve(Commands, Answers, Runner) ->
    case command(Commands) of
        eof -> erlang:halt(0);
        Command ->
            {Next, Fields} = handle(Command, Runner),
            answer(Answers, Fields),
            serve(Commands, Answers, Next)
    end.

command(File) ->
    case bytes(File, 4, <<>>) of
        <<Size:32>> ->
            case bytes(File, Size, <<>>) of
                eof -> eof;
                Text -> binary:split(Text, <<"\t">>, [global])
            end;
        eof -> eof
    end.

bytes(_, 0, Have) -> Have;
bytes(File, Size, Have) ->
    case file:read(File, Size) of
        {ok, Some} -> bytes(File, Size - byte_size(Some), <<Have/binary, Some/binary>>);
        _ -> eof
    end.

answer(File, Fields) -> ok = file:write(File, line(Fields)).

line(Fields) -> [lists:join($\t, [clean(Field) || Field <- Fields]), $\n].

clean(Number) when is_integer(Number) -> integer_to_binary(Number);
clean(Text) ->
    Bytes = case unicode:characters_to_binary(Text) of
                Good when is_binary(Good) -> Good;
                _ -> <<"(text that is no Unicode)">>
            end,
    << <<(if Byte < 32; Byte =:= 127 -> 32; true -> Byte end)>> || <<Byte>> <= Bytes >>.

%% Functions of the modules of a folder: MODULE FUNCTION ARITY ...
handle([<<"list">>, Folder], Runner) ->
    Files = filelib:wildcard(unicode:characters_to_list(<<Folder/binary, "/*.beam">>)),
    {Runner, [<<"ok">> | lists:append([exports(File) || File <- Files])]};
%% The names of inputs, with the size of each where it is known: NAME SIZE ...
handle([<<"inputs">>, Module, Function], Runner) ->
    M = binary_to_atom(Module),
    F = binary_to_atom(Function),
    Named = fun() -> [<<"ok">> | lists:append([[Name, size_of(Name)] || {Name, _} <- inputs(M, F)])] end,
    {Runner, guarded(Named)};
%% Whether the module can be loaded.
handle([<<"load">>, Module], Runner) ->
    {Runner, load(binary_to_atom(Module))};
handle([<<"use">> | Spec], Runner) ->
    stop(Runner),
    Self = self(),
    {Pid, Monitor} = spawn_monitor(fun() -> runner(Self, Spec) end),
    {{Pid, Monitor}, await({Pid, Monitor})};
%% run N HASHED, count N
handle([_ | _] = Command, {Pid, _} = Runner) ->
    Pid ! {?MODULE, Command},
    {Runner, await(Runner)};
handle(_, none) ->
    {none, [<<"failed">>, "nothing is to be run"]}.

exports(File) ->
    case beam_lib:chunks(File, [exports]) of
        {ok, {Module, [{exports, Functions}]}} ->
            lists:append([[atom_to_binary(Module), atom_to_binary(Name), Arity]
                          || {Name, Arity} <- Functions, is_named(atom_to_list(Name))]);
        _ -> []
    end.

is_named(Name) -> lists:suffix("_bench", Name) orelse lists:suffix("_inputs", Name).

load(Module) ->
    case code:ensure_loaded(Module) of
        {module, _} -> [<<"ok">>];
        {error, badfile} -> [<<"failed">>, "badfile"];
        {error, {features_not_allowed, _}} -> [<<"failed">>, "badfile"];  % of OTP 27 in OTP 25
        {error, nofile} -> [<<"failed">>, io_lib:format("there is no module ~ts", [Module])];
        {error, Reason} -> [<<"failed">>, io_lib:format("module ~ts: ~0tp", [Module, Reason])]
    end.

await({Pid, Monitor}) ->
    receive
        {?MODULE, Pid, Fields} -> Fields;
        {'DOWN', Monitor, process, Pid, Reason} -> [<<"failed">>, failure(exit, Reason, [])]
    end.

stop(none) -> true;
stop({Pid, Monitor}) ->
    exit(Pid, kill),
    erlang:demonitor(Monitor, [flush]).

%% --- The process that calls the benchmark -------------------------------------------------------

runner(Parent, Spec) ->
    case guarded(fun() -> {ready, prepare(Spec)} end) of
        {ready, Call} ->
            Parent ! {?MODULE, self(), [<<"ok">>]},
            turns(Parent, Call);
        Failed -> Parent ! {?MODULE, self(), Failed}
    end.

turns(Parent, Call) ->
    receive
        {?MODULE, Command} ->
            forget_messages(),
            Fields = guarded(fun() -> turn(Command, Call) end),
            Parent ! {?MODULE, self(), Fields},
            turns(Parent, Call)
    end.

%% What calls before this left behind.
forget_messages() ->
    receive _ -> forget_messages() after 0 -> ok end.

turn([<<"run">>, Text, Hashed], {M, F, Args}) ->
    N = binary_to_integer(Text),
    {Collections0, Words0, _} = erlang:statistics(garbage_collection),
    {reductions, Reductions0} = erlang:process_info(self(), reductions),
    Start = erlang:monotonic_time(),
    Result = repeat(N, M, F, Args),
    End = erlang:monotonic_time(),
    {reductions, Reductions1} = erlang:process_info(self(), reductions),
    {Collections1, Words1, _} = erlang:statistics(garbage_collection),
    [<<"ok">>, erlang:convert_time_unit(End - Start, native, nanosecond), Reductions1 - Reductions0,
     Collections1 - Collections0, Words1 - Words0 | told(Hashed, Result)];
%% Words that calls allocate: what collections gave back and what lives longer than before. The first,
%% without a call, is what the counting takes itself.
turn([<<"count">>, Text], {M, F, Args}) ->
    Own = allocated(0, M, F, Args),
    [<<"ok">>, max(0, allocated(binary_to_integer(Text), M, F, Args) - Own)].

allocated(N, M, F, Args) ->
    Before = kept_words(),
    {_, Reclaimed0, _} = erlang:statistics(garbage_collection),
    _ = N =:= 0 orelse repeat(N, M, F, Args),
    After = kept_words(),
    {_, Reclaimed1, _} = erlang:statistics(garbage_collection),
    Reclaimed1 - Reclaimed0 + After - Before.

kept_words() ->
    true = erlang:garbage_collect(),
    {garbage_collection_info, Sizes} = erlang:process_info(self(), garbage_collection_info),
    proplists:get_value(heap_size, Sizes, 0) + proplists:get_value(old_heap_size, Sizes, 0).

%% The module is a variable, so that no compiler sees through the call, and the result of the last one is
%% what all of this is for.
repeat(N, M, F, []) -> repeat_0(N, M, F);
repeat(N, M, F, [A]) -> repeat_1(N, M, F, A);
repeat(N, M, F, [A, B]) -> repeat_2(N, M, F, A, B);
repeat(N, M, F, Args) -> repeat_n(N, M, F, Args).

repeat_0(1, M, F) -> M:F();
repeat_0(N, M, F) -> _ = M:F(), repeat_0(N - 1, M, F).

repeat_1(1, M, F, A) -> M:F(A);
repeat_1(N, M, F, A) -> _ = M:F(A), repeat_1(N - 1, M, F, A).

repeat_2(1, M, F, A, B) -> M:F(A, B);
repeat_2(N, M, F, A, B) -> _ = M:F(A, B), repeat_2(N - 1, M, F, A, B).

repeat_n(1, M, F, Args) -> apply(M, F, Args);
repeat_n(N, M, F, Args) -> _ = apply(M, F, Args), repeat_n(N - 1, M, F, Args).

%% --- What is called -----------------------------------------------------------------------------

%% {M, F, Args} of: the application that has to run or nothing, module, function, kind and value of the
%% arguments. Terms are made here: no compiler knows them.
prepare([Application, Module, Function, Kind, Value]) ->
    start_application(Application),
    M = binary_to_atom(Module),
    F = binary_to_atom(Function),
    case load(M) of
        [<<"ok">>] -> ok;
        [<<"failed">>, Why] -> throw({?MODULE, Why})
    end,
    {M, F, arguments(Kind, Value, M, F)}.

start_application(<<>>) -> ok;
start_application(Text) ->
    Name = binary_to_atom(Text),
    case application:ensure_all_started(Name) of
        {ok, _} -> ok;
        {error, {Name, {"no such file or directory", _}}} -> ok;
        {error, {Other, Reason}} ->
            throw({?MODULE, io_lib:format("the application ~ts does not start: ~0tP", [Other, Reason, 20])})
    end.

arguments(<<"none">>, _, _, _) -> [];
arguments(<<"terms">>, Text, _, _) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Text)),
    {ok, Terms} = erl_parse:parse_term(Tokens),
    Terms;
arguments(<<"input">>, Index, M, F) ->
    {_, Value} = lists:nth(binary_to_integer(Index), inputs(M, F)),
    [Value];
arguments(<<"sized">>, Size, M, F) ->
    Inputs = inputs_function(F),
    [M:Inputs(binary_to_integer(Size))];
arguments(<<"size">>, Size, _, _) -> [binary_to_integer(Size)].

inputs_function(Function) ->
    Text = atom_to_list(Function),
    list_to_atom(lists:sublist(Text, length(Text) - length("bench")) ++ "inputs").

%% [{Name, Value}]
inputs(Module, Function) ->
    Inputs = inputs_function(Function),
    named(Module:Inputs()).

named(Map) when is_map(Map) ->
    [{key(Key), Value} || {Key, Value} <- lists:sort(maps:to_list(Map))];
named([_ | _] = List) ->
    case lists:all(fun is_named_input/1, List) of
        true -> List;
        false -> [{label(Value, Index), Value}
                  || {Index, Value} <- lists:zip(lists:seq(1, length(List)), List)]
    end;
named([]) -> throw({?MODULE, "its inputs are an empty list"});
named(Value) -> [{<<"1">>, Value}].

is_named_input({Name, _}) when is_binary(Name) -> true;
is_named_input(_) -> false.

key(Name) when is_binary(Name) -> Name;
key(Other) -> short(Other, 40).

label(Number, _) when is_integer(Number) -> integer_to_binary(Number);
label(_, Index) -> [$#, integer_to_binary(Index)].

size_of(Name) ->
    try binary_to_integer(iolist_to_binary(Name)) catch error:_ -> <<>> end.

%% --- Results ------------------------------------------------------------------------------------

told(<<"0">>, _) -> [];
told(<<"1">>, Result) ->
    case is_comparable(Result) of
        true ->
            Hash = io_lib:format("~8.16.0b", [erlang:phash2(Result, 4294967296)]),
            [Hash, short(Result, 60)];
        false -> [<<>>, short(Result, 60)]
    end.

is_comparable(Term) when is_number(Term); is_atom(Term); is_bitstring(Term) -> true;
is_comparable([]) -> true;
is_comparable([Head | Tail]) -> is_comparable(Head) andalso is_comparable(Tail);
is_comparable(Tuple) when is_tuple(Tuple) -> is_comparable(tuple_to_list(Tuple));
is_comparable(Map) when is_map(Map) -> is_comparable(maps:to_list(Map));
is_comparable(_) -> false.

short(Term, Length) ->
    Text = lists:flatten(io_lib:format("~0tP", [Term, 20])),
    case length(Text) > Length of
        true -> lists:sublist(Text, Length - 3) ++ "...";
        false -> Text
    end.

%% --- Failures -----------------------------------------------------------------------------------

guarded(Body) ->
    try
        Body()
    catch
        throw:{?MODULE, Why} -> [<<"failed">>, Why];
        Class:Reason:Trace -> [<<"failed">>, failure(Class, Reason, Trace)]
    end.

%% As Gleam's own errors, or as Erlang writes them, on one line.
failure(error, #{gleam_error := Kind, message := Message} = Error, _) ->
    Place = case Error of
                #{module := Module, line := Line} -> io_lib:format(" (~ts:~w)", [Module, Line]);
                _ -> ""
            end,
    cut(io_lib:format("~ts: ~ts~ts", [Kind, Message, Place]));
failure(error, undef, [{Module, Function, Arguments, _} | _]) ->
    Arity = if is_list(Arguments) -> length(Arguments); true -> Arguments end,
    cut(io_lib:format("there is no function ~ts:~ts/~w", [Module, Function, Arity]));
failure(exit, {Reason, [{M, F, A, Where} | _]}, _) when is_atom(M), is_atom(F), is_list(Where) ->
    failure(error, Reason, [{M, F, A, Where}]);
failure(Class, Reason, _) ->
    cut(io_lib:format("~ts: ~0tP", [Class, Reason, 20])).

cut(Text) ->
    Line = [if Char < 32 -> 32; true -> Char end || Char <- lists:flatten(Text), is_integer(Char)],
    case length(Line) > 200 of
        true -> lists:sublist(Line, 197) ++ "...";
        false -> Line
    end.

%% --- Once ---------------------------------------------------------------------------------------

%% Calls before those that count, calls that count, and what `use` has.
once([Before, Calls | Spec]) ->
    guarded(fun() ->
                    {M, F, Args} = prepare(Spec),
                    [_ = repeat(N, M, F, Args) || N <- [binary_to_integer(Before)], N > 0],
                    case binary_to_integer(Calls) of
                        0 -> [<<"ok">>];
                        N -> [<<"ok">> | told(<<"1">>, repeat(N, M, F, Args))]
                    end
            end).
