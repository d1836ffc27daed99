# SPDX-License-Identifier: MIT
"""The structs of error.h."""

import ctypes
from typing import Annotated

from .struct import I32, Sized, U32, U64, struct

Charsx192 = ctypes.c_char * 192


@struct("svccomm_error")
class Error(Sized):
    """The detail of a failure; written only on failure."""

    size: U32
    code: I32  # the SVCCOMM_E_ code that was returned
    callback: I32  # what the caller's callback returned, or 0
    reserved: U32
    line: U64  # 1-based line of the input, or 0
    offset: U64  # byte offset in the input (0-based) where that applies, or 0
    message: Annotated[bytes, Charsx192]  # what and why, in English; NUL-terminated
