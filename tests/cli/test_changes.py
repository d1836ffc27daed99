#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""svccomm add, edit, delete, prune, reset, export, import."""

import csv
import io
import json

from program import expect, expect_code, main

KEY = ["--client", "10.0.0.7", "--listener", "10.0.0.5", "--port", "443", "--protocol", "tcp"]
WEB = "2081a6aa-74e4-5d0a-a3bc-96369808ee33"
TIMES = ["2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"]


def fill(program):
    for time in TIMES:
        program.snapshot(time)


def add_makes_a_manual_record(program):
    """add makes a manual record with what is said of it"""
    result = program("add", *KEY, "--client-device", "laptop", "--listener-device", "web",
                     "--process", "curl", "--process", "wget", "--listener-process", "nginx",
                     "--note", "by hand", "--json")
    yield from expect_code("add", result, 0)
    record = result.json
    for name, wanted in {"id": WEB, "client_device_explicit": "laptop", "listener_device": "web",
                         "origin": ["manual"], "evidence": "user", "note": "by hand",
                         "listener_process": "nginx", "first_found": None}.items():
        yield from expect(name, record[name], wanted)
    yield from expect("processes", [p["name"] for p in record["client_processes"]],
                      ["curl", "wget"])
    yield from expect("total", record["netstat"]["total_samples"], None)
    yield from expect("kept", program("show", WEB, "--json").json, record)
    yield from expect_code("again", program("add", *KEY), 1)


def add_of_a_local_end_needs_the_host(program):
    """a local end needs --host, which gives the scope"""
    local = ["--client", "127.0.0.1", "--listener", "127.0.0.1", "--port", "80", "--protocol",
             "tcp"]
    yield from expect_code("without", program("add", *local), 1, "--host")
    yield from expect("nothing added", program.records(), [])
    yield from expect_code("with", program("add", *local, "--host", "web1"), 0)
    program.snapshot(TIMES[0])
    host = program("hosts", "--json").json["hosts"][0]["id"]
    yield from expect("scope", {r["scope"] for r in program.records("--origin", "manual")}, {host})
    yield from expect_code("no local end", program("add", *KEY, "--host", "web1"), 0)
    yield from expect_code("port 0", program("add", *KEY[:4], "--port", "0", "--protocol", "tcp"),
                           1)


def edit_changes_attributes(program):
    """edit changes attributes, takes names away, and hides"""
    fill(program)
    yield from expect_code("edit", program("edit", WEB, "--note", "n", "--client-device", "laptop",
                                           "--process", "a", "--process", "b"), 0)
    record = program("show", WEB, "--json").json
    yield from expect("note", (record["note"], record["client_device"]), ("n", "laptop"))
    yield from expect("processes", [p["name"] for p in record["client_processes"]], ["a", "b"])
    yield from expect("origin", record["origin"], ["netstat"])
    program("edit", WEB, "--note", "", "--process", "", "--status", "hidden")
    record = program("show", WEB, "--json").json
    yield from expect("gone", (record["note"], record["client_processes"]), (None, []))
    listed = program("list", "--json").json["records"]
    yield from expect("hidden", [r for r in listed if r["id"] == WEB], [])
    hidden = program("list", "--json", "--status", "hidden").json["records"]
    yield from expect("asked for", [r["id"] for r in hidden], [WEB])


def edit_of_the_key_is_a_rekey(program):
    """options of the key make it another record with its statistics; --merge joins two"""
    fill(program)
    before = program("show", WEB, "--json").json
    moved = program("edit", WEB, "--port", "8443", "--json")
    yield from expect_code("re-key", moved, 0)
    yield from expect("port", (moved.json["port"], moved.json["client_ip"]), (8443, "10.0.0.7"))
    yield from expect("statistics", moved.json["netstat"]["active_samples"],
                      before["netstat"]["active_samples"])
    yield from expect_code("old id", program("show", WEB), 1)
    program("add", *KEY)
    back = program("edit", moved.json["id"], "--port", "443")
    yield from expect_code("taken", back, 1, "--merge")
    yield from expect_code("merge", program("edit", moved.json["id"], "--port", "443", "--merge"),
                           0)
    merged = program("show", WEB, "--json").json
    yield from expect("merged", (sorted(merged["origin"]), merged["netstat"]["active_samples"]),
                      (["manual", "netstat"], 2))


def delete_by_id_acts_at_once(program):
    """delete by ids acts at once, all or none"""
    fill(program)
    first, second = [r["id"] for r in program.records()][:2]
    yield from expect_code("one unknown", program("delete", first, "abcdef00"), 1)
    yield from expect("none went", len(program.records()), 4)
    result = program("delete", first, second[:8], first, "--json")
    yield from expect_code("two", result, 0)
    yield from expect("said", result.json, {"deleted": 2, "dry_run": False})
    yield from expect("left", len(program.records()), 2)


def filters_are_dry_runs_without_yes(program):
    """delete by filter, prune and reset are dry runs without --yes"""
    fill(program)
    before = program.content()
    for command, name, count in (
        (["delete", "--protocol", "tcp"], "deleted", 4),
        (["delete", "--port", "443"], "deleted", 1),
        (["reset"], "reset", 4),
        (["reset", "--listener", "10.0.0.5"], "reset", 2),
    ):
        dry = program(*command, "--json")
        yield from expect(" ".join(command), dry.json, {name: count, "dry_run": True})
        if "nothing was done" not in program(*command).text:
            yield "%s does not say that nothing was done" % command
    dry = program("prune", "--older-than", "1d", "--json").json
    yield from expect("prune", (dry["records"], dry["dry_run"]), (4, True))
    yield from expect("database", program.content(), before)
    done = program("delete", "--port", "443", "--yes", "--json").json
    yield from expect("delete", done, {"deleted": 1, "dry_run": False})
    program("reset", "--yes")
    left = program.records()
    yield from expect("reset", [r["netstat"]["active_samples"] for r in left], [None] * 3)
    yield from expect("found", [r["last_found"] for r in left], [None] * 3)


def prune_ends_what_is_old(program):
    """prune ends old records, endpoints and hosts, never manual ones unless asked"""
    fill(program)
    program("add", "--client", "10.1.0.1", "--listener", "10.1.0.2", "--port", "1", "--protocol",
            "udp")
    yield from expect("too young", program("prune", "--older-than", "1000w", "--yes", "--json")
                      .json["records"], 0)
    done = program("prune", "--older-than", "1d", "--yes", "--json").json
    yield from expect("records", (done["records"], done["dry_run"]), (4, False))
    yield from expect("left", [r["origin"] for r in program.records()], [["manual"]])
    yield from expect("hosts", program("hosts", "--json").json["hosts"], [])
    program("prune", "--older-than", "0s", "--include-manual", "--yes")
    yield from expect("none", program.records(), [])


def export_and_import_give_the_same(program):
    """export, import and export again is byte-identical, in all formats"""
    fill(program)
    program("edit", WEB, "--note", "=1+1, \"x\"\n\u00e9", "--client-device", "laptop")
    filters = ["--realm", "all", "--status", "all"]
    for name in ("csv", "json", "ndjson"):
        first = program("export", "--format", name, *filters)
        yield from expect_code(name, first, 0)
        path = program.file("e." + name, first.out)
        database = program.folder / ("%s.db" % name)
        taken = program("import", path, "--json", database=database)
        yield from expect_code(name + " import", taken, 0)
        yield from expect(name, taken.json, {"records": 4, "created": 4, "merged": 0})
        again = program("export", "--format", name, *filters, database=database)
        yield from expect(name + " again", again.out, first.out)
        piped = program("import", "-", stdin=first.out, database=":memory:")
        yield from expect_code(name + " from standard input", piped, 0)
    rows = list(csv.reader(io.StringIO(program("export", "--format", "csv").text)))
    yield from expect("csv rows", len(rows), 5)
    yield from expect("json", len(json.loads(program("export", "--json").text)), 4)
    limited = program("export", "--format", "ndjson", "--limit", "2").text.splitlines()
    yield from expect("limit", len(limited), 2)


def a_damaged_import_changes_nothing(program):
    """a damaged import is exit 1 and changes nothing"""
    fill(program)
    whole = program("export", "--format", "json").out
    before = program.content()
    for name, content in {"cut": whole[:-20], "binary": bytes(range(256)),
                          "words": b"hello\n"}.items():
        path = program.file(name, content)
        yield from expect_code(name, program("import", path), 1, name)
    yield from expect("database", program.content(), before)


def import_keeps_counting(program):
    """statistics that were imported go on counting"""
    fill(program)
    path = program.file("e.json", program("export", "--format", "json").out)
    program.database = program.folder / "second.db"
    program("import", path)
    program.snapshot("2026-01-01T00:02:00Z")
    record = program("show", WEB, "--json").json["netstat"]
    yield from expect("samples", (record["active_samples"], record["total_samples"]), (3, 3))
    again = program("import", path, "--json").json
    yield from expect("joined", again, {"records": 4, "created": 0, "merged": 4})


if __name__ == "__main__":
    main([add_makes_a_manual_record, add_of_a_local_end_needs_the_host, edit_changes_attributes,
          edit_of_the_key_is_a_rekey, delete_by_id_acts_at_once, filters_are_dry_runs_without_yes,
          prune_ends_what_is_old, export_and_import_give_the_same,
          a_damaged_import_changes_nothing, import_keeps_counting])
