%% Characters written in the old form, in the three encodings and both orders; code points that are none.
%% build: 23 25 27
%% options 25: +r24
%% options 27: +r24
%% covers: bs_utf8_size bs_put_utf8 bs_utf16_size bs_put_utf16 bs_put_utf32
-module(op_bs_put_utf).
-export([run/0, u8/1, u16/1, u32/1, id/1, fail_u8/0, fail_u8_type/0, fail_u16/0, fail_u32/0, fail_u32_surrogate/0]).

run() -> [{u8(C), u16(C), u32(C)} || C <- [0, $a, 16#7f, 16#80, 16#7ff, 16#800, 16#d7ff, 16#e000, 16#ffff, 16#10000, 16#10ffff]].

u8(C) -> <<0, C/utf8, 1>>.

u16(C) -> <<C/utf16, C/utf16-little>>.

u32(C) -> <<C/utf32, C/utf32-little>>.

id(X) -> X.

fail_u8() -> u8(16#d800).
fail_u8_type() -> u8(1.0).
fail_u16() -> u16(16#110000).
fail_u32() -> u32(-1).
fail_u32_surrogate() -> u32(16#dfff).
