// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"io"
	"net/netip"
	"runtime"
	"time"
	"unsafe"
)

// DecoderConfig says how a decoder is made. Begin with [DefaultDecoderConfig].
type DecoderConfig struct {
	MaxExporters         uint32 // (exporter, domain, version)
	MaxTemplates         uint32 // in all
	MaxExporterTemplates uint32 // of one (exporter, domain)
	MaxBytes             uint64 // of templates and exporters
	MaxPendingBytes      uint64 // of data held until its template comes; 0: none
	TemplateAge          time.Duration
}

// DefaultDecoderConfig is what NewDecoder(nil) takes.
func DefaultDecoderConfig() DecoderConfig {
	var c C.svccomm_decoder_config
	C.svccomm_decoder_config_init(&c, C.sizeof_svccomm_decoder_config)
	return DecoderConfig{
		MaxExporters:         uint32(c.max_exporters),
		MaxTemplates:         uint32(c.max_templates),
		MaxExporterTemplates: uint32(c.max_exporter_templates),
		MaxBytes:             uint64(c.max_bytes),
		MaxPendingBytes:      uint64(c.max_pending_bytes),
		TemplateAge:          time.Duration(c.template_age),
	}
}

// Decoder turns datagrams of NetFlow v1, v5, v7, v9 and IPFIX, and the text of VPC flow logs, into
// flows. It keeps the templates, sampling rates and boot times of exporters. One goroutine at a
// time uses it.
type Decoder struct {
	handle  *C.svccomm_decoder
	calling bool // within a call that calls back
}

// NewDecoder makes a decoder; nil is the default configuration. [ErrRange] for a number that is too
// small.
func NewDecoder(config *DecoderConfig) (*Decoder, error) {
	if err := checkABI(); err != nil {
		return nil, err
	}
	if config == nil {
		defaults := DefaultDecoderConfig()
		config = &defaults
	}
	var c C.svccomm_decoder_config
	C.svccomm_decoder_config_init(&c, C.sizeof_svccomm_decoder_config)
	c.max_exporters = C.uint32_t(config.MaxExporters)
	c.max_templates = C.uint32_t(config.MaxTemplates)
	c.max_exporter_templates = C.uint32_t(config.MaxExporterTemplates)
	c.max_bytes = C.uint64_t(config.MaxBytes)
	c.max_pending_bytes = C.uint64_t(config.MaxPendingBytes)
	c.template_age = C.int64_t(config.TemplateAge)
	var err error
	if c.seed, err = randomSeed(); err != nil {
		return nil, err
	}
	d := new(Decoder)
	if err := check(C.svccomm_decoder_new(&d.handle, &c)); err != nil {
		return nil, err
	}
	runtime.SetFinalizer(d, (*Decoder).Close)
	return d, nil
}

// Close ends the decoder; [ErrReentry] within Save or Load. Closing again does nothing.
func (d *Decoder) Close() error {
	if d.handle == nil {
		return nil
	}
	handle, err := d.enter()
	if err != nil {
		return err
	}
	runtime.SetFinalizer(d, nil)
	C.svccomm_decoder_free(handle)
	d.handle = nil
	return nil
}

// enter begins a call: it gives the handle, or an error after Close and within Save and Load.
func (d *Decoder) enter() (*C.svccomm_decoder, error) {
	if d.handle == nil {
		return nil, &Error{Code: ErrState, Message: "the decoder is closed"}
	}
	if d.calling {
		return nil, &Error{Code: ErrReentry}
	}
	return d.handle, nil
}

// leave follows every call, and so keeps the decoder from its finalizer until then.
func (d *Decoder) leave() { d.calling = false }

// DecodeReport is what became of datagrams; it adds up over calls. It has the layout of
// svccomm_decode_report.
type DecodeReport struct {
	size               uint32
	reserved           uint32
	Datagrams          uint64 // given
	Flows              uint64 // decoded, those from held data included
	UnknownVersion     uint64 // datagrams of no version known here
	Malformed          uint64 // datagrams with a header or set whose length lies
	Sets               uint64 // of NetFlow v9 and IPFIX
	SetsUnknown        uint64 // sets of reserved ids, passed over
	Templates          uint64 // template records read, options templates included
	TemplatesNew       uint64 // of these, not known before
	TemplatesChanged   uint64 // of these, known with other fields
	TemplatesInvalid   uint64 // of these, refused
	TemplatesWithdrawn uint64
	TemplatesExpired   uint64
	TemplatesEvicted   uint64 // gone at a cap
	ExportersEvicted   uint64 // gone at a cap with all they had
	Options            uint64 // options data records
	RecordsBad         uint64 // data records that are cut or of no length
	RecordsOther       uint64 // data records that are no flow between two addresses
	NoTemplate         uint64 // data sets without a template: held or dropped
	Held               uint64 // of these, held until the template comes
	HeldDecoded        uint64 // of these, decoded later
	HeldDropped        uint64 // of these, dropped later
	Lost               uint64 // packets or records that the sequence numbers miss
	Reordered          uint64 // datagrams that came behind their successor
	Restarts           uint64 // exporters that began anew
}

func (r *DecodeReport) c() *C.svccomm_decode_report {
	if r != nil {
		r.size = C.sizeof_svccomm_decode_report
	}
	return (*C.svccomm_decode_report)(unsafe.Pointer(r))
}

// Datagram decodes one UDP payload, at most 65,535 bytes, that came from the exporter. Without a
// receive time the header's export time stands in. Faults within it are counted, not errors. The
// flows lie in the decoder until its next call; the report may be nil.
func (d *Decoder) Datagram(data []byte, exporter netip.Addr, received time.Time,
	report *DecodeReport) ([]Flow, error) {
	handle, err := d.enter()
	if err != nil {
		return nil, err
	}
	defer d.leave()
	var from C.svccomm_datagram
	C.svccomm_datagram_init(&from, C.sizeof_svccomm_datagram)
	from.received = cTime(received)
	from.exporter = cAddress(exporter)
	var flows *C.svccomm_flow
	n := C.svccomm_decoder_datagram(handle, first(data), C.size_t(len(data)), &from, &flows,
		C.sizeof_svccomm_flow, report.c())
	return goFlows(flows, n)
}

// goFlows views flows that lie in the decoder.
func goFlows(flows *C.svccomm_flow, n C.int) ([]Flow, error) {
	if n <= 0 {
		return nil, check(n)
	}
	return unsafe.Slice((*Flow)(unsafe.Pointer(flows)), n), nil
}

// Memory is the bytes that the decoder holds now; 0 after Close.
func (d *Decoder) Memory() uint64 {
	defer runtime.KeepAlive(d)
	return uint64(C.svccomm_decoder_memory(d.handle))
}

// Save writes templates, sampling rates and boot times, so that a restart is not blind until the
// exporters tell their templates again. [ErrWrite].
func (d *Decoder) Save(w io.Writer) error {
	handle, err := d.enter()
	if err != nil {
		return err
	}
	defer d.leave()
	d.calling = true
	s, detail := newStream(w, nil), newDetail()
	defer s.close()
	return s.check(C.svccomm_decoder_save(handle, s.write(), s.user(), &detail.c), detail)
}

// Load reads what Save wrote into a decoder that has met no exporter yet, all or nothing.
// [ErrState], [ErrFormat], [ErrTruncated], [ErrVersion], [ErrRead].
func (d *Decoder) Load(r io.Reader) error {
	handle, err := d.enter()
	if err != nil {
		return err
	}
	defer d.leave()
	d.calling = true
	s, detail := newStream(nil, r), newDetail()
	defer s.close()
	return s.check(C.svccomm_decoder_load(handle, s.read(), s.user(), &detail.c), detail)
}
