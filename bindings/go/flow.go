// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"time"
	"unsafe"
)

// Initiator is who opened the communication, where the source of a flow says so.
type Initiator uint8

// Who it can be.
const (
	InitiatorUnknown     Initiator = C.SVCCOMM_INITIATOR_UNKNOWN
	InitiatorSource      Initiator = C.SVCCOMM_INITIATOR_SOURCE
	InitiatorDestination Initiator = C.SVCCOMM_INITIATOR_DESTINATION
)

// FlowFlags is a set: what a flow is.
type FlowFlags uint32

// The members of the set.
const (
	FlowBiflow    FlowFlags = C.SVCCOMM_FLOW_BIFLOW      // both directions in one record
	FlowDenied    FlowFlags = C.SVCCOMM_FLOW_DENIED      // denied, rejected or dropped: an attempt
	FlowFragment  FlowFlags = C.SVCCOMM_FLOW_FRAGMENT    // of fragments without ports
	FlowSynOnlyOK FlowFlags = C.SVCCOMM_FLOW_SYN_ONLY_OK // no ACK is ever told
	FlowPostNAT   FlowFlags = C.SVCCOMM_FLOW_POST_NAT    // PostSource, PostDestination are set
)

// TCPFlags is a set, as in the TCP header.
type TCPFlags uint8

// The members of the set.
const (
	TCPFin TCPFlags = C.SVCCOMM_TCP_FIN
	TCPSyn TCPFlags = C.SVCCOMM_TCP_SYN
	TCPRst TCPFlags = C.SVCCOMM_TCP_RST
	TCPPsh TCPFlags = C.SVCCOMM_TCP_PSH
	TCPAck TCPFlags = C.SVCCOMM_TCP_ACK
)

// Flow is one flow record: what an exporter tells of traffic between two ends. It has the layout of
// svccomm_flow, so that slices cross to C as they are. Times are nanoseconds since the epoch; see
// [UnixNano]. Counters are as exported, before sampling is made up for.
type Flow struct {
	Source          Address
	Destination     Address
	SourcePort      uint16
	DestinationPort uint16
	Protocol        Protocol
	TCPFlags        TCPFlags // of the source, or of both; cumulative; 0: not told
	ReverseTCPFlags TCPFlags // biflow: of the destination
	Initiator       Initiator
	Realm           uint32
	Flags           FlowFlags
	Start           int64 // or NoTime: the end counts as a point
	End             int64
	Bytes           uint64 // from source to destination
	Packets         uint64
	ReverseBytes    uint64 // biflow: from destination to source
	ReversePackets  uint64
	Sampling        uint32 // one of so many packets was looked at; 0, 1: all of them
	Domain          uint32 // observation domain or source id; informative

	PostSourcePort      uint16 // after translation, with FlowPostNAT
	PostDestinationPort uint16
	reserved            uint32
	PostSource          Address
	PostDestination     Address
}

// FlowBatch is what a batch of flows has in common.
type FlowBatch struct {
	Received time.Time  // when it came, by which flows age; zero: not asked
	Host     uint64     // the host that scopes local addresses; 0: flows with one are dropped
	Exporter netip.Addr // who sent them; informative
}

// FlowReport is what became of flows; it adds up over calls. Each flow is in exactly one of Events,
// Attempts, AttemptsUnknown, Ignored and the Dropped counters. It has the layout of
// svccomm_flow_report.
type FlowReport struct {
	size            uint32
	reserved        uint32
	Flows           uint64 // given
	Events          uint64 // counted as events
	Attempts        uint64 // counted as attempts of a record
	AttemptsUnknown uint64 // attempts without a record, so not kept; likewise lone resets
	Ignored         uint64 // caught by an ignore rule, or of a record that is ignored
	DroppedProtocol uint64 // a protocol without ports
	DroppedPort     uint64 // port 0 on a protocol with ports
	DroppedFragment uint64 // fragments
	DroppedAddress  uint64 // zero addresses; or neither end may be a client
	DroppedFuture   uint64 // ended after Received and the slack
	DroppedOld      uint64 // ended too long before Received
	DroppedTime     uint64 // times that are not taken
	DroppedScope    uint64 // a local address, and no host given
	DroppedFull     uint64 // refused at a cap
	RecordsNew      uint64 // communications made
	Turned          uint64 // communications turned round by stronger evidence
	Mixed           uint64 // communications marked mixed instead
	Late            uint64 // events that were late
	Sampled         uint64 // events of a sampled exporter
	Biflows         uint64 // events with both directions
	LongDurations   uint64 // events of more than 24 h, taken as points
	ReversedTimes   uint64 // events with Start > End, taken as points
	FanInFull       uint64 // pairs that fan-in could not count at its cap
}

func (r *FlowReport) c() *C.svccomm_flow_report {
	if r != nil {
		r.size = C.sizeof_svccomm_flow_report
	}
	return (*C.svccomm_flow_report)(unsafe.Pointer(r))
}

// IngestFlows takes in flows, whole or not at all. The order within the batch does not matter: take
// some thousand at once. The flows are only read and not kept; the report may be nil. [ErrRange]
// for now or Received.
func (r *Registry) IngestFlows(flows []Flow, batch FlowBatch, now time.Time,
	report *FlowReport) error {
	handle, err := r.enter()
	if err != nil {
		return err
	}
	defer r.leave()
	var c C.svccomm_flow_batch
	C.svccomm_flow_batch_init(&c, C.sizeof_svccomm_flow_batch)
	c.now = cTime(now)
	c.received = cTime(batch.Received)
	c.host = C.uint64_t(batch.Host)
	c.exporter = cAddress(batch.Exporter)
	return check(C.svccomm_registry_ingest_flows(handle, (*C.svccomm_flow)(first(flows)),
		C.size_t(len(flows)), C.sizeof_svccomm_flow, &c, report.c()))
}
