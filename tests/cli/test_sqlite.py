#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What only a SQLite database has: its pragmas, older schemas, files that are none."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from backends import Sqlite
from program import expect, expect_code, main

KEY = ["--client", "10.0.0.7", "--listener", "10.0.0.5", "--port", "443", "--protocol", "tcp"]


def minute(n):
    return "2026-01-01T%02d:%02d:00Z" % divmod(n, 60)


def sql(program, text, *values):
    return program.backend.sql(program.database, text, *values)


def a_file_is_as_a_person_expects(program):
    """a database is in WAL mode, has its version, and processes go with their communication"""
    program.snapshot(minute(0))
    yield from expect("WAL", sql(program, "PRAGMA journal_mode"), [("wal",)])
    yield from expect("version", sql(program, "PRAGMA user_version"), [(Sqlite.newest_schema,)])
    before = sql(program, "SELECT count(*) FROM client_processes")
    program("delete", "--port", "5432", "--yes")
    yield from expect("cascade", sql(program, "SELECT count(*) FROM client_processes")[0][0],
                      before[0][0] - 1)


def files_that_are_none_are_refused(program):
    """a file that is no database is refused untouched, one of the future byte for byte"""
    program.snapshot(minute(0))
    sql(program, "PRAGMA user_version = 7")
    text = program.file("text.db", "no database at all\n" * 100)
    for path in (text, program.database):
        before = path.read_bytes()
        for arguments in (["list"], ["add", *KEY]):
            yield from expect_code(path.name, program(*arguments, database=path), 1, path.name)
        yield from expect("untouched", path.read_bytes(), before)


TO_SCHEMA_2 = ["ALTER TABLE meta DROP COLUMN fan_in_key_0",
               "ALTER TABLE meta DROP COLUMN fan_in_key_1", "DROP TABLE fan_in",
               "PRAGMA user_version = 2"]
TO_SCHEMA_1 = ["ALTER TABLE endpoints DROP COLUMN own_evidence",
               "ALTER TABLE communications DROP COLUMN client_port", "DROP TABLE decoder",
               "PRAGMA user_version = 1"]


def databases_of_before_are_taken(program):
    """a database of an older schema is made one of the newest, by reading it too"""
    program.snapshot(minute(0))
    program("add", *KEY[:2], "--listener", "10.9.9.9", "--port", "1", "--protocol", "tcp")
    before = program.records()
    first = [["list", "--json"], ["export", "--format", "csv"], ["delete", "--port", "1"],
             ["add", *KEY[:2], "--listener", "10.9.9.8", "--port", "2", "--protocol", "tcp"]]
    for n, command in enumerate(first):
        for statement in TO_SCHEMA_2 + TO_SCHEMA_1:
            sql(program, statement)
        yield from expect_code(command[0], program(*command), 0)
        yield from expect("version", sql(program, "PRAGMA user_version"), [(Sqlite.newest_schema,)])
        ports = sql(program, "SELECT DISTINCT client_port, first_found IS NULL "
                             "FROM communications ORDER BY 1")
        yield from expect("ports", ports, [(0, 1), (65536, 0)])
        evidence = sql(program, "SELECT own_evidence FROM endpoints WHERE port = 443")
        yield from expect("evidence", evidence, [(8,)])
        if n < 2:
            yield from expect("records", program.records(), before)
    keys = "SELECT fan_in_key_0, fan_in_key_1 FROM meta"
    made = sql(program, keys)
    for statement in TO_SCHEMA_2:
        sql(program, statement)
    yield from expect_code("schema 2", program("list"), 0)
    for key in (made[0], sql(program, keys)[0]):
        if 0 in key or made == sql(program, keys):
            yield "the key is no secret: %r" % (key,)


def half_done_writing_is_undone_by_reading(program):
    """what a killed writer left half-done in the file itself is undone, by reading it too"""
    program.snapshot(minute(0))
    before = program.records()
    written = str(program.database)
    program.database = program.folder / "killed.db"
    with closing(sqlite3.connect(written, isolation_level=None)) as writer:
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA cache_size = 1", "BEGIN",
                          "UPDATE communications SET port = 1", "CREATE TABLE t (x)",
                          "INSERT INTO t VALUES (zeroblob(1000000))"):
            writer.execute(statement)
        for ending in ("", "-journal"):
            shutil.copy(written + ending, str(program.database) + ending)
    journal = Path(str(program.database) + "-journal")
    yield from expect("journal", journal.stat().st_size > 0, True)
    yield from expect("records", program.records(), before)
    yield from expect("journal", journal.exists() and journal.stat().st_size > 0, False)


if __name__ == "__main__":
    main([a_file_is_as_a_person_expects, files_that_are_none_are_refused,
          databases_of_before_are_taken, half_done_writing_is_undone_by_reading], Sqlite())
