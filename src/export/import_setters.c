/* SPDX-License-Identifier: MIT
 * From a value as a reader finds it to a record's field: a function for each kind of field that is
 * read back. */
#include "export/import_setters.h"

#include <string.h>

#include "base/numbers.h"
#include "export/decimal.h"
#include "export/rfc3339.h"
#include "svccomm/error.h"

/* ---- from scalars ---- */

static int draft_format(struct svccomm__draft *draft, const char *fault)
{
    return svccomm__draft_fault(draft, SVCCOMM_E_FORMAT, fault);
}

static int draft_is_text(const struct svccomm__scalar *scalar)
{
    return (scalar->type == SVCCOMM__SCALAR_STRING || scalar->type == SVCCOMM__SCALAR_CELL) &&
           !scalar->too_long;
}

static int draft_decimal(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                         unsigned scale, uint64_t max, uint64_t *number)
{
    int rc;

    if (scalar->type != SVCCOMM__SCALAR_NUMBER && scalar->type != SVCCOMM__SCALAR_CELL)
        return draft_format(draft, "not a number");
    if (scalar->too_long)
        return svccomm__draft_fault(draft, SVCCOMM_E_RANGE, "a number of too many digits");
    rc = svccomm__decimal_parse(scalar->text, scalar->length, scale, max, number);
    if (rc == SVCCOMM_E_RANGE)
        return svccomm__draft_fault(draft, rc, "a number out of range");
    return rc == 0 ? 0 : draft_format(draft, scale == 0 ? "not a whole number" : "not a number");
}

int svccomm__draft_read_time(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                             int64_t *time)
{
    int rc = SVCCOMM_E_FORMAT;

    if (draft_is_text(scalar))
        rc = svccomm__time_parse(scalar->text, scalar->length, time);
    return rc == 0 ? 0
                   : svccomm__draft_fault(draft, rc,
                                          rc == SVCCOMM_E_RANGE ? "a time out of range"
                                                                : "not a time of RFC 3339 in UTC");
}

int svccomm__draft_keep(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                        const char **out)
{
    char *text;

    if (scalar->type != SVCCOMM__SCALAR_STRING && scalar->type != SVCCOMM__SCALAR_CELL)
        return draft_format(draft, "not a string");
    if (scalar->too_long || scalar->length > SVCCOMM_STRING_MAX)
        return svccomm__draft_fault(draft, SVCCOMM_E_RANGE, "a string of more than 255 bytes");
    if (draft->text_count == SVCCOMM__DRAFT_TEXTS)
        return svccomm__draft_fault(draft, SVCCOMM_E_RANGE, "too many strings");
    text = draft->texts[draft->text_count++];
    memcpy(text, scalar->text, scalar->length);
    text[scalar->length] = '\0';
    *out = text;
    return 0;
}

/* -1 for what is no text. */
int svccomm__draft_find(const struct svccomm__scalar *scalar, int (*find)(const char *))
{
    return draft_is_text(scalar) ? find(scalar->text) : -1;
}

/* ---- kinds; `place` is the field's place in the record ---- */

static int draft_set_id(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                        void *place)
{
    if (!draft_is_text(scalar) || svccomm_id_parse(scalar->text, scalar->length, place) < 0)
        return draft_format(draft, "not a UUID");
    return 0;
}

static int draft_set_realm(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                           void *place)
{
    uint64_t number = 0;
    int rc = draft_decimal(draft, scalar, 0, UINT32_MAX, &number);
    uint32_t realm = (uint32_t)number;

    memcpy(place, &realm, sizeof realm);
    return rc;
}

static int draft_set_scope(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                           void *place)
{
    uint64_t scope = 0;
    int digit = 0;

    if (!draft_is_text(scalar) || scalar->length != 16)
        return draft_format(draft, "not 16 hex digits");
    for (size_t i = 0; i < 16 && digit >= 0; i++) {
        digit = svccomm__hex_value((unsigned char)scalar->text[i]);
        scope = scope << 4 | (uint64_t)(digit & 15);
    }
    memcpy(place, &scope, sizeof scope);
    return digit >= 0 ? 0 : draft_format(draft, "not 16 hex digits");
}

static int draft_find_protocol(const char *name)
{
    if (strcmp(name, "tcp") == 0)
        return SVCCOMM_PROTO_TCP;
    if (strcmp(name, "udp") == 0)
        return SVCCOMM_PROTO_UDP;
    return strcmp(name, "sctp") == 0 ? SVCCOMM_PROTO_SCTP : -1;
}

static int draft_set_protocol(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                              void *place)
{
    int found = svccomm__draft_find(scalar, draft_find_protocol), rc = 0;
    uint64_t number = (uint64_t)found;

    if (found < 0)
        rc = draft_decimal(draft, scalar, 0, UINT8_MAX, &number);
    if (rc == SVCCOMM_E_FORMAT)
        draft->fault = "neither tcp, udp, sctp nor a number";
    *(uint8_t *)place = (uint8_t)number;
    return rc;
}

static int draft_set_address(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                             void *place)
{
    if (!draft_is_text(scalar) || svccomm_address_parse(scalar->text, scalar->length, place) < 0)
        return draft_format(draft, "not an address");
    return 0;
}

static int draft_set_port(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                          void *place)
{
    uint64_t number = 0;
    int rc = draft_decimal(draft, scalar, 0, UINT16_MAX, &number);
    uint16_t port = (uint16_t)number;

    memcpy(place, &port, sizeof port);
    return rc;
}

static int draft_set_text(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                          void *place)
{
    const char *text = NULL;
    int rc = svccomm__draft_keep(draft, scalar, &text);

    memcpy(place, &text, sizeof text);
    return rc;
}

static int draft_set_evidence(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                              void *place)
{
    int found = svccomm__draft_find(scalar, svccomm__evidence_find);
    uint32_t evidence = (uint32_t)found;

    if (found < 0)
        return draft_format(draft, "unknown evidence");
    memcpy(place, &evidence, sizeof evidence);
    return 0;
}

static int draft_set_status(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                            void *place)
{
    int found = svccomm__draft_find(scalar, svccomm__status_find);
    uint32_t status = (uint32_t)found;

    if (found < 0)
        return draft_format(draft, "not normal, hidden or ignored");
    memcpy(place, &status, sizeof status);
    return 0;
}

/* Sets or leaves a bit. */
static int draft_set_bit(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                         void *place, uint32_t bit)
{
    int cell = scalar->type == SVCCOMM__SCALAR_CELL;
    int is_true = scalar->type == SVCCOMM__SCALAR_TRUE || (cell && !strcmp(scalar->text, "true"));
    int is_false =
        scalar->type == SVCCOMM__SCALAR_FALSE || (cell && !strcmp(scalar->text, "false"));
    uint32_t flags;

    if (!is_true && !is_false)
        return draft_format(draft, "neither true nor false");
    memcpy(&flags, place, sizeof flags);
    flags |= is_true ? bit : 0;
    memcpy(place, &flags, sizeof flags);
    return 0;
}

static int draft_set_mixed(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                           void *place)
{
    return draft_set_bit(draft, scalar, place, SVCCOMM_RECORD_MIXED);
}

static int draft_set_sampled(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                             void *place)
{
    return draft_set_bit(draft, scalar, place, 1);
}

static int draft_set_approximate(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                                 void *place)
{
    return draft_set_bit(draft, scalar, place, SVCCOMM_SPANS_APPROXIMATE);
}

static int draft_set_time(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                          void *place)
{
    int64_t time = SVCCOMM_NO_TIME;
    int rc = svccomm__draft_read_time(draft, scalar, &time);

    memcpy(place, &time, sizeof time);
    return rc;
}

static int draft_set_counter(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                             void *place)
{
    uint64_t number = 0;
    int rc = draft_decimal(draft, scalar, 0, UINT64_MAX, &number);

    memcpy(place, &number, sizeof number);
    return rc;
}

static int draft_set_view(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                          void *place)
{
    int is_client = draft->where.group == &svccomm__groups[SVCCOMM__GROUP_CLIENT];

    (void)place; /* follows from the group */
    if (!draft_is_text(scalar) || strcmp(scalar->text, is_client ? "client" : "listener") != 0)
        return draft_format(draft, "not the view of this object");
    return 0;
}

static int draft_set_samples(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                             void *place)
{
    (void)place;
    return draft_decimal(draft, scalar, 0, UINT64_MAX, &draft->active_samples);
}

static int draft_set_events(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                            void *place)
{
    (void)place;
    return draft_decimal(draft, scalar, 0, UINT64_MAX, &draft->total_events);
}

static int draft_read_span(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                           int64_t *span)
{
    uint64_t number = 0;
    int rc = draft_decimal(draft, scalar, 9, INT64_MAX, &number);

    *span = (int64_t)number;
    return rc;
}

static int draft_set_active_span(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                                 void *place)
{
    (void)place;
    return draft_read_span(draft, scalar, &draft->active_span);
}

static int draft_set_gap_span(struct svccomm__draft *draft, const struct svccomm__scalar *scalar,
                              void *place)
{
    (void)place;
    return draft_read_span(draft, scalar, &draft->gap_span);
}

/* Derived kinds, and lists, have none. */
static svccomm__draft_setter *const draft_setters[SVCCOMM__FIELD_KINDS] = {
    [SVCCOMM__FIELD_ID] = draft_set_id,
    [SVCCOMM__FIELD_REALM] = draft_set_realm,
    [SVCCOMM__FIELD_SCOPE] = draft_set_scope,
    [SVCCOMM__FIELD_PROTOCOL] = draft_set_protocol,
    [SVCCOMM__FIELD_ADDRESS] = draft_set_address,
    [SVCCOMM__FIELD_PORT] = draft_set_port,
    [SVCCOMM__FIELD_TEXT] = draft_set_text,
    [SVCCOMM__FIELD_EVIDENCE] = draft_set_evidence,
    [SVCCOMM__FIELD_MIXED] = draft_set_mixed,
    [SVCCOMM__FIELD_STATUS] = draft_set_status,
    [SVCCOMM__FIELD_TIME] = draft_set_time,
    [SVCCOMM__FIELD_COUNTER] = draft_set_counter,
    [SVCCOMM__FIELD_VIEW] = draft_set_view,
    [SVCCOMM__FIELD_TOTAL] = draft_set_counter,
    [SVCCOMM__FIELD_SAMPLES] = draft_set_samples,
    [SVCCOMM__FIELD_EVENTS] = draft_set_events,
    [SVCCOMM__FIELD_ACTIVE_SPAN] = draft_set_active_span,
    [SVCCOMM__FIELD_GAP_SPAN] = draft_set_gap_span,
    [SVCCOMM__FIELD_SAMPLED] = draft_set_sampled,
    [SVCCOMM__FIELD_APPROXIMATE] = draft_set_approximate,
};

svccomm__draft_setter *svccomm__draft_setter_of(uint8_t kind)
{
    return draft_setters[kind];
}
