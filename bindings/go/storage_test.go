// SPDX-License-Identifier: MIT

package svccomm

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"
)

// memoryStorage keeps items in memory, as bytes, and fails when it is told to.
type memoryStorage struct {
	items  map[ItemKey][]byte
	before map[ItemKey][]byte // as at Begin
	calls  []string           // that came, in order
	fault  int                // which call from now fails; 0: none
	panics bool               // by a panic
	inside func()             // run in each callback
	closed int
}

var errFault = errors.New("the disk is full")

func newMemoryStorage() *memoryStorage {
	return &memoryStorage{items: map[ItemKey][]byte{}}
}

// called notes a callback and fails if that is due.
func (m *memoryStorage) called(name string) error {
	m.calls = append(m.calls, name)
	if m.inside != nil {
		m.inside()
	}
	if m.fault--; m.fault != 0 {
		return nil
	}
	if m.panics {
		panic(fmt.Sprintf("panic in %s", name))
	}
	return fmt.Errorf("%s: %w", name, errFault)
}

func (m *memoryStorage) Begin() error {
	m.before = map[ItemKey][]byte{}
	for key, item := range m.items {
		m.before[key] = item
	}
	return m.called("begin")
}

func (m *memoryStorage) Commit() error { return m.called("commit") }

func (m *memoryStorage) Rollback() error {
	m.items = m.before
	return m.called("rollback")
}

func (m *memoryStorage) Put(items []Item) error {
	for _, item := range items {
		encoded, err := EncodeItem(item, nil)
		if err != nil {
			return err
		}
		m.items[item.ItemKey()] = encoded
	}
	return m.called("put")
}

func (m *memoryStorage) Erase(keys []ItemKey) error {
	for _, key := range keys {
		delete(m.items, key)
	}
	return m.called("erase")
}

func (m *memoryStorage) Scan(kind Kind, to *Sink) error {
	for key, encoded := range m.items {
		if key.Kind() != kind {
			continue
		}
		item, tail, err := DecodeItem(kind, encoded)
		if err != nil || len(tail) > 0 {
			return fmt.Errorf("%d bytes of tail: %w", len(tail), err)
		}
		if err := to.Put(item); err != nil {
			return err
		}
	}
	return m.called("scan")
}

func (m *memoryStorage) Close() error {
	m.closed++
	return m.called("close")
}

// known is all that a registry knows, by way of a dump.
func known(t *testing.T, r *Registry) map[ItemKey][]byte {
	t.Helper()
	var dump bytes.Buffer
	must(t, r.Dump(&dump))
	storage, restored := newMemoryStorage(), newRegistry(t)
	must(t, restored.Open(storage))
	must(t, restored.Restore(&dump))
	must(t, restored.Flush())
	return storage.items
}

func TestStorageRestoresEverything(t *testing.T) {
	storage := newMemoryStorage()
	r := newRegistry(t)
	must(t, r.Open(storage))
	sample(t, r)
	must(t, r.Flush())
	before := known(t, r)
	must(t, r.Close())
	if storage.closed != 1 {
		t.Errorf("closed %d times", storage.closed)
	}
	kinds := map[Kind]int{}
	for key := range storage.items {
		kinds[key.Kind()]++
	}
	for kind := Kind(0); kind < KindCount; kind++ {
		if kinds[kind] == 0 && kind != KindFanIn {
			t.Errorf("nothing of kind %d in %v", kind, kinds)
		}
	}
	again := newRegistry(t)
	must(t, again.Open(storage))
	if !reflect.DeepEqual(before, known(t, again)) {
		t.Error("what was restored is not what was stored")
	}
	must(t, again.Delete(start, webKey.ID()))
	must(t, again.Flush())
	if _, there := storage.items[webKey.ID()]; there {
		t.Error("the record was not erased")
	}
	must(t, again.Flush()) // nothing to do
}

func TestStorageThatFailsAtEachCallback(t *testing.T) {
	for _, panics := range []bool{false, true} {
		for fault := 1; ; fault++ {
			storage := newMemoryStorage()
			r := newRegistry(t)
			must(t, r.Open(storage))
			sample(t, r)
			storage.calls, storage.fault, storage.panics = nil, fault, panics
			err := failing(r.Flush)
			name := storage.calls[len(storage.calls)-1]
			if storage.fault > 0 {
				must(t, err)
				storage.fault = 0
				break
			}
			checkFault(t, err, panics, name)
			if name != "rollback" && name != "begin" {
				t.Errorf("ended with %s", name)
			}
			must(t, r.Flush()) // nothing was lost
			before := known(t, r)
			must(t, r.Close())
			again := newRegistry(t)
			must(t, again.Open(storage))
			if !reflect.DeepEqual(before, known(t, again)) {
				t.Errorf("after fault %d the database differs", fault)
			}
		}
	}
}

func TestStorageThatFailsAtOpen(t *testing.T) {
	storage := newMemoryStorage()
	r := newRegistry(t)
	must(t, r.Open(storage))
	sample(t, r)
	must(t, r.Flush())
	must(t, r.Close())
	for _, panics := range []bool{false, true} {
		for fault := 1; ; fault++ {
			storage.closed, storage.fault, storage.panics = 0, fault, panics
			again := newRegistry(t)
			err := failing(func() error { return again.Open(storage) })
			if storage.fault > 0 {
				must(t, err)
				storage.fault = 0
				break
			}
			checkFault(t, err, panics, "scan")
			if storage.closed != 1 {
				t.Errorf("closed %d times", storage.closed)
			}
			must(t, again.Open(storage)) // empty as before
			storage.fault = 1
			checkFault(t, failing(again.Close), panics, "close")
			must(t, again.Close())
		}
	}
}

// failing runs a call and gives its error, or its panic as one.
func failing(call func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("recovered: %v", value)
		}
	}()
	return call()
}

func checkFault(t *testing.T, err error, panics bool, name string) {
	t.Helper()
	switch {
	case !panics && !errors.Is(err, errFault):
		t.Errorf("%s: got %v", name, err)
	case !panics && name != "close" && !errors.Is(err, ErrStorage):
		t.Errorf("%s: got %v", name, err)
	case panics && (err == nil || !bytes.HasPrefix([]byte(err.Error()),
		[]byte("recovered: panic in "))):
		t.Errorf("%s: got %v", name, err)
	}
}

func TestCallsFromWithinACallback(t *testing.T) {
	storage := newMemoryStorage()
	r := newRegistry(t)
	must(t, r.Open(storage))
	sample(t, r)
	cursor, err := r.Query(Query{})
	must(t, err)
	defer cursor.Close()
	var errs []error
	storage.inside = func() {
		_, err := r.Counts()
		errs = append(errs, err, r.Flush(), r.Close(), r.Delete(start, webKey.ID()))
		if cursor.Next() {
			t.Error("a list goes on within a callback")
		}
		errs = append(errs, cursor.Err())
	}
	must(t, r.Flush())
	storage.inside = nil
	if len(errs) == 0 {
		t.Fatal("no callback came")
	}
	for _, err := range errs {
		wants(t, err, ErrReentry)
	}
	_, err = r.Counts()
	must(t, err)
}

// leastStorage keeps communications and meta only, and does without damaged items.
type leastStorage struct {
	items     map[ItemKey]Item
	damaged   int
	leavesOut bool
	later     *Sink
}

func (l *leastStorage) Kinds() []Kind { return []Kind{KindMeta, KindCommunication} }

func (l *leastStorage) Put(items []Item) error {
	for _, item := range items {
		l.items[item.ItemKey()] = item
	}
	return nil
}

func (l *leastStorage) Erase(keys []ItemKey) error { return nil }

func (l *leastStorage) Scan(kind Kind, to *Sink) error {
	l.later = to
	if err := to.Put(Rule{ID: 1}); !errors.Is(err, ErrArgument) {
		return fmt.Errorf("a rule was taken for another kind: %w", err)
	}
	var items []Item
	for key, item := range l.items {
		if key.Kind() == kind {
			items = append(items, item)
		}
	}
	if l.leavesOut && kind == KindCommunication {
		items = nil
		if err := to.LeaveOut(); err != nil {
			return err
		}
	}
	return to.Put(items...)
}

func (l *leastStorage) Damaged(item Item, why *Error) error {
	if l.damaged++; l.damaged > 1 {
		return errFault
	}
	return nil
}

func TestStorageOfFewKindsAndDamage(t *testing.T) {
	storage := &leastStorage{items: map[ItemKey]Item{}}
	r := newRegistry(t)
	must(t, r.Open(storage))
	wants(t, r.Open(storage), ErrState)
	sample(t, r)
	must(t, r.Flush())
	must(t, r.Close())
	if len(storage.items) != 4 {
		t.Errorf("%d items", len(storage.items))
	}
	broken := storage.items[webKey.ID()].(Record)
	broken.Port = 0
	storage.items[webKey.ID()] = broken
	again := newRegistry(t)
	must(t, again.Open(storage))
	if storage.damaged != 1 || len(list(t, again, Query{})) != 2 {
		t.Errorf("%d damaged", storage.damaged)
	}
	wants(t, storage.later.Put(), ErrState)
	wants(t, storage.later.LeaveOut(), ErrState)
	refused := newRegistry(t)
	err := refused.Open(storage)
	wants(t, err, ErrFormat)
	wants(t, err, errFault)
	storage.leavesOut = true
	none := newRegistry(t)
	must(t, none.Open(storage))
	if len(list(t, none, Query{})) != 0 {
		t.Error("what was left out is there")
	}
}

func TestStorageOfAnotherInterval(t *testing.T) {
	storage := newMemoryStorage()
	r := newRegistry(t)
	must(t, r.Open(storage))
	sample(t, r)
	must(t, r.Flush())
	config := DefaultRegistryConfig()
	config.Interval = time.Second
	other, err := NewRegistry(&config)
	must(t, err)
	defer other.Close()
	wants(t, other.Open(storage), ErrMismatch)
}
