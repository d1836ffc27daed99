# SPDX-License-Identifier: MIT
"""Numbers that go to C as they are: ctypes would cut what does not fit, so it is asked before."""

from .errors import RangeError


def u32(number: int) -> int:
    return _within(number, 32)


def u64(number: int) -> int:
    return _within(number, 64)


def _within(number: int, bits: int) -> int:
    if not 0 <= number < 1 << bits:
        raise RangeError("%d is not an unsigned number of %d bits" % (number, bits))
    return number
