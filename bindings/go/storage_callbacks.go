// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"io"
	"runtime/cgo"
	"unsafe"
)

func tieOf(user unsafe.Pointer) *tie {
	return (*(*cgo.Handle)(user)).Value().(*tie)
}

//export svccommGoBegin
func svccommGoBegin(user unsafe.Pointer) C.int {
	t := tieOf(user)
	return t.run(func() error { return t.storage.(Transactor).Begin() })
}

//export svccommGoCommit
func svccommGoCommit(user unsafe.Pointer) C.int {
	t := tieOf(user)
	return t.run(func() error { return t.storage.(Transactor).Commit() })
}

//export svccommGoRollback
func svccommGoRollback(user unsafe.Pointer) C.int {
	t := tieOf(user)
	return t.run(func() error { return t.storage.(Transactor).Rollback() })
}

//export svccommGoPut
func svccommGoPut(user unsafe.Pointer, kind C.uint32_t, array unsafe.Pointer, count,
	size C.size_t) C.int {
	t := tieOf(user)
	return t.run(func() error {
		items := make([]Item, 0, count)
		elements(array, count, size, func(c unsafe.Pointer) {
			items = append(items, shapes[kind].read(c))
		})
		return t.storage.Put(items)
	})
}

//export svccommGoErase
func svccommGoErase(user unsafe.Pointer, kind C.uint32_t, array unsafe.Pointer, count,
	size C.size_t) C.int {
	t := tieOf(user)
	return t.run(func() error {
		keys := make([]ItemKey, 0, count)
		elements(array, count, size, func(c unsafe.Pointer) {
			keys = append(keys, shapes[kind].readKey(c))
		})
		return t.storage.Erase(keys)
	})
}

//export svccommGoScan
func svccommGoScan(user unsafe.Pointer, kind C.uint32_t, sink *C.svccomm_sink) C.int {
	t := tieOf(user)
	to := &scan{kind: Kind(kind), sink: sink}
	rc := t.run(func() error {
		err := t.storage.Scan(to.kind, to.put)
		if to.rc != 0 {
			return nil // the library's own
		}
		return err
	})
	to.sink = nil
	if rc != 0 {
		return rc
	}
	return to.rc
}

//export svccommGoDamaged
func svccommGoDamaged(user unsafe.Pointer, kind C.uint32_t, item unsafe.Pointer,
	why *C.svccomm_error) C.int {
	t := tieOf(user)
	return t.run(func() error {
		d := detail{c: *why}
		return t.storage.(DamageHandler).Damaged(shapes[kind].read(item), d.error(Code(why.code)))
	})
}

//export svccommGoDestroy
func svccommGoDestroy(user unsafe.Pointer) {
	t := tieOf(user)
	if closer, ok := t.storage.(io.Closer); ok {
		t.run(closer.Close)
	}
}

// scan takes the items of one Scan.
type scan struct {
	kind Kind
	sink *C.svccomm_sink // nil after the Scan
	rc   C.int           // what the library answered last
}

func (s *scan) put(items ...Item) error {
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
