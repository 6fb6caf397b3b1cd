#!/usr/bin/env python3
"""Erlang's compiler on Linac makes the files that it makes on an `erl`: a few modules; of large ones
scripts/long/compile_on_linac.

Usage: compiler_test.py --linac FILE --erl FILE

The compiler is the one in Linac's archive, which has to be of that erl's release, and the same from its
folder (--otp).
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = [
    "tests/compiler/compile_files.erl",
    "bench/suite/erl/b_dict.erl",
    "bench/suite/erl/b_merge_sort.erl",
    "tests/differential/src/bits_pattern.erl",
    "tests/differential/src/control_cases.erl",
    "tests/differential/src/exceptions.erl",
    "tests/differential/src/map_cases.erl",
    "tests/differential/src/receive_cases.erl",
]


def run(command, folder):
    done = subprocess.run([str(part) for part in command], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command}: status {done.returncode}\n{done.stdout}")
    return done.stdout


def jobs_of(folder):
    (folder / "beam").mkdir(parents=True)
    lines = [f'{{"{ROOT / source}",[{{outdir,"beam"}},deterministic,debug_info,nowarn]}}.\n' for source in SOURCES]
    (folder / "jobs").write_text("".join(lines), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--linac", required=True)
    parser.add_argument("--erl", required=True)
    options = parser.parse_args()

    def evaluate(code, folder):
        return run([options.erl, "-noinput", "-pa", work, "-eval", code + ", halt()."], folder)

    wrong = []
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        driver = ROOT / "tests/compiler/compile_files.erl"
        release, otp = evaluate(f'{{ok, _}} = compile:file("{driver}", [{{outdir, "{work}"}}]), '
                                'io:format("~s ~s", [erlang:system_info(otp_release), code:root_dir()])',
                                work).split(" ", 1)
        jobs_of(work / "erl")
        expected = evaluate('compile_files:main("jobs")', work / "erl")
        for name, more in (("archive", []), ("folder", ["--otp", otp]),
                           ("forced", ["--jit=force"])):
            folder = work / name
            jobs_of(folder)
            printed = run([options.linac, work / "compile_files.beam", "compile_files:main/1", *more,
                           "--print", "none", "--", "jobs"], folder)
            if printed != expected:
                wrong.append(f"{name}: printed {printed!r}, expected {expected!r}")
            lines = evaluate('compile_files:compare("erl/beam", ' f'"{name}/beam")', work).splitlines()
            # Until OTP 25 atoms were written in another form, and `vsn` is a checksum of such bytes.
            good = ("same", "terms") if int(release) < 26 else ("same",)
            wrong += [f"{name}: {line}" for line in lines if line.split()[0] not in good]
            if len(lines) != len(SOURCES):
                wrong.append(f"{name}: {len(lines)} files")
    print("\n".join(wrong) or f"{len(SOURCES)} modules, three times: as OTP {release} makes them")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
