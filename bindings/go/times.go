// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"math"
	"time"
)

// NoTime is, where a time is an int64 of nanoseconds since the Unix epoch, no time.
const NoTime int64 = C.SVCCOMM_NO_TIME

// Time is a time in UTC, or none: the zero Time, which is null in JSON.
type Time struct {
	time.Time
}

// MarshalJSON gives RFC 3339, with a fraction where there is one, or null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.UTC().MarshalJSON()
}

// goTime reads nanoseconds since the epoch.
func goTime(nanoseconds int64) Time {
	if nanoseconds == NoTime {
		return Time{}
	}
	return Time{time.Unix(0, nanoseconds).UTC()}
}

// UnixNano gives nanoseconds since the epoch, as a [Flow] has them: NoTime for the zero time, and
// for what int64 cannot hold the nearest that the library refuses.
func UnixNano(t time.Time) int64 {
	switch {
	case t.IsZero():
		return NoTime
	case t.Unix() > math.MaxInt64/int64(time.Second)-1:
		return math.MaxInt64
	case t.Unix() < math.MinInt64/int64(time.Second)+1:
		return math.MinInt64 + 1
	}
	return t.UnixNano()
}

func cTime(t time.Time) C.int64_t {
	return C.int64_t(UnixNano(t))
}
