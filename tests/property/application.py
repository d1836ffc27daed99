# SPDX-License-Identifier: MIT
"""One snapshot on its way into the model: what listens, who owns what, which end of a connection
listens, what is counted (design section 4, semantics 1 to 14)."""

from basics import (
    ABSENT, ANY_V6, CLIENT, COVER_SHIFT, DEFAULT_RANGE, IGNORED, KNOWN, KNOWN_AGE, LISTEN,
    LISTENER, MIXED, NETSTAT, OBSERVED, OPEN_STATES, ROW_LISTENING, ROW_V6ONLY, SEEN_LISTEN,
    SYN_RECV, SYN_SENT, TIME_WAIT, UDP, USER, earlier, family, later, never_client, order,
    unspecified, wildcard)
from entities import Address, Endpoint, Host, View, merge_processes
from ladder import Ladder


class Seen:
    """What one snapshot shows of one record in one view."""

    def __init__(self):
        self.ports = self.attempts = self.evidence = 0
        self.time_wait = self.implied = self.grouped = False
        self.names = set()
        self.client_ports = set()


class Application(Ladder):
    """One snapshot on its way into the model."""

    def __init__(self, model, realm, host, time, now, coverage, low, high, rows):
        super().__init__(model, realm, host, time)
        self.now, self.coverage = now, coverage
        self.low, self.high = (low, high) if (low, high) != (0, 0) else DEFAULT_RANGE
        self.sockets = self.distinct(rows)
        self.local_ends = ()  # of the connection that is being decided
        self.specific, self.wild = {}, {}  # (protocol, address or family, port) -> names
        self.implied = set()
        # endpoint -> the strongest evidence of a row that has it as listener; of rows that count
        self.said, self.decided = {}, {}
        self.endpoint_names = {}
        self.manual = model.manual()

    def covers(self, protocol, of_family, kind):
        if protocol not in COVER_SHIFT:
            return False
        bit = kind << (2 * of_family) << COVER_SHIFT[protocol]
        return bool(self.coverage & bit)

    def complete(self, protocol, of_family):
        return self.covers(protocol, of_family, 1) and self.covers(protocol, of_family, 2)

    @staticmethod
    def classify(protocol, state):
        if protocol == UDP or state in OPEN_STATES:
            return "open"
        return {TIME_WAIT: "time_wait", SYN_SENT: "syn_sent", SYN_RECV: "syn_recv"}.get(state)

    @classmethod
    def distinct(cls, rows):
        """N4: the same socket told twice counts once."""
        ranks = {None: 0, "time_wait": 1, "syn_sent": 2, "syn_recv": 3, "open": 4}
        sockets = {}
        for protocol, local, lport, remote, rport, state, flags, process in rows:
            if rport == 0 and unspecified(remote):
                remote = ANY_V6
            rank = 5 if state == LISTEN and protocol != UDP else ranks[
                cls.classify(protocol, state)]
            socket = sockets.setdefault((protocol, local, lport, remote, rport),
                                        {"rank": -1, "flags": 0, "names": set()})
            if rank > socket["rank"]:
                socket["rank"], socket["state"] = rank, state
            socket["flags"] |= flags
            if process is not None:
                socket["names"].add(process)
        return sockets

    # ---- what listens, what is owned ----

    def listening(self):
        """N5."""
        for (protocol, local, lport, remote, _), socket in self.sockets.items():
            if protocol == UDP:
                takes = remote == ANY_V6 and (socket["flags"] & ROW_LISTENING
                                              or not self.low <= lport <= self.high)
            else:
                takes = socket["state"] == LISTEN
            if not takes or lport == 0:
                continue
            if not unspecified(local):
                if not never_client(local):
                    self.specific.setdefault((protocol, local, lport), set()).update(
                        socket["names"])
                continue
            families = [family(local)]
            if local == ANY_V6 and not socket["flags"] & ROW_V6ONLY:
                families.append(0)
            for each in families:
                self.wild.setdefault((protocol, each, lport), set()).update(socket["names"])

    def take_addresses(self):
        """K7, semantics 3."""
        for _, local, *_ in self.sockets:
            if never_client(local):
                continue
            scope = self.model.end_scope(self.realm, self.host, local)
            entry = self.model.addresses.setdefault((self.realm, scope, local), Address())
            if entry.owner in (None, self.host) or self.time > entry.last_seen:
                entry.owner = self.host
                entry.last_seen = later(entry.last_seen, self.time)

    def lapse(self):
        """Addresses of this host that were not seen for long are nobody's."""
        for (realm, _, _), entry in self.model.addresses.items():
            if (realm == self.realm and entry.owner == self.host
                    and self.time - entry.last_seen > self.model.owner_age):
                entry.owner = None

    def owns(self, raw):
        scope = self.model.end_scope(self.realm, self.host, raw)
        return self.model.owner(self.realm, scope, raw) == self.host

    # ---- direction (semantics 6) ----

    def in_listening(self, protocol, end):
        return (protocol, *end) in self.specific or (protocol, family(end[0]), end[1]) in self.wild

    def listens_somewhere(self, protocol, end):
        """A remote end that is one of this host's: its LISTEN is in this snapshot too."""
        return self.in_listening(protocol, end) and self.owns(end[0])

    def recently_listened(self, protocol, end):
        """Semantics 6c: its last LISTEN, its own or by this host's wildcard."""
        last = None
        for key in (self.endpoint(protocol, end),
                    (self.realm, self.host, protocol, wildcard(family(end[0])), end[1])):
            if key in self.model.endpoints:
                last = later(last, self.model.endpoints[key].last_listen)
        return last is not None and self.time - KNOWN_AGE <= last < self.time

    def ephemeral_range(self, protocol, end):
        """That of this host as told now, of another as told last."""
        realm, scope, _, raw, _ = self.endpoint(protocol, end)
        if end in self.local_ends or self.model.owner(realm, scope, raw) == self.host:
            return self.low, self.high
        return super().ephemeral_range(protocol, end)

    def decide(self, key, mirror):
        """Which end of a connection listens: (end, evidence)."""
        protocol, local, lport, remote, rport = key
        here, there = (local, lport), (remote, rport)
        rows = [(here, there, self.sockets[key]["state"])]
        if mirror:
            rows.append((there, here, self.sockets[mirror]["state"]))
        if protocol != UDP:
            for own, other, state in rows:
                if state == SYN_SENT:
                    return other, OBSERVED
                if state == SYN_RECV:
                    return own, OBSERVED
        ends = self.local_ends = [row[0] for row in rows]
        found = [end for end in (here, there) if (
            self.in_listening if end in ends else self.listens_somewhere)(protocol, end)]
        if len(found) == 1:
            return found[0], SEEN_LISTEN
        if len(found) == 2:
            return self.weak_rungs(protocol, here, there)[0], SEEN_LISTEN
        covered = self.covers(protocol, family(local), 1)
        if covered:
            for test, evidence in (
                    (lambda end: self.endpoint(protocol, end) in self.manual, USER),
                    (lambda end: self.recently_listened(protocol, end), KNOWN)):
                end = self.only(test, ends)
                if end:
                    return end, evidence
        is_open = self.classify(protocol, self.sockets[key]["state"]) == "open"
        if not mirror and covered and is_open and not (
                self.named(protocol, here) and not self.named(protocol, there)):
            return there, ABSENT
        return self.ladder(protocol, here, there)

    def ladder(self, protocol, here, there):
        for test, evidence in (
                (lambda end: self.endpoint(protocol, end) in self.manual, USER),
                (lambda end: self.known(protocol, end), KNOWN)):
            end = self.only(test, (here, there))
            if end:
                return end, evidence
        return self.weak_rungs(protocol, here, there)

    def weak_rungs(self, protocol, here, there):
        """Named port, range, guess."""
        end, evidence = self.by_port(protocol, here, there)
        return end or self.oriented(protocol, (here, there)) or max(here, there), evidence

    # ---- observations ----

    def observe(self):
        """Semantics 5 to 9: {record key: {view: Seen}}."""
        rows = {}
        for key, socket in self.sockets.items():
            protocol, local, lport, remote, rport = key
            if not (unspecified(local) or unspecified(remote)) and lport and rport:
                rows[key] = self.classify(protocol, socket["state"])
        seen = {}
        for row, kind in rows.items():
            if kind is None or kind == "syn_recv":
                continue
            protocol, local, lport, remote, rport = row
            mirror = (protocol, remote, rport, local, lport)
            here, there = (local, lport), (remote, rport)
            listener, evidence = self.decide(row, mirror if mirror in rows else None)
            client = here if listener == there else there
            if never_client(client[0]):
                client, listener = listener, client
                if never_client(client[0]):
                    continue
            key, grouped = self.key(protocol, client, listener)
            if self.ignored(key, client[0], self.sockets[row]["names"]):
                continue
            view = LISTENER if listener == here else CLIENT
            if kind == "syn_sent" and not self.counts(key, view, grouped):
                continue
            end = self.endpoint(protocol, listener)
            self.said[end] = max(evidence, self.said.get(end, 0))
            if not self.is_ignored(key):
                self.decided[end] = max(evidence, self.decided.get(end, 0))
            item = seen.setdefault(key, {}).setdefault(view, Seen())
            item.ports += kind == "open"
            item.attempts += kind == "syn_sent"
            item.time_wait |= kind == "time_wait"
            item.grouped |= grouped
            item.evidence = max(item.evidence, evidence)
            item.names |= self.sockets[row]["names"]
            if kind != "syn_sent":
                item.client_ports.add(client[1])
            item.implied |= (view == LISTENER and kind == "open"
                             and not self.in_listening(protocol, here))
        return seen

    # ---- into the model ----

    def counts(self, key, view, grouped):
        """Whether the view counts, or the snapshot is presence only for it (semantics 4, 8)."""
        _, _, protocol, client, listener, _ = key
        if view == CLIENT and grouped:
            return False
        return self.complete(protocol, family(listener)) and self.owns(
            listener if view == LISTENER else client)

    def apply(self, name):
        model = self.model
        self.listening()
        self.take_addresses()
        self.lapse()
        seen = self.observe()
        model.turn(self.gained, self.strength, self.now)
        for key in sorted(seen, key=order):
            self.apply_record(key, seen[key])
        self.apply_listeners()
        host = model.hosts.setdefault((self.realm, self.host), Host())
        host.last = self.time
        host.snapshots += 1
        host.name = name or host.name
        host.low, host.high = self.low, self.high
        for protocol in COVER_SHIFT:
            for each in (0, 1):
                if self.complete(protocol, each):
                    host.complete[protocol, each] = host.complete.get((protocol, each), 0) + 1
                    host.last_complete[protocol, each] = self.time
        model.newest = later(model.newest, self.time)
        self.count_totals()

    def is_ignored(self, key):
        record = self.model.records.get(key)
        return record is not None and record.status == IGNORED

    def gained(self, endpoint):
        """D2: what this snapshot says of an endpoint as a listener."""
        return self.strongest(endpoint, self.decided)

    def strongest(self, endpoint, decided):
        realm, scope, protocol, raw, port = endpoint
        best = decided.get(endpoint, 0)
        if realm == self.realm and scope in (0, self.host) and (
                (protocol, raw, port) in self.specific
                or self.listens_somewhere(protocol, (raw, port))):
            best = max(best, SEEN_LISTEN)
        return best

    def strength(self, endpoint):
        return max(self.strongest(endpoint, self.said), self.model.strength(endpoint))

    def apply_record(self, key, views):
        if self.is_ignored(key):
            return
        record = self.model.records.get(key) or self.model.make(key, self.now)
        record.origin |= NETSTAT
        for view, item in views.items():
            record.evidence = max(record.evidence, item.evidence)
            self.model.hear(record.endpoint, item.evidence)
            record.flags |= MIXED if item.grouped else 0
            record.see_ports(item.client_ports)
            self.apply_view(record, view, item)
            if view == CLIENT:
                record.processes = merge_processes(
                    [(name, self.time) for name in sorted(item.names)], record.processes)
            else:
                self.endpoint_names.setdefault(record.endpoint, set()).update(item.names)
        self.model.refer(record)
        self.model.touch(record, self.now)

    def apply_view(self, record, number, item):
        view = record.views.setdefault(number, View())
        counts = self.counts(record.key, number, item.grouped)
        if item.ports or item.time_wait:
            view.found = True
            view.first = earlier(view.first, self.time)
            view.last = later(view.last, self.time)
        if not counts:
            view.recent += 1
            return
        view.attempts += item.attempts
        if item.ports:
            view.active += 1
            view.ports += item.ports
            if item.implied:
                view.implied += 1
                self.implied.add(record.endpoint)
                endpoint = self.model.endpoints[record.endpoint]
                endpoint.last_seen = later(endpoint.last_seen, self.time)
        elif item.time_wait:
            view.recent += 1

    def apply_listeners(self):
        found = [(self.endpoint(protocol, (raw, port)), names)
                 for (protocol, raw, port), names in self.specific.items()]
        found += [((self.realm, self.host, protocol, wildcard(each), port), names)
                  for (protocol, each, port), names in self.wild.items()]
        for key, names in found:
            endpoint = self.model.endpoints.setdefault(key, Endpoint())
            endpoint.last_listen = later(endpoint.last_listen, self.time)
            endpoint.last_seen = later(endpoint.last_seen, self.time)
            if not unspecified(key[3]):
                self.model.hear(key, SEEN_LISTEN)
            self.endpoint_names.setdefault(key, set()).update(names)
        for key, names in self.endpoint_names.items():
            endpoint = self.model.endpoints[key]
            if names and (endpoint.process is None or self.time >= endpoint.process_time):
                endpoint.either = (endpoint.process, min(names)) if (
                    self.time == endpoint.process_time) else ()
                endpoint.process, endpoint.process_time = min(names), self.time

    def identified(self, endpoint):
        """N9: whether this complete snapshot shows the listener."""
        realm, scope, protocol, raw, port = endpoint
        if unspecified(raw):
            return scope == self.host and (protocol, family(raw), port) in self.wild
        if self.model.owner(realm, scope, raw) != self.host:
            return False
        return endpoint in self.implied or self.in_listening(protocol, (raw, port))

    def count_totals(self):
        """N9, N10 by the letter."""
        counted = {}
        for key, endpoint in self.model.endpoints.items():
            if (key[0] == self.realm and self.complete(key[2], family(key[3]))
                    and self.identified(key)):
                counted[key] = True
                endpoint.samples += 1
        for record in self.model.records.values():
            realm, scope, protocol, client, listener, _ = record.key
            if realm != self.realm or not self.complete(protocol, family(listener)):
                continue
            view = record.views.get(LISTENER)
            if view and view.found and record.endpoint in counted:
                view.total += 1
            view = record.views.get(CLIENT)
            if view and view.found and self.model.owner(
                    realm, self.model.end_scope(realm, scope, client), client) == self.host:
                view.total += 1
