#!/usr/bin/env python3
"""Programs that mean harm, in a sandbox: each is stopped with an error that says what was too much or not
allowed, and nothing outside is touched. hostile.erl and tricks.erl are the programs.

Usage: sandbox_test.py [--linac FILE] [CLASS | CLASS.test]... [-- FLAG-FOR-LINAC...]
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = pathlib.Path(__file__).resolve().parent
LINAC = str(HERE.parents[1] / "build/release/linac")
FLAGS = []
PATIENCE = 240  # seconds; a test that waits so long has failed


class SandboxTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.base = pathlib.Path(temporary.name).resolve()

    def linac(self, *words, cwd=None, environment=None):
        done = subprocess.run([LINAC, *FLAGS, *map(str, words)], cwd=cwd or self.base,
                              env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=PATIENCE, check=False)
        self.assertGreaterEqual(done.returncode, 0, f"ended by a signal: {done.stderr[-2000:]}")
        return done.returncode, done.stdout.decode(), done.stderr.decode()


class Limits(SandboxTest):
    """What one program may use. The message names the limit, its value and the option."""

    def assert_stopped(self, function, expected, *options):
        status, out, err = self.linac(HERE / "hostile.beam", f"hostile:{function}/0", "--print",
                                      "none", "--reports", "off", *options)
        self.assertEqual(("", f"linac: {expected}\n", 1), (out, err, status), function)

    HEAP = ("the process needs more memory than the 64m that it may have: raise --max-heap, or look "
            "for data that grows without end")
    MEMORY = ("the program needs more memory than 256m: raise --max-memory, or look for data that "
              "grows without end")
    PROCESSES = ("the program has started more than 500 processes: raise --max-processes, or look "
                 "for processes that never end")
    ATOMS = ("the program has made more than 20000 atoms: raise --max-atoms, or look for atoms made "
             "of input")

    def test_endless_loop(self):
        self.assert_stopped("endless_loop",
                            "the program has not ended within 0.3 s: raise --timeout, or look for "
                            "what it waits for", "--timeout", "300ms")
        self.assert_stopped("endless_loop",
                            "the process has used the 1000000 reductions that it may use: raise "
                            "--max-reductions, or look for a loop without end",
                            "--max-reductions", "1000000")

    def test_endless_loop_in_a_child(self):
        status, out, err = self.linac(HERE / "hostile.beam", "hostile:endless_loop_in_child/0",
                                      "--max-reductions", "2000000", "--print", "erlang")
        self.assertEqual((0, "{linac_limit,reductions,2000000}\n", ""), (status, out, err))

    def test_waiting(self):
        self.assert_stopped("waits_for_ever",
                            "the program has not ended within 0.25 s: raise --timeout, or look for "
                            "what it waits for", "--timeout=0.25")

    def test_long_native(self):
        self.assert_stopped("long_native",
                            "the program has not ended within 0.5 s: raise --timeout, or look for "
                            "what it waits for", "--timeout", "500ms")

    def test_heap(self):
        for function in ("endless_list", "endless_binary", "deep_recursion",
                         "deep_recursion_caught", "raised_maximum"):
            with self.subTest(function):
                self.assert_stopped(function, self.HEAP, "--max-heap", "64m", "--max-memory", "2g")

    def test_memory(self):
        for function in ("endless_list", "endless_binary", "one_large_binary", "endless_table", "many_heaps",
                         "deep_recursion",
                         "deep_recursion_caught", "raised_maximum", "timer_flood",
                         "flood_of_tables", "flood_of_binaries", "flood_of_monitors",
                         "flood_of_aliases", "flood_of_counters", "one_large_array",
                         "flood_of_persistent_terms"):
            with self.subTest(function):
                self.assert_stopped(function, self.MEMORY, "--max-memory", "256m")

    def test_huge_terms(self):
        """Small terms without end to whoever copies them."""
        for function in ("huge_message", "huge_message_to_child", "huge_dictionary", "huge_items"):
            with self.subTest(function):
                self.assert_stopped(function, self.HEAP, "--max-heap", "64m")
        for function in ("huge_spawn", "huge_spawn_of_many", "huge_object"):
            with self.subTest(function):
                self.assert_stopped(function, "the program has not ended within 0.5 s: raise "
                                    "--timeout, or look for what it waits for",
                                    "--max-heap", "64m", "--timeout", "500ms")

    def test_huge_promises(self):
        """Nobody waits for a message that there is no memory for."""
        status, out, err = self.linac(HERE / "hostile.beam", "hostile:huge_tags/0", "--max-heap",
                                      "64m", "--print", "erlang", "--reports", "off")
        self.assertEqual((0, "[killed,killed,killed,killed,killed,killed]\n", ""),
                         (status, out, err))

    def test_huge_reason(self):
        status, _, err = self.linac(HERE / "hostile.beam", "hostile:huge_reason/0", "--max-heap",
                                    "64m", "--reports", "off")
        self.assertEqual(1, status)
        self.assertIn("a value too large to be shown", err)

    def test_processes(self):
        for function in ("fork_bomb", "fork_bomb_linked", "port_bomb"):
            with self.subTest(function):
                self.assert_stopped(function, self.PROCESSES, "--max-processes", "500")

    def test_atoms(self):
        for function in ("atom_flood", "atom_flood_of_terms"):
            with self.subTest(function):
                self.assert_stopped(function, self.ATOMS, "--max-atoms", "20000")

    def test_messages(self):
        self.assert_stopped("message_flood",
                            "more than 10000 messages wait for the process: raise --max-messages, "
                            "or look for a sender that never waits", "--max-messages", "10000")
        status, out, err = self.linac(HERE / "hostile.beam", "hostile:flood_of_another/0",
                                      "--max-messages", "10000", "--print", "erlang")
        self.assertEqual((0, "{linac_limit,messages,10000}\n", ""), (status, out, err))

    def test_messages_of_a_port(self):
        self.assert_stopped("flood_of_port",
                            "more than 10000 messages wait for the process: raise --max-messages, "
                            "or look for a sender that never waits", "--max-messages", "10000",
                            "--allow-run=/bin/sleep", "--max-memory", "1g")

    def test_a_sandbox_has_limits(self):
        self.assert_stopped("one_large_binary",
                            "the program needs more memory than 1g: raise --max-memory, or look for "
                            "data that grows without end", "--sandbox")

    def test_enough_is_enough(self):
        """A program that stays below its limits sees nothing of them."""
        status, out, err = self.linac(
            HERE / "hostile.beam", "hostile:neighbour/1", "--sandbox", "--max-heap=16m",
            "--max-memory=256m", "--max-processes=200", "--max-atoms=20000", "--max-messages=1000",
            "--max-reductions=100000000", "--timeout=100", "--", "100")
        self.assertEqual((0, "171700\n", ""), (status, out, err))


class Files(SandboxTest):
    """What lies outside of the allowed folder cannot be reached from within."""

    def setUp(self):
        super().setUp()
        self.folder = self.base / "allowed"
        self.outside = self.base / "outside"
        for folder in (self.folder, self.outside):
            folder.mkdir()
        (self.folder / "here.txt").write_text("here")
        (self.outside / "secret.txt").write_text("secret")
        self.secret = self.outside / "secret.txt"

    def tricks(self, function, *arguments, options=None, cwd=None):
        if options is None:
            options = [f"--allow-read={self.folder}", f"--allow-write={self.folder}"]
            if function == "chmod":  # sets the time, too, as OTP's does
                options.append("--allow-clock")
        texts = ['"' + str(argument).replace('\\', '\\\\') + '"' for argument in arguments]
        status, out, err = self.linac(HERE / "tricks.beam", f"tricks:{function}/{len(arguments)}",
                                      "--print", "erlang", *options, "--", *texts,
                                      cwd=cwd or self.folder)
        self.assertEqual(0, status, err)
        self.assertNotIn("secret", out.replace("secret.txt", ""))
        return out.strip(), err

    def assert_refused(self, function, *arguments, **others):
        out, err = self.tricks(function, *arguments, **others)
        self.assertEqual("{error,eperm}", out)
        self.assertRegex(err, r"\Alinac: refused: (reading|writing) files \([^\n]*\); to allow it: "
                              r"--allow-(read|write)(=[^\n]*)?\n\Z")

    def test_inside(self):
        for path in ("here.txt", "./here.txt", "../allowed/here.txt", self.folder / "here.txt",
                     f"{self.folder}/../allowed/./here.txt"):
            with self.subTest(path=path):
                self.assertEqual('{ok,<<"here">>}', self.tricks("read", path)[0])
        self.assertEqual("{ok,[\"here.txt\"]}", self.tricks("list", ".")[0])
        self.assertEqual("{ok,regular}", self.tricks("info", "here.txt")[0])
        self.assertEqual("ok", self.tricks("write", "new.txt", "new")[0])
        self.assertEqual("new", (self.folder / "new.txt").read_text())
        self.assertEqual("ok", self.tricks("append", "new.txt", "er")[0])
        self.assertEqual("newer", (self.folder / "new.txt").read_text())
        self.assertEqual("ok", self.tricks("rename", "new.txt", "old.txt")[0])
        self.assertEqual("ok", self.tricks("hard_link", "old.txt", "hard.txt")[0])
        self.assertEqual("ok", self.tricks("soft_link", "old.txt", "soft.txt")[0])
        self.assertEqual('{ok,<<"newer">>}', self.tricks("read", "soft.txt")[0])
        self.assertEqual("{ok,5}", self.tricks("copy", "soft.txt", "copy.txt")[0])
        self.assertEqual("ok", self.tricks("make_dir", "folder")[0])
        self.assertEqual("ok", self.tricks("ensure", "a/b/c/file.txt")[0])
        self.assertTrue((self.folder / "a/b/c").is_dir())
        self.assertEqual("ok", self.tricks("delete", "soft.txt")[0])
        self.assertEqual("ok", self.tricks("chmod", "old.txt")[0])
        self.assertEqual("{error,enoent}", self.tricks("read", "missing.txt")[0])
        self.assertEqual("{error,enotdir}", self.tricks("read", "here.txt/below")[0])
        self.assertEqual(f'{{ok,"{self.folder}"}}', self.tricks("cwd")[0])

    def test_outside(self):
        for path in (self.secret, "../outside/secret.txt", "../../../../../../../etc/passwd",
                     "/etc/passwd", f"{self.folder}/../outside/secret.txt", "..//outside/secret.txt",
                     "./../outside/./secret.txt", "/proc/self/root/etc/passwd", "/proc/self/environ",
                     "/proc/self/cwd/../outside/secret.txt", "../missing", "/missing/further",
                     "missing/../../outside/secret.txt", f"{self.folder}x", ".."):
            with self.subTest(path=path):
                self.assert_refused("read", path)
        for function in ("read_raw",):
            self.assertIn("eperm", self.tricks(function, self.secret)[0])
        for function in ("list", "info", "delete", "make_dir", "chmod", "consult", "open_server"):
            with self.subTest(function):
                self.assert_refused(function, self.secret)
        for function in ("write", "append"):
            with self.subTest(function):
                self.assert_refused(function, self.secret, "text")
                self.assert_refused(function, "../outside/new.txt", "text")
        self.assert_refused("rename", "here.txt", self.outside / "here.txt")
        self.assert_refused("rename", self.secret, "mine.txt")
        self.assert_refused("hard_link", self.secret, "mine.txt")
        self.assert_refused("copy", self.secret, "mine.txt")
        self.assertEqual("[]", self.tricks("wildcard", "../outside/*")[0])
        self.assertEqual(["secret.txt"], os.listdir(self.outside))
        self.assertEqual(["here.txt"], os.listdir(self.folder))
        self.assertEqual("secret", self.secret.read_text())

    def test_links(self):
        (self.folder / "file").symlink_to(self.secret)
        (self.folder / "folder").symlink_to(self.outside)
        (self.folder / "up").symlink_to("..")
        (self.folder / "chain").symlink_to("up/outside")
        (self.folder / "back").symlink_to("up/allowed/here.txt")
        (self.folder / "loop").symlink_to("loop")
        (self.folder / "new").symlink_to(self.outside / "new.txt")
        for path in ("file", "folder/secret.txt", "up/outside/secret.txt", "chain/secret.txt",
                     "folder/../outside/secret.txt", "chain/missing.txt"):
            with self.subTest(path=path):
                self.assert_refused("read", path)
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "back")[0])
        self.assertEqual("{error,eloop}", self.tricks("read", "loop")[0])
        self.assert_refused("write", "new", "text")
        self.assert_refused("write", "file", "text")
        self.assert_refused("list", "folder")
        # The links themselves lie in the folder.
        self.assertEqual("ok", self.tricks("delete", "file")[0])
        self.assertEqual("secret", self.secret.read_text())
        self.assertEqual(["secret.txt"], os.listdir(self.outside))

    def test_links_of_its_own(self):
        self.assert_refused("soft_link", self.outside, "link")
        self.assert_refused("soft_link", "../outside", "link")
        out, _ = self.tricks("linked_then_read", self.outside, "link")
        self.assertEqual("{{error,eperm},{error,enoent}}", out)
        # Nor do they come to lead elsewhere later.
        (self.folder / "a/b").mkdir(parents=True)
        self.assert_refused("soft_link", "../../allowed/a/secret.txt", "a/b/link")
        (self.folder / "a/b/up").symlink_to("../../here.txt")
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "a/b/up")[0])
        self.assert_refused("rename", "a/b/up", "up")
        self.assert_refused("hard_link", "a/b/up", "up")
        self.assertEqual("ok", self.tricks("soft_link", "b/up", "a/down")[0])
        self.assertEqual("ok", self.tricks("rename", "a/down", "down")[0])

    def test_a_link_to_outside(self):
        """What it leads to is not to be learned."""
        (self.folder / "there").symlink_to("/etc/passwd")
        (self.folder / "missing").symlink_to("/etc/no_such_file")
        there, missing = (self.tricks("link_access", name)[0] for name in ("there", "missing"))
        self.assertEqual(there, missing)

    def test_a_race(self):
        """Somebody swaps a folder and a link all the time: it is one or the other."""
        (self.folder / "real").mkdir()
        (self.folder / "real/secret.txt").write_text("mine")
        target = self.folder / "swapped"
        target.symlink_to("real")
        stop = threading.Event()

        def swap():
            new = self.folder / "next"
            while not stop.is_set():
                for leads in ("real", str(self.outside)):
                    new.symlink_to(leads)
                    new.rename(target)

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            texts = ['"swapped/secret.txt"', "3000"]
            status, out, err = self.linac(HERE / "tricks.beam", "tricks:race/2", "--print", "erlang",
                                          f"--allow-read={self.folder}", "--", *texts,
                                          cwd=self.folder)
        finally:
            stop.set()
            swapper.join()
        self.assertEqual(0, status, err)
        self.assertNotIn('<<"secret">>', out)
        self.assertIn('<<"mine">>', out)

    def test_one_of_both(self):
        read = [f"--allow-read={self.folder}"]
        write = [f"--allow-write={self.folder}"]
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "here.txt", options=read)[0])
        self.assert_refused("write", "here.txt", "text", options=read)
        self.assert_refused("delete", "here.txt", options=read)
        self.assert_refused("read", "here.txt", options=write)
        self.assertEqual("ok", self.tricks("write", "there.txt", "text", options=write)[0])
        # What may only be written does not move to where it may be read.
        both = write + [f"--allow-read={self.outside}", f"--allow-write={self.outside}"]
        self.assert_refused("rename", "here.txt", self.outside / "here.txt", options=both)
        self.assert_refused("hard_link", "here.txt", self.outside / "here.txt", options=both)

        # Nor does a folder with such a file in it.
        (self.folder / "x/pub").mkdir(parents=True)
        (self.folder / "x/pub/file.txt").write_text("secret")
        below = write + [f"--allow-write={self.outside}", f"--allow-read={self.outside}/y/pub"]
        self.assert_refused("rename", "x", self.outside / "y", options=below)

    def test_denied_stays_denied(self):
        (self.folder / "a/private").mkdir(parents=True)
        (self.folder / "a/private/file.txt").write_text("secret")
        allowed = [f"--allow-read={self.folder}", f"--allow-write={self.folder}"]
        for denied in ("read", "write"):
            options = [*allowed, f"--deny-{denied}={self.folder}/a/private"]
            self.assert_refused("rename", "a", "b", options=options)
            self.assert_refused("rename", "a/private", "b", options=options)
        self.assertEqual("ok", self.tricks("rename", "a", "b", options=allowed)[0])

    def test_much(self):
        """What no machine has is refused; in a program with a limit of memory that is the limit."""
        self.assertEqual("{{error,enomem},{error,enomem}}", self.tricks("read_much", ".", options=[])[0])
        status, _, err = self.linac(HERE / "tricks.beam", "tricks:read_much/1", f"--allow-read={self.folder}", "--", ".",
                                    cwd=self.folder)
        self.assertEqual((1, "linac: the program needs more memory than 1g: raise --max-memory, or look for data "
                          "that grows without end\n"), (status, err))

    def test_denied(self):
        (self.folder / "private").mkdir()
        (self.folder / "private/file.txt").write_text("private")
        options = [f"--allow-read={self.folder}", f"--deny-read={self.folder}/private"]
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "here.txt", options=options)[0])
        self.assert_refused("read", "private/file.txt", options=options)
        self.assert_refused("read", "here.txt", options=["--allow-read", "--deny-read"])
        self.assert_refused("read", "here.txt", options=["--deny-write"])
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "here.txt",
                                                      options=["--allow-all"])[0])
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "here.txt",
                                                      options=["--allow-read"])[0])
        one_file = [f"--allow-read={self.folder}/here.txt"]
        self.assertEqual('{ok,<<"here">>}', self.tricks("read", "here.txt", options=one_file)[0])
        self.assert_refused("list", ".", options=one_file)

    def test_the_current_folder(self):
        out, _ = self.tricks("change_cwd", self.outside)
        self.assertEqual('{{error,eperm},{ok,<<"here">>}}', out)
        (self.folder / "below").mkdir()
        (self.folder / "below/here.txt").write_text("below")
        self.assertEqual('{ok,{ok,<<"below">>}}', self.tricks("change_cwd", "below")[0]
                         .replace("{ok,{ok,", "{ok,{ok,"))
        self.assert_refused("cwd", options=["--sandbox"])

    def test_the_file_server(self):
        self.assert_refused("forged", self.secret)
        self.assertEqual('{ok,<<"here">>}', self.tricks("open_server", "here.txt")[0])


class Commands(SandboxTest):
    def tricks(self, function, *arguments, options=(), environment=None):
        status, out, err = self.linac(HERE / "tricks.beam", f"tricks:{function}/{len(arguments)}",
                                      "--print", "erlang", *options, "--", *arguments,
                                      environment=environment)
        self.assertEqual(0, status, err)
        return out.strip(), err

    def test_allowed(self):
        echo = shutil.which("echo")
        for allowed in ("echo", echo):
            out, err = self.tricks("run", f'"{echo}"', '["a  b", "$HOME;ls"]',
                                   options=[f"--allow-run={allowed}"])
            self.assertEqual(('{0,<<"a  b $HOME;ls\\n">>}', ""), (out, err))

    def test_refused(self):
        for options in (["--sandbox"], ["--allow-run=echo"], ["--allow-run=true,false"],
                        ["--allow-run", "--deny-run=sh"]):
            out, err = self.tricks("run", '"/bin/sh"', '["-c", "echo escaped"]', options=options)
            self.assertEqual("{error,eperm}", out)
            self.assertEqual("linac: refused: running commands (/bin/sh); to allow it: "
                             "--allow-run=/bin/sh\n", err)

    def test_no_shell(self):
        out, _ = self.tricks("shell", '"echo a; echo b"', options=["--allow-run=echo"])
        self.assertEqual("{error,eperm}", out)
        out, _ = self.tricks("cmd", '"echo a"', options=["--allow-run=echo"])
        self.assertNotIn("escaped", out)
        self.assertNotIn("a\\n", out)

    def test_other_names(self):
        """A file of another name with the command's content, a link, and another name for it."""
        shell = self.base / "echo"
        shell.symlink_to("/bin/sh")
        out, _ = self.tricks("run", f'"{shell}"', '["-c", "echo escaped"]',
                             options=["--allow-run=echo"])
        self.assertEqual("{error,eperm}", out)
        out, _ = self.tricks("run_renamed", f'"{shutil.which("echo")}"', '"sh"',
                             options=["--allow-run=echo"])
        self.assertEqual("{error,eperm}", out)

    def test_environment_of_commands(self):
        env = shutil.which("env")
        options = ["--allow-run=env", "--allow-env=SHOWN"]
        environment = {"PATH": os.environ["PATH"], "SHOWN": "yes", "HIDDEN": "no"}
        out, _ = self.tricks("run", f'"{env}"', "[]", options=options, environment=environment)
        self.assertIn("SHOWN=yes", out)
        self.assertNotIn("HIDDEN", out)
        for name in ("LD_PRELOAD", "HIDDEN", "PATH"):
            out, _ = self.tricks("run_with", f'"{env}"', f'#("{name}", "/tmp/x.so")',
                                 options=options, environment=environment)
            self.assertEqual("{error,eperm}", out)

    def test_workflow(self):
        example = HERE.parents[1] / "examples/workflow"
        shutil.copy(example / "input.txt", self.base)
        run = [example / "workflow.beam", "--allow-read=.", "--allow-write=."]
        self.assertEqual((0, "", ""), self.linac(*run, "--allow-run=sort"))
        self.assertEqual("--- as it came\npear\napple\nfig\napple\n--- sorted\napple\nfig\npear\n",
                         (self.base / "output.txt").read_text())
        status, _, err = self.linac(*run)
        self.assertEqual(1, status)
        self.assertIn('{meridian,run_command,{eperm,run,<<"sort">>}}', err)

    def test_usage(self):
        status, out, err = self.linac(HERE / "tricks.beam", "tricks:time/0", "--allow-run=no_such")
        self.assertEqual((2, "", "linac: --allow-run: no_such: there is no such command on the PATH; "
                                 "name its file\n"), (status, out, err))


class Others(SandboxTest):
    """The environment, the clock, code."""

    tricks = Commands.tricks

    def test_environment(self):
        environment = {"PATH": os.environ["PATH"], "SHOWN": "yes", "HIDDEN": "no", "APP_A": "a"}
        options = ["--allow-env=SHOWN,APP_*"]

        def tricks(*words, options=options):
            return self.tricks(*words, options=options, environment=environment)

        self.assertEqual('"yes"', tricks("variable", '"SHOWN"')[0])
        self.assertEqual('"a"', tricks("variable", '"APP_A"')[0])
        self.assertEqual("false", tricks("variable", '"APP_B"')[0])
        self.assertEqual(('{error,{eperm,env,<<"HIDDEN">>}}',
                          "linac: refused: reading and setting the environment (HIDDEN); to allow "
                          "it: --allow-env=HIDDEN\n"), tricks("variable", '"HIDDEN"'))
        self.assertEqual('["APP_A","SHOWN"]', tricks("variables")[0])
        self.assertEqual("true", tricks("set_variable", '"APP_B"', '"b"')[0])
        self.assertEqual('{error,{eperm,env,<<"PATH">>}}',
                         tricks("set_variable", '"PATH"', '"/tmp"')[0])
        self.assertEqual('{error,{eperm,env,<<"*">>}}', tricks("variables", options=["--sandbox"])[0])
        self.assertEqual('"no"', tricks("variable", '"HIDDEN"', options=["--allow-env"])[0])

    def test_clock(self):
        out, err = self.tricks("time", options=["--sandbox"])
        self.assertEqual('[{error,{eperm,clock,<<"erlang:system_time/0">>}},'
                         '{error,{eperm,clock,<<"os:timestamp/0">>}},'
                         '{error,{eperm,clock,<<"erlang:localtime/0">>}},'
                         '{error,{eperm,clock,<<"erlang:time_offset/0">>}}]', out)
        self.assertIn("to allow it: --allow-clock\n", err)
        self.assertEqual("[told,told,told,told]", self.tricks("time", options=["--allow-clock"])[0])
        self.assertEqual("[told,told,told,told]", self.tricks("time")[0])
        # Time that passes, and random numbers, need none.
        for function in ("passed", "random"):
            self.assertEqual(("true", ""), self.tricks(function, options=["--sandbox"]))

    def test_network(self):
        out, err = self.tricks("interfaces", options=["--sandbox"])
        self.assertEqual("error", out)
        self.assertIn("to allow it: --allow-net\n", err)
        self.assertEqual(("ok", ""), self.tricks("interfaces", options=["--allow-net"]))
        out, err = self.tricks("names", options=["--sandbox"])
        self.assertEqual("5", out)
        self.assertIn("refused: the network (names)", err)
        self.assertEqual(("0", ""), self.tricks("names", options=["--allow-net"]))

    def test_code(self):
        examples = HERE.parents[1] / "examples"
        beam = f'"{examples / "hello.beam"}"'
        read = f"--allow-read={examples}"
        self.assertEqual('{error,{eperm,code,<<"hello">>}}',
                         self.tricks("load", beam, options=[read])[0])
        self.assertEqual("{module,hello}",
                         self.tricks("load", beam, options=[read, "--allow-code"])[0])
        self.assertEqual("{error,nofile}", self.tricks("load", beam, options=["--allow-code"])[0])
        self.assertEqual('{error,{eperm,code,<<"code path">>}}',
                         self.tricks("path", f'"{examples}"', options=[read])[0])
        self.assertEqual("true",
                         self.tricks("path", f'"{examples}"', options=[read, "--allow-code"])[0])
        self.assertEqual("{error,bad_directory}",
                         self.tricks("path", f'"{self.base}"', options=["--allow-code"])[0])
        # The program's own modules load as always.
        self.assertEqual(("4", ""), self.tricks("own_module", options=["--sandbox"]))

    def test_usage(self):
        for words, message in (
                (["--allow-file"], "--allow-file: there is no such capability; they are read, write, "
                                   "run, env, net, clock and code"),
                (["--allow-net=host"], "--allow-net takes no value: it is granted as a whole"),
                (["--allow-read="], "--allow-read=: a name is empty; without = it stands for "
                                    "everything"),
                (["--timeout", "soon"], "--timeout: 'soon' is no time: write seconds, or a number "
                                        "with ms, s, m or h"),
                (["--timeout=0"], "--timeout: '0' is no time: write seconds, or a number with ms, s, "
                                  "m or h"),
                (["--max-memory", "much"], "--max-memory: 'much' is no size: write bytes, or a number "
                                           "with k, m or g"),
                (["--max-processes=0"], "--max-processes: must be 1 or more"),
                (["--max-atoms=many"], "--max-atoms: 'many' is no number")):
            with self.subTest(words):
                status, out, err = self.linac(HERE / "tricks.beam", "tricks:time/0", *words)
                self.assertEqual((2, "", f"linac: {message}\n"), (status, out, err))


if __name__ == "__main__":
    if "--" in sys.argv:
        at = sys.argv.index("--")
        FLAGS, sys.argv[at:] = sys.argv[at + 1:], []
    if len(sys.argv) > 2 and sys.argv[1] == "--linac":
        LINAC = str(pathlib.Path(sys.argv[2]).resolve())
        del sys.argv[1:3]
    unittest.main(argv=sys.argv)
