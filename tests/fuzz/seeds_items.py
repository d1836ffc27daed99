# SPDX-License-Identifier: MIT
"""Seeds of fuzz_item and fuzz_dump, by the second implementation of the encoding."""

from item_encoder import END, KINDS, NO_TIME, dump, dump_of, encode_item, number
from item_samples import ITEMS, REGISTRY, rising

SUMS, COUNTS, HEAD, SMALL = 1, 2, 4, 8


def item_seeds():
    out = {}
    for name, (kind, values) in ITEMS.items():
        whole = bytes([KINDS.index(kind)]) + encode_item(kind, values)
        out[name] = whole
        if name.endswith("-full"):
            out[kind + "-tail"] = whole + b"later members"
            out[kind + "-cut"] = whole[:-1]
            out[kind + "-version-0"] = whole[:1] + b"\0" + whole[2:]
            out[kind + "-version-2"] = whole[:1] + b"\2" + whole[2:]
    full = ITEMS["host-full"][1]
    host = bytes([KINDS.index("host")]) + encode_item("host", dict(full, name="abc"))
    out["text-open"] = host[:-1] + b"d"
    out["text-inner-nul"] = host[:-3] + b"\0c\0"
    out["text-long"] = host[:-6] + number(257, 2) + b"x" * 256 + b"\0"
    out["nothing"] = b""
    return out


def changed(where, **values):
    """The registry with other members in the first item of the kind."""
    items, done = [], False
    for which, item in REGISTRY:
        take = which == where and not done
        done |= take
        items.append((which, dict(item, **values) if take else item))
    return dump(items)


def blocks():
    """The registry, a block for each item."""
    return [(KINDS.index(kind), [encode_item(kind, item)]) for kind, item in REGISTRY]


def dumps():
    whole, parts = dump(REGISTRY), blocks()
    out = {
        "registry": whole,
        "empty": dump(REGISTRY[:1]),
        "a-block-each": dump_of(parts),
        "swapped": dump_of(parts[:1] + parts[2:3] + parts[1:2] + parts[3:]),
        "no-meta": dump_of(parts[1:]),
        "meta-twice": dump_of(parts[:1] + parts),
        "host-twice": dump_of(parts[:2] + parts[1:]),
        "no-host": dump_of(parts[:1] + parts[2:]),
        "no-endpoint": dump_of(parts[:3] + parts[4:]),
        "empty-block": dump_of(parts + [(7, [])]),
        "kind-9": dump_of(parts + [(9, [])]),
        "short-item": dump_of(parts + [(7, [parts[7][1][0][:-1]])]),
        "item-with-tail": dump_of([(kind, [one + b"tail" for one in items])
                                   for kind, items in parts]),
        "wrong-count": dump_of(parts, items=1),
        "version-2": dump_of(parts, version=2),
        "huge-block": whole[:11] + b"\xff\xff\xff\x7f" + whole[15:],
        "no-end": whole[:-21],
        "behind-the-end": whole + b"more",
        "cut": whole[:len(whole) // 2],
        "magic": b"SVCCOMMX" + whole[8:],
        "nothing": b"",
        "interval": changed("meta", interval=1),
        "points": changed("meta", points=1),
        "format-2": changed("meta", format=2),
        "far-base": changed("communication", listener_view=dict(
            found=1, active_samples=1, first_found=1, last_found=1, base=99)),
        "no-such-owner": changed("address", owner=5),
        "port-twice": changed("fan_in", ports=[443, 443]),
        "all-ports": changed("fan_in", ports=rising(1, 64)),
        "rule-of-no-kind": changed("rule", kind=9),
        "living-tombstone": changed("tombstone", cause=0),
        "never-seen": changed("address", last_seen=NO_TIME),
    }
    return out


def dump_seeds():
    as_it_is = {"magic": SUMS, "version-2": SUMS, "wrong-count": SUMS, "nothing": 0, "cut": 0}
    out = {}
    for i, (name, content) in enumerate(sorted(dumps().items())):
        control = as_it_is.get(name, SUMS | (COUNTS if i % 2 else 0))
        out[name] = bytes([control, (255, 0, 30)[i % 3], i % 9]) + content
    whole = dump(REGISTRY)
    out["small-caps"] = bytes([SUMS | SMALL, 200, 0]) + whole
    out["bad-sums"] = bytes([0, 255, 0]) + whole[:-1] + b"\0"
    out["mended-head"] = bytes([SUMS | HEAD, 255, 0]) + b"?" * 10 + whole[10:]
    out["end-only"] = (bytes([SUMS | HEAD, 255, 0]) + bytes(10) + bytes([END]) + number(8, 4)
                       + bytes(16))
    return out
