#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The package and its example are clean under mypy --strict; an absent mypy is told."""

import os
import subprocess
import sys
import unittest

from unittest_tap import ROOT, main


class Typing(unittest.TestCase):
    def test_strict(self):
        """mypy --strict finds nothing in the package and the example"""
        # Programs that are no part of the tests run without the sanitizer that these need.
        environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
        for command in (["mypy"], [sys.executable, "-m", "mypy"]):
            try:
                done = subprocess.run([*command, "--version"], env=environment, check=False,
                                      capture_output=True)
            except FileNotFoundError:
                continue
            if done.returncode == 0:
                break
        else:
            self.skipTest("mypy is missing (Debian: mypy)")
        done = subprocess.run(
            [*command, "--strict", "--cache-dir", os.devnull,
             str(ROOT / "bindings" / "python" / "svccomm"), str(ROOT / "examples" / "python")],
            env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    main()
