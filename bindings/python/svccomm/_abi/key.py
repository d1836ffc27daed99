# SPDX-License-Identifier: MIT
"""The structs of key.h."""

from .struct import Bytes16, Struct, U16, U32, U64, U8, struct


@struct("svccomm_key")
class Key(Struct):
    """The key of a communication (K1). The client's port is not in it."""

    scope: U64  # 0, or the host id where an end is local to one host (K3)
    realm: U32  # tenant, VRF or overlapping address space; 0 by default
    port: U16  # the listener's port, host byte order
    protocol: U8  # IANA number
    reserved: U8
    client: Bytes16
    listener: Bytes16
