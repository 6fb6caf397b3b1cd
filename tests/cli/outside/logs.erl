%% Calls of logger: what reaches a handler of ours, and what becomes of the settings; logs.txt has what OTP 29
%% prints (./record). Each case puts back what it has changed; the default handler is silent meanwhile.
-module(logs).
-export([logs/0, log/2, adding_handler/1, removing_handler/1, changing_config/3, id/1]).

-define(I(X), ?MODULE:id(X)).
-define(C(X), (try X catch Class_:Reason_ -> {Class_, Reason_} end)).

id(X) -> X.

logs() ->
    [begin
         io:format("~s~n", [Name]),
         [io:format(id("    ~0kp~n"), [Line]) || Line <- Case()]
     end || {Name, Case} <- [
         {"each level", fun each_level/0},
         {"each level with arguments", fun each_level_with_arguments/0},
         {"each level with metadata", fun each_level_with_metadata/0},
         {"reports", fun reports/0},
         {"log", fun log/0},
         {"macro log", fun macro_log/0},
         {"below the level", fun below_the_level/0},
         {"error logger", fun error_logger/0},
         {"metadata of the process", fun metadata_of_the_process/0},
         {"filters", fun filters/0},
         {"levels of modules", fun levels_of_modules/0},
         {"levels of applications", fun levels_of_applications/0},
         {"handlers", fun handlers/0},
         {"settings of a handler", fun settings_of_a_handler/0},
         {"settings of all", fun settings_of_all/0},
         {"settings of the proxy", fun settings_of_the_proxy/0},
         {"all settings", fun all_settings/0},
         {"handlers of an application", fun handlers_of_an_application/0}]],
    logger:i(),
    io:format("~p~n", [[?C(logger:i(What)) || What <- [primary, handlers, proxy, modules, nothing]]]),
    io:format("~p~n", [logger:reconfigure()]),
    erlang:display_string(stdout, "shown\n"),
    io:format("~p~n", [?C(erlang:display_string(?I(nowhere), "not shown\n"))]),
    init:stop(),
    receive never -> ok end.

%% --- A handler that tells the process in its settings -----------------------------------------------

log(Event, #{config := #{to := Pid}}) -> Pid ! {logged, Event}.
adding_handler(Config) -> {ok, Config}.
removing_handler(_) -> ok.
changing_config(_, _, Config) -> {ok, Config}.

%% What the calls log, when the level is Level.
told(Level, Calls) ->
    Before = logger:get_primary_config(),
    {ok, #{level := Default}} = logger:get_handler_config(default),
    ok = logger:set_handler_config(default, level, none),
    ok = logger:add_handler(told_cases, ?MODULE, #{config => #{to => self()}, level => all}),
    ok = logger:set_primary_config(level, Level),
    try [{?C(Call()), events()} || Call <- Calls]
    after
        logger:remove_handler(told_cases),
        logger:set_primary_config(maps:with([level, filter_default, filters, metadata], Before)),
        logger:set_handler_config(default, level, Default)
    end.

events() -> receive {logged, Event} -> [event(Event) | events()] after 0 -> [] end.

event(#{level := Level, msg := Message, meta := Meta}) ->
    {Level, Message, lists:sort(maps:keys(Meta)), maps:to_list(maps:with([domain, mine, error_logger, mfa], without_gl(Meta)))}.

without_gl(#{error_logger := Old} = Meta) -> Meta#{error_logger := lists:sort(maps:to_list(maps:remove(pid, Old)))};
without_gl(Meta) -> Meta.

each_level() ->
    told(all, [fun() -> logger:emergency("a") end, fun() -> logger:alert("a") end, fun() -> logger:critical("a") end, fun() -> logger:error("a") end,
                 fun() -> logger:warning("a") end, fun() -> logger:notice("a") end, fun() -> logger:info("a") end, fun() -> logger:debug("a") end]).
each_level_with_arguments() ->
    told(all, [fun() -> logger:emergency("~p", [a]) end, fun() -> logger:alert("~p", [a]) end, fun() -> logger:critical("~p", [a]) end, fun() -> logger:error("~p", [a]) end,
                 fun() -> logger:warning("~p", [a]) end, fun() -> logger:notice("~p", [a]) end, fun() -> logger:info("~p", [a]) end, fun() -> logger:debug("~p", [a]) end]).
each_level_with_metadata() ->
    Mine = #{mine => 1},
    told(all, [fun() -> logger:emergency("~p", [a], Mine) end, fun() -> logger:alert("~p", [a], Mine) end, fun() -> logger:critical("~p", [a], Mine) end, fun() -> logger:error("~p", [a], Mine) end,
                 fun() -> logger:warning("~p", [a], Mine) end, fun() -> logger:notice("~p", [a], Mine) end, fun() -> logger:info("~p", [a], Mine) end, fun() -> logger:debug("~p", [a], Mine) end]).
reports() ->
    told(all, [fun() -> logger:error(#{a => 1}) end, fun() -> logger:info([{a, 1}]) end, fun() -> logger:warning([{a, 1}], #{mine => 2}) end, fun() -> logger:notice(#{a => 1}, #{mine => 2}) end,
                 fun() -> logger:error(fun(A) -> {"~p", [A]} end, b) end, fun() -> logger:debug(fun(A) -> #{it => A} end, b, #{mine => 3}) end,
                 fun() -> logger:alert("text", #{mine => 4}) end, fun() -> logger:critical([], #{}) end]).
log() ->
    told(all, [fun() -> logger:log(error, "a") end, fun() -> logger:log(error, "~p", [a]) end, fun() -> logger:log(error, #{b => 1}, #{mine => 1}) end, fun() -> logger:log(info, "~p", [a], #{mine => 1}) end,
                 fun() -> logger:log(nothing, "a") end, fun() -> logger:log(error, fun(X) -> {"~p", [X]} end, 1, #{}) end]).
macro_log() ->
    Place = #{mfa => {a, b, 0}, file => "x", line => 3},
    told(all, [fun() -> logger:macro_log(Place, error, "a") end, fun() -> logger:macro_log(Place, error, "~p", [a]) end, fun() -> logger:macro_log(Place, info, #{b => 1}, #{mine => 1}) end,
                 fun() -> logger:macro_log(Place, info, "~p", [a], #{mine => 1}) end]).
below_the_level() ->
    told(warning, [fun() -> logger:notice("a") end, fun() -> logger:warning("a") end, fun() -> logger:debug(fun(_) -> error(not_called) end, b) end, fun() -> logger:allow(notice, ?MODULE) end,
                     fun() -> logger:allow(error, ?MODULE) end, fun() -> logger:allow(warning, ?MODULE) end, fun() -> error_logger:info_msg("a") end]).
error_logger() ->
    told(all, [fun() -> error_logger:error_msg("a") end, fun() -> error_logger:error_msg("~p", [a]) end, fun() -> error_logger:format("~p", [a]) end, fun() -> error_logger:error_report([{a, 1}]) end,
                 fun() -> error_logger:warning_msg("a") end, fun() -> error_logger:warning_msg("~p", [a]) end, fun() -> error_logger:warning_report(b) end, fun() -> error_logger:info_msg("a") end,
                 fun() -> error_logger:info_msg("~p", [a]) end, fun() -> error_logger:info_report("text") end, fun() -> error_logger:get_format_depth() end, fun() -> error_logger:limit_term({a, [b]}) end]).
metadata_of_the_process() ->
    told(all, [fun() -> logger:set_process_metadata(#{mine => 1, domain => [a]}) end, fun() -> logger:error("a") end, fun() -> logger:error("a", #{mine => 2}) end,
                 fun() -> logger:update_process_metadata(#{mine => 3}) end, fun() -> logger:error("a") end, fun() -> logger:get_process_metadata() end, fun() -> logger:unset_process_metadata() end,
                 fun() -> logger:get_process_metadata() end, fun() -> logger:error("a") end]).
filters() ->
    Stop = {fun(_, _) -> stop end, []},
    Change = {fun(#{meta := Meta} = Event, What) -> Event#{meta := Meta#{mine => What}} end, changed},
    told(all, [fun() -> logger:add_primary_filter(one, Change) end, fun() -> logger:error("a") end, fun() -> logger:add_primary_filter(one, Stop) end, fun() -> logger:remove_primary_filter(one) end,
                 fun() -> logger:remove_primary_filter(one) end, fun() -> logger:error("a") end, fun() -> logger:add_handler_filter(told_cases, two, Stop) end, fun() -> logger:error("a") end,
                 fun() -> logger:remove_handler_filter(told_cases, two) end, fun() -> logger:remove_handler_filter(told_cases, two) end, fun() -> logger:error("a") end,
                 fun() -> logger:add_handler_filter(nobody, two, Stop) end, fun() -> logger:add_primary_filter(x, ?I(y)) end, fun() -> logger:remove_handler_filter(nobody, x) end]).
levels_of_modules() ->
    told(error, [fun() -> logger:set_module_level(?MODULE, debug) end, fun() -> logger:get_module_level(?MODULE) end, fun() -> logger:get_module_level([?MODULE, lists]) end,
                   fun() -> [One || {?MODULE, _} = One <- logger:get_module_level()] end, fun() -> logger:allow(debug, ?MODULE) end, fun() -> logger:allow(debug, lists) end,
                   fun() -> logger:unset_module_level(?MODULE) end, fun() -> logger:get_module_level(?MODULE) end, fun() -> logger:set_module_level(?MODULE, ?I(nothing)) end,
                   fun() -> logger:set_module_level([?MODULE], none) end, fun() -> logger:allow(emergency, ?MODULE) end, fun() -> logger:unset_module_level() end, fun() -> logger:get_module_level(?MODULE) end,
                   fun() -> logger:set_module_level(?I("x"), debug) end, fun() -> logger:unset_module_level(?I("x")) end]).
levels_of_applications() ->
    told(error, [fun() -> logger:set_application_level(?I(no_such_application), debug) end, fun() -> logger:unset_application_level(?I(no_such_application)) end]).
handlers() ->
    told(all, [fun() -> logger:add_handler(told_cases, ?MODULE, #{}) end, fun() -> logger:add_handler(other, ?I(no_such_module), #{}) end, fun() -> logger:add_handler(?I("x"), ?MODULE, #{}) end,
                 fun() -> logger:add_handler(other, ?MODULE, ?I([])) end, fun() -> logger:add_handler(other, ?MODULE, #{level => ?I(nothing)}) end, fun() -> logger:remove_handler(nobody) end,
                 fun() -> logger:get_handler_config(nobody) end, fun() -> lists:member(told_cases, logger:get_handler_ids()) end, fun() -> [maps:get(id, One) || One <- logger:get_handler_config(), maps:get(id, One) =:= told_cases] end,
                 fun() -> {ok, Config} = logger:get_handler_config(told_cases), lists:sort(maps:keys(Config)) end]).
settings_of_a_handler() ->
    told(all, [fun() -> logger:set_handler_config(told_cases, level, error) end, fun() -> logger:info("a") end, fun() -> logger:update_handler_config(told_cases, #{level => info}) end, fun() -> logger:info("a") end,
                 fun() -> logger:update_handler_config(told_cases, level, warning) end, fun() -> logger:info("a") end, fun() -> logger:set_handler_config(told_cases, level, ?I(nothing)) end,
                 fun() -> logger:set_handler_config(told_cases, ?I(nothing), x) end, fun() -> logger:set_handler_config(nobody, level, info) end, fun() -> logger:set_handler_config(nobody, #{}) end,
                 fun() -> logger:update_handler_config(nobody, #{}) end, fun() -> logger:set_handler_config(told_cases, filters, ?I(x)) end,
                 fun() -> logger:update_formatter_config(told_cases, #{single_line => false}) end, fun() -> logger:update_formatter_config(told_cases, depth, 10) end,
                 fun() -> logger:update_formatter_config(nobody, #{}) end, fun() -> logger:update_formatter_config(told_cases, ?I(x)) end,
                 fun() -> {ok, #{formatter := Formatter}} = logger:get_handler_config(told_cases), Formatter end]).
settings_of_all() ->
    told(all, [fun() -> logger:set_primary_config(level, ?I(nothing)) end, fun() -> logger:set_primary_config(?I(nothing), x) end, fun() -> logger:update_primary_config(#{level => error}) end,
                 fun() -> maps:get(level, logger:get_primary_config()) end, fun() -> logger:update_primary_config(#{metadata => #{mine => of_all}}) end, fun() -> logger:error("a") end,
                 fun() -> logger:set_primary_config(#{level => notice}) end, fun() -> logger:get_primary_config() end, fun() -> logger:update_primary_config(?I(x)) end, fun() -> logger:set_primary_config(filter_default, stop) end,
                 fun() -> logger:error("a") end, fun() -> logger:set_primary_config(filter_default, ?I(nothing)) end, fun() -> logger:set_primary_config(filters, ?I([x])) end]).
settings_of_the_proxy() ->
    Before = logger:get_proxy_config(),
    Given = [lists:sort(maps:keys(Before)), ?C(logger:update_proxy_config(#{burst_limit_enable => false})), ?C(maps:get(burst_limit_enable, logger:get_proxy_config())),
             ?C(logger:set_proxy_config(#{sync_mode_qlen => 5, drop_mode_qlen => 20, flush_qlen => 30})), ?C(maps:get(sync_mode_qlen, logger:get_proxy_config())), ?C(logger:set_proxy_config(?I(x))),
             ?C(logger:update_proxy_config(#{?I(nothing) => 1}))],
    ok = logger:set_proxy_config(Before),
    Given.
all_settings() -> lists:sort(maps:keys(logger:get_config())).
handlers_of_an_application() -> [?C(logger:add_handlers(?I(no_such_application))), ?C(logger:add_handlers(?I([{handler, told_too, ?MODULE, #{config => #{to => self()}}}]))), ?C(logger:remove_handler(told_too))].
