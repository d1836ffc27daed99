# SPDX-License-Identifier: MIT
"""Examples of flows from the design, reckoned by hand: the model and the library must both give
them. As in examples.py, with the configuration and the reports that are expected."""

import basics
from basics import CLIENT, DAY, LISTENER, SECOND

NOON = 1_700_049_600 * SECOND  # 2023-11-15 12:00:00 UTC
SYN, RST, ACK = 2, 4, 16
BIFLOW, DENIED, FRAGMENT, SYN_ONLY_OK = 1, 2, 4, 8
SERVER, CLIENT_HOST = 0xB, 0xA
WEB_ENDS = ("10.0.0.7", 40000), ("10.0.0.5", 443)


def at(minute, second=0):
    return NOON + (minute * 60 + second) * SECOND


def flow(source, destination, end, start=None, protocol=6, bytes_=100, packets=2, back=(0, 0),
         tcp=ACK, rtcp=0, initiator=0, flags=0, sampling=0, realm=0):
    return (realm, protocol, *source, *destination, start, end, bytes_, packets, *back, tcp, rtcp,
            initiator, flags, sampling)


def batch(rows, now=at(10), received=None, host=0, report=None):
    return {"op": "flows", "now": now, "received": received, "host": host, "exporter": "-",
            "rows": rows, "report": report or {}}


def shot(minute, rows, host=SERVER):
    return {"op": "snapshot", "realm": 0, "host": host, "name": None, "time": at(minute),
            "now": at(minute), "coverage": 0xFFFFF, "low": 0, "high": 0, "rows": rows}


def listen(local, port):
    return 6, local, port, "-", 0, basics.LISTEN, 0, "-"


def row(local, lport, remote, rport, state=basics.TIME_WAIT):
    return 6, local, lport, remote, rport, state, 0, "-"


def listens(minute, *ends):
    return shot(minute, [listen(*end) for end in ends])


def key(client, listener, port, scope=0, realm=0, protocol=6):
    return realm, scope, protocol, basics.address(client), basics.address(listener), port


def rule(kind, prefix, group="-"):
    return {"op": "rule", "rule": {
        "id": kind, "realm": 0, "kind": kind, "client": prefix, "listener": "-", "group": group,
        "low": 0, "high": 0, "protocol": 0, "process": None}}


def connections(count, service, peer, first=33001, minute=0):
    return [flow((peer, first + i), service, at(minute)) for i in range(count)]


WEB = key("10.0.0.7", "10.0.0.5", 443)
HIGH = ("10.0.0.5", 50000)
TO_HIGH = key("10.0.0.7", "10.0.0.5", 50000)

# name, configuration, operations, {key: {"evidence": ..., "flow": {...}, LISTENER: {...}}}
EXAMPLES = [
    ("F6: the worked example", {"points": 1}, [
        batch([flow(*WEB_ENDS, at(*time)) for time in (
            (1, 15), (1, 45), (2, 10), (2, 45), (3, 50), (3, 55))],
            report={"flows": 6, "events": 6, "records_new": 1}),
    ], {WEB: {"evidence": basics.NAMED_PORT, "flow": {
        "events": [6, 0], "samples": 3, "active": 95 * SECOND, "gap": 65 * SECOND,
        "first": at(1, 15), "last": at(3, 55)}}}),
    ("F2: a distance of the interval is active, one nanosecond more is a gap", {}, [
        batch([flow(*WEB_ENDS, at(1), at(0, 30)), flow(*WEB_ENDS, at(2, 10), at(2)),
               flow(*WEB_ENDS, at(4), at(3, 10) + 1)]),
    ], {WEB: {"flow": {"active": 150 * SECOND - 1, "gap": 60 * SECOND + 1, "samples": 5}}}),
    ("F1: both directions of one communication, a biflow is one event", {}, [
        batch([flow(*WEB_ENDS, at(1), bytes_=10, packets=1),
               flow(*WEB_ENDS[::-1], at(1), bytes_=1000, packets=3),
               flow(*WEB_ENDS, at(1), bytes_=5, packets=2, back=(70, 4), flags=BIFLOW,
                    initiator=1)], report={"biflows": 1}),
    ], {WEB: {"evidence": basics.OBSERVED, "flow": {
        "events": [2, 1], "bytes": [15, 1070], "packets": [3, 7]}}}),
    ("F8: bytes and packets are scaled, events are not, and they saturate", {}, [
        batch([flow(*WEB_ENDS, at(1), bytes_=10, packets=3, sampling=1000),
               flow(*WEB_ENDS[::-1], at(1), bytes_=2**60, packets=1, sampling=100)],
              report={"sampled": 2}),
    ], {WEB: {"flow": {"events": [1, 1], "bytes": [10000, 2**64 - 1], "packets": [3000, 100],
                       "sampled": 1}}}),
    ("F9: every drop has its own counter", {}, [
        batch([flow(*WEB_ENDS, at(10), protocol=1),
               flow(("10.0.0.7", 0), WEB_ENDS[1], at(10)),
               flow(("10.0.0.7", 0), ("10.0.0.5", 0), at(10), flags=FRAGMENT),
               flow(("0.0.0.0", 40000), WEB_ENDS[1], at(10)),
               flow(("224.0.0.1", 40000), ("255.255.255.255", 443), at(10)),
               flow(*WEB_ENDS, at(20) + 1), flow(*WEB_ENDS, at(20)),
               flow(*WEB_ENDS, at(10) - DAY - 1), flow(*WEB_ENDS, at(10) - DAY),
               flow(*WEB_ENDS, basics.TIME_MAX + 1),
               flow(("127.0.0.1", 40000), ("127.0.0.1", 443), at(10))],
              received=at(10), report={
                  "flows": 11, "events": 2, "dropped_protocol": 1, "dropped_port": 1,
                  "dropped_fragment": 1, "dropped_address": 2, "dropped_future": 1,
                  "dropped_old": 1, "dropped_time": 1, "dropped_scope": 1}),
    ], {WEB: {"flow": {"events": [2, 0], "first": at(10) - DAY, "last": at(20)}}}),
    ("F9: too long a duration, and one that runs backwards, are points", {}, [
        batch([flow(*WEB_ENDS, at(1), at(1) - DAY - 1), flow(*WEB_ENDS, at(2), at(2) + 1)],
              report={"events": 2, "long_durations": 1, "reversed_times": 1}),
    ], {WEB: {"flow": {"first": at(1), "active": 60 * SECOND, "gap": 0}}}),
    ("F12: attempts make no record, and no event of one that exists", {}, [
        batch([flow(*WEB_ENDS, at(1), tcp=SYN), flow(*WEB_ENDS, at(1), flags=DENIED)],
              report={"events": 0, "attempts_unknown": 2}),
        batch([flow(*WEB_ENDS, at(2))]),
        batch([flow(*WEB_ENDS, at(3), tcp=SYN), flow(*WEB_ENDS, at(3), flags=DENIED),
               flow(*WEB_ENDS, at(4), tcp=SYN, flags=SYN_ONLY_OK)],
              report={"events": 1, "attempts": 2}),
    ], {WEB: {"evidence": basics.HANDSHAKE, "flow": {
        "events": [2, 0], "attempts": 2, "first": at(2), "last": at(4)}}}),
    ("K3, K5: a local end is scoped by the batch's host; realms never meet", {}, [
        batch([flow(("127.0.0.1", 40000), ("127.0.0.1", 443), at(1))], host=SERVER),
        batch([flow(("127.0.0.1", 40000), ("127.0.0.1", 443), at(1))], host=CLIENT_HOST),
        batch([flow(*WEB_ENDS, at(1)), flow(*WEB_ENDS, at(1), realm=1)], host=SERVER),
    ], {key("127.0.0.1", "127.0.0.1", 443, SERVER): {"flow": {"events": [1, 0]}},
        key("127.0.0.1", "127.0.0.1", 443, CLIENT_HOST): {"flow": {"events": [1, 0]}},
        WEB: {"flow": {"events": [1, 0]}},
        key("10.0.0.7", "10.0.0.5", 443, realm=1): {"flow": {"events": [1, 0]}}}),
    ("K11: grouped clients are one record, which is mixed", {}, [
        rule(basics.RULE_GROUP, "203.0.113.0/24", "203.0.113.0"),
        batch([flow(("203.0.113.%d" % i, 40000), WEB_ENDS[1], at(1)) for i in (1, 2, 3)],
              report={"records_new": 1}),
    ], {key("203.0.113.0", "10.0.0.5", 443): {"flags": basics.MIXED,
                                              "flow": {"events": [3, 0]}}}),
    ("K12: what an ignore rule catches is counted as ignored only", {}, [
        rule(basics.RULE_IGNORE, "10.0.0.0/24"),
        batch([flow(*WEB_ENDS, at(1))], report={"ignored": 1, "events": 0}),
    ], {}),
    ("K6: a record that is ignored is kept and not counted", {}, [
        batch([flow(*WEB_ENDS, at(1))]),
        {"op": "edit", "key": WEB, "now": at(5), "edit": {"status": basics.IGNORED}},
        batch([flow(*WEB_ENDS, at(2))], report={"ignored": 1, "events": 0}),
    ], {WEB: {"status": basics.IGNORED, "flow": {"events": [1, 0], "last": at(1)}}}),
    ("K8: a manual record and what flows find are one, by user evidence", {}, [
        {"op": "add", "key": TO_HIGH, "now": at(0), "edit": {}},
        batch([flow(("10.0.0.7", 40000), HIGH, at(1)), flow(HIGH, ("10.0.0.7", 40001), at(1))]),
    ], {TO_HIGH: {"evidence": basics.USER, "origin": 5, "flow": {"events": [1, 1]}}}),
    ("D4: ports that say it", {}, [
        batch([flow(("10.0.0.7", 800), ("10.0.0.5", 2049), at(1)),
               flow(("10.0.0.7", 20001), ("10.0.0.6", 40000), at(1)),
               flow(("10.0.0.7", 3306), ("10.0.0.8", 443), at(1)),
               flow(("10.0.0.7", 40000), ("10.0.0.9", 50000), at(1))]),
    ], {key("10.0.0.7", "10.0.0.5", 2049): {"evidence": basics.NAMED_PORT},
        key("10.0.0.6", "10.0.0.7", 20001): {"evidence": basics.RANGE},
        key("10.0.0.7", "10.0.0.8", 443): {"evidence": basics.GUESS},
        key("10.0.0.9", "10.0.0.7", 40000): {"evidence": basics.GUESS}}),
    ("D4: equal ports: who sent the earliest flow; then the record that exists", {}, [
        batch([flow(("10.0.0.5", 123), ("10.0.0.7", 123), at(2), at(2), protocol=17),
               flow(("10.0.0.7", 123), ("10.0.0.5", 123), at(3), at(1), protocol=17)]),
        batch([flow(("10.0.0.5", 123), ("10.0.0.7", 123), at(1), protocol=17)]),
    ], {key("10.0.0.7", "10.0.0.5", 123, protocol=17): {
        "evidence": basics.GUESS, "flow": {"events": [1, 2]}}}),
    ("known: a listener in the ephemeral range that a snapshot showed", {}, [
        listens(0, HIGH),
        batch([flow(("10.0.0.7", 40000), HIGH, at(1))]),
        batch([flow(("10.0.0.8", 40000), HIGH, at(0) + 7 * DAY)]),
    ], {TO_HIGH: {"evidence": basics.KNOWN},
        key("10.0.0.8", "10.0.0.5", 50000): {"evidence": basics.KNOWN}}),
    ("handshake: one SYN with ACK is the listener's", {}, [
        batch([flow(HIGH, ("10.0.0.7", 40000), at(1), tcp=SYN | ACK, packets=1)]),
    ], {TO_HIGH: {"evidence": basics.HANDSHAKE, "flow": {"events": [0, 1]}}}),
    ("D3: a service of many client ports is one record", {}, [
        batch(connections(300, HIGH, "10.0.0.7")),
    ], {TO_HIGH: {"evidence": basics.FAN_IN, "flow": {"events": [300, 0]}}}),
    ("D2: what was guessed is turned when fan-in says the opposite", {}, [
        batch(connections(8, HIGH, "10.0.0.7"), report={"records_new": 8}),
        batch(connections(1, HIGH, "10.0.0.7", 34000, 1), report={"turned": 8}),
    ], {TO_HIGH: {"evidence": basics.FAN_IN, "flow": {
        "events": [9, 0], "bytes": [900, 0], "first": at(0), "last": at(1)}}}),
    ("fan-in: two hours later few ports say nothing by themselves, but it is kept", {}, [
        batch(connections(9, HIGH, "10.0.0.7")),
        batch(connections(7, HIGH, "10.0.0.8", minute=120)),
    ], {TO_HIGH: {"evidence": basics.FAN_IN},
        key("10.0.0.8", "10.0.0.5", 50000): {"evidence": basics.FAN_IN}}),
    ("fan-in: all hours of a batch are counted before any of it is decided", {}, [
        batch(connections(1, HIGH, "10.0.0.8", minute=-1) + connections(9, HIGH, "10.0.0.7")),
    ], {TO_HIGH: {"evidence": basics.FAN_IN},
        key("10.0.0.8", "10.0.0.5", 50000): {"evidence": basics.FAN_IN}}),
    ("D2: a late LISTEN turns all earlier records, and totals are conserved", {}, [
        batch([flow(("10.0.0.%d" % i, 40000 + i), HIGH, at(i), bytes_=i) for i in (6, 7, 8)],
              report={"records_new": 3}),
        listens(9, HIGH),
    ], {key("10.0.0.%d" % i, "10.0.0.5", 50000): {
        "evidence": basics.SEEN_LISTEN, "port": 40000 + i, "flow": {
            "events": [1, 0], "bytes": [i, 0], "first": at(i)}} for i in (6, 7, 8)}),
    ("D2: a wildcard LISTEN turns them on each address of the host", {}, [
        listens(0, ("10.0.0.5", 22)), batch([flow(("10.0.0.7", 40000), HIGH, at(1))]),
        listens(9, ("0.0.0.0", 50000)),
    ], {TO_HIGH: {"evidence": basics.SEEN_LISTEN, "flow": {"events": [1, 0]}}}),
    ("D2: a record of several client ports stays and is mixed", {}, [
        batch([flow(HIGH, ("10.0.0.7", 40000), at(1)),
               flow(("10.0.0.5", 50001), ("10.0.0.7", 40000), at(1))]),
        batch([flow(("10.0.0.7", 40000), HIGH, at(2), initiator=1)], report={"mixed": 1}),
    ], {key("10.0.0.5", "10.0.0.7", 40000): {"flags": basics.MIXED, "flow": {"events": [2, 0]}},
        TO_HIGH: {"evidence": basics.OBSERVED, "flow": {"events": [1, 0]}}}),
    ("D2: what takes a mixed record over is mixed, and its one port is not one", {"options": 2}, [
        rule(basics.RULE_GROUP, "203.0.113.0/24", "203.0.113.0"),
        batch([flow(("203.0.113.5", 33001), ("10.0.0.5", 443), at(1), tcp=SYN),
               flow(("10.0.0.7", 40000), HIGH, at(1), initiator=1)]),
        {"op": "edit", "key": key("203.0.113.0", "10.0.0.5", 443), "now": at(11),
         "edit": {"key": TO_HIGH, "merge": True}},
        {"op": "redump"},
    ], {TO_HIGH: {"flags": basics.MIXED, "port": 65536,
                  "flow": {"events": [1, 0], "attempts": 1}}}),
    ("D2: a turned client view is the listener's, total and implied as active", {}, [
        shot(minute, [row(*HIGH, "10.0.0.7", 40000, basics.ESTABLISHED)] * (minute < 2))
        for minute in range(4)
    ] + [listens(9, HIGH)], {TO_HIGH: {"evidence": basics.SEEN_LISTEN, CLIENT: None,
         LISTENER: {"active": 2, "implied": 2, "total": 3}}}),
    ("D2: a snapshot that takes an address over turns records on it", {}, [
        shot(0, [row("10.0.0.2", 20001, "10.0.0.9", 20002)]),
        shot(1, [listen("0.0.0.0", 20002),
                 row("10.0.0.9", 443, "10.0.0.9", 20002, basics.ESTABLISHED)]),
    ], {key("10.0.0.2", "10.0.0.9", 20002): {"evidence": basics.SEEN_LISTEN},
        key("10.0.0.9", "10.0.0.9", 20002): {"evidence": basics.SEEN_LISTEN}}),
    ("D2: a wildcard says nothing of another host's address", {}, [
        batch([flow(HIGH, ("10.0.0.7", 53), at(1))]),
        listens(2, HIGH, ("0.0.0.0", 53)),
    ], {TO_HIGH: {"evidence": basics.SEEN_LISTEN}}),
    ("D2: nor of an address that lapses in this snapshot (K7)", {}, [
        listens(0, ("10.0.0.5", 22)), batch([flow(HIGH, ("10.0.0.7", 53), at(1))]),
        listens(8 * 24 * 60, ("0.0.0.0", 50000)),
    ], {key("10.0.0.5", "10.0.0.7", 53): {"evidence": basics.NAMED_PORT}}),
    ("D2: both ends in LISTEN: nothing is turned", {}, [
        batch([flow(HIGH, ("10.0.0.7", 40000), at(1))]),
        shot(2, [listen(*HIGH), listen("10.0.0.7", 40000)]),
    ], {key("10.0.0.5", "10.0.0.7", 40000): {"evidence": basics.GUESS}}),
    ("D2: a record that turns is no target of another one", {}, [
        shot(0, [row("10.0.0.1", 32767, "10.0.0.9", 443), row("10.0.0.1", 22, "10.0.0.9", 443)]),
        shot(1, [listen("0.0.0.0", 32767), row("10.0.0.1", 40001, "10.0.0.9", 443)]),
    ], {key("10.0.0.9", "10.0.0.1", 32767): {"evidence": basics.SEEN_LISTEN, "port": 443},
        key("10.0.0.1", "10.0.0.9", 443): {"evidence": basics.NAMED_PORT, "port": 65536}}),
    ("D2: mixed by what the batch says as a whole", {}, [
        batch([flow(("10.0.0.1", 20002 + i), ("10.0.0.2", 8080), at(1)) for i in (0, 1)]),
        batch([flow(("10.0.0.2", 8080), ("10.0.0.1", 600), at(2), initiator=1),
               flow(("10.0.0.1", 600), ("10.0.0.2", 8080), at(2), initiator=1)],
              report={"mixed": 0, "turned": 0}),
    ], {key("10.0.0.1", "10.0.0.2", 8080): {"flags": 0, "flow": {"events": [3, 0]}},
        key("10.0.0.2", "10.0.0.1", 600): {"flags": 0, "flow": {"events": [1, 0]}}}),
    ("K6: what is ignored turns nothing", {"options": 2}, [
        batch([flow(("10.0.0.9", 20001), ("10.0.0.1", 8080), at(1)),
               flow(("10.0.0.1", 8080), ("10.0.0.9", 20001), at(1), tcp=SYN)]),
        {"op": "edit", "key": key("10.0.0.1", "10.0.0.9", 20001), "now": at(5),
         "edit": {"status": basics.IGNORED}},
        batch([flow(("10.0.0.9", 20001), ("10.0.0.1", 8080), at(2), tcp=SYN | ACK, packets=1)],
              report={"ignored": 1, "turned": 0}),
    ], {key("10.0.0.9", "10.0.0.1", 8080): {"evidence": basics.NAMED_PORT},
        key("10.0.0.1", "10.0.0.9", 20001): {"evidence": 0, "flow": {"attempts": 1}}}),
    ("K6: nor does a row of a snapshot that is ignored", {"options": 2}, [
        batch([flow(("10.0.0.9", 20001), ("10.0.0.1", 8080), at(1)),
               flow(("10.0.0.1", 8080), ("10.0.0.9", 20001), at(1), tcp=SYN)]),
        {"op": "edit", "key": key("10.0.0.1", "10.0.0.9", 20001), "now": at(5),
         "edit": {"status": basics.IGNORED}},
        shot(6, [row("10.0.0.1", 40000, "10.0.0.9", 20001, basics.ESTABLISHED)]),
    ], {key("10.0.0.9", "10.0.0.1", 8080): {"evidence": basics.NAMED_PORT},
        key("10.0.0.1", "10.0.0.9", 20001): {"evidence": 0, CLIENT: None}}),
    ("D2: an endpoint remembers what it was seen by after a person's word is taken back", {}, [
        {"op": "add", "key": TO_HIGH, "now": at(0), "edit": {}},
        batch([flow(("10.0.0.8", 40000), HIGH, at(1))]),
        {"op": "delete", "now": at(2), "keys": [TO_HIGH]},
        batch([flow(("10.0.0.8", 40000), HIGH, at(3), initiator=1)]),
        batch([flow(("10.0.0.9", 600), HIGH, at(4))]),
    ], {key("10.0.0.8", "10.0.0.5", 50000): {"evidence": basics.USER},
        key("10.0.0.9", "10.0.0.5", 50000): {"evidence": basics.OBSERVED}}),
    ("D2: what is added turns what had its listener as a client", {}, [
        batch([flow(HIGH, ("10.0.0.7", 443), at(1))]),
        {"op": "add", "key": key("10.0.0.9", "10.0.0.5", 50000), "now": at(2), "edit": {}},
    ], {TO_HIGH: {"evidence": basics.USER, "port": 443, "flow": {"events": [0, 1]}},
        key("10.0.0.9", "10.0.0.5", 50000): {"flow": None}}),
    ("D2: who began does not age, what a snapshot knew does", {}, [
        batch([flow(("10.0.0.7", 40000), HIGH, at(1), initiator=1)]),
        listens(2, ("10.0.0.6", 50000)),
        batch([flow(("10.0.0.9", 40000), HIGH, at(10 * 24 * 60)),
               flow(("10.0.0.9", 40001), ("10.0.0.6", 50000), at(10 * 24 * 60))]),
    ], {TO_HIGH: {}, key("10.0.0.9", "10.0.0.5", 50000): {"evidence": basics.OBSERVED},
        key("10.0.0.6", "10.0.0.9", 40001): {"evidence": basics.GUESS}}),
    ("F12: a reset alone makes no record and tells nothing", {"options": 2}, [
        batch([flow(WEB_ENDS[1], WEB_ENDS[0], at(1), tcp=RST | ACK),
               flow(*WEB_ENDS, at(1), tcp=SYN)],
              report={"attempts_unknown": 1, "attempts": 1, "records_new": 1}),
        batch([flow(WEB_ENDS[1], WEB_ENDS[0], at(2), tcp=RST | ACK)], report={"events": 1}),
    ], {WEB: {"evidence": 0, "port": 40000, "flow": {"events": [0, 1], "attempts": 1}}}),
    ("D2: what kept a record from turning has gone", {}, [
        batch([flow(("10.0.0.7", 40000), HIGH, at(1), initiator=2)]),
        {"op": "add", "key": key("10.0.0.9", "10.0.0.7", 40000), "now": at(2), "edit": {}},
        shot(3, [listen(*HIGH)]),
        {"op": "delete", "now": at(4), "keys": [key("10.0.0.9", "10.0.0.7", 40000)]},
        batch([flow(("10.0.0.8", 40000), HIGH, at(5), initiator=1)], report={"turned": 0}),
    ], {key("10.0.0.5", "10.0.0.7", 40000): {"evidence": basics.OBSERVED},
        key("10.0.0.8", "10.0.0.5", 50000): {"evidence": basics.OBSERVED}}),
    ("A7: at the cap new ones are refused and counted", {"records": 2}, [
        batch([flow(("10.0.0.%d" % i, 40000), WEB_ENDS[1], at(i))], report={
            "dropped_full": int(i > 8)}) for i in (7, 8, 9, 7)
    ], {WEB: {"flow": {"events": [2, 0]}}, key("10.0.0.8", "10.0.0.5", 443): {}}),
    ("A7: or the guess of the lowest revision goes", {"records": 3, "evict": 1}, [
        batch([flow(*ends, at(i))]) for i, ends in enumerate((
            WEB_ENDS, (("10.0.0.8", 40000), HIGH), (("10.0.0.9", 40000), HIGH),
            (("10.0.0.8", 40000), HIGH), (("10.0.0.9", 40000), WEB_ENDS[1])))
    ], {WEB: {}, key("10.0.0.9", "10.0.0.5", 443): {},
        key("10.0.0.5", "10.0.0.8", 40000): {"flow": {"events": [0, 2]}}}),
]
