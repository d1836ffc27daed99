/* SPDX-License-Identifier: MIT
 * The storage in memory. It never asserts: the library is on the stack, so it writes a complaint
 * that the test reads. */
#include "fault_storage.h"

#include <stdlib.h>
#include <string.h>

static const char *const op_names[FAULT_OPS] = {"begin", "commit", "rollback", "put",
                                                "erase", "scan",   "destroy"};

static void complain(struct fault_storage *storage, const char *what)
{
    if (storage->complaint == NULL)
        storage->complaint = what;
}

static int has_kind(enum fault_op op)
{
    return op == FAULT_PUT || op == FAULT_ERASE || op == FAULT_SCAN;
}

static void note_call(struct fault_storage *storage, enum fault_op op, uint32_t kind)
{
    storage->calls[op][kind]++;
    storage->total_calls++;
    fault_text_word(&storage->log, op_names[op]);
    if (has_kind(op)) {
        fault_text_word(&storage->log, " ");
        fault_text_word(&storage->log, fault_kind_name(kind));
    }
    fault_text_word(&storage->log, "\n");
}

static int plan_matches(const struct fault_plan *plan, enum fault_op op, uint32_t kind)
{
    if (plan->op == FAULT_ANY_OP && (op == FAULT_ROLLBACK || op == FAULT_DESTROY))
        return 0;
    if (plan->op != FAULT_ANY_OP && plan->op != op)
        return 0;
    return plan->kind == FAULT_ANY_KIND || !has_kind(op) || plan->kind == kind;
}

/* Counts a call, or an item of a scan, against the plan; what it must return. */
static int planned(struct fault_storage *storage, enum fault_op op, uint32_t kind)
{
    const struct fault_plan *plan = &storage->plan;
    int fails;

    if (plan->nth == 0 || !plan_matches(plan, op, kind))
        return 0;
    storage->matched++;
    fails = storage->matched == plan->nth ||
            (storage->matched > plan->nth && plan->mode == FAULT_FROM_THEN_ON);
    storage->failed += (uint64_t)fails;
    return fails ? plan->value : 0;
}

static int enter(struct fault_storage *storage, enum fault_op op, uint32_t kind)
{
    note_call(storage, op, kind);
    if (storage->hook != NULL)
        storage->hook(storage, op, kind);
    return planned(storage, op, kind);
}

static int storage_begin(void *user)
{
    struct fault_storage *storage = user;
    int rc = enter(storage, FAULT_BEGIN, 0);

    if (storage->in_transaction)
        complain(storage, "begin within a transaction");
    if (rc != 0)
        return rc;
    fault_content_copy(&storage->working, &storage->committed);
    storage->in_transaction = 1;
    return 0;
}

static void take_over(struct fault_storage *storage)
{
    fault_content_free(&storage->committed);
    storage->committed = storage->working;
    memset(&storage->working, 0, sizeof storage->working);
    storage->in_transaction = 0;
}

static int storage_commit(void *user)
{
    struct fault_storage *storage = user;
    int rc = enter(storage, FAULT_COMMIT, 0);

    if (!storage->in_transaction)
        complain(storage, "commit without a transaction");
    if (rc == 0 || storage->plan.lost_reply)
        take_over(storage);
    return rc;
}

/* After a lost reply there is nothing to take back, and the library cannot know. */
static int storage_rollback(void *user)
{
    struct fault_storage *storage = user;
    int rc = enter(storage, FAULT_ROLLBACK, 0);

    fault_content_free(&storage->working);
    storage->in_transaction = 0;
    /* A rollback fails with the rest, and its result must not be read. */
    return storage->failed > 0 && storage->plan.mode == FAULT_FROM_THEN_ON ? storage->plan.value
                                                                           : rc;
}

/* Where put and erase act, or NULL if they must not. */
static struct fault_items *target_of(struct fault_storage *storage, uint32_t kind)
{
    if (kind >= SVCCOMM_KIND_COUNT || !(storage->callbacks.kinds >> kind & 1u)) {
        complain(storage, "a kind that the storage does not keep");
        return NULL;
    }
    if (storage->plain)
        return &storage->committed.kinds[kind];
    if (!storage->in_transaction) {
        complain(storage, "writing without a transaction");
        return NULL;
    }
    return &storage->working.kinds[kind];
}

static int storage_put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    struct fault_storage *storage = user;
    struct fault_items *list = target_of(storage, kind);
    int rc;

    if (list == NULL)
        return -1;
    rc = enter(storage, FAULT_PUT, kind);
    if (count == 0 || items == NULL || size != fault_kind_item_size(kind))
        complain(storage, "put of nothing, or of another size");
    for (size_t i = 0; rc == 0 && i < count; i++)
        fault_items_put(list, kind, (const char *)items + i * size);
    return rc;
}

static int storage_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size)
{
    struct fault_storage *storage = user;
    struct fault_items *list = target_of(storage, kind);
    int rc;

    if (list == NULL)
        return -1;
    rc = enter(storage, FAULT_ERASE, kind);
    if (count == 0 || keys == NULL || size != fault_kind_key_size(kind))
        complain(storage, "erase of nothing, or of another size");
    for (size_t i = 0; rc == 0 && i < count; i++)
        fault_items_erase(list, kind, (const char *)keys + i * size);
    return rc;
}

static int give_one(struct fault_storage *storage, uint32_t kind, const void *item,
                    svccomm_sink *sink)
{
    int rc = planned(storage, FAULT_SCAN, kind);

    return rc != 0 ? rc : svccomm_sink_put(sink, item, 1, fault_kind_item_size(kind));
}

static int give_each(struct fault_storage *storage, uint32_t kind, svccomm_sink *sink)
{
    const struct fault_items *list = &storage->committed.kinds[kind];
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < list->count; i++)
        rc = give_one(storage, kind, list->items[storage->scan_backwards ? list->count - 1 - i : i],
                      sink);
    return rc;
}

static int give_in_one(struct fault_storage *storage, uint32_t kind, svccomm_sink *sink)
{
    const struct fault_items *list = &storage->committed.kinds[kind];
    size_t size = fault_kind_item_size(kind);
    char *array = malloc(list->count * size + 1);
    int rc;

    if (array == NULL)
        abort();
    for (size_t i = 0; i < list->count; i++)
        memcpy(array + i * size, list->items[i], size);
    rc = svccomm_sink_put(sink, array, list->count, size);
    free(array);
    return rc;
}

static int storage_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct fault_storage *storage = user;
    int rc;

    if (kind >= SVCCOMM_KIND_COUNT || !(storage->callbacks.kinds >> kind & 1u)) {
        complain(storage, "scan of a kind that the storage does not keep");
        return -1;
    }
    rc = enter(storage, FAULT_SCAN, kind);
    if (rc != 0)
        return rc;
    rc = storage->scan_in_one ? give_in_one(storage, kind, sink) : give_each(storage, kind, sink);
    return storage->swallow ? 0 : rc;
}

static void storage_destroy(void *user)
{
    enter(user, FAULT_DESTROY, 0);
}

void fault_storage_init_plain(struct fault_storage *storage, uint32_t kinds)
{
    memset(storage, 0, sizeof *storage);
    svccomm_storage_init(&storage->callbacks, sizeof storage->callbacks);
    storage->callbacks.kinds = kinds;
    storage->callbacks.user = storage;
    storage->callbacks.put = storage_put;
    storage->callbacks.erase = storage_erase;
    storage->callbacks.scan = storage_scan;
    storage->callbacks.destroy = storage_destroy;
    storage->plain = 1;
}

void fault_storage_init(struct fault_storage *storage, uint32_t kinds)
{
    fault_storage_init_plain(storage, kinds);
    storage->callbacks.begin = storage_begin;
    storage->callbacks.commit = storage_commit;
    storage->callbacks.rollback = storage_rollback;
    storage->plain = 0;
}

void fault_storage_clone(struct fault_storage *storage, const struct fault_storage *from)
{
    if (from->plain)
        fault_storage_init_plain(storage, from->callbacks.kinds);
    else
        fault_storage_init(storage, from->callbacks.kinds);
    fault_content_copy(&storage->committed, &from->committed);
}

void fault_storage_arm(struct fault_storage *storage, const struct fault_plan *plan)
{
    memset(&storage->plan, 0, sizeof storage->plan);
    memset(storage->calls, 0, sizeof storage->calls);
    storage->total_calls = storage->matched = storage->failed = 0;
    fault_text_clear(&storage->log);
    if (plan != NULL)
        storage->plan = *plan;
}

void fault_storage_free(struct fault_storage *storage)
{
    fault_content_free(&storage->committed);
    fault_content_free(&storage->working);
    fault_text_free(&storage->log);
}

uint64_t fault_storage_destroyed(const struct fault_storage *storage)
{
    return storage->calls[FAULT_DESTROY][0];
}
