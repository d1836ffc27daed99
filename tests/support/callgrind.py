# SPDX-License-Identifier: MIT
"""Instructions below functions of a program, counted by callgrind."""

import os
import subprocess
import tempfile
from pathlib import Path


def inclusive(path, functions):
    """{function: instructions below it}, of an output file without compressed names. Those of what
    it calls follow each call."""
    counted, current = dict.fromkeys(functions, 0), None
    for line in Path(path).read_text().splitlines():
        if line.startswith("fn="):
            current = line[3:]
        elif current in counted and line[:1].isdigit():
            counted[current] += int(line.split()[1])
    return counted


def count(functions, *command):
    """({function: instructions below it}, what the program printed). They must not call each
    other."""
    # A C library that fills freed blocks, as meson has it, would be counted too.
    environment = {k: v for k, v in os.environ.items() if k != "MALLOC_PERTURB_"}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--compress-strings=no", "--compress-pos=no",
             *("--toggle-collect=" + name for name in functions),
             "--callgrind-out-file=%s" % out, *command],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
            env=environment)
        return inclusive(out, functions), done.stdout
