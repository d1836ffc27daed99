# SPDX-License-Identifier: MIT
"""Times and spans. The library counts nanoseconds since the Unix epoch, UTC, and so does this
package: what it gives is int nanoseconds, exact; what it takes is that, or a datetime."""

import time
from datetime import datetime, timedelta, timezone
from typing import Optional, Union

from .errors import RangeError
from .limits import NO_TIME

Time = Union[int, datetime]
Span = Union[int, timedelta]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def nanoseconds(time: Time) -> int:
    """A time as nanoseconds since the epoch. ValueError for a naive datetime: it does not say which
    instant it means. TypeError for what is neither an int nor a datetime, RangeError beyond 64
    bits."""
    if isinstance(time, datetime):
        if time.utcoffset() is None:
            raise ValueError("a naive datetime does not say which instant it means: give tzinfo")
        return span_nanoseconds(time - _EPOCH)
    return span_nanoseconds(time)


def span_nanoseconds(span: Span) -> int:
    """A span as nanoseconds, from a timedelta or an int."""
    if isinstance(span, timedelta):
        span = (span.days * 86400 + span.seconds) * 10**9 + span.microseconds * 1000
    if not isinstance(span, int):
        raise TypeError("int nanoseconds or a datetime or timedelta is wanted, not %r" % (span,))
    if not -2**63 <= span < 2**63:
        raise RangeError("%d ns are beyond 64 bits" % span)
    return span


def to_datetime(time: int) -> datetime:
    """Nanoseconds since the epoch as an aware datetime in UTC, cut to whole microseconds."""
    return _EPOCH + timedelta(microseconds=time // 1000)


def now_or(now: Optional[Time]) -> int:
    """The time given, or this machine's clock."""
    return time.time_ns() if now is None else nanoseconds(now)


def time_or_none(time: int) -> Optional[int]:
    """C's time as Python's."""
    return None if time == NO_TIME else time


def no_time_or(value: Optional[Time]) -> int:
    """Python's time as C's."""
    return NO_TIME if value is None else nanoseconds(value)
