#!/usr/bin/env python3
"""The fuzzer of tests/fuzz_diff itself: that it makes what it says, and that it finds what differs.

Usage: fuzz_diff_test.py [--linac FILE] [CLASS | CLASS.test]...
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True

import module as modules  # noqa: E402
import reduce  # noqa: E402
import tree  # noqa: E402

LINAC = ROOT / "build/release/linac"


class Generator(unittest.TestCase):
    def test_the_same_seed_gives_the_same_module(self):
        first, second, other = (modules.make_module("m", seed, 29).text()
                                for seed in ("1/0", "1/0", "1/1"))
        self.assertEqual(first, second)
        self.assertNotEqual(first, other)

    def test_every_shape_occurs(self):
        text = "".join(text.split("id(X) -> X.")[0] for i in range(20)
                       for _, text in modules.make_module("m", f"x/{i}", 29).texts())
        for what in ("_up(", "_b(", "_serve(", "_take(", "spawn_monitor", "trap_exit", "_fold(", "try\n", "catch\n", "after\n",
                     "receive ", " <= ", "/utf8", "bsl", "bnot", "div", "rem", "setelement", "maps:",
                     "(fun Loop", "uncatch(catch", "/float", "apply(", "?MODULE:", "#t0_a{",
                     "erlang:raise", "m_lib:f", "1152921504606846976", "5.0e-324", "when "):
            self.assertIn(what, text, what)

    def test_before_27_no_float_is_compared_exactly(self):
        for i in range(20):
            text = modules.make_module("m", f"y/{i}", 25).text().split("id(X) -> X.")[0]
            for line in re.findall(r".*(?:=:=|=/=).*", text):
                self.assertNotRegex(line, r"\d\.\d[\de.+-]*\)? (?:=:=|=/=)", line)


class Reducer(unittest.TestCase):
    def test_leaves_little_more_than_what_fails(self):
        """Here a module fails if a function still shifts."""
        def fails(module):
            return any("bsl" in tree.text_of(function.node) for function in module.functions)

        module = next(module for module in (modules.make_module("m", f"z/{i}", 29)
                                            for i in range(50)) if fails(module))
        before = len(module.text())
        reduce.Reducer(module, fails, 30).run(None)
        self.assertTrue(fails(module))
        self.assertLess(len(module.functions), 5)
        self.assertLess(len(module.text()) - len(modules.HELPERS + modules.PRINTER), before / 10)


class Campaign(unittest.TestCase):
    """With a Linac that was tampered with."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_with(self, body, *options):
        fake = self.folder / "linac"
        fake.write_text(f'#!/bin/sh\nlinac={LINAC}\n[ "$1" = --help ] && exec $linac --help\n{body}\n',
                        encoding="utf-8")
        fake.chmod(0o755)
        done = subprocess.run(
            [sys.executable, str(ROOT / "scripts/fuzz_diff"), "--linac", str(fake), "--seed", "1",
             "--modules", "3", "--mode", "only=", *options], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=140, check=False)
        return done.returncode, done.stdout.decode()

    def test_no_difference(self):
        status, text = self.run_with('exec $linac "$@"')
        self.assertEqual(0, status, text)
        self.assertIn("seed 1, ", text)
        self.assertIn("3 modules", text)

    def test_a_wrong_value_is_found_made_small_and_kept(self):
        keep = self.folder / "keep"
        status, text = self.run_with('$linac "$@" | sed s/badarith/badarg/', "--keep", str(keep),
                                     "--max-differences", "1", "--reduce-seconds", "20")
        self.assertEqual(1, status, text)
        self.assertRegex(text, r"erl: .*badarith[^\n]*\nlinac: .*badarg")
        self.assertRegex(text, r"again: scripts/fuzz_diff --seed 1 --first \d+ --modules 1")
        small = next(path for path in keep.glob("*.erl") if "_lib" not in path.name)
        full = next(keep.glob(f"*_full/{small.name}"))
        self.assertLess(small.stat().st_size, full.stat().st_size)

    def test_a_crash_is_found(self):
        status, text = self.run_with("kill -SEGV $$", "--reduce-seconds", "0",
                                     "--max-differences", "1")
        self.assertEqual(1, status, text)
        self.assertIn("signal 11", text)

    def test_bad_usage(self):
        status, text = self.run_with("", "--erl", "no-such-erlang")
        self.assertEqual((2, "fuzz_diff: there is no no-such-erlang\n"), (status, text))


def main():
    global LINAC
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--linac", type=pathlib.Path, default=LINAC)
    options, rest = parser.parse_known_args()
    LINAC = options.linac.resolve()
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
