// SPDX-License-Identifier: MIT

package svccomm

import (
	"bytes"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestClosedInEveryOrder(t *testing.T) {
	for order := 0; order < 6; order++ {
		r := newRegistry(t)
		sample(t, r)
		first, err := r.Query(Query{})
		must(t, err)
		second, err := r.Query(Query{Sort: SortPersistence})
		must(t, err)
		if !first.Next() {
			t.Fatal(first.Err())
		}
		closes := []func() error{r.Close, first.Close, second.Close}
		for _, i := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1},
			{2, 1, 0}}[order] {
			must(t, closes[i]())
			must(t, closes[i]())
		}
		if first.Next() || second.Next() {
			t.Error("a closed list goes on")
		}
		wants(t, first.Err(), ErrState)
	}
}

func TestMisuseAfterClose(t *testing.T) {
	r := newRegistry(t)
	s, err := NewSnapshot(nil)
	must(t, err)
	d, err := NewDecoder(nil)
	must(t, err)
	must(t, s.Close())
	must(t, d.Close())
	wants(t, r.IngestSnapshot(s, start, nil), ErrState)
	must(t, r.Close())

	var buffer bytes.Buffer
	calls := map[string]error{
		"Open":           r.Open(newMemoryStorage()),
		"Flush":          r.Flush(),
		"Export":         r.Export(&buffer, TransferCSV, Query{}),
		"Import":         r.Import(&buffer, TransferDetect, start, nil),
		"Dump":           r.Dump(&buffer),
		"Restore":        r.Restore(&buffer),
		"IngestSnapshot": r.IngestSnapshot(s, start, nil),
		"IngestFlows":    r.IngestFlows(nil, FlowBatch{}, start, nil),
		"Delete":         r.Delete(start),
		"SetRules":       r.SetRules(),
		"DeleteRule":     r.DeleteRule(1),
		"SetDevice":      r.SetDevice(AddressKey{}, Text{}, start),
		"SetHostName":    r.SetHostName(HostKey{}, Text{}, start),
		"Begin":          s.Begin(SnapshotInfo{}),
		"AddRows":        s.AddRows(nil, nil),
		"Cover":          s.Cover(CoverAll),
		"ReadText":       s.ReadText(FormatSS, &buffer, nil),
		"EndText":        s.EndText(nil),
		"Save":           d.Save(&buffer),
		"Load":           d.Load(&buffer),
		"MapRealms":      d.MapRealms(),
		"BeginVPC":       d.BeginVPC(),
		"EndVPC":         d.EndVPC(nil),
	}
	second := func(_ any, err error) error { return err }
	for name, err := range map[string]error{
		"Counts":         second(r.Counts()),
		"Add":            second(r.Add(webKey, Edit{}, start)),
		"Edit":           second(r.Edit(ID{}, Edit{}, start)),
		"Get":            second(r.Get(ID{})),
		"Find":           second(r.Find(webKey)),
		"Query":          second(r.Query(Query{})),
		"DeleteMatching": second(r.DeleteMatching(Filter{}, true, start)),
		"Reset":          second(r.Reset(Filter{}, true, start)),
		"Prune":          second(r.Prune(Prune{}, start)),
		"Changes":        second(r.Changes(0, 1)),
		"Rules":          second(r.Rules(0, 1)),
		"Listeners":      second(r.Listeners(0, nil, 1)),
		"Hosts":          second(r.Hosts(0, nil, 1)),
		"Addresses":      second(r.Addresses(0, nil, 1)),
		"Rows":           second(s.Rows(0, 1)),
		"Write":          second(s.Write(nil)),
		"Datagram":       second(d.Datagram(nil, netip.Addr{}, start, nil)),
		"VPC":            second(d.VPC(nil, nil)),
		"Exporters":      second(d.Exporters(nil, 1)),
	} {
		calls[name] = err
	}
	for name, err := range calls {
		if code, ok := err.(*Error); !ok || code.Code != ErrState {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if s.Coverage() != 0 || s.RowCount() != 0 || d.Memory() != 0 {
		t.Error("a closed handle holds something")
	}
}

func TestGarbageCollection(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	storage := newMemoryStorage()
	for i := 0; i < 50; i++ {
		cursor, err := r.Query(Query{})
		must(t, err)
		cursor.Next() // and forget it
		_, err = NewSnapshot(nil)
		must(t, err)
		_, err = NewDecoder(nil)
		must(t, err)
		other, err := NewRegistry(nil)
		must(t, err)
		must(t, other.Open(storage))
		_, err = other.Query(Query{})
		must(t, err)
		runtime.GC()
	}
	// Finalizers run in a goroutine of their own; a registry's after its cursors'.
	for i := 0; i < 1000; i++ {
		runtime.GC()
		_, err := r.Counts()
		must(t, err)
		if len(list(t, r, Query{})) != 3 {
			t.Fatal("records went with the garbage")
		}
		r.mutex.Lock()
		pending := len(r.abandoned)
		r.mutex.Unlock()
		if i > 10 && pending == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
}

func TestRegistriesInParallel(t *testing.T) {
	var wait sync.WaitGroup
	for i := 0; i < 4; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for n := 0; n < 5; n++ {
				r, err := NewRegistry(nil)
				if err != nil {
					t.Error(err)
					return
				}
				sample(t, r)
				var text strings.Builder
				if err := r.Export(&text, TransferJSON, Query{}); err != nil {
					t.Error(err)
				}
				r.Close()
			}
		}()
	}
	wait.Wait()
}
