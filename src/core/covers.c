/* SPDX-License-Identifier: MIT
 * Endpoints by the wildcard that covers them: a list for each key that such a wildcard has, under a
 * table of the lists' heads. Asking it costs nothing that grows with what a host owns (N12). */
#include "core/covers.h"

#include <string.h>

#include "base/hash.h"
#include "core/endpoints.h"
#include "core/idle.h"

struct svccomm__cover_link {
    uint32_t next;
    uint32_t previous;
};

/* The key of the wildcard that covers an endpoint; 0 if nobody owns its address. */
static int covering_key(const svccomm_registry *registry, uint32_t index, svccomm_endpoint_key *key)
{
    const struct svccomm__endpoint *e = svccomm__endpoint_at(registry, index);
    uint32_t owner = e->address == 0 ? 0 : svccomm__address_at(registry, e->address)->owner;

    if (owner == 0)
        return 0;
    *key = svccomm__endpoint_wildcard_key(e->key.realm, svccomm__host_at(registry, owner)->key.host,
                                          e->key.protocol, e->key.port, e->key.address);
    return 1;
}

static int same_cover(const void *context, uint32_t index, const void *key)
{
    svccomm_endpoint_key own;

    return covering_key(context, index, &own) && memcmp(&own, key, sizeof own) == 0;
}

static uint64_t cover_hash(const svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    return svccomm__hash(registry->config.seed, key, sizeof *key);
}

static uint32_t find_head(const svccomm_registry *registry, const svccomm_endpoint_key *key)
{
    return svccomm__table_find(&registry->idle.covers, cover_hash(registry, key), same_cover,
                               registry, key);
}

int svccomm__covers_grow(svccomm_registry *registry, uint32_t more)
{
    struct svccomm__idle *idle = &registry->idle;
    size_t had = idle->link_capacity, need = (size_t)registry->endpoints.used + more + 1;
    int rc = svccomm__memory_grow(&registry->memory, &idle->links, &idle->link_capacity, need,
                                  sizeof *idle->links);

    if (rc < 0)
        return rc;
    if (idle->link_capacity > had)
        memset(idle->links + had, 0, (idle->link_capacity - had) * sizeof *idle->links);
    /* There are no more lists than endpoints. */
    return svccomm__table_reserve(&idle->covers, &registry->memory,
                                  registry->endpoints.used - idle->covers.count + more);
}

void svccomm__covers_add(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__cover_link *links = registry->idle.links;
    svccomm_endpoint_key key;
    uint32_t head;

    if (!registry->idle.built || !covering_key(registry, index, &key))
        return;
    head = find_head(registry, &key);
    memset(&links[index], 0, sizeof links[index]);
    if (head == 0) {
        svccomm__table_insert(&registry->idle.covers, cover_hash(registry, &key), index);
        return;
    }
    links[index].previous = head;
    links[index].next = links[head].next;
    if (links[head].next != 0)
        links[links[head].next].previous = index;
    links[head].next = index;
}

/* The head goes: the next one takes its place, or the wildcard covers nothing any more. */
static void remove_head(svccomm_registry *registry, uint32_t index, const svccomm_endpoint_key *key)
{
    struct svccomm__idle *idle = &registry->idle;
    uint32_t next = idle->links[index].next, wildcard;

    svccomm__table_remove(&idle->covers, cover_hash(registry, key), index);
    if (next != 0) {
        idle->links[next].previous = 0;
        svccomm__table_insert(&idle->covers, cover_hash(registry, key), next);
        return;
    }
    wildcard = svccomm__endpoint_find(registry, key);
    if (wildcard != 0)
        svccomm__idle_note(registry, SVCCOMM__IDLE_ENDPOINT, wildcard);
}

void svccomm__covers_remove(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__cover_link *links = registry->idle.links;
    svccomm_endpoint_key key;

    if (!registry->idle.built || !covering_key(registry, index, &key))
        return;
    if (links[index].previous == 0) {
        remove_head(registry, index, &key);
    } else {
        links[links[index].previous].next = links[index].next;
        if (links[index].next != 0)
            links[links[index].next].previous = links[index].previous;
    }
    memset(&links[index], 0, sizeof links[index]);
}

int svccomm__covers_any(const svccomm_registry *registry, uint32_t wildcard)
{
    return find_head(registry, &svccomm__endpoint_at(registry, wildcard)->key) != 0;
}

void svccomm__covers_free(svccomm_registry *registry)
{
    struct svccomm__idle *idle = &registry->idle;

    svccomm__memory_free(&registry->memory, idle->links, idle->link_capacity * sizeof *idle->links);
    svccomm__table_free(&idle->covers, &registry->memory);
    idle->links = NULL;
    idle->link_capacity = 0;
}
