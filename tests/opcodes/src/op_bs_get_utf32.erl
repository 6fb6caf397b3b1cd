%% Reading a UTF-32 character in both orders: the edges, a surrogate, too large, cut short.
%% covers: bs_get_utf32 bs_skip_utf32
-module(op_bs_get_utf32).
-export([run/0, get/1, skip/1, little/1, uneven/1]).
-compile({no_auto_import, [get/1]}).

run() ->
    Bs = [<<0, 0, 0, $a>>, <<16#d7ff:32, 1>>, <<16#d800:32>>, <<16#dfff:32>>, <<16#e000:32>>, <<16#10ffff:32>>, <<16#110000:32>>, <<16#80000000:32>>, <<1, 2, 3>>, <<>>,
          <<16#41:32/little>>, <<16#10ffff:32/little, 2:3>>],
    [{get(B), skip(B), little(B), uneven(<<5:3, B/bits>>)} || B <- Bs].

get(<<C/utf32, R/bits>>) -> {C, R};
get(_) -> no.

skip(<<_/utf32, R/bits>>) -> R;
skip(_) -> no.

little(<<C/utf32-little, R/bits>>) -> {C, R};
little(_) -> no.

uneven(<<_:3, C/utf32, R/bits>>) -> {C, R};
uneven(_) -> no.
