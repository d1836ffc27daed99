# SPDX-License-Identifier: MIT
"""Records as the JSON of exports."""

import ctypes
from typing import List

from . import _abi as c
from ._handle import Callbacks
from ._records_c import record_to_c
from .records import Record
from .streams import writer


def record_json(record: Record) -> str:
    """The JSON object of a record, as exports have it, without a line end."""
    parts: List[bytes] = []
    alive: List[object] = []
    callbacks = Callbacks()
    code = c.lib.svccomm_record_write_json(ctypes.byref(record_to_c(record, alive)),
                                           writer(parts.append, callbacks), None)
    callbacks.check(code)
    return b"".join(parts).decode()
