# SPDX-License-Identifier: MIT
"""The databases that the tests of this folder are run over, one class for each: how it is named,
made anew, checked for damage, and whether anything of it was written."""

import sqlite3
from contextlib import closing
from pathlib import Path


def traces(paths):
    found = [path.stat() if path.exists() else None for path in paths]
    return [(each.st_size, each.st_mtime_ns) if each and each.st_size else () for each in found]


class Sqlite:
    """One file, with its write-ahead log beside it."""

    name = "sqlite"

    def __init__(self, folder):
        self.database = str(Path(folder) / "t.db")

    def files(self):
        return [Path(self.database + ending) for ending in ("", "-wal", "-shm", "-journal")]

    def fresh(self):
        """From now on there is nothing in it."""
        for path in self.files():
            path.unlink(missing_ok=True)

    def check(self):
        """What its own tools find wrong with it."""
        with closing(sqlite3.connect(self.database)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            strays = connection.execute("PRAGMA foreign_key_check").fetchall()
        if found != [("ok",)]:
            yield "integrity_check: %s" % (found,)
        if strays:
            yield "foreign_key_check: %s" % (strays,)

    def trace(self):
        """Another value than before once a flush has written anything, committed or not."""
        return traces(self.files()[:2])


BACKENDS = {backend.name: backend for backend in (Sqlite,)}
