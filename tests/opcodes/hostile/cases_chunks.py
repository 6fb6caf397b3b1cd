"""Files and chunks whose sizes, counts and contents lie; literals in the external format."""
import gzip
import struct
import zlib

import beamfile
from assemble import Atom, L, Raw, a, etf, ext, i, lit, lst, u, x, y

OUT = ("return",)


def plain(m):
    m.fun("run", 0, [("move", lit([1, [2, 3]]), x(0)), ("call_ext_only", u(1), ext("erlang", "hd", 1))])
    return m.build()


def define(case):
    container(case)
    tables(case)
    literals(case)
    rest(case)


def container(case):
    def one(name, wrong, accept, change):
        def build(m):
            return change(plain(m))
        build.__name__ = "file_" + name
        case(wrong, accept)(build)

    one("empty", "no bytes", "load", lambda d: b"")
    one("four", "four bytes", "load", lambda d: d[:4])
    one("text", "a text file", "load", lambda d: b"-module(x).\n")
    one("magic", "BEAX instead of BEAM", "load", lambda d: d[:8] + b"BEAX" + d[12:])
    one("form", "FORM instead of FOR1", "load", lambda d: b"FORM" + d[4:])
    one("size_large", "a size in the head larger than the file", "load error value", lambda d: d[:4] + struct.pack(">I", 1 << 30) + d[8:])
    one("size_max", "a size in the head of 2^32-1", "load error value", lambda d: d[:4] + b"\xff" * 4 + d[8:])
    one("size_small", "a size in the head smaller than the file", "load error value", lambda d: d[:4] + struct.pack(">I", 40) + d[8:])
    one("size_zero", "a size in the head of 0", "load", lambda d: d[:4] + b"\0" * 4 + d[8:])
    one("tail", "bytes after the last chunk", "load error value", lambda d: d + b"junk" * 10)
    one("no_padding", "chunks without their padding", "load error value", lambda d: b"".join(unpadded(d)))
    for cut in (12, 13, 19, 20, 21, 40, 100, -1, -3, -20):
        one(f"cut_{cut}" if cut > 0 else f"cut_end_{-cut}", f"cut to its first {cut} bytes" if cut > 0 else f"its last {-cut} bytes cut off", "load error value", lambda d, cut=cut: d[:cut])
    for name in ("AtU8", "Code", "StrT", "ImpT", "ExpT", "LitT"):
        at = name.encode()
        one(f"{name}_size_max", f"chunk {name} says it is 2^32-1 bytes long", "load", lambda d, at=at: patch(d, at, 0xFFFFFFFF))
        one(f"{name}_size_31", f"chunk {name} says it is 2^31 bytes long", "load", lambda d, at=at: patch(d, at, 1 << 31))
        one(f"{name}_size_plus", f"chunk {name} says it is 9 bytes longer than it is", "load error value", lambda d, at=at: patch(d, at, None, 9))
        one(f"{name}_size_minus", f"chunk {name} says it is 5 bytes shorter than it is", "load error value", lambda d, at=at: patch(d, at, None, -5))
        one(f"{name}_missing", f"no chunk {name}", "load error" if name == "StrT" else "load", lambda d, name=name: beamfile.write_chunks([c for c in beamfile.read_chunks(d) if c[0] != name]))
        one(f"{name}_empty", f"a chunk {name} of no bytes", "load error value", lambda d, name=name: beamfile.write_chunks([(n, b"" if n == name else c) for n, c in beamfile.read_chunks(d)]))
        one(f"{name}_twice", f"chunk {name} twice, the second empty", "load error value", lambda d, name=name: beamfile.write_chunks(beamfile.read_chunks(d) + [(name, b"")]))
    one("order", "the chunks in the reverse order", "load value:1", lambda d: beamfile.write_chunks(beamfile.read_chunks(d)[::-1]))
    one("many_chunks", "20,000 chunks that nothing knows", "value:1", lambda d: beamfile.write_chunks(beamfile.read_chunks(d) + [("Junk", b"")] * 20000))
    one("gzip", "the file packed by gzip, which is valid", "value:1", lambda d: gzip.compress(d, mtime=0))
    one("gzip_cut", "the file packed by gzip and cut", "load", lambda d: gzip.compress(d, mtime=0)[:-30])
    one("gzip_bomb", "256 MB of zeros packed by gzip", "load", lambda d: bomb(1 << 28, 31))
    one("gzip_twice", "the file packed by gzip twice", "load", lambda d: gzip.compress(gzip.compress(d, mtime=0), mtime=0))


def patch(data, name, size, add=0):
    at = data.index(name) + 4
    new = struct.unpack_from(">I", data, at)[0] + add if size is None else size
    return data[:at] + struct.pack(">I", max(new, 0)) + data[at + 4:]


def unpadded(data):
    chunks = beamfile.read_chunks(data)
    body = b"".join(n.encode() + struct.pack(">I", len(c)) + c for n, c in chunks)
    yield b"FOR1" + struct.pack(">I", len(body) + 4) + b"BEAM" + body


def bomb(size, bits=15):
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    out = []
    for _ in range(size >> 20):
        out.append(packer.compress(bytes(1 << 20)))
    return b"".join(out) + packer.flush()


def tables(case):
    def one(name, wrong, accept, **chunks):
        def build(m):
            plain(m)
            m.chunks = chunks
        build.__name__ = "table_" + name
        case(wrong, accept)(build)

    word = struct.Struct(">I").pack
    one("atoms_count", "an atom table that says 2^31-1 atoms", "load", AtU8=word((1 << 31) - 1) + b"\1a")
    one("atoms_count_negative", "an atom table that says -2^31 atoms (a count below 0 means long lengths)", "load", AtU8=word(1 << 31) + b"\x10a")
    one("atoms_none", "an atom table of 0 atoms", "load", AtU8=word(0))
    one("atoms_few", "an atom table that says fewer atoms than are used", "load", AtU8=word(1) + b"\1a")
    one("atoms_cut", "an atom table that ends inside an atom", "load", AtU8=word(2) + b"\1a\x30abc")
    one("atoms_long", "an atom of 5,000 characters, in the form with long lengths", "load", AtU8=word((1 << 32) - 1) + beamfile.write_value(0, 5000) + b"a" * 5000)
    one("atoms_length_huge", "an atom that says it is 2^40 bytes long, in the form with long lengths", "load", AtU8=word((1 << 32) - 1) + beamfile.write_value(0, 1 << 40) + b"a")
    one("atoms_length_tagged", "an atom whose length is an integer operand and not a number, in the form with long lengths", "load error value", AtU8=word((1 << 32) - 2) + b"\x11a\x33abc")
    one("atoms_utf8", "atoms that are no UTF-8: a lone byte, overlong, a surrogate, beyond the last character", "load", AtU8=word(4) + b"\2\xff\xfe" + b"\2\xc0\x80" + b"\3\xed\xa0\x80" + b"\4\xf4\x90\x80\x80")
    one("atoms_256", "an atom of 255 bytes and one of 256 characters in 512 bytes", "load", AtU8=word((1 << 32) - 2) + beamfile.write_value(0, 255) + b"a" * 255 + beamfile.write_value(0, 512) + b"\xc3\xa9" * 256)
    one("atoms_twice", "one atom twice in the table", "load value error", AtU8=word(5) + b"\x0btable_atoms" + b"\3run" + b"\6erlang" + b"\2hd" + b"\2hd")
    one("module_name", "a first atom that is not the file's name", "load", AtU8=word(4) + b"\7another" + b"\3run" + b"\6erlang" + b"\2hd")
    one("module_empty", "a module whose name is the empty atom", "load", AtU8=word(4) + b"\0" + b"\3run" + b"\6erlang" + b"\2hd")
    one("atom_latin1", "the old chunk Atom beside none of the new", "load value error", AtU8=None, Atom=word(4) + b"\x12table_atom_latin1x"[:19] + b"\3run" + b"\6erlang" + b"\2hd")
    for name, row in (("ImpT", 12), ("ExpT", 12), ("FunT", 24), ("LocT", 12)):
        low = name.lower()
        one(f"{low}_count", f"a chunk {name} that says 2^32-1 rows", "load error value" if name == "LocT" else "load", **{name: word(0xFFFFFFFF)})
        one(f"{low}_count_31", f"a chunk {name} whose count times its row leaves 32 bits", "load error value" if name == "LocT" else "load", **{name: word((1 << 32) // row + 1) + bytes(64)})
        one(f"{low}_cut", f"a chunk {name} that ends inside a row", "load error value" if name == "LocT" else "load", **{name: word(2) + bytes(row + 5)})
        one(f"{low}_short", f"a chunk {name} of two bytes", "load error value" if name == "LocT" else "load", **{name: b"\0\1"})
    one("funt_atom", "a fun table row whose name is an atom that is not there", "load", FunT=word(1) + struct.pack(">6I", 900, 1, 2, 0, 0, 0))
    one("funt_index", "a fun table row whose index is 2^32-1", "load error value", FunT=word(1) + struct.pack(">6I", 2, 0, 2, 0xFFFFFFFF, 0, 0))
    one("line_garbage", "a Line chunk of random bytes", "load error value", Line=bytes(range(256)))
    one("line_count", "a Line chunk that says 2^32-1 rows", "load error value", Line=struct.pack(">5I", 0, 0, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF))
    one("line_version", "a Line chunk of version 77", "load error value", Line=struct.pack(">5I", 77, 0, 1, 1, 0) + b"\x11")
    one("line_names", "a Line chunk whose file names lie about their lengths", "load error value", Line=struct.pack(">5I", 0, 0, 1, 1, 2) + b"\x51" + b"\xff\xffab")
    one("line_file", "a Line chunk that names a file that is not there", "load error value", Line=struct.pack(">5I", 0, 0, 1, 1, 0) + b"\xf2\x51")
    one("attr_garbage", "Attr and CInf chunks that are no terms", "load error value", Attr=b"\x83\xffgarbage", CInf=b"\x83l\xff\xff\xff\xff")
    one("attr_deep", "an Attr chunk of 100,000 nested tuples", "load error value", Attr=b"\x83" + b"h\1" * 100000 + b"j")
    one("meta_garbage", "a Meta chunk that is no term", "load error value", Meta=b"\x83\xff")
    one("recs_garbage", "a Recs chunk (native records) of random bytes", "load error value", Recs=bytes(range(200)))
    one("recs_count", "a Recs chunk that says 2^31 records and 2^31 fields", "load error value", Recs=struct.pack(">3I", 0, 1 << 31, 1 << 31))
    one("recs_version", "a Recs chunk of version 9", "load error value", Recs=struct.pack(">3I", 9, 0, 0))
    one("recs_fields", "a Recs chunk whose record has the same field twice, no name, and a literal that is not there", "load error value",
        Recs=struct.pack(">3I", 0, 1, 3) + b"\5" + b"\x02" + b"\x12" + b"\x17\x60" + b"\x22\x47\xf0" + b"\x22\x00" + b"\x02\x00")
    one("dbgb_garbage", "a DbgB chunk (debugger's variables) of random bytes", "load error value", DbgB=bytes(range(200)))
    one("dbgb_count", "a DbgB chunk that says 2^31 rows", "load error value", DbgB=struct.pack(">3I", 1, 1 << 31, 1 << 31))


def literals(case):
    def table(name, wrong, accept, data):
        def build(m):
            plain(m)
            m.chunks["LitT"] = data() if callable(data) else data
        build.__name__ = "lit_" + name
        case(wrong, accept)(build)

    def term(name, wrong, accept, data):
        def build(m):
            m.fun("run", 0, [("move", ("lit", 0), x(0)), OUT])
            m.fun("use", 0, [("allocate", u(0), u(0)), ("move", ("lit", 0), x(0)), ("call_ext", u(1), ext("erlang", "phash2", 1)), ("move", ("lit", 0), x(0)), ("move", ("lit", 0), x(1)),
                             ("call_ext", u(2), ext("erlang", "=:=", 2)), ("deallocate", u(0)), OUT])
            m.literals = [data() if callable(data) else data]
        build.__name__ = "term_" + name
        case(wrong, accept)(build)

    word = struct.Struct(">I").pack
    body = word(1) + word(3) + b"\x83a\1"
    table("bomb", "a literal table of 256 MB of zeros, its size told truly", "load", lambda: word(1 << 28) + bomb(1 << 28))
    table("bomb_low", "a literal table of 256 MB of zeros that says 100 bytes", "load", lambda: word(100) + bomb(1 << 28))
    table("size_max", "a literal table of a few bytes that says 2^32-1", "load", word(0xFFFFFFFF) + zlib.compress(body))
    table("size_low", "a literal table that says fewer bytes than it unpacks to", "load", word(5) + zlib.compress(body))
    table("size_high", "a literal table that says more bytes than it unpacks to", "load error", word(500) + zlib.compress(body))
    table("size_zero", "a packed literal table that says 0 (which means not packed)", "load", word(0) + zlib.compress(body))
    table("unpacked", "a literal table that is not packed and says so, which is valid", "error", word(0) + body)
    table("unpacked_count", "a literal table that is not packed and says 2^32-1 literals", "load", word(0) + word(0xFFFFFFFF) + word(3) + b"\x83a\1")
    table("unpacked_length", "a literal that says it is 2^32-1 bytes long", "load", word(0) + word(1) + word(0xFFFFFFFF) + b"\x83a\1")
    table("count", "a literal table that says 2^31 literals", "load", word(len(body)) + zlib.compress(word(1 << 31) + body[4:]))
    table("none", "a literal table of 0 literals, one of which is used", "load", word(4) + zlib.compress(word(0)))
    table("not_zlib", "a literal table that is not packed and says it is", "load", word(11) + b"not packed!")
    table("zlib_cut", "a literal table that is packed and cut", "load", word(len(body)) + zlib.compress(body)[:-5])
    table("zlib_tail", "bytes after the packed literal table", "load error value", word(len(body)) + zlib.compress(body) + b"junk")
    table("length_zero", "a literal of 0 bytes", "load", word(8) + zlib.compress(word(1) + word(0)))
    table("tail", "bytes after the last literal", "load error value", word(len(body) + 4) + zlib.compress(body + b"junk"))
    table("many", "1,000,000 literals, which is valid", "error value", lambda: beamfile.write_literals([b"\x83a\1"] * 1000000))

    v = b"\x83"
    term("deep_list", "a literal of 1,000,000 nested lists", "load value", lambda: v + b"l\0\0\0\1" * 1000000 + b"j" * 1000001)
    term("deep_tail", "a literal list whose tail is a list, 500,000 times", "load value", lambda: v + b"l\0\0\0\1a\1" * 500000 + b"j")
    term("deep_tuple", "a literal of 1,000,000 nested tuples", "load value", lambda: v + b"h\1" * 1000000 + b"j")
    term("deep_map", "a literal of 100,000 maps as values of maps", "load value", lambda: v + b"t\0\0\0\1a\1" * 100000 + b"j")
    term("deep_map_key", "a literal of 100,000 maps as keys of maps", "load value", lambda: v + b"t\0\0\0\1" * 100000 + b"j" + b"a\1" * 100000)
    term("version", "a literal that does not begin with 131", "load", b"\x82a\1")
    term("empty", "a literal of 131 alone", "load", v)
    term("tail", "a literal with bytes after its term", "load error value", v + b"a\1junk")
    term("tag", "a literal with a tag that is none", "load", v + b"\x01\x02")
    term("tuple_count", "a literal tuple of 2^32-1 elements", "load", v + b"i\xff\xff\xff\xffa\1")
    term("tuple_2_24", "a literal tuple of 2^24 elements, cut", "load", v + b"i\1\0\0\0a\1")
    term("list_count", "a literal list of 2^32-1 elements", "load", v + b"l\xff\xff\xff\xffa\1j")
    term("map_count", "a literal map of 2^32-1 pairs", "load", v + b"t\xff\xff\xff\xffa\1a\2")
    term("map_twice", "a literal map with one key twice", "load", v + b"t\0\0\0\2a\1a\2a\1a\3")
    term("map_odd", "a literal map cut after a key", "load", v + b"t\0\0\0\1a\1")
    term("map_equal", "a literal map with the keys 1 and 1.0, which is valid", "load value", v + b"t\0\0\0\2a\1a\2F\x3f\xf0\0\0\0\0\0\0a\3")
    term("binary_length", "a literal binary that says 2^32-1 bytes", "load", v + b"m\xff\xff\xff\xffabc")
    term("bits_0", "a literal bit string whose last byte has 0 bits", "load", v + b"M\0\0\0\2\0ab")
    term("bits_9", "a literal bit string whose last byte has 9 bits", "load", v + b"M\0\0\0\2\x09ab")
    term("bits_empty", "a literal bit string of 0 bytes whose last byte has 3 bits", "load", v + b"M\0\0\0\0\3")
    term("bits_dirty", "a literal bit string with bits set past its end, which are no part of it", "load value", v + b"M\0\0\0\1\3\xff")
    term("big_length", "a literal integer that says 2^32-1 bytes", "load", v + b"o\xff\xff\xff\xff\0\1\2")
    term("big_large", "a literal integer of 500,000 bytes, which is valid", "value", lambda: v + b"o" + word(500000) + b"\0" + b"\xff" * 500000)
    term("big_too_large", "a literal integer of 2^22 bits and more", "load", lambda: v + b"o" + word(600000) + b"\0" + b"\xff" * 600000)
    term("big_zero", "a literal big integer of no bytes, and of zeros alone: it is 0", "load value:0", v + b"n\x08\0" + bytes(8))
    term("big_minus_zero", "a literal big integer that is minus 0: it is 0", "load value:0", v + b"n\x08\1" + bytes(8))
    term("big_leading", "a literal big integer with zeros in front: it is 5", "load value:5", v + b"n\x0a\0\5" + bytes(9))
    term("big_sign", "a literal big integer whose sign is 77", "load value", v + b"n\x09\x4d" + b"\1" * 9)
    term("float_nan", "a literal float that is no number", "load", v + b"F\x7f\xf8\0\0\0\0\0\1")
    term("float_inf", "a literal float that is infinite", "load", v + b"F\x7f\xf0\0\0\0\0\0\0")
    term("float_text", "a literal float as text that is none", "load", v + b"c" + b"not a float".ljust(31, b"\0"))
    term("float_text_inf", "a literal float as text that is infinite", "load", v + b"c" + b"1.0e999".ljust(31, b"\0"))
    term("float_text_end", "a literal float as text without an end", "load", v + b"c" + b"1" * 31)
    term("atom_cache", "a reference to an atom cache", "load", v + b"R\0")
    term("atom_long", "a literal atom of 2,000 bytes", "load", v + b"v" + struct.pack(">H", 2000) + b"a" * 2000)
    term("atom_utf8", "a literal atom that is no UTF-8", "load", v + b"w\2\xff\xfe")
    term("atom_cut", "a literal atom cut", "load", v + b"v\0\x50abc")
    term("atom_latin1", "a literal atom in the old form with a byte above 127, which is valid", "load value", v + b"d\0\1\xe9")
    term("string", "a literal string that says 65,535 bytes", "load", v + b"k\xff\xffabc")
    term("pid", "a literal pid of a node that is elsewhere, and cut", "load value", v + b"Xw\1a" + bytes(12))
    term("pid_node", "a literal pid whose node is an integer", "load", v + b"Xa\1" + bytes(12))
    term("ref_words", "a literal reference of 65,535 words", "load", v + b"Z\xff\xffw\1a" + bytes(20))
    term("ref_none", "a literal reference of 0 words", "load value", v + b"Z\0\0w\1a" + bytes(4))
    term("port", "a literal port whose node is a list", "load", v + b"Yj" + bytes(8))
    term("fun_new", "a literal fun, with an arity and free variables that lie", "load error value", v + b"p" + struct.pack(">IB16sII", 60, 200, bytes(16), 5, 0xFFFFFFFF) + b"w\1aa\1a\1" + b"Xw\1a" + bytes(12))
    term("fun_size", "a literal fun that says it is 2^32-1 bytes long", "load", v + b"p\xff\xff\xff\xff" + bytes(30))
    term("export", "a literal external fun whose arity is an atom", "load", v + b"qw\1mw\1fw\1a")
    term("export_arity", "a literal external fun with an arity of 2^31", "load value", v + b"qw\1mw\1fn\4\0\0\0\0\x80")
    term("export_valid", "a literal external fun, which is valid", "load value", v + b"qw\6erlangw\3absa\1")
    term("improper", "a literal improper list, which is valid", "load value", v + b"l\0\0\0\1a\1a\2")
    term("packed", "a literal packed once more, of 256 MB", "load", lambda: v + b"P" + word(1 << 28) + bomb(1 << 28))
    term("packed_low", "a literal packed once more that says 10 bytes", "load", lambda: v + b"P" + word(10) + zlib.compress(b"m" + word(1000) + bytes(1000)))
    term("packed_nested", "a literal packed inside a packed literal", "load", lambda: v + b"P" + word(20) + zlib.compress(b"P" + word(2) + zlib.compress(b"a\1")))
    term("local", "a literal in the local form of OTP 26 and later", "load", v + b"\x79" + bytes(40))
    name = b"w\1mw\1r"
    term("record_count", "a literal native record that says 2^32-1 fields", "load", v + b"C\xff\xff\xff\xff\1" + name + b"w\1fa\0")
    term("record_cut", "a literal native record cut before its values", "load", v + b"C\0\0\0\2\1" + name + b"w\1fw\1g")
    term("record_field", "a literal native record with a field name that is an integer", "load", v + b"C\0\0\0\1\1" + name + b"a\1a\2")
    term("record_twice", "a literal native record with one field twice", "load", v + b"C\0\0\0\2\1" + name + b"w\1fw\1fa\0a\1")
    term("record_name", "a literal native record whose module is an integer", "load", v + b"C\0\0\0\1\1a\1w\1rw\1fa\0")
    term("record_flag", "a literal native record with flags that are none", "load", v + b"C\0\0\0\1\x4d" + name + b"w\1fa\0")
    term("record_deep", "a literal of 100,000 native records inside one another", "load value", lambda: v + (b"C\0\0\0\1\1" + name + b"w\1f") * 100000 + b"j")
    term("record", "a literal native record, which is valid", "load value", v + b"C\0\0\0\2\1" + name + b"w\1fw\1ga\0a\1")
    term("wide_tuple", "a literal tuple of 1,000,000 elements, which is valid", "load value", lambda: v + b"i" + word(1000000) + b"a\1" * 1000000)


def rest(case):
    @case("a module that calls its own missing function through every way at once", "error")
    def rest_missing(m):
        m.fun("run", 0, [("allocate", u(0), u(0)), ("move", a(m.name), x(0)), ("move", a("gone"), x(1)), ("move", ("a", 0), x(2)), ("call_ext", u(3), ext("erlang", "apply", 3)), ("deallocate", u(0)), OUT])

    @case("a module that exports functions of erlang's and lists' names: they must not replace the library's", "load value:own")
    def rest_names(m):
        m.fun("abs", 1, [("move", a("own"), x(0)), OUT])
        m.fun("run", 0, [("move", i(-1), x(0)), ("call_ext_only", u(1), ext(m.name, "abs", 1))])

    @case("a module named erlang in a file of another name", "load")
    def rest_erlang(m):
        m.atoms[0] = "erlang"
        m.fun("run", 0, [("move", i(1), x(0)), OUT])
