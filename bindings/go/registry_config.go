// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"time"
	"unsafe"
)

// CapPolicy says what happens at the caps of records, endpoints, addresses and hosts.
type CapPolicy uint32

// The policies.
const (
	CapRefuse CapPolicy = C.SVCCOMM_CAP_REFUSE // new ones are refused and counted
	CapEvict  CapPolicy = C.SVCCOMM_CAP_EVICT  // the lowest revision goes, guesses first
)

// RegistryConfig says how a registry is made. Begin with [DefaultRegistryConfig].
type RegistryConfig struct {
	CapPolicy      CapPolicy
	MaxRecords     uint64
	MaxEndpoints   uint64
	MaxAddresses   uint64
	MaxHosts       uint64
	MaxStrings     uint64 // distinct names and notes
	MaxStringBytes uint64
	MaxTombstones  uint32 // kept for Changes
	MaxRules       uint32
	Interval       time.Duration // of the flow samples; stored, another one is refused
	Points         bool          // only the end of a flow counts; stored
	KeepSegments   uint32        // the newest segments kept in a Spans, 2 to 16
	OwnerAge       time.Duration // an address is owned so long after its last sighting
	OpenStates     uint32        // bit 1 << State for each state that is open
	FlowsPortless  bool          // protocols without ports are kept, with port 0
	FlowsAttempts  bool          // attempts make records
	FlowAge        time.Duration // a flow that ended longer before it was received is dropped
	FlowFuture     time.Duration // one that ended longer after it was received, too
	MaxFanIn       uint32        // ends whose ports are counted
}

// DefaultRegistryConfig is what NewRegistry(nil) takes.
func DefaultRegistryConfig() RegistryConfig {
	var c C.svccomm_registry_config
	C.svccomm_registry_config_init(&c, C.sizeof_svccomm_registry_config)
	return RegistryConfig{
		CapPolicy:      CapPolicy(c.cap_policy),
		MaxRecords:     uint64(c.max_records),
		MaxEndpoints:   uint64(c.max_endpoints),
		MaxAddresses:   uint64(c.max_addresses),
		MaxHosts:       uint64(c.max_hosts),
		MaxStrings:     uint64(c.max_strings),
		MaxStringBytes: uint64(c.max_string_bytes),
		MaxTombstones:  uint32(c.max_tombstones),
		MaxRules:       uint32(c.max_rules),
		Interval:       time.Duration(c.interval),
		Points:         c.points != 0,
		KeepSegments:   uint32(c.keep_segments),
		OwnerAge:       time.Duration(c.owner_age),
		OpenStates:     uint32(c.open_states),
		FlowsPortless:  c.flow_options&C.SVCCOMM_FLOWS_PORTLESS != 0,
		FlowsAttempts:  c.flow_options&C.SVCCOMM_FLOWS_ATTEMPTS != 0,
		FlowAge:        time.Duration(c.flow_age),
		FlowFuture:     time.Duration(c.flow_future),
		MaxFanIn:       uint32(c.max_fan_in),
	}
}

func (r *RegistryConfig) c() (c C.svccomm_registry_config) {
	C.svccomm_registry_config_init(&c, C.sizeof_svccomm_registry_config)
	c.cap_policy = C.uint32_t(r.CapPolicy)
	c.max_records = C.uint64_t(r.MaxRecords)
	c.max_endpoints = C.uint64_t(r.MaxEndpoints)
	c.max_addresses = C.uint64_t(r.MaxAddresses)
	c.max_hosts = C.uint64_t(r.MaxHosts)
	c.max_strings = C.uint64_t(r.MaxStrings)
	c.max_string_bytes = C.uint64_t(r.MaxStringBytes)
	c.max_tombstones = C.uint32_t(r.MaxTombstones)
	c.max_rules = C.uint32_t(r.MaxRules)
	c.interval = C.int64_t(r.Interval)
	c.points = cBool(r.Points)
	c.keep_segments = C.uint32_t(r.KeepSegments)
	c.owner_age = C.int64_t(r.OwnerAge)
	c.open_states = C.uint32_t(r.OpenStates)
	c.flow_options = 0
	if r.FlowsPortless {
		c.flow_options |= C.SVCCOMM_FLOWS_PORTLESS
	}
	if r.FlowsAttempts {
		c.flow_options |= C.SVCCOMM_FLOWS_ATTEMPTS
	}
	c.flow_age = C.int64_t(r.FlowAge)
	c.flow_future = C.int64_t(r.FlowFuture)
	c.max_fan_in = C.uint32_t(r.MaxFanIn)
	return c
}

// Counts is what a registry holds and what it dropped. It has the layout of svccomm_counts.
type Counts struct {
	size             uint32
	reserved         uint32
	Records          uint64 // all realms, every status
	Endpoints        uint64
	Addresses        uint64
	Hosts            uint64
	Rules            uint64
	Tombstones       uint64
	Strings          uint64
	StringBytes      uint64
	Revision         uint64 // the newest given
	Unflushed        uint64 // items that the next flush writes or erases
	Evicted          uint64 // records evicted at the cap since the registry was made
	EvictedEndpoints uint64
	EvictedAddresses uint64
	EvictedHosts     uint64
	Memory           uint64 // bytes that the registry holds now
	Newest           int64  // newest observation, nanoseconds since the epoch, or NoTime
}

func (c *Counts) c() *C.svccomm_counts {
	return (*C.svccomm_counts)(unsafe.Pointer(c))
}
