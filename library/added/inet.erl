%% Of inet: parsing an address of one family (OTP 28).
-module(inet).
-export([parse_address/2, parse_strict_address/2]).

parse_address(Text, inet) -> inet:parse_ipv4_address(Text);
parse_address(Text, inet6) -> inet:parse_ipv6_address(Text).

parse_strict_address(Text, inet) -> inet:parse_ipv4strict_address(Text);
parse_strict_address(Text, inet6) -> inet:parse_ipv6strict_address(Text).
