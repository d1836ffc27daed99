#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Records through the binding: listed, filtered, sorted, added, edited, deleted, pruned."""

import ipaddress
import unittest
import uuid
from datetime import datetime, timezone

import svccomm
from samples import HOST, MINUTE, NOW, WEB, registry, snapshot, web_flow
from svccomm import Evidence, Filter, Key, Origin, Rule, RuleKind, Sort, Status, Statuses
from unittest_tap import main

DAY = 1440 * MINUTE


def clients(records):
    return [str(record.client_ip) for record in records]


class Listing(unittest.TestCase):
    def setUp(self):
        self.registry = registry()
        self.addCleanup(self.registry.close)

    def test_record(self):
        """A record has the names of the exports, with Python's types"""
        record = self.registry.find(WEB)
        self.assertEqual(record, self.registry.get(str(WEB.id)))
        self.assertEqual(record.id, uuid.UUID("2081a6aa-74e4-5d0a-a3bc-96369808ee33"))
        self.assertEqual(record.client_ip, ipaddress.ip_address("10.0.0.7"))
        self.assertEqual((record.port, record.protocol, record.scope), (443, 6, 0))
        self.assertEqual(record.origin, Origin.NETSTAT | Origin.NETFLOW)
        self.assertEqual((record.evidence, record.status), (Evidence.LISTEN, Status.NORMAL))
        self.assertEqual((record.listener_device, record.listener_device_explicit), ("web1", None))
        self.assertEqual(record.key, WEB)
        with self.assertRaises(AttributeError):
            record.port = 80
        with self.assertRaises(LookupError):
            self.registry.get(uuid.UUID(int=0))

    def test_filters(self):
        """Each filter is asked for by a keyword"""
        for wanted, expected in (
                ({}, ["10.0.0.7", "10.0.0.8"]), ({"client": "10.0.0.7"}, ["10.0.0.7"]),
                ({"client": ipaddress.ip_network("10.0.0.8/31")}, ["10.0.0.8"]),
                ({"listener": "10.0.0.0/8"}, ["10.0.0.7", "10.0.0.8"]), ({"port": 80}, []),
                ({"port": (1, 443)}, ["10.0.0.7", "10.0.0.8"]), ({"protocol": "udp"}, []),
                ({"device": "WEB1"}, ["10.0.0.7", "10.0.0.8"]), ({"process": "curl"}, []),
                ({"origin": Origin.MANUAL}, ["10.0.0.8"]), ({"since": NOW}, ["10.0.0.7"]),
                ({"since": datetime(2026, 1, 2, tzinfo=timezone.utc)}, []),
                ({"min_persistence": 100}, ["10.0.0.7"]), ({"realm": 1}, []),
                ({"changed_since": 0, "all_realms": True}, ["10.0.0.7", "10.0.0.8"]),
                ({"statuses": Statuses.HIDDEN}, [])):
            with self.subTest(wanted):
                self.assertEqual(clients(self.registry.records(Filter(**wanted))), expected)
        with self.assertRaises(ValueError):
            self.registry.records(Filter(protocol="nobody's"))

    def test_order_and_pages(self):
        """Lists are sorted, limited, read in pages and continued after a position"""
        self.assertEqual(clients(self.registry), ["10.0.0.7", "10.0.0.8"])
        down = self.registry.records(sort=Sort.REVISION, descending=True, page=1)
        self.assertEqual(clients(down), ["10.0.0.8", "10.0.0.7"])
        for sort in Sort:
            with self.registry.records(sort=sort, limit=1) as first:
                one, = first
            after = svccomm.position_of(one, sort)
            two, = self.registry.records(sort=sort, after=after)
            self.assertNotEqual(one.id, two.id)

    def test_inventory(self):
        """Listeners, hosts and addresses are what snapshots told"""
        listener, = self.registry.listeners()
        self.assertEqual((str(listener.key.address), listener.key.port, listener.samples,
                          listener.records, listener.device), ("10.0.0.5", 443, 1, 2, "web1"))
        host, = self.registry.hosts()
        self.assertEqual((host.key.host, host.name, host.snapshots), (HOST, "web1", 1))
        self.assertEqual(host.complete[4, svccomm.Protocol.TCP].snapshots, 1)
        self.assertIn("10.0.0.5", [str(each.key.address) for each in self.registry.addresses()])
        self.assertEqual(list(self.registry.hosts(realm=1)), [])
        self.assertEqual(len(list(self.registry.hosts(realm=None))), 1)

    def test_many(self):
        """A long list and long inventories come whole, in key order, over many pages"""
        with svccomm.Registry() as many:
            for number in range(700):
                many.add(Key.of("10.0.0.7", "10.1.%d.%d" % divmod(number, 250), 80), now=NOW)
            keys = [record.key for record in many]
            self.assertEqual((len(keys), keys), (700, sorted(keys)))
            self.assertEqual(len(list(many.changes(0))), 700)
            self.assertEqual(len(list(many.listeners())), 700)


class Changing(unittest.TestCase):
    def setUp(self):
        self.registry = registry()
        self.addCleanup(self.registry.close)

    def test_add(self):
        """A manual record is added with all that a person says, once"""
        key = Key.of("::ffff:10.0.0.9", "10.0.0.5", 22, "tcp")
        id = self.registry.add(key, client_device="laptop", listener_device="db",
                               note="N\xfcrnberg", client_processes=["ssh", "scp"],
                               listener_process="sshd", now=NOW)
        record = self.registry.get(id)
        self.assertEqual((record.id, str(record.client_ip)), (key.id, "10.0.0.9"))
        self.assertEqual((record.client_device_explicit, record.note), ("laptop", "N\xfcrnberg"))
        self.assertEqual([each.name for each in record.client_processes], ["ssh", "scp"])
        self.assertEqual((record.listener_process, record.created), ("sshd", NOW))
        with self.assertRaises(svccomm.ExistsError):
            self.registry.add(key)
        with self.assertRaises(svccomm.ArgumentError):
            self.registry.add(Key.of("224.0.0.1", "10.0.0.5", 22))
        with self.assertRaises(svccomm.RangeError):
            self.registry.add(Key.of("10.0.0.1", "10.0.0.5", 22), note="x" * 256)
        with self.assertRaises(ValueError):
            self.registry.add(Key.of("10.0.0.1", "10.0.0.5", 22), note="a\0b")

    def test_edit(self):
        """Only what is given changes, None takes a name away, bytes that are no text survive"""
        self.registry.edit(WEB.id, client_device="c1", note="\udc80", client_processes=["a"])
        self.registry.edit(WEB.id, client_device=None, status=Status.HIDDEN)
        record = self.registry.find(WEB)
        self.assertEqual((record.client_device, record.note, record.status),
                         (None, "\udc80", Status.HIDDEN))
        self.assertEqual(clients(self.registry), ["10.0.0.8"])
        self.registry.edit(WEB.id, client_processes=[])
        self.assertEqual(self.registry.find(WEB).client_processes, ())

    def test_rekey(self):
        """A new key gives a new id; a collision is an error unless a merge is asked for (K9)"""
        other = Key.of("10.0.0.8", "10.0.0.5", 443)
        with self.assertRaises(svccomm.ExistsError):
            self.registry.edit(WEB.id, key=other)
        self.assertEqual(self.registry.edit(WEB.id, key=other, merge=True), other.id)
        with self.assertRaises(svccomm.NotFoundError):
            self.registry.find(WEB)
        ended = [each for each in self.registry.changes(0) if each.id == WEB.id]
        self.assertEqual([(each.cause, each.successor) for each in ended],
                         [(svccomm.Cause.REKEYED, other.id)])

    def test_delete(self):
        """Records are deleted by id, all or none, and in bulk by a filter, after a dry run"""
        with self.assertRaises(svccomm.NotFoundError) as caught:
            self.registry.delete([WEB.id, uuid.UUID(int=0)])
        self.assertEqual(caught.exception.offset, 1)
        self.assertEqual(self.registry.counts().records, 2)
        self.registry.delete([str(WEB.id)])
        self.assertEqual(self.registry.delete_matching(Filter(port=443), dry_run=True), 1)
        self.assertEqual(self.registry.delete_matching(Filter(port=443)), 1)
        self.assertEqual(self.registry.counts().records, 0)
        self.assertEqual({each.cause for each in self.registry.changes(0)},
                         {svccomm.Cause.DELETED})

    def test_reset_and_prune(self):
        """Counting starts anew; old records go by age, manual ones only when asked (K12)"""
        self.assertEqual(self.registry.reset(Filter(client="10.0.0.7"), now=NOW), 1)
        self.assertIsNone(self.registry.find(WEB).netstat.persistence)
        later = NOW + 9 * DAY
        self.assertEqual(self.registry.prune(later, dry_run=True, now=later).records, 1)
        self.assertEqual(self.registry.prune(later, now=later).records, 1)
        self.assertEqual(self.registry.prune(later, include_manual=True, now=later).records, 1)
        with self.assertRaises(svccomm.RangeError):
            self.registry.prune(2**62)

    def test_rules(self):
        """Rules are set, listed with their hits, and deleted; a bad one tells its index"""
        ignore = Rule(1, RuleKind.IGNORE, listener=ipaddress.ip_network("10.0.0.5/32"),
                      port_low=443, port_high=443)
        group = Rule(2, RuleKind.GROUP, client=ipaddress.ip_network("192.0.2.0/24"),
                     group=ipaddress.ip_address("192.0.2.0"), process=None)
        self.registry.set_rules([ignore, group])
        report = self.registry.ingest_flows([web_flow(NOW + 1)], now=NOW)
        self.assertEqual(report.ignored, 1)
        rules = list(self.registry.rules())
        self.assertEqual([each.hits for each in rules], [1, 0])
        self.assertEqual((rules[0].listener, rules[1].group), (ignore.listener, group.group))
        self.assertIsNone(rules[0].client)
        with self.assertRaises(svccomm.ArgumentError) as caught:
            self.registry.set_rules([ignore, Rule(0, RuleKind.IGNORE)])
        self.assertEqual(caught.exception.offset, 1)
        self.registry.delete_rule(1)
        with self.assertRaises(svccomm.NotFoundError):
            self.registry.delete_rule(1)

    def test_names(self):
        """Hosts and addresses are named, and the names taken away again (K7)"""
        self.registry.set_device("10.0.0.7", "laptop", now=NOW)
        self.registry.set_host_name(HOST, "web2", now=NOW)
        record = self.registry.find(WEB)
        self.assertEqual((record.client_device, record.listener_device), ("laptop", "web2"))
        self.registry.set_device("10.0.0.7", None, now=NOW)
        self.assertIsNone(self.registry.find(WEB).client_device)
        with self.assertRaises(svccomm.ArgumentError):
            self.registry.set_device("127.0.0.1", "x")

    def test_changes(self):
        """Changes since a revision are told; of one that is too old they are not (K10)"""
        revision = self.registry.counts().revision
        self.assertEqual(list(self.registry.changes(revision)), [])
        self.registry.edit(WEB.id, note="n", now=NOW)
        change, = self.registry.changes(revision)
        self.assertEqual((change.id, change.cause), (WEB.id, svccomm.Cause.UPDATED))
        with svccomm.Registry(svccomm.RegistryConfig(max_tombstones=1)) as small:
            for port in (1, 2, 3):
                small.delete([small.add(Key.of("10.0.0.7", "10.0.0.5", port))])
            with self.assertRaises(svccomm.TooOldError):
                list(small.changes(0))

    def test_caps(self):
        """At a cap new records are refused and counted, or the lowest revision goes (A7)"""
        for policy, records in ((svccomm.CapPolicy.REFUSE, [443]), (svccomm.CapPolicy.EVICT, [80])):
            config = svccomm.RegistryConfig(max_records=1, cap_policy=policy)
            with svccomm.Registry(config) as small:
                for port in (443, 80):
                    small.ingest_flows([svccomm.flow("10.0.0.7", 50001, "10.0.0.5", port, NOW)],
                                       now=NOW)
                self.assertEqual([record.port for record in small], records)
        with svccomm.Registry(svccomm.RegistryConfig(max_records=1)) as small:
            small.ingest(snapshot(), now=NOW)
            with self.assertRaises(svccomm.FullError):
                small.add(Key.of("10.0.0.7", "10.0.0.5", 1))


class Values(unittest.TestCase):
    def test_times(self):
        """Times are int nanoseconds or aware datetimes; naive ones and floats are refused"""
        moment = datetime(2026, 1, 1, 0, 0, 0, 5, tzinfo=timezone.utc)
        self.assertEqual(svccomm.to_datetime(NOW + 5999), moment)
        with svccomm.Registry() as made:
            id = made.add(WEB, now=moment)
            self.assertEqual(made.get(id).created, NOW + 5000)
            with self.assertRaisesRegex(ValueError, "naive"):
                made.edit(id, now=datetime(2026, 1, 1))
            with self.assertRaises(TypeError):
                made.edit(id, now=1.5)
            for beyond in (2**62, 2**64, datetime(9999, 1, 1, tzinfo=timezone.utc)):
                with self.assertRaises(svccomm.RangeError):
                    made.edit(id, now=beyond)
            with self.assertRaises(svccomm.RangeError):
                made.set_host_name(2**64, "x")

    def test_addresses(self):
        """Addresses, prefixes and ids are read and written as the library does"""
        self.assertEqual(svccomm.address_text("2001:DB8:0::1"), "2001:db8::1")
        self.assertEqual(svccomm.address_text(bytes(10) + b"\xff\xff\x0a\0\0\1"), "10.0.0.1")
        self.assertEqual(svccomm.prefix_text("10.0.0.0/8"), "10.0.0.0/8")
        self.assertTrue(svccomm.prefix_contains("10.0.0.0/8", "::ffff:10.1.2.3"))
        self.assertFalse(svccomm.prefix_contains("2001:db8::/32", "10.1.2.3"))
        self.assertEqual(svccomm.id_text(str(WEB.id).upper()), str(WEB.id))
        for wrong in ("10.0.0", "no address"):
            with self.assertRaises(svccomm.FormatError):
                Key.of(wrong, "10.0.0.5", 1)
        with self.assertRaises(svccomm.FormatError):
            svccomm.id_text("none")
        with self.assertRaises(TypeError):
            svccomm.address_text(7)

    def test_errors(self):
        """Every code has a class, below one for its block, with the library's text"""
        for code in svccomm.ErrorCode:
            error = svccomm.errors.error_of(code)
            self.assertEqual(error.code, code)
            self.assertIsNot(type(error), svccomm.SvccommError)
            self.assertNotEqual(str(error), "unknown error")
        later = svccomm.errors.error_of(-39)
        self.assertIs(type(later), svccomm.HandleError)
        self.assertIs(type(svccomm.errors.error_of(-99)), svccomm.SvccommError)


if __name__ == "__main__":
    main()
