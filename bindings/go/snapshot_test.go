// SPDX-License-Identifier: MIT

package svccomm

import (
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestSnapshotFromRows(t *testing.T) {
	s, err := NewSnapshot(&SnapshotConfig{MaxRows: 10, MaxStringBytes: 1000})
	must(t, err)
	defer s.Close()
	wants(t, s.AddRows(nil, nil), ErrState)
	wants(t, s.Begin(SnapshotInfo{Time: start}), ErrArgument) // host 0
	must(t, s.Begin(SnapshotInfo{Host: 7, Time: start, Realm: 3, EphemeralLow: 40000,
		EphemeralHigh: 50000}))
	rows := []Row{
		{Local: netip.MustParseAddrPort("[::]:53"), Protocol: UDP, Listening: true, Process: "named"},
		{Local: netip.MustParseAddrPort("[2001:db8::1]:22"), Protocol: TCP, State: StateListen,
			V6Only: true},
		{Local: netip.MustParseAddrPort("10.0.0.5:443"),
			Remote:   netip.MustParseAddrPort("10.0.0.7:50001"),
			Protocol: TCP, State: StateEstablished},
	}
	var report TextReport
	must(t, s.AddRows(rows, &report))
	must(t, s.Cover(CoverTCP|CoverUDP))
	wants(t, s.Cover(1<<31), ErrArgument)
	if s.RowCount() != 3 || s.Coverage() != CoverTCP|CoverUDP || report.Taken != 3 {
		t.Errorf("%d rows, coverage %x, report %+v", s.RowCount(), s.Coverage(), report)
	}
	held, err := s.Rows(0, 10)
	must(t, err)
	if !equal(held, rows) {
		t.Errorf("held %+v", held)
	}
	wants(t, s.AddRows([]Row{{Process: "a\x00b"}}, nil), ErrArgument)

	r := newRegistry(t)
	must(t, r.IngestSnapshot(s, start, nil))
	wants(t, r.IngestSnapshot(s, start, nil), ErrStale)
	must(t, s.Begin(SnapshotInfo{Host: 7, Realm: 3, Time: start.Add(time.Hour)}))
	wants(t, r.IngestSnapshot(s, start, nil), ErrFuture)
	wants(t, r.IngestSnapshot(s, time.Time{}, nil), ErrRange)
}

func TestSnapshotFromText(t *testing.T) {
	s, err := NewSnapshot(nil)
	must(t, err)
	defer s.Close()
	begin := func(within Coverage) {
		must(t, s.Begin(SnapshotInfo{Host: 7, Time: start, WithinCoverage: within}))
	}
	begin(0)
	var report TextReport
	must(t, s.ReadText(FormatDetect, strings.NewReader(webText), &report))
	if report.Lines != 3 || report.Taken != 3 || report.Formats != 1<<FormatSS ||
		report.FormatLines[FormatSS] != 1 {
		t.Errorf("report %+v", report)
	}
	whole := s.Coverage()

	begin(CoverTCP & CoverListeners)
	must(t, s.BeginText(FormatSS))
	wants(t, s.BeginText(FormatSS), ErrState)
	_, err = io.Copy(s, iotest.OneByteReader(strings.NewReader(webText)))
	must(t, err)
	must(t, s.EndText(nil))
	if s.RowCount() != 3 || s.Coverage() != whole&CoverTCP&CoverListeners {
		t.Errorf("in bytes: %d rows, coverage %x of %x", s.RowCount(), s.Coverage(), whole)
	}

	var detail *Error
	err = s.ReadText(FormatDetect, strings.NewReader("\nno such text\n"), nil)
	wants(t, err, ErrFormat)
	if !errors.As(err, &detail) || detail.Line != 2 || !strings.Contains(err.Error(), "(line 2)") {
		t.Errorf("detail %+v: %v", detail, err)
	}
	wants(t, s.ReadText(FormatSS, iotest.ErrReader(errFault), nil), errFault)
	if s.RowCount() != 3 {
		t.Error("a source that failed left rows")
	}
	_, err = s.Write([]byte("x"))
	wants(t, err, ErrState)
	if FormatSS.String() != "ss" || Format(77).String() != "" {
		t.Errorf("names %q, %q", FormatSS, Format(77))
	}
}
