/* SPDX-License-Identifier: MIT
 * One message of an exporter: its header, and what that says of the exporter's clock and of what
 * was lost. */
#include <string.h>

#include "ingest/decoding.h"

static int read_version(struct svccomm__reader *datagram, uint16_t version,
                        struct svccomm__message *message)
{
    switch (version) {
    case 1:
    case 5:
    case 7:
        return svccomm__fixed_read(datagram, message);
    case SVCCOMM__NETFLOW_9:
        return svccomm__netflow9_read(datagram, message);
    case SVCCOMM__IPFIX:
        return svccomm__ipfix_read(datagram, message);
    default:
        return SVCCOMM__MESSAGE_UNKNOWN;
    }
}

int svccomm__message_read(struct svccomm__reader *datagram, const uint8_t *exporter,
                          struct svccomm__message *message)
{
    struct svccomm__reader ahead = *datagram;
    uint16_t version;
    int rc;

    memset(message, 0, sizeof *message);
    if (datagram->left == 0)
        return 0;
    if (!svccomm__read_16(&ahead, &version))
        return SVCCOMM__MESSAGE_CUT;
    memcpy(message->key.address, exporter, sizeof message->key.address);
    message->key.version = version;
    rc = read_version(datagram, version, message);
    return rc == 0 ? SVCCOMM__MESSAGE_CUT : rc;
}

int svccomm__message_prepare(struct svccomm__decoding *decoding,
                             const struct svccomm__message *message)
{
    uint32_t exporter = svccomm__exporters_find(&decoding->decoder->exporters, &message->key);

    decoding->exporter_count += exporter == 0;
    if (message->key.version < SVCCOMM__NETFLOW_9)
        return 0;
    return svccomm__sets_prepare(decoding, message, exporter);
}

/* At a cap what comes takes the room of what goes. */
static uint32_t room_for(uint32_t more, uint32_t count, uint32_t cap)
{
    uint32_t room = count < cap ? cap - count : 0;

    return more < room ? more : room;
}

int svccomm__prepare_room(struct svccomm__decoding *decoding)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    const svccomm_decoder_config *config = &decoder->config;
    uint32_t exporters =
        room_for(decoding->exporter_count, svccomm__exporters_count(&decoder->exporters),
                 config->max_exporters);
    uint32_t templates =
        room_for(decoding->template_count, svccomm__templates_count(&decoder->templates),
                 config->max_templates);
    int rc = 0;

    if (exporters > 0)
        rc = svccomm__exporters_reserve(&decoder->exporters, &decoder->memory, exporters);
    if (rc == 0 && templates > 0)
        rc = svccomm__templates_reserve(&decoder->templates, &decoder->memory, templates);
    if (rc == 0 && decoding->set_count > 0)
        rc = svccomm__pending_reserve(&decoder->pending, &decoder->memory, decoding->set_count);
    return rc;
}

/* The exporter at hand, new or known. */
static void meet_exporter(struct svccomm__decoding *decoding,
                          const struct svccomm__message *message)
{
    struct svccomm__exporters *exporters = &decoding->decoder->exporters;
    uint32_t index = svccomm__exporters_find(exporters, &message->key);

    decoding->exporter_index = 0;
    if (index == 0) {
        svccomm__caps_for_exporter(decoding);
        index = svccomm__exporters_add(exporters, &message->key);
    }
    decoding->exporter_index = index;
    decoding->exporter = svccomm__exporter_at(exporters, index);
    svccomm__count(&decoding->exporter->datagrams, 1);
    decoding->exporter->last_seen = decoding->received;
}

/* Gives 1 if the exporter's system began anew. */
static int meet_clock(struct svccomm__decoding *decoding, const struct svccomm__message *message)
{
    struct svccomm__boot *boot = &decoding->exporter->boot;
    int anew;

    memset(&decoding->moment, 0, sizeof decoding->moment);
    decoding->moment.export_time = message->clock.time;
    if (!message->has_uptime)
        return 0;
    anew = svccomm__boot_observe(boot, &message->clock);
    decoding->moment.has_uptime = 1;
    decoding->moment.uptime = message->clock.uptime;
    decoding->moment.uptime_at = svccomm__boot_time_at(boot, &message->clock);
    return anew;
}

static void count_gap(struct svccomm__decoding *decoding, const struct svccomm__gap *gap)
{
    struct svccomm__exporter *exporter = decoding->exporter;

    svccomm__count(&decoding->report->lost, gap->lost);
    svccomm__count(&decoding->report->reordered, gap->reordered);
    svccomm__count(&decoding->report->restarts, gap->restarted);
    svccomm__count(&exporter->lost, gap->lost);
    svccomm__count(&exporter->reordered, gap->reordered);
    svccomm__count(&exporter->restarts, gap->restarted);
}

static struct svccomm__gap meet_sequence(struct svccomm__decoding *decoding,
                                         const struct svccomm__message *message, int anew)
{
    struct svccomm__exporter *exporter = decoding->exporter;
    struct svccomm__gap gap = {0, 0, 0, {0, 0}};

    if (message->has_sequence)
        gap = svccomm__sequence_observe(&exporter->sequence, message->sequence, message->clock.time,
                                        anew);
    else
        gap.restarted = (uint8_t)anew;
    if (gap.lost != 0 || gap.reordered || gap.restarted)
        count_gap(decoding, &gap);
    return gap;
}

static void advance(struct svccomm__decoding *decoding, const struct svccomm__message *message)
{
    struct svccomm__sequence *sequence = &decoding->exporter->sequence;
    int datagrams = message->key.version == SVCCOMM__NETFLOW_9;

    sequence->time = message->clock.time;
    if (decoding->uncounted && !datagrams)
        svccomm__sequence_forget(sequence);
    else
        svccomm__sequence_advance(sequence, message->sequence, datagrams ? 1 : decoding->units);
}

static void decode_body(struct svccomm__decoding *decoding, const struct svccomm__message *message)
{
    decoding->units = 0;
    decoding->uncounted = 0;
    if (message->key.version < SVCCOMM__NETFLOW_9)
        svccomm__fixed_decode(decoding, message);
    else
        svccomm__sets_decode(decoding, message);
}

void svccomm__message_decode(struct svccomm__decoding *decoding,
                             const struct svccomm__message *message)
{
    size_t before = decoding->decoder->flows.count, flows;
    struct svccomm__gap gap;

    if (!decoding->timed)
        decoding->received = message->clock.time;
    decoding->malformed |= message->lies;
    meet_exporter(decoding, message);
    gap = meet_sequence(decoding, message, meet_clock(decoding, message));
    svccomm__caps_expire(decoding);
    decode_body(decoding, message);
    if (message->has_sequence && !gap.reordered)
        advance(decoding, message);
    flows = decoding->decoder->flows.count - before;
    svccomm__count(&decoding->exporter->flows, flows);
    svccomm__exporters_touch(&decoding->decoder->exporters, decoding->exporter_index, flows > 0);
}
