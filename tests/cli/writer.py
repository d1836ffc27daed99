# SPDX-License-Identifier: MIT
"""A process that writes through a database's client (store_writer.c), step by step."""

import subprocess
from pathlib import Path


class Writer:
    def __init__(self, path, program, database=None):
        self.process = subprocess.Popen(
            [Path(path).resolve(), str(database or program.database)], cwd=program.folder,
            bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        program.started.append(self.process)
        self.started = self.answer()

    def answer(self):
        return self.process.stdout.readline().decode().strip()

    def __call__(self, order):
        self.process.stdin.write(order.encode() + b"\n")
        self.process.stdin.flush()
        return self.answer()

    def end(self):
        self.process.communicate()
        return self.process.returncode
