# SPDX-License-Identifier: MIT
"""What owns a handle of the library: lends it to one call at a time, and frees it once.

A finalizer may run at any moment and on any thread, so it frees nothing that others use: a cursor's
only queues its handle, and the registry's next call frees what is queued. When a registry is closed
or collected nobody can be using its cursors, and they are freed with it.
"""

import ctypes
import secrets
import threading
from collections import deque
from types import TracebackType
from typing import Any, Callable, Deque, List, Optional, Set, Type, Union

from . import _abi as c
from .errors import ClosedError, ReentryError, check


class Callbacks:
    """Runs what the caller gave from within C, and keeps what it raised until C has returned."""

    def __init__(self) -> None:
        self.raised: Optional[BaseException] = None

    def run(self, function: Callable[[], object]) -> int:
        """0, or 1 after an exception. A second one, as of a rollback, leaves the first."""
        try:
            function()
            return 0
        except BaseException as error:  # C must not be unwound, whatever it is
            self.raised = self.raised or error
            return 1

    def check(self, code: int, detail: Optional[c.Error] = None) -> int:
        """The result of the C call; raises the very exception that a callback raised in it."""
        if self.raised is not None:
            raised, self.raised = self.raised, None
            raise raised
        return check(code, detail)


class Handle:
    """A handle of the library with its callbacks and its cursors.

    `with handle as pointer:` lends the handle to one call. ClosedError after close(); ReentryError
    while another call has it, which is one of its own callbacks or of another thread.
    """

    def __init__(self, new: Callable[..., int], free: Callable[[int], None],
                 config: Optional[c.Sized]) -> None:
        out = ctypes.c_void_p()
        check(new(ctypes.byref(out), None if config is None else ctypes.byref(config)))
        assert out.value is not None
        self._pointer: Optional[int] = out.value
        self._free = free
        self._busy = threading.Lock()
        self._cursors: Set[int] = set()
        self._collected: Deque[int] = deque()
        self.callbacks = Callbacks()
        self._kept: List[object] = []
        self.turn = 0  # calls so far: what a call lends lives until the next one

    def __enter__(self) -> int:
        if not self._busy.acquire(blocking=False):
            raise ReentryError("the handle is in use: by the call whose callback this is, or by "
                               "another thread")
        if self._pointer is None:
            self._busy.release()
            raise ClosedError("the handle was closed")
        if self._collected:
            self._free_collected()
        self.turn += 1
        return self._pointer

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self._busy.release()

    def call(self, function: Callable[..., int], *arguments: Any) -> int:
        """Calls function(handle, *arguments)."""
        with self as pointer:
            return self.callbacks.check(function(pointer, *arguments))

    def explained(self, function: Callable[..., int], *arguments: Any) -> int:
        """The same for a function whose last parameter is the detail of an error."""
        detail = c.Error(size=ctypes.sizeof(c.Error))
        with self as pointer:
            code = function(pointer, *arguments, ctypes.byref(detail))
            return self.callbacks.check(code, detail)

    def keep(self, needed: object) -> None:
        """Keeps what C may call until the handle is freed."""
        self._kept.append(needed)

    @property
    def closed(self) -> bool:
        return self._pointer is None

    def close(self) -> None:
        """Frees the handle and its cursors; once more is fine. ReentryError as above. What a
        storage's close() raises comes out of here."""
        if not self._busy.acquire(blocking=False):
            raise ReentryError("the handle cannot be closed while a call has it")
        try:
            pointer, self._pointer = self._pointer, None
            if pointer is not None:
                for cursor in self._cursors:
                    c.lib.svccomm_cursor_free(cursor)
                self._cursors.clear()
                self._free(pointer)
                self._kept.clear()
                self.callbacks.check(0)
        finally:
            self._busy.release()

    def new_cursor(self, query: c.Query) -> int:
        """A cursor of this registry."""
        out = ctypes.c_void_p()
        with self as pointer:
            check(c.lib.svccomm_cursor_new(ctypes.byref(out), pointer, ctypes.byref(query)))
            assert out.value is not None
            self._cursors.add(out.value)
        return out.value

    def free_cursor(self, cursor: int) -> None:
        """Frees a cursor when its turn comes: now where no call has the registry, else in its next
        call. Finalizers use queue_cursor alone."""
        self.queue_cursor(cursor)
        if self._busy.acquire(blocking=False):
            try:
                self._free_collected()
            finally:
                self._busy.release()

    def queue_cursor(self, cursor: int) -> None:
        self._collected.append(cursor)

    def _free_collected(self) -> None:
        while self._collected:
            cursor = self._collected.popleft()
            if cursor in self._cursors:
                self._cursors.remove(cursor)
                c.lib.svccomm_cursor_free(cursor)


def put_seed(config: Union[c.RegistryConfig, c.SnapshotConfig, c.DecoderConfig]) -> None:
    """Sets the key of a handle's hash tables to 128 random bits (A7)."""
    ctypes.memmove(config.seed, secrets.token_bytes(16), 16)
