%% What Erlang's functions for terminals, files and programs answer: each function here prints, and
%% NAME.txt has what OTP 29 prints (./record). They run in an empty folder; stdin is input.txt.
-module(outside).
-export([io/0, captured/0, file/0, port/0, tables/0]).

p(X) -> io:format("~p~n", [X]).

error_of(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.

io() ->
    p(io:getopts()), io:put_chars(user, "hej\n"), p(io:columns()), p(io:rows()),
    p(io:get_line("prompt> ")),
    p(io:setopts([binary, {encoding, unicode}])),
    p(io:get_line("")), p(io:get_chars("", 3)), p(io:get_line("")),
    p(io:setopts([list])),
    p(io:read("")), p(io:fread("", "~d ~d")),
    p(io:get_line("")),
    p(io:get_line("")), p(io:get_line("")), p(io:get_chars("", 1)),
    io:format(standard_error, "err~n", []), io:put_chars(standard_error, "err2\n"),
    p(io:request(standard_error, {put_chars, unicode, "err3\n"})),
    p(io:request(user, {requests, [{put_chars, unicode, "a"}, {put_chars, unicode, "b\n"}]})),
    p(io:request(user, nonsense)),
    p(io:setopts([{nonsense, 1}])),
    [begin
         p(io:setopts(Options)), p([proplists:get_value(Key, io:getopts()) || Key <- [binary, encoding]]),
         io:put_chars([229,10]), io:format("~ts~n", [[229,8364]]), p(io:request(user, {put_chars, unicode, [229,8364,10]}))
     end || Options <- [[binary, list, {encoding, latin1}], [list, binary, {encoding, unicode}, {encoding, latin1}],
                        [{encoding, latin1}, {encoding, unicode}], [{encoding, latin1}, {log, none}, {encoding, unicode}],
                        [{encoding, utf8}]]],
    p(io:setopts(standard_error, [{encoding, latin1}])), io:format(standard_error, "~ts~n", [[229,8364]]),
    p(whereis(user) =:= group_leader()), p(is_pid(whereis(standard_error))),
    ok.

%% What a process prints goes to its group leader, as do those that it starts.
captured() ->
    Self = self(),
    Collector = spawn_link(fun() -> collect(Self, []) end),
    {Pid, Ref} = spawn_monitor(fun() ->
        group_leader(Collector, self()),
        io:format("~w ", [1]), io:put_chars("två "), io:nl(),
        {Inner, InnerRef} = spawn_monitor(fun() -> io:format("inner~n") end),
        receive {'DOWN', InnerRef, process, Inner, _} -> ok end
    end),
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    Collector ! stop,
    receive {collected, Text} -> p(Text) end,
    erlang:halt().

collect(To, Text) ->
    receive
        {io_request, From, ReplyAs, {put_chars, unicode, Chars}} ->
            From ! {io_reply, ReplyAs, ok},
            collect(To, [Text, Chars]);
        {io_request, From, ReplyAs, {put_chars, unicode, M, F, A}} ->
            From ! {io_reply, ReplyAs, ok},
            collect(To, [Text, apply(M, F, A)]);
        stop ->
            To ! {collected, unicode:characters_to_list(Text)}
    end.

%% What is kept in files by processes of kernel, which start when they are wanted.
tables() ->
    Table = ets:new(table, [public]), ets:insert(Table, [{a, 1}, {b, "x"}]),
    p(ets:tab2file(Table, "t.tab")), {ok, Read} = ets:file2tab("t.tab"), p(lists:sort(ets:tab2list(Read))),
    p(ets:tab2file(Table, "t.tab", [{extended_info, [md5sum, object_count]}, {sync, true}])),
    {ok, Verified} = ets:file2tab("t.tab", [{verify, true}]), p(ets:info(Verified, size)), p(element(1, ets:tabfile_info("t.tab"))),
    p(ets:file2tab("nope")), p(ets:tab2file(Table, "nope/t.tab")),
    {ok, Log} = disk_log:open([{name, log}, {file, "l.log"}]), p(disk_log:log(Log, {hello, 1})), p(disk_log:sync(Log)),
    p(element(2, disk_log:chunk(Log, start))), p(disk_log:close(Log)),
    {ok, Dets} = dets:open_file(dets, [{file, "d.dets"}]), p(dets:insert(Dets, [{1, a}, {2, b}])), p(dets:close(Dets)),
    {ok, Again} = dets:open_file(dets, [{file, "d.dets"}]), p(lists:sort(dets:match_object(Again, '_'))), p(dets:close(Again)),
    {ok, Scope} = pg:start_link(scope), p(pg:join(scope, group, self())), p(pg:get_members(scope, group) =:= [self()]),
    p(pg:which_groups(scope)), p(pg:leave(scope, group, self())), p(pg:get_members(scope, group)), p(gen_server:stop(Scope)).

file() ->
    p(file:write_file("a.txt", "hello\nworld\n")), p(file:read_file("a.txt")), p(file:read_file("nope")),
    p(file:list_dir(".")), p(file:make_dir("d")), p(file:make_dir("d")), p(file:rename("a.txt","d/b.txt")),
    {ok,I}=file:read_file_info("d/b.txt",[{time,posix}]), p(element(2,I)), p(element(3,I)), p(element(4,I)),
    {ok,F}=file:open("d/b.txt",[read,raw,binary]), p(file:read(F,3)), p(file:position(F,{eof,-3})), p(file:read(F,10)), p(file:read(F,10)), p(file:pread(F,0,2)), p(file:close(F)), p(file:read(F,1)),
    {ok,G}=file:open("d/b.txt",[read,append]), p(file:read_line(G)), p(io:get_line(G,"")), p(io:get_line(G,"")), p(io:format(G,"x~p~n",[1])), p(file:close(G)), p(file:read_file("d/b.txt")),
    {ok,L}=file:open("d/b.txt",[read,raw,read_ahead]), p(file:read_line(L)), p(file:read_line(L)), p(file:close(L)),
    p(file:copy("d/b.txt","d/c.txt")), p(file:del_dir("d")), p(file:delete("d")), p(file:delete("nope")), p(lists:sort(filelib:wildcard("d/*"))), p(filelib:is_dir("d")), p(filelib:file_size("d/c.txt")),
    p(file:make_symlink("c.txt","d/l")), p(file:read_link("d/l")), p(file:write_file("t.term","{a,1}.\n[b].\n")), p(file:consult("t.term")),
    p(file:change_mode("t.term",8#600)), p(file:change_time("t.term",{{2020,1,1},{0,0,0}})), {ok,J}=file:read_file_info("t.term",[{time,universal}]), p(element(6,J)),
    p(filelib:ensure_dir("x/y/z")), p(file:del_dir_r("x")), p(file:del_dir_r("d")), p(file:open("nope/x",[write])), p(file:write_file("a\0b","")), p(file:read_file(foo)),
    p(file:write_file("u.txt",<<"ä"/utf8>>)), {ok,U}=file:open("u.txt",[read,{encoding,utf8}]), p(io:get_line(U,"")), p(file:close(U)), p(file:open("u.txt",[exclusive,write])), p(zlib:compress([])), p(zlib:compress(["aaaa", <<"aaaaaa">>])),
  p(file:set_cwd("/")), p(file:get_cwd()),
  ok.
port() ->
    p(os:cmd("echo hi; echo err 1>&2")), 
  P=erlang:open_port({spawn,"echo a b"},[exit_status,binary]), r(P), r(P),
  Q=erlang:open_port({spawn_executable,"/bin/sh"},[{args,["-c","cat; exit 3"]},exit_status,{line,80}]),
  Q ! {self(),{command,"abc\ndef"}}, r(Q), p(erlang:port_info(Q,connected)=={connected,self()}), p(port_command(Q,"\n")), r(Q), p(is_port(Q)), p(lists:member(Q, erlang:ports())), 
    p(port_close(Q)), p(error_of(fun() -> port_command(Q,"x") end)), p(erlang:port_info(Q)),
    p(error_of(fun() -> open_port({spawn_executable,"/nope"},[]) end)), p(error_of(fun() -> open_port(foo,[]) end)),
    [p(error_of(fun() -> N = open_port({spawn_executable,X},[exit_status|O]), receive {N,Z} -> Z after 60000 -> none end end))
     || Long <- [lists:duplicate(200000, $a)],
        {X,O} <- [{"/",[]},{"",[]},{"/etc/passwd",[]},{"/etc/passwd/x",[]},{"/bin/sh",[{cd,"/nope"}]},{"/bin/sh",[{cd,"/etc/passwd"}]},{"/nope",[{cd,"/nope"}]},
                  {"/bin/sh",[{cd,"/nope"},stderr_to_stdout]},{"/bin/sh",[{cd,"/nope"},{env,[{"A",Long}]}]},{"/bin/sh",[{env,[{"A",Long}]}]},{"/bin/sh",[{args,[Long]}]},{Long,[]}]],
    p(is_integer(erlang:system_info(start_time)) andalso erlang:system_info(start_time) =< erlang:monotonic_time()),
  process_flag(trap_exit,true), S=open_port({spawn,"sleep 0.1; exit 4"},[exit_status]), r(S), receive {'EXIT',S,Y}->p(Y) after 120000->p(noexit) end,
    p(is_list(os:find_executable("sh"))), p(os:cmd("exit 3")),
    M=erlang:open_port({spawn,"cat"},[binary,{packet,2}]), p(port_command(M,["ab",<<"c">>])), r(M), Ref=erlang:monitor(port,M),
    unlink(M), true=erlang:port_connect(M,self()), M ! {self(),close}, r(M), receive {'DOWN',Ref,port,M,Why} -> p(Why) after 120000 -> p(timeout) end,
    E=erlang:open_port({spawn_executable,"/bin/sh"},[{args,["-c","echo $LINAC_A; pwd; echo x 1>&2"]},{env,[{"LINAC_A","b c"}]},{cd,"/"},stderr_to_stdout,eof,{line,3}]), r(E), r(E), r(E), r(E), p(is_list(erlang:port_info(E))), port_close(E),
    K=erlang:open_port({spawn,"sleep 1000"},[exit_status]), {os_pid,Os}=erlang:port_info(K,os_pid), [] = os:cmd("kill " ++ integer_to_list(Os)), r(K),
    Big=erlang:open_port({spawn,"cat"},[binary,exit_status]), Data=binary:copy(<<"0123456789">>,100000), spawn_link(fun() -> port_command(Big,Data) end), p(size_of(Big,0)),
    C=erlang:open_port({spawn,"cat"},[]),
    [p({Options, error_of(fun() -> port_command(To,Sent,Options) end)})
     || {To,Sent} <- [{C,"x"},{nobody,sent}], Options <- [[force],[nosuspend,force],[nosuspend,nosuspend],[nosuspend|x],[now]]],
    ok.

size_of(P, N) when N < 1000000 -> receive {P,{data,D}} -> size_of(P, N+byte_size(D)) after 120000 -> {timeout,N} end;
size_of(P, N) -> port_close(P), N.

r(P) -> receive {P,X} -> p(X) after 120000 -> p(timeout) end.
