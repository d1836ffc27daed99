# SPDX-License-Identifier: MIT
"""The C callbacks over a Storage."""

import ctypes
from itertools import islice
from typing import Any, List, Tuple

from . import _abi as c
from ._handle import Callbacks
from ._items_c import FORMS
from .constants import Kind
from .errors import error_of
from .storage import LeftOut, Storage
from .stored import Item

_Call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
_Items = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p,
                          ctypes.c_size_t, ctypes.c_size_t)
_Scan = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p)
_Damaged = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p,
                            ctypes.POINTER(c.Error))
_Destroy = ctypes.CFUNCTYPE(None, ctypes.c_void_p)

_PAGE = 256


class Bridge:
    """Has to live as long as the registry: C calls what it holds."""

    def __init__(self, storage: Storage, callbacks: Callbacks) -> None:
        self._storage, self._callbacks = storage, callbacks
        self._page: Tuple[int, int, List[Item]] = (0, 1, [])  # that scan is giving: where, of size
        self._functions = {
            "begin": _Call(lambda user: callbacks.run(storage.begin)),
            "commit": _Call(lambda user: callbacks.run(storage.commit)),
            "rollback": _Call(lambda user: callbacks.run(storage.rollback)),
            "put": _Items(self._put),
            "erase": _Items(self._erase),
            "scan": _Scan(self._scan),
            "damaged": _Damaged(self._damaged),
            "destroy": _Destroy(self._destroy),
        }
        self.struct = c.Storage(kinds=storage.kinds, **{
            name: ctypes.cast(function, ctypes.c_void_p).value
            for name, function in self._functions.items()})

    def _put(self, user: int, kind: int, items: int, count: int, size: int) -> int:
        form = FORMS[Kind(kind)]
        return self._callbacks.run(lambda: self._storage.put(Kind(kind), [
            form.of_c(form.struct.from_address(items + index * size)) for index in range(count)]))

    def _erase(self, user: int, kind: int, keys: int, count: int, size: int) -> int:
        form = FORMS[Kind(kind)]
        return self._callbacks.run(lambda: self._storage.erase(Kind(kind), [
            form.key_of_c(form.key_struct.from_address(keys + index * size))
            for index in range(count)]))

    def _scan(self, user: int, kind: int, sink: int) -> int:
        code = 0

        def give() -> None:
            nonlocal code
            items = iter(self._storage.scan(Kind(kind)))
            while code == 0 and (page := list(islice(items, _PAGE))):
                given = [each for each in page if not isinstance(each, LeftOut)]
                code = self._give(Kind(kind), given, sink)
                for _ in range(len(page) - len(given)):
                    code = code or c.lib.svccomm_sink_leave_out(sink)

        return self._callbacks.run(give) or code

    def _give(self, kind: Kind, page: List[Item], sink: int) -> int:
        form = FORMS[kind]
        alive: List[object] = []
        structs = [form.to_c(item, alive) for item in page]
        array = (form.struct * len(structs))(*structs)
        size = ctypes.sizeof(form.struct)
        self._page = ctypes.addressof(array), size, page
        code: int = c.lib.svccomm_sink_put(sink, array, len(array), size)
        return code

    def _damaged(self, user: int, kind: int, item: int, error: Any) -> int:
        left_out = False

        def ask() -> None:
            nonlocal left_out
            start, size, items = self._page
            detail = error.contents
            left_out = self._storage.damaged(Kind(kind), items[(item - start) // size],
                                             error_of(detail.code, detail))

        return self._callbacks.run(ask) or (0 if left_out else 1)

    def _destroy(self, user: int) -> None:
        self._callbacks.run(self._storage.close)
