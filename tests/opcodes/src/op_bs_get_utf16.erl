%% Reading a UTF-16 character in both orders: one unit, a pair; half a pair, a pair the wrong way round, cut short.
%% covers: bs_get_utf16 bs_skip_utf16
-module(op_bs_get_utf16).
-export([run/0, get/1, skip/1, little/1, uneven/1]).
-compile({no_auto_import, [get/1]}).

run() ->
    Bs = [<<0, $a>>, <<16#d7, 16#ff, 1>>, <<16#e0, 0>>, <<16#ff, 16#ff>>, <<16#d8, 0, 16#dc, 0>>, <<16#db, 16#ff, 16#df, 16#ff, 9>>, <<16#d8, 0>>, <<16#d8, 0, 0, 1>>,
          <<16#dc, 0, 16#d8, 0>>, <<16#d8, 0, 16#dc>>, <<1>>, <<>>, <<0, 16#d8, 0, 16#dc>>],
    [{get(B), skip(B), little(B), uneven(<<5:3, B/bits>>)} || B <- Bs].

get(<<C/utf16, R/bits>>) -> {C, R};
get(_) -> no.

skip(<<_/utf16, R/bits>>) -> R;
skip(_) -> no.

little(<<C/utf16-little, R/bits>>) -> {C, R};
little(_) -> no.

uneven(<<_:3, C/utf16, R/bits>>) -> {C, R};
uneven(_) -> no.
