/* SPDX-License-Identifier: MIT
 * The library's header, and the C side of callbacks into Go: functions of the types that the
 * library takes, which call the exported Go functions. */
#ifndef SVCCOMM_GO_CALLBACKS_H
#define SVCCOMM_GO_CALLBACKS_H

#ifdef SVCCOMM_GO_SYSTEM
#include <svccomm/svccomm.h>
#else
#include "svccomm.h"
#endif

/* `user` of all of them points to a runtime/cgo.Handle. */

int svccomm_go_write(void *user, const void *data, size_t length);
int svccomm_go_read(void *user, void *data, size_t capacity, size_t *length);

/* Points the storage's callbacks at those in Go; what the Go value cannot do stays NULL. */
void svccomm_go_storage(svccomm_storage *storage, void *user, int transactions, int damaged);

#endif
