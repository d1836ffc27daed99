#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A flood does not make datagrams dearer: callgrind counts the instructions of 1,000 spoofed
datagrams, and of 100 of a real exporter, at the start of a flood and far beyond the caps.
They are within 15 % of each other, though the latter evict for each that comes, and all flows of
the real exporter are decoded.

cost_decoder.py PROGRAM"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402

LITTLE, MUCH = 10, 20000
FLOWS = 3  # of a datagram of the real exporter

# What it is, its name, the size of the flood.
CASES = [
    ("spoofed templates", "templates", MUCH),
    ("spoofed exporters", "exporters", MUCH),
    ("data whose template never comes", "held", MUCH),
    ("withdrawals, with 4,000 options templates", "withdrawals", 4000),
]


def cost(program, case, size, part):
    """Instructions below the measured function; datagrams and flows of the real exporter."""
    # A C library that fills freed blocks, as meson has it, would be counted too.
    environment = {k: v for k, v in os.environ.items() if k != "MALLOC_PERTURB_"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--toggle-collect=measured_" + part,
             "--callgrind-out-file=" + os.path.join(folder, "out"), program, case, str(size)],
            capture_output=True, text=True, check=True, env=environment)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    return int(counted.group(1)), [int(number) for number in done.stdout.split()]


def main():
    cases = tap.Tap()
    for title, case, size in CASES:
        for part in ("flood", "real"):
            little, _ = cost(sys.argv[1], case, LITTLE, part)
            much, (sent, flows) = cost(sys.argv[1], case, size, part)
            told = "%s: %s: %d instructions, against %d (%.3f)" % (
                title, part, much, little, much / max(little, 1))
            print("# " + told)
            cases.case("%s: the %s is within 15 %%" % (title, part),
                       [] if 1000 < much <= 1.15 * little else [told])
        cases.case(title + ": all real flows are decoded",
                   [] if flows == FLOWS * sent > 0 else ["%d of %d datagrams" % (flows, sent)])
    cases.finish()


main()
