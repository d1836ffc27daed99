/* SPDX-License-Identifier: MIT
 * What stands behind the ends in a row of netstat of Solaris. */
#ifndef SVCCOMM_INGEST_SOLARIS_OWNER_H
#define SVCCOMM_INGEST_SOLARIS_OWNER_H

#include "ingest/fields.h"

struct svccomm__solaris_rest {
    const char *command; /* -u: the program, or NULL */
    const char *command_end;
    const char *state; /* the word, or NULL */
    int whole;         /* all is there that a row has */
};

/* Reads [at, end): user, process and command, if they are there (-u), four windows and queues for a
 * protocol with streams, the state. */
void svccomm__solaris_rest(struct svccomm__solaris_rest *out, const char *at, const char *end,
                           uint8_t protocol);

#endif
