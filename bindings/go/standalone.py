#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the Go module stand alone, as it is in a release: the amalgamated svccomm.c and svccomm.h
take the place of what reaches into the rest of the tree.

standalone.py --out FOLDER SOURCE.c...    writes the module to a folder
standalone.py SOURCE.c...                 run by `meson dist`, changes the tree that is packed
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULE = HERE.relative_to(ROOT)

ONLY_CHECKOUT = ["library.c", "build_checkout.go"]
CARRIED = {".c", ".go", ".h", ".md", ".mod"}
TAG = "//go:build !svccomm_system\n\n"


def complete(root, out, sources):
    """Gives the module in `out` what it takes from the tree `root`."""
    for name in ONLY_CHECKOUT:
        (out / name).unlink()
    sources = [root / Path(source).resolve().relative_to(ROOT) for source in sources]
    command = [sys.executable, root / "src" / "amalgamate.py", "--out", out, *sources]
    subprocess.run(command, check=True)
    library = out / "svccomm.c"
    library.write_text(TAG + library.read_text())
    shutil.copy(root / "LICENSE", out)


def write(out, sources):
    """Writes the module of this tree to a folder."""
    for path in HERE.iterdir():
        if path.suffix in CARRIED:
            shutil.copy(path, out)
    complete(ROOT, out, sources)


def main():
    if sys.argv[1:2] == ["--out"]:
        out = Path(sys.argv[2])
        out.mkdir(parents=True, exist_ok=True)
        write(out, sys.argv[3:])
    else:
        root = Path(os.environ["MESON_DIST_ROOT"])
        complete(root, root / MODULE, sys.argv[1:])


if __name__ == "__main__":
    main()
