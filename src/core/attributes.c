/* SPDX-License-Identifier: MIT
 * What a record carries beside its key and counters: names, a note, client processes (K6). */
#include "core/attributes.h"

#include "core/records.h"

int svccomm__attributes_reserve(svccomm_registry *registry, uint32_t records, uint32_t processes)
{
    int rc = svccomm__pool_reserve(&registry->attributes, &registry->memory, records);

    return rc < 0 ? rc : svccomm__pool_reserve(&registry->processes, &registry->memory, processes);
}

struct svccomm__attributes *svccomm__attributes_of(svccomm_registry *registry,
                                                   struct svccomm__record *record)
{
    struct svccomm__parts *parts = svccomm__record_parts(registry, record);

    if (parts->attributes == 0)
        parts->attributes = svccomm__pool_take(&registry->attributes);
    return svccomm__attributes_at(registry, parts->attributes);
}

void svccomm__attributes_set(svccomm_registry *registry, const char **slot, const char *text)
{
    svccomm__strings_drop(&registry->strings, *slot);
    *slot = text;
}

static void process_remove(svccomm_registry *registry, uint32_t *link)
{
    uint32_t index = *link;
    struct svccomm__process *p = svccomm__process_at(registry, index);

    *link = p->next;
    svccomm__strings_drop(&registry->strings, p->name);
    svccomm__pool_give(&registry->processes, index);
}

void svccomm__processes_end(svccomm_registry *registry, struct svccomm__record *record)
{
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    struct svccomm__attributes *a;

    if (attributes == 0)
        return;
    a = svccomm__attributes_at(registry, attributes);
    while (a->processes != 0)
        process_remove(registry, &a->processes);
}

void svccomm__attributes_end(svccomm_registry *registry, struct svccomm__record *record)
{
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    struct svccomm__attributes *a;

    if (attributes == 0)
        return;
    svccomm__processes_end(registry, record);
    a = svccomm__attributes_at(registry, attributes);
    svccomm__attributes_set(registry, &a->client_device, NULL);
    svccomm__attributes_set(registry, &a->listener_device, NULL);
    svccomm__attributes_set(registry, &a->note, NULL);
    svccomm__pool_give(&registry->attributes, attributes);
    svccomm__record_parts(registry, record)->attributes = 0;
}

/* Takes a name out of the list; gives the time that it had, or SVCCOMM_NO_TIME. */
static int64_t process_take_out(svccomm_registry *registry, uint32_t *link, const char *name)
{
    int64_t time;

    for (; *link != 0; link = &svccomm__process_at(registry, *link)->next)
        if (svccomm__process_at(registry, *link)->name == name) {
            time = svccomm__process_at(registry, *link)->last_seen;
            process_remove(registry, link);
            return time;
        }
    return SVCCOMM_NO_TIME;
}

static void process_insert(svccomm_registry *registry, uint32_t *link, const char *name,
                           int64_t time)
{
    uint32_t index = svccomm__pool_take(&registry->processes);
    struct svccomm__process *p = svccomm__process_at(registry, index);

    while (*link != 0 && svccomm__process_at(registry, *link)->last_seen > time)
        link = &svccomm__process_at(registry, *link)->next;
    p->name = name;
    p->last_seen = time;
    p->next = *link;
    *link = index;
}

static void processes_bound(svccomm_registry *registry, uint32_t *link)
{
    uint32_t kept = 0;

    for (; *link != 0 && kept < SVCCOMM_PROCESS_MAX; kept++)
        link = &svccomm__process_at(registry, *link)->next;
    while (*link != 0)
        process_remove(registry, link);
}

void svccomm__process_seen(svccomm_registry *registry, struct svccomm__record *record,
                           const char *name, int64_t time)
{
    uint32_t *list = &svccomm__attributes_of(registry, record)->processes;
    int64_t before;

    svccomm__strings_keep(name);
    before = process_take_out(registry, list, name);
    process_insert(registry, list, name, before > time ? before : time);
    processes_bound(registry, list);
}

uint32_t svccomm__processes_show(const svccomm_registry *registry,
                                 const struct svccomm__record *record, svccomm_process *out)
{
    const struct svccomm__process *p;
    uint32_t attributes = svccomm__parts_of(registry, record).attributes;
    uint32_t count = 0, index = 0;

    if (attributes != 0)
        index = svccomm__attributes_at(registry, attributes)->processes;
    for (; index != 0; index = p->next) {
        p = svccomm__process_at(registry, index);
        out[count].name = p->name;
        out[count].last_seen = p->last_seen;
        count++;
    }
    return count;
}
