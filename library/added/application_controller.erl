%% Of application_controller: .app files are read by a native, where it knows all that they say. Erlang's
%% scanner and parser are more than all else that a start of applications would load.
-module(application_controller).
-overrides([prim_consult/1, info_started/2]).

%% Says nothing of what counts as started before the controller is, which may be late (linac_init).
info_started(Name, Node) ->
    case ets:member(ac_tab, linac_ready) of
        true ->
            logger:info(#{label => {application_controller, progress},
                          report => [{application, Name}, {started_at, Node}]},
                        #{domain => [otp, sasl],
                          mfa => {?MODULE, ?FUNCTION_NAME, ?FUNCTION_ARITY},
                          report_cb => fun application_controller:format_log/2,
                          logger_formatter => #{title => "PROGRESS REPORT"},
                          error_logger => #{tag => info_report, type => progress,
                                            report_cb => fun application_controller:format_log/1}});
        false ->
            ok
    end.

prim_consult(Path) ->
    case erl_prim_loader:get_file(Path) of
        {ok, Text, _} ->
            case linac_host:read_terms(Text) of
                {ok, _} = Terms -> Terms;
                error -> linac_parsed(file_binary_to_list(Text))
            end;
        error -> {error, enoent}
    end.

linac_parsed({ok, Text}) ->
    case erl_scan:string(Text) of
        {ok, Tokens, _} -> prim_parse(Tokens, []);
        {error, Reason, _} -> {error, Reason}
    end;
linac_parsed(error) -> error.
