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
	to := &Sink{kind: Kind(kind), sink: sink}
	rc := t.run(func() error {
		err := t.storage.Scan(to.kind, to)
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
