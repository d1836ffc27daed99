#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The one C file of the Go package that includes all of the library's sources.

library.py SOURCE.c...            checks that library.c includes them all, in this order (TAP)
library.py --write SOURCE.c...    writes library.c
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "support"))
from tap import Tap  # noqa: E402

LIBRARY = HERE / "library.c"

HEAD = """\
// SPDX-License-Identifier: MIT
// The library's sources, in layer order. Written by library.py --write.

//go:build !svccomm_system

"""


def text(sources):
    return HEAD + "".join('#include "%s"\n' % os.path.relpath(source, HERE) for source in sources)


def main():
    if sys.argv[1:2] == ["--write"]:
        LIBRARY.write_text(text(sys.argv[2:]))
        return
    tap = Tap()
    same = LIBRARY.exists() and LIBRARY.read_text() == text(sys.argv[1:])
    tap.case(
        "library.c includes the sources that the build has",
        [] if same else ["run: python3 bindings/go/library.py --write SOURCE.c..."],
    )
    tap.finish()


if __name__ == "__main__":
    main()
