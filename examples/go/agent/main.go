// SPDX-License-Identifier: MIT

// Agent samples the sockets of this host by ss, takes NetFlow and IPFIX on a UDP port, keeps what
// it sees in a file, and prints the communications as a table.
//
//	agent [-samples N] [-every DURATION] [-netflow ADDRESS] [-db FILE]
//
// Go has no SQLite in its standard library: the storage is the agent's own, a file of encoded
// items.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"svccomm.example/svccomm"
)

func main() {
	samples := flag.Int("samples", 3, "how many times to sample the sockets")
	every := flag.Duration("every", time.Second, "the time between two samples")
	address := flag.String("netflow", "", "take NetFlow and IPFIX at this UDP address, :2055 say")
	path := flag.String("db", "svccomm.items", "the file to keep everything in")
	flag.Parse()

	var collector net.PacketConn
	if *address != "" {
		var err error
		if collector, err = net.ListenPacket("udp", *address); err != nil {
			fatal(err)
		}
	}
	if err := run(*samples, *every, collector, *path, os.Stdout); err != nil {
		fatal(err)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "agent:", err)
	os.Exit(1)
}

// run samples and collects, flushes after each sample, and prints the table at the end. It closes
// the collector, which may be nil.
func run(samples int, every time.Duration, collector net.PacketConn, path string,
	out io.Writer) (err error) {
	registry, err := svccomm.NewRegistry(nil)
	if err != nil {
		return err
	}
	defer func() {
		if closed := registry.Close(); err == nil {
			err = closed
		}
	}()
	storage, err := openFile(path)
	if err != nil {
		return err
	}
	if err := registry.Open(storage); err != nil {
		return err
	}
	sockets, err := newSockets()
	if err != nil {
		return err
	}
	defer sockets.close()
	flows, err := newFlows(collector)
	if err != nil {
		return err
	}
	defer flows.close()

	// The registry belongs to this goroutine: datagrams come to it over a channel.
	for i := 0; i < samples; i++ {
		if err := sockets.sample(registry); err != nil {
			return err
		}
		for next := time.After(every); next != nil; {
			select {
			case datagram := <-flows.datagrams:
				if err := flows.take(registry, datagram); err != nil {
					return err
				}
			case <-next:
				next = nil
			}
		}
		if err := registry.Flush(); err != nil {
			return err
		}
	}
	return printTable(registry, out)
}
