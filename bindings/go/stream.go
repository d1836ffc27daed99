// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"io"
	"runtime/cgo"
	"unsafe"
)

// stream is an io.Writer or io.Reader for the time of one call.
type stream struct {
	rescue
	writer io.Writer
	reader io.Reader
	handle *cgo.Handle
}

func newStream(w io.Writer, r io.Reader) *stream {
	s := &stream{writer: w, reader: r, handle: new(cgo.Handle)}
	*s.handle = cgo.NewHandle(s)
	return s
}

func (s *stream) close() { s.handle.Delete() }

// user is what C passes to the callbacks.
func (s *stream) user() unsafe.Pointer { return unsafe.Pointer(s.handle) }

func (s *stream) write() C.svccomm_write_fn { return C.svccomm_write_fn(C.svccomm_go_write) }

func (s *stream) read() C.svccomm_read_fn { return C.svccomm_read_fn(C.svccomm_go_read) }

func streamOf(user unsafe.Pointer) *stream {
	return (*(*cgo.Handle)(user)).Value().(*stream)
}

//export svccommGoWrite
func svccommGoWrite(user, data unsafe.Pointer, length C.size_t) C.int {
	s := streamOf(user)
	return s.run(func() error {
		bytes := unsafe.Slice((*byte)(data), length)
		n, err := s.writer.Write(bytes)
		if err == nil && n < len(bytes) {
			err = io.ErrShortWrite
		}
		return err
	})
}

//export svccommGoRead
func svccommGoRead(user, data unsafe.Pointer, capacity C.size_t, length *C.size_t) C.int {
	s := streamOf(user)
	return s.run(func() error {
		n, err := io.ReadAtLeast(s.reader, unsafe.Slice((*byte)(data), capacity), 1)
		*length = C.size_t(n)
		if err == io.EOF {
			return nil
		}
		return err
	})
}
