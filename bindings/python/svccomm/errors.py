# SPDX-License-Identifier: MIT
"""Exceptions: one class for each code of the library, under one for each block of codes.

Where Python has a class for the same thing (ValueError, LookupError, MemoryError) it is a base too.
An exception that a callback of yours raises is not wrapped: it comes out of the call as it is.
"""

from typing import Dict, Optional, Type

from . import _abi as c
from .constants import ErrorCode


class SvccommError(Exception):
    """A call failed, and what it was called on is as it was before.

    code      the ErrorCode, or an int that this version does not know
    message   what and why, in English
    line      1-based line of the input, or None
    offset    0-based byte offset in the input, or index of an element; 0 where none applies
    callback  what a C callback returned, or 0
    """

    code: int = 0

    def __init__(self, message: str = "", *, code: Optional[int] = None,
                 line: Optional[int] = None, offset: int = 0, callback: int = 0) -> None:
        self.code = self.code if code is None else code
        self.message = message or c.lib.svccomm_strerror(self.code).decode()
        self.line, self.offset, self.callback = line, offset, callback
        super().__init__(self.message)


class CallError(SvccommError):
    """The call itself is wrong (codes -1 to -9)."""


class ResourceError(SvccommError):
    """Memory or a cap (codes -10 to -19)."""


class InputError(SvccommError):
    """The input (codes -20 to -29)."""


class HandleError(SvccommError):
    """What the handle holds, or the state it is in (codes -30 to -39)."""


class CallbackError(SvccommError):
    """A callback (codes -40 to -49)."""


class InternalError(SvccommError):
    """An invariant does not hold: a defect of the library (code -50)."""

    code = ErrorCode.INTERNAL


class ArgumentError(CallError, ValueError):
    """An argument is not of the documented form."""

    code = ErrorCode.ARGUMENT


class StructSizeError(CallError):
    """A struct is smaller than in its first version: library and package do not fit."""

    code = ErrorCode.STRUCT_SIZE


class StructTailError(CallError):
    """A struct has members that the library does not know: library and package do not fit."""

    code = ErrorCode.STRUCT_TAIL


class RangeError(CallError, ValueError):
    """A number, time or text is outside its documented range."""

    code = ErrorCode.RANGE


class OutOfMemoryError(ResourceError, MemoryError):
    """The allocator gave no memory."""

    code = ErrorCode.NOMEM


class FullError(ResourceError):
    """A configured cap is reached and nothing may be evicted."""

    code = ErrorCode.FULL


class FormatError(InputError, ValueError):
    """The input is of no known format, or is damaged."""

    code = ErrorCode.FORMAT


class TruncatedError(InputError, ValueError):
    """The input ends within an item."""

    code = ErrorCode.TRUNCATED


class VersionError(InputError, ValueError):
    """Written by a version that this one cannot read."""

    code = ErrorCode.VERSION


class NotFoundError(HandleError, LookupError):
    """No such record, host or rule."""

    code = ErrorCode.NOT_FOUND


class ExistsError(HandleError):
    """The key is taken."""

    code = ErrorCode.EXISTS


class StaleError(HandleError):
    """A snapshot not newer than the last of its host; nothing was changed, so it can be ignored
    after a retry."""

    code = ErrorCode.STALE


class FutureError(HandleError):
    """A time more than 10 minutes after `now`."""

    code = ErrorCode.FUTURE


class TooOldError(HandleError):
    """Tombstones since that revision are not kept: list everything instead."""

    code = ErrorCode.TOO_OLD


class MismatchError(HandleError):
    """The interval or `points` differs from what is stored."""

    code = ErrorCode.MISMATCH


class StateError(HandleError):
    """The handle is not in the state that the call needs."""

    code = ErrorCode.STATE


class ClosedError(StateError):
    """Used after close()."""


class StorageError(CallbackError):
    """A storage callback failed without raising."""

    code = ErrorCode.STORAGE


class ReentryError(CallbackError):
    """Called while a call of the same handle runs: from within one of its callbacks, or from a
    second thread."""

    code = ErrorCode.REENTRY


class WriteError(CallbackError):
    """A write callback failed without raising."""

    code = ErrorCode.WRITE


class ReadError(CallbackError):
    """A read callback failed without raising."""

    code = ErrorCode.READ


class UnsupportedError(CallbackError):
    """The storage lacks something that is needed."""

    code = ErrorCode.UNSUPPORTED


_BLOCKS = (CallError, ResourceError, InputError, HandleError, CallbackError)
_CLASSES: Dict[int, Type[SvccommError]] = {InternalError.code: InternalError}
_CLASSES.update((each.code, each) for block in _BLOCKS for each in block.__subclasses__())


def error_of(code: int, detail: Optional[c.Error] = None) -> SvccommError:
    """The exception for a code; `detail` is used if the call filled it."""
    if code in _CLASSES:
        kind = _CLASSES[code]
    else:  # of a later version of the library: its block tells the kind
        block = -code // 10
        kind = _BLOCKS[block] if 0 <= block < len(_BLOCKS) else SvccommError
    if detail is None or detail.code != code:
        return kind(code=code)
    return kind(detail.message.decode(errors="replace"), code=code, line=detail.line or None,
                offset=detail.offset, callback=detail.callback)


def check(code: int, detail: Optional[c.Error] = None) -> int:
    """The code, if it is none of an error."""
    if code < 0:
        raise error_of(code, detail)
    return code
