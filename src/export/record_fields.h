/* SPDX-License-Identifier: MIT
 * The fields of an exported record: the one table that writers and readers are driven by. */
#ifndef SVCCOMM_EXPORT_RECORD_FIELDS_H
#define SVCCOMM_EXPORT_RECORD_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "svccomm/record.h"

/* What a field holds. The names after SVCCOMM__FIELD_COUNTER are computed where they are not in the
 * struct as such; DERIVED ones are not read back. */
enum svccomm__field_kind {
    SVCCOMM__FIELD_ID,
    SVCCOMM__FIELD_REALM,
    SVCCOMM__FIELD_SCOPE,
    SVCCOMM__FIELD_PROTOCOL,
    SVCCOMM__FIELD_ADDRESS,
    SVCCOMM__FIELD_PORT,
    SVCCOMM__FIELD_TEXT,
    SVCCOMM__FIELD_PROCESSES,
    SVCCOMM__FIELD_ORIGIN,
    SVCCOMM__FIELD_EVIDENCE,
    SVCCOMM__FIELD_MIXED,
    SVCCOMM__FIELD_STATUS,
    SVCCOMM__FIELD_TIME,
    SVCCOMM__FIELD_FOUND, /* DERIVED: a time over all views and flows */
    SVCCOMM__FIELD_COUNTER,
    SVCCOMM__FIELD_VIEW,
    SVCCOMM__FIELD_TOTAL,       /* a counter without a value before the first find */
    SVCCOMM__FIELD_AVERAGE,     /* DERIVED */
    SVCCOMM__FIELD_PERSISTENCE, /* DERIVED */
    SVCCOMM__FIELD_LOW,         /* DERIVED */
    SVCCOMM__FIELD_HIGH,        /* DERIVED */
    SVCCOMM__FIELD_SAMPLES,
    SVCCOMM__FIELD_EVENTS,
    SVCCOMM__FIELD_ACTIVE_SPAN,
    SVCCOMM__FIELD_GAP_SPAN,
    SVCCOMM__FIELD_SAMPLED,
    SVCCOMM__FIELD_APPROXIMATE,
    SVCCOMM__FIELD_KINDS
};

struct svccomm__field {
    const char *name;
    uint8_t kind;    /* svccomm__field_kind */
    uint16_t offset; /* in the struct of its group, where the kind has a place there */
};

/* The record itself, or one of the objects in it. */
struct svccomm__group {
    const char *name; /* "" for the record itself */
    const struct svccomm__field *fields;
    uint8_t count;
    uint8_t first;   /* column of its first field */
    uint16_t offset; /* of its struct in the record */
};

enum svccomm__group_index {
    SVCCOMM__GROUP_RECORD,
    SVCCOMM__GROUP_HEADLINE, /* DERIVED; has no place of its own */
    SVCCOMM__GROUP_CLIENT,
    SVCCOMM__GROUP_LISTENER,
    SVCCOMM__GROUP_NETFLOW,
    SVCCOMM__GROUP_COUNT
};

#define SVCCOMM__COLUMN_COUNT 78

/* In the order of an export. */
extern const struct svccomm__group svccomm__groups[SVCCOMM__GROUP_COUNT];

/* Where a column is in the table. */
struct svccomm__column {
    const struct svccomm__group *group;
    const struct svccomm__field *field;
};

struct svccomm__column svccomm__column_at(unsigned index);

/* The index of a column. */
unsigned svccomm__column_index(struct svccomm__column column);

/* The field of that name in a group, or NULL. `hint` is the index to try first and becomes that of
 * the next one, since fields mostly come in their order. */
const struct svccomm__field *svccomm__field_find(const struct svccomm__group *group,
                                                 const char *name, unsigned *hint);

/* The object of that name, or NULL. */
const struct svccomm__group *svccomm__group_find(const char *name, size_t length);

/* The column of a dotted path: its index, or -1. */
int svccomm__column_find(const char *path);

/* Names of the values of enumerations; NULL and -1 where there is none. */
const char *svccomm__evidence_name(uint32_t evidence);
int svccomm__evidence_find(const char *name);
const char *svccomm__status_name(uint32_t status);
int svccomm__status_find(const char *name);

/* The name of a bit of an origin, by its number 0 to SVCCOMM__ORIGIN_COUNT - 1. */
#define SVCCOMM__ORIGIN_COUNT 3u
const char *svccomm__origin_name(unsigned bit);
int svccomm__origin_find(const char *name);

#endif
