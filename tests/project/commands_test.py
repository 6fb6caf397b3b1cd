#!/usr/bin/env python3
"""What linac does around a project's program: builds that are old, errors in one line, options of linac test,
escripts and shipments, linac env, signals.

Usage: commands_test.py [--linac FILE] [CLASS.test]...
"""

import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree
import zipfile

import project_test

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = HERE.parents[1] / "scripts/long/gleam_packages"
LINAC = str(HERE.parents[1] / "build/release/linac")


class ProjectTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.base = pathlib.Path(temporary.name).resolve()
        self.project = project_test.make_project(self.base)
        self.tools = self.base / "tools"
        self.tools.mkdir()
        self.environment = {"PATH": str(self.tools), "HOME": str(self.base),
                            "TMPDIR": str(self.base)}

    def run_linac(self, *words, cwd=None, command=None, before=None):
        done = subprocess.run([command or LINAC, *map(str, words)], cwd=cwd or self.project,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=120, check=False, preexec_fn=before)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def assert_one_line(self, status, words, *arguments, cwd=None):
        got, out, err = self.run_linac(*arguments, cwd=cwd)
        self.assertEqual((status, ""), (got, out), err)
        self.assertRegex(err, r"\Alinac: [^\n]+\n\Z")
        for word in words:
            self.assertIn(word, err)

    def make_tool(self, name, script):
        file = self.tools / name
        file.write_text("#!/bin/sh\n" + script, encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def change(self, name="src/workshop.gleam"):
        """A source that is newer than what was made of it."""
        made = self.project / "build/dev/erlang/workshop/ebin/workshop.beam"
        later = made.stat().st_mtime + 10
        os.utime(self.project / name, (later, later))

    def age_sources(self):
        for file in self.base.rglob("*"):
            if file.suffix in (".gleam", ".erl", ".toml"):
                os.utime(file, (1_000_000_000, 1_000_000_000))


class Builds(ProjectTest):
    def setUp(self):
        super().setUp()
        self.age_sources()

    def test_current_build_needs_no_gleam(self):
        self.make_tool("gleam", "exit 9\n")
        self.assertEqual(0, self.run_linac("run")[0])

    def test_newer_source_is_built(self):
        self.change()
        self.make_tool("gleam", 'echo "gleam $@ in $PWD"\n')
        status, out, _ = self.run_linac("run")
        self.assertEqual(0, status)
        self.assertIn(f"gleam build --target erlang in {self.project}\n", out)
        self.assertIn("nothing is to be done", out)

    def test_what_gleam_leaves_as_it_is(self):
        """A source that is newer without another content: gleam need not make its module anew."""
        os.utime(self.project / "src/workshop.gleam")
        self.make_tool("gleam", "echo built\n")
        for expected in (True, False, False):
            status, out, _ = self.run_linac("run")
            self.assertEqual((0, expected), (status, "built\n" in out))
        self.make_tool("gleam", "exit 5\n")
        self.assertEqual(0, self.run_linac("run")[0])
        later = time.time() + 1000
        os.utime(self.project / "src/workshop.gleam", (later, later))
        for _ in range(2):
            self.assertEqual(5, self.run_linac("run")[0])

    def test_newer_source_of_a_package_nearby(self):
        os.utime(self.base / "toolbox/src/toolbox_app.erl")
        self.make_tool("gleam", "exit 7\n")
        self.assertEqual((7, "", ""), self.run_linac("run"))

    def test_failed_build_runs_nothing_old(self):
        self.change()
        self.make_tool("gleam", "echo broken >&2\nexit 5\n")
        self.assertEqual((5, "", "broken\n"), self.run_linac("test"))

    def test_failed_build_where_children_are_ignored(self):
        """SIGCHLD as ignored is inherited, and then the system keeps no status of a child."""
        self.change()
        self.make_tool("gleam", "exit 5\n")
        self.assertEqual((5, "", ""), self.run_linac(
            "run", before=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)))

    def test_gleam_that_cannot_be_started(self):
        self.change()
        self.make_tool("gleam", "")
        (self.tools / "gleam").write_text("#!/nowhere/sh\n", encoding="utf-8")
        for command in ("run", "test"):
            self.assert_one_line(1, ["gleam: No such file or directory"], command)

    def test_without_gleam_a_warning(self):
        self.change("test/output_tests.erl")
        status, out, err = self.run_linac("run")
        self.assertEqual(0, status)
        self.assertRegex(err, r"\Alinac: .*output_tests.erl is newer than the build[^\n]*\n\Z")
        self.assertIn("nothing is to be done", out)

    def test_no_build(self):
        self.change()
        self.make_tool("gleam", "exit 5\n")
        status, out, err = self.run_linac("run", "--no-build")
        self.assertEqual((0, ""), (status, err))
        self.assertIn("nothing is to be done", out)

    def test_no_build_there(self):
        shutil.rmtree(self.project / "build")
        self.assert_one_line(1, ["workshop", "gleam build"], "run")


class Errors(ProjectTest):
    def test_no_project(self):
        self.assert_one_line(2, ["gleam.toml"], "test", cwd=self.tools)

    def test_javascript(self):
        toml = self.project / "gleam.toml"
        toml.write_text('target = "javascript"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
        self.assert_one_line(1, ["javascript", "--target erlang"], "run", "--no-build")
        status, out, _ = self.run_linac("run", "--no-build", "--target", "erlang")
        self.assertEqual(0, status)
        self.assertIn("nothing is to be done", out)

    def test_no_module(self):
        self.assert_one_line(1, ["no module shed/door", "-m"], "run", "--no-build", "-m", "shed/door")

    def test_no_main(self):
        self.assert_one_line(1, ["toolbox_counter", "main"], "run", "--no-build", "-m", "toolbox_counter")

    def test_bad_module_name(self):
        self.assert_one_line(2, ["Shed"], "run", "--no-build", "-m", "Shed")

    def test_no_runner(self):
        (self.project / "build/dev/erlang/workshop/ebin/workshop@@main.beam").unlink()
        self.assert_one_line(1, ["workshop@@main", "gleam build"], "run", "--no-build")
        self.assert_one_line(1, ["workshop@@main", "gleam build"], "test", "--no-build", "--slowest")

    def test_filtered_as_unfiltered(self):
        self.assert_one_line(1, ["toolbox_counter", "main"],
                             "test", "--no-build", "-m", "toolbox_counter", "--filter", "x")

    def test_broken_gleam_toml(self):
        toml = self.project / "gleam.toml"
        for content in (b"", b"[dependencies]\n", b"\x00\xff\xfe"):
            toml.write_bytes(content)
            self.assert_one_line(2, [f"{toml}: has no name"], "run")
            self.assert_one_line(2, [f"{toml}: has no name"], "run", self.project, cwd=self.tools)
        toml.unlink()
        toml.symlink_to("nowhere.toml")
        self.assert_one_line(2, [f"{toml}: No such file"], "run")
        toml.unlink()
        toml.mkdir()
        self.assert_one_line(2, [f"{toml}: is a folder"], "run")

    def test_project_options_outside(self):
        for words in (["-m", "x"], ["--root", "."], ["--target", "erlang"], ["--no-build"]):
            self.assert_one_line(2, ["no gleam.toml"], "run", *words, cwd=self.tools)
        self.assert_one_line(2, ["FILE.beam", "gleam.toml"], "run", cwd=self.tools)

    def test_report_that_cannot_be_written(self):
        for name in ("", ".", "nowhere/report.xml"):
            self.assert_one_line(2, ["--junit"], "test", "--no-build", "--junit", name)
        status, _, err = self.run_linac("test", "--no-build", "--junit", "/dev/full", "--", "passing_tests")
        self.assertEqual(1, status)
        self.assertRegex(err, r"\Alinac: /dev/full: [^\n]+\n\Z")

    def test_bad_options(self):
        self.assert_one_line(2, ["--shard", "4/3"], "test", "--no-build", "--shard", "4/3")
        for scale in ("0", "-1", "1.5", "x", ""):
            self.assert_one_line(2, ["--scale-timeouts", f"'{scale}'"], "test", "--no-build",
                                 f"--scale-timeouts={scale}")
        self.assert_one_line(2, ["--target", "javascript"], "run", "--target", "javascript")
        self.assert_one_line(2, ["--root", "nowhere"], "test", "--root", "nowhere")
        self.assert_one_line(2, ["--sharp"], "test", "--sharp")

    def test_shipment_that_is_nowhere(self):
        """The words behind it are not blamed."""
        for words in (["a"], ["a", "b"]):
            self.assert_one_line(2, ["nowhere/erlang-shipment: there is no such"],
                                 "run", "nowhere/erlang-shipment", *words, cwd=self.base)


@unittest.skipUnless(shutil.which("erlc"), "needs erlc")
class NativeCode(ProjectTest):
    """A package that wants a NIF: one line says so, whatever the program makes of it."""

    def compile(self, name, code):
        ebin = self.project / "build/dev/erlang/argus/ebin"
        ebin.mkdir(parents=True, exist_ok=True)
        source = self.base / f"{name}.erl"
        source.write_text(f"-module({name}).\n{code}", encoding="utf-8")
        subprocess.run([shutil.which("erlc"), "-o", str(ebin), str(source)], check=True, timeout=60)
        return ebin / f"{name}.beam"

    LINE = (r"\Alinac: package argus: module argus_nif wants native code \(the NIF /lib/argus\), which Linac "
            r"cannot load: use a package that is all Gleam and Erlang, or run this program with Erlang\n")

    def test_no_other_code(self):
        self.compile("argus_nif", "-export([hash/1]).\n-on_load(init/0).\n"
                     'init() -> erlang:load_nif("/lib/argus", 0).\nhash(_) -> erlang:nif_error(unloaded).\n')
        user = self.compile("argus", "-export([main/0]).\nmain() -> argus_nif:hash(1).\n")
        status, out, err = self.run_linac(user)
        self.assertEqual((1, ""), (status, out))
        self.assertRegex(err, self.LINE)
        self.assertIn("argus_nif", err)
        self.assertIn("did not exist", err)
        self.assertEqual((1, "erlang:load_nif/2  called by argus_nif; it is there, and only raises\n", ""),
                         self.run_linac("imports", user.with_name("argus_nif.beam")))

    def test_erlang_code_in_its_place(self):
        self.compile("argus_nif", "-export([hash/1]).\n-on_load(init/0).\n"
                     'init() ->\n    {error, {load_failed, Why}} = erlang:load_nif("/lib/argus", 0),\n'
                     "    true = is_list(Why),\n    ok.\nhash(N) -> N * 31.\n")
        user = self.compile("argus", '-export([main/0]).\nmain() -> io:format("~p~n", [argus_nif:hash(2)]).\n')
        status, out, err = self.run_linac("run", user, "--print", "none")
        self.assertEqual((0, "62\n"), (status, out))
        self.assertRegex(err, self.LINE + r"\Z")


@unittest.skipUnless(shutil.which("erlc"), "needs erlc")
class PlainApplications(ProjectTest):
    """Applications in which nothing runs are noted, and started when somebody asks the controller."""

    APPLICATIONS = {
        "leaf": "{application, leaf, [{vsn, \"1.0\"}, {description, \"a leaf\"}, {env, [{colour, green}]}]}.",
        "middle": "%% one\n{application, 'middle', [{vsn, \"2\" \".0\"}, {applications, [kernel, leaf, stdlib]}]}.\n",
        "top": "{application, top, [{applications, [middle, leaf]}, {mod, []}, {vsn, \"3.0\"}]}.\n",
        "by_parser": "{application, by_parser, [{applications, [leaf]}, {env, [{size, 16#ff}]}]}.\n",
        "broken": "{application, broken, [",
        "twisted": "{application, twisted, [{applications, [leaf]}, {env, [{a, 1}, twisted]}]}.",
        "called": "{application, called, [{applications, [leaf]}, {mod, {plain, here}}]}.\n",
    }
    CODE = """-module(plain).
-export([main/0, start/2, stop/1]).
start(normal, here) -> {ok, spawn_link(fun() -> receive stop -> ok end end)}.
stop(_) -> ok.
show(Term) -> io:format("~0p~n", [Term]).
main() -> [run(list_to_atom(Word)) || Word <- init:get_plain_arguments()], ok.
run(controller) -> show(whereis(application_controller) =/= undefined);
run(which) -> show([Name || {Name, _, _} <- application:which_applications(), Name =/= kernel, Name =/= stdlib]);
run(env) -> show({application:get_env(leaf, colour), application:get_key(top, vsn)});
run(stop) -> show({application:stop(middle), application:stop(nobody)});
run(several) -> show(application:ensure_all_started([leaf, kernel, top, stdlib, leaf], transient));
run(Name) -> show(application:ensure_all_started(Name)).
"""

    def setUp(self):
        super().setUp()
        for name, text in self.APPLICATIONS.items():
            ebin = self.base / "lib" / name / "ebin"
            ebin.mkdir(parents=True)
            (ebin / f"{name}.app").write_text(text, encoding="utf-8")
        source = self.base / "plain.erl"
        source.write_text(self.CODE, encoding="utf-8")
        self.beam = self.base / "lib/top/ebin/plain.beam"
        subprocess.run([shutil.which("erlc"), "-o", str(self.beam.parent), str(source)], check=True, timeout=60)

    def told(self, *words):
        status, out, err = self.run_linac("run", self.beam, "--print", "none", "--", *words)
        self.assertEqual((0, ""), (status, err))
        return [line for line in out.splitlines() if line[:1] in set("{[tf")]  # no reports

    def test_noted(self):
        self.assertEqual(["{ok,[leaf,middle,top]}", "{ok,[]}", "{ok,[]}", "false"],
                         self.told("top", "top", "leaf", "controller"))
        self.assertEqual(["{ok,[leaf,middle,top]}", "false"], self.told("several", "controller"))

    def test_the_controller_knows_them(self):
        self.assertEqual(["{ok,[leaf,middle,top]}", "[top,middle,leaf]", "{{ok,green},{ok,\"3.0\"}}", "{ok,[]}", "true"],
                         self.told("top", "which", "env", "middle", "controller"))
        self.assertEqual(["{ok,[leaf]}", "{ok,[middle,top]}", "{ok,{error,{not_started,nobody}}}",
                          "[top,leaf]", "{ok,[middle]}"],
                         self.told("leaf", "top", "stop", "which", "middle"))

    def test_what_has_to_run(self):
        self.assertEqual(["{ok,[leaf]}", "{ok,[called]}", "[called,leaf]", "{ok,[middle,top]}"],
                         self.told("leaf", "called", "which", "top"))
        self.assertEqual(["{ok,[leaf,by_parser]}", "[by_parser,leaf]"], self.told("by_parser", "which"))

    def test_what_cannot_start(self):
        for name in ("broken", "nowhere", "twisted"):
            self.assertRegex(self.told(name)[0], r"\A\{error,\{" + name)


class Places(ProjectTest):
    def test_folder_below(self):
        """The working folder stays."""
        status, out, _ = self.run_linac("run", "--no-build", cwd=self.project / "src/workshop")
        self.assertEqual(0, status)
        self.assertIn("nothing is to be done", out)

    def test_root(self):
        for words in (["--root", self.project, "--no-build"], [self.project, "--no-build"]):
            status, out, _ = self.run_linac("run", *words, "arguments", "--no-build", cwd=self.tools)
            self.assertEqual(0, status)
            self.assertIn('["--no-build"]', out)

    def test_flags_of_the_program(self):
        status, out, _ = self.run_linac("run", "--no-build", "--jit", "off", "arguments", "-m", "x", "--", "y")
        self.assertEqual(0, status)
        self.assertIn('["-m","x","--","y"]', out)

    def test_help_of_the_program(self):
        for flag in ("--help", "-h", "--version"):
            status, out, _ = self.run_linac("run", "--no-build", "arguments", flag)
            self.assertEqual(0, status)
            self.assertIn(f'["{flag}"]', out)
        script = self.base / "told.escript"
        script.write_text("#!/usr/bin/env escript\nmain(Words) -> io:format(\"~p~n\", [Words]).\n",
                          encoding="utf-8")
        self.assertEqual((0, '["--help"]\n', ""), self.run_linac("run", script, "--help"))

    def test_help_of_linac(self):
        for words in (["run", "--help"], ["run", "--no-build", "-h"], ["test", "--help"],
                      ["test", ".", "--help"], ["run", "x.beam", "--help"]):
            status, out, err = self.run_linac(*words)
            self.assertEqual((0, ""), (status, err))
            self.assertIn("Usage: linac", out)

    def test_shipment(self):
        shipment = self.base / "shipment"
        for package in project_test.PACKAGES:
            shutil.copytree(self.project / "build/dev/erlang" / package, shipment / package)
        (shipment / "entrypoint.sh").write_text("#!/bin/sh\n\nset -eu\n\nPACKAGE=workshop\n", encoding="utf-8")
        status, out, _ = self.run_linac("run", shipment, "arguments", "a", "--b", cwd=self.tools)
        self.assertEqual(0, status)
        self.assertIn('["a","--b"]', out)
        self.assertIn('["--help"]', self.run_linac("run", shipment, "arguments", "--help")[1])
        self.assertIn("toolbox has stopped", out)
        status, out, _ = self.run_linac("run", shipment, "priv_of_dependency", cwd=self.tools)
        self.assertIn("a file of the toolbox", out)

    def test_imports_of_all_packages(self):
        # What the project calls though it is nowhere: the library of the page, and what its cases are about.
        expected = "".join(f"{name}  called by {caller}; there is no module {name.split(':')[0]}\n" for name, caller in (
            ("gleam@string:inspect/1", "workshop@@main"), ("made_here:answer/0", "workshop_cases"),
            ("made_here:own/0", "workshop_cases"), ("nobody:home/2", "workshop_cases")))
        for words in ([], [self.project], [self.project / "build/dev/erlang"]):
            where = self.tools if words else self.project
            self.assertEqual((1, expected, ""), self.run_linac("imports", "--no-build", *words, cwd=where))

    def test_escript(self):
        script = self.base / "workshop.escript"
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            archive = self.base / "archive.zip"
            with zipfile.ZipFile(archive, "w", method) as packed:
                for file in (self.project / "build/dev/erlang").glob("*/ebin/*"):
                    packed.write(file, file.name)
            script.write_bytes(b"#!/usr/bin/env escript\n%%\n%%!-escript main workshop@@main\n"
                               + archive.read_bytes())
            status, out, err = self.run_linac("run", script, "halts", cwd=self.tools)
            # The arguments begin with the script's own name, as Erlang has it.
            self.assertEqual(1, status, out + err)
            self.assertIn("A function was called but it did not exist", err)
            self.assertIn("toolbox starts", out)
            self.assertIn("toolbox has stopped", out)

    def test_broken_escript(self):
        script = self.base / "broken"
        script.write_bytes(b"#!/usr/bin/env escript\n%%! -escript main x\nPK\x03\x04 no archive")
        self.assert_one_line(1, [f"{script}: holds no archive"], "run", script)

    def test_script_of_another_kind(self):
        script = self.base / "shell.sh"
        script.write_text("#!/bin/sh\necho no\n", encoding="utf-8")
        self.assert_one_line(1, [str(script), "does not name escript"], "run", script)


class Options(ProjectTest):
    def names_of(self, *options):
        """What the listener was told of: the names, the status."""
        status, out, _ = self.run_linac("test", "--no-build", *options, "--", "own", "passing_tests")
        return [line.split()[0] for line in out.splitlines() if line.startswith("passing_tests:")], status

    def test_filter(self):
        self.assertEqual((["passing_tests:sum_test"], 0), self.names_of("--filter", "sum_"))
        self.assertEqual((["passing_tests:sum_test"], 0), self.names_of("--filter=passing_tests.sum_test"))
        self.assertEqual(3, len(self.names_of("--filter", "generated")[0]))
        self.assertEqual([], self.names_of("--filter", "absent")[0])

    def test_shards_are_a_partition(self):
        every, _ = self.names_of()
        parts = [self.names_of("--shard", f"{i}/3")[0] for i in (1, 2, 3)]
        self.assertEqual(sorted(every), sorted(sum(parts, [])))
        self.assertTrue(all(parts))

    def test_none_that_the_filter_leaves_is_status_1(self):
        for words, status in ((["--filter", "no_such_test"], 1), (["--shard", "99/99"], 0),
                              (["--filter", "no_such_test", "--shard", "1/2"], 1)):
            self.assertEqual(status, self.run_linac("test", "--no-build", *words, "--", "passing_tests")[0], words)

    def test_filtered_failure_is_status_1(self):
        status, _, _ = self.run_linac("test", "--no-build", "--filter", "good", "--", "failing_tests")
        self.assertEqual(0, status)
        status, _, _ = self.run_linac("test", "--no-build", "--filter", "equal", "--", "failing_tests")
        self.assertEqual(1, status)

    def test_junit(self):
        status, _, _ = self.run_linac("test", "--no-build", "--junit", "report.xml", "--", "failing_tests")
        self.assertEqual(1, status)
        suite = xml.etree.ElementTree.parse(self.project / "report.xml").getroot()
        self.assertEqual(("6", "5"), (suite.get("tests"), suite.get("failures")))
        cases = {case.get("name"): case for case in suite}
        self.assertIsNone(cases["good_test"].find("failure"))
        self.assertIn("assertEqual", cases["equal_test"].find("failure").get("message"))
        self.assertIn("printed before it failed: €", cases["equal_test"].find("system-out").text)

    def test_junit_of_what_was_cancelled(self):
        """A test that never ends, a setup that raises, a generator that raises: none is a success."""
        for chosen, kind in (("", "timeout"), ("slow_", "timeout"), ("setup_", "setup_failed"),
                             ("bad_generator_", "generator_failed")):
            status, _, _ = self.run_linac("test", "--no-build", "--junit", "report.xml", "--filter", chosen,
                                          "--", "cancelled_tests")
            suite = xml.etree.ElementTree.parse(self.project / "report.xml").getroot()
            self.assertEqual((1, "0", "1"), (status, suite.get("failures"), suite.get("errors")), chosen)
            self.assertEqual([kind], [error.get("type") for error in suite.iter("error")])

    def test_junit_titles(self):
        source = self.base / "titled_tests.erl"
        source.write_text('-module(titled_tests).\n-export([sums_test_/0, plain_test/0]).\nplain_test() -> ok.\n'
                          'sums_test_() -> [{"one & two", fun() -> ok end}, {<<"three">>, fun() -> error(no) end}, '
                          'fun() -> ok end].\n', encoding="utf-8")
        env = pathlib.Path(self.run_linac("env")[1].strip())
        self.assertEqual(0, self.run_linac("-o", self.project / "build/dev/erlang/workshop/ebin", source,
                                           command=str(env / "erlc"))[0])
        self.run_linac("test", "--no-build", "--junit", "report.xml", "--", "titled_tests")
        suite = xml.etree.ElementTree.parse(self.project / "report.xml").getroot()
        functions = [case.get("name").partition(": ") for case in suite]
        self.assertIn(("plain_test", "", ""), functions)
        self.assertEqual(["", "", "one & two", "three"], sorted(title for _, _, title in functions))
        self.assertEqual(["three"], [case.get("name").partition(": ")[2] for case in suite
                                     if case.find("failure") is not None])

    def test_slowest(self):
        status, out, _ = self.run_linac("test", "--no-build", "--slowest", "--", "passing_tests")
        self.assertEqual(0, status)
        told = out[out.index("slowest tests:"):].splitlines()[1:]
        self.assertEqual(10, len([line for line in told if " ms  passing_tests:" in line]))

    def test_watch(self):
        self.age_sources()
        running = subprocess.Popen([LINAC, "test", "--watch", "--no-build", "--", "passing_tests"],
                                   cwd=self.project, env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        try:
            for _ in range(2):
                for line in running.stdout:
                    if b"waiting for a source" in line:
                        break
                else:
                    self.fail("it ended")
                self.change()
                os.utime(self.project / "src/workshop_other.gleam")
        finally:
            running.kill()
            running.wait()
            running.stdout.close()

    def test_watch_ends_what_it_started(self):
        """Its tests, and the build that these have started."""
        self.age_sources()
        self.change()
        self.make_tool("gleam", "echo builds\nexec /bin/sleep 1000\n")
        for number in (signal.SIGTERM, signal.SIGINT):
            running = subprocess.Popen([LINAC, "test", "--watch"], cwd=self.project, env=self.environment,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual(b"builds\n", running.stdout.readline())
            running.send_signal(number)
            running.stdout.read()  # ends when nobody can write to it any more
            self.assertEqual(-number, running.wait(timeout=60))
            running.stdout.close()


class Packages(ProjectTest):
    def sum_up(self, counts, *flags):
        if counts is not None:
            (self.base / "counts").write_text(counts, encoding="utf-8")
            flags = ("--counts", self.base / "counts", *flags)
        self.environment["LINAC_GLEAM_PACKAGES"] = str(self.base)
        status, out, err = self.run_linac(PACKAGES, "--linac", LINAC, "--filter", "workshop", *flags,
                                          command=sys.executable)
        self.assertEqual("", err)
        return status, out

    def test_counts(self):
        passed = self.sum_up(None, "--", "--", "passing_tests")
        self.assertEqual(0, passed[0])
        count = passed[1].split()[1]
        self.assertEqual(passed, self.sum_up(f"workshop {count}\n", "--", "--", "passing_tests"))
        status, out = self.sum_up(f"workshop {int(count) + 1}\n", "--", "--", "passing_tests")
        self.assertEqual(1, status)
        self.assertIn(f"{int(count) + 1} are expected", out)
        self.assertEqual((1, "workshop: left out, it has no count\nworkshop_b: is not there\n"
                             "0 tests passed, 1 projects not as expected\n"), self.sum_up("workshop_b 1"))

    def test_failures(self):
        status, out = self.sum_up(None, "--", "--", "failing_tests")
        self.assertEqual(1, status)
        failing = re.findall(r"(failing_tests:\w+) fails", out)
        self.assertEqual(5, len(failing))
        self.assertEqual(0, self.sum_up("workshop 1 " + " ".join(failing), "--", "--", "failing_tests")[0])
        status, out = self.sum_up("workshop 1 failing_tests:good_test " + " ".join(failing[1:]),
                                  "--", "--", "failing_tests")
        self.assertEqual(1, status)
        self.assertIn(f"but {failing[0]} fails, failing_tests:good_test does not fail\n", out)

    def test_skipped(self):
        status, out, _ = self.run_linac(PACKAGES, command=sys.executable)
        self.assertEqual((0, True), (status, out.startswith("skipped: LINAC_GLEAM_PACKAGES")))


class Emulator(ProjectTest):
    def setUp(self):
        super().setUp()
        status, out, err = self.run_linac("env")
        self.assertEqual((0, ""), (status, err))
        self.env = pathlib.Path(out.strip())

    def test_folder(self):
        self.assertEqual({"erl", "erlc", "escript"}, {file.name for file in self.env.iterdir()})
        self.assertEqual(str(self.env), self.run_linac("env")[1].strip())

    def test_erl_as_gleam_calls_it(self):
        words = []
        for package in project_test.PACKAGES:
            words += ["-pa", self.project / "build/dev/erlang" / package / "ebin"]
        words += ["-eval", "workshop@@main:run(workshop)", "-noshell", "-extra", "arguments", "-x"]
        status, out, err = self.run_linac(*words, command=str(self.env / "erl"))
        self.assertEqual((0, ""), (status, err))
        self.assertIn('["-x"]', out)

    def test_erl_evaluates(self):
        erl = str(self.env / "erl")
        self.assertEqual((0, "3\n", ""), self.run_linac(
            "-noshell", "-eval", 'X = 1 + 2, io:format("~p~n", [X])', "-eval", "halt()", command=erl))
        self.assertEqual((0, "", ""), self.run_linac("-noshell", "-eval", "halt().", command=erl))
        self.assertEqual(7, self.run_linac("-noshell", "-eval", "init:stop(7)", command=erl)[0])
        status, out, err = self.run_linac("-noshell", "-eval", "error(oh)", command=erl)
        self.assertEqual((1, ""), (status, out))
        self.assertTrue(err.startswith("Error! Failed to eval: error(oh)\n\nRuntime terminating during boot ({oh,"),
                        err)

    def test_erl_starts(self):
        """-s and -run, in the order of all that is to run; what is not known is passed over with its values."""
        erl = str(self.env / "erl")
        self.assertEqual((0, "a\n[b,'C']\n[\"b\",\"C\"]\n", ""), self.run_linac(
            "-noshell", "-unknown", "value", "-env", "X", "a", "-eval", 'io:format("~s~n", [os:getenv("X")])',
            "-s", "erlang", "display", "b", "C", "-run", "erlang", "display", "b", "C", "-s", "init", "stop",
            command=erl))
        self.assertRegex(self.run_linac("-version", command=erl)[2],
                         r"\AErlang \(SMP\) \(LINAC\) emulator version [0-9.]+\n\Z")
        status, _, err = self.run_linac("-noshell", "-s", "lists", "nofun", command=erl)
        self.assertEqual(1, status)
        self.assertIn("Runtime terminating during boot ({undef,[{lists,nofun,[],[]}", err)
        self.assertEqual((2, "", "linac: as erl: there is no shell; -noshell is needed\n"),
                         self.run_linac("-stdlib", "shell_history", command=erl))

    def test_erlc_options(self):
        erlc = str(self.env / "erlc")
        (self.base / "made.erl").write_text("-module(made).\n-export([f/0]).\nf() -> ?N.\n", encoding="utf-8")
        self.assertEqual(0, self.run_linac("-DN=1", "-S", "-pa", "/nowhere", "made.erl", command=erlc,
                                           cwd=self.base)[0])
        self.assertTrue((self.base / "made.S").exists())
        status, out, err = self.run_linac("-unknown", "made.erl", command=erlc, cwd=self.base)
        self.assertEqual(1, status)
        self.assertIn("Unknown option: -unknown", out + err)
        self.assertEqual(1, self.run_linac("-DN=1", "-Werror", "+warn_missing_spec", "made.erl",
                                           command=erlc, cwd=self.base)[0])

    def test_erlc(self):
        erlc = str(self.env / "erlc")
        (self.base / "made.erl").write_text("-module(made).\n-export([f/0]).\nf() -> ?N.\n", encoding="utf-8")
        self.assertEqual((0, "", ""), self.run_linac("-o", self.tools, "-DN=42", "made.erl",
                                                     command=erlc, cwd=self.base))
        self.assertEqual((0, "42\n", ""), self.run_linac(self.tools / "made.beam", "made:f/0"))
        (self.base / "made.erl").write_text("-module(made).\nf() -> 1.\n", encoding="utf-8")
        self.assertIn("unused", self.run_linac("made.erl", command=erlc, cwd=self.base)[1])
        self.assertEqual((0, "", ""), self.run_linac("-W0", "made.erl", command=erlc, cwd=self.base))
        (self.base / "made.erl").write_text("-module(made).\nf() -> .\n", encoding="utf-8")
        status, out, _ = self.run_linac("made.erl", command=erlc, cwd=self.base)
        self.assertEqual(1, status)
        self.assertIn("made.erl:2:", out)

    def test_what_gleam_writes(self):
        """Its strings are sigils; documentation stands between functions."""
        erlc = str(self.env / "erlc")
        (self.base / "made.erl").write_text("""-module(made).
-export([f/1, g/0]).
-if(?OTP_RELEASE >= 27).
-define(MODULEDOC(Str), -moduledoc(Str)).
-define(DOC(Str), -doc(Str)).
-else.
-define(MODULEDOC(Str), -compile([])).
-define(DOC(Str), -compile([])).
-endif.
?MODULEDOC(" A module\\n" " of two").
-spec g() -> any().
g() -> [<<(f(~"é\\x{100}"))/binary, ~"\\\""/binary>>, f("éa"), f("e")].
?DOC(" A function").
-spec f(any()) -> binary().
f(~"é\\x{100}") -> ~b"one" ;
f(~s"é" ++ _) -> ~"two";
f([_|_]) -> ~"three".
""", encoding="utf-8")
        self.assertEqual((0, "", ""), self.run_linac("-o", self.tools, "made.erl", command=erlc, cwd=self.base))
        self.assertEqual((0, '["one\\"", "two", "three"]\n', ""),
                         self.run_linac(self.tools / "made.beam", "made:g/0"))

    def test_old_compiler(self):
        """One line says what to do, and what uses the folder's name goes on."""
        ebin = self.base / "old/lib/stdlib-9.9/ebin"
        ebin.mkdir(parents=True)
        (self.base / "erl_scan.erl").write_text("-module(erl_scan).\n-export([string/1]).\n"
                                                "string([$~ | _]) -> {ok, [{'~', 1}, {string, 1, []}], 1}.\n")
        self.assertEqual((0, "", ""), self.run_linac("-o", ebin, "erl_scan.erl", cwd=self.base,
                                                     command=str(self.env / "erlc")))
        (self.base / "gleam@@compile.erl").write_text("#!/usr/bin/env escript\nmain(_) -> ok.\n")
        self.environment["LINAC_OTP"] = str(self.base / "old")
        line = (f"linac: the Erlang in LINAC_OTP ({self.base}/old) is older than OTP 27: its compiler does not know "
                "what Gleam writes. Set LINAC_OTP to the folder of OTP 27 or later, or unset it.\n")
        self.assertEqual((0, f"{self.env}\n", line), self.run_linac("env"))
        err = self.run_linac(self.base / "gleam@@compile.erl", command=str(self.env / "escript"))[2]
        self.assertEqual(line, err[:len(line)])
        self.environment["LINAC_OTP"] = "/nowhere"
        status, out, err = self.run_linac("env")
        self.assertEqual((0, f"{self.env}\n"), (status, out))
        self.assertIn("/nowhere", err)

    def test_escript_of_source(self):
        script = self.base / "script"
        script.write_text("#!/usr/bin/env escript\n%% a comment\n-mode(compile).\n-if(true).\n"
                          'main([A]) -> io:format("~ts~n", [A]), helper().\n-endif.\nhelper() -> halt(6).\n',
                          encoding="utf-8")
        self.assertEqual((6, "word\n", ""),
                         self.run_linac(script, "word", command=str(self.env / "escript")))

    def test_escript_that_is_nowhere(self):
        status, out, err = self.run_linac("nowhere", command=str(self.env / "escript"))
        self.assertEqual((1, "", "escript: Failed to open file: nowhere\n"), (status, out, err))

    def test_escript_of_source_writes_no_file(self):
        """Where names can be foreseen, others could put a link there."""
        self.environment["TMPDIR"] = "/nowhere"
        script = self.base / "script"
        script.write_text("#!/usr/bin/env escript\nmain(_) ->\n  oh.\nunknown() -> no().\n", encoding="utf-8")
        status, out, err = self.run_linac("run", script)
        self.assertEqual(127, status)
        self.assertIn(f"{script}:4:", out + err)
        script.write_text("%% not code\nmain(_) -> halt(6).\n", encoding="utf-8")
        self.assertEqual(6, self.run_linac(script, command=str(self.env / "escript"))[0])

    def test_escript_fails(self):
        """As OTP's: the first line of a script is never code, and warnings are told."""
        script = self.base / "script"
        for code, told in (('main(_) -> error(oops).', "escript: exception error: oops\n"),
                           ('main(_) -> lists:nope(1).', "escript: exception error: undefined function lists:nope/1"),
                           ('main(_) -> throw(x).', "escript: exception throw: x\n"),
                           ('nomain(_) -> ok.', "function main/1 undefined"),
                           ('main(_) -> halt(127).\nunused() -> ok.', ":3:1: Warning: function unused/0 is unused")):
            script.write_text("#!/usr/bin/env escript\n%%! -hidden -pa " + str(self.tools) + "\n" + code + "\n",
                              encoding="utf-8")
            status, out, err = self.run_linac("-c", script, command=str(self.env / "escript"))
            self.assertEqual(127, status, err)
            self.assertIn(told.replace(":3:1:", ":4"), (out + err).replace(":4:1:", ":4"))


class Signals(ProjectTest):
    def ended_by(self, number):
        running = subprocess.Popen([LINAC, "run", "--no-build", "lines"], cwd=self.project,
                                   env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        out = b""
        while b"first? " not in out:
            out += os.read(running.stdout.fileno(), 1000)
        running.send_signal(number)
        out += running.stdout.read()  # its input stays open, so that it does not end by itself
        running.wait(timeout=60)
        running.stdin.close()
        running.stdout.close()
        return running.returncode, out.decode()

    def test_applications_stop(self):
        for number, status in ((signal.SIGTERM, 0), (signal.SIGINT, 130), (signal.SIGHUP, 129)):
            got, out = self.ended_by(number)
            self.assertEqual(status, got)
            self.assertIn("toolbox has stopped: kept\n", out)


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--linac":
        LINAC = str(pathlib.Path(sys.argv[2]).resolve())
        del sys.argv[1:3]
    unittest.main()
