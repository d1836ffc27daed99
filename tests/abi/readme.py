#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the README shows is what the tree has: its C example is examples/minimal.c to the letter,
and the files that it points to exist."""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "support"))
import tap  # noqa: E402


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def main():
    cases = tap.Tap()
    readme = text_of("README.md")
    shown = re.search(r"^```c\n(.*?)^```", readme, re.S | re.M)
    same = shown is not None and shown.group(1) == text_of("examples/minimal.c")
    cases.case("the README's C example is examples/minimal.c", [] if same else ["they differ"])
    links = re.findall(r"\]\(([^)#:]+)\)", readme) + re.findall(r"\bsh ([a-z]+/[\w./]+)", readme)
    missing = [link for link in links if not os.path.exists(os.path.join(ROOT, link))]
    cases.case("the README's links and commands point to files", missing)
    cases.finish()


main()
