// SPDX-License-Identifier: MIT

// Package svccomm keeps an inventory of service communications: which client talks to which
// listening service, how often, how steadily, with what weight. It is the Go binding of libsvccomm.
//
// A [Registry] takes in a [Snapshot] of a host's sockets, or flows that a [Decoder] reads from
// NetFlow, IPFIX and VPC flow logs, and gives [Record] values with their statistics. A [Storage]
// makes it lasting.
//
// A Registry, Snapshot, Decoder or Cursor is used by one goroutine at a time; different ones freely
// in parallel, but for a Cursor, which belongs to its Registry. Each is ended by Close; after that
// its methods return [ErrState].
//
// Times are UTC with nanoseconds; the zero [time.Time] is none. Texts are bytes in any encoding, at
// most 255 of them and none zero. Every method that changes a registry takes the current time, for
// the library reads no clock.
//
// Errors are an [*Error], and errors.Is finds their [Code] and whatever a callback returned.
package svccomm
