#!/usr/bin/env python3
"""Compiles the examples in docs/embedding.md and at the heads of the public headers, as a host with warnings
as errors would.

usage: examples_test.py COMPILER SOURCE_ROOT BINARY_ROOT
"""
import pathlib
import subprocess
import sys
import tempfile

# What the examples take for granted.
CONTEXT = """\
#include <linac/linac.hpp>
#include <cstdlib>
struct Point {};
inline void log(const std::string&) {}
inline void report(const std::string&) {}
struct Pool {
  template <class Work> void submit(Work work) { work(); }
} pool;
"""


def examples_in(path, prefix):
    """Runs of lines that begin with the prefix, and empty ones between them, each with where it begins."""
    found, lines, first = [], [], 0
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), "end"], 1):
        ends = not (line.startswith(prefix) or (lines and not line)) or line.startswith(prefix + "find_package")
        if ends and lines:
            found.append((f'#line {first} "{path}"\n', "\n".join(lines) + "\n"))
            lines = []
        if line.startswith(prefix):
            first = first if lines else number
            lines.append(line[len(prefix):])
        elif lines:
            lines.append(line)
    return [(place, text.replace("{...}", "{ std::abort(); }")) for place, text in found
            if "linac::" in text and not text.startswith("find_package")]


def sources(root):
    """Whole programs, and one of all the others."""
    examples = examples_in(root / "docs/embedding.md", "    ")
    for header in sorted((root / "include/linac").glob("*.h")):
        examples += examples_in(header, "//   ")
    programs = [place + text for place, text in examples if "int main" in text]
    parts = CONTEXT
    for number, (place, text) in enumerate(examples):
        if text.startswith("template"):
            parts += place + text
        elif "int main" not in text:
            parts += (f"void example_{number}([[maybe_unused]] linac::Vm& vm, linac::VmOptions& options) {{\n"
                      f"  (void)options;\n  {{\n{place}{text}  }}\n}}\n")
    return programs, parts, len(examples)


def main():
    compiler, root, binary = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    programs, parts, count = sources(root)
    failed = 0
    with tempfile.TemporaryDirectory(prefix="linac_examples_") as folder:
        for number, source in enumerate([*programs, parts]):
            file = pathlib.Path(folder) / f"example_{number}.cpp"
            file.write_text(source, encoding="utf-8")
            done = subprocess.run([compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-Wno-unused-variable",
                                   "-Wno-unused-parameter", f"-I{root / 'include'}", f"-I{binary / 'include'}",
                                   "-fsyntax-only", str(file)], capture_output=True, text=True, timeout=100, check=False)
            failed += done.returncode != 0
            print(done.stderr, end="", file=sys.stderr)
    print(f"{count} examples")
    return 1 if failed or not programs or count <= len(programs) else 0


if __name__ == "__main__":
    sys.exit(main())
