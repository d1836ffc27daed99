# SPDX-License-Identifier: MIT
"""Datagrams of NetFlow and IPFIX, built by hand, right or wrong as the caller likes."""

import ipaddress
import struct

SECONDS = 1735689600  # 2025-01-01
UPTIME = 3600000


def v5_record(source="10.0.0.7", destination="10.0.0.5", ports=(50000, 443), protocol=6, flags=0x1b,
              packets=5, octets=500, first=UPTIME - 2000, last=UPTIME - 1000):
    return (ipaddress.ip_address(source).packed + ipaddress.ip_address(destination).packed
            + bytes(4) + struct.pack(">HHIIIIHHBBBBHHBBH", 1, 2, packets, octets, first, last,
                                     *ports, 0, flags, protocol, 0, 65001, 65002, 24, 24, 0))


def v5(*records, count=None, uptime=UPTIME, seconds=SECONDS, nanoseconds=0, sequence=0, engine=0,
       sampling=0):
    count = len(records) if count is None else count
    return struct.pack(">HHIIIIHH", 5, count, uptime, seconds, nanoseconds, sequence, engine,
                       sampling) + b"".join(records)


def v7(*records, count=None):
    count = len(records) if count is None else count
    return (struct.pack(">HHIIIII", 7, count, UPTIME, SECONDS, 0, 9, 0)
            + b"".join(record + bytes(4) for record in records))


def v1(*records, count=None):
    """A v1 record is that of v5 but for the order of its last 20 bytes."""
    count = len(records) if count is None else count
    body = b"".join(r[:36] + bytes(2) + r[38:39] + bytes(1) + r[37:38] + bytes(11) for r in records)
    return struct.pack(">HHIII", 1, count, UPTIME, SECONDS, 0) + body


def flow_set(number, body, pad=4, length=None):
    """A set; `length` lies if it is given."""
    body += bytes(-len(body) % pad)
    return struct.pack(">HH", number, 4 + len(body) if length is None else length) + body


def v9(*sets, count=None, uptime=UPTIME, seconds=SECONDS, sequence=1, domain=1):
    count = len(sets) if count is None else count
    return struct.pack(">HHIIII", 9, count, uptime, seconds, sequence, domain) + b"".join(sets)


def ipfix(*sets, length=None, seconds=SECONDS, sequence=0, domain=1):
    body = b"".join(sets)
    length = 16 + len(body) if length is None else length
    return struct.pack(">HHIII", 10, length, seconds, sequence, domain) + body


def field(element, length, enterprise=None):
    if enterprise is None:
        return struct.pack(">HH", element, length)
    return struct.pack(">HHI", element | 0x8000, length, enterprise)


def fields(*pairs):
    return b"".join(field(*pair) for pair in pairs)


def template(number, *pairs, count=None):
    return struct.pack(">HH", number, len(pairs) if count is None else count) + fields(*pairs)


def options9(number, scopes, options):
    """An options template of NetFlow v9: lengths in bytes (RFC 3954 section 6.1)."""
    return (struct.pack(">HHH", number, 4 * len(scopes), 4 * len(options))
            + fields(*scopes) + fields(*options))


def options10(number, scopes, options):
    """An options template of IPFIX: counts of fields (RFC 7011 section 3.4.2.2)."""
    return (struct.pack(">HHH", number, len(scopes) + len(options), len(scopes))
            + fields(*scopes) + fields(*options))


def number(value, length):
    return (value % (1 << 8 * length)).to_bytes(length, "big")


def address(text):
    return ipaddress.ip_address(text).packed


def text(value):
    """A field of variable length (RFC 7011 section 7)."""
    return (bytes([len(value)]) if len(value) < 255
            else b"\xff" + struct.pack(">H", len(value))) + value


# What a fuzz target reads (tests/fuzz/fuzz_decoder.c).
STEPS = {0: 0, "ms": 1, "s": 2, "min": 3, "h": 4, "25h": 5, "back": 6, "untold": 7}


def stream(datagrams, caps=2, nth=0):
    """Datagrams as (bytes, options): exporter, step, mend, reload."""
    out = bytes([caps, nth])
    for data, options in datagrams:
        control = (options.get("exporter", 0) | STEPS[options.get("step", "ms")] << 2
                   | 32 * options.get("mend", False) | 64 * options.get("reload", False))
        out += bytes([control]) + struct.pack(">H", len(data)) + data
    return out
