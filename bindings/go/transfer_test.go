// SPDX-License-Identifier: MIT

package svccomm

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errFault }

type shortWriter struct{}

func (shortWriter) Write(bytes []byte) (int, error) { return len(bytes) / 2, nil }

// callingWriter and callingReader do something in each call.
type callingWriter struct{ call func() error }

func (c callingWriter) Write(bytes []byte) (int, error) { return len(bytes), c.call() }

type callingReader struct{ call func() error }

func (c callingReader) Read([]byte) (int, error) { return 0, c.call() }

func TestExportAndImport(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	for _, format := range []TransferFormat{TransferCSV, TransferJSON, TransferNDJSON} {
		var first, second bytes.Buffer
		must(t, r.Export(&first, format, Query{}))
		other := newRegistry(t)
		var report ImportReport
		must(t, other.Import(iotest.HalfReader(bytes.NewReader(first.Bytes())), TransferDetect, start,
			&report))
		if report.Records != 3 || report.Created != 3 {
			t.Errorf("report %+v", report)
		}
		must(t, other.Export(&second, format, Query{}))
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("format %d: exported\n%s\nand after an import\n%s", format, &first, &second)
		}
		must(t, other.Import(&second, format, start, &report))
		if report.Records != 6 || report.Merged != 3 {
			t.Errorf("report %+v", report)
		}
	}
	var one bytes.Buffer
	must(t, r.Export(&one, TransferNDJSON, Query{Filter: Filter{PortLow: 443, PortHigh: 443}}))
	if strings.Count(one.String(), "\n") != 1 {
		t.Errorf("filtered:\n%s", &one)
	}
	wants(t, r.Export(&one, TransferDetect, Query{}), ErrArgument)
}

func TestImportSaysWhereItFailed(t *testing.T) {
	r := newRegistry(t)
	text := `{"client_ip":"10.0.0.7","listener_ip":"10.0.0.5","port":443,"protocol":"tcp"}
{"port":oops}`
	err := r.Import(strings.NewReader(text), TransferNDJSON, start, nil)
	wants(t, err, ErrFormat)
	var detail *Error
	if !errors.As(err, &detail) || detail.Line != 2 || detail.Offset == 0 || detail.Message == "" {
		t.Errorf("detail %+v", detail)
	}
	if len(list(t, r, Query{})) != 0 {
		t.Error("half of it was imported")
	}
}

func TestDumpAndRestore(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	var dump bytes.Buffer
	must(t, r.Dump(&dump))
	other := newRegistry(t)
	wants(t, other.Restore(bytes.NewReader(dump.Bytes()[:dump.Len()-3])), ErrTruncated)
	must(t, other.Restore(bytes.NewReader(dump.Bytes())))
	wants(t, other.Restore(&dump), ErrState)
	counts, err := r.Counts()
	must(t, err)
	restored, err := other.Counts()
	must(t, err)
	counts.Memory, restored.Memory, counts.Unflushed, restored.Unflushed = 0, 0, 0, 0
	if counts != restored {
		t.Errorf("counts %+v, restored %+v", counts, restored)
	}
}

func TestStreamsThatFail(t *testing.T) {
	r, empty := newRegistry(t), newRegistry(t)
	sample(t, r)
	record := list(t, r, Query{Limit: 1})[0]
	panics := func() error { panic("panic in a stream") }
	for name, call := range map[string]func(w callingWriter) error{
		"Export":    func(w callingWriter) error { return r.Export(w, TransferCSV, Query{}) },
		"Dump":      func(w callingWriter) error { return r.Dump(w) },
		"WriteJSON": func(w callingWriter) error { return record.WriteJSON(w) },
	} {
		err := call(callingWriter{func() error { return errFault }})
		wants(t, err, errFault)
		wants(t, err, ErrWrite)
		err = failing(func() error { return call(callingWriter{panics}) })
		if err == nil || err.Error() != "recovered: panic in a stream" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for name, call := range map[string]func(callingReader) error{
		"Import": func(source callingReader) error {
			return empty.Import(source, TransferCSV, start, nil)
		},
		"Restore": func(source callingReader) error { return empty.Restore(source) },
	} {
		err := call(callingReader{func() error { return errFault }})
		wants(t, err, errFault)
		wants(t, err, ErrRead)
		err = failing(func() error { return call(callingReader{panics}) })
		if err == nil || err.Error() != "recovered: panic in a stream" {
			t.Errorf("%s: got %v", name, err)
		}
		wants(t, call(callingReader{func() error { _, err := empty.Counts(); return err }}), ErrReentry)
	}
	wants(t, r.Dump(failingWriter{}), errFault)
	wants(t, r.Dump(shortWriter{}), ErrWrite)
	wants(t, r.Export(callingWriter{r.Close}, TransferCSV, Query{}), ErrReentry)
	sampleAgain, err := r.Counts() // it goes on
	must(t, err)
	if sampleAgain.Records != 3 {
		t.Errorf("counts %+v", sampleAgain)
	}
}
