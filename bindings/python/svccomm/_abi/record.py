# SPDX-License-Identifier: MIT
"""The structs of record.h."""

from .key import Key
from .spans import Spans
from .struct import Bytes16, I64, Pointer, Struct, Text, U32, U64, struct


@struct("svccomm_process")
class Process(Struct):
    """A process name and when a snapshot last showed it (SVCCOMM_NO_TIME: named by a person)."""

    name: Text
    last_seen: I64


@struct("svccomm_netstat")
class Netstat(Struct):
    """Netstat statistics of one view (section 4)."""

    view: U32  # SVCCOMM_VIEW_; NONE: this view was never seen and nothing has a value
    found: U32  # 1: first_found is set and total_samples has a value; 0: attempts only
    total_samples: U64  # N9, N10
    active_samples: U64  # N8; <= total_samples
    recent_samples: U64  # snapshots that gave presence only
    attempts: U64  # sockets in SYN_SENT, summed over complete snapshots (N7)
    implied_samples: U64  # active samples in which the LISTEN row was missing (N6)
    total_ports: U64  # distinct client ports, summed over complete snapshots (N8)
    first_found: I64  # or SVCCOMM_NO_TIME
    last_found: I64  # or SVCCOMM_NO_TIME
    # for storage: the source's count before the first find (N12); the total is source count - base,
    # modulo 2^64
    base: U64


@struct("svccomm_netflow")
class Netflow(Struct):
    """Flow statistics (section 5)."""

    present: U32  # 0: no flow was ever seen and nothing has a value
    sampled: U32  # 1: some of it came from a sampled exporter (F8)
    forward_events: U64
    reverse_events: U64
    forward_bytes: U64
    reverse_bytes: U64
    forward_packets: U64
    reverse_packets: U64
    attempts: U64
    spans: Spans  # active span, gap span, samples by svccomm_spans_active() and so on


@struct("svccomm_record")
class Record(Struct):
    """A communication. Strings and `processes` point into the handle that filled the record; the
    call that fills it says until when."""

    key: Key
    id: Bytes16  # K4
    revision: U64  # K10
    created: I64  # `now` of the call that made it
    updated: I64  # `now` of the call that changed it last
    first_found: I64  # over all views and flows, or SVCCOMM_NO_TIME
    last_found: I64  # likewise
    origin: U32  # SVCCOMM_ORIGIN_ bits
    evidence: U32  # SVCCOMM_EVIDENCE_: the strongest seen
    status: U32  # SVCCOMM_STATUS_
    flags: U32  # SVCCOMM_RECORD_ bits
    client_device: Text  # effective name (K7), or NULL
    listener_device: Text  # effective name (K7), or NULL
    client_device_explicit: Text  # set on the record, or NULL
    listener_device_explicit: Text  # set on the record, or NULL
    listener_process: Text  # or NULL
    note: Text  # or NULL
    processes: Pointer  # client processes, most recent first; NULL if none
    # for storage: the one client port that was seen (D2); 0: none known;
    # SVCCOMM_CLIENT_PORT_SEVERAL
    client_port: U32
    reserved: U32
    process_count: U32
    headline: U32  # the view that `netstat` means (N11): LISTENER, CLIENT or NONE
    listener_view: Netstat
    client_view: Netstat
    netflow: Netflow
