// SPDX-License-Identifier: MIT

package svccomm

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"
)

func TestVersion(t *testing.T) {
	major, err := Constant("SVCCOMM_VERSION_MAJOR")
	must(t, err)
	minor, err := Constant("SVCCOMM_VERSION_MINOR")
	must(t, err)
	if want := fmt.Sprintf("%d.%d.", major, minor); Version()[:len(want)] != want {
		t.Errorf("version %s", Version())
	}
	must(t, checkABI())
}

func TestKeysAndIDs(t *testing.T) {
	const text = "2081a6aa-74e4-5d0a-a3bc-96369808ee33"
	if webKey.ID().String() != text {
		t.Errorf("id %v", webKey.ID())
	}
	id, err := ParseID(text)
	must(t, err)
	if id != webKey.ID() || id.IsZero() || !(ID{}).IsZero() {
		t.Errorf("parsed %v", id)
	}
	for _, bad := range []string{"", "2081a6aa", text + "0"} {
		_, err = ParseID(bad)
		wants(t, err, ErrFormat)
	}
	other := webKey
	other.Port++
	if webKey.Compare(other) >= 0 || other.Compare(webKey) <= 0 || webKey.Compare(webKey) != 0 {
		t.Error("keys are not in order")
	}
	if HostID("web1") == 0 || HostID("web1") == HostID("web2") {
		t.Error("hosts have no ids")
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.5": "10.0.0.5", "::ffff:10.0.0.5": "10.0.0.5", "2001:DB8:0:0::1": "2001:db8::1",
		"fe80::1%eth0": "fe80::1",
	} {
		addr, err := ParseAddr(text)
		must(t, err)
		if addr.String() != want || FormatAddr(addr) != want {
			t.Errorf("%s: %v, %s", text, addr, FormatAddr(addr))
		}
	}
	_, err := ParseAddr("10.0.0")
	wants(t, err, ErrFormat)
	for _, text := range []string{"10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0", "10.0.0.5/32"} {
		prefix, err := ParsePrefix(text)
		must(t, err)
		if prefix != netip.MustParsePrefix(text) || FormatPrefix(prefix) != text {
			t.Errorf("%s: %v, %s", text, prefix, FormatPrefix(prefix))
		}
	}
	_, err = ParsePrefix("10.0.0.1/8")
	wants(t, err, ErrFormat)
	ten := netip.MustParsePrefix("10.0.0.0/8")
	if !PrefixContains(ten, webKey.Client) || PrefixContains(ten, netip.MustParseAddr("::1")) ||
		!PrefixContains(netip.Prefix{}, webKey.Client) {
		t.Error("a prefix does not hold what it should")
	}
	if (AddressOf(netip.Addr{}) != Address{}) || AddressOf(webKey.Client).Addr() != webKey.Client {
		t.Error("an address does not come back")
	}
}

func TestCalculators(t *testing.T) {
	if AverageConnections(6, 4) != 1.5 || Persistence(1, 4) != 25 || !math.IsNaN(Persistence(0, 0)) {
		t.Error("a ratio is wrong")
	}
	low, high := PersistenceInterval(5, 10)
	if math.Abs(low-23.659) > 0.001 || math.Abs(high-76.341) > 0.001 {
		t.Errorf("interval %v to %v", low, high)
	}
}

func TestSpans(t *testing.T) {
	spans, err := NewSpans(time.Minute, 2, false)
	must(t, err)
	for _, second := range []int{75, 105, 130, 165, 230, 235} {
		at := start.Add(time.Duration(second) * time.Second)
		late, err := spans.Add(at, at)
		must(t, err)
		if late {
			t.Errorf("%d is late", second)
		}
	}
	if spans.Active() != 95*time.Second || spans.Gap() != 65*time.Second || spans.Samples() != 3 {
		t.Errorf("spans %+v", spans)
	}
	other := *spans
	must(t, spans.Merge(&other))
	if spans.Active() != 95*time.Second || spans.Count != 2 {
		t.Errorf("merged with itself: %+v", spans)
	}
	points, err := NewSpans(time.Minute, 2, true)
	must(t, err)
	wants(t, spans.Merge(points), ErrMismatch)
	_, err = spans.Add(time.Time{}, start)
	wants(t, err, ErrRange)
	_, err = NewSpans(0, 4, false)
	wants(t, err, ErrRange)
}

func TestTimes(t *testing.T) {
	for want, at := range map[int64]time.Time{
		NoTime: {}, 0: time.Unix(0, 0), -1: time.Unix(0, -1), math.MaxInt64: start.AddDate(9000, 0, 0),
		math.MinInt64 + 1: start.AddDate(-2000, 0, 0),
	} {
		if got := UnixNano(at); got != want {
			t.Errorf("%v: got %d, want %d", at, got, want)
		}
	}
}

func TestErrors(t *testing.T) {
	err := error(&Error{Code: ErrStale, Callback: errFault})
	if !errors.Is(err, ErrStale) || !errors.Is(err, errFault) || errors.Is(err, ErrFuture) {
		t.Error("an error is not what it is")
	}
	seen := map[string]Code{}
	for name, value := range readABI(t).Constants {
		if len(name) > 10 && name[:10] == "SVCCOMM_E_" {
			if other, twice := seen[Code(value).Error()]; twice {
				t.Errorf("%d and %d are both %v", value, other, other)
			}
			seen[Code(value).Error()] = Code(value)
		}
	}
}

func TestItemsAsBytes(t *testing.T) {
	storage, r := newMemoryStorage(), newRegistry(t)
	must(t, r.Open(storage))
	sample(t, r)
	must(t, r.Flush())
	storage.items[FanInKey(9)], _ = EncodeItem(FanIn{End: 9, Reached: NoTime, Count: 1,
		Ports: [64]uint16{80}}, nil)
	for key, encoded := range storage.items {
		item, tail, err := DecodeItem(key.Kind(), encoded)
		must(t, err)
		if item.ItemKey() != key || item.Kind() != key.Kind() || len(tail) != 0 {
			t.Errorf("%+v decoded with the key %+v", key, item.ItemKey())
		}
		again, err := EncodeItem(item, []byte("tail"))
		must(t, err)
		if string(again) != string(encoded)+"tail" {
			t.Errorf("%+v is not what it was", item)
		}
		same, tail, err := DecodeItem(key.Kind(), again)
		must(t, err)
		if !reflect.DeepEqual(same, item) || string(tail) != "tail" {
			t.Errorf("%+v with the tail %q", same, tail)
		}
		bytes, err := EncodeKey(key)
		must(t, err)
		if string(bytes) != string(encoded[1:1+len(bytes)]) {
			t.Errorf("%+v: the key's bytes are not the item's", key)
		}
		for cut := range encoded {
			if _, _, err := DecodeItem(key.Kind(), encoded[:cut]); err == nil {
				t.Errorf("%+v of %d bytes was taken", key, cut)
			}
		}
	}
	_, _, err := DecodeItem(KindCount, nil)
	wants(t, err, ErrArgument)
	_, err = EncodeItem(Record{Note: TextOf("a\x00b")}, nil)
	wants(t, err, ErrArgument)
}
