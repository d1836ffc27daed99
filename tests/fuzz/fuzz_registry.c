/* SPDX-License-Identifier: MIT
 * The registry as a state machine: operations from bytes, after each of which it is what a naive
 * model says: snapshots, manual records, edits, deletions, resets, pruning, a restart from storage,
 * a dump restored, an export imported. What holds of every record (design section 11) is checked
 * too.
 *
 * Input: a byte for each operation, and those that it takes. */
#include <string.h>

#include "fuzz_check.h"
#include "registry_model.h"
#include "world.h"

#define MOST_OPERATIONS 200

struct subject {
    struct world world;
    struct model model;
    int64_t now;
};

static const char *const clients[MODEL_CLIENTS] = {"10.9.0.1", "10.9.0.2", "10.9.0.3"};
static const char *const hosts[MODEL_HOSTS] = {"10.0.0.1", "10.0.0.2"};
static const uint16_t ports[MODEL_SERVICES] = {80, 443};

/* Which record an operation is about. */
struct which {
    struct model_record *model;
    svccomm_key key;
    uint8_t id[SVCCOMM_ID_SIZE];
};

static struct which take_which(struct subject *subject, struct fuzz_input *input)
{
    unsigned host = fuzz_byte(input) % MODEL_HOSTS, service = fuzz_byte(input) % MODEL_SERVICES;
    unsigned client = fuzz_byte(input) % MODEL_CLIENTS;
    struct which which;

    which.model = model_service(&subject->model, host, service) + client;
    which.key = sample_key(clients[client], hosts[host], ports[service]);
    FUZZ_CHECK(svccomm_key_id(&which.key, which.id) == 0);
    return which;
}

/* ---- snapshots ---- */

static void add_row(struct world *world, unsigned host, unsigned service, const char *client,
                    unsigned nth)
{
    svccomm_row row;

    memset(&row, 0, sizeof row);
    sample_address(hosts[host], row.local);
    row.local_port = ports[service];
    row.protocol = SVCCOMM_PROTO_TCP;
    row.state = client == NULL ? SVCCOMM_STATE_LISTEN : SVCCOMM_STATE_ESTABLISHED;
    if (client != NULL) {
        sample_address(client, row.remote);
        row.remote_port = (uint16_t)(50000 + nth);
    }
    FUZZ_CHECK(svccomm_snapshot_add_rows(world->snapshot, &row, 1, sizeof row, NULL, NULL) == 0);
}

static void add_rows(struct world *world, unsigned host, const struct model_shot *shot)
{
    unsigned s, c, i;

    for (s = 0; s < MODEL_SERVICES; s++) {
        if (shot->listens[s])
            add_row(world, host, s, NULL, 0);
        for (c = 0; c < MODEL_CLIENTS; c++)
            for (i = 0; i < shot->open[s][c]; i++)
                add_row(world, host, s, clients[c], i);
    }
}

static void take_shot(struct fuzz_input *input, struct model_shot *shot)
{
    unsigned listens = fuzz_byte(input), s, c, byte;

    for (s = 0; s < MODEL_SERVICES; s++) {
        shot->listens[s] = listens >> s & 1;
        byte = fuzz_byte(input);
        for (c = 0; c < MODEL_CLIENTS; c++)
            shot->open[s][c] = byte >> 2 * c & 3;
    }
}

/* Taken twice, a snapshot counts once. */
static void snapshot(struct subject *subject, struct fuzz_input *input)
{
    struct world *world = &subject->world;
    unsigned host = fuzz_byte(input) % MODEL_HOSTS;
    struct model_shot shot;

    take_shot(input, &shot);
    model_trim(&subject->model, host, &shot);
    FUZZ_CHECK(sample_snapshot(world, host + 1, NULL, subject->now, NULL, 0, 0) == 0);
    add_rows(world, host, &shot);
    FUZZ_CHECK(svccomm_snapshot_cover(world->snapshot, SVCCOMM_COVER_ALL) == 0);
    FUZZ_CHECK(svccomm_registry_ingest_snapshot(world->registry, world->snapshot, subject->now,
                                                NULL, NULL) == 0);
    FUZZ_CHECK(svccomm_registry_ingest_snapshot(world->registry, world->snapshot, subject->now,
                                                NULL, NULL) == SVCCOMM_E_STALE);
    model_snapshot(&subject->model, host, &shot, subject->now);
}

/* ---- changes ---- */

static void add(struct subject *subject, struct fuzz_input *input)
{
    struct which which = take_which(subject, input);
    svccomm_edit edit;
    int rc;

    FUZZ_CHECK(svccomm_edit_init(&edit, sizeof edit) == 0);
    edit.key = which.key;
    rc = svccomm_registry_add(subject->world.registry, &edit, subject->now, NULL, NULL);
    FUZZ_CHECK(rc == model_add(which.model, subject->now));
}

static void edit_status(struct subject *subject, struct fuzz_input *input)
{
    struct which which = take_which(subject, input);
    svccomm_edit edit;
    int rc;

    FUZZ_CHECK(svccomm_edit_init(&edit, sizeof edit) == 0);
    edit.fields = SVCCOMM_EDIT_STATUS;
    edit.status = fuzz_byte(input) % 2;
    rc = svccomm_registry_edit(subject->world.registry, which.id, &edit, subject->now, NULL, NULL);
    FUZZ_CHECK(rc == (which.model->there ? 0 : SVCCOMM_E_NOT_FOUND));
    if (rc == 0) { /* what a person says anew is a change, though it be the same */
        which.model->status = edit.status;
        which.model->updated = subject->now;
    }
}

static void delete_one(struct subject *subject, struct fuzz_input *input)
{
    struct which which = take_which(subject, input);
    int rc = svccomm_registry_delete(subject->world.registry, which.id, 1, subject->now, NULL);

    FUZZ_CHECK(rc == (which.model->there ? 0 : SVCCOMM_E_NOT_FOUND));
    memset(which.model, 0, sizeof *which.model);
}

static svccomm_filter everything(void)
{
    svccomm_filter filter;

    FUZZ_CHECK(svccomm_filter_init(&filter, sizeof filter) == 0);
    filter.statuses = SVCCOMM_STATUSES_ALL;
    return filter;
}

static void reset(struct subject *subject, struct fuzz_input *input)
{
    svccomm_filter filter = everything();
    uint64_t count;

    (void)input;
    FUZZ_CHECK(svccomm_registry_reset(subject->world.registry, &filter, 0, subject->now, &count) ==
               0);
    FUZZ_CHECK(count == model_count(&subject->model));
    model_reset(&subject->model, subject->now);
}

static void prune(struct subject *subject, struct fuzz_input *input)
{
    svccomm_prune order;

    FUZZ_CHECK(svccomm_prune_init(&order, sizeof order) == 0);
    order.older_than = subject->now - (int64_t)(fuzz_byte(input) % 16) * MINUTE;
    order.include_manual = fuzz_byte(input) % 2;
    FUZZ_CHECK(svccomm_registry_prune(subject->world.registry, &order, subject->now) == 0);
    FUZZ_CHECK(order.records ==
               model_prune(&subject->model, order.older_than, (int)order.include_manual));
}

/* ---- what changes nothing ---- */

static void reopen(struct subject *subject, struct fuzz_input *input)
{
    (void)input;
    FUZZ_CHECK(world_reopen(&subject->world) == 0);
}

static void redump(struct subject *subject, struct fuzz_input *input)
{
    struct world *world = &subject->world;

    (void)input;
    fault_text_clear(&world->input);
    world->input_at = 0;
    FUZZ_CHECK(svccomm_registry_dump(world->registry, fault_text_write, &world->input, NULL) == 0);
    svccomm_registry_free(world->registry);
    fault_storage_free(&world->storage);
    fault_storage_init(&world->storage, SVCCOMM_KINDS_ALL);
    FUZZ_CHECK(world_registry(world) == 0);
    FUZZ_CHECK(svccomm_registry_restore(world->registry, world_read, world, NULL) == 0);
}

static void roundtrip(struct subject *subject, struct fuzz_input *input)
{
    struct world *world = &subject->world;
    uint32_t format = fuzz_byte(input) % 3 + 1;
    svccomm_registry *other;

    fault_text_clear(&world->input);
    fault_text_clear(&world->output);
    world->input_at = 0;
    FUZZ_CHECK(fault_digest_export(world->registry, format, &world->input) == 0);
    FUZZ_CHECK(svccomm_registry_new(&other, &world->config) == 0);
    FUZZ_CHECK(
        svccomm_registry_import(other, format, world_read, world, subject->now, NULL, NULL) == 0);
    FUZZ_CHECK(fault_digest_export(other, format, &world->output) == 0);
    svccomm_registry_free(other);
    FUZZ_CHECK(strcmp(fault_text_get(&world->input), fault_text_get(&world->output)) == 0);
}

/* ---- the comparison ---- */

static void check_netstat(const svccomm_netstat *n, const struct model_record *wanted)
{
    FUZZ_CHECK((int)n->found == wanted->found && n->active_samples == wanted->active);
    FUZZ_CHECK(!wanted->found || n->total_samples == wanted->total);
    FUZZ_CHECK(n->active_samples <= n->total_samples || !wanted->found);
    FUZZ_CHECK(n->total_ports == wanted->ports && n->implied_samples == wanted->implied);
    FUZZ_CHECK(n->recent_samples == 0 && n->attempts == 0);
}

static void check_record(const svccomm_record *record, const struct model_record *wanted)
{
    uint32_t origin = (wanted->manual ? SVCCOMM_ORIGIN_MANUAL : 0u) |
                      (wanted->netstat ? SVCCOMM_ORIGIN_NETSTAT : 0u);

    check_netstat(&record->listener_view, wanted);
    FUZZ_CHECK(record->client_view.view == SVCCOMM_VIEW_NONE && !record->netflow.present);
    FUZZ_CHECK(record->origin == origin && record->status == wanted->status);
    FUZZ_CHECK(record->first_found == (wanted->found ? wanted->first : SVCCOMM_NO_TIME));
    FUZZ_CHECK(record->last_found == (wanted->found ? wanted->last : SVCCOMM_NO_TIME));
    FUZZ_CHECK(record->created == wanted->created && record->updated == wanted->updated);
}

static void compare(struct subject *subject)
{
    svccomm_record records[MODEL_RECORDS + 1];
    svccomm_filter filter = everything();
    svccomm_query query;
    svccomm_cursor *cursor;
    size_t count, at = 0, i;

    FUZZ_CHECK(svccomm_query_init(&query, sizeof query) == 0);
    query.filter = &filter;
    FUZZ_CHECK(svccomm_cursor_new(&cursor, subject->world.registry, &query) == 0);
    count = (size_t)svccomm_cursor_next(cursor, records, MODEL_RECORDS + 1, sizeof *records);
    FUZZ_CHECK(count == model_count(&subject->model));
    for (i = 0; i < MODEL_RECORDS; i++)
        if (subject->model.records[i].there)
            check_record(&records[at++], &subject->model.records[i]);
    svccomm_cursor_free(cursor);
}

static void (*const operations[])(struct subject *subject, struct fuzz_input *input) = {
    snapshot, snapshot, snapshot, add,    edit_status, delete_one,
    reset,    prune,    reopen,   redump, roundtrip,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, data + size};
    static struct subject subject;
    unsigned count;

    memset(&subject, 0, sizeof subject);
    world_init(&subject.world, 1);
    subject.world.config.max_tombstones = 64;
    subject.now = T0;
    FUZZ_CHECK(world_registry(&subject.world) == 0);
    for (count = 0; fuzz_left(&input) > 0 && count < MOST_OPERATIONS; count++) {
        subject.now += MINUTE;
        operations[fuzz_byte(&input) % COUNT(operations)](&subject, &input);
        compare(&subject);
    }
    world_end(&subject.world, 0);
    FUZZ_CHECK(subject.world.memory.live_bytes == 0 && subject.world.memory.complaint == NULL);
    FUZZ_CHECK(subject.world.storage.complaint == NULL);
    return 0;
}
