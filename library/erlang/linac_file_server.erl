%% The process `file_server_2`, which OTP's module file asks for what is not raw. Linac starts it,
%% waiting, before a program runs (runtime/exec/services.h).
-module(linac_file_server).
-export([start/0, direct/2]).

start() -> loop().

loop() ->
    receive
        {'$gen_call', From, Request} ->
            Reply = try
                        request(Request, From)
                    catch
                        error:_ -> {error, badarg}
                    end,
            gen:reply(From, Reply);
        _ ->
            ok
    end,
    loop().

%% What file would ask the server for, in the process that asks: so it is that process's capabilities that
%% count. The server cannot know whose request it has, as anybody can write any pid into one: where
%% processes may do different things (linac_host:is_divided/0), it does nothing.
direct(Request, Owner) ->
    case Request of
        {open, Name, Modes} when is_list(Modes) -> file_io_server:start(Owner, Name, Modes);
        _ -> do(Request, {Owner, none})
    end.

request(Request, From) ->
    case linac_host:is_divided() of
        true -> {error, eperm};
        false -> do(Request, From)
    end.

do({open, Name, Modes}, {Owner, _}) when is_list(Modes) ->
    case file_io_server:start_link(Owner, Name, Modes) of
        {ok, Device} = Opened -> unlink_later(Device, Opened);
        Other -> Other
    end;
do({copy, Source, SourceModes, Target, TargetModes, Length}, _) ->
    copy(Source, SourceModes, Target, TargetModes, Length);
do(get_cwd, _) -> prim_file:get_cwd();
do({get_cwd}, _) -> prim_file:get_cwd();
do({get_cwd, Drive}, _) -> prim_file:get_cwd(Drive);
do(stop, _) -> {error, badarg};
do(Request, _) when is_tuple(Request) ->
    [Function | Arguments] = tuple_to_list(Request),
    apply(prim_file, Function, Arguments).

%% The device watches its owner; it needs nobody's link.
unlink_later(Device, Opened) ->
    unlink(Device),
    receive {'EXIT', Device, _} -> ok after 0 -> ok end,
    Opened.

copy(Source, SourceModes, Target, TargetModes, Length) ->
    case prim_file:open(Source, [read, binary | SourceModes]) of
        {ok, From} ->
            Result = case prim_file:open(Target, [write, binary | TargetModes]) of
                         {ok, To} ->
                             Copied = prim_file:copy(From, To, Length),
                             _ = prim_file:close(To),
                             Copied;
                         Error ->
                             Error
                     end,
            _ = prim_file:close(From),
            Result;
        Error ->
            Error
    end.
