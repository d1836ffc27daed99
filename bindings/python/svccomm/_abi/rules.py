# SPDX-License-Identifier: MIT
"""The structs of rules.h."""

import ctypes
from typing import Annotated

from .address import Prefix
from .struct import Bytes16, Struct, Text, U16, U32, U64, U8, struct

U8x3 = ctypes.c_uint8 * 3


@struct("svccomm_rule")
class Rule(Struct):
    """A rule. It acts on what is seen from then on; records that exist stay as they are."""

    id: U64  # chosen by the caller, not 0; a rule of the same id is replaced
    realm: U32  # where it applies
    kind: U32  # SVCCOMM_RULE_
    client: Prefix  # IGNORE: of the client; GROUP, LOCAL: the prefix. Length 0: any
    listener: Prefix  # IGNORE: of the listener. Length 0: any
    group: Bytes16  # GROUP: the address that stands for the prefix
    port_low: U16  # IGNORE: listener port, inclusive; 0, 0: any
    port_high: U16  # inclusive
    protocol: U8  # IGNORE: 0 is any
    reserved: Annotated[ctypes.Array[ctypes.c_uint8], U8x3]
    # IGNORE: pattern with `*` of a process name of the observing host, or NULL: any; case counts
    process: Text
    hits: U64  # observations that it caught; given by the library
