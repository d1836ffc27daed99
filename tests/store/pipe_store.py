# SPDX-License-Identifier: MIT
"""A storage of encoded items in dicts, and the loop that serves it over pipes; the requests are
those of pipe_storage.h. Nothing here knows the library: a key is the first bytes of an item."""

import struct
import subprocess

OPS = ("begin", "commit", "rollback", "put", "erase", "scan", "damaged", "destroy", "ready",
       "failed", "result")
KEY_BYTES = (0, 12, 28, 31, 8, 8, 8, 16)
LAST = 0xFFFFFFFF


class Store:
    """Transactions by copy. `faults` maps (op, nth call after "ready") to the int that it
    answers; `answer_damaged` is what "damaged" answers."""

    def __init__(self, faults=None, answer_damaged=0):
        self.committed = {}
        self.working = None
        self.faults = faults or {}
        self.answer_damaged = answer_damaged
        self.counts = None
        self.complaints = []
        self.twice = None  # a kind whose first item a scan gives twice
        self.spoiled = None  # a kind whose first item a scan gives as bytes that are none
        self.damaged = []
        self.destroyed = 0

    def fault(self, op):
        if self.counts is None:
            return 0
        self.counts[op] = self.counts.get(op, 0) + 1
        return self.faults.get((op, self.counts[op]), 0)

    def expect(self, condition, what):
        if not condition:
            self.complaints.append(what)

    def begin(self, _kind, _parts):
        self.expect(self.working is None, "begin within a transaction")
        self.working = {kind: dict(items) for kind, items in self.committed.items()}

    def commit(self, _kind, _parts):
        self.expect(self.working is not None, "commit without a transaction")
        self.committed, self.working = self.working, None

    def rollback(self, _kind, _parts):
        self.working = None

    def put(self, kind, parts):
        self.expect(self.working is not None and parts, "put without a transaction or items")
        items = self.working.setdefault(kind, {})
        for item in parts:
            items[item[1:1 + KEY_BYTES[kind]]] = item

    def erase(self, kind, parts):
        self.expect(self.working is not None and parts, "erase without a transaction or keys")
        for key in parts:
            self.expect(len(key) == KEY_BYTES[kind], "a key of another length")
            self.working.setdefault(kind, {}).pop(key, None)

    def scan(self, kind):
        items = list(self.committed.get(kind, {}).values())
        if kind == self.twice:
            items.append(items[0])
        if kind == self.spoiled:
            items[0] = items[0][:-1]
        return items


def number(value):
    return struct.pack("<I", value & 0xFFFFFFFF)


class Session:
    """One run of the program with a store at the other end of its pipes."""

    def __init__(self, program, mode, store):
        self.store = store
        self.failures = []  # (opening, code, callback, message)
        self.result = None
        self.process = subprocess.Popen([program, mode], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        while self.serve():
            pass
        self.process.stdin.close()
        self.status = self.process.wait(timeout=60)

    def read(self, size):
        return self.process.stdout.read(size)

    def read_number(self):
        return struct.unpack("<I", self.read(4))[0]

    def answer(self, raw):
        self.process.stdin.write(raw)
        self.process.stdin.flush()

    def serve(self):
        op = self.read(1)
        if not op:
            return False
        kind, count = self.read_number(), self.read_number()
        parts = [self.read(self.read_number()) for _ in range(count)]
        getattr(self, "take_" + OPS[op[0]], self.take_call)(OPS[op[0]], kind, parts)
        return True

    def take_call(self, op, kind, parts):
        code = self.store.fault(op)
        if op == "rollback" or not code:
            getattr(self.store, op)(kind, parts)
        self.answer(number(code))

    def take_scan(self, op, kind, _parts):
        code = self.store.fault(op)
        items = self.store.scan(kind)
        for item in items[:len(items) // 2] if code else items:
            self.answer(number(len(item)) + item)
        self.answer(number(LAST) + number(code))

    def take_damaged(self, _op, kind, parts):
        self.store.damaged.append((kind, parts[0], parts[1].decode()))
        self.answer(number(self.store.answer_damaged))

    def take_destroy(self, _op, _kind, _parts):
        self.store.destroyed += 1

    def take_ready(self, _op, _kind, _parts):
        self.store.counts = {}

    def take_failed(self, _op, opening, parts):
        code, callback = (struct.unpack("=i", part)[0] for part in parts[:2])
        self.failures.append((opening, code, callback, parts[2].decode()))

    def take_result(self, _op, _kind, parts):
        self.result = parts[0].decode("utf-8", "surrogateescape")
