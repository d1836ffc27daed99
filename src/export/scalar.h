/* SPDX-License-Identifier: MIT
 * A value as a reader finds it. */
#ifndef SVCCOMM_EXPORT_SCALAR_H
#define SVCCOMM_EXPORT_SCALAR_H

#include <stddef.h>

enum svccomm__scalar_type {
    SVCCOMM__SCALAR_NULL,
    SVCCOMM__SCALAR_FALSE,
    SVCCOMM__SCALAR_TRUE,
    SVCCOMM__SCALAR_NUMBER,
    SVCCOMM__SCALAR_STRING,
    SVCCOMM__SCALAR_CELL, /* of CSV: its column says what it is */
    SVCCOMM__SCALAR_OBJECT,
    SVCCOMM__SCALAR_ARRAY
};

struct svccomm__scalar {
    enum svccomm__scalar_type type;
    const char *text; /* of numbers, strings and cells, with a NUL after it */
    size_t length;
    int too_long; /* the text was cut */
};

#endif
