/* SPDX-License-Identifier: MIT
 * Every call of a callback that writes or reads bytes fails in turn, once and from then on (design
 * property 5): the error and the callback's own number are told, the callback is not called again,
 * the state is unchanged, the repeat succeeds, nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "world.h"

#define NOW (T0 + 30 * MINUTE)
#define SAID 4711
#define MOST_CALLS 2000

/* What a callback was asked so far, and which call of it fails. */
struct failing {
    struct world *world;
    enum fault_mode mode;
    unsigned nth; /* 0: none */
    unsigned calls;
    unsigned failed;
};

static int fails(struct failing *failing)
{
    failing->calls++;
    if (failing->nth == 0 || failing->calls < failing->nth ||
        (failing->calls > failing->nth && failing->mode == FAULT_ONCE))
        return 0;
    failing->failed++;
    return SAID;
}

static int write_bytes(void *user, const void *data, size_t length)
{
    struct failing *failing = user;
    int rc = fails(failing);

    if (rc == 0)
        fault_text_hex(&failing->world->output, data, length);
    return rc;
}

static int read_bytes(void *user, void *data, size_t capacity, size_t *length)
{
    struct failing *failing = user;
    int rc = fails(failing);

    return rc != 0 ? rc : world_read(failing->world, data, capacity, length);
}

/* ---- the calls ---- */

static int export_as(struct failing *f, uint32_t format)
{
    return svccomm_registry_export(f->world->registry, NULL, format, write_bytes, f,
                                   world_error(f->world));
}

static int export_csv(struct failing *f)
{
    return export_as(f, SVCCOMM_TRANSFER_CSV);
}

static int export_json(struct failing *f)
{
    return export_as(f, SVCCOMM_TRANSFER_JSON);
}

static int export_ndjson(struct failing *f)
{
    return export_as(f, SVCCOMM_TRANSFER_NDJSON);
}

static int write_record(struct failing *f)
{
    uint8_t id[SVCCOMM_ID_SIZE];
    svccomm_record record;

    sample_id("10.0.0.20", "10.0.0.5", 443, id);
    assert_int_equal(svccomm_registry_get(f->world->registry, id, &record, sizeof record), 0);
    return svccomm_record_write_json(&record, write_bytes, f);
}

static int dump(struct failing *f)
{
    return svccomm_registry_dump(f->world->registry, write_bytes, f, world_error(f->world));
}

static int import(struct failing *f)
{
    f->world->input_at = 0;
    return svccomm_registry_import(f->world->registry, SVCCOMM_TRANSFER_DETECT, read_bytes, f, NOW,
                                   &f->world->imported, world_error(f->world));
}

static int restore(struct failing *f)
{
    f->world->input_at = 0;
    return svccomm_registry_restore(f->world->registry, read_bytes, f, world_error(f->world));
}

/* ---- what they need ---- */

/* An empty registry in the place of one whose bytes are the input now. */
static int go_on_with_empty(struct world *world, int rc)
{
    svccomm_registry_free(world->registry);
    world->registry = NULL;
    return rc < 0 ? rc : world_registry(world);
}

static int csv_for_empty(struct world *world)
{
    int rc = sample_fill(world);

    if (rc == 0)
        rc = fault_digest_export(world->registry, SVCCOMM_TRANSFER_CSV, &world->input);
    return go_on_with_empty(world, rc);
}

static int json_for_filled(struct world *world)
{
    int rc = sample_fill(world);

    return rc < 0 ? rc : fault_digest_export(world->registry, SVCCOMM_TRANSFER_JSON, &world->input);
}

static int dump_for_empty(struct world *world)
{
    int rc = sample_fill(world);

    if (rc == 0)
        rc = svccomm_registry_dump(world->registry, fault_text_write, &world->input, NULL);
    return go_on_with_empty(world, rc);
}

struct scenario {
    const char *name;
    int (*prepare)(struct world *world);
    int (*act)(struct failing *failing);
    int code;
};

static const struct scenario scenarios[] = {
    {"writing CSV", sample_fill, export_csv, SVCCOMM_E_WRITE},
    {"writing JSON", sample_fill, export_json, SVCCOMM_E_WRITE},
    {"writing NDJSON", sample_fill, export_ndjson, SVCCOMM_E_WRITE},
    {"writing one record", sample_fill, write_record, SVCCOMM_E_WRITE},
    {"writing a dump", sample_fill, dump, SVCCOMM_E_WRITE},
    {"reading CSV", csv_for_empty, import, SVCCOMM_E_READ},
    {"reading JSON over what is there", json_for_filled, import, SVCCOMM_E_READ},
    {"reading a dump", dump_for_empty, restore, SVCCOMM_E_READ},
};

/* ---- the sweep ---- */

static void prepare(const struct scenario *scenario, struct world *world)
{
    world_init(world, 0);
    assert_int_equal(scenario->prepare(world), 0);
    fault_text_clear(&world->output);
    world->told = 0;
}

static void finish(struct world *world)
{
    world_end(world, 0);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

static void check_failure(const struct scenario *scenario, const struct failing *f, int rc,
                          const struct fault_text *before)
{
    struct fault_text now = {0};

    assert_int_equal(rc, scenario->code);
    assert_int_equal(f->calls, f->nth);
    if (f->world->told) {
        assert_int_equal(f->world->error.code, scenario->code);
        assert_int_equal(f->world->error.callback, SAID);
    }
    fault_text_clear(&f->world->output); /* what was written before is void */
    world_digest(f->world, &now);
    assert_string_equal(fault_text_get(&now), fault_text_get(before));
    fault_text_free(&now);
}

static void check_repeat(const struct scenario *scenario, struct world *world,
                         const struct fault_text *after)
{
    struct failing calm = {world, FAULT_ONCE, 0, 0, 0};
    struct fault_text now = {0};

    assert_int_equal(scenario->act(&calm), 0);
    world_digest(world, &now);
    assert_string_equal(fault_text_get(&now), fault_text_get(after));
    fault_text_free(&now);
}

/* Whether there was an n-th call. */
static int fail_nth(const struct scenario *scenario, unsigned nth, enum fault_mode mode,
                    const struct fault_text *before, const struct fault_text *after)
{
    struct world world;
    struct failing failing = {&world, mode, nth, 0, 0};
    int rc;

    prepare(scenario, &world);
    rc = scenario->act(&failing);
    if (failing.failed > 0) {
        check_failure(scenario, &failing, rc, before);
        check_repeat(scenario, &world, after);
    } else {
        assert_int_equal(rc, 0);
    }
    finish(&world);
    return failing.failed > 0;
}

static void every_call_fails(void **state)
{
    const struct scenario *scenario = *state;
    struct fault_text before = {0}, after = {0};
    struct world world;
    unsigned nth = 0;

    prepare(scenario, &world);
    world_digest(&world, &before);
    finish(&world);
    prepare(scenario, &world);
    assert_int_equal(scenario->act(&(struct failing){.world = &world}), 0);
    world_digest(&world, &after);
    finish(&world);
    for (int mode = FAULT_ONCE; mode <= FAULT_FROM_THEN_ON; mode++) {
        for (nth = 1; fail_nth(scenario, nth, (enum fault_mode)mode, &before, &after); nth++)
            assert_true(nth < MOST_CALLS);
        assert_true(nth > 1);
    }
    print_message("# calls: %u\n", nth - 1);
    fault_text_free(&before);
    fault_text_free(&after);
}

static struct CMUnitTest tests[COUNT(scenarios)];
static char names[COUNT(scenarios)][96];

int main(void)
{
    for (size_t i = 0; i < COUNT(scenarios); i++) {
        snprintf(names[i], sizeof *names, "a callback that fails while %s changes nothing",
                 scenarios[i].name);
        tests[i].name = names[i];
        tests[i].test_func = every_call_fails;
        tests[i].initial_state = (void *)(uintptr_t)&scenarios[i];
    }
    return _cmocka_run_group_tests("callbacks", tests, COUNT(tests), NULL, NULL);
}
