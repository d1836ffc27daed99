// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "time"

// Delete deletes records, all or none; an id given twice counts once. [ErrNotFound], with the index
// of the id that is not there in the [Error]'s Offset.
func (r *Registry) Delete(now time.Time, ids ...ID) error {
	handle, err := r.enter()
	if err != nil {
		return err
	}
	defer r.leave()
	d := newDetail()
	rc := C.svccomm_registry_delete(handle, (*C.uint8_t)(first(ids)), C.size_t(len(ids)), cTime(now),
		&d.c)
	return d.check(rc)
}

// DeleteMatching deletes the records that pass the filter, all or none, and tells how many; with
// dryRun it only counts.
func (r *Registry) DeleteMatching(filter Filter, dryRun bool, now time.Time) (uint64, error) {
	handle, err := r.enter()
	if err != nil {
		return 0, err
	}
	defer r.leave()
	var a arena
	defer a.free()
	c := filter.c(&a)
	if a.err != nil {
		return 0, a.err
	}
	var count C.uint64_t
	rc := C.svccomm_registry_delete_matching(handle, c, C.int(cBool(dryRun)), cTime(now), &count)
	return uint64(count), check(rc)
}

// Reset starts the counting of the records that pass the filter anew: statistics and found times
// end, attributes stay. It tells how many; with dryRun it only counts.
func (r *Registry) Reset(filter Filter, dryRun bool, now time.Time) (uint64, error) {
	handle, err := r.enter()
	if err != nil {
		return 0, err
	}
	defer r.leave()
	var a arena
	defer a.free()
	c := filter.c(&a)
	if a.err != nil {
		return 0, a.err
	}
	var count C.uint64_t
	rc := C.svccomm_registry_reset(handle, c, C.int(cBool(dryRun)), cTime(now), &count)
	return uint64(count), check(rc)
}

// Prune says what to prune: what was last found before OlderThan, or, where it was never found,
// last updated.
type Prune struct {
	OlderThan     time.Time
	IncludeManual bool // manual records too
	DryRun        bool // only count
}

// Pruned is what went.
type Pruned struct {
	Records, Endpoints, Addresses, Hosts uint64
}

// Prune ends records by age, and endpoints, addresses and hosts of that age to which nothing
// refers.
func (r *Registry) Prune(order Prune, now time.Time) (Pruned, error) {
	handle, err := r.enter()
	if err != nil {
		return Pruned{}, err
	}
	defer r.leave()
	var c C.svccomm_prune
	C.svccomm_prune_init(&c, C.sizeof_svccomm_prune)
	c.older_than = cTime(order.OlderThan)
	c.include_manual = cBool(order.IncludeManual)
	c.dry_run = cBool(order.DryRun)
	err = check(C.svccomm_registry_prune(handle, &c, cTime(now)))
	return Pruned{uint64(c.records), uint64(c.endpoints), uint64(c.addresses), uint64(c.hosts)}, err
}
