// SPDX-License-Identifier: MIT

//go:build !svccomm_system

package svccomm

// The library is compiled into the package: from library.c in a checkout, from the amalgamated
// svccomm.c in a release. The tag svccomm_debug keeps its assertions, and leaves out the time that
// a compiler takes to make it fast.

// #cgo CFLAGS: -std=c11 -DSVCCOMM_STATIC
// #cgo !svccomm_debug CFLAGS: -O3 -DNDEBUG
// #cgo svccomm_debug CFLAGS: -O0
// #cgo LDFLAGS: -lm
import "C"
