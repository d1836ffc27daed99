#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""svccomm list, show, listeners, hosts: filters, order, cursors, tables."""

import random

from program import expect, expect_code, main

SORTS = ["key", "revision", "created", "updated", "first_found", "last_found", "total_samples",
         "active_samples", "recent_samples", "attempts", "implied_samples", "total_ports",
         "average_connections", "persistence", "netstat.persistence", "netflow.total_events",
         "netflow.bytes", "netflow.packets", "netflow.active_samples", "netflow.active_span",
         "netflow.gap_span"]


def fill(program):
    """Some snapshots in which communications come and go."""
    dice = random.Random(7)
    for minute in range(6):
        rows = ["tcp LISTEN 0 128 10.0.0.5:%d 0.0.0.0:* users:((\"svc%d\",pid=1,fd=3))\n" % (p, p)
                for p in (80, 443, 5432)]
        for client in range(1, 9):
            for port in (80, 443, 5432):
                for n in range(dice.choice((0, 0, 1, 2, 3))):
                    rows.append("tcp ESTAB 0 0 10.0.0.5:%d 10.0.%d.1:%d\n"
                                % (port, client, 40000 + client * 10 + n))
        rows.append("tcp ESTAB 0 0 10.0.0.5:41000 10.9.0.1:3306 users:((\"worker\",pid=2,fd=3))\n")
        program.snapshot("2026-01-01T00:0%d:00Z" % minute, "".join(rows))
    program("add", "--client", "10.3.0.1", "--listener", "10.0.0.6", "--port", "9", "--protocol",
            "udp", "--realm", "3", "--note", "other realm")
    program("add", "--client", "2001:db8::1", "--listener", "2001:db8::2", "--port", "8443",
            "--protocol", "tcp", "--client-device", "laptop")


def ids(records):
    return [record["id"] for record in records]


def pages_of(program, limit, options):
    """All records by cursors."""
    records, after = [], []
    for _ in range(1000):
        page = program("list", "--json", "--limit", limit, *options, *after).json
        records += page["records"]
        if page["next"] is None:
            return records
        after = ["--cursor", page["next"]]
    raise RuntimeError("the list does not end")


def pages_make_up_the_whole_list(program):
    """for each order, pages by cursor give the whole list once"""
    fill(program)
    for sort in SORTS:
        for direction in ([], ["--descending"]):
            options = ["--sort", sort, *direction]
            whole = program("list", "--json", *options).json
            yield from expect(sort + " next", whole["next"], None)
            for limit in (1, 9) if sort in ("key", "persistence") else (9,):
                paged = pages_of(program, limit, options)
                yield from expect("%s by %d" % (options, limit), ids(paged), ids(whole["records"]))
    exact = program("list", "--json", "--limit", len(program.records())).json
    yield from expect("exact limit", exact["next"], None)


def lists_are_sorted(program):
    """--sort and --descending order by the value, ones without a value last"""
    fill(program)
    for sort in ("persistence", "total_ports", "average_connections", "last_found"):
        for direction in ([], ["--descending"]):
            listed = program("list", "--json", "--sort", sort, *direction).json["records"]
            values = [r[sort] if sort in r else r["netstat"][sort] for r in listed]
            known = [value for value in values if value is not None]
            yield from expect(sort, known, sorted(known, reverse=bool(direction)))
            yield from expect("none last", values, known + [None] * (len(values) - len(known)))


def damaged_and_foreign_cursors_are_refused(program):
    """damaged cursors and cursors of another order are refused with a message"""
    fill(program)
    cursor = program("list", "--json", "--limit", 1).json["next"]
    flipped = cursor[:-1] + ("0" if cursor[-1] != "0" else "1")
    middle = cursor[:40] + ("0" if cursor[40] != "0" else "1") + cursor[41:]
    for text in ("", "x", cursor[:-2], cursor + "00", flipped, middle, cursor.upper() + "G"):
        yield from expect_code("damaged", program("list", "--cursor", text), 2, "damaged")
    for options in (["--sort", "persistence"], ["--descending"]):
        result = program("list", "--cursor", cursor, *options)
        yield from expect_code("foreign", result, 2, "another order")


def filters_select(program):
    """each filter selects what it says"""
    fill(program)
    everything = program.records("--realm", "0")
    checks = [
        (["--client", "10.0.3.0/24"], lambda r: r["client_ip"].startswith("10.0.3.")),
        (["--client", "2001:db8::/32"], lambda r: ":" in r["client_ip"]),
        (["--listener", "10.9.0.1"], lambda r: r["listener_ip"] == "10.9.0.1"),
        (["--port", "443"], lambda r: r["port"] == 443),
        (["--port", "400-6000"], lambda r: 400 <= r["port"] <= 6000),
        (["--protocol", "tcp"], lambda r: r["protocol"] == "tcp"),
        (["--protocol", "17"], lambda r: r["protocol"] == "udp"),
        (["--device", "WEB1"], lambda r: "web1" in (r["client_device"], r["listener_device"])),
        (["--process", "Work"], lambda r: r["client_processes"]),
        (["--process", "svc80"], lambda r: r["listener_process"] == "svc80"),
        (["--origin", "manual"], lambda r: "manual" in r["origin"]),
        (["--origin", "netstat,netflow"], lambda r: "netstat" in r["origin"]),
        (["--since", "2026-01-01T00:05:00Z"],
         lambda r: (r["last_found"] or "") >= "2026-01-01T00:05:00Z"),
        (["--changed-since", "20"], lambda r: r["revision"] > 20),
        (["--min-persistence", "60"], lambda r: (r["netstat"]["persistence"] or 0) >= 60),
        (["--port", "443", "--client", "10.0.2.0/24"],
         lambda r: r["port"] == 443 and r["client_ip"].startswith("10.0.2.")),
    ]
    for options, passes in checks:
        wanted = ids([record for record in everything if passes(record)])
        got = ids(program("list", "--json", *options).json["records"])
        yield from expect(" ".join(options), got, wanted)
    yield from expect("since 1s", ids(program.records("--since", "1s")), [])
    yield from expect("realm", len(program.records("--realm", "3")), 1)
    yield from expect("all realms", len(program.records()), len(everything) + 1)


def show_takes_a_unique_beginning(program):
    """show takes a unique beginning of an id, and refuses an ambiguous one"""
    fill(program)
    record = program.records()[0]
    for text in (record["id"], record["id"][:8], record["id"].upper()[:13]):
        yield from expect("show " + text, program("show", text, "--json").json, record)
    text = program("show", record["id"]).text
    for part in (record["id"], record["client_ip"], "Netstat, listener view",
                 "Netstat, client view", "Netflow", "total samples", "persistence"):
        if part not in text:
            yield "show has no %r: %s" % (part, text)
    firsts = [i[0] for i in ids(program.records())]
    twice = next(first for first in firsts if firsts.count(first) > 1)
    yield from expect_code("ambiguous", program("show", twice), 1, "beginning of")


def tables_fit_the_width(program):
    """tables fit COLUMNS, show everything when piped, and end with a count"""
    fill(program)
    for width in (200, 120, 80, 60, 40):
        for command in ("list", "listeners", "hosts"):
            result = program(command, environment={"COLUMNS": str(width)})
            widest = max(len(line) for line in result.text.splitlines())
            if widest > max(width, 60):
                yield "%s is %d wide, not %d" % (command, widest, width)
    piped = program("list", environment={"COLUMNS": ""}).text.splitlines()
    yield from expect("count line", piped[-1], "%d communications" % (len(piped) - 2))
    for column in ("ID", "CLIENT", "LISTENER", "PORT", "PROTO", "PROCESS", "ACT/TOT", "AVG",
                   "PERSIST", "EVIDENCE", "LAST FOUND"):
        if column not in piped[0]:
            yield "no column " + column
    program("add", "--client", "10.7.7.7", "--listener", "10.0.0.6", "--port", "7", "--protocol",
            "tcp", "--process", "\x1b[31mred\x07\n\xc2\x9b")
    if any(ord(c) < 32 and c != "\n" for c in program("list").text):
        yield "a control character reaches the terminal"


def inventories_have_their_columns(program):
    """listeners and hosts print tables and JSON"""
    fill(program)
    listeners = program("listeners", "--json").json["listeners"]
    web = [e for e in listeners if e["port"] == 443][0]
    for name, wanted in {"address": "10.0.0.5", "protocol": "tcp", "process": "svc443",
                         "device": "web1", "samples": 6, "evidence": "listen",
                         "last_listen": "2026-01-01T00:05:00Z"}.items():
        yield from expect(name, web[name], wanted)
    host = program("hosts", "--json").json["hosts"][0]
    yield from expect("host", (host["name"], host["snapshots"]), ("web1", 6))
    yield from expect("complete", host["complete"]["ipv4"]["tcp"], 6)
    yield from expect("other realm", program("listeners", "--realm", "3", "--json").json
                      ["listeners"][0]["port"], 9)
    if "web1" not in program("hosts").text or "svc443" not in program("listeners").text:
        yield "the tables lack a name"


if __name__ == "__main__":
    main([pages_make_up_the_whole_list, lists_are_sorted,
          damaged_and_foreign_cursors_are_refused, filters_select, show_takes_a_unique_beginning,
          tables_fit_the_width, inventories_have_their_columns])
