// SPDX-License-Identifier: MIT

//go:build go1.23

package svccomm

import (
	"iter"
	"testing"
)

// count is the number of elements, and whether it can be stopped after the first.
func count[E any](t *testing.T, all iter.Seq2[E, error]) (n int) {
	t.Helper()
	for _, err := range all {
		must(t, err)
		n++
	}
	for range all {
		break
	}
	return n
}

func TestIterators(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	d, err := NewDecoder(nil)
	must(t, err)
	defer d.Close()
	_, err = d.Datagram(v5(1), exporter, start, nil)
	must(t, err)
	for name, counts := range map[string][2]int{
		"records":   {count(t, r.AllRecords(Query{})), 3},
		"listeners": {count(t, r.AllListeners(AllRealms)), 4},
		"hosts":     {count(t, r.AllHosts(AllRealms)), 1},
		"addresses": {count(t, r.AllAddresses(AllRealms)), 1},
		"rules":     {count(t, r.AllRules()), 2},
		"changes":   {count(t, r.AllChanges(0)), 4},
		"exporters": {count(t, d.AllExporters()), 1},
	} {
		if counts[0] != counts[1] {
			t.Errorf("%s: got %d, want %d", name, counts[0], counts[1])
		}
	}
	must(t, r.Close())
	for _, err := range r.AllRecords(Query{}) {
		wants(t, err, ErrState)
	}
	for _, err := range r.AllHosts(AllRealms) {
		wants(t, err, ErrState)
	}
}
