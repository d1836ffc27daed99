# SPDX-License-Identifier: MIT
"""The driver of tests/support/driver.c once more, over the binding: the same commands and answers,
so that the model's run does not know which of the two it speaks to."""

import io
import json

import binding_raw as raw
import binding_words as words
from svccomm import (
    Filter, MemoryStorage, Registry, RegistryConfig, RuleKind, Snapshot, Sort, Statuses,
    SvccommError, Transfer, position_of, record_json)

EVERYTHING = Filter(all_realms=True, statuses=Statuses.ALL)
E_STORAGE, E_DIFFERS = -40, -902


class Fault(Exception):
    """What a storage raises on command."""


class Storage(MemoryStorage):
    """The n-th method called from now on fails; with `sticky` all from then on."""

    def __init__(self):
        super().__init__()
        self.after = self.sticky = 0

    def _count(self):
        if self.after:
            self.after -= 1
            if self.after == 0:
                self.after = self.sticky
                raise Fault

    def begin(self):
        self._count()
        super().begin()

    def commit(self):
        self._count()

    def put(self, kind, items):
        self._count()
        super().put(kind, items)

    def erase(self, kind, keys):
        self._count()
        super().erase(kind, keys)

    def scan(self, kind):
        self._count()
        return super().scan(kind)


class BindingDriver:
    def __init__(self, path):
        self.registry = None

    def ask(self, command):
        first, *lines = command.split("\n")
        name, *arguments = first.split()
        try:
            method = getattr(self, "take_snapshot" if name == "snapshot" else name)
            answer = method(*arguments, *([lines] if lines else []))
        except SvccommError as error:
            return {"code": error.code}
        except Fault:
            return {"code": E_STORAGE}
        finally:
            if name != "failstorage" and self.registry is not None:
                self.storage.after = 0
        return {"code": 0, **(answer or {})}

    def quit(self):
        self.registry.close()
        self.snapshot.close()

    kill = quit

    # ---- life ----

    def init(self, *given):
        config = RegistryConfig()
        names = {"tombstones": "max_tombstones", "keep": "keep_segments",
                 "options": "flow_options", "evict": "cap_policy", "records": "max_records"}
        for name, value in words.options(given).items():
            setattr(config, names.get(name, name), int(value))
        self.config, self.walked = config, None
        self.storage, self.snapshot = Storage(), Snapshot()
        self.registry = Registry(config, self.storage)

    def failstorage(self, after, sticky):
        self.storage.after, self.storage.sticky = int(after), int(sticky)

    def flush(self):
        self.registry.flush()

    def reopen(self):
        self.registry.flush()
        self.replace(Registry(self.config, self.storage))

    def redump(self):
        dump, storage = io.BytesIO(), Storage()
        self.registry.dump(dump)
        dump.seek(0)
        restored = Registry(self.config, storage)
        restored.restore(dump)
        restored.flush()
        self.storage = storage
        self.replace(restored)

    def replace(self, registry):
        self.registry.close()
        self.registry = registry

    def roundtrip(self, format):
        first, second = io.BytesIO(), io.BytesIO()
        self.registry.export(first, Transfer(int(format)), EVERYTHING)
        first.seek(0)
        with Registry(self.config) as other:
            other.set_rules(rule for rule in self.registry.rules() if rule.kind == RuleKind.LOCAL)
            other.import_(first, now=0)
            other.export(second, Transfer(int(format)), EVERYTHING)
        return {"code": E_DIFFERS} if first.getvalue() != second.getvalue() else {}

    # ---- changes ----

    def add(self, key, now, *given):
        self.registry.add(words.key(key), now=int(now), **words.edit(given))

    def edit(self, id, now, *given):
        self.registry.edit(id, now=int(now), **words.edit(given))

    def delete(self, now, *ids):
        self.registry.delete(ids, now=int(now))

    def delete_matching(self, dry, now, *given):
        return {"count": self.registry.delete_matching(
            words.filter_of(given), dry_run=dry == "1", now=int(now))}

    def reset(self, dry, now, *given):
        return {"count": self.registry.reset(
            words.filter_of(given), dry_run=dry == "1", now=int(now))}

    def prune(self, older, manual, dry, now):
        return vars(self.registry.prune(int(older), include_manual=manual == "1",
                                        dry_run=dry == "1", now=int(now)))

    def take_snapshot(self, realm, host, name, time, now, coverage, low, high, count, rows=()):
        self.snapshot.begin(int(host, 16), int(time), name=words.text(name), realm=int(realm),
                            ephemeral_ports=(int(low), int(high)))
        self.snapshot.add_rows(map(words.row, rows))
        self.snapshot.cover(int(coverage, 16))
        self.registry.ingest(self.snapshot, now=int(now))

    def flows(self, now, received, host, exporter, count, flows=()):
        report = self.registry.ingest_flows(
            list(map(words.flow_of, flows)), now=int(now), received=words.number(received),
            host=int(host, 16), exporter=words.text(exporter))
        return {"report": dict(report.values())}

    def rule(self, *given):
        self.registry.set_rules([words.rule(given)])

    def delete_rule(self, id):
        self.registry.delete_rule(int(id))

    def device(self, realm, scope, address, name, now):
        self.registry.set_device(address, words.text(name), realm=int(realm),
                                 scope=int(scope, 16), now=int(now))

    def hostname(self, realm, host, name, now):
        self.registry.set_host_name(int(host, 16), words.text(name), realm=int(realm),
                                    now=int(now))

    # ---- reading ----

    def dump(self, json_too=None):
        records = list(self.registry.records(EVERYTHING))
        if json_too is None:
            return {"records": [raw.record(each) for each in records]}
        return {"records": [[raw.record(each), json.loads(record_json(each), parse_float=str)]
                            for each in records]}

    def query(self, sort, descending, limit, page, batch, *given):
        wanted, sort, left, page = words.filter_of(given), Sort(int(sort)), int(limit), int(page)
        ids, after = [], None
        while True:
            size = min(left or page, page) or left
            records = list(self.registry.records(wanted, sort=sort, descending=descending == "1",
                                                 limit=size, after=after, page=int(batch)))
            ids += [str(each.id) for each in records]
            if page == 0 or len(records) < size:
                return {"ids": ids}
            left = left and left - len(records)
            if left == 0 and int(limit):
                return {"ids": ids}
            after = position_of(records[-1], sort)

    def walk(self, sort, count):
        if self.walked is None:
            self.walked = self.registry.records(EVERYTHING, sort=Sort(int(sort)), page=int(count))
        try:
            ids = [str(each.id) for _, each in zip(range(int(count)), self.walked)]
        except SvccommError:
            self.walked = None
            raise
        if not ids:
            self.walked = None
        return {"ids": ids}

    def changes(self, since, capacity):
        return {"changes": [raw.change(each) for each in self.registry.changes(int(since))]}

    def counts(self):
        return dict(self.registry.counts().values())

    def listeners(self):
        return {"listeners": [raw.endpoint(each) for each in self.registry.listeners(None)]}

    def hosts(self):
        return {"hosts": [raw.host(each) for each in self.registry.hosts(None)]}

    def addresses(self):
        return {"addresses": [raw.address(each) for each in self.registry.addresses(None)]}
