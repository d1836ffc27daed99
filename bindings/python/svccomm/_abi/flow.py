# SPDX-License-Identifier: MIT
"""The structs of flow.h."""

from .struct import Bytes16, I64, Sized, Struct, U16, U32, U64, U8, struct


@struct("svccomm_flow")
class Flow(Struct):
    """One flow. Counters are as exported, before sampling is made up for (F8). Addresses and ports
    are those before translation (F13). An element of arrays: zero it before filling it."""

    source: Bytes16
    destination: Bytes16
    source_port: U16  # host byte order; 0 where there is none
    destination_port: U16  # host byte order
    protocol: U8  # IANA number
    # of the source, or of both where it is one record without `reverse_tcp_flags`; cumulative; 0:
    # not told
    tcp_flags: U8
    reverse_tcp_flags: U8  # biflow: of the destination
    initiator: U8  # SVCCOMM_INITIATOR_
    realm: U32  # 0 unless the caller or a mapping says otherwise (K5)
    flags: U32  # SVCCOMM_FLOW_ bits
    start: I64  # ns; SVCCOMM_NO_TIME: not told, the end counts as a point
    end: I64  # ns
    bytes: U64  # from source to destination
    packets: U64
    reverse_bytes: U64  # biflow: from destination to source, else 0
    reverse_packets: U64
    sampling: U32  # one of so many packets was looked at; 0, 1: all of them
    domain: U32  # observation domain or source id (RFC 7011 section 3.1); informative
    post_source_port: U16  # after translation, with SVCCOMM_FLOW_POST_NAT
    post_destination_port: U16
    reserved: U32
    post_source: Bytes16  # after translation; zero: not translated
    post_destination: Bytes16


@struct("svccomm_flow_batch")
class FlowBatch(Sized):
    """What a batch of flows has in common (F11)."""

    size: U32
    reserved: U32
    now: I64  # the caller's clock, ns: created and updated
    # when the batch came, ns: flows that ended long before, or end after it, are dropped (F9).
    # SVCCOMM_NO_TIME: not asked
    received: I64
    host: U64  # the host that scopes local addresses (K3); 0: flows with one are dropped
    exporter: Bytes16  # who sent them; zero: nobody known. Informative


@struct("svccomm_flow_report")
class FlowReport(Sized):
    """What became of flows; adds up over calls, unchanged by a failed one. Each flow is in exactly
    one of events, attempts, attempts_unknown, ignored and the dropped_ counters."""

    size: U32
    reserved: U32
    flows: U64  # given
    events: U64  # counted as events (F1)
    attempts: U64  # counted as attempts of a record (F12)
    # attempts without a record, so not kept (F12); likewise TCP records of nothing but a reset,
    # which else are events
    attempts_unknown: U64
    ignored: U64  # caught by an ignore rule, or of a record that is ignored
    dropped_protocol: U64  # a protocol without ports (F9)
    dropped_port: U64  # port 0 on a protocol with ports
    dropped_fragment: U64  # fragments
    dropped_address: U64  # zero addresses; or neither end may be a client (D1)
    dropped_future: U64  # ended after `received` and the slack
    dropped_old: U64  # ended too long before `received`
    dropped_time: U64  # times outside of +-SVCCOMM_TIME_MAX
    dropped_scope: U64  # a local address, and no host given (K3)
    dropped_full: U64  # refused at a cap (A7)
    records_new: U64  # communications made
    turned: U64  # communications turned round by stronger evidence (D2)
    mixed: U64  # communications marked mixed instead (D2)
    late: U64  # events that were late (F5)
    sampled: U64  # events of a sampled exporter (F8)
    biflows: U64  # events with both directions
    long_durations: U64  # events of more than 24 h, taken as points (F9)
    reversed_times: U64  # events with start > end, taken as points (F9)
    fan_in_full: U64  # pairs that the fan-in rung could not count at its cap
