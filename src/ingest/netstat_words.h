/* SPDX-License-Identifier: MIT
 * Words of net-tools' netstat, in the languages that it comes in. */
#ifndef SVCCOMM_INGEST_NETSTAT_WORDS_H
#define SVCCOMM_INGEST_NETSTAT_WORDS_H

#include <stdint.h>

/* SVCCOMM_STATE_UNKNOWN if nobody knows the word. */
uint8_t svccomm__netstat_state(const char *at, const char *end);

/* The SVCCOMM__COVER_ bits of the title [at, end), or -1 if it is none. */
int svccomm__netstat_title(const char *at, const char *end);

#endif
