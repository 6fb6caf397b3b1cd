"""The VMs that are compared: an Erlang that compiles and runs (reference.erl), and Linac by modes."""

import pathlib
import re
import select
import shlex
import subprocess
import time

FOLDER = pathlib.Path(__file__).resolve().parent


class ReferenceError(Exception):
    """The reference gave no answer: not a difference, but nothing can be compared."""


class Reference:
    """One Erlang VM that stays, since starting it takes longer than a module. Answers text."""

    def __init__(self, erl, timeout=300):
        self.erl = erl
        self.timeout = timeout
        self.vm = None
        self.pending = b""
        self.start()

    def start(self):
        self.close()
        code = (f'{{ok, M, B}} = compile:file("{FOLDER / "reference.erl"}", [binary]), '
                "{module, M} = code:load_binary(M, \"reference\", B), M:main().")
        self.vm = subprocess.Popen(
            [*shlex.split(self.erl), "-noshell", "-kernel", "logger_level", "none", "+S", "1:1",
             "-eval", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        self.pending = b""
        ready = self.read_until(rb"=ready (\d+)\n")
        self.pending = self.pending[ready.end():]
        self.release = int(ready.group(1))

    def read_until(self, pattern):
        end = time.monotonic() + self.timeout
        while not (found := re.search(pattern, self.pending)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.vm.stdout], [], [], left)[0]:
                raise ReferenceError(f"{self.erl} did not answer in {self.timeout} s")
            data = self.vm.stdout.read1(1 << 16)
            if not data:
                raise ReferenceError(f"{self.erl} ended")
            self.pending += data
        return found

    def run(self, names, folder):
        """(outcome, output) of the first module; their sources are in `folder`, and the .beam files
        are written there."""
        try:
            self.vm.stdin.write(f"{folder} {' '.join(names)}\n".encode())
            self.vm.stdin.flush()
            found = self.read_until(rb"\n=done ([^\n]*)\n")
        except (ReferenceError, BrokenPipeError):
            self.start()
            raise ReferenceError(f"{self.erl} failed on {names[0]}") from None
        output = self.pending[:found.start()]
        self.pending = self.pending[found.end():]
        return found.group(1).decode("latin-1"), output.decode("latin-1")

    def close(self):
        if self.vm:
            self.vm.kill()
            self.vm.wait()
            self.vm.stdin.close()
            self.vm.stdout.close()


class Mode:
    """Flags for linac. `every`: only one module of so many runs in it."""

    def __init__(self, name, flags, every=1):
        self.name = name
        self.flags = flags
        self.every = every


def known_modes(linac):
    """What this linac has."""
    text = subprocess.run([linac, "--help"], stdout=subprocess.PIPE, check=True).stdout.decode()
    stress = Mode("stress", ["--gc-stress=7"], 4)
    if "--jit MODE" not in text:
        return [Mode("interpreter", []), stress]
    stress.flags.append("--jit=off")
    force = ["--jit=force"]
    return [Mode("off", ["--jit=off"]), Mode("force", force),
            Mode("on", ["--jit-threshold=20"], 2), Mode("few", [*force, "--jit-registers=5"], 2),
            Mode("random", [*force, "--jit-seed=7"], 2),
            Mode("force_stress", [*force, "--gc-stress=5"], 4), stress]


def run_linac(linac, mode, name, folder, timeout):
    """(outcome, output): outcome "ok", or what went wrong."""
    command = [linac, str(folder / f"{name}.beam"), "--print=none", *mode.flags]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as expired:
        return f"no end after {timeout} s", (expired.stdout or b"").decode("latin-1")
    output = done.stdout.decode("latin-1")
    errors = done.stderr.decode("latin-1").strip()
    if done.returncode < 0:
        return f"signal {-done.returncode} {errors[-2000:]}", output
    if done.returncode != 0 or errors:
        return f"status {done.returncode} {errors[-2000:]}", output
    return "ok", output
