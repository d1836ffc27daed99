# SPDX-License-Identifier: MIT
"""The structs of spans.h."""

import ctypes
from typing import Annotated

from .struct import I64, Struct, U32, U64, struct


@struct("svccomm_segment")
class Segment(Struct):
    """One stretch of activity without a gap, [start, end], nanoseconds."""

    start: I64
    end: I64


Segments = Segment * 16


@struct("svccomm_spans")
class Spans(Struct):
    """The state. Read by the functions below; its members are public so that it can be stored."""

    size: U32
    flags: U32  # SVCCOMM_SPANS_ bits
    interval: I64  # nanoseconds, > 0
    keep: U32  # K: how many of the newest segments are kept, 2 to 16
    count: U32  # segments kept now, oldest first in `segments`
    first: I64  # the earliest start, or SVCCOMM_NO_TIME
    last: I64  # the latest end, or SVCCOMM_NO_TIME
    folded_end: I64  # the newest end that was folded; valid with SVCCOMM_SPANS_FOLDED
    folded_active: I64  # sum of the lengths that were folded, nanoseconds
    folded_samples: U64  # periods that the folded segments touch (F4)
    late: U64  # late events (F5)
    # unused ones are zero. An oldest one that starts at folded_end continues what was folded
    # (bridged)
    segments: Annotated[ctypes.Array[Segment], Segments]
