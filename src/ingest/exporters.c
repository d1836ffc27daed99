/* SPDX-License-Identifier: MIT
 * The exporters that a decoder has met. */
#include "ingest/exporters.h"

#include <string.h>

#include "base/hash.h"

#define EXPORTER_LINK offsetof(struct svccomm__exporter, link)

void svccomm__exporters_init(struct svccomm__exporters *exporters, const uint64_t seed[2])
{
    memset(exporters, 0, sizeof *exporters);
    svccomm__pool_init(&exporters->pool, sizeof(struct svccomm__exporter));
    memcpy(exporters->seed, seed, sizeof exporters->seed);
}

void svccomm__exporters_free(struct svccomm__exporters *exporters, struct svccomm__memory *memory)
{
    svccomm__table_free(&exporters->table, memory);
    svccomm__pool_free(&exporters->pool, memory);
}

static int exporter_is(const void *context, uint32_t index, const void *key)
{
    return memcmp(&svccomm__exporter_at(context, index)->key, key,
                  sizeof(struct svccomm__exporter_key)) == 0;
}

static uint64_t exporter_hash(const struct svccomm__exporters *exporters,
                              const struct svccomm__exporter_key *key)
{
    return svccomm__hash(exporters->seed, key, sizeof *key);
}

uint32_t svccomm__exporters_find(const struct svccomm__exporters *exporters,
                                 const struct svccomm__exporter_key *key)
{
    if (exporters->latest != 0 && exporter_is(exporters, exporters->latest, key))
        return exporters->latest;
    return svccomm__table_find(&exporters->table, exporter_hash(exporters, key), exporter_is,
                               exporters, key);
}

int svccomm__exporters_reserve(struct svccomm__exporters *exporters, struct svccomm__memory *memory,
                               uint32_t more)
{
    int rc = svccomm__pool_reserve(&exporters->pool, memory, more);

    return rc < 0 ? rc : svccomm__table_reserve(&exporters->table, memory, more);
}

uint32_t svccomm__exporters_add(struct svccomm__exporters *exporters,
                                const struct svccomm__exporter_key *key)
{
    uint32_t index = svccomm__pool_take(&exporters->pool);
    struct svccomm__exporter *exporter = svccomm__exporter_at(exporters, index);

    exporter->key = *key;
    exporter->boot.estimate = SVCCOMM_NO_TIME;
    exporter->last_seen = SVCCOMM_NO_TIME;
    svccomm__table_insert(&exporters->table, exporter_hash(exporters, key), index);
    svccomm__recency_append(&exporters->lists[0], &exporters->pool, EXPORTER_LINK, index);
    return index;
}

void svccomm__exporters_touch(struct svccomm__exporters *exporters, uint32_t index, int useful)
{
    struct svccomm__exporter *exporter = svccomm__exporter_at(exporters, index);

    exporters->latest = index;
    if (exporter->useful || !useful) {
        svccomm__recency_touch(&exporters->lists[exporter->useful], &exporters->pool, EXPORTER_LINK,
                               index);
        return;
    }
    svccomm__recency_remove(&exporters->lists[0], &exporters->pool, EXPORTER_LINK, index);
    exporter->useful = 1;
    svccomm__recency_append(&exporters->lists[1], &exporters->pool, EXPORTER_LINK, index);
}

void svccomm__exporters_remove(struct svccomm__exporters *exporters, uint32_t index)
{
    const struct svccomm__exporter *exporter = svccomm__exporter_at(exporters, index);

    if (exporters->latest == index)
        exporters->latest = 0;
    svccomm__recency_remove(&exporters->lists[exporter->useful], &exporters->pool, EXPORTER_LINK,
                            index);
    svccomm__table_remove(&exporters->table, exporter_hash(exporters, &exporter->key), index);
    svccomm__pool_give(&exporters->pool, index);
}

static const struct svccomm__sampler *sampler_find(const struct svccomm__exporter *exporter,
                                                   uint64_t id)
{
    uint32_t i;

    for (i = 0; i < exporter->sampler_count; i++)
        if (exporter->samplers[i].id == id)
            return &exporter->samplers[i];
    return NULL;
}

/* Sampler 0 that nobody told of means that the flow was not sampled. */
uint32_t svccomm__exporter_rate(const struct svccomm__exporter *exporter, uint64_t sampler)
{
    const struct svccomm__sampler *known = sampler_find(exporter, sampler);

    if (known != NULL)
        return known->rate;
    return sampler == 0 ? exporter->sampling : svccomm__exporter_rate_whole(exporter);
}

uint32_t svccomm__exporter_rate_whole(const struct svccomm__exporter *exporter)
{
    return exporter->sampling != 0 ? exporter->sampling : exporter->sampling_any;
}

void svccomm__exporter_set_rate(struct svccomm__exporter *exporter, uint64_t sampler, uint32_t rate)
{
    const struct svccomm__sampler *known = sampler_find(exporter, sampler);
    uint32_t at = known != NULL ? (uint32_t)(known - exporter->samplers) : exporter->sampler_count;

    if (at == SVCCOMM__SAMPLERS) {
        at = exporter->sampler_next;
        exporter->sampler_next = (at + 1) % SVCCOMM__SAMPLERS;
    } else if (known == NULL) {
        exporter->sampler_count++;
    }
    exporter->samplers[at].id = sampler;
    exporter->samplers[at].rate = rate;
}
