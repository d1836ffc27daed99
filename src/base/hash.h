/* SPDX-License-Identifier: MIT
 * The keyed hash of every table: SipHash-1-3 (Aumasson, Bernstein 2012), so that chosen keys do not
 * collide for someone who lacks the seed (design A7). */
#ifndef SVCCOMM_BASE_HASH_H
#define SVCCOMM_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

uint64_t svccomm__hash(const uint64_t seed[2], const void *bytes, size_t length);

#endif
