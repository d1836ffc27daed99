// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"runtime"
	"sync"
)

// Registry is an inventory of communications. One goroutine at a time uses it.
type Registry struct {
	handle  *C.svccomm_registry
	storage *tie // or nil
	calling bool // within a call that calls back

	mutex     sync.Mutex // cursors are closed after the registry, and by finalizers
	closed    bool
	abandoned []*C.svccomm_cursor // by finalizers; freed in the next call
}

// NewRegistry makes an empty registry; nil is the default configuration. Its hash tables are keyed
// with random bytes. [ErrRange] where a number is outside its range.
func NewRegistry(config *RegistryConfig) (*Registry, error) {
	if err := checkABI(); err != nil {
		return nil, err
	}
	if config == nil {
		defaults := DefaultRegistryConfig()
		config = &defaults
	}
	seed, err := randomSeed()
	if err != nil {
		return nil, err
	}
	c := config.c()
	c.seed = seed
	r := new(Registry)
	if err := check(C.svccomm_registry_new(&r.handle, &c)); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(r, (*Registry).Close)
	return r, nil
}

// Close ends the registry; what was not flushed is lost. It gives the error of the Storage's Close,
// if it has one; [ErrReentry] within one of the registry's callbacks. Closing again does nothing.
// Cursors may be closed later.
func (r *Registry) Close() error {
	if r.handle == nil {
		return nil
	}
	handle, err := r.enter()
	if err != nil {
		return err
	}
	runtime.SetFinalizer(r, nil)
	r.calling = true
	r.mutex.Lock()
	C.svccomm_registry_free(handle)
	r.closed = true
	r.mutex.Unlock()
	r.calling, r.handle = false, nil
	return r.untie()
}

// enter begins a call: it gives the handle, or an error after Close and within a callback.
func (r *Registry) enter() (*C.svccomm_registry, error) {
	if r.handle == nil {
		return nil, &Error{Code: ErrState, Message: "the registry is closed"}
	}
	if r.calling {
		return nil, &Error{Code: ErrReentry}
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, cursor := range r.abandoned {
		C.svccomm_cursor_free(cursor)
	}
	r.abandoned = nil
	return r.handle, nil
}

// enterCalling is enter for a call that calls back; leave ends it.
func (r *Registry) enterCalling() (*C.svccomm_registry, error) {
	handle, err := r.enter()
	if err == nil {
		r.calling = true
	}
	return handle, err
}

// leave follows every call, and so keeps the registry from its finalizer until then.
func (r *Registry) leave() {
	r.calling = false
}

// Counts tells what the registry holds, and what it evicted.
func (r *Registry) Counts() (Counts, error) {
	var counts Counts
	handle, err := r.enter()
	if err != nil {
		return counts, err
	}
	defer r.leave()
	C.svccomm_counts_init(counts.c(), C.sizeof_svccomm_counts)
	return counts, check(C.svccomm_registry_counts(handle, counts.c()))
}
