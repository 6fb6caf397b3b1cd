%% Stack traces: which frames, how many, arguments, lines; what tail calls leave out.
-module(traces).
-export([t_direct/0, t_one_below/0, t_tail_leaves_out/0, t_two_below/0, t_tail_in_middle/0, t_external_call/0]).
-export([t_external_tail/0, t_external_body/0, t_two_lines/0, t_bif_line/0, t_bif_guard_line/0, t_bif_body_call/0]).
-export([t_bif_tail_call/0, t_bif_tail_in_local/0, t_bif_guard_in_local/0, t_arith_in_local/0, t_element_in_local/0, t_deep_non_tail/0]).
-export([t_deep_short/0, t_deep_eight/0, t_deep_two_lines/0, t_deep_mutual/0, t_deep_same_then_others/0, t_never_returns/0]).
-export([t_deep_ten_functions/0, t_deep_nine_functions/0, t_deep_frames_below_collapsed/0, t_deep_three_lines/0, t_deep_external/0, t_deep_function_clause/0]).
-export([t_deep_bif/0, t_deep_bif_guard/0, t_deep_body_rest/0, t_function_clause_args/0, t_function_clause_body/0, t_function_clause_many/0]).
-export([t_function_clause_external/0, t_function_clause_fun/0, t_function_clause_fun_tail/0, t_fun_frame/0, t_fun_in_fun/0, t_named_fun_frame/0]).
-export([t_comprehension_frame/0, t_comprehension_third/0, t_comprehension_nested/0, t_binary_comprehension_frame/0, t_case_clause_body/0, t_badmatch_body/0]).
-export([t_if_clause_body/0, t_throw_trace/0, t_exit_trace/0, t_error2_trace/0, t_error2_other_args/0, t_error3_trace/0]).
-export([t_error_none_trace/0, t_apply_trace/0, t_apply_tail_trace/0, t_apply_bif_trace/0, t_apply_bif_tail_trace/0, t_apply_guard_bif_trace/0]).
-export([t_apply_guard_bif_tail_trace/0, t_apply_op_tail_trace/0, t_apply_fun_trace/0, t_external_fun_bif_trace/0, t_external_fun_bif_tail_trace/0, t_external_fun_guard_bif_trace/0]).
-export([t_undef_call/0, t_undef_tail_call/0, t_undef_apply/0, t_undef_apply_tail/0, t_undef_fun/0, t_undef_fun_tail/0]).
-export([t_undef_module/0, t_undef_erlang/0, t_undef_deep/0, t_badfun_trace/0, t_badfun_tail_trace/0, t_badarity_trace/0]).
-export([t_badarity_tail_trace/0, t_caught_error/0, t_caught_deep/0, t_caught_bif/0, t_caught_badarith/0, t_caught_in_fun/0]).
-export([t_caught_old_style/0, t_caught_old_style_exit/0, t_caught_twice/0, t_caught_reraised/0, t_caught_reraised_tail/0, t_caught_implicit_reraise/0]).
-export([t_caught_after_reraise/0, t_caught_after_other_error/0, t_caught_throw_deep/0, t_caught_handler_called_after/0, t_current_stacktrace_empty_frames/0, t_current_function/0]).
-export([t_lines_in_clauses/0, t_line_before_tail_call/0, t_line_before_bif_tail_call/0, t_line_before_tail_call_without_move/0]).
-export([t_line_before_tail_call_with_frame/0, t_line_before_tail_call_behind_label/0]).
-export([t_unread_bif/0, t_unread_then_read/0, t_unread_around_read/0, t_unread_uncaught_after/0, t_unread_class_only/0]).
-export([id/1, ext_tail/1, ext_body/1, fail_ext/1, boom/1, down_ext/1]).

-define(I(X), ?MODULE:id(X)).
%% a call that always raises, which the compiler must not know: it makes a tail call of a call that never returns
-define(RAISE(E), case ?I(true) of true -> E; V__ -> V__ end).

id(X) -> X.

t_direct() -> error(here).
t_one_below() -> [fail(?I(x))].
fail(X) -> ?RAISE(error({failed, X})).
t_tail_leaves_out() -> fail(?I(x)).
t_two_below() -> {a, two(?I(x))}.
two(X) -> [fail(X) | X].
t_tail_in_middle() -> [middle(?I(x))].
middle(X) -> fail_body(X).
fail_body(X) -> [fail(X)].
t_external_call() -> [?MODULE:fail_ext(?I(1))].
fail_ext(X) -> ?RAISE(error({ext, X})).
t_external_tail() -> ?MODULE:ext_tail(?I(1)).
ext_tail(X) -> ?MODULE:fail_ext(X).
t_external_body() -> {?MODULE:ext_body(?I(1))}.
ext_body(X) -> [?MODULE:fail_ext(X)].
t_two_lines() ->
    A = ?I(1),
    B = ?I(2),
    [A, B,
     fail({A, B})].
t_bif_line() ->
    X = ?I([]),
    Y = ?I(1),
    {Y,
     hd(X)}.
t_bif_guard_line() ->
    X = ?I(a),
    Z = X
        + 1,
    {Z}.
t_bif_body_call() -> [atom_to_list(?I(1))].
t_bif_tail_call() -> atom_to_list(?I(1)).
t_bif_tail_in_local() -> [bif_tail(?I(1))].
bif_tail(X) -> atom_to_list(X).
t_bif_guard_in_local() -> [bif_guard(?I(1))].
bif_guard(X) -> hd(X).
t_arith_in_local() -> [arith(?I(1))].
arith(X) -> X + a.
t_element_in_local() -> [element_of(?I(5))].
element_of(N) -> element(N, {a, b}).

t_deep_non_tail() -> recurse(?I(100)).
recurse(0) -> ?RAISE(error(bottom));
recurse(N) -> 1 + recurse(N - 1).
t_deep_short() -> recurse(?I(3)).
t_deep_eight() -> [recurse(?I(7))].
t_deep_two_lines() -> alternate(?I(20)).
alternate(0) -> ?RAISE(error(bottom));
alternate(N) when N rem 2 =:= 0 ->
    [alternate(N - 1)];
alternate(N) ->
    {alternate(N - 1)}.
t_deep_mutual() -> ping(?I(20)).
ping(0) -> ?RAISE(error(bottom));
ping(N) -> [pong(N - 1)].
pong(0) -> ?RAISE(error(bottom));
pong(N) -> {ping(N - 1)}.
t_deep_same_then_others() -> [a(?I(5))].
a(N) -> [b(N)].
b(N) -> [c(N)].
c(N) -> [d(N)].
d(N) -> [f(N)].
f(N) -> [g(N)].
g(N) -> [h(N)].
h(N) -> [i(N)].
i(N) -> [j(N)].
j(N) -> [recurse(N)].
t_never_returns() -> [never(?I(5))].
never(0) -> error(bottom);
never(N) -> [never(N - 1)].
t_deep_ten_functions() -> [a(?I(0))].
t_deep_nine_functions() -> [c(?I(0))].
t_deep_frames_below_collapsed() -> [[recurse(?I(50))]].
t_deep_three_lines() -> three(?I(30)).
three(0) -> ?RAISE(error(bottom));
three(N) ->
    X = three_next(N),
    X + 1.
three_next(N) when N > 15 -> [three(N - 1)];
three_next(N) -> {three(N - 1), N}.
t_deep_external() -> down(?I(30)).
down(0) -> ?RAISE(error(bottom));
down(N) -> [?MODULE:down_ext(N - 1)].
down_ext(N) -> {down(N)}.
t_deep_function_clause() -> plus(?I(5)).
plus(N) when N > 2 -> [plus(N - 1)];
plus(a) -> a.
t_deep_bif() -> into_bif(?I(4)).
into_bif(0) -> list_to_integer(?I("x"));
into_bif(N) -> [into_bif(N - 1)].
t_deep_bif_guard() -> into_guard(?I(4)).
into_guard(0) -> tl(?I([]));
into_guard(N) -> [into_guard(N - 1)].
t_deep_body_rest() -> into_rest(?I(12)).
into_rest(0) -> [];
into_rest(N) -> R = into_rest(N - 1), [length(R) div (N rem 7) | R].

t_function_clause_args() -> clause({?I(1), "string", <<"bin">>, 1.5, [a | b], #{k => v}}, fun erlang:abs/1).
clause(a, _) -> ok.
t_function_clause_body() -> [clause(?I(z), 1)].
t_function_clause_many() -> many(?I(1), 2, 3, 4, 5, 6, 7, 8, 9, 10).
many(0, _, _, _, _, _, _, _, _, _) -> ok.
t_function_clause_external() -> ?MODULE:boom(?I(1)).
boom(0) -> ok.
t_function_clause_fun() -> X = ?I(1), F = fun(0) -> X end, [F(?I(5))].
t_function_clause_fun_tail() -> F = fun(0) -> 1 end, (?I(F))(5).
t_fun_frame() -> F = fun(X) -> [fail(X)] end, [(?I(F))(1)].
t_fun_in_fun() -> F = fun(X) -> [fun(Y) -> [fail(Y)] end(X)] end, [(?I(F))(1)].
t_named_fun_frame() -> F = fun Loop(0) -> ?RAISE(error(bottom)); Loop(N) -> [Loop(N - 1)] end, [F(?I(3))].
t_comprehension_frame() -> [fail(X) || X <- ?I([1])].
t_comprehension_third() -> [10 div X || X <- ?I([2, 1, 0])].
t_comprehension_nested() -> [[X / Y || Y <- [1, 0]] || X <- ?I([1])].
t_binary_comprehension_frame() -> << <<(10 div X)>> || X <- ?I([5, 0]) >>.
t_case_clause_body() -> [case ?I(1) of 2 -> ok end].
t_badmatch_body() -> [begin {ok, _} = ?I(error), ok end].
t_if_clause_body() -> [if_clause(?I(1))].
if_clause(X) -> if X > 5 -> ok end.
t_throw_trace() -> [throw_it(?I(ball))].
throw_it(X) -> ?RAISE(throw(X)).
t_exit_trace() -> [exit_it(?I(bye))].
exit_it(X) -> ?RAISE(exit(X)).
t_error2_trace() -> [error2(?I(x), 2)].
error2(A, B) -> ?RAISE(error(badarg, [A, B])).
t_error2_other_args() -> [error_other(?I(x))].
error_other(A) -> ?RAISE(error(why, [A, more, args])).
t_error3_trace() -> [error3(?I(x))].
error3(A) -> ?RAISE(error(badarg, [A], [{error_info, #{cause => #{1 => "not good"}}}])).
t_error_none_trace() -> [error_none(?I(x))].
error_none(_) -> ?RAISE(error(badarg, none, [{error_info, #{module => my_errors}}])).

t_apply_trace() -> [apply(?MODULE, ?I(boom), [7])].
t_apply_tail_trace() -> apply(?MODULE, ?I(boom), [7]).
t_apply_bif_trace() -> [apply(erlang, ?I(atom_to_list), [7])].
t_apply_bif_tail_trace() -> apply(erlang, ?I(atom_to_list), [7]).
t_apply_guard_bif_trace() -> [apply(erlang, ?I(hd), [[]])].
t_apply_guard_bif_tail_trace() -> apply(erlang, ?I(hd), [[]]).
t_apply_op_tail_trace() -> apply(erlang, ?I('+'), [a, 1]).
t_apply_fun_trace() -> [apply(?I(fun(X) -> [fail(X)] end), [1])].
t_external_fun_bif_trace() -> F = ?I(fun erlang:atom_to_list/1), [F(1)].
t_external_fun_bif_tail_trace() -> F = ?I(fun erlang:atom_to_list/1), F(1).
t_external_fun_guard_bif_trace() -> F = ?I(fun erlang:hd/1), [F([])].
t_undef_call() -> [traces:undef_function(?I(1), {2})].
t_undef_tail_call() -> traces:undef_function(?I(1), {2}).
t_undef_apply() -> [apply(traces, ?I(undef_function), [1])].
t_undef_apply_tail() -> apply(traces, ?I(undef_function), [1]).
t_undef_fun() -> F = ?I(fun traces:undef_function/1), [F(1)].
t_undef_fun_tail() -> F = ?I(fun traces:undef_function/1), F(1).
t_undef_module() -> [undef_module:start(?I(1))].
t_undef_erlang() -> [erlang:undef_function(?I(1))].
t_undef_deep() -> [undef_deep(?I(3))].
undef_deep(0) -> traces:undef_function();
undef_deep(N) -> [undef_deep(N - 1)].
t_badfun_trace() -> [call_it(?I(no))].
call_it(F) -> [F(1)].
t_badfun_tail_trace() -> [tail_it(?I(no))].
tail_it(F) -> F(1).
t_badarity_trace() -> [call_it(?I(fun(_, _) -> x end))].
t_badarity_tail_trace() -> [tail_it(?I(fun(_, _) -> x end))].

%% within a case: the frames from the top down to the case itself
own(S) -> [F || {M, _, _, _} = F <- S, M =:= ?MODULE orelse M =:= erlang orelse M =:= lists].
t_caught_error() -> try [fail(?I(1))] catch _:_:S -> own(S) end.
t_caught_deep() -> try recurse(?I(4)) catch _:_:S -> own(S) end.
t_caught_bif() -> try [hd(?I([]))] catch _:_:S -> own(S) end.
t_caught_badarith() -> try ?I(1) + ?I(a) catch _:_:S -> own(S) end.
t_caught_in_fun() -> (fun() -> try [fail(?I(1))] catch _:_:S -> own(S) end end)().
t_caught_old_style() -> {'EXIT', {_, S}} = (catch [fail(?I(1))]), own(S).
t_caught_old_style_exit() -> catch [exit_it(?I(1))].
t_caught_twice() -> try try [fail(?I(1))] catch _:R:S1 -> put(s1, own(S1)), error({again, R}) end catch _:_:S2 -> {get(s1), own(S2)} end.
t_caught_reraised() -> try try [fail(?I(1))] catch C:R:S1 -> erlang:raise(C, R, S1) end catch _:_:S2 -> own(S2) end.
t_caught_reraised_tail() -> try reraise(?I(1)) catch _:_:S -> own(S) end.
reraise(X) -> try [fail(X)] catch C:R:S -> erlang:raise(C, R, S) end.
t_caught_implicit_reraise() -> try try [fail(?I(1))] catch throw:_ -> no end catch _:_:S -> own(S) end.
t_caught_after_reraise() -> try try [fail(?I(1))] after ?I(x) end catch _:_:S -> own(S) end.
t_caught_after_other_error() -> try try fail(?I(1)) after catch error(other) end catch _:R:S -> {R, own(S)} end.
t_caught_throw_deep() -> try [throw_it(?I(1))] catch throw:_:S -> own(S) end.
t_caught_handler_called_after() -> try [fail(?I(1))] catch _:_:S -> catch hd(?I([])), recurse_ok(50), own(S) end.
recurse_ok(0) -> ok;
recurse_ok(N) -> [recurse_ok(N - 1)].
t_current_stacktrace_empty_frames() -> {current_stacktrace, S} = process_info(self(), current_stacktrace), [{M, F, A} || {M, F, A, _} <- own(S)].
t_current_function() -> process_info(self(), current_function).
t_lines_in_clauses() -> [try clause_lines(X) catch _:_:S -> proplists_line(element(4, hd(S))) end || X <- ?I([a, b, c, 1])].
proplists_line([{line, L} | _]) -> L;
proplists_line([_ | T]) -> proplists_line(T).
clause_lines(0) -> none;
clause_lines(a) ->
    error(x);
clause_lines(b) ->
    ?I(1),
    error(y);
clause_lines(c) ->
    case ?I(1) of
        2 -> ok
    end;
clause_lines(X) ->
    Y = ?I(X),
    error({X, Y}).

%% No `line` stands before a tail call of a function in Erlang, as far as OTP is concerned: the case_clause has
%% the place of the function.
t_line_before_tail_call() -> [clause_in_argument(?I({t, []}))].
clause_in_argument(V) ->
    lists:nthtail(0, case V of
                         {t, [_]} -> []
                     end).
t_line_before_bif_tail_call() -> [clause_in_bif_argument(?I({t, []}))].
clause_in_bif_argument(V) ->
    erlang:list_to_tuple(case V of
                             {t, [_]} -> []
                         end).

%% It does where no move to x0 stands before it.
t_line_before_tail_call_without_move() -> [list_in_argument(?I(b), ?I(1))].
list_in_argument(a, X) ->
    Text = float_to_binary(X, [{scientific, 5}]),
    lists:sort([Text, X]);
list_in_argument(_, _) ->
    tl([]).
t_line_before_tail_call_with_frame() -> [second_in_argument(?I(7))].
second_in_argument(X) ->
    Z = ?I(X),
    lists:nthtail(0,
                  case Z of
                      0 -> []
                  end).
t_line_before_tail_call_behind_label() -> [either_in_argument(?I(7))].
either_in_argument(X) ->
    Z = ?I(X),
    lists:reverse(
        case Z of
            0 -> [];
            1 -> [a]
        end).

%% Handlers that read no trace, alone and beside others that do.
unread(Fun) -> try Fun() catch _:_ -> none end.
to_integer(Text) -> try binary_to_integer(Text) of N when is_integer(N) -> {ok, N} catch _:_ -> error end.

t_unread_bif() -> [to_integer(Text) || Text <- ?I([<<"1">>, <<"x">>, <<"-">>, <<"77777777777777777777777">>, x])].
t_unread_then_read() ->
    none = unread(fun() -> fail(?I(x)) end),
    error = to_integer(?I(<<"x">>)),
    try [fail(?I(y))] catch Class:Reason:Trace -> {Class, Reason, own(Trace)} end.
t_unread_around_read() ->
    unread(fun() -> try [fail(?I(x))] catch error:Reason:Trace -> self() ! {Reason, own(Trace)}, error(again) end end),
    receive Message -> Message end.
t_unread_uncaught_after() ->
    error = to_integer(?I(<<"x">>)),
    none = unread(fun() -> atom_to_list(?I(1)) end),
    [atom_to_list(?I(2))].
t_unread_class_only() ->
    [try Fun() catch Class:_ -> Class end || Fun <- ?I([fun() -> throw(a) end, fun() -> exit(b) end, fun() -> fail(c) end])].
