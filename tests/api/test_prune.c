/* SPDX-License-Identifier: MIT
 * Ageing, bulk deletion and starting anew (K12). */
#include "api_support.h"

#include <string.h>

#define LISTENS "tcp 10.0.0.5:22 - LISTEN sshd\n"
#define ROW "tcp 10.0.0.5:22 10.0.0.9:51000 ESTAB\n"
#define ROW_2 "tcp 10.0.0.5:22 10.0.0.8:51000 ESTAB\n"
#define KEY "tcp 10.0.0.9 > 10.0.0.5:22"
#define KEY_2 "tcp 10.0.0.8 > 10.0.0.5:22"

static svccomm_prune prune_at(struct world *w, int64_t older_than, int include_manual, int dry_run)
{
    svccomm_prune prune;

    svccomm_prune_init(&prune, sizeof prune);
    prune.older_than = T0 + older_than;
    prune.include_manual = (uint32_t)include_manual;
    prune.dry_run = (uint32_t)dry_run;
    assert_int_equal(svccomm_registry_prune(w->registry, &prune, T0 + 30 * DAY), 0);
    return prune;
}

/* ---- prune ---- */

static void records_last_found_before_the_limit_go(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, HOUR, LISTENS ROW);
    scan(w, HOST_A, DAY, LISTENS ROW_2);
    assert_int_equal(prune_at(w, HOUR, 0, 0).records, 0);
    assert_int_equal(counts(w).records, 2);
    assert_int_equal(prune_at(w, HOUR + 1, 0, 0).records, 1);
    assert_records(w, KEY_2 " listen L 1/1 p1\n");
}

static void a_dry_run_counts_the_same_and_changes_nothing(void **state)
{
    struct world *w = *state;
    svccomm_prune dry, real;
    uint64_t before;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    before = revision(w);
    dry = prune_at(w, DAY, 0, 1);
    assert_int_equal(revision(w), before);
    assert_int_equal(counts(w).records, 2);
    assert_int_equal(counts(w).endpoints, 1);
    real = prune_at(w, DAY, 0, 0);
    assert_int_equal(dry.records, 2);
    assert_int_equal(real.records, dry.records);
    assert_int_equal(real.endpoints, dry.endpoints);
    assert_int_equal(real.addresses, dry.addresses);
    assert_int_equal(real.hosts, dry.hosts);
    assert_int_equal(counts(w).records, 0);
}

static void records_without_a_find_age_by_updated(void **state)
{
    struct world *w = *state;

    take(w, &(struct shot){.host = HOST_A, .at = HOUR, .now = DAY},
         "tcp 10.0.0.5:40001 10.0.0.9:22 SYN-SENT\n");
    assert_int_equal(prune_at(w, DAY, 0, 0).records, 0);
    assert_int_equal(prune_at(w, DAY + 1, 0, 0).records, 1);
}

static void manual_and_ignored_records_stay_unless_asked(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2 "tcp 10.0.0.5:22 10.0.0.7:51000 ESTAB\n");
    add(w, "tcp 10.0.0.6 > 10.0.0.5:22", 0);
    add(w, KEY, 0);
    set_status(w, KEY_2, SVCCOMM_STATUS_IGNORED, 0);
    assert_int_equal(prune_at(w, DAY, 0, 0).records, 1);
    assert_int_equal(counts(w).records, 3);
    assert_int_equal(prune_at(w, DAY, 1, 0).records, 3);
    assert_int_equal(counts(w).records, 0);
}

static void what_nothing_refers_to_goes_too(void **state)
{
    struct world *w = *state;
    svccomm_prune prune;

    scan(w, HOST_A, 0, LISTENS ROW "tcp 0.0.0.0:80 - LISTEN\n");
    assert_int_equal(counts(w).endpoints, 2);
    prune = prune_at(w, DAY, 0, 0);
    assert_int_equal(prune.records, 1);
    assert_int_equal(prune.endpoints, 2);
    assert_int_equal(prune.hosts, 1);
    assert_int_equal(counts(w).endpoints, 0);
    assert_int_equal(counts(w).addresses, 0);
    assert_int_equal(counts(w).hosts, 0);
}

static void what_a_record_refers_to_stays_and_goes_on_counting(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW);
    scan(w, HOST_B, 0, "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB\n");
    add(w, KEY, 0);
    prune_at(w, DAY, 0, 0);
    scan(w, HOST_A, MINUTE, LISTENS);
    scan(w, HOST_B, MINUTE, "");
    assert_records(w, KEY " user L 2/1 p1 C 2/1 p1 manual+netstat\n");
}

static void a_named_address_and_a_named_host_stay(void **state)
{
    struct world *w = *state;
    uint8_t address[SVCCOMM_ADDRESS_SIZE];

    address_of("10.0.0.77", address);
    assert_int_equal(svccomm_registry_set_device(w->registry, 0, 0, address, "vip", T0), 0);
    assert_int_equal(svccomm_registry_set_host_name(w->registry, 0, HOST_C, "spare", T0), 0);
    prune_at(w, DAY, 0, 0);
    assert_int_equal(counts(w).addresses, 1);
    assert_int_equal(counts(w).hosts, 1);
}

/* So does one to which an import gave a name. */
static int name_read(void *user, void *data, size_t capacity, size_t *length)
{
    const char **text = user;

    (void)capacity;
    *length = strlen(*text);
    memcpy(data, *text, *length);
    *text += *length;
    return 0;
}

static void an_address_that_an_import_named_stays(void **state)
{
    struct world *w = *state;
    const char *text = "protocol,client_ip,listener_ip,port,client_device\n"
                       "6,10.0.0.9,10.0.0.5,22,laptop\n";

    assert_int_equal(svccomm_registry_import(w->registry, SVCCOMM_TRANSFER_CSV, name_read, &text,
                                             T0, NULL, NULL),
                     0);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY), 1, T0, NULL), 0);
    assert_int_equal(counts(w).addresses, 2);
    prune_at(w, DAY, 0, 0);
    assert_int_equal(counts(w).addresses, 1);
    add(w, KEY, DAY);
    assert_string_equal(record_of(w, KEY)->client_device, "laptop");
}

/* ---- deletion ---- */

static void records_are_deleted_all_or_none(void **state)
{
    struct world *w = *state;
    uint8_t ids[3 * SVCCOMM_ID_SIZE];
    svccomm_error error;

    svccomm_error_init(&error, sizeof error);
    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    memset(ids, 0xee, sizeof ids);
    memcpy(ids, id_of(w, KEY), SVCCOMM_ID_SIZE);
    memcpy(ids + SVCCOMM_ID_SIZE, id_of(w, KEY_2), SVCCOMM_ID_SIZE);
    assert_int_equal(svccomm_registry_delete(w->registry, ids, 3, T0, &error), SVCCOMM_E_NOT_FOUND);
    assert_int_equal(error.offset, 2);
    assert_int_equal(counts(w).records, 2);
    memcpy(ids + 2 * SVCCOMM_ID_SIZE, ids, SVCCOMM_ID_SIZE); /* told twice counts once */
    assert_int_equal(svccomm_registry_delete(w->registry, ids, 3, T0, NULL), 0);
    assert_int_equal(counts(w).records, 0);
}

static void a_deleted_record_is_rediscovered(void **state)
{
    struct world *w = *state;

    scan(w, HOST_A, 0, LISTENS ROW);
    assert_int_equal(svccomm_registry_delete(w->registry, id_of(w, KEY), 1, T0, NULL), 0);
    scan(w, HOST_A, MINUTE, LISTENS ROW);
    assert_records(w, KEY " listen L 1/1 p1\n");
}

static void a_filter_says_which_records_are_deleted(void **state)
{
    struct world *w = *state;
    svccomm_filter filter;
    uint64_t count = 0;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    set_status(w, KEY_2, SVCCOMM_STATUS_HIDDEN, 0);
    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_PORT;
    filter.port_low = filter.port_high = 22;
    assert_int_equal(svccomm_registry_delete_matching(w->registry, &filter, 1, T0, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(counts(w).records, 2);
    assert_int_equal(svccomm_registry_delete_matching(w->registry, &filter, 0, T0, &count), 0);
    assert_int_equal(count, 1);
    assert_records(w, KEY_2 " listen L 1/1 p1 hidden\n");
    filter.statuses = SVCCOMM_STATUSES_ALL;
    assert_int_equal(svccomm_registry_delete_matching(w->registry, &filter, 0, T0, NULL), 0);
    assert_int_equal(counts(w).records, 0);
}

/* ---- reset ---- */

static void a_reset_starts_the_counting_anew(void **state)
{
    struct world *w = *state;
    svccomm_filter filter;
    uint64_t count = 0, before;

    scan(w, HOST_A, 0, LISTENS ROW ROW_2);
    scan(w, HOST_B, MINUTE, "tcp 10.0.0.9:51000 10.0.0.5:22 ESTAB ssh\n");
    svccomm_filter_init(&filter, sizeof filter);
    filter.fields = SVCCOMM_FILTER_CLIENT;
    filter.client = prefix_of("10.0.0.9");
    before = record_of(w, KEY)->revision;
    assert_int_equal(svccomm_registry_reset(w->registry, &filter, 1, T0, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(record_of(w, KEY)->revision, before);
    assert_int_equal(svccomm_registry_reset(w->registry, &filter, 0, T0 + HOUR, &count), 0);
    assert_records(w, KEY_2 " listen L 1/1 p1\n" KEY " listen\n");
    assert_true(record_of(w, KEY)->first_found == SVCCOMM_NO_TIME);
    assert_int_equal(record_of(w, KEY)->process_count, 1);
    assert_true(record_of(w, KEY)->revision > before);
    scan(w, HOST_A, 2 * MINUTE, LISTENS ROW);
    assert_records(w, KEY_2 " listen L 2/1 p1\n" KEY " listen L 1/1 p1\n");
    assert_int_equal(record_of(w, KEY)->first_found, T0 + 2 * MINUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(records_last_found_before_the_limit_go),
        world_test(a_dry_run_counts_the_same_and_changes_nothing),
        world_test(records_without_a_find_age_by_updated),
        world_test(manual_and_ignored_records_stay_unless_asked),
        world_test(what_nothing_refers_to_goes_too),
        world_test(what_a_record_refers_to_stays_and_goes_on_counting),
        world_test(a_named_address_and_a_named_host_stay),
        world_test(an_address_that_an_import_named_stays),
        world_test(records_are_deleted_all_or_none),
        world_test(a_deleted_record_is_rediscovered),
        world_test(a_filter_says_which_records_are_deleted),
        world_test(a_reset_starts_the_counting_anew),
    };

    return cmocka_run_group_tests_name("prune", tests, NULL, NULL);
}
