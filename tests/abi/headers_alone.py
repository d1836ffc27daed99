#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each public header compiles alone, as C99 and as C++11, without a warning."""

import shutil
import subprocess
import sys

import headers

sys.path.insert(0, str(headers.ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

FLAGS = ["-pedantic", "-Wall", "-Wextra", "-Wundef", "-Werror", "-fsyntax-only"]
COMPILERS = [
    ("gcc", ["-x", "c", "-std=c99"]),
    ("g++", ["-x", "c++", "-std=c++11"]),
    ("clang", ["-x", "c", "-std=c99"]),
    ("clang++", ["-x", "c++", "-std=c++11"]),
]


def compile_alone(compiler, language, header):
    run = subprocess.run(
        [compiler, *language, *FLAGS, "-I", str(headers.INCLUDE), "-"],
        input="#include <svccomm/%s>\ntypedef int not_empty;\n" % header,
        capture_output=True,
        text=True,
    )
    return ["%s %s" % (compiler, run.stderr)] if run.returncode else []


def main():
    tap = Tap()
    present = [(name, language) for name, language in COMPILERS if shutil.which(name)]
    for name, _ in COMPILERS:
        if not shutil.which(name):
            tap.skip("headers compile alone with " + name, name + " is not installed")
    for path in headers.ordered():
        faults = []
        for compiler, language in present:
            faults += compile_alone(compiler, language, path.name)
        tap.case(path.name + " compiles alone", faults)
    tap.finish()


if __name__ == "__main__":
    main()
