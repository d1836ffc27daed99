# SPDX-License-Identifier: MIT
"""Seeds of fuzz_import: records in the three formats, right and wrong."""

import json

DETECT, CSV, JSON, NDJSON, SMALL = 0, 1, 2, 3, 4

KEY = {"client_ip": "10.0.0.7", "listener_ip": "10.0.0.5", "port": 443, "protocol": "tcp"}
LOCAL = {"client_ip": "127.0.0.1", "listener_ip": "127.0.0.1", "port": 6379, "protocol": 6,
         "scope": "00000000000000aa", "realm": 1}
VIEW = {"total_samples": 9, "active_samples": 4, "recent_samples": 1, "attempts": 2,
        "implied_samples": 1, "total_ports": 8, "first_found": "2026-01-01T00:00:00Z",
        "last_found": "2026-01-01T00:09:00.25Z"}
FLOW = {"active_samples": 2, "total_events": 3, "forward_events": 2, "reverse_events": 1,
        "forward_bytes": 900, "reverse_bytes": 90, "forward_packets": 9, "reverse_packets": 8,
        "attempts": 1, "active_span": 90.5, "gap_span": 29.5, "first_found": "2026-01-01T00:00:00Z",
        "last_found": "2026-01-01T00:02:00Z", "late_events": 0, "sampled": True,
        "approximate": False}
TEXTS = {"note": "=1+1", "client_device": "a\"b,c\r\nd", "listener_device_explicit": "\u00fc",
         "client_processes": [{"name": "x", "last_seen": "2026-01-01T00:00:00Z"},
                              {"name": "y", "last_seen": None}], "listener_process": "'\\udc80"}
STATES = {"origin": ["manual", "netstat", "netflow"], "evidence": "user", "status": "hidden",
          "mixed": True, "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:01Z",
          "revision": 7}
FULL = {**KEY, **TEXTS, **STATES, "netstat_listener": VIEW, "netstat_client": VIEW, "netflow": FLOW}


def text(*records):
    return json.dumps(list(records)).encode()


def lines(*records):
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def flat(record, before=""):
    """Dotted paths and cells."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield from flat(value, before + name + ".")
        elif isinstance(value, list):
            yield before + name, json.dumps(value)
        else:
            yield before + name, "" if value is None else (
                json.dumps(value) if isinstance(value, bool) else str(value))


def quoted(cell):
    return '"%s"' % cell.replace('"', '""')


def table(*records):
    rows = [dict(flat(record)) for record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = [",".join(names)] + [",".join(quoted(row[name]) if name in row else "" for name in names)
                               for row in rows]
    return "".join(line + "\r\n" for line in out).encode()


def changed(**members):
    return text({**FULL, **members})


TEXT_SEEDS = {
    "full": text(FULL), "two": text(FULL, LOCAL), "twice": text(KEY, KEY), "none": b"[]",
    "bom": b"\xef\xbb\xbf" + text(KEY), "cut": text(FULL)[:-9], "behind": text(KEY) + b" x",
    "no-port": text({"client_ip": "10.0.0.7"}), "name-twice": b'[{"port":1,"port":2}]',
    "active-over-total": changed(netstat_client={**VIEW, "active_samples": 10}),
    "spans-over": changed(netflow={**FLOW, "active_span": 900}),
    "exponent": text(KEY).replace(b"443", b"4.43e2"), "part": text(KEY).replace(b"443", b"44.3"),
    "attempts-only": changed(netstat_client={"attempts": 3}), "unknown": changed(other={"a": [1]}),
    "huge": changed(revision=2 ** 64 - 1), "too-huge": changed(revision=2 ** 64),
    "far": changed(created="9999-12-31T23:59:59.999999999Z"), "early": changed(created="1600"),
    "surrogates": changed(note="\udc80\ud83d\ude00"), "nul": changed(note="\0"),
    "long": changed(note="x" * 1025), "deep": changed(other=[[[[[[[[[[[[]]]]]]]]]]]]),
    "no-flow": changed(netflow=None), "no-scope": changed(client_ip="127.0.0.1"),
    "wrong-id": changed(id="2081a6aa-74e4-5d0a-a3bc-96369808ee34"),
    "three": text(KEY, {**KEY, "port": 80}, {**KEY, "port": 81}),
}


def seeds():
    out = {"nothing": b""}
    for i, (name, content) in enumerate(TEXT_SEEDS.items()):
        out["json-" + name] = bytes([JSON if i % 2 else DETECT, (255, 0, 30)[i % 3], i]) + content
    for name, records in {"full": [FULL], "two": [FULL, LOCAL], "key": [KEY]}.items():
        out["csv-" + name] = bytes([CSV, 255, 5]) + table(*records)
        out["csv-%s-detected" % name] = bytes([DETECT, 0, 0]) + table(*records)
        out["ndjson-" + name] = bytes([NDJSON, 9, 7]) + lines(*records)
        out["ndjson-%s-detected" % name] = bytes([DETECT, 0, 0]) + lines(*records)
    out["csv-open-quote"] = bytes([CSV, 255, 0]) + table(KEY)[:-3]
    out["csv-no-end"] = bytes([CSV, 255, 0]) + table(KEY)[:-2]
    out["csv-more-cells"] = bytes([CSV, 255, 0]) + table(KEY)[:-2] + b",x\r\n"
    out["small-caps"] = bytes([JSON | SMALL, 255, 0]) + TEXT_SEEDS["three"]
    return out
