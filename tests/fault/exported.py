#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every exported function is swept, or says why it need not be: src/svccomm.map against
exported.txt. What is said to be swept is called by the file that is named."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

LINE = re.compile(r"(svccomm_\w+) +(?:in (\S+)|: (.+))")


def exported():
    return re.findall(r"^    (svccomm_\w+);$", (ROOT / "src" / "svccomm.map").read_text(), re.M)


def listed():
    """[(function, file or None, reason or None)]"""
    lines = (ROOT / "tests" / "fault" / "exported.txt").read_text().splitlines()
    return [LINE.fullmatch(line).groups() for line in lines if line and not line.startswith("#")]


def faults_of_names(entries):
    names = [name for name, _, _ in entries]
    yield from ("%s is not listed" % name for name in exported() if name not in names)
    yield from ("%s is not exported" % name for name in names if name not in exported())
    if names != sorted(set(names)):
        yield "the list is not sorted, or has a name twice"


def calls(file, name):
    return re.search(r"\b%s\(" % name, (ROOT / "tests" / file).read_text()) is not None


def faults_of_places(entries):
    for name, file, _ in entries:
        if file is not None and not calls(file, name):
            yield "%s does not call %s" % (file, name)


def main():
    tap = Tap()
    entries = listed()
    tap.case("the list has every exported function", faults_of_names(entries))
    tap.case("what is swept is called where it says", faults_of_places(entries))
    tap.finish()


if __name__ == "__main__":
    main()
