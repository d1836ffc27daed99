#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A flush that fails, as a program meets it that goes on and tries again: refused because another
program wrote, without memory, without room on the disk.

    test_writer.py PROGRAM BACKEND WRITER
"""

import sys

from backends import BACKENDS
from program import expect, expect_code, main
from writer import Writer

OTHER = ["--client", "10.0.0.7", "--listener", "10.0.0.5", "--protocol", "tcp", "--port"]

LEAST_FAILURES = {"postgresql": 8, "lmdb": 1}  # SQLite's client takes no memory of its own


def new_writer(program):
    return Writer(sys.argv[3], program)


def ports_of(program):
    return sorted(record["port"] for record in program.records())


def a_flush_that_was_refused_stays_refused(program):
    """after another program wrote nothing is flushed before it is read again, and nobody waits"""
    writer = new_writer(program)
    yield from expect("begun", (writer.started, writer("add 1"), writer("flush")), ("0",) * 3)
    yield from expect_code("other", program("add", *OTHER, "2"), 0)
    writer("add 3")
    for n in range(2):
        said = writer("flush")
        if "another program changed it meanwhile" not in said:
            yield "flush %d says %r" % (n, said)
        yield from expect_code("other", program("add", *OTHER, str(10 + n)), 0)
    yield from expect("ports", ports_of(program), [1, 2, 10, 11])
    yield from expect("read, written", (writer("load"), writer("add 3"), writer("flush")),
                      ("0",) * 3)
    yield from expect("ports", ports_of(program), [1, 2, 3, 10, 11])


def where_memory_is_out_the_next_flush_writes(program):
    """a flush that runs out of memory says so, and the next one writes all of it"""
    wanted, failed = [], 0
    for n in (1, 2, 3, 5, 8, 11, 12, 18, 19, 20, 21):
        writer, first = new_writer(program), 100 * n
        wanted += range(first, first + 100)
        writer("add %d 100" % first)
        writer("fail %d" % n)
        said = writer("flush")
        if said != "0":
            failed += 1
            if "out of memory" not in said:
                yield "%d: the flush says %r" % (n, said)
        writer("fail 0")
        yield from expect("%d: the next flush" % n, writer("flush"), "0")
        yield from expect("%d: the end" % n, writer.end(), 0)
    yield from expect("ports", ports_of(program), wanted)
    if failed < LEAST_FAILURES.get(sys.argv[2], 0):
        yield "%d flushes only ran out of memory" % failed


def where_the_disk_is_full_the_next_flush_writes(program):
    """a flush for which there is no room says so; once there is, the next one writes all of it"""
    writer = new_writer(program)
    writer("add 1")
    writer("flush")
    writer("add 2 10000")
    writer("limit 1000000")
    for n in range(2):
        said = writer("flush")
        if said == "0" or "meanwhile" in said:
            yield "flush %d says %r" % (n, said)
    writer("limit 0")
    yield from expect("the next flush", writer("flush"), "0")
    yield from expect("ports", ports_of(program), list(range(1, 10002)))


if __name__ == "__main__":
    backend = BACKENDS[sys.argv[2]]()
    cases = [a_flush_that_was_refused_stays_refused, where_memory_is_out_the_next_flush_writes]
    if sys.argv[2] != "postgresql":  # its server writes
        cases.append(where_the_disk_is_full_the_next_flush_writes)
    main(cases, backend)
