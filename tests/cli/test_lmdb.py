#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What only an LMDB database has: items as bytes, a map that gets full, readers without a right."""

import os
import shutil
import subprocess

from backends import WEB, Lmdb
from program import LISTENERS, expect, expect_code, main

KEY = ["--client", "10.0.0.7", "--listener", "10.0.0.5", "--port", "443", "--protocol", "tcp"]
OTHER = [*KEY[:2], "--listener", "10.9.9.9", "--port", "1", "--protocol", "tcp"]
NOBODY = 65534


def minute(n):
    return "2026-01-01T%02d:%02d:00Z" % divmod(n, 60)


def load(program, name, items):
    program.backend.load(program.database, name, items)


def dumped(program, name):
    return program.backend.dump(program.database, name)


def directory(program):
    return program.backend.directory(program.database)


def nothing_is_made_by_reading(program):
    """what is not there is not made by reading it"""
    for command in (["list"], ["hosts"], ["export", "--format", "csv"]):
        yield from expect_code(command[0], program(*command), 0, "there is nothing in it yet")
    yield from expect("made", directory(program).exists(), False)
    directory(program).mkdir()
    yield from expect_code("empty", program("list"), 0, "there is nothing in it yet")
    yield from expect("made", list(directory(program).iterdir()), [])
    below = program("add", *KEY, database="lmdb:%s/a/b" % program.folder)
    yield from expect_code("no such place", below, 1, "cannot be opened")
    yield from expect_code("no name", program("list", database="lmdb:"), 1, "directory")


def directories_of_the_future_are_refused(program):
    """a directory of the future, and files that are none, are refused untouched"""
    program.snapshot(minute(0))
    load(program, None, {b"format".hex(): b"svccomm 7".hex()})
    text = program.folder / "text"
    text.mkdir()
    (text / "data.mdb").write_bytes(b"no database at all\n" * 1000)
    for database, says in ((program.database, ["schema 7", "knows 1"]),
                           ("lmdb:%s" % text, ["cannot be opened"])):
        before = program.backend.content(database)
        for arguments in (["list"], ["add", *KEY]):
            result = program(*arguments, database=database)
            for each in [database, *says]:
                yield from expect_code(database, result, 1, each)
        yield from expect("untouched", program.backend.content(database), before)


def damaged_items_are_left_out(program):
    """a damaged item is told with its kind and key, left out, and heals when it is seen again"""
    key = WEB.replace("-", "")
    for name, damage, says in (
            ("cut", lambda value: value[:60], ""), ("empty", lambda value: "", ""),
            ("of the future", lambda value: "63" + value[2:], "version"),
            ("another's", lambda value: value[:2] + "00" + value[4:], "another key")):
        program.database = "lmdb:%s" % (program.folder / name)
        program.snapshot(minute(0))
        damaged = damage(dumped(program, "communications")[key])
        load(program, "communications", {key: damaged})
        result = program("list", "--json")
        for text in ("damaged item in communications under the key " + key, says, "left out"):
            yield from expect_code(name, result, 0, text)
        yield from expect(name, len(result.json["records"]), 3)
        yield from expect_code(name, program("add", *OTHER), 0, "left out")
        yield from expect(name, dumped(program, "communications")[key], damaged)
        yield from expect_code(name, program.snapshot(minute(1)), 0)
        result = program("list", "--json")
        yield from expect(name + " healed", (len(result.json["records"]), result.said), (5, ""))


def a_damaged_meta_is_refused(program):
    """without its meta item a database cannot be read, and nothing is written to it"""
    program.snapshot(minute(0))
    load(program, "meta", {b"meta".hex(): "01"})
    before = program.backend.content(program.database)
    for command in (["list"], ["add", *KEY]):
        yield from expect_code(command[0], program(*command), 1, "meta item is damaged")
    yield from expect("untouched", program.backend.content(program.database), before)


def what_later_versions_wrote_is_kept(program):
    """what stands behind what this version knows of an item stays when it is written again"""
    tail = b"of the future" * 1000
    for name in ("communications", "endpoints", "hosts", "addresses", "meta"):
        program.snapshot(minute(0))
        load(program, name, {k: v + tail.hex() for k, v in dumped(program, name).items()})
    before = {name: dumped(program, name) for name in ("communications", "hosts", "meta")}
    result = program.snapshot(minute(1))
    yield from expect_code("snapshot", result, 0)
    yield from expect("said", result.said.count("damaged"), 0)
    for name, items in before.items():
        after = dumped(program, name)
        yield from expect(name, [k for k, v in after.items() if not v.endswith(tail.hex())], [])
        yield from expect(name + " moved", after == items, False)
    record = program("show", WEB, "--json").json
    yield from expect("samples", record["netstat"]["total_samples"], 2)


def it_says_what_to_do_when_it_is_full(program):
    """where the map is full it says so, nothing is written, and more can be mapped"""
    rows = LISTENERS + "".join("tcp ESTAB 0 0 10.0.0.5:443 10.1.%d.%d:50000\n" % divmod(n, 250)
                               for n in range(5000))
    path = program.file("rows.txt", rows)
    yield from expect_code("fits", program.snapshot(minute(0)), 0)
    command = [program.path, "--db", program.database, "netstat", "--host", "web1", "--time",
               minute(1), path]
    full = program.raw(command, environment={"SVCCOMM_LMDB_MIB": "1"})
    yield from expect_code("full", full, 1, "set SVCCOMM_LMDB_MIB")
    yield from expect("records", len(program.records()), 4)
    yield from expect_code("more", program.raw(command), 0)
    yield from expect("records", len(program.records()), 5004)


def a_reader_needs_no_right_to_write(program):
    """a user who may only read it can, and waits while it is written"""
    program.snapshot(minute(0))
    program.folder.chmod(0o755)
    copy = program.folder / "copy"  # as a backup makes it: the data alone
    copy.mkdir()
    shutil.copy(directory(program) / "data.mdb", copy)
    os.chmod(copy, 0o555)
    os.chmod(directory(program), 0o555)
    command = [program.path, "list", "--json", "--db", program.database]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=%d" % NOBODY, "--clear-groups", *command]
    copied = program.raw([*command[:-1], "lmdb:%s" % copy])
    yield from expect("records of the copy", len(copied.json["records"]), 4)
    for path in directory(program).iterdir():
        path.chmod(0o444)
    yield from expect("records", len(program.raw(command).json["records"]), 4)
    with program.backend.held(program.database):
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = waiting.stderr.readline().decode()
    waiting.communicate(timeout=60)
    yield from expect("waited", ("waiting for another" in said, waiting.returncode), (True, 0))
    os.chmod(directory(program), 0o755)


if __name__ == "__main__":
    main([nothing_is_made_by_reading, directories_of_the_future_are_refused,
          damaged_items_are_left_out, a_damaged_meta_is_refused,
          what_later_versions_wrote_is_kept, it_says_what_to_do_when_it_is_full,
          a_reader_needs_no_right_to_write], Lmdb())
