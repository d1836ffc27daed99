// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import "unsafe"

// VPCReport is what became of the lines of VPC flow logs; it adds up over calls. It has the layout
// of svccomm_vpc_report.
type VPCReport struct {
	size              uint32
	reserved          uint32
	Lines             uint64 // read, empty ones not counted
	Headers           uint64
	Flows             uint64 // given out
	Rejected          uint64 // of these, REJECT: attempts
	NoData            uint64 // NODATA lines
	SkipData          uint64 // SKIPDATA lines: records were lost
	Doubtful          uint64 // lines that are cut or cannot be read
	FirstDoubtfulLine uint64 // from 1; 0: none
}

func (r *VPCReport) c() *C.svccomm_vpc_report {
	if r != nil {
		r.size = C.sizeof_svccomm_vpc_report
	}
	return (*C.svccomm_vpc_report)(unsafe.Pointer(r))
}

// BeginVPC begins the text of VPC flow logs of AWS, one file, unpacked; VPC gives it and EndVPC
// ends it. For ageing the end of a record is its receive time: ingest with none.
func (d *Decoder) BeginVPC() error {
	handle, err := d.enter()
	if err != nil {
		return err
	}
	defer d.leave()
	return check(C.svccomm_decoder_vpc_begin(handle))
}

// VPC gives the next bytes of the text, cut anywhere, and takes the flows of the lines that end
// there. They lie in the decoder until its next call; the report may be nil. [ErrFormat] where the
// first line is none of VPC flow logs; [ErrState] where nothing was begun.
func (d *Decoder) VPC(text []byte, report *VPCReport) ([]Flow, error) {
	handle, err := d.enter()
	if err != nil {
		return nil, err
	}
	defer d.leave()
	detail := newDetail()
	var flows *C.svccomm_flow
	n := C.svccomm_decoder_vpc(handle, (*C.char)(first(text)), C.size_t(len(text)), &flows,
		C.sizeof_svccomm_flow, report.c(), &detail.c)
	if n < 0 {
		return nil, detail.check(n)
	}
	return goFlows(flows, n)
}

// EndVPC ends the text. A last line without a line end is doubtful and gives no flow. [ErrFormat]
// where there was no line of VPC flow logs.
func (d *Decoder) EndVPC(report *VPCReport) error {
	handle, err := d.enter()
	if err != nil {
		return err
	}
	defer d.leave()
	detail := newDetail()
	return detail.check(C.svccomm_decoder_vpc_end(handle, report.c(), &detail.c))
}
