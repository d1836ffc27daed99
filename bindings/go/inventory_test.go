// SPDX-License-Identifier: MIT

package svccomm

import (
	"errors"
	"net/netip"
	"testing"
)

func TestListenersHostsAndAddresses(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	var ports []uint16
	var last *EndpointKey
	for {
		listeners, err := r.Listeners(AllRealms, last, 1)
		must(t, err)
		if len(listeners) == 0 {
			break
		}
		ports = append(ports, listeners[0].Port)
		last = &listeners[0].EndpointKey
	}
	if !equal(ports, []uint16{1, 443, 5432, 8443}) {
		t.Errorf("ports %v", ports)
	}
	listeners, err := r.Listeners(0, nil, 10)
	must(t, err)
	if web := listeners[1]; web.Samples != 1 || web.Evidence != EvidenceListen ||
		web.Process != TextOf("nginx") ||
		web.Device != TextOf("web1") || !web.LastListen.Equal(start) || web.Records != 1 {
		t.Errorf("listener %+v", web)
	}

	hosts, err := r.Hosts(0, nil, 10)
	must(t, err)
	if len(hosts) != 1 || hosts[0].Host != HostID("web1") || hosts[0].Snapshots != 1 ||
		hosts[0].Complete[0][0] != 1 {
		t.Errorf("hosts %+v", hosts)
	}
	hosts, err = r.Hosts(0, &hosts[0].HostKey, 10)
	must(t, err)
	if len(hosts) != 0 {
		t.Errorf("after the last: %+v", hosts)
	}
	must(t, r.SetHostName(HostKey{Host: HostID("web1")}, TextOf("front"), start))
	wants(t, r.SetHostName(HostKey{}, TextOf("none"), start), ErrRange)

	key := AddressKey{Address: webKey.Client}
	must(t, r.SetDevice(key, TextOf("desk"), start))
	key.Scope = 7
	wants(t, r.SetDevice(key, TextOf("desk"), start), ErrArgument)
	addresses, err := r.Addresses(0, nil, 10)
	must(t, err)
	if len(addresses) != 2 || addresses[0].Owner != HostID("web1") ||
		addresses[1].Device != TextOf("desk") {
		t.Errorf("addresses %+v", addresses)
	}
	record, err := r.Find(webKey)
	must(t, err)
	if record.ClientDevice != TextOf("desk") || record.ListenerDevice != TextOf("front") {
		t.Errorf("devices %v, %v", record.ClientDevice, record.ListenerDevice)
	}
}

func TestRules(t *testing.T) {
	r := newRegistry(t)
	sample(t, r)
	rules := []Rule{
		{ID: 3, Action: RuleGroup, Client: netip.MustParsePrefix("0.0.0.0/0"),
			Group: netip.MustParseAddr("192.0.2.9")},
		{ID: 4, Action: RuleIgnore, Process: TextOf("back*"),
			Listener: netip.MustParsePrefix("2001:db8::/32")},
	}
	must(t, r.SetRules(rules...))
	held, err := r.Rules(0, 10)
	must(t, err)
	if len(held) != 4 || held[0].Hits != 1 || held[2] != rules[0] || held[3] != rules[1] {
		t.Errorf("rules %+v", held)
	}
	held, err = r.Rules(3, 10)
	must(t, err)
	if len(held) != 1 {
		t.Errorf("after 3: %+v", held)
	}
	must(t, r.DeleteRule(4))
	wants(t, r.DeleteRule(4), ErrNotFound)
	err = r.SetRules(rules[0], Rule{ID: 5, Action: 99})
	wants(t, err, ErrArgument)
	var detail *Error
	if !errors.As(err, &detail) || detail.Offset != 1 {
		t.Errorf("detail %+v", detail)
	}
}
