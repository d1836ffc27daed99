/* SPDX-License-Identifier: MIT
 * The templates that a decoder holds. */
#include "ingest/templates.h"

#include <string.h>

#include "base/hash.h"

#define TEMPLATE_LINK offsetof(struct svccomm__template, link)
#define TEMPLATE_OWN offsetof(struct svccomm__template, own)
#define TEMPLATE_KIN offsetof(struct svccomm__template, kin)

/* Without padding: it is hashed as it is. */
struct template_key {
    uint32_t exporter;
    uint32_t id;
};

void svccomm__templates_init(struct svccomm__templates *templates,
                             struct svccomm__exporters *exporters)
{
    memset(templates, 0, sizeof *templates);
    templates->exporters = exporters;
    svccomm__pool_init(&templates->pool, sizeof(struct svccomm__template));
}

void svccomm__templates_free(struct svccomm__templates *templates, struct svccomm__memory *memory)
{
    while (templates->lists[0].oldest != 0)
        svccomm__templates_remove(templates, memory, templates->lists[0].oldest);
    while (templates->lists[1].oldest != 0)
        svccomm__templates_remove(templates, memory, templates->lists[1].oldest);
    svccomm__table_free(&templates->table, memory);
    svccomm__pool_free(&templates->pool, memory);
}

static int template_is(const void *context, uint32_t index, const void *key)
{
    const struct svccomm__template *template = svccomm__template_at(context, index);
    const struct template_key *wanted = key;

    return template->exporter == wanted->exporter && template->id == wanted->id;
}

static uint64_t template_hash(const struct svccomm__templates *templates,
                              const struct template_key *key)
{
    return svccomm__hash(templates->exporters->seed, key, sizeof *key);
}

uint32_t svccomm__templates_find(const struct svccomm__templates *templates, uint32_t exporter,
                                 uint16_t id)
{
    struct template_key key = {exporter, id};
    uint32_t latest;

    if (exporter == 0)
        return 0;
    latest = svccomm__exporter_at(templates->exporters, exporter)->latest_template;
    if (latest != 0 && svccomm__template_at(templates, latest)->id == id)
        return latest;
    return svccomm__table_find(&templates->table, template_hash(templates, &key), template_is,
                               templates, &key);
}

int svccomm__templates_reserve(struct svccomm__templates *templates, struct svccomm__memory *memory,
                               uint32_t more)
{
    int rc = svccomm__pool_reserve(&templates->pool, memory, more);

    return rc < 0 ? rc : svccomm__table_reserve(&templates->table, memory, more);
}

/* In or out of the two lists that it belongs to. */
static void template_list(struct svccomm__templates *templates, uint32_t index,
                          void (*change)(struct svccomm__recency *, const struct svccomm__pool *,
                                         size_t, uint32_t))
{
    const struct svccomm__template *template = svccomm__template_at(templates, index);
    struct svccomm__exporter *owner =
        svccomm__exporter_at(templates->exporters, template->exporter);

    change(&templates->lists[template->used], &templates->pool, TEMPLATE_LINK, index);
    change(&owner->templates[template->used], &templates->pool, TEMPLATE_OWN, index);
}

uint32_t svccomm__templates_add(struct svccomm__templates *templates, uint32_t exporter,
                                uint16_t id, struct svccomm__compiled *compiled)
{
    uint32_t index = svccomm__pool_take(&templates->pool);
    struct svccomm__template *template = svccomm__template_at(templates, index);
    struct template_key key = {exporter, id};
    struct svccomm__exporter *owner;

    template->exporter = exporter;
    template->id = id;
    template->compiled = compiled;
    templates->bytes += SVCCOMM__TEMPLATE_BYTES + svccomm__compiled_size(compiled);
    svccomm__table_insert(&templates->table, template_hash(templates, &key), index);
    template_list(templates, index, svccomm__recency_append);
    owner = svccomm__exporter_at(templates->exporters, exporter);
    svccomm__recency_append(&owner->kinds[compiled->options], &templates->pool, TEMPLATE_KIN,
                            index);
    owner->template_count++;
    return index;
}

void svccomm__templates_touch(struct svccomm__templates *templates, uint32_t index, int64_t time,
                              int used)
{
    struct svccomm__template *template = svccomm__template_at(templates, index);

    svccomm__exporter_at(templates->exporters, template->exporter)->latest_template = index;
    template->touched = time;
    if (!used || template->used) {
        template_list(templates, index, svccomm__recency_touch);
        return;
    }
    template_list(templates, index, svccomm__recency_remove);
    template->used = 1;
    template_list(templates, index, svccomm__recency_append);
}

void svccomm__templates_remove(struct svccomm__templates *templates, struct svccomm__memory *memory,
                               uint32_t index)
{
    struct svccomm__template *template = svccomm__template_at(templates, index);
    struct svccomm__exporter *owner =
        svccomm__exporter_at(templates->exporters, template->exporter);
    struct template_key key = {template->exporter, template->id};

    template_list(templates, index, svccomm__recency_remove);
    svccomm__recency_remove(&owner->kinds[template->compiled->options], &templates->pool,
                            TEMPLATE_KIN, index);
    templates->removed++;
    if (owner->latest_template == index)
        owner->latest_template = 0;
    owner->template_count--;
    templates->bytes -= SVCCOMM__TEMPLATE_BYTES + svccomm__compiled_size(template->compiled);
    svccomm__compiled_free(memory, template->compiled);
    svccomm__table_remove(&templates->table, template_hash(templates, &key), index);
    svccomm__pool_give(&templates->pool, index);
}
