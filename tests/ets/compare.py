#!/usr/bin/env python3
"""Runs random calls of ets (ets_random.erl) with Linac and with an Erlang, and compares what they answer.

The reference is OTP 29, in whose order Linac's tables are traversed; with another release the order of sets
and bags differs.

Usage: compare.py [--seeds N] [--first SEED] [--calls N] [--erl COMMAND] [--erlc COMMAND] [--linac FILE]
                  [--flags "FLAG..."]
Status: 0 equal, 1 not.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def run(command):
    done = subprocess.run(command, capture_output=True, timeout=300)
    return done.stdout.decode(errors="replace").splitlines(), done.stderr.decode(errors="replace")


def difference(expected, got):
    """The first line that differs, or None."""
    for number, (want, have) in enumerate(zip(expected, got)):
        if want != have:
            return number, want, have
    if len(expected) != len(got):
        return min(len(expected), len(got)), f"{len(expected)} lines", f"{len(got)} lines"
    return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=20)
    arguments.add_argument("--first", type=int, default=1)
    arguments.add_argument("--calls", type=int, default=2000)
    arguments.add_argument("--erl", default="erl")
    arguments.add_argument("--erlc", default="erlc")
    arguments.add_argument("--linac", default=str(ROOT / "build/release/linac"))
    arguments.add_argument("--flags", default="")
    options = arguments.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([options.erlc, "-o", folder, str(HERE / "ets_random.erl")], check=True)
        beam = str(pathlib.Path(folder) / "ets_random.beam")
        for seed in range(options.first, options.first + options.seeds):
            call = f"ets_random:run({seed},{options.calls}), halt()."
            expected, _ = run([options.erl, "-noshell", "-pa", folder, "-eval", call])
            linac = [options.linac, "run", *options.flags.split(), beam, "ets_random:run/2", "--"]
            got, errors = run([*linac, str(seed), str(options.calls)])
            found = difference(expected, [line for line in got if line != "ok"])
            if found:
                failed += 1
                number, want, have = found
                print(f"seed {seed}, line {number + 1}:\n  erl   {want[:600]}\n  linac {have[:600]}")
                if errors:
                    print("  " + errors[:600])
    print(f"{options.seeds} seeds of {options.calls} calls, {failed} differ")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
