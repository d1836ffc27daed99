/* SPDX-License-Identifier: MIT
 * What the tests of dumps share. */
#include "dump_support.h"

#include <string.h>

#define NOW (T0 + 30 * MINUTE)
#define SEGMENTS 7

/* From a client that nobody named to the web host, a segment each three minutes. */
static svccomm_flow flow_at(int minute)
{
    svccomm_flow flow;

    memset(&flow, 0, sizeof flow);
    sample_address("10.0.0.40", flow.source);
    sample_address("10.0.0.5", flow.destination);
    flow.source_port = 55000;
    flow.destination_port = 443;
    flow.protocol = SVCCOMM_PROTO_TCP;
    flow.start = T0 + minute * MINUTE;
    flow.end = flow.start + SECOND;
    flow.bytes = 1000 + (uint64_t)minute;
    flow.packets = 3;
    return flow;
}

int dump_flows(struct world *world, int first)
{
    svccomm_flow_batch batch;
    svccomm_flow flows[SEGMENTS];

    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.now = batch.received = T0 + (first + 3 * SEGMENTS) * MINUTE;
    for (int i = 0; i < SEGMENTS; i++)
        flows[i] = flow_at(first + 3 * i);
    return svccomm_registry_ingest_flows(world->registry, flows, SEGMENTS, sizeof *flows, &batch,
                                         NULL);
}

void dump_rich(struct world *world)
{
    world_init(world, 0);
    assert_int_equal(story_prepare(world), 0);
    assert_int_equal(dump_flows(world, 1), 0);
}

void dump_small(struct world *world)
{
    svccomm_edit edit = sample_edit("10.0.0.20", "10.0.0.5", 443);

    world_init(world, 0);
    assert_int_equal(world_registry(world), 0);
    assert_int_equal(sample_rules(world), 0);
    edit.fields = SVCCOMM_EDIT_NOTE;
    edit.note = "by hand";
    assert_int_equal(svccomm_registry_add(world->registry, &edit, NOW, NULL, NULL), 0);
    assert_int_equal(dump_flows(world, 1), 0);
}

void dump_empty(struct world *world, const struct world *like)
{
    world_init(world, 0);
    world->config = like->config;
    world->config.allocator = &world->memory.allocator;
    assert_int_equal(world_registry(world), 0);
}

void dump_end(struct world *world)
{
    world_end(world, 0);
    assert_null(world->storage.complaint);
    assert_null(world->memory.complaint);
    assert_int_equal(world->memory.live_bytes, 0);
}

int dump_restore(struct world *world, struct dump_file *file)
{
    dump_file_rewind(file);
    return svccomm_registry_restore(world->registry, dump_file_read, file, world_error(world));
}

void assert_dump_empty(struct world *world)
{
    struct fault_content content;
    svccomm_counts counts;

    svccomm_counts_init(&counts, sizeof counts);
    assert_int_equal(svccomm_registry_counts(world->registry, &counts), 0);
    assert_int_equal(counts.revision + counts.strings + counts.unflushed, 0);
    assert_true(counts.newest == SVCCOMM_NO_TIME);
    assert_int_equal(dump_registry_items(world->registry, &content), 0);
    assert_int_equal(content.kinds[SVCCOMM_KIND_META].count, 1);
    for (uint32_t kind = SVCCOMM_KIND_HOST; kind < SVCCOMM_KIND_COUNT; kind++)
        assert_int_equal(content.kinds[kind].count, 0);
    fault_content_free(&content);
}

static void assert_same_text(struct fault_text *a, struct fault_text *b)
{
    assert_string_equal(fault_text_get(a), fault_text_get(b));
    fault_text_free(a);
    fault_text_free(b);
}

void assert_dump_same(struct world *a, struct world *b)
{
    struct fault_text one = {0}, other = {0};
    struct fault_content first, second;

    fault_digest_lasting(a->registry, &one);
    fault_digest_lasting(b->registry, &other);
    assert_same_text(&one, &other);
    assert_int_equal(dump_registry_items(a->registry, &first), 0);
    assert_int_equal(dump_registry_items(b->registry, &second), 0);
    fault_content_describe(&first, &one);
    fault_content_describe(&second, &other);
    assert_same_text(&one, &other);
    fault_content_free(&first);
    fault_content_free(&second);
}

void assert_dump_refused(struct world *world, struct dump_file *file, int code)
{
    assert_int_equal(dump_restore(world, file), code);
    assert_int_equal(world->error.code, code);
    assert_true(world->error.message[0] != '\0');
    assert_dump_empty(world);
}
