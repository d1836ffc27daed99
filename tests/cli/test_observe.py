#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""svccomm observe --netflow: datagrams on loopback, signals, restarts, other writers, full
buffers."""

import re
import signal
import socket
import sqlite3
import time

import flow_bytes as made
from flow_bytes import MS, Flow
from program import expect, expect_code, main, wait_for

KEY = ["--client", "198.18.9.9", "--listener", "198.18.9.8", "--port", "443", "--protocol", "tcp"]


def flow(client, age=20, **more):
    """A flow that ended `age` seconds ago, of a client that no host of a test machine has."""
    end = int(time.time() - age) * MS
    return Flow(source=client, destination="198.19.0.1", start=end - 5000, end=end, **more)


class Observer:
    """`svccomm observe --netflow`, and a sender of datagrams to it."""

    def __init__(self, program, *options, port=0):
        self.said = ""
        self.process = program.start("observe", "--host", "here", "--netflow", port, *options)
        found = None
        while found is None:
            line = self.process.stderr.readline().decode()
            if not line:
                raise RuntimeError("it ended: " + self.said)
            self.said += line
            found = re.search(r"listening for NetFlow on (\[::\]|0\.0\.0\.0):(\d+)\n", line)
        self.port = int(found.group(2))
        self.senders = {family: socket.socket(family, socket.SOCK_DGRAM)
                        for family in (socket.AF_INET, socket.AF_INET6)}

    def send(self, *datagrams, family=socket.AF_INET):
        to = "127.0.0.1" if family == socket.AF_INET else "::1"
        for datagram in datagrams:
            self.senders[family].sendto(datagram, (to, self.port))

    def end(self, number=signal.SIGINT):
        """Its exit code, after a signal; said and listed are what it printed."""
        if number is not None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        for sender in self.senders.values():
            sender.close()
        self.listed = out.decode()
        self.said += err.decode()
        return self.process.returncode

    def counted(self, text):
        """The number before a text of the report, 0 where it is not there."""
        found = re.search(r"^ *(\d+)  %s" % re.escape(text), self.said, re.M)
        return int(found.group(1)) if found else 0


def ended(what, observer, number=signal.SIGINT):
    """Faults of how an observer ends."""
    code = observer.end(number)
    if code != 0 or "Sanitizer" in observer.said or "runtime error" in observer.said:
        yield "%s: exit %d: %s" % (what, code, observer.said)


def netflow_records(program):
    records = program.records("--origin", "netflow", "--client", "198.18.0.0/16")
    return {r["client_ip"]: r for r in records}


def has_hosts(result):
    """Whether a sample is in the database; the program says so while another holds its lock."""
    return result.code == 0 and result.json["hosts"]


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as made_socket:
            made_socket.bind(("::1", 0))
        return True
    except OSError:
        return False


def datagrams_become_communications(program):
    """v5, v9 and IPFIX over IPv4 and IPv6 become communications; signals write them down"""
    now = int(time.time())
    for number in (signal.SIGINT, signal.SIGTERM):
        observer = Observer(program)
        observer.send(made.netflow5([flow("198.18.0.5"), flow("198.18.0.15")], now))
        observer.send(made.netflow9([flow("198.18.0.9")], now), b"\0\x63nothing")
        observer.send(made.ipfix([flow("198.18.0.10")], now),
                      family=socket.AF_INET6 if has_ipv6() else socket.AF_INET)
        yield from ended(str(number), observer, number)
        for text, count in (("datagrams received", 4), ("flows decoded", 4), ("events counted", 4),
                            ("datagrams of no known version", 1),
                            ("datagrams dropped by the kernel", 0)):
            yield from expect(text, observer.counted(text), count)
        for client in ("198.18.0.5", "198.18.0.15", "198.18.0.9", "198.18.0.10"):
            if not re.search(re.escape(client) + r"\s", observer.listed):
                yield "the list lacks %s: %s" % (client, observer.listed)
    records = netflow_records(program)
    yield from expect("events", {c: r["netflow"]["total_events"] for c, r in records.items()},
                      {"198.18.0.5": 2, "198.18.0.15": 2, "198.18.0.9": 2, "198.18.0.10": 2})
    yield from expect("snapshots", program("hosts", "--json").json["hosts"][0]["name"], "here")


def it_ends_by_itself_after_its_samples(program):
    """with --samples it ends by itself, and --realm holds for flows"""
    observer = Observer(program, "--samples", "2", "--every", "2", "--realm", "5")
    observer.send(made.netflow5([flow("198.18.0.1")], int(time.time())))
    yield from ended("samples", observer, None)
    yield from expect("realm", [r["realm"] for r in netflow_records(program).values()], [5])
    yield from expect("snapshots",
                      program("hosts", "--realm", "5", "--json").json["hosts"][0]["snapshots"], 2)


def flows_are_written_while_it_runs(program):
    """flows are written while it runs, and what others write meanwhile is kept"""
    observer = Observer(program, "--every", "1h")
    observer.send(made.netflow5([flow("198.18.0.1")], int(time.time())))
    wait_for("the first flow", lambda: "198.18.0.1" in netflow_records(program))
    yield from expect_code("add", program("add", *KEY), 0)
    observer.send(made.netflow5([flow("198.18.0.2")], int(time.time()), sequence=1))
    wait_for("the second flow", lambda: "198.18.0.2" in netflow_records(program))
    observer.send(made.netflow5([flow("198.18.0.3")], int(time.time()), sequence=2))
    yield from ended("observe", observer)
    yield from expect("flows", sorted(netflow_records(program)),
                      ["198.18.0.1", "198.18.0.2", "198.18.0.3"])
    yield from expect("added", len(program.records("--origin", "manual")), 1)


def templates(program):
    """Whether the database keeps any."""
    try:
        with sqlite3.connect("file:%s?mode=ro" % program.database, uri=True) as connection:
            return connection.execute("SELECT length(state) FROM decoder").fetchone() is not None
    except sqlite3.OperationalError:
        return False


def a_restart_keeps_templates(program):
    """data without its template is decoded after a restart, even if the program was killed"""
    now = int(time.time())
    first = Observer(program)
    first.send(made.netflow9([], now, data=False), made.ipfix([], now, data=False))
    yield from ended("first", first)
    data = [made.netflow9([flow("198.18.0.9")], now, template=False, sequence=1),
            made.ipfix([flow("198.18.0.10")], now, template=False)]
    second = Observer(program)
    second.send(*data, made.netflow9([], now, source=7, data=False))
    yield from ended("second", second)
    yield from expect("decoded", second.counted("flows decoded"), 2)
    program.database = program.folder / "killed.db"
    third = Observer(program, "--every", "1")
    third.send(made.netflow9([], now, data=False), made.ipfix([], now, data=False))
    wait_for("templates in the database", lambda: templates(program))
    third.end(signal.SIGKILL)
    fourth = Observer(program)
    fourth.send(*data)
    yield from ended("fourth", fourth)
    yield from expect("after a kill", fourth.counted("flows decoded"), 2)
    yield from expect("records", sorted(netflow_records(program)), ["198.18.0.10", "198.18.0.9"])


def damaged_templates_are_told(program):
    """templates that cannot be read are told, and the rest goes on"""
    now = int(time.time())
    first = Observer(program)
    first.send(made.netflow9([flow("198.18.0.9")], now))
    yield from ended("first", first)
    for statement in ("UPDATE decoder SET state = x'00'", "UPDATE decoder SET state = x''",
                      "UPDATE decoder SET state = substr(state, 1, length(state) - 1)",
                      "DELETE FROM decoder"):
        connection = sqlite3.connect(program.database)
        connection.execute(statement)
        connection.commit()
        connection.close()
        observer = Observer(program)
        observer.send(made.netflow9([flow("198.18.0.9")], now))
        yield from ended(statement, observer)
        yield from expect(statement, "that were kept cannot be read" in observer.said,
                          statement.startswith("UPDATE"))
        yield from expect("kept again", templates(program), True)
    yield from expect("events", netflow_records(program)["198.18.0.9"]["netflow"]["total_events"],
                      5)


def local_addresses_of_local_exporters_are_of_this_host(program):
    """what an exporter of this host tells of 127.0.0.1 is about this host"""
    observer = Observer(program)
    observer.send(made.netflow5([flow("127.0.0.1", destination_port=19)], int(time.time())))
    yield from ended("observe", observer)
    host = [h for h in program("hosts", "--json").json["hosts"] if h["name"] == "here"][0]
    records = program.records("--origin", "netflow", "--port", "19")
    yield from expect("scope", [r["scope"] for r in records], [host["id"]])


def what_the_kernel_drops_is_told(program):
    """datagrams that find no room in the socket's buffer are told: received + dropped = sent"""
    observer = Observer(program, "--every", "1h")
    wait_for("a sample", lambda: has_hosts(program("hosts", "--json")))
    now, sent = int(time.time()), 45000
    datagrams = [made.netflow5([flow("198.18.%d.%d" % (n, k)) for k in range(1, 31)], now)
                 for n in range(9)]
    observer.process.send_signal(signal.SIGSTOP)
    observer.send(*datagrams * (sent // 9))
    observer.process.send_signal(signal.SIGINT)
    yield from ended("observe", observer, signal.SIGCONT)
    received = observer.counted("datagrams received")
    dropped = observer.counted("datagrams dropped by the kernel")
    yield from expect("received and dropped", received + dropped, sent)
    yield from expect("events", observer.counted("events counted"), 30 * received)
    yield from expect("written", sum(r["netflow"]["total_events"]
                                     for r in netflow_records(program).values()), 30 * received)
    if received == 0 or dropped == 0:
        yield "received %d, dropped %d" % (received, dropped)


def a_load_is_taken_without_loss(program):
    """bursts of flows are taken whole while sockets are sampled and the database is written"""
    observer = Observer(program, "--every", "1")
    now, sequence = int(time.time()), 0
    for _ in range(40):
        burst = []
        for n in range(50):
            flows = [flow("198.18.%d.%d" % (n, k + 1), source_port=40000 + k) for k in range(30)]
            burst.append(made.netflow5(flows, now, sequence=sequence))
            sequence += 30
        observer.send(*burst)
        time.sleep(0.05)
    yield from ended("observe", observer)
    for text, count in (("datagrams received", 2000), ("events counted", 60000),
                        ("new communications", 1500), ("packets or records lost", 0),
                        ("datagrams dropped by the kernel", 0)):
        yield from expect(text, observer.counted(text), count)
    records = netflow_records(program)
    yield from expect("each", {r["netflow"]["total_events"] for r in records.values()}, {40})


def ports_that_cannot_be_had_are_told(program):
    """a port that is taken is exit 1, one that cannot be is exit 2"""
    with socket.socket(socket.AF_INET6 if has_ipv6() else socket.AF_INET,
                       socket.SOCK_DGRAM) as taken:
        taken.bind(("::" if has_ipv6() else "0.0.0.0", 0))
        port = taken.getsockname()[1]
        result = program("observe", "--netflow", port)
        yield from expect_code("taken", result, 1, "UDP port %d: Address already in use" % port)
    for port in ("65536", "x", "-1", ""):
        yield from expect_code(port, program("observe", "--netflow", port), 2, "--netflow")


if __name__ == "__main__":
    main([datagrams_become_communications, it_ends_by_itself_after_its_samples,
          flows_are_written_while_it_runs, a_restart_keeps_templates, damaged_templates_are_told,
          local_addresses_of_local_exporters_are_of_this_host, what_the_kernel_drops_is_told,
          a_load_is_taken_without_loss, ports_that_cannot_be_had_are_told])
