%% EUnit: sets of tests of every form, with what a listener is told of each, and assertions with what they raise.
-module(eunit_calls).
-export([t_simple/0, t_classes/0, t_described/0, t_modules/0, t_setup/0, t_setup_fails/0]).
-export([t_foreach/0, t_foreachx/0, t_orders/0, t_timeouts/0, t_with/0, t_output/0]).
-export([t_bad_tests/0, t_values/0, t_nested/0, t_kill/0, t_exact/0, t_node_of_tests/0]).
-export([t_forms_of_forms/0, t_assert/0, t_assert_equal/0, t_assert_match/0, t_assert_exceptions/0]).
-behaviour(eunit_listener).
-export([start/1, init/1, handle_begin/3, handle_end/3, handle_cancel/3, terminate/2]).
-export([id/1, passes_test/0, fails_test/0, made_test_/0, helper/0]).
-include_lib("stdlib/include/assert.hrl").

-define(I(X), ?MODULE:id(X)).

id(X) -> X.

%% --- The listener -------------------------------------------------------------------------------

start(Options) -> eunit_listener:start(?MODULE, Options).
init(Options) -> {proplists:get_value(to, Options), []}.
handle_begin(Kind, Data, {To, Told}) -> {To, [{'begin', Kind, id_of(Data), text(desc, Data), source(Data)} | Told]}.
handle_end(Kind, Data, {To, Told}) -> {To, [{'end', Kind, id_of(Data), status(proplists:get_value(status, Data)), text(output, Data)} | Told]}.
handle_cancel(Kind, Data, {To, Told}) -> {To, [{cancel, Kind, id_of(Data), cause(proplists:get_value(reason, Data))} | Told]}.
terminate(_, {To, Told}) -> To ! {told, lists:reverse(Told)}.

id_of(Data) -> proplists:get_value(id, Data).
text(Key, Data) -> case proplists:get_value(Key, Data) of undefined -> none; Text -> iolist_to_binary(Text) end.
source(Data) -> case proplists:get_value(source, Data) of {Module, Function, Arity} when Module =:= ?MODULE -> {Function, Arity}; _ -> none end.
%% Class and reason; an assertion's reason has the line, and order, of its release's macros.
status({error, {Class, Reason, _}}) -> {Class, reason(Reason)};
status({skipped, Reason}) -> {skipped, cause(Reason)};
status(Status) -> Status.
reason({Assertion, Details}) when is_list(Details) -> {Assertion, [Detail || {Key, _} = Detail <- lists:sort(Details), Key =:= expression orelse Key =:= expected orelse Key =:= value]};
reason(Reason) -> Reason.
cause({abort, {Cause, {Class, Reason, _}}}) -> {Cause, Class, Reason};
cause({abort, {Cause, Other}}) -> {Cause, Other};
cause({blame, Id}) -> {blame, Id};
cause({timeout, _}) -> timeout;
cause({module_not_found, Module}) -> {module_not_found, Module};
cause(Cause) when is_tuple(Cause) -> element(1, Cause);
cause(Cause) -> Cause.

run(Tests) -> run(Tests, []).
run(Tests, Options) ->
    Result = try eunit:test(Tests, [no_tty, {report, {?MODULE, [{to, self()}]}} | Options]) catch Class:Reason -> {Class, Reason} end,
    receive {told, Told} -> {Result, Told} after 60000 -> {Result, none} end.

%% --- Tests --------------------------------------------------------------------------------------

ok() -> fun() -> ok end.
bad() -> fun() -> erlang:error(bad) end.

t_simple() -> [run(Test) || Test <- [[], ok(), bad(), [ok(), bad(), ok()], [[ok()], [[bad()]]], {?MODULE, passes_test}, {?LINE, ok()}]].
t_classes() -> run([fun() -> throw(ball) end, fun() -> exit(reason) end, fun() -> exit(normal) end, fun() -> ?I(1) + ?I(a) end, fun() -> error({bad, [1]}) end, fun() -> exit(self(), kill) end]).
t_described() -> run([{"a text", ok()}, {"a group", [ok(), {"inner", bad()}]}, {<<"binary">>, ok()}, {"", ok()}]).
t_modules() -> [run(Test) || Test <- [{module, ?MODULE}, {generator, ?MODULE, made_test_}, {generator, fun() -> [ok(), bad()] end}, {test, ?MODULE, passes_test}, {test, ?MODULE, absent_test}, absent_module, {module, absent_module}]].
t_setup() ->
    Setup = fun() -> 5 end,
    Clean = fun(5) -> ok end,
    run([{setup, Setup, fun(N) -> [fun() -> 5 = N end, fun() -> 6 = N end] end}, {setup, Setup, Clean, fun(_) -> ok() end}, {setup, spawn, Setup, Clean, [ok(), bad()]}, {setup, local, Setup, Clean, {with, [fun(5) -> ok end, fun(6) -> ok end]}}]).
t_setup_fails() ->
    [run({setup, S, C, T}) || {S, C, T} <- [{fun() -> error(no) end, fun(_) -> ok end, ok()}, {fun() -> 1 end, fun(_) -> error(no) end, ok()}, {fun() -> 1 end, fun(_) -> ok end, fun(_) -> error(no) end}, {fun() -> throw(x) end, fun(_) -> ok end, [ok()]}]].
t_foreach() -> run({foreach, fun() -> put(n, 1) end, fun(_) -> erase(n) end, [fun(_) -> fun() -> 1 = get(n) end end, ok(), {"named", bad()}]}).
t_foreachx() -> run({foreachx, fun(X) -> X * 2 end, fun(_, _) -> ok end, [{1, fun(X, D) -> fun() -> D = X * 2 end end}, {2, fun(X, D) -> fun() -> D = X * 3 end end}]}).
t_orders() -> [run({Order, [ok(), bad(), {"x", ok()}]}) || Order <- ?I([inorder, inparallel])] ++ [run({inparallel, 2, [ok(), ok()]}), run({spawn, [ok(), bad()]})].
t_timeouts() -> [run(Test) || Test <- [{timeout, 0.01, fun() -> receive never -> ok end end}, {timeout, 100, ok()}]].
t_with() -> run({with, x, [fun(x) -> ok end, fun(y) -> ok end]}).
t_output() -> run([fun() -> io:format("printed ~p~n", [1]) end, fun() -> io:put_chars(<<"more">>), error(x) end, fun() -> ok end]).
t_bad_tests() -> [run(Test) || Test <- ?I([17, {foo, bar}, [1 | 2], {timeout, x, []}, {?MODULE, foo, bar, baz}])].
t_values() -> [run(fun() -> Value end) || Value <- ?I([false, {error, x}, [], 7])].
%% Each form around each kind of test.
t_forms_of_forms() ->
    Around = [fun(T) -> {"text", T} end, fun(T) -> {setup, fun() -> 1 end, T} end, fun(T) -> {setup, spawn, fun() -> 1 end, fun(1) -> ok end, fun(1) -> T end} end, fun(T) -> {spawn, T} end,
              fun(T) -> {inorder, [T, T]} end, fun(T) -> {timeout, 60, T} end, fun(T) -> {generator, fun() -> [T] end} end, fun(T) -> {foreach, fun() -> 1 end, [fun(1) -> T end]} end],
    [run(Form(Test)) || Form <- Around, Test <- [ok(), bad(), [], [bad(), {"named", ok()}], {?MODULE, fails_test}, {"described", ok()}]].
t_nested() -> run([{"outer", {inorder, [{"inner", [ok(), {"leaf", bad()}]}, {spawn, {"spawned", ok()}}]}}]).
t_kill() -> run([fun() -> exit(self(), kill), receive never -> ok end end, ok()]).
t_exact() -> [run(?MODULE, Options) || Options <- ?I([[{exact_execution, true}], [exact_execution], []])].
t_node_of_tests() -> run([{setup, fun() -> self() end, fun(Pid) -> fun() -> true = is_pid(Pid) end end}, fun() -> undefined = get(never_put) end]).

passes_test() -> ok.
fails_test() -> error(always).
made_test_() -> [fun helper/0, {"bad", bad()}].
helper() -> ok.

%% --- Assertions ---------------------------------------------------------------------------------

raised(Fun) -> try Fun() catch error:{Assertion, Details} -> {Assertion, lists:sort([Detail || {Key, _} = Detail <- Details, lists:member(Key, [expected, value, pattern, unexpected_success])])}; Class:Reason -> {Class, Reason} end.
t_assert() -> [raised(F) || F <- [fun() -> ?assert(?I(true)) end, fun() -> ?assert(?I(false)) end, fun() -> ?assert(?I(foo)) end, fun() -> ?assertNot(?I(false)) end, fun() -> ?assertNot(?I(true)) end, fun() -> ?assertNot(?I(1)) end]].
t_assert_equal() -> [raised(fun() -> ?assertEqual(A, B) end) || {A, B} <- ?I([{1, 1}, {1, 2}, {1, 1.0}, {"a", <<"a">>}, {[x], [x]}])] ++ [raised(fun() -> ?assertNotEqual(A, B) end) || {A, B} <- ?I([{1, 1}, {1, 1.0}])].
t_assert_match() -> [raised(fun() -> ?assertMatch({ok, _}, X) end) || X <- ?I([{ok, 1}, error, {ok}])] ++ [raised(fun() -> ?assertNotMatch([_ | _], X) end) || X <- ?I([[], [1]])].
t_assert_exceptions() ->
    [raised(F) || F <- [fun() -> ?assertError(badarith, 1 / ?I(0)) end, fun() -> ?assertError(badarg, 1 / ?I(0)) end, fun() -> ?assertError(_, ?I(1)) end, fun() -> ?assertThrow(x, throw(?I(x))) end, fun() -> ?assertThrow(x, throw(?I(y))) end, fun() -> ?assertThrow(x, exit(?I(x))) end,
                        fun() -> ?assertExit({a, _}, exit(?I({a, 1}))) end, fun() -> ?assertExit(a, ?I(a)) end, fun() -> ?assertException(error, {badmatch, 2}, 1 = ?I(2)) end, fun() -> ?assertException(throw, _, error(?I(x))) end,
                        fun() -> ?assertNotException(error, _, ?I(1)) end, fun() -> ?assertNotException(error, badarith, 1 / ?I(0)) end]].
