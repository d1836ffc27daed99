// SPDX-License-Identifier: MIT

package svccomm

import (
	"errors"
	"net/netip"
	"testing"
	"time"
)

func TestNetstatStatistics(t *testing.T) {
	r := newRegistry(t)
	report := observe(t, r, webText, start)
	if report.RecordsNew != 1 || report.Listeners != 1 || report.Connections != 2 {
		t.Errorf("report %+v", report)
	}
	observe(t, r, webText[:len(webText)/3], start.Add(time.Minute)) // the listener alone
	observe(t, r, "tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*\n", start.Add(2*time.Minute))
	record, err := r.Find(webKey)
	must(t, err)
	n := record.Netstat
	if n.View != ViewListener || n.TotalPorts != 2 || n.ActiveSamples != 1 || n.TotalSamples != 2 {
		t.Errorf("netstat %+v", n)
	}
	if n.AverageConnections() != 2 || n.Persistence() != 50 {
		t.Errorf("average %v, persistence %v", n.AverageConnections(), n.Persistence())
	}
	if low, high := n.PersistenceInterval(); !(low > 0 && low < 50 && high > 50 && high < 100) {
		t.Errorf("interval %v to %v", low, high)
	}
	if !n.FirstFound.Equal(start) || record.Evidence != EvidenceListen ||
		record.Origin != OriginNetstat {
		t.Errorf("record %+v", record)
	}
	if record.ListenerProcess.String() != "nginx" || record.ListenerDevice.String() != "web1" {
		t.Errorf("process %v, device %v", record.ListenerProcess, record.ListenerDevice)
	}
	if record.ID != webKey.ID() || record.Key != webKey {
		t.Errorf("id %v of %+v", record.ID, record.Key)
	}
}

func TestFlowStatistics(t *testing.T) {
	r := newRegistry(t)
	// The worked example of the statistics: 12:01:15 to 12:03:55.
	var flows []Flow
	for _, second := range []int{75, 105, 130, 165, 230, 235} {
		flows = append(flows, flow(443, second, second))
	}
	var report FlowReport
	must(t, r.IngestFlows(flows, FlowBatch{}, start, &report))
	must(t, r.IngestFlows(nil, FlowBatch{}, start, &report))
	if report.Flows != 6 || report.Events != 6 || report.RecordsNew != 1 {
		t.Errorf("report %+v", report)
	}
	record, err := r.Find(webKey)
	must(t, err)
	n := record.Netflow
	if n.TotalEvents() != 6 || n.ForwardBytes != 600 || n.ForwardPackets != 12 {
		t.Errorf("netflow %+v", n)
	}
	if n.Spans.Active() != 95*time.Second || n.Spans.Gap() != 65*time.Second ||
		n.Spans.Samples() != 3 {
		t.Errorf("active %v, gap %v, samples %d", n.Spans.Active(), n.Spans.Gap(), n.Spans.Samples())
	}
	if !n.FirstFound().Equal(start.Add(75*time.Second)) ||
		!n.LastFound().Equal(start.Add(235*time.Second)) {
		t.Errorf("found %v to %v", n.FirstFound(), n.LastFound())
	}
}

func TestAddEditDelete(t *testing.T) {
	r := newRegistry(t)
	id, err := r.Add(webKey, Edit{Note: Set(TextOf("a note")), Processes: &[]string{"curl"}}, start)
	must(t, err)
	_, err = r.Add(webKey, Edit{}, start)
	wants(t, err, ErrExists)
	bad := webKey
	bad.Port = 0
	_, err = r.Add(bad, Edit{}, start)
	wants(t, err, ErrArgument)
	var detail *Error
	if !errors.As(err, &detail) || detail.Code != ErrArgument || detail.Message != "the port is 0" {
		t.Errorf("detail %+v", detail)
	}
	_, err = r.Add(webKey, Edit{Note: Set(TextOf("a\x00b"))}, start)
	wants(t, err, ErrArgument)

	same, err := r.Edit(id, Edit{Status: Set(StatusHidden), Note: Set(Text{})}, start)
	must(t, err)
	record, err := r.Get(same)
	must(t, err)
	if same != id || record.Status != StatusHidden || !record.Note.IsNone() {
		t.Errorf("edited %+v", record)
	}
	if len(record.ClientProcesses) != 1 || record.ClientProcesses[0].Name != TextOf("curl") {
		t.Errorf("processes %v", record.ClientProcesses)
	}

	other := webKey
	other.Port = 8443
	_, err = r.Add(other, Edit{}, start)
	must(t, err)
	_, err = r.Edit(id, Edit{Key: &other}, start)
	wants(t, err, ErrExists)
	merged, err := r.Edit(id, Edit{Key: &other, Merge: true}, start)
	must(t, err)
	if merged != other.ID() {
		t.Errorf("merged as %v", merged)
	}
	must(t, r.Delete(start, merged, merged))
	wants(t, r.Delete(start, merged), ErrNotFound)
	_, err = r.Get(merged)
	wants(t, err, ErrNotFound)
}

func TestListFilterAndSort(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	ports := func(query Query) (ports []uint16) {
		for _, record := range list(t, r, query) {
			ports = append(ports, record.Port)
		}
		return ports
	}
	for name, test := range map[string]struct {
		query Query
		want  []uint16
	}{
		"all":   {Query{}, []uint16{443, 5432, 8443}},
		"limit": {Query{Limit: 2}, []uint16{443, 5432}},
		"port":  {Query{Filter: Filter{PortLow: 1000, PortHigh: 6000}}, []uint16{5432}},
		"client": {Query{Filter: Filter{Client: netip.MustParsePrefix("10.0.0.7/32")}},
			[]uint16{443, 5432, 8443}},
		"listener":    {Query{Filter: Filter{Listener: netip.MustParsePrefix("10.0.0.6/32")}}, nil},
		"protocol":    {Query{Filter: Filter{Protocol: UDP}}, nil},
		"device":      {Query{Filter: Filter{Device: TextOf("LAPTOP")}}, []uint16{5432}},
		"process":     {Query{Filter: Filter{Process: TextOf("ngi")}}, []uint16{443}},
		"origin":      {Query{Filter: Filter{Origin: OriginManual}}, []uint16{5432}},
		"since":       {Query{Filter: Filter{Since: start.Add(time.Minute)}}, []uint16{8443}},
		"persistence": {Query{Filter: Filter{MinPersistence: 100}}, []uint16{443}},
		"has a value": {Query{Filter: Filter{HasPersistence: true}}, []uint16{443}},
		"other realm": {Query{Filter: Filter{Realms: 7}}, nil},
		"all realms": {Query{Filter: Filter{Realms: AllRealms, Statuses: StatusesAll}},
			[]uint16{443, 5432, 8443}},
		"events":        {Query{Sort: SortFlowEvents, Descending: true}, []uint16{443, 8443, 5432}},
		"changed since": {Query{Filter: Filter{ChangedSince: 1 << 40}}, nil},
	} {
		if got := ports(test.query); !equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
	_, err := r.Query(Query{Sort: 99})
	wants(t, err, ErrArgument)

	// A sorted list in pages of one.
	var paged []uint16
	query := Query{Sort: SortFlowEvents, Descending: true, Limit: 1}
	for records := list(t, r, query); len(records) > 0; records = list(t, r, query) {
		paged = append(paged, records[0].Port)
		position, err := records[0].Position(query.Sort)
		must(t, err)
		query.After = &position
	}
	if !equal(paged, []uint16{443, 8443, 5432}) {
		t.Errorf("in pages: %v", paged)
	}
}

func equal[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestBulk(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	later := start.Add(4 * time.Hour)
	filter := Filter{PortLow: 443, PortHigh: 8443}
	count, err := r.Reset(filter, true, later)
	must(t, err)
	if count != 3 {
		t.Errorf("reset would take %d", count)
	}
	_, err = r.Reset(filter, false, later)
	must(t, err)
	record, err := r.Find(webKey)
	must(t, err)
	if record.Netflow.Present || record.Netstat.View != ViewNone {
		t.Errorf("after the reset %+v", record)
	}
	pruned, err := r.Prune(Prune{OlderThan: later.Add(time.Hour), DryRun: true}, later)
	must(t, err)
	if pruned.Records != 2 {
		t.Errorf("prune would take %+v", pruned)
	}
	count, err = r.DeleteMatching(Filter{}, false, later)
	must(t, err)
	if count != 3 || len(list(t, r, Query{})) != 0 {
		t.Errorf("deleted %d", count)
	}
	_, err = r.Prune(Prune{OlderThan: later.Add(time.Hour), IncludeManual: true}, later)
	must(t, err)
}

func TestChanges(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	counts, err := r.Counts()
	must(t, err)
	var since uint64
	causes := map[Cause]int{}
	for {
		changes, err := r.Changes(since, 2)
		must(t, err)
		if len(changes) == 0 {
			break
		}
		for _, change := range changes {
			causes[change.Cause]++
			since = change.Revision
		}
	}
	if causes[ChangeUpdated] != 3 || causes[ChangeDeleted] != 1 || since > counts.Revision {
		t.Errorf("causes %v up to %d of %d", causes, since, counts.Revision)
	}
}

func TestCounts(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	counts, err := r.Counts()
	must(t, err)
	if counts.Records != 3 || counts.Rules != 2 || counts.Hosts != 1 || counts.Tombstones != 1 ||
		counts.Memory == 0 || counts.Newest != UnixNano(start.Add(500*time.Second)) {
		t.Errorf("counts %+v", counts)
	}
}
