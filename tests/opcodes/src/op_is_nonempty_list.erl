%% A cons or something else.
%% covers: is_nonempty_list
-module(op_is_nonempty_list).
-export([run/0, x/1, y/1, id/1]).

run() -> {[x([1]), x([]), x("s"), x([a | b]), x({}), x(1), x(<<>>)], [y([1]), y([]), y({1})]}.

x([_ | _]) -> 1;
x(_) -> 0.

y(V) ->
    R = id(1),
    case V of
        [_ | _] -> R;
        _ -> 0
    end.

id(X) -> X.
