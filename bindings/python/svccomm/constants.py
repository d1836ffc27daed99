# SPDX-License-Identifier: MIT
"""The constants of the headers that are one of a kind or a set; other numbers stand in limits.py.
The tests compare all names and values with C's."""

from enum import IntEnum, IntFlag


class Protocol(IntEnum):
    """Protocols with ports, by their IANA number. Any other number is taken too, with port 0."""

    TCP = 6
    UDP = 17
    DCCP = 33
    SCTP = 132
    UDPLITE = 136


class Evidence(IntEnum):
    """Why we believe which side listens; greater is stronger."""

    NONE = 0
    GUESS = 1
    RANGE = 2
    FAN_IN = 3
    NAMED_PORT = 4
    HANDSHAKE = 5
    ABSENT = 6
    KNOWN = 7
    LISTEN = 8
    OBSERVED = 9
    USER = 10


class Origin(IntFlag):
    """Where a record comes from; a set."""

    MANUAL = 1
    NETSTAT = 2
    NETFLOW = 4


class Status(IntEnum):
    """NORMAL; HIDDEN: counted, not listed unless asked; IGNORED: not counted, kept so that it
    does not come back."""

    NORMAL = 0
    HIDDEN = 1
    IGNORED = 2


class Statuses(IntFlag):
    """Sets of statuses, for filters."""

    NORMAL = 1
    HIDDEN = 2
    IGNORED = 4
    ALL = 7


class RecordFlags(IntFlag):
    """Bits of a stored record."""

    MIXED = 1
    LISTENER_LOCAL = 2
    CLIENT_LOCAL = 4
    FLAGS = 7


class View(IntEnum):
    """The side from which a communication was counted."""

    NONE = 0
    LISTENER = 1
    CLIENT = 2


class SpansFlags(IntFlag):
    """Bits of a span state."""

    POINTS = 1
    APPROXIMATE = 2
    FOLDED = 4


class State(IntEnum):
    """States of a socket; UNKNOWN is treated as open."""

    UNKNOWN = 0
    ESTABLISHED = 1
    SYN_SENT = 2
    SYN_RECV = 3
    FIN_WAIT1 = 4
    FIN_WAIT2 = 5
    TIME_WAIT = 6
    CLOSE = 7
    CLOSE_WAIT = 8
    LAST_ACK = 9
    LISTEN = 10
    CLOSING = 11
    BOUND = 12
    IDLE = 13


class RowFlags(IntFlag):
    """V6ONLY: a wildcard that takes no IPv4; LISTENING: a UDP socket that is known to serve."""

    V6ONLY = 1
    LISTENING = 2


class Coverage(IntFlag):
    """What a snapshot claims to show: four bits for each protocol, shifted by CoverShift."""

    LISTENERS_V4 = 1
    CONNECTIONS_V4 = 2
    LISTENERS_V6 = 4
    CONNECTIONS_V6 = 8
    TCP = 0xf
    UDP = 0xf0
    LISTENERS = 0x55555
    CONNECTIONS = 0xaaaaa
    ALL = 0xfffff
    PROCESSES = 0x100000


class CoverShift(IntEnum):
    """Where the four coverage bits of a protocol are."""

    TCP = 0
    UDP = 4
    SCTP = 8
    DCCP = 12
    UDPLITE = 16


class Format(IntEnum):
    """Text formats of netstat-like programs; DETECT finds out."""

    DETECT = 0
    PROC_TCP = 1
    PROC_UDP = 2
    SS = 3
    NETSTAT = 4
    WINDOWS = 5
    POWERSHELL = 6
    BSD = 7
    SOCKSTAT = 8
    SOLARIS = 9
    AIX = 10
    HPUX = 11
    LSOF = 12
    LSOF_F = 13


class Initiator(IntEnum):
    """Who opened the communication, where the source of a flow says so."""

    UNKNOWN = 0
    SOURCE = 1
    DESTINATION = 2


class FlowFlags(IntFlag):
    """Bits of Flow.flags."""

    BIFLOW = 1
    DENIED = 2
    FRAGMENT = 4
    SYN_ONLY_OK = 8
    POST_NAT = 0x10


class TcpFlags(IntFlag):
    """Bits of Flow.tcp_flags."""

    FIN = 1
    SYN = 2
    RST = 4
    PSH = 8
    ACK = 0x10


class FlowOptions(IntFlag):
    """PORTLESS: protocols without ports are kept; ATTEMPTS: attempts make records."""

    PORTLESS = 1
    ATTEMPTS = 2


class RealmBy(IntEnum):
    """Kinds of ids that a realm can be made of."""

    VLAN = 1
    VRF = 2


class CapPolicy(IntEnum):
    """At a cap: REFUSE new ones, or EVICT the lowest revision."""

    REFUSE = 0
    EVICT = 1


class EditFields(IntFlag):
    """Which members of an edit are given."""

    CLIENT_DEVICE = 1
    LISTENER_DEVICE = 2
    PROCESSES = 4
    LISTENER_PROCESS = 8
    NOTE = 0x10
    STATUS = 0x20
    KEY = 0x40
    FIELDS = 0xff
    MERGE = 0x80


class Cause(IntEnum):
    """What a change is."""

    UPDATED = 0
    DELETED = 1
    TURNED = 2
    REKEYED = 3
    PRUNED = 4
    EVICTED = 5


class Sort(IntEnum):
    """What a list is sorted by. No value sorts last; ties go by the key."""

    KEY = 0
    REVISION = 1
    CREATED = 2
    UPDATED = 3
    FIRST_FOUND = 4
    LAST_FOUND = 5
    TOTAL_SAMPLES = 6
    ACTIVE_SAMPLES = 7
    RECENT_SAMPLES = 8
    ATTEMPTS = 9
    IMPLIED_SAMPLES = 10
    TOTAL_PORTS = 11
    AVERAGE_CONNECTIONS = 12
    PERSISTENCE = 13
    FLOW_EVENTS = 14
    FLOW_BYTES = 15
    FLOW_PACKETS = 16
    FLOW_ACTIVE_SAMPLES = 17
    FLOW_ACTIVE_SPAN = 18
    FLOW_GAP_SPAN = 19


class FilterFields(IntFlag):
    """Which members of a filter are asked for."""

    CLIENT = 1
    LISTENER = 2
    PORT = 4
    PROTOCOL = 8
    DEVICE = 0x10
    PROCESS = 0x20
    ORIGIN = 0x40
    SINCE = 0x80
    CHANGED_SINCE = 0x100
    MIN_PERSISTENCE = 0x200
    ALL_REALMS = 0x400
    FIELDS = 0x7ff


class RuleKind(IntEnum):
    """IGNORE: not counted; GROUP: clients count under one address; LOCAL: of one host."""

    IGNORE = 1
    GROUP = 2
    LOCAL = 3


class Kind(IntEnum):
    """Kinds of stored items."""

    META = 0
    HOST = 1
    ADDRESS = 2
    ENDPOINT = 3
    RULE = 4
    TOMBSTONE = 5
    FAN_IN = 6
    COMMUNICATION = 7


class Kinds(IntFlag):
    """Sets of kinds that a storage keeps: bits 1 << Kind."""

    ALL = 0xff
    LEAST = 0x81


class Transfer(IntEnum):
    """Formats of export and import; DETECT for import only."""

    CSV = 1
    JSON = 2
    NDJSON = 3
    DETECT = 0


class ErrorCode(IntEnum):
    """The codes of errors; permanent."""

    ARGUMENT = -1
    STRUCT_SIZE = -2
    STRUCT_TAIL = -3
    RANGE = -4
    NOMEM = -10
    FULL = -11
    FORMAT = -20
    TRUNCATED = -21
    VERSION = -22
    NOT_FOUND = -30
    EXISTS = -31
    STALE = -32
    FUTURE = -33
    TOO_OLD = -34
    MISMATCH = -35
    STATE = -36
    STORAGE = -40
    REENTRY = -41
    WRITE = -42
    READ = -43
    UNSUPPORTED = -44
    INTERNAL = -50


# What the members of each begin with in C.
ENUMERATIONS = {
    "SVCCOMM_PROTO_": Protocol,
    "SVCCOMM_EVIDENCE_": Evidence,
    "SVCCOMM_ORIGIN_": Origin,
    "SVCCOMM_STATUS_": Status,
    "SVCCOMM_STATUSES_": Statuses,
    "SVCCOMM_RECORD_": RecordFlags,
    "SVCCOMM_VIEW_": View,
    "SVCCOMM_SPANS_": SpansFlags,
    "SVCCOMM_STATE_": State,
    "SVCCOMM_ROW_": RowFlags,
    "SVCCOMM_COVER_": Coverage,
    "SVCCOMM_COVER_SHIFT_": CoverShift,
    "SVCCOMM_FORMAT_": Format,
    "SVCCOMM_INITIATOR_": Initiator,
    "SVCCOMM_FLOW_": FlowFlags,
    "SVCCOMM_TCP_": TcpFlags,
    "SVCCOMM_FLOWS_": FlowOptions,
    "SVCCOMM_REALM_BY_": RealmBy,
    "SVCCOMM_CAP_": CapPolicy,
    "SVCCOMM_EDIT_": EditFields,
    "SVCCOMM_CHANGE_": Cause,
    "SVCCOMM_SORT_": Sort,
    "SVCCOMM_FILTER_": FilterFields,
    "SVCCOMM_RULE_": RuleKind,
    "SVCCOMM_KIND_": Kind,
    "SVCCOMM_KINDS_": Kinds,
    "SVCCOMM_TRANSFER_": Transfer,
    "SVCCOMM_E_": ErrorCode,
}
