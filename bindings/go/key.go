// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"net/netip"
	"strconv"
	"unsafe"
)

// Protocol is a protocol by its IANA number.
type Protocol uint8

// The protocols that have ports.
const (
	TCP     Protocol = C.SVCCOMM_PROTO_TCP
	UDP     Protocol = C.SVCCOMM_PROTO_UDP
	DCCP    Protocol = C.SVCCOMM_PROTO_DCCP
	SCTP    Protocol = C.SVCCOMM_PROTO_SCTP
	UDPLite Protocol = C.SVCCOMM_PROTO_UDPLITE
)

// String is "tcp", "udp", "sctp", or the number.
func (p Protocol) String() string {
	switch p {
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	case SCTP:
		return "sctp"
	}
	return strconv.Itoa(int(p))
}

// MarshalJSON gives a name as a string, any other as a number.
func (p Protocol) MarshalJSON() ([]byte, error) {
	switch p {
	case TCP, UDP, SCTP:
		return []byte(strconv.Quote(p.String())), nil
	}
	return []byte(p.String()), nil
}

// Scope is 0, or the id of the host on which an address means something.
type Scope uint64

// MarshalText gives 16 hex digits.
func (s Scope) MarshalText() ([]byte, error) {
	return []byte(fmt.Sprintf("%016x", uint64(s))), nil
}

// Key identifies a communication. The client's port is not in it.
type Key struct {
	Realm    uint32     `json:"realm"` // tenant, VRF or overlapping address space; 0 by default
	Scope    Scope      `json:"scope"` // 0 unless an end is local to one host
	Protocol Protocol   `json:"protocol"`
	Client   netip.Addr `json:"client_ip"`
	Listener netip.Addr `json:"listener_ip"`
	Port     uint16     `json:"port"` // of the listener
}

// ID is the id of the key: a UUID version 5, the same wherever it is computed.
func (k Key) ID() ID {
	c := k.c()
	var id ID
	C.svccomm_key_id(&c, id.c())
	return id
}

// Compare orders keys by realm, scope, protocol, listener, port, client, as lists do: negative, 0
// or positive.
func (k Key) Compare(other Key) int {
	a, b := k.c(), other.c()
	return int(C.svccomm_key_compare(&a, &b))
}

func (k Key) c() C.svccomm_key {
	return C.svccomm_key{
		scope:    C.uint64_t(k.Scope),
		realm:    C.uint32_t(k.Realm),
		port:     C.uint16_t(k.Port),
		protocol: C.uint8_t(k.Protocol),
		client:   cAddress(k.Client),
		listener: cAddress(k.Listener),
	}
}

func goKey(c *C.svccomm_key) Key {
	return Key{
		Realm:    uint32(c.realm),
		Scope:    Scope(c.scope),
		Protocol: Protocol(c.protocol),
		Client:   goAddress(&c.client).Addr(),
		Listener: goAddress(&c.listener).Addr(),
		Port:     uint16(c.port),
	}
}

// ID is the id of a record, a UUID version 5.
type ID [C.SVCCOMM_ID_SIZE]byte

// ParseID reads an id of the form 8-4-4-4-12 hex digits.
func ParseID(text string) (ID, error) {
	bytes := append([]byte(text), 0) // so that it is never NULL
	var id ID
	rc := C.svccomm_id_parse((*C.char)(first(bytes)), C.size_t(len(text)), id.c())
	return id, check(rc)
}

// String is the id in lower-case hex digits, 8-4-4-4-12.
func (id ID) String() string {
	var text [C.SVCCOMM_ID_TEXT_SIZE]C.char
	length := C.svccomm_id_format(id.c(), &text[0], C.size_t(len(text)))
	return C.GoStringN(&text[0], length)
}

// MarshalText gives what String does.
func (id ID) MarshalText() ([]byte, error) {
	return []byte(id.String()), nil
}

// IsZero reports whether the id is none.
func (id ID) IsZero() bool { return id == ID{} }

func (id *ID) c() *C.uint8_t {
	return (*C.uint8_t)(&id[0])
}

func goID(c *[C.SVCCOMM_ID_SIZE]C.uint8_t) ID {
	return *(*ID)(unsafe.Pointer(c))
}

func cID(id ID) [C.SVCCOMM_ID_SIZE]C.uint8_t {
	return *(*[C.SVCCOMM_ID_SIZE]C.uint8_t)(unsafe.Pointer(&id))
}

// HostID is the id that the svccomm program gives a host of that name. Callers may choose their
// own.
func HostID(name string) uint64 {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	return uint64(C.svccomm_host_id(text))
}
