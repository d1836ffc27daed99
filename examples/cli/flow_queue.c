/* SPDX-License-Identifier: MIT
 * Flows of many datagrams go into the registry together: within a batch the order does not matter
 * for direction (D1), and the registry looks up many at once. */
#include "flow_queue.h"

#include "grow.h"
#include "say.h"
#include "times.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PART_MOST 16384

/* Receive times of a part lie within a second of its first, which stands for them: that is as
 * nothing to the 10 minutes and 24 hours of the age check (F9). */
#define PART_SPAN TIMES_SECOND

static bool same_time(int64_t part, int64_t received)
{
    if (part == SVCCOMM_NO_TIME || received == SVCCOMM_NO_TIME)
        return part == received;
    return received >= part && received < part + PART_SPAN;
}

static bool fits(const struct flow_part *part, const struct flow_origin *origin)
{
    return part->count < PART_MOST && part->origin.host == origin->host &&
           same_time(part->origin.received, origin->received);
}

/* A part with flows of several exporters names none. */
static void join(struct flow_part *part, const struct flow_origin *origin)
{
    if (memcmp(part->origin.exporter, origin->exporter, sizeof origin->exporter) != 0)
        memset(part->origin.exporter, 0, sizeof part->origin.exporter);
}

/* The part that the flows join, or a new one; NULL without memory. */
static struct flow_part *part_for(struct flow_queue *queue, const struct flow_origin *origin)
{
    if (queue->part_count > 0 && fits(&queue->parts[queue->part_count - 1], origin)) {
        join(&queue->parts[queue->part_count - 1], origin);
        return &queue->parts[queue->part_count - 1];
    }
    if (grow(&queue->parts, queue->part_count + 1, &queue->part_capacity, sizeof *queue->parts))
        return NULL;
    struct flow_part *part = &queue->parts[queue->part_count++];
    part->origin = *origin;
    part->count = 0;
    return part;
}

int flow_queue_add(struct flow_queue *queue, const svccomm_flow *flows, size_t count,
                   const struct flow_origin *origin, uint32_t realm)
{
    if (count == 0)
        return 0;
    int code = grow(&queue->flows, queue->count + count, &queue->capacity, sizeof *flows);
    struct flow_part *part = code == 0 ? part_for(queue, origin) : NULL;
    if (part == NULL)
        return EXIT_INPUT;
    svccomm_flow *added = queue->flows + queue->count;
    memcpy(added, flows, count * sizeof *flows);
    for (size_t i = 0; i < count; i++)
        if (added[i].realm == 0)
            added[i].realm = realm;
    queue->count += count;
    part->count += count;
    return 0;
}

static int ingest_part(const struct flow_part *part, const svccomm_flow *flows,
                       svccomm_registry *registry, int64_t now, svccomm_flow_report *report)
{
    svccomm_flow_batch batch;
    svccomm_flow_batch_init(&batch, sizeof batch);
    batch.now = now;
    batch.received = part->origin.received;
    batch.host = part->origin.host;
    memcpy(batch.exporter, part->origin.exporter, sizeof batch.exporter);
    int code =
        svccomm_registry_ingest_flows(registry, flows, part->count, sizeof *flows, &batch, report);
    return code == 0 ? 0 : say_code("flows", code, NULL);
}

int flow_queue_ingest(struct flow_queue *queue, svccomm_registry *registry, int64_t now,
                      svccomm_flow_report *report)
{
    const svccomm_flow *flows = queue->flows;
    int code = 0;
    for (size_t i = 0; i < queue->part_count && code == 0; i++) {
        code = ingest_part(&queue->parts[i], flows, registry, now, report);
        flows += queue->parts[i].count;
    }
    queue->count = queue->part_count = 0;
    return code;
}

void flow_queue_free(struct flow_queue *queue)
{
    free(queue->flows);
    free(queue->parts);
    memset(queue, 0, sizeof *queue);
}
