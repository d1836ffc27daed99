#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the golden files of items and dumps to tests/data/encoding/v1, by the second encoder.

make_encoding.py           writes those that are missing; one that is there is never changed
make_encoding.py --check   says whether the files are what the second encoder makes (TAP)"""

import sys
from pathlib import Path

import item_encoder
from item_samples import ITEMS, REGISTRY
from tap import Tap

FOLDER = Path(__file__).resolve().parents[1] / "data" / "encoding" / "v1"
WIDTH = 32  # bytes in a line
KEYS = {"realm", "scope", "host", "address", "protocol", "port", "client", "listener"}
KEYED = {"host", "address", "endpoint", "communication"}
PAIRED = {"complete": ("complete", "last_complete"), "settled": ("settled", "base")}
BASES = ("last_complete", "base")


def hex_text(comment, raw):
    rows = [raw[at:at + WIDTH].hex() for at in range(0, len(raw), WIDTH)]
    return "\n".join(["# " + comment] + rows) + "\n"


def line(name, value):
    return "%s %s" % (name, value)


def text_line(name, value):
    return name if value is None else "%s =%s" % (name, value)


def view_lines(name, which, value):
    out = [name, line("view", which if value is not None else 0)]
    blank = {} if value is not None else {"first_found": item_encoder.NO_TIME,
                                          "last_found": item_encoder.NO_TIME}
    for part in item_encoder.MEMBERS["view"].split():
        member = part.split(":")[0]
        out.append(line(member, (value or blank).get(member, 0)))
    return out


def netflow_lines(value):
    out = [line("present", int(value is not None))]
    have = value or {}
    numbers = [part.split(":")[0] for part in item_encoder.MEMBERS["netflow"].split()]
    spans = numbers.index("flags")
    out += [line(member, have.get(member, 0)) for member in numbers[:spans]]
    out.append(line("spans.size", int(value is not None)))
    for member in numbers[spans:-1]:
        out.append(line(member, have.get(member, 0)))
        if member == "keep":
            out.append(line("count", len(have.get("segments", ()))))
    segments = list(have.get("segments", ())) + [(0, 0)] * 16
    for start, end in segments[:16]:
        out += [line("start", start), line("end", end)]
    return out


def process_lines(values):
    out = [line("process_count", len(values or ()))]
    for name, seen in values or ():
        out += [text_line("process", name), line("last_seen", seen)]
    return out


def port_lines(values):
    ports = list(values or ())
    return [line("count", len(ports))] + [line("ports", port) for port in (ports + [0] * 64)[:64]]


def name_of(kind, member):
    if kind == "rule" and member.endswith("_length"):
        return member.replace("_", ".")
    if kind == "rule" and member in ("client", "listener"):
        return member + ".address"
    return "key." + member if kind in KEYED and member in KEYS else member


def array_lines(kind, member, count, item):
    if kind == "meta":
        return [line("%s[%d]" % (member, i), value)
                for i, value in enumerate(item.get(member, [0] * count))]
    columns = [item.get(name) or [0] * count for name in PAIRED[member]]
    return [line(name, value) for row in zip(*columns)
            for name, value in zip(PAIRED[member], row)]


def member_lines(kind, member, form, item):
    value, count = item.get(member), form.partition("*")[2]
    if count:
        return [] if member in BASES else array_lines(kind, member, int(count), item)
    if form.startswith("id"):
        return [line(name_of(kind, member), value or bytes(16).hex())]
    if form == "text":
        return [text_line(name_of(kind, member), value)]
    if form == "view":
        return view_lines(member, 1 if member == "listener_view" else 2, value)
    lists = {"ports": port_lines, "processes": process_lines, "netflow": netflow_lines}
    return lists[form](value) if form in lists else [line(name_of(kind, member), value or 0)]


def expected(kind, item):
    """What tests/support/item_print.c prints of the item."""
    out = []
    for part in item_encoder.MEMBERS[kind].split():
        member, form = part.split(":")
        out += member_lines(kind, member, form, item)
    return "\n".join(out) + "\n"


def files():
    """{name: text}"""
    out = {}
    for name, (kind, item) in ITEMS.items():
        what = "%s of encoding version 1; its members are in %s.expected" % (kind, name)
        out[name + ".hex"] = hex_text(what, item_encoder.encode_item(kind, item))
        out[name + ".expected"] = expected(kind, item)
    out["registry.hex"] = hex_text("dump of version 1; its export is registry.ndjson",
                                   item_encoder.dump(REGISTRY))
    return out


def check():
    tap = Tap()
    for name, text in sorted(files().items()):
        path = FOLDER / name
        same = path.exists() and path.read_text(encoding="utf-8") == text
        tap.case("%s is what the second encoder makes" % name,
                 [] if same else ["%s differs" % path])
    known = set(files()) | {"README", "registry.ndjson"}
    tap.case("there are no other files",
             sorted({path.name for path in FOLDER.iterdir()} - known))
    tap.finish()


def write():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        if not (FOLDER / name).exists():
            (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else write()
