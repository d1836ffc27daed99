// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
// #include <stdlib.h>
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

// Storage keeps the items of a registry in a database. What its methods return other than nil ends
// the call that came to them with [ErrStorage], and errors.Is finds it there. They must not call
// the registry; its methods give [ErrReentry].
//
// A Storage may also be a [Transactor], a [Selector], a [DamageHandler], and an io.Closer, which
// the registry closes when it is closed or could not be opened.
type Storage interface {
	// Put inserts or replaces items, all of one kind, by their keys.
	Put(items []Item) error
	// Erase erases by key, all of one kind; keys that are not there are fine.
	Erase(keys []ItemKey) error
	// Scan gives every item of the kind, in any order, to the sink, and returns at once what that
	// returned if it is not nil.
	Scan(kind Kind, to *Sink) error
}

// Transactor is a Storage with transactions. Rollback follows any failure since Begin, one of
// Commit too.
type Transactor interface {
	Begin() error
	Commit() error
	Rollback() error
}

// Selector is a Storage that keeps only some kinds; KindMeta and KindCommunication are among them.
type Selector interface {
	Kinds() []Kind
}

// DamageHandler is a Storage that can do without a damaged item that Scan gave.
type DamageHandler interface {
	// Damaged returns nil to leave the item out.
	Damaged(item Item, why *Error) error
}

// Open ties an empty registry to its storage and restores what is there by Scan. On failure the
// registry is empty as before and no storage is tied. [ErrStorage]; [ErrFormat] where an item is
// damaged; [ErrVersion]; [ErrMismatch] where interval or points are others; [ErrState] where the
// registry is not empty or has a storage; [ErrUnsupported]; [ErrFull].
func (r *Registry) Open(storage Storage) error {
	handle, err := r.enterCalling()
	if err != nil {
		return err
	}
	defer r.leave()
	t := newTie(storage)
	var c C.svccomm_storage
	C.svccomm_storage_init(&c, C.sizeof_svccomm_storage)
	_, transactions := storage.(Transactor)
	_, damaged := storage.(DamageHandler)
	C.svccomm_go_storage(&c, t.user, C.int(cBool(transactions)), C.int(cBool(damaged)))
	if selector, ok := storage.(Selector); ok {
		c.kinds = 0
		for _, kind := range selector.Kinds() {
			c.kinds |= 1 << kind
		}
	}
	d := newDetail()
	rc := C.svccomm_registry_open(handle, &c, &d.c)
	if rc == 0 {
		r.storage = t
		return nil
	}
	t.free()
	return t.check(rc, d)
}

// Flush writes all that changed since the last flush, in one transaction. Where it fails with
// [ErrStorage] the next one writes the same. [ErrState] without a storage.
func (r *Registry) Flush() error {
	handle, err := r.enterCalling()
	if err != nil {
		return err
	}
	defer r.leave()
	d := newDetail()
	rc := C.svccomm_registry_flush(handle, &d.c)
	if r.storage == nil {
		return d.check(rc)
	}
	return r.storage.check(rc, d)
}

// untie ends the tie to a storage, which is closed, and gives what its Close returned.
func (r *Registry) untie() error {
	t := r.storage
	if t == nil {
		return nil
	}
	r.storage = nil
	t.free()
	return t.raise()
}

// tie is what C knows a Storage by.
type tie struct {
	rescue
	storage Storage
	user    unsafe.Pointer // C memory with the handle
}

func newTie(storage Storage) *tie {
	t := &tie{storage: storage, user: C.malloc(C.size_t(unsafe.Sizeof(cgo.Handle(0))))}
	*(*cgo.Handle)(t.user) = cgo.NewHandle(t)
	return t
}

func (t *tie) free() {
	(*(*cgo.Handle)(t.user)).Delete()
	C.free(t.user)
}
