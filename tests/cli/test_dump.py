#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""dump and restore: a database moved to another goes on as if it had not been moved."""

from program import CONNECTIONS, LISTENERS, expect, expect_code, main

EVERYTHING = ("export", "--format", "ndjson", "--status", "all", "--realm", "all")
ADD = ("add", "--client", "10.1.0.1", "--listener", "10.1.0.2", "--port", "80", "--protocol", "tcp",
       "--note", "by hand")


def minute(n):
    return "2026-01-01T00:%02d:00Z" % n


def fill(program):
    for n in range(3):
        program.snapshot(minute(n), LISTENERS + (CONNECTIONS if n != 1 else ""))
    program(*ADD)
    gone = [r["id"] for r in program.records() if r["port"] == 5432]
    program("delete", *gone)


def inventory(program, database):
    return [program(*command, database=database).out
            for command in (EVERYTHING, ("listeners", "--json"), ("hosts", "--json"),
                            ("list", "--json", "--changed-since", "1"))]


def a_moved_database_goes_on(program):
    """what is restored shows the same, and counts on the same"""
    fill(program)
    dump = program("dump")
    yield from expect_code("dump", dump, 0)
    yield from expect("begins", dump.out[:8], b"SVCCOMMR")
    moved = program.folder / "moved.db"
    yield from expect_code("restore", program("restore", "-", stdin=dump.out, database=moved), 0)
    yield from expect("inventory", inventory(program, moved), inventory(program, program.database))
    yield from expect("the same dump", program("dump", database=moved).out == dump.out, True)
    text = program.folder / "next.txt"
    text.write_text(LISTENERS + CONNECTIONS)
    totals = []
    for database in (program.database, moved):
        program("netstat", "--host", "web1", "--time", minute(9), text, database=database)
        totals.append([(r["id"], r["netstat"]["total_samples"], r["netstat"]["active_samples"])
                       for r in program("list", "--json", database=database).json["records"]])
    yield from expect("totals", totals[1], totals[0])


def restore_wants_an_empty_database(program):
    """what is there already is not overwritten"""
    fill(program)
    dump = program("dump").out
    yield from expect_code("restore", program("restore", "-", stdin=dump), 1, "is not empty")
    yield from expect("the same dump", program("dump").out == dump, True)


def damage_is_told(program):
    """a dump that is cut or damaged restores nothing, and says where it is wrong"""
    fill(program)
    dump = program("dump").out
    fresh = program.folder / "fresh.db"
    for what, data in (("cut", dump[:-1]), ("cut", dump[:40]), ("not a dump", b"x" * 99),
                       ("damaged", dump[:60] + bytes([dump[60] ^ 1]) + dump[61:])):
        done = program("restore", "-", stdin=data, database=fresh)
        yield from expect_code(what, done, 1, what)
        yield from expect("records", program("list", "--json", database=fresh).json["records"], [])
    yield from expect_code("whole", program("restore", "-", stdin=dump, database=fresh), 0)


if __name__ == "__main__":
    main([a_moved_database_goes_on, restore_wants_an_empty_database, damage_is_told])
