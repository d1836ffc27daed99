#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The types and functions of the library, as its debug information tells them, against those that
baseline.abi has, by libabigail (Debian: abigail-tools). New functions are fine; every other change
has to be made known (README.md), that of a struct that grows at its end too.

abidiff.py SOURCE.c...            compares; the amalgamated library is built by gcc, since another
                                  compiler's debug information differs in its words
abidiff.py --update SOURCE.c...   writes baseline.abi
"""

import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from layers import LOWER  # noqa: E402
from tap import Tap  # noqa: E402

BASELINE = FOLDER / "baseline.abi"
NAME = "no function or type of baseline.abi has changed"
BUILD = ["gcc", "-std=c11", "-g", "-O0", "-fPIC", "-shared", "-DSVCCOMM_BUILD",
         "-fvisibility=hidden", "-Wl,--version-script=%s" % (ROOT / "src" / "svccomm.map"),
         "-Wl,-soname,libsvccomm.so.0", "svccomm.c", "-lm", "-o", "libsvccomm.so"]
WRITE = ["abidw", "--no-corpus-path", "--no-show-locs", "--no-comp-dir-path", "--no-elf-needed",
         "--drop-private-types", "--headers-dir"]


def in_order(sources):
    """As meson.build lists them, for the order of what the baseline says is theirs."""
    layers = list(LOWER)
    return sorted(sources, key=lambda path: (layers.index(Path(path).parent.name), path))


def build(folder, sources):
    amalgamate = [sys.executable, ROOT / "src" / "amalgamate.py", "--out", folder,
                  *in_order(sources)]
    subprocess.run(amalgamate, check=True)
    subprocess.run(BUILD, check=True, cwd=folder)
    return Path(folder, "libsvccomm.so")


def compare(library):
    """Faults. libabigail 2.2 overlooks changes where it is told of headers, so it is told of none:
    the baseline has no private types, and those of the library are reached by no function."""
    done = subprocess.run(["abidiff", "--no-added-syms", BASELINE, library],
                          capture_output=True, text=True)
    return [done.stdout + done.stderr] if done.returncode else []


def main():
    update = sys.argv[1:2] == ["--update"]
    sources = sys.argv[1 + update :]
    tap = Tap()
    missing = [name for name in ("abidiff", "gcc") if not shutil.which(name)]
    if missing or platform.machine() != "x86_64":
        tap.skip(NAME, "needs abidiff and gcc, on x86-64 as the baseline")
        tap.finish()
    with tempfile.TemporaryDirectory() as folder:
        library = build(folder, sources)
        if update:
            done = subprocess.run([*WRITE, folder, library], check=True, capture_output=True)
            BASELINE.write_bytes(done.stdout)
            return
        tap.case(NAME, compare(library))
    tap.finish()


if __name__ == "__main__":
    main()
