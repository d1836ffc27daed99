# SPDX-License-Identifier: MIT
"""Seeds of fuzz_decoder_load: the form of src/ingest/decoder_format.h. Checksums are left 0, the
target writes them."""

import struct

from wire import SECONDS, address, fields

SUMS, COUNTS, HEAD, SMALL = 1, 2, 4, 8
HEADER = b"SVCCOMMD" + struct.pack(">H", 1)
NO_TIME = -1 << 63
NOW = SECONDS * 10**9
PLAIN = fields((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (1, 4), (2, 4))


def block(kind, body):
    return struct.pack(">BI", kind, len(body)) + body + bytes(8)


def exporter(host=1, domain=1, version=9, useful=1, seen=NOW, boot=NOW - 10**12, samplers=(),
             init=0):
    return block(1, bytes(10) + b"\xff\xff" + address("10.0.0.%d" % host)
                 + struct.pack(">IBBqqIQII", domain, version, useful, seen, boot, 3600000, init,
                               0, 100)
                 + b"".join(struct.pack(">QI", *sampler) for sampler in samplers))


def template(ordinal=1, number=256, options=0, used=1, touched=NOW, count=7, scopes=0,
             specifiers=PLAIN):
    return block(2, struct.pack(">IHBBqHH", ordinal, number, options, used, touched, count,
                                scopes) + specifiers)


def end(exporters, templates):
    return block(0, struct.pack(">II", exporters, templates))


ENTERPRISE = struct.pack(">HHI", 0x8001, 4, 29305) + PLAIN

SAVED = {
    "empty": HEADER + end(0, 0),
    "one": HEADER + exporter() + template() + end(1, 1),
    "several": HEADER + exporter(1) + exporter(2, version=10, boot=NO_TIME, samplers=((3, 100),))
    + exporter(3, version=5, useful=0) + template(1) + template(1, 257, used=0)
    + template(2, 256, specifiers=ENTERPRISE, count=8)
    + template(2, 258, options=1, count=7, scopes=1) + end(3, 4),
    "many": HEADER + b"".join(exporter(i) for i in range(1, 6))
    + b"".join(template(i, 256 + k) for i in range(1, 6) for k in range(4)) + end(5, 20),
    "samplers": HEADER + exporter(samplers=[(i, i) for i in range(20)]) + end(1, 0),
    "half-sampler": HEADER + exporter(samplers=[(1, 1)])[:-14] + bytes(20) + end(1, 0),
    "exporter-twice": HEADER + exporter() + exporter() + end(2, 0),
    "template-twice": HEADER + exporter() + template() + template() + end(1, 2),
    "template-first": HEADER + template() + end(0, 1),
    "exporter-late": HEADER + exporter() + template() + exporter(2) + end(2, 1),
    "v5-template": HEADER + exporter(version=5) + template() + end(1, 1),
    "version-6": HEADER + exporter(version=6) + end(1, 0),
    "useful-2": HEADER + exporter(useful=2) + end(1, 0),
    "far-time": HEADER + exporter(seen=(1 << 63) - 1) + end(1, 0),
    "short-exporter": HEADER + block(1, bytes(40)) + end(1, 0),
    "short-template": HEADER + exporter() + block(2, bytes(9)) + end(1, 1),
    "options-2": HEADER + exporter() + template(options=2) + end(1, 1),
    "no-time": HEADER + exporter() + template(touched=NO_TIME) + end(1, 1),
    "wrong-count": HEADER + exporter() + template(count=9) + end(1, 1),
    "half-field": HEADER + exporter() + template(specifiers=PLAIN[:-2]) + end(1, 1),
    "low-id": HEADER + exporter() + template(number=255) + end(1, 1),
    "no-fields": HEADER + exporter() + template(count=0, specifiers=b"") + end(1, 1),
    "wrong-end": HEADER + exporter() + end(7, 7),
    "long-end": HEADER + block(0, bytes(9)),
    "short-end": HEADER + block(0, bytes(7)),
    "kind-9": HEADER + block(9, bytes(8)),
    "empty-block": HEADER + struct.pack(">BI", 1, 0) + bytes(8),
    "huge-block": HEADER + struct.pack(">BI", 1, 1 << 31) + bytes(8),
    "truncated": (HEADER + exporter() + template())[:-9],
    "no-end": HEADER + exporter() + template(),
    "behind-the-end": HEADER + end(0, 0) + b"more",
    "magic": b"SVCCOMMX" + HEADER[8:] + end(0, 0),
    "version": HEADER[:8] + b"\0\2" + end(0, 0),
    "nothing": b"",
}
AS_IT_IS = {"magic": SUMS, "version": SUMS, "wrong-end": SUMS, "nothing": 0}


def seeds():
    out = {}
    for i, (name, saved) in enumerate(sorted(SAVED.items())):
        control = AS_IT_IS.get(name, SUMS | (COUNTS if name == "many" else 0))
        out[name] = bytes([control, (255, 0, 30)[i % 3], i % 9]) + saved
        if name in ("several", "many"):
            out[name + "-small"] = bytes([control | SMALL, 200, 4]) + saved
    out["bad-sums"] = bytes([0, 255, 0]) + SAVED["one"]
    return out
