// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"runtime"
	"time"
)

// Coverage says what a snapshot covers: per protocol four bits, shifted by the CoverShift of the
// protocol.
type Coverage uint32

// Bits of the coverage.
const (
	CoverListenersV4   Coverage = C.SVCCOMM_COVER_LISTENERS_V4
	CoverConnectionsV4 Coverage = C.SVCCOMM_COVER_CONNECTIONS_V4
	CoverListenersV6   Coverage = C.SVCCOMM_COVER_LISTENERS_V6
	CoverConnectionsV6 Coverage = C.SVCCOMM_COVER_CONNECTIONS_V6
	CoverTCP           Coverage = C.SVCCOMM_COVER_TCP
	CoverUDP           Coverage = C.SVCCOMM_COVER_UDP
	CoverListeners     Coverage = C.SVCCOMM_COVER_LISTENERS   // of every protocol
	CoverConnections   Coverage = C.SVCCOMM_COVER_CONNECTIONS // of every protocol
	CoverAll           Coverage = C.SVCCOMM_COVER_ALL
	CoverProcesses     Coverage = C.SVCCOMM_COVER_PROCESSES // process names were collected
)

// Shifts of the first four bits.
const (
	CoverShiftTCP     = C.SVCCOMM_COVER_SHIFT_TCP
	CoverShiftUDP     = C.SVCCOMM_COVER_SHIFT_UDP
	CoverShiftSCTP    = C.SVCCOMM_COVER_SHIFT_SCTP
	CoverShiftDCCP    = C.SVCCOMM_COVER_SHIFT_DCCP
	CoverShiftUDPLite = C.SVCCOMM_COVER_SHIFT_UDPLITE
)

// SnapshotConfig says how a snapshot is made; a 0 is the default.
type SnapshotConfig struct {
	MaxRows        uint32 // more are counted as dropped; default 4 million
	MaxStringBytes uint64 // of process names; default 16 MiB
}

// SnapshotInfo says what a snapshot is of.
type SnapshotInfo struct {
	Realm          uint32
	Host           uint64 // stable id of the host, not 0; see HostID
	Name           Text   // the host's name
	Time           time.Time
	WithinCoverage Coverage // which bits may be claimed at all; 0: all
	NoIPv6         bool     // the host has no IPv6, so that /proc/net/tcp alone tells all
	EphemeralLow   uint16   // the host's ephemeral ports, inclusive; 0, 0: 32768 to 65535
	EphemeralHigh  uint16
}

// Snapshot is all sockets of one host at one instant, from rows and from text. It is used again and
// again by Begin, and by one goroutine at a time.
type Snapshot struct {
	handle *C.svccomm_snapshot
}

// NewSnapshot makes a snapshot; nil is the default configuration.
func NewSnapshot(config *SnapshotConfig) (*Snapshot, error) {
	if err := checkABI(); err != nil {
		return nil, err
	}
	var c C.svccomm_snapshot_config
	C.svccomm_snapshot_config_init(&c, C.sizeof_svccomm_snapshot_config)
	if config != nil && config.MaxRows != 0 {
		c.max_rows = C.uint32_t(config.MaxRows)
	}
	if config != nil && config.MaxStringBytes != 0 {
		c.max_string_bytes = C.uint64_t(config.MaxStringBytes)
	}
	var err error
	if c.seed, err = randomSeed(); err != nil {
		return nil, err
	}
	s := new(Snapshot)
	if err := check(C.svccomm_snapshot_new(&s.handle, &c)); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(s, (*Snapshot).Close)
	return s, nil
}

// Close ends the snapshot. Closing again does nothing.
func (s *Snapshot) Close() error {
	runtime.SetFinalizer(s, nil)
	C.svccomm_snapshot_free(s.handle)
	s.handle = nil
	return nil
}

// enter gives the handle, or an error after Close. runtime.KeepAlive(s) follows the call.
func (s *Snapshot) enter() (*C.svccomm_snapshot, error) {
	if s.handle == nil {
		return nil, &Error{Code: ErrState, Message: "the snapshot is closed"}
	}
	return s.handle, nil
}

// Begin begins a snapshot and forgets the rows and coverage of before. [ErrArgument] for host 0 or
// ephemeral ports that are not in order, [ErrRange] for a time that is not taken.
func (s *Snapshot) Begin(info SnapshotInfo) error {
	handle, err := s.enter()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(s)
	var a arena
	defer a.free()
	c := (*C.svccomm_snapshot_info)(a.alloc(C.sizeof_svccomm_snapshot_info))
	C.svccomm_snapshot_info_init(c, C.sizeof_svccomm_snapshot_info)
	c.realm = C.uint32_t(info.Realm)
	c.host = C.uint64_t(info.Host)
	c.time = cTime(info.Time)
	c.name = a.text(info.Name)
	if info.WithinCoverage != 0 {
		c.coverage_mask = C.uint32_t(info.WithinCoverage)
	}
	c.no_ipv6 = C.uint8_t(cBool(info.NoIPv6))
	c.ephemeral_low, c.ephemeral_high = C.uint16_t(info.EphemeralLow), C.uint16_t(info.EphemeralHigh)
	if a.err != nil {
		return a.err
	}
	return check(C.svccomm_snapshot_begin(handle, c))
}

// Cover says what the added rows cover: bits are added to the snapshot's coverage.
func (s *Snapshot) Cover(coverage Coverage) error {
	handle, err := s.enter()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(s)
	return check(C.svccomm_snapshot_cover(handle, C.uint32_t(coverage)))
}

// Coverage is what is covered now: claimed, less what doubtful rows cleared; 0 after Close.
func (s *Snapshot) Coverage() Coverage {
	defer runtime.KeepAlive(s)
	return Coverage(C.svccomm_snapshot_coverage(s.handle))
}
