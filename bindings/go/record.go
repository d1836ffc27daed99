// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"io"
	"unsafe"
)

// Process is a process name and when a snapshot last showed it; no time: a person named it.
type Process struct {
	Name     Text `json:"name"`
	LastSeen Time `json:"last_seen"`
}

// Record is a communication: its key, attributes and statistics. json.Marshal gives the object of
// the library's exports.
type Record struct {
	ID ID `json:"id"`
	Key
	ClientDevice           Text      `json:"client_device"` // the name in effect
	ListenerDevice         Text      `json:"listener_device"`
	ClientDeviceExplicit   Text      `json:"client_device_explicit"` // the name set on the record
	ListenerDeviceExplicit Text      `json:"listener_device_explicit"`
	ClientProcesses        []Process `json:"client_processes"` // most recent first
	ListenerProcess        Text      `json:"listener_process"`
	Origin                 Origin    `json:"origin"`
	Evidence               Evidence  `json:"evidence"` // the strongest seen
	Mixed                  bool      `json:"mixed"`    // not one direction or client in all of it
	Status                 Status    `json:"status"`
	Note                   Text      `json:"note"`
	Created                Time      `json:"created"`
	Updated                Time      `json:"updated"`
	FirstFound             Time      `json:"first_found"` // over all views and flows
	LastFound              Time      `json:"last_found"`
	Revision               uint64    `json:"revision"`
	Netstat                Netstat   `json:"netstat"` // the headline: one of the next two, or none
	NetstatClient          Netstat   `json:"netstat_client"`
	NetstatListener        Netstat   `json:"netstat_listener"`
	Netflow                Netflow   `json:"netflow"`

	ListenerLocal bool   `json:"-"` // the listener is local to the scope's host
	ClientLocal   bool   `json:"-"` // the client is
	ClientPort    uint32 `json:"-"` // for storage: the one client port seen, 0, or SeveralClientPorts
}

// SeveralClientPorts stands for more than one client port in a Record.
const SeveralClientPorts = C.SVCCOMM_CLIENT_PORT_SEVERAL

// WriteJSON writes the record as the library does: the object of an export, without a line end.
func (r *Record) WriteJSON(w io.Writer) error {
	var a arena
	defer a.free()
	record := (*C.svccomm_record)(a.alloc(C.sizeof_svccomm_record))
	r.fill(record, &a)
	if a.err != nil {
		return a.err
	}
	s := newStream(w, nil)
	defer s.close()
	rc := C.svccomm_record_write_json(record, s.write(), s.user())
	return s.check(rc, newDetail())
}

func goRecord(c *C.svccomm_record) Record {
	return Record{
		ID:                     goID(&c.id),
		Key:                    goKey(&c.key),
		ClientDevice:           goText(c.client_device),
		ListenerDevice:         goText(c.listener_device),
		ClientDeviceExplicit:   goText(c.client_device_explicit),
		ListenerDeviceExplicit: goText(c.listener_device_explicit),
		ClientProcesses:        goProcesses(c.processes, c.process_count),
		ListenerProcess:        goText(c.listener_process),
		Origin:                 Origin(c.origin),
		Evidence:               Evidence(c.evidence),
		Mixed:                  c.flags&C.SVCCOMM_RECORD_MIXED != 0,
		Status:                 Status(c.status),
		Note:                   goText(c.note),
		Created:                goTime(int64(c.created)),
		Updated:                goTime(int64(c.updated)),
		FirstFound:             goTime(int64(c.first_found)),
		LastFound:              goTime(int64(c.last_found)),
		Revision:               uint64(c.revision),
		Netstat:                goNetstat(C.svccomm_record_headline(c)),
		NetstatClient:          goNetstat(&c.client_view),
		NetstatListener:        goNetstat(&c.listener_view),
		Netflow:                goNetflow(&c.netflow),
		ListenerLocal:          c.flags&C.SVCCOMM_RECORD_LISTENER_LOCAL != 0,
		ClientLocal:            c.flags&C.SVCCOMM_RECORD_CLIENT_LOCAL != 0,
		ClientPort:             uint32(c.client_port),
	}
}

// fill writes the record as C has it, with what it points to in the arena.
func (r *Record) fill(c *C.svccomm_record, a *arena) {
	*c = C.svccomm_record{
		key:                      r.Key.c(),
		id:                       cID(r.ID),
		revision:                 C.uint64_t(r.Revision),
		created:                  cTime(r.Created.Time),
		updated:                  cTime(r.Updated.Time),
		first_found:              cTime(r.FirstFound.Time),
		last_found:               cTime(r.LastFound.Time),
		origin:                   C.uint32_t(r.Origin),
		evidence:                 C.uint32_t(r.Evidence),
		status:                   C.uint32_t(r.Status),
		flags:                    r.flags(),
		client_device:            a.text(r.ClientDevice),
		listener_device:          a.text(r.ListenerDevice),
		client_device_explicit:   a.text(r.ClientDeviceExplicit),
		listener_device_explicit: a.text(r.ListenerDeviceExplicit),
		listener_process:         a.text(r.ListenerProcess),
		note:                     a.text(r.Note),
		processes:                a.processes(r.ClientProcesses),
		client_port:              C.uint32_t(r.ClientPort),
		process_count:            C.uint32_t(len(r.ClientProcesses)),
		headline:                 C.uint32_t(r.Netstat.View),
		listener_view:            r.NetstatListener.c(),
		client_view:              r.NetstatClient.c(),
		netflow:                  r.Netflow.c(),
	}
}

func (r *Record) flags() (flags C.uint32_t) {
	if r.Mixed {
		flags |= C.SVCCOMM_RECORD_MIXED
	}
	if r.ListenerLocal {
		flags |= C.SVCCOMM_RECORD_LISTENER_LOCAL
	}
	if r.ClientLocal {
		flags |= C.SVCCOMM_RECORD_CLIENT_LOCAL
	}
	return flags
}

func goProcesses(c *C.svccomm_process, count C.uint32_t) []Process {
	processes := make([]Process, count)
	for i, process := range unsafe.Slice(c, count) {
		processes[i] = Process{goText(process.name), goTime(int64(process.last_seen))}
	}
	return processes
}

func (a *arena) processes(processes []Process) *C.svccomm_process {
	if len(processes) == 0 {
		return nil
	}
	c := (*C.svccomm_process)(a.alloc(uintptr(len(processes)) * C.sizeof_svccomm_process))
	for i, process := range processes {
		unsafe.Slice(c, len(processes))[i] = C.svccomm_process{
			name:      a.text(process.Name),
			last_seen: cTime(process.LastSeen.Time),
		}
	}
	return c
}
