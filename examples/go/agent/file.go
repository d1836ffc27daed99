// SPDX-License-Identifier: MIT

package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"

	"svccomm.example/svccomm"
)

// file is a storage: all items in memory as bytes, and in a file, which is written anew at each
// commit and takes the place of the old one then. In it each item is its kind, one byte, its
// length, four bytes, and its bytes.
type file struct {
	path   string
	items  map[svccomm.ItemKey][]byte
	before map[svccomm.ItemKey][]byte // of what the transaction changed; nil: was not there
}

// openFile reads the file if there is one.
func openFile(path string) (*file, error) {
	f := &file{path: path, items: map[svccomm.ItemKey][]byte{}}
	stored, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	defer stored.Close()
	for in := bufio.NewReader(stored); ; {
		var head [5]byte
		if _, err := io.ReadFull(in, head[:]); err == io.EOF {
			return f, nil
		} else if err != nil {
			return nil, err
		}
		encoded := make([]byte, binary.LittleEndian.Uint32(head[1:]))
		if _, err := io.ReadFull(in, encoded); err != nil {
			return nil, err
		}
		item, _, err := svccomm.DecodeItem(svccomm.Kind(head[0]), encoded)
		if err != nil {
			return nil, err
		}
		f.items[item.ItemKey()] = encoded
	}
}

func (f *file) Begin() error {
	f.before = map[svccomm.ItemKey][]byte{}
	return nil
}

func (f *file) Rollback() error {
	for key, encoded := range f.before {
		f.items[key] = encoded
		if encoded == nil {
			delete(f.items, key)
		}
	}
	return nil
}

func (f *file) Commit() error {
	written, err := os.Create(f.path + ".new")
	if err != nil {
		return err
	}
	defer written.Close() // once more does no harm
	out := bufio.NewWriter(written)
	for key, encoded := range f.items {
		var head [5]byte
		head[0] = byte(key.Kind())
		binary.LittleEndian.PutUint32(head[1:], uint32(len(encoded)))
		out.Write(head[:]) // an error of it comes from Flush
		out.Write(encoded)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if err := written.Sync(); err != nil {
		return err
	}
	if err := written.Close(); err != nil {
		return err
	}
	return os.Rename(written.Name(), f.path)
}

func (f *file) Put(items []svccomm.Item) error {
	for _, item := range items {
		encoded, err := svccomm.EncodeItem(item, nil)
		if err != nil {
			return err
		}
		f.remember(item.ItemKey())
		f.items[item.ItemKey()] = encoded
	}
	return nil
}

func (f *file) Erase(keys []svccomm.ItemKey) error {
	for _, key := range keys {
		f.remember(key)
		delete(f.items, key)
	}
	return nil
}

// remember keeps what a rollback brings back.
func (f *file) remember(key svccomm.ItemKey) {
	if _, there := f.before[key]; !there {
		f.before[key] = f.items[key]
	}
}

func (f *file) Scan(kind svccomm.Kind, to *svccomm.Sink) error {
	for key, encoded := range f.items {
		if key.Kind() != kind {
			continue
		}
		item, _, err := svccomm.DecodeItem(kind, encoded)
		if err != nil {
			return err
		}
		if err := to.Put(item); err != nil {
			return err
		}
	}
	return nil
}
