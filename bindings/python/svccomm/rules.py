# SPDX-License-Identifier: MIT
"""Rules that a registry applies before a record is made (K3, K11, K12)."""

from dataclasses import dataclass
from typing import Optional

from .addresses import AddressLike, PrefixLike
from .constants import RuleKind


@dataclass(frozen=True)
class Rule:
    """A rule acts on what is seen from then on; records that exist stay as they are.

    id          chosen by you, not 0; a rule of the same id is replaced
    kind        IGNORE: what matches every given member is not counted. GROUP: clients in `client`
                count under the address `group`. LOCAL: addresses in `client` mean something on one
                host only
    client      prefix; None is any
    listener    IGNORE: prefix; None is any
    port_low, port_high    IGNORE: listener ports, inclusive; 0, 0 is any
    protocol    IGNORE: number; 0 is any
    process     IGNORE: pattern with `*` of a process name of the observing host; None is any
    hits        observations that it caught; given by the library
    """

    id: int
    kind: RuleKind
    client: Optional[PrefixLike] = None
    listener: Optional[PrefixLike] = None
    group: Optional[AddressLike] = None
    port_low: int = 0
    port_high: int = 0
    protocol: int = 0
    process: Optional[str] = None
    realm: int = 0
    hits: int = 0
