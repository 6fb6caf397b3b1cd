%% Of inet: parsing an address of one family (OTP 28); the machine's name and its network interfaces
%% without asking a socket, and services; what the sandbox refuses is no name that is not there.
-module(inet).
-replaces([gethostname/0, getifaddrs/0, getservbyname/2, getservbyport/2]).
-overrides([gethostbyname_tm_native/4, gethostbyaddr_tm_native/3]).
-export([gethostname/0, getifaddrs/0, getservbyname/2, getservbyport/2]).
-export([parse_address/2, parse_strict_address/2]).

gethostname() -> {ok, lists:takewhile(fun(C) -> C =/= $. end, linac_host:host_name())}.

getifaddrs() ->
    case linac_host:interfaces() of
        {error, _} = Error -> Error;
        Bytes ->
            Addresses = addresses_of_interfaces(Bytes),
            Names = lists:uniq([Name || {Name, _, _} <- Addresses]),
            {ok, [{Name, interface_options(Name, Addresses)} || Name <- Names]}
    end.

addresses_of_interfaces(<<>>) -> [];
addresses_of_interfaces(<<S, Name:S/binary, Flags:16, IsHardware, A, Address:A/binary, M, Mask:M/binary,
                          O, Other:O/binary, Rest/binary>>) ->
    Options = case IsHardware of
                  1 -> [{hwaddr, binary_to_list(Address)}];
                  0 when A =:= 0 -> [];
                  0 -> [{addr, address_tuple(Address)}
                        | [{netmask, address_tuple(Mask)} || Mask =/= <<>>]]
                           ++ [{other_address_kind(Flags), address_tuple(Other)} || Other =/= <<>>]
              end,
    [{unicode:characters_to_list(Name), interface_flags(Flags), Options}
     | addresses_of_interfaces(Rest)].

%% As OTP orders them: those of equal flags together, and in them the hardware's address last.
interface_options(Name, Addresses) ->
    Own = [{Flags, Options} || {N, Flags, Options} <- Addresses, N =:= Name],
    lists:append([[{flags, Flags} | hardware_last(lists:append([O || {F, O} <- Own, F =:= Flags]))]
                  || Flags <- lists:uniq([F || {F, _} <- Own])]).

hardware_last(Options) ->
    {Hardware, Others} = lists:partition(fun({Kind, _}) -> Kind =:= hwaddr end, Options),
    Others ++ Hardware.

address_tuple(<<A, B, C, D>>) -> {A, B, C, D};
address_tuple(Bytes) -> list_to_tuple([N || <<N:16>> <= Bytes]).

-define(UP, 1).
-define(BROADCAST, 2).
-define(LOOPBACK, 8).
-define(POINT_TO_POINT, 16#10).
-define(RUNNING, 16#40).
-define(MULTICAST, 16#1000).

interface_flags(Flags) ->
    [Name || {Bit, Name} <- [{?UP, up}, {?BROADCAST, broadcast}, {?LOOPBACK, loopback},
                             {?POINT_TO_POINT, pointtopoint}, {?RUNNING, running},
                             {?MULTICAST, multicast}],
             Flags band Bit =/= 0].

other_address_kind(Flags) ->
    case Flags band ?POINT_TO_POINT of
        0 -> broadaddr;
        _ -> dstaddr
    end.

gethostbyname_tm_native(Name, Family, Timer, Lookup) ->
    case inet_gethost_native:gethostbyname(Name, Family) of
        {error, eperm} = Refused -> Refused;
        Result -> gethostbyname_tm(Name, Family, Timer, Lookup, Result)
    end.

gethostbyaddr_tm_native(Address, Timer, Lookup) ->
    case inet_gethost_native:gethostbyaddr(Address) of
        {error, formerr} -> {error, einval};
        {error, Reason} when Reason =/= eperm -> gethostbyaddr_tm(Address, Timer, Lookup);
        Result -> Result
    end.

getservbyname(Name, Protocol) when is_atom(Name) -> getservbyname(atom_to_list(Name), Protocol);
getservbyname(Name, Protocol) when is_list(Name) ->
    case {linac_service_bytes(Name), linac_service_bytes(Protocol)} of
        {<<NameBytes/binary>>, <<ProtocolBytes/binary>>} ->
            linac_service(linac_host:service_by_name(NameBytes, ProtocolBytes));
        _ -> {error, einval}
    end.

getservbyport(Port, Protocol) when is_integer(Port) ->
    case linac_service_bytes(Protocol) of
        <<Bytes/binary>> when Port band 16#FFFF =:= Port -> linac_service(linac_host:service_by_port(Port, Bytes));
        _ -> {error, einval}
    end;
getservbyport(_, _) -> {error, einval}.

linac_service({error, _} = Error) -> Error;
linac_service(Found) -> {ok, Found}.

linac_service_bytes(Text) when is_atom(Text) -> linac_service_bytes(atom_to_list(Text));
linac_service_bytes(Text) ->
    try list_to_binary([C || C <- Text, C =/= 0 orelse error(badarg)])
    catch error:_ -> error
    end.

parse_address(Text, inet) -> inet:parse_ipv4_address(Text);
parse_address(Text, inet6) -> inet:parse_ipv6_address(Text).

parse_strict_address(Text, inet) -> inet:parse_ipv4strict_address(Text);
parse_strict_address(Text, inet6) -> inet:parse_ipv6strict_address(Text).
