%% zlib: whole texts and streams in parts, the chunks that come out, dictionaries, faults (class and reason).
-module(zlib_cases).
-export([t_deflate/0, t_inflate/0, t_dictionaries/0, t_parameters/0, t_windows/0, t_at_once/0]).
-export([id/1]).

id(X) -> X.

each(Funs) -> [short(try Fun() catch Class:Reason -> {Class, Reason} end) || Fun <- Funs].

short(Bytes) when is_binary(Bytes), byte_size(Bytes) > 40 -> {bytes, byte_size(Bytes), erlang:crc32(Bytes)};
short([First | Rest]) -> [short(First) | short(Rest)];
short(Tuple) when is_tuple(Tuple) -> list_to_tuple(short(tuple_to_list(Tuple)));
short(Other) -> Other.

random(Count) -> {Bytes, _} = rand:bytes_s(Count, rand:seed_s(exsss, 42)), Bytes.
big() -> binary:copy(?MODULE:id(<<"hello world ">>), 20000).

deflating(Fun) -> Z = zlib:open(), zlib:deflateInit(Z), Fun(Z).
inflating(Fun) -> Z = zlib:open(), zlib:inflateInit(Z), Fun(Z).

t_deflate() ->
    Big = big(),
    R = random(100000),
    each([fun() -> deflating(fun(Z) -> [zlib:deflate(Z,<<"a">>),zlib:deflate(Z,<<"b">>,sync),zlib:deflate(Z,[],full),zlib:deflate(Z,"c",finish),zlib:deflateEnd(Z)] end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,R,finish) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,R) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,[Big,Big],finish) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,<<"a">>,finish), zlib:deflate(Z,<<"b">>,finish) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,<<"a">>,finish), zlib:deflate(Z,<<>>,finish) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,<<"a">>), zlib:deflateEnd(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateEnd(Z), zlib:deflateEnd(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateEnd(Z), zlib:deflateInit(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateInit(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:inflateInit(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:inflate(Z,<<"a">>) end) end,
          fun() -> deflating(fun(Z) -> zlib:inflateEnd(Z) end) end,
          fun() -> inflating(fun(Z) -> zlib:deflate(Z,<<>>) end) end,
          fun() -> deflating(fun(Z) -> zlib:close(Z),zlib:close(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:close(Z),zlib:deflate(Z,<<>>) end) end,
          fun() -> zlib:close(foo) end,
          fun() -> zlib:close(make_ref()) end,
          fun() -> zlib:deflate(zlib:open(),<<>>) end,
          fun() -> zlib:inflate(zlib:open(),<<>>) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,foo) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,<<>>,foo) end) end,
          fun() -> deflating(fun(Z) -> S=self(), spawn(fun() -> S ! (try zlib:deflate(Z,<<>>) catch error:E -> E end) end), receive X -> X end end) end,
          fun() -> deflating(fun(Z) -> S=self(), P=spawn(fun() -> receive go -> S ! zlib:deflate(Z,<<"a">>,finish) end end), zlib:set_controlling_process(Z,P), P ! go, receive X -> X end end) end,
          fun() -> deflating(fun(Z) -> P=spawn(fun() -> ok end), zlib:set_controlling_process(Z,P) end) end,
          fun() -> deflating(fun(Z) -> zlib:set_controlling_process(Z,foo) end) end,
          fun() -> deflating(fun(Z) -> zlib:set_controlling_process(Z,self()) end) end]).

t_inflate() ->
    Big = big(),
    R = random(100000),
    C = zlib:compress(Big),
    CR = zlib:compress(R),
    each([fun() -> inflating(fun(Z) -> zlib:inflate(Z,C) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflate(Z,CR) end) end,
          fun() -> inflating(fun(Z) -> [zlib:inflate(Z,binary:part(CR,0,50000)), zlib:inflate(Z,binary:part(CR,50000,byte_size(CR)-50000)),zlib:inflateEnd(Z)] end) end,
          fun() -> inflating(fun(Z) -> [zlib:safeInflate(Z,C), zlib:safeInflate(Z,[]),zlib:safeInflate(Z,[])] end) end,
          fun() -> inflating(fun(Z) -> L=fun L(X)->case X of {continue,O}->[O|L(zlib:safeInflate(Z,[]))];O->[O] end end, L(zlib:safeInflate(Z,C)) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflate(Z,binary:part(C,0,10)),zlib:inflateEnd(Z) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflate(Z,<<"garbage data">>) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflate(Z,[C,<<"trail">>]) end) end,
          fun() -> inflating(fun(Z) -> [zlib:inflate(Z,[C,<<"trail">>]),zlib:inflate(Z,C),zlib:inflateEnd(Z)] end) end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,15,reset),[zlib:inflate(Z,[CR,C]),zlib:inflateEnd(Z)] end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,15,error),[zlib:inflate(Z,[CR,C]),zlib:inflateEnd(Z)] end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,15,error),[zlib:inflate(Z,[CR]),zlib:inflate(Z,[]),zlib:inflate(Z,"a")] end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,15,cut),[zlib:inflate(Z,[CR]),zlib:inflate(Z,[]),zlib:inflate(Z,"a")] end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,15,reset),[zlib:inflate(Z,[CR]),zlib:inflate(Z,[]),zlib:inflate(Z,"a")] end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,15,reset),[zlib:inflate(Z,[CR]),zlib:inflate(Z,"garbage")] end,
          fun() -> inflating(fun(Z) -> try zlib:inflate(Z,<<"garbage data">>) catch error:data_error -> ok end, zlib:inflate(Z,<<"more">>) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflate(Z,C), zlib:inflateReset(Z), [zlib:inflate(Z,binary:part(C,0,20)), zlib:inflateReset(Z),zlib:inflate(Z,CR)] end) end,
          fun() -> inflating(fun(Z) -> zlib:inflate(Z,[]) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflateEnd(Z) end) end]).

t_dictionaries() ->
    each([fun() -> Z=zlib:open(), ok=zlib:deflateInit(Z), A=zlib:deflateSetDictionary(Z,<<"hello world">>), B=zlib:deflate(Z,<<"hello world hello">>,finish), Z2=zlib:open(), zlib:inflateInit(Z2), R1=(try zlib:inflate(Z2,B) catch error:R0 -> R0 end), A2=zlib:inflateSetDictionary(Z2,<<"hello world">>), [A,B,R1,A2,zlib:inflate(Z2,[]), zlib:inflateGetDictionary(Z2), zlib:inflateEnd(Z2)] end,
          fun() -> Z=zlib:open(), ok=zlib:deflateInit(Z), zlib:deflateSetDictionary(Z,<<"hello world">>), B=zlib:deflate(Z,<<"hello world hello">>,finish), Z2=zlib:open(), zlib:inflateInit(Z2), zlib:inflate(Z2,B,[{exception_on_need_dict,false}]) end,
          fun() -> Z=zlib:open(), ok=zlib:deflateInit(Z), zlib:deflateSetDictionary(Z,<<"hello world">>), B=zlib:deflate(Z,<<"hello world hello">>,finish), Z2=zlib:open(), zlib:inflateInit(Z2), try zlib:inflate(Z2,B) catch error:_ -> ok end, zlib:inflateSetDictionary(Z2,<<"hello">>) end,
          fun() -> inflating(fun(Z) -> zlib:inflateSetDictionary(Z,<<"hello">>) end) end,
          fun() -> inflating(fun(Z) -> zlib:inflateGetDictionary(Z) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflate(Z,<<"a">>), zlib:deflateSetDictionary(Z,<<"a">>) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateSetDictionary(Z,foo) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateSetDictionary(Z,["a",<<"b">>]) end) end,
          fun() -> Z=zlib:open(), zlib:inflateInit(Z,-15), [zlib:inflateSetDictionary(Z,<<"hello">>),zlib:inflateGetDictionary(Z)] end]).

t_parameters() ->
    Big = big(),
    R = random(100000),
    each([fun() -> deflating(fun(Z) -> [zlib:deflate(Z,Big), zlib:deflateParams(Z,best_speed,huffman_only), zlib:deflate(Z,Big,finish)] end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateParams(Z,foo,default) end) end,
          fun() -> deflating(fun(Z) -> zlib:deflateReset(Z) end) end,
          fun() -> inflating(fun(Z) -> zlib:deflateReset(Z) end) end,
          fun() -> deflating(fun(Z) -> [zlib:deflate(Z,R),zlib:deflateReset(Z),zlib:deflate(Z,"abc",finish)] end) end]).

t_at_once() ->
    Big = big(),
    R = random(100000),
    C = zlib:compress(Big),
    each([fun() -> zlib:uncompress(<<"abc">>) end,
          fun() -> zlib:uncompress(<<"abcdefghijkl">>) end,
          fun() -> zlib:uncompress(binary:part(C,0,100)) end,
          fun() -> zlib:gunzip(<<"abc">>) end,
          fun() -> zlib:gunzip(zlib:gzip("abc")) end,
          fun() -> zlib:gunzip([zlib:gzip("abc"),zlib:gzip("def")]) end,
          fun() -> zlib:gunzip([zlib:gzip("abc"),"trail"]) end,
          fun() -> zlib:gzip(Big) end,
          fun() -> zlib:zip(Big) end,
          fun() -> zlib:unzip(zlib:zip(Big)) end,
          fun() -> zlib:unzip(<<255,255>>) end,
          fun() -> zlib:unzip(<<>>) end,
          fun() -> zlib:gunzip(<<>>) end,
          fun() -> zlib:compress(foo) end,
          fun() -> zlib:zip([1|2]) end,
          fun() -> zlib:gzip(<<>>) end,
          fun() -> zlib:compress(R) end,
          fun() -> zlib:uncompress(foo) end,
          fun() -> zlib:deflateInit(foo) end,
          fun() -> zlib:deflateInit(zlib:open(),foo) end,
          fun() -> zlib:inflateInit(zlib:open(),15,foo) end,
          fun() -> zlib:unzip(<<1:3>>) end,
          fun() -> zlib:gunzip(binary:part(zlib:gzip(Big),0,30)) end]).

t_windows() ->
    each([fun() ->
                  Z = zlib:open(),
                  zlib:deflateInit(Z, default, deflated, Bits, Memory, default),
                  Packed = zlib:deflate(Z, big(), finish),
                  Other = zlib:open(),
                  zlib:inflateInit(Other, Bits),
                  {Packed, zlib:inflate(Other, Packed)}
          end || Bits <- ?MODULE:id([8, 9, 15, -8, -9, -15, 24, 25, 31, 32, 47, 48, 7, 16, foo]), Memory <- [1, 9]]).
