// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"runtime"
	"unsafe"
)

// State is the state of a socket; the numbers are those of Linux where it has one.
type State uint8

// The states.
const (
	StateUnknown     State = C.SVCCOMM_STATE_UNKNOWN // a word that nobody knows: treated as open
	StateEstablished State = C.SVCCOMM_STATE_ESTABLISHED
	StateSynSent     State = C.SVCCOMM_STATE_SYN_SENT
	StateSynRecv     State = C.SVCCOMM_STATE_SYN_RECV
	StateFinWait1    State = C.SVCCOMM_STATE_FIN_WAIT1
	StateFinWait2    State = C.SVCCOMM_STATE_FIN_WAIT2
	StateTimeWait    State = C.SVCCOMM_STATE_TIME_WAIT
	StateClose       State = C.SVCCOMM_STATE_CLOSE
	StateCloseWait   State = C.SVCCOMM_STATE_CLOSE_WAIT
	StateLastAck     State = C.SVCCOMM_STATE_LAST_ACK
	StateListen      State = C.SVCCOMM_STATE_LISTEN
	StateClosing     State = C.SVCCOMM_STATE_CLOSING
	StateBound       State = C.SVCCOMM_STATE_BOUND
	StateIdle        State = C.SVCCOMM_STATE_IDLE
)

// Row is one socket. A remote end that is zero is no peer.
type Row struct {
	Local     netip.AddrPort // of a listener at a wildcard: :: or 0.0.0.0
	Remote    netip.AddrPort
	Protocol  Protocol
	State     State  // ignored for UDP
	V6Only    bool   // an IPv6 wildcard that takes no IPv4
	Listening bool   // the caller knows that this UDP socket serves
	Process   string // program name; "" is none
}

// AddRows adds rows, all or none. They claim no coverage by themselves: see Cover. The report may
// be nil. [ErrState] where no snapshot was begun.
func (s *Snapshot) AddRows(rows []Row, report *TextReport) error {
	handle, err := s.enter()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(s)
	var a arena
	defer a.free()
	array := (*C.svccomm_row)(a.alloc(uintptr(len(rows))*C.sizeof_svccomm_row + 1))
	for i := range rows {
		unsafe.Slice(array, len(rows))[i] = rows[i].c(&a)
	}
	if a.err != nil {
		return a.err
	}
	d := newDetail()
	return d.check(C.svccomm_snapshot_add_rows(handle, array, C.size_t(len(rows)),
		C.sizeof_svccomm_row, report.c(), &d.c))
}

// RowCount is the number of rows held now; 0 after Close.
func (s *Snapshot) RowCount() uint64 {
	defer runtime.KeepAlive(s)
	return uint64(C.svccomm_snapshot_row_count(s.handle))
}

// Rows gives up to max of the rows held, from the index `from` on: what was read from text.
func (s *Snapshot) Rows(from uint64, max int) ([]Row, error) {
	handle, err := s.enter()
	if err != nil {
		return nil, err
	}
	defer runtime.KeepAlive(s)
	return page(max, func(array *C.svccomm_row, n C.size_t) C.int {
		return C.svccomm_snapshot_rows(handle, C.uint64_t(from), array, n, C.sizeof_svccomm_row)
	}, goRow)
}

func (r *Row) c(a *arena) C.svccomm_row {
	c := C.svccomm_row{
		local:       cAddress(r.Local.Addr()),
		remote:      cAddress(r.Remote.Addr()),
		local_port:  C.uint16_t(r.Local.Port()),
		remote_port: C.uint16_t(r.Remote.Port()),
		protocol:    C.uint8_t(r.Protocol),
		state:       C.uint8_t(r.State),
	}
	if r.Process != "" {
		c.process = a.string(r.Process)
	}
	if r.V6Only {
		c.flags |= C.SVCCOMM_ROW_V6ONLY
	}
	if r.Listening {
		c.flags |= C.SVCCOMM_ROW_LISTENING
	}
	return c
}

func goRow(c *C.svccomm_row) Row {
	row := Row{
		Local:     netip.AddrPortFrom(goAddress(&c.local).Addr(), uint16(c.local_port)),
		Protocol:  Protocol(c.protocol),
		State:     State(c.state),
		V6Only:    c.flags&C.SVCCOMM_ROW_V6ONLY != 0,
		Listening: c.flags&C.SVCCOMM_ROW_LISTENING != 0,
		Process:   goText(c.process).String(),
	}
	if remote := goAddress(&c.remote); remote != (Address{}) || c.remote_port != 0 {
		row.Remote = netip.AddrPortFrom(remote.Addr(), uint16(c.remote_port))
	}
	return row
}
