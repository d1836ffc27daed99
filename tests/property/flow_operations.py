# SPDX-License-Identifier: MIT
"""Random batches of flows over the small universe, as the driver's command and on the model."""

import basics
from basics import COUNTER_MAX, DAY, SECOND

ACK, RST, SYN, FIN = 16, 4, 2, 1
BIFLOW, DENIED, FRAGMENT, SYN_ONLY_OK = 1, 2, 4, 8
NAMED = (22, 53, 80, 443, 3306, 8080)
UNNAMED = (600, 800, 20001, 20002, 25000, 32767)
EPHEMERAL = (32768, 33000, 40000, 40001, 50000, 65535)
COUNTS = (0, 1, 1, 2, 40, 1500, 2**32, 2**63, COUNTER_MAX)
TOO_FAR = basics.TIME_MAX + 1


def command(op):
    """The driver's lines, without a last line end."""
    received = "-" if op["received"] is None else op["received"]
    lines = ["flows %d %s %x %s %d" % (op["now"], received, op["host"], op["exporter"],
                                       len(op["rows"]))]
    for row in op["rows"]:
        lines.append(" ".join("-" if field is None else str(field) for field in row))
    return "\n".join(lines)


def perform(op, on):
    rows = [row[:2] + (basics.address(row[2]), row[3], basics.address(row[4])) + row[5:]
            for row in op["rows"]]
    report = on.flows(op["now"], op["received"], op["host"], rows)
    return {"code": 0, "report": Report(report)}


class Report:
    """Equal to a report that has these counters; others are not compared."""

    def __init__(self, expected):
        self.expected = expected

    def __eq__(self, found):
        return found is not None and all(
            found[name] == value for name, value in self.expected.items())

    def __ne__(self, found):
        return not self == found

    def differences(self, found):
        return ", ".join("%s %d, expected %d" % (name, found[name], value)
                         for name, value in self.expected.items() if found[name] != value)


class Flows:
    """Gives batches; a batch stays with a few pairs, so that they meet again."""

    def __init__(self, generator):
        self.generator, self.random = generator, generator.random
        self.pairs = []  # (realm, protocol, here, there) that were seen
        self.fresh = 33001  # ephemeral ports that many connections take, one after the other

    def flows(self):
        r, clock = self.random, self.generator.clock
        received = None if r.random() < 0.15 else clock + r.choice((0, 0, 0, -SECOND, SECOND))
        rows = []
        for _ in range(r.choice((0, 1, 1, 2, 3, 5))):
            rows += self.conversation(clock)
        if r.random() < 0.07:
            rows += self.crowd(clock)
        r.shuffle(rows)
        return {"op": "flows", "now": clock, "received": received,
                "host": r.choice(self.generator.hosts + (0,)),
                "exporter": r.choice(("-", "192.0.2.1")), "rows": rows}

    def single(self):
        """One flow that turns nothing: named ports, or a guess."""
        r, clock = self.random, self.generator.clock
        here, there = r.sample(("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.9"), 2)
        ports = r.sample(r.choice((NAMED, EPHEMERAL)), 1) + r.sample(EPHEMERAL, 1)
        ends = [(here, ports[0]), (there, ports[1])]
        r.shuffle(ends)
        row = (0, 17, *ends[0], *ends[1], None, clock, 100, 1, 0, 0, 0, 0, 0, 0, 0)
        return {"op": "flows", "now": clock, "received": clock, "host": 0, "exporter": "-",
                "rows": [row]}

    def pair(self):
        r = self.random
        if self.pairs and r.random() < 0.6:
            return r.choice(self.pairs)
        new = self.new_pair()
        self.pairs = (self.pairs + [new])[-30:]
        return new

    def new_pair(self):
        r, g = self.random, self.generator
        host = r.choice(g.hosts)
        if r.random() < 0.12:
            here = r.choice(g.local)
            there = r.choice([text for text in g.local + g.homes[host]
                              if (":" in text) == (":" in here)])
        else:
            of_family = r.choice((0, 0, 1))
            here = g.address(host, of_family, True)
            there = g.address(host, of_family, False)
        if r.random() < 0.03:
            there = "ff02::fb" if ":" in here else r.choice(("224.0.0.251", "255.255.255.255"))
        kinds = r.choice(((NAMED, EPHEMERAL),) * 5 + (
            (UNNAMED, EPHEMERAL), (EPHEMERAL, EPHEMERAL), (UNNAMED, UNNAMED), (NAMED, UNNAMED),
            (NAMED, NAMED)))
        ports = [r.choice(kind) for kind in r.sample(kinds, 2)]
        if r.random() < 0.05:
            ports[1] = ports[0]
        if here == there and ports[0] == ports[1]:
            return self.new_pair()
        return (r.choice((0, 0, 1)), r.choice((6, 6, 6, 17, 17, 132)), (here, ports[0]),
                (there, ports[1]))

    def conversation(self, clock):
        """Flows of one pair of ends, in one direction or in both."""
        r = self.random
        realm, protocol, here, there = self.pair()
        if r.random() < 0.3:  # another connection of the same two
            end, port = r.randint(0, 1), r.choice(EPHEMERAL + UNNAMED)
            ends = [list(here), list(there)]
            if ends[end][1] not in NAMED and (ends[end][0], port) != tuple(ends[1 - end]):
                ends[end][1] = port
            here, there = map(tuple, ends)
        rows = []
        for _ in range(r.choice((1, 1, 1, 2, 3, 6))):
            source, destination = (here, there) if r.random() < 0.6 else (there, here)
            rows.append(self.flow(realm, protocol, source, destination, clock))
        return rows

    def times(self, clock):
        r = self.random
        interval = self.generator.model.interval
        end = clock - r.choice((0, 0, 0, 1, 2, 3, 5, 7, 11, 17, 31, 60)) * interval
        end -= r.choice((0, 0, 1, -1, SECOND))
        if r.random() < 0.05:
            end = clock + r.choice((-DAY, -DAY - 1, -DAY - 2 * SECOND, -2 * DAY, 599 * SECOND,
                                    600 * SECOND, 601 * SECOND + 1, DAY))
        start = end - r.choice((0, 0, 1, SECOND, 30 * SECOND, 60 * SECOND, 300 * SECOND))
        if r.random() < 0.06:
            start = r.choice((None, end + 1, end + DAY, end - DAY, end - DAY - 1, end - 9 * DAY))
        if r.random() < 0.005:
            start, end = r.choice(((start, TOO_FAR), (-TOO_FAR, end), (None, -TOO_FAR)))
        return start, end

    def flow(self, realm, protocol, source, destination, clock):
        r = self.random
        start, end = self.times(clock)
        flags = r.choice((0,) * 30 + (BIFLOW,) * 6 + (DENIED, SYN_ONLY_OK))
        tcp = r.choice((0, SYN, SYN, SYN | ACK, SYN | ACK, ACK, FIN | SYN | ACK, FIN | ACK,
                        RST | ACK, RST | SYN | ACK))
        initiator = r.choice((0,) * 20 + (1, 2))
        packets = r.choice((1, 2, 9) if r.random() < 0.8 else COUNTS)
        back = (r.choice(COUNTS), r.choice(COUNTS)) if flags & BIFLOW else (0, 0)
        rtcp = r.choice((0, ACK, SYN | ACK)) if flags & BIFLOW else 0
        if r.random() < 0.04:
            protocol, source, destination, flags = self.damaged(
                protocol, source, destination, flags)
        sampling = r.choice((0,) * 8 + (1, 10, 4096, 2**32 - 1))
        return (realm, protocol, *source, *destination, start, end, r.choice(COUNTS), packets,
                *back, tcp, rtcp, initiator, flags, sampling)

    def damaged(self, protocol, source, destination, flags):
        kind = self.random.randint(0, 3)
        if kind == 0 and source[0] != destination[0]:
            protocol = self.random.choice((1, 47, 58))
        elif kind == 1:
            flags, source, destination = FRAGMENT, (source[0], 0), (destination[0], 0)
        elif kind == 2:
            source = (source[0], 0)
        else:
            source = ("::" if ":" in source[0] else "0.0.0.0", source[1])
        return protocol, source, destination, flags

    def crowd(self, clock):
        """One end meets many ports of another, in one hour: what fan-in and D3 are about."""
        r, g = self.random, self.generator
        host = r.choice(g.hosts)
        of_family = r.choice((0, 1))
        service = (g.address(host, of_family, True), r.choice(UNNAMED + EPHEMERAL))
        peer = g.address(host, of_family, False)
        if peer == service[0]:
            return []
        realm, protocol, rows = r.choice((0, 1)), r.choice((6, 17)), []
        step = r.choice((0, 2, 40)) * SECOND
        for number in range(r.choice((7, 8, 9, 12, 70))):
            self.fresh = 33001 + (self.fresh - 33000) % 27000
            ends = [service, (peer, self.fresh)]
            if r.random() < 0.5:
                ends.reverse()
            rows.append((realm, protocol, *ends[0], *ends[1], None, clock - number * step, 100, 2,
                         0, 0, ACK, 0, 0, 0, 0))
        return rows
