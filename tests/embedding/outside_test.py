#!/usr/bin/env python3
"""Installs liblinac into a temporary folder and builds and runs hosts outside the tree with it.

Usage: outside_test.py --build BUILD [--cmake CMAKE] [TEST...]
"""

import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
OPTIONS = argparse.Namespace(build=None, cmake="cmake")

CPP_OUTPUT = """\
double: {value,42}
check: {value,{ok,5}}
check: {value,{error,<<"too large">>}}
check: {error,{host_exception,<<"negative">>}}
later: {value,<<"now and later">>}
printed
exit: reason
"""
C_OUTPUT = """\
double: {value,42}
double: {error,badarg}
later: {value,{answer,1.5}}
exit: reason 2
"""


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], text=True, timeout=600,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))}: status {done.returncode}\n{done.stdout}")
    return done.stdout


class Outside(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="linac_outside_"))
        cls.prefix = cls.folder / "prefix"
        run(OPTIONS.cmake, "--install", OPTIONS.build, "--component", "embedding",
            "--prefix", cls.prefix)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def build(self, name, *options):
        build = self.folder / name
        run(OPTIONS.cmake, "-S", HERE / "outside", "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            *options)
        run(OPTIONS.cmake, "--build", build)
        return build

    def check_hosts(self, build):
        module = HERE / "embed_cases.beam"
        self.assertEqual(run(build / "host_cpp", module), CPP_OUTPUT)
        self.assertEqual(run(build / "host_c", module), C_OUTPUT)

    def library(self):
        return next(self.prefix.rglob("liblinac.so"))

    def test_shared(self):
        self.check_hosts(self.build("shared"))

    def test_static(self):
        self.check_hosts(self.build("static", "-DWITH_STATIC=ON"))

    def test_pkg_config(self):
        if not shutil.which("pkg-config"):
            self.skipTest("no pkg-config")
        package = next(self.prefix.rglob("linac.pc"))
        flags = run("pkg-config", "--cflags", "--libs", package).split()
        host = self.folder / "host_by_pkg_config"
        run("cc", HERE / "outside" / "main.c", "-o", host, *flags)
        output = run(host, HERE / "embed_cases.beam",
                     env={"LD_LIBRARY_PATH": str(self.library().parent)})
        self.assertEqual(output, C_OUTPUT)

    def test_only_the_interface_is_exported(self):
        symbols = run("nm", "-D", "--defined-only", "--demangle", self.library()).splitlines()
        names = [line.split(" ", 2)[2] for line in symbols]
        allowed = re.compile(r"(typeinfo (name )?for |vtable for )?linac::v0::|linac_")
        self.assertEqual([name for name in names if not allowed.match(name)], [])
        self.assertTrue(any(name.startswith("linac::v0::Vm::create(") for name in names))

    def test_soname_and_what_it_needs(self):
        dynamic = run("readelf", "-d", self.library())
        self.assertIn("Library soname: [liblinac.so.0.1]", dynamic)
        self.assertNotIn("jemalloc", dynamic)
        self.assertNotIn("TEXTREL", dynamic)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--cmake", default="cmake")
    known, rest = parser.parse_known_args(namespace=OPTIONS)
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
