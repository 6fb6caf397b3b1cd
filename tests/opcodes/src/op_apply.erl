%% apply of a module and a function that are values: built-in, own, tail position, and the errors of each part.
%% covers: apply apply_last
-module(op_apply).
-export([run/0, body/3, tail/3, zero/2, own/1, fail_module/0, fail_name/0, fail_undef/0, fail_last/0]).

run() ->
    {body(erlang, abs, -1), tail(?MODULE, own, 2), tail(erlang, atom_to_list, ok), zero(erlang, node) =:= node(),
     body(lists, reverse, [1, 2, 3])}.

body(M, F, A) -> {M:F(A)}.

tail(M, F, A) ->
    erlang:garbage_collect(),
    M:F(A).

zero(M, F) -> M:F().

own(X) -> [X].

fail_module() -> body(1, abs, 1).

fail_name() -> body(erlang, "abs", 1).

fail_undef() -> body(erlang, no_such, 1).

fail_last() -> tail(erlang, no_such, 1).
