#!/usr/bin/env python3
"""Checks every #include against the order of the layers.

A folder includes only what stands to its left; bifs and jit never include each other, nor do bench
and tests. Inside core and runtime the parts are ordered too. Included paths are written from the
root of the repository. A library that belongs to one layer is included there only.

Usage: check_layers.py [--root DIR] [--self-test]
Status: 0 in order, 1 not, 2 bad usage.
"""

import argparse
import pathlib
import re
import sys
import tempfile

# Each layer with those that it may include besides itself.
LAYERS = {
    "core": (),
    "loader": ("core",),
    "runtime": ("core", "loader"),
    "bifs": ("core", "loader", "runtime"),
    "jit": ("core", "loader", "runtime"),
    "library": ("core", "loader", "runtime"),
    "include": (),
    "api": ("include", "core", "loader", "runtime", "bifs", "jit", "library"),
    "cli": ("include", "core", "loader", "runtime", "bifs", "jit", "library", "api"),
    "bench": ("include", "core", "loader", "runtime", "bifs", "jit", "library", "api", "cli"),
    "tests": ("include", "core", "loader", "runtime", "bifs", "jit", "library", "api", "cli"),
}
# The parts of a layer, in order: a part includes only itself and those before it.
PARTS = {
    "core": ("base", "term", "ir", "opt"),
    "runtime": ("memory", "process", "sched", "code", "exec", "ets", "interp", "native", "run", "vm"),
}
# Headers of libraries that only these layers may see.
LIBRARIES = {
    "asmjit/": ("jit", "tests"),
    "nlohmann/": ("include", "api", "cli", "bench", "tests"),
    "CLI/": ("cli",),
    "benchmark/": ("bench",),
    "gtest/": ("tests",),
}
SUFFIXES = {".cpp", ".h", ".inc", ".def"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def part_of(path):
    """The layer and, where the layer has ordered parts, the part of a path from the root."""
    pieces = path.split("/")
    layer = pieces[0]
    return layer, pieces[1] if layer in PARTS and len(pieces) > 2 else None


def fault_of(root, source, bracket, target):
    """What is wrong with `source` including `target`, or None."""
    layer, part = part_of(source)
    if bracket == "<":
        for prefix, allowed in LIBRARIES.items():
            if target.startswith(prefix) and layer not in allowed:
                return f"<{target}> belongs to {' and '.join(allowed)}"
        if target.split("/")[0] in LAYERS and (root / target).exists():
            return f'write "{target}" with quotes'
        return None
    if any((root / "include" / name).is_file() for name in (target, f"{target}.in")):
        target = f"include/{target}"
    elif not (root / target).is_file():
        return f'"{target}" is no file of this repository, seen from its root'
    to_layer, to_part = part_of(target)
    if to_layer == layer:
        if layer not in PARTS:
            return None
        order = PARTS[layer]
        if to_part not in order:
            return f'"{target}" stands in no part of {layer} ({", ".join(order)})'
        if order.index(to_part) > order.index(part):
            return f'{layer}/{part} may not include "{target}": {to_part} comes after {part}'
        return None
    if to_layer not in LAYERS[layer]:
        return f'{layer} may not include "{target}"'
    return None


def check(root):
    """All faults below root, as lines `file:line: what`, and the number of files seen."""
    faults, files = [], 0
    for layer in LAYERS:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix not in SUFFIXES:
                continue
            files += 1
            source = path.relative_to(root).as_posix()
            layer_parts = PARTS.get(layer)
            if layer_parts and part_of(source)[1] not in layer_parts:
                faults.append(f"{source}:1: stands in no part of {layer} ({', '.join(layer_parts)})")
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                fault = match and fault_of(root, source, match[1], match[2])
                if fault:
                    faults.append(f"{source}:{number}: {fault}")
    return faults, files


# Files with one #include each, and the words of the fault that must be found (None: in order).
CASES = [
    ("core/term/a.h", '#include "core/base/x.h"', None),
    ("core/base/a.h", '#include "core/term/x.h"', "term comes after base"),
    ("core/base/b.h", '#include "core/base/x.h"', None),
    ("core/loose.h", "", "stands in no part of core"),
    ("loader/a.cpp", '#include "core/base/x.h"', None),
    ("loader/b.cpp", '#include "runtime/vm/x.h"', "loader may not include"),
    ("runtime/memory/a.h", '#include "runtime/vm/x.h"', "vm comes after memory"),
    ("runtime/vm/a.inc", '# include "runtime/memory/x.h"', None),
    ("bifs/a.cpp", '#include "jit/x.h"', "bifs may not include"),
    ("jit/a.def", '#include "bifs/x.h"', "jit may not include"),
    ("jit/x64/a.cpp", "#include <asmjit/asmjit.h>", None),
    ("core/opt/a.cpp", "#include <asmjit/asmjit.h>", "belongs to jit"),
    ("runtime/run/a.cpp", "#include <core/base/x.h>", "with quotes"),
    ("runtime/run/b.cpp", '#include "x.h"', "no file of this repository"),
    ("runtime/run/c.cpp", '// #include "jit/x.h"', None),
    ("runtime/run/d.cpp", "#include <vector>", None),
    ("include/linac/a.h", '#include "core/base/x.h"', "include may not include"),
    ("api/a.cpp", '#include "linac/x.h"', None),
    ("api/b.cpp", '#include "cli/x.h"', "api may not include"),
    ("tests/unit/a.cpp", '#include "runtime/vm/x.h"', None),
    ("tests/unit/b.cpp", '#include "bench/x.h"', "tests may not include"),
]
TARGETS = ["core/base/x.h", "core/term/x.h", "runtime/memory/x.h", "runtime/vm/x.h", "bifs/x.h",
           "jit/x.h", "cli/x.h", "bench/x.h", "include/linac/x.h"]


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in [(target, "") for target in TARGETS] + [case[:2] for case in CASES]:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text + "\n", encoding="utf-8")
        faults, _ = check(root)
    wrong = []
    for name, text, words in CASES:
        found = [fault for fault in faults if fault.startswith(name + ":")]
        if (words is None) != (not found) or (words and words not in found[0]):
            wrong.append(f"{name}: {text}: expected {words!r}, found {found}")
    extra = [fault for fault in faults if fault.split(":")[0] in TARGETS]
    return wrong + extra


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--self-test", action="store_true",
                        help="check this script on includes that are known to be wrong")
    options = parser.parse_args()
    if options.self_test:
        faults = self_test()
        print("\n".join(faults) or f"self-test: {len(CASES)} cases in order")
        return 1 if faults else 0
    faults, files = check(options.root)
    print("\n".join(faults) or f"{files} files in order")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
