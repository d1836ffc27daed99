// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"io"
	"time"
	"unsafe"
)

// TransferFormat is a format of exports and imports.
type TransferFormat uint32

// The formats.
const (
	TransferDetect TransferFormat = C.SVCCOMM_TRANSFER_DETECT // import only: by the first bytes
	TransferCSV    TransferFormat = C.SVCCOMM_TRANSFER_CSV    // RFC 4180, a header line
	TransferJSON   TransferFormat = C.SVCCOMM_TRANSFER_JSON   // one array of objects
	TransferNDJSON TransferFormat = C.SVCCOMM_TRANSFER_NDJSON // one object in a line
)

// ImportReport is what imports did; it adds up over calls. It has the layout of
// svccomm_import_report.
type ImportReport struct {
	size     uint32
	reserved uint32
	Records  uint64 // read
	Created  uint64 // of these, new
	Merged   uint64 // of these, joined with one that existed
}

func (r *ImportReport) c() *C.svccomm_import_report {
	if r != nil {
		r.size = C.sizeof_svccomm_import_report
	}
	return (*C.svccomm_import_report)(unsafe.Pointer(r))
}

// Export writes the records that the query gives, in its order, in bounded memory. [ErrWrite] with
// what w returned.
func (r *Registry) Export(w io.Writer, format TransferFormat, query Query) error {
	handle, err := r.enterCalling()
	if err != nil {
		return err
	}
	defer r.leave()
	var a arena
	defer a.free()
	c := query.c(&a)
	if a.err != nil {
		return a.err
	}
	s, d := newStream(w, nil), newDetail()
	defer s.close()
	rc := C.svccomm_registry_export(handle, c, C.uint32_t(format), s.write(), s.user(), &d.c)
	return s.check(rc, d)
}

// Import reads an export, all or nothing: a record that exists is merged. Into an empty registry
// created, updated and revision are restored too. The report may be nil. [ErrFormat],
// [ErrTruncated] and [ErrRange] with line and offset of what is wrong; [ErrRead] with what source
// returned; [ErrFull].
func (r *Registry) Import(source io.Reader, format TransferFormat, now time.Time,
	report *ImportReport) error {
	handle, err := r.enterCalling()
	if err != nil {
		return err
	}
	defer r.leave()
	s, d := newStream(nil, source), newDetail()
	defer s.close()
	rc := C.svccomm_registry_import(handle, C.uint32_t(format), s.read(), s.user(), cTime(now),
		report.c(), &d.c)
	return s.check(rc, d)
}

// Dump writes all that the registry knows, flushed or not, in bounded memory. After Restore another
// one goes on as this one would. Configuration does not travel. [ErrWrite].
func (r *Registry) Dump(w io.Writer) error {
	handle, err := r.enterCalling()
	if err != nil {
		return err
	}
	defer r.leave()
	s, d := newStream(w, nil), newDetail()
	defer s.close()
	return s.check(C.svccomm_registry_dump(handle, s.write(), s.user(), &d.c), d)
}

// Restore fills an empty registry with what was dumped; on failure it is empty as before.
// [ErrState], [ErrRead], [ErrTruncated], [ErrFormat], [ErrVersion], [ErrMismatch] for another
// interval or points, [ErrFull].
func (r *Registry) Restore(source io.Reader) error {
	handle, err := r.enterCalling()
	if err != nil {
		return err
	}
	defer r.leave()
	s, d := newStream(nil, source), newDetail()
	defer s.close()
	return s.check(C.svccomm_registry_restore(handle, s.read(), s.user(), &d.c), d)
}
