#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples/minimal.c, the example of the README, does what the README says."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402


def main():
    tap = Tap()
    done = subprocess.run([sys.argv[1]], capture_output=True, text=True)
    wanted = "port 443: 2.0 connections on average, persistence 100 %\n"
    tap.case("the example prints its statistics",
             [] if (done.returncode, done.stdout, done.stderr) == (0, wanted, "")
             else ["%r" % done])
    tap.finish()


if __name__ == "__main__":
    main()
