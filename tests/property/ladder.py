# SPDX-License-Identifier: MIT
"""The rungs of design section 6 that snapshots and flows share: what is known of an end."""

import os
import re

from basics import (
    DEFAULT_RANGE, GUESS, KNOWN_AGE, NAMED_PORT, RANGE, RULE_GROUP, RULE_IGNORE, address, family,
    matches, wildcard, within)

HERE = os.path.dirname(os.path.abspath(__file__))


def named_table():
    """The curated table is data, which the model does not tell anew."""
    with open(os.path.join(HERE, "..", "..", "src", "core", "named_ports.c")) as source:
        body = re.search(r"named_ports\[\] = \{([^}]*)\}", source.read()).group(1)
    return frozenset(map(int, re.findall(r"\d+", body)))


NAMED = named_table()


class Ladder:
    """What is known of the ends at a time, as `host` sees them."""

    def __init__(self, model, realm, host, time):
        self.model, self.realm, self.host, self.time = model, realm, host, time

    def endpoint(self, protocol, end):
        raw, port = end
        return self.realm, self.model.end_scope(self.realm, self.host, raw), protocol, raw, port

    def known(self, protocol, end):
        realm, scope, _, raw, _ = self.endpoint(protocol, end)
        owner = self.model.owner(realm, scope, raw)
        host = self.model.hosts.get((realm, owner))
        complete = host and host.last_complete.get((protocol, family(raw)))
        if complete is None or complete < self.time - KNOWN_AGE:
            return False
        for key in (self.endpoint(protocol, end),
                    (realm, owner, protocol, wildcard(family(raw)), end[1])):
            entry = self.model.endpoints.get(key)
            if entry and entry.last_listen is not None and entry.last_listen >= complete:
                return True
        return False

    def ephemeral_range(self, protocol, end):
        """That of the host which owns the end, as told last."""
        realm, scope, _, raw, _ = self.endpoint(protocol, end)
        host = self.model.hosts.get((realm, self.model.owner(realm, scope, raw)))
        return (host.low, host.high) if host and host.high else DEFAULT_RANGE

    def ephemeral(self, protocol, end):
        low, high = self.ephemeral_range(protocol, end)
        return low <= end[1] <= high

    def named(self, protocol, end):
        port = end[1]
        return 0 < port < 512 or (port in NAMED
                                  and port < self.ephemeral_range(protocol, end)[0])

    @staticmethod
    def only(test, ends):
        """The end of which alone it holds, or None."""
        hit = [end for end in ends if test(end)]
        return hit[0] if len(hit) == 1 else None

    def by_port(self, protocol, here, there):
        """Named port, range, guess by the lower port; None: the ports are equal."""
        ends = (here, there)
        end = self.only(lambda each: self.named(protocol, each), ends)
        if end:
            return end, NAMED_PORT
        return self.by_range(protocol, ends)

    def by_range(self, protocol, ends):
        end = self.only(lambda each: not self.ephemeral(protocol, each), ends)
        if end:
            return end, RANGE
        if ends[0][1] != ends[1][1]:
            return min(ends, key=lambda each: each[1]), GUESS
        return None, GUESS

    def oriented(self, protocol, ends):
        """The end that listens in the one record there is of either orientation, or None."""
        return self.only(lambda end: self.key(
            protocol, ends[1] if end == ends[0] else ends[0], end)[0] in self.model.records, ends)

    def key(self, protocol, client, listener):
        """The record's key and whether its client was grouped (K11)."""
        local = (self.model.is_local(self.realm, client[0])
                 or self.model.is_local(self.realm, listener[0]))
        raw, grouped = self.model.group(self.realm, client[0])
        return (self.realm, self.host if local else 0, protocol, raw, listener[0],
                listener[1]), grouped

    def ignored(self, key, client, names):
        realm, _, protocol, grouped, listener, port = key
        for rule in self.model.rules.values():
            if rule["kind"] != RULE_IGNORE or rule["realm"] != realm:
                continue
            low, high, pattern = rule["low"], rule["high"], rule["process"]
            if not within(rule["client"], client) and not within(rule["client"], grouped):
                continue
            if not within(rule["listener"], listener):
                continue
            if (low, high) != (0, 0) and not low <= port <= high:
                continue
            if rule["protocol"] not in (0, protocol):
                continue
            if pattern is not None and not any(matches(pattern, name) for name in names):
                continue
            return True
        return False


def group(model, realm, raw):
    """K11: the address that stands for a client's, and whether it is another's."""
    grouped = False
    for rule in model.rules.values():
        if rule["kind"] == RULE_GROUP and rule["realm"] == realm and within(rule["client"], raw):
            raw, grouped = address(rule["group"]), True
    return raw, grouped
