%% Reading a UTF-8 character: of each length; cut short, overlong, a surrogate, too large, a byte that starts none; at an uneven place.
%% covers: bs_get_utf8 bs_skip_utf8
-module(op_bs_get_utf8).
-export([run/0, get/1, skip/1, uneven/1]).
-compile({no_auto_import, [get/1]}).

run() ->
    Bs = [<<"a">>, <<"az">>, <<0>>, <<16#7f>>, <<16#c2, 16#80>>, <<16#df, 16#bf>>, <<16#e0, 16#a0, 16#80>>, <<16#ed, 16#9f, 16#bf>>, <<16#ee, 16#80, 16#80>>,
          <<16#ef, 16#bf, 16#bf, 1>>, <<16#f0, 16#90, 16#80, 16#80>>, <<16#f4, 16#8f, 16#bf, 16#bf>>, <<16#80>>, <<16#c0, 16#80>>, <<16#c1, 16#bf>>,
          <<16#e0, 16#80, 16#80>>, <<16#ed, 16#a0, 16#80>>, <<16#f0, 16#80, 16#80, 16#80>>, <<16#f4, 16#90, 16#80, 16#80>>, <<16#f8, 16#80>>, <<16#c2>>,
          <<16#e2, 16#82>>, <<16#f0, 16#90, 16#80>>, <<16#c2, 16#41>>, <<>>, <<1:7>>],
    [{get(B), skip(B), uneven(<<5:3, B/bits>>)} || B <- Bs].

get(<<C/utf8, R/bits>>) -> {C, R};
get(_) -> no.

skip(<<_/utf8, R/bits>>) -> R;
skip(_) -> no.

uneven(<<_:3, C/utf8, R/bits>>) -> {C, R};
uneven(_) -> no.
