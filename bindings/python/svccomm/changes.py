# SPDX-License-Identifier: MIT
"""What changed since a revision (K10)."""

from dataclasses import dataclass
from typing import Optional
from uuid import UUID

from .constants import Cause


@dataclass(frozen=True)
class Change:
    """A record that exists (UPDATED: get it by its id), or the tombstone of one that ended; of a
    turned or re-keyed one with the id under which it goes on."""

    revision: int
    id: UUID
    cause: Cause
    successor: Optional[UUID] = None
