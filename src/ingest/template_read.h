/* SPDX-License-Identifier: MIT
 * Template records as they come: NetFlow v9 (RFC 3954 sections 5.2 and 6.1) and IPFIX (RFC 7011
 * section 3.4), with or without options. */
#ifndef SVCCOMM_INGEST_TEMPLATE_READ_H
#define SVCCOMM_INGEST_TEMPLATE_READ_H

#include "base/byte_reader.h"

#define SVCCOMM__NETFLOW_9 9u
#define SVCCOMM__IPFIX 10u
#define SVCCOMM__VARIABLE_LENGTH 65535u
#define SVCCOMM__TEMPLATE_LEAST_ID 256u

/* What svccomm__template_read() met. */
enum svccomm__template_met {
    SVCCOMM__TEMPLATE_END,       /* of the set, or padding */
    SVCCOMM__TEMPLATE_DEFINED,   /* `definition` is filled */
    SVCCOMM__TEMPLATE_WITHDRAWN, /* `id` is; 2 and 3 mean all templates, all options templates */
    SVCCOMM__TEMPLATE_INVALID,   /* a template that no record can have; it was passed over */
    SVCCOMM__TEMPLATE_CUT        /* the set ends within it */
};

/* A template in the bytes of its record, which stay borrowed. */
struct svccomm__definition {
    const unsigned char *fields; /* field specifiers */
    uint32_t length;             /* bytes of them */
    uint32_t record_length;      /* of a data record, or the least one with variable fields */
    uint16_t id;
    uint16_t field_count;
    uint16_t scope_count; /* the first fields, which say what an options record is about */
    uint8_t version;      /* SVCCOMM__NETFLOW_9 or SVCCOMM__IPFIX: the form of the specifiers */
    uint8_t options;
    uint8_t variable; /* it has fields of variable length */
};

struct svccomm__specifier {
    uint32_t enterprise; /* SVCCOMM__ENTERPRISE_ or the number */
    uint16_t id;
    uint16_t length;
};

/* The next field specifier: 1, or 0 at the end. */
int svccomm__specifier_read(struct svccomm__reader *fields, uint8_t version,
                            struct svccomm__specifier *field);

/* Fills the lengths of a definition whose bytes and counts are known: 1, or 0 if no record can have
 * such a template. */
int svccomm__definition_measure(struct svccomm__definition *definition);

/* The next template record of a set. Returns SVCCOMM__TEMPLATE_. */
int svccomm__template_read(struct svccomm__reader *set, uint8_t version, uint8_t options,
                           struct svccomm__definition *definition);

#endif
