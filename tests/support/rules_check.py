#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tests/rules.md names tests that exist, for every rule that it must cover."""

import os
import re

import tap

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
RULES = (["K%d" % n for n in range(1, 13)] + ["N%d" % n for n in range(1, 14)]
         + ["F%d" % n for n in range(1, 14)] + ["A%d" % n for n in range(1, 12)]
         + ["D1", "D2", "D3", "D4", "S1", "S2", "S3", "S4"])


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def faults_of(cell):
    """What a cell names and the tree lacks."""
    for part in cell.split(";"):
        path, *tests = re.findall(r"`([^`]+)`", part)
        if not os.path.exists(os.path.join(ROOT, path)):
            yield "no file " + path
            continue
        source = text_of(path)
        for name in tests:
            if not re.search(r"\b%s\b" % re.escape(name), source):
                yield "%s has no %s" % (path, name)


def main():
    cases = tap.Tap()
    table = text_of("tests/rules.md").split("\n## ")[0]
    rows = dict(re.findall(r"^\| ([KNFASD]\d+) \| (.+) \|$", table, re.M))
    cases.case("every rule has a row", [rule for rule in RULES if rule not in rows])
    for rule, cell in rows.items():
        cases.case(rule + ": its tests exist", faults_of(cell))
    cases.finish()


main()
