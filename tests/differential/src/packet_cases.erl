%% erlang:decode_packet/3, every kind of packet: whole, in part, too long, broken.
-module(packet_cases).
-export([t_counted/0, t_lines/0, t_protocols/0, t_options/0, t_http_start/0, t_http_start_more/0, t_http_header/0, t_http_names/0, t_http_methods/0]).
-export([t_limits/0, t_bad_type/0]).
-export([id/1]).

id(X) -> X.

decode(Type, Bytes, Options) -> try erlang:decode_packet(Type, ?MODULE:id(Bytes), Options) catch Class:Reason -> {Class, Reason} end.

limits() -> [[], [{packet_size, 2}], [{line_length, 2}], [{packet_size, 5}, {line_length, 3}]].

t_counted() -> [decode(Type, Bytes, Options) || Type <- [raw, 0, 1, 2, 4], Bytes <- plain(), Options <- limits()].
t_lines() -> [decode(line, Bytes, Options) || Bytes <- plain(), Options <- limits()].
plain() -> [<<>>, <<1>>, <<0>>, <<3, "abcd">>, <<0,3, "abcd">>, <<0,0,0,3, "abcd">>, <<255,255,255,255,1>>, 
         <<128,0,0,0>>, <<"ab\ncd">>, <<"ab\r\ncd\r\n">>, <<"abc">>, <<"\n">>,binary:copy(<<"x">>,20), 
         <<0,0,0,200,1>>].
t_protocols() ->
    [decode(Type, Bytes, []) || Type <- [asn1, cdr, sunrm, fcgi, tpkt, ssl_tls],
     Bytes <- [<<>>, <<16#30,3,1,2,3,4>>, <<16#30,16#81,3,1,2,3,4>>, <<16#1f,16#81,1,2,1,2,3>>, <<16#30,16#80,1>>, 
         <<16#30,16#82,0,2,1,2,3>>, <<"GIOP",1,0,0,0,0,0,0,2,1,2,3>>, <<"GIOP",1,0,1,0,2,0,0,0,1,2,3>>, 
         <<0,0,0,2,1,2,3>>, <<128,0,0,2,1,2,3>>, <<1,1,0,1,0,2,1,0,1,2,3,4>>, <<3,0,0,6,1,2,3>>, <<2,0,0,6,1,2>>, 
         <<22,3,1,0,2,1,2,3>>, <<128,3,1,3,1,2,3>>, <<22,3,1,0,2,1>>]].
t_options() ->
    [decode(line, <<"ab;cd">>, [{line_delimiter, $;}]), decode(line, <<"ab;cd">>, [{line_delimiter, foo}]), decode(line, foo, []), decode(line, <<>>, foo),
     decode(line, <<1:3>>, []), decode(line, <<"a\n", 1:3>>, []), decode(1, <<>>, [{packet_size, -1}]), decode(1, <<>>, [foo]), decode(1, <<>>, [{foo, 1}]),
     decode(line, <<"a\nb">>, [{packet_size, 0}])].
t_bad_type() -> [decode(Type, <<"a">>, []) || Type <- [foo, 3, -1, '1', "line", 1.0]].
t_http_start() ->
    [decode(Type, Bytes, Options) || Type <- [http, http_bin], Options <- [[], [{packet_size, 10}], [{line_length, 10}]],
     Bytes <- [<<"GET / HTTP/1.1\r\n">>, <<"GET / HTTP/1.1\r\nHost: x\r\n\r\n">>, <<"GET /a?b=c HTTP/1.0\nX">>, 
         <<"POST http://h:80/p HTTP/1.1\r\n">>, <<"GET http://h/p HTTP/1.1\r\n">>, 
         <<"GET https://h HTTP/1.1\r\n">>, <<"GET http://h:x/p HTTP/1.1\r\n">>, <<"GET http://h:/p HTTP/1.1\r\n">>, 
         <<"OPTIONS * HTTP/1.1\r\n">>, <<"OPTIONS *a HTTP/1.1\r\n">>, <<"CONNECT h:443 HTTP/1.1\r\n">>, 
         <<"CONNECT h HTTP/1.1\r\n">>, <<"GET ftp:x HTTP/1.1\r\n">>, <<"GET mailto HTTP/1.1\r\n">>, 
         <<"FOO / HTTP/1.1\r\n">>, <<"PROPFIND / HTTP/1.1\r\n">>, <<"PATCH / HTTP/1.1\r\n">>, 
         <<"HEAD / HTTP/1.1\r\n">>, <<"get / HTTP/1.1\r\n">>, <<"GET /\r\n">>, <<"GET / \r\n">>, <<"GET\r\n">>, 
         <<"\r\n">>, <<"\r\n\r\nGET / HTTP/1.1\r\n">>, <<"GET / HTTP/1\r\n">>, <<"GET / HTTP/1.1x\r\n">>, 
         <<"GET / HTTP/x.1\r\n">>, <<"GET  /  HTTP/1.1\r\n">>, <<"GET / HTTP/11.22\r\n">>, <<"GET / HTTP/1.1">>, 
         <<"HTTP/1.1 200 OK\r\n">>, <<"HTTP/1.1 200\r\n">>, <<"HTTP/1.1 200 \r\n">>, 
         <<"HTTP/1.0 404 Not Found here\n">>, <<"HTTP/1.1 2x0 OK\r\n">>, <<"HTTP/1.1  200  OK\r\n">>, 
         <<"HTTP/1.1 -200 OK\r\n">>, <<"HTTP/1.1\r\n">>, <<"HTTP/ 200 OK\r\n">>, <<"GET / HTTP/1.1\r\n Host">>, 
         <<"GET /a b HTTP/1.1\r\n">>, <<"GET\t/\tHTTP/1.1\r\n">>, <<" GET / HTTP/1.1\r\n">>, 
         <<"1GET / HTTP/1.1\r\n">>, <<"G(T / HTTP/1.1\r\n">>, <<"HTTPX / HTTP/1.1\r\n">>, 
         <<"GET HTTP://H/p HTTP/1.1\r\n">>, <<"GET http:/h/p HTTP/1.1\r\n">>, 
         <<"GET http://h:99999999999/p HTTP/1.1\r\n">>, <<"PUTTTTTTTTTTTTTTTTTTTTTTTTTTTTT / HTTP/1.1\r\n">>, 
         <<"GET http://[::1]:80/p HTTP/1.1\r\n">>]].
t_http_start_more() ->
    [decode(Type, Bytes, []) || Type <- [http, http_bin],
     Bytes <- [<<"GET http://h:8x/p HTTP/1.1\r\n">>, <<"GET http:// HTTP/1.1\r\n">>, <<"GET http://h?x HTTP/1.1\r\n">>, 
         <<"GET  HTTP/1.1\r\n">>, <<"GET \r\n">>, <<"HTTP/1. 200 X\r\n">>, <<"HTTP/1.1 200OK\r\n">>, 
         <<"HTTP/1.1x 200 OK\r\n">>, <<"HTTP/.1 200 OK\r\n">>, <<"HTTP/1.1 200 OK \r\r\n">>, 
         <<"GET http://h:80 HTTP/1.1\r\n">>, <<"GET http:///p HTTP/1.1\r\n">>, 
         <<"GET http://[::1/p HTTP/1.1\r\n">>, <<"GET :x HTTP/1.1\r\n">>, <<"GET / HTTP/1.1\r\r\n">>, 
         <<"GET / FOO\r\n">>, <<"GET / http/1.1\r\n">>, <<"GET / HTTP/1.\r\n">>, <<"CONNECT * HTTP/1.1\r\n">>, 
         <<"CONNECT http://h HTTP/1.1\r\n">>, <<"GET https://h:1/ HTTP/1.1\r\n">>, 
         <<"HTTP/1.1 99999999999 OK\r\n">>, <<"GET / HTTP/99999999999.1\r\n">>, <<"GET /x\0y HTTP/1.1\r\n">>, 
         <<"GET\0 / HTTP/1.1\r\n">>, <<"http/1.1 200 OK\r\n">>, <<"GET http://[::1]x:80/p HTTP/1.1\r\n">>]].
t_http_header() ->
    [decode(Type, Bytes, Options) || Type <- [httph, httph_bin], Options <- [[], [{packet_size, 5}], [{line_length, 5}]],
     Bytes <- [<<"Host: x\r\n">>, <<"Host: x\r\nA">>, <<"host:x\r\nA">>, <<"HOST:   x y  \r\nA">>, 
         <<"X-Foo-bar: y\r\nA">>, <<"x-foo-BAR: y\r\nA">>, <<"\r\n">>, <<"\r\nabc">>, <<"\nabc">>, 
         <<"Foo : bar\r\nA">>, <<"Foo\r\nA">>, <<": x\r\nA">>, <<"Foo:\r\nA">>, <<"Foo: a\r\n b\r\nA">>, 
         <<"Foo: a\r\n\tb\r\n c\r\nA">>, <<"Foo: a\n b\nA">>, <<"Content-Length: 12\r\nA">>, 
         <<"content-type: t\r\nA">>, <<"Set-Cookie: a=b\r\nA">>, <<"averyveryverylongheadername-thatis: a\r\nA">>, 
         <<"averyveryverylongheaderna: a\r\nA">>, <<"ab_cd: x\r\nA">>, <<"a.b: x\r\nA">>, <<" lead: x\r\nA">>, 
         <<"Foo(: x\r\nA">>, <<"X: ",233, "\r\nA">>, <<"x">>, <<"Foo: bar\r\n">>, <<"Foo: bar\r">>, 
         <<"-: a\r\nA">>, <<"a--b: a\r\nA">>, <<"1a-2b: a\r\nA">>, <<"Foo:bar:baz\r\nA">>, <<"Foo:\tbar\t\r\nA">>, 
         <<"k\x{e9}: v\r\nA">>, <<"Cookie: v\r\nA">>, <<"X-Forwarded-For: v\r\nA">>, <<"Keep-Alive: v\r\nA">>, 
         <<"keep-alive: v\r\nA">>, <<"Proxy-Connection: v\r\nA">>]].
t_http_names() ->
    [[decode(httph_bin, iolist_to_binary([Name, ": v\r\nA"]), []), decode(httph, iolist_to_binary([string:lowercase(Name), ": v\r\nA"]), [])]
     || Name <- ["Cache-Control", "Connection", "Date", "Pragma", "Transfer-Encoding", "Upgrade", "Via", "Accept", 
         "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization", "From", "Host", 
         "If-Modified-Since", "If-Match", "If-None-Match", "If-Range", "If-Unmodified-Since", "Max-Forwards", 
         "Proxy-Authorization", "Range", "Referer", "User-Agent", "Age", "Location", "Proxy-Authenticate", 
         "Public", "Retry-After", "Server", "Vary", "Warning", "Www-Authenticate", "Allow", "Content-Base", 
         "Content-Encoding", "Content-Language", "Content-Length", "Content-Location", "Content-Md5", 
         "Content-Range", "Content-Type", "Etag", "Expires", "Last-Modified", "Accept-Ranges", "Set-Cookie", 
         "Set-Cookie2", "X-Forwarded-For", "Cookie", "Keep-Alive", "Proxy-Connection", "Origin", "Te", "Trailer", 
         "Expect", "Link", "Content-Disposition", "Strict-Transport-Security", "Sec-WebSocket-Key", "ETag", 
         "WWW-Authenticate", "Content-MD5", "TE", "DNT", "Alt-Svc"]].
t_http_methods() -> [decode(http_bin, <<Method/binary, " / HTTP/1.1\r\n">>, [])
                     || Method <- [<<"GET">>, <<"HEAD">>, <<"OPTIONS">>, <<"POST">>, <<"PUT">>, <<"DELETE">>, <<"TRACE">>, <<"CONNECT">>, <<"PATCH">>, <<"LINK">>]].
t_limits() ->
    [decode(line,<<"abc\n">>, [{packet_size,4}]),
     decode(line,<<"abc\n">>, [{packet_size,3}]),
     decode(line,<<"abc\n">>, [{line_length,3}]),
     decode(line,<<"abc\n">>, [{line_length,4}]),
     decode(line,<<"abc">>, [{line_length,3}]),
     decode(line,<<"abc">>, [{packet_size,3}]),
     decode(asn1,<<48,133,1,1,1,1,1,1>>, []),
     decode(asn1,<<31>>, []),
     decode(asn1,<<31,129>>, []),
     decode(asn1,<<48,130,1>>, []),
     decode(asn1,<<48,132,255,255,255,255>>, []),
     decode(asn1,<<48,10,1>>, [{packet_size,5}]),
     decode(tpkt,<<3,0,0,3>>, []),
     decode(tpkt,<<3,0,0,9>>, []),
     decode(4,<<127,255,255,252,1>>, []),
     decode(4,<<127,255,255,255,1>>, []),
     decode(fcgi,<<1,1,0,1,0,2,1,0,1>>, []),
     decode(fcgi,<<1,1,0,1,0,2,1,0,1,1,1>>, [{packet_size,10}]),
     decode(cdr,<<"GIOP",1,0,0,0,0,0,0,2,1>>, []),
     decode(ssl_tls,<<128,9,1,3,1,2>>, []),
     decode(ssl_tls,<<128,9,1,3,1,2>>, [{packet_size,3}]),
     decode(ssl_tls,<<22,3,1,0,9,2>>, [{packet_size,3}]),
     decode(ssl_tls,<<128,2,1,3,1,2>>, []),
     decode(ssl_tls,<<128,1,1,3,1,2>>, []),
     decode(http,<<"GET / HTTP/1.1\n">>, [{packet_size,15}]),
     decode(http,<<"GET / HTTP/1.1\n">>, [{packet_size,14}]),
     decode(http,<<"GET / HTTP/1.1\n">>, [{line_length,15}]),
     decode(http,<<"GET / HTTP/1.1">>, [{line_length,14}]),
     decode(http,<<"GET / HTTP/1.1">>, [{line_length,15}]),
     decode(http,<<"GET / HTTP/1.1">>, [{packet_size,14}]),
     decode(httph,<<"A: b\r\n">>, [{packet_size,6}]),
     decode(httph,<<"A: b\r\n c\r\nX">>, [{packet_size,6}]),
     decode(httph,<<"A: b\r\n c\r\nX">>, [{packet_size,10}]),
     decode(httph,<<"A: b\r\n c">>, [{packet_size,8}]),
     decode(httph,<<"\r\n">>, [{packet_size,1}]),
     decode(httph,<<"a\n">>, []),
     decode(httph,<<"\r">>, []),
     decode(httph,<<"a:\n\nx">>, []),
     decode(httph,<<"\r\r\nx">>, []),
     decode(httph,<<"\r\n x">>, []),
     decode(httph,<<"a:b\r\r\nx">>, []),
     decode(httph,<<"\n">>, []),
     decode(httph_bin,<<"A: b\r\n c",1:1>>, []),
     decode(1,<<1,2,1:1>>, []),
     decode(raw,<<1:1>>, [])].
