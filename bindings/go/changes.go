// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "unsafe"

// Cause is why a record changed or ended.
type Cause uint32

// The causes.
const (
	ChangeUpdated Cause = C.SVCCOMM_CHANGE_UPDATED // the record exists: get it by its id
	ChangeDeleted Cause = C.SVCCOMM_CHANGE_DELETED
	ChangeTurned  Cause = C.SVCCOMM_CHANGE_TURNED  // its direction was turned round
	ChangeRekeyed Cause = C.SVCCOMM_CHANGE_REKEYED // its key was edited
	ChangePruned  Cause = C.SVCCOMM_CHANGE_PRUNED
	ChangeEvicted Cause = C.SVCCOMM_CHANGE_EVICTED
)

// Change is a change since a revision: a record that exists, or the tombstone of one that ended. It
// has the layout of svccomm_change.
type Change struct {
	Revision  uint64
	ID        ID
	Successor ID // of a turned or re-keyed one, else zero
	Cause     Cause
	reserved  uint32
}

// Changes gives up to max changes with a revision greater than since, in rising revision. Call
// again with the last one's revision until there are none. [ErrTooOld] where some are not kept any
// more: list everything instead.
func (r *Registry) Changes(since uint64, max int) ([]Change, error) {
	handle, err := r.enter()
	if err != nil {
		return nil, err
	}
	defer r.leave()
	changes := make([]Change, max)
	n := C.svccomm_registry_changes(handle, C.uint64_t(since), (*C.svccomm_change)(first(changes)),
		C.size_t(max), C.sizeof_svccomm_change)
	if n < 0 {
		return nil, check(n)
	}
	return changes[:n], nil
}

func (Change) Kind() Kind                          { return KindTombstone }
func (c Change) ItemKey() ItemKey                  { return TombstoneKey(c.Revision) }
func (c Change) write(to unsafe.Pointer, _ *arena) { *(*Change)(to) = c }
