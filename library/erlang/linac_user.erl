%% The processes `user` and `standard_error`: the I/O protocol over stdin, stdout and stderr.
%%
%% Linac starts both, waiting, before a program runs (runtime/exec/services.h). io's functions print past
%% `user` for as long as it is the group leader (bifs/io.cpp); here is what is asked by messages, and all
%% that reads. While a request waits for input, those that only print are answered.
-module(linac_user).
-export([user/0, standard_error/0]).

-record(device, {
    output :: stdout | stderr,
    input = undefined :: undefined | reference(),  % the descriptor, once something is read
    buffer = <<>> :: binary(),                     % what has been read, as UTF-8
    tail = <<>> :: binary(),                       % the begin of a character whose rest is to come
    %% Latin-1 from the first byte on that is no UTF-8, as in OTP.
    input_encoding = unicode :: unicode | latin1,
    ended = false :: boolean(),
    %% What io:setopts has set, which need not come as a request (bifs/io.cpp).
    binary = false :: boolean(),
    encoding = unicode :: unicode | latin1
}).

-define(BINARY, 1).
-define(LATIN1, 2).

user() -> loop(#device{output = stdout}).

standard_error() -> loop(#device{output = stderr, ended = true}).

loop(Device) ->
    receive
        {io_request, From, ReplyAs, Request} when is_pid(From) ->
            loop(serve(From, ReplyAs, Request, with_options(Device)));
        _ ->
            loop(Device)
    end.

with_options(#device{output = Output} = Device) ->
    Options = linac_host:io_options(Output),
    Device#device{binary = Options band ?BINARY =/= 0,
                  encoding = case Options band ?LATIN1 of 0 -> unicode; _ -> latin1 end}.

keep_options(#device{output = Output, binary = Binary, encoding = Encoding}) ->
    linac_host:set_io_options(Output, case Binary of true -> ?BINARY; false -> 0 end bor
                                          case Encoding of latin1 -> ?LATIN1; unicode -> 0 end).

serve(From, ReplyAs, Request, Device) ->
    {Reply, Next} =
        try
            request(Request, Device)
        catch
            _:_ -> {{error, {error, Request}}, Device}
        end,
    From ! {io_reply, ReplyAs, Reply},
    Next.

%% {Reply, Device}
request({put_chars, Encoding, Chars}, Device) ->
    {put_chars(Encoding, Chars, {put_chars, Encoding, Chars}, Device), Device};
request({put_chars, Encoding, Module, Function, Arguments} = Request, Device) ->
    Reply =
        try apply(Module, Function, Arguments) of
            Chars -> put_chars(Encoding, Chars, Request, Device)
        catch
            _:_ -> {error, Request}
        end,
    {Reply, Device};
request({put_chars, Chars}, Device) ->
    request({put_chars, latin1, Chars}, Device);
request({put_chars, Module, Function, Arguments}, Device) ->
    request({put_chars, latin1, Module, Function, Arguments}, Device);
request({requests, Requests}, Device) when is_list(Requests) ->
    requests(Requests, {ok, Device});
request({setopts, Options}, Device) when is_list(Options) ->
    setopts(lists:reverse(proplists:unfold(Options)), Device);
request(getopts, #device{output = stderr} = Device) ->
    {[{encoding, Device#device.encoding}, {onlcr, false}, {log, none}, {terminal, false}], Device};
request(getopts, Device) ->
    {[{expand_fun, false}, {echo, false}, {line_history, false}, {log, none},
      {binary, Device#device.binary}, {encoding, Device#device.encoding}, {terminal, false},
      {stdout, false}, {stderr, false}, {stdin, false}],
     Device};
request({get_geometry, Which}, #device{output = stdout} = Device) ->
    {geometry(Which, linac_host:window()), Device};
request({get_line, Encoding, Prompt}, #device{output = stdout} = Device) ->
    line(Encoding, prompt(Prompt, Device));
request({get_line, Prompt}, Device) ->
    request({get_line, latin1, Prompt}, Device);
request({get_chars, Encoding, Prompt, Count}, #device{output = stdout} = Device)
  when is_integer(Count), Count >= 0 ->
    chars(Encoding, Count, prompt(Prompt, Device));
request({get_chars, Prompt, Count}, Device) ->
    request({get_chars, latin1, Prompt, Count}, Device);
request({get_until, _Encoding, Prompt, Module, Function, Arguments},
        #device{output = stdout} = Device) ->
    until(Module, Function, Arguments, [], prompt(Prompt, Device));
request({get_until, Prompt, Module, Function, Arguments}, Device) ->
    request({get_until, latin1, Prompt, Module, Function, Arguments}, Device);
request({get_geometry, _}, Device) ->
    {{error, enotsup}, Device};
request({get_password, _}, Device) ->
    {{error, enotsup}, Device};
request(_, Device) ->
    {{error, request}, Device}.

%% Until one fails.
requests([Request | Rest], {Reply, Device}) ->
    case is_error(Reply) of
        true -> {Reply, Device};
        false -> requests(Rest, request(Request, Device))
    end;
requests([], Result) ->
    Result.

is_error({error, _}) -> true;
is_error(_) -> false.

put_chars(Encoding, Chars, Request, #device{output = Output}) ->
    case unicode:characters_to_binary(Chars, Encoding, unicode) of
        Text when is_binary(Text) -> linac_host:put(Output, Text);
        _ -> {error, Request}
    end.

%% Of several about the same the first counts, so the last comes first.
setopts([{binary, Binary} | Rest], Device) when is_boolean(Binary) ->
    setopts(Rest, Device#device{binary = Binary});
setopts([{list, List} | Rest], Device) when is_boolean(List) ->
    setopts(Rest, Device#device{binary = not List});
setopts([{encoding, latin1} | Rest], Device) ->
    setopts(Rest, Device#device{encoding = latin1});
setopts([{encoding, Unicode} | Rest], Device) when Unicode =:= unicode; Unicode =:= utf8 ->
    setopts(Rest, Device#device{encoding = unicode});
setopts([{Option, _} | Rest], Device)
  when Option =:= echo; Option =:= expand_fun; Option =:= line_history; Option =:= log ->
    setopts(Rest, Device);
setopts([], Device) ->
    ok = keep_options(Device),
    {ok, Device};
setopts(_, Device) ->
    {{error, enotsup}, Device}.

geometry(columns, {Columns, _}) -> Columns;
geometry(rows, {_, Rows}) -> Rows;
geometry(_, _) -> {error, enotsup}.

%% --- Reading ------------------------------------------------------------------------------------

prompt(Prompt, Device) ->
    put_chars(unicode, io_lib:format_prompt(Prompt), prompt, Device),
    linac_host:flush(),
    Device.

%% CR LF ends a line as LF does.
line(Encoding, Device) ->
    {Bytes, Next} = line_bytes(Device),
    {given(without_return(Bytes), Encoding, Next), Next}.

line_bytes(#device{buffer = Buffer} = Device) ->
    case binary:match(Buffer, <<"\n">>) of
        {At, 1} -> take_bytes(At + 1, Device);
        nomatch when Device#device.ended -> take_bytes(byte_size(Buffer), Device);
        nomatch -> line_bytes(more(Device))
    end.

without_return(Line) ->
    Before = byte_size(Line) - 2,
    case Line of
        <<Text:Before/binary, "\r\n">> -> <<Text/binary, $\n>>;
        _ -> Line
    end.

chars(_, 0, #device{binary = Binary} = Device) ->
    {case Binary of true -> <<>>; false -> [] end, Device};
chars(Encoding, Count, #device{buffer = Buffer} = Device) ->
    case bytes_of_chars(Buffer, Count, 0) of
        more when Device#device.ended -> take(Encoding, byte_size(Buffer), Device);
        more -> chars(Encoding, Count, more(Device));
        Bytes -> take(Encoding, Bytes, Device)
    end.

%% How many bytes that many characters are, or `more`.
bytes_of_chars(_, 0, Bytes) -> Bytes;
bytes_of_chars(<<Char/utf8, Rest/binary>>, Count, Bytes) ->
    bytes_of_chars(Rest, Count - 1, Bytes + byte_size(<<Char/utf8>>));
bytes_of_chars(_, _, _) -> more.

take_bytes(Count, #device{buffer = Buffer} = Device) ->
    <<Bytes:Count/binary, Rest/binary>> = Buffer,
    {Bytes, Device#device{buffer = Rest}}.

%% The first bytes as the reader wants them.
take(Encoding, Count, Device) ->
    {Bytes, Next} = take_bytes(Count, Device),
    {given(Bytes, Encoding, Next), Next}.

given(<<>>, _, _) -> eof;
given(Bytes, Encoding, Device) -> convert(Bytes, Encoding, Device).

%% Input is UTF-8 whatever the device's encoding is set to, as it is in OTP by the time that a reader
%% sees it: the option is about output, and what readers may be given.
convert(Bytes, To, #device{binary = true}) ->
    case unicode:characters_to_binary(Bytes, unicode, To) of
        Text when is_binary(Text) -> Text;
        _ -> {error, {no_translation, unicode, To}}
    end;
convert(Bytes, _, _) ->
    case unicode:characters_to_list(Bytes) of
        Text when is_list(Text) -> Text;
        _ -> {error, collect_line}
    end.

%% Line by line into Module:Function(Continuation, Chars | eof, ...) until that is done.
until(Module, Function, Arguments, Continuation, Device) ->
    {Bytes, Read} = line_bytes(Device),
    Line = given(Bytes, unicode, Read#device{binary = false}),
    case apply(Module, Function, [Continuation, Line | Arguments]) of
        {done, Result, Rest} -> {result(Result, Read), put_back(Rest, Read)};
        {more, More} -> until(Module, Function, Arguments, More, Read)
    end.

result(Chars, #device{binary = true}) when is_list(Chars) ->
    try unicode:characters_to_binary(Chars) of
        Text when is_binary(Text) -> Text;
        _ -> Chars
    catch
        _:_ -> Chars
    end;
result(Result, _) ->
    Result.

put_back(Chars, #device{buffer = Buffer} = Device) when is_list(Chars) ->
    Bytes = unicode:characters_to_binary(Chars),
    Device#device{buffer = <<Bytes/binary, Buffer/binary>>};
put_back(_, Device) ->
    Device.

%% The device with more bytes, or at its end.
more(#device{input = undefined} = Device) ->
    more(Device#device{input = linac_host:stdin()});
more(#device{input = Input} = Device) ->
    wait(linac_host:await(Input, in), Device),
    case linac_host:read(Input) of
        {ok, Bytes} -> add_input(Bytes, Device);
        again -> more(Device);
        _ -> Device#device{ended = true}
    end.

add_input(Bytes, #device{buffer = Buffer, input_encoding = latin1} = Device) ->
    Text = unicode:characters_to_binary(Bytes, latin1, unicode),
    Device#device{buffer = <<Buffer/binary, Text/binary>>};
add_input(Bytes, #device{buffer = Buffer, tail = Tail} = Device) ->
    case unicode:characters_to_binary(<<Tail/binary, Bytes/binary>>) of
        {error, Text, Rest} ->
            add_input(Rest, Device#device{buffer = <<Buffer/binary, Text/binary>>,
                                          input_encoding = latin1});
        {incomplete, Text, Rest} ->
            Device#device{buffer = <<Buffer/binary, Text/binary>>, tail = Rest};
        Text ->
            Device#device{buffer = <<Buffer/binary, Text/binary>>, tail = <<>>}
    end.

wait(Number, Device) ->
    receive
        {linac_ready, Number, in} ->
            ok;
        {io_request, From, ReplyAs, Request} when element(1, Request) =:= put_chars ->
            serve(From, ReplyAs, Request, Device),
            wait(Number, Device)
    end.
