%% Building lists: literals and registers in both places, improper, the destination being a source.
%% covers: put_list
-module(op_put_list).
-export([run/0, cons/2, lit/1, tl_lit/1, many/3, rev/2]).

run() -> {cons(1, []), cons(a, b), lit(x), tl_lit(y), many(1, 2, 3), rev([1, 2, 3], [])}.

cons(A, B) -> [A | B].

lit(T) -> [1.5, atom, <<"b">> | T].

tl_lit(H) -> [H | {t}].

many(A, B, C) -> [A, [B, [C | C]], A | B].

rev([H | T], A) -> rev(T, [H | A]);
rev([], A) -> A.
