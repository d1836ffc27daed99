// SPDX-License-Identifier: MIT

// The Go worker of bench_bindings.py: for each line on stdin it takes a file of flows, as they lie
// in memory, into a new registry by slices of 4,096, and prints the nanoseconds for each event.
//
//	bindings_go FILE
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"time"
	"unsafe"

	"svccomm.example/svccomm"
)

const buffer = 4096

func main() {
	bytes, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	count := len(bytes) / int(unsafe.Sizeof(svccomm.Flow{}))
	flows := unsafe.Slice((*svccomm.Flow)(unsafe.Pointer(&bytes[0])), count)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		spent, err := round(flows)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.3f\n", float64(spent.Nanoseconds())/float64(count))
	}
}

func round(flows []svccomm.Flow) (time.Duration, error) {
	registry, err := svccomm.NewRegistry(nil)
	if err != nil {
		return 0, err
	}
	defer registry.Close()
	start := time.Now()
	for len(flows) > 0 {
		part := flows
		if len(part) > buffer {
			part = part[:buffer]
		}
		flows = flows[len(part):]
		var report svccomm.FlowReport
		now := time.Unix(0, part[len(part)-1].End)
		if err := registry.IngestFlows(part, svccomm.FlowBatch{}, now, &report); err != nil {
			return 0, err
		}
		if report.Events != uint64(len(part)) {
			return 0, fmt.Errorf("%d of %d flows became events", report.Events, len(part))
		}
	}
	return time.Since(start), nil
}
