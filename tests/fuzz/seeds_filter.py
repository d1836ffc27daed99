# SPDX-License-Identifier: MIT
"""Seeds of fuzz_filter: each sort, each member that a filter has, pages and limits."""

SORTS = 20
FIELDS = {"client": 1, "listener": 2, "port": 4, "protocol": 8, "device": 16, "process": 32,
          "origin": 64, "since": 128, "changed": 256, "persistence": 512, "realms": 1024}
ALL = 1024


def query(sort=0, descending=0, limit=0, after=None):
    """The bytes of a query; `after` is the index of a record."""
    if after is None:
        return bytes([sort, descending, limit, 0, 0, 0, 1])
    return bytes([sort, descending, limit, 1, after, 0, 0, after])


def a_filter(fields=ALL, statuses=7, record=0, bits=120, ports=1, word=0, least=50, realm=0):
    one = bytes([record])
    return (bytes([fields >> 8, fields & 255, statuses]) + (one + bytes([bits])) * 2 + one
            + bytes([ports]) + one + bytes([word, word, 2]) + one + one
            + bytes([record % 2, least, realm]))


def seeds():
    out = {"nothing": b""}
    for sort in range(SORTS + 1):
        out["sort-%d" % sort] = bytes([sort]) + query(sort, sort % 2) + a_filter()
        out["after-%d" % sort] = bytes([sort]) + query(sort, 1 - sort % 2, after=sort) + a_filter()
    for i, (name, field) in enumerate(FIELDS.items()):
        out[name] = bytes([i]) + query(i) + a_filter(field, record=i, word=i)
        out[name + "-all"] = bytes([i]) + query(i) + a_filter(field | ALL, 3, record=i, word=i + 1)
    out["limit"] = b"\3" + query(limit=5) + a_filter()
    out["no-such-field"] = b"\3" + query() + a_filter(fields=2048)
    out["long-prefix"] = b"\3" + query() + a_filter(bits=129)
    out["no-such-status"] = b"\3" + query() + a_filter(statuses=8)
    out["own-word"] = b"\3" + query() + a_filter(16 | 32 | ALL, word=0x81)
    out["other-realm"] = b"\3" + query() + a_filter(0, realm=1)
    return out
