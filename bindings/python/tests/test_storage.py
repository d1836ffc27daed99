#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Storage as a Python object: every callback, and what it raises."""

import dataclasses
import gc
import traceback
import unittest

import svccomm
from samples import MINUTE, NOW, WEB, registry, snapshot, web_flow
from svccomm import Kind, Kinds, MemoryStorage, Rule, RuleKind
from unittest_tap import main


class Fault(BaseException):
    """Not even an Exception."""


class Failing(MemoryStorage):
    """Raises in the methods that are named, and remembers which were called."""

    def __init__(self, *names):
        super().__init__()
        self.names, self.called = names, []

    def _call(self, name):
        self.called.append(name)
        if name in self.names:
            raise Fault(name)

    def begin(self):
        self._call("begin")
        super().begin()

    def commit(self):
        self._call("commit")

    def rollback(self):
        self._call("rollback")
        super().rollback()

    def put(self, kind, items):
        self._call("put")
        super().put(kind, items)

    def erase(self, kind, keys):
        self._call("erase")
        super().erase(kind, keys)

    def scan(self, kind):
        self._call("scan")
        return super().scan(kind)

    def damaged(self, kind, item, error):
        self._call("damaged")
        return True

    def close(self):
        self._call("close")


class Encoded(svccomm.Storage):
    """Keeps bytes."""

    def __init__(self):
        self.items = {kind: {} for kind in Kind}

    def put(self, kind, items):
        for item in items:
            key = svccomm.encode_key(kind, svccomm.key_of(item))
            self.items[kind][key] = svccomm.encode_item(item)

    def erase(self, kind, keys):
        for key in keys:
            self.items[kind].pop(svccomm.encode_key(kind, key), None)

    def scan(self, kind):
        return (svccomm.decode_item(kind, data) for data in self.items[kind].values())


def everything(storage):
    """A registry of which every kind of items is in the storage."""
    made = registry(storage=storage)
    made.ingest_flows([svccomm.flow("10.0.0.9", port, "10.0.0.6", 20001, NOW)
                       for port in range(40000, 40009)], now=NOW)
    made.set_rules([Rule(1, RuleKind.IGNORE, port_low=1, port_high=2, process="a*")])
    made.set_device("10.0.0.7", "laptop", now=NOW)
    made.edit(WEB.id, client_processes=["curl"], note="n", now=NOW)
    made.delete([svccomm.Key.of("10.0.0.8", "10.0.0.5", 443).id])
    made.flush()
    return made


class Keeping(unittest.TestCase):
    def test_every_kind(self):
        """Items of every kind come back from storages of dataclasses and of bytes as they were"""
        for storage in (MemoryStorage(), Encoded()):
            with everything(storage) as made:
                records, inventory = list(made), list(made.listeners())
                self.assertEqual([kind for kind in Kind if not storage.items[kind]], [])
            with svccomm.Registry(storage=storage) as again:
                self.assertEqual((list(again), list(again.listeners())), (records, inventory))
                self.assertEqual(next(iter(again.rules())).process, "a*")
                again.ingest(snapshot(NOW + MINUTE), now=NOW + MINUTE)
                self.assertEqual(again.find(WEB).netstat.total_samples, 2)
                again.flush()
                self.assertEqual(again.counts().unflushed, 0)

    def test_encoding(self):
        """Every item equals itself after its bytes, its key's bytes lead, a tail is kept"""
        storage = MemoryStorage()
        everything(storage).close()
        for kind, items in storage.items.items():
            for key, item in items.items():
                data = svccomm.encode_item(item)
                self.assertEqual((svccomm.kind_of(item), svccomm.key_of(item)), (kind, key))
                self.assertEqual(svccomm.decode_item(kind, data), item)
                self.assertTrue(data[1:].startswith(svccomm.encode_key(kind, key)))
                self.assertEqual(svccomm.decode_item_and_tail(kind, data + b"later"),
                                 (item, b"later"))
                self.assertEqual(svccomm.encode_item(item, b"later"), data + b"later")
                for end in range(len(data)):
                    with self.assertRaises(svccomm.InputError):
                        svccomm.decode_item(kind, data[:end])
        record = storage.items[Kind.COMMUNICATION][WEB.id]
        self.assertEqual(svccomm.decode_record(svccomm.encode_record(record)), record)
        with self.assertRaises(svccomm.VersionError):
            svccomm.decode_record(b"\xff" + svccomm.encode_record(record)[1:])

    def test_least(self):
        """A storage that keeps only communications and meta is asked for these alone"""
        storage = MemoryStorage()
        storage.kinds = Kinds.LEAST
        everything(storage).close()
        self.assertEqual([kind for kind in Kind if storage.items[kind]],
                         [Kind.META, Kind.COMMUNICATION])
        storage.kinds = Kinds(1)
        with self.assertRaises(svccomm.SvccommError):
            svccomm.Registry(storage=storage)

    def test_states(self):
        """Flushing without a storage, opening twice, and another interval are refused"""
        with svccomm.Registry() as made:
            with self.assertRaises(svccomm.StateError):
                made.flush()
            storage = Failing()
            made.open(storage)
            made.ingest(snapshot(), now=NOW)
            made.flush()
            with self.assertRaises(svccomm.StateError):
                made.open(MemoryStorage())
        self.assertEqual(storage.called.count("close"), 1)
        with self.assertRaises(svccomm.MismatchError):
            svccomm.Registry(svccomm.RegistryConfig(interval=1), storage)
        self.assertEqual(storage.called.count("close"), 2)

    def test_damaged(self):
        """A damaged item is left out where the storage says so, else opening fails"""
        storage = MemoryStorage()
        everything(storage).close()
        kept = storage.items[Kind.COMMUNICATION]
        last = list(kept)[-1]
        bad = kept[last] = dataclasses.replace(kept[last], port=0)
        with self.assertRaises(svccomm.FormatError):
            svccomm.Registry(storage=storage)
        seen = []
        storage.damaged = lambda kind, item, error: seen.append((kind, item, error)) or True
        with svccomm.Registry(storage=storage) as made:
            self.assertEqual(made.counts().records, len(kept) - 1)
            self.assertGreater(made.counts().records, 0)
        (kind, item, error), = seen
        self.assertIs(item, bad)
        self.assertEqual((kind, type(error)), (Kind.COMMUNICATION, svccomm.FormatError))


    def test_left_out(self):
        """An item that cannot be given is left out and stays; of meta that is a FormatError"""
        storage = MemoryStorage()
        everything(storage).close()
        lost = {Kind.COMMUNICATION}
        give = MemoryStorage.scan
        storage.scan = lambda kind: (
            svccomm.LEFT_OUT if kind in lost and svccomm.key_of(item) in (WEB.id, None) else item
            for item in give(storage, kind))
        with svccomm.Registry(storage=storage) as made:
            with self.assertRaises(svccomm.NotFoundError):
                made.find(WEB)
            made.flush()
        self.assertIn(WEB.id, storage.items[Kind.COMMUNICATION])
        lost.add(Kind.META)
        with self.assertRaises(svccomm.FormatError):
            svccomm.Registry(storage=storage)


class Raising(unittest.TestCase):
    def raises(self, name, call):
        """The call raises what the method of that name raised, from where it was raised."""
        try:
            call()
        except Fault as error:
            self.assertEqual(str(error), name)
            self.assertEqual(traceback.extract_tb(error.__traceback__)[-1].name, "_call")
            return
        self.fail("nothing was raised")

    def test_flush(self):
        """What begin, put, erase, commit raise comes out; the next flush writes all of it"""
        for name in ("begin", "put", "erase", "commit"):
            with self.subTest(name):
                storage = Failing()
                with everything(storage) as made:
                    before = {kind: dict(items) for kind, items in storage.items.items()}
                    made.ingest_flows([web_flow(NOW + 1)], now=NOW)
                    made.delete_rule(1)
                    storage.names, storage.called = (name,), []
                    self.raises(name, made.flush)
                    self.assertEqual("rollback" in storage.called, name != "begin")
                    self.assertEqual(storage.items, before)
                    storage.names = ()
                    made.flush()
                    self.assertEqual(storage.items[Kind.RULE], {})
                    self.assertEqual(made.counts().unflushed, 0)

    def test_rollback(self):
        """Where rollback raises too, the first exception comes out"""
        storage = Failing("put", "rollback")
        with registry(storage=storage) as made:
            self.raises("put", made.flush)

    def test_open(self):
        """What scan and damaged raise comes out of opening, and the storage is closed"""
        storage = Failing()
        everything(storage).close()
        kept = storage.items[Kind.COMMUNICATION]
        kept[WEB.id] = dataclasses.replace(kept[WEB.id], port=0)
        for name in ("damaged", "scan"):
            storage.names, storage.called = (name,), []
            with svccomm.Registry() as made:
                self.raises(name, lambda: made.open(storage))
                self.assertEqual(storage.called[-1], "close")
                self.assertEqual(made.counts().records, 0)

    def test_close(self):
        """What close raises comes out of close, once; the registry is closed"""
        storage = Failing("close")
        made = registry(storage=storage)
        self.raises("close", made.close)
        self.assertTrue(made.closed)
        made.close()
        self.assertEqual(storage.called.count("close"), 1)

    def test_scan_in_the_middle(self):
        """An iterator that raises in the middle of a scan raises out of opening"""
        class Half(MemoryStorage):
            def scan(self, kind):
                yield from super().scan(kind)
                raise Fault("half")
        with self.assertRaises(Fault):
            svccomm.Registry(storage=Half())

    def test_reentry(self):
        """A method that uses its registry gets a ReentryError; it may use another registry"""
        class Reentering(MemoryStorage):
            use = None
            def put(self, kind, items):
                self.use()
                super().put(kind, items)
        storage = Reentering()
        with registry(storage=storage) as made, registry() as other:
            for storage.use in (made.flush, made.close, lambda: next(iter(made)),
                                lambda: made.ingest(snapshot(NOW + MINUTE))):
                with self.assertRaises(svccomm.ReentryError):
                    made.flush()
            storage.use = lambda: other.ingest_flows([web_flow(NOW + 1)], now=NOW)
            made.flush()

    def test_collected(self):
        """A registry that is collected closes its storage"""
        storage = Failing()
        registry(storage=storage)
        gc.collect()
        self.assertEqual(storage.called[-1], "close")


if __name__ == "__main__":
    main()
