%% A value that no of-clause of a try takes.
%% covers: try_case_end
-module(op_try_case_end).
-export([run/0, t/1, id/1, fail_atom/0, fail_tuple/0]).

run() -> {t(1), t([x])}.

t(V) ->
    try id(V) of
        1 -> one;
        [X] -> X
    catch
        throw:_ -> no
    end.

id(X) -> X.

fail_atom() -> t(a).

fail_tuple() -> t({1, 2}).
