# SPDX-License-Identifier: MIT
"""Items that only a storage sees, beside the records and the inventory."""

from dataclasses import dataclass, field
from typing import Optional, Tuple, Union
from uuid import UUID

from .changes import Change
from .inventory import Address, AddressKey, Endpoint, EndpointKey, Host, HostKey
from .limits import META_FORMAT
from .records import Record
from .rules import Rule


@dataclass(frozen=True)
class Meta:
    """The one item that is not a list. fan_in_key is a secret: what FanIn.end is hashed with."""

    points: bool
    revision: int
    interval: int
    newest: Optional[int]
    tombstones_from: int
    fan_in_key: Tuple[int, int] = field(repr=False)
    format: int = META_FORMAT


@dataclass(frozen=True)
class FanIn:
    """What fan-in counted at one end, so that a restart within the hour changes no decision."""

    end: int  # stands for the end: a hash of it
    reached: Optional[int]  # newest event by which it met enough ports, ns
    hour: int  # hours since the epoch: the one that is counted
    ports: Tuple[int, ...]  # distinct opposite ports met in it


Item = Union[Meta, Host, Address, Endpoint, Rule, Change, FanIn, Record]

# By Kind: HostKey, AddressKey, EndpointKey; a rule's id, a tombstone's revision, a fan-in's end; a
# communication's id.
ItemKey = Union[HostKey, AddressKey, EndpointKey, int, UUID]
