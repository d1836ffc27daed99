# SPDX-License-Identifier: MIT
"""Which records are meant, and in which order they come."""

import ctypes
from dataclasses import dataclass
from typing import List, Optional, Tuple, Union

from . import _abi as c
from ._records_c import record_position
from .addresses import PrefixLike, packed_prefix
from .constants import FilterFields, Origin, Sort, Statuses
from .keys import Key, key_of_c, key_to_c, protocol_number
from .records import Record
from .texts import encoded
from .times import Time, nanoseconds


@dataclass(frozen=True)
class Filter:
    """A record passes if everything that is given holds; nothing given: all normal records of
    realm 0.

    client, listener    prefixes ("10.0.0.0/8"), or addresses
    port                a listener port, or (low, high) inclusive
    protocol            number or name ("tcp")
    device              either end's effective device name, ASCII case ignored
    process             part of a client or listener process name, ASCII case ignored
    origin              a set: one of them suffices
    since               last found at this time or later
    changed_since       revision greater than this
    min_persistence     percent; the headline view's persistence is at least this
    realm, all_realms   one realm, or every one (K5)
    statuses            which statuses are listed
    """

    client: Optional[PrefixLike] = None
    listener: Optional[PrefixLike] = None
    port: Union[int, Tuple[int, int], None] = None
    protocol: Union[int, str, None] = None
    device: Optional[str] = None
    process: Optional[str] = None
    origin: Optional[Origin] = None
    since: Optional[Time] = None
    changed_since: Optional[int] = None
    min_persistence: Optional[float] = None
    realm: int = 0
    all_realms: bool = False
    statuses: Statuses = Statuses.NORMAL


@dataclass(frozen=True)
class Position:
    """Where a record stands in a list: a list that begins after it goes on there."""

    key: Key
    value: Optional[int]  # what it was sorted by, in a form that keeps the order; None: no value


def position_of(record: Record, sort: Sort = Sort.KEY) -> Position:
    """Where a record stands in a list sorted so."""
    position = record_position(record, sort)
    return Position(key_of_c(position.key), position.value if position.has_value else None)


def filter_to_c(filter: Filter) -> c.Filter:
    out = c.Filter(realm=filter.realm, statuses=filter.statuses)
    fields = FilterFields.ALL_REALMS if filter.all_realms else FilterFields(0)
    low, high = filter.port if isinstance(filter.port, tuple) else (filter.port, filter.port)
    protocol = None if filter.protocol is None else protocol_number(filter.protocol)
    since = None if filter.since is None else nanoseconds(filter.since)
    for field, member, value in (
            (FilterFields.PORT, "port_low", low),
            (FilterFields.PORT, "port_high", high),
            (FilterFields.PROTOCOL, "protocol", protocol),
            (FilterFields.DEVICE, "device", encoded(filter.device)),
            (FilterFields.PROCESS, "process", encoded(filter.process)),
            (FilterFields.ORIGIN, "origin", filter.origin),
            (FilterFields.SINCE, "since", since),
            (FilterFields.CHANGED_SINCE, "changed_since", filter.changed_since),
            (FilterFields.MIN_PERSISTENCE, "min_persistence", filter.min_persistence)):
        if value is not None:
            fields |= field
            setattr(out, member, value)
    if filter.client is not None:
        fields |= FilterFields.CLIENT
        out.client = packed_prefix(filter.client)
    if filter.listener is not None:
        fields |= FilterFields.LISTENER
        out.listener = packed_prefix(filter.listener)
    out.fields = fields
    return out


def query_to_c(filter: Optional[Filter], sort: Sort, descending: bool, limit: int,
               after: Optional[Position], alive: List[object]) -> c.Query:
    """The query, which points to the filter in `alive`."""
    out = c.Query(sort=sort, descending=descending, limit=limit)
    if filter is not None:
        alive.append(filter_to_c(filter))
        out.filter = ctypes.addressof(alive[-1])  # type: ignore[arg-type]
    if after is not None:
        out.has_after = 1
        out.after = c.Position(value=after.value or 0, has_value=after.value is not None,
                               key=key_to_c(after.key))
    return out
