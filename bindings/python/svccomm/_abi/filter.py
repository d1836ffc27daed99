# SPDX-License-Identifier: MIT
"""The structs of filter.h."""

import ctypes
from typing import Annotated

from .address import Prefix
from .struct import Double, I64, Sized, Text, U16, U32, U64, U8, struct

U8x3 = ctypes.c_uint8 * 3


@struct("svccomm_filter")
class Filter(Sized):
    """A filter: a record passes if every member that is asked for holds."""

    size: U32
    fields: U32  # SVCCOMM_FILTER_ bits
    client: Prefix
    listener: Prefix
    port_low: U16  # inclusive
    port_high: U16  # inclusive
    protocol: U8
    reserved: Annotated[ctypes.Array[ctypes.c_uint8], U8x3]
    device: Text  # either end's effective device name, ASCII case ignored
    process: Text  # part of a client or listener process name, ASCII case ignored
    origin: U32  # a set: one of them suffices
    statuses: U32  # SVCCOMM_STATUSES_ bits; 0: normal only
    since: I64  # last found at this time or later; attempts-only ones never
    changed_since: U64  # revision greater than this
    min_persistence: Double  # percent; the headline view's persistence is at least this
    realm: U32  # the realm, 0 by default, unless SVCCOMM_FILTER_ALL_REALMS
    reserved2: U32
