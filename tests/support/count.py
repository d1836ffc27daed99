#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the test cases that meson ran and prints `N passed, N failed, N skipped`.

count.py BUILD/meson-logs/testlog.json...

A case is a TAP line of a test program, or a whole program that meson judges by its exit status. A
program that ends badly without a failed case of its own (a crash, a timeout, fewer cases than
planned) has one failed case more, and so has a log that is not there. Exits with 1 if any failed or
none ran.
"""

import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b[^#\n]*(?:#\s*(SKIP|TODO)\b)?", re.M | re.I)
FAULT = re.compile(r"^not ok.*\n(?:#.*\n)*", re.M)
GOOD = ("OK", "SKIP")


def cases(test):
    """(passed, failed, skipped) of one test program."""
    passed = failed = skipped = 0
    for refused, directive in CASE.findall(test.get("stdout", "")):
        if refused:
            failed += 1
        elif directive.upper() == "SKIP":
            skipped += 1
        else:
            passed += 1
    if test["result"] not in GOOD:
        failed = max(failed, 1)
    elif passed + failed + skipped == 0:  # judged by its exit status
        passed, skipped = (0, 1) if test["result"] == "SKIP" else (1, 0)
    return passed, failed, skipped


def of_log(path):
    """The sum over a log; what failed is printed."""
    total = [0, 0, 0]
    with open(path, encoding="utf-8") as log:
        for test in map(json.loads, log):
            counts = cases(test)
            total = [a + b for a, b in zip(total, counts)]
            if counts[1]:
                print("failed: %s (see %s)" % (test["name"], path.replace(".json", ".txt")))
                print("".join(FAULT.findall(test.get("stdout", ""))), end="")
    return total


def main():
    total = [0, 0, 0]
    for path in sys.argv[1:]:
        try:
            counts = of_log(path)
        except FileNotFoundError:  # meson did not come so far
            print("failed: there is no log %s" % path)
            counts = [0, 1, 0]
        total = [a + b for a, b in zip(total, counts)]
    print("%d passed, %d failed, %d skipped" % tuple(total))
    sys.exit(1 if total[1] or not total[0] else 0)


if __name__ == "__main__":
    main()
