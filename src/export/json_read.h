/* SPDX-License-Identifier: MIT
 * A strict pull parser for JSON (RFC 8259) in bounded memory. */
#ifndef SVCCOMM_EXPORT_JSON_READ_H
#define SVCCOMM_EXPORT_JSON_READ_H

#include "export/scalar.h"
#include "export/transfer_in.h"

/* How deep values that nobody asked for may be nested. */
#define SVCCOMM__JSON_DEPTH 64u

struct svccomm__json {
    struct svccomm__in *in;
    const char *fault; /* what is wrong, with SVCCOMM_E_FORMAT */
    uint64_t line;     /* where the last value or name begins */
    uint64_t offset;
    size_t length;
    int too_long; /* the last string or number was longer than `text` takes */
    char text[SVCCOMM_STRING_MAX + 1];
};

void svccomm__json_begin(struct svccomm__json *json, struct svccomm__in *in);

/* The next value. Strings have their escapes undone; numbers are text as it stands; of an object or
 * array only the bracket is taken. The text lives until the next call. Returns 0 or a code. */
int svccomm__json_value(struct svccomm__json *json, struct svccomm__scalar *scalar);

/* The next name of an object, in json->text: 1, its colon taken; 0 at the end of the object; or a
 * code. *first is not 0 before the first one. */
int svccomm__json_member(struct svccomm__json *json, int *first);

/* Whether an array has another value: 1; 0, its end taken; or a code. *first as above. */
int svccomm__json_element(struct svccomm__json *json, int *first);

/* Takes the rest of a value that was begun. Returns 0 or a code. */
int svccomm__json_skip(struct svccomm__json *json, const struct svccomm__scalar *begun);

/* Notes a fault; gives SVCCOMM_E_FORMAT. */
int svccomm__json_fault(struct svccomm__json *json, const char *fault);

#endif
