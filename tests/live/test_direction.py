#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which end listens, told from exported flows of some thousand labelled connections: two hosts with
several addresses each, 200 listeners, softflowd between them exporting NetFlow v5, v9 and IPFIX.
Direction is taken from the flows alone, with snapshots of the listeners, and with snapshots that
come late. The seed is printed; SVCCOMM_SEED gives one."""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

from connections import Connection, Listener  # noqa: E402
from exporter import FILLER_PORT, Filler, Relay, Softflowd  # noqa: E402
from namespace import Namespace, enter_namespace, ip, is_inside, no_time_wait  # noqa: E402

ADDRESSES = 4  # of each host
EXPORTERS = {"NetFlow v5": (5, 9900), "NetFlow v9": (9, 9901), "IPFIX": (10, 9902)}
EARLY = 3  # connections of each listener that are made and exported before the others
RESERVED = range(600, 1024)  # where bindresvport() of the C library begins, up to the end
FLOWS_ALONE, WITH_SNAPSHOTS = 0.97, 0.995


def ephemeral_range():
    text = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text()
    low, high = map(int, text.split())
    return range(low, high + 1)


class Host:
    """Addresses at one end of a cable, in a namespace."""

    def __init__(self, name, net, namespace, interface):
        self.name, self.namespace, self.interface = name, namespace, interface
        self.addresses = ["10.78.%d.%d" % (net, n + 1) for n in range(ADDRESSES)]

    def set_up(self, other):
        with self.namespace:
            no_time_wait()
            ip("link set lo up", "link set %s up" % self.interface,
               *("addr add %s/32 dev %s" % (a, self.interface) for a in self.addresses),
               *("route add %s/32 dev %s" % (a, self.interface) for a in other.addresses))

    def snapshot(self, folder):
        """The host's sockets as its kernel tells them. Gives the options of `svccomm netstat`."""
        paths = []
        with self.namespace:
            for table in ("tcp", "tcp6"):
                paths.append(Path(folder) / ("%s-%s" % (self.name, table)))
                paths[-1].write_text(Path("/proc/thread-self/net/" + table).read_text())
        time = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return ["--host", self.name, "--time", time, *map(str, paths)]


def make_hosts(stack):
    mine, other = Namespace.own(), Namespace.another()
    stack.callback(other.end)
    ip("link add left type veth peer name right netns %d" % other.pid)
    hosts = [Host("left", 1, mine, "left"), Host("right", 2, other, "right")]
    hosts[0].set_up(hosts[1])
    hosts[1].set_up(hosts[0])
    return hosts


def make_listeners(rng, hosts):
    """40 % below port 1024, 30 % from there to 32767, 30 % in the ephemeral range."""
    kinds = {"below 1024": (80, range(1, 1024)), "1024 to 32767": (60, range(1024, 32768)),
             "ephemeral": (60, ephemeral_range())}
    listeners = []
    for kind, (count, ports) in kinds.items():
        made = 0
        while made < count:
            host = rng.choice(hosts)
            bound = rng.choice([None, None, None, "0.0.0.0", "::"])
            try:
                with host.namespace:
                    listener = Listener("tcp", rng.choice(host.addresses), rng.choice(ports), bound)
            except OSError:  # the port is taken
                continue
            listener.host, listener.kind_of_port = host, kind
            listeners.append(listener)
            made += 1
    return listeners


class Plan:
    """A connection that is to be made."""

    def __init__(self, listener, host, client):
        self.listener, self.host, self.client = listener, host, client
        self.reserved = False
        self.port = None

    @property
    def right(self):
        return self.client, self.listener.address, self.listener.port

    @property
    def wrong(self):
        return self.listener.address, self.client, self.port

    def make(self, rng):
        with self.host.namespace:
            connection = self.connect(rng)
        self.port = connection.port
        connection.exchange(rng.randint(1, 1000), rng.randint(1, 5000))
        connection.close(server_first=rng.random() < 0.5)

    def connect(self, rng):
        while True:
            try:
                return Connection(self.client, self.listener,
                                  rng.choice(RESERVED) if self.reserved else 0)
            except OSError:  # the port listens
                if not self.reserved:
                    raise


def make_plans(rng, hosts, listeners):
    """At least 5 connections each from at least 2 clients; every tenth from a reserved port. Gives
    the early ones and the others."""
    early, others = [], []
    for listener in listeners:
        host = hosts[0] if listener.host is hosts[1] else hosts[1]
        clients = rng.sample(host.addresses, rng.choice([2, 2, 3, 4]))
        each = [Plan(listener, host, client) for client in clients
                for _ in range(rng.randint(5, 8))]
        rng.shuffle(each)
        early += each[:EARLY]
        others += each[EARLY:]
    rng.shuffle(early)
    rng.shuffle(others)
    for plan in rng.sample(early + others, len(early + others) // 10):
        plan.reserved = True
    return early, others


def make_all(rng, plans):
    """Makes the connections, and leaves out those that had all ports of one before, which exporters
    cannot tell apart from it."""
    seen = set()
    for plan in list(plans):
        plan.make(rng)
        if (plan.right, plan.port) in seen:
            plans.remove(plan)
        seen.add((plan.right, plan.port))


def export(rng, hosts, plans, folder, stack):
    """Makes the connections, in two parts: the early ones and the others. Gives each exporter's
    raw datagram files of the parts."""
    relays = {name: Relay(port, []) for name, (_, port) in EXPORTERS.items()}
    exporters = {name: Softflowd(folder, version, hosts[0].interface, port, filter="ip")
                 for name, (version, port) in EXPORTERS.items()}
    filler = Filler(hosts[1].addresses[0], hosts[0].addresses[0], hosts[1].namespace)
    for made in [filler, *relays.values(), *exporters.values()]:
        stack.callback(made.end)
    files, sent, records = defaultdict(list), Counter(), 0
    for part in plans:
        make_all(rng, part)
        filler.push(exporters.values(), len(part) + 1)
        records += 2 * len(part) + 1
        for name, exporter in exporters.items():
            told = exporter.expire()
            check_exported(name, told, records)
            relays[name].wait(told["datagrams"])
            files[name].append(str(Path(folder) / ("%s-%d" % (name, len(files[name])))))
            relays[name].write(files[name][-1], sent[name])
            sent[name] = told["datagrams"]
    return files


def check_exported(name, told, records):
    """A flow of each direction of each connection, and the filler's."""
    if told["dropped"] != 0 or told["records"] != records:
        raise RuntimeError("%s: %r, but %d records should be" % (name, told, records))


class Program:
    """The program on a database of its own."""

    def __init__(self, path, database):
        self.command = [path, "--db", str(database)]

    def __call__(self, *arguments):
        done = subprocess.run([*self.command, *arguments], capture_output=True, text=True,
                              timeout=120)
        if done.returncode != 0:
            raise RuntimeError("%s: exit %d: %s" % (arguments, done.returncode, done.stderr))
        return done.stdout

    def flows(self, *files):
        self("flows", *files)
        return self.records()

    def records(self):
        """Those of flows, by (client, listener, port), without the filler's."""
        return {(r["client_ip"], r["listener_ip"], r["port"]): r
                for r in json.loads(self("list", "--json"))["records"]
                if "netflow" in r["origin"] and r["port"] != FILLER_PORT}


class Verdict:
    """What became of the connections: for each, whether its flows are where they belong. `faults`
    tells what cannot be explained by direction."""

    def __init__(self, plans, records):
        self.plans, self.judged, self.faults = plans, {}, []
        self.left = {key: r["netflow"]["total_events"] for key, r in records.items()}
        claims = Counter(plan.wrong for plan in plans) + Counter({plan.right for plan in plans})
        for plan in sorted(plans, key=lambda plan: claims[plan.wrong]):
            # a record that may hold other connections too proves nothing against this one
            sole = claims[plan.wrong] == 1
            self.take(plan, [plan.wrong, plan.right] if sole else [plan.right, plan.wrong])
        self.faults += ["%r holds %d events of nobody" % (key, n)
                        for key, n in self.left.items() if n]
        self.faults += ["%r: spans %r" % (key, r["netflow"]) for key, r in records.items()
                        if not spans_add_up(r["netflow"])]

    def take(self, plan, keys):
        """Each connection has two events, in one record."""
        if not any(self.place(plan, key, set()) for key in keys):
            self.faults.append("the events of %s are not there" % (plan.right,))

    def place(self, plan, key, tried):
        """Whether the plan's events can be those of this record, if need be by finding others for
        one that was judged before: which of several connections a record holds, nobody tells."""
        if key in tried:
            return False
        tried.add(key)
        if self.left.get(key, 0) < 2 and not self.move_one(key, tried):
            return False
        self.left[key] -= 2
        self.judged[plan] = key
        return True

    def move_one(self, key, tried):
        for plan in [plan for plan, held in self.judged.items() if held == key]:
            if self.place(plan, plan.right if key == plan.wrong else plan.wrong, tried):
                self.left[key] += 2
                return True
        return False

    @property
    def right(self):
        return {plan for plan, key in self.judged.items() if key == plan.right}

    @property
    def wrong(self):
        return self.judged.keys() - self.right

    @property
    def share(self):
        return len(self.right) / len(self.plans)

    def say(self, what):
        print("# %s: %d of %d right, %.2f %%" % (
            what, len(self.right), len(self.plans), 100 * self.share))
        classes = Counter((p.listener.kind_of_port, p.reserved) for p in self.plans)
        right = Counter((p.listener.kind_of_port, p.reserved) for p in self.right)
        for (kind, reserved), count in sorted(classes.items()):
            print("#   listener %s, client port %s: %d of %d" % (
                kind, "reserved" if reserved else "ephemeral",
                right[kind, reserved], count))

    def too_few(self, share):
        if self.share < share:
            yield "%.4f of the connections are right, %.4f should be" % (self.share, share)
            yield from ("wrong: %s:%d > %s:%d" % (p.client, p.port, *p.right[1:])
                        for p in self.wrong)


def nanoseconds(text):
    whole, _, fraction = text.rstrip("Z").partition(".")
    seconds = int(datetime.fromisoformat(whole).replace(tzinfo=timezone.utc).timestamp())
    return seconds * 10**9 + int((fraction or "0").ljust(9, "0"))


def spans_add_up(netflow):
    spans = [round(10**9 * netflow[name]) for name in ("active_span", "gap_span")]
    return min(spans) >= 0 and sum(spans) == (nanoseconds(netflow["last_found"])
                                              - nanoseconds(netflow["first_found"]))


def totals(records):
    netflows = [r["netflow"] for r in records.values()]
    sums = {what: sum(n["forward_" + what] + n["reverse_" + what] for n in netflows)
            for what in ("events", "bytes", "packets")}
    return {**sums, "first": min((nanoseconds(n["first_found"]) for n in netflows), default=None),
            "last": max((nanoseconds(n["last_found"]) for n in netflows), default=None)}


def check_turned(plans, before, after):
    """Every record that had its listener as the client is turned, but for those of several ports at
    the false client, which stay (D2)."""
    if totals(before) != totals(after):
        yield "%r became %r" % (totals(before), totals(after))
    ports = defaultdict(set)
    for plan in plans:
        ports[plan.wrong].add(plan.listener.port)
    stayed = {key for key in after if key in ports}
    yield from ("%r was not turned" % (key,) for key in stayed if len(ports[key]) == 1)
    connections = Counter(p.right for p in plans if p.wrong not in stayed)
    for key, count in connections.items():
        netflow = after.get(key, {}).get("netflow")
        if not netflow or (netflow["forward_events"], netflow["reverse_events"]) != (count, count):
            yield "%r should have %d connections: %r" % (key, count, netflow)


COUNTS = [way + what for way in ("forward_", "reverse_") for what in ("events", "bytes", "packets")]


def check_same(plans, wanted, got):
    """Late snapshots come to the same as early ones, but for what stayed mixed. Times may differ:
    each run of the program estimates anew when the exporter booted."""
    stayed = {plan.right for plan in plans if plan.wrong in got} | {plan.wrong for plan in plans}
    for key in (wanted.keys() | got.keys()) - stayed:
        one, other = ([r[key]["netflow"][name] for name in COUNTS] if key in r else None
                      for r in (wanted, got))
        if one != other:
            yield "%r: %r with early snapshots, %r with late ones" % (key, one, other)


def some(faults, most=20):
    """Not thousands of lines for one cause."""
    faults = list(faults)
    return faults[:most] + ["and %d more" % (len(faults) - most)] * (len(faults) > most)


def check_exporter(tap, path, name, early, plans, files, snapshots):
    """`snapshots`: before the traffic and after it, of both hosts."""
    base = Path(files[0]).parent
    alone = Program(path, base / (name + "-alone.db"))
    verdict = Verdict(plans, alone.flows(*files))
    verdict.say("%s, flows alone" % name)
    tap.case("%s: direction from flows alone" % name, some(verdict.too_few(FLOWS_ALONE)))
    tap.case("%s: every event is kept" % name, some(verdict.faults))

    informed = Program(path, base / (name + "-informed.db"))
    for options in snapshots[0]:
        informed("netstat", *options)
    wanted = informed.flows(*files)
    verdict = Verdict(plans, wanted)
    verdict.say("%s, with snapshots" % name)
    tap.case("%s: direction with snapshots" % name, some(verdict.too_few(WITH_SNAPSHOTS)))
    tap.case("%s: every event is kept with snapshots" % name, some(verdict.faults))

    late = Program(path, base / (name + "-late.db"))
    before = late.flows(files[0])
    verdict = Verdict(early, before)
    verdict.say("%s, %d connections for each listener" % (name, EARLY))
    for options in snapshots[1]:
        late("netstat", *options)
    after = late.records()
    tap.case("%s: late snapshots turn what was wrong, and nothing is lost" % name,
             some([*verdict.faults, *check_turned(early, before, after)]))
    got = late.flows(files[1])
    verdict = Verdict(plans, got)
    verdict.say("%s, with late snapshots" % name)
    tap.case("%s: direction with late snapshots" % name,
             some([*verdict.too_few(WITH_SNAPSHOTS), *verdict.faults,
                   *check_same(plans, wanted, got)]))


def main():
    enter_namespace()
    if not is_inside():
        sys.exit("a network namespace is needed: run as root, or allow user namespaces")
    seed = int(os.environ.get("SVCCOMM_SEED") or random.SystemRandom().getrandbits(32))
    print("# seed %d" % seed)
    rng, tap = random.Random(seed), Tap()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        hosts = make_hosts(stack)
        plans = make_plans(rng, hosts, make_listeners(rng, hosts))
        snapshots = [[host.snapshot(folder) for host in hosts]]
        files = export(rng, hosts, plans, folder, stack)
        snapshots.append([host.snapshot(folder) for host in hosts])
        for name in EXPORTERS:
            check_exporter(tap, str(Path(sys.argv[1]).resolve()), name, plans[0],
                           plans[0] + plans[1], files[name], snapshots)
    tap.finish()


if __name__ == "__main__":
    main()
