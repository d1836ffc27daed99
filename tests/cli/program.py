# SPDX-License-Identifier: MIT
"""Runs the svccomm program for tests: each case has a folder of its own and says what is wrong."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

LISTENERS = """\
Netid State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process
tcp   LISTEN 0      128         10.0.0.5:443        0.0.0.0:*     users:(("nginx",pid=1,fd=3))
tcp   LISTEN 0      128          0.0.0.0:22         0.0.0.0:*     users:(("sshd",pid=2,fd=3))
"""

CONNECTIONS = """\
tcp   ESTAB  0      0           10.0.0.5:443       10.0.0.7:50001 users:(("nginx",pid=1,fd=4))
tcp   ESTAB  0      0           10.0.0.5:443       10.0.0.7:50002 users:(("nginx",pid=1,fd=5))
tcp   ESTAB  0      0           10.0.0.5:22        10.0.0.9:50002 users:(("sshd",pid=3,fd=5))
tcp   ESTAB  0      0           10.0.0.5:40000     10.0.0.8:5432  users:(("app",pid=9,fd=5))
tcp   ESTAB  0      0          127.0.0.1:40000    127.0.0.1:6379  users:(("app",pid=9,fd=6))
"""


class Result:
    """What a run of the program gave."""

    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    @property
    def text(self):
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def said(self):
        return self.err.decode("utf-8", "replace")

    @property
    def json(self):
        try:
            return json.loads(self.out.decode("utf-8"))
        except ValueError as error:
            raise ValueError("%s; exit %d: %s" % (error, self.code, self.said)) from error


class Program:
    """The program on one database in one folder."""

    def __init__(self, path, folder):
        self.path = str(Path(path).resolve())
        self.folder = Path(folder)
        self.database = self.folder / "t.db"
        self.started = []

    def __call__(self, *arguments, stdin=b"", database=None, environment=None):
        command = [self.path, "--db", str(database or self.database), *map(str, arguments)]
        return self.raw(command, stdin, environment)

    def raw(self, command, stdin=b"", environment=None):
        env = {**os.environ, **(environment or {})}
        return Result(
            subprocess.run(command, input=stdin, capture_output=True, cwd=self.folder, env=env,
                           timeout=120)
        )

    def start(self, *arguments):
        """Runs it beside the test; at the end of the case it is killed if it still runs."""
        command = [self.path, "--db", str(self.database), *map(str, arguments)]
        self.started.append(subprocess.Popen(command, stdout=subprocess.PIPE,
                                             stderr=subprocess.PIPE, cwd=self.folder))
        return self.started[-1]

    @contextmanager
    def between_samples(self, observer):
        """`observe --host here` stands still after its first sample, however long that takes."""
        wait_for("a sample", lambda: b'"here"' in self("hosts", "--json").out)
        observer.send_signal(signal.SIGSTOP)
        yield
        observer.send_signal(signal.SIGCONT)

    def end(self):
        for process in self.started:
            with process:  # waits, and closes its pipes
                process.kill()

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def snapshot(self, time, content=None, host="web1", options=()):
        content = LISTENERS + CONNECTIONS if content is None else content
        path = self.file("snapshot.txt", content)
        return self("netstat", "--host", host, "--time", time, *options, path)

    def records(self, *options):
        return self("list", "--json", "--realm", "all", "--status", "all", *options).json["records"]

    def content(self):
        """What the database says, to be compared with later: exports and inventories."""
        return [
            self(*command, "--json").out
            for command in (["list", "--status", "all", "--realm", "all"],
                            ["listeners", "--realm", "all"], ["hosts", "--realm", "all"])
        ]


def expect(what, got, wanted):
    """A fault if two values differ."""
    if got != wanted:
        yield "%s: got %r, wanted %r" % (what, got, wanted)


def expect_code(what, result, wanted, says=""):
    """A fault if the exit code differs, or stderr does not hold the text."""
    if result.code != wanted:
        yield "%s: exit %d, wanted %d: %s" % (what, result.code, wanted, result.said)
    if says not in result.said:
        yield "%s: stderr does not say %r: %r" % (what, says, result.said)
    if b"Sanitizer" in result.err or b"runtime error" in result.err:
        yield "%s: %s" % (what, result.said)


def wait_for(what, condition):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    raise RuntimeError("in vain waited for: " + what)


def run_case(case, path, backend):
    with tempfile.TemporaryDirectory() as folder:
        program = Program(path, folder)
        program.backend = backend
        try:
            if backend:
                program.database = backend.new(program.folder)
            return list(case(program))
        except Exception:  # a case that breaks is a case that fails, and the next one runs
            return [traceback.format_exc()]
        finally:
            program.end()


def main(cases, backend=None):
    """Runs the cases; with a backend (backends.py) each on a new database of it."""
    tap = Tap()
    for case in cases:
        tap.case(case.__doc__.strip().splitlines()[0], run_case(case, sys.argv[1], backend))
    tap.finish()
