#!/usr/bin/env python3
"""linac bench as a user meets it: what is found, what goes wrong in one line, what stands side by side, what is
slower.

Usage: bench_test.py [--linac FILE] [CLASS.test]...

The project is tests/bench/garden, compiled by `record`. Times are kept short: nothing here judges how fast anything is
but for one benchmark that takes several times as long.
"""

import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LINAC = str(ROOT / "build/release/linac")
SHORT = ["--time", "0.05", "--no-build", "--no-history"]
EVERY = ("garden.length_bench/short garden.length_bench/long garden.reverse_bench/100 garden.reverse_bench/1000 "
         "garden.reverse_bench/10000 garden.sum_bench").split()


class BenchTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.base = pathlib.Path(temporary.name).resolve()
        self.project = self.base / "garden"
        shutil.copytree(HERE / "garden", self.project)
        self.ebin = self.project / "build/dev/erlang/garden/ebin"
        shutil.copytree(HERE / "compiled/garden/ebin", self.ebin)
        self.temp = self.base / "temp"
        self.temp.mkdir()
        self.tools = self.base / "tools"
        self.tools.mkdir()
        self.environment = {"PATH": f"{self.tools}:/bin:/usr/bin", "HOME": str(self.base), "TMPDIR": str(self.temp)}

    def tearDown(self):
        self.assertEqual([], list(self.temp.iterdir()), "something is left in the temporary folder")

    def make_tool(self, name, script):
        file = self.tools / name
        file.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def only_tools(self):
        """No program but ours is on the PATH."""
        self.environment["PATH"] = str(self.tools)

    def bench(self, *words, cwd=None, timeout=200):
        done = subprocess.run([LINAC, "bench", *map(str, words)], cwd=cwd or self.project, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def measured(self, *words, cwd=None):
        """The status, {benchmark: [row of each VM]} of the JSON, stderr."""
        file = self.base / "run.json"
        status, _, err = self.bench(f"--json={file}", *words, cwd=cwd)
        rows = {}
        run = json.loads(file.read_text(encoding="utf-8"))["linac"]
        for one in run["benchmarks"]:
            name = f"{one['module']}.{one['function']}" + (f"/{one['input']}" if one.get("input") else "")
            rows[name] = one["series"]
        return status, rows, err

    def assert_one_line(self, status, parts, *words, cwd=None):
        got, out, err = self.bench(*words, cwd=cwd)
        self.assertEqual((status, ""), (got, out), err)
        self.assertRegex(err, r"\Alinac: [^\n]+\n\Z")
        for part in parts:
            self.assertIn(part, err)


class Finds(BenchTest):
    def test_list(self):
        status, out, err = self.bench("--list", "--no-build", "--vs", "none", "-m", "garden")
        self.assertEqual((0, ""), (status, err))
        self.assertEqual(sorted(EVERY), sorted(out.split()))

    def test_every_one_is_measured(self):
        status, rows, err = self.measured(*SHORT, "--vs", "none", "-m", "garden")
        self.assertEqual((0, ""), (status, err))
        self.assertEqual(set(EVERY), set(rows))
        for name, series in rows.items():
            self.assertEqual(1, len(series), name)
            self.assertGreaterEqual(len(series[0]["seconds"]), 2, name)
            self.assertTrue(all(0 < seconds < 10 for seconds in series[0]["seconds"]), name)
            self.assertGreater(series[0]["counters"]["reductions"], 0, name)
            self.assertGreater(series[0]["counters"]["peak_bytes"], 1e6, name)
        words = rows["garden.reverse_bench/1000"][0]["counters"]["allocated_words"]
        self.assertAlmostEqual(2000, words, delta=600)

    def test_filter(self):
        _, out, _ = self.bench("--list", "--no-build", "--vs", "none", "--filter", "garden.len")
        self.assertEqual({"garden.length_bench/short", "garden.length_bench/long"}, set(out.split()))
        self.assert_one_line(1, ["--filter"], "--no-build", "--vs", "none", "--filter", "absent")

    def test_sizes(self):
        status, rows, _ = self.measured(*SHORT, "--vs", "none", "--filter", "reverse", "--sizes", "1e2,300")
        self.assertEqual(0, status)
        self.assertEqual({"garden.reverse_bench/100", "garden.reverse_bench/300"}, set(rows))

    def test_size_as_input(self):
        status, rows, _ = self.measured(*SHORT, "--vs", "none", "--filter", "needs", "--sizes", "7")
        self.assertEqual((0, {"garden/odd.needs_bench/7"}), (status, set(rows)))

    def test_function_of_a_file(self):
        file = self.ebin / "garden.beam"
        status, rows, err = self.measured(file, "garden:add/2", "--vs", "none", "--time", "0.05", "--", "40", "2",
                                          cwd=self.base)
        self.assertEqual((0, ""), (status, err))
        self.assertEqual("42", rows["garden.add/40 2"][0]["result"])

    def test_file_alone(self):
        status, rows, _ = self.measured(self.ebin / "garden.beam", "--vs", "none", "--time", "0.05",
                                        "--filter", "sum", cwd=self.base)
        self.assertEqual((0, {"garden.sum_bench"}), (status, set(rows)))

    def test_whole_processes(self):
        status, rows, _ = self.measured(*SHORT, "--process", "--vs", "none", "--filter", "sum")
        self.assertEqual(0, status)
        series = rows["garden.sum_bench"][0]
        self.assertGreaterEqual(len(series["seconds"]), 2)
        self.assertEqual("500500", series["result"])
        self.assertGreater(series["counters"]["peak_bytes"], 1e6)

    def test_a_table(self):
        status, out, err = self.bench(*SHORT, "--vs", "none", "--filter", "sum")
        self.assertEqual((0, ""), (status, err))
        self.assertIn("garden.sum_bench", out)

    def test_help(self):
        status, out, err = self.bench("--help")
        self.assertEqual((0, ""), (status, err))
        for word in ("--against", "--fail-over", "--vs", "--json", "--sizes", "history"):
            self.assertIn(word, out)


class GoesWrong(BenchTest):
    def test_each_in_a_line_and_others_run(self):
        # The time that one of them uses up is ample for the others, also where the machine stalls.
        status, rows, _ = self.measured(*SHORT, "--vs", "none", "--timeout", "20", "--filter", "garden")
        self.assertEqual(1, status)
        odd = {name.split(".")[1]: series[0] for name, series in rows.items() if name.startswith("garden/odd")}
        for name, text in {"crash_bench": "the shed is locked", "never_bench": "20 s", "killed_bench": "killed",
                           "halts_bench": "status 7", "needs_bench": "needs_inputs", "broken_bench": "no seeds"}.items():
            self.assertIn(text, odd[name]["failure"], name)
            self.assertNotIn("\n", odd[name]["failure"])
        for name in ("prints_bench", "pid_bench", "weather_bench"):
            self.assertEqual("", odd[name].get("failure", ""), name)
            self.assertTrue(odd[name]["seconds"], name)
        self.assertEqual("", odd["pid_bench"].get("checksum", ""))
        self.assertTrue(set(EVERY) <= set(rows))
        for name in EVERY:
            self.assertTrue(rows[name][0]["seconds"], name)

    def test_results_that_differ(self):
        other = self.make_tool("linac-other", f'GARDEN=1 exec {LINAC} "$@"\n')
        status, rows, _ = self.measured(*SHORT, "--vs", f"linac={other}", "--filter", "weather")
        self.assertEqual(1, status)
        first, second = rows["garden/odd.weather_bench"]
        self.assertEqual(("false", "true"), (first["result"], second["result"]))
        self.assertNotEqual(first["checksum"], second["checksum"])
        status, out, _ = self.bench(*SHORT, "--vs", f"linac={other}", "--filter", "weather")
        self.assertIn("differ", out)

    def test_no_erl(self):
        self.only_tools()
        status, out, err = self.bench(*SHORT, "--filter", "sum")
        self.assertEqual(0, status)
        self.assertRegex(err, r"\Alinac: erl is not on the PATH[^\n]*\n\Z")
        self.assertIn("garden.sum_bench", out)
        status, out, err = self.bench(*SHORT, "--vs", "erl=/nowhere/erl", "--filter", "sum")
        self.assertEqual(1, status)
        self.assertRegex(err, r"\Alinac: --vs erl=/nowhere/erl: [^\n]*\n\Z")
        self.assertIn("garden.sum_bench", out)

    def test_erl_that_is_none(self):
        self.make_tool("erl", "echo out of order >&2\nexit 3\n")
        self.only_tools()
        status, out, err = self.bench(*SHORT, "--filter", "sum")
        self.assertEqual(0, status)
        self.assertRegex(err, r"\Alinac: erl [^\n]*status 3: out of order[^\n]*\n\Z")
        self.assertIn("garden.sum_bench", out)

    def test_no_benchmarks(self):
        for file in self.ebin.glob("*.beam"):
            file.unlink()
        self.assert_one_line(1, ["garden", "_bench"], "--no-build", "--vs", "none")

    def test_outside(self):
        self.assert_one_line(2, ["gleam.toml", "FILE.beam"], cwd=self.base)
        self.assert_one_line(1, ["absent.beam"], "absent.beam", "a:b", cwd=self.base)

    def test_files_that_are_none(self):
        good = (self.ebin / "garden.beam").read_bytes()
        for name, content, parts in [("text.beam", b"pub fn main() { Nil }\n", ["not a .beam file"]),
                                     ("empty.beam", b"", ["not a .beam file"]), ("cut.beam", good[:300], ["cut short"]),
                                     ("other.beam", good, ["holds module garden", "garden.beam"])]:
            (self.base / name).write_bytes(content)
            self.assert_one_line(1, [name, *parts], name, "--vs", "none", cwd=self.base)
            self.assert_one_line(1, [name, *parts], name, "garden:add/2", "--vs", "none", "--", 1, 2, cwd=self.base)
        (self.base / "folder.beam").mkdir()
        self.assert_one_line(1, ["folder.beam", "is a folder"], "folder.beam", "--vs", "none", cwd=self.base)

    def test_a_module_of_a_newer_compiler_is_read(self):
        file = ROOT / "tests/differential/beam29/bits_cases.beam"
        self.assert_one_line(1, ["bits_cases has no benchmarks"], file, "--vs", "none", cwd=self.base)

    def test_a_damaged_module_is_named(self):
        file = self.ebin / "garden@odd.beam"
        file.write_bytes(file.read_bytes()[:300])
        status, out, err = self.bench("--list", "--no-build", "--vs", "none")
        self.assertEqual((1, sorted(EVERY)), (status, sorted(out.split())))
        self.assertRegex(err, r"\Alinac: garden/odd is left out: [^\n]*\n\Z")
        status, out, err = self.bench("--list", "--no-build", "--vs", "none", "-m", "garden")
        self.assertEqual((0, sorted(EVERY), ""), (status, sorted(out.split()), err))

    def test_sandbox_that_is_too_narrow(self):
        self.assert_one_line(1, ["linac: refused: reading files"], *SHORT, "--vs", "none", "--sandbox")

    def test_bad_words(self):
        for parts, words in [
                (["--frob", "bench --help"], ["--frob"]), (["--fail-over", "--against"], ["--fail-over", "5%"]),
                (["write 5%"], ["--against", "HEAD", "--fail-over", "0.05"]), (["--sizes", "x"], ["--sizes", "1,x"]),
                (["--timeout"], ["--timeout", "soon"]), (["--vs"], ["--vs", "erl", "--against", "HEAD"]),
                (["stdout"], ["--json", "--csv"]), (["--json", "nowhere"], ["--json=nowhere/run.json"]),
                (["--html", "is a folder"], ["--html=."]), (["--save: 'a/b'"], ["--save", "a/b"]),
                (["--jit"], ["--jit", "perhaps"]), (["FILE.beam"], ["word"])]:
            self.assert_one_line(2, parts, "--no-build", *words)

    def test_arguments(self):
        file = self.ebin / "garden.beam"
        self.assert_one_line(2, ["garden:add/2", "takes 2"], file, "garden:add/2", "--vs", "none", "--", "1")
        status, rows, _ = self.measured(file, "garden:absent", "--vs", "none", "--time", "0.05")
        self.assertEqual(1, status)
        self.assertIn("no function garden:absent/0", rows["garden.absent"][0]["failure"])

    def test_interrupted(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = subprocess.Popen([LINAC, "bench", *SHORT, "--vs", "none", "--filter", "never"], cwd=self.project,
                                       env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
            limit = time.monotonic() + 200
            while not children.read_text(encoding="utf-8").split() and time.monotonic() < limit:
                time.sleep(0.02)
            pids = children.read_text(encoding="utf-8").split()
            process.send_signal(number)
            out, err = process.communicate(timeout=200)
            self.assertEqual((status, b""), (process.returncode, out), err)
            self.assertRegex(err.decode(), r"\Alinac: interrupted[^\n]*\n\Z")
            self.assertEqual([], [pid for pid in pids if pathlib.Path(f"/proc/{pid}").exists()])


class SideBySide(BenchTest):
    def test_another_linac(self):
        other = self.make_tool("linac-other", f'exec {LINAC} "$@"\n')
        status, rows, err = self.measured(*SHORT, "--vs", f"linac={other}", "--vs", f"linac={other}", "-m", "garden")
        self.assertEqual((0, ""), (status, err))
        for name, series in rows.items():
            self.assertEqual(3, len(series), name)
            self.assertEqual(1, len({one["checksum"] for one in series}), name)
            self.assertNotEqual("", series[0]["checksum"], name)

    @unittest.skipUnless(shutil.which("erl"), "no erl")
    def test_erlang(self):
        status, rows, err = self.measured(*SHORT, "-m", "garden")
        self.assertEqual((0, ""), (status, err))
        for name, series in rows.items():
            self.assertEqual(["", ""], [one.get("failure", "") for one in series], name)
            self.assertEqual(series[0]["checksum"], series[1]["checksum"], name)
            self.assertTrue(series[1]["seconds"], name)

    @unittest.skipUnless(shutil.which("erl"), "no erl")
    def test_erlang_too_old(self):
        release = subprocess.run(["erl", "-noinput", "-eval", "io:put_chars(erlang:system_info(otp_release)), halt()."],
                                 capture_output=True, check=True, timeout=200).stdout
        if int(release) >= 29:
            self.skipTest("erl is none that is too old")
        file = ROOT / "bench/suite/beam29/b_fib.beam"
        status, out, err = self.bench(file, "b_fib:run/1", "--time", "0.05", "--", "5", cwd=self.base)
        self.assertEqual(0, status)
        self.assertRegex(err, r"\Alinac: erl [^\n]*too old for module b_fib[^\n]*\n\Z")
        self.assertIn("b_fib.run/5", out)
        self.assertEqual(1, self.bench(file, "b_fib:run/1", "--vs", "erl", "--time", "0.05", "--", "5",
                                       cwd=self.base)[0])


@unittest.skipUnless(shutil.which("git") and shutil.which("erlc"), "no git or no erlc")
class Against(BenchTest):
    """gleam is one of ours: it compiles src/speed.erl."""

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.project)
        (self.project / "src").mkdir(parents=True)
        (self.project / "gleam.toml").write_text('name = "garden"\n', encoding="utf-8")
        (self.project / ".gitignore").write_text("build\n", encoding="utf-8")
        self.make_tool("gleam", "set -e\nmkdir -p build/dev/erlang/garden/ebin\n"
                       "test ! -e src/broken || { echo 'error: it is broken' >&2; exit 1; }\n"
                       "echo '{application, garden, [{vsn, \"1\"}, {modules, []}, {applications, []}]}.' >"
                       "build/dev/erlang/garden/ebin/garden.app\n"
                       "erlc -o build/dev/erlang/garden/ebin src/*.erl\n")
        self.write_speed(300)
        self.git("init", "-q")
        self.commit()

    def git(self, *words):
        return subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@x", *words], cwd=self.project,
                              env=self.environment, check=True, capture_output=True, timeout=200).stdout.decode()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def write_speed(self, turns, more=""):
        (self.project / "src/speed.erl").write_text(
            f"-module(speed).\n-export([loop_bench/0{more}]).\nloop_bench() -> loop({turns}, 0).\n"
            "loop(0, Sum) -> Sum rem 1;\nloop(N, Sum) -> loop(N - 1, (Sum * 31 + N) rem 65521).\n"
            "new_bench() -> loop(10, 0).\n", encoding="utf-8")

    def tearDown(self):
        self.assertEqual(1, len(self.git("worktree", "list").splitlines()))
        super().tearDown()

    def test_slower(self):
        self.write_speed(900)
        status, out, err = self.bench("--against", "HEAD", "--fail-over", "20%", "--time", "0.8")
        self.assertEqual(3, status, out + err)
        self.assertIn("speed.loop_bench", out)
        self.assertIn("slower", out)

    def test_faster(self):
        self.write_speed(100)
        status, out, err = self.bench("--against", "HEAD", "--fail-over", "20%", "--time", "0.8")
        self.assertEqual(0, status, out + err)

    def test_new_ones_are_left_out(self):
        self.write_speed(300, ", new_bench/0")
        status, out, err = self.bench("--against", "HEAD", "--time", "0.4")
        self.assertEqual(0, status, out + err)
        self.assertIn("linac: speed.new_bench is not in HEAD", err)

    def test_what_cannot_be(self):
        self.bench("--list")  # is built
        self.assert_one_line(1, ["nonsense", "no commit"], "--against", "nonsense")
        (self.project / "src/broken").touch()
        self.commit()
        (self.project / "src/broken").unlink()
        status, _, err = self.bench("--against", "HEAD")
        self.assertEqual(1, status)
        self.assertRegex(err, r"it is broken\nlinac: HEAD cannot be compared: gleam build fails there\n\Z")

    def test_another_linac(self):
        other = self.make_tool("linac-other", f'exec {LINAC} "$@"\n')
        status, out, err = self.bench("--against", f"linac={other}", "--time", "0.4")
        self.assertEqual(0, status, out + err)
        self.assertIn("before", out)


class Instructions(BenchTest):
    def test_without_valgrind(self):
        self.only_tools()
        self.assert_one_line(1, ["valgrind"], *SHORT, "--vs", "none", "--instructions")

    @unittest.skipUnless(shutil.which("valgrind"), "no valgrind")
    def test_counted(self):
        status, rows, err = self.measured(*SHORT, "--vs", "none", "--instructions", "--filter", "sum")
        self.assertEqual((0, ""), (status, err))
        series = rows["garden.sum_bench"][0]
        # Of a list of a thousand, made and added up.
        self.assertTrue(5_000 < series["counters"]["instructions"] < 200_000, series["counters"])
        self.assertTrue(series["seconds"])


if __name__ == "__main__":
    if "--linac" in sys.argv:
        at = sys.argv.index("--linac")
        LINAC = os.path.abspath(sys.argv[at + 1])
        del sys.argv[at:at + 2]
    unittest.main()
