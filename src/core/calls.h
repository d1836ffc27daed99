/* SPDX-License-Identifier: MIT
 * What every call on a registry checks first, and what surrounds a caller's callback (S4). */
#ifndef SVCCOMM_CORE_CALLS_H
#define SVCCOMM_CORE_CALLS_H

#include "core/state.h"

/* 0; SVCCOMM_E_ARGUMENT for NULL; SVCCOMM_E_STATE if it was freed; SVCCOMM_E_REENTRY within a
 * callback. */
int svccomm__call_check(const svccomm_registry *registry);

/* The same, and whether `now` is a time. */
int svccomm__call_check_now(const svccomm_registry *registry, int64_t now);

/* Whether a time is within +-SVCCOMM_TIME_MAX. */
int svccomm__time_is_valid(int64_t time);

/* Around a callback. */
void svccomm__registry_enter(svccomm_registry *registry);
void svccomm__registry_leave(svccomm_registry *registry);

/* Empties it: everything but its configuration, storage and scratch. */
void svccomm__registry_clear(svccomm_registry *registry);

/* One handle that points to it less; the last one frees the shell. */
void svccomm__registry_release(svccomm_registry *registry);

#endif
