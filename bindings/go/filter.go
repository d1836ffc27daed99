// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"time"
)

// Statuses is a set of statuses.
type Statuses uint32

// The members of the set, and all of them.
const (
	StatusesNormal  Statuses = C.SVCCOMM_STATUSES_NORMAL
	StatusesHidden  Statuses = C.SVCCOMM_STATUSES_HIDDEN
	StatusesIgnored Statuses = C.SVCCOMM_STATUSES_IGNORED
	StatusesAll     Statuses = C.SVCCOMM_STATUSES_ALL
)

// Realms is one realm, or all.
type Realms int64

// AllRealms is every realm.
const AllRealms Realms = -1

func (r Realms) c() (realm C.uint32_t, all C.int) {
	if r < 0 {
		return 0, 1
	}
	return C.uint32_t(r), 0
}

// Filter says which records are meant: those of which every member that is not zero holds. The zero
// Filter is all normal records of realm 0.
type Filter struct {
	Realms         Realms // 0 is realm 0; AllRealms
	Client         netip.Prefix
	Listener       netip.Prefix
	PortLow        uint16 // with PortHigh, inclusive; 0, 0: any
	PortHigh       uint16
	Protocol       Protocol
	Device         Text      // either end's device name, ASCII case ignored
	Process        Text      // part of a client or listener process name, ASCII case ignored
	Origin         Origin    // one of the set suffices
	Statuses       Statuses  // 0: normal only
	Since          time.Time // last found at this time or later
	ChangedSince   uint64    // revision greater than this
	HasPersistence bool      // the headline view's persistence has a value
	MinPersistence float64   // percent; it has a value, and at least this
}

func (f *Filter) c(a *arena) *C.svccomm_filter {
	c := (*C.svccomm_filter)(a.alloc(C.sizeof_svccomm_filter))
	C.svccomm_filter_init(c, C.sizeof_svccomm_filter)
	realm, all := f.Realms.c()
	c.realm = realm
	c.client = cPrefix(f.Client)
	c.listener = cPrefix(f.Listener)
	c.port_low, c.port_high = C.uint16_t(f.PortLow), C.uint16_t(f.PortHigh)
	c.protocol = C.uint8_t(f.Protocol)
	c.device = a.text(f.Device)
	c.process = a.text(f.Process)
	c.origin = C.uint32_t(f.Origin)
	c.statuses = C.uint32_t(f.Statuses)
	c.changed_since = C.uint64_t(f.ChangedSince)
	c.min_persistence = C.double(f.MinPersistence)
	if !f.Since.IsZero() {
		c.since = cTime(f.Since)
	}
	for _, member := range []struct {
		given bool
		field C.uint32_t
	}{
		{f.Client.IsValid(), C.SVCCOMM_FILTER_CLIENT},
		{f.Listener.IsValid(), C.SVCCOMM_FILTER_LISTENER},
		{f.PortLow != 0 || f.PortHigh != 0, C.SVCCOMM_FILTER_PORT},
		{f.Protocol != 0, C.SVCCOMM_FILTER_PROTOCOL},
		{!f.Device.IsNone(), C.SVCCOMM_FILTER_DEVICE},
		{!f.Process.IsNone(), C.SVCCOMM_FILTER_PROCESS},
		{f.Origin != 0, C.SVCCOMM_FILTER_ORIGIN},
		{!f.Since.IsZero(), C.SVCCOMM_FILTER_SINCE},
		{f.ChangedSince != 0, C.SVCCOMM_FILTER_CHANGED_SINCE},
		{f.HasPersistence || f.MinPersistence != 0, C.SVCCOMM_FILTER_MIN_PERSISTENCE},
		{all != 0, C.SVCCOMM_FILTER_ALL_REALMS},
	} {
		if member.given {
			c.fields |= member.field
		}
	}
	return c
}
