%% More areas of text_property, a module or two each, with arguments that are wrong now and then: binaries, lists,
%% maps, rand, terms (the external term format, hashes), scan (io_lib:fread, erl_scan, erl_parse), pretty, crypto,
%% zlib, files (filename, filelib), numeric (math, calendar), system (os, timer), uri, and points, which goes
%% through all code points, 256 a call.
-module(module_property).
-export([case_of/1, call/2]).

-import(text_property, [below/1, one_of/1, chance/1, many/2, bytes/1, string_data/0, chardata/1]).

%% A value of Kind, or one call in eight something else.
arguments(Kinds) ->
    Wrong = case chance(12) of true -> below(length(Kinds) + 1); false -> 0 end,
    [case N of Wrong -> wild(); _ -> value(Kind) end || {N, Kind} <- lists:zip(lists:seq(1, length(Kinds)), Kinds)].

wild() ->
    one_of([foo, -1, 1.5, <<1:3>>, [a | b], #{}, {}, 1 bsl 70, [], <<>>, "text", [[]], {a}, [1, foo], -(1 bsl 64), [-1], [256], [16#110000], <<255>>, 0, {1, 2}, [1 | <<2>>]]).

from(Table) ->
    {Module, Function, Kinds} = one_of(Table),
    {Module, Function, arguments(Kinds)}.

value(n) -> below(7);
value(pos) -> 1 + below(6);
value(int) -> below(20) - 8;
value(size) -> one_of([below(10), below(10), -below(10)]);
value(x) -> one_of([below(8), below(8), 2.0, a, "s", {below(3)}, -1, <<"b">>]);
value(list) -> many(8, fun() -> value(x) end);
value(ints) -> many(8, fun() -> below(20) end);
value(sorted) -> lists:sort(value(list));
value(unique) -> lists:usort(value(list));
value(lists) -> many(4, fun() -> value(list) end);
value(tuples) -> many(6, fun() -> {value(x), value(x)} end) ++ [one_of([{1}, odd]) || chance(10)];
value(by_key) -> lists:keysort(1, many(6, fun() -> {value(x), value(x)} end));
value(fun1) -> one_of([fun erlang:is_integer/1, fun erlang:is_atom/1, fun erlang:is_list/1]);
value(flatmap) -> one_of([fun lists:duplicate/1, fun erlang:tuple_to_list/1, fun erlang:atom_to_list/1]);
value(fun2) -> one_of([fun erlang:'<'/2, fun erlang:'=<'/2, fun erlang:max/2, fun erlang:'=:='/2]);
value(bool) -> chance(50);
value(how) -> one_of([fail, trim, {pad, {p, q}}]);
value(deep) -> many(4, fun() -> one_of([value(list), value(lists), value(x)]) end);
value(bin) -> one_of([binary_text(), bytes(20)]);
value(pattern) -> one_of([pattern(), pattern(), [pattern(), pattern()], {compiled, [pattern(), <<"ab">>]}, {compiled, pattern()}, [], [<<>>], <<>>]);
value(iodata) -> iodata(3);
value(byte) -> below(256);
value(endian) -> one_of([big, little]);
value(hexcase) -> one_of([uppercase, lowercase]);
value(hex) -> one_of([binary:encode_hex(bytes(6)), <<"0g">>, <<"abc">>, <<"aBcD">>]);
value(scope) -> {below(16) - 2, below(24) - 8};
value(match_options) -> one_of([[], [{scope, value(scope)}], [{scope, value(scope)}], [foo], foo, [{scope, a}]]);
value(split_options) -> many(3, fun() -> one_of([global, trim, trim_all, {scope, value(scope)}, one_of([global, foo])]) end);
value(replace_options) -> many(2, fun() -> one_of([global, global, {scope, value(scope)}, {insert_replaced, one_of([below(3), below(3), [0, 1], [0, 0], -1, a, 9])}]) end);
value(map) -> map();
value(pairs) -> many(6, fun() -> {map_key(), below(50)} end);
value(key) -> map_key();
value(keys) -> many(4, fun map_key/0);
value(order) -> one_of([undefined, ordered, reversed, fun erlang:'>='/2, fun erlang:'=<'/2]);
value(float) -> one_of([below(1000) / 7, -below(1000) / 7, 0.0, -0.0, 1.0e308, 5.0e-324, below(20), below(20) - 10, 1 bsl 80, 0.5, 1.0, -1.0]);
value(name) -> one_of(["/usr/local/bin", "foo.erl", "a//b/", "", "/", "a.b.c", <<"/x/y.z">>, "../x", ".", "..", "dir/.hidden", 'atom/name', ["li", "st"], [16#E9], <<16#E9>>, "a/../../b", "./a/./b/", [$a, "b", 'c'], "//x", "a\0b", [a, $/], "nowhere/*.{a,b}"]);
value(extension) -> one_of([".erl", ".c", "", "b", <<".z">>, 'x', "erl"]);
value(date) -> {below(3000), 1 + below(13), 1 + below(32)};
value(time) -> {below(25), below(61), below(61)};
value(datetime) -> {value(date), value(time)};
value(seconds) -> below(1 bsl 30) * one_of([1, 7, 60, 1000]);
value(unit) -> one_of([second, millisecond, microsecond, nanosecond, native, 1000]);
value(data) -> string_data();
value({list_of, Kind}) -> many(4, fun() -> value(Kind) end);
value({one_of, Values}) -> one_of(Values).

binary_text() -> list_to_binary(many(16, fun() -> one_of("aaabbc, ") end)).
pattern() -> list_to_binary([one_of("abc, ") | many(2, fun() -> one_of("abc, ") end)]).

iodata(0) -> one_of([[], <<>>, bytes(3), below(256)]);
iodata(Depth) -> [iodata(Depth - 1) || _ <- lists:seq(1, below(4))] ++ one_of([[], [], <<"end">>, wild()]).

map() -> maps:from_list(many(one_of([8, 8, 8, 30]), fun() -> {map_key(), below(50)} end)).
map_key() -> one_of([below(40), below(40), "k", 2.0, 2, {below(3)}, <<"b">>, [below(3)]]).

%% --- Tables of calls -------------------------------------------------------------------------------

case_of(binaries) ->
    case below(4) of
        0 ->
            {Function, Kinds} = one_of([{match, [bin, pattern]}, {match, [bin, pattern, match_options]}, {matches, [bin, pattern]}, {matches, [bin, pattern, match_options]},
                                        {split, [bin, pattern]}, {split, [bin, pattern, split_options]}, {replace, [bin, pattern, bin]}, {replace, [bin, pattern, bin, replace_options]}]),
            {module_calls, searched, [Function | arguments(Kinds)]};
        1 ->
            from([{erlang, iolist_to_binary, [iodata]}, {erlang, iolist_size, [iodata]}, {erlang, list_to_binary, [iodata]}, {erlang, list_to_bitstring, [iodata]}, {erlang, iolist_to_iovec, [iodata]},
                  {erlang, split_binary, [bin, n]}, {erlang, binary_part, [bin, n, size]}, {erlang, binary_to_list, [bin, pos, pos]}, {erlang, bitstring_to_list, [bin]}, {erlang, byte_size, [bin]},
                  {erlang, binary_part, [bin, scope]}, {erlang, binary_to_atom, [bin, {one_of, [utf8, latin1, unicode]}]}, {erlang, binary_to_existing_atom, [bin]}, {erlang, list_to_atom, [data]},
                  {erlang, crc32, [iodata]}, {erlang, adler32, [iodata]}, {erlang, md5, [iodata]}, {erlang, crc32, [byte, iodata]}, {erlang, crc32_combine, [byte, byte, n]}, {erlang, adler32_combine, [byte, byte, n]}]);
        _ ->
            from([{binary, at, [bin, n]}, {binary, first, [bin]}, {binary, last, [bin]}, {binary, part, [bin, scope]}, {binary, part, [bin, n, size]}, {binary, copy, [bin]}, {binary, copy, [bin, n]},
                  {binary, decode_unsigned, [bin]}, {binary, decode_unsigned, [bin, endian]}, {binary, encode_unsigned, [seconds]}, {binary, encode_unsigned, [byte, endian]},
                  {binary, bin_to_list, [bin]}, {binary, bin_to_list, [bin, scope]}, {binary, bin_to_list, [bin, n, size]}, {binary, list_to_bin, [iodata]},
                  {binary, longest_common_prefix, [{list_of, bin}]}, {binary, longest_common_suffix, [{list_of, bin}]}, {binary, encode_hex, [bin]}, {binary, encode_hex, [bin, hexcase]},
                  {binary, decode_hex, [hex]}, {binary, join, [{list_of, bin}, bin]}])
    end;
case_of(lists) ->
    from([{lists, nth, [pos, list]}, {lists, nthtail, [n, list]}, {lists, sublist, [list, n]}, {lists, sublist, [list, pos, n]}, {lists, seq, [int, int]}, {lists, seq, [int, int, int]}, {lists, split, [n, list]},
          {lists, sort, [list]}, {lists, usort, [list]}, {lists, sort, [fun2, list]}, {lists, usort, [fun2, list]}, {lists, merge, [sorted, sorted]}, {lists, merge, [{list_of, sorted}]}, {lists, merge, [fun2, sorted, sorted]},
          {lists, umerge, [unique, unique]}, {lists, umerge, [{list_of, unique}]}, {lists, merge3, [sorted, sorted, sorted]}, {lists, umerge3, [unique, unique, unique]}, {lists, rmerge, [sorted, sorted]},
          {lists, keysort, [pos, tuples]}, {lists, keysort, [pos, by_key]}, {lists, ukeysort, [pos, by_key]}, {lists, keymerge, [{one_of, [1, 2]}, by_key, by_key]}, {lists, ukeymerge, [{one_of, [1]}, by_key, by_key]},
          {lists, keyfind, [x, pos, tuples]}, {lists, keymember, [x, pos, tuples]}, {lists, keysearch, [x, pos, tuples]}, {lists, keydelete, [x, pos, tuples]}, {lists, keyreplace, [x, pos, tuples, {one_of, [{new, 1}, {}]}]},
          {lists, keystore, [x, pos, tuples, {one_of, [{new, 1}, {}]}]}, {lists, keytake, [x, pos, tuples]}, {lists, keymap, [fun1, pos, by_key]},
          {lists, reverse, [list]}, {lists, reverse, [list, x]}, {lists, append, [lists]}, {lists, append, [list, list]}, {lists, concat, [list]}, {lists, flatten, [deep]}, {lists, flatten, [deep, list]}, {lists, flatlength, [deep]},
          {lists, member, [x, list]}, {lists, delete, [x, list]}, {lists, subtract, [list, list]}, {lists, duplicate, [n, x]}, {lists, last, [list]}, {lists, droplast, [list]}, {lists, max, [list]}, {lists, min, [list]}, {lists, sum, [ints]},
          {lists, prefix, [list, list]}, {lists, suffix, [list, list]}, {lists, zip, [list, list]}, {lists, zip, [list, list, how]}, {lists, zip3, [list, list, list]}, {lists, zip3, [list, list, list, {one_of, [fail, trim, {pad, {a, b, c}}]}]},
          {lists, unzip, [by_key]}, {lists, unzip3, [{list_of, time}]}, {lists, zipwith, [fun2, list, list]}, {lists, zipwith, [fun2, list, list, how]}, {lists, enumerate, [list]}, {lists, enumerate, [int, list]}, {lists, enumerate, [int, int, list]},
          {lists, uniq, [list]}, {lists, uniq, [fun1, list]}, {lists, join, [x, list]}, {lists, all, [fun1, list]}, {lists, any, [fun1, list]}, {lists, filter, [fun1, list]}, {lists, partition, [fun1, list]}, {lists, map, [fun1, list]},
          {lists, takewhile, [fun1, list]}, {lists, dropwhile, [fun1, list]}, {lists, splitwith, [fun1, list]}, {lists, search, [fun1, list]}, {lists, foldl, [fun2, x, list]}, {lists, foldr, [fun2, x, list]}, {lists, flatmap, [flatmap, lists]},
          {lists, filtermap, [fun1, list]}, {lists, foreach, [fun1, list]}, {lists, mapfoldl, [fun2, x, list]}, {lists, rkeymerge, [{one_of, [1]}, by_key, by_key]}, {lists, rumerge, [unique, unique]},
          {erlang, '++', [list, list]}, {erlang, '--', [list, list]}, {erlang, length, [list]}, {erlang, hd, [list]}, {erlang, tl, [list]}, {erlang, list_to_tuple, [list]}, {erlang, setelement, [pos, date, x]}, {erlang, element, [pos, date]},
          {erlang, make_tuple, [n, x]}, {erlang, make_tuple, [n, x, {list_of, scope}]}, {erlang, append_element, [date, x]}, {erlang, delete_element, [pos, date]}, {erlang, insert_element, [pos, date, x]}]);
case_of(maps) ->
    case below(4) of
        0 -> {module_calls, iterated, [one_of([to_list, next, fold, map, filter, filtermap, foreach, keep]), value(map), one_of([value(order), wild()])]};
        _ ->
            from([{maps, get, [key, map]}, {maps, get, [key, map, x]}, {maps, find, [key, map]}, {maps, is_key, [key, map]}, {maps, put, [key, x, map]}, {maps, remove, [key, map]}, {maps, take, [key, map]}, {maps, update, [key, x, map]},
                  {maps, keys, [map]}, {maps, values, [map]}, {maps, to_list, [map]}, {maps, size, [map]}, {maps, merge, [map, map]}, {maps, from_list, [pairs]}, {maps, from_keys, [keys, x]}, {maps, with, [keys, map]}, {maps, without, [keys, map]},
                  {maps, intersect, [map, map]}, {maps, merge_with, [fun2, map, map]}, {maps, intersect_with, [fun2, map, map]}, {maps, update_with, [key, fun1, map]}, {maps, update_with, [key, fun1, x, map]}, {maps, fold, [fun2, x, map]},
                  {maps, map, [fun2, map]}, {maps, filter, [fun2, map]}, {maps, filtermap, [fun2, map]}, {maps, foreach, [fun2, map]}, {maps, groups_from_list, [fun1, list]}, {maps, groups_from_list, [fun1, fun1, list]}, {maps, iterator, [map, {one_of, [ordered, foo]}]},
                  {erlang, map_get, [key, map]}, {erlang, is_map_key, [key, map]}, {erlang, map_size, [map]}, {maps, next, [{one_of, [none, foo]}]}, {maps, keys, [x]}, {maps, is_iterator_valid, [map]}])
    end;
case_of(rand) ->
    {module_calls, drawn, [one_of([exsss, exrop, exs1024s, exro928ss, exsp, exs64, exsplus, exs1024, default, mwc59, dummy, foo]), one_of([below(1000), below(1 bsl 30) * below(1 bsl 30), {below(99), below(99), below(99)}, [below(9), 5], a]),
                           many(6, fun draw/0)]};
case_of(terms) ->
    case below(7) of
        0 -> {erlang, term_to_binary, [term(3)]};
        1 -> {erlang, term_to_binary, [term(3), one_of([[], [compressed], [{compressed, below(10)}], [{minor_version, below(4)}], [deterministic], [foo], foo, [{compressed, 10}], [compressed, {minor_version, 1}]])]};
        2 -> {module_calls, read, [damaged(term_to_binary(term(2))), one_of([[], [], [safe], [used], [safe, used], [foo], foo])]};
        3 -> {module_calls, read, [damaged(term_to_binary(term(3), [compressed])), []]};
        4 -> {erlang, phash2, case chance(50) of true -> [term(3)]; false -> [term(3), one_of([1, 7, 1 bsl 27, 1 bsl 32, 0, -1, (1 bsl 32) + 1, a])] end};
        5 -> {erlang, external_size, [term(3)]};
        6 -> {erlang, one_of([phash, iolist_to_iovec, term_to_iovec]), one_of([[term(1)], [term(1), 1 + below(100)]])}
    end;
case_of(scan) ->
    case below(5) of
        0 -> {io_lib, fread, [fread_format(), fread_text()]};
        1 -> {io_lib, fread, [[], fread_text(), fread_format()]};
        2 -> {module_calls, scanned, [source(), one_of([[], [return], [text], [return_comments]])]};
        3 -> {module_calls, parsed, [one_of([parse_exprs, parse_term, parse_form]), source() ++ "."]};
        4 -> {module_calls, parsed, [one_of([parse_exprs, parse_term]), lists:flatten(io_lib:format("~p.", [term(2)]))]}
    end;
case_of(pretty) ->
    Term = printed(3),
    case below(7) of
        0 -> {module_calls, text, [io_lib, format, [one_of(["~p", "~tp", "~w", "~tw", "abc ~p def", "~n  ~p~n ~p", "[~tp|~tp]"]), [Term, Term]]]};
        1 -> {module_calls, text, [io_lib, format, ["~" ++ integer_to_list(below(90)) ++ one_of(["", ".0", "." ++ integer_to_list(below(20))]) ++ one_of(["p", "tp"]), [Term]]]};
        2 -> {module_calls, text, [io_lib, format, [one_of(["~p", "~tp", "~w", "~ts ~p", "~P", "~W~p", "~s", "~10p"]), one_of([[Term], [Term, below(12)], ["text", Term]]), [{chars_limit, one_of([below(60), below(60), -1, a])}]]]};
        3 -> {module_calls, text, [io_lib, print, [Term, 1 + below(40), 1 + below(90), below(14) - 1]]};
        4 -> {module_calls, text, [io_lib_pretty, print, [Term, [{column, 1 + below(30)}, {line_length, 1 + below(80)}, {depth, below(12) - 1}, {max_chars, below(100) - 1}, {encoding, one_of([latin1, utf8])}, {strings, chance(70)}]]]};
        5 -> {module_calls, text, [io_lib, one_of([write, write]), one_of([[Term], [Term, below(12) - 1], [Term, [{depth, below(9)}, {encoding, one_of([unicode, latin1])}]]])]};
        6 -> {module_calls, text, [io_lib, one_of([write_string, write_latin1_string, write_string_as_latin1, write_atom, write_char, write_char_as_latin1, printable_list, printable_latin1_list, printable_unicode_list, char_list, latin1_char_list, deep_char_list, deep_latin1_char_list,
                                                   indentation, chars, quote_atom, write_latin1_char]), one_of([[Term], [Term, $x], [value(data)], [value(data), below(9)], [below(300)], [below(300), below(5)], ['a b', []]])]}
    end;
case_of(crypto) ->
    Key = fun() -> list_to_binary(many(32, fun() -> below(256) end)) end, Block = fun() -> crypto_bytes(one_of([12, 16, 16, 8, 15])) end,
    Hash = one_of([md5, sha, sha256, sha512, sha3_256, ripemd160, blake2b, foo, sha224, "sha", 7]),
    Cipher = one_of([aes_128_cbc, aes_256_ctr, aes_128_gcm, aes_128_ecb, chacha20, foo, aes_cbc, 3]),
    case below(10) of
        0 -> {module_calls, crypto, [hash, [Hash, value(iodata)]]};
        1 -> {module_calls, crypto, [mac, [hmac, Hash, Key(), value(iodata)]]};
        2 -> {module_calls, crypto, [mac, [one_of([cmac, poly1305, foo, hmac]), one_of([aes_128_cbc, foo, sha]), crypto_bytes(one_of([16, 32, 5])), value(iodata)]]};
        3 -> {module_calls, crypto, [crypto_one_time, [Cipher, crypto_bytes(one_of([16, 32, 9])), Block(), value(iodata), one_of([true, false, [{encrypt, true}, {padding, pkcs_padding}], [{padding, foo}], foo])]]};
        4 -> {module_calls, crypto, [crypto_one_time_aead, [one_of([aes_128_gcm, aes_256_gcm, chacha20_poly1305, aes_128_ccm, foo, aes_128_cbc]), crypto_bytes(one_of([16, 32, 9])), Block(), value(iodata), value(iodata), true]]};
        5 -> {module_calls, crypto, [crypto_one_time_aead, [one_of([aes_128_gcm, aes_256_gcm, chacha20_poly1305]), crypto_bytes(one_of([16, 32])), crypto_bytes(12), bytes(10), bytes(4), crypto_bytes(one_of([16, 16, 12, 3])), false]]};
        6 -> {module_calls, crypto, [exor, [value(iodata), value(iodata)]]};
        7 -> {module_calls, crypto, [one_of([hash_info, cipher_info]), [one_of([Hash, Cipher])]]};
        8 -> {module_calls, crypto, [pbkdf2_hmac, [Hash, value(bin), value(bin), one_of([1, 3, 0, -1, a]), one_of([0, 8, 20, a])]]};
        9 -> {module_calls, crypto, [one_of([hash_equals, mod_pow, bytes_to_integer]), one_of([[value(bin), value(bin)], [<<"same">>, <<"same">>], [3, 200, 13], [value(bin)]])]}
    end;
case_of(zlib) ->
    Data = one_of([bytes(40), list_to_binary(lists:duplicate(below(200), "ab")), value(iodata)]),
    Packed = fun() -> Good = bytes(40), one_of([zlib:compress(Good), zlib:gzip(Good), zlib:zip(Good)]) end,
    case below(6) of
        0 -> {module_calls, unpacked, [one_of([uncompress, gunzip, unzip]), damaged(Packed())]};
        1 -> {module_calls, packed, [one_of([compress, gzip, zip]), Data]};
        2 -> {module_calls, stream, [one_of([inflate, safeInflate]), one_of([15, -15, 31, 47, 8, 3]), damaged(Packed())]};
        3 -> {module_calls, unpacked, [one_of([uncompress, gunzip, unzip]), one_of([Data, wild()])]};
        4 -> {module_calls, deflated, [one_of([none, default, best_speed, best_compression, below(12), foo]), one_of([deflated, foo]), one_of([15, -15, 31, 9, 7, 40]), below(11), one_of([default, filtered, huffman_only, rle, foo]), Data]};
        5 -> {erlang, one_of([crc32, adler32]), [Data]}
    end;
case_of(files) ->
    from([{filename, basename, [name]}, {filename, basename, [name, extension]}, {filename, dirname, [name]}, {filename, extension, [name]}, {filename, rootname, [name]}, {filename, rootname, [name, extension]}, {filename, join, [{list_of, name}]},
          {filename, join, [name, name]}, {filename, split, [name]}, {filename, pathtype, [name]}, {filename, flatten, [name]}, {filename, absname, [name, {one_of, ["/base", "rel", <<"/b">>]}]}, {filename, nativename, [name]}, {filename, absname_join, [name, name]},
          {filename, append, [name, name]}, {filename, validate, [name]}, {filelib, safe_relative_path, [name, {one_of, ["/tmp", <<"/tmp">>]}]}, {filelib, is_dir, [name]}, {filelib, is_file, [name]}, {filelib, is_regular, [name]}, {filelib, file_size, [name]}, {filelib, last_modified, [extension]},
          {filelib, wildcard, [{one_of, ["/nowhere/*", "/nowhere/{a,b}", "/etc/host[n-o]ame", "/etc/{host,}name", "/nowhere/[", "/nowhere/{a", "/etc/hostna??", <<"/x">>]}]}, {filelib, wildcard, [{one_of, ["*", "host*", "{hostname,hosts}"]}, {one_of, ["/nowhere", "/etc/nowhere"]}]},
          {file, read_file, [{one_of, ["/nowhere/x", "", "a\0b", <<"/nowhere">>, nowhere, [16#E9]]}]}, {file, open, [{one_of, ["/nowhere/x"]}, {one_of, [[read], [foo], read, [write]]}]}, {file, list_dir, [{one_of, ["/nowhere", ""]}]}, {file, delete, [{one_of, ["/nowhere/x", ""]}]},
          {file, rename, [{one_of, ["/nowhere/x"]}, {one_of, ["/nowhere/y"]}]}, {file, make_dir, [{one_of, ["/nowhere/x/y", "/"]}]}, {file, format_error, [{one_of, [enoent, eacces, badarg, terminated, {1, file, undefined_script}, foo, {3, erl_parse, ["bad"]}]}]}, {file, consult, [{one_of, ["/nowhere"]}]}, {file, read_link, [{one_of, ["/etc", "/nowhere"]}]}]);
case_of(numeric) ->
    case below(2) of
        0 ->
            from([{math, Function, [float]} || Function <- [sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, exp, log, log2, log10, sqrt, erf, erfc, floor, ceil]]
                 ++ [{math, pow, [float, float]}, {math, fmod, [float, float]}, {math, atan2, [float, float]}, {math, pi, []}, {erlang, float, [float]}, {erlang, round, [float]}, {erlang, trunc, [float]}, {erlang, floor, [float]}, {erlang, ceil, [float]}, {erlang, abs, [float]},
                     {erlang, '/', [float, float]}, {erlang, 'div', [int, int]}, {erlang, 'rem', [int, int]}, {erlang, 'bsl', [int, int]}, {erlang, 'bsr', [int, int]}, {erlang, 'band', [int, int]}, {erlang, '*', [float, float]}, {erlang, '+', [float, float]}, {erlang, '-', [float]},
                     {erlang, integer_to_binary, [int, {one_of, [2, 16, 36, 1, 37]}]}, {erlang, integer_to_list, [seconds, {one_of, [2, 16, 36, 0]}]}, {erlang, binary_to_integer, [bin]}, {erlang, list_to_integer, [data]}, {erlang, float_to_list, [float]}, {erlang, list_to_float, [data]}]);
        1 ->
            from([{calendar, datetime_to_gregorian_seconds, [datetime]}, {calendar, gregorian_seconds_to_datetime, [seconds]}, {calendar, date_to_gregorian_days, [date]}, {calendar, gregorian_days_to_date, [seconds]}, {calendar, day_of_the_week, [date]}, {calendar, iso_week_number, [date]},
                  {calendar, is_leap_year, [seconds]}, {calendar, last_day_of_the_month, [seconds, pos]}, {calendar, valid_date, [date]}, {calendar, seconds_to_daystime, [seconds]}, {calendar, seconds_to_time, [seconds]}, {calendar, time_difference, [datetime, datetime]}, {calendar, time_to_seconds, [time]},
                  {calendar, system_time_to_universal_time, [seconds, unit]}, {calendar, system_time_to_rfc3339, [seconds]}, {calendar, rfc3339_to_system_time, [{one_of, ["2018-02-01T16:17:58Z", "2018-02-01 15:18:02.088Z", "x", "2018-02-30T00:00:00Z", <<"2018-02-01T16:17:58Z">>, "2018-02-01T16:17:58.123456789012+01:00"]}]},
                  {calendar, rfc3339_to_system_time, [{one_of, ["2018-02-01T16:17:58.1Z", <<"2018-02-01T16:17:58Z">>, "2018-02-01"]}, {one_of, [[], [{unit, millisecond}], [{return, binary}], [foo], foo]}]}, {calendar, day_of_the_week, [seconds, pos, pos]}, {calendar, valid_date, [seconds, pos, pos]},
                  {calendar, date_to_gregorian_days, [seconds, pos, pos]}, {calendar, datetime_to_system_time, [datetime]}, {calendar, universal_time_to_system_time, [datetime]}, {calendar, system_time_to_rfc3339, [seconds, {one_of, [[{unit, second}, {offset, "Z"}], [{unit, millisecond}, {offset, 3600}], [{return, binary}, {offset, "+01:00"}], [foo], foo]}]}])
    end;
case_of(system) ->
    from([{os, getenv, [{one_of, ["LINAC_NOT_SET", "", "a=b", [16#20AC], <<"HOME">>, "a\0b"]}]}, {os, getenv, [{one_of, ["LINAC_NOT_SET"]}, x]}, {os, putenv, [{one_of, ["LINAC_T", "", "a=b", "=", "a\0"]}, {one_of, ["v", "", [16#20AC], "a\0", v]}]}, {os, unsetenv, [{one_of, ["LINAC_T", "", "a=b"]}]},
          {os, find_executable, [{one_of, ["sh", "nowhere_at_all", "/bin/sh", ""]}]}, {os, cmd, [{one_of, ["true", "echo a b", "exit 3", "printf x"]}]}, {os, type, []}, {timer, tc, [fun1]}, {timer, seconds, [n]}, {timer, minutes, [n]}, {timer, hours, [float]}, {timer, hms, [n, n, n]}, {timer, now_diff, [time, time]},
          {timer, sleep, [{one_of, [0, 1, -1, a]}]}, {timer, send_after, [{one_of, [-1, a]}, x]}, {timer, cancel, [{one_of, [foo, {a, b}]}]}, {erlang, convert_time_unit, [seconds, unit, unit]}, {erlang, send_after, [{one_of, [-1, a, 1 bsl 70]}, {one_of, [foo]}, x]}, {erlang, cancel_timer, [x]},
          {erlang, start_timer, [{one_of, [-1, a]}, {one_of, [foo]}, x]}, {erlang, monotonic_time, [{one_of, [foo, 0, -1, "s"]}]}, {erlang, system_time, [{one_of, [foo, 0]}]}, {erlang, unique_integer, [{one_of, [[foo], foo]}]}, {erlang, universaltime_to_localtime, [{one_of, [a, {{1, 2}, 3}]}]},
          {erlang, posixtime_to_universaltime, [seconds]}, {erlang, universaltime_to_posixtime, [datetime]}]);
case_of(uri) ->
    Text = fun() -> one_of([uri_text(), unicode:characters_to_binary(uri_text()), chardata(2)]) end,
    case below(8) of
        0 -> {module_calls, uri, [parse, [Text()]]};
        1 -> {module_calls, uri, [normalize, [one_of([Text(), uri_map(), wild()]) | one_of([[], [[return_map]], [[foo]]])]]};
        2 -> {module_calls, uri, [recompose, [one_of([uri_map(), wild()])]]};
        3 -> {module_calls, uri, [resolve, [Text(), one_of([Text(), "http://h/a/b"])]]};
        4 -> {module_calls, uri, [dissect_query, [one_of([chardata(2), "a=1&b", <<"a=%C3%A9&b=%zz">>, wild()])]]};
        5 -> {module_calls, uri, [compose_query, [one_of([[{value(data), value(data)}, {"b", true}], wild()]) | one_of([[], [[{encoding, one_of([utf8, latin1, unicode, foo])}]]])]]};
        6 -> {module_calls, uri, [one_of([quote, unquote, percent_decode]), [one_of([value(data), chardata(2), "%41%zz", uri_map(), wild()])]]};
        7 -> {module_calls, uri, [transcode, [Text(), [{in_encoding, one_of([utf8, latin1, utf16, foo])}, {out_encoding, one_of([utf8, utf16, utf32, latin1, foo])}]]]}
    end;
case_of(points) ->
    N = case get(points) of undefined -> 0; Last -> Last + 1 end,
    put(points, N),
    Kinds = point_kinds(),
    Blocks = 16#110000 div 256,
    {module_calls, points, [lists:nth(N div Blocks rem length(Kinds) + 1, Kinds), N rem Blocks * 256]}.

uri_text() ->
    lists:append([one_of(["", "http:", "HTTP:", "a+b:", "1x:", "urn:", ":", "http"]), one_of(["", "//host", "//user:pw@host:80", "//[::1]:8080", "//[::g]", "//HoSt:", "//a b", "//h:99999", "//h:x", "//%41b", "//u@@h"]), one_of(["", "/", "/a/b/../c/./d", "a/b", "/%7efoo/%2F", [$/, 16#FC], "..", "/a//b", "x:y", "/%zz", "/a%2"]),
                  one_of(["", "?q=1", "?", "?a=b&c=d%20e", "?a b", "?%"]), one_of(["", "#frag", "#", "#f%41?/", "##"])]).
uri_map() -> maps:from_list(many(5, fun() -> one_of([{scheme, "HTTP"}, {scheme, <<"a">>}, {host, "Host"}, {path, "/a/../b"}, {path, <<"x y">>}, {port, 80}, {port, -1}, {query, "a=b"}, {fragment, "f"}, {userinfo, "u"}, {path, ""}]) end)).

crypto_bytes(Size) -> list_to_binary([below(256) || _ <- lists:seq(1, Size)]).

draw() ->
    one_of([uniform, {uniform, one_of([1, 6, 100, 1 bsl 40, 1 bsl 58, (1 bsl 58) + 1, (1 bsl 64) + 3, 0, 1.5, a])}, uniform_real, normal, {normal, one_of([3, 0.5, a]), one_of([2, 0.25, -1])}, {bytes, one_of([0, 1, 7, 8, 20, a])}, jump,
            {shuffle, lists:seq(1, below(30))}, export, {mwc59, 1 + below(1 bsl 30)}, {splitmix64, below(1 bsl 30) * below(1 bsl 30)}, {exsp, [below(1 bsl 30) | below(1 bsl 30)]}]).

%% Without atoms among maps' keys: their order is OTP's own.
term(0) ->
    one_of([a, 'A b', 'é', [], {}, 0, -17, 255, 256, -(1 bsl 31), 1 bsl 31, 1 bsl 70, -(1 bsl 64), 1 bsl 2100, 1.5, -0.0, 1.0e100, "text", [16#20AC], <<>>, <<"bin">>, <<1, 2, 255>>, <<3:3>>, <<"a", 5:5>>, [1 | 2], true,
            list_to_binary(lists:duplicate(below(100), $x)), lists:duplicate(below(300), $y), fun lists:map/2, list_to_atom(lists:duplicate(255, $z))]);
term(Depth) ->
    case below(6) of
        0 -> many(6, fun() -> term(Depth - 1) end);
        1 -> list_to_tuple(many(6, fun() -> term(Depth - 1) end));
        2 -> maps:from_list(many(5, fun() -> {one_of([below(20), "key", <<"bk">>, {below(3)}, 1.0]), term(Depth - 1)} end));
        3 -> [term(Depth - 1) | one_of([[], tail, term(0)])];
        _ -> term(0)
    end.

%% For printing: longer texts, records, nested maps.
printed(0) ->
    one_of([a, 'A b', [], {}, 0, -17, 1 bsl 70, 1.5, "text", "a longer text, which has to be cut into several lines somewhere", [16#20AC, 16#E9], [16#E9], <<>>, <<"bin">>, <<"binary that is longer than a line of the smallest sizes">>, <<"é"/utf8>>, <<1, 2, 255>>, <<3:3>>, [1 | 2],
            "a\nb\"c\t", [0, 255], '', lists:seq(1, below(40)), list_to_binary(lists:seq(0, below(40))), #{}, "", fun lists:map/2, lists:duplicate(below(100), $y), 'with\nnewline', [$a, 16#1F600], <<"\t\n">>]);
printed(Depth) ->
    case below(8) of
        0 -> many(10, fun() -> printed(Depth - 1) end);
        1 -> list_to_tuple(many(6, fun() -> printed(Depth - 1) end));
        2 -> list_to_tuple([one_of([record, state, 'odd name']) | many(6, fun() -> printed(Depth - 1) end)]);
        3 -> maps:from_list(many(6, fun() -> {one_of([below(20), "key", <<"binary key">>, {below(3)}, [1, 2]]), printed(Depth - 1)} end));
        4 -> [printed(Depth - 1) | one_of([[], tail, printed(0)])];
        5 -> many(4, fun() -> {one_of([name, value, other]), printed(Depth - 1)} end);
        _ -> printed(0)
    end.

damaged(<<>>) -> <<>>;
damaged(Bytes) ->
    At = below(byte_size(Bytes)),
    <<Before:At/binary, Byte, After/binary>> = Bytes,
    case below(6) of
        0 -> Bytes;
        1 -> Before;
        2 -> <<Before/binary, (Byte bxor (1 bsl below(8))), After/binary>>;
        3 -> <<Before/binary, (below(256)), After/binary>>;
        4 -> <<Bytes/binary, (below(256))>>;
        5 -> <<Before/binary, After/binary>>
    end.

fread_format() ->
    lists:append(many(4, fun() -> one_of(["~d", "~3d", "~f", "~s", "~5s", "~a", "~c", "~2c", "~u", "~-", "~#", "~16u", "~10u", "~l", "~~", " ", "x", ",", "~*d", "~ts", "~tc", "~n", "~z", "~", "~36u", "~ta", "~99u"]) end)).
fread_text() ->
    case below(8) of
        0 -> one_of([eof, wild()]);
        _ -> lists:append(many(4, fun() -> one_of(["12", "-7", "+5", "1.5", "1.5e3", "abc", " ", ",", "x", "16#ff", "\n", "2e", "-", "36#z", [16#20AC], [16#E9], "1.0e999", "~"]) end))
    end.

source() ->
    lists:append(many(8, fun() -> one_of(["a", "Var", "1", "1.5", "16#ff", "$a", "$\\n", "\"text\"", "'quoted atom'", "foo(", ")", "[", "]", "{", "}", "<<", ">>", "#{", "=>", ":=", ",", ";", ".", " ", "\n", "%c\n", "->", "|", "||", "<-", "fun", "end", "case ", " of ", "if ", "+", "-", "*", "/", " div ", "=", "==", "=:=", "!", "#r", "::", "...", "?",
                                          "\"open", "'open", "$", "1e", "1.0e400", "37#1", "1_000", "1__0", "\\", "@", "_", "_x", "\"a\\x{20ac}b\"", "\"\\x{zz}\"", "$\\^a", "begin ", "try ", "catch ", "after ", "receive ", "when ", "not ", "andalso ", "-module(", "-spec ", [16#E9], [16#20AC], "/\\", "^", ":", "(", "X = "]) end)).

%% --- What a call with several steps gives ----------------------------------------------------------

call(searched, [Function, Subject, Pattern | Options]) ->
    apply(binary, Function, [Subject, case Pattern of {compiled, P} -> binary:compile_pattern(P); _ -> Pattern end | Options]);
call(iterated, [Function, Map, Order]) ->
    Iterator = case Order of undefined -> maps:iterator(Map); _ -> maps:iterator(Map, Order) end,
    case Function of
        to_list -> maps:to_list(Iterator);
        next -> walked(maps:next(Iterator));
        fold -> maps:fold(fun(K, V, L) -> [{K, V} | L] end, [], Iterator);
        map -> maps:map(fun(K, V) -> {K, V} end, Iterator);
        filter -> maps:filter(fun(_, V) -> V > 20 end, Iterator);
        filtermap -> maps:filtermap(fun(_, V) -> {true, V + 1} end, Iterator);
        foreach -> maps:foreach(fun(_, _) -> ok end, Iterator);
        keep -> maps:from_list(maps:to_list(Iterator))
    end;
call(drawn, [Algorithm, Seed, Draws]) ->
    rand:seed(exsss, 1),
    Seeded = rand:seed(Algorithm, Seed),
    {rand:export_seed_s(Seeded), [drawn(Draw) || Draw <- Draws]};
call(read, [Bytes, Options]) ->
    case lists:member(used, if is_list(Options) -> Options; true -> [] end) of
        true -> {Term, Used} = binary_to_term(Bytes, Options), {known(Term), Used};
        false -> known(case Options of [] -> binary_to_term(Bytes); _ -> binary_to_term(Bytes, Options) end)
    end;
call(scanned, [Text, Options]) -> erl_scan:string(Text, 1, Options);
call(parsed, [Function, Text]) ->
    case erl_scan:string(Text) of
        {ok, Tokens, _} -> erl_parse:Function(Tokens);
        Error -> Error
    end;
call(text, [Module, Function, Arguments]) ->
    case apply(Module, Function, Arguments) of
        Boolean when is_boolean(Boolean) -> Boolean;
        Number when is_integer(Number) -> Number;
        Text -> unicode:characters_to_list(Text)
    end;
%% The reason of crypto's errors names a line of OTP's C source.
call(crypto, [Function, Arguments]) ->
    try apply(crypto, Function, Arguments)
    catch error:{Tag, {File, _}, Text} when is_list(Text) -> {error, Tag, File, Text}
    end;
call(unpacked, [Function, Data]) -> zlib:Function(Data);
%% Packed bytes depend on the zlib.
call(packed, [Function, Data]) ->
    Unpack = case Function of compress -> uncompress; gzip -> gunzip; zip -> unzip end,
    zlib:Unpack(zlib:Function(Data));
call(stream, [Function, Bits, Data]) ->
    Z = zlib:open(),
    try zlib:inflateInit(Z, Bits), Got = zlib:Function(Z, Data), {flattened(Got), catch zlib:inflateEnd(Z)}
    after zlib:close(Z)
    end;
call(deflated, [Level, Method, Bits, Memory, Strategy, Data]) ->
    Z = zlib:open(),
    try
        ok = zlib:deflateInit(Z, Level, Method, Bits, Memory, Strategy),
        Packed = iolist_to_binary([zlib:deflate(Z, Data), zlib:deflate(Z, [], finish)]),
        ok = zlib:deflateEnd(Z),
        case Bits of
            _ when Bits < 0 -> zlib:unzip(Packed);
            31 -> zlib:gunzip(Packed);
            _ -> zlib:uncompress(Packed)
        end
    after zlib:close(Z)
    end;
%% Which character of a text that is no URI OTP names, differs from release to release.
call(uri, [Function, Arguments]) ->
    case apply(uri_string, Function, Arguments) of
        {error, What, _} -> {error, What};
        Uri -> Uri
    end;
call(points, [Kind, From]) -> erlang:phash2([catching(fun() -> point(Kind, P) end) || P <- lists:seq(From, From + 255)]).

walked({K, V, Iterator}) -> [{K, V} | walked(maps:next(Iterator))];
walked(none) -> [].

drawn(Draw) -> catching(fun() -> drawing(Draw) end).

drawing(uniform) -> rand:uniform();
drawing({uniform, N}) -> rand:uniform(N);
drawing(uniform_real) -> rand:uniform_real();
drawing(normal) -> rand:normal();
drawing({normal, Mean, Variance}) -> rand:normal(Mean, Variance);
drawing({bytes, N}) -> rand:bytes(N);
drawing(jump) -> rand:export_seed_s(rand:jump());
drawing({shuffle, List}) -> rand:shuffle(List);
drawing(export) -> rand:export_seed();
drawing({mwc59, Seed}) ->
    C = rand:mwc59(rand:mwc59_seed(Seed)),
    {C, rand:mwc59_value32(C), rand:mwc59_value(C), rand:mwc59_float(C)};
drawing({splitmix64, Seed}) -> rand:splitmix64_next(Seed);
drawing({exsp, State}) -> {rand:exsp_next(State), rand:exsp_jump(State)}.

catching(Fun) ->
    try Fun()
    catch
        error:undef -> undef;
        Class:Reason -> {Class, Reason}
    end.

%% Pids, references, ports and funs of other modules print as it comes.
known(Term) when is_pid(Term) -> pid;
known(Term) when is_reference(Term) -> reference;
known(Term) when is_port(Term) -> port;
known([Head | Tail]) -> [known(Head) | known(Tail)];
known(Tuple) when is_tuple(Tuple) -> list_to_tuple(known(tuple_to_list(Tuple)));
known(Map) when is_map(Map) -> {map, lists:sort([{known(K), known(V)} || {K, V} <- maps:to_list(Map)])};
known(Term) -> Term.

flattened({continue, Data}) -> {continue, iolist_to_binary(Data)};
flattened({finished, Data}) -> {finished, iolist_to_binary(Data)};
flattened(Data) -> iolist_to_binary(Data).

point_kinds() ->
    [nfc, nfd, nfkc, nfkd, upper, lower, title, fold, before_a, after_a, between, after_joiner, hangul, regional, indic, trim, utf8, utf16, utf32, atom, printed, regex].

point(nfc, P) -> unicode:characters_to_nfc_list([P, 16#301]);
point(nfd, P) -> unicode:characters_to_nfd_list([P]);
point(nfkc, P) -> unicode:characters_to_nfkc_list([$e, P]);
point(nfkd, P) -> unicode:characters_to_nfkd_binary([P, P]);
point(upper, P) -> string:uppercase([P, $a]);
point(lower, P) -> string:lowercase([[P], $A]);
point(title, P) -> string:titlecase([P]);
point(fold, P) -> string:casefold(unicode:characters_to_binary([P, $A]));
point(before_a, P) -> string:to_graphemes([P, $a]);
point(after_a, P) -> string:length([$a, P, P]);
point(between, P) -> string:next_grapheme([[16#1F600, P], 16#1F600]);
point(after_joiner, P) -> string:to_graphemes([16#1F600, 16#200D, P, 16#308]);
point(hangul, P) -> string:to_graphemes([16#1100, P, 16#1161, P, 16#11A8]);
point(regional, P) -> string:to_graphemes([16#1F1E6, P, 16#1F1E7]);
point(indic, P) -> string:to_graphemes([16#915, 16#94D, P, 16#937]);
point(trim, P) -> string:trim([P, $x, P]);
point(utf8, P) -> unicode:characters_to_binary([$a, P]);
point(utf16, P) -> unicode:characters_to_binary([$a, P], unicode, {utf16, little});
point(utf32, P) -> unicode:characters_to_list(<<P:32>>, utf32);
point(atom, P) -> io_lib:write_atom(list_to_atom([P]));
point(printed, P) -> {io_lib:write_string([P]), io_lib:format("~tp ~p", [[P], [P]]), io_lib:printable_unicode_list([P])};
point(regex, P) -> re:run([P], "\\w|\\s|\\p{L}", [unicode, ucp, {capture, all, list}]).
