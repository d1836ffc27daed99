# SPDX-License-Identifier: MIT
"""What snapshots told about listeners, hosts and addresses. Times are ns; what is "for storage"
serves nothing else than that a registry goes on counting after a restart."""

from dataclasses import dataclass, field
from typing import Dict, Optional, Tuple

from .addresses import IPAddress
from .constants import Evidence, Protocol

# The protocols that hosts and addresses count by, in C's order.
PROTOCOLS = (Protocol.TCP, Protocol.UDP, Protocol.SCTP, Protocol.DCCP, Protocol.UDPLITE)


@dataclass(frozen=True)
class EndpointKey:
    """A listener endpoint. A wildcard bind has an unspecified address and its host's scope."""

    realm: int
    scope: int
    protocol: int
    address: IPAddress
    port: int


@dataclass(frozen=True)
class Endpoint:
    """A listener endpoint: samples are complete snapshots that identified it (N9), records the
    communications of it."""

    key: EndpointKey
    revision: int
    samples: int
    records: int
    evidence: Optional[Evidence]
    process: Optional[str]
    device: Optional[str]
    last_listen: Optional[int]  # newest snapshot with its LISTEN row, its wildcard's too
    last_seen: Optional[int]  # newest with its own row, or that implied it
    process_seen: Optional[int]
    own: int = field(default=0, repr=False)  # for storage, these four
    wildcard_base: int = field(default=0, repr=False)
    own_listen: Optional[int] = field(default=None, repr=False)
    own_evidence: int = field(default=0, repr=False)


@dataclass(frozen=True)
class HostKey:
    realm: int
    host: int


@dataclass(frozen=True)
class Complete:
    """Complete snapshots (N1), and the time of the newest."""

    snapshots: int = 0
    newest: Optional[int] = None


@dataclass(frozen=True)
class Host:
    """A host of which a snapshot was taken, or that was named. `complete` has an entry for each
    (family, protocol): family 4 or 6."""

    key: HostKey
    revision: int
    name: Optional[str]
    last_snapshot: Optional[int]
    snapshots: int
    addresses: int  # that it owns now
    complete: Dict[Tuple[int, Protocol], Complete]
    ephemeral_ports: Tuple[int, int]  # of its newest snapshot; (0, 0): none yet


@dataclass(frozen=True)
class AddressKey:
    realm: int
    scope: int
    address: IPAddress


@dataclass(frozen=True)
class Address:
    """An address and who owns it (K7); owner 0 is nobody. device was set by set_device(), fallback
    was told by an import."""

    key: AddressKey
    revision: int
    owner: int
    since: Optional[int]
    last_seen: Optional[int]
    device: Optional[str]
    fallback: Optional[str]
    settled: Tuple[int, ...] = field(default=(0,) * 5, repr=False)  # for storage, by PROTOCOLS
    base: Tuple[int, ...] = field(default=(0,) * 5, repr=False)
