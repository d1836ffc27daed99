/* SPDX-License-Identifier: MIT
 * The naive registry. */
#include "registry_model.h"

#include <string.h>

#include "svccomm/svccomm.h"

struct model_record *model_service(struct model *model, unsigned host, unsigned service)
{
    return &model->records[(host * MODEL_SERVICES + service) * MODEL_CLIENTS];
}

static int is_named(const struct model_record *records)
{
    return records[0].there || records[1].there || records[2].there;
}

void model_trim(struct model *model, unsigned host, struct model_shot *shot)
{
    unsigned s;

    for (s = 0; s < MODEL_SERVICES; s++)
        if (!shot->listens[s] && !is_named(model_service(model, host, s)))
            memset(shot->open[s], 0, sizeof shot->open[s]);
}

static void begin_record(struct model_record *record, int64_t now)
{
    memset(record, 0, sizeof *record);
    record->there = 1;
    record->created = record->updated = now;
}

/* A client that is connected now. */
static void see_client(struct model_record *record, unsigned open, int implied, int64_t now)
{
    if (!record->there)
        begin_record(record, now);
    if (!record->found)
        record->first = now;
    record->found = record->netstat = 1;
    record->last = record->updated = now;
    record->active++;
    record->ports += open;
    record->implied += implied != 0;
}

/* The service was identified: a sample for all that was ever found of it. */
static void see_service(struct model_record *records, const unsigned *open, int listens,
                        int64_t now)
{
    unsigned c;

    for (c = 0; c < MODEL_CLIENTS; c++) {
        if (open[c] > 0)
            see_client(&records[c], open[c], !listens, now);
        records[c].total += records[c].there && records[c].found;
    }
}

void model_snapshot(struct model *model, unsigned host, const struct model_shot *shot, int64_t now)
{
    unsigned s, c, open;

    for (s = 0; s < MODEL_SERVICES; s++) {
        for (c = 0, open = 0; c < MODEL_CLIENTS; c++)
            open += shot->open[s][c];
        if (shot->listens[s] || open > 0)
            see_service(model_service(model, host, s), shot->open[s], shot->listens[s], now);
    }
}

int model_add(struct model_record *record, int64_t now)
{
    if (record->there && record->manual)
        return SVCCOMM_E_EXISTS;
    if (!record->there)
        begin_record(record, now);
    record->manual = 1;
    record->updated = now;
    return 0;
}

void model_reset(struct model *model, int64_t now)
{
    size_t i;

    for (i = 0; i < MODEL_RECORDS; i++) {
        struct model_record *record = &model->records[i], old = *record;
        if (!old.there)
            continue;
        begin_record(record, old.created);
        record->manual = old.manual;
        record->netstat = old.netstat;
        record->status = old.status;
        record->updated = now;
    }
}

uint64_t model_prune(struct model *model, int64_t older_than, int manual_too)
{
    uint64_t pruned = 0;
    size_t i;

    for (i = 0; i < MODEL_RECORDS; i++) {
        struct model_record *record = &model->records[i];
        int64_t age = record->found ? record->last : record->updated;
        if (!record->there || age >= older_than || (record->manual && !manual_too))
            continue;
        record->there = 0;
        pruned++;
    }
    return pruned;
}

size_t model_count(const struct model *model)
{
    size_t count = 0, i;

    for (i = 0; i < MODEL_RECORDS; i++)
        count += model->records[i].there != 0;
    return count;
}
