# SPDX-License-Identifier: MIT
"""`svccomm observe` looks at connections that the test holds open, as fast as it can, and is
killed: whole samples only are in the database, and none that it had told of is missing."""

import os
import pty
import re
import select
import socket
import time
from subprocess import DEVNULL, Popen

from kill_sequence import KILLED, Broken

HOST = "here"
SAMPLES = 6  # the time of so many may pass before a kill


class Connections:
    """Steady ones, each of a client address of its own, so that each is a communication."""

    def __init__(self, count):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(count)
        self.port = self.listener.getsockname()[1]
        self.ends = []
        for number in range(count):
            end = socket.socket()
            end.bind(("127.77.%d.%d" % (number // 250, number % 250 + 1), 0))
            end.connect(("127.0.0.1", self.port))
            self.ends += [end, self.listener.accept()[0]]

    def close(self):
        for end in [*self.ends, self.listener]:
            end.close()


class Watched:
    """An observer at a terminal, where it tells each sample once that is written."""

    def __init__(self, command, folder):
        self.terminal, end = pty.openpty()
        self.process = Popen(command, stdout=DEVNULL, stderr=end, cwd=folder)
        os.close(end)
        self.said = b""

    def read(self):
        """Answers whether there may be more."""
        try:
            text = os.read(self.terminal, 4096)
        except OSError:  # how Linux tells that nobody has the other side open
            return False
        self.said += text
        return bool(text)

    def listen(self, until):
        left = until - time.monotonic()
        while left > 0 and select.select([self.terminal], [], [], left)[0] and self.read():
            left = until - time.monotonic()

    def end(self):
        """The number of samples that it told of; its exit code is in process.returncode."""
        self.process.kill()
        while self.read():
            pass
        self.process.wait()
        os.close(self.terminal)
        return max(map(int, re.findall(rb"sample (\d+):", self.said)), default=0)


class Observer:
    def __init__(self, program, backend, random, connections):
        self.program, self.backend, self.random = program, backend, random
        self.count, self.connections = connections, Connections(connections)
        program.database = backend.new(program.folder)
        self.command = [program.path, "--db", str(program.database), "observe", "--host", HOST,
                        "--every", "0", "--samples"]
        self.told = self.untold = self.killed = 0

    def measure(self):
        """How long a whole run takes."""
        began = time.monotonic()
        watched = Watched(self.command + [str(SAMPLES)], self.program.folder)
        watched.process.wait()
        told = watched.end()
        if told != SAMPLES:
            raise Broken("%d of %d samples were told: %r" % (told, SAMPLES, watched.said))
        return time.monotonic() - began

    def kill(self, seconds):
        """Somewhere in that time; answers how many samples it told of."""
        watched = Watched(self.command + ["0"], self.program.folder)
        watched.listen(time.monotonic() + self.random.uniform(0, seconds))
        told = watched.end()
        if watched.process.returncode != KILLED:
            raise Broken("exit %d: %r" % (watched.process.returncode, watched.said))
        return told

    def steady(self):
        return self.program("list", "--json", "--status", "all", "--client", "127.77.0.0/16",
                            "--port", self.connections.port).json["records"]

    def snapshots(self):
        hosts = self.program("hosts", "--json").json["hosts"]
        return sum(host["snapshots"] for host in hosts if host["name"] == HOST)

    def check(self, least):
        """Answers how many samples the database has: `least`, or one more that was under way."""
        faults = list(self.backend.faults(self.program.database))
        if faults:
            raise Broken("; ".join(faults))
        samples, records = self.snapshots(), self.steady()
        counts = {(r["netstat_listener"]["total_samples"], r["netstat_listener"]["active_samples"])
                  for r in records}
        if samples not in (least, least + 1):
            raise Broken("%d samples were told, %d are there" % (least, samples))
        if samples > 0 and (len(records) != self.count or counts != {(samples, samples)}):
            raise Broken("of %d samples %d communications have %s" % (
                samples, len(records), sorted(counts)))
        return samples

    def go(self, kills):
        seconds = self.measure()
        samples = self.check(SAMPLES)
        for self.killed in range(1, kills + 1):
            told = self.kill(seconds)
            self.told += told
            least = samples + told
            samples = self.check(least)
            self.untold += samples - least

    def faults(self, kills):
        try:
            self.go(kills)
        except Broken as broken:
            yield "at kill %d: %s" % (self.killed, broken)
        finally:
            self.connections.close()

    def story(self):
        return "%d kills: %d samples were told before, %d more were written" % (
            self.killed, self.told, self.untold)
