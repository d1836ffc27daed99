/* SPDX-License-Identifier: MIT
 * Imports at the caps: what is counted against them is what the records bring, each endpoint and
 * address once (A7), and memory is reserved for no more (A5). */
#include "api_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text that is read in one piece. */
struct text {
    char *data;
    size_t length;
    size_t at;
};

static int text_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct text *text = user;
    size_t left = text->length - text->at;

    *length = left < capacity ? left : capacity;
    memcpy(data, text->data + text->at, *length);
    text->at += *length;
    return 0;
}

static int text_write(void *user, const void *data, size_t length)
{
    struct text *text = user;
    char *more = realloc(text->data, text->length + length);

    if (more == NULL)
        return -1;
    memcpy(more + text->length, data, length);
    text->data = more;
    text->length += length;
    return 0;
}

static struct text exported(struct world *w)
{
    struct text text = {0};

    assert_int_equal(svccomm_registry_export(w->registry, NULL, SVCCOMM_TRANSFER_NDJSON, text_write,
                                             &text, NULL),
                     0);
    return text;
}

static int try_import(struct world *w, struct text *text)
{
    text->at = 0;
    return svccomm_registry_import(w->registry, SVCCOMM_TRANSFER_NDJSON, text_read, text, T0, NULL,
                                   NULL);
}

static void with_caps(struct world *w, uint64_t records, uint64_t endpoints, uint64_t addresses)
{
    svccomm_registry_config config = default_config();

    config.max_records = records;
    config.max_endpoints = endpoints;
    config.max_addresses = addresses;
    world_configure(w, &config);
}

/* Three clients of two listeners, one of them seen by its own host; names of both hosts. */
static struct text three_records(struct world *w)
{
    take(w, &(struct shot){.host = HOST_A, .name = "server"},
         "tcp 10.0.0.5:22 - LISTEN sshd\n"
         "tcp 10.0.0.5:22 10.0.0.1:51000 ESTAB\n"
         "tcp 10.0.0.5:22 10.0.0.2:51000 ESTAB\n"
         "tcp 10.0.0.5:50000 10.0.0.6:80 ESTAB curl\n");
    return exported(w);
}

static void an_import_counts_each_endpoint_and_address_once(void **state)
{
    struct world *w = *state;
    struct text text = three_records(w);

    with_caps(w, 3, 2, 2);
    assert_int_equal(try_import(w, &text), 0);
    assert_int_equal(counts(w).records, 3);
    assert_int_equal(counts(w).endpoints, 2);
    assert_int_equal(counts(w).addresses, 2);
    assert_int_equal(try_import(w, &text), 0); /* they are there */
    assert_int_equal(counts(w).addresses, 2);
    free(text.data);
}

static void an_import_that_does_not_fit_under_a_cap_changes_nothing(void **state)
{
    static const uint64_t caps[][3] = {{2, 2, 2}, {3, 1, 2}, {3, 2, 1}};
    struct world *w = *state;
    struct text text = three_records(w);
    size_t i;

    for (i = 0; i < COUNT(caps); i++) {
        with_caps(w, caps[i][0], caps[i][1], caps[i][2]);
        assert_int_equal(try_import(w, &text), SVCCOMM_E_FULL);
        assert_int_equal(counts(w).records, 0);
        assert_int_equal(counts(w).endpoints, 0);
        assert_int_equal(counts(w).addresses, 0);
        assert_int_equal(counts(w).strings, 0);
    }
    free(text.data);
}

/* A name that an import gave is looked up by the address as a host's is. */
static void an_address_that_an_import_named_goes_after_one_without_a_name(void **state)
{
    char line[] = "{\"protocol\":6,\"client_ip\":\"10.0.0.1\",\"listener_ip\":\"10.0.0.2\","
                  "\"port\":22,\"client_device\":\"laptop\"}\n";
    struct text text = {line, sizeof line - 1, 0};
    struct world *w = *state;
    svccomm_registry_config config = default_config();
    svccomm_address left[3];

    config.cap_policy = SVCCOMM_CAP_EVICT;
    config.max_addresses = 2;
    world_configure(w, &config);
    assert_int_equal(try_import(w, &text), 0);
    assert_int_equal(
        svccomm_registry_delete(w->registry, id_of(w, "tcp 10.0.0.1 > 10.0.0.2:22"), 1, T0, NULL),
        0);
    scan(w, HOST_A, DAY, "tcp 10.0.0.9:80 - LISTEN\n");
    assert_int_equal(svccomm_registry_addresses(w->registry, 0, 1, NULL, left, 3, sizeof *left), 2);
    assert_string_equal(left[0].fallback, "laptop");
    assert_int_equal(left[1].owner, HOST_A);
}

static void what_is_there_leaves_no_room_for_what_is_not(void **state)
{
    struct world *w = *state;
    struct text text = three_records(w);

    with_caps(w, 10, 2, 3);
    add(w, "tcp 10.0.0.9 > 10.0.0.5:22", 0);
    add(w, "tcp 10.0.0.9 > 10.0.0.7:80", 0);
    assert_int_equal(try_import(w, &text), SVCCOMM_E_FULL); /* three endpoints */
    with_caps(w, 10, 3, 2);
    add(w, "tcp 10.0.0.9 > 10.0.0.5:22", 0);
    add(w, "tcp 10.0.0.9 > 10.0.0.7:80", 0);
    assert_int_equal(try_import(w, &text), SVCCOMM_E_FULL); /* three addresses */
    assert_int_equal(counts(w).records, 2);
    with_caps(w, 10, 3, 3);
    add(w, "tcp 10.0.0.9 > 10.0.0.5:22", 0);
    add(w, "tcp 10.0.0.9 > 10.0.0.7:80", 0);
    assert_int_equal(try_import(w, &text), 0);
    assert_int_equal(counts(w).records, 5);
    free(text.data);
}

/* What an import leaves reserved is in the order of what it brought. */
static void an_import_reserves_what_its_records_need(void **state)
{
    struct world *w = *state;
    uint64_t taken, imported;
    struct text text;
    char key[64];
    int i;

    for (i = 0; i < 4000; i++) {
        snprintf(key, sizeof key, "tcp 10.1.%d.%d > 10.0.0.5:22", i / 200, 1 + i % 200);
        add(w, key, 0);
    }
    taken = counts(w).memory;
    text = exported(w);
    with_caps(w, 4000, 1, 1);
    assert_int_equal(try_import(w, &text), 0);
    imported = counts(w).memory;
    assert_int_equal(counts(w).records, 4000);
    assert_true(imported < taken + taken / 4);
    free(text.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(an_import_counts_each_endpoint_and_address_once),
        world_test(an_import_that_does_not_fit_under_a_cap_changes_nothing),
        world_test(an_address_that_an_import_named_goes_after_one_without_a_name),
        world_test(what_is_there_leaves_no_room_for_what_is_not),
        world_test(an_import_reserves_what_its_records_need),
    };

    return cmocka_run_group_tests_name("imports at the caps", tests, NULL, NULL);
}
