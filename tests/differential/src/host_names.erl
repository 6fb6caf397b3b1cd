%% Names of hosts and services, as far as every machine with localhost among its hosts answers alike.
-module(host_names).
-export([t_names/0, t_numbers/0, t_address_tuples/0, t_no_names/0, t_by_address/0, t_services/0, t_meanwhile/0]).

-include("native_calls.hrl").

t_names() ->
    [?C(inet:getaddr(?I("localhost"), inet)), ?C(inet:getaddr(?I(localhost), inet)), ?C(inet:getaddrs(?I("LOCALHOST"), inet)),
     ?C(inet:getaddr(?I("localhost"), inet, 1000)), ?C(element(4, element(2, inet:gethostbyname(?I("localhost"))))),
     ?C(inet:gethostbyname(?I("localhost"), inet) =:= inet:gethostbyname(localhost)),
     ?C(inet:gethostbyname(?I("localhost"), inet) =:= inet_gethost_native:gethostbyname("localhost")),
     ?C(inet:gethostbyname(element(2, inet:gethostname())) =:= inet:gethostbyname(inet_db:gethostname()))].

t_numbers() ->
    [{Name, ?C(inet:gethostbyname(Name)), ?C(inet:gethostbyname(Name, inet6)), ?C(inet:getaddr(Name, inet)), ?C(inet:getaddrs(Name, inet6))}
     || Name <- ["127.0.0.1", "1.2.3", "::1", "1", "255.255.255.255", "::ffff:1.2.3.4", "1::2"]].

t_address_tuples() ->
    [{Address, Family, ?C(inet:getaddr(Address, Family)), ?C(inet:getaddrs(Address, Family))}
     || Address <- [{127, 0, 0, 1}, {0, 0, 0, 0, 0, 0, 0, 1}, {256, 0, 0, 1}, {1, 2}, {a, b, c, d}], Family <- [inet, inet6, local, foo]].

t_no_names() ->
    [{Name, ?C(inet:getaddr(Name, inet)), ?C(inet:getaddr(Name, foo)), ?C(inet:gethostbyname(Name, foo))} || Name <- [<<"localhost">>, 1, "a b", [1000], [a], {}, [$a | b]]]
        ++ [?C(inet:gethostbyname(?I(<<"localhost">>))), ?C(inet:gethostbyname(?I(1))), ?C(inet:gethostbyname(?I([a]))), ?C(inet:gethostbyname(?I([$a, 0, $b]))), ?C(inet:gethostbyname(?I("")))].

t_by_address() ->
    [?C(element(1, inet:gethostbyaddr(?I({127, 0, 0, 1})))), ?C(element(6, element(2, inet:gethostbyaddr(?I("127.0.0.1"))))),
     ?C(element(6, element(2, inet:gethostbyaddr(?I({0, 0, 0, 0, 0, 16#ffff, 16#7f00, 1}))))),
     ?C(inet:gethostbyaddr(?I("localhost"))), ?C(inet:gethostbyaddr(?I(<<127, 0, 0, 1>>))), ?C(inet:gethostbyaddr(?I({256, 0, 0, 1}))), ?C(inet:gethostbyaddr(?I({1, 2})))].

%% Machines without a list of services know none.
t_services() ->
    [?C(lists:member(inet:getservbyname(?I(http), tcp), [{ok, 80}, {error, einval}])), ?C(lists:member(inet:getservbyname(?I("domain"), "udp"), [{ok, 53}, {error, einval}])),
     ?C(lists:member(inet:getservbyport(?I(443), tcp), [{ok, "https"}, {error, einval}])),
     ?C(inet:getservbyname(?I(nothing_of_that_name), tcp)), ?C(inet:getservbyname(?I(http), foo)), ?C(inet:getservbyname(?I(<<"http">>), tcp)), ?C(inet:getservbyname(?I(80), tcp)),
     ?C(inet:getservbyname(?I([a]), tcp)), ?C(inet:getservbyname(?I(http), 7)), ?C(inet:getservbyname(?I("ht" ++ [1000]), tcp)),
     ?C(inet:getservbyport(?I(-1), tcp)), ?C(inet:getservbyport(?I(80), foo)), ?C(inet:getservbyport(?I(1 bsl 70), tcp)), ?C(inet:getservbyport(?I(80), <<"tcp">>))].

%% Others go on while the resolver is asked.
t_meanwhile() ->
    Self = self(),
    [spawn_link(fun() -> Self ! {N, inet:getaddr("127.0.0." ++ integer_to_list(N), inet)} end) || N <- lists:seq(1, 20)],
    [receive {N, Answer} -> Answer end || N <- lists:seq(1, 20)].
