# SPDX-License-Identifier: MIT
"""Lists that are read in pages."""

import ctypes
import weakref
from collections import deque
from types import TracebackType
from typing import Deque, Iterator, List, Optional, Type

from . import _abi as c
from ._owner import Owner
from ._records_c import record_of_c
from .constants import Sort
from .errors import ClosedError, check
from .filters import Filter, Position, query_to_c
from .records import Record


class Cursor(Iterator[Record]):
    """The records of Registry.records(), one after the other; a context manager.

    `page` records at a time are taken from the registry, and are what they were then. It may be
    used as long as its registry is open, and on the registry's thread. After its end it is asked
    again when next() is called, and in key order gives what has been added since.
    """

    def __init__(self, registry: Owner, filter: Optional[Filter], sort: Sort, descending: bool,
                 limit: int, after: Optional[Position], page: int) -> None:
        alive: List[object] = []
        self._registry = registry  # which is open at least as long as its lists are read
        self._handle = handle = registry._handle
        self._records = (c.Record * page)()
        self._page: Deque[Record] = deque()
        self._cursor = handle.new_cursor(query_to_c(filter, sort, descending, limit, after, alive))
        self._end = weakref.finalize(self, handle.queue_cursor, self._cursor)

    def __next__(self) -> Record:
        if not self._page:
            self._fetch()
        if not self._page:
            raise StopIteration
        return self._page.popleft()

    def _fetch(self) -> None:
        with self._handle:
            if not self._end.alive:
                raise ClosedError("the cursor was closed")
            count = check(c.lib.svccomm_cursor_next(
                self._cursor, self._records, len(self._records), ctypes.sizeof(c.Record)))
            self._page.extend(record_of_c(self._records[index]) for index in range(count))

    def close(self) -> None:
        """Frees the list; once more is fine."""
        self._page.clear()
        if self._end.detach():
            self._handle.free_cursor(self._cursor)

    def __enter__(self) -> "Cursor":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()
