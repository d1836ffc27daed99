/* SPDX-License-Identifier: MIT
 * Ends of sockets as BSD writes them, and who took netstat from there: ADDRESS.PORT. */
#ifndef SVCCOMM_INGEST_DOTTED_H
#define SVCCOMM_INGEST_DOTTED_H

#include "ingest/fields.h"

/* Reads the word ADDRESS.PORT (`*.80`, `127.0.0.1.631`, `fe80::1%lo0.53`, `*.*`): the port is the
 * part after the last dot. Fills `out` as svccomm__end_parse() does. Returns the end of the word.
 */
const char *svccomm__dotted_parse(const char *at, struct svccomm__end *out);

/* Whether the word ends in a dot and what may be a port or its name: not in a colon and a port. */
int svccomm__dotted_is_plain(const char *at);

#define SVCCOMM__DOTTED_WHOLE 0
#define SVCCOMM__DOTTED_FULL 1 /* it fills its column, and may have been cut to it */
#define SVCCOMM__DOTTED_WIDE 2 /* longer than its column: here nothing is cut */

/* Whether an end [at, end) in a column of `width` bytes was cut. IPv4 addresses and their ports
 * have 21 bytes at most; IPv6 addresses are cut to 16 before the port is added, unless their column
 * is made for whole ones. */
int svccomm__dotted_width(const char *at, const char *end, int v6, size_t width);

#endif
