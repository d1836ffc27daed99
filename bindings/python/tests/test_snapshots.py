#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Snapshots and the netstat statistics, through the binding."""

import unittest

import svccomm
from samples import HOST, MINUTE, NOW, SS, WEB, snapshot
from svccomm import Coverage, Format, Row, RowFlags, State
from unittest_tap import ROOT, main

DATA = ROOT / "tests" / "data"


class Statistics(unittest.TestCase):
    def test_statistics(self):
        """Samples, ports, average and persistence are counted from snapshots (N8, N9, N13)"""
        with svccomm.Registry() as registry:
            for number, text in enumerate((SS, SS[:82], SS[:40])):
                report = registry.ingest(snapshot(NOW + number * MINUTE, text), now=NOW + MINUTE)
                self.assertEqual(report.snapshots, 1)
            found = registry.find(WEB).netstat
        self.assertEqual((found.view, found.total_samples, found.active_samples), (1, 3, 2))
        self.assertEqual((found.total_ports, found.average_connections), (3, 1.5))
        self.assertAlmostEqual(found.persistence, 200 / 3)
        self.assertLess(found.persistence_low, found.persistence)
        self.assertGreater(found.persistence_high, found.persistence)
        self.assertEqual((found.first_found, found.last_found), (NOW, NOW + MINUTE))

    def test_no_value(self):
        """No value is None: the client view that nobody saw, persistence of a manual record"""
        with svccomm.Registry() as registry:
            registry.ingest(snapshot(), now=NOW)
            record = registry.find(WEB)
            self.assertEqual(record.netstat_client, svccomm.Netstat())
            manual = registry.get(registry.add(svccomm.Key.of("10.0.0.8", "10.0.0.5", 443)))
        self.assertIsNone(manual.netstat.persistence)
        self.assertIsNone(manual.first_found)
        self.assertIsNone(record.netflow.total_events)

    def test_refusals(self):
        """A stale snapshot and one of the future are refused by exceptions of their own (N2)"""
        with svccomm.Registry() as registry:
            registry.ingest(snapshot(), now=NOW)
            with self.assertRaises(svccomm.StaleError) as caught:
                registry.ingest(snapshot(), now=NOW)
            self.assertEqual(caught.exception.code, svccomm.ErrorCode.STALE)
            self.assertTrue(caught.exception.message)
            with self.assertRaises(svccomm.FutureError):
                registry.ingest(snapshot(NOW + 60 * MINUTE), now=NOW)
            with svccomm.Snapshot() as empty, self.assertRaises(svccomm.StateError):
                registry.ingest(empty, now=NOW)

    def test_calculators(self):
        """The calculators alone, None where the denominator is 0"""
        self.assertEqual(svccomm.average_connections(3, 2), 1.5)
        self.assertIsNone(svccomm.average_connections(3, 0))
        self.assertEqual(svccomm.persistence(1, 4), 25.0)
        self.assertIsNone(svccomm.persistence(0, 0))
        self.assertIsNone(svccomm.persistence_interval(0, 0))
        low, high = svccomm.persistence_interval(1, 4)
        self.assertTrue(0 < low < 25 < high < 100)


class Collecting(unittest.TestCase):
    def test_rows(self):
        """Rows go in and come out again, in pages"""
        rows = [Row("10.0.0.5", 443, state=State.LISTEN, process="nginx"),
                Row("::", 22, state=State.LISTEN, flags=RowFlags.V6ONLY)]
        rows += [Row("10.0.0.5", 443, "10.0.0.7", 1024 + port) for port in range(600)]
        with svccomm.Snapshot() as taken:
            taken.begin(HOST, NOW)
            report = taken.add_rows(rows)
            taken.cover(Coverage.TCP)
            self.assertEqual((report.taken, report.doubtful, len(taken)), (602, 0, 602))
            self.assertEqual(taken.coverage, Coverage.TCP)
            found = list(taken.rows())
        self.assertEqual([(str(row.local), row.local_port, row.remote_port, row.state, row.process,
                           row.flags) for row in found],
                         [(row.local, row.local_port, row.remote_port, row.state, row.process,
                           row.flags) for row in rows])
        self.assertIsNone(found[0].remote)

    def test_bad_rows(self):
        """Faults of rows are counted; a number that does not fit is a ValueError, not cut"""
        with svccomm.Snapshot() as taken:
            with self.assertRaises(svccomm.StateError):
                taken.add_rows([Row("10.0.0.5", 1)])
            taken.begin(HOST, NOW)
            report = taken.add_rows([
                Row("10.0.0.5", 1, "10.0.0.6", 2, state=99), Row("10.0.0.5", 1, "0.0.0.0", 2),
                Row("10.0.0.5", 1, protocol=1)])
            self.assertEqual((report.taken, report.doubtful, report.unknown_states), (1, 2, 1))
            for wrong in ({"local_port": 70000}, {"local_port": -1}, {"protocol": 256}):
                with self.assertRaisesRegex(ValueError, "is not within"):
                    taken.add_rows([Row(**{"local": "10.0.0.5", "local_port": 1, **wrong})])
            with self.assertRaises(svccomm.RangeError):
                taken.cover(2**32)
            with self.assertRaises(svccomm.ArgumentError):
                taken.cover(2**31)

    def test_text_in_pieces(self):
        """Text is taken cut anywhere, from any buffer, and as a whole from a str"""
        whole = snapshot()
        for kind in (bytes, bytearray, memoryview):
            with svccomm.Snapshot() as taken:
                taken.begin(HOST, NOW)
                taken.text_begin(Format.SS)
                for at in range(0, len(SS), 7):
                    taken.text(kind(SS[at:at + 7]))
                taken.text(b"")
                self.assertEqual(taken.text_end().taken, 3)
                self.assertEqual(list(taken.rows()), list(whole.rows()))
                self.assertEqual(taken.add_text(SS.decode()).taken, 3)

    def test_format_error(self):
        """Text of no known format is a FormatError with its line, and the snapshot stays"""
        with svccomm.Snapshot() as taken:
            taken.begin(HOST, NOW)
            with self.assertRaises(svccomm.FormatError) as caught:
                taken.add_text(b"\nnothing that anybody knows\n")
            self.assertEqual(caught.exception.line, 2)
            self.assertIsInstance(caught.exception, (svccomm.InputError, ValueError))
            self.assertEqual(taken.add_text(SS).taken, 3)

    def test_coverage(self):
        """/proc/net/tcp alone tells all of IPv4 where there is no IPv6 (N1); a mask limits it"""
        proc = (b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when"
                b" retrnsmt   uid  timeout inode\n"
                b"   0: 0500000A:01BB 00000000:0000 0A 00000000:00000000 00:00000000"
                b" 00000000     0        0 1 1 0 100 0 0 10 0\n")
        for options, covers in (({}, False), ({"no_ipv6": True}, True),
                                ({"no_ipv6": True, "coverage_mask": Coverage.UDP}, False)):
            with svccomm.Snapshot() as taken:
                taken.begin(HOST, NOW, **options)
                taken.add_text(proc)
                self.assertEqual(bool(taken.coverage & Coverage.CONNECTIONS_V4), covers)

    def test_every_format(self):
        """Every text format has a name and can be asked for"""
        names = {svccomm.format_name(each) for each in Format}
        self.assertEqual(len(names - {None}), len(Format))
        self.assertIsNone(svccomm.format_name(99))
        with svccomm.Snapshot() as taken:
            taken.begin(HOST, NOW)
            for each in Format:
                taken.text_begin(each)
                with self.assertRaises(svccomm.FormatError):
                    taken.text_end()

    def test_config(self):
        """Caps of the config hold, another name than a member is a TypeError"""
        with svccomm.Snapshot(svccomm.SnapshotConfig(max_rows=1)) as taken:
            taken.begin(HOST, NOW)
            self.assertEqual(taken.add_text(SS).dropped, 2)
        with self.assertRaises(TypeError):
            svccomm.SnapshotConfig(rows=1)


if __name__ == "__main__":
    main()
