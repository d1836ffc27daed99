// SPDX-License-Identifier: MIT

package main

import (
	"encoding/binary"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// netflow5 is a datagram with one flow of 300 bytes, from 192.0.2.7 to port 443 of 192.0.2.5.
func netflow5(now time.Time) []byte {
	d := make([]byte, 24+48)
	binary.BigEndian.PutUint16(d[0:], 5)
	binary.BigEndian.PutUint16(d[2:], 1)
	binary.BigEndian.PutUint32(d[4:], 100_000) // uptime, ms
	binary.BigEndian.PutUint32(d[8:], uint32(now.Unix()))
	r := d[24:]
	copy(r[0:], []byte{192, 0, 2, 7})
	copy(r[4:], []byte{192, 0, 2, 5})
	binary.BigEndian.PutUint32(r[16:], 3)      // packets
	binary.BigEndian.PutUint32(r[20:], 300)    // bytes
	binary.BigEndian.PutUint32(r[24:], 90_000) // start and end, ms
	binary.BigEndian.PutUint32(r[28:], 95_000)
	binary.BigEndian.PutUint16(r[32:], 50_001)
	binary.BigEndian.PutUint16(r[34:], 443)
	r[37], r[38] = 0x1b, 6 // flags, protocol
	return d
}

// TestAgent sees a connection that the test holds and a flow that it sends, and keeps both.
func TestAgent(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client, err := net.Dial("tcp", server.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	collector, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	exporter, err := net.Dial("udp", collector.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer exporter.Close()
	if _, err := exporter.Write(netflow5(time.Now())); err != nil {
		t.Fatal(err)
	}

	path := filepath.Join(t.TempDir(), "items")
	var first, second strings.Builder
	if err := run(2, 300*time.Millisecond, collector, path, &first); err != nil {
		t.Fatal(err)
	}
	if err := run(0, 0, nil, path, &second); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() {
		t.Errorf("printed\n%s\nand from the file\n%s", &first, &second)
	}
	port := strings.TrimPrefix(server.Addr().String(), "127.0.0.1:")
	for _, row := range []string{
		`(?m)^127\.0\.0\.1 +127\.0\.0\.1 +` + port + `/tcp .* listen +1\.0 +100\.0 +0 +0$`,
		`(?m)^192\.0\.2\.7 +192\.0\.2\.5 +443/tcp .* 1 +300$`,
	} {
		if !regexp.MustCompile(row).MatchString(first.String()) {
			t.Errorf("no row is like %s in\n%s", row, &first)
		}
	}
}
