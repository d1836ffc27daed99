# SPDX-License-Identifier: MIT
"""The naive model of the registry: design sections 3 to 6 in dicts and loops, with every total
counted one by one. It knows nothing of how the library does it; tests compare the two."""

import uuid

import fan_in
import ladder
import turning
from application import Application
from basics import (
    CLIENT, DAY, DELETED, E_ARGUMENT, E_EXISTS, E_FUTURE, E_NOT_FOUND, E_STALE, E_TOO_OLD, EVICT,
    EVICTED, FUTURE_SLACK, GUESS, IGNORED, LISTEN, LISTENER, MANUAL, OK, PORTED, PRUNED, REFUSE,
    REKEYED, RULE_LOCAL, SECOND, USER, address, address_text, earlier, family, later, locally_known,
    never_client, order, record_id, unspecified, wildcard, within)
from entities import SEVERAL, Address, Endpoint, Flow, Host, Record, View, merge_processes
from flows import Batch
from spans import Spans


class Model:
    def __init__(self, owner_age=7 * DAY, tombstones=65536, interval=60 * SECOND, keep=4, points=0,
                 records=None, evict=REFUSE, options=0, flow_age=DAY,
                 flow_future=FUTURE_SLACK):
        self.owner_age, self.max_tombstones = owner_age, tombstones
        self.interval, self.keep, self.points = interval, keep, points
        self.max_records, self.policy = records, evict
        self.portless, self.keep_attempts = options & 1, options & 2
        self.flow_age, self.flow_future = flow_age, flow_future
        self.fan_in = fan_in.FanIn()
        self.named_by_hand = None, None
        self.records, self.hosts, self.addresses, self.endpoints = {}, {}, {}, {}
        self.rules = {}
        # Within one call the order of revisions is not specified: a revision is the call's number.
        self.revision = 0
        self.tombstones = []  # (revision, id, cause, successor)
        self.forgotten = 0    # revision of the newest tombstone that was dropped
        self.newest = None

    def next_call(self):
        self.revision += 1

    # ---- identity ----

    def is_local(self, realm, raw):
        return locally_known(raw) or any(
            rule["kind"] == RULE_LOCAL and rule["realm"] == realm and within(rule["client"], raw)
            for rule in self.rules.values())

    def end_scope(self, realm, host, raw):
        return host if self.is_local(realm, raw) else 0

    def endpoint_key(self, key):
        realm, scope, protocol, _, listener, port = key
        return realm, self.end_scope(realm, scope, listener), protocol, listener, port

    def owner(self, realm, scope, raw):
        """Who owns an address in the state that the last snapshot of its owner left."""
        entry = self.addresses.get((realm, scope, raw))
        return entry.owner if entry else None

    # ---- a snapshot ----

    def snapshot(self, realm, host, name, time, now, coverage, low, high, rows):
        known = self.hosts.get((realm, host))
        if known and known.last is not None and time <= known.last:
            return E_STALE
        if time > now + FUTURE_SLACK:
            return E_FUTURE
        Application(self, realm, host, time, now, coverage, low, high, rows).apply(name)
        return OK

    # ---- flows ----

    def flows(self, now, received, host, flows):
        return Batch(self, now, received, host, flows).apply()

    def new_flow(self):
        return Flow(Spans(self.interval, self.keep, self.points))

    def room(self):
        """A7: whether one more record fits, after an eviction where the policy is to evict."""
        if self.max_records is None or len(self.records) < self.max_records:
            return True
        if self.policy != EVICT:
            return False
        plain = [r for r in self.records.values() if not r.kept()]
        guesses = [r for r in plain if r.evidence <= GUESS]
        victim = min(guesses or plain, key=lambda r: r.revision, default=None)
        if victim:
            self.end(victim, EVICTED)
        return victim is not None

    def turn(self, gained, strength, now):
        return turning.turn_all(self, gained, strength, now)

    def strength(self, key):
        """The strongest evidence by which an endpoint was the listener; it outlives the records."""
        if key in self.manual():
            return USER
        return self.endpoints[key].evidence if key in self.endpoints else 0

    def told(self, key):
        """What flows told of an endpoint, or a person."""
        if key in self.manual():
            return USER
        return self.endpoints[key].told if key in self.endpoints else 0

    def hear(self, key, evidence):
        if evidence < USER:
            endpoint = self.endpoints[key]
            endpoint.evidence = max(endpoint.evidence, evidence)

    def manual(self):
        """Endpoints that a manual record names; neither a snapshot nor a flow changes them."""
        if self.named_by_hand[0] != self.revision:
            self.named_by_hand = self.revision, {
                r.endpoint for r in self.records.values() if r.origin & MANUAL}
        return self.named_by_hand[1]

    def group(self, realm, raw):
        return ladder.group(self, realm, raw)

    # ---- changes by hand ----

    def check_key(self, key):
        realm, scope, protocol, client, listener, port = key
        local = self.is_local(realm, client) or self.is_local(realm, listener)
        return not (port == 0 and protocol in PORTED or never_client(client)
                    or unspecified(listener) or bool(scope) != local)

    def apply_edit(self, record, edit):
        if "cdev" in edit:
            record.client_device = edit["cdev"]
        if "ldev" in edit:
            record.listener_device = edit["ldev"]
        if "note" in edit:
            record.note = edit["note"]
        if "status" in edit:
            record.status = edit["status"]
        if "procs" in edit:
            seen = dict(record.processes)
            record.processes = merge_processes([(name, seen.get(name)) for name in edit["procs"]],
                                               [])
        if "lproc" in edit:
            endpoint = self.endpoints[record.endpoint]
            endpoint.process, endpoint.process_time = edit["lproc"], endpoint.last_seen or 0

    def touch(self, record, now):
        record.revision = self.revision
        record.updated = now

    def make(self, key, now):
        record = self.records[key] = Record(key, self.endpoint_key(key), now)
        self.refer(record)
        return record

    def refer(self, record):
        """Endpoint and addresses that a record counts by are there as long as it is (N12)."""
        realm, scope, _, client, listener, _ = record.key
        self.endpoints.setdefault(record.endpoint, Endpoint())
        for raw in (listener, client) if CLIENT in record.views else (listener,):
            self.addresses.setdefault((realm, self.end_scope(realm, scope, raw), raw), Address())

    def add(self, key, now, edit):
        if not self.check_key(key):
            return E_ARGUMENT
        record = self.records.get(key)
        if record and record.origin & MANUAL:
            return E_EXISTS
        end = self.endpoint_key(key)
        self.turn(lambda each: USER if each == end else 0, self.strength, now)
        record = self.records.get(key) or self.make(key, now)
        record.origin |= MANUAL
        record.evidence = USER
        self.apply_edit(record, edit)
        self.touch(record, now)
        return OK

    def edit(self, key, now, edit):
        record = self.records.get(key)
        target_key = edit.get("key", key)
        if "key" in edit and not self.check_key(target_key):
            return E_ARGUMENT
        if record is None:
            return E_NOT_FOUND
        if target_key != key:
            if target_key in self.records and not edit.get("merge"):
                return E_EXISTS
            record = self.rekey(record, target_key, now)
        self.apply_edit(record, edit)
        self.touch(record, now)
        return OK

    def rekey(self, record, key, now):
        self.end(record, REKEYED, record_id(key))
        target = self.records.get(key)
        if target is None:
            record.key, record.endpoint = key, self.endpoint_key(key)
            target = self.records[key] = record
        else:
            self.merge(target, record)
        self.refer(target)
        self.hear(target.endpoint, record.evidence)
        return target

    @staticmethod
    def merge(into, source):
        """K9, semantics 19."""
        for number, view in source.views.items():
            own = into.views.get(number)
            if own is None:
                into.views[number] = view
                continue
            first, last = earlier(own.first, view.first), later(own.last, view.last)
            if (view.found, view.total, view.active) > (own.found, own.total, own.active):
                own = into.views[number] = view
            own.first, own.last = first, last
        into.origin |= source.origin
        into.evidence = max(into.evidence, source.evidence)
        into.flags |= source.flags
        into.client_device = into.client_device or source.client_device
        into.listener_device = into.listener_device or source.listener_device
        into.note = into.note or source.note
        into.status = into.status or source.status
        into.created = min(into.created, source.created)
        into.processes = merge_processes(source.processes, into.processes)
        if source.port is not None:
            into.port = source.port if into.port in (None, source.port) else SEVERAL
        if into.flow and source.flow:
            into.flow.merge(source.flow)
        into.flow = into.flow or source.flow

    def end(self, record, cause, successor=None):
        del self.records[record.key]
        self.tombstones.append((self.revision, record_id(record.key), cause,
                                successor or str(uuid.UUID(int=0))))
        while len(self.tombstones) > self.max_tombstones:
            self.forgotten = self.tombstones.pop(0)[0]

    def delete(self, keys, now):
        if any(key not in self.records for key in keys):
            return E_NOT_FOUND
        for key in dict.fromkeys(keys):
            self.end(self.records[key], DELETED)
        return OK

    def delete_all(self, keys):
        for key in keys:
            self.end(self.records[key], DELETED)

    def reset(self, keys, now):
        for key in keys:
            self.records[key].views, self.records[key].flow = {}, None
            self.touch(self.records[key], now)

    def prune(self, older_than, include_manual, dry_run, now):
        """Semantics 17; answers (records, endpoints, addresses, hosts)."""
        def old(time):
            return time is None or time < older_than

        def pruned(record):
            found = record.last_found()
            kept = record.origin & MANUAL or record.status == IGNORED
            return old(record.updated if found is None else found) and (
                include_manual or not kept)

        gone = [key for key in sorted(self.records, key=order) if pruned(self.records[key])]
        stay = [r for key, r in self.records.items() if key not in set(gone)]
        used = {r.endpoint for r in stay}
        endpoints = [key for key, e in self.endpoints.items()
                     if key not in used and old(e.last_seen) and old(e.last_listen)]
        referred = {(realm, scope, raw) for realm, scope, _, raw, _ in
                    set(self.endpoints) - set(endpoints)}
        for record in stay:
            realm, scope, _, client, _, _ = record.key
            if CLIENT in record.views:
                referred.add((realm, self.end_scope(realm, scope, client), client))
        addresses = [key for key, a in self.addresses.items() if key not in referred
                     and a.device is None and (a.owner is None or old(a.last_seen))]
        owning = {(key[0], a.owner) for key, a in self.addresses.items()
                  if key not in set(addresses)}
        hosts = [key for key, h in self.hosts.items() if key not in owning and (
            old(h.last) if h.last is not None else include_manual)]
        if not dry_run:
            for key in gone:
                self.end(self.records[key], PRUNED)
            for table, keys in ((self.endpoints, endpoints), (self.addresses, addresses),
                                (self.hosts, hosts)):
                for key in keys:
                    del table[key]
        return len(gone), len(endpoints), len(addresses), len(hosts)

    def set_host_name(self, realm, host, name):
        self.hosts.setdefault((realm, host), Host()).name = name
        return OK

    def set_device(self, realm, scope, raw, name):
        if bool(scope) != self.is_local(realm, raw):
            return E_ARGUMENT
        entry = self.addresses.setdefault((realm, scope, raw), Address())
        entry.device = name
        return OK

    def set_rule(self, rule):
        self.rules[rule["id"]] = rule
        return OK

    def delete_rule(self, number):
        return OK if self.rules.pop(number, None) else E_NOT_FOUND

    # ---- reading ----

    def device(self, realm, scope, raw):
        """K7 without the record's own name."""
        entry = self.addresses.get((realm, scope, raw))
        if entry and entry.device is not None:
            return entry.device
        owner = None
        if entry and entry.owner is not None:
            if self.newest - entry.last_seen <= self.owner_age:
                owner = entry.owner
        host = self.hosts.get((realm, owner))
        return host.name if host else None

    def listener_process(self, record):
        """Its endpoint's, else that of the owner's wildcard."""
        own = self.endpoints[record.endpoint].process
        if own is not None:
            return own
        realm, scope, protocol, raw, port = record.endpoint
        owner = self.owner(realm, scope, raw)
        wild = self.endpoints.get((realm, owner, protocol, wildcard(family(raw)), port))
        return wild.process if wild else None

    def last_listen(self, endpoint):
        """Newest LISTEN of an endpoint or of its owner's wildcard."""
        realm, scope, protocol, raw, port = endpoint
        owner = self.owner(realm, scope, raw)
        wild = self.endpoints.get((realm, owner, protocol, wildcard(family(raw)), port))
        return later(self.endpoints[endpoint].last_listen, wild.last_listen if wild else None)

    def dump(self):
        return [self.dump_record(self.records[key]) for key in sorted(self.records, key=order)]

    def dump_record(self, r):
        realm, scope, protocol, client, listener, port = r.key
        empty = [0, 0, 0, 0, 0, 0, 0, 0, None, None]
        return {
            "id": record_id(r.key),
            "key": [realm, "%x" % scope, protocol, address_text(client), address_text(listener),
                    port],
            "origin": r.origin, "evidence": r.evidence, "status": r.status, "flags": r.flags,
            "headline": r.headline(), "port": r.client_port(),
            "created": r.created, "updated": r.updated,
            "first": r.first_found(), "last": r.last_found(),
            "cdev": r.client_device or self.device(
                realm, self.end_scope(realm, scope, client), client),
            "ldev": r.listener_device or self.device(realm, r.endpoint[1], listener),
            "cdevx": r.client_device, "ldevx": r.listener_device,
            "lproc": self.listener_process(r), "note": r.note,
            "procs": [list(process) for process in r.processes],
            "lv": r.views[LISTENER].dump(LISTENER) if LISTENER in r.views else empty,
            "cv": r.views[CLIENT].dump(CLIENT) if CLIENT in r.views else empty,
            "flow": r.flow.dump() if r.flow else None,
        }

    def changes(self, since):
        """K10: what exists and what ended since, as (revision, cause, id, successor)."""
        if since < self.forgotten:
            return E_TOO_OLD
        none = str(uuid.UUID(int=0))
        found = [(r.revision, 0, record_id(key), none) for key, r in self.records.items()]
        found += [(revision, cause, ended, successor)
                  for revision, ended, cause, successor in self.tombstones]
        return sorted(change for change in found if change[0] > since)
