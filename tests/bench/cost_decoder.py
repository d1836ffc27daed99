#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A flood does not make datagrams dearer: callgrind counts the instructions of 1,000 spoofed
datagrams, and of 100 of a real exporter, at the start of a flood and far beyond the caps.
They are within 15 % of each other, though the latter evict for each that comes, and all flows of
the real exporter are decoded.

cost_decoder.py PROGRAM"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import callgrind  # noqa: E402
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
PARTS = ["measured_flood", "measured_real"]


def cost(case, size):
    """Instructions of each part; datagrams and flows of the real exporter."""
    counted, printed = callgrind.count(PARTS, sys.argv[1], case, str(size))
    return counted, [int(number) for number in printed.split()]


def main():
    cases = tap.Tap()
    for title, case, size in CASES:
        little, _ = cost(case, LITTLE)
        much, (sent, flows) = cost(case, size)
        for part in PARTS:
            what = "%s: %s" % (title, part.replace("measured_", ""))
            told = "%s: %d instructions, against %d (%.3f)" % (
                what, much[part], little[part], much[part] / max(little[part], 1))
            print("# " + told)
            cases.case("%s is within 15 %%" % what,
                       [] if 1000 < much[part] <= 1.15 * little[part] else [told])
        cases.case(title + ": all real flows are decoded",
                   [] if flows == FLOWS * sent > 0 else ["%d of %d datagrams" % (flows, sent)])
    cases.finish()


main()
