#!/usr/bin/env python3
"""Runs the measuring suite (bench/suite) and compares each result with expected.tsv.

Each program runs as `linac FLAG... FILE.beam b_NAME:run/1 --dir DIR -- N`, in a process of its own.
The sets are the compiled programs in beam27/ and beam29/, and erl/, which this machine's erlc
compiles into the work folder first (erl25/ in place of a program that an old erlc cannot read).
"""

import argparse
import concurrent.futures
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITE = ROOT / "bench" / "suite"
SETS = ("beam27", "beam29", "erl")


def read_expected():
    """Name -> {"test": (n, result), "bench": (n, result)}, in the order of the file."""
    programs = {}
    for line in (SUITE / "expected.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, test_n, test_result, bench_n, bench_result = line.split("\t")
            programs[name] = {"test": (test_n, test_result), "bench": (bench_n, bench_result)}
    return programs


def compile_erlang(erlc, out):
    """Compiles what is newer than its .beam in `out`; an error text, or None."""
    if not shutil.which(erlc):
        return f"no {erlc} on PATH; the set erl needs it (Debian package erlang-base)"
    sources = {path.stem: path for folder in ("erl", "erl25")
               for path in sorted((SUITE / folder).glob("*.erl"))}
    sources["suite_ffi"] = SUITE / "suite_ffi.erl"
    out.mkdir(parents=True, exist_ok=True)

    def is_stale(path):
        beam = out / (path.stem + ".beam")
        return not beam.exists() or beam.stat().st_mtime < path.stat().st_mtime

    stale = [str(path) for path in sources.values() if is_stale(path)]
    if stale:
        # Gleam's compiler, too, compiles what it emits without warnings.
        done = subprocess.run([erlc, "-W0", "-o", str(out), *stale], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            return done.stdout.strip()
    return None


def run_program(command, result, timeout):
    """Runs one program; what went wrong, or None, and the seconds it took."""
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return f"no result within {timeout:g} s", timeout
    except OSError as error:
        return f"cannot run {command[0]}: {error.strerror}", 0.0
    seconds = time.monotonic() - start
    out = done.stdout.decode("utf-8", "replace")
    if done.returncode == 0 and out == result + "\n":
        return None, seconds
    fault = f"wanted {result!r} and status 0, got {out[-2000:]!r} and status {done.returncode}"
    if done.stderr:
        fault += "\n" + done.stderr.decode("utf-8", "replace")[-4000:].rstrip()
    return fault, seconds


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Everything after -- goes to linac before the file, such as: -- --gc-stress=1")
    parser.add_argument("--linac", type=pathlib.Path, default=ROOT / "build/release/linac",
                        help="the executable (build/release/linac)")
    parser.add_argument("--set", action="append", choices=SETS, dest="sets",
                        help="one set; may be given again (all)")
    parser.add_argument("--program", action="append", dest="programs", metavar="NAME",
                        help="one program, such as fib; may be given again (all)")
    parser.add_argument("--bench", action="store_true", help="the larger n")
    parser.add_argument("--timeout", type=float, default=60, metavar="S",
                        help="seconds for each program (60)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="programs at a time (1)")
    parser.add_argument("--erlc", default="erlc", help="the Erlang compiler for the set erl (erlc)")
    parser.add_argument("--work", type=pathlib.Path, metavar="DIR",
                        help="where the set erl is compiled (suite_erl beside the executable)")
    parser.add_argument("--compile-only", action="store_true", help="compile the set erl; run none")
    arguments = sys.argv[1:]
    flags = []
    if "--" in arguments:
        split = arguments.index("--")
        arguments, flags = arguments[:split], arguments[split + 1:]
    options = parser.parse_args(arguments)
    options.flags = flags
    options.linac = options.linac.resolve()
    options.work = (options.work or options.linac.parent / "suite_erl").resolve()
    options.sets = options.sets or list(SETS)
    expected = read_expected()
    options.programs = options.programs or list(expected)
    unknown = [name for name in options.programs if name not in expected]
    if unknown:
        parser.error(f"no program {', '.join(unknown)}; there are {', '.join(expected)}")
    options.expected = expected
    return options


def main():
    options = parse_arguments()
    if options.compile_only or "erl" in options.sets:
        fault = compile_erlang(options.erlc, options.work)
        if fault:
            print(fault)
            return 1
    if options.compile_only:
        return 0

    size = "bench" if options.bench else "test"
    jobs = []
    for set_name in options.sets:
        folder = options.work if set_name == "erl" else SUITE / set_name
        for name in options.programs:
            n, result = options.expected[name][size]
            command = [str(options.linac), *options.flags, str(folder / f"b_{name}.beam"),
                       f"b_{name}:run/1", "--dir", str(folder), "--", n]
            jobs.append((set_name, name, n, command, result))

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = pool.map(lambda job: run_program(job[3], job[4], options.timeout), jobs)
        for (set_name, name, n, command, _), (fault, seconds) in zip(jobs, runs):
            verdict = "FAIL" if fault else "ok"
            print(f"{verdict:5}{set_name:8}{name:18}n={n:<9}{seconds * 1000:8.0f} ms", flush=True)
            if fault:
                failed += 1
                shown = [os.path.relpath(word) if os.path.isabs(word) else word for word in command]
                print(f"     {shlex.join(shown)}\n     " + fault.replace("\n", "\n     "), flush=True)
    if len(jobs) > 1:
        print(f"{len(jobs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
