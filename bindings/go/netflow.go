// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"encoding/json"
	"math"
	"unsafe"
)

// Netflow is the flow statistics of a record. Forward is from client to listener.
type Netflow struct {
	Present        bool // false: no flow was ever seen and nothing has a value
	Sampled        bool // some of it came from a sampled exporter
	ForwardEvents  uint64
	ReverseEvents  uint64
	ForwardBytes   uint64
	ReverseBytes   uint64
	ForwardPackets uint64
	ReversePackets uint64
	Attempts       uint64
	Spans          Spans // active span, gap span, active samples, first and last
}

// TotalEvents is forward + reverse; it saturates.
func (n *Netflow) TotalEvents() uint64 {
	if n.ForwardEvents > math.MaxUint64-n.ReverseEvents {
		return math.MaxUint64
	}
	return n.ForwardEvents + n.ReverseEvents
}

// FirstFound is the earliest start of a flow, or none.
func (n *Netflow) FirstFound() Time {
	if !n.Present {
		return Time{}
	}
	return goTime(n.Spans.First)
}

// LastFound is the latest end of a flow, or none.
func (n *Netflow) LastFound() Time {
	if !n.Present {
		return Time{}
	}
	return goTime(n.Spans.Last)
}

// netflowObject is Netflow as exports have it; what is nil has no value.
type netflowObject struct {
	ActiveSamples  *uint64   `json:"active_samples"`
	TotalEvents    *uint64   `json:"total_events"`
	ForwardEvents  *uint64   `json:"forward_events"`
	ReverseEvents  *uint64   `json:"reverse_events"`
	ForwardBytes   *uint64   `json:"forward_bytes"`
	ReverseBytes   *uint64   `json:"reverse_bytes"`
	ForwardPackets *uint64   `json:"forward_packets"`
	ReversePackets *uint64   `json:"reverse_packets"`
	Attempts       *uint64   `json:"attempts"`
	ActiveSpan     rawNumber `json:"active_span"`
	GapSpan        rawNumber `json:"gap_span"`
	FirstFound     Time      `json:"first_found"`
	LastFound      Time      `json:"last_found"`
	LateEvents     *uint64   `json:"late_events"`
	Sampled        *bool     `json:"sampled"`
	Approximate    *bool     `json:"approximate"`
}

// MarshalJSON gives the object of an export: every name, null where there is no value.
func (n Netflow) MarshalJSON() ([]byte, error) {
	var object netflowObject
	if !n.Present {
		return json.Marshal(object)
	}
	samples, events := n.Spans.Samples(), n.TotalEvents()
	approximate := n.Spans.Flags&SpansApproximate != 0
	object = netflowObject{
		ActiveSamples:  &samples,
		TotalEvents:    &events,
		ForwardEvents:  &n.ForwardEvents,
		ReverseEvents:  &n.ReverseEvents,
		ForwardBytes:   &n.ForwardBytes,
		ReverseBytes:   &n.ReverseBytes,
		ForwardPackets: &n.ForwardPackets,
		ReversePackets: &n.ReversePackets,
		Attempts:       &n.Attempts,
		FirstFound:     n.FirstFound(),
		LastFound:      n.LastFound(),
		LateEvents:     &n.Spans.Late,
		Sampled:        &n.Sampled,
		Approximate:    &approximate,
	}
	if n.Spans.First != NoTime {
		object.ActiveSpan = secondsNumber(n.Spans.Active())
		object.GapSpan = secondsNumber(n.Spans.Gap())
	}
	return json.Marshal(object)
}

func goNetflow(c *C.svccomm_netflow) Netflow {
	return Netflow{
		Present:        c.present != 0,
		Sampled:        c.sampled != 0,
		ForwardEvents:  uint64(c.forward_events),
		ReverseEvents:  uint64(c.reverse_events),
		ForwardBytes:   uint64(c.forward_bytes),
		ReverseBytes:   uint64(c.reverse_bytes),
		ForwardPackets: uint64(c.forward_packets),
		ReversePackets: uint64(c.reverse_packets),
		Attempts:       uint64(c.attempts),
		Spans:          *(*Spans)(unsafe.Pointer(&c.spans)),
	}
}

func (n *Netflow) c() C.svccomm_netflow {
	return C.svccomm_netflow{
		present:         cBool(n.Present),
		sampled:         cBool(n.Sampled),
		forward_events:  C.uint64_t(n.ForwardEvents),
		reverse_events:  C.uint64_t(n.ReverseEvents),
		forward_bytes:   C.uint64_t(n.ForwardBytes),
		reverse_bytes:   C.uint64_t(n.ReverseBytes),
		forward_packets: C.uint64_t(n.ForwardPackets),
		reverse_packets: C.uint64_t(n.ReversePackets),
		attempts:        C.uint64_t(n.Attempts),
		spans:           *n.Spans.c(),
	}
}
