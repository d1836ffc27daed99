// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"io"
	"runtime"
	"unsafe"
)

// Format is a text format of a netstat-like program.
type Format uint32

// The formats. FormatDetect finds it out, and text of several formats may follow each other.
const (
	FormatDetect     Format = C.SVCCOMM_FORMAT_DETECT
	FormatProcTCP    Format = C.SVCCOMM_FORMAT_PROC_TCP // /proc/net/tcp or tcp6
	FormatProcUDP    Format = C.SVCCOMM_FORMAT_PROC_UDP // /proc/net/udp or udp6
	FormatSS         Format = C.SVCCOMM_FORMAT_SS
	FormatNetstat    Format = C.SVCCOMM_FORMAT_NETSTAT // of net-tools and busybox
	FormatWindows    Format = C.SVCCOMM_FORMAT_WINDOWS // netstat -ano, -anob, -anoq
	FormatPowerShell Format = C.SVCCOMM_FORMAT_POWERSHELL
	FormatBSD        Format = C.SVCCOMM_FORMAT_BSD // netstat of macOS and the BSDs
	FormatSockstat   Format = C.SVCCOMM_FORMAT_SOCKSTAT
	FormatSolaris    Format = C.SVCCOMM_FORMAT_SOLARIS
	FormatAIX        Format = C.SVCCOMM_FORMAT_AIX
	FormatHPUX       Format = C.SVCCOMM_FORMAT_HPUX
	FormatLsof       Format = C.SVCCOMM_FORMAT_LSOF   // lsof -i, as a table
	FormatLsofF      Format = C.SVCCOMM_FORMAT_LSOF_F // lsof -F, by fields
)

// String is the name of the format, "ss" say; "" where there is none.
func (f Format) String() string { return C.GoString(C.svccomm_format_name(C.uint32_t(f))) }

// ReadText takes the rows of a text source, one file or the output of one command, into the
// snapshot. A last line without a line end is a doubtful row. The report may be nil. [ErrFormat]
// where no line is of a known format, or of the one that is asked for; an error of the source is
// given as it is. Nothing is taken then. For a source that comes in pieces see BeginText.
func (s *Snapshot) ReadText(format Format, source io.Reader, report *TextReport) error {
	text, err := io.ReadAll(source)
	if err != nil {
		return err
	}
	if err := s.BeginText(format); err != nil {
		return err
	}
	if _, err := s.Write(text); err != nil {
		return err
	}
	return s.EndText(report)
}

// BeginText begins a text source within the snapshot, which Write gives and EndText takes.
// [ErrState] where no snapshot was begun or a source is open.
func (s *Snapshot) BeginText(format Format) error {
	handle, err := s.enter()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(s)
	return check(C.svccomm_snapshot_text_begin(handle, C.uint32_t(format)))
}

// Write gives the next bytes of the text, cut anywhere. [ErrState] where no source is open.
func (s *Snapshot) Write(text []byte) (int, error) {
	handle, err := s.enter()
	if err != nil {
		return 0, err
	}
	defer runtime.KeepAlive(s)
	rc := C.svccomm_snapshot_text(handle, (*C.char)(first(text)), C.size_t(len(text)))
	if rc < 0 {
		return 0, check(rc)
	}
	return len(text), nil
}

// EndText takes the rows and coverage of the source into the snapshot; report and errors as those
// of ReadText.
func (s *Snapshot) EndText(report *TextReport) error {
	handle, err := s.enter()
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(s)
	d := newDetail()
	return d.check(C.svccomm_snapshot_text_end(handle, report.c(), &d.c))
}

// TextReport is what became of rows and lines; it adds up over calls. Lines are from 1; 0 is none.
// It has the layout of svccomm_text_report.
type TextReport struct {
	size                  uint32
	Formats               uint32 // bit 1 << Format for each that gave rows or a header
	Lines                 uint64
	Taken                 uint64 // rows that are in the snapshot
	Skipped               uint64 // lines that are no header and no row of a protocol with ports
	Doubtful              uint64 // rows that are cut or cannot be read; coverage is cleared
	UnknownStates         uint64 // rows taken whose state word nobody knows
	Dropped               uint64 // rows beyond MaxRows
	DroppedNames          uint64 // process names beyond MaxStringBytes; the row is taken
	FirstTakenLine        uint64
	FirstSkippedLine      uint64
	FirstDoubtfulLine     uint64
	FirstUnknownStateLine uint64
	FormatHeaders         uint32 // those of Formats that a header told; the others a row did
	reserved              uint32
	FormatLines           [C.SVCCOMM_FORMATS_MAX]uint64 // by Format: the line that told it first
}

func (t *TextReport) c() *C.svccomm_text_report {
	if t != nil {
		t.size = C.sizeof_svccomm_text_report
	}
	return (*C.svccomm_text_report)(unsafe.Pointer(t))
}
