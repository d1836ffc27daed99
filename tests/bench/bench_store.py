#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs bench_store on a fresh database of each kind that the program was built with.

    bench_store.py BENCH_STORE DATABASES [OPTION...]

DATABASES: their kinds with commas between. Of PostgreSQL a server is started, with fsync."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import postgres  # noqa: E402


def name_of(kind, folder):
    if kind == "postgresql":
        server = postgres.Server(fsync=True)
        server.start()
        return server.uri(server.database())
    return {"sqlite": "%s/t.db", "lmdb": "lmdb:%s/lmdb"}[kind] % folder


def main():
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
        names = [name_of(kind, folder) for kind in sys.argv[2].split(",")]
        return subprocess.run([sys.argv[1], *sys.argv[3:], *names], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
