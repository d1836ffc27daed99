/* SPDX-License-Identifier: MIT
 * Numbers and times beyond their range, constants and texts by name, and a registry without
 * tombstones (A1, A4, K10). */
#include "api_support.h"

#include <stdio.h>
#include <string.h>

#define RANGE SVCCOMM_E_RANGE
#define ARGUMENT SVCCOMM_E_ARGUMENT
#define WEB "tcp 10.0.0.1 > 10.0.0.5:22"

/* ---- configurations ---- */

static int try_config(const svccomm_registry_config *config)
{
    svccomm_registry *registry;
    int rc = svccomm_registry_new(&registry, config);

    assert_true((rc == 0) == (registry != NULL));
    svccomm_registry_free(registry);
    return rc;
}

#define CHECK_CONFIG(member, value)                   \
    do {                                              \
        config = default_config();                    \
        config.member = value;                        \
        assert_int_equal(try_config(&config), RANGE); \
    } while (0)

static void a_configuration_is_within_its_ranges(void **state)
{
    svccomm_registry_config config;

    (void)state;
    CHECK_CONFIG(cap_policy, SVCCOMM_CAP_EVICT + 1);
    CHECK_CONFIG(interval, 0);
    CHECK_CONFIG(interval, INT64_MAX);
    CHECK_CONFIG(keep_segments, SVCCOMM_SPANS_KEEP_MIN - 1);
    CHECK_CONFIG(keep_segments, SVCCOMM_SPANS_KEEP_MAX + 1);
    CHECK_CONFIG(flow_age, -1);
    CHECK_CONFIG(flow_future, -1);
    CHECK_CONFIG(flow_options, UINT32_MAX);
    CHECK_CONFIG(owner_age, -1);
    CHECK_CONFIG(max_records, UINT32_MAX);
    CHECK_CONFIG(max_endpoints, UINT32_MAX);
    CHECK_CONFIG(max_addresses, UINT32_MAX);
    CHECK_CONFIG(max_hosts, UINT32_MAX);
}

static void a_snapshot_is_of_a_time_and_says_nothing_unknown(void **state)
{
    struct world *w = *state;
    svccomm_snapshot_info info;

    svccomm_snapshot_info_init(&info, sizeof info);
    info.host = HOST_A;
    info.time = INT64_MAX;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), RANGE);
    info.time = -INT64_MAX;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), RANGE);
    info.time = T0;
    info.reserved[2] = 1;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), ARGUMENT);
    info.reserved[2] = 0;
    info.reserved2 = 1;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), ARGUMENT);
    info.reserved2 = 0;
    assert_int_equal(svccomm_snapshot_begin(w->snapshot, &info), 0);
    assert_int_equal(svccomm_snapshot_cover(w->snapshot, UINT32_MAX), ARGUMENT);
}

/* ---- times ---- */

static void a_time_of_pruning_is_within_range(void **state)
{
    struct world *w = *state;
    svccomm_prune prune;

    svccomm_prune_init(&prune, sizeof prune);
    prune.older_than = INT64_MAX;
    assert_int_equal(svccomm_registry_prune(w->registry, &prune, T0), RANGE);
}

static int try_flows(struct world *w, int64_t now, int64_t received)
{
    svccomm_flow_batch batch;

    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.now = now;
    batch.received = received;
    return svccomm_registry_ingest_flows(w->registry, NULL, 0, sizeof(svccomm_flow), &batch, NULL);
}

static void flows_come_at_a_time_within_range(void **state)
{
    struct world *w = *state;
    static const svccomm_flow flow;

    assert_int_equal(svccomm_registry_ingest_flows(w->registry, &flow, 0, sizeof flow, NULL, NULL),
                     ARGUMENT);
    assert_int_equal(try_flows(w, INT64_MAX, T0), RANGE);
    assert_int_equal(try_flows(w, T0, INT64_MAX), RANGE);
    assert_int_equal(try_flows(w, T0, SVCCOMM_NO_TIME), 0);
    assert_int_equal(try_flows(w, T0, T0), 0);
}

static void a_datagram_comes_at_a_time_within_range(void **state)
{
    svccomm_decoder *decoder;
    svccomm_datagram datagram;
    const svccomm_flow *flows;

    (void)state;
    assert_int_equal(svccomm_decoder_new(&decoder, NULL), 0);
    svccomm_datagram_init(&datagram, sizeof datagram);
    datagram.received = INT64_MAX;
    assert_int_equal(
        svccomm_decoder_datagram(decoder, "", 0, &datagram, &flows, sizeof *flows, NULL), RANGE);
    datagram.received = -INT64_MAX;
    assert_int_equal(
        svccomm_decoder_datagram(decoder, "", 0, &datagram, &flows, sizeof *flows, NULL), RANGE);
    svccomm_decoder_free(decoder);
}

/* ---- texts and constants ---- */

static void texts_and_bytes_of_keys_want_both_ends(void **state)
{
    svccomm_key key = key_of(WEB);
    uint8_t id[SVCCOMM_ID_SIZE];
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    svccomm_prefix prefix;

    (void)state;
    memset(&prefix, 0, sizeof prefix);
    assert_int_equal(svccomm_key_id(NULL, id), ARGUMENT);
    assert_int_equal(svccomm_key_id(&key, NULL), ARGUMENT);
    assert_int_equal(svccomm_id_format(NULL, text, sizeof text), ARGUMENT);
    assert_int_equal(svccomm_id_format(id, NULL, sizeof text), ARGUMENT);
    assert_int_equal(svccomm_id_parse(NULL, 36, id), ARGUMENT);
    assert_int_equal(svccomm_id_parse(text, 36, NULL), ARGUMENT);
    assert_int_equal(svccomm_prefix_parse(NULL, 3, &prefix), ARGUMENT);
    assert_int_equal(svccomm_prefix_parse(text, 3, NULL), ARGUMENT);
    assert_int_equal(svccomm_prefix_format(NULL, text, sizeof text), ARGUMENT);
    assert_int_equal(svccomm_prefix_format(&prefix, NULL, sizeof text), ARGUMENT);
    prefix.length = 129;
    assert_int_equal(svccomm_prefix_format(&prefix, text, sizeof text), ARGUMENT);
    assert_int_equal(svccomm_prefix_contains(&prefix, key.client), ARGUMENT);
    assert_int_equal(svccomm_prefix_contains(NULL, key.client), ARGUMENT);
    assert_int_equal(svccomm_prefix_contains(&prefix, NULL), ARGUMENT);
}

static void constants_are_found_by_name_and_by_index(void **state)
{
    uint32_t count = svccomm_constant_count(), i;
    int64_t value = 77;

    (void)state;
    assert_int_equal(svccomm_constant(NULL, &value), ARGUMENT);
    assert_int_equal(svccomm_constant("SVCCOMM_OK", NULL), ARGUMENT);
    assert_int_equal(svccomm_constant("SVCCOMM_", &value), SVCCOMM_E_NOT_FOUND);
    assert_int_equal(value, 77);
    for (i = 0; i < count; i++)
        assert_int_equal(svccomm_constant(svccomm_constant_name(i), &value), 0);
    assert_null(svccomm_constant_name(count));
    assert_int_equal(svccomm_constant("SVCCOMM_PROTO_SCTP", &value), 0);
    assert_int_equal(value, SVCCOMM_PROTO_SCTP);
}

static void the_library_tells_its_version(void **state)
{
    char text[32];

    (void)state;
    snprintf(text, sizeof text, "%d.%d.%d", SVCCOMM_VERSION_MAJOR, SVCCOMM_VERSION_MINOR,
             SVCCOMM_VERSION_PATCH);
    assert_string_equal(svccomm_version(), text);
    assert_int_equal(svccomm_abi_version(), SVCCOMM_ABI_MAJOR);
}

/* ---- tombstones ---- */

static void without_tombstones_every_end_is_too_old(void **state)
{
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_change change;
    uint64_t before;

    config.max_tombstones = 0;
    world_configure(w, &config);
    scan(w, HOST_A, 0, "tcp 10.0.0.5:22 - LISTEN sshd\ntcp 10.0.0.5:22 10.0.0.1:51000 ESTAB\n");
    before = counts(w).revision;
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, WEB), 1, T0, NULL), 0);
    assert_int_equal(counts(w).tombstones, 0);
    assert_int_equal(svccomm_registry_changes(w->registry, before, &change, 1, sizeof change),
                     SVCCOMM_E_TOO_OLD);
    assert_int_equal(
        svccomm_registry_changes(w->registry, counts(w).revision, &change, 1, sizeof change), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_configuration_is_within_its_ranges),
        world_test(a_snapshot_is_of_a_time_and_says_nothing_unknown),
        world_test(a_time_of_pruning_is_within_range),
        world_test(flows_come_at_a_time_within_range),
        cmocka_unit_test(a_datagram_comes_at_a_time_within_range),
        cmocka_unit_test(texts_and_bytes_of_keys_want_both_ends),
        cmocka_unit_test(constants_are_found_by_name_and_by_index),
        cmocka_unit_test(the_library_tells_its_version),
        world_test(without_tombstones_every_end_is_too_old),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
