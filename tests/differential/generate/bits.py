#!/usr/bin/env python3
"""Matching and building of bitstrings: every size, offset, sign and endianness, and random patterns."""
import random
from common import Module, wrap

Module.by = "bits.py"
rng = random.Random(4)

SIZES = [1, 2, 3, 5, 7, 8, 9, 12, 15, 16, 17, 23, 24, 31, 32, 33, 40, 47, 48, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 72, 100, 127, 128, 129, 256]
OFFSETS = [0, 1, 3, 4, 7, 8, 13]
DATA = """data() ->
    [binary:copy(<<255>>, 40), binary:copy(<<16#80>>, 40), <<(binary:copy(<<16#5a, 16#c3, 1>>, 13))/binary, 5:3>>,
     list_to_binary(lists:seq(1, 36))]."""
VALUES = [0, 1, -1, 2, 127, 128, -128, 255, 256, 2 ** 31, -2 ** 31, 2 ** 32 - 1, 2 ** 59 - 1, -2 ** 59, 2 ** 60, 2 ** 63, -2 ** 63 - 1, 2 ** 64 - 1,
          0x0123456789abcdef, -0x0fedcba987654321, 2 ** 100 + 12345, -2 ** 100, 2 ** 130 - 7]


def integers():
    m = Module("bits_int", "Integers of every size in bitstrings, read and written.")
    m.add_helper(DATA)
    m.add_helper("values() -> [%s]." % wrap(map(str, VALUES)))
    for size in SIZES:
        for endian in ("big", "little"):
            name = f"get_{endian}_{size}"
            m.add_helper(f"{name}(O, B) ->\n    case B of\n        <<_:O, U:{size}/{endian}, R/bitstring>> ->\n"
                         f"            <<_:O, S:{size}/{endian}-signed, _/bitstring>> = B,\n            {{U, S, bit_size(R)}};\n"
                         f"        _ -> none\n    end.") if endian == "big" or size % 2 == 0 or size > 60 else m.add_helper(
                f"{name}(O, <<B/bitstring>>) ->\n    <<_:O, T/bitstring>> = B,\n    <<U:{size}/{endian}, _/bits>> = T,\n"
                f"    <<S:{size}/{endian}-signed, R/bits>> = T,\n    {{U, S, bit_size(R)}}.")
            m.add_case(name, f"[{name}(O, B) || O <- ?MODULE:id([{', '.join(map(str, OFFSETS))}]), B <- data()]")
        if size % 3 == 0 or size in (1, 8, 16, 32, 64, 128, 61, 59):
            m.add_case(f"put_{size}", f"[{{<<V:{size}>>, <<V:{size}/little>>}} || V <- ?MODULE:id(values())]")
            m.add_case(f"put_offset_{size}", f"[<<5:3, V:{size}/little, V:{size}, 1:1>> || V <- ?MODULE:id(values())]")
    m.write()

    m = Module("bits_size", "Sizes known only at run time.")
    m.add_helper(DATA)
    m.add_helper("values() -> [%s]." % wrap(map(str, VALUES)))
    m.add_helper("get(N, B) ->\n    case B of\n        <<_:3, U:N, R/bitstring>> -> {U, bit_size(R)};\n        _ -> none\n    end.")
    m.add_helper("get_little(N, B) ->\n    case B of\n        <<_:5, U:N/little-signed, R/bitstring>> -> {U, bit_size(R)};\n        _ -> none\n    end.")
    m.add_helper("get_unit(N, B) ->\n    case B of\n        <<U:N/unit:7, R/bitstring>> -> {U, bit_size(R)};\n        _ -> none\n    end.")
    m.add_helper("get_binary(N, B) ->\n    case B of\n        <<_:1, U:N/binary, R/bitstring>> -> {U, bit_size(R)};\n        _ -> none\n    end.")
    m.add_helper("get_bits(N, B) ->\n    case B of\n        <<_:1, U:N/bitstring, R/bitstring>> -> {U, bit_size(R)};\n        _ -> none\n    end.")
    m.add_helper("get_expr(N, B) ->\n    case B of\n        <<U:(N * 2 - 1), V:(U band 7), R/bitstring>> -> {U, V, bit_size(R)};\n        _ -> none\n    end.")
    m.add_helper("write(V, N) -> try <<V:N>> catch error:E -> E end.")
    m.add_helper("write_little(V, N) -> try <<1:1, V:N/little, 3:2>> catch error:E -> E end.")
    for n in [0, 1, 7, 8, 31, 59, 60, 61, 64, 65, 100, 280, 300, 320]:
        m.add_case(f"get_{n}", f"N = ?MODULE:id({n}), [get(N, B) || B <- data()]")
        m.add_case(f"get_little_{n}", f"N = ?MODULE:id({n}), [get_little(N, B) || B <- data()]")
        m.add_case(f"put_{n}", f"N = ?MODULE:id({n}), [write(V, N) || V <- values()]")
        m.add_case(f"put_little_{n}", f"N = ?MODULE:id({n}), [write_little(V, N) || V <- values()]")
    for n in [0, 1, 5, 9, 40, 41]:
        m.add_case(f"get_unit_{n}", f"N = ?MODULE:id({n}), [get_unit(N, B) || B <- data()]")
        m.add_case(f"get_binary_{n}", f"N = ?MODULE:id({n}), [get_binary(N, B) || B <- data()]")
        m.add_case(f"get_bits_{n}", f"N = ?MODULE:id({n}), [get_bits(N * 3, B) || B <- data()]")
        m.add_case(f"get_expr_{n}", f"N = ?MODULE:id({n}), [get_expr(N, B) || B <- data()]")
    for fn in ["get", "get_little", "get_unit", "get_binary", "get_bits", "get_expr"]:
        m.add_case(f"{fn}_bad_size", f"[{fn}(N, <<1, 2, 3, 4>>) || N <- ?MODULE:id([-1, a, 1.0, [], 1 bsl 40, 1 bsl 64, -(1 bsl 64)])]")
        m.add_case(f"{fn}_not_bits", f"[{fn}(1, B) || B <- ?MODULE:id([a, [1, 2], {{}}, 1, #{{}}])]")
    m.add_case("put_bad_size", "[write(1, N) || N <- ?MODULE:id([-1, a, 1.0, [], -(1 bsl 64)])]")
    m.add_case("put_huge_size", "[write(1, N) || N <- ?MODULE:id([1 bsl 64, 1 bsl 100])]")
    m.add_case("put_bad_value", "[write(V, 8) || V <- ?MODULE:id([a, 1.0, [], <<1>>, \"a\", {}])]")
    m.add_case("put_bad_value_zero", "[write(V, 0) || V <- ?MODULE:id([a, 1.0, [], 1])]")
    m.write()


ATOMS_OF_PATTERN = ["int", "int", "int", "lit", "skip", "binary", "bits", "float", "unit", "sized"]


def random_field(i, build):
    kind = rng.choice(ATOMS_OF_PATTERN)
    v = f"V{i}"
    if kind == "int":
        spec = rng.choice(["", "/signed", "/little", "/little-signed", "/unsigned-big"])
        return f"{v}:{rng.choice([1, 2, 3, 4, 5, 7, 8, 8, 12, 13, 16, 16, 24, 32, 33, 64])}{spec}", "int", v
    if kind == "lit":
        size = rng.choice([1, 2, 3, 4, 8, 8])
        return f"{rng.choice([0, 1, rng.getrandbits(size)])}:{size}", None, None
    if kind == "skip":
        if build:
            return f"{rng.choice(['0', '-1'])}:{rng.randint(1, 20)}", None, None
        return f"_:{rng.randint(1, 20)}", None, None
    if kind == "binary":
        return f"{v}:{rng.randint(0, 3)}/binary", "bin", v
    if kind == "bits":
        return f"{v}:{rng.randint(0, 17)}/bitstring", "bin", v
    if kind == "float":
        return f"{v}:{rng.choice([64, 32, 16])}/{rng.choice(['float', 'little-float'])}", "float", v
    if kind == "unit":
        return f"{v}:{rng.randint(1, 3)}/integer-unit:{rng.randint(1, 9)}", "int", v
    return f"{v}:Size", "int", v


def patterns():
    m = Module("bits_pattern", "Random patterns of several fields over random data, also too short.")
    blobs = []
    for n in (0, 1, 2, 3, 5, 9, 14, 30, 45):
        bits = rng.choice([0, 0, 1, 3, 7])
        body = ", ".join(str(rng.choice([0, 1, 255, rng.getrandbits(8), rng.getrandbits(8)])) for _ in range(n))
        blobs.append("<<" + body + (", " if body and bits else "") + (f"{rng.getrandbits(bits)}:{bits}" if bits else "") + ">>")
    m.add_helper("blobs() ->\n    [%s]." % ",\n     ".join(blobs))
    for k in range(90):
        fields, names = [], []
        for i in range(rng.randint(1, 5)):
            f, _, v = random_field(i, False)
            if v:
                names.append(v)
            fields.append(f)
        tail = rng.choice(["", "/bitstring", "/binary", "_"])
        if tail == "_":
            fields.append("_/bitstring")
        elif tail:
            fields.append("T" + tail)
            names.append("T")
        second = "<<X:8, _/bitstring>> -> {other, X};\n" if k % 3 == 0 else "<<_:4, Y:2, _/binary>> -> {aligned, Y};\n" if k % 3 == 1 else ""
        m.add_helper(f"p{k}(B, Size) ->\n    case B of\n        <<{', '.join(fields)}>> -> {{{', '.join(names)}}};\n"
                     + (f"        {second}" if second else "") + "        _ -> {none, Size}\n    end.")
        m.add_case(f"random_{k:02}", f"[p{k}(B, S) || B <- ?MODULE:id(blobs()), S <- [3, 8, 17]]")
    m.write()

    m = Module("bits_build", "Random constructions, with values that fit and that do not.")
    ints = ["0", "-1", "16#12345678", "1 bsl 59", "-(1 bsl 64)", "16#123456789abcdef0123456789"]
    bins = ["<<>>", "<<1>>", "<<1, 2, 3>>", "<<5:3>>", "binary:copy(<<16#a5>>, 100)"]
    floats = ["0.0", "1", "-1.5", "1.0e300", "65504.0", "1 bsl 80"]
    m.add_helper("ints() -> [%s]." % ", ".join(ints))
    m.add_helper("bins() -> [%s]." % ", ".join(bins))
    m.add_helper("floats() -> [%s]." % ", ".join(floats))
    for k in range(70):
        fields, gens = [], []
        for i in range(rng.randint(1, 4)):
            f, t, v = random_field(i, True)
            if v:
                if t == "bin" and rng.random() < 0.6:
                    f = f"{v}/{rng.choice(['binary', 'bitstring'])}"
                gens.append((v, t))
            fields.append(f)
        if not gens:
            fields.append("V9:9")
            gens.append(("V9", "int"))
        # one argument varies through its values, the others stay
        args = ["Size"] + [g[0] for g in gens]
        m.add_helper(f"b{k}({', '.join(args)}) -> try <<{', '.join(fields)}>> catch error:E -> {{E, Size}} end.")
        calls = []
        for j, (v, t) in enumerate(gens):
            fixed = [f"?MODULE:id({rng.choice({'int': ints, 'bin': bins, 'float': floats}[u])})" if i != j else "X" for i, (_, u) in enumerate(gens)]
            src = {"int": "ints()", "bin": "bins()", "float": "floats()"}[t]
            calls.append(f"[b{k}({rng.choice([3, 8, 11, 64])}, {', '.join(fixed)}) || X <- {src}]")
        m.add_case(f"random_{k:02}", "[" + ",\n     ".join(calls) + "]")
    m.write()


integers()
patterns()
