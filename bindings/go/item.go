// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "unsafe"

// Kind is a kind of what a Storage keeps.
type Kind uint32

// The kinds, each with the type of its items and of their keys.
const (
	KindMeta          Kind = C.SVCCOMM_KIND_META          // Meta; MetaKey, there is one
	KindHost          Kind = C.SVCCOMM_KIND_HOST          // Host; HostKey
	KindAddress       Kind = C.SVCCOMM_KIND_ADDRESS       // HostAddress; AddressKey
	KindEndpoint      Kind = C.SVCCOMM_KIND_ENDPOINT      // Endpoint; EndpointKey
	KindRule          Kind = C.SVCCOMM_KIND_RULE          // Rule; RuleKey
	KindTombstone     Kind = C.SVCCOMM_KIND_TOMBSTONE     // Change; TombstoneKey
	KindFanIn         Kind = C.SVCCOMM_KIND_FAN_IN        // FanIn; FanInKey
	KindCommunication Kind = C.SVCCOMM_KIND_COMMUNICATION // Record; ID
)

// KindCount is the number of kinds: they are 0 to KindCount - 1.
const KindCount = C.SVCCOMM_KIND_COUNT

// Item is what a Storage keeps: a Meta, Host, HostAddress, Endpoint, Rule, Change, FanIn or Record.
type Item interface {
	Kind() Kind
	ItemKey() ItemKey
	// write fills the C struct of the kind, with what it points to in the arena.
	write(c unsafe.Pointer, a *arena)
}

// ItemKey is the key of an item: a MetaKey, HostKey, AddressKey, EndpointKey, RuleKey,
// TombstoneKey, FanInKey or ID. Keys can be compared and be those of a map.
type ItemKey interface {
	Kind() Kind
	writeKey(c unsafe.Pointer)
}

// The keys that are no structs with members of their own.
type (
	MetaKey      struct{}
	RuleKey      uint64 // the rule's id
	TombstoneKey uint64 // the tombstone's revision
	FanInKey     uint64 // the end
)

// shape is how C has the items of a kind.
type shape struct {
	size    C.size_t
	read    func(c unsafe.Pointer) Item
	keySize C.size_t
	readKey func(c unsafe.Pointer) ItemKey
}

var shapes = [KindCount]shape{
	KindMeta: {
		C.sizeof_svccomm_meta, func(c unsafe.Pointer) Item { return goMeta((*C.svccomm_meta)(c)) },
		0, func(unsafe.Pointer) ItemKey { return MetaKey{} },
	},
	KindHost: {
		C.sizeof_svccomm_host, func(c unsafe.Pointer) Item { return goHost((*C.svccomm_host)(c)) },
		C.sizeof_svccomm_host_key,
		func(c unsafe.Pointer) ItemKey { return goHostKey((*C.svccomm_host_key)(c)) },
	},
	KindAddress: {
		C.sizeof_svccomm_address,
		func(c unsafe.Pointer) Item { return goHostAddress((*C.svccomm_address)(c)) },
		C.sizeof_svccomm_address_key,
		func(c unsafe.Pointer) ItemKey { return goAddressKey((*C.svccomm_address_key)(c)) },
	},
	KindEndpoint: {
		C.sizeof_svccomm_endpoint,
		func(c unsafe.Pointer) Item { return goEndpoint((*C.svccomm_endpoint)(c)) },
		C.sizeof_svccomm_endpoint_key,
		func(c unsafe.Pointer) ItemKey { return goEndpointKey((*C.svccomm_endpoint_key)(c)) },
	},
	KindRule: {
		C.sizeof_svccomm_rule, func(c unsafe.Pointer) Item { return goRule((*C.svccomm_rule)(c)) },
		C.sizeof_uint64_t, func(c unsafe.Pointer) ItemKey { return *(*RuleKey)(c) },
	},
	KindTombstone: {
		C.sizeof_svccomm_change, func(c unsafe.Pointer) Item { return *(*Change)(c) },
		C.sizeof_uint64_t, func(c unsafe.Pointer) ItemKey { return *(*TombstoneKey)(c) },
	},
	KindFanIn: {
		C.sizeof_svccomm_fan_in, func(c unsafe.Pointer) Item { return *(*FanIn)(c) },
		C.sizeof_uint64_t, func(c unsafe.Pointer) ItemKey { return *(*FanInKey)(c) },
	},
	KindCommunication: {
		C.sizeof_svccomm_record,
		func(c unsafe.Pointer) Item { return goRecord((*C.svccomm_record)(c)) },
		C.SVCCOMM_ID_SIZE, func(c unsafe.Pointer) ItemKey { return *(*ID)(c) },
	},
}

// elements calls each with the place of each element of a C array.
func elements(array unsafe.Pointer, count, size C.size_t, each func(c unsafe.Pointer)) {
	for i := C.size_t(0); i < count; i++ {
		each(unsafe.Add(array, uintptr(i*size)))
	}
}

// ---- what each kind of item is ----

func (Record) Kind() Kind         { return KindCommunication }
func (r Record) ItemKey() ItemKey { return r.ID }
func (r Record) write(c unsafe.Pointer, a *arena) {
	r.fill((*C.svccomm_record)(c), a)
}

func (ID) Kind() Kind                   { return KindCommunication }
func (id ID) writeKey(c unsafe.Pointer) { *(*ID)(c) = id }

func (MetaKey) Kind() Kind              { return KindMeta }
func (MetaKey) writeKey(unsafe.Pointer) {}

func (RuleKey) Kind() Kind                  { return KindRule }
func (k RuleKey) writeKey(c unsafe.Pointer) { *(*RuleKey)(c) = k }

func (TombstoneKey) Kind() Kind                  { return KindTombstone }
func (k TombstoneKey) writeKey(c unsafe.Pointer) { *(*TombstoneKey)(c) = k }

func (FanInKey) Kind() Kind                  { return KindFanIn }
func (k FanInKey) writeKey(c unsafe.Pointer) { *(*FanInKey)(c) = k }

// Meta is the one item that is not a list.
type Meta struct {
	Format         uint32
	Points         bool   // as configured
	Revision       uint64 // the newest given
	Interval       int64  // as configured, nanoseconds
	Newest         Time   // newest observation, or none
	TombstonesFrom uint64 // tombstones of this revision and later are all kept
	FanInKey       [2]uint64
}

func (Meta) Kind() Kind       { return KindMeta }
func (Meta) ItemKey() ItemKey { return MetaKey{} }
func (m Meta) write(c unsafe.Pointer, _ *arena) {
	*(*C.svccomm_meta)(c) = C.svccomm_meta{
		format:          C.uint32_t(m.Format),
		points:          cBool(m.Points),
		revision:        C.uint64_t(m.Revision),
		interval:        C.int64_t(m.Interval),
		newest:          cTime(m.Newest.Time),
		tombstones_from: C.uint64_t(m.TombstonesFrom),
		fan_in_key:      [2]C.uint64_t{C.uint64_t(m.FanInKey[0]), C.uint64_t(m.FanInKey[1])},
	}
}

func goMeta(c *C.svccomm_meta) Meta {
	return Meta{
		Format:         uint32(c.format),
		Points:         c.points != 0,
		Revision:       uint64(c.revision),
		Interval:       int64(c.interval),
		Newest:         goTime(int64(c.newest)),
		TombstonesFrom: uint64(c.tombstones_from),
		FanInKey:       [2]uint64{uint64(c.fan_in_key[0]), uint64(c.fan_in_key[1])},
	}
}

// FanIn is what fan-in counted at one end, so that a restart changes no decision. It has the layout
// of svccomm_fan_in.
type FanIn struct {
	End     uint64 // stands for the end: a hash of it
	Reached int64  // newest event by which it met enough ports, nanoseconds, or NoTime
	Hour    int32  // hours since the epoch: the one that is counted
	Count   uint32 // distinct opposite ports met in it
	Ports   [C.SVCCOMM_FAN_IN_MOST]uint16
}

func (FanIn) Kind() Kind                         { return KindFanIn }
func (f FanIn) ItemKey() ItemKey                 { return FanInKey(f.End) }
func (f FanIn) write(c unsafe.Pointer, _ *arena) { *(*FanIn)(c) = f }
