%% re: replacing and splitting, errors with their traces, patterns that are kept.
-module(regex_cases).
-export([t_replace_iodata/0, t_replace_first/0, t_replace_none/0, t_replace_binary/0, t_replace_list/0, t_replace_unicode/0]).
-export([t_replace_empty/0, t_replace_all/0, t_replace_by_fun/0, t_replace_fun_raises/0, t_replace_bad_option/0, t_replace_capture_option/0]).
-export([t_replace_bad_subject/0, t_replace_bad_regexp/0, t_replace_bad_group/0, t_replace_open_group/0, t_replace_3_bad/0, t_split/0]).
-export([t_split_list/0, t_split_trim/0, t_split_parts/0, t_split_groups/0, t_split_group/0, t_split_group_trim/0]).
-export([t_split_empty_subject/0, t_split_each/0, t_split_unicode/0, t_split_bad_option/0, t_split_bad_regexp/0, t_split_bad_tuple/0]).
-export([t_run_bad_option/0, t_run_bad_subject/0, t_compile_bad_option/0, t_compiled_survives/0, t_compiled_is_written_and_read/0, t_long_subject/0]).
-compile([nowarn_deprecated_catch]).
-export([id/1]).
-export([]).
-export([id/1]).

id(X) -> X.

t_replace_iodata() -> re:replace(?MODULE:id("abcabc"), "b", "[&]", [global]).
t_replace_first() -> re:replace(?MODULE:id("abcabc"), "b", "[&]").
t_replace_none() -> re:replace(?MODULE:id(["ab", <<"c">>]), "x", "y", [{return, iodata}]).
t_replace_binary() -> re:replace(?MODULE:id(<<"hello">>), "l+", "L", [{return, binary}]).
t_replace_list() -> re:replace(?MODULE:id(<<"hello">>), "(l)(o)", "\\2\\1\\g{1}\\g3\\\\", [{return, list}]).
t_replace_unicode() -> re:replace(?MODULE:id([8364, $a]), "a", [233], [unicode, {return, list}]).
t_replace_empty() -> re:replace(?MODULE:id("ab"), "x*", "-", [global, {return, binary}]).
t_replace_all() -> re:replace(?MODULE:id("ab"), ".+", "", [{return, iodata}]).
t_replace_by_fun() ->
    re:replace(?MODULE:id("ab12cd"), "([a-z])([a-z])?",
               fun(Whole, Groups) -> [$<, Whole, $:, lists:join($,, Groups), $>] end,
               [global, {return, binary}]).
t_replace_fun_raises() ->
    catch_reason(fun() -> re:replace(?MODULE:id("a"), "a", fun(_, _) -> throw(out) end) end).
t_replace_bad_option() -> re:replace(?MODULE:id("a"), "a", "b", [{return, foo}]).
t_replace_capture_option() -> re:replace(?MODULE:id("a"), "a", "b", [{capture, all}]).
t_replace_bad_subject() -> re:replace(?MODULE:id(a), "a", "b", []).
t_replace_bad_regexp() -> re:replace(?MODULE:id("a"), "(a", "b", []).
t_replace_bad_group() -> catch_reason(fun() -> re:replace(?MODULE:id("a"), "a", "\\g{x}", []) end).
t_replace_open_group() -> catch_reason(fun() -> re:replace(?MODULE:id("a"), "a", "\\g{1", []) end).
t_replace_3_bad() -> re:replace(?MODULE:id(a), "a", "b").

t_split() -> re:split(?MODULE:id("a,b,,c"), ",").
t_split_list() -> re:split(?MODULE:id("a,b,,c,,"), ",", [{return, list}]).
t_split_trim() -> re:split(?MODULE:id("a,b,,c,,"), ",", [{return, list}, trim]).
t_split_parts() -> re:split(?MODULE:id("a,b,,c,,"), ",", [{parts, 2}]).
t_split_groups() -> re:split(?MODULE:id("Erlang"), "([ln])").
t_split_group() -> re:split(?MODULE:id("Erlang"), "([ln])(x)?", [group, {return, list}]).
t_split_group_trim() -> re:split(?MODULE:id("Erlangn"), "n", [group, {return, list}, trim]).
t_split_empty_subject() -> re:split(?MODULE:id(""), "a").
t_split_each() -> re:split(?MODULE:id("abc"), "").
t_split_unicode() -> re:split(?MODULE:id([8364, $,, 233]), ",", [unicode, {return, list}]).
t_split_bad_option() -> re:split(?MODULE:id("a"), ",", [global]).
t_split_bad_regexp() -> re:split(?MODULE:id("a"), "(", []).
t_split_bad_tuple() -> re:split(?MODULE:id("a"), {a, b}, []).

t_run_bad_option() -> re:run(?MODULE:id("a"), "a", [foo]).
t_run_bad_subject() -> re:run(?MODULE:id(a), "a", []).
t_compile_bad_option() -> re:compile(?MODULE:id("a"), [global]).

t_compiled_survives() ->
    {ok, Pattern} = re:compile(?MODULE:id("(b)(c)?"), [caseless]),
    [erlang:garbage_collect() || _ <- [1, 2, 3]],
    Parent = self(),
    spawn(fun() -> Parent ! {found, re:run("xBy", Pattern, [{capture, all, binary}])} end),
    receive {found, Found} -> {Found, re:run("abc", Pattern), re:split("abcbd", Pattern)} end.

t_compiled_is_written_and_read() ->
    {ok, Pattern} = re:compile(?MODULE:id("b")),
    binary_to_term(term_to_binary(setelement(5, Pattern, none))).

t_long_subject() ->
    Subject = binary:copy(<<"abc123 ">>, 400),
    {match, Found} = re:run(Subject, "[a-z]+(\\d+)", [global, {capture, [1], binary}]),
    {length(Found), hd(Found), iolist_size(re:replace(Subject, "\\d", "", [global]))}.

catch_reason(Fun) -> try Fun() catch Class:Reason -> {Class, Reason} end.
