// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"time"
	"unsafe"
)

// HostKey identifies a host.
type HostKey struct {
	Realm uint32
	Host  uint64 // chosen by the caller; see HostID
}

// ProtocolCount is the number of protocols that hosts and addresses count by: TCP, UDP, SCTP, DCCP,
// UDP-Lite, in this order.
const ProtocolCount = C.SVCCOMM_PROTOCOL_COUNT

// Host is a host of which a snapshot was taken, or that was named. Counts are by family (0: IPv4,
// 1: IPv6) and protocol.
type Host struct {
	HostKey
	Revision      uint64
	LastSnapshot  Time   // time of its newest snapshot, or none
	Snapshots     uint64 // taken
	Addresses     uint64 // that it owns now
	Complete      [2][ProtocolCount]uint64
	LastComplete  [2][ProtocolCount]Time
	EphemeralLow  uint16 // of its newest snapshot; 0, 0: none yet
	EphemeralHigh uint16
	Name          Text
}

// Hosts gives up to max hosts in order of realm and id, those after the given one; nil: from the
// start.
func (r *Registry) Hosts(realms Realms, after *HostKey, max int) ([]Host, error) {
	handle, err := r.enter()
	if err != nil {
		return nil, err
	}
	defer r.leave()
	var key *C.svccomm_host_key
	if after != nil {
		c := after.c()
		key = &c
	}
	realm, all := realms.c()
	return page(max, func(array *C.svccomm_host, n C.size_t) C.int {
		return C.svccomm_registry_hosts(handle, realm, all, key, array, n, C.sizeof_svccomm_host)
	}, goHost)
}

// SetHostName names a host before or after its first snapshot; none takes the name away. [ErrRange]
// for host 0 or a name that is too long, [ErrFull].
func (r *Registry) SetHostName(key HostKey, name Text, now time.Time) error {
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
	return check(C.svccomm_registry_set_host_name(handle, C.uint32_t(key.Realm),
		C.uint64_t(key.Host), text, cTime(now)))
}

func (k *HostKey) c() C.svccomm_host_key {
	return C.svccomm_host_key{host: C.uint64_t(k.Host), realm: C.uint32_t(k.Realm)}
}

func goHostKey(c *C.svccomm_host_key) HostKey {
	return HostKey{Realm: uint32(c.realm), Host: uint64(c.host)}
}

func goHost(c *C.svccomm_host) Host {
	h := Host{
		HostKey:       goHostKey(&c.key),
		Revision:      uint64(c.revision),
		LastSnapshot:  goTime(int64(c.last_snapshot)),
		Snapshots:     uint64(c.snapshots),
		Addresses:     uint64(c.addresses),
		EphemeralLow:  uint16(c.ephemeral_low),
		EphemeralHigh: uint16(c.ephemeral_high),
		Name:          goText(c.name),
	}
	for family := range c.complete {
		for i := range c.complete[family] {
			h.Complete[family][i] = uint64(c.complete[family][i])
			h.LastComplete[family][i] = goTime(int64(c.last_complete[family][i]))
		}
	}
	return h
}

func (HostKey) Kind() Kind                  { return KindHost }
func (k HostKey) writeKey(c unsafe.Pointer) { *(*C.svccomm_host_key)(c) = k.c() }

func (h Host) ItemKey() ItemKey { return h.HostKey }
func (h Host) write(c unsafe.Pointer, a *arena) {
	host := (*C.svccomm_host)(c)
	*host = C.svccomm_host{
		key:            h.HostKey.c(),
		revision:       C.uint64_t(h.Revision),
		last_snapshot:  cTime(h.LastSnapshot.Time),
		snapshots:      C.uint64_t(h.Snapshots),
		addresses:      C.uint64_t(h.Addresses),
		ephemeral_low:  C.uint16_t(h.EphemeralLow),
		ephemeral_high: C.uint16_t(h.EphemeralHigh),
		name:           a.text(h.Name),
	}
	for family := range h.Complete {
		for i := range h.Complete[family] {
			host.complete[family][i] = C.uint64_t(h.Complete[family][i])
			host.last_complete[family][i] = cTime(h.LastComplete[family][i].Time)
		}
	}
}
