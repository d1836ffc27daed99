/* SPDX-License-Identifier: MIT
 * Records that can be turned round (D2). A table finds the head of each list; lists, because one
 * end may be the client of any number of records (a resolver's port), and equal keys in a table
 * would make it slow. */
#include "core/turnable.h"

#include <string.h>

#include "base/hash.h"
#include "core/ports.h"
#include "core/records.h"

static struct svccomm__turnable *entry_at(svccomm_registry *registry, uint32_t index)
{
    return svccomm__pool_at(&registry->turnables, index);
}

/* The end that is a record's client, as the endpoint that it would be. */
static svccomm_endpoint_key client_end(const svccomm_registry *registry, uint32_t record,
                                       uint16_t port)
{
    const struct svccomm__record *r = svccomm__record_at(registry, record);
    svccomm_key key = svccomm__record_key(registry, r);
    svccomm_endpoint_key end = {0};

    end.realm = key.realm;
    end.scope = r->flags & SVCCOMM_RECORD_CLIENT_LOCAL ? key.scope : 0;
    end.protocol = key.protocol;
    end.port = port;
    memcpy(end.address, key.client, sizeof end.address);
    return end;
}

static uint64_t end_hash(const svccomm_registry *registry, const svccomm_endpoint_key *end)
{
    return svccomm__hash_words(&registry->word_keys, end, sizeof *end / 4);
}

static int end_equal(const void *context, uint32_t index, const void *key)
{
    const struct svccomm__turnable *entry = svccomm__turnable_at(context, index);
    svccomm_endpoint_key own = client_end(context, entry->record, entry->port);

    return memcmp(&own, key, sizeof own) == 0;
}

static uint32_t first_of(const svccomm_registry *registry, const svccomm_endpoint_key *client)
{
    return svccomm__table_find(&registry->turnable_table, end_hash(registry, client), end_equal,
                               registry, client);
}

int svccomm__turnable_reserve(svccomm_registry *registry, uint32_t more)
{
    int rc;

    if (!registry->turnables_listed)
        return 0;
    rc = svccomm__pool_reserve(&registry->turnables, &registry->memory, more);
    return rc < 0 ? rc : svccomm__table_reserve(&registry->turnable_table, &registry->memory, more);
}

static int is_listed(uint32_t turnable)
{
    return turnable > SVCCOMM__PORT_LISTED_AT && turnable != SVCCOMM__PORT_SEVERAL;
}

static int is_one_port(uint32_t turnable)
{
    return turnable > 0 && turnable < SVCCOMM__PORT_LISTED_AT;
}

/* Becomes the head of its list; the old head is looked up no more. */
static void list_turnable(svccomm_registry *registry, uint32_t record, uint16_t port)
{
    svccomm_endpoint_key end = client_end(registry, record, port);
    uint64_t hash = end_hash(registry, &end);
    uint32_t head = first_of(registry, &end);
    uint32_t index = svccomm__pool_take(&registry->turnables);
    struct svccomm__turnable *entry = entry_at(registry, index);

    entry->record = record;
    entry->port = port;
    entry->next = head;
    if (head != 0) {
        svccomm__table_remove(&registry->turnable_table, hash, head);
        entry_at(registry, head)->previous = index;
    }
    svccomm__table_insert(&registry->turnable_table, hash, index);
    svccomm__record_at(registry, record)->turnable = SVCCOMM__PORT_LISTED_AT + index;
}

static int list_all(svccomm_registry *registry)
{
    const struct svccomm__record *record;
    uint32_t index;
    int rc;

    registry->turnables_listed = 1;
    rc = svccomm__turnable_reserve(registry, svccomm__pool_count(&registry->records));
    registry->turnables_listed = rc == 0;
    for (index = 1; rc == 0 && index <= registry->records.used; index++) {
        record = svccomm__record_at(registry, index);
        if ((record->flags & SVCCOMM__RECORD_LIVE) && is_one_port(record->turnable))
            list_turnable(registry, index, (uint16_t)record->turnable);
    }
    return rc;
}

int svccomm__turnable_first(svccomm_registry *registry, const svccomm_endpoint_key *client,
                            uint32_t *first)
{
    int rc = 0;

    *first = 0;
    if (!svccomm__ports_has(registry, client->port, SVCCOMM__PORT_TURNABLE))
        return 0;
    if (!registry->turnables_listed)
        rc = list_all(registry);
    if (rc == 0)
        *first = first_of(registry, client);
    return rc;
}

static void unlist_turnable(svccomm_registry *registry, uint32_t index)
{
    struct svccomm__turnable *entry = entry_at(registry, index);
    svccomm_endpoint_key end;
    uint64_t hash;

    if (entry->next != 0)
        entry_at(registry, entry->next)->previous = entry->previous;
    if (entry->previous != 0) {
        entry_at(registry, entry->previous)->next = entry->next;
    } else {
        end = client_end(registry, entry->record, entry->port);
        hash = end_hash(registry, &end);
        svccomm__table_remove(&registry->turnable_table, hash, index);
        if (entry->next != 0)
            svccomm__table_insert(&registry->turnable_table, hash, entry->next);
    }
    svccomm__pool_give(&registry->turnables, index);
}

void svccomm__turnable_end(svccomm_registry *registry, uint32_t record)
{
    struct svccomm__record *r = svccomm__record_at(registry, record);

    if (is_listed(r->turnable))
        unlist_turnable(registry, r->turnable - SVCCOMM__PORT_LISTED_AT);
    r->turnable = SVCCOMM__PORT_SEVERAL;
}

static void see_first(svccomm_registry *registry, uint32_t record, uint16_t port)
{
    svccomm__ports_note(registry, port, SVCCOMM__PORT_TURNABLE);
    if (registry->turnables_listed)
        list_turnable(registry, record, port);
    else
        svccomm__record_at(registry, record)->turnable = port;
}

uint32_t svccomm__record_client_port(const svccomm_registry *registry,
                                     const struct svccomm__record *record)
{
    if (record->turnable == SVCCOMM__PORT_SEVERAL)
        return SVCCOMM_CLIENT_PORT_SEVERAL;
    return is_listed(record->turnable)
               ? svccomm__turnable_at(registry, record->turnable - SVCCOMM__PORT_LISTED_AT)->port
               : record->turnable;
}

void svccomm__turnable_see(svccomm_registry *registry, uint32_t record, uint32_t port)
{
    const struct svccomm__record *r = svccomm__record_at(registry, record);
    uint32_t seen = svccomm__record_client_port(registry, r);

    if (seen == SVCCOMM_CLIENT_PORT_SEVERAL || (seen == 0 && port == 0))
        return;
    if (port > UINT16_MAX || (r->flags & SVCCOMM_RECORD_MIXED))
        svccomm__turnable_end(registry, record);
    else if (seen == 0)
        see_first(registry, record, (uint16_t)port);
    else if (port != 0 && seen != port)
        svccomm__turnable_end(registry, record);
}

void svccomm__turnable_again(svccomm_registry *registry, uint32_t record)
{
    uint32_t listed = svccomm__record_at(registry, record)->turnable;
    uint16_t port;

    if (!is_listed(listed))
        return;
    port = entry_at(registry, listed - SVCCOMM__PORT_LISTED_AT)->port;
    unlist_turnable(registry, listed - SVCCOMM__PORT_LISTED_AT);
    list_turnable(registry, record, port);
}

void svccomm__turnable_looked(svccomm_registry *registry, uint32_t index, uint32_t evidence)
{
    for (; index != 0 && entry_at(registry, index)->looked < evidence;
         index = entry_at(registry, index)->next)
        entry_at(registry, index)->looked = (uint8_t)evidence;
}
