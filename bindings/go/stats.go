// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

// AverageConnections is total ports / active samples; NaN (no value) where active is 0.
func AverageConnections(totalPorts, activeSamples uint64) float64 {
	return float64(C.svccomm_average_connections(C.uint64_t(totalPorts), C.uint64_t(activeSamples)))
}

// Persistence is active / total x 100, in percent; NaN where total is 0.
func Persistence(activeSamples, totalSamples uint64) float64 {
	return float64(C.svccomm_persistence(C.uint64_t(activeSamples), C.uint64_t(totalSamples)))
}

// PersistenceInterval is the Wilson score interval of the persistence at 95 %, in percent; NaN
// where total is 0.
func PersistenceInterval(activeSamples, totalSamples uint64) (low, high float64) {
	var l, h C.double
	C.svccomm_persistence_interval(C.uint64_t(activeSamples), C.uint64_t(totalSamples), &l, &h)
	return float64(l), float64(h)
}
