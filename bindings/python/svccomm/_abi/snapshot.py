# SPDX-License-Identifier: MIT
"""The structs of snapshot.h."""

import ctypes
from typing import Annotated

from .struct import Bytes16, I64, Pointer, Sized, Struct, Text, U16, U32, U64, U8, struct

U64x2 = ctypes.c_uint64 * 2
U8x3 = ctypes.c_uint8 * 3
U64x32 = ctypes.c_uint64 * 32


@struct("svccomm_row")
class Row(Struct):
    """One socket. A remote end of zero bytes and port 0 is no peer. For listeners at a wildcard
    the local address is :: (16 zero bytes) or 0.0.0.0 (::ffff:0.0.0.0)."""

    local: Bytes16
    remote: Bytes16
    local_port: U16  # host byte order
    remote_port: U16  # host byte order
    protocol: U8  # SVCCOMM_PROTO_ number
    state: U8  # SVCCOMM_STATE_; ignored for UDP
    flags: U8  # SVCCOMM_ROW_ bits
    reserved: U8
    process: Text  # program name, or NULL; copied


@struct("svccomm_snapshot_config")
class SnapshotConfig(Sized):
    """How a snapshot handle is made."""

    size: U32
    max_rows: U32  # cap of rows; more are counted as dropped. Default 4 million
    max_string_bytes: U64  # cap of the bytes of process names. Default 16 MiB
    # key of the hash tables; give random numbers for untrusted input (A7)
    seed: Annotated[ctypes.Array[ctypes.c_uint64], U64x2]
    allocator: Pointer  # copied; NULL: the C library's


@struct("svccomm_snapshot_info")
class SnapshotInfo(Sized):
    """What a snapshot is of."""

    size: U32
    realm: U32  # tenant; 0 by default
    host: U64  # stable id of the host, chosen by the caller, not 0
    time: I64  # when it was taken, nanoseconds
    name: Text  # the host's name, or NULL; copied
    coverage_mask: U32  # which coverage bits may be claimed at all; default all (N1)
    no_ipv6: U8  # not 0: the host has no IPv6, so /proc/net/tcp alone tells all (N1)
    reserved: Annotated[ctypes.Array[ctypes.c_uint8], U8x3]
    ephemeral_low: U16  # the host's ephemeral ports; 0, 0: the default 32768-65535
    ephemeral_high: U16  # inclusive
    reserved2: U32


@struct("svccomm_text_report")
class TextReport(Sized):
    """What became of rows and lines; adds up over calls, unchanged by a failed one. Lines are
    1-based in their source; 0 is none."""

    size: U32
    formats: U32  # bit 1 << SVCCOMM_FORMAT_ for each format that gave rows or a header
    lines: U64  # lines read
    taken: U64  # rows that are in the snapshot
    skipped: U64  # lines that are no header and no TCP, UDP, SCTP, DCCP row
    doubtful: U64  # rows that are cut or cannot be read; not taken, coverage cleared (N1)
    unknown_states: U64  # rows taken whose state word nobody knows (N7)
    dropped: U64  # rows beyond max_rows; coverage cleared
    dropped_names: U64  # process names beyond max_string_bytes; the row is taken
    first_taken_line: U64
    first_skipped_line: U64
    first_doubtful_line: U64
    first_unknown_state_line: U64
    format_headers: U32  # those of `formats` that a header told; the others a row did
    reserved: U32
    # by SVCCOMM_FORMAT_: the header or row that told it first, or 0
    format_lines: Annotated[ctypes.Array[ctypes.c_uint64], U64x32]
