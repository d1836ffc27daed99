# SPDX-License-Identifier: MIT
"""The structs of address.h."""

import ctypes
from typing import Annotated

from .struct import Bytes16, Struct, U8, struct

U8x7 = ctypes.c_uint8 * 7


@struct("svccomm_prefix")
class Prefix(Struct):
    """A prefix. For IPv4 the length counts in the mapped form: 10.0.0.0/8 has 96 + 8 bits. Bits
    beyond the length are zero. Length 0 is every address."""

    address: Bytes16
    length: U8  # 0 to 128
    reserved: Annotated[ctypes.Array[ctypes.c_uint8], U8x7]
