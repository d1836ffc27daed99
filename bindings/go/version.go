// SPDX-License-Identifier: MIT

package svccomm

// #include "callbacks.h"
// #include <stdlib.h>
import "C"

import (
	"fmt"
	"unsafe"
)

// Version is the version of the library that runs, "MAJOR.MINOR.PATCH".
func Version() string {
	return C.GoString(C.svccomm_version())
}

// ABIVersion is the major number of the ABI of the library that runs.
func ABIVersion() uint32 {
	return uint32(C.svccomm_abi_version())
}

// checkABI compares the library that runs with the headers that the package was built with.
func checkABI() error {
	if running := ABIVersion(); running != C.SVCCOMM_ABI_MAJOR {
		return &Error{Code: ErrVersion, Message: fmt.Sprintf(
			"the library has ABI %d, the package was built for %d", running, C.SVCCOMM_ABI_MAJOR)}
	}
	return nil
}

// Constant is the value of a public constant of the C headers by its name, "SVCCOMM_PROTO_TCP" say;
// [ErrNotFound] where there is none.
func Constant(name string) (int64, error) {
	text := C.CString(name)
	defer C.free(unsafe.Pointer(text))
	var value C.int64_t
	rc := C.svccomm_constant(text, &value)
	return int64(value), check(rc)
}

// Constants names the public constants, in header order.
func Constants() []string {
	names := make([]string, C.svccomm_constant_count())
	for i := range names {
		names[i] = C.GoString(C.svccomm_constant_name(C.uint32_t(i)))
	}
	return names
}
