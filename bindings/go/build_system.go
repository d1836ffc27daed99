// SPDX-License-Identifier: MIT

//go:build svccomm_system

package svccomm

// The library is the installed one, as pkg-config finds it.

// #cgo CFLAGS: -DSVCCOMM_GO_SYSTEM
// #cgo pkg-config: svccomm
import "C"
