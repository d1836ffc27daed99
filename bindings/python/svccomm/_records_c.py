# SPDX-License-Identifier: MIT
"""Records from C and to C. What C gives is read before the call returns that lent it; structs made
for C hold their texts alive."""

import ctypes
from typing import Any, Dict, List, Tuple
from uuid import UUID

from . import _abi as c
from .addresses import unpacked
from .constants import Evidence, Origin, RecordFlags, Status, View
from .errors import check
from .keys import key_to_c, known_protocol
from .limits import NO_TIME
from .records import Netflow, Netstat, Process, Record
from .spans import Spans
from .statistics import average_connections, persistence, persistence_interval
from .texts import decoded, encoded
from .times import no_time_or, time_or_none

_NO_NETSTAT = Netstat()
_COUNTER_MAX = 2**64 - 1


def netstat_of_c(view: c.Netstat) -> Netstat:
    if view.view == View.NONE:
        return _NO_NETSTAT
    total = view.total_samples if view.found else None
    interval = None if total is None else persistence_interval(view.active_samples, total)
    return Netstat(
        View(view.view), total, view.active_samples, view.recent_samples, view.attempts,
        view.implied_samples, view.total_ports,
        average_connections(view.total_ports, view.active_samples),
        None if total is None else persistence(view.active_samples, total),
        interval and interval[0], interval and interval[1],
        time_or_none(view.first_found), time_or_none(view.last_found), view.base)


def netflow_of_c(flow: c.Netflow) -> Netflow:
    if not flow.present:
        return Netflow()
    spans = Spans.of_c(flow.spans)
    seen = spans.first is not None
    return Netflow(
        spans.samples, min(flow.forward_events + flow.reverse_events, _COUNTER_MAX),
        flow.forward_events, flow.reverse_events, flow.forward_bytes, flow.reverse_bytes,
        flow.forward_packets, flow.reverse_packets, flow.attempts,
        spans.active if seen else None, spans.gap if seen else None, spans.first, spans.last,
        spans.late, bool(flow.sampled), spans.approximate, spans)


def record_of_c(record: c.Record) -> Record:
    key = record.key
    listener_view = netstat_of_c(record.listener_view)
    client_view = netstat_of_c(record.client_view)
    headline = c.lib.svccomm_record_headline(ctypes.byref(record))
    of_listener = headline == ctypes.addressof(record.listener_view)
    return Record(
        UUID(bytes=bytes(record.id)), key.realm, key.scope, known_protocol(key.protocol),
        unpacked(key.client), unpacked(key.listener), key.port,
        decoded(record.client_device), decoded(record.listener_device),
        decoded(record.client_device_explicit), decoded(record.listener_device_explicit),
        _processes_of_c(record), decoded(record.listener_process), Origin(record.origin),
        Evidence(record.evidence) if record.evidence else None,
        bool(record.flags & RecordFlags.MIXED), Status(record.status), decoded(record.note),
        record.created, record.updated, time_or_none(record.first_found),
        time_or_none(record.last_found), record.revision,
        listener_view if of_listener else client_view, client_view, listener_view,
        netflow_of_c(record.netflow), bool(record.flags & RecordFlags.LISTENER_LOCAL),
        bool(record.flags & RecordFlags.CLIENT_LOCAL), record.client_port)


def _processes_of_c(record: c.Record) -> Tuple[Process, ...]:
    if record.processes is None:
        return ()
    processes = ctypes.cast(record.processes, ctypes.POINTER(c.Process))
    return tuple(Process(decoded(each.name) or "", time_or_none(each.last_seen))
                 for each in processes[:record.process_count])


def netstat_to_c(view: Netstat) -> c.Netstat:
    out = c.Netstat(first_found=no_time_or(view.first_found),
                    last_found=no_time_or(view.last_found))
    if view.view:
        out.view, out.found, out.base = view.view, view.total_samples is not None, view.base
        for name in ("total_samples", "active_samples", "recent_samples", "attempts",
                     "implied_samples", "total_ports"):
            setattr(out, name, getattr(view, name) or 0)
    return out


def netflow_to_c(flow: Netflow) -> c.Netflow:
    out = c.Netflow()
    out.spans.first = out.spans.last = NO_TIME
    if flow.spans is not None:
        out.present, out.sampled, out.spans = 1, bool(flow.sampled), flow.spans.state
        for name in ("forward_events", "reverse_events", "forward_bytes", "reverse_bytes",
                     "forward_packets", "reverse_packets", "attempts"):
            setattr(out, name, getattr(flow, name) or 0)
    return out


def record_to_c(record: Record, alive: List[object]) -> c.Record:
    """The struct, which points into what `alive` gets."""
    out = c.Record()
    flags = RecordFlags(0)
    for flag, holds in ((RecordFlags.MIXED, record.mixed),
                        (RecordFlags.LISTENER_LOCAL, record.listener_local),
                        (RecordFlags.CLIENT_LOCAL, record.client_local)):
        flags |= flag if holds else RecordFlags(0)
    processes = (c.Process * len(record.client_processes))()
    for index, each in enumerate(record.client_processes):
        processes[index] = c.Process(encoded(each.name), no_time_or(each.last_seen))
    members: Dict[str, Any] = {
        "key": key_to_c(record.key), "revision": record.revision, "created": record.created,
        "updated": record.updated, "first_found": no_time_or(record.first_found),
        "last_found": no_time_or(record.last_found), "origin": record.origin,
        "evidence": record.evidence or 0, "status": record.status, "flags": flags,
        "processes": ctypes.addressof(processes) if processes else None,
        "process_count": len(processes), "client_port": record.client_port,
        "headline": record.netstat.view or 0,
        "listener_view": netstat_to_c(record.netstat_listener),
        "client_view": netstat_to_c(record.netstat_client),
        "netflow": netflow_to_c(record.netflow),
    }
    for name, value in members.items():
        setattr(out, name, value)
    for name in ("client_device", "listener_device", "client_device_explicit",
                 "listener_device_explicit", "listener_process", "note"):
        setattr(out, name, encoded(getattr(record, name)))
    ctypes.memmove(out.id, record.id.bytes, 16)
    alive += (processes, out)
    return out


def record_position(record: Record, sort: int) -> c.Position:
    """Where a record stands in a list sorted so."""
    out = c.Position()
    alive: List[object] = []
    check(c.lib.svccomm_record_position(ctypes.byref(record_to_c(record, alive)), sort,
                                        ctypes.byref(out)))
    return out
