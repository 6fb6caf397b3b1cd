%% case without a clause that fits, if without a true guard.
%% covers: case_end if_end
-module(op_case_end).
-export([run/0, c/1, i/1, id/1, fail_case/0, fail_if/0, fail_bool/0]).

run() -> {c(1), c({a, 2}), i(1), i(2)}.

c(X) ->
    case X of
        1 -> one;
        {a, Y} -> Y
    end.

i(X) ->
    if X =:= 1 -> one;
       X > 1, X < 10 -> few
    end.

id(X) -> X.

fail_case() -> c({b, [2.5]}).

fail_if() -> i(10).

fail_bool() -> id(1) andalso true.
