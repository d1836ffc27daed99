#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A few hundred sockets with known ends, told at one moment by every utility that is here: each
text gives the same communications and listeners. What they cannot tell is left out of the
comparison: netstat names a process by its command line, busybox (as Debian builds it) and /proc by
nothing, and lsof alone cuts names, so those of the test are short."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

from namespace import enter_namespace, is_inside  # noqa: E402
from test_live import Side, set_up_namespace  # noqa: E402

CLIENT, SERVER = "live-cli", "live-srv"
CONNECTIONS = 3  # of each listener and client
TABLES = ["/proc/net/" + table for table in ("tcp", "tcp6", "udp", "udp6")]
NAMES_PROCESSES, NAMES_NONE = True, False
UTILITIES = {
    "ss": (["ss", "-tunap"], NAMES_PROCESSES),
    "ss without a header": (["ss", "-Htunap"], NAMES_PROCESSES),
    "netstat": (["netstat", "-tunapW"], NAMES_NONE),
    "netstat with every column": (["netstat", "-tunapWeeo"], NAMES_NONE),
    "lsof": (["lsof", "-nP", "-i"], NAMES_PROCESSES),
    "lsof with TCP's queues": (["lsof", "-nP", "-i", "-Tqs"], NAMES_PROCESSES),
    "lsof -F": (["lsof", "-nP", "-i", "-F"], NAMES_PROCESSES),
    "lsof -F0 of few fields": (["lsof", "-nP", "-i", "-F0pctPnT"], NAMES_PROCESSES),
    "busybox netstat": (["busybox", "netstat", "-tuan"], NAMES_NONE),
    "/proc": (["cat", *TABLES], NAMES_NONE),
}

# Protocol, address bound, first port, listeners, and who connects to which address.
KINDS = [
    ("tcp", "10.77.0.1", 21000, 10, [("10.77.0.2", "10.77.0.1")]),
    ("tcp", "fd77::1", 21010, 10, [("fd77::2", "fd77::1")]),
    ("tcp", "::", 21020, 10, [("10.77.0.2", "10.77.0.1"), ("fd77::2", "fd77::1")]),
    ("tcp", "0.0.0.0", 21030, 5, [("10.77.0.2", "10.77.0.1"), ("127.0.0.1", "127.0.0.1")]),
    ("tcp", "127.0.0.1", 21040, 5, [("127.0.0.1", "127.0.0.1")]),
    ("tcp", "::1", 21050, 5, [("::1", "::1")]),
    ("tcp", "10.77.0.1", 45000, 2, []),  # listens within the ephemeral range, to nobody
    ("udp", "10.77.0.1", 21060, 5, [("10.77.0.2", "10.77.0.1")]),
    ("udp", "fd77::1", 21070, 5, [("fd77::2", "fd77::1")]),
    ("udp", "::", 21080, 5, [("127.0.0.1", "127.0.0.1"), ("::1", "::1")]),
    ("udp", "0.0.0.0", 21090, 5, []),
]


def open_all(client, server):
    """Makes the sockets: their number, the communications and the listeners that there are."""
    count, communications, listeners = 0, set(), set()
    for protocol, bound, first, many, pairs in KINDS:
        for port in range(first, first + many):
            server("listen", "L%s%d" % (protocol, port), protocol, bound, port)
            taken_in = {bound, "0.0.0.0"} if bound == "::" else {bound}
            for source, target in pairs:
                client("open", "C%d" % port, CONNECTIONS, protocol, source, target, port)
                communications.add((protocol, source, target, port))
                taken_in.add(target)
            listeners |= {(protocol, address, port) for address in taken_in}
            ends = 2 if protocol == "tcp" else 1
            count += 1 + ends * CONNECTIONS * len(pairs)
    return count, communications, listeners


def told_by(command, folder, name):
    """The files that a utility's text is in; one for each table of /proc."""
    paths = []
    for n, part in enumerate([["cat", table] for table in TABLES] if command[0] == "cat"
                             else [command]):
        paths.append(Path(folder) / ("%s.%d" % (name.replace("/", "").replace(" ", "-"), n)))
        paths[-1].write_bytes(subprocess.run(part, stdout=subprocess.PIPE, timeout=60).stdout)
    return paths


class Database:
    """One of its own for each utility."""

    def __init__(self, program, path):
        self.command = [program, "--db", str(path)]

    def __call__(self, *arguments):
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True,
                              timeout=120)
        if done.returncode != 0:
            raise RuntimeError("%s: exit %d: %s" % (arguments, done.returncode, done.stderr))
        return json.loads(done.stdout)

    def take(self, paths):
        return self("netstat", "--json", "--host", "live-host", "--time", "2026-01-01T00:00:00Z",
                    *map(str, paths))


def differences(what, got, wanted):
    yield from ("%s not told: %s" % (what, one) for one in sorted(set(wanted) - set(got)))
    yield from ("%s that is not: %s" % (what, one) for one in sorted(set(got) - set(wanted)))


def told_otherwise(what, got, wanted):
    """Objects that both utilities tell, but not with the same values."""
    for one in sorted(set(got) & set(wanted)):
        for name, value in got[one].items():
            if value != wanted[one][name]:
                yield "%s %s, %s: %r, not %r" % (what, one, name, value, wanted[one][name])


def comparable(told, named):
    """Without what depends on the clock; without processes where a utility has others, or none."""
    left_out = ["created", "updated", "revision"]
    if not named:
        left_out += ["client_processes", "listener_process", "process"]
    return {name: value for name, value in told.items() if name not in left_out}


def inventory(database, named):
    """Communications and listeners by what tells them apart."""
    records = database("list", "--json")["records"]
    listeners = database("listeners", "--json")["listeners"]
    return ({(r["protocol"], r["client_ip"], r["listener_ip"], r["port"]): comparable(r, named)
             for r in records},
            {(e["protocol"], e["address"], e["port"]): comparable(e, named) for e in listeners})


def compare(database, paths, named, known, of_ss):
    """What the text of a utility gives, beside what is known and what ss gives."""
    count, communications, listeners = known
    files = database.take(paths)["files"]
    taken, doubtful = (sum(f[key] for f in files) for key in ("taken", "doubtful"))
    if (taken, doubtful) != (count, 0):
        yield "%d taken, %d doubtful of %d sockets" % (taken, doubtful, count)
    records, endpoints = inventory(database, named)
    yield from differences("communication", records, communications)
    yield from differences("listener", endpoints, listeners)
    for what, got, wanted in zip(("record", "endpoint"), (records, endpoints),
                                 inventory(of_ss, named)):
        yield from told_otherwise(what, got, wanted)


def compare_all(tap, program, folder, known):
    here = [name for name in UTILITIES if shutil.which(UTILITIES[name][0][0])]
    told = {name: told_by(UTILITIES[name][0], folder, name) for name in here}
    of_ss = Database(program, Path(folder) / "ss.db")
    if "ss" in here:
        of_ss.take(told["ss"])
    for n, (name, (_, named)) in enumerate(UTILITIES.items()):
        title = "%s tells all %d sockets" % (name, known[0])
        if name in here and "ss" in here:
            database = Database(program, Path(folder) / ("%d.db" % n))
            tap.case(title, compare(database, told[name], named, known, of_ss))
        else:
            tap.skip(title, "the utility, or ss, is missing")


def run(tap, program):
    client, server = Side(CLIENT), Side(SERVER)
    known = open_all(client, server)
    with tempfile.TemporaryDirectory() as folder:
        compare_all(tap, program, folder, known)
    client.end()
    server.end()


def main():
    enter_namespace()
    tap = Tap()
    if is_inside():
        set_up_namespace()
        run(tap, str(Path(sys.argv[1]).resolve()))
    else:
        tap.skip("utilities tell the same", "no network namespace may be made here")
    tap.finish()


if __name__ == "__main__":
    main()
