#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The database, whichever it is: restarts, two programs at once, damage, versions, the views.

    test_database.py PROGRAM BACKEND
"""

import json
import math
import subprocess
import sys
import time

import flow_bytes as made
from backends import BACKENDS, WEB
from flow_bytes import Flow
from program import CONNECTIONS, LISTENERS, expect, expect_code, main

KEY = ["--client", "10.0.0.7", "--listener", "10.0.0.5", "--port", "443", "--protocol", "tcp"]


def minute(n):
    return "2026-01-01T%02d:%02d:00Z" % divmod(n, 60)


def restarts_change_nothing(program):
    """a run for each snapshot counts as one that never stopped"""
    for n in range(5):
        program.snapshot(minute(n), LISTENERS + (CONNECTIONS if n != 2 else ""))
    record = program("show", WEB, "--json").json
    yield from expect("listener", (record["netstat"]["active_samples"],
                                   record["netstat"]["total_samples"]), (4, 5))
    yield from expect("first", record["first_found"], minute(0))
    wildcard = [r for r in program.records() if r["port"] == 22][0]["netstat"]
    yield from expect("wildcard", (wildcard["active_samples"], wildcard["total_samples"]), (4, 5))
    client = [r for r in program.records() if r["port"] == 5432][0]["netstat"]
    yield from expect("client", (client["view"], client["active_samples"],
                                 client["total_samples"]), ("client", 4, 5))


def sql(program, text, *values):
    return program.backend.sql(program.database, text, *values)


def close_enough(a, b):
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, abs_tol=1e-6)


def compare_view(record, row):
    for name, value in row.items():
        wanted = record[name]
        same = close_enough(wanted, value) if isinstance(value, (int, float)) else wanted == value
        if not same:
            yield "%s %s: the view says %r, the program %r" % (record["id"], name, value, wanted)


def the_views_equal_the_statistics(program):
    """the views show the statistics that the program shows"""
    moved = "tcp LISTEN 0 128 0.0.0.0:443 0.0.0.0:*\ntcp LISTEN 0 128 [::]:80 [::]:*\n"
    for n in range(8):
        program.snapshot(minute(3 * n), LISTENERS + (CONNECTIONS if n % 3 else ""))
        program.snapshot(minute(3 * n + 1), moved + CONNECTIONS, host="web2")
        program.snapshot(minute(3 * n + 2), CONNECTIONS, host="db",
                         options=["--coverage", "presence"] if n % 2 else [])
        program.snapshot(minute(3 * n), "tcp ESTAB 0 0 [2001:db8::%x]:80 [2001:db8::9]:4%04d\n"
                         "tcp SYN-SENT 0 0 10.0.0.5:50000 10.0.0.99:25\n"
                         % (n % 2 + 1, n) + moved, host="six")
    program("add", "--client", "10.1.0.1", "--listener", "10.1.0.2", "--port", "1", "--protocol",
            "udp")
    columns = ["total_samples", "active_samples", "recent_samples", "attempts", "implied_samples",
               "total_ports", "average_connections", "persistence"]
    records = {record["id"]: record for record in program.records()}
    seen = 0
    for row in sql(program, "SELECT id, view, %s FROM netstat_statistics" % ", ".join(columns)):
        seen += 1
        view = records[row[0]]["netstat_" + row[1]]
        yield from compare_view({**view, "id": row[0]}, dict(zip(["view"] + columns, row[1:])))
    views = sum(r[v]["view"] is not None for r in records.values()
                for v in ("netstat_listener", "netstat_client"))
    yield from expect("rows", seen, views)
    names = ["view", "total_samples", "active_samples", "total_ports", "average_connections",
             "persistence"]
    rows = sql(program, "SELECT id, %s FROM communication_statistics" % ", ".join(names))
    yield from expect("communications", len(rows), len(records))
    for row in rows:
        yield from compare_view({**records[row[0]]["netstat"], "id": row[0]},
                                dict(zip(names, row[1:])))


def flow_statistics_are_in_the_view(program):
    """the flow statistics that an import brings are in the view"""
    program.snapshot(minute(0))
    records = json.loads(program("export", "--format", "json").out)
    for n, record in enumerate(records):
        record["netflow"].update(
            active_samples=3, total_events=6, forward_events=4, reverse_events=2, forward_bytes=n,
            reverse_bytes=1, forward_packets=9, reverse_packets=9, attempts=0, active_span=95,
            gap_span=65, first_found="2026-01-01T12:01:15Z", last_found="2026-01-01T12:03:55Z",
            late_events=0, sampled=False, approximate=False)
    program.database = program.backend.new(program.folder)
    taken = program("import", "-", stdin=json.dumps(records).encode())
    yield from expect_code("import", taken, 0)
    names = ["total_events", "active_samples", "active_span", "gap_span"]
    for row in sql(program, "SELECT id, %s FROM netflow_statistics" % ", ".join(names)):
        shown = program("show", row[0], "--json").json["netflow"]
        yield from compare_view({**shown, "id": row[0]}, dict(zip(names, row[1:])))
    yield from expect("rows", len(sql(program, "SELECT * FROM netflow_statistics")), 4)


def a_person_can_query(program):
    """the tables have readable columns"""
    program.snapshot(minute(0))
    rows = sql(program, "SELECT client, listener, port, netstat_listener_total_ports FROM "
                        "communications WHERE port = 443")
    yield from expect("row", rows, [("10.0.0.7", "10.0.0.5", 443, 2)])
    program("delete", "--port", "5432", "--yes")
    yield from expect("tombstone", sql(program, "SELECT cause FROM tombstones"), [(1,)])
    yield from expect("deleted", sql(program, "SELECT count(*) FROM communications"), [(3,)])
    yield from program.backend.faults(program.database)


def names_may_be_any_bytes(program):
    """names that are not UTF-8 survive a restart"""
    program.snapshot(minute(0), (LISTENERS + CONNECTIONS).encode().replace(b'"app"', b'"a\xffp"'))
    shown = program("list", "--port", "5432", "--json").text
    if '"name":"a\\udcffp"' not in shown:
        yield shown
    listeners = program("listeners", "--json")
    yield from expect_code("listeners", listeners, 0)
    hostile = ["\\x61", "\\", "'; --", "{a,b}", "\u00e9\u4e2d\U0001f600", "NULL", "x" * 255, "\t\n"]
    for n, name in enumerate(hostile):
        program("add", *KEY[:2], "--listener", "10.9.9.9", "--port", n + 1, "--protocol", "tcp",
                "--process", name, "--note", name)
    records = sorted(program.records("--listener", "10.9.9.9"), key=lambda r: r["port"])
    yield from expect("names", [(r["client_processes"][0]["name"], r["note"]) for r in records],
                      [(name, name) for name in hostile])


def where_names_are_not_utf8(program):
    """names that are not UTF-8 are stored as their bytes"""
    program.snapshot(minute(0), (LISTENERS + CONNECTIONS).encode().replace(b'"nginx"', b'"a\xffp"'))
    name = sql(program, "SELECT process FROM endpoints WHERE port = 443")[0][0]
    yield from expect("name", name, program.backend.not_utf8)


def fan_in_goes_on_after_a_restart(program):
    """ports that an end met are counted on by the next run, within the hour"""
    flows = [Flow(destination_port=12345, source_port=13100 + n) for n in range(9)]
    for n in range(9):
        log = program.file("flows.log", made.vpc(flows[n:n + 1]))
        taken = program("flows", "--realm", "3", log)
        yield from expect_code("flows", taken, 0)
    whole = program.backend.new(program.folder)
    program("flows", "--realm", "3", program.file("flows.log", made.vpc(flows)), database=whole)
    listed = [program("list", "--realm", "3", "--json", database=database).json["records"]
              for database in (program.database, whole)]
    yield from expect("records", [[(r["port"], r["evidence"]) for r in records]
                                  for records in listed], [[(12345, "fan-in")]] * 2)


def a_second_writer_waits_or_is_refused(program):
    """while another program writes, a second one waits, reads can go on, nothing is lost"""
    program.snapshot(minute(0))
    with program.backend.held(program.database):
        yield from expect("readers", len(program.records()), 4)
        before = time.monotonic()
        refused = program("add", *KEY[:2], "--listener", "10.9.9.9", "--port", "1", "--protocol",
                          "tcp")
        yield from expect_code("refused", refused, 1, "waiting for another program")
        yield from expect_code("refused", refused, 1, "is still writing")
        if time.monotonic() - before < 5:
            yield "it did not wait"
    writers = [
        subprocess.Popen([program.path, "--db", str(program.database), "add", "--client",
                          "10.5.0.%d" % n, "--listener", "10.0.0.5", "--port", "443",
                          "--protocol", "tcp"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for n in range(1, 13)
    ]
    for writer in writers:
        said = writer.communicate(timeout=100)[1]
        others = [line for line in said.splitlines() if b"waiting for another" not in line]
        yield from expect("writer", (writer.returncode, others), (0, []))
    yield from expect("all written", len(program.records()), 16)


def an_observer_takes_in_what_others_write(program):
    """what another program writes while one observes is kept by both"""
    observer = program.start("observe", "--samples", "2", "--every", "5", "--host", "here")
    with program.between_samples(observer):
        yield from expect_code("add", program("add", *KEY), 0)
        yield from expect_code("netstat", program.snapshot(minute(0)), 0)
    out = observer.communicate(timeout=60)[0].decode()
    yield from expect("observer", observer.returncode, 0)
    if WEB[:8] not in out:
        yield "the observer does not know what was added: " + out
    yield from expect("kept", program("show", WEB, "--json").json["origin"],
                      ["manual", "netstat"])
    hosts = {h["name"]: h["snapshots"] for h in program("hosts", "--json").json["hosts"]}
    yield from expect("snapshots", hosts, {"here": 2, "web1": 1})


def databases_of_the_future_are_refused(program):
    """a database of the future is refused untouched, with both numbers"""
    program.snapshot(minute(0))
    sql(program, program.backend.set_schema % 7)
    before = sql(program, "SELECT * FROM communications")
    for arguments in (["list"], ["add", *KEY]):
        result = program(*arguments)
        yield from expect_code("future", result, 1, "schema 7")
        yield from expect_code("future", result, 1, "knows %d" % program.backend.newest_schema)
    yield from expect("untouched", sql(program, "SELECT * FROM communications"), before)


def databases_of_others_are_refused(program):
    """a database of another program is refused untouched"""
    database, content = program.backend.make_foreign(program.folder)
    before = content()
    for arguments in (["list"], ["add", *KEY]):
        yield from expect_code("other", program(*arguments, database=database), 1,
                               "is a database of another program")
    yield from expect("untouched", content(), before)


def reading_makes_nothing(program):
    """what is not there reads as an empty database, and is not made"""
    for arguments in (["list"], ["export", "--format", "csv"], ["reset"]):
        result = program(*arguments)
        yield from expect_code(arguments[0], result, 0, "there is nothing in it yet")
    again = program("list", "--json")
    yield from expect_code("again", again, 0, "there is nothing in it yet")
    yield from expect("records", again.json["records"], [])


def damaged_rows_are_left_out(program):
    """a damaged row is told with its table and key, left out, and stays as it is"""
    for statement, says, left in program.backend.damages:
        program.database = program.backend.new(program.folder)
        program.snapshot(minute(0))
        sql(program, statement)
        table = statement.split()[1]
        before = sql(program, "SELECT * FROM " + table)
        result = program("list", "--json")
        for text in ("damaged row in table " + table, says, "left out"):
            yield from expect_code(statement, result, 0, text)
        yield from expect(statement, len(result.json["records"]), left)
        added = program("add", *KEY[:2], "--listener", "10.9.9.9", "--port", "1", "--protocol",
                        "tcp")
        yield from expect_code(statement, added, 0, "left out")
        after = sql(program, "SELECT * FROM " + table)
        yield from expect(statement + " untouched", [row for row in before if row in after], before)


def damage_heals(program):
    """a damaged communication that is seen again takes its place; much damage is told in short"""
    rows = LISTENERS + "".join("tcp ESTAB 0 0 10.0.0.5:443 10.1.0.%d:50000\n" % n
                               for n in range(1, 51))
    program.snapshot(minute(0), rows)
    sql(program, program.backend.damage_many)
    result = program("list", "--json")
    yield from expect("left", len(result.json["records"]), 1)
    yield from expect_code("sum", result, 0, "49 damaged rows were left out")
    yield from expect("lines", result.said.count("damaged row in"), 20)
    yield from expect_code("seen again", program.snapshot(minute(1), rows), 0)
    result = program("list", "--json")
    yield from expect("healed", (len(result.json["records"]), result.said), (50, ""))


def a_damaged_meta_is_refused(program):
    """without its meta row a database cannot be read, and nothing is written to it"""
    program.snapshot(minute(0))
    sql(program, program.backend.damage_meta)
    before = sql(program, "SELECT * FROM meta")
    for command in (["list"], ["add", *KEY]):
        yield from expect_code(command[0], program(*command), 1,
                               "damaged row in table meta: column")
    yield from expect("untouched", sql(program, "SELECT * FROM meta"), before)


def killed_writers_leave_a_whole_database(program):
    """a writer that is killed at any moment leaves what was before or after"""
    rows = LISTENERS + "".join("tcp ESTAB 0 0 10.0.0.5:443 10.1.%d.%d:50000\n" % divmod(n, 250)
                               for n in range(5000))
    program.snapshot(minute(0), rows)
    path = program.file("more.txt", rows.replace("10.1.", "10.2."))
    for n in range(12):
        writer = subprocess.Popen([program.path, "--db", str(program.database), "netstat", "--host",
                                   "web1", "--time", minute(n + 1), path],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.05 * n)
        writer.kill()
        writer.wait()
        count = len(program.records())
        snapshots = program("hosts", "--json").json["hosts"][0]["snapshots"]
        if (count == 10000) != (snapshots > 1) or count not in (5000, 10000):
            yield "%d records after %d snapshots" % (count, snapshots)
    yield from program.backend.faults(program.database)


EVERY = [restarts_change_nothing, names_may_be_any_bytes, fan_in_goes_on_after_a_restart,
         a_second_writer_waits_or_is_refused, an_observer_takes_in_what_others_write,
         databases_of_others_are_refused, reading_makes_nothing,
         killed_writers_leave_a_whole_database]
SQL = [the_views_equal_the_statistics, flow_statistics_are_in_the_view, a_person_can_query,
       where_names_are_not_utf8, databases_of_the_future_are_refused, damaged_rows_are_left_out,
       damage_heals, a_damaged_meta_is_refused]


if __name__ == "__main__":
    backend = BACKENDS[sys.argv[2]]()
    main(EVERY + (SQL if hasattr(backend, "sql") else []), backend)
