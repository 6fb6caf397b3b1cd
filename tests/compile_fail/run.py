#!/usr/bin/env python3
"""Compiles every case of the given files: case 0 must compile, the others must not, and the
compiler must say what the case expects.

usage: run.py COMPILER SOURCE_ROOT FILE...
"""
import re
import subprocess
import sys


def compile_case(compiler, root, path, case):
    command = [compiler, "-std=c++20", "-Wall", "-Wextra", "-Werror", "-fno-exceptions", "-fno-rtti",
               f"-I{root}", f"-DCASE={case}", "-fsyntax-only", path]
    return subprocess.run(command, capture_output=True, text=True,
                          env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"})


def check_file(compiler, root, path):
    text = open(path, encoding="utf-8").read()
    cases = re.findall(r"CASE == (\d+)\s*// expect: (.*)", text)
    failures = []
    if not cases:
        failures.append(f"{path}: no cases")
    right = compile_case(compiler, root, path, 0)
    if right.returncode != 0:
        failures.append(f"{path}: the right form does not compile:\n{right.stderr}")
    for case, expected in cases:
        wrong = compile_case(compiler, root, path, case)
        if wrong.returncode == 0:
            failures.append(f"{path}: case {case} compiles")
        elif not re.search(expected.strip(), wrong.stderr):
            failures.append(f"{path}: case {case} fails, but not with '{expected}':\n{wrong.stderr}")
    print(f"{path}: {len(cases)} wrong forms, {len(failures)} failures")
    return failures


def main():
    compiler, root, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    failures = [failure for path in files for failure in check_file(compiler, root, path)]
    print("\n".join(failures), file=sys.stderr)
    return 1 if failures or not files else 0


if __name__ == "__main__":
    sys.exit(main())
