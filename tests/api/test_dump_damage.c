/* SPDX-License-Identifier: MIT
 * Dumps that are cut, damaged, of another kind, or do not fit: refused by a code that says which,
 * and the registry is as empty and as usable as before. */
#include "dump_support.h"

#include <string.h>

#define HEAD 10
#define BLOCK_HEAD 5
#define SUM 8
#define STOP 77

struct fixture {
    struct world source;
    struct world empty;
    struct dump_file file; /* what the source dumps */
};

static void begin(struct fixture *f, void (*make)(struct world *world))
{
    memset(f, 0, sizeof *f);
    make(&f->source);
    assert_int_equal(dump_file_of(f->source.registry, &f->file), 0);
    dump_empty(&f->empty, &f->source);
}

/* After whatever was refused a sound dump is taken. */
static void finish(struct fixture *f)
{
    assert_dump_empty(&f->empty);
    assert_int_equal(dump_restore(&f->empty, &f->file), 0);
    assert_dump_same(&f->source, &f->empty);
    dump_file_free(&f->file);
    dump_end(&f->empty);
    dump_end(&f->source);
}

/* The same bytes, to be spoiled. */
static struct dump_file copy_of(const struct dump_file *file)
{
    struct dump_file copy = {0};

    fault_text_add(&copy.text, file->text.bytes, file->text.length);
    return copy;
}

static void tear(struct fixture *f, size_t length)
{
    struct dump_file torn = copy_of(&f->file);

    torn.text.length = length;
    torn.piece = length % 2 == 0 ? 0 : 13;
    assert_int_equal(dump_restore(&f->empty, &torn), SVCCOMM_E_TRUNCATED);
    assert_int_equal(f->empty.error.offset, length);
    dump_file_free(&torn);
}

static void torn_anywhere_it_is_cut(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, dump_small);
    for (size_t length = 0; length < f.file.text.length; length++)
        tear(&f, length);
    finish(&f);
}

static void torn_where_much_was_restored_already_it_is_cut(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, dump_rich);
    for (size_t length = 5; length < f.file.text.length; length += 397)
        tear(&f, length);
    finish(&f);
}

static int is_refusal(int code)
{
    return code == SVCCOMM_E_FORMAT || code == SVCCOMM_E_TRUNCATED || code == SVCCOMM_E_VERSION;
}

static void flip(struct fixture *f, size_t at, unsigned char bits)
{
    struct dump_file spoiled = copy_of(&f->file);

    spoiled.text.bytes[at] = (char)((unsigned char)spoiled.text.bytes[at] ^ bits);
    assert_true(is_refusal(dump_restore(&f->empty, &spoiled)));
    dump_file_free(&spoiled);
}

static void any_byte_that_differs_is_seen(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, dump_small);
    for (size_t at = 0; at < f.file.text.length; at++) {
        flip(&f, at, (unsigned char)(1u << at % 8));
        flip(&f, at, 0xff);
    }
    finish(&f);
}

static size_t block_size(const struct dump_file *file, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)file->text.bytes + at;

    return BLOCK_HEAD + SUM + ((size_t)bytes[1] | (size_t)bytes[2] << 8 | (size_t)bytes[3] << 16);
}

/* Blocks of the file by their numbers, in this order. */
static struct dump_file blocks_of(const struct dump_file *file, const char *order)
{
    struct dump_file out = {0};
    size_t starts[10], count = 0;

    for (size_t at = HEAD; at < file->text.length && count < COUNT(starts);
         at += block_size(file, at))
        starts[count++] = at;
    fault_text_add(&out.text, file->text.bytes, HEAD);
    for (; *order != '\0'; order++) {
        size_t at = starts[*order - '0'];
        fault_text_add(&out.text, file->text.bytes + at, block_size(file, at));
    }
    return out;
}

/* Of the rich registry: meta, hosts, addresses, endpoints, rules, tombstones, fan-in,
 * communications, the end. */
#define SOUND "012345678"

static void blocks_in_another_order_are_refused(void **state)
{
    static const char *const orders[] = {
        "021345678", "012346578", "102345678",  "02345678",   "12345678",   "01234568",
        "08",        "8",         "0012345678", "0112345678", "0123456778",
    };
    struct dump_file mixed;
    struct fixture f;

    (void)state;
    begin(&f, dump_rich);
    mixed = blocks_of(&f.file, SOUND);
    assert_int_equal(mixed.text.length, f.file.text.length);
    dump_file_free(&mixed);
    for (size_t i = 0; i < COUNT(orders); i++) {
        mixed = blocks_of(&f.file, orders[i]);
        assert_dump_refused(&f.empty, &mixed, SVCCOMM_E_FORMAT);
        assert_true(f.empty.error.offset >= HEAD);
        dump_file_free(&mixed);
    }
    finish(&f);
}

static void what_follows_the_end_is_not_read(void **state)
{
    struct dump_file longer;
    struct fixture f;
    struct world other;

    (void)state;
    begin(&f, dump_small);
    longer = copy_of(&f.file);
    fault_text_word(&longer.text, "something else");
    dump_empty(&other, &f.source);
    assert_int_equal(dump_restore(&other, &longer), 0);
    assert_dump_same(&f.source, &other);
    dump_end(&other);
    dump_file_free(&longer);
    finish(&f);
}

static void blocks_of_another_dump_are_refused(void **state)
{
    struct dump_file mixed, other = {0}, begins;
    struct fixture f;

    (void)state;
    begin(&f, dump_rich);
    assert_int_equal(sample_web(&f.source, T0 + 90 * MINUTE), 0);
    assert_int_equal(dump_file_of(f.source.registry, &other), 0);
    begins = blocks_of(&f.file, "0");
    mixed = blocks_of(&other, SOUND);
    /* The old one's meta is as long as the new one's. */
    memcpy(mixed.text.bytes, begins.text.bytes, begins.text.length);
    assert_dump_refused(&f.empty, &mixed, SVCCOMM_E_FORMAT);
    dump_file_free(&mixed);
    dump_file_free(&begins);
    dump_file_free(&f.file);
    f.file = other;
    finish(&f);
}

static void what_is_no_dump_is_refused(void **state)
{
    struct fixture f;
    struct dump_file text = {0};

    (void)state;
    begin(&f, dump_small);
    fault_text_word(&text.text, "{\"id\": null, \"realm\": 0}");
    assert_dump_refused(&f.empty, &text, SVCCOMM_E_FORMAT);
    assert_int_equal(f.empty.error.offset, 0);
    dump_file_free(&text);
    finish(&f);
}

static void a_newer_version_names_both(void **state)
{
    struct fixture f;
    struct dump_file newer;

    (void)state;
    begin(&f, dump_small);
    newer = copy_of(&f.file);
    newer.text.bytes[8] = (char)(SVCCOMM_DUMP_VERSION + 41);
    assert_dump_refused(&f.empty, &newer, SVCCOMM_E_VERSION);
    assert_non_null(strstr(f.empty.error.message, "42"));
    assert_non_null(strstr(f.empty.error.message, "knows 1"));
    dump_file_free(&newer);
    finish(&f);
}

static void another_interval_or_points_do_not_match(void **state)
{
    struct fixture f;
    struct world other;

    (void)state;
    begin(&f, dump_small);
    for (int way = 0; way < 2; way++) {
        world_init(&other, 0);
        other.config.interval = way == 0 ? SECOND : other.config.interval;
        other.config.points = (uint32_t)way;
        assert_int_equal(world_registry(&other), 0);
        assert_dump_refused(&other, &f.file, SVCCOMM_E_MISMATCH);
        dump_end(&other);
    }
    finish(&f);
}

static void limit(svccomm_registry_config *config, int which)
{
    config->max_records = which == 0 ? 5 : config->max_records;
    config->max_endpoints = which == 1 ? 5 : config->max_endpoints;
    config->max_addresses = which == 2 ? 5 : config->max_addresses;
    config->max_hosts = which == 3 ? 1 : config->max_hosts;
    config->max_strings = which == 4 ? 2 : config->max_strings;
    config->max_rules = which == 5 ? 1 : config->max_rules;
    config->max_fan_in = which == 6 ? 1 : config->max_fan_in;
}

#define LIMITS 7

static void what_does_not_fit_under_a_cap_is_refused_whole(void **state)
{
    struct fixture f;
    struct world tight;

    (void)state;
    begin(&f, dump_rich);
    for (int which = 0; which < LIMITS; which++) {
        world_init(&tight, 0);
        tight.config = f.source.config;
        tight.config.allocator = &tight.memory.allocator;
        limit(&tight.config, which);
        assert_int_equal(world_registry(&tight), 0);
        assert_dump_refused(&tight, &f.file, SVCCOMM_E_FULL);
        dump_end(&tight);
    }
    finish(&f);
}

static void a_registry_that_is_not_empty_is_left_alone(void **state)
{
    struct fixture f;
    struct fault_text before = {0}, after = {0};

    (void)state;
    begin(&f, dump_small);
    fault_digest_registry(f.source.registry, &before);
    assert_int_equal(dump_restore(&f.source, &f.file), SVCCOMM_E_STATE);
    assert_int_equal(f.source.error.code, SVCCOMM_E_STATE);
    assert_int_equal(f.file.calls, 0);
    fault_digest_registry(f.source.registry, &after);
    assert_string_equal(fault_text_get(&before), fault_text_get(&after));
    fault_text_free(&before);
    fault_text_free(&after);
    finish(&f);
}

static void arguments_are_checked(void **state)
{
    struct fixture f;

    (void)state;
    begin(&f, dump_small);
    assert_int_equal(svccomm_registry_dump(NULL, dump_file_write, &f.file, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_registry_dump(f.source.registry, NULL, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_registry_restore(NULL, dump_file_read, &f.file, NULL),
                     SVCCOMM_E_ARGUMENT);
    assert_int_equal(svccomm_registry_restore(f.empty.registry, NULL, NULL, NULL),
                     SVCCOMM_E_ARGUMENT);
    finish(&f);
}

/* ---- callbacks ---- */

static void a_write_that_fails_ends_the_dump_with_its_int(void **state)
{
    struct dump_file out = {0};
    struct fixture f;
    int rc = SVCCOMM_E_WRITE;

    (void)state;
    begin(&f, dump_rich);
    for (unsigned nth = 1; rc != 0; nth++) {
        dump_file_free(&out);
        out.fail_at = nth;
        out.value = nth % 2 == 0 ? STOP : -STOP;
        rc =
            svccomm_registry_dump(f.source.registry, dump_file_write, &out, world_error(&f.source));
        if (rc == 0)
            break;
        assert_int_equal(rc, SVCCOMM_E_WRITE);
        assert_int_equal(f.source.error.callback, out.value);
        assert_int_equal(out.calls, nth);
    }
    assert_int_equal(out.calls, f.file.calls);
    assert_true(out.calls > 9);
    dump_file_free(&out);
    finish(&f);
}

static void a_read_that_fails_ends_the_restore_with_its_int(void **state)
{
    struct fixture f;
    struct dump_file in;

    (void)state;
    begin(&f, dump_rich);
    in = copy_of(&f.file);
    in.piece = 2000;
    for (in.fail_at = 1; in.fail_at < in.text.length / in.piece; in.fail_at++) {
        in.value = in.fail_at % 2 == 0 ? STOP : SVCCOMM_E_FORMAT;
        assert_dump_refused(&f.empty, &in, SVCCOMM_E_READ);
        assert_int_equal(f.empty.error.callback, in.value);
    }
    dump_file_free(&in);
    finish(&f);
}

static int flush(svccomm_registry *registry)
{
    return svccomm_registry_flush(registry, NULL);
}

static int dump(svccomm_registry *registry)
{
    struct dump_file nothing = {0};

    return dump_file_of(registry, &nothing);
}

static int restore(svccomm_registry *registry)
{
    struct dump_file nothing = {0};

    return svccomm_registry_restore(registry, dump_file_read, &nothing, NULL);
}

static int add(svccomm_registry *registry)
{
    svccomm_edit edit = sample_edit("10.0.0.1", "10.0.0.2", 1);

    return svccomm_registry_add(registry, &edit, T0, NULL, NULL);
}

static void callbacks_cannot_call_the_registry(void **state)
{
    static int (*const calls[])(svccomm_registry *) = {flush, dump, restore, add};
    struct fixture f;
    struct dump_file file = {0};

    (void)state;
    begin(&f, dump_small);
    for (size_t i = 0; i < COUNT(calls); i++) {
        dump_file_free(&file);
        file.call_back = calls[i];
        file.registry = f.source.registry;
        assert_int_equal(dump_file_of(f.source.registry, &file), 0);
        assert_int_equal(file.called_back, SVCCOMM_E_REENTRY);
        file.registry = f.empty.registry;
        file.text.length /= 2;
        file.called_back = 0;
        assert_int_equal(dump_restore(&f.empty, &file), SVCCOMM_E_TRUNCATED);
        assert_int_equal(file.called_back, SVCCOMM_E_REENTRY);
    }
    dump_file_free(&file);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(torn_anywhere_it_is_cut),
        cmocka_unit_test(torn_where_much_was_restored_already_it_is_cut),
        cmocka_unit_test(any_byte_that_differs_is_seen),
        cmocka_unit_test(blocks_in_another_order_are_refused),
        cmocka_unit_test(what_follows_the_end_is_not_read),
        cmocka_unit_test(blocks_of_another_dump_are_refused),
        cmocka_unit_test(what_is_no_dump_is_refused),
        cmocka_unit_test(a_newer_version_names_both),
        cmocka_unit_test(another_interval_or_points_do_not_match),
        cmocka_unit_test(what_does_not_fit_under_a_cap_is_refused_whole),
        cmocka_unit_test(a_registry_that_is_not_empty_is_left_alone),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(a_write_that_fails_ends_the_dump_with_its_int),
        cmocka_unit_test(a_read_that_fails_ends_the_restore_with_its_int),
        cmocka_unit_test(callbacks_cannot_call_the_registry),
    };

    return cmocka_run_group_tests_name("dump damage", tests, NULL, NULL);
}
