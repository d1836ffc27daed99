# SPDX-License-Identifier: MIT
"""The prototypes of every exported function, as the headers have them; the tests compare."""

PROTOTYPES = """
int svccomm_address_parse(const char *text, size_t length, uint8_t *address);
int svccomm_address_format(const uint8_t *address, char *text, size_t capacity);
int svccomm_prefix_parse(const char *text, size_t length, svccomm_prefix *prefix);
int svccomm_prefix_format(const svccomm_prefix *prefix, char *text, size_t capacity);
int svccomm_prefix_contains(const svccomm_prefix *prefix, const uint8_t *address);
int svccomm_allocator_init(svccomm_allocator *allocator, size_t size);
int svccomm_error_init(svccomm_error *error, size_t size);
const char *svccomm_strerror(int code);
int svccomm_key_id(const svccomm_key *key, uint8_t *id);
uint64_t svccomm_host_id(const char *name);
int svccomm_key_compare(const svccomm_key *a, const svccomm_key *b);
int svccomm_id_format(const uint8_t *id, char *text, size_t capacity);
int svccomm_id_parse(const char *text, size_t length, uint8_t *id);
int svccomm_spans_init(svccomm_spans *spans, size_t size, int64_t interval, uint32_t keep, int
    points);
int svccomm_spans_add(svccomm_spans *spans, int64_t start, int64_t end);
int svccomm_spans_merge(svccomm_spans *into, const svccomm_spans *from);
int64_t svccomm_spans_active(const svccomm_spans *spans);
int64_t svccomm_spans_gap(const svccomm_spans *spans);
uint64_t svccomm_spans_samples(const svccomm_spans *spans);
const svccomm_netstat *svccomm_record_headline(const svccomm_record *record);
int svccomm_filter_init(svccomm_filter *filter, size_t size);
int svccomm_snapshot_config_init(svccomm_snapshot_config *config, size_t size);
int svccomm_snapshot_info_init(svccomm_snapshot_info *info, size_t size);
int svccomm_text_report_init(svccomm_text_report *report, size_t size);
int svccomm_snapshot_new(svccomm_snapshot **out, const svccomm_snapshot_config *config);
void svccomm_snapshot_free(svccomm_snapshot *snapshot);
int svccomm_snapshot_begin(svccomm_snapshot *snapshot, const svccomm_snapshot_info *info);
int svccomm_snapshot_add_rows(svccomm_snapshot *snapshot, const svccomm_row *rows, size_t count,
    size_t size, svccomm_text_report *report, svccomm_error *error);
int svccomm_snapshot_cover(svccomm_snapshot *snapshot, uint32_t coverage);
uint32_t svccomm_snapshot_coverage(const svccomm_snapshot *snapshot);
uint64_t svccomm_snapshot_row_count(const svccomm_snapshot *snapshot);
int svccomm_snapshot_rows(const svccomm_snapshot *snapshot, uint64_t first, svccomm_row *rows,
    size_t capacity, size_t size);
int svccomm_snapshot_text_begin(svccomm_snapshot *snapshot, uint32_t format);
int svccomm_snapshot_text(svccomm_snapshot *snapshot, const char *text, size_t length);
int svccomm_snapshot_text_end(svccomm_snapshot *snapshot, svccomm_text_report *report, svccomm_error
    *error);
const char *svccomm_format_name(uint32_t format);
int svccomm_registry_config_init(svccomm_registry_config *config, size_t size);
int svccomm_counts_init(svccomm_counts *counts, size_t size);
int svccomm_ingest_report_init(svccomm_ingest_report *report, size_t size);
int svccomm_edit_init(svccomm_edit *edit, size_t size);
int svccomm_prune_init(svccomm_prune *prune, size_t size);
int svccomm_registry_new(svccomm_registry **out, const svccomm_registry_config *config);
void svccomm_registry_free(svccomm_registry *registry);
int svccomm_registry_counts(const svccomm_registry *registry, svccomm_counts *counts);
int svccomm_registry_ingest_snapshot(svccomm_registry *registry, const svccomm_snapshot *snapshot,
    int64_t now, svccomm_ingest_report *report, svccomm_error *error);
int svccomm_registry_add(svccomm_registry *registry, const svccomm_edit *edit, int64_t now, uint8_t
    *id, svccomm_error *error);
int svccomm_registry_edit(svccomm_registry *registry, const uint8_t *id, const svccomm_edit *edit,
    int64_t now, uint8_t *new_id, svccomm_error *error);
int svccomm_registry_get(svccomm_registry *registry, const uint8_t *id, svccomm_record *record,
    size_t size);
int svccomm_registry_find(svccomm_registry *registry, const svccomm_key *key, svccomm_record
    *record, size_t size);
int svccomm_registry_delete(svccomm_registry *registry, const uint8_t *ids, size_t count, int64_t
    now, svccomm_error *error);
int svccomm_registry_delete_matching(svccomm_registry *registry, const svccomm_filter *filter, int
    dry_run, int64_t now, uint64_t *count);
int svccomm_registry_reset(svccomm_registry *registry, const svccomm_filter *filter, int dry_run,
    int64_t now, uint64_t *count);
int svccomm_registry_prune(svccomm_registry *registry, svccomm_prune *prune, int64_t now);
int svccomm_registry_changes(svccomm_registry *registry, uint64_t since, svccomm_change *changes,
    size_t capacity, size_t size);
int svccomm_query_init(svccomm_query *query, size_t size);
int svccomm_cursor_new(svccomm_cursor **out, svccomm_registry *registry, const svccomm_query
    *query);
void svccomm_cursor_free(svccomm_cursor *cursor);
int svccomm_cursor_next(svccomm_cursor *cursor, svccomm_record *records, size_t capacity, size_t
    size);
int svccomm_record_position(const svccomm_record *record, uint32_t sort, svccomm_position
    *position);
int svccomm_flow_batch_init(svccomm_flow_batch *batch, size_t size);
int svccomm_flow_report_init(svccomm_flow_report *report, size_t size);
int svccomm_registry_ingest_flows(svccomm_registry *registry, const svccomm_flow *flows, size_t
    count, size_t size, const svccomm_flow_batch *batch, svccomm_flow_report *report);
int svccomm_import_report_init(svccomm_import_report *report, size_t size);
int svccomm_registry_export(svccomm_registry *registry, const svccomm_query *query, uint32_t format,
    svccomm_write_fn write, void *user, svccomm_error *error);
int svccomm_record_write_json(const svccomm_record *record, svccomm_write_fn write, void *user);
int svccomm_registry_import(svccomm_registry *registry, uint32_t format, svccomm_read_fn read, void
    *user, int64_t now, svccomm_import_report *report, svccomm_error *error);
int svccomm_decoder_config_init(svccomm_decoder_config *config, size_t size);
int svccomm_datagram_init(svccomm_datagram *datagram, size_t size);
int svccomm_decode_report_init(svccomm_decode_report *report, size_t size);
int svccomm_vpc_report_init(svccomm_vpc_report *report, size_t size);
int svccomm_decoder_new(svccomm_decoder **out, const svccomm_decoder_config *config);
void svccomm_decoder_free(svccomm_decoder *decoder);
int svccomm_decoder_map_realms(svccomm_decoder *decoder, const svccomm_realm_map *map, size_t count,
    size_t size);
int svccomm_decoder_datagram(svccomm_decoder *decoder, const void *data, size_t length, const
    svccomm_datagram *datagram, const svccomm_flow **flows, size_t size, svccomm_decode_report
    *report);
int svccomm_decoder_exporters(svccomm_decoder *decoder, const svccomm_exporter *after,
    svccomm_exporter *exporters, size_t capacity, size_t size);
uint64_t svccomm_decoder_memory(const svccomm_decoder *decoder);
int svccomm_decoder_save(svccomm_decoder *decoder, svccomm_write_fn write, void *user, svccomm_error
    *error);
int svccomm_decoder_load(svccomm_decoder *decoder, svccomm_read_fn read, void *user, svccomm_error
    *error);
int svccomm_decoder_vpc_begin(svccomm_decoder *decoder);
int svccomm_decoder_vpc(svccomm_decoder *decoder, const char *text, size_t length, const
    svccomm_flow **flows, size_t size, svccomm_vpc_report *report, svccomm_error *error);
int svccomm_decoder_vpc_end(svccomm_decoder *decoder, svccomm_vpc_report *report, svccomm_error
    *error);
int svccomm_registry_listeners(svccomm_registry *registry, uint32_t realm, int all_realms, const
    svccomm_endpoint_key *after, svccomm_endpoint *endpoints, size_t capacity, size_t size);
int svccomm_registry_hosts(svccomm_registry *registry, uint32_t realm, int all_realms, const
    svccomm_host_key *after, svccomm_host *hosts, size_t capacity, size_t size);
int svccomm_registry_addresses(svccomm_registry *registry, uint32_t realm, int all_realms, const
    svccomm_address_key *after, svccomm_address *addresses, size_t capacity, size_t size);
int svccomm_registry_set_host_name(svccomm_registry *registry, uint32_t realm, uint64_t host, const
    char *name, int64_t now);
int svccomm_registry_set_device(svccomm_registry *registry, uint32_t realm, uint64_t scope, const
    uint8_t *address, const char *name, int64_t now);
int svccomm_registry_set_rules(svccomm_registry *registry, const svccomm_rule *rules, size_t count,
    size_t size, svccomm_error *error);
int svccomm_registry_delete_rule(svccomm_registry *registry, uint64_t id);
int svccomm_registry_rules(const svccomm_registry *registry, uint64_t after, svccomm_rule *rules,
    size_t capacity, size_t size);
int svccomm_storage_init(svccomm_storage *storage, size_t size);
int svccomm_registry_open(svccomm_registry *registry, const svccomm_storage *storage, svccomm_error
    *error);
int svccomm_sink_put(svccomm_sink *sink, const void *items, size_t count, size_t size);
int svccomm_sink_leave_out(svccomm_sink *sink);
int svccomm_registry_flush(svccomm_registry *registry, svccomm_error *error);
int svccomm_item_encode(uint32_t kind, const void *item, size_t size, const void *tail, size_t
    tail_length, void *out, size_t capacity, size_t *length);
int svccomm_item_decode(uint32_t kind, const void *data, size_t length, void *item, size_t size,
    svccomm_process *processes, size_t *known, svccomm_error *error);
int svccomm_item_key_encode(uint32_t kind, const void *key, size_t size, void *out, size_t
    capacity);
int svccomm_record_encode(const svccomm_record *record, size_t size, void *out, size_t capacity,
    size_t *length);
int svccomm_record_decode(const void *data, size_t length, svccomm_record *record, size_t size,
    svccomm_process *processes, svccomm_error *error);
int svccomm_registry_dump(svccomm_registry *registry, svccomm_write_fn write, void *user,
    svccomm_error *error);
int svccomm_registry_restore(svccomm_registry *registry, svccomm_read_fn read, void *user,
    svccomm_error *error);
double svccomm_average_connections(uint64_t total_ports, uint64_t active_samples);
double svccomm_persistence(uint64_t active_samples, uint64_t total_samples);
int svccomm_persistence_interval(uint64_t active_samples, uint64_t total_samples, double *low,
    double *high);
const char *svccomm_version(void);
uint32_t svccomm_abi_version(void);
int svccomm_constant(const char *name, int64_t *value);
uint32_t svccomm_constant_count(void);
const char *svccomm_constant_name(uint32_t index);
"""
