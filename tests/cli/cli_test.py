#!/usr/bin/env python3
"""The executable as a user meets it: results, errors, status.

Usage: cli_test.py [--linac FILE] [CLASS | CLASS.test]...
"""

import argparse
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
FIXTURES = ROOT / "tests/cli/fixtures"
PROOF = EXAMPLES / "proof.beam"
LINAC = ROOT / "build/release/linac"


PATIENCE = 300  # seconds; a test that waits so long has failed


class CliTest(unittest.TestCase):
    """Runs linac in an empty folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    if not hasattr(unittest.TestCase, "enterContext"):  # before Python 3.11
        def enterContext(self, context):
            result = context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)
            return result

    def compile(self, name, *body, exports="main/0"):
        source = self.folder / f"{name}.erl"
        source.write_text(f"-module({name}).\n-export([{exports}]).\n" + "\n".join(body) + "\n",
                          encoding="utf-8")
        subprocess.run(["erlc", source.name], cwd=self.folder, check=True, timeout=PATIENCE)
        return f"{name}.beam"

    def wait_until(self, holds):
        limit = time.monotonic() + PATIENCE
        while not holds():
            self.assertLess(time.monotonic(), limit, "it has not come to pass")
            time.sleep(0.01)

    def linac(self, *arguments):
        done = subprocess.run([str(LINAC), *map(str, arguments)], cwd=self.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
        self.assertGreaterEqual(done.returncode, 0, f"ended by a signal: {done.stderr}")
        return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")

    def assert_prints(self, expected, *arguments):
        self.assertEqual((0, expected, ""), self.linac(*arguments))

    def assert_one_line_error(self, status, words, *arguments):
        """Nothing on stdout, one line on stderr with each of `words`."""
        got, out, err = self.linac(*arguments)
        self.assertEqual((status, ""), (got, out), err)
        self.assertRegex(err, r"\A[^\n]+\n\Z")
        for word in words:
            self.assertIn(word, err)


class Run(CliTest):
    def test_factorial(self):
        self.assert_prints("2432902008176640000\n", PROOF, "proof:factorial/1", "--", "20")

    def test_result_past_a_machine_word(self):
        self.assert_prints("15511210043330985984000000\n", PROOF, "proof:factorial/1", "--", "25")

    def test_suite_fib(self):
        beam = ROOT / "bench/suite/beam27/b_fib.beam"
        self.assert_prints("832040\n", beam, "b_fib:run/1", "--", "30")

    def test_run_command(self):
        self.assert_prints("120\n", "run", PROOF, "proof:factorial/1", "--", "5")

    def test_relative_path(self):
        shutil.copy(PROOF, self.folder)
        self.assert_prints("120\n", "proof.beam", "proof:factorial/1", "--", "5")

    def test_two_folders(self):
        """A call from one package to another, each in a folder that only --dir names."""
        for package, module in (("invoice", "invoice"), ("money", "money@tax")):
            (self.folder / package).mkdir()
            shutil.copy(EXAMPLES / f"two_packages/{package}/ebin/{module}.beam",
                        self.folder / package)
        self.assert_prints("7200\n", "invoice/invoice.beam", "invoice:total/2", "--dir", "invoice",
                           "--dir", "money", "--", "3", "2000")

    def test_build_folder(self):
        """The other packages of FILE's build folder are found without --dir."""
        beam = EXAMPLES / "two_packages/invoice/ebin/invoice.beam"
        self.assert_prints("7200\n", beam, "invoice:total/2", "--", "3", "2000")

    def test_hello(self):
        self.assert_prints("Hello from Gleam! \U0001f31f\n", EXAMPLES / "hello.beam", "hello:main/0")

    def test_perf_map(self):
        """What perf reads: a line for each function that was compiled."""
        done = subprocess.Popen([str(LINAC), str(PROOF), "proof:factorial/1", "--jit=force",
                                 "--jit-perf-map", "--", "5"], stdout=subprocess.PIPE)
        self.assertEqual(b"120\n", done.communicate(timeout=PATIENCE)[0])
        names = pathlib.Path(f"/tmp/perf-{done.pid}.map")
        text = names.read_text("utf-8")
        names.unlink()
        self.assertRegex(text, r"(?m)^[0-9a-f]+ [0-9a-f]+ proof:factorial/1$")

    def test_main_with_an_error_as_result(self):
        self.assert_prints("", FIXTURES / "failures.beam", "failures:main/0")


class Entry(CliTest):
    def test_option(self):
        self.assert_prints("832040\n", PROOF, "--entry", "proof:fibonacci/1", "--", "30")

    def test_without_arity(self):
        self.assert_prints("120\n", PROOF, "proof:factorial", "--", "5")

    def test_nested_module(self):
        beam = EXAMPLES / "two_packages/money/ebin/money@tax.beam"
        for entry in ("money/tax:add/2", "money@tax:add/2"):
            self.assert_prints("120\n", beam, entry, "--", "100", "20")

    def test_negative_argument(self):
        self.assert_prints("1\n", PROOF, "proof:factorial/1", "--", "-7")


class Errors(CliTest):
    def test_argument_of_another_type(self):
        status, out, err = self.linac(PROOF, "proof:factorial/1", "--", "abc")
        self.assertEqual((1, ""), (status, out))
        self.assertIn("factorial", err)

    def test_wrong_argument_count(self):
        for arguments in ([], ["1", "2"]):
            self.assert_one_line_error(
                2, ["proof:factorial/1"], PROOF, "proof:factorial/1", "--", *arguments)

    def test_missing_file(self):
        self.assert_one_line_error(1, ["nowhere.beam"], "nowhere.beam", "nowhere:main/0")

    def test_folder_as_file(self):
        (self.folder / "folder.beam").mkdir()
        self.assert_one_line_error(1, ["folder.beam"], "folder.beam", "folder:main/0")

    def test_missing_function(self):
        self.assert_one_line_error(1, ["proof:nothing/1"], PROOF, "proof:nothing/1", "--", "1")

    def test_missing_module(self):
        self.assert_one_line_error(1, ["other"], PROOF, "other:main/0")

    def test_text_file(self):
        (self.folder / "text.beam").write_text("pub fn main() { Nil }\n", encoding="utf-8")
        self.assert_one_line_error(1, ["text.beam"], "text.beam", "text:main/0")

    def test_empty_file(self):
        (self.folder / "empty.beam").touch()
        self.assert_one_line_error(1, ["empty.beam"], "empty.beam", "empty:main/0")

    def test_truncated_file(self):
        whole = PROOF.read_bytes()
        broken = self.folder / "proof.beam"
        for length in range(1, len(whole) - 4, max(1, len(whole) // 25)):
            with self.subTest(length=length):
                broken.write_bytes(whole[:length])
                self.assert_one_line_error(
                    1, ["proof.beam"], "proof.beam", "proof:factorial/1", "--", "5")


class Usage(CliTest):
    def test_help(self):
        status, out, err = self.linac("--help")
        self.assertEqual((0, ""), (status, err))
        self.assertRegex(out, r"(?i)\busage\b")
        for word in ("--dir", "--entry", "FILE.beam"):
            self.assertIn(word, out)

    def test_version(self):
        status, out, err = self.linac("--version")
        self.assertEqual((0, ""), (status, err))
        project = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        version = re.search(r"project\(linac VERSION ([0-9.]+)", project)[1]
        self.assertRegex(out, rf"\Alinac {re.escape(version)}\b")

    def assert_bad_usage(self, words, *arguments):
        status, out, err = self.linac(*arguments)
        self.assertEqual((2, ""), (status, out), err)
        for word in words:
            self.assertIn(word, err)

    def test_unknown_option(self):
        self.assert_bad_usage(["--no-such-option"], "--no-such-option")

    def test_missing_folder(self):
        self.assert_bad_usage(["nowhere"], PROOF, "proof:factorial/1", "--dir", "nowhere", "--", "5")

    def test_option_without_value(self):
        self.assert_bad_usage(["--dir"], PROOF, "proof:factorial/1", "--dir")

    def test_option_with_a_value_too_many(self):
        for words in ((PROOF, "--sandbox=all"), (PROOF, "--observe=1"), ("run", "--no-build=yes"), ("test", "--watch=1"),
                      ("imports", "--json=2"), ("bench", "--no-build=1")):
            with self.subTest(words=words):
                name = str(words[1]).split("=", maxsplit=1)[0]
                self.assert_bad_usage([f"{name} takes no value"], *words)

    def test_wrong_option_outside_a_project(self):
        self.assert_bad_usage(["-m needs a value"], "run", "-m")
        self.assert_bad_usage(["--target: 'c'"], "run", "--target", "c")

    def test_folder_that_is_no_project(self):
        (self.folder / "empty").mkdir()
        status, out, err = self.linac("run", "empty")
        self.assertEqual((1, "", 1), (status, out, err.count("\n")))
        self.assertIn("empty: is a folder without gleam.toml", err)

    def test_jit_mode_that_is_none(self):
        self.assert_bad_usage(["--jit", "fast"], PROOF, "proof:factorial/1", "--jit=fast", "--", "5")
        self.assert_bad_usage(["--jit-threshold", "few"], PROOF, "proof:factorial/1",
                              "--jit-threshold", "few", "--", "5")

    def test_jit_modes(self):
        for options in (["--jit=off"], ["--jit=on"], ["--jit", "on", "--jit-threshold", "0"]):
            with self.subTest(options=options):
                status, out, err = self.linac(PROOF, "proof:factorial/1", *options, "--", "5")
                self.assertEqual((0, "120\n", ""), (status, out, err))

    def test_entry_that_is_none(self):
        for entry in ("proof", "proof:", ":factorial/1", "proof:factorial/x", "proof:factorial/999"):
            with self.subTest(entry=entry):
                self.assert_bad_usage([entry], PROOF, "--entry", entry, "--", "5")


class Failures(CliTest):
    """A program that fails: status 1 and, on stderr, what a page of `gleam run` says."""

    def assert_page(self, words, entry, *arguments):
        """The words stand on the page in this order; colours do not count."""
        status, out, err = self.linac(FIXTURES / "failures.beam", f"failures:{entry}", "--",
                                      *arguments)
        self.assertEqual((1, ""), (status, out), err)
        self.assertNotIn("\x1b", err, "colours, and stderr is no terminal")
        at = 0
        for word in words:
            self.assertIn(word, err[at:])
            at = err.index(word, at) + len(word)

    def test_panic(self):
        self.assert_page(["runtime error: panic\n\nthe tank is empty\n\nstacktrace:\n",
                          "  failures.panics src/failures.gleam:4\n"], "panics/0")

    def test_panic_without_message(self):
        self.assert_page(["runtime error: panic\n\n`panic` expression evaluated.\n"],
                         "panics_plainly/0")

    def test_todo(self):
        self.assert_page(["runtime error: todo\n\ncount the sheep\n",
                          "  failures.is_unfinished src/failures.gleam:12\n"], "is_unfinished/0")

    def test_let_assert(self):
        self.assert_page(["runtime error: let assert\n\n"
                          "Pattern match failed, no pattern matched the value.\n\n"
                          "unmatched value:\n  Error(\"odd\")\n\nstacktrace:\n"
                          "  failures.let_assert src/failures.gleam:17\n"], "let_assert/1", "7")

    def test_let_assert_with_message(self):
        self.assert_page(["runtime error: let assert\n\nan even number is needed\n"],
                         "let_assert_message/1", "7")

    def test_assert(self):
        self.assert_page(["runtime error: assert\n\nAssertion failed.\n",
                          "  failures.assert_equal src/failures.gleam:28\n"],
                         "assert_equal/2", "1", "2")

    def test_assert_of_a_call(self):
        self.assert_page(["runtime error: assert\n\nmust be even\n",
                          "  failures.assert_call src/failures.gleam:33\n"], "assert_call/1", "3")

    def test_assert_of_and(self):
        self.assert_page(["runtime error: assert\n\nAssertion failed.\n"],
                         "assert_and/2", "True", "False")

    def test_frames_below(self):
        """Equal frames that follow each other are one; 62 is the line in the compiler's table."""
        self.assert_page(["runtime error: panic\n\nat the bottom\n\nstacktrace:\n"
                          "  failures.deep src/failures.gleam:45\n"
                          "  failures.deep src/failures.gleam:62\n"], "deep/1", "3")

    def test_error(self):
        self.assert_page(["runtime error: Erlang error\n", "a reason", "  failures.error "],
                         "error/1", "a reason")

    def test_exit(self):
        self.assert_page(["runtime error: Erlang exit\n", "a reason", "  failures.exit "],
                         "exit/1", "a reason")

    def test_throw(self):
        self.assert_page(["runtime error: Erlang throw\n", "a value", "  failures.throw "],
                         "throw/1", "a value")

    def test_badarg(self):
        self.assert_page(["runtime error: Erlang error\n", "erlang.binary_to_integer"],
                         "bad_argument/1", "x1")

    def test_undef(self):
        self.assert_page(["runtime error: Erlang error\n\n"
                          "A function was called but it did not exist.\n",
                          "  no_such_module.no_such_function"], "undefined/1", "1")


ENDS = FIXTURES / "ends.beam"
DATE = re.compile(r"\d{1,2}-[A-Z][a-z]{2}-\d{4}::\d\d:\d\d:\d\d\.\d{6}")


def masked(text):
    """Dates, pids and what depends on the memory's layout made alike."""
    text = re.sub(r"<\d+\.\d+\.\d+>", "<PID>", DATE.sub("DATE", text))
    return re.sub(r"(heap_size|stack_size|reductions): \d+", r"\1: N", text)


class Reports(CliTest):
    """Processes that crash, as Erlang's default handler tells of them."""

    ERROR = ("=ERROR REPORT==== DATE ===\nError in process <PID> with exit value:\n"
             "{{boom,\"text\"},\n"
             " [{ends,'-crash_error/0-fun-0-',0,[{file,\"ends.erl\"},{line,13}]}]}\n\n")

    def run_ends(self, function, *options):
        status, out, err = self.linac(ENDS, f"ends:{function}/0", "--print", "none", *options)
        self.assertEqual(0, status, err)
        return masked(out), masked(err)

    def test_error(self):
        self.assertEqual((f"before\n{self.ERROR}after\n", ""), self.run_ends("crash_error"))

    def test_where(self):
        self.assertEqual(("before\nafter\n", self.ERROR),
                         self.run_ends("crash_error", "--reports", "stderr"))
        self.assertEqual(("before\nafter\n", ""),
                         self.run_ends("crash_error", "--reports", "off"))
        out, err = self.run_ends("crash_error", "--reports", "gleam")
        self.assertEqual("before\nafter\n", out)
        self.assertIn("runtime error: Erlang error", err)
        self.assert_one_line_error(2, ["--reports", "here"], ENDS, "--reports", "here")

    def test_max_heap(self):
        """Told, unless the process has said that it should not be."""
        report = ("=ERROR REPORT==== DATE ===\n     Process:            <PID>\n"
                  "     Context:            maximum heap size reached\n     Max Heap Size:      10000\n"
                  "     Kill:               true\n     Error Logger:       true\n     Message Queue Len:  0\n\n")
        self.assertEqual((report, ""), self.run_ends("crash_heap"))
        self.assertEqual(("", report), self.run_ends("crash_heap", "--reports", "gleam"))
        for where in ("stdout", "gleam"):
            self.assertEqual(("", ""), self.run_ends("crash_heap_untold", "--reports", where))

    def test_exit_is_no_crash(self):
        self.assertEqual(("", ""), self.run_ends("crash_exit"))

    def test_throw(self):
        out, _ = self.run_ends("crash_throw")
        self.assertIn("with exit value:\n{{nocatch,ball},\n [{ends,", out)

    def test_long_reason(self):
        out, _ = self.run_ends("crash_long")
        self.assertIn("{{bad,[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,\n"
                      "       27,28,", out)

    def test_many_at_once(self):
        """No line of one report or print stands in another's."""
        out, err = self.run_ends("crash_many", "--schedulers", "4")
        self.assertEqual("", err)
        lines = re.sub(r"=ERROR REPORT==== DATE ===\nError in process <PID> with exit value:\n"
                       r"\{\{crash,\[[-\d,\n ]+\]\},\n \[\{ends,[^=]*?\}\]\}\n\n", "", out)
        self.assertEqual(200, out.count("=ERROR REPORT"))
        self.assertEqual(200, len(lines.splitlines()), lines)
        for line in lines.splitlines():
            self.assertRegex(line, r"\Aprinter [1-4] line \d+ of many\Z")

    def test_process_named_logger(self):
        """It gets the event as OTP's emulator sends it."""
        self.assertEqual(
            ('error "Error in process ~p with exit value:~n~p~n" true boom 1\n'
             "#{emulator => true,tag => error} true true\n", ""),
            self.run_ends("crash_with_logger"))

    def test_logger(self):
        out, _ = self.run_ends("logs")
        self.assertEqual((FIXTURES / "ends_logs.txt").read_text("utf-8"), out)

    def test_logger_in_all_modes(self):
        expected = self.run_ends("logs")
        for mode in (["--jit", "off"], ["--jit", "force"], ["--gc-stress", "1"]):
            self.assertEqual(expected, self.run_ends("logs", *mode))


class Ends(CliTest):
    """halt and signals."""

    def start(self, function, *options):
        process = subprocess.Popen([str(LINAC), str(ENDS), f"ends:{function}/0", *options], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process

    def end_of(self, process):
        out, err = process.communicate(timeout=PATIENCE)
        return process.returncode, out.decode(), err.decode()

    def test_halt(self):
        self.assertEqual((7, "printed\nby another\n", ""), self.linac(ENDS, "ends:halt_in_process/0"))
        for schedulers in ("1", "4"):
            self.assertEqual((3, "", ""), self.linac(ENDS, "ends:halt_under_load/0",
                                                     "--schedulers", schedulers))

    def test_stop(self):
        self.assertEqual((5, "stopping\n", ""), self.linac(ENDS, "ends:stop/0"))

    def test_halt_does_not_wait_for_a_dirty_thread(self):
        self.assertEqual((4, "", ""), self.linac(ENDS, "ends:dirty_then_halt/0"))

    def test_signals(self):
        for number, status, text in ((signal.SIGTERM, 0, ""), (signal.SIGINT, 130, ""),
                                     (signal.SIGHUP, 129, ""),
                                     (signal.SIGUSR1, 1, "linac: received SIGUSR1\n")):
            process = self.start("wait")
            self.assertEqual(b"ready\n", process.stdout.readline())
            process.send_signal(number)
            self.assertEqual((status, "", text), self.end_of(process), number)

    def test_signal_to_a_busy_program(self):
        process = self.start("spin")
        self.assertEqual(b"ready\n", process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        self.assertEqual((0, "", ""), self.end_of(process))

    def test_what_is_printed_shows_while_the_program_computes(self):
        for schedulers in ("1", "4"):
            for jit in ("off", "force"):
                process = self.start("spin", "--schedulers", schedulers, "--jit", jit)
                self.assertTrue(select.select([process.stdout], [], [], PATIENCE)[0])
                self.assertEqual(b"ready\n", process.stdout.readline())
                process.kill()
                process.wait()

    def test_what_is_printed_shows_before_a_wait(self):
        process = self.start("wait")
        self.assertEqual(b"ready\n", process.stdout.readline())
        process.kill()
        process.wait()

    def test_ignored_hangup(self):
        process = subprocess.Popen(["nohup", str(LINAC), str(ENDS), "ends:wait/0"], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(process.stdout.close)
        self.assertEqual(b"ready\n", process.stdout.readline())
        process.send_signal(signal.SIGHUP)
        time.sleep(0.2)
        self.assertIsNone(process.poll())
        process.send_signal(signal.SIGTERM)
        self.assertEqual(0, process.wait(timeout=PATIENCE))

    def test_messages_of_error_logger(self):
        """A format, also without arguments; and a function that makes the message when that is wanted."""
        beam = self.compile("m", """main() ->
            error_logger:error_msg("x~n"), error_logger:info_msg("~~"), error_logger:error_msg("~p", [y]),
            logger:error(fun(Z) -> {"~p", [Z]} end, z), logger:debug(fun(_) -> halt(7) end, z),
            init:stop(), receive never -> ok end.""")
        status, out, err = self.linac(beam)
        self.assertEqual((0, ""), (status, err))
        self.assertEqual(["x", "~", "y", "z"], [line for line in out.splitlines() if line and "REPORT" not in line])

    def test_closed_pipe(self):
        process = self.start("print_for_ever")
        process.stdout.read(100)
        process.stdout.close()
        self.assertEqual(1, process.wait(timeout=PATIENCE))
        self.assertEqual(b"", process.stderr.read())

    SIGNALS = """
        -behaviour(gen_event).
        -export([init/1, handle_event/2, handle_call/2, got/0]).
        init({To, _}) -> {ok, To};
        init(To) -> {ok, To}.
        handle_event(Signal, To) -> To ! {signal, Signal}, {ok, To}.
        handle_call(_, To) -> {ok, ok, To}.
        got() -> receive {signal, Signal} -> io:format("~p~n", [Signal]), Signal after 20000 -> io:format("none~n") end.
        """

    def signalled(self, program, *numbers):
        """What the program prints when each signal is sent as soon as it has printed a line."""
        beam = self.compile("s", self.SIGNALS, program)
        with subprocess.Popen([str(LINAC), beam], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as running:
            lines = [running.stdout.readline()]
            for number in numbers:
                running.send_signal(number)
                lines.append(running.stdout.readline())
            rest = running.stdout.read()
            return running.wait(timeout=PATIENCE), (b"".join(lines) + rest).decode()

    def test_signals_that_the_program_handles(self):
        program = """main() ->
            ok = os:set_signal(sigusr2, handle), ok = os:set_signal(sighup, handle), ok = os:set_signal(sigquit, handle),
            ok = gen_event:swap_handler(erl_signal_server, {erl_signal_handler, []}, {s, self()}),
            io:format("ready~n"), got(), got(), got(), got(), got(), io:format("done~n")."""
        self.assertEqual((0, "ready\nsigusr2\nsighup\nsigterm\nsigusr1\nsigquit\ndone\n"),
                         self.signalled(program, signal.SIGUSR2, signal.SIGHUP, signal.SIGTERM, signal.SIGUSR1, signal.SIGQUIT))

    def test_signals_and_the_handler_of_otp(self):
        program = """main() ->
            [erl_signal_handler] = gen_event:which_handlers(erl_signal_server), io:format("ready~n"), receive never -> ok end."""
        status, out = self.signalled(program, signal.SIGTERM)
        self.assertEqual(0, status)
        self.assertRegex(out, r"\Aready\n=INFO REPORT==== .* ===\nSIGTERM received - shutting down\n\n?\Z")

    def test_signals_that_are_ignored_or_the_systems(self):
        program = """main() ->
            ok = os:set_signal(sighup, ignore), ok = os:set_signal(sigusr1, ignore), ok = os:set_signal(sigusr2, ignore),
            ok = os:set_signal(sigalrm, ignore), os:cmd("kill -HUP $PPID; kill -USR1 $PPID; kill -USR2 $PPID; kill -ALRM $PPID"),
            ok = os:set_signal(sigterm, default), io:format("ready~n"), receive never -> ok end."""
        self.assertEqual((-signal.SIGTERM, "ready\n"), self.signalled(program, signal.SIGTERM))

    def test_signals_that_were_ignored_before_the_server_began(self):
        """The first signal that is told starts it, which wants others then."""
        program = """main() ->
            ok = os:set_signal(sigterm, ignore), ok = os:set_signal(sigusr2, handle), os:cmd("kill -USR2 $PPID"),
            [erl_signal_handler] = gen_event:which_handlers(erl_signal_server), os:cmd("kill -TERM $PPID"),
            ok = os:set_signal(sighup, handle), ok = gen_event:add_handler(erl_signal_server, s, self()), io:format("ready~n"),
            got(), io:format("done~n")."""
        self.assertEqual((0, "ready\nsighup\ndone\n"), self.signalled(program, signal.SIGHUP))

    def test_signals_that_are_none(self):
        beam = self.compile("s", "main() -> erlang:display([try os:set_signal(S, O) catch error:R -> R end",
                            "    || {S, O} <- [{sigint, handle}, {foo, ignore}, {sigterm, foo}, {sigstop, ignore}]]).")
        self.assert_prints("[badarg,badarg,badarg,ok]\n", beam)
        status, out, _ = self.linac("--sandbox", self.compile(
            "s", "main() -> io:format(\"~p~n\", [try os:set_signal(sigterm, ignore) catch error:R -> R end])."))
        self.assertEqual((0, "eperm\n"), (status, out))


OBSERVED = FIXTURES / "observed.beam"
ENTER, LEAVE = b"\033[?1049h", b"\033[r\033[?25h\033[?1049l"


class Observe(CliTest):
    """--observe: stderr is a terminal of 40 rows and 120 columns."""

    def start(self, *arguments, stdout=subprocess.PIPE):
        self.terminal, other = pty.openpty()
        self.addCleanup(os.close, self.terminal)
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        process = subprocess.Popen([str(LINAC), str(OBSERVED), *arguments], cwd=self.folder,
                                   stdin=subprocess.DEVNULL, stderr=other,
                                   stdout=other if stdout is None else stdout)
        os.close(other)
        self.addCleanup(process.kill)
        if process.stdout:
            self.addCleanup(process.stdout.close)
        self.shown = b""
        return process

    def read_until(self, words, process=None):
        """What the terminal gets until all words are there; without words until nobody writes to it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if words and all(re.search(word, self.shown) for word in words):
                return
            if not select.select([self.terminal], [], [], 1)[0]:
                continue
            try:
                got = os.read(self.terminal, 65536)
            except OSError:  # the other end is closed
                break
            if not got:
                break
            self.shown += got
        if words:
            self.fail(f"not all of {words} in {self.shown[-3000:]!r}")

    def end_churn(self):
        (self.folder / "over").touch()

    def assert_left(self):
        """The last thing that the terminal got was its first screen, and all that was entered was left."""
        self.assertEqual(self.shown.count(ENTER), self.shown.count(LEAVE), self.shown[-300:])
        self.assertGreater(self.shown.rfind(LEAVE), self.shown.rfind(ENTER))
        self.assertNotIn(b"\0337", self.shown[self.shown.rfind(LEAVE):])

    def test_table_and_signals(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGHUP, 129)):
            process = self.start("observed:stay/0", "--observe")
            self.assertEqual(b"ready\n", process.stdout.readline())
            # A line is: pid, reductions a second, heap, messages, status, function, name.
            self.read_until([
                rb"processes 5\d ",
                rb"<0\.\d+\.0> +[0-9,]{5,} +[0-9.]+ [KM]?B +0  runnable +observed:busy/1 +busy_one",
                rb"<0\.\d+\.0> +0 +[0-9.]+ K?B +1,234  waiting +observed:'-stay/0-fun-1-'/0 +'Full one'",
                rb" waiting +observed:stay/0 "])
            process.send_signal(number)
            self.assertEqual(status, process.wait(timeout=PATIENCE))
            self.read_until([])
            self.assert_left()
            self.assertEqual(b"", process.stdout.read())

    def test_quit_leaves_first(self):
        process = self.start("observed:stay/0", "--observe")
        self.read_until([rb"busy_one"])
        process.send_signal(signal.SIGQUIT)
        self.assertEqual(-signal.SIGQUIT, process.wait(timeout=PATIENCE))
        self.read_until([])
        self.assert_left()

    def test_stopped_and_continued(self):
        process = self.start("observed:stay/0", "--observe")
        self.read_until([rb"busy_one"])
        process.send_signal(signal.SIGTSTP)
        os.waitpid(process.pid, os.WUNTRACED)
        self.read_until([re.escape(LEAVE) + rb"\Z"])
        self.shown = b""
        process.send_signal(signal.SIGCONT)
        self.read_until([re.escape(ENTER), rb"busy_one"])
        process.send_signal(signal.SIGINT)
        self.assertEqual(130, process.wait(timeout=PATIENCE))
        self.read_until([])
        self.assert_left()

    def test_output_below_the_table(self):
        """Stdout is the same terminal: it is divided, and the result stands on its first screen."""
        process = self.start("observed:churn/0", "--observe", stdout=None)
        self.read_until([re.escape(b"\033[28;40r"), rb"observed:churn"])
        self.end_churn()
        self.read_until([])
        self.assertEqual(0, process.wait(timeout=PATIENCE))
        self.assert_left()
        self.assertRegex(self.shown[self.shown.rfind(LEAVE):], rb"(?i)ended")

    def test_processes_that_end(self):
        for schedulers in ("1", "4"):
            process = self.start("observed:churn/0", "--observe", "--schedulers", schedulers)
            self.read_until([rb"(?s)(processes .*?){3}observed:churn"])
            self.end_churn()
            self.read_until([])
            self.assertEqual(0, process.wait(timeout=PATIENCE))
            self.assert_left()
            (self.folder / "over").unlink()

    def test_without_a_terminal(self):
        log = self.folder / "log"
        with open(log, "wb") as file:
            process = subprocess.Popen([str(LINAC), str(OBSERVED), "observed:churn/0", "--observe"], cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=file)
        self.addCleanup(process.kill)
        self.wait_until(lambda: log.read_text(encoding="utf-8").count("\nPID ") >= 2)
        self.end_churn()
        self.assertEqual(0, process.wait(timeout=PATIENCE))
        shown = log.read_text(encoding="utf-8")
        self.assertNotIn("\033", shown)
        tables = shown.strip("\n").split("\n\n")
        self.assertGreaterEqual(len(tables), 2)
        for table in tables:
            first, names, *rows = table.split("\n")
            self.assertRegex(first, r"^\d\d:\d\d:\d\d  processes [\d,]+  ready [\d,]+  reductions/s ")
            self.assertRegex(names, r"^PID +REDUCTIONS/S +HEAP +QUEUE +STATUS +CURRENT FUNCTION +NAME")
            self.assertLessEqual(len(rows), 20)

    def test_signal_where_nobody_reads(self):
        """Stderr is a pipe that is full."""
        unread, full = os.pipe()
        os.set_blocking(full, False)
        with self.assertRaises(BlockingIOError):
            while True:
                os.write(full, bytes(65536))
        os.set_blocking(full, True)
        process = subprocess.Popen([str(LINAC), str(OBSERVED), "observed:stay/0", "--observe"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=full)
        self.addCleanup(process.kill)
        for end in (unread, full):
            self.addCleanup(os.close, end)
        self.addCleanup(process.stdout.close)
        self.assertEqual(b"ready\n", process.stdout.readline())
        time.sleep(0.5)  # it draws its first table
        process.send_signal(signal.SIGINT)
        self.assertEqual(130, process.wait(timeout=PATIENCE))

    def test_result_as_without(self):
        done = subprocess.run([str(LINAC), str(OBSERVED), "observed:quick/0", "--observe"],
                              capture_output=True, timeout=PATIENCE, check=False)
        self.assertEqual((0, b"Done\n"), (done.returncode, done.stdout))
        self.assertEqual((0, "Done\n", ""), self.linac(OBSERVED, "observed:quick/0"))


class Otp(CliTest):
    """Erlang's own supervisor, gen_server and their kin, run here and by this machine's erl."""

    SOURCES = ROOT / "tests/cli/otp"

    def setUp(self):
        super().setUp()
        if not shutil.which("erl") or not shutil.which("erlc"):
            self.skipTest("no erl and erlc on this machine")
        subprocess.run(["erlc", *map(str, self.SOURCES.glob("*.erl"))], cwd=self.folder, check=True,
                       timeout=PATIENCE)
        library = subprocess.run(["erl", "-noshell", "-eval",
                                  'io:put_chars(code:lib_dir(stdlib)), halt().'],
                                 stdout=subprocess.PIPE, timeout=PATIENCE, check=True).stdout.decode()
        beams = list((pathlib.Path(library) / "ebin").glob("*.beam"))
        if not any(beam.name == "supervisor.beam" for beam in beams):
            self.skipTest("erl has no stdlib in files")
        (self.folder / "stdlib").mkdir()
        for beam in beams:
            if beam.name != "io.beam":  # which speaks to a process that a boot starts
                (self.folder / "stdlib" / beam.name).symlink_to(beam)

    def erl(self, function, *options):
        done = subprocess.run(["erl", "-noshell", *options, "-s", "supervised", function, "-s", "init",
                               "stop"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=PATIENCE, check=True)
        return done.stdout.decode("utf-8")

    def test_scenarios(self):
        expected = self.erl("main", "-kernel", "logger_level", "none")
        for mode in ([], ["--schedulers", "1", "--jit", "off"], ["--jit-threshold", "1"]):
            status, out, err = self.linac("supervised.beam", "--dir", "stdlib", "--reports", "off", *mode)
            self.assertEqual((0, ""), (status, err))
            self.assertEqual(expected.splitlines(), out.splitlines())
        self.assertGreaterEqual(len(re.findall(r"^\S.*?: ", expected, re.MULTILINE)), 200)

    def test_reports(self):
        """What gen_server, proc_lib and supervisor report of a crash."""
        expected = self.erl("one_crash")
        status, out, err = self.linac("supervised.beam", "supervised:one_crash/0", "--print", "none",
                                      "--dir", "stdlib")
        self.assertEqual((0, ""), (status, err))
        for kind in ("=ERROR REPORT", "=CRASH REPORT", "=SUPERVISOR REPORT"):
            self.assertIn(kind, out)
        self.assertEqual(sorted(masked(expected).split("=== \n")), sorted(masked(out).split("=== \n")))


class Outside(CliTest):
    """Terminals, files, programs and logs, as tests/cli/outside/*.erl use them under OTP 29."""

    SOURCE = ROOT / "tests/cli/outside"

    def check_function(self, name, *flags, module="outside"):
        erlc = shutil.which("erlc")
        if not erlc:
            self.skipTest("there is no erlc")
        subprocess.run([erlc, "-o", str(self.folder), str(self.SOURCE / f"{module}.erl")],
                       check=True, timeout=PATIENCE)
        work = self.folder / "work"
        work.mkdir()
        with open(self.SOURCE / "input.txt", "rb") as given:
            done = subprocess.run([str(LINAC), f"../{module}.beam", f"{module}:{name}/0",
                                   "--print", "none", *flags], cwd=work, stdin=given,
                                  capture_output=True, timeout=PATIENCE, check=False)
        errors = self.SOURCE / f"{name}.err"
        # Latin-1 where that was asked for: shown as escapes.
        shown = [(text or b"").decode(errors="backslashreplace") for text in
                 ((self.SOURCE / f"{name}.txt").read_bytes(), done.stdout,
                  errors.read_bytes() if errors.exists() else None, done.stderr)]
        self.assertEqual(shown[0], shown[1])
        self.assertEqual(shown[2], shown[3])
        self.assertEqual(0, done.returncode)

    def test_io(self):
        self.check_function("io")

    def test_io_in_machine_code(self):
        self.check_function("io", "--jit=force")

    def test_logs(self):
        self.check_function("logs", module="logs")

    def test_captured(self):
        self.check_function("captured")

    def test_files(self):
        self.check_function("file")

    def test_files_in_machine_code(self):
        self.check_function("file", "--jit=force")

    def test_files_collecting(self):
        self.check_function("file", "--gc-stress", "3")

    def test_tables_in_files(self):
        self.check_function("tables")

    def test_ports(self):
        self.check_function("port")

    def test_ports_on_one_scheduler(self):
        self.check_function("port", "--schedulers", "1")

    @unittest.skipUnless(shutil.which("erlc"), "there is no erlc")
    def test_ports_without_descriptors(self):
        """Another program could no more be started than this one."""
        beam = self.compile("e", """open(N) -> try open_port({spawn, "cat"}, []) of
               _ -> open(N + 1) catch error:Reason -> {Reason, N > 3} end.
           main() -> erlang:display(open(0)).""")
        done = subprocess.run(["sh", "-c", 'ulimit -n 60; exec "$@"', "sh", str(LINAC), beam],
                              cwd=self.folder, capture_output=True, timeout=PATIENCE, check=False)
        self.assertEqual((0, b"{emfile,true}\n"), (done.returncode, done.stdout))

    def test_ports_collecting(self):
        self.check_function("port", "--gc-stress", "5", "--jit=off")

    @unittest.skipUnless(shutil.which("erlc"), "there is no erlc")
    def test_input_that_is_no_utf8(self):
        """From the first such byte on it is Latin-1, as under OTP; a character that never ends is dropped."""
        beam = self.compile("e", """main() ->
               io:setopts([binary]), read("", <<>>).
           read(Prompt, Text) -> case io:get_chars(Prompt, 7) of
               eof -> io:format("~w~n", [unicode:characters_to_list(Text)]);
               More -> read(Prompt, <<Text/binary, More/binary>>) end.""")
        for given, characters in ((b"\xc3\xa9a", "[233,97]"), (b"\xc3\xa9\n\xff\xfe\n\xc3\xa9\n",
                                  "[233,10,255,254,10,195,169,10]"), (b"ab\xe2\x82", "[97,98]"),
                                  (b"\xed\xa0\x80z", "[237,160,128,122]")):
            done = subprocess.run([str(LINAC), beam], cwd=self.folder, input=given, timeout=PATIENCE,
                                  capture_output=True, check=False)
            self.assertEqual((0, characters + "\n", ""),
                             (done.returncode, done.stdout.decode(), done.stderr.decode()))

    @unittest.skipUnless(shutil.which("erlc"), "there is no erlc")
    def test_last_words(self):
        """What halt and init:stop are given to say goes to stderr, as display_string's text does."""
        beam = self.compile("e", """
           halted() -> erlang:display_string("b"), erlang:halt("wörd").
           stopped() -> init:stop("wörd"), timer:sleep(60000).
           after_applications() -> application:load(stdlib), stopped().""",
                            exports="halted/0, stopped/0, after_applications/0")
        for function, said in (("halted", "bwörd\n"), ("stopped", "wörd\n"),
                               ("after_applications", "wörd\n")):
            self.assertEqual((1, "", said), self.linac(beam, "e:" + function, "--print", "none"))

    @unittest.skipUnless(shutil.which("erlc"), "there is no erlc")
    def test_output_that_cannot_be_written(self):
        beam = self.compile("e", """main() -> io:format("lost~n").
           halts() -> main(), erlang:halt(0).
           stops() -> main(), init:stop(), timer:sleep(60000).""", exports="main/0, halts/0, stops/0")
        for function in ("main", "halts", "stops"):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([str(LINAC), beam, "e:" + function, "--print", "none"],
                                      cwd=self.folder, stdout=full, timeout=PATIENCE, check=False)
            self.assertEqual(1, done.returncode, function)

    @unittest.skipUnless(shutil.which("erlc"), "there is no erlc")
    def test_no_progress_of_what_is_started(self):
        """When the controller is first needed, kernel and stdlib have long been started."""
        beam = self.compile("e", """main() ->
               logger:set_primary_config(level, debug), application:load(eunit),
               ok = application:start(eunit).""")
        status, out, err = self.linac(beam)
        self.assertEqual((0, ""), (status, err))
        self.assertEqual(["eunit"], re.findall(r"application: (\w+)", out))


class Show(CliTest):
    """linac show: nothing runs, everything is text on stdout."""

    def shown(self, *arguments):
        status, out, err = self.linac("show", *arguments)
        self.assertEqual((0, ""), (status, err))
        return out

    def test_functions_of_a_file(self):
        lines = self.shown(PROOF).splitlines()
        self.assertRegex(lines[0], r"^proof:factorial/1 +\d+ ops$")
        self.assertEqual(4, len(lines))

    def test_beam(self):
        out = self.shown("proof:factorial/1", PROOF)
        self.assertRegex(out, r"\Aproof:factorial/1, exported, \d+ ops, \d+ x, 1 y, 0 f\n")
        for line in (r" +\d+  L1: +; never reached", r" +\d+    is_lt L3, 1, x0",
                     r" +\d+    gc_bif2 raise, live 1, erlang:'-'/2, x0\S*, 1 -> x1 +; live 1",
                     r" +\d+    move x0 -> y0 +; frame 1", r" +\d+    call 1, factorial/1",
                     r" +\d+    line src/proof.gleam:10"):
            self.assertRegex(out, "(?m)^" + line + "$")

    def test_facts(self):
        """What validation proved, handlers, literals, types that the compiler claims."""
        out = self.shown("b_nbody:energy/2", ROOT / "bench/suite/beam29/b_nbody.beam")
        self.assertRegex(out, r"\A[^\n]*, private, ")
        self.assertRegex(out, r"get_list x0 -> x2 -> x0 +; proved")
        self.assertRegex(out, r"allocate_heap frame 2, words \d+, live 3 +; live 3, words 2")
        out = self.shown("failures:deep", FIXTURES / "failures.beam")
        self.assertIn("    line src/failures.gleam:62\n", out)
        self.assertRegex(out, r"move #{file => <<\"src/failures.gleam\">>,.*\.\.\. -> x0")
        self.assertRegex(out, r"call_ext 1, erlang:error/1 +; never returns")

    def test_code(self):
        out = self.shown("proof:factorial/1", PROOF, "--as", "code")
        self.assertRegex(out, r"\Aproof:factorial/1, \d+ words, entered at \d+\n")
        self.assertRegex(out, r"(?m)^ +; call 1, factorial/1\n +\d+  move_call .*{proof:factorial/1}")
        self.assertRegex(out, r"(?m)^ +\d+  const_return 1$")

    def test_ir_and_machine_code(self):
        self.assertIn('function "proof:factorial/1" arity 1', self.shown(
            "proof:factorial/1", PROOF, "--as=ir"))
        self.assertIn("v0 = param 0", self.shown("proof:factorial", PROOF, "--as", "built-ir"))
        self.assertRegex(self.shown("proof:factorial/1", PROOF, "--as", "asm"), r"(?m)^ +ret$")

    def test_passes(self):
        out = self.shown("proof:fibonacci/1", PROOF, "--pass", "all")
        self.assertRegex(out, r"(?m)^; after \w+\nfunction \"proof:fibonacci/1\" arity 1$")
        self.assertRegex(self.shown("proof:fibonacci/1", PROOF, "--pass", "cse"),
                         r"\A; (after cse\nfunction |cse changed nothing\n)")

    def test_why(self):
        """Each function, compiled or with the reason why not."""
        lines = self.shown(PROOF, "--why").splitlines()
        self.assertRegex(lines[0], r"^proof:factorial/1 +compiled, \d+ bytes$")
        self.assertEqual(5, len(lines))
        self.assertEqual("4 of 4 functions can be compiled", lines[-1])
        self.assertRegex(self.shown("proof:factorial/1", PROOF, "--why"),
                         r"\Aproof:factorial/1 +compiled, .*\n1 of 1 functions can be compiled\n\Z")
        out = self.shown(ROOT / "bench/suite/beam29/b_spectral_norm.beam", PROOF, "--why")
        self.assertRegex(out, r"(?m)^b_spectral_norm:run/1 +compiled, \d+ bytes, in the background$")
        self.assertIn("\nproof:factorial/1", out)
        lines = self.shown(*(ROOT / "tests/opcodes/beam29").glob("op_b*.beam"), "--why").splitlines()
        self.assertGreater(len(lines), 50)
        for line in lines[:-1]:
            self.assertRegex(line, r"^\S+:\S+ +(compiled, \d+ bytes|interpreted: \w+ )")

    def test_why_of_a_run(self):
        status, out, err = self.linac(PROOF, "proof:fibonacci/1", "--jit-why",
                                      "--jit-background=off", "--", "20")
        self.assertEqual((0, "6765\n"), (status, out))
        self.assertEqual("linac: 1 function was compiled, 0 cannot be; 0 were left to the "
                         "background, 0 of them still waited\n", err)
        beam = ROOT / "bench/suite/beam29/b_nqueens.beam"
        status, out, err = self.linac(beam, "b_nqueens:run/1", "--jit-why", "--jit-memory=1",
                                      "--jit-background=off", "--jit-threshold=1", "--", "6")
        self.assertEqual((0, "4\n"), (status, out))
        self.assertRegex(err, r"(?m)^b_nqueens:\w+/\d: no memory for machine code: "
                              r"all 4 KB are taken$")
        _, _, err = self.linac(PROOF, "proof:fibonacci/1", "--jit-why", "--jit=off", "--", "20")
        self.assertIn("JIT is off", err)

    def test_compile_times(self):
        out = self.shown(PROOF, "--compile-times")
        self.assertRegex(out, r"\A4 functions in [\d.]+ ms, \d+ bytes of machine code\n  up to ")
        self.assertRegex(out, r"(?m)^  from +0 nodes +\d+ functions +median +[\d.]+ ms ")
        self.assertRegex(out, r"(?m)^    cleanup +[\d.]+ ms +\d+ runs, ")
        self.assertRegex(out, r"(?m)^ +[\d.]+ ms +\d+ nodes +\d+ bytes  proof:factorial/1$")
        self.assertNotRegex(out, r"(?m) $")

    def test_a_module_of_a_folder(self):
        folder = EXAMPLES / "two_packages/money/ebin"
        out = self.shown("--dir", folder, "money/tax:module_info/0")
        self.assertTrue(out.startswith("money@tax:module_info/0, exported, "), out)

    def test_all_arities(self):
        out = self.shown("proof:module_info", PROOF)
        self.assertIn("proof:module_info/0, ", out)
        self.assertIn("\n\nproof:module_info/1, ", out)

    def test_errors_say_what_to_do(self):
        for status, words, arguments in (
                (1, ["proof:factorial/2", "it has factorial/1"], ("proof:factorial/2", PROOF)),
                (1, ["proof:factoria:", "factorial/1, fibonacci/1"], ("proof:factoria", PROOF)),
                (1, ["no module nowhere", "--dir"], ("nowhere:f/1", PROOF)),
                (1, ["erlang", "natives"], ("erlang:abs/1", PROOF)),
                (1, ["nowhere.beam"], ("nowhere.beam",)),
                (2, ["MODULE:FUNCTION", "FILE.beam"], ()),
                (2, ["which function", "linac show"], (PROOF, "--as", "asm")),
                (2, ["'x'", "beam, code, ir"], (PROOF, "--as", "x")),
                (2, ["'x'", "cleanup, "], ("proof:factorial/1", PROOF, "--pass", "x")),
                (2, ["--as", "needs a value"], (PROOF, "--as")),
                (2, ["only one of"], (PROOF, "--why", "--compile-times")),
                (2, ["--nothing", "--help"], (PROOF, "--nothing")),
                (2, ["'b:c/1'", "not expected"], (PROOF, "a:b/1", "b:c/1")),
                (2, ["one FILE.beam"], (PROOF, "a:b/1", PROOF)),
                (2, ["'x.erl'", "nor a FILE.beam"], ("x.erl",)),
                (1, ["loaded already"], (PROOF, PROOF)),
                (2, ["'a'", "MODULE:FUNCTION"], (PROOF, "a"))):
            with self.subTest(arguments=arguments):
                self.assert_one_line_error(status, words, "show", *arguments)

    def test_help(self):
        out = self.shown("--help")
        for word in ("--as FORM", "--pass NAME", "--why", "--compile-times", "--dir FOLDER"):
            self.assertIn(word, out)


@unittest.skipUnless(shutil.which("erlc"), "needs erlc")
class Library(CliTest):
    """Erlang's own modules, from the executable or another OTP."""

    def test_modules_of_the_archive(self):
        beam = self.compile("a", "main() ->", "    T = gb_trees:from_orddict([{X, -X} || X <- lists:seq(1, 9)]),",
                            "    erlang:display({lists:map(fun(X) -> X + 1 end, [1, 2]), gb_trees:get(7, T),",
                            "        queue:to_list(queue:in(2, queue:from_list([1]))), array:get(3, array:from_list([a,b,c,d]))}).")
        self.assert_prints("{[2,3],-7,[1,2],d}\n", beam)

    def test_files_in_memory_are_refused(self):
        beam = self.compile("m", "main() -> erlang:display(file:open(<<1>>, [ram, read])).")
        self.assert_prints("{error,enotsup}\n", beam)

    def test_a_server_of_the_archive(self):
        beam = self.compile(
            "s", "main() ->", "    {ok, P} = gen_server:start_link(s, 5, []),",
            "    6 = gen_server:call(P, next), 7 = gen_server:call(P, next),",
            "    erlang:display({gen_server:call(P, next), gen_server:stop(P), is_process_alive(P)}).",
            "init(N) -> {ok, N}.", "handle_call(next, _, N) -> {reply, N + 1, N + 1}.",
            "handle_cast(_, N) -> {noreply, N}.", exports="main/0, init/1, handle_call/3, handle_cast/2")
        self.assert_prints("{8,ok,false}\n", beam)

    def test_tables_in_files(self):
        """Their servers are started by kernel's supervisors."""
        beam = self.compile(
            "f", "main() ->", "    {ok, d} = dets:open_file(d, []), ok = dets:insert(d, [{1, a}, {2, b}]),",
            "    Found = lists:sort(dets:match_object(d, '_')), ok = dets:close(d),",
            "    T = ets:new(e, []), ets:insert(T, Found), ok = ets:tab2file(T, \"e.tab\"), ets:delete(T),",
            "    {ok, U} = ets:file2tab(\"e.tab\", [{verify, true}]),",
            "    {ok, l} = disk_log:open([{name, l}]), ok = disk_log:log(l, Found), ok = disk_log:close(l),",
            "    erlang:display({lists:sort(ets:tab2list(U)), [Id || {Id, _, _, _} <-",
            "        supervisor:which_children(kernel_safe_sup), Id =:= dets orelse Id =:= dets_sup]}).")
        self.assert_prints("{[{1,a},{2,b}],[dets,dets_sup]}\n", beam)

    def test_servers_of_a_node_that_is_alone(self):
        beam = self.compile(
            "n", "main() ->", "    yes = global:register_name(me, self()), Self = global:whereis_name(me), Self = self(),",
            "    {ok, _} = pg:start_link(), ok = pg:join(group, self()), [Self] = pg:get_members(group),",
            "    erlang:display({global:registered_names(), global:unregister_name(me),",
            "        global:trans({lock, Self}, fun() -> held end), rpc:call(node(), lists, sum, [[1, 2]]),",
            "        rpc:call(other@host, lists, sum, [[1]]), try erpc:call(other@host, fun() -> x end) catch C:R -> {C, R} end,",
            "        net_kernel:monitor_nodes(true), net_adm:ping(other@host)}),",
            "    erlang:display({erlang:nodes(visible, #{node_type => true}), erlang:nodes(this, #{node_type => true, connection_id => true}),",
            "        try erlang:nodes(this, #{other => true}) catch error:E -> E end, init:script_id(),",
            "        init:notify_when_started(self())}),",
            "    {ok, Name} = inet:gethostname(), erlang:display(Name =/= [] andalso net_adm:localhost() =/= []).")
        self.assert_prints("{[me],ok,held,3,{badrpc,nodedown},{error,{erpc,noconnection}},ok,pang}\n"
                           "{[],[{'nonode@nohost',#{connection_id=>undefined,node_type=>this}}],badarg,"
                           "{\"Erlang/OTP\",\"29\"},started}\ntrue\n", beam)

    def test_servers_that_have_not_begun_trap_exits(self):
        """As OTP's do that are told to end by others than their supervisors."""
        beam = self.compile(
            "n", "main() -> Servers = [init, user, standard_error, file_server_2, kernel_sup, kernel_safe_sup, global_name_server,",
            "        erl_signal_server],",
            "    [exit(whereis(Server), shutdown) || Server <- Servers], spawn(fun() -> link(whereis(kernel_sup)), exit(wrong) end),",
            "    erlang:display({global:whereis_name(nobody), gen_event:which_handlers(erl_signal_server), filelib:is_dir(\".\"),",
            "        supervisor:which_children(kernel_sup), supervisor:which_children(kernel_safe_sup)}), io:format(user, \"still~n\", []).")
        self.assert_prints("{undefined,[erl_signal_handler],true,[],[]}\nstill\n", beam)

    def test_modules_and_their_files(self):
        """Also those that lie in no folder: Erlang's library."""
        beam = self.compile(
            "c", "main() -> Modules = [lists, timer, code, json, c], [{module, M} = code:ensure_loaded(M) || M <- Modules],",
            "    {ok, Bytes} = file:read_file(\"c.beam\"), Digest = c:module_info(md5), Digest = code:module_md5(Bytes),",
            "    16 = byte_size(Digest), undefined = code:module_md5(<<\"FOR1\">>),",
            "    erlang:display({code:module_status(Modules ++ [nowhere]), code:modified_modules(),",
            "        [M || M <- Modules, is_binary(M:module_info(md5))]}),",
            "    ok = file:delete(\"c.beam\"), erlang:display(code:module_status(c)).")
        self.assert_prints("{[{lists,loaded},{timer,loaded},{code,loaded},{json,loaded},{c,loaded},{nowhere,not_loaded}],[],"
                           "[lists,timer,code,json,c]}\nremoved\n", beam)

    def test_files_that_a_newer_compiler_made(self):
        file = ROOT / "tests/differential/beam29/native_process_calls.beam"
        beam = self.compile(
            "b", f"main() -> {{ok, {{M, [{{exports, E}}, {{atoms, A}}]}}}} = beam_lib:chunks(\"{file}\", [exports, atoms]),",
            "    erlang:display({M, lists:keyfind(id, 1, E), lists:keymember(t_spawning_what_is_none, 2, A)}).")
        self.assert_prints("{native_process_calls,{id,1},true}\n", beam)

    def test_the_programs_own_module_goes_before(self):
        self.compile("queue", "new() -> mine.", exports="new/0")
        self.compile("lists", "reverse(_) -> mine.", exports="reverse/1")
        beam = self.compile("o", "main() -> erlang:display({queue:new(), lists:reverse([1, 2]),",
                            "    try lists:map(fun(X) -> X end, []) catch error:undef -> undef end}).")
        self.assert_prints("{mine,mine,undef}\n", beam)

    def test_traces_go_through_the_archive(self):
        beam = self.compile("t", "main() -> try lists:foreach(fun(X) -> X + a end, [1])",
                            "    catch error:badarith:S -> erlang:display([element(1, F) || F <- S]) end.")
        self.assert_prints("[erlang,t,lists,t]\n", beam)

    def test_another_otp(self):
        ebin = self.folder / "otp/lib/stdlib-9.9/ebin"
        ebin.mkdir(parents=True)
        self.compile("queue", "new() -> other.", exports="new/0")
        (self.folder / "queue.beam").rename(ebin / "queue.beam")
        beam = self.compile("o", "main() -> erlang:display({queue:new(), sets:size(sets:new())}).")
        self.assert_prints("{other,0}\n", "--otp", "otp", beam)
        self.assert_prints("{{[],[]},0}\n", beam)
        self.assert_one_line_error(1, ["no OTP", "stdlib"], "--otp", "otp/lib/stdlib-9.9", beam)
        self.assert_one_line_error(2, ["no folder nowhere"], "--otp", "nowhere", beam)

    def test_what_has_native_code_in_another_otp(self):
        """OTP's crypto is nothing without its NIF."""
        (self.folder / "otp/lib/stdlib-9.9/ebin").mkdir(parents=True)
        ebin = self.folder / "otp/lib/crypto-9.9/ebin"
        ebin.mkdir(parents=True)
        self.compile("crypto", "info_lib() -> other.", exports="info_lib/0")
        (self.folder / "crypto.beam").rename(ebin / "crypto.beam")
        beam = self.compile("o", "main() -> erlang:display(element(1, hd(crypto:info_lib()))).")
        self.assert_prints('<<"OpenSSL">>\n', "--otp", "otp", beam)

    def test_imports_reads_its_folders_as_run_does(self):
        beam = self.compile("uses", "main() -> used:main().")
        (self.folder / "more").mkdir()
        (self.folder / self.compile("used", "main() -> ok.")).rename(self.folder / "more/used.beam")
        self.assertEqual(1, self.linac("imports", beam)[0])
        for words in (["--dir", "more"], ["--dir=more"]):
            self.assertEqual((0, "", ""), self.linac("imports", *words, "--", beam))
        self.assert_one_line_error(2, ["--dir: there is no folder nowhere"], "imports", beam, "--dir", "nowhere")

    def test_imports_tells_natives_that_are_not_there(self):
        beam = self.compile("i", "main() -> {lists:map(fun(X) -> X end, []), lists:nothing()}.")
        status, out, err = self.linac("imports", beam)
        self.assertEqual((1, ""), (status, err))
        self.assertEqual(["lists:nothing/0"], [line.split()[0] for line in out.splitlines()
                                               if line.startswith("lists:")])

    def test_imports_names_the_nearest(self):
        beam = self.compile("i", "main() -> {lists:revers([]), lists:seq(1, 2, 3, 4), nowhere:at_all(),",
                            "           lists:xyzzyxyzzy(1), erlang:load_nif(x, y)}.")
        self.assertEqual((1, "erlang:load_nif/2  called by i; it is there, and only raises\n"
                             "lists:revers/1  called by i; there is lists:reverse/1, lists:reverse/2\n"
                             "lists:seq/4  called by i; there is lists:seq/2, lists:seq/3\n"
                             "lists:xyzzyxyzzy/1  called by i\n"
                             "nowhere:at_all/0  called by i; there is no module nowhere\n", ""),
                         self.linac("imports", beam))

    def test_imports_as_json(self):
        beam = self.compile("i", "main() -> {lists:seq(1, 2, 3, 4), nowhere:at_all()}.")
        status, out, err = self.linac("imports", "--json", beam)
        self.assertEqual((1, ""), (status, err))
        self.assertEqual({"modules": 1, "missing": [
            {"module": "lists", "function": "seq", "arity": 4, "has_module": True, "only_raises": False, "called_by": ["i"],
             "nearest": ["seq/2", "seq/3"]},
            {"module": "nowhere", "function": "at_all", "arity": 0, "has_module": False, "only_raises": False, "called_by": ["i"],
             "nearest": []}]}, json.loads(out))
        status, out, err = self.linac("imports", "--json", self.compile("j", "main() -> lists:seq(1, 2)."))
        self.assertEqual((0, {"modules": 1, "missing": []}, ""), (status, json.loads(out), err))

    def test_imports_of_a_folder(self):
        self.compile("first", "main() -> second:main().")
        self.compile("second", "main() -> {first:main(), third:main()}.")
        self.assertEqual((1, "third:main/0  called by second; there is no module third\n", ""),
                         self.linac("imports", "."))
        (self.folder / "empty").mkdir()
        self.assert_one_line_error(2, ["empty", "no .beam files"], "imports", "empty")

    def test_imports_knows_whose_natives_count(self):
        """The program's own module goes before natives; its placeholders for a NIF are not there."""
        self.compile("lists", "reverse(X) -> X.", "foldl(_, _, _) -> erlang:nif_error(not_loaded).",
                     exports="reverse/1, foldl/3")
        beam = self.compile("i", "main() -> {lists:reverse([]), lists:member(1, []), lists:foldl(a, b, c)}.")
        self.assertEqual((1, "lists:foldl/3  called by i; it is there, and only raises\nlists:member/2  called by i\n", ""),
                         self.linac("imports", beam))

    def test_sockets_are_not_there(self):
        beam = self.compile("i", "main() -> {caught(fun() -> gen_tcp:listen(0, []) end),",
                            "    caught(fun() -> gen_udp:open(0) end)}.",
                            "caught(F) -> try F() catch error:R -> io:format(\"~p~n\", [R]) end.")
        self.assert_prints('{notsup,"Linac has no sockets"}\n' * 2, beam)
        self.assertEqual((1, "gen_tcp:listen/2  called by i; it is there, and only raises\n"
                             "gen_udp:open/1  called by i; it is there, and only raises\n", ""),
                         self.linac("imports", beam))

    def test_imports_refuses_what_it_cannot_use(self):
        self.assert_one_line_error(2, ["--jsn", "imports --help"], "imports", "--jsn")
        self.assert_one_line_error(2, ["gleam.toml"], "imports")
        self.assert_one_line_error(1, ["nothing.beam"], "imports", "nothing.beam")
        status, out, err = self.linac("imports", "--help")
        self.assertEqual((0, ""), (status, err))
        self.assertIn("--json", out)


def main():
    global LINAC
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--linac", type=pathlib.Path, default=LINAC)
    parser.add_argument("tests", nargs="*", help="classes, or single tests as CLASS.test")
    options = parser.parse_args()
    LINAC = options.linac.resolve()
    unittest.main(argv=[sys.argv[0], *options.tests], verbosity=2)


if __name__ == "__main__":
    main()
