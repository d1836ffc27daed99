# SPDX-License-Identifier: MIT
"""The structs of registry.h."""

import ctypes
from typing import Annotated

from .key import Key
from .struct import Bytes16, I64, Pointer, Sized, Struct, Text, U32, U64, struct

U64x2 = ctypes.c_uint64 * 2


@struct("svccomm_registry_config")
class RegistryConfig(Sized):
    """How a registry is made."""

    size: U32
    cap_policy: U32  # SVCCOMM_CAP_; default REFUSE
    # key of every hash table; zero by default, which is NOT safe against chosen keys: give 128
    # random bits (A7)
    seed: Annotated[ctypes.Array[ctypes.c_uint64], U64x2]
    max_records: U64  # default 16 million
    max_endpoints: U64  # default 4 million
    max_addresses: U64  # default 16 million
    max_hosts: U64  # default 1 million
    max_strings: U64  # distinct names and notes; default 1 million
    max_string_bytes: U64  # their bytes; default 64 MiB
    max_tombstones: U32  # kept for `changes` (K10); default 65,536
    max_rules: U32  # default 4,096
    interval: I64  # flow sample interval, ns; default 60 s; stored (section 2)
    points: U32  # not 0: only the end of a flow counts (F2); stored
    keep_segments: U32  # K of F5, 2 to 16; default 4
    owner_age: I64  # an address is owned so long after its last sighting (K7), ns; default 7 days
    open_states: U32  # bit 1 << SVCCOMM_STATE_ for each state that is open (N7)
    flow_options: U32  # SVCCOMM_FLOWS_ bits; default 0
    # a flow that ended longer before it was received is dropped (F9), ns; default 24 h
    flow_age: I64
    flow_future: I64  # one that ended longer after it was received, too, ns; default 10 min
    max_fan_in: U32  # ends whose ports are counted (section 6); default 262,144
    reserved: U32
    allocator: Pointer  # copied; NULL: the C library's


@struct("svccomm_counts")
class Counts(Sized):
    """Counts of what a registry holds and of what it dropped."""

    size: U32
    reserved: U32
    records: U64  # all realms, every status
    endpoints: U64
    addresses: U64
    hosts: U64
    rules: U64
    tombstones: U64
    strings: U64
    string_bytes: U64
    revision: U64  # the newest given (K10)
    unflushed: U64  # items that the next flush writes or erases
    evicted: U64  # records evicted at the cap since the handle was made
    evicted_endpoints: U64  # likewise endpoints
    evicted_addresses: U64  # likewise addresses
    evicted_hosts: U64  # likewise hosts
    memory: U64  # bytes that the handle holds now
    newest: I64  # newest observation, or SVCCOMM_NO_TIME


@struct("svccomm_ingest_report")
class IngestReport(Sized):
    """What became of a snapshot; adds up over calls, unchanged by a failed one."""

    size: U32
    reserved: U32
    snapshots: U64  # applied
    rows: U64  # in them
    duplicates: U64  # rows that tell a socket told already (N4)
    listeners: U64  # distinct listening sockets
    connections: U64  # distinct sockets that gave an observation
    not_counted: U64  # rows in a state that says nothing (N7)
    unknown_states: U64  # connections treated as open though nobody knows the state (N7)
    records_seen: U64  # distinct communications observed
    records_new: U64  # of these, made now
    implied: U64  # listeners implied by a connection (N6)
    presence_only: U64  # communications seen, but the snapshot was not complete for them
    ignored: U64  # communications caught by an ignore rule or of status ignored
    dropped_address: U64  # rows whose client would be unspecified, multicast or broadcast
    dropped_port: U64  # rows with port 0
    dropped_full: U64  # communications, listeners, addresses or names refused at a cap
    turned: U64  # communications turned round by stronger evidence (D2)


@struct("svccomm_edit")
class Edit(Sized):
    """What a person says of a record; NULL strings take a name away."""

    size: U32
    fields: U32  # SVCCOMM_EDIT_ bits
    # for add: the key; for edit: the new one. Where neither end is local the scope must be 0, else
    # not 0 (K3)
    key: Key
    client_device: Text
    listener_device: Text
    listener_process: Text
    note: Text
    processes: Pointer  # names, most recent first
    process_count: U32  # at most SVCCOMM_PROCESS_MAX
    status: U32  # SVCCOMM_STATUS_


@struct("svccomm_prune")
class Prune(Sized):
    """What to prune (K12)."""

    size: U32
    include_manual: U32  # not 0: manual records too
    dry_run: U32  # not 0: only count
    reserved: U32
    # records last found (attempts only, or never found: updated) before this time go
    older_than: I64
    records: U64
    endpoints: U64
    addresses: U64
    hosts: U64


@struct("svccomm_change")
class Change(Struct):
    """A change since a revision: a record that exists, or the tombstone of one that ended (K10)."""

    revision: U64
    id: Bytes16
    successor: Bytes16  # of a turned or re-keyed one, else zero
    cause: U32  # SVCCOMM_CHANGE_
    reserved: U32
