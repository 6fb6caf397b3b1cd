"""A small assembler for modules that no compiler writes: it encodes what it is told and checks nothing.

    m = Module("name")
    m.fun("run", 0, [("move", i(1), x(0)), ("return",)])
    open("name.beam", "wb").write(m.build())

Operands are beamfile's (tag, value) tuples, made by the helpers below; atoms, imports, literals and
labels are named and numbered here. A label is local to its function unless `label` is given as (function, name).
"""
import os
import struct
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import beamfile  # noqa: E402

OPNAMES = beamfile.read_opnames(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "opcodes.tsv"))


class Atom(str):
    pass


class Raw(bytes):
    """External-format bytes taken as they are, without the version byte."""


def x(n): return ("x", n)
def y(n): return ("y", n)
def fr(n): return ("fr", n)
def i(n): return ("i", n)
def u(n): return ("u", n)
def a(name): return ("atom", name)
def lit(term): return ("literal", term)
def L(name): return ("label", name)
def F(name, arity): return ("entry", (name, arity))
def ext(module, name, arity): return ("import", (module, name, arity))
def lst(*items): return ("list", list(items))
def tr(register, index): return ("tr", (register, index))
def raw(data): return ("raw", data)


NIL = ("a", 0)
FAIL = ("f", 0)


def etf(term):
    """The external format of a Python value, without the version byte."""
    if isinstance(term, Raw):
        return bytes(term)
    if isinstance(term, Atom):
        data = term.encode()
        return b"w" + bytes([len(data)]) + data
    if isinstance(term, int):
        if 0 <= term < 256:
            return b"a" + bytes([term])
        if -2**31 <= term < 2**31:
            return b"b" + struct.pack(">i", term)
        size = (abs(term).bit_length() + 7) // 8
        return b"n" + bytes([size, term < 0]) + abs(term).to_bytes(size, "little")
    if isinstance(term, float):
        return b"F" + struct.pack(">d", term)
    if isinstance(term, bytes):
        return b"m" + struct.pack(">I", len(term)) + term
    if isinstance(term, tuple):
        return b"h" + bytes([len(term)]) + b"".join(map(etf, term))
    if isinstance(term, list):
        return b"l" + struct.pack(">I", len(term)) + b"".join(map(etf, term)) + b"j" if term else b"j"
    if isinstance(term, dict):
        return b"t" + struct.pack(">I", len(term)) + b"".join(etf(k) + etf(v) for k, v in term.items())
    raise TypeError(term)


class Module:
    def __init__(self, name):
        self.name = name
        self.atoms, self.imports, self.literals, self.lambdas = [], [], [], []
        self.functions, self.exports = [], []
        self.strings = b""
        self.labels = {}
        self.header = {}                 # overrides: set, max, labels, functions
        self.chunks = {}                 # overrides or additions, by name; None leaves one out
        self.order = ["AtU8", "Code", "StrT", "ImpT", "ExpT", "FunT", "LitT", "LocT", "Line", "Type"]
        self.atom_number(name)

    def atom_number(self, name):
        if name not in self.atoms:
            self.atoms.append(name)
        return self.atoms.index(name) + 1

    def import_number(self, mfa):
        if mfa not in self.imports:
            self.imports.append(mfa)
        return self.imports.index(mfa)

    def literal_number(self, term):
        data = b"\x83" + etf(term)
        if data not in self.literals:
            self.literals.append(data)
        return self.literals.index(data)

    def label_number(self, key):
        if key not in self.labels:
            self.labels[key] = len(self.labels) + 1
        return self.labels[key]

    def fun(self, name, arity, code, export=True, info=True):
        """info=False leaves the function's header out."""
        self.functions.append((name, arity, code, info))
        if export:
            self.exports.append((name, arity, ("entry", (name, arity))))
        self.label_number(("info", (name, arity)))
        self.label_number(("entry", (name, arity)))

    def lambda_(self, name, arity, free, label=None):
        """A row of the fun table -> its number. arity counts the free variables."""
        self.lambdas.append((name, arity, free, label or ("entry", (name, arity))))
        return len(self.lambdas) - 1

    def operand(self, operand, function):
        tag, value = operand
        if tag == "atom":
            return ("a", self.atom_number(value))
        if tag == "literal":
            return ("lit", self.literal_number(value))
        if tag == "label":
            key = value if isinstance(value, tuple) else (function, value)
            return ("f", self.label_number(key))
        if tag == "entry":
            return ("f", self.label_number(("entry", value)))
        if tag == "import":
            return ("u", self.import_number(value))
        if tag == "list":
            return ("list", [self.operand(item, function) for item in value])
        if tag == "tr":
            return ("tr", (self.operand(value[0], function), value[1]))
        return operand

    def code(self):
        out = []
        for name, arity, code, info in self.functions:
            function = (name, arity)
            if info:
                out.append(("label", [u(self.label_number(("info", function)))]))
                out.append(("func_info", [("a", self.atom_number(self.name)), ("a", self.atom_number(name)), u(arity)]))
            out.append(("label", [u(self.label_number(("entry", function)))]))
            for op, *operands in code:
                if op == "raw":
                    out.append(("raw", operands[0]))
                elif op == "label":
                    key = operands[0]
                    number = key if isinstance(key, int) else self.label_number((function, key))
                    out.append(("label", [u(number)]))
                else:
                    out.append((op, [self.operand(o, function) for o in operands]))
        return out

    def build(self, end=True):
        code = self.code() + ([("int_code_end", [])] if end else [])
        head = {"extra": 16, "set": 0, "max": 183, "labels": len(self.labels) + 1, "functions": len(self.functions)}
        head.update(self.header)
        chunk = {}
        chunk["Code"] = beamfile.write_code(list(head.values()), code, OPNAMES)
        rows = [struct.pack(">3I", self.atom_number(n), ar, self.label_number(label) if isinstance(label, tuple) else label)
                for n, ar, label in self.exports]
        chunk["ExpT"] = struct.pack(">I", len(rows)) + b"".join(rows)
        rows = [struct.pack(">3I", self.atom_number(m), self.atom_number(f), ar) for m, f, ar in self.imports]
        chunk["ImpT"] = struct.pack(">I", len(rows)) + b"".join(rows)
        rows = [struct.pack(">6I", self.atom_number(n), ar, self.label_number(label) if isinstance(label, tuple) else label,
                            k, free, 0) for k, (n, ar, free, label) in enumerate(self.lambdas)]
        if rows:
            chunk["FunT"] = struct.pack(">I", len(rows)) + b"".join(rows)
        if self.literals:
            chunk["LitT"] = beamfile.write_literals(self.literals)
        chunk["StrT"] = self.strings
        chunk["LocT"] = struct.pack(">I", 0)
        names = [name.encode() if isinstance(name, str) else name for name in self.atoms]
        chunk["AtU8"] = struct.pack(">I", len(names)) + b"".join(bytes([len(n) & 255]) + n for n in names)
        chunk.update(self.chunks)
        return beamfile.write_chunks([(n, chunk[n]) for n in self.order + sorted(set(chunk) - set(self.order))
                                      if chunk.get(n) is not None])
