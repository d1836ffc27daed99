#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The agent sees a connection of this host, also after a restart; the README's example runs."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from unittest_tap import ROOT, main

AGENT = ROOT / "examples" / "python" / "agent.py"


class Agent(unittest.TestCase):
    @unittest.skipIf(shutil.which("ss") is None, "ss is missing (Debian: iproute2)")
    def test_agent(self):
        """The agent's table shows a connection that we hold, with samples of both its runs"""
        end = r"127\.0\.0\.1 \(.*\) +"
        with tempfile.TemporaryDirectory() as folder, \
                socket.create_server(("127.0.0.1", 0)) as server, \
                socket.create_connection(server.getsockname()):
            line = re.compile("^%s%s%d +(.*)$" % (end, end, server.getsockname()[1]), re.M)
            for active in (2, 4):
                done = subprocess.run(
                    [sys.executable, str(AGENT), "--samples", "2", "--every", "0",
                     os.path.join(folder, "agent.db")],
                    capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stderr)
                values, = line.findall(done.stdout)
                self.assertEqual(values.split(), [str(active), "1.0", "100.0"])


class Readme(unittest.TestCase):
    def test_example(self):
        """README's example prints what it computes, and exports a record for a line"""
        readme = (ROOT / "bindings" / "python" / "README.md").read_text(encoding="utf-8")
        program = re.search(r"^```python\n(.*?)^```", readme, re.S | re.M).group(1)
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        # What print() wrote stands behind what went to the binary stream directly.
        self.assertIn("10.0.0.7 -> web1:443: 2.0 connections on average, persistence 100 %, "
                      "1500 bytes\n", done.stdout)
        self.assertIn('{"id":"2081a6aa-74e4-5d0a-a3bc-96369808ee33"', done.stdout)


if __name__ == "__main__":
    main()
