#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a benchmark small: it ends, and prints one JSON object whose ratios are numbers. What they
are is for a quiet machine to say, so no time is judged here.

smoke.py PROGRAM [ARGUMENTS]"""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import tap  # noqa: E402


def ratios(value, path=""):
    """Every median below a name that ends in `_ratio`, with its path."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        if name.endswith("_ratio"):
            yield path + name, inner["median"]
        else:
            yield from ratios(inner, path + name + ".")


def main():
    cases = tap.Tap()
    done = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=False)
    cases.case("the benchmark ends well", [] if done.returncode == 0 else [done.stderr])
    found = dict(ratios(json.loads(done.stdout)))
    cases.case("it prints ratios to the bare loop", [] if found else ["none in " + done.stdout])
    for name, median in found.items():
        cases.case(name + " is a positive number", [] if median > 0 else [str(median)])
    cases.finish()


main()
