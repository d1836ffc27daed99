# SPDX-License-Identifier: MIT
"""The fan-in rung of design section 6: which end meets more distinct opposite ports. An end keeps
the counts of its newest hour only; what it has reached it keeps for seven days."""

from basics import KNOWN_AGE, SECOND

HOUR = 3600 * SECOND
MORE = 8
MOST = 64


class FanIn:
    def __init__(self):
        self.met = {}      # endpoint -> (its newest hour, opposite ports in it)
        self.reached = {}  # endpoint -> newest time

    def take(self, pairs):
        """Counts a batch of (one end, other end, time, counts), hour by hour, before anything of
        it is decided. Answers for each pair the end that met more by enough in its hour, or
        None."""
        compared = [None] * len(pairs)
        for hour in sorted({pair[2] // HOUR for pair in pairs}):
            now = [at for at, pair in enumerate(pairs) if pair[2] // HOUR == hour]
            for at in now:
                if pairs[at][3]:
                    self.count(*pairs[at][:2], hour)
            for at in now:
                one, other, time, counts = pairs[at]
                end = compared[at] = self.compare(one, other, hour)
                if end and counts:
                    self.reached[end] = max(time, self.reached.get(end, time))
        return compared

    def count(self, one, other, hour):
        for end, opposite in ((one, other), (other, one)):
            if end not in self.met or self.met[end][0] < hour:
                self.met[end] = hour, set()
            if self.met[end][0] == hour:
                self.met[end][1].add(opposite[-1])

    def compare(self, one, other, hour):
        """The end that met more by enough, or None."""
        if any(self.met.get(end, (None,))[0] != hour for end in (one, other)):
            return None
        counts = [min(MOST, len(self.met[end][1])) for end in (one, other)]
        if abs(counts[0] - counts[1]) < MORE:
            return None
        return one if counts[0] > counts[1] else other

    def keeps(self, end, time):
        return end in self.reached and abs(time - self.reached[end]) <= KNOWN_AGE

    def kept(self, one, other, time):
        """The only one of the two that has reached it, or None."""
        hit = [end for end in (one, other) if self.keeps(end, time)]
        return hit[0] if len(hit) == 1 else None
