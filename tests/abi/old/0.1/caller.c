/* SPDX-License-Identifier: MIT
 * A program of version 0.1: compiled against the headers of then, run with the library of now. A
 * bit of everything goes through structs of the sizes that those headers have. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <svccomm/svccomm.h>

#define NOW INT64_C(1767225600000000000)
#define SECOND INT64_C(1000000000)

static int count, failed;

static void told(const char *name, int holds)
{
    printf("%s %d - %s\n", holds ? "ok" : "not ok", ++count, name);
    failed += !holds;
}

/* Bytes in memory, for exports and dumps. */
struct bytes {
    char data[65536];
    size_t length, read;
};

static int write_bytes(void *user, const void *data, size_t length)
{
    struct bytes *bytes = user;

    if (length > sizeof bytes->data - bytes->length)
        return 1;
    memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    return 0;
}

static int read_bytes(void *user, void *data, size_t capacity, size_t *length)
{
    struct bytes *bytes = user;

    *length = bytes->length - bytes->read < capacity ? bytes->length - bytes->read : capacity;
    memcpy(data, bytes->data + bytes->read, *length);
    bytes->read += *length;
    return 0;
}

/* A storage that counts what it gets, and has nothing to give. */
static int store_put(void *user, uint32_t kind, const void *items, size_t n, size_t size)
{
    uint64_t *got = user;
    const svccomm_record *record = items;

    if (kind == SVCCOMM_KIND_COMMUNICATION && size >= sizeof *record && record->key.port == 443)
        *got += n;
    return 0;
}

static int store_erase(void *user, uint32_t kind, const void *keys, size_t n, size_t size)
{
    (void)user, (void)kind, (void)keys, (void)n, (void)size;
    return 0;
}

static int store_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    (void)user, (void)kind, (void)sink;
    return 0;
}

static void address(uint8_t *into, const char *text)
{
    svccomm_address_parse(text, strlen(text), into);
}

static void snapshot_of(svccomm_registry *registry)
{
    const char *text = "tcp LISTEN 0 128 10.0.0.5:443 0.0.0.0:*\n"
                       "tcp ESTAB 0 0 10.0.0.5:443 10.0.0.7:50001\n";
    svccomm_snapshot *snapshot;
    svccomm_snapshot_config config;
    svccomm_snapshot_info info;
    svccomm_text_report report;
    svccomm_ingest_report ingested;
    svccomm_error error;
    svccomm_row row;

    svccomm_error_init(&error, sizeof error);
    svccomm_snapshot_config_init(&config, sizeof config);
    told("a snapshot is made", svccomm_snapshot_new(&snapshot, &config) == 0);
    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = svccomm_host_id("web1");
    info.name = "web1";
    info.time = NOW;
    told("and begun", svccomm_snapshot_begin(snapshot, &info) == 0);
    svccomm_text_report_init(&report, sizeof report);
    svccomm_snapshot_text_begin(snapshot, SVCCOMM_FORMAT_DETECT);
    svccomm_snapshot_text(snapshot, text, strlen(text));
    told("text is read",
         svccomm_snapshot_text_end(snapshot, &report, &error) >= 0 && report.taken == 2);
    memset(&row, 0, sizeof row);
    address(row.local, "10.0.0.5");
    address(row.remote, "10.0.0.8");
    row.local_port = 443;
    row.remote_port = 50002;
    row.protocol = 6;
    row.state = SVCCOMM_STATE_ESTABLISHED;
    told("rows are taken",
         svccomm_snapshot_add_rows(snapshot, &row, 1, sizeof row, &report, &error) >= 0 &&
             report.taken == 3);
    svccomm_ingest_report_init(&ingested, sizeof ingested);
    told("the snapshot goes in",
         svccomm_registry_ingest_snapshot(registry, snapshot, NOW, &ingested, &error) >= 0);
    svccomm_snapshot_free(snapshot);
}

static void flow_of(svccomm_registry *registry)
{
    svccomm_flow flow;
    svccomm_flow_batch batch;
    svccomm_flow_report report;

    memset(&flow, 0, sizeof flow);
    address(flow.source, "10.0.0.7");
    address(flow.destination, "10.0.0.5");
    flow.source_port = 50001;
    flow.destination_port = 443;
    flow.protocol = 6;
    flow.tcp_flags = SVCCOMM_TCP_SYN | SVCCOMM_TCP_ACK;
    flow.initiator = SVCCOMM_INITIATOR_SOURCE;
    flow.start = NOW;
    flow.end = NOW + SECOND;
    flow.bytes = 1000;
    flow.packets = 10;
    svccomm_flow_batch_init(&batch, sizeof batch);
    svccomm_flow_report_init(&report, sizeof report);
    batch.now = batch.received = NOW + 2 * SECOND;
    told("a flow goes in",
         svccomm_registry_ingest_flows(registry, &flow, 1, sizeof flow, &batch, &report) >= 0 &&
             report.flows == 1 && report.events == 1);
}

static void lists_of(svccomm_registry *registry)
{
    svccomm_query query;
    svccomm_filter filter;
    svccomm_cursor *cursor;
    svccomm_record records[4], other;
    svccomm_counts counts;
    uint8_t bytes[4096];
    size_t length;

    svccomm_filter_init(&filter, sizeof filter);
    svccomm_query_init(&query, sizeof query);
    query.filter = &filter;
    told("a list is opened", svccomm_cursor_new(&cursor, registry, &query) == 0);
    told("it has both records", svccomm_cursor_next(cursor, records, 4, sizeof *records) == 2);
    told("with what was counted",
         records[0].key.port == 443 && records[0].listener_view.total_samples == 1 &&
             records[1].listener_view.total_ports == 1 &&
             records[0].netflow.forward_bytes + records[1].netflow.forward_bytes == 1000);
    told("one is found by its key",
         svccomm_registry_find(registry, &records[1].key, &other, sizeof other) >= 0 &&
             svccomm_key_compare(&records[1].key, &other.key) == 0);
    told("and can be encoded",
         svccomm_record_encode(&other, sizeof other, bytes, sizeof bytes, &length) >= 0);
    svccomm_cursor_free(cursor);
    svccomm_counts_init(&counts, sizeof counts);
    told("counts are told", svccomm_registry_counts(registry, &counts) == 0 && counts.records == 2);
}

static void transfers_of(svccomm_registry *registry)
{
    static struct bytes dump, text;
    svccomm_registry *again;
    svccomm_import_report report;
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    told("it is dumped", svccomm_registry_dump(registry, write_bytes, &dump, &error) >= 0);
    svccomm_registry_new(&again, NULL);
    told("and restored", svccomm_registry_restore(again, read_bytes, &dump, &error) >= 0);
    svccomm_registry_free(again);
    told("it is exported", svccomm_registry_export(registry, NULL, SVCCOMM_TRANSFER_CSV,
                                                   write_bytes, &text, &error) >= 0);
    svccomm_registry_new(&again, NULL);
    svccomm_import_report_init(&report, sizeof report);
    told("and imported", svccomm_registry_import(again, SVCCOMM_TRANSFER_CSV, read_bytes, &text,
                                                 NOW, &report, &error) >= 0);
    svccomm_registry_free(again);
}

static void calculators(void)
{
    svccomm_spans spans;
    int64_t value = 0;

    told("spans are made", svccomm_spans_init(&spans, sizeof spans, 60 * SECOND, 2, 0) == 0 &&
                               svccomm_spans_add(&spans, NOW, NOW + SECOND) == 0 &&
                               svccomm_spans_active(&spans) == SECOND);
    told("constants are told", svccomm_constant("SVCCOMM_KIND_COUNT", &value) == 0 &&
                                   value >= (int64_t)SVCCOMM_KIND_COUNT);
    told("the ABI is that of its headers", svccomm_abi_version() == SVCCOMM_ABI_MAJOR);
}

int main(void)
{
    svccomm_registry_config config;
    svccomm_registry *registry;
    svccomm_storage storage;
    svccomm_error error;
    uint64_t stored = 0;

    svccomm_error_init(&error, sizeof error);
    svccomm_registry_config_init(&config, sizeof config);
    told("a registry is made", svccomm_registry_new(&registry, &config) == 0);
    svccomm_storage_init(&storage, sizeof storage);
    storage.kinds = SVCCOMM_KINDS_LEAST;
    storage.user = &stored;
    storage.put = store_put;
    storage.erase = store_erase;
    storage.scan = store_scan;
    told("it is tied to a storage", svccomm_registry_open(registry, &storage, &error) >= 0);
    snapshot_of(registry);
    flow_of(registry);
    lists_of(registry);
    transfers_of(registry);
    told("its records are stored", svccomm_registry_flush(registry, &error) >= 0 && stored == 2);
    svccomm_registry_free(registry);
    calculators();
    printf("1..%d\n", count);
    return failed != 0;
}
