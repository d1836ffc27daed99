// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"svccomm.example/svccomm"
)

// printTable lists the communications, the steadiest first.
func printTable(registry *svccomm.Registry, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table,
		"CLIENT\tLISTENER\tPORT\tPROCESS\tEVIDENCE\tCONNECTIONS\tPERSISTENCE\tFLOWS\tBYTES")
	cursor, err := registry.Query(svccomm.Query{Sort: svccomm.SortPersistence, Descending: true})
	if err != nil {
		return err
	}
	defer cursor.Close()
	for cursor.Next() {
		r := cursor.Record()
		fmt.Fprintf(table, "%v\t%v\t%d/%v\t%v\t%v\t%s\t%s\t%d\t%d\n", r.Client, r.Listener, r.Port,
			r.Protocol, r.ListenerProcess, r.Evidence, number(r.Netstat.AverageConnections()),
			number(r.Netstat.Persistence()), r.Netflow.TotalEvents(),
			r.Netflow.ForwardBytes+r.Netflow.ReverseBytes)
	}
	if err := cursor.Err(); err != nil {
		return err
	}
	return table.Flush()
}

// number leaves empty what has no value.
func number(value float64) string {
	if math.IsNaN(value) {
		return ""
	}
	return fmt.Sprintf("%.1f", value)
}
