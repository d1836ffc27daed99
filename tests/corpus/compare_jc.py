#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Texts of netstat-like programs: the rows are those that jc reads of them, in the same order, or
DIFFERENCES says how many are not, and why. jc guesses nothing: names stay names, and what was cut
stays cut.

compare_jc.py NETSTAT_PRINT"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
sys.path.insert(0, str(ROOT / "tests" / "support" / "expected"))
from tap import Tap, command  # noqa: E402
import words  # noqa: E402

DATA = ROOT / "tests" / "data" / "netstat"

HOST = "a host name stands for an address"
CUT = "an end fills its column and may have been cut"
NAME = "a port has a name that the table of names leaves out"
HIDDEN = "somebody has hidden a part of an address"

# Rows of jc that are not taken: {text: {reason: how many}}.
DIFFERENCES = {
    "centos7-lsof-sudo": {HOST: 6},
    "centos7-netstat": {HOST: 3},
    "centos7-netstat-l": {HOST: 4},
    "centos7-netstat-p": {HOST: 1},
    "centos7-netstat-sudo-aeep": {HOST: 6},
    "macos-netstat": {CUT: 68, HOST: 5, NAME: 2},
    "macos-netstat-Abn": {CUT: 47},
    "macos-netstat-An": {CUT: 47},
    "ubuntu1804-lsof-sudo": {HOST: 14},
    "ubuntu1804-netstat": {HOST: 2},
    "windows10-netstat-an": {HIDDEN: 1},
}


def jc_rows(name):
    """What is compared of each row, as jc has it."""
    for row in json.loads((DATA / "jc" / (name + ".json")).read_text()):
        if "command" in row:  # lsof: ends and the state are one text
            ends, _, state = row["name"].partition(" (")
            local, _, peer = ends.partition("->")
            yield {"family": row["type"][-1], "protocol": None, "state": state.rstrip(")"),
                   "ends": [local.rpartition(":")[::2], (peer or "*:*").rpartition(":")[::2]],
                   "process": [row["command"]]}
            continue
        process = row.get("program_name")
        yield {"family": "6" if row["proto"].endswith("6") else "4",
               "protocol": words.PROTOCOLS[row["proto"]], "state": row.get("state") or "",
               "ends": [(row["local_address"], str(row["local_port"])),
                        (row["foreign_address"], str(row["foreign_port"]))],
               "process": [process] if isinstance(process, str) else process}


def number(end, row):
    """(address, port), or None if jc has a name there that says no number."""
    return words.end("\0".join(end), "\0", "::")


def fields_of(row):
    """As ours are; `*` may be of either family."""
    local, peer = (number(end, row) for end in row["ends"])
    if local is None or peer is None:
        return None
    if peer[1] == 0 and peer[0] in ("::", "0.0.0.0"):
        peer = ("::", 0)
    if local[0] in ("::", "0.0.0.0"):
        local = ("any", local[1])
    return [local, peer, row["protocol"]]


def our_fields(row, jc):
    local = (row["local"], row["local_port"])
    if local[0] in ("::", "0.0.0.0"):
        local = ("any", local[1])
    return [local, (row["remote"], row["remote_port"]), jc["protocol"] and row["protocol"]]


def state_differs(row, jc):
    """jc's word is known, and says something else."""
    state = words.state_of(jc["state"])
    return row["protocol"] == 6 and state != 0 and state != row["state"]


def process_differs(row, jc):
    names = [name.strip("[]") for name in jc["process"] or ()]
    return row["process"] not in names if names and row["process"] else False


def reason(jc, name):
    """Why a row is not taken."""
    texts = ["%s.%s" % end for end in jc["ends"]]
    width = 18 if "-A" in name else 22
    if any("asda" in text for text in texts):
        return HIDDEN
    if name.startswith("macos") and any(len(text) >= width for text in texts):
        return CUT
    if any(words.address(host) is None for host, _ in jc["ends"]):
        return HOST
    if any(words.end("\0".join(end), "\0") is None for end in jc["ends"]):
        return NAME
    return "no reason is known: %s" % texts


def compare(program, name):
    """Faults, and how many rows of jc are missing for which reason."""
    done = subprocess.run([*command(program), str(DATA / (name + ".out"))],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return [done.stderr], {}
    ours = [json.loads(line) for line in done.stdout.splitlines()][:-1]
    missing, faults, at = {}, [], 0
    for jc in jc_rows(name):
        if at < len(ours) and fields_of(jc) == our_fields(ours[at], jc):
            row = ours[at]
            if state_differs(row, jc):
                faults.append("state %d, jc %s: %s" % (row["state"], jc["state"], row))
            if process_differs(row, jc):
                faults.append("process %s, jc %s: %s" % (row["process"], jc["process"], row))
            at += 1
            # A socket that several programs hold is a row for each.
            while at < len(ours) and {**ours[at], "process": 0} == {**row, "process": 0} and \
                    ours[at]["process"] in (jc["process"] or ())[1:]:
                at += 1
        else:
            why = reason(jc, name)
            missing[why] = missing.get(why, 0) + 1
    faults += ["jc does not have %s" % row for row in ours[at:]]
    return faults, missing


def main():
    tap = Tap()
    for path in sorted((DATA / "jc").glob("*.json")):
        faults, missing = compare(sys.argv[1], path.stem)
        if missing != DIFFERENCES.get(path.stem, {}):
            faults.append("not taken: %s, should be %s" % (missing, DIFFERENCES.get(path.stem)))
        tap.case(path.stem, faults)
    tap.finish()


if __name__ == "__main__":
    main()
