// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "encoding/json"

// Evidence is why we believe which side listens; greater is stronger.
type Evidence uint32

// From none to the strongest.
const (
	EvidenceNone      Evidence = C.SVCCOMM_EVIDENCE_NONE
	EvidenceGuess     Evidence = C.SVCCOMM_EVIDENCE_GUESS
	EvidenceRange     Evidence = C.SVCCOMM_EVIDENCE_RANGE
	EvidenceFanIn     Evidence = C.SVCCOMM_EVIDENCE_FAN_IN
	EvidenceNamedPort Evidence = C.SVCCOMM_EVIDENCE_NAMED_PORT
	EvidenceHandshake Evidence = C.SVCCOMM_EVIDENCE_HANDSHAKE
	EvidenceAbsent    Evidence = C.SVCCOMM_EVIDENCE_ABSENT
	EvidenceKnown     Evidence = C.SVCCOMM_EVIDENCE_KNOWN
	EvidenceListen    Evidence = C.SVCCOMM_EVIDENCE_LISTEN
	EvidenceObserved  Evidence = C.SVCCOMM_EVIDENCE_OBSERVED
	EvidenceUser      Evidence = C.SVCCOMM_EVIDENCE_USER
)

var evidenceNames = []string{
	"", "guess", "range", "fan-in", "named-port", "handshake", "absent", "known", "listen",
	"observed", "user",
}

// String is the name as exports have it; "" for none.
func (e Evidence) String() string { return nameOf(evidenceNames, uint32(e)) }

// MarshalJSON gives the name, null for none.
func (e Evidence) MarshalJSON() ([]byte, error) { return marshalName(e.String()) }

// Status is whether a record is listed and counted.
type Status uint32

// What a record can be.
const (
	StatusNormal  Status = C.SVCCOMM_STATUS_NORMAL
	StatusHidden  Status = C.SVCCOMM_STATUS_HIDDEN  // counted, not listed unless asked
	StatusIgnored Status = C.SVCCOMM_STATUS_IGNORED // not counted; kept so that it does not come back
)

var statusNames = []string{"normal", "hidden", "ignored"}

// String is the name as exports have it.
func (s Status) String() string { return nameOf(statusNames, uint32(s)) }

// MarshalJSON gives the name.
func (s Status) MarshalJSON() ([]byte, error) { return marshalName(s.String()) }

// View is from which side netstat statistics are counted.
type View uint32

// The sides.
const (
	ViewNone     View = C.SVCCOMM_VIEW_NONE
	ViewListener View = C.SVCCOMM_VIEW_LISTENER
	ViewClient   View = C.SVCCOMM_VIEW_CLIENT
)

var viewNames = []string{"", "listener", "client"}

// String is the name as exports have it; "" for none.
func (v View) String() string { return nameOf(viewNames, uint32(v)) }

// Origin is a set: where a record comes from.
type Origin uint32

// The members of the set.
const (
	OriginManual  Origin = C.SVCCOMM_ORIGIN_MANUAL
	OriginNetstat Origin = C.SVCCOMM_ORIGIN_NETSTAT
	OriginNetflow Origin = C.SVCCOMM_ORIGIN_NETFLOW
)

// Names are those of the members, as exports have them.
func (o Origin) Names() []string {
	names := []string{}
	for bit, name := range []string{"manual", "netstat", "netflow"} {
		if o&(1<<bit) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// MarshalJSON gives the list of names.
func (o Origin) MarshalJSON() ([]byte, error) { return json.Marshal(o.Names()) }

// nameOf gives "" for a number that has no name.
func nameOf(names []string, number uint32) string {
	if uint64(number) >= uint64(len(names)) {
		return ""
	}
	return names[number]
}

func marshalName(name string) ([]byte, error) {
	if name == "" {
		return []byte("null"), nil
	}
	return json.Marshal(name)
}
