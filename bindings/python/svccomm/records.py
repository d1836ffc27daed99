# SPDX-License-Identifier: MIT
"""A communication as Python sees it: the names are those of the library's JSON exports."""

from dataclasses import dataclass, field
from typing import Optional, Tuple
from uuid import UUID

from .addresses import IPAddress
from .constants import Evidence, Origin, Status, View
from .keys import Key
from .spans import Spans


@dataclass(frozen=True)
class Process:
    """A client process and when a snapshot last showed it, ns; None: named by a person."""

    name: str
    last_seen: Optional[int] = None


@dataclass(frozen=True)
class Netstat:
    """Netstat statistics of one view; None is no value. Counters are samples (snapshots), ports
    are distinct client ports summed over snapshots, times are ns, persistence is percent."""

    view: Optional[View] = None
    total_samples: Optional[int] = None
    active_samples: Optional[int] = None
    recent_samples: Optional[int] = None
    attempts: Optional[int] = None
    implied_samples: Optional[int] = None
    total_ports: Optional[int] = None
    average_connections: Optional[float] = None
    persistence: Optional[float] = None
    persistence_low: Optional[float] = None  # of the Wilson 95 % interval
    persistence_high: Optional[float] = None
    first_found: Optional[int] = None
    last_found: Optional[int] = None
    base: int = field(default=0, repr=False)  # for storage: total = source's count - base


@dataclass(frozen=True)
class Netflow:
    """Flow statistics; None is no value. Spans and times are ns, forward is client to listener."""

    active_samples: Optional[int] = None
    total_events: Optional[int] = None
    forward_events: Optional[int] = None
    reverse_events: Optional[int] = None
    forward_bytes: Optional[int] = None
    reverse_bytes: Optional[int] = None
    forward_packets: Optional[int] = None
    reverse_packets: Optional[int] = None
    attempts: Optional[int] = None
    active_span: Optional[int] = None
    gap_span: Optional[int] = None
    first_found: Optional[int] = None
    last_found: Optional[int] = None
    late_events: Optional[int] = None
    sampled: Optional[bool] = None
    approximate: Optional[bool] = None
    spans: Optional[Spans] = field(default=None, repr=False)  # for storage: the state itself


@dataclass(frozen=True)
class Record:
    """A communication: a client address that talks to a listener endpoint.

    Times are ns since the epoch, see to_datetime(). `netstat` is the headline: the listener's view
    where it has samples, else the client's, and says which. client_device and listener_device are
    the effective names; the explicit ones were set on the record. What has no JSON name comes last
    and is for storage.
    """

    id: UUID
    realm: int
    scope: int
    protocol: int
    client_ip: IPAddress
    listener_ip: IPAddress
    port: int
    client_device: Optional[str]
    listener_device: Optional[str]
    client_device_explicit: Optional[str]
    listener_device_explicit: Optional[str]
    client_processes: Tuple[Process, ...]  # most recent first
    listener_process: Optional[str]
    origin: Origin
    evidence: Optional[Evidence]
    mixed: bool
    status: Status
    note: Optional[str]
    created: int
    updated: int
    first_found: Optional[int]
    last_found: Optional[int]
    revision: int
    netstat: Netstat
    netstat_client: Netstat
    netstat_listener: Netstat
    netflow: Netflow
    listener_local: bool = field(default=False, repr=False)  # means something on one host only
    client_local: bool = field(default=False, repr=False)
    client_port: int = field(default=0, repr=False)  # the one that was seen; 0; CLIENT_PORT_SEVERAL

    @property
    def key(self) -> Key:
        return Key(self.client_ip, self.listener_ip, self.port, self.protocol, self.realm,
                   self.scope)
