# SPDX-License-Identifier: MIT
"""Snapshots: all sockets of one host at one instant, from rows and from the text of netstat-like
programs."""

import ctypes
from dataclasses import dataclass
from typing import Any, Iterable, Iterator, Optional, Tuple

from . import _abi as c
from ._buffers import Borrowed
from ._handle import Handle, put_seed
from ._numbers import u32
from ._owner import Owner
from .addresses import AddressLike, put_address, unpacked, unpacked_or_none
from .constants import Coverage, Format, Protocol, RowFlags, State
from .errors import check
from .keys import known_protocol
from .texts import decoded, encoded
from .times import Time, nanoseconds

SnapshotConfig = c.SnapshotConfig
TextReport = c.TextReport

_PAGE = 256


@dataclass(frozen=True)
class Row:
    """One socket. A remote end of None and port 0 is no peer. Listeners at a wildcard have the
    local address "::" or "0.0.0.0". The state of UDP is ignored."""

    local: AddressLike
    local_port: int
    remote: Optional[AddressLike] = None
    remote_port: int = 0
    protocol: int = Protocol.TCP
    state: State = State.ESTABLISHED
    process: Optional[str] = None
    flags: RowFlags = RowFlags(0)


class Snapshot(Owner):
    """Collects a snapshot; begin() starts the next one and keeps the memory.

    Several sources (ss, netstat, lsof, rows) may go into one snapshot. The config's caps are
    max_rows and max_string_bytes; its seed is always random (A7).
    """

    def __init__(self, config: Optional[SnapshotConfig] = None) -> None:
        copy = c.SnapshotConfig() if config is None else c.SnapshotConfig.from_buffer_copy(config)
        put_seed(copy)
        super().__init__(Handle(c.lib.svccomm_snapshot_new, c.lib.svccomm_snapshot_free, copy))

    def begin(self, host: int, time: Time, *, name: Optional[str] = None, realm: int = 0,
              coverage_mask: int = Coverage.ALL | Coverage.PROCESSES, no_ipv6: bool = False,
              ephemeral_ports: Tuple[int, int] = (0, 0)) -> None:
        """Begins a snapshot of a host (its id, not 0, see host_id()) taken at `time`.

        coverage_mask: which coverage may be claimed at all (N1). no_ipv6: the host has no IPv6, so
        that /proc/net/tcp alone tells all. ephemeral_ports: inclusive; (0, 0) is 32768-65535.
        RangeError: host 0, a time, ports the wrong way round.
        """
        info = c.SnapshotInfo(
            realm=realm, host=host, time=nanoseconds(time), name=encoded(name),
            coverage_mask=coverage_mask, no_ipv6=no_ipv6, ephemeral_low=ephemeral_ports[0],
            ephemeral_high=ephemeral_ports[1])
        self._handle.call(c.lib.svccomm_snapshot_begin, ctypes.byref(info))

    def add_rows(self, rows: Iterable[Row]) -> TextReport:
        """Adds rows, all or none, and tells what became of them; faults of rows are counted. They
        claim no coverage by themselves, see cover(). ValueError: a number is out of its range.
        StateError: nothing was begun."""
        given = [_row_to_c(row) for row in rows]
        array, report = (c.Row * len(given))(*given), c.TextReport()
        self._handle.explained(c.lib.svccomm_snapshot_add_rows, array, len(array),
                               ctypes.sizeof(c.Row), ctypes.byref(report))
        return report

    def cover(self, coverage: int) -> None:
        """Says what the added rows cover (N1), within the mask: Coverage.ALL, say."""
        self._handle.call(c.lib.svccomm_snapshot_cover, u32(coverage))

    @property
    def coverage(self) -> Coverage:
        """Coverage as it is now: claimed, within the mask, less what doubtful rows cleared."""
        with self._handle as pointer:
            return Coverage(c.lib.svccomm_snapshot_coverage(pointer))

    def __len__(self) -> int:
        """Rows held now."""
        with self._handle as pointer:
            count: int = c.lib.svccomm_snapshot_row_count(pointer)
            return count

    def rows(self) -> Iterator[Row]:
        """The rows held, in pages: what was read from text, say."""
        page, first = (c.Row * _PAGE)(), 0
        while True:
            with self._handle as pointer:
                count = check(c.lib.svccomm_snapshot_rows(pointer, first, page, _PAGE,
                                                          ctypes.sizeof(c.Row)))
                rows = [_row_of_c(page[index]) for index in range(count)]
            yield from rows
            if not rows:
                return
            first += count

    def text_begin(self, format: Format = Format.DETECT) -> None:
        """Begins a text source: one file, or the output of one command. StateError: nothing was
        begun, or a source is open."""
        self._handle.call(c.lib.svccomm_snapshot_text_begin, format)

    def text(self, text: Any) -> None:
        """Gives the next bytes of the text, cut anywhere: any buffer of bytes, without a copy."""
        with Borrowed(text) as view:
            self._handle.call(c.lib.svccomm_snapshot_text, view.address, view.length)

    def text_end(self) -> TextReport:
        """Ends the source, takes its rows and coverage, and tells what became of the lines.
        FormatError: no line is of a known format, or of the one that was asked for; `line` is the
        first, and nothing of the source is in the snapshot."""
        report = c.TextReport()
        self._handle.explained(c.lib.svccomm_snapshot_text_end, ctypes.byref(report))
        return report

    def add_text(self, text: Any, format: Format = Format.DETECT) -> TextReport:
        """A whole source at once: a buffer of bytes, or a str."""
        self.text_begin(format)
        self.text(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)
        return self.text_end()


def format_name(format: int) -> Optional[str]:
    """The name of a text format ("ss"), or None if there is none of that number."""
    return decoded(c.lib.svccomm_format_name(format))


def _row_to_c(row: Row) -> c.Row:
    out = c.Row(local_port=row.local_port, remote_port=row.remote_port, protocol=row.protocol,
                state=row.state, flags=row.flags, process=encoded(row.process))
    put_address(out.local, row.local)
    put_address(out.remote, row.remote)
    return out


def _row_of_c(row: c.Row) -> Row:
    return Row(unpacked(row.local), row.local_port, unpacked_or_none(row.remote), row.remote_port,
               known_protocol(row.protocol), State(row.state), decoded(row.process),
               RowFlags(row.flags))
