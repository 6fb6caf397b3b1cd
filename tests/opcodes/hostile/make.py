#!/usr/bin/env python3
"""Writes the hostile modules of this folder and expected.tsv.

    ./make.py

A case is a function that fills a Module named after it, or returns the file's bytes. Its decorator says
what is wrong and what a sound machine may answer:

    load    the file, or the function when it is first called, is refused with an error
    error   an Erlang error when run/0 runs
    value   any value; where the value must be a certain one, it follows a colon
"""
import os

import assemble

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = []


def case(wrong, accept):
    def add(function):
        CASES.append((function.__name__, wrong, accept, function))
        return function
    return add


def main():
    import cases_chunks
    import cases_code
    import cases_frames
    import cases_types
    for module in (cases_types, cases_frames, cases_code, cases_chunks):
        module.define(case)
    rows = []
    for old in os.listdir(HERE):
        if old.endswith(".beam"):
            os.remove(os.path.join(HERE, old))
    for name, wrong, accept, function in CASES:
        module = assemble.Module(name)
        data = function(module)
        if data is None:
            data = module.build()
        with open(os.path.join(HERE, name + ".beam"), "wb") as out:
            out.write(data)
        rows.append(f"{name}\t{wrong}\t{accept}\n")
    with open(os.path.join(HERE, "expected.tsv"), "w", encoding="utf-8") as out:
        out.write("# file\twhat is wrong\twhat is acceptable: load, error, value (see make.py); never a crash, a hang or unbounded memory\n")
        out.writelines(rows)
    print(len(rows), "files")


if __name__ == "__main__":
    main()
