# SPDX-License-Identifier: MIT
"""Where exports go and imports come from: binary file objects, or callables."""

import ctypes
from typing import Any, Callable, Protocol, Union

from ._handle import Callbacks


class BinaryWriter(Protocol):
    """A file object that is open for writing bytes."""

    def write(self, data: bytes, /) -> Any: ...


class BinaryReader(Protocol):
    """A file object that is open for reading bytes."""

    def read(self, size: int, /) -> bytes: ...


Target = Union[BinaryWriter, Callable[[bytes], Any]]
Source = Union[BinaryReader, Callable[[int], bytes]]

_Write = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_Read = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t,
                         ctypes.POINTER(ctypes.c_size_t))


def writer(target: Target, callbacks: Callbacks) -> Any:
    """The C callback that gives bytes to the target. A write that says it took fewer bytes, as raw
    files may, is given the rest."""
    write: Callable[[bytes], Any] = getattr(target, "write", target)  # type: ignore[arg-type]

    def give(data: bytes) -> None:
        while data:
            taken = write(data)
            data = data[taken:] if isinstance(taken, int) and taken < len(data) else b""

    return _Write(lambda user, data, length: callbacks.run(
        lambda: give(ctypes.string_at(data, length))))


def reader(source: Source, callbacks: Callbacks) -> Any:
    """The C callback that takes bytes from the source; none are its end. ValueError where it gives
    more than it was asked for."""
    read: Callable[[int], bytes] = getattr(source, "read", source)  # type: ignore[arg-type]

    def take(data: int, capacity: int, length: Any) -> None:
        part = read(capacity)
        if len(part) > capacity:
            raise ValueError("%d bytes were asked for and %d were given" % (capacity, len(part)))
        ctypes.memmove(data, bytes(part), len(part))
        length[0] = len(part)

    return _Read(lambda user, data, capacity, length: callbacks.run(
        lambda: take(data, capacity, length)))
