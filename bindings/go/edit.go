// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"time"
	"unsafe"
)

// Edit is what a person says of a record. What is nil stays as it is; see [Set].
type Edit struct {
	ClientDevice    *Text // none takes the name away; likewise the next three
	ListenerDevice  *Text
	ListenerProcess *Text
	Note            *Text
	Processes       *[]string // replaces the client processes, most recent first; at most 8
	Status          *Status
	Key             *Key // for Edit: the new key
	Merge           bool // a new key that is taken merges the two records
}

// Set is a pointer to a value, for the members of an Edit: Set(TextOf("a note")),
// Set(StatusHidden), Set(Text{}).
func Set[T any](value T) *T { return &value }

// Add adds a manual record; one that was discovered with the same key becomes manual too. Edit's
// Key and Merge have no meaning here. [ErrArgument] for a key that cannot be, [ErrExists] where the
// record is manual already, [ErrFull].
func (r *Registry) Add(key Key, edit Edit, now time.Time) (ID, error) {
	var id ID
	handle, err := r.enter()
	if err != nil {
		return id, err
	}
	defer r.leave()
	var a arena
	defer a.free()
	edit.Key = &key
	c := edit.c(&a)
	c.fields &^= C.SVCCOMM_EDIT_KEY | C.SVCCOMM_EDIT_MERGE
	if a.err != nil {
		return id, a.err
	}
	d := newDetail()
	return id, d.check(C.svccomm_registry_add(handle, c, cTime(now), id.c(), &d.c))
}

// Edit changes a record's attributes, or its key, and gives its id after that. [ErrNotFound];
// [ErrExists] where the new key is taken and Merge is not set; else as Add.
func (r *Registry) Edit(id ID, edit Edit, now time.Time) (ID, error) {
	handle, err := r.enter()
	if err != nil {
		return id, err
	}
	defer r.leave()
	var a arena
	defer a.free()
	c := edit.c(&a)
	if a.err != nil {
		return id, a.err
	}
	d, newID := newDetail(), id
	rc := C.svccomm_registry_edit(handle, id.c(), c, cTime(now), newID.c(), &d.c)
	return newID, d.check(rc)
}

func (e *Edit) c(a *arena) *C.svccomm_edit {
	c := (*C.svccomm_edit)(a.alloc(C.sizeof_svccomm_edit))
	C.svccomm_edit_init(c, C.sizeof_svccomm_edit)
	for _, member := range []struct {
		text  *Text
		c     **C.char
		field C.uint32_t
	}{
		{e.ClientDevice, &c.client_device, C.SVCCOMM_EDIT_CLIENT_DEVICE},
		{e.ListenerDevice, &c.listener_device, C.SVCCOMM_EDIT_LISTENER_DEVICE},
		{e.ListenerProcess, &c.listener_process, C.SVCCOMM_EDIT_LISTENER_PROCESS},
		{e.Note, &c.note, C.SVCCOMM_EDIT_NOTE},
	} {
		if member.text != nil {
			*member.c = a.text(*member.text)
			c.fields |= member.field
		}
	}
	if e.Processes != nil {
		c.processes, c.process_count = a.strings(*e.Processes)
		c.fields |= C.SVCCOMM_EDIT_PROCESSES
	}
	if e.Status != nil {
		c.status = C.uint32_t(*e.Status)
		c.fields |= C.SVCCOMM_EDIT_STATUS
	}
	if e.Key != nil {
		c.key = e.Key.c()
		c.fields |= C.SVCCOMM_EDIT_KEY
	}
	if e.Merge {
		c.fields |= C.SVCCOMM_EDIT_MERGE
	}
	return c
}

func (a *arena) strings(texts []string) (**C.char, C.uint32_t) {
	if len(texts) == 0 {
		return nil, 0
	}
	array := (**C.char)(a.alloc(uintptr(len(texts)) * unsafe.Sizeof(uintptr(0))))
	for i, text := range texts {
		unsafe.Slice(array, len(texts))[i] = a.string(text)
	}
	return array, C.uint32_t(len(texts))
}
