"""The types of generated programs, and constants at the edges where implementations differ.

A type is a string (int, float, num, bool, atom, str, bin, bits, any) or a tuple: ("list", T),
("tuple", T...), ("map", K, V), ("fun", (T...), R), ("custom", I), ("count", N).

int, str (UTF-8) and the like are what Gleam's types are. num is int or float, decided at run time; any
is everything but a fun. A count is an integer from 0 to N, for loops: nothing else bounds them.
"""

import math
import struct

EDGE_INTS = [0, 1, 2, 3, 5, 7, 10, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1000, 65535,
             2**31 - 1, 2**31, 2**32 - 1, 2**32,  # what fits a half of a word
             2**47 - 1, 2**47, 2**53 - 1, 2**53, 2**53 + 1,  # an operand; exact floats
             2**58, 2**59 - 1, 2**59, 2**59 + 1,  # the small integers of OTP
             2**60 - 1, 2**60, 2**60 + 1, 2**61 - 1, 2**61,  # those of Linac
             2**62, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 1, 2**64, 2**64 + 1,
             2**65 - 1, 2**127, 2**128 - 1, 10**25, 3**50]


def float_from_bits(bits):
    return struct.unpack(">d", struct.pack(">Q", bits))[0]


def neighbours(value):
    bits = struct.unpack(">Q", struct.pack(">d", value))[0]
    return [float_from_bits(bits - 1), value, float_from_bits(bits + 1)]


# Self-tagged floats are |x| < 2^-767, [2^-255, 2) and [2, 2^257); the others are boxed.
EDGE_FLOATS = ([0.0, 1.0, 0.1, 0.5, 1.5, 2.5, 3.0, 10.0, 1.0e22, 1.0e23, 1.0e-7, 123.456, 1.0e10]
               + neighbours(2.0**-767) + neighbours(2.0**-255) + neighbours(2.0)
               + neighbours(2.0**257) + neighbours(2.0**53) + neighbours(2.0**59)
               + neighbours(2.0**60) + neighbours(2.0**63)
               + [1.7976931348623157e308, 1.0e308, 1.0e200, 1.0e155, 1.0e-155, 1.0e-200, 1.0e-308,
                  2.2250738585072014e-308, 2.225073858507201e-308, 5.0e-324, 1.0e-323])

ATOMS = ["ok", "error", "nil", "a", "b", "zero", "one", "some", "none", "'Hello World'", "x@y"]
TEXTS = ["", "a", "abc", "hello, world", "\u00e9t\u00e9", "\u20ac5", "\U0001f600!", "0", "-17",
         "12345678901234567890", "1.5", "the quick brown fox jumps over the lazy dog, twice over",
         "A\nB", "zz\u0301z"]

KEY_TYPES = ["int", "atom", "str", "bool", ("tuple", "int", "atom")]

# Bounds of what is passed, stored and returned: bits of an integer or bitstring, characters,
# elements. A value that may be larger is cut (Maker.capped).
CAPS = {"int": 200, "num": 200, "str": 30, "bin": 800, "bits": 800, "list": 40, "map": 60}


def kind(type_):
    return type_ if isinstance(type_, str) else type_[0]


def is_subtype(have, want):
    if have == want:
        return True
    if want == "any":
        return kind(have) != "fun" and not contains(have, "fun")
    if want == "num":
        return have in ("int", "float")
    if want in ("bin", "bits"):
        return have in ("str", "bin")
    if kind(have) == "count":
        return want in ("int", "num")
    if kind(have) == kind(want) and kind(have) in ("list", "tuple", "map"):
        return len(have) == len(want) and all(map(is_subtype, have[1:], want[1:]))
    return False


def contains(type_, *kinds):
    """Whether a value of the type may hold one of these kinds."""
    if kind(type_) in kinds:
        return True
    return not isinstance(type_, str) and kind(type_) in ("list", "tuple", "map") and any(
        contains(part, *kinds) for part in type_[1:])


def may_hold_float(type_):
    return contains(type_, "float", "num", "any", "custom", "fun")


def cap_of(type_):
    return CAPS.get(kind(type_), 1)


def float_text(value):
    """As Erlang reads it."""
    text = repr(value)
    mantissa, mark, exponent = text.partition("e")
    if "." not in mantissa:
        mantissa += ".0"
    text = mantissa + mark + exponent.replace("+", "")
    return f"({text})" if math.copysign(1.0, value) < 0 else text


def int_text(value):
    return f"({value})" if value < 0 else str(value)


def string_text(text):
    """A UTF-8 binary."""
    escaped = "".join(c if " " <= c <= "~" and c not in '"\\' else f"\\x{{{ord(c):X}}}"
                      for c in text)
    return f'<<"{escaped}"/utf8>>'


def pick_int(rng):
    roll = rng.random()
    if roll < 0.35:
        return rng.randint(-10, 20)
    if roll < 0.9:
        return (rng.choice(EDGE_INTS) + rng.randint(-1, 1)) * rng.choice((1, 1, -1))
    return rng.getrandbits(rng.randint(1, 130)) * rng.choice((1, -1))


def pick_float(rng):
    roll = rng.random()
    if roll < 0.2:
        return float(rng.randint(-20, 20)) / 4
    if roll < 0.9:
        return rng.choice(EDGE_FLOATS) * rng.choice((1.0, 1.0, -1.0))
    value = float_from_bits(rng.getrandbits(64))
    return value if math.isfinite(value) else 1.25
