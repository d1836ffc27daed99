# SPDX-License-Identifier: MIT
"""Service communications: which client process talks to which listening service, how often, how
steadily, with what weight. The Python binding of libsvccomm.

Registry keeps the inventory; Snapshot and Decoder make what it takes in; Storage is your database.
One thread at a time per object, different objects freely in parallel.
"""

from typing import Any

from .addresses import (
    AddressLike, IPAddress, IPNetwork, PrefixLike, address_text, prefix_contains, prefix_text,
)
from .changes import Change
from .constants import (
    CapPolicy, Cause, Coverage, CoverShift, ErrorCode, Evidence, FlowFlags, FlowOptions, Format,
    Initiator, Kind, Kinds, Origin, Protocol, RealmBy, RowFlags, RuleKind, Sort, State, Status,
    Statuses, TcpFlags, Transfer, View,
)
from .cursor import Cursor
from .decoder import Decoder, DecodeReport, DecoderConfig, Exporter, VpcReport
from .edits import UNCHANGED
from .errors import (
    ArgumentError, CallbackError, CallError, ClosedError, ExistsError, FormatError, FullError,
    FutureError, HandleError, InputError, InternalError, MismatchError, NotFoundError,
    OutOfMemoryError, RangeError, ReadError, ReentryError, ResourceError, StaleError,
    StateError, StorageError, StructSizeError, StructTailError, SvccommError, TooOldError,
    TruncatedError, UnsupportedError, VersionError, WriteError,
)
from .filters import Filter, Position, position_of
from .flows import DecodedFlows, Flow, FlowReport, FLOW_SIZE, flow, flow_dtype
from .inventory import (
    PROTOCOLS, Address, AddressKey, Complete, Endpoint, EndpointKey, Host, HostKey,
)
from .items import (
    decode_item, decode_item_and_tail, decode_record, encode_item, encode_key, encode_record,
    key_of, kind_of,
)
from .keys import IdLike, Key, host_id, id_text
from .library import Allocator, abi_version, library_constants, version
from .limits import CLIENT_PORT_SEVERAL, NO_TIME, TIME_MAX
from .records import Netflow, Netstat, Process, Record
from .records_json import record_json
from .registry import Counts, ImportReport, IngestReport, Registry, RegistryConfig
from .registry_changes import Pruned
from .rules import Rule
from .snapshot import Row, Snapshot, SnapshotConfig, TextReport, format_name
from .spans import Spans
from .statistics import average_connections, persistence, persistence_interval
from .storage import LEFT_OUT, MemoryStorage, Storage
from .stored import FanIn, Item, ItemKey, Meta
from .times import Span, Time, to_datetime

__all__ = [
    "abi_version", "Address", "address_text", "AddressKey", "AddressLike", "Allocator",
    "ArgumentError", "average_connections", "CallbackError", "CallError", "CapPolicy", "Cause",
    "Change", "CLIENT_PORT_SEVERAL", "ClosedError", "Complete", "Counts", "Coverage",
    "CoverShift", "Cursor", "decode_item", "decode_item_and_tail", "decode_record",
    "DecodedFlows", "Decoder", "DecoderConfig", "DecodeReport", "encode_item", "encode_key",
    "encode_record", "Endpoint", "EndpointKey", "ErrorCode", "Evidence", "ExistsError",
    "Exporter", "FanIn", "Filter", "flow", "Flow", "flow_dtype", "FLOW_SIZE", "FlowFlags",
    "FlowOptions", "FlowReport", "Format", "format_name", "FormatError", "FullError",
    "FutureError", "HandleError", "Host", "host_id", "HostKey", "id_text", "IdLike",
    "ImportReport", "IngestReport", "Initiator", "InputError", "InternalError", "IPAddress",
    "IPNetwork", "Item", "ItemKey", "Key", "key_of", "Kind", "kind_of", "Kinds", "LEFT_OUT",
    "library_constants", "MemoryStorage", "Meta", "MismatchError", "Netflow", "Netstat",
    "NO_TIME", "NotFoundError", "Origin", "OutOfMemoryError", "persistence",
    "persistence_interval", "Position", "position_of", "prefix_contains", "prefix_text",
    "PrefixLike", "Process", "Protocol", "PROTOCOLS", "Pruned", "RangeError", "ReadError",
    "RealmBy", "Record", "record_json", "ReentryError", "Registry", "RegistryConfig",
    "ResourceError", "Row", "RowFlags", "Rule", "RuleKind", "Snapshot", "SnapshotConfig",
    "Sort", "Span", "Spans", "StaleError", "State", "StateError", "Status", "Statuses",
    "Storage", "StorageError", "StructSizeError", "StructTailError", "SvccommError", "TcpFlags",
    "TextReport", "Time", "TIME_MAX", "to_datetime", "TooOldError", "Transfer",
    "TruncatedError", "UNCHANGED", "UnsupportedError", "version", "VersionError", "View",
    "VpcReport", "WriteError",
]

__version__ = version()


def __getattr__(name: str) -> Any:
    """FLOW_DTYPE, which needs numpy, is made when it is asked for."""
    if name == "FLOW_DTYPE":
        return flow_dtype()
    raise AttributeError("module %r has no attribute %r" % (__name__, name))
