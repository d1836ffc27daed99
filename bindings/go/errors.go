// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "strconv"

// Code says what failed. Codes are permanent, and are errors to be found by errors.Is.
type Code int32

// The codes of the library.
const (
	ErrArgument    Code = C.SVCCOMM_E_ARGUMENT    // an argument is not of the documented form
	ErrStructSize  Code = C.SVCCOMM_E_STRUCT_SIZE // a struct is smaller than in the first version
	ErrStructTail  Code = C.SVCCOMM_E_STRUCT_TAIL // a struct has members that nobody knows
	ErrRange       Code = C.SVCCOMM_E_RANGE       // a number or time is outside its documented range
	ErrNoMemory    Code = C.SVCCOMM_E_NOMEM
	ErrFull        Code = C.SVCCOMM_E_FULL        // a cap is reached and nothing may be evicted
	ErrFormat      Code = C.SVCCOMM_E_FORMAT      // the input is of no known format, or is damaged
	ErrTruncated   Code = C.SVCCOMM_E_TRUNCATED   // the input ends within an item
	ErrVersion     Code = C.SVCCOMM_E_VERSION     // written by a version that this one cannot read
	ErrNotFound    Code = C.SVCCOMM_E_NOT_FOUND   // no such record, host, rule or constant
	ErrExists      Code = C.SVCCOMM_E_EXISTS      // the key is taken
	ErrStale       Code = C.SVCCOMM_E_STALE       // a snapshot not newer than the last of its host
	ErrFuture      Code = C.SVCCOMM_E_FUTURE      // a snapshot more than 10 minutes ahead of now
	ErrTooOld      Code = C.SVCCOMM_E_TOO_OLD     // changes since that revision are not kept
	ErrMismatch    Code = C.SVCCOMM_E_MISMATCH    // another interval, or points, than is stored
	ErrState       Code = C.SVCCOMM_E_STATE       // closed, or not in the state that the call needs
	ErrStorage     Code = C.SVCCOMM_E_STORAGE     // a method of the Storage returned an error
	ErrReentry     Code = C.SVCCOMM_E_REENTRY     // called from within a callback of the same registry
	ErrWrite       Code = C.SVCCOMM_E_WRITE       // an io.Writer returned an error
	ErrRead        Code = C.SVCCOMM_E_READ        // an io.Reader returned an error
	ErrUnsupported Code = C.SVCCOMM_E_UNSUPPORTED // the storage lacks what is needed
	ErrInternal    Code = C.SVCCOMM_E_INTERNAL    // a defect of the library
)

// Error is the library's short text for the code.
func (c Code) Error() string {
	return "svccomm: " + C.GoString(C.svccomm_strerror(C.int(c)))
}

// Error is a failure in detail. errors.Is compares its Code, and goes on with what a callback
// returned.
type Error struct {
	Code     Code
	Message  string // what and why, in English; "" where the code says it all
	Line     uint64 // of the input, from 1; 0: none
	Offset   uint64 // in the input, bytes from 0; or the index of an element
	Callback error  // what a Storage, io.Writer or io.Reader returned; nil: none
}

func (e *Error) Error() string {
	text := e.Code.Error()
	if e.Message != "" {
		text = "svccomm: " + e.Message
	}
	if e.Line != 0 {
		text += " (line " + strconv.FormatUint(e.Line, 10) + ")"
	}
	if e.Callback != nil {
		text += ": " + e.Callback.Error()
	}
	return text
}

// Is reports whether target is the error's code.
func (e *Error) Is(target error) bool {
	return target == error(e.Code)
}

// Unwrap gives what the callback returned.
func (e *Error) Unwrap() error {
	return e.Callback
}

// check makes an error of a result that is negative.
func check(rc C.int) error {
	if rc >= 0 {
		return nil
	}
	return &Error{Code: Code(rc)}
}

// detail is where the library describes a failure.
type detail struct {
	c C.svccomm_error
}

func newDetail() *detail {
	d := new(detail)
	C.svccomm_error_init(&d.c, C.sizeof_svccomm_error)
	return d
}

// check makes an error of a result that is negative, with what the library said of it.
func (d *detail) check(rc C.int) error {
	if rc >= 0 {
		return nil
	}
	return d.error(Code(rc))
}

func (d *detail) error(code Code) *Error {
	return &Error{
		Code:    code,
		Message: C.GoString(&d.c.message[0]),
		Line:    uint64(d.c.line),
		Offset:  uint64(d.c.offset),
	}
}
