#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lines and branches of src/ that a build with --coverage has run, told by gcov.

    coverage.py BUILD_DIR [--lines PERCENT] [--branches PERCENT] [--all]

Prints what did not run and is not explained, and the total of everything, explained or not; ends
with 1 below the limits, or if anything is unexplained. tests/coverage.txt explains: it lists what
cannot be reached, each with its reason, and an entry that names nothing which did not run is an
error too. --all prints what is explained as well. A function in a header counts once, whichever
source included it, a unit test's too."""

import argparse
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENTRY = re.compile(r"(\S+) (\w+): (.+?) +\| (?:(\d+) branches: )?(.+)")


class File:
    """What was run of a file: counts by (function, line), those of branches in their order."""

    def __init__(self, name):
        self.name = name
        self.text = (ROOT / name).read_text().split("\n")
        self.lines = defaultdict(int)
        self.branches = {}

    def add(self, line):
        where = line.get("function_name", ""), line["line_number"]
        self.lines[where] += line["count"]
        counts = [branch["count"] for branch in line["branches"]]
        have = self.branches.get(where, [0] * len(counts))
        self.branches[where] = [a + b for a, b in zip(have, counts, strict=True)]

    def missing(self):
        """{(function, line): (whether the line never ran, how many of its branches did not)}"""
        out = {}
        for where, count in self.lines.items():
            never = sum(not one for one in self.branches[where])
            if count == 0 or never:
                out[where] = count == 0, never
        return out

    def key(self, where):
        """What tests/coverage.txt calls it by."""
        return self.name, where[0], self.text[where[1] - 1].strip()


def gcov(build):
    """Every line of the sources of the library, of each object that has run; of the unit tests'
    objects those of its headers."""
    notes = sorted((build / "src").glob("libsvccomm.so*.p/*.gcno"))
    notes += sorted(note for note in (build / "tests" / "unit").glob("*.p/test_*.gcno")
                    if note.with_suffix(".gcda").exists())
    command = ["gcov", "--branch-probabilities", "--json-format", "--stdout"]
    output = subprocess.run(command + [str(note) for note in notes], cwd=build, check=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    for document in output.splitlines():
        for source in json.loads(document)["files"]:
            path = (build / source["file"]).resolve()
            if ROOT / "src" in path.parents:
                yield str(path.relative_to(ROOT)), source["lines"]


def read(build):
    files = {}
    for name, lines in gcov(build):
        file = files.setdefault(name, File(name))
        for line in lines:
            file.add(line)
    return files


def exempt():
    """{(file, function, text of the line): of how many branches}"""
    out, file = {}, None
    for line in (ROOT / "tests" / "coverage.txt").read_text().split("\n"):
        if not line or line.startswith("#"):
            continue
        *key, branches, reason = ENTRY.fullmatch(line).groups()
        if reason == "as above" and key[0] != file:
            sys.exit("tests/coverage.txt: the line above is of another file: " + line)
        file = key[0]
        out[tuple(key)] = int(branches or 1)
    return out


class Total:
    """Lines and branches, and how many of them ran; without what is exempt."""

    def __init__(self):
        self.lines = self.run = self.branches = self.taken = 0

    def add(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def of(self, file):
        for where, count in file.lines.items():
            self.lines += 1
            self.run += count > 0
            self.branches += len(file.branches[where])
            self.taken += sum(one > 0 for one in file.branches[where])
        return self

    def percents(self):
        return (100 * self.run / self.lines if self.lines else 100.0,
                100 * self.taken / self.branches if self.branches else 100.0)

    def say(self, name):
        return "%-36s lines %6d of %6d, %6.2f %%   branches %6d of %6d, %6.2f %%" % (
            name, self.run, self.lines, self.percents()[0],
            self.taken, self.branches, self.percents()[1])


def say_missing(file, missing):
    for where in sorted(missing, key=lambda where: where[1]):
        never, branches = missing[where]
        print("  %4d %s %s: %s" % (where[1], "line    " if never else "branch %d" % branches,
                                   *file.key(where)[1:]))


def report(files, reasons, everything):
    """The total, and how many lines are not explained; prints these, or all that did not run. Takes
    the reasons that are needed out of `reasons`."""
    total, used, unexplained = Total(), set(), 0
    for name, file in sorted(files.items()):
        missing = file.missing()
        keys = Counter(file.key(where) for where in missing)
        # An entry is of one line, and of as many branches as it says: more are not explained by it.
        over = {where for where, (_, branches) in missing.items()
                if reasons.get(file.key(where), -1) >= branches and keys[file.key(where)] == 1}
        used |= {file.key(where) for where in over}
        unexplained += len(missing) - len(over)
        one = Total().of(file)
        total.add(one)
        shown = {where: what for where, what in missing.items() if everything or where not in over}
        if shown:
            print(one.say(name))
            say_missing(file, shown)
    for key in used:
        del reasons[key]
    return total, unexplained


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("--lines", type=float, default=99)
    parser.add_argument("--branches", type=float, default=95)
    parser.add_argument("--all", action="store_true", help="print what is explained too")
    options = parser.parse_args()
    reasons = exempt()
    entries = len(reasons)
    total, unexplained = report(read(options.build.resolve()), reasons, options.all)
    for key in sorted(reasons):
        print("tests/coverage.txt: covered, or not there: %s %s: %s" % key)
    print(total.say("src/, all of it"))
    print("of what did not run, lines without a reason: %d; reasons in tests/coverage.txt: %d" %
          (unexplained, entries))
    lines, branches = total.percents()
    failed = unexplained or reasons or lines < options.lines or branches < options.branches
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
