%% Of inet: parsing an address of one family (OTP 28); the machine's name without asking a socket.
-module(inet).
-replaces([gethostname/0]).
-export([gethostname/0]).
-export([parse_address/2, parse_strict_address/2]).

gethostname() -> {ok, lists:takewhile(fun(C) -> C =/= $. end, linac_host:host_name())}.

parse_address(Text, inet) -> inet:parse_ipv4_address(Text);
parse_address(Text, inet6) -> inet:parse_ipv6_address(Text).

parse_strict_address(Text, inet) -> inet:parse_ipv4strict_address(Text);
parse_strict_address(Text, inet6) -> inet:parse_ipv6strict_address(Text).
