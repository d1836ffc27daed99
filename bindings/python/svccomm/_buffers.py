# SPDX-License-Identifier: MIT
"""The memory of Python's buffers, lent to C without a copy: bytes, bytearray, memoryview, array,
mmap, numpy arrays; read-only ones too, which ctypes alone does not give."""

import ctypes
from types import TracebackType
from typing import Any, Optional, Type


class _View(ctypes.Structure):
    """CPython's Py_buffer, which is part of its stable ABI."""

    _fields_ = [
        ("buf", ctypes.c_void_p), ("obj", ctypes.c_void_p), ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t), ("readonly", ctypes.c_int), ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p), ("shape", ctypes.c_void_p), ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p), ("internal", ctypes.c_void_p),
    ]


_get = ctypes.pythonapi.PyObject_GetBuffer
_get.argtypes = [ctypes.py_object, ctypes.POINTER(_View), ctypes.c_int]
_release = ctypes.pythonapi.PyBuffer_Release
_release.argtypes = [ctypes.POINTER(_View)]
_release.restype = None


class Borrowed:
    """`with Borrowed(data) as view:` has view.address, view.length in bytes and view.item_size.
    TypeError for what is no buffer, BufferError for one that is not contiguous."""

    def __init__(self, data: Any) -> None:
        self._data, self._view = data, _View()

    def __enter__(self) -> "Borrowed":
        _get(self._data, ctypes.byref(self._view), 0)
        self.length: int = self._view.len
        self.address: Optional[int] = self._view.buf if self.length else None
        self.item_size: int = self._view.itemsize
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        _release(ctypes.byref(self._view))
