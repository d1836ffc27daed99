// SPDX-License-Identifier: MIT

//go:build !svccomm_system

package svccomm

// The library is compiled into the package: from library.c in a checkout, from the amalgamated
// svccomm.c in a release.

// #cgo CFLAGS: -std=c11 -DNDEBUG -DSVCCOMM_STATIC
// #cgo LDFLAGS: -lm
import "C"
