// SPDX-License-Identifier: MIT

package svccomm

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const webText = `tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:* users:(("nginx",pid=1,fd=3))
tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50001 users:(("nginx",pid=1,fd=4))
tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50002 users:(("nginx",pid=1,fd=5))
`

var webKey = Key{
	Protocol: TCP, Client: netip.MustParseAddr("10.0.0.7"), Listener: netip.MustParseAddr("10.0.0.5"),
	Port: 443,
}

// must fails the test for an error.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails the test for another error.
func wants(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got %v, want %v", err, target)
	}
}

func newRegistry(t testing.TB) *Registry {
	t.Helper()
	r, err := NewRegistry(nil)
	must(t, err)
	t.Cleanup(func() { r.Close() })
	return r
}

// observe takes in what `ss` says on web1 at a time.
func observe(t testing.TB, r *Registry, text string, at time.Time) IngestReport {
	t.Helper()
	s, err := NewSnapshot(nil)
	must(t, err)
	defer s.Close()
	must(t, s.Begin(SnapshotInfo{Host: HostID("web1"), Name: TextOf("web1"), Time: at}))
	must(t, s.ReadText(FormatSS, strings.NewReader(text), nil))
	var report IngestReport
	must(t, r.IngestSnapshot(s, at, &report))
	return report
}

// flow is one from 10.0.0.7 to a port of 10.0.0.5, from one second of the test to another.
func flow(port uint16, from, to int) Flow {
	at := func(seconds int) int64 { return UnixNano(start.Add(time.Duration(seconds) * time.Second)) }
	return Flow{
		Source: AddressOf(webKey.Client), Destination: AddressOf(webKey.Listener),
		SourcePort: 50001, DestinationPort: port, Protocol: TCP, TCPFlags: TCPSyn | TCPAck | TCPFin,
		Start: at(from), End: at(to), Bytes: 100, Packets: 2,
	}
}

// list gives the records of a query.
func list(t testing.TB, r *Registry, query Query) []Record {
	t.Helper()
	cursor, err := r.Query(query)
	must(t, err)
	defer cursor.Close()
	var records []Record
	for cursor.Next() {
		records = append(records, cursor.Record())
	}
	must(t, cursor.Err())
	return records
}

// sample fills a registry with something of every kind.
func sample(t testing.TB, r *Registry) {
	t.Helper()
	must(t, r.SetRules(
		Rule{ID: 1, Action: RuleIgnore, PortLow: 22, PortHigh: 22, Protocol: TCP},
		Rule{ID: 2, Action: RuleLocal, Client: netip.MustParsePrefix("172.17.0.0/16")}))
	observe(t, r, webText, start)
	flows := []Flow{flow(443, 0, 10), flow(443, 30, 40), flow(8443, 500, 500), flow(22, 0, 0)}
	must(t, r.IngestFlows(flows, FlowBatch{}, start.Add(time.Hour), nil))
	manual := webKey
	manual.Port = 5432
	_, err := r.Add(manual, Edit{
		Note: Set(TextOf("by hand <&> \x01\"\\ \xff")), Processes: &[]string{"psql", ""},
		ClientDevice: Set(TextOf("laptop")), ListenerProcess: Set(TextOf("postgres")),
	}, start.Add(2*time.Hour))
	must(t, err)
	gone := webKey
	gone.Port = 1
	id, err := r.Add(gone, Edit{}, start.Add(2*time.Hour))
	must(t, err)
	must(t, r.Delete(start.Add(3*time.Hour), id))
}
