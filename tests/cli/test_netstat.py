#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""svccomm netstat: reports, refusals, damaged files, coverage."""

import subprocess

from program import CONNECTIONS, LISTENERS, expect, expect_code, main

T0, T1, T2 = ("2026-01-01T00:0%d:00Z" % minute for minute in range(3))


def record_of(program, listener, port):
    found = [r for r in program.records() if (r["listener_ip"], r["port"]) == (listener, port)]
    return found[0] if len(found) == 1 else None


def a_snapshot_gives_its_communications(program):
    """a snapshot gives its communications with statistics, in both views' words"""
    yield from expect_code("netstat", program.snapshot(T0), 0)
    yield from expect_code("netstat", program.snapshot(T1, LISTENERS + CONNECTIONS), 0)
    yield from expect("count", len(program.records()), 4)
    web = record_of(program, "10.0.0.5", 443)
    for name, wanted in {
        "client_ip": "10.0.0.7", "protocol": "tcp", "evidence": "listen",
        "listener_process": "nginx", "listener_device": "web1", "first_found": T0,
        "last_found": T1, "origin": ["netstat"], "status": "normal", "scope": "0" * 16,
        "id": "2081a6aa-74e4-5d0a-a3bc-96369808ee33",
    }.items():
        yield from expect(name, web[name], wanted)
    for name, wanted in {"view": "listener", "total_samples": 2, "active_samples": 2,
                         "total_ports": 4, "average_connections": 2.0,
                         "persistence": 100.0}.items():
        yield from expect("netstat." + name, web["netstat"][name], wanted)
    yield from expect("client view", web["netstat_client"]["view"], None)
    data = record_of(program, "10.0.0.8", 5432)
    yield from expect("other side", data["netstat"]["view"], "client")
    yield from expect("process", [p["name"] for p in data["client_processes"]], ["app"])
    loop = record_of(program, "127.0.0.1", 6379)
    yield from expect("scope", loop["scope"], program("hosts", "--json").json["hosts"][0]["id"])


def persistence_counts_only_the_listener(program):
    """a connection that is gone lowers persistence, a service that is down does not"""
    program.snapshot(T0)
    program.snapshot(T1, LISTENERS)
    program.snapshot(T2, "tcp ESTAB 0 0 10.0.0.5:40000 10.0.0.8:5432\n")
    web = record_of(program, "10.0.0.5", 443)["netstat"]
    yield from expect("web", (web["active_samples"], web["total_samples"]), (1, 2))
    yield from expect("persistence", web["persistence"], 50.0)
    data = record_of(program, "10.0.0.8", 5432)["netstat"]
    yield from expect("data", (data["active_samples"], data["total_samples"]), (2, 3))


def report_counts_rows(program):
    """the report counts rows taken, skipped and doubtful, with the first lines"""
    text = LISTENERS + "u_str ESTAB 0 0 * 1 * 2\n" + CONNECTIONS + "tcp ESTAB 0 0 10.0.0.5:44"
    result = program.snapshot(T0, text, options=["--json"])
    yield from expect_code("netstat", result, 0, "line 10")
    report = result.json
    source = report["files"][0]
    for name, wanted in {"taken": 7, "skipped": 1, "doubtful": 1, "first_skipped_line": 4,
                         "first_doubtful_line": 10, "formats": ["ss"],
                         "detected": [{"format": "ss", "by": "header", "line": 1}]}.items():
        yield from expect(name, source[name], wanted)
    yield from expect("host", (report["host"], report["time"], report["realm"]), ("web1", T0, 0))
    yield from expect("communications", report["snapshot"]["communications"], 4)
    if "tcp-connections-ipv4" in report["coverage"]:
        yield "a doubtful connection row did not clear the coverage: %r" % report["coverage"]
    if "tcp-listeners-ipv4" not in report["coverage"]:
        yield "listeners are not covered: %r" % report["coverage"]
    human = program.snapshot(T1, text)
    if ("ss by the header in line 1, 7 rows taken, 1 skipped (first in line 4), "
            "1 doubtful (first in line 10)") not in human.text:
        yield human.text


def a_cut_last_line_is_doubtful(program):
    """a file without its last line end is taken, with that row doubtful and its line reported"""
    whole = (LISTENERS + CONNECTIONS).rstrip("\n")
    result = program.snapshot(T0, whole, options=["--json"])
    yield from expect_code("netstat", result, 0, "line 8")
    yield from expect("doubtful", result.json["files"][0]["doubtful"], 1)
    yield from expect("records", len(program.records()), 3)


def stale_and_future_snapshots_are_refused(program):
    """the same time twice, an older one and the future are refused; nothing changes"""
    program.snapshot(T1)
    before = program.content()
    yield from expect_code("again", program.snapshot(T1), 1, "not newer")
    yield from expect_code("older", program.snapshot(T0), 1, "not newer")
    yield from expect_code("future", program.snapshot("2116-01-01T00:00:00Z"), 1)
    yield from expect("database", program.content(), before)
    yield from expect_code("other host", program.snapshot(T1, host="web2"), 0)
    yield from expect_code("other realm", program.snapshot(T1, options=["--realm", "7"]), 0)


def what_is_no_socket_text_is_refused(program):
    """binary, empty and foreign files are exit 1 and leave the database as it was"""
    program.snapshot(T0)
    before = (program.content(), program.database.read_bytes())
    header = LISTENERS.splitlines(True)[0]
    for name, content in {"binary": bytes(range(256)) * 300, "empty": b"", "letter": "Dear all,\n",
                          "header": header, "zeros": b"\0" * 100000}.items():
        yield from expect_code(name, program.snapshot(T1, content), 1, "svccomm: ")
    path = program.file("good", LISTENERS)
    bad = program.file("bad", bytes(range(128, 256)) * 9)
    both = program("netstat", "--host", "web1", "--time", T1, path, bad)
    yield from expect_code("good and bad", both, 1)
    yield from expect("database", (program.content(), program.database.read_bytes()), before)
    fresh = program("netstat", "--host", "h", "--time", T1, bad, database="fresh.db")
    yield from expect_code("fresh", fresh, 1)
    yield from expect("made", (program.folder / "fresh.db").exists(), False)


def coverage_can_be_restricted(program):
    """--coverage presence makes no samples, and --format is obeyed"""
    program.snapshot(T0, options=["--coverage", "presence"])
    web = record_of(program, "10.0.0.5", 443)["netstat"]
    yield from expect("recent", (web["active_samples"], web["recent_samples"]), (0, 1))
    yield from expect("persistence", web["persistence"], None)
    for name in ("listeners", "connections"):
        result = program.snapshot(T1, host=name, options=["--json", "--coverage", name])
        kinds = {bit.split("-")[1] for bit in result.json["coverage"] if "-" in bit}
        yield from expect(name, kinds, {name})
    forced = program.snapshot(T1, options=["--format", "netstat"])
    yield from expect_code("forced", forced, 1)
    yield from expect_code("ss", program.snapshot(T1, options=["--format", "ss"]), 0)


def several_files_and_standard_input_are_one_snapshot(program):
    """several files and standard input are one snapshot"""
    path = program.file("listeners", LISTENERS)
    result = program("netstat", "--host", "web1", "--time", T0, "--json", path, "-",
                     stdin=CONNECTIONS.encode())
    yield from expect_code("netstat", result, 0)
    yield from expect("files", [f["taken"] for f in result.json["files"]], [2, 5])
    yield from expect("snapshots", program("hosts", "--json").json["hosts"][0]["snapshots"], 1)
    yield from expect("evidence", record_of(program, "10.0.0.5", 443)["evidence"], "listen")


def real_output_of_this_machine_is_taken(program):
    """what ss and /proc/net print here is taken"""
    text = subprocess.run(["cat", "/proc/net/tcp", "/proc/net/udp"], capture_output=True).stdout
    if len(text.splitlines()) > 2:
        yield from expect_code("proc", program.snapshot(T0, text), 0)
    try:
        text = subprocess.run(["ss", "-tunap"], capture_output=True).stdout
    except FileNotFoundError:
        return
    if len(text.splitlines()) > 1:
        yield from expect_code("ss", program.snapshot(T1, text), 0)


if __name__ == "__main__":
    main([a_snapshot_gives_its_communications, persistence_counts_only_the_listener,
          report_counts_rows, a_cut_last_line_is_doubtful, stale_and_future_snapshots_are_refused,
          what_is_no_socket_text_is_refused, coverage_can_be_restricted,
          several_files_and_standard_input_are_one_snapshot,
          real_output_of_this_machine_is_taken])
