// SPDX-License-Identifier: MIT

package svccomm

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand"
	"reflect"
	"strings"
	"testing"
	"time"
)

// document reads JSON with numbers as they are written.
func document(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return value
}

// compareJSON holds json.Marshal of a record against the library's own writer.
func compareJSON(t *testing.T, record Record) {
	t.Helper()
	var theirs bytes.Buffer
	must(t, record.WriteJSON(&theirs))
	ours, err := json.Marshal(record)
	must(t, err)
	if !reflect.DeepEqual(document(t, ours), document(t, theirs.Bytes())) {
		t.Fatalf("json.Marshal:\n%s\nthe library:\n%s", ours, theirs.Bytes())
	}
}

func TestMarshalIsTheExport(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	var exported bytes.Buffer
	must(t, r.Export(&exported, TransferNDJSON, Query{}))
	lines := strings.Split(exported.String(), "\n")
	for i, record := range list(t, r, Query{}) {
		compareJSON(t, record)
		ours, err := json.Marshal(record)
		must(t, err)
		if !reflect.DeepEqual(document(t, ours), document(t, []byte(lines[i]))) {
			t.Errorf("json.Marshal:\n%s\nthe export:\n%s", ours, lines[i])
		}
	}
}

func TestMarshalOfAnyRecord(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	counter := func() uint64 {
		return []uint64{0, 1, 2, 3, 7, 64, 2_000_000, 4_000_000, math.MaxUint64,
			random.Uint64()}[random.Intn(10)]
	}
	moment := func() Time {
		return []Time{{}, goTime(0), goTime(-1), goTime(random.Int63() >> 2), {start}}[random.Intn(5)]
	}
	text := func() Text {
		return []Text{{}, TextOf(""), TextOf("plain"), TextOf("\x01\t\n\r\b\f\x7f\"\\/<>&"),
			TextOf("a\xffb\xc3\xa9\xe2\x82\xac\xed\xa0\x80")}[random.Intn(5)]
	}
	netstat := func(view View) Netstat {
		active := counter()
		return Netstat{View: view, Found: random.Intn(2) == 0, ActiveSamples: active,
			TotalSamples: active | counter(), RecentSamples: counter(), Attempts: counter(),
			TotalPorts: counter(), FirstFound: moment(), LastFound: moment()}
	}
	for i := 0; i < 2000; i++ {
		record := Record{
			ID: webKey.ID(), Key: webKey, ClientDevice: text(), ListenerDevice: text(),
			ClientDeviceExplicit: text(), ListenerDeviceExplicit: text(), ListenerProcess: text(),
			Note: text(), Origin: Origin(random.Intn(8)), Evidence: Evidence(random.Intn(11)),
			Status: Status(random.Intn(3)), Mixed: random.Intn(2) == 0, Revision: counter(),
			Created: Time{start}, Updated: moment(), FirstFound: moment(), LastFound: moment(),
			NetstatClient:   netstat([]View{ViewNone, ViewClient}[random.Intn(2)]),
			NetstatListener: netstat([]View{ViewNone, ViewListener}[random.Intn(2)]),
		}
		record.Scope = Scope(counter())
		record.Protocol = []Protocol{TCP, UDP, SCTP, DCCP, 1}[random.Intn(5)]
		for n := random.Intn(3); n > 0; n-- {
			record.ClientProcesses = append(record.ClientProcesses, Process{TextOf("p"), moment()})
		}
		switch {
		case record.NetstatListener.View != ViewNone:
			record.Netstat = record.NetstatListener
		case record.NetstatClient.View != ViewNone:
			record.Netstat = record.NetstatClient
		}
		if record.ClientProcesses == nil {
			record.ClientProcesses = []Process{}
		}
		if random.Intn(2) == 0 {
			spans, err := NewSpans(time.Minute, 4, false)
			must(t, err)
			for n := random.Intn(9); n > 0; n-- {
				at := start.Add(time.Duration(random.Int63n(int64(time.Hour))))
				_, err := spans.Add(at, at.Add(time.Duration(random.Intn(5))))
				must(t, err)
			}
			record.Netflow = Netflow{Present: true, Sampled: random.Intn(2) == 0,
				ForwardEvents: counter(), ReverseEvents: counter(), ForwardBytes: counter(), Spans: *spans}
		}
		compareJSON(t, record)
	}
}

func TestBytesThatAreNoUTF8(t *testing.T) {
	for text, want := range map[string]string{
		"a\xff": `"a\udcff"`, "\x80z": `"\udc80z"`, "\xe2\x82": `"\udce2\udc82"`,
		"\xed\xa0\x80": `"\udced\udca0\udc80"`, "é\xc0\xaf": `"é\udcc0\udcaf"`, "�": `"�"`,
	} {
		ours, err := TextOf(text).MarshalJSON()
		must(t, err)
		record := Record{Key: webKey, Note: TextOf(text)}
		var theirs bytes.Buffer
		must(t, record.WriteJSON(&theirs))
		if string(ours) != want || !strings.Contains(theirs.String(), `"note":`+want) {
			t.Errorf("%q: got %s, want %s, the library %s", text, ours, want, theirs.String())
		}
	}
}

func TestNumbersRoundHalfToEven(t *testing.T) {
	for _, test := range []struct {
		part, whole uint64
		scale       int64
		want        rawNumber
	}{
		{1, 2_000_000, 1, "0.000000"}, {3, 2_000_000, 1, "0.000002"}, {5, 2_000_000, 1, "0.000002"},
		{1, 3, 100, "33.333333"}, {0, 5, 1, "0.000000"}, {0, 0, 1, ""},
		{math.MaxUint64, 1, 100, "1844674407370955161500.000000"},
	} {
		if got := ratioNumber(test.part, test.whole, test.scale); got != test.want {
			t.Errorf("%d / %d x %d: got %s, want %s", test.part, test.whole, test.scale, got, test.want)
		}
	}
}
