#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Flows, the decoder and the flow statistics, through the binding."""

import ctypes
import io
import mmap
import tempfile
import unittest
from datetime import datetime, timedelta, timezone

import svccomm
from samples import MINUTE, NOW, WEB, ipfix, netflow5, web_flow
from unittest_tap import main

try:
    import numpy
except ImportError:
    numpy = None

SECOND = 10**9
F6 = [75, 105, 130, 165, 230, 235]  # seconds after 12:00 of design F6


class Statistics(unittest.TestCase):
    def test_worked_example(self):
        """The worked example of the design (F6), in a registry and by the span state alone"""
        with svccomm.Registry() as registry:
            report = registry.ingest_flows([web_flow(NOW + at * SECOND) for at in F6], now=NOW)
            found = registry.find(WEB).netflow
        self.assertEqual((report.flows, report.events, report.records_new), (6, 6, 1))
        self.assertEqual((found.total_events, found.active_samples), (6, 3))
        self.assertEqual((found.active_span, found.gap_span), (95 * SECOND, 65 * SECOND))
        self.assertEqual((found.forward_bytes, found.forward_packets), (9000, 18))
        self.assertEqual((found.sampled, found.approximate), (False, False))
        spans = svccomm.Spans(timedelta(minutes=1))
        for at in F6:
            time = datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=at)
            self.assertFalse(spans.add(time, time))
        self.assertEqual((spans.active, spans.gap, spans.samples),
                         (found.active_span, found.gap_span, 3))
        self.assertEqual(spans, found.spans)

    def test_spans_merge(self):
        """Spans merge; another interval is a MismatchError, a wrong K a RangeError"""
        one, two = svccomm.Spans(), svccomm.Spans()
        self.assertIsNone(one.first)
        one.add(0, 5)
        two.add(200 * SECOND, 201 * SECOND)
        one.merge(two)
        self.assertEqual((one.first, one.last, one.active), (0, 201 * SECOND, SECOND + 5))
        points = svccomm.Spans(points=True)
        points.add(0, 5)
        self.assertEqual((points.first, points.active), (5, 0))
        for other in (svccomm.Spans(interval=1), points):
            with self.assertRaises(svccomm.MismatchError):
                one.merge(other)
        with self.assertRaises(svccomm.RangeError):
            svccomm.Spans(keep=17)

    def test_drops(self):
        """What is not recorded is counted: a portless protocol, port 0, the future, no scope"""
        with svccomm.Registry() as registry:
            report = registry.ingest_flows([
                web_flow(NOW, protocol=1), svccomm.flow("10.0.0.7", 0, "10.0.0.5", 443, NOW),
                web_flow(NOW + 60 * MINUTE), svccomm.flow("::1", 5000, "::1", 80, NOW),
            ], now=NOW, received=NOW)
        self.assertEqual((report.dropped_protocol, report.dropped_port, report.dropped_future,
                          report.dropped_scope), (1, 1, 1, 1))


class Batches(unittest.TestCase):
    def setUp(self):
        self.array = (svccomm.Flow * 3)(*(web_flow(NOW + at) for at in range(3)))

    def events(self, flows):
        with svccomm.Registry() as registry:
            return registry.ingest_flows(flows, now=NOW).events

    def test_buffers(self):
        """Any buffer of flows is a batch: array, bytes, bytearray, memoryview, mmap, list"""
        raw = bytes(self.array)
        for flows in (self.array, raw, bytearray(raw), memoryview(raw), list(self.array)):
            self.assertEqual(self.events(flows), 3)
        self.assertEqual(self.events(memoryview(raw)[svccomm.FLOW_SIZE:]), 2)
        self.assertEqual(self.events(b""), 0)
        with tempfile.TemporaryFile() as file:
            file.write(raw)
            file.flush()
            with mmap.mmap(file.fileno(), len(raw), access=mmap.ACCESS_READ) as mapped:
                self.assertEqual(self.events(mapped), 3)

    def test_not_a_batch(self):
        """Half a flow, elements of another size, gaps and what is no buffer are refused"""
        raw = bytes(self.array)
        with self.assertRaisesRegex(ValueError, "a flow has %d bytes" % svccomm.FLOW_SIZE):
            self.events(raw[:-1])
        with self.assertRaises(ValueError):
            self.events((ctypes.c_uint64 * svccomm.FLOW_SIZE)())
        with self.assertRaises(BufferError):
            self.events(memoryview(raw)[::2])
        with self.assertRaises(TypeError):
            self.events(7)

    def test_not_copied(self):
        """A buffer that is written between calls is read as it is then, and let go after each"""
        flows = bytearray(self.array)
        with svccomm.Registry() as registry:
            registry.ingest_flows(flows, now=NOW)
            svccomm.Flow.from_buffer(flows).destination_port = 80
            registry.ingest_flows(flows, now=NOW)
            self.assertEqual([record.port for record in registry], [80, 443])
        flows.append(0)  # a buffer that is held cannot grow

    @unittest.skipIf(numpy is None, "numpy is missing (Debian: python3-numpy)")
    def test_numpy(self):
        """FLOW_DTYPE is the flow's layout, and numpy arrays of it are batches"""
        dtype = svccomm.FLOW_DTYPE
        self.assertEqual(dtype.itemsize, svccomm.FLOW_SIZE)
        for name, _ in svccomm.Flow._fields_:
            self.assertEqual(dtype.fields[name][1], getattr(svccomm.Flow, name).offset)
        flows = numpy.frombuffer(bytes(self.array), dtype)
        self.assertEqual(list(flows["end"]), [NOW, NOW + 1, NOW + 2])
        self.assertEqual(self.events(flows), 3)  # read-only
        self.assertEqual(self.events(flows[1:].copy()), 2)
        with self.assertRaises(ValueError):  # which numpy raises where others raise BufferError
            self.events(flows[::2])


class Decoding(unittest.TestCase):
    def test_datagram(self):
        """A NetFlow v5 datagram becomes flows, which a registry takes without a copy"""
        with svccomm.Decoder() as decoder, svccomm.Registry() as registry:
            for data in (netflow5(NOW // SECOND, 2), memoryview(netflow5(NOW // SECOND, 2))):
                flows = decoder.datagram(data, "192.0.2.1", received=NOW)
                self.assertEqual((len(flows), flows[0].destination_port), (2, 443))
                report = registry.ingest_flows(flows, now=NOW, received=NOW, exporter="192.0.2.1")
                self.assertEqual(report.events, 2)
            self.assertEqual(registry.find(WEB).netflow.total_events, 4)
            self.assertEqual((decoder.report.datagrams, decoder.report.flows), (2, 4))
            exporter, = decoder.exporters()
            self.assertEqual((str(exporter.address), exporter.version, exporter.flows),
                             ("192.0.2.1", 5, 4))
            self.assertGreater(decoder.memory, 0)

    def test_flows_live_until_the_next_call(self):
        """Flows of a decoder that was used since are a StateError; a copy stays"""
        with svccomm.Decoder() as decoder, svccomm.Registry() as registry:
            flows = decoder.datagram(netflow5(NOW // SECOND))
            kept = flows.copy()
            decoder.datagram(b"")
            for use in (flows.copy, lambda: flows[0], lambda: registry.ingest_flows(flows)):
                with self.assertRaises(svccomm.StateError):
                    use()
            self.assertEqual(registry.ingest_flows(kept, now=NOW).events, 1)

    def test_receive_time(self):
        """The receive time of a datagram counts for its exporter, else the time in its header"""
        with svccomm.Decoder() as decoder:
            for received, last_seen in ((NOW + 5, NOW + 5), (None, NOW + SECOND)):
                decoder.datagram(netflow5(NOW // SECOND + 1), "192.0.2.1", received=received)
                exporter, = decoder.exporters()
                self.assertEqual(exporter.last_seen, last_seen)

    def test_realms(self):
        """A VLAN that was mapped is a realm, another one is realm 0"""
        with svccomm.Decoder() as decoder:
            decoder.map_realms([(svccomm.RealmBy.VLAN, 7, 3)])
            for vlan, realm in ((7, 3), (3, 0)):
                flow, = decoder.datagram(ipfix(NOW // SECOND, vlan))
                self.assertEqual((flow.realm, flow.destination_port), (realm, 443))

    def test_hostile(self):
        """Damaged datagrams are counted, one that is too long is a RangeError"""
        with svccomm.Decoder() as decoder:
            self.assertEqual(len(decoder.datagram(b"\0\x09" + b"\xff" * 100)), 0)
            self.assertEqual(len(decoder.datagram(b"")), 0)
            self.assertEqual(decoder.report.datagrams, 2)
            with self.assertRaises(svccomm.RangeError):
                decoder.datagram(bytes(65536))

    def test_save_and_load(self):
        """Templates are saved and loaded; a decoder that is not empty refuses"""
        saved = io.BytesIO()
        with svccomm.Decoder() as decoder:
            decoder.datagram(netflow5(NOW // SECOND), "192.0.2.1")
            decoder.save(saved)
            saved.seek(0)
            with self.assertRaises(svccomm.StateError):
                decoder.load(saved)
        saved.seek(0)
        with svccomm.Decoder() as decoder:
            decoder.load(saved.read)
            self.assertEqual([each.version for each in decoder.exporters()], [5])
        with svccomm.Decoder() as decoder, self.assertRaises(svccomm.InputError):
            decoder.load(io.BytesIO(b"nothing of ours"))

    def test_vpc(self):
        """VPC flow logs become flows, cut anywhere; other text is a FormatError"""
        line = (b"2 1 eni-1 10.0.0.7 10.0.0.5 50001 443 6 3 1500 1767225540 1767225600 ACCEPT OK\n")
        with svccomm.Decoder() as decoder, svccomm.Registry() as registry:
            decoder.vpc_begin()
            for part in (line[:20], line[20:] + line):
                registry.ingest_flows(decoder.vpc(part), now=NOW)
            decoder.vpc_end()
            self.assertEqual(registry.find(WEB).netflow.total_events, 2)
            self.assertEqual((decoder.vpc_report.lines, decoder.vpc_report.flows), (2, 2))
            decoder.vpc_begin()
            with self.assertRaises(svccomm.FormatError) as caught:
                decoder.vpc(b"nothing that anybody knows\n")
            self.assertEqual(caught.exception.line, 1)
            with self.assertRaises(svccomm.StateError):
                decoder.vpc(line)


if __name__ == "__main__":
    main()
