// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "unsafe"

// Sink takes the items of one Scan of a [Storage]; [ErrState] after it.
type Sink struct {
	kind Kind
	sink *C.svccomm_sink // nil after the Scan
	rc   C.int           // what the library answered last
}

// Put gives items of the kind that is scanned. Scan returns an error of it at once.
func (s *Sink) Put(items ...Item) error {
	if s.sink == nil {
		return &Error{Code: ErrState, Message: "the scan is over"}
	}
	var a arena
	defer a.free()
	size := shapes[s.kind].size
	array := a.alloc(uintptr(size)*uintptr(len(items)) + 1) // never of no bytes
	for i, item := range items {
		if item.Kind() != s.kind {
			return &Error{Code: ErrArgument, Message: "an item of another kind than is scanned"}
		}
		item.write(unsafe.Add(array, uintptr(i)*uintptr(size)), &a)
	}
	if a.err != nil {
		return a.err
	}
	s.rc = C.svccomm_sink_put(s.sink, array, C.size_t(len(items)), size)
	return check(s.rc)
}

// LeaveOut tells that an item is there, but too damaged to be given. It stays in the storage until
// its key is put again. Scan returns an error of it at once: [ErrFormat] for KindMeta.
func (s *Sink) LeaveOut() error {
	if s.sink == nil {
		return &Error{Code: ErrState, Message: "the scan is over"}
	}
	s.rc = C.svccomm_sink_leave_out(s.sink)
	return check(s.rc)
}
