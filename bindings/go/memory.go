// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
// #include <stdlib.h>
import "C"

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"unsafe"
)

// arena holds C memory for the time of one call: what a struct that C reads points to must not be
// Go's.
type arena struct {
	blocks []unsafe.Pointer
	err    error // the first text that C cannot have
}

// alloc gives size bytes, all zero.
func (a *arena) alloc(size uintptr) unsafe.Pointer {
	block := C.calloc(1, C.size_t(size)) // cgo panics where there is no memory
	a.blocks = append(a.blocks, block)
	return block
}

func (a *arena) string(s string) *C.char {
	if strings.IndexByte(s, 0) >= 0 && a.err == nil {
		a.err = &Error{Code: ErrArgument, Message: "a text has a zero byte"}
	}
	text := C.CString(s)
	a.blocks = append(a.blocks, unsafe.Pointer(text))
	return text
}

func (a *arena) text(t Text) *C.char {
	if !t.present {
		return nil
	}
	return a.string(t.text)
}

func (a *arena) free() {
	for _, block := range a.blocks {
		C.free(block)
	}
	a.blocks = nil
}

// randomSeed is a key for hash tables that nobody can guess.
func randomSeed() (seed [2]C.uint64_t, err error) {
	var bytes [16]byte
	if _, err = rand.Read(bytes[:]); err != nil {
		return seed, err
	}
	seed[0] = C.uint64_t(binary.LittleEndian.Uint64(bytes[:8]))
	seed[1] = C.uint64_t(binary.LittleEndian.Uint64(bytes[8:]))
	return seed, nil
}

// first is where a slice begins, as C has it: NULL for an empty one.
func first[T any](slice []T) unsafe.Pointer {
	if len(slice) == 0 {
		return nil
	}
	return unsafe.Pointer(&slice[0])
}

func cBool(b bool) C.uint32_t {
	if b {
		return 1
	}
	return 0
}
