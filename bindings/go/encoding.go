// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "unsafe"

// EncodeItem gives an item as portable, versioned bytes: equal items give equal bytes. tail is what
// DecodeItem found behind what it knows, or nil. [ErrRange] where a text or list is too long.
func EncodeItem(item Item, tail []byte) ([]byte, error) {
	kind := item.Kind()
	var a arena
	defer a.free()
	size := shapes[kind].size
	c := a.alloc(uintptr(size))
	item.write(c, &a)
	if a.err != nil {
		return nil, a.err
	}
	out := make([]byte, C.SVCCOMM_ENCODED_SIZE_MAX+len(tail))
	var length C.size_t
	rc := C.svccomm_item_encode(C.uint32_t(kind), c, size, first(tail), C.size_t(len(tail)),
		first(out), C.size_t(len(out)), &length)
	return out[:length], check(rc)
}

// DecodeItem reads the bytes of an item, hostile ones too, and the tail that only a later version
// of the library understands. [ErrTruncated], [ErrFormat] and [ErrVersion] with the offset.
func DecodeItem(kind Kind, data []byte) (item Item, tail []byte, err error) {
	if kind >= KindCount {
		return nil, nil, &Error{Code: ErrArgument, Message: "no such kind"}
	}
	var a arena
	defer a.free()
	// What is decoded points into the bytes, so that they are C's too.
	bytes := a.bytes(data)
	size := shapes[kind].size
	c := a.alloc(uintptr(size))
	processes := (*C.svccomm_process)(a.alloc(C.SVCCOMM_PROCESS_MAX * C.sizeof_svccomm_process))
	if kind != KindCommunication {
		processes = nil
	}
	var known C.size_t
	d := newDetail()
	rc := C.svccomm_item_decode(C.uint32_t(kind), bytes, C.size_t(len(data)), c, size, processes,
		&known, &d.c)
	if rc < 0 {
		return nil, nil, d.check(rc)
	}
	return shapes[kind].read(c), data[known:], nil
}

// EncodeKey gives the key of an item as bytes: those that follow the first one of the item.
func EncodeKey(key ItemKey) ([]byte, error) {
	kind := key.Kind()
	var a arena
	defer a.free()
	size := shapes[kind].keySize
	var c unsafe.Pointer
	if size > 0 {
		c = a.alloc(uintptr(size))
		key.writeKey(c)
	}
	var out [C.SVCCOMM_ENCODED_KEY_MAX]byte
	rc := C.svccomm_item_key_encode(C.uint32_t(kind), c, size, unsafe.Pointer(&out[0]),
		C.size_t(len(out)))
	if rc < 0 {
		return nil, check(rc)
	}
	return out[:rc], nil
}

// bytes copies data, and never gives NULL.
func (a *arena) bytes(data []byte) unsafe.Pointer {
	block := C.CBytes(data)
	a.blocks = append(a.blocks, block)
	return block
}
