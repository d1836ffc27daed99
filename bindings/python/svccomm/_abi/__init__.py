# SPDX-License-Identifier: MIT
"""The C interface as ctypes sees it: one module for the structs of each header. Internal."""

from .address import Prefix as Prefix
from .allocator import Allocator as Allocator
from .cursor import Position as Position, Query as Query
from .decoder import (
    Datagram as Datagram, DecodeReport as DecodeReport, DecoderConfig as DecoderConfig,
    Exporter as Exporter, RealmMap as RealmMap, VpcReport as VpcReport,
)
from .error import Error as Error
from .filter import Filter as Filter
from .flow import Flow as Flow, FlowBatch as FlowBatch, FlowReport as FlowReport
from .functions import lib as lib
from .inventory import (
    Address as Address, AddressKey as AddressKey, Endpoint as Endpoint,
    EndpointKey as EndpointKey, Host as Host, HostKey as HostKey,
)
from .key import Key as Key
from .record import Netflow as Netflow, Netstat as Netstat, Process as Process, Record as Record
from .registry import (
    Change as Change, Counts as Counts, Edit as Edit, IngestReport as IngestReport,
    Prune as Prune, RegistryConfig as RegistryConfig,
)
from .rules import Rule as Rule
from .snapshot import (
    Row as Row, SnapshotConfig as SnapshotConfig, SnapshotInfo as SnapshotInfo,
    TextReport as TextReport,
)
from .spans import Segment as Segment, Spans as Spans
from .storage import FanIn as FanIn, Meta as Meta, Storage as Storage
from .struct import STRUCTS as STRUCTS, Sized as Sized, Struct as Struct
from .transfer import ImportReport as ImportReport
