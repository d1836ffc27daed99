# SPDX-License-Identifier: MIT
"""Items with every member set, empty ones, the longest ones, and a small registry: what the golden
files of tests/data/encoding and the seeds of fuzz targets are made from."""

from item_encoder import NO_TIME, record_id

SECOND = 10**9
MINUTE = 60 * SECOND
T0 = 1767225600 * SECOND  # 2026-01-01T00:00:00Z
TCP, UDP = 6, 17
LONG = "x" * 255


def v4(text):
    return (bytes(10) + b"\xff\xff" + bytes(int(part) for part in text.split("."))).hex()


WEB, CLIENT, ANY = v4("10.0.0.5"), v4("10.0.0.7"), v4("0.0.0.0")
V6 = "20010db8000000000000000000000005"


def rising(first, count):
    return list(range(first, first + count))


HOST = dict(realm=0x01020304, host=0x1112131415161718, revision=0x21, last_snapshot=T0 + 1,
            snapshots=0x22, addresses=0x23, complete=rising(0x100, 10),
            last_complete=rising(T0 + 10, 10), ephemeral_low=32768, ephemeral_high=60999,
            name="web1")
ADDRESS = dict(realm=0x01020304, scope=0x1112131415161718, address=V6, revision=0x31, owner=0x32,
               since=T0 + 2, last_seen=T0 + 3, settled=rising(0x200, 5), base=rising(0x300, 5),
               device="db1", fallback="db1.example")
ENDPOINT = dict(realm=0x01020304, scope=0x1112131415161718, protocol=TCP, address=WEB, port=8443,
                revision=0x41, samples=0x42, own=0x43, wildcard_base=0x44, own_listen=T0 + 4,
                last_listen=T0 + 5, last_seen=T0 + 6, process_seen=T0 + 7, records=0x45,
                evidence=8, own_evidence=0x0408, process="nginx", device="web1")
RULE = dict(id=0x51, realm=0x01020304, kind=1, client=v4("10.1.0.0"), client_length=112,
            listener=V6, listener_length=64, group=v4("192.0.2.1"), port_low=1024, port_high=2047,
            protocol=UDP, process="back*", hits=0x52)
TOMBSTONE = dict(revision=0x61, id=bytes(range(1, 17)).hex(), successor=bytes(range(33, 49)).hex(),
                 cause=3)
FAN_IN = dict(end=0xfedcba9876543210, reached=T0 + 8, hour=-7, ports=[1, 443, 65535])
VIEW = dict(found=1, total_samples=0x71, active_samples=0x72, recent_samples=0x73, attempts=0x74,
            implied_samples=0x75, total_ports=0x76, first_found=T0 + 9, last_found=T0 + 10,
            base=-1 & (1 << 64) - 1)
OTHER_VIEW = dict(found=0, attempts=0x84, first_found=NO_TIME, last_found=NO_TIME)
NETFLOW = dict(sampled=1, forward_events=0x91, reverse_events=0x92, forward_bytes=0x93,
               reverse_bytes=0x94, forward_packets=0x95, reverse_packets=0x96, attempts=0x97,
               flags=6, interval=MINUTE, keep=4, first=T0 + 11, last=T0 + 12, folded_end=T0 + 13,
               folded_active=0x98, folded_samples=0x99, late=0x9a,
               segments=[(T0 + 14, T0 + 15), (T0 + 16, T0 + 17)])
COMMUNICATION = dict(id=bytes(range(65, 81)).hex(), realm=0x01020304, scope=0x1112131415161718,
                     protocol=TCP, client=CLIENT, listener=V6, port=443, revision=0xa1,
                     created=T0 + 18, updated=T0 + 19, first_found=T0 + 20, last_found=T0 + 21,
                     origin=6, evidence=9, status=1, flags=5, client_port=51000, headline=2,
                     client_device="laptop", listener_device="web1", client_device_explicit="L-7",
                     listener_device_explicit="W-1", listener_process="nginx", note="caf\u00e9",
                     processes=[("curl", T0 + 22), ("wget", NO_TIME)], listener_view=VIEW,
                     client_view=OTHER_VIEW, netflow=NETFLOW)
LONGEST = dict(
    COMMUNICATION, client_device=LONG, listener_device=LONG, client_device_explicit=LONG,
    listener_device_explicit=LONG, listener_process=LONG, note=LONG,
    processes=[(LONG, T0 + i) for i in range(8)], client_view=VIEW,
    netflow=dict(NETFLOW, segments=[(T0 + 2 * i, T0 + 2 * i + 1) for i in range(16)]))

# {name of a golden file: (kind, item)}; a sparse one has as little as there can be.
ITEMS = {
    "meta-full": ("meta", dict(format=1, points=1, revision=0x11, interval=MINUTE, newest=T0,
                               tombstones_from=0x12, fan_in_key=[0x13, 0x14])),
    "meta-sparse": ("meta", {}),
    "host-full": ("host", HOST),
    "host-sparse": ("host", dict(host=1, last_snapshot=NO_TIME, last_complete=[NO_TIME] * 10)),
    "address-full": ("address", ADDRESS),
    "address-sparse": ("address", dict(address=WEB, since=NO_TIME, last_seen=NO_TIME)),
    "endpoint-full": ("endpoint", ENDPOINT),
    "endpoint-sparse": ("endpoint", dict(scope=1, protocol=UDP, address=ANY, port=53,
                                         own_listen=NO_TIME, last_listen=NO_TIME,
                                         last_seen=NO_TIME, process_seen=NO_TIME)),
    "rule-full": ("rule", RULE),
    "rule-sparse": ("rule", dict(id=1, kind=3, client=v4("172.17.0.0"), client_length=112)),
    "tombstone-full": ("tombstone", TOMBSTONE),
    "tombstone-sparse": ("tombstone", dict(revision=1, id=bytes(range(16)).hex(), cause=1)),
    "fan_in-full": ("fan_in", FAN_IN),
    "fan_in-sparse": ("fan_in", dict(end=1, reached=NO_TIME)),
    "fan_in-most": ("fan_in", dict(FAN_IN, ports=rising(1000, 64))),
    "communication-full": ("communication", COMMUNICATION),
    "communication-sparse": ("communication", dict(id=bytes(range(16)).hex(), protocol=TCP,
                                                   client=CLIENT, listener=WEB, port=443)),
    "communication-most": ("communication", LONGEST),
}


def communication(client, **values):
    out = dict(protocol=TCP, client=v4(client), listener=WEB, port=443, created=T0,
               updated=T0 + MINUTE, **values)
    return "communication", dict(out, id=record_id(out))


FLOWS = dict(forward_events=3, reverse_events=2, forward_bytes=1500, reverse_bytes=900,
             forward_packets=10, reverse_packets=8, interval=MINUTE, keep=4, first=T0,
             last=T0 + MINUTE, segments=[(T0, T0 + MINUTE)])
SEEN = dict(found=1, total_samples=3, active_samples=2, total_ports=4, first_found=T0,
            last_found=T0 + MINUTE)

# Five snapshots of one host, the first of which had no 10.0.0.7; flows; a record that a person
# made; one that was deleted.
REGISTRY = [
    ("meta", dict(format=1, revision=9, interval=MINUTE, newest=T0 + MINUTE, tombstones_from=1,
                  fan_in_key=[0x0123456789abcdef, 0xfedcba9876543210])),
    ("host", dict(host=0x11, revision=8, last_snapshot=T0 + MINUTE, snapshots=5, addresses=1,
                  complete=[5] + [0] * 9, last_complete=[T0 + MINUTE] + [NO_TIME] * 9,
                  ephemeral_low=32768, ephemeral_high=60999, name="web1")),
    ("address", dict(address=WEB, revision=8, owner=0x11, since=T0, last_seen=T0 + MINUTE)),
    ("endpoint", dict(protocol=TCP, address=WEB, port=443, revision=8, samples=5, own=5,
                      own_listen=T0 + MINUTE, last_listen=T0 + MINUTE, last_seen=T0 + MINUTE,
                      process_seen=T0 + MINUTE, records=3, evidence=8, own_evidence=8,
                      process="nginx", device="web1")),
    ("rule", dict(id=1, kind=1, client=v4("10.9.0.0"), client_length=112, process="noise*",
                  hits=2)),
    ("tombstone", dict(revision=5, id=bytes(range(16)).hex(), cause=1)),
    ("fan_in", dict(end=77, reached=NO_TIME, hour=T0 // (60 * MINUTE), ports=[443, 8443])),
    communication("10.0.0.7", revision=8, first_found=T0, last_found=T0 + MINUTE, origin=2,
                  evidence=9, client_port=65536, headline=1, listener_device="web1",
                  listener_process="nginx", processes=[("curl", T0)],
                  listener_view=dict(SEEN, base=2)),
    communication("10.0.0.8", revision=7, first_found=T0, last_found=T0 + MINUTE, origin=4,
                  evidence=8, client_port=50000, listener_device="web1",
                  listener_process="nginx", netflow=FLOWS),
    communication("10.0.0.9", revision=6, first_found=NO_TIME, last_found=NO_TIME, origin=1,
                  evidence=10, listener_device="web1", client_device="desk",
                  client_device_explicit="desk", listener_process="nginx", note="by hand"),
]
