/* SPDX-License-Identifier: MIT */
#include "cap_model.h"

#include "flow_pages.h"

#include <stdlib.h>

static uint32_t *head_of(const struct cap_model *model, uint32_t key)
{
    return &model->heads[key * UINT32_C(2654435761) >> (32 - model->bits)];
}

void cap_model_make(struct cap_model *model, uint32_t cap)
{
    *model = (struct cap_model){.cap = cap, .bits = 4};
    while (UINT32_C(1) << model->bits < cap)
        model->bits++;
    model->heads = flow_pages_zeroed((size_t)1 << model->bits, sizeof *model->heads);
    model->places = flow_pages_zeroed((size_t)cap + 1, sizeof *model->places);
}

void cap_model_free(struct cap_model *model)
{
    free(model->heads);
    free(model->places);
}

static uint32_t find(const struct cap_model *model, uint32_t key)
{
    uint32_t at = *head_of(model, key);

    while (at != 0 && model->places[at].key != key)
        at = model->places[at].chained;
    return at;
}

uint32_t cap_model_events(const struct cap_model *model, uint32_t key)
{
    return model->places[find(model, key)].events;
}

static void enlist(struct cap_model *model, uint32_t at)
{
    model->places[at].before = model->newest;
    model->places[at].after = 0;
    if (model->newest != 0)
        model->places[model->newest].after = at;
    else
        model->oldest = at;
    model->newest = at;
}

static void unlist(struct cap_model *model, uint32_t at)
{
    uint32_t before = model->places[at].before, after = model->places[at].after;

    if (before != 0)
        model->places[before].after = after;
    else
        model->oldest = after;
    if (after != 0)
        model->places[after].before = before;
    else
        model->newest = before;
}

static uint32_t evict(struct cap_model *model)
{
    uint32_t at = model->oldest, *link = head_of(model, model->places[at].key);

    while (*link != at)
        link = &model->places[*link].chained;
    *link = model->places[at].chained;
    unlist(model, at);
    model->evicted++;
    return at;
}

static uint32_t add(struct cap_model *model, uint32_t key)
{
    uint32_t at = model->used < model->cap ? ++model->used : evict(model);
    uint32_t *head = head_of(model, key);

    model->places[at] = (struct cap_place){.key = key, .chained = *head};
    *head = at;
    return at;
}

void cap_model_see(struct cap_model *model, uint32_t key)
{
    uint32_t at = find(model, key);

    if (at != 0)
        unlist(model, at);
    else
        at = add(model, key);
    enlist(model, at);
    model->places[at].events++;
}
