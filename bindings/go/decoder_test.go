// SPDX-License-Identifier: MIT

package svccomm

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"testing"
	"testing/iotest"
	"time"
)

var exporter = netip.MustParseAddr("192.0.2.1")

// v5 is a datagram of NetFlow v5 with records from 10.0.0.7 to 10.0.0.5, port 443.
func v5(records int) []byte {
	var b bytes.Buffer
	put := func(values ...any) {
		for _, value := range values {
			if err := binary.Write(&b, binary.BigEndian, value); err != nil {
				panic(err)
			}
		}
	}
	// version, count, uptime ms, seconds, nanoseconds, sequence, engine, sampling
	put(uint16(5), uint16(records), uint32(100_000), uint32(start.Unix()), uint32(0), uint32(0),
		uint16(0), uint16(0))
	for i := 0; i < records; i++ {
		put([4]byte{10, 0, 0, 7}, [4]byte{10, 0, 0, 5}, uint32(0), uint16(0), uint16(0),
			uint32(3), uint32(300), uint32(90_000), uint32(95_000), uint16(50_001), uint16(443),
			byte(0), byte(TCPSyn|TCPAck), byte(TCP), byte(0), uint16(0), uint16(0), byte(24), byte(24),
			uint16(0))
	}
	return b.Bytes()
}

// v9 is a datagram of NetFlow v9 that tells a template, and one of a flow by it.
func v9() (template, data []byte) {
	header := func(sequence uint32) []byte {
		var h [20]byte
		binary.BigEndian.PutUint16(h[0:], 9)
		binary.BigEndian.PutUint16(h[2:], 1)
		binary.BigEndian.PutUint32(h[4:], 100_000)
		binary.BigEndian.PutUint32(h[8:], uint32(start.Unix()))
		binary.BigEndian.PutUint32(h[12:], sequence)
		binary.BigEndian.PutUint32(h[16:], 42)
		return h[:]
	}
	fields := []uint16{8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 58, 2} // addresses, ports, protocol, vlan
	set := []uint16{0, uint16(8 + 2*len(fields)), 256, uint16(len(fields) / 2)}
	template = header(0)
	for _, number := range append(set, fields...) {
		template = append(template, byte(number>>8), byte(number))
	}
	data = append(header(1), 1, 0, 0, 19,
		10, 0, 0, 7, 10, 0, 0, 5, 0xc3, 0x51, 1, 0xbb, 6, 0, 99)
	return template, data
}

func TestDatagrams(t *testing.T) {
	d, err := NewDecoder(nil)
	must(t, err)
	defer d.Close()
	var report DecodeReport
	flows, err := d.Datagram(v5(2), exporter, start, &report)
	must(t, err)
	if len(flows) != 2 || report.Flows != 2 || report.Datagrams != 1 {
		t.Fatalf("%d flows, report %+v", len(flows), report)
	}
	f := flows[0]
	if f.Source.Addr() != webKey.Client || f.DestinationPort != 443 || f.Protocol != TCP ||
		f.Bytes != 300 ||
		f.Packets != 3 || f.TCPFlags != TCPSyn|TCPAck || f.End != UnixNano(start.Add(-5*time.Second)) {
		t.Errorf("flow %+v", f)
	}
	r := newRegistry(t)
	must(t, r.IngestFlows(flows, FlowBatch{Received: start, Exporter: exporter}, start, nil))
	record, err := r.Find(webKey)
	must(t, err)
	if record.Netflow.TotalEvents() != 2 || record.Origin != OriginNetflow {
		t.Errorf("record %+v", record)
	}
	flows, err = d.Datagram(nil, exporter, start, &report)
	must(t, err)
	if len(flows) != 0 {
		t.Errorf("%d flows of nothing", len(flows))
	}
	_, err = d.Datagram(make([]byte, 70_000), exporter, start, nil)
	wants(t, err, ErrRange)
	exporters, err := d.Exporters(nil, 10)
	must(t, err)
	if len(exporters) != 1 || exporters[0].Address != exporter || exporters[0].Version != 5 ||
		exporters[0].Flows != 2 {
		t.Errorf("exporters %+v", exporters)
	}
	exporters, err = d.Exporters(&exporters[0], 10)
	must(t, err)
	if len(exporters) != 0 {
		t.Errorf("after the last: %+v", exporters)
	}
}

func TestTemplatesAreSavedAndLoaded(t *testing.T) {
	config := DefaultDecoderConfig()
	config.MaxPendingBytes = 0
	d, err := NewDecoder(&config)
	must(t, err)
	defer d.Close()
	must(t, d.MapRealms(RealmMap{Source: RealmByVLAN, ID: 99, Realm: 7}))
	wants(t, d.MapRealms(RealmMap{Source: 9}), ErrArgument)
	template, data := v9()
	_, err = d.Datagram(template, exporter, start, nil)
	must(t, err)
	flows, err := d.Datagram(data, exporter, start, nil)
	must(t, err)
	if len(flows) != 1 || flows[0].Realm != 7 || flows[0].Domain != 42 || d.Memory() == 0 {
		t.Errorf("flows %+v", flows)
	}
	var saved bytes.Buffer
	must(t, d.Save(&saved))
	wants(t, d.Load(&saved), ErrState)
	wants(t, d.Save(failingWriter{}), errFault)

	again, err := NewDecoder(nil)
	must(t, err)
	defer again.Close()
	wants(t, again.Load(iotest.ErrReader(errFault)), errFault)
	wants(t, again.Load(bytes.NewReader(saved.Bytes()[:saved.Len()-1])), ErrTruncated)
	must(t, again.Load(iotest.OneByteReader(&saved)))
	flows, err = again.Datagram(data, exporter, start, nil)
	must(t, err)
	if len(flows) != 1 || flows[0].Realm != 0 {
		t.Errorf("after the load: %+v", flows)
	}
	wants(t, d.Save(callingWriter{func() error { _, err := d.VPC(nil, nil); return err }}), ErrReentry)
}

func TestVPCFlowLogs(t *testing.T) {
	const text = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets " +
		"bytes start end action log-status\n" +
		`2 123 eni-1 10.0.0.7 10.0.0.5 50001 443 6 3 300 1767225600 1767225610 ACCEPT OK
2 123 eni-1 10.0.0.9 10.0.0.5 50001 443 6 3 300 1767225600 1767225610 REJECT OK
2 123 eni-1 cut`
	d, err := NewDecoder(nil)
	must(t, err)
	defer d.Close()
	_, err = d.VPC([]byte(text), nil)
	wants(t, err, ErrState)
	must(t, d.BeginVPC())
	var report VPCReport
	count := 0
	for i := range []byte(text) {
		flows, err := d.VPC([]byte(text[i:i+1]), &report)
		must(t, err)
		for _, f := range flows {
			count++
			if f.Destination.Addr() != webKey.Listener || f.Flags&FlowSynOnlyOK == 0 {
				t.Errorf("flow %+v", f)
			}
		}
	}
	must(t, d.EndVPC(&report))
	if count != 2 || report.Flows != 2 || report.Rejected != 1 || report.FirstDoubtfulLine != 4 {
		t.Errorf("%d flows, report %+v", count, report)
	}
	must(t, d.BeginVPC())
	_, err = d.VPC([]byte("no such text\n"), nil)
	wants(t, err, ErrFormat)
}
