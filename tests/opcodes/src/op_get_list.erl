%% Taking a cons apart: head and tail, only the head, only the tail, into its own register, from a Y register.
%% covers: get_list get_hd get_tl is_nonempty_list
-module(op_get_list).
-export([run/0, both/1, head/1, tail/1, third/1, y/1, walk/2, id/1, fail_empty/0]).

run() ->
    {both([1 | 2]), both([a]), both([]), both({}), head("xyz"), head([]), tail([1, 2]), tail(3), third([a, b, c, d]), y([7, 8]),
     walk([1, 2, 3], 0)}.

both([H | T]) -> {T, H};
both(_) -> no.

head([H | _]) -> H;
head(_) -> no.

tail([_ | T]) -> T;
tail(_) -> no.

third([_, _, C | _]) -> C.

y(L) ->
    id(0),
    case L of
        [H | T] -> X = id(H), {X, T, H}
    end.

walk([H | T], A) -> walk(T, H + A);
walk([], A) -> A.

id(X) -> X.

fail_empty() -> third([a, b]).
