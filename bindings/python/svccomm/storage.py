# SPDX-License-Identifier: MIT
"""Storage: the library keeps the working set, an object of yours keeps the database (section 8)."""

from enum import Enum
from typing import Dict, Iterable, Optional, Sequence, Union

from .constants import Kind, Kinds
from .errors import SvccommError
from .items import key_of
from .stored import Item, ItemKey


class LeftOut(Enum):
    """What scan() gives for an item that it cannot give."""

    LEFT_OUT = "left out"


LEFT_OUT = LeftOut.LEFT_OUT


class Storage:
    """Derive from it and give it to Registry.open().

    put, erase and scan are needed, the others do nothing unless you say otherwise. What a method
    raises comes out of the registry's call that it was called by, the same object; the changes stay
    to be written by the next flush. A method must not use its registry (ReentryError). `kinds` are
    those that it keeps, at least Kinds.LEAST. Items are dataclasses; encode_item(), decode_item()
    and encode_key() make bytes of them for storages that want these.
    """

    kinds: Kinds = Kinds.ALL

    def begin(self) -> None:
        """Begins a transaction."""

    def commit(self) -> None:
        """Makes the transaction lasting. If it raises, rollback() is called and the same is written
        again next time."""

    def rollback(self) -> None:
        """Ends the transaction without effect; after any failure since begin()."""

    def put(self, kind: Kind, items: Sequence[Item]) -> None:
        """Inserts or replaces items by their keys, see key_of()."""
        raise NotImplementedError

    def erase(self, kind: Kind, keys: Sequence[ItemKey]) -> None:
        """Erases by key; keys that are not there are fine."""
        raise NotImplementedError

    def scan(self, kind: Kind) -> Iterable[Union[Item, LeftOut]]:
        """Every item of the kind, in any order; LEFT_OUT for one that is too damaged to be given.
        That one stays as it is until its key is put again. For meta it is a FormatError."""
        raise NotImplementedError

    def damaged(self, kind: Kind, item: Item, error: SvccommError) -> bool:
        """An item that scan() gave is damaged. True: it is left out and opening goes on, as with
        LEFT_OUT; False: opening fails with that error. Meta is never left out."""
        return False

    def close(self) -> None:
        """Called once when the registry is closed or collected, or when opening failed."""


class MemoryStorage(Storage):
    """Keeps items in dicts, with transactions: for tests, and as the shortest example."""

    def __init__(self) -> None:
        self.items: Dict[Kind, Dict[Optional[ItemKey], Item]] = {kind: {} for kind in Kind}
        self._before = self.items

    def begin(self) -> None:
        self._before = {kind: dict(items) for kind, items in self.items.items()}

    def rollback(self) -> None:
        self.items = self._before

    def put(self, kind: Kind, items: Sequence[Item]) -> None:
        self.items[kind].update((key_of(item), item) for item in items)

    def erase(self, kind: Kind, keys: Sequence[ItemKey]) -> None:
        for key in keys:
            self.items[kind].pop(key, None)

    def scan(self, kind: Kind) -> Iterable[Union[Item, LeftOut]]:
        return list(self.items[kind].values())
