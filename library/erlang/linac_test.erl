%% `linac test`: which of the tests that EUnit is given run, what is told of them, and that none is a failure.
%%
%% While this module is loaded, eunit:test/1,2 go on here (bifs/host.cpp). Tests are counted and named before
%% they run: a function M:F/0 of a module, where F ends in _test, or in _test_ and makes tests.
-module(linac_test).
-behaviour(eunit_listener).
-export([run/3, test/1, test/2]).
-export([start/1, init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).

-define(SLOWEST, 10).
%% Set when the report could not be written: a server would go on with an older one.
-define(UNWRITTEN, {?MODULE, unwritten}).

%% Options: [{filter, Text}, {shard, {Index, Count}}, {junit, File}, {slowest, true}, {scale_timeouts, Factor}],
%% names are texts.
run(Runner, Module, Options) ->
    persistent_term:put(?MODULE, Options),
    (binary_to_atom(Runner)):run(binary_to_atom(Module)).

test(Tests) -> test(Tests, []).

test(Tests, Given) ->
    Options = persistent_term:get(?MODULE),
    Own = [{report, {?MODULE, Options}} || wants_report(Options)],
    persistent_term:erase(?UNWRITTEN),
    Result = eunit:test(eunit_server, chosen(Tests, Options), Own ++ scaled(Options, all_options(Given))),
    Fails = persistent_term:get(?UNWRITTEN, false) orelse
        filter(proplists:get_value(filter, Options, <<>>), names(Tests)) =:= [],
    case Result =:= ok andalso Fails of
        true -> error;
        false -> Result
    end.

wants_report(Options) -> lists:keymember(slowest, 1, Options) orelse lists:keymember(junit, 1, Options).

all_options(Options) when is_list(Options) -> Options;
all_options(Option) -> [Option].

%% What runs for longer by a factor gets that much more time, on top of what the program asks for.
scaled(Options, Given) ->
    case proplists:get_value(scale_timeouts, Options) of
        undefined -> Given;
        Factor -> [{scale_timeouts, Factor * proplists:get_value(scale_timeouts, Given, 1)} | Given]
    end.

%% --- Which run ----------------------------------------------------------------------------------

chosen(Tests, Options) ->
    case lists:keymember(filter, 1, Options) orelse lists:keymember(shard, 1, Options) of
        true -> groups(shard(proplists:get_value(shard, Options, all),
                             filter(proplists:get_value(filter, Options, <<>>), names(Tests))));
        false -> Tests
    end.

%% [{Module, Function}] or {other, Test} of what is no module.
names(Tests) when is_list(Tests) ->
    case io_lib:printable_unicode_list(Tests) andalso Tests =/= [] of
        true -> [{other, Tests}];
        false -> lists:append([names(Test) || Test <- Tests])
    end;
names({module, Module}) -> names(Module);
names(Module) when is_atom(Module) ->
    case code:ensure_loaded(Module) of
        {module, Module} -> [{Module, Name} || {Name, 0} <- Module:module_info(exports), is_test(Name)];
        _ -> [{other, Module}]
    end;
names(Other) -> [{other, Other}].

is_test(Name) ->
    Text = atom_to_list(Name),
    lists:suffix("_test", Text) orelse lists:suffix("_test_", Text).

filter(<<>>, Names) -> Names;
filter(Text, Names) -> [Name || {Module, Function} = Name <- Names, has(Text, Module, Function)].

%% As Erlang (a@b:c_test) or Gleam (a/b.c_test) writes the name.
has(_, other, _) -> false;
has(Text, Module, Function) ->
    Erlang = iolist_to_binary([atom_to_binary(Module), $:, atom_to_binary(Function)]),
    Gleam = iolist_to_binary([binary:replace(atom_to_binary(Module), <<"@">>, <<"/">>, [global]), $.,
                              atom_to_binary(Function)]),
    binary:match(Erlang, Text) =/= nomatch orelse binary:match(Gleam, Text) =/= nomatch.

shard(all, Names) -> Names;
shard({Index, Count}, Names) ->
    Numbered = lists:zip(lists:seq(0, length(Names) - 1), Names),
    [Name || {Number, Name} <- Numbered, Number rem Count =:= Index - 1].

%% What EUnit makes of a module, of those functions only.
groups([{other, Test} | Rest]) -> [Test | groups(Rest)];
groups([{Module, _} | _] = Names) ->
    {Own, Rest} = lists:splitwith(fun({Name, _}) -> Name =:= Module end, Names),
    Title = "module '" ++ atom_to_list(Module) ++ "'",
    [{Title, [one(Name, Function) || {Name, Function} <- Own]} | groups(Rest)];
groups([]) -> [].

one(Module, Function) ->
    case lists:suffix("_test_", atom_to_list(Function)) of
        true -> {generator, Module, Function};
        false -> {test, Module, Function}
    end.

%% --- What is told -------------------------------------------------------------------------------

start(Options) -> eunit_listener:start(?MODULE, Options).

init(Options) -> {Options, []}.

handle_begin(_, _, State) -> State.

handle_end(test, Data, {Options, Rows}) ->
    Row = {name_of(Data), proplists:get_value(time, Data, 0), status(proplists:get_value(status, Data)),
           iolist_to_binary(proplists:get_value(output, Data, []))},
    {Options, [Row | Rows]};
handle_end(group, _, State) ->
    State.

%% EUnit tells of what caused a cancellation, and of all that it took along.
handle_cancel(Kind, Data, {Options, Rows}) ->
    Reason = proplists:get_value(reason, Data),
    case Reason =:= undefined orelse is_tuple(Reason) andalso element(1, Reason) =:= blame of
        false -> {Options, [{name_of(Data), 0, {cancelled, Reason}, <<>>} | Rows]};
        true when Kind =:= test -> {Options, [{name_of(Data), 0, {skipped, Reason}, <<>>} | Rows]};
        true -> {Options, Rows}
    end.

%% What EUnit calls skipped could not be called at all, and fails the run.
status({skipped, Reason}) -> {cancelled, Reason};
status(Status) -> Status.

%% A test that a generator made may have a title. A group has no source, and often no description.
name_of(Data) ->
    Title = case proplists:get_value(desc, Data) of
                undefined -> <<>>;
                Text -> unicode:characters_to_binary(Text)
            end,
    case proplists:get_value(source, Data) of
        {Module, Function, _} ->
            Name = [atom_to_binary(Function), [[": ", Title] || Title =/= <<>>]],
            {atom_to_binary(Module), iolist_to_binary(Name), proplists:get_value(line, Data, 0)};
        undefined ->
            Group = case Title of <<>> -> <<"eunit">>; _ -> Title end,
            {Group, iolist_to_binary(io_lib:format("group ~w", [proplists:get_value(id, Data)])), 0}
    end.

terminate(_, {Options, Reversed}) ->
    Rows = lists:reverse(Reversed),
    _ = [write_junit(File, Rows) || {junit, File} <- Options],
    _ = [tell_slowest(Rows) || lists:keymember(slowest, 1, Options)],
    ok.

tell_slowest(Rows) ->
    Sorted = lists:sort(fun({_, A, _, _}, {_, B, _, _}) -> A >= B end, Rows),
    io:format(user, "~nslowest tests:~n", []),
    [io:format(user, "~8w ms  ~ts:~ts~n", [Time, Module, Function])
     || {{Module, Function, _}, Time, _, _} <- lists:sublist(Sorted, ?SLOWEST)].

%% One file of all tests, in the form that servers for continuous integration read.
write_junit(File, Rows) ->
    Failed = length([x || {_, _, {error, _}, _} <- Rows]),
    Errors = length([x || {_, _, {cancelled, _}, _} <- Rows]),
    Skipped = length([x || {_, _, {skipped, _}, _} <- Rows]),
    Total = lists:sum([Time || {_, Time, _, _} <- Rows]),
    Text = [<<"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n">>,
            io_lib:format("<testsuite name=\"linac test\" tests=\"~w\" failures=\"~w\" errors=\"~w\" "
                          "skipped=\"~w\" time=\"~.3f\">~n",
                          [length(Rows), Failed, Errors, Skipped, Total / 1000]),
            [junit_case(Row) || Row <- Rows], <<"</testsuite>\n">>],
    case file:write_file(File, unicode:characters_to_binary(Text)) of
        ok -> ok;
        {error, Reason} ->
            persistent_term:put(?UNWRITTEN, true),
            io:format(standard_error, "linac: ~ts: ~ts~n", [File, file:format_error(Reason)])
    end.

junit_case({{Module, Function, _}, Time, Status, Output}) ->
    [io_lib:format("  <testcase classname=\"~ts\" name=\"~ts\" time=\"~.3f\">",
                   [escaped(Module), escaped(Function), Time / 1000]),
     junit_status(Status),
     [["<system-out>", escaped(Output), "</system-out>"] || Output =/= <<>>],
     "</testcase>\n"].

junit_status(ok) -> [];
junit_status({skipped, Reason}) ->
    ["<skipped message=\"", escaped(io_lib:format("~0tp", [Reason])), "\"/>"];
junit_status({cancelled, Reason}) ->
    ["<error type=\"", escaped(io_lib:format("~0tp", [cause(Reason)])), "\" message=\"",
     escaped(io_lib:format("~0tp", [Reason])), "\"/>"];
junit_status({error, {Class, Reason, Trace}}) ->
    ["<failure type=\"", atom_to_binary(Class), "\" message=\"", escaped(io_lib:format("~0tp", [Reason])), "\">",
     escaped(io_lib:format("~tp", [Trace])), "</failure>"].

%% As timeout, setup_failed, generator_failed, exit.
cause({abort, Cause}) -> cause(Cause);
cause(Cause) when is_tuple(Cause), tuple_size(Cause) > 0 -> element(1, Cause);
cause(Cause) -> Cause.

escaped(Text) ->
    [escape(Char) || Char <- unicode:characters_to_list(Text)].

escape($<) -> "&lt;";
escape($>) -> "&gt;";
escape($&) -> "&amp;";
escape($") -> "&quot;";
escape(Char) when Char < 32, Char =/= $\n, Char =/= $\t -> " ";
escape(Char) -> Char.
