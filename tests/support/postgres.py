# SPDX-License-Identifier: MIT
"""A PostgreSQL server of its own for a test, from Debian's packages: in a temporary directory, on a
Unix socket and a loopback port, by an unprivileged user, always stopped."""

import atexit
import csv
import ctypes
import io
import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
USER = "svccomm"
PASSWORD = "s3cret/of@test"
PASSWORD_IN_URI = "s3cret%2Fof%40test"


def binaries():
    """The folder of the newest server programs, or None."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def unprivileged():
    """Whom the server runs as: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """Started by start(); databases on it are made by database()."""

    def __init__(self, fsync=False):
        self.binaries = binaries()
        self.account = unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="svccomm-pg-"))
        self.port = free_port()
        self.process = None
        self.limit = None  # of a resource, for the server
        self.count = 0
        self.settings = ["-c", "fsync=%s" % ("on" if fsync else "off"), "-k", str(self.folder),
                         "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                         "-c", "log_min_messages=warning"]
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        atexit.register(self.remove)

    def as_user(self):
        return {} if not self.account else {"user": self.account.pw_uid,
                                            "group": self.account.pw_gid, "extra_groups": []}

    def before_it_starts(self):
        """In the new process: it ends with the test, even where that is killed."""
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)
        if self.limit:
            resource.setrlimit(self.limit[0], (self.limit[1], self.limit[1]))

    def make(self):
        password = self.folder / "password"
        password.write_text(PASSWORD + "\n")
        password.chmod(0o644)
        subprocess.run([self.binaries / "initdb", "-D", self.folder / "data", "-U", USER,
                        "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
                        "--no-sync"], check=True, cwd=self.folder, stdout=subprocess.DEVNULL,
                       **self.as_user())

    def start(self):
        if not (self.folder / "data").exists():
            self.make()
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [self.binaries / "postgres", "-D", self.folder / "data", *self.settings],
            cwd=self.folder, stdout=log, stderr=log, preexec_fn=self.before_it_starts,
            **self.as_user())
        log.close()
        for _ in range(300):
            if self.psql("postgres", "SELECT 1", check=False).returncode == 0:
                return self
            time.sleep(0.1)
        raise RuntimeError("the server does not start: " + (self.folder / "log").read_text())

    def stop(self, how=signal.SIGINT):
        """SIGINT ends sessions; SIGQUIT ends it as a crash would."""
        if self.process is not None:
            self.process.send_signal(how)
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def remove(self):
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def psql(self, database, text, check=True, options=()):
        done = subprocess.run(
            ["psql", "-X", "-q", "--csv", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p",
             str(self.port), "-U", USER, "-d", database, *options, "-c", text],
            capture_output=True, env={**os.environ, "PGPASSWORD": PASSWORD}, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(done.stderr.decode())
        return done

    def rows(self, database, text):
        """What a query gives, as lists of texts."""
        out = self.psql(database, text).stdout.decode()
        return list(csv.reader(io.StringIO(out)))[1:]

    def database(self):
        """The name of a new one."""
        self.count += 1
        name = "t%d" % self.count
        self.psql("postgres", "CREATE DATABASE " + name)
        return name

    def uri(self, database, password=PASSWORD_IN_URI, port=None, scheme="postgresql"):
        return "%s://%s:%s@127.0.0.1:%d/%s" % (scheme, USER, password, port or self.port, database)
