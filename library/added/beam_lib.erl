%% Of beam_lib: the atoms of files that the compiler of OTP 28 or later made.
-module(beam_lib).
-unless(extract_long_atoms).
-overrides([get_atom_data/8, extract_atoms/3]).

get_atom_data(Wanted, Id, File, Size, At, Next, Found, Encoding) ->
    {Read, <<Count:32/signed, Atoms/binary>> = Chunk} = get_chunk(Id, At, Size, File),
    {Module, _} = linac_atom(Count, Atoms, Encoding),
    One = case Wanted of
              info -> {Id, At, Size};
              _ -> {Id, Chunk}
          end,
    scan_beam(Read, Next, del_chunk(Id, Wanted), Module, [One | Found]).

extract_atoms(<<Count:32/signed, Atoms/binary>>, Table, Encoding) ->
    linac_atoms(Count, Atoms, 1, Table, Encoding).

linac_atoms(_, <<>>, _, _, _) -> true;
linac_atoms(Count, Atoms, Index, Table, Encoding) ->
    {Atom, Rest} = linac_atom(Count, Atoms, Encoding),
    true = ets:insert(Table, {Index, Atom}),
    linac_atoms(Count, Rest, Index + 1, Table, Encoding).

%% A length is a byte; in the newer files, whose count is negative, a number as in code.
linac_atom(Count, <<Length:4, 0:1, _:3, Text:Length/binary, Rest/binary>>, _) when Count < 0 ->
    {binary_to_atom(Text), Rest};
linac_atom(Count, <<High:3, 1:2, _:3, Low, Tail/binary>>, _) when Count < 0 ->
    Length = High bsl 8 bor Low,
    <<Text:Length/binary, Rest/binary>> = Tail,
    {binary_to_atom(Text), Rest};
linac_atom(_, <<Length, Text:Length/binary, Rest/binary>>, Encoding) ->
    {binary_to_atom(Text, Encoding), Rest}.
