# SPDX-License-Identifier: MIT
"""The span state of flow statistics (F2-F7): active span, gap span and active samples from events
in nearly any order, in constant memory. Usable without a registry."""

import ctypes
from typing import Optional

from . import _abi as c
from ._numbers import u32
from .constants import SpansFlags
from .errors import check
from .limits import INTERVAL_DEFAULT, SPANS_KEEP_DEFAULT
from .times import Span, Time, nanoseconds, span_nanoseconds, time_or_none


class Spans:
    """interval: ns or timedelta, > 0; keep: K, how many of the newest segments are kept, 2 to 16;
    points: only the end of an event counts. RangeError for others. `state` is the C struct."""

    def __init__(self, interval: Span = INTERVAL_DEFAULT, keep: int = SPANS_KEEP_DEFAULT,
                 points: bool = False) -> None:
        self.state = c.Spans()
        check(c.lib.svccomm_spans_init(ctypes.byref(self.state), ctypes.sizeof(self.state),
                                       span_nanoseconds(interval), u32(keep), points))

    @classmethod
    def of_c(cls, state: c.Spans) -> "Spans":
        """A copy of a state of C."""
        spans = cls.__new__(cls)
        spans.state = c.Spans.from_buffer_copy(state)
        return spans

    def add(self, start: Time, end: Time) -> bool:
        """Adds an event that covers [start, end]; whether it was late. start > end is a point at
        its end. RangeError for a time beyond +-TIME_MAX."""
        return bool(check(c.lib.svccomm_spans_add(
            ctypes.byref(self.state), nanoseconds(start), nanoseconds(end))))

    def merge(self, other: "Spans") -> None:
        """Adds what the other saw, exactly where that is possible, else as an estimate, which
        `approximate` says. MismatchError: another interval or points."""
        check(c.lib.svccomm_spans_merge(ctypes.byref(self.state), ctypes.byref(other.state)))

    @property
    def active(self) -> int:
        """Active span: the sum of the segments' lengths, ns."""
        value: int = c.lib.svccomm_spans_active(ctypes.byref(self.state))
        return value

    @property
    def gap(self) -> int:
        """Gap span: last - first - active, ns."""
        value: int = c.lib.svccomm_spans_gap(ctypes.byref(self.state))
        return value

    @property
    def samples(self) -> int:
        """Aligned periods that the segments touch."""
        value: int = c.lib.svccomm_spans_samples(ctypes.byref(self.state))
        return value

    @property
    def first(self) -> Optional[int]:
        return time_or_none(self.state.first)

    @property
    def last(self) -> Optional[int]:
        return time_or_none(self.state.last)

    @property
    def late(self) -> int:
        return self.state.late

    @property
    def approximate(self) -> bool:
        return bool(self.state.flags & SpansFlags.APPROXIMATE)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Spans):
            return NotImplemented
        return bytes(self.state) == bytes(other.state)

    def __hash__(self) -> int:
        return hash(bytes(self.state))

    def __repr__(self) -> str:
        return "Spans(active=%d, gap=%d, samples=%d)" % (self.active, self.gap, self.samples)
