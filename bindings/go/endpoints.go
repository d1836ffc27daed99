// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"unsafe"
)

// EndpointKey identifies a listener endpoint. A wildcard bind has an unspecified address and the
// scope of its host.
type EndpointKey struct {
	Realm    uint32
	Scope    Scope
	Protocol Protocol
	Address  netip.Addr
	Port     uint16
}

// Endpoint is a listener endpoint.
type Endpoint struct {
	EndpointKey
	Revision    uint64
	Samples     uint64   // complete snapshots that identified it, by wildcard too
	LastListen  Time     // newest snapshot with a LISTEN row of it or of its wildcard
	LastSeen    Time     // newest with its own row, or that implied it
	ProcessSeen Time     // when Process was seen
	Records     uint64   // communications of it; for a wildcard 0
	Evidence    Evidence // the strongest that it listens
	Process     Text     // the listening program
	Device      Text     // name of the host that it is on

	Own          uint64 // for storage: samples counted at this endpoint itself
	WildcardBase uint64 // for storage: the wildcard's count where its share begins
	OwnListen    Time   // for storage: newest snapshot with its own LISTEN row
	OwnEvidence  uint32 // for storage: the strongest that stays, and 256 times what flows told
}

// Listeners gives up to max listener endpoints in key order, those after the given one; nil: from
// the start.
func (r *Registry) Listeners(realms Realms, after *EndpointKey, max int) ([]Endpoint, error) {
	handle, err := r.enter()
	if err != nil {
		return nil, err
	}
	defer r.leave()
	var key *C.svccomm_endpoint_key
	if after != nil {
		c := after.c()
		key = &c
	}
	realm, all := realms.c()
	return page(max, func(array *C.svccomm_endpoint, n C.size_t) C.int {
		return C.svccomm_registry_listeners(handle, realm, all, key, array, n,
			C.sizeof_svccomm_endpoint)
	}, goEndpoint)
}

// page reads up to max elements from the library and takes each over into Go.
func page[T, E any](max int, read func(array *T, n C.size_t) C.int, take func(*T) E) ([]E, error) {
	array := make([]T, max)
	n := read((*T)(first(array)), C.size_t(max))
	if n < 0 {
		return nil, check(n)
	}
	elements := make([]E, n)
	for i := range elements {
		elements[i] = take(&array[i])
	}
	return elements, nil
}

func (k *EndpointKey) c() C.svccomm_endpoint_key {
	return C.svccomm_endpoint_key{
		scope:    C.uint64_t(k.Scope),
		realm:    C.uint32_t(k.Realm),
		port:     C.uint16_t(k.Port),
		protocol: C.uint8_t(k.Protocol),
		address:  cAddress(k.Address),
	}
}

func goEndpointKey(c *C.svccomm_endpoint_key) EndpointKey {
	return EndpointKey{
		Realm:    uint32(c.realm),
		Scope:    Scope(c.scope),
		Protocol: Protocol(c.protocol),
		Address:  goAddress(&c.address).Addr(),
		Port:     uint16(c.port),
	}
}

func goEndpoint(c *C.svccomm_endpoint) Endpoint {
	return Endpoint{
		EndpointKey:  goEndpointKey(&c.key),
		Revision:     uint64(c.revision),
		Samples:      uint64(c.samples),
		LastListen:   goTime(int64(c.last_listen)),
		LastSeen:     goTime(int64(c.last_seen)),
		ProcessSeen:  goTime(int64(c.process_seen)),
		Records:      uint64(c.records),
		Evidence:     Evidence(c.evidence),
		Process:      goText(c.process),
		Device:       goText(c.device),
		Own:          uint64(c.own),
		WildcardBase: uint64(c.wildcard_base),
		OwnListen:    goTime(int64(c.own_listen)),
		OwnEvidence:  uint32(c.own_evidence),
	}
}

func (EndpointKey) Kind() Kind                  { return KindEndpoint }
func (k EndpointKey) writeKey(c unsafe.Pointer) { *(*C.svccomm_endpoint_key)(c) = k.c() }

func (e Endpoint) ItemKey() ItemKey { return e.EndpointKey }
func (e Endpoint) write(c unsafe.Pointer, a *arena) {
	*(*C.svccomm_endpoint)(c) = C.svccomm_endpoint{
		key:           e.EndpointKey.c(),
		revision:      C.uint64_t(e.Revision),
		samples:       C.uint64_t(e.Samples),
		own:           C.uint64_t(e.Own),
		wildcard_base: C.uint64_t(e.WildcardBase),
		own_listen:    cTime(e.OwnListen.Time),
		last_listen:   cTime(e.LastListen.Time),
		last_seen:     cTime(e.LastSeen.Time),
		process_seen:  cTime(e.ProcessSeen.Time),
		records:       C.uint64_t(e.Records),
		evidence:      C.uint32_t(e.Evidence),
		own_evidence:  C.uint32_t(e.OwnEvidence),
		process:       a.text(e.Process),
		device:        a.text(e.Device),
	}
}
