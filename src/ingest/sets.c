/* SPDX-License-Identifier: MIT
 * The sets of NetFlow v9 and IPFIX: templates, options, and data. */
#include "ingest/sets.h"

#define SET_HEADER 4u

/* Ids of sets, which differ between the two (RFC 3954 section 5.2, RFC 7011 section 3.3.2). */
static enum svccomm__set_kind kind_of_set(uint8_t version, uint16_t id)
{
    uint16_t templates = version == SVCCOMM__NETFLOW_9 ? 0 : 2;

    if (id >= SVCCOMM__TEMPLATE_LEAST_ID)
        return SVCCOMM__SET_DATA;
    if (id == templates)
        return SVCCOMM__SET_TEMPLATES;
    return id == templates + 1 ? SVCCOMM__SET_OPTIONS : SVCCOMM__SET_UNKNOWN;
}

int svccomm__all_zero(const unsigned char *bytes, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        if (bytes[i] != 0)
            return 0;
    return 1;
}

/* A set that claims more than is there ends where the message does: what is whole in it is taken.
 * One that claims less than its header has no end. Zeros are padding, which some exporters send up
 * to the greatest datagram. */
int svccomm__set_next(struct svccomm__reader *body, uint8_t version, struct svccomm__set *set)
{
    uint16_t length;

    set->lies = 0;
    if (body->left == 0 || svccomm__all_zero(body->at, body->left))
        return 0;
    set->lies = 1;
    if (!svccomm__read_16(body, &set->id) || !svccomm__read_16(body, &length) ||
        length < SET_HEADER)
        return 0;
    set->kind = (uint8_t)kind_of_set(version, set->id);
    set->lies = (size_t)length - SET_HEADER > body->left;
    return svccomm__read_part(body, set->lies ? body->left : (size_t)length - SET_HEADER,
                              &set->bytes);
}

void svccomm__set_decode_data(struct svccomm__decoding *decoding, uint32_t index,
                              struct svccomm__reader bytes)
{
    struct svccomm__templates *templates = &decoding->decoder->templates;
    const struct svccomm__compiled *compiled = svccomm__template_at(templates, index)->compiled;
    size_t before = bytes.left;

    if (compiled->options)
        svccomm__options_decode(decoding, compiled, &bytes);
    else
        svccomm__flows_decode(decoding, compiled, &bytes);
    svccomm__templates_touch(templates, index, decoding->received, bytes.left < before);
    /* Padding may be as long as a record, less one byte (RFC 7011 section 3.3.1). */
    if (bytes.left >= 4 && !svccomm__all_zero(bytes.at, bytes.left))
        svccomm__count(&decoding->report->records_bad, 1);
}

static void decode_data(struct svccomm__decoding *decoding, const struct svccomm__message *message,
                        const struct svccomm__set *set)
{
    uint32_t index =
        svccomm__templates_find(&decoding->decoder->templates, decoding->exporter_index, set->id);

    if (index != 0)
        svccomm__set_decode_data(decoding, index, set->bytes);
    else
        svccomm__hold(decoding, message, set);
}

static void decode_set(struct svccomm__decoding *decoding, const struct svccomm__message *message,
                       const struct svccomm__set *set)
{
    svccomm__count(&decoding->report->sets, 1);
    if (set->kind == SVCCOMM__SET_DATA)
        decode_data(decoding, message, set);
    else if (set->kind == SVCCOMM__SET_UNKNOWN)
        svccomm__count(&decoding->report->sets_unknown, 1);
    else
        svccomm__set_decode_templates(decoding, set);
}

void svccomm__sets_decode(struct svccomm__decoding *decoding,
                          const struct svccomm__message *message)
{
    struct svccomm__reader body = message->body;
    struct svccomm__set set;

    while (svccomm__set_next(&body, (uint8_t)message->key.version, &set)) {
        decode_set(decoding, message, &set);
        decoding->malformed |= set.lies;
    }
    decoding->malformed |= set.lies;
}

int svccomm__sets_prepare(struct svccomm__decoding *decoding,
                          const struct svccomm__message *message, uint32_t exporter)
{
    struct svccomm__reader body = message->body;
    struct svccomm__set set;
    int rc = 0;

    while (rc == 0 && svccomm__set_next(&body, (uint8_t)message->key.version, &set)) {
        if (set.kind == SVCCOMM__SET_TEMPLATES || set.kind == SVCCOMM__SET_OPTIONS)
            rc =
                svccomm__prepare_templates(decoding, exporter, &set, (uint8_t)message->key.version);
        else if (set.kind == SVCCOMM__SET_DATA)
            rc = svccomm__prepare_hold(decoding, exporter, &set);
    }
    return rc;
}
