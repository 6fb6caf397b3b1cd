#!/usr/bin/env python3
"""Packs the text that unicode_dump.erl writes into the tables of unicode_tables.inc.

Usage: pack_unicode.py DUMP > ../unicode_tables.inc
"""
import sys

CLASSES = [
    "other", "return", "control", "extend", "zwj", "indic_linker", "indic_consonant", "pictographic",
    "prepend", "regional", "hangul_l", "hangul_v", "hangul_t", "hangul_lv", "hangul_lvt",
]


def text(field):
    return [] if field == "-" else [int(c) for c in field.split(",")]


class Texts:
    """Sequences of code points in one array; a sequence is its length and then its code points."""

    def __init__(self):
        self.numbers = [0]
        self.offsets = {(): 0}

    def add(self, points):
        key = tuple(points)
        if key not in self.offsets:
            self.offsets[key] = len(self.numbers)
            self.numbers += [len(points), *points]
        return self.offsets[key]


def show(kind, name, numbers):
    print(f"constexpr {kind} {name}[] = {{")
    line = "   "
    for number in numbers:
        item = f" {number},"
        if len(line) + len(item) > 100:
            print(line)
            line = "   "
        line += item
    print(line)
    print("};\n")


def main():
    grapheme, cases, normal, pairs = {}, [], [], []
    for row in open(sys.argv[1], encoding="ascii"):
        kind, *fields = row.split()
        if kind == "g":
            grapheme[int(fields[0])] = CLASSES.index(fields[1])
        elif kind == "c":
            cases.append((int(fields[0]), [text(f) for f in fields[1:]]))
        elif kind == "n":
            normal.append((int(fields[0]), int(fields[1]), text(fields[2]), text(fields[3])))
        else:
            pairs.append(tuple(int(f) for f in fields))

    print("// Made by generate/pack_unicode.py from what OTP 29's unicode_util answers (Unicode 17.0).\n")

    ranges, last = [], 0
    for point in range(0x110000):
        found = grapheme.get(point, 0)
        if 0xAC00 <= point <= 0xD7A3:
            assert CLASSES[found] == ("hangul_lv" if (point - 0xAC00) % 28 == 0 else "hangul_lvt")
            found = 0
        if found != last:
            ranges.append(point << 4 | found)
            last = found
    print("// First code point << 4 | class of each range, without the Hangul syllables.")
    show("uint32_t", "kGraphemeRanges", ranges)

    special = Texts()
    records, record_numbers, case_rows = {}, [], []
    for point, mappings in cases:
        record = []
        for mapping in mappings:
            if len(mapping) == 1:
                record.append(mapping[0] - point)
            else:
                record.append((1 << 24) + special.add(mapping))
        key = tuple(record)
        if key not in records:
            records[key] = len(records)
            record_numbers += record
        assert records[key] < 1 << 11
        case_rows.append(point << 11 | records[key])
    print("// Code point << 11 | record.")
    show("uint32_t", "kCaseRows", case_rows)
    print("// Four numbers a record (upper, lower, title, fold): what to add to the code point or, from")
    print("// 1 << 24, where its text stands.")
    show("int32_t", "kCaseRecords", record_numbers)
    show("uint16_t", "kCaseTexts", special.numbers)

    texts = Texts()
    rows = []
    for point, combining, canonical, compatible in normal:
        rows += [point << 8 | combining, texts.add(canonical) << 16 | texts.add(compatible)]
    assert len(texts.numbers) < 1 << 16
    print("// Two numbers a row: code point << 8 | combining class, and where the canonical and the")
    print("// compatibility decomposition stand.")
    show("uint32_t", "kNormalRows", rows)
    show("uint32_t", "kNormalTexts", texts.numbers)

    print("// first << 32 | second, and what they compose to.")
    pairs.sort()
    show("uint64_t", "kComposeKeys", [f"{a << 32 | b:#x}" for a, b, _ in pairs])
    show("uint32_t", "kComposeResults", [c for _, _, c in pairs])


main()
