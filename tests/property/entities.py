# SPDX-License-Identifier: MIT
"""What the model keeps: records with their views, endpoints, hosts, addresses."""

import functools

from basics import (
    CLIENT, COUNTER_MAX, IGNORED, LISTENER, MANUAL, MIXED, PROCESS_MAX, earlier, later)

SEVERAL = "several"
PORT_SEVERAL = 65536


class View:
    """One view's statistics (section 4)."""

    def __init__(self):
        self.found = False
        self.total = self.active = self.recent = self.attempts = self.implied = self.ports = 0
        self.first = self.last = None

    def dump(self, number):
        return [number, int(self.found), self.total, self.active, self.recent, self.attempts,
                self.implied, self.ports, self.first, self.last]


class Flow:
    """Flow statistics (section 5); in pairs forward, reverse."""

    def __init__(self, spans):
        self.spans = spans
        self.events, self.bytes, self.packets = [0, 0], [0, 0], [0, 0]
        self.attempts = self.sampled = 0

    def counters(self):
        return self.events, self.bytes, self.packets

    def turned(self):
        for pair in self.counters():
            pair.reverse()

    def merge(self, other):
        for pair, more in zip(self.counters(), other.counters()):
            pair[:] = [min(a + b, COUNTER_MAX) for a, b in zip(pair, more)]
        self.attempts += other.attempts
        self.sampled |= other.sampled
        self.spans.merge(other.spans)

    def dump(self):
        spans = self.spans
        spans.check()
        return {
            "events": self.events, "bytes": self.bytes, "packets": self.packets,
            "attempts": self.attempts, "sampled": self.sampled, "late": spans.late,
            "approximate": int(spans.approximate), "active": spans.active(), "gap": spans.gap(),
            "samples": spans.samples(), "first": spans.first, "last": spans.last}


class Record:
    def __init__(self, key, endpoint, now):
        self.key, self.endpoint = key, endpoint
        self.created = self.updated = now
        self.revision = 0
        self.origin = self.evidence = self.status = self.flags = 0
        self.views = {}
        self.flow = None
        self.port = None  # the client's only one so far (D2), or SEVERAL
        self.client_device = self.listener_device = self.note = None
        self.processes = []  # (name, last seen), most recent first

    def see_ports(self, ports):
        """Port 0 is none."""
        for port in ports:
            if port:
                self.port = port if self.port in (None, port) else SEVERAL

    def client_port(self):
        """As svccomm_record has it."""
        if self.port == SEVERAL or (self.port and self.flags & MIXED):
            return PORT_SEVERAL
        return self.port or 0

    def found(self, pick, which):
        times = [getattr(view, which) for view in self.views.values()]
        if self.flow:
            times.append(getattr(self.flow.spans, which))
        return functools.reduce(pick, times, None)

    def first_found(self):
        return self.found(earlier, "first")

    def last_found(self):
        return self.found(later, "last")

    def kept(self):
        """What is never evicted: manual, ignored, annotated."""
        return bool(self.origin & MANUAL or self.status == IGNORED or self.note
                    or self.client_device or self.listener_device)

    def headline(self):
        """N11, semantics 18."""
        for number in (LISTENER, CLIENT):
            if number in self.views and self.views[number].found:
                return number
        return LISTENER if LISTENER in self.views else CLIENT if CLIENT in self.views else 0


class Endpoint:
    def __init__(self):
        self.last_listen = self.last_seen = self.process = self.process_time = None
        self.either = ()  # names of two hosts at the same time: which one wins is not specified
        self.samples = 0
        self.evidence = 0  # the strongest below user by which it was the listener (D2)
        self.told = 0      # the strongest that flows told by themselves


class Host:
    def __init__(self):
        self.name = self.last = None
        self.snapshots = self.low = self.high = 0
        self.complete = {}
        self.last_complete = {}


class Address:
    def __init__(self):
        self.owner = self.last_seen = self.device = None


def merge_processes(first, second):
    """Most recent first; of equal times those of `first`; a name once, with its newest time."""
    best = {}
    for name, time in first + second:
        if name not in best or (time is not None and (best[name] is None or time > best[name])):
            best[name] = time
    names = list(best)
    names.sort(key=lambda name: (best[name] is None, -(best[name] or 0)))
    return [(name, best[name]) for name in names][:PROCESS_MAX]
