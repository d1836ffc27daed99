# SPDX-License-Identifier: MIT
"""Test Anything Protocol for tests that are scripts: one case per line, counted by meson."""

import os
import shlex
import sys


def command(path):
    """The command that runs a program of the build, which may be one of another machine."""
    return [*shlex.split(os.environ.get("MESON_EXE_WRAPPER", "")), str(path)]


class Tap:
    """Collects cases; finish() prints the plan and ends the program."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def case(self, name, faults=()):
        """One test case; it holds when `faults` (texts) is empty."""
        faults = list(faults)
        self.count += 1
        self.failed += bool(faults)
        print("%s %d - %s" % ("not ok" if faults else "ok", self.count, name))
        for fault in faults:
            for line in str(fault).splitlines():
                print("# " + line)
        sys.stdout.flush()

    def skip(self, name, reason):
        """A case that cannot run here; it is counted as skipped, with the reason."""
        self.count += 1
        print("ok %d - %s # SKIP %s" % (self.count, name, reason))

    def finish(self):
        print("1..%d" % self.count)
        sys.exit(1 if self.failed or self.count == 0 else 0)
