# SPDX-License-Identifier: MIT
"""Makes what exporters and captures make: datagrams of NetFlow v5, v9 and IPFIX, packets of all
link types around them, files of captures, raw datagrams and VPC flow logs."""

import ipaddress
import struct
from dataclasses import dataclass

START = 1767225600  # 2026-01-01T00:00:00Z
MS = 1000


@dataclass
class Flow:
    """One flow; times are milliseconds since the epoch."""

    source: str = "10.0.0.7"
    destination: str = "10.0.0.5"
    source_port: int = 50000
    destination_port: int = 443
    protocol: int = 6
    flags: int = 0x1B
    start: int = (START - 20) * MS
    end: int = (START - 10) * MS
    bytes: int = 1000
    packets: int = 10


def packed(address):
    return ipaddress.ip_address(address).packed


def netflow5(flows, time=START, uptime=1_000_000, sequence=0):
    """NetFlow v5; the exporter has been up for `uptime` milliseconds at `time` seconds."""
    boot = time * MS - uptime
    data = struct.pack(">HHIIIIBBH", 5, len(flows), uptime, time, 0, sequence, 0, 0, 0)
    for f in flows:
        data += packed(f.source) + packed(f.destination) + bytes(4)
        data += struct.pack(">HHIIIIHHBBBBHHBBH", 1, 2, f.packets, f.bytes, f.start - boot,
                            f.end - boot, f.source_port, f.destination_port, 0, f.flags,
                            f.protocol, 0, 0, 0, 0, 0, 0)
    return data


def set_of(number, content):
    """A set, padded to 4 bytes."""
    content += bytes(-len(content) % 4)
    return struct.pack(">HH", number, 4 + len(content)) + content


def template_of(number, fields):
    """A template record."""
    return struct.pack(">HH", number, len(fields)) + b"".join(struct.pack(">HH", *f)
                                                             for f in fields)


V9_FIELDS = [(8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (22, 4), (21, 4), (1, 4), (2, 4)]
IPFIX_FIELDS = [(27, 16), (28, 16), (7, 2), (11, 2), (4, 1), (6, 1), (152, 8), (153, 8), (1, 8),
                (2, 8)]


def netflow9(flows, time=START, uptime=1_000_000, sequence=0, source=0, template=True, data=True):
    """NetFlow v9 of IPv4 flows with its template, without it, or the template alone."""
    boot = time * MS - uptime
    sets, count = b"", 0
    if template:
        sets += set_of(0, template_of(256, V9_FIELDS))
        count += 1
    if data:
        sets += set_of(256, b"".join(
            packed(f.source) + packed(f.destination)
            + struct.pack(">HHBBIIII", f.source_port, f.destination_port, f.protocol, f.flags,
                          f.start - boot, f.end - boot, f.bytes, f.packets) for f in flows))
        count += len(flows)
    return struct.pack(">HHIIII", 9, count, uptime, time, sequence, source) + sets


def mapped(address):
    """16 bytes, IPv4 mapped."""
    raw = packed(address)
    return raw if len(raw) == 16 else bytes(10) + b"\xff\xff" + raw


def ipfix(flows, time=START, sequence=0, domain=0, template=True, data=True):
    """IPFIX of flows, IPv4 as mapped IPv6; as netflow9()."""
    sets = b""
    if template:
        sets += set_of(2, template_of(256, IPFIX_FIELDS))
    if data:
        sets += set_of(256, b"".join(
            mapped(f.source) + mapped(f.destination)
            + struct.pack(">HHBBQQQQ", f.source_port, f.destination_port, f.protocol, f.flags,
                          f.start, f.end, f.bytes, f.packets) for f in flows))
    return struct.pack(">HHIII", 10, 16 + len(sets), time, sequence, domain) + sets


def raw(datagrams):
    """A file of raw datagrams."""
    return b"".join(struct.pack(">H", len(d)) + d for d in datagrams)


def udp(payload, port=2055):
    return struct.pack(">HHHH", 40000, port, 8 + len(payload), 0) + payload


def ipv4(content, source="192.0.2.1", protocol=17, fragment=0, options=b""):
    size = 20 + len(options)
    return struct.pack(">BBHHHBBH", 0x40 | size // 4, 0, size + len(content), 1, fragment, 64,
                       protocol, 0) + packed(source) + packed("192.0.2.9") + options + content


def ipv6(content, source="2001:db8::1", extensions=()):
    """IPv6; extensions are (number, bytes after the next header's number)."""
    numbers = [number for number, _ in extensions] + [17]
    for (_, rest), following in reversed(list(zip(extensions, numbers[1:]))):
        content = bytes([following]) + rest + content
    return struct.pack(">IHBB", 6 << 28, len(content), numbers[0], 64) + packed(source) + packed(
        "2001:db8::9") + content


def ethernet(content, kind=0x0800, tags=()):
    """Ethernet; tags are (TPID, VLAN)."""
    head = bytes.fromhex("020000000001020000000002")
    for number, vlan in tags:
        head += struct.pack(">HH", number, vlan)
    return head + struct.pack(">H", kind) + content


def cooked(content, kind=0x0800):
    """Linux cooked, version 1."""
    return struct.pack(">HHH8sH", 0, 1, 6, bytes(8), kind) + content


def cooked2(content, kind=0x0800):
    """Linux cooked, version 2."""
    return struct.pack(">HHIHBB8s", kind, 0, 1, 1, 0, 6, bytes(8)) + content


NULL, ETHERNET, RAW, LOOP, SLL, IPV4, IPV6, SLL2 = 0, 1, 101, 108, 113, 228, 229, 276


def pcap(packets, link=ETHERNET, time=START, order="<", nanoseconds=False, snap=None):
    """A capture; a packet in each millisecond. `snap` is how many bytes of each are kept."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    unit = 1_000_000 if nanoseconds else 1000
    data = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)
    for n, packet in enumerate(packets):
        kept = packet[:snap]
        data += struct.pack(order + "IIII", time + n // 1000, n % 1000 * unit, len(kept),
                            len(packet)) + kept
    return data


def block(number, content):
    content += bytes(-len(content) % 4)
    size = struct.pack("<I", 12 + len(content))
    return struct.pack("<I", number) + size + content + size


def pcapng(packets, link=ETHERNET, time=START):
    """A capture of the newer format, with microseconds."""
    data = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    data += block(1, struct.pack("<HHI", link, 0, 0))
    for n, packet in enumerate(packets):
        stamp = time * 1_000_000 + n * 1000
        data += block(6, struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(packet),
                                     len(packet)) + packet)
    return data


VPC_HEADER = ("version account-id interface-id srcaddr dstaddr srcport dstport protocol packets "
              "bytes start end action log-status\n")


def vpc_line(flow, action="ACCEPT", status="OK"):
    """A line of VPC flow logs, version 2; its times are whole seconds."""
    return "2 123456789010 eni-1235b8ca %s %s %d %d %d %d %d %d %d %s %s\n" % (
        flow.source, flow.destination, flow.source_port, flow.destination_port, flow.protocol,
        flow.packets, flow.bytes, flow.start // MS, flow.end // MS, action, status)


def vpc(flows):
    return VPC_HEADER + "".join(map(vpc_line, flows))
