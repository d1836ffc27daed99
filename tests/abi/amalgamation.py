#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The two amalgamated files can be written, compile alone, and serve a program.

amalgamation.py SOURCE.c...      all sources in layer order
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

AMALGAMATE = ROOT / "src" / "amalgamate.py"
FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror"]

HELLO = """\
#include <stdio.h>
#include "svccomm.h"
int main(void)
{
    printf("%s", svccomm_version());
    return svccomm_strerror(SVCCOMM_E_NOMEM) == NULL;
}
"""


def build(compiler, folder, options):
    """Faults of compiling, linking and running; none is good."""
    for command in (
        [compiler, *FLAGS, *options, "-c", "svccomm.c"],
        [compiler, *FLAGS, *options, "hello.c", "svccomm.o", "-lm", "-o", "hello"],
        ["./hello"],
    ):
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if run.returncode:
            return ["%s: exit %d\n%s" % (" ".join(command), run.returncode, run.stderr)]
    return []


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, AMALGAMATE, "--out", folder, *sys.argv[1:]]
        run = subprocess.run(command, capture_output=True, text=True)
        tap.case("the sources can be put into one", [run.stderr] if run.returncode else [])
        if run.returncode:
            tap.finish()
        Path(folder, "hello.c").write_text(HELLO)
        for compiler in ("gcc", "clang", "tcc"):
            name = "svccomm.c and svccomm.h serve a program built by " + compiler
            if shutil.which(compiler):
                faults = build(compiler, folder, []) + build(compiler, folder, ["-DNDEBUG"])
                tap.case(name, faults)
            else:
                tap.skip(name, compiler + " is not installed")
    tap.finish()


if __name__ == "__main__":
    main()
