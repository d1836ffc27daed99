# SPDX-License-Identifier: MIT
"""The structs of cursor.h."""

from .key import Key
from .struct import Pointer, Sized, Struct, U32, U64, struct


@struct("svccomm_position")
class Position(Struct):
    """Where a record stands in a sorted list: its value in an order-preserving form, and its
    key."""

    value: U64  # 0 without a value
    has_value: U32
    reserved: U32
    key: Key


@struct("svccomm_query")
class Query(Sized):
    """What a list is."""

    size: U32
    sort: U32  # SVCCOMM_SORT_
    descending: U32  # not 0: greatest first (keys of a tie still ascend)
    has_after: U32  # not 0: begin after `after`
    after: Position  # where a list stopped; for SORT_KEY only its key matters
    limit: U64  # at most so many records; 0: all
    filter: Pointer  # copied with its strings; NULL: normal records of realm 0
