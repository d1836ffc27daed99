// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"time"
	"unsafe"
)

// SpanFlags is a set: how a span state came about.
type SpanFlags uint32

// The members of the set.
const (
	SpansPoints      SpanFlags = C.SVCCOMM_SPANS_POINTS      // only the end of an event counts
	SpansApproximate SpanFlags = C.SVCCOMM_SPANS_APPROXIMATE // a merge had to estimate
	SpansFolded      SpanFlags = C.SVCCOMM_SPANS_FOLDED      // older segments are in the totals only
)

// The default interval of flow statistics and number of segments kept.
const (
	DefaultInterval     = time.Duration(C.SVCCOMM_INTERVAL_DEFAULT)
	DefaultKeepSegments = C.SVCCOMM_SPANS_KEEP_DEFAULT
)

// Segment is one stretch of activity without a gap; nanoseconds since the epoch.
type Segment struct {
	Start, End int64
}

// Spans is the state of active span, gap span and active samples, from events in nearly any order.
// It has the layout of svccomm_spans, is a plain value, and can be used without a Registry. Times
// are nanoseconds since the epoch.
type Spans struct {
	size          uint32
	Flags         SpanFlags
	Interval      time.Duration
	Keep          uint32 // how many of the newest segments are kept, 2 to 16
	Count         uint32 // segments kept now, oldest first in Segments
	First         int64  // the earliest start, or NoTime
	Last          int64  // the latest end, or NoTime
	FoldedEnd     int64  // the newest end that was folded, with SpansFolded
	FoldedActive  time.Duration
	FoldedSamples uint64
	Late          uint64 // late events
	Segments      [C.SVCCOMM_SPANS_KEEP_MAX]Segment
}

// NewSpans makes an empty state that keeps the `keep` newest segments, 2 to 16; with points only
// the end of an event counts. [ErrRange] for an interval that is not positive, or another keep.
func NewSpans(interval time.Duration, keep int, points bool) (*Spans, error) {
	s := new(Spans)
	rc := C.svccomm_spans_init(s.c(), C.sizeof_svccomm_spans, C.int64_t(interval), C.uint32_t(keep),
		C.int(cBool(points)))
	return s, check(rc)
}

// Add adds one event that covers [start, end] and reports whether it was late; [ErrRange] for a
// time that is not taken.
func (s *Spans) Add(start, end time.Time) (late bool, err error) {
	rc := C.svccomm_spans_add(s.c(), cTime(start), cTime(end))
	return rc == 1, check(rc)
}

// Merge adds what other saw; [ErrMismatch] where interval or points differ.
func (s *Spans) Merge(other *Spans) error {
	return check(C.svccomm_spans_merge(s.c(), other.c()))
}

// Active is the sum of the segments' lengths.
func (s *Spans) Active() time.Duration { return time.Duration(C.svccomm_spans_active(s.c())) }

// Gap is last - first - active, never negative.
func (s *Spans) Gap() time.Duration { return time.Duration(C.svccomm_spans_gap(s.c())) }

// Samples is the number of aligned periods of one interval that the segments touch.
func (s *Spans) Samples() uint64 { return uint64(C.svccomm_spans_samples(s.c())) }

func (s *Spans) c() *C.svccomm_spans {
	return (*C.svccomm_spans)(unsafe.Pointer(s))
}
