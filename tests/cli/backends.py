# SPDX-License-Identifier: MIT
"""The databases that the svccomm program can keep, for tests that run over each: a database for
each case, and what only its own tools can do to it."""

import contextlib
import fcntl
import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import postgres  # noqa: E402

WEB = "2081a6aa-74e4-5d0a-a3bc-96369808ee33"


def traces(paths):
    """Sizes and times of files that have anything in them."""
    found = [path.stat() if path.exists() else None for path in paths]
    return [(each.st_size, each.st_mtime_ns) if each and each.st_size else () for each in found]


class Sqlite:
    newest_schema = 3
    set_schema = "PRAGMA user_version = %d"
    not_utf8 = b"a\xffp"

    # What is done, what is said, and how many of 4 communications are left.
    damages = [
        ("UPDATE communications SET client = 'x' WHERE port = 443", "id " + WEB, 3),
        ("UPDATE communications SET port = 'x' WHERE port = 443", "id " + WEB, 3),
        ("UPDATE communications SET port = 70000 WHERE port = 443", "column port", 3),
        ("UPDATE communications SET id = 'x' WHERE port = 443", "id x: column id", 3),
        ("UPDATE communications SET id = upper(id) WHERE port = 443", ": column id", 3),
        ("UPDATE addresses SET address = '::ffff:10.0.0.5' WHERE address = '10.0.0.5'",
         "column address", 4),
        ("UPDATE communications SET netflow_present = 1, netflow_segments = '[[1]]' "
         "WHERE port = 443", "column netflow_segments", 3),
        ("UPDATE endpoints SET own = 1.5 WHERE port = 443", "port 443, protocol 6", 4),
        ("UPDATE addresses SET device = x'410042' WHERE address = '10.0.0.5'",
         "address 10.0.0.5: column device", 4),
        ("UPDATE hosts SET name = zeroblob(300)", "column name", 4),
        ("UPDATE client_processes SET last_seen = 'x'", "position 0", 4),
    ]
    damage_many = "UPDATE communications SET evidence = 'x' WHERE client <> '10.1.0.1'"
    damage_meta = "UPDATE meta SET revision = 'x'"

    def new(self, folder):
        """The name of a database that is not there yet."""
        name = "t%d.db" % len(list(folder.glob("*.db")))
        return folder / name

    def sql(self, database, text, *values):
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            rows = connection.execute(text, values).fetchall()
        connection.close()
        return rows

    @contextlib.contextmanager
    def held(self, database):
        """Another program writes to it."""
        other = sqlite3.connect(database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()

    def make_foreign(self, folder):
        """A database of another program, and a function that says what is in it."""
        path = folder / "other.db"
        self.sql(path, "CREATE TABLE t (x)")
        return path, path.read_bytes

    def faults(self, database):
        """What its own check says."""
        if self.sql(database, "PRAGMA integrity_check") != [("ok",)]:
            yield "the integrity check fails"
        if self.sql(database, "PRAGMA foreign_key_check"):
            yield "a foreign key is broken"

    def trace(self, database):
        """Another value than before once a flush has written anything, committed or not."""
        return traces([Path(str(database) + ending) for ending in ("", "-wal")])


class Lmdb:
    """Without SQL: dump() and load() give and take items in hexadecimal."""

    def new(self, folder):
        return "lmdb:%s" % (folder / ("t%d" % len(list(folder.glob("t*")))))

    @staticmethod
    def directory(database):
        return Path(str(database).replace("lmdb:", "", 1))

    def dump(self, database, name):
        """Values by their keys."""
        text = subprocess.run(["mdb_dump", "-s", name, self.directory(database)],
                              capture_output=True, check=True).stdout.decode()
        lines = [line.strip() for line in text.split("HEADER=END\n")[1].split("\n")]
        lines = lines[:lines.index("DATA=END")]
        return dict(zip(lines[::2], lines[1::2]))

    def load(self, database, name, items):
        """Puts items; without a name, beside the named databases."""
        head = "VERSION=3\nformat=bytevalue\ntype=btree\nmapsize=1048576000\nHEADER=END\n"
        text = head + "".join(" %s\n %s\n" % item for item in items.items()) + "DATA=END\n"
        subprocess.run(["mdb_load", *(["-s", name] if name else []), self.directory(database)],
                       input=text.encode(), check=True)

    @contextlib.contextmanager
    def held(self, database):
        """Another program writes to it."""
        with open(self.directory(database) / "writer.lock") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def content(self, database):
        """All files but LMDB's table of readers."""
        return {path.name: path.read_bytes() for path in self.directory(database).iterdir()
                if path.name != "lock.mdb"}

    def make_foreign(self, folder):
        database = "lmdb:%s" % (folder / "other")
        self.directory(database).mkdir()
        self.load(database, None, {b"a".hex(): b"b".hex()})
        return database, lambda: self.content(database)

    def faults(self, database):
        """All pages are read: a compact copy goes through the trees."""
        directory = self.directory(database)
        if not (directory / "data.mdb").exists():
            return
        with tempfile.TemporaryDirectory() as copy:
            for command in (["mdb_stat", "-a", directory], ["mdb_copy", "-c", directory, copy]):
                done = subprocess.run(command, capture_output=True, timeout=60)
                if done.returncode != 0:
                    yield "%s: %s" % (command[0], done.stderr.decode())

    def trace(self, database):
        return traces([self.directory(database) / "data.mdb"])


class Postgresql:
    newest_schema = 1
    set_schema = "UPDATE svccomm SET schema_version = %d"
    not_utf8 = "\\x61ff70"
    server = None

    damages = [
        ("UPDATE communications SET note = repeat('x', 300) WHERE port = 443", "id " + WEB, 3),
        ("UPDATE communications SET note = '\\x6' WHERE port = 443", "column note", 3),
        ("UPDATE communications SET netflow_segments = array_fill(0, ARRAY[17, 2]) "
         "WHERE port = 443", "column netflow_segments", 3),
        ("UPDATE communications SET client_processes = array_fill('x'::text, ARRAY[9]), "
         "client_processes_last_seen = array_fill(0, ARRAY[9]) WHERE port = 443",
         "column client_processes", 3),
        ("UPDATE addresses SET address = '::ffff:10.0.0.5' WHERE address = '10.0.0.5'",
         "column address", 4),
    ]
    damage_many = "UPDATE communications SET note = '\\xx' WHERE client <> '10.1.0.1'"
    damage_meta = ("ALTER TABLE meta DROP CONSTRAINT meta_format_check; "
                   "UPDATE meta SET format = -1")

    def start(self):
        if self.server is None:
            self.server = postgres.Server().start()
        return self.server

    def new(self, _folder):
        server = self.start()
        return server.uri(server.database())

    def sql(self, database, text):
        name = database.rsplit("/", 1)[1]
        if not text.startswith("SELECT"):
            self.server.psql(name, text)
            return []
        rows = self.server.rows(name, "SELECT row_to_json(q) FROM (%s) q" % text)
        return [tuple(json.loads(row[0]).values()) for row in rows]

    @contextlib.contextmanager
    def held(self, database):
        other = subprocess.Popen(["psql", "-X", "-q", database], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE)
        other.stdin.write(b"BEGIN; SELECT pg_advisory_xact_lock(1937138531, "
                          b"hashtext(current_schema()));\n")
        other.stdin.flush()
        other.stdout.readline()
        yield
        other.communicate(timeout=60)

    def make_foreign(self, folder):
        database = self.new(folder)
        self.sql(database, "CREATE TABLE rules (x integer)")
        return database, lambda: self.sql(database, "SELECT relname FROM pg_class WHERE "
                                                    "relnamespace = 'public'::regnamespace")

    def faults(self, _database):
        return []

    def trace(self, _database):
        """The server writes its log at other times too."""
        return traces(sorted((self.server.folder / "data" / "pg_wal").glob("0*")))


BACKENDS = {"sqlite": Sqlite, "lmdb": Lmdb, "postgresql": Postgresql}
