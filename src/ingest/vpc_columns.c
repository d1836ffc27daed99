/* SPDX-License-Identifier: MIT
 * Which column of VPC flow logs holds which field. */
#include "ingest/vpc_columns.h"

#include "ingest/fields.h"

static const char *const vpc_field_names[SVCCOMM__VPC_FIELDS] = {
    [SVCCOMM__VPC_SRCADDR] = "srcaddr",
    [SVCCOMM__VPC_DSTADDR] = "dstaddr",
    [SVCCOMM__VPC_SRCPORT] = "srcport",
    [SVCCOMM__VPC_DSTPORT] = "dstport",
    [SVCCOMM__VPC_PROTOCOL] = "protocol",
    [SVCCOMM__VPC_PACKETS] = "packets",
    [SVCCOMM__VPC_BYTES] = "bytes",
    [SVCCOMM__VPC_START] = "start",
    [SVCCOMM__VPC_END] = "end",
    [SVCCOMM__VPC_ACTION] = "action",
    [SVCCOMM__VPC_LOG_STATUS] = "log-status",
    [SVCCOMM__VPC_TCP_FLAGS] = "tcp-flags",
    [SVCCOMM__VPC_PKT_SRCADDR] = "pkt-srcaddr",
    [SVCCOMM__VPC_PKT_DSTADDR] = "pkt-dstaddr",
};

/* What a flow cannot do without: one field of each row. */
static const struct {
    uint8_t field, or_field;
    const char *fault;
} vpc_needed[] = {
    {SVCCOMM__VPC_SRCADDR, SVCCOMM__VPC_PKT_SRCADDR, "the header does not name srcaddr"},
    {SVCCOMM__VPC_DSTADDR, SVCCOMM__VPC_PKT_DSTADDR, "the header does not name dstaddr"},
    {SVCCOMM__VPC_SRCPORT, SVCCOMM__VPC_SRCPORT, "the header does not name srcport"},
    {SVCCOMM__VPC_DSTPORT, SVCCOMM__VPC_DSTPORT, "the header does not name dstport"},
    {SVCCOMM__VPC_PROTOCOL, SVCCOMM__VPC_PROTOCOL, "the header does not name protocol"},
    {SVCCOMM__VPC_END, SVCCOMM__VPC_START, "the header names neither start nor end"},
};

void svccomm__vpc_columns_default(struct svccomm__vpc_columns *columns)
{
    static const uint8_t fields[] = {
        SVCCOMM__VPC_VERSION, SVCCOMM__VPC_OTHER,      SVCCOMM__VPC_OTHER,   SVCCOMM__VPC_SRCADDR,
        SVCCOMM__VPC_DSTADDR, SVCCOMM__VPC_SRCPORT,    SVCCOMM__VPC_DSTPORT, SVCCOMM__VPC_PROTOCOL,
        SVCCOMM__VPC_PACKETS, SVCCOMM__VPC_BYTES,      SVCCOMM__VPC_START,   SVCCOMM__VPC_END,
        SVCCOMM__VPC_ACTION,  SVCCOMM__VPC_LOG_STATUS,
    };

    memcpy(columns->field, fields, sizeof fields);
    columns->count = sizeof fields;
    columns->is_default = 1;
}

static int vpc_is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* Takes ${ and } off a name. 0 if what is left has not the form of one. */
static int vpc_name_trim(const char **at, const char **end)
{
    const char *p;

    if (svccomm__starts_with(*at, *end, "${") && (*end)[-1] == '}') {
        *at += 2;
        --*end;
    }
    if (*at == *end || !vpc_is_letter(**at))
        return 0;
    for (p = *at; p < *end; p++)
        if (!vpc_is_letter(*p) && !svccomm__is_digit(*p) && *p != '-' && *p != '_')
            return 0;
    return 1;
}

static int vpc_name_is(const char *at, const char *end, const char *name)
{
    for (; at < end && *name != '\0'; at++, name++)
        if (*at != *name && !(*at == '_' && *name == '-'))
            return 0;
    return at == end && *name == '\0';
}

static uint8_t vpc_field_of(const char *at, const char *end)
{
    uint8_t field;

    for (field = SVCCOMM__VPC_SRCADDR; field < SVCCOMM__VPC_FIELDS; field++)
        if (vpc_name_is(at, end, vpc_field_names[field]))
            return field;
    return SVCCOMM__VPC_OTHER;
}

/* Whether the header can be worked with; says why not. `seen` has a bit for each field. */
static int vpc_columns_check(uint32_t seen, const char **fault)
{
    size_t i;

    for (i = 0; *fault == NULL && i < sizeof vpc_needed / sizeof vpc_needed[0]; i++)
        if ((seen & (1u << vpc_needed[i].field | 1u << vpc_needed[i].or_field)) == 0)
            *fault = vpc_needed[i].fault;
    return *fault == NULL;
}

/* A record has a number in it, or a minus, where a header has names only. */
int svccomm__vpc_columns_read(struct svccomm__vpc_columns *columns, const char *at, const char *end,
                              const char **fault)
{
    struct svccomm__vpc_columns own = {0, 0, {0}};
    uint32_t seen = 0, bit;
    const char *name, *name_end;

    *fault = NULL;
    for (at = svccomm__skip_blanks(at); at < end; at = svccomm__skip_blanks(at)) {
        name = at;
        name_end = at = svccomm__word_end(at);
        if (!vpc_name_trim(&name, &name_end))
            return 0;
        if (own.count == SVCCOMM__VPC_COLUMNS_MAX) {
            *fault = "the header names too many fields";
            break;
        }
        own.field[own.count] = vpc_field_of(name, name_end);
        bit = 1u << own.field[own.count++] & ~1u;
        if ((seen & bit) != 0)
            *fault = "the header names a field twice";
        seen |= bit;
    }
    if (seen == 0)
        return 0;
    if (!vpc_columns_check(seen, fault))
        own.count = 0;
    *columns = own;
    return 1;
}
