/* SPDX-License-Identifier: MIT
 * A template made ready for decoding, once: which bytes of a record are which value. */
#ifndef SVCCOMM_INGEST_TEMPLATE_COMPILE_H
#define SVCCOMM_INGEST_TEMPLATE_COMPILE_H

#include <stddef.h>

#include "ingest/elements.h"
#include "ingest/template_read.h"

/* One field that is read, or one of variable length that must be walked over. */
struct svccomm__step {
    uint16_t gap;    /* bytes between the field before and this one */
    uint16_t length; /* bytes, or SVCCOMM__VARIABLE_LENGTH */
    uint8_t value;   /* SVCCOMM__TOLD_ */
    uint8_t reserved;
};

/* What all records of a template have in common. */
struct svccomm__plan {
    uint64_t present;       /* SVCCOMM__TOLD_BIT of each value that is read */
    uint32_t record_length; /* bytes, or the least with fields of variable length */
    uint16_t step_count;
    uint16_t tail; /* bytes behind the last step */
    uint8_t variable;
    uint8_t biflow;    /* both directions in one record */
    uint8_t initiator; /* SVCCOMM_INITIATOR_ */
    uint8_t start_form;
    uint8_t end_form;
    uint8_t reverse_start_form;
    uint8_t reverse_end_form;
    uint8_t v5;       /* it is that of NetFlow v5 */
    uint8_t inner_v6; /* where both families are told, IPv6 is behind IPv4 */
};

/* A template on the heap: the plan, its steps, and the definition's specifiers, by which a repeated
 * template is known for the same, and which are saved. */
struct svccomm__compiled {
    struct svccomm__compiled *next; /* while it waits for its place */
    struct svccomm__plan plan;
    const unsigned char *origin; /* where its definition stood, while it waits */
    uint32_t field_bytes;
    uint16_t field_count;
    uint16_t scope_count;
    uint8_t version;
    uint8_t options;
    uint8_t reserved[2];
    /* struct svccomm__step steps[plan.step_count], then field_bytes bytes */
};

struct svccomm__memory;

/* NULL if memory runs out. */
struct svccomm__compiled *svccomm__template_compile(struct svccomm__memory *memory,
                                                    const struct svccomm__definition *definition);

void svccomm__compiled_free(struct svccomm__memory *memory, struct svccomm__compiled *compiled);

/* Bytes of its block. */
size_t svccomm__compiled_size(const struct svccomm__compiled *compiled);

/* Whether a definition says what was compiled. */
int svccomm__compiled_equals(const struct svccomm__compiled *compiled,
                             const struct svccomm__definition *definition);

static inline const struct svccomm__step *
svccomm__compiled_steps(const struct svccomm__compiled *compiled)
{
    return (const struct svccomm__step *)(const void *)(compiled + 1);
}

static inline const unsigned char *
svccomm__compiled_fields(const struct svccomm__compiled *compiled)
{
    return (const unsigned char *)(svccomm__compiled_steps(compiled) + compiled->plan.step_count);
}

#endif
