// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"time"

	"svccomm.example/svccomm"
)

// sockets samples those of this host.
type sockets struct {
	snapshot *svccomm.Snapshot
	host     string
}

func newSockets() (*sockets, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	snapshot, err := svccomm.NewSnapshot(nil)
	if err != nil {
		return nil, err
	}
	return &sockets{snapshot, host}, nil
}

func (s *sockets) close() { s.snapshot.Close() }

// sample applies one snapshot of what ss tells now.
func (s *sockets) sample(registry *svccomm.Registry) error {
	now := time.Now()
	text, err := exec.Command("ss", "-tuanp").Output()
	if err != nil {
		return fmt.Errorf("ss: %w", err)
	}
	err = s.snapshot.Begin(svccomm.SnapshotInfo{
		Host: svccomm.HostID(s.host), Name: svccomm.TextOf(s.host), Time: now,
	})
	if err != nil {
		return err
	}
	if err := s.snapshot.ReadText(svccomm.FormatSS, bytes.NewReader(text), nil); err != nil {
		return err
	}
	return registry.IngestSnapshot(s.snapshot, now, nil)
}
