// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"unsafe"
)

// Exporter is what a decoder knows of an exporter and observation domain.
type Exporter struct {
	Address   netip.Addr
	Domain    uint32 // observation domain, source id, or engine type and id (v5)
	Version   uint32 // 1, 5, 7, 9 or 10
	Datagrams uint64
	Flows     uint64
	Lost      uint64
	Reordered uint64
	Restarts  uint64
	BootTime  Time // the estimate, or none
	LastSeen  Time
	Templates uint32 // held now
	Sampling  uint32 // of the exporter as a whole; 0: not told
}

// Exporters gives up to max exporters in order of address, domain and version, those after the
// given one; nil: from the start.
func (d *Decoder) Exporters(after *Exporter, max int) ([]Exporter, error) {
	handle, err := d.enter()
	if err != nil {
		return nil, err
	}
	defer d.leave()
	var from *C.svccomm_exporter
	if after != nil {
		from = &C.svccomm_exporter{
			address: cAddress(after.Address),
			domain:  C.uint32_t(after.Domain),
			version: C.uint32_t(after.Version),
		}
	}
	return page(max, func(array *C.svccomm_exporter, n C.size_t) C.int {
		return C.svccomm_decoder_exporters(handle, from, array, n, C.sizeof_svccomm_exporter)
	}, goExporter)
}

func goExporter(c *C.svccomm_exporter) Exporter {
	return Exporter{
		Address:   goAddress(&c.address).Addr(),
		Domain:    uint32(c.domain),
		Version:   uint32(c.version),
		Datagrams: uint64(c.datagrams),
		Flows:     uint64(c.flows),
		Lost:      uint64(c.lost),
		Reordered: uint64(c.reordered),
		Restarts:  uint64(c.restarts),
		BootTime:  goTime(int64(c.boot_time)),
		LastSeen:  goTime(int64(c.last_seen)),
		Templates: uint32(c.templates),
		Sampling:  uint32(c.sampling),
	}
}

// RealmSource is a kind of ids that a realm can be made of.
type RealmSource uint32

// The kinds. A VRF beats a VLAN.
const (
	RealmByVLAN RealmSource = C.SVCCOMM_REALM_BY_VLAN
	RealmByVRF  RealmSource = C.SVCCOMM_REALM_BY_VRF
)

// RealmMap says which realm an id means. It has the layout of svccomm_realm_map.
type RealmMap struct {
	Source   RealmSource
	ID       uint32 // as exported
	Realm    uint32
	reserved uint32
}

// MapRealms says which realms VLAN or VRF ids mean; it replaces what was said before. What is not
// mapped is realm 0.
func (d *Decoder) MapRealms(maps ...RealmMap) error {
	handle, err := d.enter()
	if err != nil {
		return err
	}
	defer d.leave()
	return check(C.svccomm_decoder_map_realms(handle,
		(*C.svccomm_realm_map)(unsafe.Pointer(first(maps))), C.size_t(len(maps)),
		C.sizeof_svccomm_realm_map))
}
