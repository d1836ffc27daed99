#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every C file and every test script is in the list that builds or runs it: none is left out in
silence."""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402


def named(build):
    """The paths that the texts of a meson.build may mean, without their suffix."""
    without_comments = re.sub(r"^\s*#.*", "", build.read_text(), flags=re.M)
    for text in re.findall(r"'([^']*)'", without_comments):
        path = os.path.normpath(build.parent / text)
        yield path.removesuffix(".c").removesuffix(".py")


def left_out(folder):
    """Files below the folder that none of its meson.build files names."""
    names = {name for build in folder.rglob("meson.build") for name in named(build)}
    for path in sorted([*folder.rglob("*.c"), *folder.rglob("test_*.py")]):
        if str(path.with_suffix("")) not in names:
            yield "%s is in no meson.build" % path.relative_to(ROOT)


def main():
    tap = Tap()
    for folder in ("src", "tests", "examples", "bindings"):
        tap.case("every C file and test script of %s is listed" % folder, left_out(ROOT / folder))
    tap.finish()


if __name__ == "__main__":
    main()
