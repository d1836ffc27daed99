/* SPDX-License-Identifier: MIT
 * Items that a storage gives with one member that cannot be: opening is refused, and the registry
 * is empty as before (S2). Each item is taken as it is first, so that it is the member that counts.
 */
#include "api_support.h"

#include <string.h>

#define NEVER SVCCOMM_NO_TIME
#define FAR INT64_MAX /* no time that can be */

/* One item, and what it is. */
struct stored {
    svccomm_storage storage;
    uint32_t kind;
    uint32_t kinds; /* that the storage keeps; 0: all */
    size_t size;
    const struct stored *next;             /* what is stored beside it, or NULL */
    const svccomm_registry_config *config; /* NULL: the default */
    int (*damaged)(void *user, uint32_t kind, const void *item, const svccomm_error *error);
    int let_go;     /* how often it was called */
    int writes;     /* calls of put and erase */
    int leaves_out; /* calls svccomm_sink_leave_out() after the item, which gives `told` */
    int told;
    union {
        svccomm_meta meta;
        svccomm_host host;
        svccomm_address address;
        svccomm_endpoint endpoint;
        svccomm_rule rule;
        svccomm_change tombstone;
        svccomm_record record;
    } item;
};

static char long_text[SVCCOMM_STRING_MAX + 2]; /* a name of one byte too many */

static int write_nothing(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    struct stored *stored = user;

    (void)kind, (void)items, (void)count, (void)size;
    stored->writes++;
    return 0;
}

static int scan_one(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct stored *stored = user;
    int rc = 0;

    for (const struct stored *one = stored; rc == 0 && one != NULL; one = one->next)
        if (kind == one->kind)
            rc = svccomm_sink_put(sink, &one->item, 1, one->size);
    if (kind == stored->kind && stored->leaves_out)
        stored->told = svccomm_sink_leave_out(sink);
    return rc;
}

/* Leaves the registry as it was opened. */
static int open_only(struct world *w, struct stored *stored)
{
    world_configure(w, stored->config);
    assert_int_equal(svccomm_storage_init(&stored->storage, sizeof stored->storage), 0);
    stored->storage.user = stored;
    if (stored->kinds != 0)
        stored->storage.kinds = stored->kinds;
    stored->storage.put = stored->storage.erase = write_nothing;
    stored->storage.scan = scan_one;
    stored->storage.damaged = stored->damaged;
    return svccomm_registry_open(w->registry, &stored->storage, NULL);
}

static int open_stored(struct world *w, struct stored *stored)
{
    int rc = open_only(w, stored);

    if (rc < 0)
        assert_int_equal(counts(w).records + counts(w).hosts + counts(w).revision, 0);
    world_configure(w, NULL);
    return rc;
}

/* The item with one member changed. */
#define CHECK(which, member, value)                                        \
    do {                                                                   \
        struct stored changed = stored;                                    \
        changed.item.which.member = value;                                 \
        assert_int_equal(open_stored(*state, &changed), SVCCOMM_E_FORMAT); \
    } while (0)

#define BEGIN(which, its_kind)                      \
    struct stored stored;                           \
    memset(&stored, 0, sizeof stored);              \
    memset(long_text, 'x', SVCCOMM_STRING_MAX + 1); \
    stored.kind = its_kind;                         \
    stored.size = sizeof stored.item.which

#define CHECK_SOUND() assert_int_equal(open_stored(*state, &stored), 0)

static void meta_has_a_format_and_times_that_can_be(void **state)
{
    BEGIN(meta, SVCCOMM_KIND_META);
    stored.item.meta.format = SVCCOMM_META_FORMAT;
    stored.item.meta.interval = SVCCOMM_INTERVAL_DEFAULT;
    stored.item.meta.newest = NEVER;
    CHECK_SOUND();
    CHECK(meta, format, 0);
    CHECK(meta, newest, FAR);
    CHECK(meta, revision, UINT64_MAX);
}

static int let_go(void *user, uint32_t kind, const void *item, const svccomm_error *error)
{
    struct stored *stored = user;

    (void)kind, (void)item, (void)error;
    stored->let_go++;
    return 0;
}

/* Whoever lets damaged items go is not asked about that. */
static void a_damaged_meta_is_never_left_out(void **state)
{
    BEGIN(meta, SVCCOMM_KIND_META);
    stored.damaged = let_go;
    assert_int_equal(open_stored(*state, &stored), SVCCOMM_E_FORMAT);
    assert_int_equal(stored.let_go, 0);
}

/* What is left of nothing is told to the storage, too. */
static void what_was_left_out_alone_is_flushed(void **state)
{
    struct world *w = *state;
    BEGIN(host, SVCCOMM_KIND_HOST);
    stored.damaged = let_go;
    assert_int_equal(open_only(w, &stored), 0);
    assert_int_equal(stored.let_go, 1);
    assert_int_equal(svccomm_registry_flush(w->registry, NULL), 0);
    assert_int_equal(stored.writes, 1);
    assert_int_equal(svccomm_registry_flush(w->registry, NULL), 0);
    assert_int_equal(stored.writes, 1);
    world_configure(w, NULL);
}

/* A scan that goes on after an error is told it again. */
static void after_an_error_nothing_is_left_out(void **state)
{
    BEGIN(host, SVCCOMM_KIND_HOST);
    stored.leaves_out = 1;
    assert_int_equal(open_stored(*state, &stored), SVCCOMM_E_FORMAT);
    assert_int_equal(stored.told, SVCCOMM_E_FORMAT);
}

static void a_host_has_an_id_and_times_that_can_be(void **state)
{
    BEGIN(host, SVCCOMM_KIND_HOST);
    stored.item.host.key.host = HOST_A;
    stored.item.host.last_snapshot = NEVER;
    for (int i = 0; i < SVCCOMM_PROTOCOL_COUNT; i++)
        stored.item.host.last_complete[0][i] = stored.item.host.last_complete[1][i] = NEVER;
    CHECK_SOUND();
    CHECK(host, key.host, 0);
    CHECK(host, name, long_text);
    CHECK(host, last_snapshot, FAR);
    CHECK(host, last_complete[1][2], FAR);
    CHECK(host, revision, UINT64_MAX);
}

static void host_of(struct stored *stored, uint64_t host, const struct stored *next)
{
    memset(stored, 0, sizeof *stored);
    stored->kind = SVCCOMM_KIND_HOST;
    stored->size = sizeof stored->item.host;
    stored->next = next;
    stored->item.host.key.host = host;
    stored->item.host.revision = 7;
    stored->item.host.last_snapshot = T0;
    for (int i = 0; i < SVCCOMM_PROTOCOL_COUNT; i++)
        stored->item.host.last_complete[0][i] = stored->item.host.last_complete[1][i] = NEVER;
}

/* Revisions that no registry gives twice. */
static void of_hosts_of_one_revision_the_first_by_its_key_goes(void **state)
{
    struct world *w = *state;
    struct stored first, second;
    svccomm_registry_config config = default_config();
    svccomm_host left[3];

    host_of(&second, HOST_A, NULL);
    host_of(&first, HOST_B, &second);
    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_hosts = 2;
    first.config = &config;
    assert_int_equal(open_only(w, &first), 0);
    scan(w, HOST_C, DAY, "");
    assert_int_equal(svccomm_registry_hosts(w->registry, 0, 0, NULL, left, 3, sizeof *left), 2);
    assert_int_equal(left[0].key.host, HOST_B);
    assert_int_equal(left[1].key.host, HOST_C);
    world_configure(w, NULL);
}

/* An owner without a range has the default. */
static void a_host_without_a_range_has_the_usual_one(void **state)
{
    struct world *w = *state;
    struct stored host;
    BEGIN(address, SVCCOMM_KIND_ADDRESS);
    address_of("10.0.0.5", stored.item.address.key.address);
    stored.item.address.since = stored.item.address.last_seen = T0;
    stored.item.address.owner = HOST_A;
    host_of(&host, HOST_A, NULL);
    stored.next = &host;
    assert_int_equal(open_only(w, &stored), 0);
    take(w, &(struct shot){.host = HOST_B, .at = MINUTE, .coverage = COVER_NOTHING},
         "tcp 10.0.0.9:20001 10.0.0.5:40001 ESTAB\ntcp 10.0.0.9:50001 10.0.0.5:20002 ESTAB\n");
    assert_records(w, "tcp 10.0.0.9 > 10.0.0.5:20002 range C 0/0 p0 r1\n"
                      "tcp 10.0.0.5 > 10.0.0.9:20001 range L 0/0 p0 r1\n");
    world_configure(w, NULL);
}

static void an_address_has_bytes_times_and_names_that_can_be(void **state)
{
    BEGIN(address, SVCCOMM_KIND_ADDRESS);
    address_of("10.0.0.1", stored.item.address.key.address);
    stored.item.address.since = stored.item.address.last_seen = NEVER;
    CHECK_SOUND();
    CHECK(address, since, FAR);
    CHECK(address, last_seen, FAR);
    CHECK(address, device, long_text);
    CHECK(address, fallback, long_text);
    CHECK(address, revision, UINT64_MAX);
    memset(stored.item.address.key.address, 0, SVCCOMM_ADDRESS_SIZE);
    CHECK(address, owner, 0);
}

static void an_endpoint_has_evidence_times_and_a_name_that_can_be(void **state)
{
    BEGIN(endpoint, SVCCOMM_KIND_ENDPOINT);
    address_of("10.0.0.1", stored.item.endpoint.key.address);
    stored.item.endpoint.key.port = 22;
    stored.item.endpoint.key.protocol = SVCCOMM_PROTO_TCP;
    stored.item.endpoint.own_listen = stored.item.endpoint.last_listen = NEVER;
    stored.item.endpoint.last_seen = stored.item.endpoint.process_seen = NEVER;
    CHECK_SOUND();
    CHECK(endpoint, own_evidence, SVCCOMM_EVIDENCE_USER);
    CHECK(endpoint, own_evidence, 256);
    CHECK(endpoint, own_listen, FAR);
    CHECK(endpoint, last_seen, FAR);
    CHECK(endpoint, process_seen, FAR);
    CHECK(endpoint, revision, UINT64_MAX);
    CHECK(endpoint, key.reserved, 1);
    CHECK(endpoint, process, long_text);
    memset(stored.item.endpoint.key.address, 0, SVCCOMM_ADDRESS_SIZE);
    CHECK(endpoint, key.scope, 0); /* a wildcard of no host */
}

/* Times that no registry writes so: it is old when both are, and a time without a name is none. */
static void an_endpoint_lives_by_the_later_of_its_times(void **state)
{
    struct world *w = *state;
    svccomm_prune prune;
    BEGIN(endpoint, SVCCOMM_KIND_ENDPOINT);
    address_of("10.0.0.1", stored.item.endpoint.key.address);
    stored.item.endpoint.key.port = 22;
    stored.item.endpoint.key.protocol = SVCCOMM_PROTO_TCP;
    stored.item.endpoint.own_listen = stored.item.endpoint.last_listen = T0;
    stored.item.endpoint.last_seen = T0 - DAY;
    stored.item.endpoint.process_seen = T0 + MINUTE;
    assert_int_equal(open_only(w, &stored), 0);
    assert_int_equal(svccomm_prune_init(&prune, sizeof prune), 0);
    prune.older_than = T0 - HOUR;
    assert_int_equal(svccomm_registry_prune(w->registry, &prune, T0), 0);
    assert_int_equal(counts(w).endpoints, 1);
    scan(w, HOST_A, MINUTE, "tcp 10.0.0.1:22 - LISTEN sshd\n");
    assert_string_equal(listeners_text(w), "tcp 10.0.0.1:22 1 0 sshd\n");
    world_configure(w, NULL);
}

static void a_rule_and_a_tombstone_are_of_their_form(void **state)
{
    {
        BEGIN(rule, SVCCOMM_KIND_RULE);
        stored.item.rule = rule_of(1, SVCCOMM_RULE_LOCAL, "172.17.0.0/16");
        CHECK_SOUND();
        CHECK(rule, process, long_text);
        CHECK(rule, id, 0);
    }
    BEGIN(tombstone, SVCCOMM_KIND_TOMBSTONE);
    stored.item.tombstone.revision = 5;
    stored.item.tombstone.cause = SVCCOMM_CHANGE_DELETED;
    CHECK_SOUND();
    CHECK(tombstone, cause, SVCCOMM_CHANGE_UPDATED);
    CHECK(tombstone, cause, SVCCOMM_CHANGE_EVICTED + 1);
    CHECK(tombstone, revision, 0);
    CHECK(tombstone, revision, UINT64_MAX);
}

static void found(svccomm_netstat *view, uint32_t which)
{
    view->view = which;
    view->found = 1;
    view->total_samples = 2;
    view->active_samples = 1;
    view->first_found = view->last_found = T0;
}

static void a_record_has_members_that_can_be(void **state)
{
    BEGIN(record, SVCCOMM_KIND_COMMUNICATION);
    stored.item.record.key = key_of("tcp 10.0.0.1 > 10.0.0.5:22");
    svccomm_key_id(&stored.item.record.key, stored.item.record.id);
    stored.item.record.created = stored.item.record.updated = T0;
    stored.item.record.revision = 7;
    stored.item.record.origin = SVCCOMM_ORIGIN_MANUAL;
    stored.item.record.first_found = stored.item.record.last_found = NEVER;
    CHECK_SOUND();
    CHECK(record, evidence, SVCCOMM_EVIDENCE_USER + 1);
    CHECK(record, status, SVCCOMM_STATUS_IGNORED + 1);
    CHECK(record, client_port, SVCCOMM_CLIENT_PORT_SEVERAL + 1);
    CHECK(record, process_count, SVCCOMM_PROCESS_MAX + 1);
    CHECK(record, process_count, 1);
    CHECK(record, revision, UINT64_MAX);
    CHECK(record, created, FAR);
    CHECK(record, updated, FAR);
    CHECK(record, key.reserved, 1);
    CHECK(record, key.protocol, 47);
    stored.item.record.key = key_of("@10 tcp 127.0.0.1 > 127.0.0.1:22");
    stored.item.record.flags = SVCCOMM_RECORD_LISTENER_LOCAL | SVCCOMM_RECORD_CLIENT_LOCAL;
    svccomm_key_id(&stored.item.record.key, stored.item.record.id);
    CHECK_SOUND();
    stored.item.record.flags = 0;
    stored.item.record.key.scope = 0;
    CHECK(record, key.scope, 0);
    address_of("10.0.0.1", stored.item.record.key.client);
    CHECK(record, key.scope, 0); /* one end alone is of a host that is not named */
}

static void the_flows_of_a_record_are_of_the_registrys_kind(void **state)
{
    svccomm_spans *spans;
    BEGIN(record, SVCCOMM_KIND_COMMUNICATION);

    stored.item.record.key = key_of("tcp 10.0.0.1 > 10.0.0.5:22");
    svccomm_key_id(&stored.item.record.key, stored.item.record.id);
    stored.item.record.created = stored.item.record.updated = T0;
    stored.item.record.revision = 7;
    stored.item.record.origin = SVCCOMM_ORIGIN_NETFLOW;
    stored.item.record.evidence = SVCCOMM_EVIDENCE_GUESS;
    stored.item.record.netflow.present = 1;
    stored.kinds = SVCCOMM_KINDS_LEAST;
    spans = &stored.item.record.netflow.spans;
    svccomm_spans_init(spans, sizeof *spans, SVCCOMM_INTERVAL_DEFAULT, SVCCOMM_SPANS_KEEP_DEFAULT,
                       0);
    assert_int_equal(svccomm_spans_add(spans, T0, T0 + SECOND), 0);
    stored.item.record.first_found = T0;
    stored.item.record.last_found = T0 + SECOND;
    CHECK_SOUND();
    CHECK(record, netflow.spans.interval, 2 * SVCCOMM_INTERVAL_DEFAULT);
    CHECK(record, netflow.spans.flags, SVCCOMM_SPANS_POINTS);
    CHECK(record, netflow.spans.last, T0);
}

/* A registry that keeps fewer segments folds the oldest. */
static void of_flows_no_more_segments_are_kept_than_the_registry_keeps(void **state)
{
    svccomm_registry_config config = default_config();
    svccomm_netflow *netflow;
    const svccomm_spans *kept;
    BEGIN(record, SVCCOMM_KIND_COMMUNICATION);

    netflow = &stored.item.record.netflow;
    stored.item.record.key = key_of("tcp 10.0.0.1 > 10.0.0.5:22");
    svccomm_key_id(&stored.item.record.key, stored.item.record.id);
    stored.item.record.created = stored.item.record.updated = T0;
    stored.item.record.revision = 7;
    stored.item.record.origin = SVCCOMM_ORIGIN_NETFLOW;
    stored.item.record.evidence = SVCCOMM_EVIDENCE_GUESS;
    netflow->present = 1;
    svccomm_spans_init(&netflow->spans, sizeof netflow->spans, SVCCOMM_INTERVAL_DEFAULT, 8, 0);
    for (int i = 0; i < 8; i++)
        assert_int_equal(svccomm_spans_add(&netflow->spans, T0 + i * HOUR, T0 + i * HOUR), 0);
    stored.item.record.first_found = T0;
    stored.item.record.last_found = T0 + 7 * HOUR;
    stored.kinds = SVCCOMM_KINDS_LEAST;
    config.keep_segments = 2;
    stored.config = &config;
    assert_int_equal(open_only(*state, &stored), 0);
    kept = &record_of(*state, "tcp 10.0.0.1 > 10.0.0.5:22")->netflow.spans;
    assert_int_equal(kept->count, 2);
    assert_int_equal(svccomm_spans_samples(kept), 8);
    world_configure(*state, NULL);
}

static void where_no_tombstones_are_kept_stored_ones_are_not_taken(void **state)
{
    svccomm_registry_config config = default_config();
    svccomm_change change;
    BEGIN(tombstone, SVCCOMM_KIND_TOMBSTONE);

    stored.item.tombstone.revision = 7;
    stored.item.tombstone.cause = SVCCOMM_CHANGE_DELETED;
    assert_int_equal(open_only(*state, &stored), 0);
    assert_int_equal(counts(*state).tombstones, 1);
    config.max_tombstones = 0;
    stored.config = &config;
    assert_int_equal(open_only(*state, &stored), 0);
    assert_int_equal(counts(*state).tombstones, 0);
    assert_int_equal(
        svccomm_registry_changes(((struct world *)*state)->registry, 0, &change, 1, sizeof change),
        SVCCOMM_E_TOO_OLD);
    world_configure(*state, NULL);
}

static void names_of_an_address_that_do_not_fit_are_told(void **state)
{
    svccomm_registry_config config = default_config();
    BEGIN(address, SVCCOMM_KIND_ADDRESS);

    address_of("10.0.0.1", stored.item.address.key.address);
    stored.item.address.since = stored.item.address.last_seen = NEVER;
    config.max_string_bytes = 4;
    stored.config = &config;
    stored.item.address.device = "name";
    assert_int_equal(open_stored(*state, &stored), 0);
    stored.item.address.fallback = "other";
    assert_int_equal(open_stored(*state, &stored), SVCCOMM_E_FULL);
}

static void the_views_of_a_record_are_found_within_times_that_can_be(void **state)
{
    BEGIN(record, SVCCOMM_KIND_COMMUNICATION);
    stored.item.record.key = key_of("tcp 10.0.0.1 > 10.0.0.5:22");
    svccomm_key_id(&stored.item.record.key, stored.item.record.id);
    stored.item.record.created = stored.item.record.updated = T0;
    stored.item.record.revision = 7;
    stored.item.record.origin = SVCCOMM_ORIGIN_NETSTAT;
    stored.item.record.evidence = SVCCOMM_EVIDENCE_LISTEN;
    stored.kinds = SVCCOMM_KINDS_LEAST; /* else its endpoint would have to be there */
    found(&stored.item.record.listener_view, SVCCOMM_VIEW_LISTENER);
    CHECK_SOUND();
    CHECK(record, listener_view.view, SVCCOMM_VIEW_CLIENT);
    CHECK(record, listener_view.first_found, NEVER);
    CHECK(record, listener_view.last_found, FAR);
    CHECK(record, listener_view.first_found, T0 + 1);
    CHECK(record, listener_view.found, 0);
    CHECK(record, listener_view.implied_samples, 2);
    found(&stored.item.record.client_view, SVCCOMM_VIEW_CLIENT);
    CHECK_SOUND();
    CHECK(record, client_view.active_samples, 3);
    CHECK(record, listener_view.active_samples, 3);
    stored.item.record.listener_view.first_found = NEVER;
    CHECK(record, listener_view.found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(meta_has_a_format_and_times_that_can_be),
        world_test(a_damaged_meta_is_never_left_out),
        world_test(what_was_left_out_alone_is_flushed),
        world_test(after_an_error_nothing_is_left_out),
        world_test(a_host_has_an_id_and_times_that_can_be),
        world_test(of_hosts_of_one_revision_the_first_by_its_key_goes),
        world_test(a_host_without_a_range_has_the_usual_one),
        world_test(an_address_has_bytes_times_and_names_that_can_be),
        world_test(an_endpoint_has_evidence_times_and_a_name_that_can_be),
        world_test(an_endpoint_lives_by_the_later_of_its_times),
        world_test(a_rule_and_a_tombstone_are_of_their_form),
        world_test(a_record_has_members_that_can_be),
        world_test(the_flows_of_a_record_are_of_the_registrys_kind),
        world_test(of_flows_no_more_segments_are_kept_than_the_registry_keeps),
        world_test(where_no_tombstones_are_kept_stored_ones_are_not_taken),
        world_test(names_of_an_address_that_do_not_fit_are_told),
        world_test(the_views_of_a_record_are_found_within_times_that_can_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
