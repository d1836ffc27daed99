# SPDX-License-Identifier: MIT
"""Items, keys and dumps as bytes, made from the description in svccomm/encoding.h alone: a second
implementation beside the library's, which shares nothing with it. An item is a dict of members by
their names in the structs; a member that is missing is 0, empty or None."""

import uuid

VERSION = 1
DUMP_VERSION = 1
KINDS = ("meta", "host", "address", "endpoint", "rule", "tombstone", "fan_in", "communication")
END = 255
NO_TIME = -1 << 63
WORD = (1 << 64) - 1
NAMESPACE = uuid.UUID("b0ad98a9-4f90-5513-a273-12b129f40ecf")

# Members in their order: NAME:BYTES, NAME:BYTES*COUNT of numbers; NAME:idBYTES as they are; or
# NAME:text. What else there is has a function of its own.
MEMBERS = {
    "meta": "format:4 points:4 revision:8 interval:8 newest:8 tombstones_from:8 fan_in_key:8*2",
    "host": "realm:4 host:8 revision:8 last_snapshot:8 snapshots:8 addresses:8 complete:8*10"
            " last_complete:8*10 ephemeral_low:2 ephemeral_high:2 name:text",
    "address": "realm:4 scope:8 address:id16 revision:8 owner:8 since:8 last_seen:8 settled:8*5"
               " base:8*5 device:text fallback:text",
    "endpoint": "realm:4 scope:8 protocol:1 address:id16 port:2 revision:8 samples:8 own:8"
                " wildcard_base:8 own_listen:8 last_listen:8 last_seen:8 process_seen:8 records:8"
                " evidence:4 own_evidence:4 process:text device:text",
    "rule": "id:8 realm:4 kind:4 client:id16 client_length:1 listener:id16 listener_length:1"
            " group:id16 port_low:2 port_high:2 protocol:1 process:text hits:8",
    "tombstone": "revision:8 id:id16 successor:id16 cause:4",
    "fan_in": "end:8 reached:8 hour:4 ports:ports",
    "communication": "id:id16 realm:4 scope:8 protocol:1 client:id16 listener:id16 port:2"
                     " revision:8 created:8 updated:8 first_found:8 last_found:8 origin:4"
                     " evidence:4 status:4 flags:4 client_port:4 headline:4 client_device:text"
                     " listener_device:text client_device_explicit:text"
                     " listener_device_explicit:text listener_process:text note:text"
                     " processes:processes listener_view:view client_view:view netflow:netflow",
    "view": "found:4 total_samples:8 active_samples:8 recent_samples:8 attempts:8"
            " implied_samples:8 total_ports:8 first_found:8 last_found:8 base:8",
    "netflow": "sampled:4 forward_events:8 reverse_events:8 forward_bytes:8 reverse_bytes:8"
               " forward_packets:8 reverse_packets:8 attempts:8 flags:4 interval:8 keep:4 first:8"
               " last:8 folded_end:8 folded_active:8 folded_samples:8 late:8 segments:segments",
}
KEY_MEMBERS = {"meta": 0, "host": 2, "address": 3, "endpoint": 5, "rule": 1, "tombstone": 1,
               "fan_in": 1, "communication": 1}


def number(value, width):
    return (value & ((1 << 8 * width) - 1)).to_bytes(width, "little")


def text(value):
    if value is None:
        return number(0, 2)
    raw = value.encode("utf-8", "surrogateescape") + b"\0"
    return number(len(raw), 2) + raw


def counted(parts):
    return number(len(parts), 1) + b"".join(parts)


def ports(values):
    return counted([number(port, 2) for port in values or ()])


def processes(values):
    return counted([text(name) + number(seen, 8) for name, seen in values or ()])


def segments(values):
    return counted([number(start, 8) + number(end, 8) for start, end in values or ()])


def optional(which, value):
    return b"\0" if value is None else b"\1" + members(which, value)


FORMS = {
    "text": text, "ports": ports, "processes": processes, "segments": segments,
    "view": lambda value: optional("view", value),
    "netflow": lambda value: optional("netflow", value),
}


def numbers(form, value):
    width, _, count = form.partition("*")
    values = value or 0 if not count else value or [0] * int(count)
    return b"".join(number(one, int(width)) for one in (values if count else [values]))


def member(form, value):
    if form.startswith("id"):
        raw = bytes.fromhex(value) if isinstance(value, str) else bytes(value or int(form[2:]))
        assert len(raw) == int(form[2:])
        return raw
    return FORMS[form](value) if form in FORMS else numbers(form, value)


def members(which, values, first=0, last=None):
    forms = [part.split(":") for part in MEMBERS[which].split()]
    unknown = set(values) - {name for name, _ in forms}
    assert not unknown, unknown
    return b"".join(member(form, values.get(name)) for name, form in forms[first:last])


def encode_key(kind, values):
    return members(kind, values, 0, KEY_MEMBERS[kind])


def encode_item(kind, values):
    return number(VERSION, 1) + members(kind, values)


def record_id(values):
    """The id that the key of a communication has (K4); IPv4 and IPv6 without :: only."""
    ends = [bytes.fromhex(values[end]) for end in ("client", "listener")]
    assert all(end[:12] == bytes(10) + b"\xff\xff" for end in ends)
    name = "svccomm:1|%d|%016x|%d|%s|%s|%d" % (
        values.get("realm", 0), values.get("scope", 0), values["protocol"],
        ".".join(map(str, ends[0][12:])), ".".join(map(str, ends[1][12:])), values["port"])
    return uuid.uuid5(NAMESPACE, name).hex


def rotate(value, bits):
    return (value << bits | value >> 64 - bits) & WORD


def sip_round(v):
    v[0] = v[0] + v[1] & WORD
    v[1] = rotate(v[1], 13) ^ v[0]
    v[0] = rotate(v[0], 32)
    v[2] = v[2] + v[3] & WORD
    v[3] = rotate(v[3], 16) ^ v[2]
    v[0] = v[0] + v[3] & WORD
    v[3] = rotate(v[3], 21) ^ v[0]
    v[2] = v[2] + v[1] & WORD
    v[1] = rotate(v[1], 17) ^ v[2]
    v[2] = rotate(v[2], 32)


def siphash13(key, data):
    v = [key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
         key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573]
    rest = len(data) % 8
    padded = data + bytes(7 - rest) + bytes([len(data) & 255])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at:at + 8], "little")
        v[3] ^= word
        sip_round(v)
        v[0] ^= word
    v[2] ^= 255
    for _ in range(3):
        sip_round(v)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def block(kind, content, before):
    """The bytes of a block, and its checksum."""
    total = siphash13((before, kind << 32 | len(content)), content)
    return number(kind, 1) + number(len(content), 4) + content + number(total, 8), total


def dump_of(blocks, version=DUMP_VERSION, items=None):
    """A dump of [(kind number, [encoded item])], a block each; `items` is what its end says."""
    out, before = b"SVCCOMMR" + number(version, 2), 0
    for kind, encoded in blocks:
        content = b"".join(number(len(one), 4) + one for one in encoded)
        more, before = block(kind, content, before)
        out += more
    count = sum(len(encoded) for _, encoded in blocks) if items is None else items
    return out + block(END, number(count, 8), before)[0]


def dump(items):
    """A dump of [(kind name, item)] whose kinds come in their order."""
    blocks = []
    for kind, values in items:
        at = KINDS.index(kind)
        if not blocks or blocks[-1][0] != at:
            blocks.append((at, []))
        blocks[-1][1].append(encode_item(kind, values))
    return dump_of(blocks)
