# SPDX-License-Identifier: MIT
"""The structs of storage.h."""

import ctypes
from typing import Annotated

from .struct import I32, I64, Pointer, Sized, Struct, U32, U64, struct

U64x2 = ctypes.c_uint64 * 2
U16x64 = ctypes.c_uint16 * 64


@struct("svccomm_meta")
class Meta(Struct):
    """The one item that is not a list."""

    format: U32  # SVCCOMM_META_FORMAT
    points: U32  # as configured (F2)
    revision: U64  # the newest given
    interval: I64  # as configured, ns
    newest: I64  # newest observation, or SVCCOMM_NO_TIME
    tombstones_from: U64  # tombstones of this revision and later are all kept
    # what svccomm_fan_in.end is hashed with; a secret (A7)
    fan_in_key: Annotated[ctypes.Array[ctypes.c_uint64], U64x2]


@struct("svccomm_fan_in")
class FanIn(Struct):
    """What fan-in counted at one end (an address and port), so that a restart within the hour
    changes no decision."""

    end: U64  # stands for the end: a hash of it under svccomm_meta.fan_in_key
    reached: I64  # newest event by which it met enough ports, or SVCCOMM_NO_TIME
    hour: I32  # hours since the epoch: the one that is counted
    count: U32  # distinct opposite ports met in it, at most SVCCOMM_FAN_IN_MOST
    ports: Annotated[ctypes.Array[ctypes.c_uint16], U16x64]  # these; the others are 0


@struct("svccomm_storage")
class Storage(Sized):
    """Storage callbacks. Each returns 0, or any other int, which ends the call with
    SVCCOMM_E_STORAGE and comes back in svccomm_error.callback. A callback must not call the
    registry (SVCCOMM_E_REENTRY), but for svccomm_sink_put() within `scan`. Items and keys are
    borrowed for the call."""

    size: U32
    kinds: U32  # bits 1 << SVCCOMM_KIND_ that it keeps; at least SVCCOMM_KINDS_LEAST
    user: Pointer  # passed to each
    begin: Pointer  # Begins a transaction. NULL: there are none.
    # Makes the transaction lasting. After another int than 0 the library takes it that nothing was
    # written, calls rollback and writes the same again next time: put and erase are idempotent.
    commit: Pointer
    rollback: Pointer  # Ends the transaction without effect; after any failure since begin.
    put: Pointer  # Inserts or replaces `count` items of `size` bytes each by their keys. Not NULL.
    erase: Pointer  # Erases by key; keys that are not there are fine. Not NULL.
    # Gives every item of the kind, in any order, to svccomm_sink_put(), and returns at once what
    # that returned if it is not 0. Not NULL.
    scan: Pointer
    # An item that scan gave is damaged. 0: it is left out and opening goes on; it stays in the
    # storage until its key is put again. Any other int, and NULL: opening fails. Meta is never left
    # out. @param item as scan gave it. @param error which it is and what is wrong.
    damaged: Pointer
    # Called once when the registry is freed, or when opening failed; NULL: nothing.
    destroy: Pointer
