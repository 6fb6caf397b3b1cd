%% A binary of one code point, and code points taken out again: at the borders of the lengths, and of what is none.
-module(bits_utf8).
-export([id/1]).
-export([t_build/0, t_build_none/0, t_build_in_guard/0, t_round_trip/0, t_among_others/0]).
-export([t_escape/0, t_cut/0, t_overlong/0, t_no_code_point/0, t_unaligned/0, t_skip/0]).
-export([t_surrogate_trace/0, t_large_trace/0, t_negative_trace/0, t_bignum_trace/0, t_atom_trace/0]).
-export([t_long_text/0]).

id(X) -> X.

borders() ->
    [0, 1, 16#7E, 16#7F, 16#80, 16#81, 16#BF, 16#C0, 16#FF, 16#100, 16#7FE, 16#7FF, 16#800, 16#801, 16#FFF,
     16#1000, 16#20AC, 16#D7FF, 16#E000, 16#FFFD, 16#FFFE, 16#FFFF, 16#10000, 16#1F600, 16#3FFFF, 16#40000,
     16#FFFFF, 16#100000, 16#10FFFF].
none() ->
    [16#D800, 16#D801, 16#DBFF, 16#DC00, 16#DFFF, 16#110000, 16#1FFFFF, 16#200000, 16#FFFFFFFF, 16#100000041,
     -1, -128, 1 bsl 58, 1 bsl 59, 1 bsl 64, (1 bsl 64) + 65, -(1 bsl 59), -(1 bsl 64), 65.0, a, <<65>>, [], [65]].

build(C) -> <<C/utf8>>.

guarded(C) when <<C/utf8>> =/= <<>> -> yes;
guarded(_) -> no.

t_build() -> [{C, build(C), bit_size(build(C))} || C <- borders()].
t_build_none() -> [try build(C) catch Class:Reason -> {C, Class, Reason} end || C <- none()].
t_build_in_guard() -> [guarded(C) || C <- borders() ++ none()].

take(<<C/utf8, Rest/bitstring>>) -> {C, Rest};
take(Other) -> {no, Other}.

skip(<<_/utf8, Rest/bitstring>>) -> Rest;
skip(_) -> no.

points(<<C/utf8, Rest/binary>>, Found) -> points(Rest, [C | Found]);
points(Rest, Found) -> {lists:reverse(Found), Rest}.

t_round_trip() -> {_, <<>>} = points(<< <<C/utf8>> || C <- borders() >>, []).

%% Code points of every length, by sums of what is made and found.
t_long_text() ->
    Text = text(0, <<>>),
    {Found, <<>>} = points(Text, []),
    {byte_size(Text), erlang:md5(Text), length(Found), lists:sum(Found)}.

text(C, Text) when C >= 16#D800, C < 16#E000 -> text(16#E000, Text);
text(C, Text) when C > 16#10FFFF -> Text;
text(C, Text) -> One = <<C/utf8>>, text(C + 61, <<Text/binary, One/binary>>).

t_among_others() ->
    [try {<<"a", C/utf8>>, <<C/utf8, C/utf8>>, <<C/utf8, 1:1>>, <<(id(<<"abc">>))/binary, C/utf8>>}
     catch Class:Reason -> {C, Class, Reason} end || C <- borders() ++ none()].

escape(Text, Made) ->
    case Text of
        <<>> -> {ok, <<$", Made/binary, $">>};
        <<First/utf8, Rest/binary>> ->
            Escaped = case First of
                $" -> <<$\\, $">>;
                $\n -> <<$\\, $n>>;
                X when X > 126, X < 160 -> <<"\\u">>;
                Other -> <<Other/utf8>>
            end,
            escape(Rest, <<Made/binary, Escaped/binary>>);
        _ -> error
    end.
t_escape() ->
    Text = << <<C/utf8, $\n, $">> || C <- borders() >>,
    {escape(Text, <<>>), escape(binary:copy(<<"αβγ"/utf8>>, 50), <<>>), escape(<<Text/binary, 16#C3>>, <<>>)}.

%% Each with fewer bytes than it needs, and with a byte that is no continuation.
t_cut() ->
    [begin
         Whole = build(C),
         Size = byte_size(Whole) - 1,
         Parts = [binary:part(Whole, 0, N) || N <- lists:seq(0, Size)],
         {[take(P) || P <- Parts], [take(<<P/binary, "zzz">>) || P <- Parts],
          [take(<<P/binary, 16#C0, 16#C0, 16#C0>>) || P <- Parts]}
     end || C <- borders()].

t_overlong() ->
    [take(B) || B <- [<<16#C0, 16#80>>, <<16#C1, 16#BF>>, <<16#C2, 16#80>>, <<16#E0, 16#80, 16#80>>,
                      <<16#E0, 16#9F, 16#BF>>, <<16#E0, 16#A0, 16#80>>, <<16#F0, 16#80, 16#80, 16#80>>,
                      <<16#F0, 16#8F, 16#BF, 16#BF>>, <<16#F0, 16#90, 16#80, 16#80>>]].

t_no_code_point() ->
    [take(<<B, Rest/binary>>) || B <- lists:seq(16#80, 16#FF),
                                 Rest <- [<<16#80, 16#80, 16#80, 16#80>>, <<16#BF, 16#BF, 16#BF, 16#BF>>,
                                          <<16#8F, 16#BF, 16#BF>>, <<16#9F, 16#80>>, <<16#A0, 16#80>>]].

t_unaligned() ->
    [begin
         <<_:N, Part/bitstring>> = id(<<0:N, (build(C))/binary, 5:3>>),
         <<_:N, Cut:7/bitstring, _/bitstring>> = id(<<0:N, (build(C))/binary, 5:3>>),
         {take(Part), take(Cut), skip(Part)}
     end || C <- borders(), N <- [1, 4, 7, 8, 13]].

t_skip() -> [skip(<<(build(C))/binary, 1, 2>>) || C <- borders()] ++ [skip(<<B, 16#80>>) || B <- [16#80, 16#E2, 16#F5]].

t_surrogate_trace() -> build(id(16#D800)).
t_large_trace() -> build(id(16#110000)).
t_negative_trace() -> build(id(-1)).
t_bignum_trace() -> build(id(1 bsl 64)).
t_atom_trace() -> build(id(a)).
