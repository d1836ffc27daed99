#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Objects end in any order, by hand or by the collector; misuse is a clean error."""

import functools
import gc
import io
import itertools
import os
import subprocess
import sys
import threading
import unittest
import unittest.mock

import svccomm
from samples import HOST, MINUTE, NOW, SS, WEB, netflow5, registry, snapshot, web_flow
from svccomm import Filter, Transfer
from unittest_tap import main


def family():
    """Objects that refer to each other in C and in Python."""
    made = registry(storage=svccomm.MemoryStorage())
    decoder = svccomm.Decoder()
    flows = decoder.datagram(netflow5(NOW // 10**9))
    cursor, other = made.records(page=1), made.records(sort=svccomm.Sort.REVISION)
    next(cursor)
    return {"registry": made, "snapshot": snapshot(), "decoder": decoder, "flows": flows,
            "cursor": cursor, "other": other}


class Ending(unittest.TestCase):
    def test_closed_in_every_order(self):
        """Registry, cursors, snapshot and decoder are closed in every order, each twice"""
        for order in itertools.permutations(("registry", "snapshot", "decoder", "cursor", "other")):
            members = family()
            for name in order:
                members[name].close()
                members[name].close()

    def test_forgotten_in_every_order(self):
        """References are dropped in every order, with a forced collection after each"""
        for order in itertools.permutations(("registry", "cursor", "decoder", "flows")):
            members = family()
            for name in order:
                del members[name]
                gc.collect()

    def test_kept(self):
        """A list keeps its registry, and flows keep their decoder"""
        self.assertEqual([record.port for record in registry()], [443, 443])
        self.assertEqual(len(list(svccomm.Decoder().datagram(netflow5(NOW // 10**9)))), 1)

    def test_cycles(self):
        """Objects in cycles are collected together"""
        for _ in range(50):
            members = family()
            for member in members.values():
                member.__dict__["members"] = members
        del members, member
        gc.collect()

    def test_collected_cursors_are_freed(self):
        """Cursors that are dropped are freed by the next call of their registry"""
        with registry() as made:
            made.counts()
            before = made.counts().memory
            for _ in range(200):
                made.records(sort=svccomm.Sort.REVISION)
            self.assertEqual(len(made._handle._cursors), 1)
            made.counts()
            self.assertEqual(len(made._handle._cursors), 0)
            self.assertLessEqual(made.counts().memory, before)

    def test_at_exit(self):
        """What is open when the interpreter ends is freed, with no word and no crash"""
        program = ("import sys; sys.path.insert(0, %r)\nimport test_lifetime\n"
                   "members = test_lifetime.family()\nagain = members.copy()\n"
                   % os.path.dirname(os.path.abspath(__file__)))
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


class Seeds(unittest.TestCase):
    def test_random(self):
        """Every handle is made with 128 random bits, whatever its config says (A7)"""
        seen = []

        def spy(new, out, config):
            seen.append(bytes(config._obj.seed))
            return new(out, config)
        for kind, config, name in (
                (svccomm.Registry, svccomm.RegistryConfig(), "svccomm_registry_new"),
                (svccomm.Snapshot, svccomm.SnapshotConfig(), "svccomm_snapshot_new"),
                (svccomm.Decoder, svccomm.DecoderConfig(), "svccomm_decoder_new")):
            real = functools.partial(spy, getattr(svccomm._abi.lib, name))
            with unittest.mock.patch.object(svccomm._abi.lib, name, real):
                kind().close()
                kind(config).close()
            self.assertEqual(bytes(config.seed), bytes(16))
        self.assertEqual(len(set(seen)), 6)
        self.assertNotIn(bytes(16), seen)


class Misuse(unittest.TestCase):
    def test_closed_registry(self):
        """Every method of a closed registry raises ClosedError"""
        made = registry()
        cursor = made.records(page=1)
        made.close()
        taken, out = snapshot(), io.BytesIO()
        calls = (
            lambda: made.open(svccomm.MemoryStorage()), made.flush, made.counts,
            lambda: made.ingest(taken), lambda: made.ingest_flows([web_flow(NOW)]),
            lambda: made.get(WEB.id), lambda: made.find(WEB), made.records, lambda: next(cursor),
            lambda: list(made), lambda: list(made.changes(0)), lambda: list(made.listeners()),
            lambda: list(made.hosts()), lambda: list(made.addresses()), lambda: list(made.rules()),
            lambda: made.export(out, Transfer.CSV), lambda: made.import_(out),
            lambda: made.dump(out), lambda: made.restore(out), lambda: made.add(WEB),
            lambda: made.edit(WEB.id), lambda: made.delete([]),
            lambda: made.delete_matching(Filter()), lambda: made.reset(Filter()),
            lambda: made.prune(0), lambda: made.set_rules([]), lambda: made.delete_rule(1),
            lambda: made.set_host_name(1, "x"), lambda: made.set_device("10.0.0.1", "x"))
        for call in calls:
            with self.assertRaises(svccomm.ClosedError):
                call()
        cursor.close()

    def test_closed_others(self):
        """Closed snapshots, decoders and cursors raise ClosedError, and so do their flows"""
        members = family()
        for name in ("snapshot", "decoder", "cursor"):
            members[name].close()
        taken, decoder = members["snapshot"], members["decoder"]
        for call in (
                lambda: taken.begin(HOST, NOW), lambda: taken.add_rows([]), lambda: taken.cover(0),
                lambda: taken.coverage, lambda: len(taken), lambda: list(taken.rows()),
                lambda: taken.add_text(SS), lambda: taken.text(SS), taken.text_end,
                lambda: members["registry"].ingest(taken), lambda: decoder.datagram(b""),
                lambda: decoder.map_realms([]), lambda: list(decoder.exporters()),
                lambda: decoder.memory, lambda: decoder.save(io.BytesIO()),
                lambda: decoder.load(io.BytesIO()), decoder.vpc_begin, lambda: decoder.vpc(b""),
                decoder.vpc_end, members["flows"].copy, lambda: next(members["cursor"]),
                lambda: members["registry"].ingest_flows(members["flows"])):
            with self.assertRaises(svccomm.ClosedError):
                call()

    def test_changes_while_iterating(self):
        """A registry may be changed while its lists are read"""
        with registry() as made:
            for record in made.records(page=1):
                made.delete([record.id])
            self.assertEqual(made.counts().records, 0)

    def test_second_thread(self):
        """A second thread gets a ReentryError while a call runs, and may go on after it"""
        with registry() as made:
            inside, tried = threading.Event(), threading.Event()

            def write(data):
                inside.set()
                tried.wait(10)
            thread = threading.Thread(target=lambda: made.export(write, Transfer.CSV))
            thread.start()
            inside.wait(10)
            for call in (made.counts, made.close, lambda: next(iter(made))):
                with self.assertRaises(svccomm.ReentryError):
                    call()
            tried.set()
            thread.join()
            self.assertEqual(made.counts().records, 2)

    def test_parallel(self):
        """Different registries are used by different threads at once"""
        results = []

        def work():
            with svccomm.Registry() as made:
                for minute in range(50):
                    made.ingest(snapshot(NOW + minute * MINUTE), now=NOW + minute * MINUTE)
                results.append(made.find(WEB).netstat.total_samples)
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [50] * 4)


if __name__ == "__main__":
    main()
