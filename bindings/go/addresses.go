// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"time"
	"unsafe"
)

// AddressKey identifies an address.
type AddressKey struct {
	Realm   uint32
	Scope   Scope // 0, or the host id for an address that is local to a host
	Address netip.Addr
}

// HostAddress is an address and who owns it.
type HostAddress struct {
	AddressKey
	Revision uint64
	Owner    uint64 // host id, or 0: nobody
	Since    Time   // when the owner took it over
	LastSeen Time   // newest snapshot with it as a local end
	Device   Text   // name set by SetDevice
	Fallback Text   // name that an import told, the last resort

	Settled [ProtocolCount]uint64 // for storage: counts of former owners
	Base    [ProtocolCount]uint64 // for storage: the owner's counts at take-over
}

// Addresses gives up to max addresses in order of realm, scope and address, those after the given
// one; nil: from the start.
func (r *Registry) Addresses(realms Realms, after *AddressKey, max int) ([]HostAddress, error) {
	handle, err := r.enter()
	if err != nil {
		return nil, err
	}
	defer r.leave()
	var key *C.svccomm_address_key
	if after != nil {
		c := after.c()
		key = &c
	}
	realm, all := realms.c()
	return page(max, func(array *C.svccomm_address, n C.size_t) C.int {
		return C.svccomm_registry_addresses(handle, realm, all, key, array, n,
			C.sizeof_svccomm_address)
	}, goHostAddress)
}

// SetDevice sets the device name of an address, which beats the owning host's; none takes it away.
// [ErrArgument] where a local address has no scope or another has one.
func (r *Registry) SetDevice(key AddressKey, name Text, now time.Time) error {
	handle, err := r.enter()
	if err != nil {
		return err
	}
	defer r.leave()
	var a arena
	defer a.free()
	text := a.text(name)
	if a.err != nil {
		return a.err
	}
	address := AddressOf(key.Address)
	return check(C.svccomm_registry_set_device(handle, C.uint32_t(key.Realm), C.uint64_t(key.Scope),
		address.c(), text, cTime(now)))
}

func (k *AddressKey) c() C.svccomm_address_key {
	return C.svccomm_address_key{
		scope:   C.uint64_t(k.Scope),
		realm:   C.uint32_t(k.Realm),
		address: cAddress(k.Address),
	}
}

func goAddressKey(c *C.svccomm_address_key) AddressKey {
	return AddressKey{
		Realm:   uint32(c.realm),
		Scope:   Scope(c.scope),
		Address: goAddress(&c.address).Addr(),
	}
}

func goHostAddress(c *C.svccomm_address) HostAddress {
	h := HostAddress{
		AddressKey: goAddressKey(&c.key),
		Revision:   uint64(c.revision),
		Owner:      uint64(c.owner),
		Since:      goTime(int64(c.since)),
		LastSeen:   goTime(int64(c.last_seen)),
		Device:     goText(c.device),
		Fallback:   goText(c.fallback),
	}
	for i := range h.Settled {
		h.Settled[i], h.Base[i] = uint64(c.settled[i]), uint64(c.base[i])
	}
	return h
}

func (AddressKey) Kind() Kind                  { return KindAddress }
func (k AddressKey) writeKey(c unsafe.Pointer) { *(*C.svccomm_address_key)(c) = k.c() }

func (h HostAddress) ItemKey() ItemKey { return h.AddressKey }
func (h HostAddress) write(c unsafe.Pointer, a *arena) {
	address := (*C.svccomm_address)(c)
	*address = C.svccomm_address{
		key:       h.AddressKey.c(),
		revision:  C.uint64_t(h.Revision),
		owner:     C.uint64_t(h.Owner),
		since:     cTime(h.Since.Time),
		last_seen: cTime(h.LastSeen.Time),
		device:    a.text(h.Device),
		fallback:  a.text(h.Fallback),
	}
	for i := range h.Settled {
		address.settled[i], address.base[i] = C.uint64_t(h.Settled[i]), C.uint64_t(h.Base[i])
	}
}
