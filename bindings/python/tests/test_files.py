#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Exports, imports and dumps through the binding, by file objects and callables."""

import csv
import dataclasses
import io
import json
import tempfile
import traceback
import unittest

import svccomm
from samples import NOW, WEB, registry
from svccomm import Filter, Transfer
from unittest_tap import main


class Fault(Exception):
    pass


def fail(*arguments):
    raise Fault("on purpose")


def exported(which, format, *arguments, **options):
    out = io.BytesIO()
    which.export(out, format, *arguments, **options)
    return out.getvalue()


class Exports(unittest.TestCase):
    def setUp(self):
        self.registry = registry()
        self.addCleanup(self.registry.close)

    def test_round_trip(self):
        """What is exported and imported exports the same again, in every format"""
        for format in (Transfer.CSV, Transfer.JSON, Transfer.NDJSON):
            first = exported(self.registry, format)
            for how in (format, Transfer.DETECT):
                with svccomm.Registry() as other:
                    report = other.import_(io.BytesIO(first), how, now=NOW)
                    self.assertEqual((report.records, report.created), (2, 2))
                    self.assertEqual(exported(other, format), first)

    def test_names(self):
        """The JSON has the names of Record and its parts, in the same order"""
        text = exported(self.registry, Transfer.JSON)
        for object, record in zip(json.loads(text), self.registry):
            self.assertEqual(object, json.loads(svccomm.record_json(record)))
            fields = [field.name for field in dataclasses.fields(record)]
            self.assertEqual(list(object), fields[:len(object)])
            for part in ("netstat", "netstat_client", "netstat_listener", "netflow"):
                names = [field.name for field in dataclasses.fields(getattr(record, part))]
                self.assertEqual(list(object[part]), names[:len(object[part])])
            self.assertEqual(object["netstat"]["total_ports"], record.netstat.total_ports)
        header = next(csv.reader(io.StringIO(exported(self.registry, Transfer.CSV).decode())))
        self.assertIn("netflow.active_span", header)

    def test_selection(self):
        """An export takes filters, order and limit"""
        lines = exported(self.registry, Transfer.NDJSON, Filter(client="10.0.0.7")).splitlines()
        self.assertEqual([json.loads(line)["client_ip"] for line in lines], ["10.0.0.7"])
        lines = exported(self.registry, Transfer.NDJSON, sort=svccomm.Sort.REVISION,
                         descending=True, limit=1).splitlines()
        self.assertEqual([json.loads(line)["client_ip"] for line in lines], ["10.0.0.8"])

    def test_files(self):
        """Files, buffered or raw, and callables are written and read; a text file is not"""
        for buffering in (0, -1):
            with tempfile.TemporaryFile(buffering=buffering) as file:
                self.registry.export(file, Transfer.CSV)
                file.seek(0)
                with svccomm.Registry() as other:
                    self.assertEqual(other.import_(file, now=NOW).created, 2)
        parts = []
        self.registry.export(parts.append, Transfer.CSV)
        self.assertEqual(b"".join(parts), exported(self.registry, Transfer.CSV))
        with svccomm.Registry() as other:
            other.import_(lambda size: parts.pop(0) if parts else b"", now=NOW)
            self.assertEqual(other.counts().records, 2)
        with self.assertRaises(TypeError):
            self.registry.export(io.StringIO(), Transfer.CSV)

    def test_short_writes(self):
        """A file that takes a few bytes at a time is given the rest"""
        class Short(io.BytesIO):
            def write(self, data):
                return super().write(data[:7])
        short = Short()
        self.registry.export(short, Transfer.JSON)
        self.assertEqual(short.getvalue(), exported(self.registry, Transfer.JSON))

    def test_exceptions(self):
        """What a target or source raises comes out as it is, and nothing is changed"""
        for call in (lambda: self.registry.export(fail, Transfer.CSV),
                     lambda: self.registry.import_(fail),
                     lambda: self.registry.dump(fail)):
            try:
                call()
                self.fail("nothing was raised")
            except Fault as error:
                trace = traceback.extract_tb(error.__traceback__)
                self.assertEqual((str(error), trace[-1].name), ("on purpose", "fail"))
        with self.assertRaises(ValueError):
            self.registry.import_(lambda size: bytes(size + 1))
        self.assertEqual(self.registry.counts().records, 2)

    def test_reentry(self):
        """A target that uses the registry gets a ReentryError, which comes out of the export"""
        def write(data):
            self.registry.delete([WEB.id])
        with self.assertRaises(svccomm.ReentryError):
            self.registry.export(write, Transfer.CSV)
        with self.assertRaises(svccomm.ReentryError):
            self.registry.export(lambda data: self.registry.close(), Transfer.CSV)
        self.assertEqual(self.registry.counts().records, 2)

    def test_damaged(self):
        """A damaged import is a FormatError with line and offset; a cut one a TruncatedError"""
        with svccomm.Registry() as other:
            with self.assertRaises(svccomm.FormatError) as caught:
                other.import_(io.BytesIO(b'{"client_ip": "10.0.0.7"}\nx\n'), Transfer.NDJSON)
            self.assertTrue(caught.exception.line)
            with self.assertRaises(svccomm.TruncatedError):
                other.import_(io.BytesIO(exported(self.registry, Transfer.JSON)[:-10]))


class Dumps(unittest.TestCase):
    def test_dump(self):
        """A dump restores all that a registry knows; a cut or damaged one restores nothing"""
        out = io.BytesIO()
        with registry() as made:
            made.dump(out)
            records = list(made)
            with self.assertRaises(svccomm.StateError):
                made.restore(io.BytesIO(out.getvalue()))
        with svccomm.Registry() as other:
            for data, error in ((b"nothing of ours", svccomm.FormatError),
                                (out.getvalue()[:-1], svccomm.TruncatedError)):
                with self.assertRaises(error):
                    other.restore(io.BytesIO(data))
                self.assertEqual(other.counts().records, 0)
            out.seek(0)
            other.restore(out)
            self.assertEqual(list(other), records)
        with svccomm.Registry(svccomm.RegistryConfig(interval=1)) as other:
            with self.assertRaises(svccomm.MismatchError):
                other.restore(io.BytesIO(out.getvalue()))


if __name__ == "__main__":
    main()
