/* SPDX-License-Identifier: MIT
 * Damaged items that opening leaves out: which is told, what of the others holds, how it goes on
 * counting, and what the next flush writes (S2). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "damage.h"
#include "dump_items.h"
#include "story.h"

#define RECORD SVCCOMM_KIND_COMMUNICATION
#define LATER (T0 + 60 * MINUTE)
#define STOP 4711

/* What the story stored, and an undamaged registry on it. */
static struct world source;
static struct fault_content sound;

/* What `damaged` was told, and what it answers. */
static struct {
    unsigned calls;
    uint32_t kind;
    struct fault_text item;
    char message[SVCCOMM_ERROR_MESSAGE_SIZE];
    int code;
    int answer;
} told;

static int take_damaged(void *user, uint32_t kind, const void *item, const svccomm_error *error)
{
    (void)user;
    told.calls++;
    told.kind = kind;
    told.code = error->code;
    snprintf(told.message, sizeof told.message, "%s", error->message);
    fault_text_clear(&told.item);
    fault_item_describe(kind, item, &told.item);
    return told.answer;
}

static void begin(struct world *world, const struct damage *damage, int answer)
{
    world_init(world, 0);
    fault_storage_free(&world->storage);
    fault_storage_clone(&world->storage, &source.storage);
    world->config.max_tombstones = source.config.max_tombstones;
    assert_int_equal(world_registry(world), 0);
    world->storage.callbacks.damaged = take_damaged;
    if (damage != NULL)
        damage_apply(damage, &world->storage);
    told.calls = 0;
    told.answer = answer;
}

static int open_storage(struct world *world)
{
    return svccomm_registry_open(world->registry, &world->storage.callbacks, world_error(world));
}

static void finish(struct world *world)
{
    world_end(world, 0);
    assert_null(world->storage.complaint);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

/* Another registry on what this one has stored. */
static int reopen(struct world *world)
{
    svccomm_registry_free(world->registry);
    told.calls = 0;
    assert_int_equal(world_registry(world), 0);
    return open_storage(world);
}

/* ---- items side by side ---- */

static const void *damaged_item(const struct damage *damage, const struct world *world)
{
    const struct fault_items *list = &world->storage.committed.kinds[damage->kind];
    size_t place = damage_place(damage, &source.storage);

    return list->items[place];
}

static const void *find_like(const struct fault_items *list, uint32_t kind, const void *item)
{
    size_t key = kind == RECORD ? offsetof(svccomm_record, id) : 0;

    for (size_t i = 0; i < list->count; i++)
        if (memcmp((const char *)list->items[i] + key, (const char *)item + key,
                   fault_kind_key_size(kind)) == 0)
            return list->items[i];
    return NULL;
}

/* Totals and names come from other items. */
static void hide_view(svccomm_netstat *view)
{
    view->total_samples = view->base = 0;
}

static void hide_derived(uint32_t kind, void *item)
{
    svccomm_record *record = item;
    svccomm_endpoint *endpoint = item;

    if (kind == RECORD) {
        record->client_device = record->listener_device = record->listener_process = NULL;
        hide_view(&record->listener_view);
        hide_view(&record->client_view);
    } else if (kind == SVCCOMM_KIND_ENDPOINT) {
        endpoint->samples = endpoint->wildcard_base = endpoint->records = 0;
        endpoint->last_listen = SVCCOMM_NO_TIME;
        endpoint->evidence = 0;
        endpoint->device = NULL;
    } else if (kind == SVCCOMM_KIND_HOST) {
        ((svccomm_host *)item)->addresses = 0;
    } else if (kind == SVCCOMM_KIND_ADDRESS) {
        ((svccomm_address *)item)->owner = 0;
    }
}

static void describe_own(uint32_t kind, const void *item, struct fault_text *text)
{
    union {
        svccomm_record record;
        svccomm_host host;
        svccomm_address address;
        svccomm_endpoint endpoint;
    } copy;

    memcpy(&copy, item, fault_kind_item_size(kind));
    if (kind >= SVCCOMM_KIND_HOST)
        hide_derived(kind, &copy);
    fault_item_describe(kind, &copy, text);
}

static void assert_same_item(uint32_t kind, const void *got, const void *expected)
{
    struct fault_text one = {0}, other = {0};

    describe_own(kind, got, &one);
    describe_own(kind, expected, &other);
    assert_string_equal(fault_text_get(&one), fault_text_get(&other));
    fault_text_free(&one);
    fault_text_free(&other);
}

static const void *stored_item(uint32_t kind, size_t at)
{
    return source.storage.committed.kinds[kind].items[at];
}

/* As it was before it was spoiled; of one that is there twice nothing is lost. */
static const void *lost_item(const struct damage *damage)
{
    if (damage->spoil == NULL)
        return NULL;
    return stored_item(damage->kind, damage_place(damage, &source.storage));
}

static void check_others(const struct damage *damage, const struct fault_content *got)
{
    const void *lost = lost_item(damage);

    for (uint32_t kind = SVCCOMM_KIND_HOST; kind < SVCCOMM_KIND_COUNT; kind++)
        for (size_t i = 0; i < sound.kinds[kind].count; i++) {
            const void *item = sound.kinds[kind].items[i], *own;
            if (lost != NULL && kind == damage->kind &&
                find_like(&sound.kinds[kind], kind, lost) == item)
                continue;
            own = find_like(&got->kinds[kind], kind, item);
            assert_non_null(own);
            assert_same_item(kind, own, item);
        }
}

static void check_view(const svccomm_netstat *view)
{
    assert_true(view->active_samples <= view->total_samples);
    assert_true(view->total_samples < 1000);
}

static void check_counts(const struct fault_content *content)
{
    const struct fault_items *records = &content->kinds[RECORD];
    const struct fault_items *endpoints = &content->kinds[SVCCOMM_KIND_ENDPOINT];

    for (size_t i = 0; i < records->count; i++) {
        check_view(&((const svccomm_record *)records->items[i])->listener_view);
        check_view(&((const svccomm_record *)records->items[i])->client_view);
    }
    for (size_t i = 0; i < endpoints->count; i++)
        assert_true(((const svccomm_endpoint *)endpoints->items[i])->samples < 1000);
}

/* ---- opening ---- */

/* What a message must say of an item besides its kind. */
static void key_text(uint32_t kind, const void *item, char *text, size_t capacity)
{
    const svccomm_endpoint *endpoint = item;
    char address[SVCCOMM_ADDRESS_TEXT_SIZE];

    switch (kind) {
    case SVCCOMM_KIND_HOST:
        snprintf(text, capacity, " %llu",
                 (unsigned long long)((const svccomm_host *)item)->key.host);
        break;
    case SVCCOMM_KIND_ADDRESS:
        svccomm_address_format(((const svccomm_address *)item)->key.address, text, capacity);
        break;
    case SVCCOMM_KIND_ENDPOINT:
        svccomm_address_format(endpoint->key.address, address, sizeof address);
        snprintf(text, capacity, "%s port %u protocol %u", address, endpoint->key.port,
                 endpoint->key.protocol);
        break;
    case RECORD:
        svccomm_id_format(((const svccomm_record *)item)->id, text, capacity);
        break;
    default: /* rules, tombstones and fan-in have a number as their first member */
        snprintf(text, capacity, " %llu", (unsigned long long)*(const uint64_t *)item);
        break;
    }
}

static void check_told(const struct damage *damage, const struct world *world)
{
    char place[32], key[100];
    struct fault_text item = {0};

    assert_int_equal(told.calls, 1);
    assert_int_equal(told.kind, damage->kind);
    assert_int_equal(told.code, SVCCOMM_E_FORMAT);
    fault_item_describe(damage->kind, damaged_item(damage, world), &item);
    assert_string_equal(fault_text_get(&told.item), fault_text_get(&item));
    fault_text_free(&item);
    snprintf(place, sizeof place, "number %u", (unsigned)damage_place(damage, &source.storage) + 1);
    assert_non_null(strstr(told.message, fault_kind_name(damage->kind)));
    assert_non_null(strstr(told.message, place));
    key_text(damage->kind, damaged_item(damage, world), key, sizeof key);
    assert_non_null(strstr(told.message, key));
}

static void begin_without(struct world *world, const struct damage *damage,
                          struct fault_content *content)
{
    begin(world, damage, 0);
    assert_int_equal(open_storage(world), 0);
    assert_int_equal(fault_storage_destroyed(&world->storage), 0);
    assert_int_equal(dump_registry_items(world->registry, content), 0);
}

static void check_refused(const struct damage *damage)
{
    struct fault_content content;
    struct world world;

    begin(&world, damage, STOP);
    fault_storage_arm(&world.storage, NULL);
    assert_int_equal(open_storage(&world), SVCCOMM_E_FORMAT);
    assert_int_equal(world.error.code, SVCCOMM_E_FORMAT);
    assert_string_equal(world.error.message, told.message);
    assert_int_equal(told.calls, 1);
    assert_int_equal(fault_storage_destroyed(&world.storage), 1);
    assert_int_equal(dump_registry_items(world.registry, &content), 0);
    for (uint32_t kind = SVCCOMM_KIND_HOST; kind < SVCCOMM_KIND_COUNT; kind++)
        assert_int_equal(content.kinds[kind].count, 0);
    fault_content_free(&content);
    finish(&world);
}

/* ---- counting on ---- */

static int scan_all(struct world *world)
{
    int rc = sample_web(world, LATER);

    return rc < 0 ? rc : sample_db(world, LATER);
}

static void check_view_counts_on(const svccomm_netstat *before, const svccomm_netstat *after)
{
    uint64_t active = after->active_samples - before->active_samples;
    uint64_t total = after->total_samples - before->total_samples;

    assert_true(active <= total && total <= 1);
}

static void check_counts_on(const struct fault_content *before, const struct fault_content *after)
{
    const struct fault_items *list = &before->kinds[RECORD];

    for (size_t i = 0; i < list->count; i++) {
        const svccomm_record *one = list->items[i];
        const svccomm_record *other = find_like(&after->kinds[RECORD], RECORD, one);
        assert_non_null(other);
        if (one->listener_view.found)
            check_view_counts_on(&one->listener_view, &other->listener_view);
        if (one->client_view.found)
            check_view_counts_on(&one->client_view, &other->client_view);
    }
}

/* ---- flushing ---- */

static int is_stored(const struct fault_storage *storage, uint32_t kind, const char *bytes)
{
    const struct fault_items *list = &storage->committed.kinds[kind];
    struct fault_text text = {0};
    int found = 0;

    for (size_t i = 0; i < list->count && !found; i++) {
        fault_text_clear(&text);
        fault_item_describe(kind, list->items[i], &text);
        found = strcmp(fault_text_get(&text), bytes) == 0;
    }
    fault_text_free(&text);
    return found;
}

/* The line on which two texts part. */
static size_t parting(const char *a, const char *b)
{
    size_t at = 0;

    while (a[at] != '\0' && a[at] == b[at])
        at++;
    while (at > 0 && a[at - 1] != '\n')
        at--;
    return at;
}

static void assert_same_content(const struct fault_content *got,
                                const struct fault_content *expected)
{
    struct fault_text one = {0}, other = {0};
    size_t at;

    fault_content_describe(got, &one);
    fault_content_describe(expected, &other);
    at = parting(fault_text_get(&one), fault_text_get(&other));
    assert_string_equal(fault_text_get(&one) + at, fault_text_get(&other) + at);
    fault_text_free(&one);
    fault_text_free(&other);
}

/* What was made in the place of an item that is still left out has no revision of its own. */
static void drop_stub(struct fault_content *content, uint32_t kind, const void *lost)
{
    size_t key = kind == RECORD ? offsetof(svccomm_record, id) : 0;

    if (lost != NULL)
        fault_items_erase(&content->kinds[kind], kind, (const char *)lost + key);
}

/* After a flush and another opening. */
static void check_lasts(struct world *world, struct fault_content *expected, uint32_t kind,
                        const void *lost)
{
    struct fault_content got;

    assert_int_equal(svccomm_registry_flush(world->registry, NULL), 0);
    assert_int_equal(reopen(world), 0);
    assert_true(told.calls <= 1);
    assert_int_equal(dump_registry_items(world->registry, &got), 0);
    check_counts(&got);
    if (told.calls > 0) {
        drop_stub(&got, kind, lost);
        drop_stub(expected, kind, lost);
    }
    assert_same_content(&got, expected);
    fault_content_free(&got);
}

/* What is not of the item itself stays as the sound storage has it. */
static void a_damaged_item_is_told_and_left_out(void **state)
{
    const struct damage *damage = *state;
    struct fault_content content;
    struct world world;

    begin_without(&world, damage, &content);
    check_told(damage, &world);
    check_others(damage, &content);
    check_counts(&content);
    fault_content_free(&content);
    finish(&world);
    check_refused(damage);
}

/* A flush writes what changed by the damage, and not over the damaged item, which nothing touched;
 * a third registry sees the same. */
static void without_it_a_flush_leaves_it_as_it_is(void **state)
{
    const struct damage *damage = *state;
    struct fault_content content;
    struct world world;

    begin_without(&world, damage, &content);
    check_lasts(&world, &content, damage->kind, lost_item(damage));
    assert_int_equal(told.calls, 1);
    assert_true(is_stored(&world.storage, damage->kind, fault_text_get(&told.item)));
    fault_content_free(&content);
    finish(&world);
}

/* The hosts' next complete snapshots count by 1, and what is flushed then holds at the next
 * opening, whether the damaged item is still there or was put again. */
static void without_it_the_others_count_on(void **state)
{
    const struct damage *damage = *state;
    struct fault_content before, after;
    struct world world;

    begin_without(&world, damage, &before);
    assert_int_equal(scan_all(&world), 0);
    assert_int_equal(dump_registry_items(world.registry, &after), 0);
    check_counts(&after);
    check_counts_on(&before, &after);
    check_lasts(&world, &after, damage->kind, lost_item(damage));
    fault_content_free(&before);
    fault_content_free(&after);
    finish(&world);
}

/* ---- whichever item it is that others count by ---- */

#define BAD_TIME (INT64_MIN + 1)

static void spoil(uint32_t kind, void *item)
{
    if (kind == SVCCOMM_KIND_HOST)
        ((svccomm_host *)item)->last_snapshot = BAD_TIME;
    else if (kind == SVCCOMM_KIND_ADDRESS)
        ((svccomm_address *)item)->since = BAD_TIME;
    else
        ((svccomm_endpoint *)item)->own_listen = BAD_TIME;
}

/* Hosts whose services nobody uses just now, so that their records are not seen. */
static int scan_idle(struct world *world)
{
    static const struct sample_row web[] = {
        {"10.0.0.5", NULL, 443, 0, SVCCOMM_PROTO_TCP, SVCCOMM_STATE_LISTEN, 0, "nginx"},
        {"::", NULL, 22, 0, SVCCOMM_PROTO_TCP, SVCCOMM_STATE_LISTEN, 0, "sshd"},
        {"10.0.0.5", "10.99.0.1", 443, 50000, SVCCOMM_PROTO_TCP, SVCCOMM_STATE_ESTABLISHED, 0,
         "nginx"},
    };
    static const struct sample_row edge[] = {
        {"0.0.0.0", NULL, 443, 0, SVCCOMM_PROTO_TCP, SVCCOMM_STATE_LISTEN, 0, "haproxy"},
    };
    int rc = sample_ingest(world, WEB, "web1", LATER, web, COUNT(web));

    return rc < 0 ? rc : sample_ingest(world, EDGE, "edge1", LATER, edge, COUNT(edge));
}

static void lose(uint32_t kind, size_t at, int (*scan)(struct world *world))
{
    struct fault_content before, after;
    struct world world;

    begin(&world, NULL, 0);
    spoil(kind, world.storage.committed.kinds[kind].items[at]);
    assert_int_equal(open_storage(&world), 0);
    assert_int_equal(told.calls, 1);
    assert_int_equal(dump_registry_items(world.registry, &before), 0);
    check_counts(&before);
    assert_int_equal(scan(&world), 0);
    assert_int_equal(dump_registry_items(world.registry, &after), 0);
    check_counts(&after);
    check_counts_on(&before, &after);
    check_lasts(&world, &after, kind, stored_item(kind, at));
    fault_content_free(&before);
    fault_content_free(&after);
    finish(&world);
}

static void lose_each(uint32_t kind)
{
    for (size_t at = 0; at < source.storage.committed.kinds[kind].count; at++) {
        lose(kind, at, scan_idle);
        lose(kind, at, scan_all);
    }
}

static void without_any_one_host_all_records_last(void **state)
{
    (void)state;
    lose_each(SVCCOMM_KIND_HOST);
}

static void without_any_one_address_all_records_last(void **state)
{
    (void)state;
    lose_each(SVCCOMM_KIND_ADDRESS);
}

static void without_any_one_endpoint_all_records_last(void **state)
{
    (void)state;
    lose_each(SVCCOMM_KIND_ENDPOINT);
}

static int store(void **state)
{
    struct world world;

    (void)state;
    world_init(&source, 1);
    if (story_prepare(&source) != 0 || svccomm_registry_flush(source.registry, NULL) != 0)
        return -1;
    begin_without(&world, NULL, &sound);
    finish(&world);
    return told.calls == 0 ? 0 : -1;
}

static int forget(void **state)
{
    (void)state;
    world_end(&source, 0);
    fault_content_free(&sound);
    fault_text_free(&told.item);
    return 0;
}

#define MAX_TESTS 240
#define NAME_SIZE 120

static const struct {
    const char *format;
    CMUnitTestFunction function;
} checks[] = {
    {"%s, told and left out", a_damaged_item_is_told_and_left_out},
    {"%s, and a flush leaves it as it is", without_it_a_flush_leaves_it_as_it_is},
    {"%s, and the others count on", without_it_the_others_count_on},
};

int main(void)
{
    static struct CMUnitTest tests[MAX_TESTS] = {
        cmocka_unit_test(without_any_one_host_all_records_last),
        cmocka_unit_test(without_any_one_address_all_records_last),
        cmocka_unit_test(without_any_one_endpoint_all_records_last),
    };
    static char names[MAX_TESTS][NAME_SIZE];
    size_t count = 3;

    for (size_t i = 0; i < damage_count; i++)
        for (size_t k = 0; k < COUNT(checks) && damages[i].kind != SVCCOMM_KIND_META; k++) {
            snprintf(names[count], NAME_SIZE, checks[k].format, damages[i].name);
            tests[count].name = names[count];
            tests[count].test_func = checks[k].function;
            /* The state is only read. */
            memcpy(&tests[count].initial_state, &(const void *){&damages[i]}, sizeof(void *));
            count++;
        }
    return _cmocka_run_group_tests("left out", tests, count, store, forget);
}
