# SPDX-License-Identifier: MIT
"""What the model keeps: records with their views, endpoints, hosts, addresses."""

import functools

from basics import CLIENT, LISTENER, PROCESS_MAX, earlier, later


class View:
    """One view's statistics (section 4)."""

    def __init__(self):
        self.found = False
        self.total = self.active = self.recent = self.attempts = self.implied = self.ports = 0
        self.first = self.last = None

    def dump(self, number):
        return [number, int(self.found), self.total, self.active, self.recent, self.attempts,
                self.implied, self.ports, self.first, self.last]


class Record:
    def __init__(self, key, endpoint, now):
        self.key, self.endpoint = key, endpoint
        self.created = self.updated = now
        self.revision = 0
        self.origin = self.evidence = self.status = self.flags = 0
        self.views = {}
        self.client_device = self.listener_device = self.note = None
        self.processes = []  # (name, last seen), most recent first

    def found(self, pick, which):
        times = [getattr(view, which) for view in self.views.values()]
        return functools.reduce(pick, times, None)

    def first_found(self):
        return self.found(earlier, "first")

    def last_found(self):
        return self.found(later, "last")

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
