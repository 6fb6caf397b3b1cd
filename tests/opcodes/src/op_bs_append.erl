%% Appending to a binary in the old form: in a loop, twice to the same one, bits that make it uneven.
%% build: 23 25 27
%% options 25: +r24
%% options 27: +r24
%% covers: bs_append
-module(op_bs_append).
-export([run/0, app/2, bits/2, two/2, bin/2, id/1, fail_append/0, fail_not/0, fail_value/0]).

run() -> {app(300, <<>>), bits(20, <<>>), two(<<1>>, 2), bin(<<1>>, <<2, 3>>)}.

app(0, A) -> <<(byte_size(A)):16, (binary:at(A, 7)), (binary:last(A))>>;
app(N, A) -> app(N - 1, <<A/binary, N, (N bsr 8):8>>).

bits(0, A) -> A;
bits(N, A) -> bits(N - 1, <<A/bitstring, N:5>>).

two(A, B) ->
    X = <<A/binary, B>>,
    Y = <<X/binary, 1>>,
    Z = <<X/binary, 2>>,
    {X, Y, Z}.

bin(A, B) -> <<A/binary, B/binary, A/binary>>.

id(X) -> X.

fail_append() -> app(1, <<1:1>>).
fail_not() -> app(1, []).
fail_value() -> two(<<>>, a).
