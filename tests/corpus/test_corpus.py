#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Captures of real exporters: the flows are those that nfdump and tshark read from them, or
flow_differences.py says why not.

test_corpus.py FLOW_PRINT"""

import csv
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from flow_differences import DIFFERENCES, TROUBLE  # noqa: E402
from tap import Tap, command  # noqa: E402

DATA = ROOT / "tests" / "data" / "flows"
ICMP = (1, 58)
TIMES = ("start", "end")
NO_ADDRESS = ("", "::", "0.0.0.0")


def rows(name):
    """{capture: rows} of a file in the data folder."""
    out = {}
    with open(DATA / name, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            out.setdefault(row.pop("capture"), []).append(row)
    return out


def decode(program, capture):
    """The flows and the report."""
    done = subprocess.run([*command(program), str(DATA / (capture + ".pcap"))],
                          capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[:-1], lines[-1]["report"]


def cut(time):
    """To the millisecond."""
    return None if time is None else time // 1000000 * 1000000


def ends_of(flow):
    """Both oracles put an ICMP type and code where others have ports; here they have none."""
    ports = [0, 0] if flow["protocol"] in ICMP else [flow["source_port"], flow["destination_port"]]
    return [flow["source"], flow["destination"], *ports]


class Oracle:
    """What one of the other decoders says of a capture, row by row."""

    def __init__(self, name, rows_of_capture, differences):
        self.name = name
        self.rows = rows_of_capture
        self.kinds = {kind: argument for oracle, kind, argument, _ in differences
                      if oracle == name}

    def select(self, flows):
        extra = self.kinds.get("extra", ())
        return [flow for i, flow in enumerate(flows) if i not in extra]

    def faults(self, flows):
        mine = self.select(flows)
        wanted = self.rows[:len(self.rows) - self.kinds.get("absent", 0)]
        if len(mine) != len(wanted):
            yield "%d flows, %s has %d" % (len(mine), self.name, len(wanted))
        for i, (flow, row) in enumerate(zip(mine, wanted)):
            for field, got, want in self.fields(flow, row):
                if not self.excused(i, field) and not self.same(field, got, want):
                    yield "flow %d: %s is %s, %s has %s" % (i, field, got, self.name, want)

    def excused(self, index, field):
        return field in self.kinds.get("fields", ()) or (
            index in self.kinds.get("flows", ()) and field in TIMES)

    def same(self, field, got, want):
        if field in self.kinds.get("untimed", ()):
            return want in (0, None)
        if field in TIMES and got is not None:
            least, most = self.kinds.get("times", (0, 0))
            return least <= got - want <= most
        return got == want

    def fields(self, flow, row):
        """Names, values here, values there; in order."""
        numbers = {name: int(value) for name, value in row.items()
                   if value.isdigit() and name not in ("source", "destination")}
        ports = ends_of({"source": "", "destination": "", "protocol": numbers["protocol"],
                         "source_port": numbers["source_port"],
                         "destination_port": numbers["destination_port"]})[2:]
        yield from zip(("source", "destination", "source_port", "destination_port"),
                       ends_of(flow), [row["source"], row["destination"], *ports])
        yield "protocol", flow["protocol"], numbers["protocol"]
        scale = max(flow["sampling"], 1) if "scaled" in self.kinds else 1
        for name in ("packets", "bytes"):
            if name in numbers:
                yield name, flow[name] * scale, numbers[name]
        if "tcp_flags" in numbers:
            yield "tcp_flags", flow["tcp_flags"], numbers["tcp_flags"]
        yield from self.rest(flow, row, numbers)

    def rest(self, flow, row, numbers):
        raise NotImplementedError


class Nfdump(Oracle):
    def rest(self, flow, row, numbers):
        yield "start", cut(flow["start"]), numbers["first_ms"] * 1000000
        yield "end", cut(flow["end"]), numbers["last_ms"] * 1000000


class Tshark(Oracle):
    def rest(self, flow, row, numbers):
        for name in ("start", "end"):
            if name + "_ns" in numbers:
                yield name, flow[name], numbers[name + "_ns"]
        if row["post_source"] not in NO_ADDRESS:
            yield "post_source", flow["post_source"], row["post_source"]
        if "initiator_bytes" in numbers:
            yield "bytes", flow["bytes"], numbers["initiator_bytes"]
        if "responder_bytes" in numbers:
            yield "reverse_bytes", flow["reverse_bytes"], numbers["responder_bytes"]


TROUBLES = ("unknown_version", "malformed", "sets_unknown", "templates_invalid", "records_bad",
            "records_other", "no_template", "held", "held_decoded", "held_dropped")


def count_faults(counts, report, tshark):
    """tshark counts options data and records without addresses too."""
    records = (report["flows"] - len(tshark.kinds.get("extra", ())) + report["options"]
               - tshark.kinds.get("records", 0) + report["records_other"])
    if report["datagrams"] != int(counts["datagrams"]):
        yield "%d datagrams, not %s" % (report["datagrams"], counts["datagrams"])
    if records != int(counts["tshark_records"]):
        yield "%d records, tshark counts %s" % (records, counts["tshark_records"])


def trouble_faults(capture, report):
    trouble = {name: report[name] for name in TROUBLES if report[name] != 0}
    if trouble != TROUBLE.get(capture, {}):
        yield "%s, wanted %s" % (trouble, TROUBLE.get(capture, {}))


def main():
    tap = Tap()
    nfdump, tshark, counts = rows("nfdump.csv"), rows("tshark.csv"), rows("counts.csv")
    captures = sorted(path.stem for path in DATA.glob("*.pcap"))
    tap.case("the oracles know the %d captures" % len(captures),
             sorted(set(counts) ^ set(captures)))
    for capture in captures:
        flows, report = decode(sys.argv[1], capture)
        differences = DIFFERENCES.get(capture, ())
        oracles = (Nfdump("nfdump", nfdump.get(capture, []), differences),
                   Tshark("tshark", tshark.get(capture, []), differences))
        for oracle in oracles:
            tap.case("%s: %d flows as %s reads them" % (capture, len(flows), oracle.name),
                     oracle.faults(flows))
        tap.case(capture + ": its records", count_faults(counts[capture][0], report, oracles[1]))
        tap.case(capture + ": its trouble", trouble_faults(capture, report))
    tap.finish()


if __name__ == "__main__":
    main()
