#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""N12: a snapshot and its flush each cost what the snapshot contains. Callgrind counts the
instructions of the same snapshot on a registry that holds much, and on one that holds what the
snapshot has: they are within 10 % of each other.

cost_snapshot.py PROGRAM"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402

CASES = [
    ("100,000 clients of the listener are known", "clients", 100000),
    ("a host with 100 wildcard binds owns 1,000 addresses", "wildcards", 1000),
    # One walk over 1,000 addresses would hide in 10 % of what 100 binds cost.
    ("a host with 100 wildcard binds owns 10,000 addresses", "wildcards", 10000),
    ("100 wildcard binds go for others on a host that owns 10,000 addresses", "evictions", 10000),
]


def cost(program, case, size, part):
    """Instructions below the measured function, and the items that the flush put."""
    # A C library that fills freed blocks, as meson has it, would be counted too.
    environment = {k: v for k, v in os.environ.items() if k != "MALLOC_PERTURB_"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=measured_" + part,
             "--callgrind-out-file=" + os.path.join(folder, "out"), program, case, str(size)],
            capture_output=True, text=True, check=True, env=environment)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    return int(counted.group(1)), int(done.stdout)


def main():
    cases = tap.Tap()
    for title, case, size in CASES:
        for part in ("ingest", "flush"):
            little, little_put = cost(sys.argv[1], case, 10, part)
            much, much_put = cost(sys.argv[1], case, size, part)
            told = "%s: %s: %d instructions, against %d (%.3f)" % (
                title, part, much, little, much / max(little, 1))
            print("# " + told)
            cases.case("%s: %s is within 10 %%" % (title, part),
                       [] if 1000 < much <= 1.1 * little else [told])
        cases.case(title + ": the flush puts the same items",
                   [] if 0 < much_put == little_put else ["%d, %d" % (much_put, little_put)])
    cases.finish()


main()
