%% Of inet_db: what OTP's server of that name finds when it starts, which it does not here: how to look for
%% names (by the machine's resolver), and the machine's own name.
-module(inet_db).
-overrides([db_get/1]).

db_get(Name) ->
    try ets:lookup_element(inet_db, Name, 2)
    catch error:badarg -> linac_at_start(Name)
    end.

linac_at_start(hostname) ->
    {ok, Name} = inet:gethostname(),
    Name;
linac_at_start(Name) ->
    proplists:get_value(Name, [{res_lookup, [native]}, {res_domain, ""}, {res_search, []}, {res_ns, []},
                               {res_alt_ns, []}, {res_timeout, 2000}, {res_retry, 3},
                               {res_servfail_retry_timeout, 1500}, {res_inet6, false}, {res_usevc, false},
                               {res_edns, false}, {res_udp_payload_size, 1280},
                               {res_resolv_conf, "/etc/resolv.conf"}, {res_hosts_file, "/etc/hosts"},
                               {tcp_module, inet_tcp}, {udp_module, inet_udp}, {sctp_module, inet_sctp},
                               {cache_size, 100}, {cache_refresh_interval, 3600000}, {socks5_server, ""},
                               {socks5_port, 1080}, {socks5_methods, [none]}, {socks5_noproxy, []}]).
