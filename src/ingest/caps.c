/* SPDX-License-Identifier: MIT
 * Room at the caps (design A7): what decoded no data leaves first, then what was used longest ago.
 * The exporter at hand stays. */
#include "ingest/decoding.h"

static uint64_t caps_bytes(const struct svccomm_decoder *decoder)
{
    return decoder->templates.bytes +
           svccomm__exporters_count(&decoder->exporters) * SVCCOMM__EXPORTER_BYTES;
}

static void evict_template(struct svccomm__decoding *decoding, uint32_t index)
{
    svccomm__templates_remove(&decoding->decoder->templates, &decoding->decoder->memory, index);
    svccomm__count(&decoding->report->templates_evicted, 1);
}

static void drop_held(struct svccomm__decoding *decoding, uint32_t key)
{
    struct svccomm_decoder *decoder = decoding->decoder;

    svccomm__held_free(&decoder->memory, svccomm__pending_take(&decoder->pending, key));
    svccomm__count(&decoding->report->held_dropped, 1);
}

static void evict_exporter(struct svccomm__decoding *decoding, uint32_t index)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    struct svccomm__exporter *exporter = svccomm__exporter_at(&decoder->exporters, index);
    size_t used;

    for (used = 0; used < 2; used++)
        while (exporter->templates[used].oldest != 0)
            svccomm__templates_remove(&decoder->templates, &decoder->memory,
                                      exporter->templates[used].oldest);
    while (exporter->held.oldest != 0)
        drop_held(decoding, exporter->held.oldest);
    svccomm__exporters_remove(&decoder->exporters, index);
    svccomm__count(&decoding->report->exporters_evicted, 1);
}

/* The one that was used longest ago, but for the one at hand; 0: none. */
static uint32_t oldest_exporter(const struct svccomm__decoding *decoding, size_t useful)
{
    const struct svccomm__exporters *exporters = &decoding->decoder->exporters;
    uint32_t index = exporters->lists[useful].oldest;

    if (index == 0 || index != decoding->exporter_index)
        return index;
    return svccomm__exporter_at(exporters, index)->link.newer;
}

static int evict_exporter_of(struct svccomm__decoding *decoding, size_t useful)
{
    uint32_t index = oldest_exporter(decoding, useful);

    if (index != 0)
        evict_exporter(decoding, index);
    return index != 0;
}

static int evict_template_of(struct svccomm__decoding *decoding, size_t used)
{
    uint32_t index = decoding->decoder->templates.lists[used].oldest;

    if (index != 0)
        evict_template(decoding, index);
    return index != 0;
}

/* Exporters that have lost their templates go before templates do; else, of those who come with one
 * each, the exporters would fill all room in the end, and the templates of others leave for them.
 */
static int evict_one_of(struct svccomm__decoding *decoding, size_t used)
{
    uint32_t index = oldest_exporter(decoding, used);

    if (index != 0 &&
        svccomm__exporter_at(&decoding->decoder->exporters, index)->template_count == 0) {
        evict_exporter(decoding, index);
        return 1;
    }
    return evict_template_of(decoding, used) || evict_exporter_of(decoding, used);
}

/* Makes room by one template or exporter: 1, or 0 if there is nothing left. */
static int evict_any(struct svccomm__decoding *decoding)
{
    return evict_one_of(decoding, 0) || evict_one_of(decoding, 1);
}

void svccomm__caps_for_exporter(struct svccomm__decoding *decoding)
{
    const struct svccomm_decoder *decoder = decoding->decoder;

    while (svccomm__exporters_count(&decoder->exporters) >= decoder->config.max_exporters &&
           (evict_exporter_of(decoding, 0) || evict_exporter_of(decoding, 1)))
        continue;
    while (caps_bytes(decoder) + SVCCOMM__EXPORTER_BYTES > decoder->config.max_bytes &&
           evict_any(decoding))
        continue;
}

static void own_cap(struct svccomm__decoding *decoding)
{
    const struct svccomm__exporter *exporter = decoding->exporter;

    if (exporter->template_count < decoding->decoder->config.max_exporter_templates)
        return;
    evict_template(decoding, exporter->templates[0].oldest != 0 ? exporter->templates[0].oldest
                                                                : exporter->templates[1].oldest);
}

int svccomm__caps_fit_template(const struct svccomm__decoding *decoding, uint64_t bytes)
{
    const struct svccomm_decoder *decoder = decoding->decoder;

    return caps_bytes(decoder) + bytes <= decoder->config.max_bytes;
}

void svccomm__caps_for_template(struct svccomm__decoding *decoding, uint64_t bytes)
{
    const struct svccomm_decoder *decoder = decoding->decoder;

    own_cap(decoding);
    while (svccomm__templates_count(&decoder->templates) >= decoder->config.max_templates &&
           (evict_template_of(decoding, 0) || evict_template_of(decoding, 1)))
        continue;
    while (!svccomm__caps_fit_template(decoding, bytes) && evict_any(decoding))
        continue;
}

void svccomm__caps_for_held(struct svccomm__decoding *decoding, uint64_t bytes)
{
    const struct svccomm_decoder *decoder = decoding->decoder;

    while (decoder->pending.oldest != NULL &&
           decoder->pending.bytes + bytes > decoder->config.max_pending_bytes)
        drop_held(decoding, decoder->pending.oldest->key);
}

/* Whether so much time has passed; times that go back are no age. */
static int is_older(int64_t then, int64_t now, int64_t age)
{
    return now > then && svccomm__elapsed(now, then) > age;
}

static void expire_templates(struct svccomm__decoding *decoding, const uint32_t *oldest)
{
    struct svccomm_decoder *decoder = decoding->decoder;

    while (*oldest != 0 && is_older(svccomm__template_at(&decoder->templates, *oldest)->touched,
                                    decoding->received, decoder->config.template_age)) {
        svccomm__templates_remove(&decoder->templates, &decoder->memory, *oldest);
        svccomm__count(&decoding->report->templates_expired, 1);
    }
}

/* Where only the headers tell the time, an exporter's time is no measure for another's. */
void svccomm__caps_expire(struct svccomm__decoding *decoding)
{
    struct svccomm_decoder *decoder = decoding->decoder;
    struct svccomm__recency *lists =
        decoding->timed ? decoder->templates.lists : decoding->exporter->templates;

    expire_templates(decoding, &lists[0].oldest);
    expire_templates(decoding, &lists[1].oldest);
    while (decoding->timed && decoder->pending.oldest != NULL &&
           is_older(decoder->pending.oldest->received, decoding->received,
                    decoder->config.template_age))
        drop_held(decoding, decoder->pending.oldest->key);
}
