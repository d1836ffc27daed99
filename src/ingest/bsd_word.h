/* SPDX-License-Identifier: MIT
 * Protocol words of BSD systems: tcp4, tcp6, tcp46, tcp. */
#ifndef SVCCOMM_INGEST_BSD_WORD_H
#define SVCCOMM_INGEST_BSD_WORD_H

#include "ingest/dialect.h"

#define SVCCOMM__BSD_V4 1u
#define SVCCOMM__BSD_V6 2u

/* A protocol word and the families that it names (SVCCOMM__BSD_V4, SVCCOMM__BSD_V6). `tcp` names
 * none. */
struct svccomm__bsd_word {
    char word[8];
    uint8_t protocol;
    uint8_t families;
};

/* What a protocol word means, or NULL. */
const struct svccomm__bsd_word *svccomm__bsd_word(const char *at, const char *end);

/* Puts the families that the protocol word names into the addresses and the marks of a row that was
 * read; `*` may be any address of these. */
void svccomm__bsd_families(struct svccomm__line *line, uint8_t families, int star, int any);

/* Makes it 0.0.0.0. */
void svccomm__bsd_any_v4(uint8_t *address);

#endif
