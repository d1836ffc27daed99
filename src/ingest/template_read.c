/* SPDX-License-Identifier: MIT
 * Template records as they come. */
#include "ingest/template_read.h"

#include <string.h>

#include "ingest/elements.h"

#define ENTERPRISE_BIT 0x8000u
#define TEMPLATE_LONGEST 65535u /* a data set has 16 bits for its length */

int svccomm__specifier_read(struct svccomm__reader *fields, uint8_t version,
                            struct svccomm__specifier *field)
{
    struct svccomm__reader at = *fields;

    if (!svccomm__read_16(&at, &field->id) || !svccomm__read_16(&at, &field->length))
        return 0;
    field->enterprise =
        version == SVCCOMM__NETFLOW_9 ? SVCCOMM__ENTERPRISE_V9 : SVCCOMM__ENTERPRISE_IANA;
    if (version == SVCCOMM__IPFIX && (field->id & ENTERPRISE_BIT) != 0) {
        field->id &= (uint16_t)~ENTERPRISE_BIT;
        if (!svccomm__read_32(&at, &field->enterprise))
            return 0;
    }
    *fields = at;
    return 1;
}

/* A field of variable length has one byte at least, its length (RFC 7011 section 7). Some exporters
 * of NetFlow v9 have taken that over. */
int svccomm__definition_measure(struct svccomm__definition *definition)
{
    struct svccomm__reader fields = {definition->fields, definition->length};
    struct svccomm__specifier field;
    uint32_t length = 0;

    definition->variable = 0;
    while (svccomm__specifier_read(&fields, definition->version, &field) &&
           length <= TEMPLATE_LONGEST) {
        if (field.length == SVCCOMM__VARIABLE_LENGTH)
            definition->variable = 1;
        length += field.length == SVCCOMM__VARIABLE_LENGTH ? 1u : field.length;
    }
    definition->record_length = length;
    return length > 0 && length <= TEMPLATE_LONGEST &&
           definition->id >= SVCCOMM__TEMPLATE_LEAST_ID &&
           definition->scope_count <= definition->field_count;
}

/* Takes `field_count` specifiers off the set: 1, or 0 if it ends before. */
static int template_take_fields(struct svccomm__reader *set, struct svccomm__definition *definition)
{
    struct svccomm__reader at = *set;
    struct svccomm__specifier field;
    uint32_t i;

    for (i = 0; i < definition->field_count; i++)
        if (!svccomm__specifier_read(&at, definition->version, &field))
            return 0;
    definition->fields = set->at;
    definition->length = (uint32_t)(set->left - at.left);
    *set = at;
    return 1;
}

/* NetFlow v9 tells the options' lengths in bytes (RFC 3954 section 6.1). Where they are no whole
 * specifiers, nobody knows where the next template is. */
static int options_head_v9(struct svccomm__reader *set, struct svccomm__definition *definition)
{
    uint16_t options;

    if (!svccomm__read_16(set, &definition->scope_count) || !svccomm__read_16(set, &options))
        return 0;
    if (definition->scope_count % 4 != 0 || options % 4 != 0)
        return 0;
    definition->field_count = (uint16_t)(definition->scope_count / 4 + options / 4);
    definition->scope_count /= 4;
    return 1;
}

/* A withdrawal has no scope count, even among options templates (RFC 7011 section 8.1). */
static int options_head_ipfix(struct svccomm__reader *set, struct svccomm__definition *definition)
{
    if (!svccomm__read_16(set, &definition->field_count))
        return 0;
    return definition->field_count == 0 || svccomm__read_16(set, &definition->scope_count);
}

static int template_head(struct svccomm__reader *set, struct svccomm__definition *definition)
{
    if (!definition->options)
        return svccomm__read_16(set, &definition->field_count);
    return definition->version == SVCCOMM__NETFLOW_9 ? options_head_v9(set, definition)
                                                     : options_head_ipfix(set, definition);
}

int svccomm__template_read(struct svccomm__reader *set, uint8_t version, uint8_t options,
                           struct svccomm__definition *definition)
{
    memset(definition, 0, sizeof *definition);
    definition->version = version;
    definition->options = options;
    if (set->left < 4 || !svccomm__read_16(set, &definition->id) || definition->id == 0)
        return SVCCOMM__TEMPLATE_END;
    if (!template_head(set, definition))
        return SVCCOMM__TEMPLATE_CUT;
    if (definition->field_count == 0)
        return version == SVCCOMM__IPFIX ? SVCCOMM__TEMPLATE_WITHDRAWN : SVCCOMM__TEMPLATE_INVALID;
    if (!template_take_fields(set, definition))
        return SVCCOMM__TEMPLATE_CUT;
    return svccomm__definition_measure(definition) ? SVCCOMM__TEMPLATE_DEFINED
                                                   : SVCCOMM__TEMPLATE_INVALID;
}
