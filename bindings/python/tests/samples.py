# SPDX-License-Identifier: MIT
"""Small inputs that the tests share."""

import struct

import svccomm

NOW = 1767225600 * 10**9
MINUTE = 60 * 10**9
WEB = svccomm.Key.of("10.0.0.7", "10.0.0.5", 443)
HOST = svccomm.host_id("web1")
SS = (b"tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*\n"
      b"tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50001\n"
      b"tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50002\n")


def snapshot(time=NOW, text=SS, name="web1"):
    taken = svccomm.Snapshot()
    taken.begin(HOST, time, name=name)
    taken.add_text(text)
    return taken


def registry(config=None, storage=None):
    """One communication, found once by a snapshot and once by a flow, and a manual one."""
    made = svccomm.Registry(config, storage)
    made.ingest(snapshot(), now=NOW)
    made.ingest_flows([web_flow(NOW)], now=NOW)
    made.add(svccomm.Key.of("10.0.0.8", "10.0.0.5", 443), note="planned", now=NOW)
    return made


def web_flow(end, **more):
    return svccomm.flow("10.0.0.7", 50001, "10.0.0.5", 443, end, bytes=1500, packets=3, **more)


def netflow5(seconds, count=1):
    """A datagram of NetFlow v5 with `count` flows from 10.0.0.7 to 10.0.0.5:443."""
    header = struct.pack(">HHIIIIBBH", 5, count, 100000, seconds, 0, 0, 0, 0, 0)
    record = struct.pack(">4s4s4sHHIIIIHHBBBBHHBBH", bytes([10, 0, 0, 7]), bytes([10, 0, 0, 5]),
                         bytes(4), 1, 2, 3, 1500, 90000, 100000, 50001, 443, 0, 0x1B, 6, 0, 0, 0,
                         0, 0, 0)
    return header + record * count


def ipfix(seconds, vlan):
    """An IPFIX message: a template, and one flow of that VLAN from 10.0.0.7 to 10.0.0.5:443."""
    fields = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (1, 4), (2, 4), (58, 2), (153, 8))
    template = struct.pack(">HH", 256, len(fields)) + b"".join(
        struct.pack(">HH", *field) for field in fields)
    flow = struct.pack(">4s4sHHBIIHQ", bytes([10, 0, 0, 7]), bytes([10, 0, 0, 5]), 50001, 443, 6,
                       1500, 3, vlan, seconds * 1000)
    sets = b"".join(struct.pack(">HH", number, 4 + len(body)) + body
                    for number, body in ((2, template), (256, flow)))
    return struct.pack(">HHIII", 10, 16 + len(sets), seconds, 0, 7) + sets
