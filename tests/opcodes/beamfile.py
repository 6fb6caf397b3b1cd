"""Reads and writes .beam files: chunks, and the Code chunk as a list of instructions.

Used by `record` to see which opcodes a compiled fixture holds, and by hostile/make.py to build
modules that no compiler writes. Nothing here validates; what is written is what was asked for.

An operand is a tuple (tag, value): u (number), i (integer), a (atom index, 0 = nil), x, y, f (label),
h (character), list [operands], fr, alloc [(kind, n)], lit (literal index), tr (operand, type index),
raw (bytes, written as they are).
"""
import struct
import zlib

TAGS = "uiaxyfh"


class Bad(Exception):
    pass


def read_opnames(path):
    """opcodes.tsv -> {number: (name, arity)}"""
    table = {}
    with open(path) as lines:
        for line in lines:
            field = line.rstrip("\n").split("\t")
            if field[0].isdigit():
                table[int(field[0])] = (field[1], int(field[2]))
    return table


def read_chunks(data):
    """FOR1 container -> [(name, bytes)] in file order."""
    if data[:2] == b"\x1f\x8b":
        data = zlib.decompress(data, 31)
    if data[:4] != b"FOR1" or data[8:12] != b"BEAM":
        raise Bad("not a beam file")
    chunks, at = [], 12
    while at + 8 <= len(data):
        size = struct.unpack_from(">I", data, at + 4)[0]
        chunks.append((data[at:at + 4].decode(), data[at + 8:at + 8 + size]))
        at += 8 + (size + 3) // 4 * 4
    return chunks


def write_chunks(chunks):
    body = b"BEAM"
    for name, data in chunks:
        body += name.encode() + struct.pack(">I", len(data)) + data + b"\0" * (-len(data) % 4)
    return b"FOR1" + struct.pack(">I", len(body)) + body


def read_value(data, at):
    """One tagged number -> (tag number, value, next offset). The value of a wide one is signed."""
    byte = data[at]
    tag = byte & 7
    at += 1
    if byte & 0x08 == 0:
        return tag, byte >> 4, at
    if byte & 0x10 == 0:
        return tag, (byte & 0xE0) << 3 | data[at], at + 1
    size = (byte >> 5) + 2
    if size == 9:
        _, extra, at = read_value(data, at)
        size = extra + 9
    return tag, int.from_bytes(data[at:at + size], "big", signed=True), at + size


def read_operand(data, at):
    tag, value, at = read_value(data, at)
    if tag != 7:
        return (TAGS[tag], value), at
    if value == 1:
        _, count, at = read_value(data, at)
        items = []
        for _ in range(count):
            item, at = read_operand(data, at)
            items.append(item)
        return ("list", items), at
    if value == 2:
        _, number, at = read_value(data, at)
        return ("fr", number), at
    if value == 3:
        _, count, at = read_value(data, at)
        pairs = []
        for _ in range(count):
            _, kind, at = read_value(data, at)
            _, number, at = read_value(data, at)
            pairs.append((kind, number))
        return ("alloc", pairs), at
    if value == 4:
        _, number, at = read_value(data, at)
        return ("lit", number), at
    if value == 5:
        register, at = read_operand(data, at)
        _, number, at = read_value(data, at)
        return ("tr", (register, number)), at
    raise Bad(f"extended tag {value}")


def read_code(chunk, opnames):
    """Code chunk -> (header words, [(name, [operands])])."""
    extra = struct.unpack_from(">I", chunk)[0]
    header = list(struct.unpack_from(">5I", chunk))
    at, code = 4 + extra, []
    while at < len(chunk):
        number = chunk[at]
        at += 1
        if number not in opnames:
            raise Bad(f"opcode {number} at {at}")
        name, arity = opnames[number]
        operands = []
        for _ in range(arity):
            operand, at = read_operand(chunk, at)
            operands.append(operand)
        code.append((name, operands))
    return header, code


def write_value(tag, value):
    if 0 <= value < 16:
        return bytes([value << 4 | tag])
    if 0 <= value < 2048:
        return bytes([(value >> 3) & 0xE0 | 8 | tag, value & 0xFF])
    size = max(2, (value.bit_length() // 8) + 1)
    data = value.to_bytes(size, "big", signed=True)
    if size <= 8:
        return bytes([(size - 2) << 5 | 0x18 | tag]) + data
    return bytes([0xF8 | tag]) + write_value(0, size - 9) + data


def write_operand(operand):
    tag, value = operand
    if tag in TAGS:
        return write_value(TAGS.index(tag), value)
    if tag == "list":
        return write_value(7, 1) + write_value(0, len(value)) + b"".join(map(write_operand, value))
    if tag == "fr":
        return write_value(7, 2) + write_value(0, value)
    if tag == "alloc":
        pairs = b"".join(write_value(0, k) + write_value(0, n) for k, n in value)
        return write_value(7, 3) + write_value(0, len(value)) + pairs
    if tag == "lit":
        return write_value(7, 4) + write_value(0, value)
    if tag == "tr":
        return write_value(7, 5) + write_operand(value[0]) + write_value(0, value[1])
    if tag == "raw":
        return value
    raise Bad(f"operand {tag}")


def write_code(header, code, opnames):
    numbers = {name: number for number, (name, _) in opnames.items()}
    body = struct.pack(">5I", *header)
    for name, operands in code:
        if name == "raw":
            body += operands
            continue
        body += bytes([numbers[name]]) + b"".join(map(write_operand, operands))
    return body


def read_atoms(chunks):
    """The atom table of either form, numbered from 1."""
    table = dict(chunks)
    data = table.get("AtU8") or table["Atom"]
    count = struct.unpack_from(">i", data)[0]
    atoms, at = [], 4
    for _ in range(abs(count)):
        if count < 0:
            _, size, at = read_value(data, at)
        else:
            size, at = data[at], at + 1
        atoms.append(data[at:at + size].decode("utf-8", "replace"))
        at += size
    return atoms


def exports(chunks):
    """[(name, arity, label)]"""
    data, atoms = dict(chunks)["ExpT"], read_atoms(chunks)
    count = struct.unpack_from(">I", data)[0]
    rows = [struct.unpack_from(">3I", data, 4 + 12 * k) for k in range(count)]
    return [(atoms[name - 1], arity, label) for name, arity, label in rows]


def literals(chunks):
    """The literal table as a list of external-format bytes."""
    data = dict(chunks).get("LitT")
    if data is None:
        return []
    size = struct.unpack_from(">I", data)[0]
    plain = zlib.decompress(data[4:]) if size else data[4:]
    count, at, out = struct.unpack_from(">I", plain)[0], 4, []
    for _ in range(count):
        length = struct.unpack_from(">I", plain, at)[0]
        out.append(plain[at + 4:at + 4 + length])
        at += 4 + length
    return out


def write_literals(items, compressed=True, declared=None):
    plain = struct.pack(">I", len(items)) + b"".join(struct.pack(">I", len(x)) + x for x in items)
    if not compressed:
        return struct.pack(">I", 0) + plain
    return struct.pack(">I", len(plain) if declared is None else declared) + zlib.compress(plain)
