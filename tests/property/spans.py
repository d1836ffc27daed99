# SPDX-License-Identifier: MIT
"""Spans as design section 5 tells them (F2 to F7): the K-bounded state by its letter, and beside it
all events, over which one pass in time order must give the same as long as nothing was late."""


def periods(start, end, interval):
    """F4: the aligned periods that [start, end] touches."""
    return end // interval - start // interval + 1


def one_pass(events, interval):
    """Segments of all events in time order (F2): [[start, end], ...]."""
    segments = []
    for start, end in sorted(events):
        if segments and start - segments[-1][1] <= interval:
            segments[-1][1] = max(segments[-1][1], end)
        else:
            segments.append([start, end])
    return segments


class Spans:
    def __init__(self, interval, keep, points):
        self.interval, self.keep, self.points = interval, keep, points
        self.first = self.last = None
        self.kept = []           # the newest segments, oldest first
        self.folded_end = None   # the newest end that was folded; None: nothing was
        self.folded_active = self.folded_samples = 0
        self.late = 0
        self.approximate = False
        self.unsure = False      # what is kept depends on an order that is not specified
        self.events = []         # all, or None once one pass cannot tell any more

    def empty(self):
        return self.first is None

    # ---- one event (F5) ----

    def add(self, start, end):
        """Answers whether the event was late."""
        if self.points or start > end:
            start = end
        oldest = self.kept[0][0] if self.kept else self.folded_end
        late = self.folded_end is not None and start < oldest
        self.late += late
        self.widen(start, end)
        if late:
            self.events = None
        elif self.events is not None:
            self.events.append((start, end))
        self.insert(start, end)
        return late

    def widen(self, start, end):
        self.first = start if self.first is None else min(self.first, start)
        self.last = end if self.last is None else max(self.last, end)

    def insert(self, start, end):
        if self.folded_end is not None:
            if end <= self.folded_end:
                return
            if start - self.folded_end <= self.interval:
                start = self.folded_end
        self.kept = one_pass(self.kept + [[start, end]], self.interval)
        while len(self.kept) > self.keep:
            self.fold()

    def fold(self):
        start, end = self.kept.pop(0)
        self.folded_samples += self.samples_of(start, end)
        self.folded_active += end - start
        self.folded_end = end

    def samples_of(self, start, end):
        """The folded end's period was counted with it."""
        return periods(start, end, self.interval) - (start == self.folded_end)

    # ---- what they say ----

    def active(self):
        return self.folded_active + sum(end - start for start, end in self.kept)

    def samples(self):
        return self.folded_samples + sum(self.samples_of(*each) for each in self.kept)

    def gap(self):
        return 0 if self.empty() else self.last - self.first - self.active()

    def check(self):
        """F3, and F5: any order without a late event is the plain one pass."""
        if self.empty():
            return
        assert self.active() >= 0 and self.gap() >= 0, "the model breaks F3"
        if self.events is None or self.unsure:
            return
        segments = one_pass(self.events, self.interval)
        assert self.active() == sum(end - start for start, end in segments), "active"
        assert self.samples() == sum(periods(*each, self.interval) for each in segments), "samples"
        assert (self.first, self.last) == (segments[0][0], segments[-1][1]), "first, last"

    # ---- two states (F7) ----

    def overlaps_folded_of(self, other):
        """Whether any of this lies within the folded part of another."""
        if other.folded_end is None or self.empty():
            return False
        parts = list(self.kept)
        if self.folded_end is not None:
            parts.append([self.first, self.folded_end])
        return any(start < other.folded_end and end > other.first for start, end in parts)

    def merge(self, other):
        late = self.late + other.late
        if other.empty():
            self.late = late
            return
        if self.empty():
            self.__dict__.update(other.__dict__)
            self.kept = [list(each) for each in other.kept]
            self.events = None if other.events is None else list(other.events)
            self.late = late
            return
        moved = (self.late and self.folded_end is not None) or (
            other.late and other.folded_end is not None)
        self.unsure = self.unsure or other.unsure or bool(moved)
        if self.overlaps_folded_of(other) or other.overlaps_folded_of(self):
            self.estimate(other)
        else:
            self.join(other)
        self.approximate = self.approximate or other.approximate
        self.late = late

    def estimate(self, other):
        active, samples = self.active() + other.active(), self.samples() + other.samples()
        self.widen(other.first, other.last)
        self.folded_active = min(active, self.last - self.first)
        self.folded_samples = min(samples, periods(self.first, self.last, self.interval))
        self.folded_end, self.kept = self.last, []
        self.approximate, self.events = True, None

    def join(self, other):
        """All parts in time order; what lies before a folded part is folded."""
        parts = []
        for each in (self, other):
            parts += [(start, end, None) for start, end in each.kept]
            if each.folded_end is not None:
                parts.append((each.first, each.folded_end,
                              (each.folded_active, each.folded_samples)))
        parts.sort(key=lambda part: part[:2])
        self.widen(other.first, other.last)
        self.events = None if self.events is None or other.events is None else (
            self.events + other.events)
        self.kept, self.folded_end = [], None
        self.folded_active = self.folded_samples = 0
        keep, self.keep = self.keep, len(parts)
        for start, end, folded in parts:
            if folded:
                self.join_folded(start, end, *folded)
            else:
                self.insert(start, end)
        self.keep = keep
        while len(self.kept) > keep:
            self.fold()

    def join_folded(self, start, end, active, samples):
        while self.kept:
            self.fold()
        if self.folded_end is not None and start - self.folded_end <= self.interval:
            active += start - self.folded_end
            samples -= start // self.interval == self.folded_end // self.interval
        self.folded_active += active
        self.folded_samples += samples
        self.folded_end = end

    def adopt(self, found):
        """Takes over what the library has, where an unspecified order decides it."""
        folded_end, active, samples, kept = found["kept"]
        self.folded_end, self.folded_active, self.folded_samples = folded_end, active, samples
        self.kept = [list(each) for each in kept]
        self.late, self.approximate = found["late"], bool(found["approximate"])
        self.events, self.unsure = None, False
