# SPDX-License-Identifier: MIT
"""Examples from the design, reckoned by hand: the model and the library must both give them."""

import basics
import flow_examples
from basics import CLIENT, DAY, LISTENER, SECOND

T0 = 1_700_000_000 * SECOND
ALL, LISTENERS_ONLY = 0xFFFFF, 0x55555
ESTABLISHED, TIME_WAIT, SYN_SENT, SYN_RECV, LISTEN = 1, 6, 2, 3, 10
SERVER, CLIENT_HOST = 0xB, 0xA


def listen(local, port, process="-", flags=0, protocol=6):
    return protocol, local, port, "-", 0, LISTEN, flags, process


def row(local, lport, remote, rport, state=ESTABLISHED, process="-", protocol=6):
    return protocol, local, lport, remote, rport, state, 0, process


def shot(second, rows, host=SERVER, coverage=ALL, realm=0):
    return {"op": "snapshot", "realm": realm, "host": host, "name": "host%x" % host,
            "time": T0 + second * SECOND, "now": T0 + second * SECOND, "coverage": coverage,
            "low": 0, "high": 0, "rows": rows}


def key(client, listener, port, scope=0, realm=0, protocol=6):
    return realm, scope, protocol, basics.address(client), basics.address(listener), port


WEB = key("10.0.0.7", "10.0.0.5", 443)
HTTPS = listen("10.0.0.5", 443, "nginx")


def view(**values):
    """The members of a view that an example speaks of."""
    return values


# name, operations, {key: {"evidence": …, LISTENER: {…}, CLIENT: {…}}}
EXAMPLES = [
    ("N8: ports are distinct within a snapshot and summed over snapshots", [
        shot(0, [HTTPS, row("10.0.0.5", 443, "10.0.0.7", 40000),
                 row("10.0.0.5", 443, "10.0.0.7", 40001)]),
        shot(60, [HTTPS, row("10.0.0.5", 443, "10.0.0.7", 40000)]),
        shot(120, [HTTPS]),
    ], {WEB: {"evidence": basics.SEEN_LISTEN, LISTENER: view(total=3, active=2, ports=3, implied=0),
              CLIENT: None}}),
    ("N9: a snapshot taken while the service was down does not count", [
        shot(0, [HTTPS, row("10.0.0.5", 443, "10.0.0.7", 40000)]),
        shot(60, []),
        shot(120, [HTTPS]),
    ], {WEB: {LISTENER: view(total=2, active=1)}}),
    ("N9: a connection without its LISTEN row implies the listener for all its records", [
        shot(0, [HTTPS, row("10.0.0.5", 443, "10.0.0.7", 40000),
                 row("10.0.0.5", 443, "10.0.0.8", 40000)]),
        shot(60, [row("10.0.0.5", 443, "10.0.0.7", 40000)]),
    ], {WEB: {LISTENER: view(total=2, active=2, implied=1)},
        key("10.0.0.8", "10.0.0.5", 443): {LISTENER: view(total=2, active=1, implied=0)}}),
    ("N10: each complete snapshot of the client's host counts", [
        shot(0, [row("10.0.0.7", 40000, "10.0.0.5", 443, process="curl")], CLIENT_HOST),
        shot(60, [], CLIENT_HOST),
        shot(120, [], CLIENT_HOST, LISTENERS_ONLY),
    ], {WEB: {"evidence": basics.ABSENT, LISTENER: None,
              CLIENT: view(total=2, active=1, recent=0)}}),
    ("N7: TIME_WAIT is presence, starts total and implies nothing", [
        shot(0, [HTTPS, row("10.0.0.5", 443, "10.0.0.7", 40000, TIME_WAIT)]),
        shot(60, [HTTPS]),
        shot(120, [row("10.0.0.5", 443, "10.0.0.7", 40000, TIME_WAIT)]),
    ], {WEB: {LISTENER: view(total=2, active=0, recent=2, ports=0, implied=0)}}),
    ("N7: SYN_SENT makes a record with attempts only", [
        shot(0, [row("10.0.0.7", 40000, "10.0.0.5", 443, SYN_SENT),
                 row("10.0.0.7", 40001, "10.0.0.5", 443, SYN_SENT)], CLIENT_HOST),
    ], {WEB: {"evidence": basics.OBSERVED,
              CLIENT: view(found=False, attempts=2, first=None, active=0)}}),
    ("N1: an incomplete snapshot is presence only", [
        shot(0, [HTTPS, row("10.0.0.5", 443, "10.0.0.7", 40000)], coverage=LISTENERS_ONLY),
        shot(60, [HTTPS]),
    ], {WEB: {LISTENER: view(total=1, active=0, recent=1, ports=0, first=T0, last=T0)}}),
    ("N5: a dual-stack wildcard takes IPv4 for every address that the host owns", [
        shot(0, [listen("::", 443), row("10.0.0.5", 443, "10.0.0.7", 40000),
                 row("10.0.0.6", 443, "10.0.0.7", 40000)]),
        shot(60, [listen("::", 443)]),
        shot(120, [listen("::", 443, flags=basics.ROW_V6ONLY)]),
    ], {WEB: {"evidence": basics.SEEN_LISTEN, LISTENER: view(total=2, active=1)},
        key("10.0.0.7", "10.0.0.6", 443): {LISTENER: view(total=2, active=1)}}),
    ("N6: mirrored rows are one connection in both views", [
        shot(0, [listen("127.0.0.1", 5432), row("127.0.0.1", 5432, "127.0.0.1", 40000),
                 row("127.0.0.1", 40000, "127.0.0.1", 5432, process="app")]),
    ], {key("127.0.0.1", "127.0.0.1", 5432, scope=SERVER): {
        LISTENER: view(total=1, active=1), CLIENT: view(total=1, active=1)}}),
    ("K3: the same local address on two hosts never meets", [
        shot(0, [listen("127.0.0.1", 80), row("127.0.0.1", 80, "127.0.0.1", 40000)], host)
        for host in (SERVER, CLIENT_HOST)
    ], {key("127.0.0.1", "127.0.0.1", 80, scope=host): {LISTENER: view(total=1, active=1)}
        for host in (SERVER, CLIENT_HOST)}),
    ("N11: two hosts fill the two views of one record", [
        shot(0, [HTTPS, row("10.0.0.5", 443, "::ffff:10.0.0.7", 40000)]),
        shot(30, [row("10.0.0.7", 40000, "10.0.0.5", 443)], CLIENT_HOST),
        shot(60, [HTTPS]),
    ], {WEB: {LISTENER: view(total=2, active=1), CLIENT: view(total=1, active=1)}}),
    ("N6: known for 7 days and no longer", [
        shot(0, [HTTPS]),
        shot(7 * 86400, [row("10.0.0.5", 443, "10.0.0.7", 40000)]),
        shot(7 * 86400 + 1, [row("10.0.0.5", 443, "10.0.0.8", 40000)]),
    ], {WEB: {"evidence": basics.KNOWN, LISTENER: view(total=2, active=1, implied=1)},
        key("10.0.0.8", "10.0.0.5", 443): {
            "evidence": basics.NAMED_PORT, LISTENER: view(total=1, active=1, implied=1)}}),
    ("K8: a manual record is one with what is discovered, and holds its endpoint", [
        {"op": "add", "key": WEB, "now": T0, "edit": {"note": "n"}},
        shot(0, [row("10.0.0.5", 443, "10.0.0.7", 40000)]),
    ], {WEB: {"evidence": basics.USER, "origin": 3, LISTENER: view(total=1, active=1, implied=1)}}),
    ("K7: an address belongs to the host that showed it last", [
        shot(0, [row("10.0.0.9", 40000, "10.0.0.5", 443)], CLIENT_HOST),
        shot(60, [row("10.0.0.9", 40000, "10.0.0.5", 443)], 0xC),
        shot(120, [], CLIENT_HOST),
        shot(180, [], 0xC),
    ], {key("10.0.0.9", "10.0.0.5", 443): {"cdev": "hostc", CLIENT: view(total=3, active=2)}}),
    ("S2: an address with many endpoints is first seen after a restart", [
        {"op": "add", "key": key("10.0.0.7", "10.0.0.5", 20000 + i), "now": T0, "edit": {}}
        for i in range(40)
    ] + [{"op": "reopen"}, shot(60, [row("10.0.0.5", 25000, "10.0.0.7", 40000, TIME_WAIT)]),
         {"op": "reset", "now": T0, "dry": 0, "filter": {}},
         {"op": "delete_matching", "now": T0, "dry": 0, "filter": {"port": "20000-25000"}},
         ], {}),
    ("D4: two named ports go on to the next rung; equal ports to the record that exists", [
        shot(0, [row("10.0.0.5", 80, "10.0.0.7", 443, TIME_WAIT)]),
        shot(60, [row("10.0.0.7", 53, "10.0.0.5", 53, SYN_SENT)], CLIENT_HOST),
        shot(120, [row("10.0.0.5", 53, "10.0.0.7", 53, TIME_WAIT)]),
    ], {key("10.0.0.7", "10.0.0.5", 80): {"evidence": basics.GUESS},
        key("10.0.0.7", "10.0.0.5", 53): {"evidence": basics.OBSERVED,
                                          LISTENER: view(recent=1, total=0)}}),
]


def part(found, wanted):
    """What of `found` an example speaks of."""
    get = found.get if isinstance(found, dict) else lambda name: getattr(found, name)
    return {name: get(name) for name in wanted}


def check(run, expected):
    """Texts of what the model gives otherwise than reckoned."""
    faults = []
    if set(run.model.records) != set(expected):
        faults.append("records %s" % [record["key"] for record in run.model.dump()])
    for each, wanted in expected.items():
        record = run.model.records.get(each)
        if record is None:
            continue
        shown = run.model.dump_record(record)
        shown.update((number, record.views.get(number)) for number in (LISTENER, CLIENT))
        for name, value in wanted.items():
            have = shown[name]
            if have is not None and isinstance(value, dict):
                have = part(have, value)
            if have != value:
                faults.append("%s %s: %s, expected %s" % (shown["key"], name, have, value))
    return faults


def step(run, op):
    """An operation; of a batch of flows also the counters that the example reckons."""
    report = run.step(op)
    wanted = op.get("report", {})
    if part(report or {}, wanted) != wanted:
        raise AssertionError("report %s, expected %s" % (report, wanted))


def cases(make_run, driver):
    """(name, faults) of each example, on the model alone and against the library."""
    plain = [(name, {}, ops, expected) for name, ops, expected in EXAMPLES]
    for name, config, ops, expected in plain + flow_examples.EXAMPLES:
        run = make_run(driver, dict({"owner_age": 7 * DAY, "tombstones": 100}, **config))
        faults = []
        try:
            for op in ops:
                step(run, op)
                run.compare()
            run.end()
        except Exception as mismatch:  # a fault of either side is the case's fault
            faults.append(mismatch)
        finally:
            run.driver.kill()
        yield name, faults + check(run, expected)
