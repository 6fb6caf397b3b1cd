#!/usr/bin/env python3
"""One corpus of terms, put through hashing, the external format, type tests and conversions."""
from common import Module, label, wrap

Module.by = "terms.py"

EDGES = sorted({s * ((1 << k) + d) for k in (8, 27, 28, 31, 32, 59, 60, 63, 64, 128) for d in (-1, 0, 1) for s in (1, -1)}, key=abs)
FLOATS = ["0.0", "-0.0", "1.0", "-1.5", "3.141592653589793", "1.0e22", "1.7976931348623157e308", "5.0e-324", "2.0e-200", "1.0e100"]
ATOMS = ["''", "a", "true", "ok", "'hello world'", "'\\x{e9}t\\x{e9}'", "'\\x{3b1}\\x{3b2}'", "'\\x{1f600}'", "'A'", "'" + "x" * 200 + "'"]
BINS = ["<<>>", "<<0>>", "<<\"hello\">>", "<<0:1>>", "<<1:1>>", "<<5:3>>", "<<1, 2, 3:5>>", "binary:copy(<<7>>, 64)", "binary:copy(<<8>>, 65)",
        "binary:copy(<<\"ab\">>, 500)", "<<(binary:copy(<<9>>, 100))/binary, 1:1>>", "<<0:200>>"]
LISTS = ["[]", "[1]", "[a, b]", "\"string\"", "[1 | 2]", "[256]", "[255, 0]", "[[], [[]]]", "lists:seq(1, 300)", "[1.0, a, <<1>>]",
         "lists:duplicate(70, $a)", "[104, 105 | tail]", "[1 bsl 60, -1]"]
TUPLES = ["{}", "{1}", "{a, b}", "{{}, {{}}}", "{1, [2], <<3>>, 4.0}", "list_to_tuple(lists:seq(1, 255))", "list_to_tuple(lists:seq(1, 256))"]
MAPS = ["#{}", "#{a => 1}", "#{1 => a, 2 => b}", "#{1.0 => a}", "#{<<\"k\">> => #{<<\"n\">> => []}}", "maps:from_list([{I, I * I} || I <- lists:seq(1, 32)])",
        "#{[] => {}, {} => []}"]
FUNS = ["fun erlang:abs/1", "fun lists:reverse/2"]
OTHER = ATOMS + BINS + LISTS + TUPLES + MAPS + FUNS
NAMED = ([(label(n), str(n)) for n in EDGES] + [(f"float_{i:02}", t) for i, t in enumerate(FLOATS)] +
         [(f"{kind}_{i:02}", t) for kind, group in [("atom", ATOMS), ("bin", BINS), ("list", LISTS), ("tuple", TUPLES), ("map", MAPS), ("fun", FUNS)]
          for i, t in enumerate(group)])
LARGE_MAPS = ["maps:from_list([{I, I} || I <- lists:seq(1, 33)])", "maps:from_list([{{k, I}, [I]} || I <- lists:seq(1, 200)])"]


def hashing():
    m = Module("phash", "erlang:phash2/1 and phash2/2.")
    # integers in groups of six, everything else one case a term
    ints = [n for n in NAMED if n[1].lstrip("-").isdigit()]
    for i in range(0, len(ints), 4):
        m.add_case(f"ints_{i // 4:02}", f"[erlang:phash2(N) || N <- ?MODULE:id([{', '.join(t for _, t in ints[i:i + 4])}])]")
    for name, t in NAMED:
        if (name, t) not in ints:
            m.add_case(name, f"X = ?MODULE:id({t}),\n    {{erlang:phash2(X), erlang:phash2([X]), erlang:phash2({{X, a}}), erlang:phash2(X, 1000)}}")
    for i, t in enumerate(LARGE_MAPS):
        m.add_case(f"large_map_{i}", f"X = ?MODULE:id({t}),\n    {{erlang:phash2(X), erlang:phash2({{X, X}})}}")
    m.add_case("small_ints", "[erlang:phash2(N) || N <- lists:seq(?MODULE:id(-20), 20)]")
    m.add_case("powers", "[erlang:phash2(1 bsl N) || N <- lists:seq(?MODULE:id(0), 140)]")
    m.add_case("negative_powers", "[erlang:phash2(-(1 bsl N)) || N <- lists:seq(?MODULE:id(0), 140)]")
    m.add_case("ranges", "[erlang:phash2(abc, R) || R <- ?MODULE:id([1, 2, 3, 100, 1 bsl 16, 1 bsl 27, (1 bsl 27) + 1, (1 bsl 31), (1 bsl 32) - 1, 1 bsl 32])]")
    m.add_case("ranges_binary", "[erlang:phash2(<<\"abc\">>, R) || R <- ?MODULE:id([1, 2, 7, 1 bsl 31, 1 bsl 32])]")
    m.add_case("range_bad", "[try erlang:phash2(abc, R) catch error:E -> E end || R <- ?MODULE:id([0, -1, (1 bsl 32) + 1, 1 bsl 64, 1.0, a])]")
    m.add_case("strings_by_length", "[erlang:phash2(lists:duplicate(N, $z)) || N <- lists:seq(?MODULE:id(0), 40)]")
    m.add_case("bytes_and_not", "[erlang:phash2(L) || L <- ?MODULE:id([[1, 2, 3, 256], [256, 1, 2, 3], [1, 2, 3, 4, 5, 6 | 7], [1, a, 2], [1, 2, 3, 4, a]])]")
    m.add_case("binaries_by_length", "[erlang:phash2(binary:copy(<<\"q\">>, N)) || N <- lists:seq(?MODULE:id(0), 40)]")
    m.add_case("bits_by_length", "[erlang:phash2(<<16#a5a5a5a5a5:N>>) || N <- lists:seq(?MODULE:id(0), 40)]")
    m.add_case("unaligned", "<<_:3, B/bitstring>> = ?MODULE:id(<<0:3, \"unaligned bytes here\", 1:2>>), {erlang:phash2(B), erlang:phash2(<<\"unaligned bytes here\", 1:2>>)}")
    m.add_case("nested_lists", "[erlang:phash2(nest(N, [])) || N <- lists:seq(?MODULE:id(0), 10)]")
    m.add_case("deep_list", "erlang:phash2(nest(?MODULE:id(20000), x))")
    m.add_case("long_list", "erlang:phash2(lists:seq(1, ?MODULE:id(30000)))")
    m.add_case("tuples_by_size", "[erlang:phash2(list_to_tuple(lists:seq(1, N))) || N <- lists:seq(?MODULE:id(0), 20)]")
    m.add_case("maps_by_size", "[erlang:phash2(maps:from_list([{I, a} || I <- lists:seq(1, N)])) || N <- lists:seq(?MODULE:id(0), 40)]")
    m.add_case("equal_maps", "A = maps:from_list([{I, I} || I <- lists:seq(1, ?MODULE:id(100))]), B = maps:remove(0, A#{0 => 0}), erlang:phash2(A) =:= erlang:phash2(B)")
    m.add_case("numbers_differ", "[erlang:phash2(N) || N <- ?MODULE:id([1, 1.0, {1}, {1.0}, [1], [1.0]])]")
    m.add_helper("nest(0, X) -> X;\nnest(N, X) -> [nest(N - 1, X)].")
    m.write()


def external():
    m = Module("etf_encode", "Bytes of term_to_binary.")
    ints = [n for n in NAMED if n[1].lstrip("-").isdigit()]
    for i in range(0, len(ints), 4):
        m.add_case(f"ints_{i // 4:02}", f"[term_to_binary(N) || N <- ?MODULE:id([{', '.join(t for _, t in ints[i:i + 4])}])]")
    for name, t in NAMED:
        if (name, t) in ints:
            continue
        if name.startswith("map") and "," in t and "#" in t:  # order within a flat map of atoms is the VM's own
            m.add_case(name, f"term_to_binary(?MODULE:id({t}), [deterministic])")
        else:
            m.add_case(name, f"B = term_to_binary(?MODULE:id({t})), {{B, byte_size(B)}}")
    for i, t in enumerate(OTHER[::3] + FLOATS[:3]):
        m.add_case(f"minor_{i:02}", f"X = ?MODULE:id({t}),\n    [try term_to_binary(X, [{{minor_version, V}}]) catch error:E -> E end || V <- [0, 1, 2]]")
    for k in [5, 10, 40]:
        m.add_case(f"deterministic_atoms_{k}", f"term_to_binary(maps:from_list([{{list_to_atom(\"k\" ++ integer_to_list(I)), I}} || I <- lists:seq(1, ?MODULE:id({k}))]), [deterministic])")
        m.add_case(f"deterministic_mixed_{k}", f"term_to_binary(maps:from_list([{{key(I), I}} || I <- lists:seq(1, ?MODULE:id({k}))]), [deterministic])")
    m.add_helper("key(I) when I rem 4 =:= 0 -> I;\nkey(I) when I rem 4 =:= 1 -> I * 1.0;\nkey(I) when I rem 4 =:= 2 -> {I};\nkey(I) -> integer_to_binary(I).")
    m.add_case("options_bad", "[try term_to_binary(a, O) catch error:E -> E end || O <- ?MODULE:id([[bad], a, [{minor_version, 3}], [{compressed, 10}], [{minor_version, a}], [compressed | x], [deterministic]])]")
    m.add_case("external_size", "[erlang:external_size(T) || T <- ?MODULE:id([a, 1, 256, 1.0, <<1>>, <<1:1>>, [], [1], \"abc\", {1}, #{1 => 2}, 1 bsl 100])]")
    m.add_case("external_size_minor", "[erlang:external_size(T, [{minor_version, 0}]) || T <- ?MODULE:id([a, 1, 1.0, <<1:1>>])]")
    m.add_case("to_iovec", "iolist_to_binary(erlang:term_to_iovec(?MODULE:id({a, [1, 2], binary:copy(<<1>>, 100)})))")
    m.add_case("bad_option_trace", "term_to_binary(?MODULE:id(a), [nonsense])")
    m.write()

    m = Module("etf_decode", "binary_to_term: round trips, bytes by hand, errors.")
    m.add_helper("trip(X) ->\n    Y = binary_to_term(term_to_binary(X)),\n    Z = binary_to_term(term_to_binary(X, [compressed])),\n"
                 "    {Y =:= X, Z =:= X}.")
    m.add_helper("read(B) -> try {ok, binary_to_term(B)} catch error:E -> E end.")
    m.add_helper("used(B) -> try binary_to_term(B, [used]) catch error:E -> E end.")
    for i in range(0, len(NAMED), 3):
        m.add_case(f"trip_{i // 3:02}", f"[trip(X) || X <- ?MODULE:id([{', '.join(t for _, t in NAMED[i:i + 3])}])]")
    m.add_case("trip_large_maps", f"[trip(X) || X <- ?MODULE:id([{', '.join(LARGE_MAPS)}])]")
    m.add_case("trip_deep", "trip(nest(?MODULE:id(5000), x))")
    m.add_case("trip_long", "trip(lists:seq(1, ?MODULE:id(20000)))")
    m.add_case("trip_fun", "X = ?MODULE:id(5), F = binary_to_term(term_to_binary(fun(Y) -> X + Y end)), F(1)")
    m.add_case("trip_self", "{trip(self()), trip(make_ref()), trip([self()])}")
    m.add_case("compressed_smaller", "B = term_to_binary(?MODULE:id(lists:duplicate(1000, a)), [compressed]), {binary:part(B, 0, 2), byte_size(B) < 200}")
    m.add_case("compressed_levels", "[begin B = term_to_binary(?MODULE:id(lists:duplicate(500, ab)), [{compressed, L}]), {binary:at(B, 1), binary_to_term(B) =:= lists:duplicate(500, ab)} end || L <- [0, 1, 6, 9]]")
    m.add_case("compressed_useless", "term_to_binary(?MODULE:id(abc), [compressed])")
    m.add_case("compressed_used", "B = term_to_binary(?MODULE:id(lists:duplicate(500, ab)), [compressed]), {T, U} = binary_to_term(<<B/binary, 1, 2, 3>>, [used]), {length(T), U =:= byte_size(B)}")
    by_hand = {
        "small_int": [97, 255], "int": [98, 255, 255, 255, 255], "int_small_value": [98, 0, 0, 0, 5], "small_big_zero": [110, 0, 0],
        "small_big_padded": [110, 4, 0, 5, 0, 0, 0], "small_big_negative": [110, 1, 1, 5], "small_big_minus_zero": [110, 1, 1, 0],
        "small_big_64": [110, 8, 0] + [255] * 8, "small_big_sign_2": [110, 1, 2, 5], "large_big": [111, 0, 0, 0, 9, 1] + [1] * 9,
        "large_big_short": [111, 0, 0, 0, 9, 1, 1], "small_big_59": [110, 8, 0, 0, 0, 0, 0, 0, 0, 0, 8], "small_big_60": [110, 8, 0, 0, 0, 0, 0, 0, 0, 0, 16],
        "float_text": [99] + list(b"1.50000000000000000000e+00") + [0] * 5, "float_text_bad": [99] + list(b"abc") + [0] * 28,
        "float_new": [70, 63, 240, 0, 0, 0, 0, 0, 0], "float_inf": [70, 127, 240, 0, 0, 0, 0, 0, 0], "float_nan": [70, 127, 248, 0, 0, 0, 0, 0, 0],
        "atom_latin1": [100, 0, 1, 233], "atom_small_latin1": [115, 1, 233], "atom_utf8": [118, 0, 2, 195, 169], "atom_small_utf8": [119, 2, 195, 169],
        "atom_bad_utf8": [119, 2, 195, 40], "atom_short": [119, 5, 97], "atom_empty": [119, 0], "atom_255": [119, 255] + [97] * 255,
        "atom_256": [118, 1, 0] + [97] * 256, "string": [107, 0, 3, 97, 98, 99], "string_empty": [107, 0, 0], "string_short": [107, 0, 3, 97],
        "list": [108, 0, 0, 0, 2, 97, 1, 97, 2, 106], "list_improper": [108, 0, 0, 0, 1, 97, 1, 97, 2], "list_zero": [108, 0, 0, 0, 0, 106],
        "list_zero_tail": [108, 0, 0, 0, 0, 97, 1], "list_lying": [108, 255, 255, 255, 255, 97, 1], "list_no_tail": [108, 0, 0, 0, 1, 97, 1],
        "tuple": [104, 2, 97, 1, 106], "tuple_large": [105, 0, 0, 0, 1, 97, 1], "tuple_lying": [105, 255, 255, 255, 255], "tuple_short": [104, 2, 97, 1],
        "binary": [109, 0, 0, 0, 2, 1, 2], "binary_lying": [109, 255, 255, 255, 255, 1], "binary_short": [109, 0, 0, 0, 3, 1, 2],
        "bits": [77, 0, 0, 0, 1, 3, 224], "bits_dirty": [77, 0, 0, 0, 1, 3, 255], "bits_8": [77, 0, 0, 0, 1, 8, 255], "bits_0": [77, 0, 0, 0, 1, 0, 255],
        "bits_9": [77, 0, 0, 0, 1, 9, 255], "bits_empty": [77, 0, 0, 0, 0, 0], "bits_empty_3": [77, 0, 0, 0, 0, 3],
        "map": [116, 0, 0, 0, 1, 97, 1, 97, 2], "map_duplicate": [116, 0, 0, 0, 2, 97, 1, 97, 2, 97, 1, 97, 3], "map_lying": [116, 255, 255, 255, 255],
        "map_unsorted": [116, 0, 0, 0, 2, 97, 2, 97, 2, 97, 1, 97, 1],
        "export": [113, 119, 5] + list(b"lists") + [119, 7] + list(b"reverse") + [97, 1], "export_bad": [113, 97, 1, 97, 1, 97, 1],
        "nil": [106], "nothing": [], "unknown_tag": [1], "unknown_255": [255, 0], "version_in_version": [131, 97, 1],
        "compressed_garbage": [80, 0, 0, 0, 10, 1, 2, 3], "compressed_short": [80, 0, 0], "trailing": [97, 1, 97, 2],
        "nested_nil_tuple": [104, 0], "deep_lists": [108, 0, 0, 0, 1] * 3000 + [106] * 3001,
    }
    for name, data in by_hand.items():
        if len(data) > 1000:
            m.add_case(f"read_{name}", "B = iolist_to_binary([131, lists:duplicate(3000, <<108, 0, 0, 0, 1>>), lists:duplicate(3001, 106)]),\n"
                       "    {ok, T} = read(?MODULE:id(B)), T =:= nest(3000, [])")
        elif len(data) > 200:
            m.add_case(f"read_{name}", f"read(?MODULE:id(iolist_to_binary([131, {', '.join(map(str, data[:3]))}, lists:duplicate({256 if data[1] == 1 else 255}, 97)])))"
                       if data[0] == 118 else f"read(?MODULE:id(iolist_to_binary([131, 119, 255, lists:duplicate(255, 97)])))")
        else:
            src = f"<<{', '.join(map(str, [131] + data))}>>"
            m.add_case(f"read_{name}", f"B = ?MODULE:id({src}), {{read(B), used(B)}}")
    m.add_case("read_bad_version", "[read(B) || B <- ?MODULE:id([<<130, 97, 1>>, <<97, 1>>, <<>>, <<131>>])]")
    m.add_case("read_not_binary", "[read(B) || B <- ?MODULE:id([a, 1, \"abc\", [131, 97, 1], <<131, 97, 1:7>>])]")
    m.add_case("read_unaligned", "<<_:3, B/bitstring>> = ?MODULE:id(<<0:3, 131, 104, 2, 97, 1, 97, 2>>), {read(B), used(B)}")
    m.add_case("read_huge_string", "read(?MODULE:id(<<131, 107, 255, 255, 1, 2>>))")
    m.add_case("used_counts", "[used(<<(term_to_binary(T))/binary, 9, 9>>) || T <- ?MODULE:id([1, a, [1], {x, 2.0}, <<\"abc\">>])]")
    m.add_case("safe_known", "[binary_to_term(term_to_binary(T), [safe]) || T <- ?MODULE:id([ok, {1, true}, [1.5]])]")
    m.add_case("safe_unknown", "try binary_to_term(<<131, 119, 21, \"never_seen_before_9871\">>, ?MODULE:id([safe])) catch error:E -> E end")
    m.add_case("options_bad", "[try binary_to_term(<<131, 97, 1>>, O) catch error:E -> E end || O <- ?MODULE:id([[bad], safe, [safe, used], [used | a]])]")
    m.add_case("bad_trace", "binary_to_term(?MODULE:id(<<1, 2, 3>>))")
    m.add_case("bad_type_trace", "binary_to_term(?MODULE:id(a))")
    m.add_case("truncations", "B = term_to_binary(?MODULE:id({a, [1, 2.5, <<\"xyz\">>], #{1 => 1 bsl 70}})), [read(binary:part(B, 0, N)) || N <- lists:seq(0, byte_size(B) - 1)]")
    m.add_helper("nest(0, X) -> X;\nnest(N, X) -> [nest(N - 1, X)].")
    m.write()


def tests():
    m = Module("type_tests", "Type tests and conversions in guards and bodies, for every type.")
    values = ["0", "-1", "1 bsl 60", "-(1 bsl 100)", "1.5", "a", "true", "false", "[]", "[1]", "[1 | 2]", "{}", "{a, 1}", "{r, 1, 2}", "<<>>", "<<1>>", "<<1:3>>",
              "#{}", "#{a => 1}", "fun erlang:abs/1", "fun erlang:node/0", "self()", "make_ref()"]
    m.add_helper("values() ->\n    [%s]." % wrap(values))
    unary_tests = ["is_integer", "is_float", "is_number", "is_atom", "is_boolean", "is_list", "is_tuple", "is_binary", "is_bitstring", "is_map", "is_function",
                   "is_pid", "is_reference", "is_port"]
    for t in unary_tests:
        m.add_case(f"guard_{t}", f"list_to_binary([if {t}(V) -> $y; true -> $n end || V <- ?MODULE:id(values())])")
        m.add_case(f"body_{t}", f"[{t}(V) || V <- ?MODULE:id(values())]")
        m.add_case(f"negated_{t}", f"list_to_binary([if not {t}(V) -> $y; true -> $n end || V <- ?MODULE:id(values())])")
        m.add_case(f"clause_{t}", f"F = fun(V) when {t}(V), V =/= 1 -> $y; (_) -> $n end,\n    list_to_binary([F(V) || V <- ?MODULE:id(values())])")
    for n in range(4):
        m.add_case(f"is_function_{n}", f"[{{is_function(V, {n}), is_function(V, ?MODULE:id({n}))}} || V <- ?MODULE:id(values())]")
    m.add_case("is_function_bad", "[try is_function(V, N) catch error:E -> E end || V <- [fun erlang:abs/1, a], N <- ?MODULE:id([-1, a, 256, 1 bsl 70, 1.0])]")
    m.add_case("is_function_bad_guard", "[if is_function(V, N) -> y; true -> n end || V <- [fun erlang:abs/1, a], N <- ?MODULE:id([-1, a, 256, 1 bsl 70, 1.0, 1])]")
    m.add_case("is_record", "[{is_record(V, ?MODULE:id(a)), is_record(V, a, 2), is_record(V, ?MODULE:id(r), 3)} || V <- ?MODULE:id(values())]")
    m.add_case("is_record_guard", "[if is_record(V, a, 2) -> a2; is_record(V, r, 3) -> r3; true -> n end || V <- ?MODULE:id(values())]")
    m.add_case("is_record_bad", "[try is_record({a, 1}, T, S) catch error:E -> E end || {T, S} <- ?MODULE:id([{1, 2}, {a, -1}, {a, a}, {b, 2}, {a, 1 bsl 70}])]")
    fns = ["abs", "atom_to_list", "atom_to_binary", "binary_to_list", "bit_size", "bitstring_to_list", "byte_size", "ceil", "float", "floor", "hd", "integer_to_list",
           "integer_to_binary", "iolist_size", "iolist_to_binary", "length", "list_to_atom", "list_to_binary", "list_to_bitstring", "list_to_tuple", "map_size", "round",
           "size", "tl", "trunc", "tuple_size", "tuple_to_list", "float_to_list", "float_to_binary", "list_to_integer", "list_to_float", "binary_to_atom",
           "binary_to_integer", "binary_to_float", "bnot", "not", "-"]
    guards = {"abs", "bit_size", "byte_size", "ceil", "float", "floor", "hd", "length", "map_size", "round", "size", "tl", "trunc", "tuple_size", "bnot", "not", "-"}
    for fn in fns:
        call = f"{fn} V" if fn in ("bnot", "not", "-") else f"{fn}(V)"
        nm = "minus" if fn == "-" else fn
        m.add_case(f"fn_{nm}", f"[try {call} catch error:E -> {{E}} end || V <- ?MODULE:id(values())]")
        if fn in guards:
            m.add_case(f"fn_guard_{nm}", f"[if {call} =:= V -> same; {call} =:= 0 -> zero; {call} > 0 -> above; {call} =< 0 -> below; true -> failed end\n     || V <- ?MODULE:id(values())]")
    for fn, second in [("element", "[0, 1, 2, 3, -1, a, 1.0, 1 bsl 60]"), ("map_get", "[a, b]"), ("is_map_key", "[a, b, 1]")]:
        m.add_case(f"fn_{fn}", f"[try {fn}(K, V) catch error:E -> E end || V <- ?MODULE:id(values()), K <- {second}]")
        m.add_case(f"fn_guard_{fn}", f"[if {fn}(K, V) =:= true -> true; {fn}(K, V) -> guard; not {fn}(K, V) -> no; true -> f end || V <- ?MODULE:id(values()), K <- {second}]")
    for op in ["and", "or", "xor", "andalso", "orelse"]:
        m.add_case(f"bool_{op}", f"[try A {op} B catch error:E -> E end || A <- ?MODULE:id([true, false, a, 1]), B <- [true, false, a, 1]]")
        if op != "xor":
            m.add_case(f"bool_guard_{op}", f"[if A {op} B -> y; true -> n end || A <- ?MODULE:id([true, false, a, 1]), B <- [true, false, a, 1]]")
    m.write()


hashing()
external()
tests()
