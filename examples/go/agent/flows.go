// SPDX-License-Identifier: MIT

package main

import (
	"net"
	"net/netip"
	"time"

	"svccomm.example/svccomm"
)

// datagram is one that an exporter sent.
type datagram struct {
	data     []byte
	exporter netip.Addr
	received time.Time
}

// flows takes datagrams of NetFlow and IPFIX.
type flows struct {
	decoder   *svccomm.Decoder
	collector net.PacketConn // nil: none come
	datagrams chan datagram
	done      chan struct{}
}

func newFlows(collector net.PacketConn) (*flows, error) {
	decoder, err := svccomm.NewDecoder(nil)
	if err != nil {
		return nil, err
	}
	f := &flows{decoder, collector, make(chan datagram, 1024), make(chan struct{})}
	if collector != nil {
		go f.listen()
	}
	return f, nil
}

// close ends the listening too.
func (f *flows) close() {
	close(f.done)
	if f.collector != nil {
		f.collector.Close()
	}
	f.decoder.Close()
}

// listen runs in a goroutine of its own until the collector is closed.
func (f *flows) listen() {
	buffer := make([]byte, 65535)
	for {
		n, from, err := f.collector.ReadFrom(buffer)
		if err != nil {
			return
		}
		d := datagram{data: append([]byte(nil), buffer[:n]...), received: time.Now()}
		if address, ok := from.(*net.UDPAddr); ok {
			d.exporter = address.AddrPort().Addr()
		}
		select {
		case f.datagrams <- d:
		case <-f.done:
			return
		}
	}
}

// take decodes a datagram and takes in its flows.
func (f *flows) take(registry *svccomm.Registry, d datagram) error {
	decoded, err := f.decoder.Datagram(d.data, d.exporter, d.received, nil)
	if err != nil {
		return err
	}
	batch := svccomm.FlowBatch{Received: d.received, Exporter: d.exporter}
	return registry.IngestFlows(decoded, batch, time.Now(), nil)
}
