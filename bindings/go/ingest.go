// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"runtime"
	"time"
	"unsafe"
)

// IngestReport is what became of a snapshot; it adds up over calls. It has the layout of
// svccomm_ingest_report.
type IngestReport struct {
	size           uint32
	reserved       uint32
	Snapshots      uint64 // applied
	Rows           uint64 // in them
	Duplicates     uint64 // rows that tell a socket told already
	Listeners      uint64 // distinct listening sockets
	Connections    uint64 // distinct sockets that gave an observation
	NotCounted     uint64 // rows in a state that says nothing
	UnknownStates  uint64 // connections treated as open though nobody knows the state
	RecordsSeen    uint64 // distinct communications observed
	RecordsNew     uint64 // of these, made now
	Implied        uint64 // listeners implied by a connection
	PresenceOnly   uint64 // communications for which the snapshot was not complete
	Ignored        uint64 // communications caught by an ignore rule or of status ignored
	DroppedAddress uint64 // rows whose client would be unspecified, multicast or broadcast
	DroppedPort    uint64 // rows with port 0
	DroppedFull    uint64 // communications, listeners, addresses or names refused at a cap
	Turned         uint64 // communications turned round by stronger evidence
}

func (r *IngestReport) c() *C.svccomm_ingest_report {
	if r != nil {
		r.size = C.sizeof_svccomm_ingest_report
	}
	return (*C.svccomm_ingest_report)(unsafe.Pointer(r))
}

// IngestSnapshot applies a snapshot, whole or not at all; the snapshot is only read. The report may
// be nil. [ErrStale] where it is not newer than the last of its host; [ErrFuture] where it is more
// than 10 minutes later than now; [ErrState] where none was begun or a text source is open;
// [ErrFull] where there is no room for the host.
func (r *Registry) IngestSnapshot(snapshot *Snapshot, now time.Time, report *IngestReport) error {
	handle, err := r.enter()
	if err != nil {
		return err
	}
	defer r.leave()
	of, err := snapshot.enter()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(snapshot)
	d := newDetail()
	return d.check(C.svccomm_registry_ingest_snapshot(handle, of, cTime(now), report.c(), &d.c))
}
