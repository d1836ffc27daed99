#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Connections with known ends on loopback, watched by softflowd, which exports NetFlow v5, v9 and
IPFIX in turn; a relay gives the same datagrams to `svccomm observe --netflow` and to nfcapd. Every
communication has to be there with the right ends, and with what nfdump says of its flows."""

import json
import signal
import subprocess
import sys
import tempfile
import uuid
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

from connections import Connection, Listener  # noqa: E402
from exporter import (FILLER_PORT, Filler, Nfcapd, Relay, Softflowd, end_program,  # noqa: E402
                      udp_queue)
from namespace import enter_namespace, ip, is_inside, no_time_wait, wait_until  # noqa: E402

NAMESPACE = uuid.UUID("b0ad98a9-4f90-5513-a273-12b129f40ecf")
HOST = "export-host"
EXPORT_PORT, NFCAPD_PORT, PROGRAM_PORT = 9900, 9901, 9902
SERVER, CLIENT, OTHER = "10.77.0.1", "10.77.0.2", "10.77.0.3"
SERVER6, CLIENT6 = "fd77::1", "fd77::2"
PROTOCOLS = {"tcp": 6, "udp": 17}


class Exporter:
    """One way to export. `clock`: how far its times may be off, by its header's."""

    def __init__(self, name, version, *options, clock=0.002):
        self.name, self.version, self.options, self.clock = name, version, options, clock
        self.ipv6 = version != 5
        self.biflow = "-b" in options


EXPORTERS = [
    Exporter("NetFlow v5", 5),
    Exporter("NetFlow v9", 9, clock=1.001),  # its header tells whole seconds
    Exporter("IPFIX", 10),
    Exporter("IPFIX with milliseconds", 10, "-A", "milli"),
    Exporter("IPFIX with biflows", 10, "-b"),  # the lower address is their source
]


class Case:
    """`brief` connections in each round, and some that stay over both."""

    def __init__(self, name, kind, client, server, port, brief=0, lasting=0, client_port=0):
        self.name, self.kind, self.client, self.server, self.port = name, kind, client, server, port
        self.brief, self.lasting, self.client_port = brief, lasting, client_port
        self.made = []
        self.flows = 0  # of both directions together

    @property
    def ipv6(self):
        return ":" in self.server

    @property
    def key(self):
        return self.kind, self.client, self.server, self.port


def cases(exporter):
    listed = [
        Case("a named port", "tcp", CLIENT, SERVER, 8123, brief=3),
        Case("a port without a name", "tcp", CLIENT, SERVER, 20001, brief=2, lasting=2),
        Case("the same listener, another client", "tcp", OTHER, SERVER, 20001, brief=1),
        Case("a listener in the ephemeral range", "tcp", CLIENT, SERVER, 45678, brief=2),
        Case("a reserved client port", "tcp", CLIENT, SERVER, 2049, lasting=1, client_port=800),
        Case("both ends on one address", "tcp", SERVER, SERVER, 20002, brief=2),
        Case("UDP", "udp", CLIENT, SERVER, 20003, brief=4, lasting=1),
        Case("UDP on a named port", "udp", OTHER, SERVER, 53, brief=3),
        Case("equal ports", "udp", CLIENT, SERVER, 123, lasting=1, client_port=123),
        Case("addresses of loopback", "tcp", "127.0.0.1", "127.0.0.1", 20004, brief=2),
        Case("TCP over IPv6", "tcp", CLIENT6, SERVER6, 20005, brief=2, lasting=1),
        Case("UDP over IPv6", "udp", CLIENT6, SERVER6, 20006, brief=2),
    ]
    return [case for case in listed if exporter.ipv6 or not case.ipv6]


class Traffic:
    def __init__(self, listed):
        self.listed = listed
        self.listeners = {}
        self.lasting = {}
        for case in listed:
            end = case.kind, case.server, case.port
            if end not in self.listeners:
                self.listeners[end] = Listener(*end)

    def connect(self, case):
        listener = self.listeners[case.kind, case.server, case.port]
        connection = Connection(case.client, listener, case.client_port)
        case.made.append(connection)
        return connection

    def round(self, number):
        """Gives how many flows it makes: the kernel may choose a port twice."""
        flows = 0
        for case in self.listed:
            if number == 0:
                self.lasting[case] = [self.connect(case) for _ in range(case.lasting)]
            ports = {connection.port for connection in self.lasting[case]}
            for n in range(case.brief):
                connection = self.connect(case)
                connection.exchange(100 + n, 1500 * n + 10)
                connection.close(server_first=n % 2 == 1)
                ports.add(connection.port)
            for connection in self.lasting[case]:
                connection.exchange(700, 300)
            case.flows += len(ports)
            flows += len(ports)
        return flows

    def end(self):
        for connection in sum(self.lasting.values(), []):
            connection.close()
        for listener in self.listeners.values():
            listener.socket.close()


class Observer:
    """The program, while it takes flows; it has sampled the sockets once."""

    def __init__(self, path, database):
        self.command = [path, "--db", database]
        self.log = open(database + ".log", "w+")
        self.process = subprocess.Popen(
            [*self.command, "observe", "--host", HOST, "--samples", "0", "--every", "1h",
             "--netflow", str(PROGRAM_PORT)], stdout=subprocess.DEVNULL, stderr=self.log)
        wait_until(lambda: udp_queue(PROGRAM_PORT) is not None or self.process.poll() is not None,
                   "the program listens")
        wait_until(lambda: self.process.poll() is not None or self.snapshots() > 0,
                   "the program has sampled the sockets")
        if self.process.poll() is not None:
            self.fail()

    def ask(self, what):
        done = subprocess.run([*self.command, what, "--json"], capture_output=True, check=True)
        return json.loads(done.stdout)

    def snapshots(self):
        return sum(host["snapshots"] for host in self.ask("hosts")["hosts"])

    def end(self):
        return end_program(self.process, signal.SIGINT)

    def fail(self):
        self.log.seek(0)
        raise RuntimeError("observe: exit %d: %s" % (self.process.returncode, self.log.read()))

    def records(self):
        """Ends it, and gives the records that flows made, by key."""
        if self.end() != 0:
            self.fail()
        return {(r["protocol"], r["client_ip"], r["listener_ip"], r["port"]): r
                for r in self.ask("list")["records"] if "netflow" in r["origin"]}


def nanoseconds(text):
    """Of RFC 3339 or nfdump's form, both UTC, with as many digits as there are."""
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = int(datetime.fromisoformat(whole).replace(tzinfo=timezone.utc).timestamp())
    return seconds * 10**9 + int((fraction or "0").ljust(9, "0"))


def flow_end(flow, side):
    return flow.get(side + "4_addr") or flow.get(side + "6_addr"), flow[side + "_port"]


class Told:
    """What nfdump tells of a communication's flows."""

    def __init__(self):
        self.netflow = dict.fromkeys(
            [way + "_" + what for way in ("forward", "reverse")
             for what in ("events", "bytes", "packets")], 0)
        self.times = []

    def add(self, flow, way):
        self.netflow[way + "_events"] += 1
        self.netflow[way + "_bytes"] += flow["in_bytes"]
        self.netflow[way + "_packets"] += flow["in_packets"]
        # nfdump 1.7.1 swaps these where IPFIX tells them as uptimes: it takes element 21 for the
        # start, which is flowEndSysUpTime by RFC 5102 section 5.9.7, and 22 for the end
        self.times += [nanoseconds(flow["first"]), nanoseconds(flow["last"])]


def told_by_nfdump(flows, listed):
    """By key. Fails where nfdump's flows are not those of the connections that were made."""
    ends = {}
    for case in listed:
        for made in case.made:
            client, server = (case.client, made.port), (case.server, case.port)
            ends[PROTOCOLS[case.kind], client, server] = case.key, "forward"
            ends[PROTOCOLS[case.kind], server, client] = case.key, "reverse"
    told, seen = {}, set()
    for flow in flows:
        if FILLER_PORT in (flow["src_port"], flow["dst_port"]):
            continue
        way = flow["proto"], flow_end(flow, "src"), flow_end(flow, "dst")
        if way not in ends:
            raise RuntimeError("nfdump tells of a flow that was not made: %r" % flow)
        seen.add(way)
        told.setdefault(ends[way][0], Told()).add(flow, ends[way][1])
    if seen != set(ends):
        raise RuntimeError("nfdump lacks %r" % (set(ends) - seen))
    return told


def differences(what, got, wanted):
    for name, value in wanted.items():
        if got[name] != value:
            yield "%s: %s is %r, should be %r" % (what, name, got[name], value)


def check_times(record, told, exporter):
    netflow = record["netflow"]
    first, last = nanoseconds(netflow["first_found"]), nanoseconds(netflow["last_found"])
    for name, got, wanted in (("first", first, min(told.times)), ("last", last, max(told.times))):
        if abs(got - wanted) > exporter.clock * 10**9:
            yield "%s found is %d, nfdump says %d" % (name, got, wanted)
    spans = round(10**9 * netflow["active_span"]) + round(10**9 * netflow["gap_span"])
    if spans != last - first or netflow["gap_span"] != 0 or netflow["active_samples"] not in (1, 2):
        yield "spans: %r" % netflow


def wanted_netflow(case, told):
    """nfdump 1.7.1 does not read the element of the other direction's packets: of biflows it tells
    too little, and they are counted where they were made."""
    wanted = {"attempts": 0, "late_events": 0, "sampled": False, "approximate": False}
    if told is None:  # softflowd 1.1.0 makes two of one whose ends are at one address
        return {**wanted, "total_events": case.flows * (1 + (case.client == case.server))}
    return {**wanted, **told.netflow,
            "total_events": told.netflow["forward_events"] + told.netflow["reverse_events"]}


def check(case, exporter, records, told):
    record = records.pop(case.key, None)
    if record is None:
        yield "there is no record"
        return
    host = uuid.uuid5(NAMESPACE, "host|" + HOST).bytes[:8].hex()
    yield from differences("record", record, {
        "scope": host if case.server.startswith("127.") else "0" * 16, "evidence": "known",
        "origin": ["netflow"], "mixed": False})
    yield from differences("netflow", record["netflow"], wanted_netflow(case, told))
    if told is not None:
        yield from check_times(record, told, exporter)


def run_exporter(path, folder, exporter, listed, stack):
    """Two rounds of traffic. Gives the program's records and nfdump's flows."""
    def keep(made):
        stack.callback(made.end)
        return made

    traffic = keep(Traffic(listed))
    filler = keep(Filler(CLIENT, SERVER))
    observer = keep(Observer(path, str(Path(folder) / "exports.db")))
    nfcapd = keep(Nfcapd(folder, NFCAPD_PORT))
    relay = keep(Relay(EXPORT_PORT, [NFCAPD_PORT, PROGRAM_PORT]))
    softflowd = keep(Softflowd(folder, exporter.version, "lo", EXPORT_PORT, *exporter.options))
    for number in range(2):
        flows = traffic.round(number)
        filler.push([softflowd], flows + 1)
        relay.wait(softflowd.expire()["datagrams"])
    lost = softflowd.statistics()["dropped"]
    if lost != 0:
        raise RuntimeError("softflowd did not see %d packets" % lost)
    return observer.records(), nfcapd.flows()


def check_exporter(tap, path, exporter):
    listed = cases(exporter)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        records, flows = run_exporter(path, folder, exporter, listed, stack)
    told = {} if exporter.biflow else told_by_nfdump(flows, listed)
    for case in listed:
        tap.case("%s: %s" % (exporter.name, case.name),
                 check(case, exporter, records, told.get(case.key)))
    filler = records.pop(("udp", CLIENT, SERVER, FILLER_PORT), None)
    tap.case(exporter.name + ": there are no other records", ["%r" % r for r in records.values()]
             + ([] if filler else ["the filler is missing"]))


def main():
    enter_namespace()
    if not is_inside():
        sys.exit("a network namespace is needed: run as root, or allow user namespaces")
    ip("link set lo up", *("addr add %s/32 dev lo" % a for a in (SERVER, CLIENT, OTHER)),
       *("addr add %s/128 dev lo nodad" % a for a in (SERVER6, CLIENT6)))
    no_time_wait()
    tap = Tap()
    for exporter in EXPORTERS:
        check_exporter(tap, str(Path(sys.argv[1]).resolve()), exporter)
    tap.finish()


if __name__ == "__main__":
    main()
