// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
import "C"

import (
	"net/netip"
	"unsafe"
)

// RuleAction is what a rule does.
type RuleAction uint32

// What a rule can do.
const (
	RuleIgnore RuleAction = C.SVCCOMM_RULE_IGNORE // what matches every given member is not counted
	RuleGroup  RuleAction = C.SVCCOMM_RULE_GROUP  // clients in Client are counted under Group
	RuleLocal  RuleAction = C.SVCCOMM_RULE_LOCAL  // addresses in Client are local to one host each
)

// Rule acts on what is seen from then on; records that exist stay as they are. Zero members match
// anything.
type Rule struct {
	ID       uint64 // not 0; a rule of the same id is replaced
	Realm    uint32
	Action   RuleAction
	Client   netip.Prefix // RuleIgnore: of the client; RuleGroup, RuleLocal: the prefix
	Listener netip.Prefix // RuleIgnore
	Group    netip.Addr   // RuleGroup: the address that stands for the prefix
	PortLow  uint16       // RuleIgnore: listener port, inclusive
	PortHigh uint16
	Protocol Protocol // RuleIgnore
	Process  Text     // RuleIgnore: pattern with * of a process name of the observing host
	Hits     uint64   // observations that it caught; given by the library
}

// SetRules adds or replaces rules, all or none. [ErrArgument] where a member is not of its form,
// with the rule's index in the [Error]'s Offset; [ErrFull].
func (r *Registry) SetRules(rules ...Rule) error {
	handle, err := r.enter()
	if err != nil {
		return err
	}
	defer r.leave()
	var a arena
	defer a.free()
	array := a.alloc(uintptr(len(rules))*C.sizeof_svccomm_rule + 1) // never of no bytes
	for i, rule := range rules {
		rule.write(unsafe.Add(array, i*C.sizeof_svccomm_rule), &a)
	}
	if a.err != nil {
		return a.err
	}
	d := newDetail()
	return d.check(C.svccomm_registry_set_rules(handle, (*C.svccomm_rule)(array),
		C.size_t(len(rules)), C.sizeof_svccomm_rule, &d.c))
}

// DeleteRule deletes a rule; [ErrNotFound].
func (r *Registry) DeleteRule(id uint64) error {
	handle, err := r.enter()
	if err != nil {
		return err
	}
	defer r.leave()
	return check(C.svccomm_registry_delete_rule(handle, C.uint64_t(id)))
}

// Rules gives up to max rules in order of id, with their hits, those of an id greater than after.
func (r *Registry) Rules(after uint64, max int) ([]Rule, error) {
	handle, err := r.enter()
	if err != nil {
		return nil, err
	}
	defer r.leave()
	return page(max, func(array *C.svccomm_rule, n C.size_t) C.int {
		return C.svccomm_registry_rules(handle, C.uint64_t(after), array, n, C.sizeof_svccomm_rule)
	}, goRule)
}

func goRule(c *C.svccomm_rule) Rule {
	rule := Rule{
		ID:       uint64(c.id),
		Realm:    uint32(c.realm),
		Action:   RuleAction(c.kind),
		Client:   goPrefix(&c.client),
		Listener: goPrefix(&c.listener),
		PortLow:  uint16(c.port_low),
		PortHigh: uint16(c.port_high),
		Protocol: Protocol(c.protocol),
		Process:  goText(c.process),
		Hits:     uint64(c.hits),
	}
	if group := goAddress(&c.group); group != (Address{}) {
		rule.Group = group.Addr()
	}
	return rule
}

func (Rule) Kind() Kind         { return KindRule }
func (r Rule) ItemKey() ItemKey { return RuleKey(r.ID) }
func (r Rule) write(c unsafe.Pointer, a *arena) {
	*(*C.svccomm_rule)(c) = C.svccomm_rule{
		id:        C.uint64_t(r.ID),
		realm:     C.uint32_t(r.Realm),
		kind:      C.uint32_t(r.Action),
		client:    cPrefix(r.Client),
		listener:  cPrefix(r.Listener),
		group:     cAddress(r.Group),
		port_low:  C.uint16_t(r.PortLow),
		port_high: C.uint16_t(r.PortHigh),
		protocol:  C.uint8_t(r.Protocol),
		process:   a.text(r.Process),
		hits:      C.uint64_t(r.Hits),
	}
}
