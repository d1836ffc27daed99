# SPDX-License-Identifier: MIT
"""What registries, snapshots and decoders have in common: they are closed, by hand or by the
garbage collector."""

import weakref
from types import TracebackType
from typing import Optional, Type, TypeVar

from ._handle import Handle

_Self = TypeVar("_Self", bound="Owner")


class Owner:
    """Owns a handle of the library; a context manager that closes it.

    One thread at a time: a call while another one runs is a ReentryError, not a race. Different
    objects are used freely in parallel, since calls release the interpreter's lock.
    """

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        weakref.finalize(self, handle.close)

    @property
    def closed(self) -> bool:
        return self._handle.closed

    def close(self) -> None:
        """Frees what the library holds; once more is fine. Later use is a ClosedError."""
        self._handle.close()

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()
