# SPDX-License-Identifier: MIT
"""The registry of service communications: what is fed into it, and what it is asked.

Its other half, by which people and programs change it, stands in registry_changes.py.
"""

import ctypes
from typing import Any, Callable, Iterator, List, Optional, TypeVar

from . import _abi as c
from ._handle import Handle, put_seed
from ._items_c import address_of_c, change_of_c, endpoint_of_c, host_of_c, rule_of_c
from ._numbers import u32, u64
from ._records_c import record_of_c
from ._storage_c import Bridge
from .addresses import AddressLike, put_address
from .changes import Change
from .constants import Sort, Transfer
from .cursor import Cursor
from .errors import check
from .filters import Filter, Position, query_to_c
from .flows import FLOW_SIZE, FlowReport, FlowsLike, lent_flows
from .inventory import Address, Endpoint, Host
from .keys import IdLike, Key, id_bytes, key_to_c
from .records import Record
from .registry_changes import RegistryChanges
from .rules import Rule
from .snapshot import Snapshot
from .storage import Storage
from .streams import Source, Target, reader, writer
from .times import Time, no_time_or, now_or

RegistryConfig = c.RegistryConfig
Counts = c.Counts
IngestReport = c.IngestReport
ImportReport = c.ImportReport

_Given = TypeVar("_Given")

_PAGE = 256


class Registry(RegistryChanges):
    """A registry of communications.

    Iterating over it gives the normal records of realm 0 in key order. `now` of its methods is the
    caller's clock, this machine's where it is not given. The config's seed is always random (A7).
    Errors of every method: ClosedError, ReentryError, OutOfMemoryError; others are named.
    """

    def __init__(self, config: Optional[RegistryConfig] = None,
                 storage: Optional[Storage] = None) -> None:
        """With a storage it is opened too, as by open()."""
        copy = c.RegistryConfig() if config is None else c.RegistryConfig.from_buffer_copy(config)
        put_seed(copy)
        super().__init__(Handle(c.lib.svccomm_registry_new, c.lib.svccomm_registry_free, copy))
        if storage is not None:
            self.open(storage)

    def open(self, storage: Storage) -> None:
        """Ties an empty registry to its storage and restores what is there. StateError: not empty,
        or it has one. FormatError: an item is damaged. MismatchError: another interval or points.
        On failure it is empty as before, and the storage was closed but for a StateError."""
        bridge = Bridge(storage, self._handle.callbacks)
        self._handle.keep(bridge)
        self._handle.explained(c.lib.svccomm_registry_open, ctypes.byref(bridge.struct))

    def flush(self) -> None:
        """Writes all that changed since the last flush, in one transaction. What a method of the
        storage raises comes out of here, and all stays to be written. StateError: no storage."""
        self._handle.explained(c.lib.svccomm_registry_flush)

    def counts(self) -> Counts:
        """What it holds and what it dropped: records of all realms, bytes of memory, and so on."""
        counts = c.Counts()
        self._handle.call(c.lib.svccomm_registry_counts, ctypes.byref(counts))
        return counts

    # ---- taking in ----

    def ingest(self, snapshot: Snapshot, *, now: Optional[Time] = None) -> IngestReport:
        """Applies a snapshot, whole or not at all (N1-N13). StaleError: not newer than the last of
        its host. FutureError: more than 10 minutes after now. FullError: no room for the host."""
        report = c.IngestReport()
        with snapshot._handle as pointer:
            self._handle.explained(c.lib.svccomm_registry_ingest_snapshot, pointer, now_or(now),
                                   ctypes.byref(report))
        return report

    def ingest_flows(self, flows: FlowsLike, *, now: Optional[Time] = None,
                     received: Optional[Time] = None, host: int = 0,
                     exporter: Optional[AddressLike] = None) -> FlowReport:
        """Takes in a batch of flows and tells what became of them; the memory is read in place.

        flows: a buffer of svccomm_flow structs, what a decoder gave, or a sequence of Flow.
        received: when the batch came; flows that ended long before, or after it, are dropped; None:
        not asked. host: the host that scopes local addresses; 0: flows with one are dropped.
        """
        batch, report = c.FlowBatch(now=now_or(now), received=no_time_or(received),
                                    host=host), c.FlowReport()
        put_address(batch.exporter, exporter)
        with lent_flows(flows) as (address, count):
            self._handle.call(c.lib.svccomm_registry_ingest_flows, address, count, FLOW_SIZE,
                              ctypes.byref(batch), ctypes.byref(report))
        return report

    # ---- records ----

    def get(self, id: IdLike) -> Record:
        """The record of an id. NotFoundError."""
        return self._record(c.lib.svccomm_registry_get, id_bytes(id))

    def find(self, key: Key) -> Record:
        """The record of a key. NotFoundError."""
        return self._record(c.lib.svccomm_registry_find, ctypes.byref(key_to_c(key)))

    def _record(self, function: Callable[..., int], which: Any) -> Record:
        record = c.Record()
        with self._handle as pointer:
            check(function(pointer, which, ctypes.byref(record), ctypes.sizeof(record)))
            return record_of_c(record)

    def records(self, filter: Optional[Filter] = None, *, sort: Sort = Sort.KEY,
                descending: bool = False, limit: int = 0, after: Optional[Position] = None,
                page: int = _PAGE) -> Cursor:
        """A list of records. limit 0: all. after: goes on after a position, see position_of(). In
        key order a record that is present throughout is given exactly once, whatever is added or
        deleted meanwhile; else the records are those of now, and ones that vanish are skipped."""
        return Cursor(self, filter, sort, descending, limit, after, page)

    def __iter__(self) -> Iterator[Record]:
        return self.records()

    def changes(self, since: int) -> Iterator[Change]:
        """Changes with a revision greater than `since`, in rising revision, in pages. TooOldError:
        tombstones since then are not kept; list everything instead."""
        page = (c.Change * _PAGE)()
        while True:
            with self._handle as pointer:
                count = check(c.lib.svccomm_registry_changes(
                    pointer, u64(since), page, _PAGE, ctypes.sizeof(c.Change)))
                changes = [change_of_c(page[index]) for index in range(count)]
            if not changes:
                return
            since = changes[-1].revision
            yield from changes

    # ---- inventory ----

    def listeners(self, realm: Optional[int] = 0) -> Iterator[Endpoint]:
        """Listener endpoints in key order, in pages. realm None: every realm."""
        return self._inventory(c.lib.svccomm_registry_listeners, realm, c.Endpoint, endpoint_of_c)

    def hosts(self, realm: Optional[int] = 0) -> Iterator[Host]:
        """Hosts in order of (realm, id), in pages. realm None: every realm."""
        return self._inventory(c.lib.svccomm_registry_hosts, realm, c.Host, host_of_c)

    def addresses(self, realm: Optional[int] = 0) -> Iterator[Address]:
        """Addresses in order of (realm, scope, address), in pages. realm None: every realm."""
        return self._inventory(c.lib.svccomm_registry_addresses, realm, c.Address, address_of_c)

    def _inventory(self, function: Callable[..., int], realm: Optional[int], struct: Any,
                   of_c: Callable[[Any], _Given]) -> Iterator[_Given]:
        page, after = (struct * _PAGE)(), None
        while True:
            with self._handle as pointer:
                count = check(function(pointer, u32(realm or 0), realm is None,
                                       after and ctypes.byref(after), page, _PAGE,
                                       ctypes.sizeof(struct)))
                given = [of_c(page[index]) for index in range(count)]
            if not given:
                return
            key = page[count - 1].key
            after = type(key).from_buffer_copy(key)
            yield from given

    def rules(self) -> Iterator[Rule]:
        """The rules in order of id, with their hits."""
        page, after = (c.Rule * _PAGE)(), 0
        while True:
            with self._handle as pointer:
                count = check(c.lib.svccomm_registry_rules(pointer, after, page, _PAGE,
                                                           ctypes.sizeof(c.Rule)))
                rules = [rule_of_c(page[index]) for index in range(count)]
            if not rules:
                return
            after = rules[-1].id
            yield from rules

    # ---- files ----

    def export(self, target: Target, format: Transfer, filter: Optional[Filter] = None, *,
               sort: Sort = Sort.KEY, descending: bool = False, limit: int = 0,
               after: Optional[Position] = None) -> None:
        """Writes records as CSV, JSON or NDJSON in UTF-8, in bounded memory; as records() else.
        target: a file opened for bytes, or a callable that takes them."""
        alive: List[object] = []
        query = query_to_c(filter, sort, descending, limit, after, alive)
        callback = writer(target, self._handle.callbacks)
        self._handle.explained(c.lib.svccomm_registry_export, ctypes.byref(query), format,
                               callback, None)

    def import_(self, source: Source, format: Transfer = Transfer.DETECT, *,
                now: Optional[Time] = None) -> ImportReport:
        """Reads an export, all or nothing: the same records and statistics; one that exists is
        merged (K9). source: a file opened for bytes, or a callable that is given a size.
        FormatError (`line`, `offset`), TruncatedError, RangeError, FullError."""
        report = c.ImportReport()
        callback = reader(source, self._handle.callbacks)
        self._handle.explained(c.lib.svccomm_registry_import, format, callback, None, now_or(now),
                               ctypes.byref(report))
        return report

    def dump(self, target: Target) -> None:
        """Writes all that it knows, flushed or not, in bounded memory; see restore()."""
        callback = writer(target, self._handle.callbacks)
        self._handle.explained(c.lib.svccomm_registry_dump, callback, None)

    def restore(self, source: Source) -> None:
        """Fills an empty registry with what was dumped, which then goes on as that one would.
        StateError: not empty. FormatError, TruncatedError (`offset`), VersionError,
        MismatchError, FullError: it is empty as before."""
        callback = reader(source, self._handle.callbacks)
        self._handle.explained(c.lib.svccomm_registry_restore, callback, None)
