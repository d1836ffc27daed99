#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Memory functions written in Python: where they give none, calls fail cleanly and can be repeated,
and in the end all of it is given back."""

import ctypes
import io
import unittest

import svccomm
from samples import HOST, NOW, SS, WEB, netflow5, web_flow
from unittest_tap import main

LIBC = ctypes.CDLL(None)
LIBC.malloc.restype = LIBC.realloc.restype = ctypes.c_void_p
LIBC.malloc.argtypes = [ctypes.c_size_t]
LIBC.realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
LIBC.free.argtypes = [ctypes.c_void_p]


class Memory:
    """The C library's memory, of which the n-th allocation fails."""

    def __init__(self):
        self.fails, self.held = 0, 0
        self.functions = {
            "malloc": ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(
                self.malloc),
            "realloc": ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p,
                                        ctypes.c_size_t, ctypes.c_size_t)(self.realloc),
            "free": ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(
                self.free)}
        self.struct = svccomm.Allocator(**{
            name: ctypes.cast(function, ctypes.c_void_p).value
            for name, function in self.functions.items()})
        self.address = ctypes.addressof(self.struct)

    def fail(self):
        self.fails -= 1
        return self.fails == 0

    def malloc(self, context, size):
        if self.fail():
            return None
        self.held += size
        return LIBC.malloc(size)

    def realloc(self, context, block, old_size, size):
        if self.fail():
            return None
        self.held += size - old_size
        return LIBC.realloc(block, size)

    def free(self, context, block, size):
        self.held -= size
        LIBC.free(block)


def use(registry, snapshot, decoder):
    """Calls that can be repeated from their beginning."""
    snapshot.begin(HOST, NOW, name="web1")
    snapshot.add_text(SS)
    if not list(registry):
        registry.ingest(snapshot, now=NOW)
    registry.ingest_flows(decoder.datagram(netflow5(NOW // 10**9)), now=NOW)
    registry.ingest_flows([web_flow(NOW)], now=NOW)
    registry.edit(WEB.id, note="n", client_processes=["a", "b"], now=NOW)
    registry.export(io.BytesIO(), svccomm.Transfer.JSON, sort=svccomm.Sort.PERSISTENCE)
    registry.dump(io.BytesIO())
    list(registry.listeners())


class Allocations(unittest.TestCase):
    def test_failures(self):
        """Each allocation fails in turn: an OutOfMemoryError, and the same calls work after it"""
        memory, number, failures = Memory(), 0, 0
        while failures == number:
            number += 1
            memory.fails = 0
            with svccomm.Registry(svccomm.RegistryConfig(allocator=memory.address)) as registry, \
                    svccomm.Snapshot(svccomm.SnapshotConfig(allocator=memory.address)) as taken, \
                    svccomm.Decoder(svccomm.DecoderConfig(allocator=memory.address)) as decoder:
                memory.fails = number
                try:
                    use(registry, taken, decoder)
                except svccomm.OutOfMemoryError:
                    failures += 1
                    taken.begin(HOST, NOW)  # ends a source that was left open
                memory.fails = 0
                use(registry, taken, decoder)
                record = registry.find(WEB)
                self.assertEqual((record.note, record.netstat.total_ports), ("n", 2))
            self.assertEqual(memory.held, 0)
        print("# %d allocations" % failures)
        self.assertGreater(failures, 20)

    def test_new(self):
        """Where there is no memory for a handle there is an OutOfMemoryError, which is Python's"""
        memory = Memory()
        for kind, config in ((svccomm.Registry, svccomm.RegistryConfig),
                             (svccomm.Snapshot, svccomm.SnapshotConfig),
                             (svccomm.Decoder, svccomm.DecoderConfig)):
            memory.fails = 1
            with self.assertRaises(MemoryError):
                kind(config(allocator=memory.address))
            self.assertEqual(memory.held, 0)


if __name__ == "__main__":
    main()
