%% Binary comprehensions in the old form: a buffer that nothing else sees grows.
%% build: 23 25 27
%% options 25: +r24
%% options 27: +r24
%% covers: bs_private_append bs_init_writable
-module(op_bs_private_append).
-export([run/0, bytes/1, bits/1, bins/1, twice/1, fail_value/0, fail_bin/0]).

run() ->
    {bytes([1, 2, 300]), bits([1, 2, 3, 16#fff]), bins([<<1>>, <<>>, <<2, 3>>]), twice(<<16#12, 16#34>>), byte_size(bytes(lists:seq(1, 1000)))}.

bytes(L) -> <<<<X>> || X <- L>>.

bits(L) -> <<<<X:11>> || X <- L>>.

bins(L) -> <<<<X/binary, 0>> || X <- L>>.

twice(B) -> <<<<X, X:4>> || <<X:4>> <= B>>.

fail_value() -> bytes([1, a]).
fail_bin() -> bins([1]).
