%% Of inet_gethost_native: OTP asks the machine's resolver by a program of its own, which answers through a port.
%% Here natives ask it (bifs/names.cpp).
-module(inet_gethost_native).
-replaces([gethostbyname/1, gethostbyname/2, gethostbyaddr/1]).
-export([gethostbyname/1, gethostbyname/2, gethostbyaddr/1]).

-define(IS(Size, N), is_integer(N), N >= 0, N < 1 bsl Size).

gethostbyname(Name) -> gethostbyname(Name, inet).

gethostbyname(Name, Family) when is_atom(Name) -> gethostbyname(atom_to_list(Name), Family);
gethostbyname(Name, inet) when is_list(Name) -> linac_by_name(Name, 4);
gethostbyname(Name, inet6) when is_list(Name) -> linac_by_name(Name, 6);
gethostbyname(_, _) -> {error, formerr}.

linac_by_name(Name, Family) ->
    case linac_name_bytes(Name) of
        <<>> -> {error, no_recovery};
        error -> {error, notfound};
        Bytes -> linac_host_entry(linac_host:host_by_name(Bytes, Family), Name)
    end.

linac_name_bytes(Name) ->
    try list_to_binary(Name) of
        Bytes ->
            case binary:match(Bytes, <<0>>) of
                nomatch -> Bytes;
                _ -> error
            end
    catch
        error:badarg -> error
    end.

gethostbyaddr({A, B, C, D} = Address) when ?IS(8, A), ?IS(8, B), ?IS(8, C), ?IS(8, D) ->
    linac_host_entry(linac_host:host_by_address(<<A, B, C, D>>), Address);
gethostbyaddr({A, B, C, D, E, F, G, H} = Address)
  when ?IS(16, A), ?IS(16, B), ?IS(16, C), ?IS(16, D), ?IS(16, E), ?IS(16, F), ?IS(16, G), ?IS(16, H) ->
    Bytes = <<A:16, B:16, C:16, D:16, E:16, F:16, G:16, H:16>>,
    linac_host_entry(linac_host:host_by_address(Bytes), Address);
gethostbyaddr(Text) when is_list(Text) ->
    case inet_parse:address(Text) of
        {ok, Address} -> gethostbyaddr(Address);
        _ -> {error, formerr}
    end;
gethostbyaddr(Text) when is_atom(Text) -> gethostbyaddr(atom_to_list(Text));
gethostbyaddr(_) -> {error, formerr}.

%% The record hostent: its name, other names, the family, the size of an address, addresses.
linac_host_entry({error, _} = Refused, _) -> Refused;
linac_host_entry(Number, _) when is_integer(Number) ->
    {error, case Number of
                2 -> try_again;
                3 -> no_recovery;
                4 -> no_data;
                _ -> notfound
            end};
linac_host_entry(<<Size, Bytes/binary>>, Asked) ->
    {Names, Addresses} = linac_host_names(Bytes, []),
    [Name | Aliases] = case Names of
                           [] -> [Asked];
                           _ -> Names
                       end,
    case Size of
        4 -> {ok, {hostent, Name, Aliases, inet, 4, [{A, B, C, D} || <<A, B, C, D>> <= Addresses]}};
        16 -> {ok, {hostent, Name, Aliases, inet6, 16,
                    [list_to_tuple([N || <<N:16>> <= Address]) || <<Address:16/binary>> <= Addresses]}}
    end.

linac_host_names(<<0:16, Addresses/binary>>, Names) -> {lists:reverse(Names), Addresses};
linac_host_names(<<Size:16, Name:Size/binary, Rest/binary>>, Names) ->
    linac_host_names(Rest, [binary_to_list(Name) | Names]).
