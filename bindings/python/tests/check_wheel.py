#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pip builds the wheel and installs it into an empty environment, where the README's example runs
with the library that the wheel carries. Long: tests/long.sh runs it. What it needs and is not here
makes it fail, since nothing was shown then."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
import venv

from unittest_tap import ROOT, main

BINDING = ROOT / "bindings" / "python"


def run(*command):
    """The program, far from this tree and from what leads to its library."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("PYTHONPATH", "SVCCOMM_LIBRARY", "LD_PRELOAD")}
    return subprocess.run(command, cwd=tempfile.gettempdir(), env=environment, text=True,
                          capture_output=True, check=False)


class Wheel(unittest.TestCase):
    def check(self, folder, *options):
        """Installs, and runs the README's example."""
        python = os.path.join(folder, "bin", "python")
        done = run(python, "-m", "pip", "install", *options, str(BINDING))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = run(python, "-c", "import svccomm; print(svccomm._abi.lib._name)")
        self.assertTrue(done.stdout.startswith(os.path.realpath(folder)), done)
        program = re.search(r"^```python\n(.*?)^```",
                            (BINDING / "README.md").read_text(encoding="utf-8"), re.S | re.M)
        done = run(python, "-c", program.group(1))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("persistence 100 %", done.stdout)

    def test_with_debian(self):
        """pip install --no-build-isolation, with the build tools of the system"""
        done = run(sys.executable, "-c", "import mesonpy")
        self.assertEqual(done.returncode, 0, "Debian: python3-mesonpy. " + done.stderr)
        with tempfile.TemporaryDirectory() as folder:
            venv.create(folder, system_site_packages=True, with_pip=True)
            self.check(folder, "--no-build-isolation")

    def test_isolated(self):
        """pip install into an empty environment, with build tools from the package index"""
        with tempfile.TemporaryDirectory() as folder:
            venv.create(folder, with_pip=True)
            done = run(os.path.join(folder, "bin", "python"), "-m", "pip", "download", "--no-deps",
                       "--dest", folder, "meson-python")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.check(folder)


if __name__ == "__main__":
    main()
