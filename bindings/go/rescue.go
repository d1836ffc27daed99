// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

// rescue keeps what went wrong in a Go callback until the C call that it was called by has
// returned.
type rescue struct {
	err      error // the first that a callback returned
	panicked bool
	value    any // of the first panic
}

// run calls a callback and gives 0, or what makes the library end its call.
func (r *rescue) run(callback func() error) (rc C.int) {
	rc = 1
	defer func() {
		if value := recover(); value != nil && !r.panicked {
			r.panicked, r.value = true, value
		}
	}()
	if err := callback(); err != nil {
		if r.err == nil {
			r.err = err
		}
		return 1
	}
	return 0
}

// raise goes on with a panic of a callback; else it gives the error that one returned, once.
func (r *rescue) raise() error {
	if r.panicked {
		value := r.value
		r.panicked, r.value, r.err = false, nil, nil
		panic(value)
	}
	err := r.err
	r.err = nil
	return err
}

// check makes an error of a result that is negative, with what a callback returned, or goes on with
// a panic.
func (r *rescue) check(rc C.int, d *detail) error {
	callback := r.raise()
	if rc >= 0 {
		return nil
	}
	failure := d.error(Code(rc))
	failure.Callback = callback
	return failure
}
