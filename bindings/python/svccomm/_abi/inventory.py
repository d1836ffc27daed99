# SPDX-License-Identifier: MIT
"""The structs of inventory.h."""

import ctypes
from typing import Annotated

from .struct import Bytes16, I64, Struct, Text, U16, U32, U64, U8, struct

U64x5x2 = (ctypes.c_uint64 * 5) * 2
I64x5x2 = (ctypes.c_int64 * 5) * 2
U64x5 = ctypes.c_uint64 * 5


@struct("svccomm_endpoint_key")
class EndpointKey(Struct):
    """What identifies a listener endpoint. A wildcard bind has an unspecified address (:: or
    ::ffff:0.0.0.0) and the scope of its host; a dual-stack one is kept for both families."""

    scope: U64
    realm: U32
    port: U16
    protocol: U8
    reserved: U8
    address: Bytes16


@struct("svccomm_endpoint")
class Endpoint(Struct):
    """A listener endpoint."""

    key: EndpointKey
    revision: U64
    samples: U64  # complete snapshots that identified it, by wildcard too (N9)
    own: U64  # for storage: samples counted at this endpoint itself
    wildcard_base: U64  # for storage: the wildcard's count where its share begins
    own_listen: I64  # for storage: newest snapshot with its own LISTEN row, or none
    last_listen: I64  # newest one with its wildcard's row too, or none (N6)
    last_seen: I64  # newest with its own row, or that implied it, or none
    process_seen: I64  # when `process` was seen, or none
    records: U64  # communications of it; for a wildcard 0
    evidence: U32  # SVCCOMM_EVIDENCE_: the strongest that it listens, or NONE
    # for storage: the strongest that stays, and 256 times the strongest that flows told (D2)
    own_evidence: U32
    process: Text  # the listening program, or NULL
    device: Text  # name of the host that it is on, or NULL


@struct("svccomm_host_key")
class HostKey(Struct):
    """What identifies a host."""

    host: U64
    realm: U32
    reserved: U32


@struct("svccomm_host")
class Host(Struct):
    """A host of which a snapshot was taken, or that was named. Counts are by family (0: IPv4, 1:
    IPv6) and protocol (see SVCCOMM_PROTOCOL_COUNT)."""

    key: HostKey
    revision: U64
    last_snapshot: I64  # time of its newest snapshot, or SVCCOMM_NO_TIME (N2)
    snapshots: U64  # snapshots taken
    addresses: U64  # addresses that it owns now
    # complete snapshots (N1, N10)
    complete: Annotated[ctypes.Array[ctypes.Array[ctypes.c_uint64]], U64x5x2]
    # time of the newest, or none
    last_complete: Annotated[ctypes.Array[ctypes.Array[ctypes.c_int64]], I64x5x2]
    ephemeral_low: U16  # of its newest snapshot, else the default; 0, 0: none yet
    ephemeral_high: U16
    reserved: U32
    name: Text  # or NULL


@struct("svccomm_address_key")
class AddressKey(Struct):
    """What identifies an address."""

    scope: U64
    realm: U32
    reserved: U32
    address: Bytes16


@struct("svccomm_address")
class Address(Struct):
    """An address: who owns it (K7) and what its client view counts from (N12)."""

    key: AddressKey
    revision: U64
    owner: U64  # host id, or 0: nobody
    since: I64  # when the owner took it over, or SVCCOMM_NO_TIME
    last_seen: I64  # newest snapshot with it as a local end, or SVCCOMM_NO_TIME
    settled: Annotated[ctypes.Array[ctypes.c_uint64], U64x5]  # for storage: of former owners
    base: Annotated[ctypes.Array[ctypes.c_uint64], U64x5]  # for storage: owner's, at take-over
    device: Text  # name set by svccomm_registry_set_device(), or NULL
    fallback: Text  # name that an import told, the last resort, or NULL
