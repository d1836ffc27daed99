/* SPDX-License-Identifier: MIT
 * What a scan gives to its sink: items of another size, items that are left out, and storages that
 * cannot be used (S1, S2). */
#include "api_support.h"

#include <string.h>

/* A scan that does one thing for one kind. */
struct giving {
    svccomm_storage storage;
    uint32_t kind;
    int (*act)(svccomm_sink *sink);
    int told[2]; /* what the sink said, and what it said when it was asked again */
    int destroyed;
};

static int write_nothing(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    (void)user, (void)kind, (void)items, (void)count, (void)size;
    return 0;
}

static int scan_one(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct giving *giving = user;

    if (kind != giving->kind)
        return 0;
    giving->told[0] = giving->act(sink);
    giving->told[1] = svccomm_sink_put(sink, NULL, 0, sizeof(svccomm_record));
    return giving->told[0];
}

static void destroy(void *user)
{
    ((struct giving *)user)->destroyed++;
}

static int give_too_small(svccomm_sink *sink)
{
    char item[8] = {0};

    return svccomm_sink_put(sink, item, 1, sizeof item);
}

static int leave_one_out(svccomm_sink *sink)
{
    return svccomm_sink_leave_out(sink);
}

static void giving_init(struct giving *giving, uint32_t kind, int (*act)(svccomm_sink *sink))
{
    memset(giving, 0, sizeof *giving);
    assert_int_equal(svccomm_storage_init(&giving->storage, sizeof giving->storage), 0);
    giving->storage.user = giving;
    giving->storage.put = write_nothing;
    giving->storage.erase = write_nothing;
    giving->storage.scan = scan_one;
    giving->storage.destroy = destroy;
    giving->kind = kind;
    giving->act = act;
}

static int open_giving(struct world *w, struct giving *giving)
{
    return svccomm_registry_open(w->registry, &giving->storage, &w->error);
}

static void an_item_of_a_size_before_the_first_version_is_refused(void **state)
{
    struct world *w = *state;
    struct giving giving;

    giving_init(&giving, SVCCOMM_KIND_HOST, give_too_small);
    assert_int_equal(open_giving(w, &giving), SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(giving.told[0], SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(giving.told[1], SVCCOMM_E_STRUCT_SIZE);
    assert_int_equal(giving.destroyed, 1);
}

static void what_is_left_out_is_passed_over(void **state)
{
    static const uint32_t kinds[] = {SVCCOMM_KIND_HOST, SVCCOMM_KIND_ADDRESS, SVCCOMM_KIND_ENDPOINT,
                                     SVCCOMM_KIND_RULE, SVCCOMM_KIND_COMMUNICATION};

    for (size_t i = 0; i < COUNT(kinds); i++) {
        struct world *w = *state;
        struct giving giving;

        giving_init(&giving, kinds[i], leave_one_out);
        world_configure(w, NULL);
        assert_int_equal(open_giving(w, &giving), 0);
        assert_int_equal(giving.told[0], 0);
        assert_int_equal(counts(w).records, 0);
        world_configure(w, NULL); /* ends what the giving of this turn belongs to */
        assert_int_equal(giving.destroyed, 1);
    }
}

static void meta_is_never_left_out(void **state)
{
    struct giving giving;

    giving_init(&giving, SVCCOMM_KIND_META, leave_one_out);
    assert_int_equal(open_giving(*state, &giving), SVCCOMM_E_FORMAT);
    assert_int_equal(giving.told[0], SVCCOMM_E_FORMAT);
    assert_int_equal(giving.told[1], SVCCOMM_E_FORMAT);
    assert_int_equal(giving.destroyed, 1);
}

static void assert_unsupported(struct world *w, struct giving *giving)
{
    assert_int_equal(open_giving(w, giving), SVCCOMM_E_UNSUPPORTED);
    assert_int_equal(giving->destroyed, 0);
}

static void a_storage_writes_erases_and_scans_the_least_kinds_and_none_unknown(void **state)
{
    struct giving giving;

    giving_init(&giving, SVCCOMM_KIND_HOST, leave_one_out);
    giving.storage.put = NULL;
    assert_unsupported(*state, &giving);
    giving_init(&giving, SVCCOMM_KIND_HOST, leave_one_out);
    giving.storage.erase = NULL;
    assert_unsupported(*state, &giving);
    giving_init(&giving, SVCCOMM_KIND_HOST, leave_one_out);
    giving.storage.scan = NULL;
    assert_unsupported(*state, &giving);
    giving_init(&giving, SVCCOMM_KIND_HOST, leave_one_out);
    giving.storage.kinds = 1u << SVCCOMM_KIND_COMMUNICATION;
    assert_unsupported(*state, &giving);
    giving.storage.kinds = SVCCOMM_KINDS_ALL << 1 | 1u;
    assert_unsupported(*state, &giving);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        world_test(an_item_of_a_size_before_the_first_version_is_refused),
        world_test(what_is_left_out_is_passed_over),
        world_test(meta_is_never_left_out),
        world_test(a_storage_writes_erases_and_scans_the_least_kinds_and_none_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
