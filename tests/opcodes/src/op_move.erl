%% move of every operand kind (atom, small, 64-bit, big, float, nil, literal, register) to X and Y registers.
%% covers: move allocate deallocate
-module(op_move).
-export([run/0, atom/0, zero/0, neg/0, s59/0, s60/0, s61/0, s63/0, s64/0, m60/0, m61/0, m64/0, big/0, nbig/0, wide/0,
         flt/0, nil/0, lit/0, bin/0, rot/3, keep/3, id/1]).

run() ->
    [atom(), zero(), neg(), s59(), s60(), s61(), s63(), s64(), m60(), m61(), m64(), big(), nbig(), wide(), flt(), nil(),
     lit(), bin(), rot(1, 2, 3), keep(1, 2, 3)].

atom() -> 'a b'.
zero() -> 0.
neg() -> -1.
s59() -> 576460752303423487.
s60() -> 576460752303423488.
s61() -> 1152921504606846976.
s63() -> 9223372036854775807.
s64() -> 18446744073709551615.
m60() -> -576460752303423489.
m61() -> -1152921504606846977.
m64() -> -9223372036854775809.
big() -> 16#ffffffffffffffffffffffffffffffff.
nbig() -> -16#ffffffffffffffffffffffffffffffff.
wide() -> 16#123456789abcdef0123456789abcdef0123456789abcdef.
flt() -> -1.25e-10.
nil() -> [].
lit() -> {a, [1, 2.5 | {}], #{k => <<"v">>}}.
bin() -> <<"text">>.

rot(A, B, C) -> id({C, A, B}).

keep(A, B, C) ->
    X = id(C),
    Y = id(B),
    {A, Y, X, C}.

id(X) -> X.
