# SPDX-License-Identifier: MIT
"""Streams made of the small captures in tests/data/flows, by the version of their datagrams."""

import struct
from pathlib import Path

from wire import stream

FOLDER = Path(__file__).resolve().parents[1] / "data" / "flows"
MOST = 1100  # bytes of a capture
UDP_AT = 42  # the captures have Ethernet, IPv4 without options, UDP


def payloads(path):
    content = path.read_bytes()
    at = 24
    while at < len(content):
        length = struct.unpack("<I", content[at + 8:at + 12])[0]
        yield content[at + 16 + UDP_AT:at + 16 + length]
        at += 16 + length


def seeds(version):
    """{name: stream} of the captures whose first datagram has that version."""
    out = {}
    for path in sorted(FOLDER.glob("*.pcap")):
        if path.stat().st_size > MOST:
            continue
        datagrams = list(payloads(path))
        if struct.unpack(">H", datagrams[0][:2])[0] == version:
            out["capture-" + path.stem] = stream([(data, {}) for data in datagrams])
    return out
