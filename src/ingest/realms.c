/* SPDX-License-Identifier: MIT
 * Which realm a VLAN or VRF id means. */
#include "ingest/realms.h"

#include <string.h>

#include "base/sort.h"
#include "base/structs.h"
#include "ingest/decoder_state.h"

/* Where an id is said twice the later one counts: `reserved` holds the place in the caller's array
 * while the map is made. */
static int realm_order(const void *context, const void *a, const void *b)
{
    const svccomm_realm_map *left = a, *right = b;

    (void)context;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return left->reserved < right->reserved ? -1 : left->reserved > right->reserved;
}

static size_t keep_last_of_each(svccomm_realm_map *map, size_t count)
{
    size_t kept = 0, i;

    for (i = 0; i < count; i++) {
        if (kept > 0 && map[kept - 1].kind == map[i].kind && map[kept - 1].id == map[i].id)
            kept--;
        map[kept++] = map[i];
    }
    return kept;
}

static int realm_check(const svccomm_realm_map *entry)
{
    return entry->kind >= SVCCOMM_REALM_BY_VLAN && entry->kind <= SVCCOMM_REALM_BY_VRF &&
           entry->reserved == 0;
}

/* Copies the caller's elements; SVCCOMM_E_ARGUMENT if one is of no kind. */
static int realms_copy(svccomm_realm_map *own, const unsigned char *map, size_t count, size_t size)
{
    size_t i;

    for (i = 0; i < count; i++) {
        memcpy(&own[i], map + i * size, sizeof *own);
        if (!realm_check(&own[i]))
            return SVCCOMM_E_ARGUMENT;
        own[i].reserved = (uint32_t)i;
    }
    return 0;
}

int svccomm_decoder_map_realms(svccomm_decoder *decoder, const svccomm_realm_map *map, size_t count,
                               size_t size)
{
    struct svccomm__realms next = {NULL, 0, 0};
    struct svccomm__memory *memory;
    int rc = svccomm__elements_in(map, count, size, sizeof *map);

    if (decoder == NULL || count > UINT32_MAX)
        return SVCCOMM_E_ARGUMENT;
    if (rc < 0)
        return rc;
    memory = &decoder->memory;
    rc = svccomm__memory_grow(memory, &next.map, &next.capacity, count, sizeof *next.map);
    if (rc == 0)
        rc = realms_copy(next.map, (const unsigned char *)map, count, size);
    if (rc < 0) {
        svccomm__memory_free(memory, next.map, next.capacity * sizeof *next.map);
        return rc;
    }
    svccomm__sort(next.map, count, sizeof *next.map, realm_order, NULL);
    next.count = keep_last_of_each(next.map, count);
    svccomm__memory_free(memory, decoder->realms.map,
                         decoder->realms.capacity * sizeof *decoder->realms.map);
    decoder->realms = next;
    return 0;
}

int svccomm__realm_find(const struct svccomm__realms *realms, uint32_t kind, uint64_t id,
                        uint32_t *realm)
{
    size_t low = 0, high = realms->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const svccomm_realm_map *entry = &realms->map[middle];

        if (entry->kind < kind || (entry->kind == kind && entry->id < id))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == realms->count || realms->map[low].kind != kind || realms->map[low].id != id)
        return 0;
    *realm = realms->map[low].realm;
    return 1;
}
