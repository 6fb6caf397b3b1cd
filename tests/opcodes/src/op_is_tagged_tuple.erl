%% A tuple of one size and first element: the right one, another size, another tag, a tag that is no atom, no tuple.
%% covers: is_tagged_tuple
-module(op_is_tagged_tuple).
-export([run/0, x/1, y/1, id/1]).

run() ->
    {[x({ok, 1}), x({ok}), x({ok, 1, 2}), x({error, 1}), x({"ok", 1}), x({}), x([ok, 1]), x(ok), x(#{})],
     [y({ok, 1}), y({no, 1})]}.

x({ok, V}) -> V;
x(_) -> no.

y(T) ->
    R = id(yes),
    case T of
        {ok, _} -> R;
        _ -> no
    end.

id(X) -> X.
