// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "runtime"

// Sort is what a list is sorted by. No value sorts last; ties go by the key.
type Sort uint32

// The orders. The netstat ones are those of the headline view.
const (
	SortKey                Sort = C.SVCCOMM_SORT_KEY
	SortRevision           Sort = C.SVCCOMM_SORT_REVISION
	SortCreated            Sort = C.SVCCOMM_SORT_CREATED
	SortUpdated            Sort = C.SVCCOMM_SORT_UPDATED
	SortFirstFound         Sort = C.SVCCOMM_SORT_FIRST_FOUND
	SortLastFound          Sort = C.SVCCOMM_SORT_LAST_FOUND
	SortTotalSamples       Sort = C.SVCCOMM_SORT_TOTAL_SAMPLES
	SortActiveSamples      Sort = C.SVCCOMM_SORT_ACTIVE_SAMPLES
	SortRecentSamples      Sort = C.SVCCOMM_SORT_RECENT_SAMPLES
	SortAttempts           Sort = C.SVCCOMM_SORT_ATTEMPTS
	SortImpliedSamples     Sort = C.SVCCOMM_SORT_IMPLIED_SAMPLES
	SortTotalPorts         Sort = C.SVCCOMM_SORT_TOTAL_PORTS
	SortAverageConnections Sort = C.SVCCOMM_SORT_AVERAGE_CONNECTIONS
	SortPersistence        Sort = C.SVCCOMM_SORT_PERSISTENCE
	SortFlowEvents         Sort = C.SVCCOMM_SORT_FLOW_EVENTS
	SortFlowBytes          Sort = C.SVCCOMM_SORT_FLOW_BYTES
	SortFlowPackets        Sort = C.SVCCOMM_SORT_FLOW_PACKETS
	SortFlowActiveSamples  Sort = C.SVCCOMM_SORT_FLOW_ACTIVE_SAMPLES
	SortFlowActiveSpan     Sort = C.SVCCOMM_SORT_FLOW_ACTIVE_SPAN
	SortFlowGapSpan        Sort = C.SVCCOMM_SORT_FLOW_GAP_SPAN
)

// Position is where a record stands in a sorted list, for Query.After.
type Position struct {
	Value    uint64 // in an order-preserving form; 0 without a value
	HasValue bool
	Key      Key
}

// Query says what a list is. The zero Query is all normal records of realm 0 in key order.
type Query struct {
	Filter     Filter
	Sort       Sort
	Descending bool
	After      *Position // begin after it
	Limit      uint64    // at most so many records; 0: all
}

func (q *Query) c(a *arena) *C.svccomm_query {
	c := (*C.svccomm_query)(a.alloc(C.sizeof_svccomm_query))
	C.svccomm_query_init(c, C.sizeof_svccomm_query)
	c.sort = C.uint32_t(q.Sort)
	c.descending = cBool(q.Descending)
	if q.After != nil {
		c.has_after = 1
		c.after = C.svccomm_position{
			value:     C.uint64_t(q.After.Value),
			has_value: cBool(q.After.HasValue),
			key:       q.After.Key.c(),
		}
	}
	c.limit = C.uint64_t(q.Limit)
	c.filter = q.Filter.c(a)
	return c
}

// Position is where the record stands in a list in that order.
func (r *Record) Position(sort Sort) (Position, error) {
	var a arena
	defer a.free()
	record := (*C.svccomm_record)(a.alloc(C.sizeof_svccomm_record))
	r.fill(record, &a)
	if a.err != nil {
		return Position{}, a.err
	}
	var c C.svccomm_position
	rc := C.svccomm_record_position(record, C.uint32_t(sort), &c)
	return Position{uint64(c.value), c.has_value != 0, goKey(&c.key)}, check(rc)
}

// Cursor is a list that is being read:
//
//	cursor, err := registry.Query(svccomm.Query{Sort: svccomm.SortPersistence})
//	...
//	defer cursor.Close()
//	for cursor.Next() {
//		record := cursor.Record()
//		...
//	}
//	if err := cursor.Err(); err != nil {
//
// It belongs to its registry's goroutine. In key order a record that is present throughout is given
// once, whatever is added or deleted meanwhile.
type Cursor struct {
	registry *Registry
	handle   *C.svccomm_cursor
	record   Record
	err      error
}

// Query opens a list. [ErrArgument] for an order that there is not.
func (r *Registry) Query(query Query) (*Cursor, error) {
	handle, err := r.enter()
	if err != nil {
		return nil, err
	}
	defer r.leave()
	var a arena
	defer a.free()
	c := query.c(&a)
	if a.err != nil {
		return nil, a.err
	}
	cursor := &Cursor{registry: r}
	if err := check(C.svccomm_cursor_new(&cursor.handle, handle, c)); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(cursor, (*Cursor).abandon)
	return cursor, nil
}

// Next goes to the next record and reports whether there is one.
func (c *Cursor) Next() bool {
	if _, c.err = c.registry.enter(); c.err != nil {
		return false
	}
	defer c.registry.leave()
	if c.handle == nil {
		c.err = &Error{Code: ErrState, Message: "the cursor is closed"}
		return false
	}
	var record C.svccomm_record
	n := C.svccomm_cursor_next(c.handle, &record, 1, C.sizeof_svccomm_record)
	if c.err = check(n); n <= 0 {
		return false
	}
	c.record = goRecord(&record)
	return true
}

// Record is the current record.
func (c *Cursor) Record() Record { return c.record }

// Err is why Next reported false; nil at the end of the list.
func (c *Cursor) Err() error { return c.err }

// Close ends the cursor, before or after its registry. Closing again does nothing.
func (c *Cursor) Close() error {
	c.registry.mutex.Lock()
	defer c.registry.mutex.Unlock()
	runtime.SetFinalizer(c, nil)
	C.svccomm_cursor_free(c.handle)
	c.handle = nil
	return nil
}

// abandon leaves the handle to the registry's next call: a finalizer runs in a goroutine of its
// own.
func (c *Cursor) abandon() {
	c.registry.mutex.Lock()
	defer c.registry.mutex.Unlock()
	if c.registry.closed {
		C.svccomm_cursor_free(c.handle)
		return
	}
	c.registry.abandoned = append(c.registry.abandoned, c.handle)
}

// Get reads the record of an id; [ErrNotFound].
func (r *Registry) Get(id ID) (Record, error) {
	return r.read(func(handle *C.svccomm_registry, record *C.svccomm_record) C.int {
		return C.svccomm_registry_get(handle, id.c(), record, C.sizeof_svccomm_record)
	})
}

// Find reads the record of a key; [ErrNotFound].
func (r *Registry) Find(key Key) (Record, error) {
	c := key.c()
	return r.read(func(handle *C.svccomm_registry, record *C.svccomm_record) C.int {
		return C.svccomm_registry_find(handle, &c, record, C.sizeof_svccomm_record)
	})
}

func (r *Registry) read(get func(*C.svccomm_registry, *C.svccomm_record) C.int) (Record, error) {
	handle, err := r.enter()
	if err != nil {
		return Record{}, err
	}
	defer r.leave()
	var record C.svccomm_record
	if err := check(get(handle, &record)); err != nil {
		return Record{}, err
	}
	return goRecord(&record), nil
}
