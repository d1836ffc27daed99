#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real sockets with known ends, in a network namespace of their own; `svccomm observe` looks at
them; every record is compared with what was made. Without the right to make a namespace it runs on
127/8 and ::1 of the machine, looks only at its own ports, and says so."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

from namespace import enter_namespace, ip, is_inside, wait_until  # noqa: E402

NAMESPACE = uuid.UUID("b0ad98a9-4f90-5513-a273-12b129f40ecf")
ATTEMPT = "a connection that nobody answers is an attempt"
UNREAD = "process names that may not be read are told once"
HOST = "live-host"
CLIENT, SERVER = "live-client", "live-server"


def set_up_namespace():
    ip("link set lo up", "addr add 10.77.0.1/32 dev lo", "addr add 10.77.0.2/32 dev lo",
       "addr add fd77::1/128 dev lo nodad", "addr add fd77::2/128 dev lo nodad",
       "route add 10.88.0.0/24 dev lo src 10.77.0.2")


class Side:
    """A process with sockets."""

    def __init__(self, name):
        self.process = subprocess.Popen([sys.executable, Path(__file__).with_name("ends.py"), name],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        if self.process.stdout.readline() != "done\n":
            raise RuntimeError("failed: %s" % (words,))

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class Case:
    """A communication: its ends, and how many connections there are in each sample."""

    def __init__(self, name, bind, client, listener, port, counts, protocol="tcp", **more):
        self.name, self.bind, self.client, self.listener = name, bind, client, listener
        self.port, self.counts, self.protocol = port, counts, protocol
        self.evidence = more.get("evidence", "listen")
        self.mirrored = more.get("mirrored", True)
        self.implied = more.get("implied", False)
        self.listens = more.get("listens", [True] * len(counts))
        self.in_order = more.get("in_order", False)

    @property
    def scoped(self):
        return self.listener.startswith("127.") or self.listener == "::1"

    def identity(self):
        scope = host_id() if self.scoped else "0" * 16
        number = {"tcp": 6, "udp": 17}[self.protocol]
        return str(uuid.uuid5(NAMESPACE, "svccomm:1|0|%s|%d|%s|%s|%d" % (
            scope, number, self.client, self.listener, self.port)))


def host_id():
    return uuid.uuid5(NAMESPACE, "host|" + HOST).bytes[:8].hex()


def cases_of_loopback(inside):
    local = "127.0.0.1" if inside else "127.77.0.1"
    client = "127.0.0.1" if inside else "127.77.0.2"
    return [
        Case("TCP on loopback", local, client, local, 20001, [3, 3, 1, 0]),
        Case("TCP over IPv6 loopback", "::1", "::1", "::1", 20002, [1, 0, 2, 2]),
        Case("a dual-stack listener with an IPv4 client on loopback", "::", client, local, 20003,
             [2, 2, 2, 2]),
        Case("a wildcard listener", "0.0.0.0", client, local, 20004, [1, 1, 0, 1]),
        Case("connected UDP on loopback", local, client, local, 20005, [2, 0, 1, 1],
             protocol="udp", mirrored=False),
    ]


def cases_of_a_namespace():
    return [
        Case("TCP", "10.77.0.1", "10.77.0.2", "10.77.0.1", 20011, [2, 5, 1, 1]),
        Case("TCP over IPv6", "fd77::1", "fd77::2", "fd77::1", 20012, [1, 1, 1, 0]),
        Case("a dual-stack listener with an IPv4 client", "::", "10.77.0.2", "10.77.0.1", 20013,
             [1, 2, 3, 4]),
        Case("a dual-stack listener with an IPv6 client", None, "fd77::2", "fd77::1", 20013,
             [0, 1, 0, 1]),
        Case("a wildcard listener with a client from outside loopback", "0.0.0.0", "10.77.0.2",
             "10.77.0.1", 20014, [1, 0, 0, 1]),
        Case("a listener that goes away", "10.77.0.1", "10.77.0.2", "10.77.0.1", 20015,
             [1, 1, 0, 0], listens=[True, True, True, False]),
        Case("a listener in the ephemeral range", "10.77.0.1", "10.77.0.2", "10.77.0.1", 45678,
             [1, 1, 1, 1]),
        Case("connected UDP", "10.77.0.1", "10.77.0.2", "10.77.0.1", 20016, [1, 1, 0, 3],
             protocol="udp", mirrored=False),
        Case("connections that end in order", "10.77.0.1", "10.77.0.2", "10.77.0.1", 20017,
             [2, 0, 0, 0], in_order=True),
    ]


def open_all(listed, client, server, sample):
    for case in listed:
        if sample == 0 and case.bind is not None:
            server("listen", "L%d" % case.port, case.protocol, case.bind, case.port)
        tag = "%s-%d" % (case.client, case.port)
        if sample > 0 and case.counts[sample] != case.counts[sample - 1]:
            client("close" if case.in_order else "reset", tag)
        if sample == 0 or case.counts[sample] != case.counts[sample - 1]:
            client("open", tag, case.counts[sample], case.protocol, case.client, case.listener,
                   case.port)
        if not case.listens[sample]:
            server("reset", "L%d" % case.port)


def wanted_view(case, view):
    """What a view has to say, from what was made."""
    first = next(n for n, count in enumerate(case.counts) if count)
    samples = [n for n in range(first, len(case.counts))
               if view == "client" or case.listens[n]]
    active = sum(1 for count in case.counts if count)
    ports = sum(case.counts)
    return {
        "view": view, "active_samples": active, "total_samples": len(samples),
        "total_ports": ports, "attempts": 0, "implied_samples": active if case.implied else 0,
        "average_connections": round(ports / active, 6),
        "persistence": round(100 * active / len(samples), 6),
        # who closes first keeps the TIME_WAIT row: the client
        "recent_samples": len(samples) - active if case.in_order and view == "client" else 0,
    }


def differences(what, got, wanted):
    for name, value in wanted.items():
        if got[name] != value:
            yield "%s %s: %r, but %r was made" % (what, name, got[name], value)


def check(case, records):
    record = records.pop(case.identity(), None)
    if record is None:
        yield "there is no record %s" % case.identity()
        return
    yield from differences("record", record, {
        "client_ip": case.client, "listener_ip": case.listener, "port": case.port,
        "protocol": case.protocol, "evidence": case.evidence, "origin": ["netstat"],
        "scope": host_id() if case.scoped else "0" * 16, "client_device": HOST,
        "listener_device": HOST, "mixed": False,
    })
    if [p["name"] for p in record["client_processes"]] != [CLIENT]:
        yield "client processes: %r" % record["client_processes"]
    if record["listener_process"] != SERVER:
        yield "listener process: %r" % record["listener_process"]
    yield from differences("client view", record["netstat_client"], wanted_view(case, "client"))
    if case.mirrored:
        yield from differences("listener view", record["netstat_listener"],
                               wanted_view(case, "listener"))
    elif record["netstat_listener"]["view"] is not None:
        yield "listener view: %r" % record["netstat_listener"]


class Program:
    def __init__(self, path, folder):
        self.command = [path, "--db", str(Path(folder) / "live.db")]
        self.said = ""

    def observe(self, *options):
        return self.run("observe", "--host", HOST, *options)

    def run(self, *arguments):
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True,
                              errors="surrogateescape", timeout=120)
        self.said += done.stderr
        if done.returncode != 0:
            raise RuntimeError("%s: exit %d: %s" % (arguments, done.returncode, done.stderr))
        return done.stdout

    def hosts(self):
        """What it lists, or nothing while another holds the lock of the database."""
        command = [*self.command, "hosts", "--json"]
        return subprocess.run(command, capture_output=True, text=True, timeout=120).stdout

    def records(self, listed):
        """By id; outside of a namespace only those of ports that the test uses."""
        ours = {case.port for case in listed}
        found = json.loads(self.run("list", "--json"))["records"]
        return {r["id"]: r for r in found if is_inside() or r["port"] in ours}


def check_attempts(tap, program, client):
    """A connection that nobody answers is an attempt."""
    client("try", "attempt", "10.77.0.2", "10.88.0.9", "20099")
    program.observe("--samples", "1")
    found = [r for r in json.loads(program.run("list", "--json"))["records"]
             if r["port"] == 20099]
    client("reset", "attempt")
    faults = [] if len(found) == 1 else ["records: %r" % found]
    for record in found:
        faults += differences("attempt", record, {"client_ip": "10.77.0.2", "evidence": "observed",
                                                  "listener_ip": "10.88.0.9", "last_found": None})
        faults += differences("client view", record["netstat_client"],
                              {"attempts": 1, "active_samples": 0, "total_samples": None})
    tap.case(ATTEMPT, faults)


def check_signal(tap, program):
    """Ctrl-C ends the observation: what was sampled is kept, and listed."""
    faults = []
    observer = subprocess.Popen([*program.command, "observe", "--host", "stopped", "--samples", "0",
                                 "--every", "60"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: '"stopped"' in program.hosts(), "the first sample is there")
    observer.send_signal(signal.SIGINT)
    out = observer.communicate(timeout=20)[0].decode()
    if observer.returncode != 0 or "communication" not in out:
        faults.append("exit %d: %s" % (observer.returncode, out))
    hosts = json.loads(program.run("hosts", "--json"))["hosts"]
    if [h["snapshots"] for h in hosts if h["name"] == "stopped"] != [1]:
        faults.append("hosts: %r" % hosts)
    tap.case("Ctrl-C ends an observation, which is kept and listed", faults)


def check_without_root(tap, program):
    """Names that may not be read are told once, and the rest goes on."""
    command = [program.command[0], "--db", ":memory:", "observe", "--samples", "3", "--every", "0"]
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", **nobody)
    except OSError as reason:  # the build folder or the namespace is root's alone
        tap.skip(UNREAD, reason)
        return
    said = done.stderr.count("may not be read")
    tap.case(UNREAD, [] if (done.returncode, said) == (0, 1) else ["%r" % done])


def check_one_run(tap, program, listed):
    """Several samples in one run, with the table at the end."""
    before = {key: r["netstat"]["total_samples"] for key, r in program.records(listed).items()}
    table = program.observe("--samples", "3", "--every", "0.1")
    after = program.records(listed)
    faults = ["%s: %r after %r" % (key, after[key]["netstat"]["total_samples"], total)
              for key, total in before.items()
              if after[key]["netstat"]["view"] == "client"
              and after[key]["netstat"]["total_samples"] != total + 3]
    faults += ["the table lacks " + key[:8] for key in after if key[:8] not in table]
    tap.case("three samples in one run count three times", faults)


def skip_what_needs_a_namespace(tap):
    for name in [*("observe: " + case.name for case in cases_of_a_namespace()), ATTEMPT, UNREAD]:
        tap.skip(name, "no network namespace may be made here")


def run(tap, program, inside):
    client, server = Side(CLIENT), Side(SERVER)
    listed = cases_of_loopback(inside) + (cases_of_a_namespace() if inside else [])
    for sample in range(len(listed[0].counts)):
        open_all(listed, client, server, sample)
        program.observe("--samples", "1")
    records = program.records(listed)
    for case in listed:
        tap.case("observe: " + case.name, check(case, records))
    tap.case("there are no other records", ["%r" % r for r in records.values()])
    check_one_run(tap, program, listed)
    if inside:
        check_attempts(tap, program, client)
        check_without_root(tap, program)
    else:
        skip_what_needs_a_namespace(tap)
    check_signal(tap, program)
    client.end()
    server.end()


def main():
    enter_namespace()
    inside = is_inside()
    tap = Tap()
    if inside:
        set_up_namespace()
    else:
        print("# on 127/8 and ::1 of the machine, own ports only")
    with tempfile.TemporaryDirectory() as folder:
        run(tap, Program(str(Path(sys.argv[1]).resolve()), folder), inside)
    tap.finish()


if __name__ == "__main__":
    main()
