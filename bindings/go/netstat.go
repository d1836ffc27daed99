// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "encoding/json"

// Netstat is the netstat statistics of one view of a record.
type Netstat struct {
	View           View // ViewNone: it was never seen and nothing has a value
	Found          bool // FirstFound and TotalSamples have a value; false: attempts only
	TotalSamples   uint64
	ActiveSamples  uint64 // at most TotalSamples
	RecentSamples  uint64 // snapshots that gave presence only
	Attempts       uint64 // sockets in SYN_SENT, summed over complete snapshots
	ImpliedSamples uint64 // active samples in which the LISTEN row was missing
	TotalPorts     uint64 // distinct client ports, summed over complete snapshots
	FirstFound     Time
	LastFound      Time
	Base           uint64 // for storage: the source's count before the first find
}

// AverageConnections is total ports / active samples; NaN where that has no value.
func (n *Netstat) AverageConnections() float64 {
	return AverageConnections(n.TotalPorts, n.ActiveSamples)
}

// Persistence is active / total samples in percent; NaN where that has no value.
func (n *Netstat) Persistence() float64 {
	return Persistence(n.ActiveSamples, n.total())
}

// PersistenceInterval is the Wilson 95 % interval of the persistence.
func (n *Netstat) PersistenceInterval() (low, high float64) {
	return PersistenceInterval(n.ActiveSamples, n.total())
}

// total is 0 where the total has no value.
func (n *Netstat) total() uint64 {
	if !n.Found {
		return 0
	}
	return n.TotalSamples
}

// netstatObject is Netstat as exports have it; what is nil has no value.
type netstatObject struct {
	View               *string   `json:"view"`
	TotalSamples       *uint64   `json:"total_samples"`
	ActiveSamples      *uint64   `json:"active_samples"`
	RecentSamples      *uint64   `json:"recent_samples"`
	Attempts           *uint64   `json:"attempts"`
	ImpliedSamples     *uint64   `json:"implied_samples"`
	TotalPorts         *uint64   `json:"total_ports"`
	AverageConnections rawNumber `json:"average_connections"`
	Persistence        rawNumber `json:"persistence"`
	PersistenceLow     rawNumber `json:"persistence_low"`
	PersistenceHigh    rawNumber `json:"persistence_high"`
	FirstFound         Time      `json:"first_found"`
	LastFound          Time      `json:"last_found"`
}

// MarshalJSON gives the object of an export: every name, null where there is no value.
func (n Netstat) MarshalJSON() ([]byte, error) {
	var object netstatObject
	if n.View == ViewNone {
		return json.Marshal(object)
	}
	view := n.View.String()
	object = netstatObject{
		View:               &view,
		ActiveSamples:      &n.ActiveSamples,
		RecentSamples:      &n.RecentSamples,
		Attempts:           &n.Attempts,
		ImpliedSamples:     &n.ImpliedSamples,
		TotalPorts:         &n.TotalPorts,
		AverageConnections: ratioNumber(n.TotalPorts, n.ActiveSamples, 1),
		FirstFound:         n.FirstFound,
		LastFound:          n.LastFound,
	}
	if n.Found {
		low, high := n.PersistenceInterval()
		object.TotalSamples = &n.TotalSamples
		object.Persistence = ratioNumber(n.ActiveSamples, n.TotalSamples, 100)
		object.PersistenceLow = fixedNumber(low)
		object.PersistenceHigh = fixedNumber(high)
	}
	return json.Marshal(object)
}

func goNetstat(c *C.svccomm_netstat) Netstat {
	return Netstat{
		View:           View(c.view),
		Found:          c.found != 0,
		TotalSamples:   uint64(c.total_samples),
		ActiveSamples:  uint64(c.active_samples),
		RecentSamples:  uint64(c.recent_samples),
		Attempts:       uint64(c.attempts),
		ImpliedSamples: uint64(c.implied_samples),
		TotalPorts:     uint64(c.total_ports),
		FirstFound:     goTime(int64(c.first_found)),
		LastFound:      goTime(int64(c.last_found)),
		Base:           uint64(c.base),
	}
}

func (n *Netstat) c() C.svccomm_netstat {
	return C.svccomm_netstat{
		view:            C.uint32_t(n.View),
		found:           cBool(n.Found),
		total_samples:   C.uint64_t(n.TotalSamples),
		active_samples:  C.uint64_t(n.ActiveSamples),
		recent_samples:  C.uint64_t(n.RecentSamples),
		attempts:        C.uint64_t(n.Attempts),
		implied_samples: C.uint64_t(n.ImpliedSamples),
		total_ports:     C.uint64_t(n.TotalPorts),
		first_found:     cTime(n.FirstFound.Time),
		last_found:      cTime(n.LastFound.Time),
		base:            C.uint64_t(n.Base),
	}
}
