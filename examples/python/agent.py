#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A small agent: samples the sockets of this host by `ss`, keeps its inventory in SQLite, and
prints the table.

    PYTHONPATH=bindings/python python3 examples/python/agent.py [--samples N] [--every SECONDS] [DB]
"""

import argparse
import socket
import sqlite3
import subprocess
import time
from typing import Iterable, Optional, Sequence

import svccomm
from svccomm import Item, ItemKey, Kind

# Listening and connected sockets of TCP and UDP; -e tells sockets that take no IPv4.
SS = ["ss", "--all", "--numeric", "--processes", "--extended", "--tcp", "--udp"]


class SqliteStorage(svccomm.Storage):
    """One table of bytes: an item's key and the item itself."""

    def __init__(self, path: str) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("CREATE TABLE IF NOT EXISTS items"
                              " (kind INTEGER, key BLOB, item BLOB, PRIMARY KEY (kind, key))")

    def begin(self) -> None:
        self.database.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.database.execute("COMMIT")

    def rollback(self) -> None:
        if self.database.in_transaction:
            self.database.execute("ROLLBACK")

    def put(self, kind: Kind, items: Sequence[Item]) -> None:
        self.database.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?)", (
            (kind, svccomm.encode_key(kind, svccomm.key_of(item)), svccomm.encode_item(item))
            for item in items))

    def erase(self, kind: Kind, keys: Sequence[ItemKey]) -> None:
        self.database.executemany("DELETE FROM items WHERE kind = ? AND key = ?", (
            (kind, svccomm.encode_key(kind, key)) for key in keys))

    def scan(self, kind: Kind) -> Iterable[Item]:
        for data, in self.database.execute("SELECT item FROM items WHERE kind = ?", (kind,)):
            yield svccomm.decode_item(kind, data)

    def close(self) -> None:
        self.database.close()


def ephemeral_ports() -> "tuple[int, int]":
    """Linux's range; (0, 0), which is the default, elsewhere."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            low, high = map(int, file.read().split())
            return low, high
    except OSError:
        return 0, 0


def sample(registry: svccomm.Registry, snapshot: svccomm.Snapshot) -> None:
    """One snapshot of this host."""
    name = socket.gethostname()
    snapshot.begin(svccomm.host_id(name), time.time_ns(), name=name,
                   ephemeral_ports=ephemeral_ports())
    text = subprocess.run(SS, check=True, capture_output=True).stdout
    snapshot.add_text(text, svccomm.Format.SS)
    registry.ingest(snapshot)
    registry.flush()


def shown(value: Optional[float]) -> str:
    return "-" if value is None else "%.1f" % value


def print_table(registry: svccomm.Registry) -> None:
    print("%-28s %-28s %5s %8s %7s %6s" % ("client", "listener", "port", "samples", "average",
                                           "pers."))
    for record in registry.records(sort=svccomm.Sort.TOTAL_SAMPLES, descending=True):
        process = record.client_processes[0].name if record.client_processes else "?"
        print("%-28s %-28s %5d %8s %7s %6s" % (
            "%s (%s)" % (record.client_ip, process),
            "%s (%s)" % (record.listener_ip, record.listener_process or "?"), record.port,
            record.netstat.active_samples, shown(record.netstat.average_connections),
            shown(record.netstat.persistence)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Samples this host's service communications.")
    parser.add_argument("--samples", type=int, default=3)
    parser.add_argument("--every", type=float, default=1.0, metavar="SECONDS")
    parser.add_argument("database", nargs="?", default="agent.db")
    options = parser.parse_args()
    storage = SqliteStorage(options.database)
    with svccomm.Registry(storage=storage) as registry, svccomm.Snapshot() as snapshot:
        for number in range(options.samples):
            if number:
                time.sleep(options.every)
            sample(registry, snapshot)
        print_table(registry)


if __name__ == "__main__":
    main()
