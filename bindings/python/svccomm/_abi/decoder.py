# SPDX-License-Identifier: MIT
"""The structs of decoder.h."""

import ctypes
from typing import Annotated

from .struct import Bytes16, I64, Pointer, Sized, Struct, U32, U64, struct

U64x2 = ctypes.c_uint64 * 2


@struct("svccomm_decoder_config")
class DecoderConfig(Sized):
    """How a decoder is made. At a cap, templates that decoded no data leave first, then the one
    used longest ago; the same for exporters that gave no flow. The exporter at hand stays.
    Numbers are at least 1."""

    size: U32
    max_exporters: U32  # (exporter, domain, version); default 65,536
    max_templates: U32  # in all; default 65,536
    max_exporter_templates: U32  # of one (exporter, domain); default 4,096
    # bytes of templates and exporters, at least 4096; default 64 MiB. Held data becomes no more
    # flows than fit in so many bytes
    max_bytes: U64
    max_pending_bytes: U64  # of data held until its template comes; 0: none; default 4 MiB
    # a template that was neither told nor used so long is forgotten, ns; default 24 h
    template_age: I64
    # key of the hash tables; give random numbers for untrusted input (A7)
    seed: Annotated[ctypes.Array[ctypes.c_uint64], U64x2]
    allocator: Pointer  # copied; NULL: the C library's


@struct("svccomm_datagram")
class Datagram(Sized):
    """Where a datagram came from."""

    size: U32
    reserved: U32
    received: I64  # ns; SVCCOMM_NO_TIME: the header's export time stands in
    exporter: Bytes16  # address of the sender; its port does not matter


@struct("svccomm_decode_report")
class DecodeReport(Sized):
    """What became of datagrams; adds up over calls, unchanged by a failed one."""

    size: U32
    reserved: U32
    datagrams: U64  # given
    flows: U64  # decoded, those from held data included
    unknown_version: U64  # datagrams of no version known here
    malformed: U64  # datagrams with a header or set whose length lies; what came before is decoded
    sets: U64  # of NetFlow v9 and IPFIX
    sets_unknown: U64  # sets of reserved ids, passed over
    templates: U64  # template records read, options templates included
    templates_new: U64  # of these, not known before
    templates_changed: U64  # of these, known with other fields
    templates_invalid: U64  # of these, refused: no fields, too long, cut
    templates_withdrawn: U64
    templates_expired: U64
    templates_evicted: U64  # gone at a cap
    exporters_evicted: U64  # gone at a cap with all they had
    options: U64  # options data records
    records_bad: U64  # data records that are cut or of no length
    records_other: U64  # data records that are no flow between two addresses
    no_template: U64  # data sets without a template: held or dropped
    held: U64  # of these, held until the template comes
    held_decoded: U64  # of these, decoded later
    held_dropped: U64  # of these, dropped later: no room, or never decoded
    # packets (v9) or records (v5, IPFIX) that the sequence numbers miss; those that came late are
    # among them
    lost: U64
    reordered: U64  # datagrams that came behind their successor
    restarts: U64  # exporters that began anew


@struct("svccomm_exporter")
class Exporter(Struct):
    """What a decoder knows of an exporter and observation domain."""

    address: Bytes16
    domain: U32  # observation domain, source id, or engine type and id (v5)
    version: U32  # 1, 5, 7, 9 or 10
    datagrams: U64
    flows: U64
    lost: U64
    reordered: U64
    restarts: U64
    boot_time: I64  # ns, the estimate; SVCCOMM_NO_TIME: none
    last_seen: I64  # ns
    templates: U32  # held now
    sampling: U32  # of the exporter as a whole; 0: not told


@struct("svccomm_realm_map")
class RealmMap(Struct):
    """An id that means a realm. A VRF beats a VLAN; what is not mapped is realm 0."""

    kind: U32  # SVCCOMM_REALM_BY_
    id: U32  # as exported
    realm: U32  # what it means
    reserved: U32


@struct("svccomm_vpc_report")
class VpcReport(Sized):
    """What became of the lines of VPC flow logs; adds up, unchanged by a failed call."""

    size: U32
    reserved: U32
    lines: U64  # read, empty ones not counted
    headers: U64
    flows: U64  # given out
    rejected: U64  # of these, REJECT: attempts
    no_data: U64  # NODATA lines
    skip_data: U64  # SKIPDATA lines: records were lost
    doubtful: U64  # lines that are cut or cannot be read
    first_doubtful_line: U64  # 1-based; 0: none
