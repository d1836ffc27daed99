// SPDX-License-Identifier: MIT

//go:build !svccomm_system

package svccomm

// Where library.c finds the library's sources. A release has neither file: see standalone.py.

// #cgo CFLAGS: -I${SRCDIR}/../../src -I${SRCDIR}/../../include -I${SRCDIR}/../../include/svccomm
import "C"
