/* SPDX-License-Identifier: MIT
 * The words for states of sockets of BSD, System V and their descendants. */
#ifndef SVCCOMM_INGEST_STATE_WORDS_H
#define SVCCOMM_INGEST_STATE_WORDS_H

#include <stdint.h>

/* The SVCCOMM_STATE_ of the word [at, end), SVCCOMM_STATE_UNKNOWN if it is none. */
uint8_t svccomm__state_word(const char *at, const char *end);

#endif
