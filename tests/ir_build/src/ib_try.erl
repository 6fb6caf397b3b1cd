-module(ib_try).
-export(['try'/2, 'catch'/2, nested/2, 'after'/2, changed/2, in_loop/2, raw/1]).

'try'(F, X) ->
    Y = F(X),
    try F(Y) of
        Z -> {ok, Z, Y}
    catch
        throw:R -> {thrown, R, Y};
        C:R:S -> {C, R, S, X}
    end.

'catch'(F, X) -> A = F(X), {catch F(A), A}.

nested(F, X) ->
    try
        try F(X) catch error:a -> F({b, X}) end
    catch
        exit:Q -> {Q, X}
    end.

'after'(F, X) -> try F(X) after F(X + 1) end.

changed(F, X) ->
    try
        Y = F(X),
        {F(Y), Y}
    catch
        throw:Z -> {Z, X}
    end.

in_loop(F, [H | T]) -> try F(H) catch _:_ -> ok end, in_loop(F, T);
in_loop(_, []) -> done.

raw(F) -> try F() catch C:R:S -> erlang:raise(C, {again, R}, S) end.
