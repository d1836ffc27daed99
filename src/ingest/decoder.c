/* SPDX-License-Identifier: MIT
 * The decoder's handle: its configuration, its life, and what goes in and out. */
#include <string.h>

#include "base/structs.h"
#include "ingest/decoding.h"
#include "ingest/vpc.h"

#define DECODER_MAX_EXPORTERS 65536u
#define DECODER_MAX_TEMPLATES 65536u
#define DECODER_MAX_EXPORTER_TEMPLATES 4096u
#define DECODER_MAX_BYTES (UINT64_C(64) << 20)
#define DECODER_MAX_PENDING_BYTES (UINT64_C(4) << 20)
#define DECODER_LEAST_BYTES 4096u
#define DECODER_LONGEST 65535u /* of a datagram, bytes */
#define DECODER_TEMPLATE_AGE (INT64_C(24) * 3600 * 1000000000)

int svccomm_decoder_config_init(svccomm_decoder_config *config, size_t size)
{
    int rc = svccomm__struct_init(config, size, sizeof *config);

    if (rc < 0)
        return rc;
    config->max_exporters = DECODER_MAX_EXPORTERS;
    config->max_templates = DECODER_MAX_TEMPLATES;
    config->max_exporter_templates = DECODER_MAX_EXPORTER_TEMPLATES;
    config->max_bytes = DECODER_MAX_BYTES;
    config->max_pending_bytes = DECODER_MAX_PENDING_BYTES;
    config->template_age = DECODER_TEMPLATE_AGE;
    return 0;
}

int svccomm_datagram_init(svccomm_datagram *datagram, size_t size)
{
    int rc = svccomm__struct_init(datagram, size, sizeof *datagram);

    if (rc == 0)
        datagram->received = SVCCOMM_NO_TIME;
    return rc;
}

int svccomm_decode_report_init(svccomm_decode_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

static int decoder_config_check(const svccomm_decoder_config *config)
{
    if (config->max_exporters == 0 || config->max_templates == 0 ||
        config->max_exporter_templates == 0 || config->max_bytes < DECODER_LEAST_BYTES)
        return SVCCOMM_E_RANGE;
    return config->template_age <= 0 ? SVCCOMM_E_RANGE : 0;
}

static void begin_empty(struct svccomm_decoder *decoder)
{
    svccomm__exporters_init(&decoder->exporters, decoder->config.seed);
    svccomm__templates_init(&decoder->templates, &decoder->exporters);
    svccomm__pending_init(&decoder->pending, &decoder->exporters);
}

void svccomm__decoder_clear(struct svccomm_decoder *decoder)
{
    svccomm__pending_free(&decoder->pending, &decoder->memory);
    svccomm__templates_free(&decoder->templates, &decoder->memory);
    svccomm__exporters_free(&decoder->exporters, &decoder->memory);
    decoder->reading.plan = NULL;
    begin_empty(decoder);
}

int svccomm_decoder_new(svccomm_decoder **out, const svccomm_decoder_config *config)
{
    struct svccomm__memory memory;
    svccomm_decoder_config own;
    struct svccomm_decoder *decoder;
    int rc;

    if (out == NULL)
        return SVCCOMM_E_ARGUMENT;
    *out = NULL;
    rc = svccomm_decoder_config_init(&own, sizeof own);
    if (rc == 0 && config != NULL)
        rc = svccomm__struct_in(&own, sizeof own, config);
    if (rc == 0)
        rc = decoder_config_check(&own);
    if (rc == 0)
        rc = svccomm__memory_init(&memory, own.allocator);
    if (rc < 0)
        return rc;
    decoder = svccomm__memory_new(&memory, sizeof *decoder);
    if (decoder == NULL)
        return SVCCOMM_E_NOMEM;
    decoder->memory = memory;
    decoder->config = own;
    decoder->config.allocator = NULL;
    begin_empty(decoder);
    *out = decoder;
    return 0;
}

void svccomm_decoder_free(svccomm_decoder *decoder)
{
    struct svccomm__memory memory;

    if (decoder == NULL)
        return;
    svccomm__decoder_clear(decoder);
    memory = decoder->memory;
    svccomm__flow_array_free(&decoder->flows, &memory);
    svccomm__vpc_free(decoder->vpc, &memory);
    svccomm__memory_free(&memory, decoder->realms.map,
                         decoder->realms.capacity * sizeof *decoder->realms.map);
    svccomm__memory_free(&memory, decoder, sizeof *decoder);
}

uint64_t svccomm_decoder_memory(const svccomm_decoder *decoder)
{
    return decoder == NULL ? 0 : decoder->memory.bytes;
}

/* A datagram, and the message at hand in it. */
struct datagram {
    struct svccomm__reader rest; /* behind the message */
    const uint8_t *exporter;
    int met; /* what svccomm__message_read() gave */
    struct svccomm__message message;
};

/* What all of the datagram needs: 0 or SVCCOMM_E_NOMEM, and nothing has changed. The first message
 * is nearly always the only one, so it is kept. */
static int prepare_datagram(struct svccomm__decoding *decoding, struct datagram *datagram,
                            size_t stride)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    size_t flows = datagram->rest.left / SVCCOMM__FLOW_LEAST_RECORD;
    struct svccomm__message message;
    struct svccomm__reader rest;
    int rc = 0;

    datagram->met = SVCCOMM__MESSAGE_CUT;
    if (datagram->rest.left > 0)
        datagram->met =
            svccomm__message_read(&datagram->rest, datagram->exporter, &datagram->message);
    if (datagram->met > 0)
        rc = svccomm__message_prepare(decoding, &datagram->message);
    rest = datagram->rest;
    while (rc == 0 && datagram->met > 0 && rest.left > 0 &&
           svccomm__message_read(&rest, datagram->exporter, &message) > 0)
        rc = svccomm__message_prepare(decoding, &message);
    if (rc == 0)
        rc = svccomm__prepare_room(decoding);
    if (rc == 0)
        rc = svccomm__flow_array_begin(&decoder->flows, &decoder->memory,
                                       flows + decoding->held_flows, stride);
    return rc;
}

/* What was made ready and not needed. */
static void release_ready(struct svccomm__decoding *decoding)
{
    struct svccomm__memory *memory = &decoding->decoder->memory;
    struct svccomm__compiled *compiled;
    struct svccomm__held *held;

    while ((compiled = decoding->templates) != NULL) {
        decoding->templates = compiled->next;
        svccomm__compiled_free(memory, compiled);
    }
    while ((held = decoding->sets) != NULL) {
        decoding->sets = held->next;
        svccomm__held_free(memory, held);
    }
}

static void decode_datagram(struct svccomm__decoding *decoding, struct datagram *datagram)
{
    svccomm_decode_report *report = decoding->report;

    decoding->decoder->calls++;
    while (datagram->met > 0) {
        svccomm__message_decode(decoding, &datagram->message);
        datagram->met =
            svccomm__message_read(&datagram->rest, datagram->exporter, &datagram->message);
    }
    if (datagram->met == SVCCOMM__MESSAGE_UNKNOWN)
        svccomm__count(&report->unknown_version, 1);
    if (decoding->malformed || datagram->met == SVCCOMM__MESSAGE_CUT)
        svccomm__count(&report->malformed, 1);
    svccomm__count(&report->datagrams, 1);
    svccomm__count(&report->flows, decoding->decoder->flows.count);
}

static int check_datagram(svccomm_datagram *own, const svccomm_datagram *datagram, const void *data,
                          size_t length)
{
    int rc = svccomm__struct_in(own, sizeof *own, datagram);

    if (rc < 0)
        return rc;
    if ((data == NULL && length > 0) || own->reserved != 0)
        return SVCCOMM_E_ARGUMENT;
    if (length > DECODER_LONGEST)
        return SVCCOMM_E_RANGE;
    if (own->received == SVCCOMM_NO_TIME)
        return 0;
    return own->received > SVCCOMM_TIME_MAX || own->received < -SVCCOMM_TIME_MAX ? SVCCOMM_E_RANGE
                                                                                 : 0;
}

/* Member by member: this is done for every datagram, and clearing by the block is slow. */
static void decoding_begin(struct svccomm__decoding *decoding, struct svccomm_decoder *decoder,
                           svccomm_decode_report *report, int64_t received)
{
    decoding->decoder = decoder;
    decoding->report = report;
    decoding->received = received;
    decoding->timed = received != SVCCOMM_NO_TIME;
    decoding->malformed = 0;
    decoding->exporter_index = 0;
    decoding->exporter = NULL;
    decoding->templates = decoding->last_template = NULL;
    decoding->sets = decoding->last_set = NULL;
    decoding->template_count = decoding->set_count = decoding->exporter_count = 0;
    decoding->restage = 0;
    decoding->held_flows = 0;
}

int svccomm_decoder_datagram(svccomm_decoder *decoder, const void *data, size_t length,
                             const svccomm_datagram *datagram, const svccomm_flow **flows,
                             size_t size, svccomm_decode_report *report)
{
    struct svccomm__decoding decoding;
    struct datagram bytes;
    svccomm_decode_report unasked;
    svccomm_datagram own;
    int rc;

    if (decoder == NULL || datagram == NULL || flows == NULL)
        return SVCCOMM_E_ARGUMENT;
    rc = check_datagram(&own, datagram, data, length);
    if (rc == 0 && report != NULL)
        rc = svccomm__struct_out(report, sizeof *report);
    if (rc < 0)
        return rc;
    if (report == NULL)
        report = memset(&unasked, 0, sizeof unasked);
    decoding_begin(&decoding, decoder, report, own.received);
    bytes.rest.at = data;
    bytes.rest.left = length;
    bytes.exporter = own.exporter;
    rc = prepare_datagram(&decoding, &bytes, size);
    if (rc == 0) {
        decode_datagram(&decoding, &bytes);
        *flows = (const svccomm_flow *)(const void *)decoder->flows.bytes;
        rc = (int)decoder->flows.count;
    }
    release_ready(&decoding);
    return rc;
}
