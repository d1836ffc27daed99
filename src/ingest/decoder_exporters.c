/* SPDX-License-Identifier: MIT
 * The exporters that a decoder has met, in order. */
#include "base/sort.h"
#include "base/structs.h"
#include "ingest/decoding.h"

static int exporter_order(const void *context, const void *a, const void *b)
{
    const svccomm_exporter *left = a, *right = b;
    int order = memcmp(left->address, right->address, sizeof left->address);

    (void)context;
    if (order != 0)
        return order;
    if (left->domain != right->domain)
        return left->domain < right->domain ? -1 : 1;
    return left->version < right->version ? -1 : left->version > right->version;
}

static void exporter_show(const struct svccomm__exporter *exporter, svccomm_exporter *out)
{
    memset(out, 0, sizeof *out);
    memcpy(out->address, exporter->key.address, sizeof out->address);
    out->domain = exporter->key.domain;
    out->version = exporter->key.version;
    out->datagrams = exporter->datagrams;
    out->flows = exporter->flows;
    out->lost = exporter->lost;
    out->reordered = exporter->reordered;
    out->restarts = exporter->restarts;
    out->boot_time = exporter->boot.estimate;
    if (out->boot_time == SVCCOMM_NO_TIME && exporter->init_time != 0)
        out->boot_time = svccomm__time_scaled(exporter->init_time, SVCCOMM__NS_PER_MS);
    out->last_seen = exporter->last_seen;
    out->templates = exporter->template_count;
    out->sampling = svccomm__exporter_rate_whole(exporter);
}

/* Keeps the least `capacity` ones behind `after`; gives how many. */
static size_t exporters_least(const struct svccomm_decoder *decoder, const svccomm_exporter *after,
                              svccomm_exporter *kept, size_t capacity)
{
    const struct svccomm__exporters *exporters = &decoder->exporters;
    const struct svccomm__exporter *exporter;
    svccomm_exporter shown;
    size_t count = 0, useful;
    uint32_t index;

    for (useful = 0; useful < 2; useful++)
        for (index = exporters->lists[useful].oldest; index != 0; index = exporter->link.newer) {
            exporter = svccomm__exporter_at(exporters, index);
            exporter_show(exporter, &shown);
            if (after == NULL || exporter_order(NULL, after, &shown) < 0)
                svccomm__keep_least(kept, &count, capacity, sizeof shown, &shown, exporter_order,
                                    NULL);
        }
    svccomm__sort(kept, count, sizeof *kept, exporter_order, NULL);
    return count;
}

int svccomm_decoder_exporters(svccomm_decoder *decoder, const svccomm_exporter *after,
                              svccomm_exporter *exporters, size_t capacity, size_t size)
{
    svccomm_exporter *kept = NULL;
    size_t room = 0, count, i;

    if (decoder == NULL || (exporters == NULL && capacity > 0))
        return SVCCOMM_E_ARGUMENT;
    if (!svccomm__element_fits(size, sizeof *exporters))
        return SVCCOMM_E_STRUCT_SIZE;
    if (capacity > svccomm__exporters_count(&decoder->exporters))
        capacity = svccomm__exporters_count(&decoder->exporters);
    if (capacity > INT32_MAX)
        capacity = INT32_MAX;
    if (capacity == 0)
        return 0;
    if (svccomm__memory_grow(&decoder->memory, &kept, &room, capacity, sizeof *kept) < 0)
        return SVCCOMM_E_NOMEM;
    count = exporters_least(decoder, after, kept, capacity);
    for (i = 0; i < count; i++)
        svccomm__element_out(exporters, i, size, &kept[i], sizeof *kept);
    svccomm__memory_free(&decoder->memory, kept, room * sizeof *kept);
    return (int)count;
}
