/* SPDX-License-Identifier: MIT
 * The state of a registry as text, read through the public interface only. */
#include "fault_digest.h"

#include <string.h>

#include "fault_items.h"

/* Few, so that every list goes on from a key too. */
#define BATCH 7

static void note_failure(struct fault_text *text, const char *call, int rc)
{
    if (rc >= 0)
        return;
    fault_text_word(text, call);
    fault_text_number(text, " failed: -", (uint64_t)-rc);
}

int fault_digest_export(svccomm_registry *registry, uint32_t format, struct fault_text *text)
{
    svccomm_filter filter;
    svccomm_query query;

    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_ALL_REALMS;
    filter.statuses = SVCCOMM_STATUSES_ALL;
    svccomm_query_init(&query, sizeof query);
    query.filter = &filter;
    return svccomm_registry_export(registry, &query, format, fault_text_write, text, NULL);
}

static void add_listeners(svccomm_registry *registry, struct fault_text *text)
{
    svccomm_endpoint endpoints[BATCH];
    svccomm_endpoint_key after;
    const svccomm_endpoint_key *from = NULL;
    int count;

    do {
        count =
            svccomm_registry_listeners(registry, 0, 1, from, endpoints, BATCH, sizeof *endpoints);
        for (int i = 0; i < count; i++)
            fault_item_describe(SVCCOMM_KIND_ENDPOINT, &endpoints[i], text);
        if (count > 0)
            after = endpoints[count - 1].key;
        from = &after;
    } while (count > 0);
    note_failure(text, "listeners", count);
}

static void add_hosts(svccomm_registry *registry, struct fault_text *text)
{
    svccomm_host hosts[BATCH];
    svccomm_host_key after;
    const svccomm_host_key *from = NULL;
    int count;

    do {
        count = svccomm_registry_hosts(registry, 0, 1, from, hosts, BATCH, sizeof *hosts);
        for (int i = 0; i < count; i++)
            fault_item_describe(SVCCOMM_KIND_HOST, &hosts[i], text);
        if (count > 0)
            after = hosts[count - 1].key;
        from = &after;
    } while (count > 0);
    note_failure(text, "hosts", count);
}

static void add_addresses(svccomm_registry *registry, struct fault_text *text)
{
    svccomm_address addresses[BATCH];
    svccomm_address_key after;
    const svccomm_address_key *from = NULL;
    int count;

    do {
        count =
            svccomm_registry_addresses(registry, 0, 1, from, addresses, BATCH, sizeof *addresses);
        for (int i = 0; i < count; i++)
            fault_item_describe(SVCCOMM_KIND_ADDRESS, &addresses[i], text);
        if (count > 0)
            after = addresses[count - 1].key;
        from = &after;
    } while (count > 0);
    note_failure(text, "addresses", count);
}

static void add_rules(svccomm_registry *registry, struct fault_text *text)
{
    svccomm_rule rules[BATCH];
    uint64_t after = 0;
    int count;

    do {
        count = svccomm_registry_rules(registry, after, rules, BATCH, sizeof *rules);
        for (int i = 0; i < count; i++)
            fault_item_describe(SVCCOMM_KIND_RULE, &rules[i], text);
        if (count > 0)
            after = rules[count - 1].id;
    } while (count > 0);
    note_failure(text, "rules", count);
}

static void add_changes(svccomm_registry *registry, struct fault_text *text)
{
    svccomm_change changes[BATCH];
    uint64_t since = 0;
    int count;

    do {
        count = svccomm_registry_changes(registry, since, changes, BATCH, sizeof *changes);
        for (int i = 0; i < count; i++)
            fault_item_describe(SVCCOMM_KIND_TOMBSTONE, &changes[i], text);
        if (count > 0)
            since = changes[count - 1].revision;
    } while (count > 0);
    note_failure(text, "changes", count);
}

static void add_lasting_counts(const svccomm_counts *counts, struct fault_text *text)
{
    fault_text_number(text, "records", counts->records);
    fault_text_number(text, "endpoints", counts->endpoints);
    fault_text_number(text, "addresses", counts->addresses);
    fault_text_number(text, "hosts", counts->hosts);
    fault_text_number(text, "rules", counts->rules);
    fault_text_number(text, "tombstones", counts->tombstones);
    fault_text_number(text, "strings", counts->strings);
    fault_text_number(text, "string bytes", counts->string_bytes);
    fault_text_number(text, "revision", counts->revision);
    fault_text_number(text, "newest", (uint64_t)counts->newest);
}

static void add_counts(svccomm_registry *registry, int lasting, struct fault_text *text)
{
    svccomm_counts counts;
    int rc;

    svccomm_counts_init(&counts, sizeof counts);
    rc = svccomm_registry_counts(registry, &counts);
    note_failure(text, "counts", rc);
    add_lasting_counts(&counts, text);
    if (lasting)
        return;
    fault_text_number(text, "unflushed", counts.unflushed);
    fault_text_number(text, "evicted", counts.evicted);
    fault_text_number(text, "endpoints evicted", counts.evicted_endpoints);
    fault_text_number(text, "addresses evicted", counts.evicted_addresses);
    fault_text_number(text, "hosts evicted", counts.evicted_hosts);
}

static void digest(svccomm_registry *registry, int lasting, struct fault_text *text)
{
    /* The counts first: the calls below must not change them, but might. */
    add_counts(registry, lasting, text);
    note_failure(text, "export", fault_digest_export(registry, SVCCOMM_TRANSFER_NDJSON, text));
    add_listeners(registry, text);
    add_hosts(registry, text);
    add_addresses(registry, text);
    add_rules(registry, text);
    add_changes(registry, text);
}

void fault_digest_registry(svccomm_registry *registry, struct fault_text *text)
{
    digest(registry, 0, text);
}

void fault_digest_lasting(svccomm_registry *registry, struct fault_text *text)
{
    digest(registry, 1, text);
}

static void add_row(const svccomm_row *row, struct fault_text *text)
{
    svccomm_row bytes = *row;

    bytes.process = NULL;
    fault_text_word(text, "row ");
    fault_text_hex(text, &bytes, sizeof bytes);
    fault_text_string(text, row->process);
    fault_text_word(text, "\n");
}

void fault_digest_snapshot(const svccomm_snapshot *snapshot, struct fault_text *text)
{
    svccomm_row rows[BATCH];
    uint64_t first = 0;
    int count;

    fault_text_number(text, "coverage", svccomm_snapshot_coverage(snapshot));
    fault_text_number(text, "rows", svccomm_snapshot_row_count(snapshot));
    do {
        count = svccomm_snapshot_rows(snapshot, first, rows, BATCH, sizeof *rows);
        for (int i = 0; i < count; i++)
            add_row(&rows[i], text);
        first += count > 0 ? (uint64_t)count : 0;
    } while (count > 0);
    note_failure(text, "rows", count);
}
