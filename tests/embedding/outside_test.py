#!/usr/bin/env python3
"""Installs liblinac into a temporary folder and builds and runs hosts outside the tree with it: those of
outside/, and the one of examples/workflow, which has to do what `linac run` does.

Usage: outside_test.py --build BUILD --linac LINAC [--cmake CMAKE] [TEST...]
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
WORKFLOW = HERE.parents[1] / "examples/workflow"
OPTIONS = argparse.Namespace(build=None, linac=None, cmake="cmake")

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


WORKFLOW_OUTPUT = """\
--- as it came
pear
apple
fig
apple
--- sorted
apple
fig
pear
"""


def meridian(function, reason):
    return f"{function}: {{error,{{meridian,{function},{reason}}}}}"


def refused(function, capability, what):
    return meridian(function, f'{{eperm,{capability},<<"{what}">>}}')


TRICKS = [
    'read_file: <<"b\\na\\n">>',
    refused("read_file", "read", "../outside/secret.txt"),
    refused("read_file", "read", "link/secret.txt"),
    refused("read_file", "read", "secret_link"),
    refused("read_file", "read", "below/../../outside/secret.txt"),
    refused("read_file", "read", "/etc/passwd"),
    meridian("read_file", "enoent"),
    meridian("read_file", "eisdir"),
    "write_file: nil",
    refused("write_file", "write", "../outside/new.txt"),
    refused("write_file", "write", "secret_link"),
    meridian("write_file", "enoent"),
    'run_command: <<"b\\na\\n">>',
    meridian("run_command", """{exit_status,2,<<"sort: unrecognized option '--no-such-option'\\n"""
             """Try 'sort --help' for more information.\\n">>}"""),
    meridian("run_command", """{exit_status,2,<<"sort: cannot read: 'here.txt; echo escaped': """
             """No such file or directory\\n">>}"""),
    refused("run_command", "run", "sh"),
    refused("run_command", "run", "/bin/sh"),
    refused("run_command", "run", "./sort"),
    'getenv: {error,{eperm,env,<<"HOME">>}}',
    "cmd: {error,badarg}",
]


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

    def build_workflow(self, library):
        source, build = self.folder / "workflow_host", self.folder / f"workflow_{library}"
        if not source.exists():
            shutil.copytree(WORKFLOW, source)
        run(OPTIONS.cmake, "-S", source, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DLINAC_LIBRARY={library}")
        run(OPTIONS.cmake, "--build", build)
        return build / "workflow_host"

    def runs_of_workflow(self):
        """What to put before a module's file, by the API and by the command line."""
        yield [self.build_workflow("shared")]
        yield [self.build_workflow("static")]
        if OPTIONS.linac:
            yield [OPTIONS.linac, "run", "--allow-read=.", "--allow-write=.", "--allow-run=sort"]

    def place(self, name):
        """An allowed folder, with what leads out of it, and what lies outside."""
        base = pathlib.Path(tempfile.mkdtemp(prefix=name, dir=self.folder))
        folder = base / "allowed"
        (folder / "below").mkdir(parents=True)
        (base / "outside").mkdir()
        (base / "outside/secret.txt").write_text("secret")
        (folder / "here.txt").write_text("b\na\n")
        (folder / "link").symlink_to(base / "outside")
        (folder / "secret_link").symlink_to("../outside/secret.txt")
        return folder

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

    def test_workflow(self):
        for words in self.runs_of_workflow():
            with self.subTest(words[0]):
                folder = self.place("workflow")
                shutil.copy(WORKFLOW / "input.txt", folder)
                self.assertEqual(run(*words, WORKFLOW / "workflow.beam", cwd=folder), "")
                self.assertEqual((folder / "output.txt").read_text(), WORKFLOW_OUTPUT)
                (folder / "input.txt").unlink()
                (folder / "input.txt").symlink_to("/etc/hostname")
                done = subprocess.run([*words, WORKFLOW / "workflow.beam"], cwd=folder, text=True,
                                      capture_output=True, timeout=600)
                self.assertEqual(done.returncode, 1)
                self.assertIn('{meridian,read_file,{eperm,read,<<"input.txt">>}}', done.stderr)

    def test_workflow_that_means_harm(self):
        for words in self.runs_of_workflow():
            with self.subTest(words[0]):
                folder = self.place("tricks")
                tricks = HERE.parent / "sandbox/workflow_tricks.beam"
                output = subprocess.run([*words, tricks], cwd=folder, text=True, timeout=600,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        check=True).stdout
                lines = output.splitlines()
                self.assertEqual(lines[:len(TRICKS)], TRICKS)
                self.assertNotIn("escaped\n", "".join(lines[len(TRICKS):]))
                self.assertIn('{eperm,env,<<"HOME">>}', output)
                outside = folder.parent / "outside"
                self.assertEqual([path.name for path in outside.iterdir()], ["secret.txt"])
                self.assertEqual((outside / "secret.txt").read_text(), "secret")
                self.assertEqual((folder / "new.txt").read_text(), "new")

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
    parser.add_argument("--linac")
    parser.add_argument("--cmake", default="cmake")
    _, rest = parser.parse_known_args(namespace=OPTIONS)
    unittest.main(argv=[sys.argv[0], *rest])


if __name__ == "__main__":
    main()
