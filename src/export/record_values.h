/* SPDX-License-Identifier: MIT
 * What a field of a record says, as text. */
#ifndef SVCCOMM_EXPORT_RECORD_VALUES_H
#define SVCCOMM_EXPORT_RECORD_VALUES_H

#include "export/record_fields.h"

enum svccomm__value_form {
    SVCCOMM__VALUE_NULL,
    SVCCOMM__VALUE_BARE,   /* a number, true or false */
    SVCCOMM__VALUE_QUOTED, /* a string of harmless ASCII */
    SVCCOMM__VALUE_TEXT,   /* a string of any bytes */
    SVCCOMM__VALUE_PROCESSES,
    SVCCOMM__VALUE_ORIGIN
};

/* Room for an address, an id, a time, a ratio or a number. */
#define SVCCOMM__VALUE_SIZE 64

struct svccomm__value {
    enum svccomm__value_form form;
    const char *text; /* in the buffer, or in the record; not for lists and NULL */
    char buffer[SVCCOMM__VALUE_SIZE];
};

void svccomm__record_value(const svccomm_record *record, struct svccomm__column column,
                           struct svccomm__value *value);

#endif
