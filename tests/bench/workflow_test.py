#!/usr/bin/env python3
"""The workflow and the script of docs/ci.md: each run: block is executed, in an empty folder in which a Gleam
project is made, as GitHub's runner would: with bash -e, its variables and files.

The first block installs the tarball that scripts/release makes of the program that is tested. What needs gleam, git,
curl or erlc is skipped without them, and says so.

Usage: workflow_test.py --linac FILE [CLASS.test]...
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/ci.md"
LINAC = str(ROOT / "build/release/linac")

GLEAM_TOML = 'name = "shop"\nversion = "1.0.0"\n'
SOURCE = """pub fn sum_bench() -> Int {{ sum(2000, 0) }}

fn sum(n: Int, total: Int) -> Int {{
  case n {{
    0 -> total
    _ -> sum(n - 1, total + weight(n))
  }}
}}

fn weight(n: Int) -> Int {{
  {body}
}}
"""
QUICK = "n % 7"
SLOW = "n % 7 + { n * n } % 11 * { n * 3 } % 13 + { n * n * 5 } % 17 - { n * n * 5 } % 17 - { n * n } % 11 * { n * 3 } % 13"


def run_blocks():
    """The run: blocks of the workflow, {name: text}."""
    text = DOCUMENT.read_text(encoding="utf-8")
    workflow = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]
    blocks = {}
    for match in re.finditer(r"- name: (.+)\n(?:\s+if: .+\n)?(\s+)run: \|\n((?:\2  .*\n)+)", workflow):
        blocks[match[1]] = textwrap.dedent(match[3])
    assert len(blocks) == workflow.count("run: |"), blocks.keys()
    return blocks


def shell_script():
    return re.search(r"```sh\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)[1]


def make_tarball(folder):
    """What scripts/release makes of the program that is tested."""
    done = subprocess.run([ROOT / "scripts/release", "--program", LINAC, "--output", folder], check=True,
                          capture_output=True, text=True)
    return pathlib.Path(done.stdout.strip())


class Workflow(unittest.TestCase):
    def setUp(self):
        for tool in ("bash", "curl", "git", "gleam", "erlc"):
            if not shutil.which(tool):
                self.skipTest(f"there is no {tool} here")
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.base = pathlib.Path(temporary.name).resolve()
        self.project = self.base / "shop"
        self.project.mkdir()
        for name in ("temp", "home"):
            (self.base / name).mkdir()
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.base / "home"), "LC_ALL": "C.UTF-8",
            "RUNNER_TEMP": str(self.base / "temp"), "GITHUB_PATH": str(self.base / "path"),
            "GITHUB_STEP_SUMMARY": str(self.base / "summary"), "GITHUB_BASE_REF": "main",
            "LINAC_TARBALL": make_tarball(self.base).as_uri(), "GIT_CONFIG_NOSYSTEM": "1",
        }

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words], cwd=self.project,
                       env=self.environment, check=True, capture_output=True)

    def write(self, body):
        (self.project / "src").mkdir(exist_ok=True)
        (self.project / "gleam.toml").write_text(GLEAM_TOML, encoding="utf-8")
        (self.project / ".gitignore").write_text("build\n", encoding="utf-8")
        (self.project / "src/shop.gleam").write_text(SOURCE.format(body=body), encoding="utf-8")

    def make_project(self, before, after):
        """origin/main has `before`, the work tree `after`, committed."""
        self.write(before)
        self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        self.git("commit", "-qm", "before")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.write(after)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "after")

    def step(self, script):
        environment = dict(self.environment)
        if (path := pathlib.Path(environment["GITHUB_PATH"])).exists():
            added = reversed(path.read_text(encoding="utf-8").splitlines())
            environment["PATH"] = ":".join([*added, environment["PATH"]])
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=self.project,
                              env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=280, check=False)
        return done.returncode, done.stdout + done.stderr

    def run_all(self):
        status = 0
        for name, block in run_blocks().items():
            if status != 0 and name != "Show the result":
                continue
            step_status, output = self.step(block)
            if name in ("Install Linac", "Build", "Show the result"):
                self.assertEqual(0, step_status, f"{name}: {output}")
            status = status or step_status
        return status, output

    def test_a_slower_version_fails(self):
        self.make_project(QUICK, SLOW)
        status, output = self.run_all()
        self.assertEqual(3, status, output)
        summary = pathlib.Path(self.environment["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
        self.assertIn("sum\\_bench", summary)
        self.assertIn("slower", summary)
        self.assertTrue((self.project / "bench.json").is_file())
        self.assertTrue((self.project / "bench.html").is_file())


class Release(unittest.TestCase):
    def test_the_tarball_is_a_program_that_needs_only_glibc(self):
        for tool in ("strip", "readelf"):
            if not shutil.which(tool):
                self.skipTest(f"there is no {tool} here")
        with tempfile.TemporaryDirectory() as folder:
            tarball = make_tarball(pathlib.Path(folder))
            again = make_tarball(pathlib.Path(folder) / "again")
            self.assertEqual(tarball.read_bytes(), again.read_bytes())
            self.assertTrue((tarball.parent / f"{tarball.name}.sha256").is_file())
            with tarfile.open(tarball) as tar:
                names = tar.getnames()
                root = names[0]
                tar.extractall(folder)
            self.assertEqual({root, f"{root}/Dockerfile", f"{root}/LICENSE", f"{root}/README.md", f"{root}/bin",
                              f"{root}/bin/linac"}, set(names))
            program = pathlib.Path(folder) / root / "bin/linac"
            told = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
            for line in told.splitlines():
                self.assertRegex(line, r"linux-vdso|/ld-linux|\blib(c|m|dl|rt|pthread|resolv)\.so")
            done = subprocess.run([program, "--version"], check=True, capture_output=True, text=True)
            self.assertIn("linac ", done.stdout)

    def test_bad_usage(self):
        done = subprocess.run([ROOT / "scripts/release", "--output"], check=False, capture_output=True, text=True)
        self.assertEqual(2, done.returncode)


class Script(unittest.TestCase):
    """The script of the document, with commands that only say how they were called."""

    def run_script(self, bench_status, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            base = pathlib.Path(folder)
            (base / "bench.sh").write_text(shell_script(), encoding="utf-8")
            for name, status in (("gleam", 0), ("linac", bench_status)):
                (base / name).write_text(f'#!/bin/sh\necho "{name} $*"\nexit {status}\n', encoding="utf-8")
                (base / name).chmod(0o755)
            done = subprocess.run(["sh", "./bench.sh", *arguments], cwd=base, check=False, capture_output=True,
                                  text=True, env={"PATH": f"{folder}:/usr/bin:/bin"})
            return done.returncode, done.stdout + done.stderr

    def test_statuses_are_handed_on(self):
        for wanted, word in ((0, "no benchmark is slower than at"), (3, "slower than at"), (1, "did not run")):
            status, output = self.run_script(wanted)
            self.assertEqual(wanted, status, output)
            self.assertIn(word, output)

    def test_its_commands(self):
        _, output = self.run_script(0, "v1.2")
        self.assertIn("gleam build --target erlang\n", output)
        self.assertIn("linac bench --against v1.2 --fail-over 5% --json=bench.json --markdown=bench.md", output)


class Document(unittest.TestCase):
    def test_blocks_are_found(self):
        self.assertEqual(["Install Linac", "Build", "Compare with the branch that it goes to", "Show the result"],
                         list(run_blocks()))
        self.assertIn("linac bench --against", shell_script())


def main():
    global LINAC
    parser = argparse.ArgumentParser()
    parser.add_argument("--linac", default=LINAC)
    options, rest = parser.parse_known_args()
    LINAC = options.linac
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)


if __name__ == "__main__":
    main()
