%% An exception raised again with its own stack trace: class and reason kept, the trace beginning at the first place.
%% covers: raw_raise build_stacktrace
-module(op_raw_raise).
-export([run/0, again/1, seen/1, first/1, id/1, fail_error/0, fail_exit/0, fail_throw/0]).

run() ->
    {[outer(K) || K <- [error, exit, throw]], seen(error), seen(badarith)}.

act(error) -> error(e);
act(exit) -> exit(x);
act(throw) -> throw(t);
act(badarith) -> id(a) + 1.

again(K) ->
    try first(K)
    catch C:R:S when C =/= none -> put(seen, R), erlang:raise(C, R, S)
    end.

first(K) -> [act(K)].

outer(K) ->
    try again(K)
    catch C:R:S -> {C, R, get(seen), element(2, hd(S)), element(2, hd(tl(S)))}
    end.

seen(K) ->
    try first(K)
    catch error:R:S -> {R, [{F, A} || {op_raw_raise, F, A, _} <- S, F =/= run]}
    end.

id(X) -> X.

fail_error() -> again(error).

fail_exit() -> again(exit).

fail_throw() -> again(throw).
