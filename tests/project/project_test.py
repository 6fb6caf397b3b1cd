#!/usr/bin/env python3
"""A Gleam project of several packages, run and tested by linac as `gleam run` and `gleam test` do by Erlang.

Usage: project_test.py [--linac FILE] [--flag FLAG]... [CASE]...    compares with expected/
       project_test.py --record ERL                                 writes expected/ (see `record`)

Each case runs in a fresh copy of the project, with what compiled/ has in its build folder.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
EXPECTED = HERE / "expected"
PACKAGES = ("workshop", "toolbox")

# A program's words by its name; what it reads.
INPUT = {"lines": "one añ→\ntwo\nabcdef\nlast without its end"}
RUN_CASES = {
    "nothing": [],
    "arguments": ["arguments", "plain", "--flag", "-x", "--", "añ→", ""],
    "own_application": ["own_application"],
}
RUN_CASES |= {name: [name] for name in (
    "lines devices priv priv_of_dependency priv_of_nobody applications keys settings belongs counter "
    "start_again start_nobody needs_another restarts returns_error halts stops panics "
    "has_todo asserts checks badmatch no_clause undefined_function throws exits "
    "killed linked_crash logged code_is built_in hashes sizes init_is compiles").split()}
TEST_CASES = {
    "tests": [],
    "passing": ["passing_tests"],
    "passing_verbose": ["passing_tests", "verbose"],
    "output": ["output_tests", "verbose"],
    "failing": ["failing_tests"],
    "cancelled": ["cancelled_tests"],
    "empty": ["empty_tests"],
    "absent": ["absent_tests"],
    "own_passing": ["own", "passing_tests"],
    "own_output": ["own", "output_tests"],
    "own_failing": ["own", "failing_tests"],
    "own_gleam": ["own", "gleam_tests"],
    "own_cancelled": ["own", "cancelled_tests"],
}
# Name: (linac's command, gleam's module, words).
CASES = {name: (["run", "--no-build", "--"], "workshop", words) for name, words in RUN_CASES.items()}
CASES |= {"test_" + name: (["test", "--no-build", "--"], "workshop_test", words)
          for name, words in TEST_CASES.items()}
CASES |= {
    "module": (["run", "--no-build", "-m", "workshop_other", "--"], "workshop_other", []),
    "module_in_folder": (["run", "--no-build", "-m", "workshop/bench", "--"], "workshop@bench", []),
    "module_of_dependency": (["run", "--no-build", "-m", "toolbox", "--"], "toolbox", []),
    "dev": (["dev", "--no-build", "--"], "workshop_dev", []),
}

# On purpose otherwise: where there is no test, linac test fails.
OTHERWISE = {("test_empty", "status"): "1\n"}


def make_project(folder):
    for package in PACKAGES:
        shutil.copytree(HERE / package, folder / package)
        built = folder / "workshop/build/dev/erlang" / package
        shutil.copytree(HERE / "compiled" / package / "ebin", built / "ebin")
        if (folder / package / "priv").exists():
            (built / "priv").symlink_to(folder / package / "priv")
    return folder / "workshop"


def plain(text):
    """Without what differs from run to run: pids, references, times, this folder's name."""
    text = re.sub(r"<\d+\.\d+\.\d+>", "<PID>", text)
    text = re.sub(r"#Ref<[\d.]+>", "#Ref<>", text)
    text = re.sub(r"\d+-\w{3}-\d{4}::\d\d:\d\d:\d\d\.\d+", "TIME", text)
    # EUnit's own lines differ from release to release, and as many of them as a trace has room for.
    text = re.sub(r"in (call from|function) eunit_.*\n|'?eunit_\w+'?:.*\n", "", text)
    text = re.sub(r"\[\d+\.\d+ s\] ", "", text)
    return re.sub(r"\d+\.\d+ s\b", "T s", text)


def run(command, name, folder):
    done = subprocess.run(command, cwd=folder, input=INPUT.get(name, "").encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=900, check=False)
    return {"out": plain(done.stdout.decode()), "err": plain(done.stderr.decode()),
            "status": f"{done.returncode}\n"}


def by_erlang(erl, case, folder):
    _, module, words = case
    paths = []
    for package in PACKAGES:
        paths += ["-pa", str(folder / "build/dev/erlang" / package / "ebin")]
    return [erl, *paths, "-eval", f"workshop@@main:run({module})", "-noshell", "-extra", *words]


def by_linac(linac, flags, case, _folder):
    command, _, words = case
    return [linac, command[0], *flags, *command[1:], *words]


def record(erl):
    EXPECTED.mkdir(exist_ok=True)
    for old in EXPECTED.iterdir():
        old.unlink()
    for name, case in CASES.items():
        with tempfile.TemporaryDirectory() as temporary:
            folder = make_project(pathlib.Path(temporary))
            for part, text in run(by_erlang(erl, case, folder), name, folder).items():
                if text and text != "0\n":
                    (EXPECTED / f"{name}.{part}").write_text(text, encoding="utf-8")


def compare(name, case, arguments):
    with tempfile.TemporaryDirectory() as temporary:
        folder = make_project(pathlib.Path(temporary))
        got = run(by_linac(arguments.linac, arguments.flag, case, folder), name, folder)
    wrong = []
    for part, text in got.items():
        file = EXPECTED / f"{name}.{part}"
        expected = file.read_text(encoding="utf-8") if file.exists() else "" if part != "status" else "0\n"
        if text != OTHERWISE.get((name, part), expected):
            wrong.append(f"--- {name}.{part}, expected:\n{expected}--- got:\n{text}")
    return wrong


def main():
    reader = argparse.ArgumentParser()
    reader.add_argument("--linac", default=str(HERE.parents[1] / "build/release/linac"))
    reader.add_argument("--flag", action="append", default=[])
    reader.add_argument("--record", metavar="ERL")
    reader.add_argument("cases", nargs="*")
    arguments = reader.parse_args()
    if arguments.record:
        record(arguments.record)
        return 0
    os.environ.pop("LINAC_OTP", None)
    failed = 0
    for name in arguments.cases or CASES:
        wrong = compare(name, CASES[name], arguments)
        failed += bool(wrong)
        print("\n".join(wrong) if wrong else f"{name}: as expected", flush=True)
    print(f"{len(arguments.cases or CASES) - failed} as expected, {failed} not")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
