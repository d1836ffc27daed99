#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""N12: a snapshot and its flush each cost what the snapshot contains. Callgrind counts the
instructions of the same snapshot on a registry that holds much, and on one that holds what the
snapshot has: they are within 10 % of each other.

cost_snapshot.py PROGRAM"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import callgrind  # noqa: E402
import tap  # noqa: E402

CASES = [
    ("100,000 clients of the listener are known", "clients", 100000),
    ("a host with 100 wildcard binds owns 1,000 addresses", "wildcards", 1000),
    # One walk over 1,000 addresses would hide in 10 % of what 100 binds cost.
    ("a host with 100 wildcard binds owns 10,000 addresses", "wildcards", 10000),
    ("100 wildcard binds go for others on a host that owns 10,000 addresses", "evictions", 10000),
]
PARTS = ["measured_ingest", "measured_flush"]


def cost(case, size):
    """Instructions of each part, and the items that the flush put."""
    counted, printed = callgrind.count(PARTS, sys.argv[1], case, str(size))
    return counted, int(printed)


def main():
    cases = tap.Tap()
    for title, case, size in CASES:
        little, little_put = cost(case, 10)
        much, much_put = cost(case, size)
        for part in PARTS:
            what = "%s: %s" % (title, part.replace("measured_", ""))
            told = "%s: %d instructions, against %d (%.3f)" % (
                what, much[part], little[part], much[part] / max(little[part], 1))
            print("# " + told)
            cases.case("%s is within 10 %%" % what,
                       [] if 1000 < much[part] <= 1.1 * little[part] else [told])
        cases.case(title + ": the flush puts the same items",
                   [] if 0 < much_put == little_put else ["%d, %d" % (much_put, little_put)])
    cases.finish()


main()
