# SPDX-License-Identifier: MIT
"""Seeds of fuzz_registry: lives of a registry as operations."""

SNAPSHOT, ADD, EDIT, DELETE, RESET, PRUNE, REOPEN, REDUMP, ROUNDTRIP = 0, 3, 4, 5, 6, 7, 8, 9, 10


def shot(host=0, listens=3, first=0x15, second=0x01):
    """Two bits for each client say how many connections of it a service has."""
    return bytes([SNAPSHOT, host, listens, first, second])


def of(operation, *which):
    return bytes([operation, *which])


BUSY = shot() + shot(1, first=0x3f) + shot(first=0x04) + shot(1, 1, 0x10, 0)
SERVICE = (0, 0, 1)
LIVES = {
    "snapshots": BUSY,
    "implied": shot() + shot(listens=0) + shot(listens=2) + shot(listens=0, first=0, second=0),
    "manual": of(ADD, *SERVICE) + BUSY + of(ADD, *SERVICE) + of(ADD, 1, 1, 2) + BUSY,
    "manual-implied": of(ADD, *SERVICE) + shot(listens=0) + shot(listens=0, first=0x04),
    "hidden": BUSY + of(EDIT, *SERVICE, 1) + BUSY + of(EDIT, *SERVICE, 0) + of(EDIT, 1, 1, 1, 1),
    "deleted": BUSY + of(DELETE, *SERVICE) + of(DELETE, *SERVICE) + BUSY + of(ROUNDTRIP, 0),
    "reset": BUSY + of(RESET) + shot(first=0) + BUSY + of(ADD, *SERVICE) + of(RESET) + BUSY,
    "pruned": BUSY + of(ADD, 0, 1, 2) + of(PRUNE, 2, 0) + BUSY + of(PRUNE, 0, 1) + BUSY,
    "reopened": BUSY + of(REOPEN) + BUSY + of(RESET) + of(REOPEN) + of(DELETE, *SERVICE) + BUSY
                + of(REOPEN) + shot(listens=0),
    "dumped": BUSY + of(REDUMP) + BUSY + of(REOPEN) + BUSY + of(PRUNE, 1, 1) + of(REDUMP) + BUSY,
    "round-trips": b"".join(BUSY + of(ROUNDTRIP, i) for i in range(3)) + of(RESET)
                   + of(ROUNDTRIP, 1) + of(PRUNE, 0, 1) + of(ROUNDTRIP, 0),
    "nothing": b"",
}


def seeds():
    return dict(LIVES)
