%% Ways to files, commands, the environment, the clock and code: what each answers. Paths are arguments.
-module(tricks).
-export([read/1, write/2, list/1, info/1, delete/1, rename/2, hard_link/2, soft_link/2, make_dir/1,
         link_access/1, read_raw/1, read_much/1, append/2, copy/2, cwd/0, change_cwd/1, chmod/1,
         open_server/1, forged/1, linked_then_read/2, race/2,
         run/2, run_renamed/2, run_with/2, shell/1, cmd/1,
         variable/1, variables/0, set_variable/2, time/0, passed/0, random/0, interfaces/0, names/0,
         load/1, path/1, own_module/0, remove/0, consult/1, wildcard/1, ensure/1]).

%% {error, Reason} and results as they are, exceptions as {Class, Reason}.
answer(Fun) ->
    try Fun() catch Class:Reason -> {Class, Reason} end.

read(Path) -> answer(fun() -> file:read_file(Path) end).
write(Path, Text) -> answer(fun() -> file:write_file(Path, Text) end).
list(Path) ->
    answer(fun() ->
                   case file:list_dir(Path) of
                       {ok, Names} -> {ok, lists:sort(Names)};
                       Error -> Error
                   end
           end).
info(Path) ->
    answer(fun() ->
                   case file:read_file_info(Path) of
                       {ok, Info} -> {ok, element(3, Info)};
                       Error -> Error
                   end
           end).
delete(Path) -> answer(fun() -> file:delete(Path) end).
rename(From, To) -> answer(fun() -> file:rename(From, To) end).
hard_link(From, To) -> answer(fun() -> file:make_link(From, To) end).
soft_link(To, Name) -> answer(fun() -> file:make_symlink(To, Name) end).
make_dir(Path) -> answer(fun() -> file:make_dir(Path) end).
chmod(Path) -> answer(fun() -> file:change_mode(Path, 8#600) end).
consult(Path) -> answer(fun() -> file:consult(Path) end).
wildcard(Pattern) -> answer(fun() -> filelib:wildcard(binary_to_list(Pattern)) end).
ensure(Path) -> answer(fun() -> filelib:ensure_dir(Path) end).

link_access(Path) ->
    answer(fun() ->
                   {ok, Info} = file:read_link_info(Path),
                   element(4, Info)
           end).

read_raw(Path) ->
    answer(fun() ->
                   {ok, File} = file:open(Path, [read, raw, binary]),
                   Read = file:read(File, 100),
                   ok = file:close(File),
                   Read
           end).

%% More than any machine has.
read_much(Path) ->
    answer(fun() ->
                   {ok, File} = file:open(Path, [read, raw, binary, directory]),
                   {file:read(File, 1 bsl 62), file:pread(File, 0, 1 bsl 62)}
           end).

append(Path, Text) ->
    answer(fun() ->
                   case file:open(Path, [append, binary]) of
                       {ok, File} ->
                           ok = file:write(File, Text),
                           file:close(File);
                       Error -> Error
                   end
           end).

copy(From, To) -> answer(fun() -> file:copy(From, To) end).

cwd() -> answer(fun() -> file:get_cwd() end).
change_cwd(Path) ->
    {answer(fun() -> file:set_cwd(Path) end), answer(fun() -> file:read_file(<<"here.txt">>) end)}.

open_server(Path) ->
    answer(fun() ->
                   case file:open(Path, [read, binary]) of
                       {ok, File} -> file:read(File, 100);
                       Error -> Error
                   end
           end).

%% A request of the file server in another's name.
forged(Path) ->
    answer(fun() ->
                   Ref = make_ref(),
                   Other = whereis(init),
                   file_server_2 ! {'$gen_call', {self(), Ref}, {read_file, Path}},
                   file_server_2 ! {'$gen_call', {Other, make_ref()}, {read_file, Path}},
                   receive {Ref, Reply} -> Reply after 5000 -> timeout end
           end).

linked_then_read(Target, Name) ->
    {answer(fun() -> file:make_symlink(Target, Name) end),
     answer(fun() -> file:read_file(<<Name/binary, "/secret.txt">>) end)}.

%% Reads Path again and again while others change what it leads to; what was read at any time.
race(Path, Times) -> lists:usort([answer(fun() -> file:read_file(Path) end) || _ <- lists:seq(1, Times)]).

run(Command, Arguments) -> port(Command, [{args, Arguments}]).
run_renamed(Command, Name) -> port(Command, [{arg0, Name}, {args, [<<"-c">>, <<"echo escaped">>]}]).
run_with(Command, {Name, Value}) -> port(Command, [{env, [{binary_to_list(Name), binary_to_list(Value)}]}]).
shell(Line) -> answer(fun() -> ended(open_port({spawn, binary_to_list(Line)}, [exit_status, binary])) end).
cmd(Line) -> answer(fun() -> os:cmd(binary_to_list(Line)) end).

port(Command, Options) ->
    answer(fun() ->
                   ended(open_port({spawn_executable, binary_to_list(Command)},
                                   [exit_status, binary | Options]))
           end).

ended(Port) ->
    receive
        {Port, {data, Data}} ->
            case ended(Port) of
                {Status, Rest} -> {Status, <<Data/binary, Rest/binary>>}
            end;
        {Port, {exit_status, Status}} -> {Status, <<>>}
    end.

variable(Name) -> answer(fun() -> os:getenv(binary_to_list(Name)) end).
names() ->
    answer(fun() ->
                   Results = [inet:gethostbyname("localhost"), inet:getaddr("127.0.0.1", inet),
                              inet:gethostbyaddr({127, 0, 0, 1}), inet:getservbyname("http", tcp),
                              inet:getservbyport(80, tcp)],
                   length([refused || {error, eperm} <- Results])
           end).
interfaces() -> answer(fun() -> element(1, inet:getifaddrs()) end).
variables() -> answer(fun() -> lists:sort([hd(string:split(Row, "=")) || Row <- os:getenv()]) end).
set_variable(Name, Value) ->
    answer(fun() -> os:putenv(binary_to_list(Name), binary_to_list(Value)) end).

time() ->
    [case answer(Fun) of
         {error, Reason} -> {error, Reason};
         _ -> told
     end || Fun <- [fun() -> erlang:system_time() end, fun() -> os:timestamp() end,
                    fun() -> calendar:local_time() end, fun() -> erlang:time_offset() end]].
passed() -> answer(fun() -> is_integer(erlang:monotonic_time()) end).
random() -> answer(fun() -> X = rand:uniform(10), X >= 1 andalso X =< 10 end).

load(Path) ->
    answer(fun() -> code:load_abs(binary_to_list(filename:rootname(Path))) end).
path(Folder) -> answer(fun() -> code:add_patha(binary_to_list(Folder)) end).
own_module() -> answer(fun() -> hostile:neighbour(2) end).
remove() -> answer(fun() -> code:delete(hostile) end).
