/* SPDX-License-Identifier: MIT
 * Where the values of a data record are. A template's steps become absolute places once for a set
 * of fixed records, or once for each record with fields of variable length; from there on both are
 * read in the same way. */
#ifndef SVCCOMM_INGEST_RECORD_LAYOUT_H
#define SVCCOMM_INGEST_RECORD_LAYOUT_H

#include "ingest/template_compile.h"

/* A number of 1 to 8 bytes is read as the 8 bytes that end with it, and masked, whatever its
 * length (RFC 7011 section 6.2): the header of a set is before each record, so the bytes before a
 * number can be read. What is not there has a mask of 0. An address has the place of its first
 * byte. */
struct svccomm__place {
    uint64_t mask;
    ptrdiff_t at; /* from the record */
};

struct svccomm__layout {
    uint64_t present; /* SVCCOMM__TOLD_BIT of what the record has */
    struct svccomm__place places[SVCCOMM__TOLD_COUNT]; /* those behind HOT only where present */
};

/* The places in records of fixed length. */
void svccomm__layout_fixed(struct svccomm__layout *layout, const struct svccomm__plan *plan,
                           const struct svccomm__step *steps);

/* The places in one record with fields of variable length, of which `left` bytes are there. Gives
 * its length, or 0 if it is cut. */
size_t svccomm__layout_variable(struct svccomm__layout *layout, const struct svccomm__plan *plan,
                                const struct svccomm__step *steps, const unsigned char *record,
                                size_t left);

static inline int svccomm__layout_has(const struct svccomm__layout *layout,
                                      enum svccomm__told value)
{
    return (layout->present & SVCCOMM__TOLD_BIT(value)) != 0;
}

/* A number of the hot values, 0 where it is not there. */
static inline uint64_t svccomm__layout_number(const struct svccomm__layout *layout,
                                              const unsigned char *record, enum svccomm__told value)
{
    const struct svccomm__place *place = &layout->places[value];

    return svccomm__load_64(record + place->at) & place->mask;
}

/* Any number, 0 where it is not there. */
static inline uint64_t svccomm__layout_ask(const struct svccomm__layout *layout,
                                           const unsigned char *record, enum svccomm__told value)
{
    return svccomm__layout_has(layout, value) ? svccomm__layout_number(layout, record, value) : 0;
}

/* The same of the `layout` and `record` at hand, by the value's name alone. */
#define SVCCOMM__HAS(name) svccomm__layout_has(layout, SVCCOMM__TOLD_##name)
#define SVCCOMM__NUMBER(name) svccomm__layout_number(layout, record, SVCCOMM__TOLD_##name)
#define SVCCOMM__ASK(name) svccomm__layout_ask(layout, record, SVCCOMM__TOLD_##name)
#define SVCCOMM__PLACE(name) (record + layout->places[SVCCOMM__TOLD_##name].at)

#endif
