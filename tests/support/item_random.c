/* SPDX-License-Identifier: MIT
 * Random items: all bytes of a struct are drawn, then what has a form is set right. */
#include "item_random.h"

#include <string.h>

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

struct drawing {
    uint64_t state;
    int longest;
    int sparse;
};

/* 0 to most; often either. */
static uint32_t draw_count(struct drawing *d, uint32_t most)
{
    uint64_t chance = draw(&d->state);

    if (d->longest || (!d->sparse && chance % 4 == 0))
        return most;
    return d->sparse || chance % 4 == 1 ? 0 : (uint32_t)(chance >> 8) % (most + 1);
}

static void draw_text(struct drawing *d, char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        text[i] = (char)(1 + draw(&d->state) % 255);
    text[length] = '\0';
}

/* Or NULL; also the empty one. */
static const char *text_or_none(struct drawing *d, char *room)
{
    uint32_t length = draw_count(d, SVCCOMM_STRING_MAX + 1);

    if (length == 0)
        return NULL;
    draw_text(d, room, length - 1);
    return room;
}

size_t item_size(uint32_t kind)
{
    static const size_t sizes[SVCCOMM_KIND_COUNT] = {
        sizeof(svccomm_meta),     sizeof(svccomm_host),   sizeof(svccomm_address),
        sizeof(svccomm_endpoint), sizeof(svccomm_rule),   sizeof(svccomm_change),
        sizeof(svccomm_fan_in),   sizeof(svccomm_record),
    };

    return sizes[kind];
}

const void *item_key(uint32_t kind, const union any_item *item)
{
    return kind == SVCCOMM_KIND_COMMUNICATION ? item->record.id : item->bytes;
}

/* The text members of an item; how many. */
static size_t texts_of(uint32_t kind, union any_item *i, const char ***out)
{
    svccomm_record *r = &i->record;
    const char **of_record[ITEM_TEXTS] = {&r->client_device,          &r->listener_device,
                                          &r->client_device_explicit, &r->listener_device_explicit,
                                          &r->listener_process,       &r->note};

    switch (kind) {
    case SVCCOMM_KIND_HOST:
        out[0] = &i->host.name;
        return 1;
    case SVCCOMM_KIND_ADDRESS:
        out[0] = &i->address.device;
        out[1] = &i->address.fallback;
        return 2;
    case SVCCOMM_KIND_ENDPOINT:
        out[0] = &i->endpoint.process;
        out[1] = &i->endpoint.device;
        return 2;
    case SVCCOMM_KIND_RULE:
        out[0] = &i->rule.process;
        return 1;
    case SVCCOMM_KIND_COMMUNICATION:
        memcpy(out, of_record, sizeof of_record);
        return ITEM_TEXTS;
    default:
        return 0;
    }
}

/* What does not travel, or is not there. */
static void fill_view(svccomm_netstat *view, int value)
{
    if (view->view != SVCCOMM_VIEW_NONE)
        return;
    memset(view, value, sizeof *view);
    view->view = SVCCOMM_VIEW_NONE;
}

static void fill_netflow(svccomm_netflow *netflow, int value)
{
    svccomm_spans *spans = &netflow->spans;

    if (!netflow->present) {
        memset(netflow, value, sizeof *netflow);
        netflow->present = 0;
        return;
    }
    memset(&spans->size, value, sizeof spans->size);
    memset(spans->segments + spans->count, value,
           (SVCCOMM_SPANS_KEEP_MAX - spans->count) * sizeof *spans->segments);
}

/* What the compiler leaves between a member and what follows it: with pointers of 32 bits, where
 * 64-bit members are aligned to 8. */
#define FILL_HOLE(item, type, member, next, value)                                           \
    memset((unsigned char *)(item) + offsetof(type, member) + sizeof((item)->member), value, \
           (next) - offsetof(type, member) - sizeof((item)->member))

static void fill_record(svccomm_record *r, int value)
{
    FILL_HOLE(r, svccomm_record, headline, offsetof(svccomm_record, listener_view), value);
    memset(&r->key.reserved, value, sizeof r->key.reserved);
    memset(&r->reserved, value, sizeof r->reserved);
    fill_view(&r->listener_view, value);
    fill_view(&r->client_view, value);
    fill_netflow(&r->netflow, value);
}

#define FILL(member, value) memset(&(member), value, sizeof(member))

static void fill_unused(uint32_t kind, union any_item *i, int value)
{
    switch (kind) {
    case SVCCOMM_KIND_HOST:
        FILL(i->host.key.reserved, value);
        FILL(i->host.reserved, value);
        FILL_HOLE(&i->host, svccomm_host, name, sizeof(svccomm_host), value);
        break;
    case SVCCOMM_KIND_ADDRESS:
        FILL(i->address.key.reserved, value);
        break;
    case SVCCOMM_KIND_ENDPOINT:
        FILL(i->endpoint.key.reserved, value);
        break;
    case SVCCOMM_KIND_RULE:
        FILL(i->rule.reserved, value);
        FILL_HOLE(&i->rule, svccomm_rule, process, offsetof(svccomm_rule, hits), value);
        FILL(i->rule.client.reserved, value);
        FILL(i->rule.listener.reserved, value);
        break;
    case SVCCOMM_KIND_TOMBSTONE:
        FILL(i->tombstone.reserved, value);
        break;
    case SVCCOMM_KIND_FAN_IN:
        memset(i->fan_in.ports + i->fan_in.count, value,
               (SVCCOMM_FAN_IN_MOST - i->fan_in.count) * sizeof *i->fan_in.ports);
        break;
    case SVCCOMM_KIND_COMMUNICATION:
        fill_record(&i->record, value);
        break;
    default:
        break;
    }
}

static void draw_record(struct drawing *d, svccomm_record *r, struct item_room *room)
{
    r->process_count = draw_count(d, SVCCOMM_PROCESS_MAX);
    r->processes = room->processes;
    for (uint32_t i = 0; i < r->process_count; i++) {
        draw_text(d, room->names[i], draw_count(d, SVCCOMM_STRING_MAX));
        room->processes[i].name = room->names[i];
        room->processes[i].last_seen = (int64_t)draw(&d->state);
    }
    r->listener_view.view = draw_count(d, 1) ? SVCCOMM_VIEW_LISTENER : SVCCOMM_VIEW_NONE;
    r->client_view.view = draw_count(d, 1) ? SVCCOMM_VIEW_CLIENT : SVCCOMM_VIEW_NONE;
    r->netflow.present = draw_count(d, 1);
    r->netflow.spans.count = draw_count(d, SVCCOMM_SPANS_KEEP_MAX);
}

void item_random(uint32_t kind, uint64_t seed, unsigned char garbage, union any_item *item,
                 struct item_room *room)
{
    struct drawing d = {seed * SVCCOMM_KIND_COUNT + kind, seed == ITEM_LONGEST,
                        seed == ITEM_SPARSE};
    const char **texts[ITEM_TEXTS];
    size_t count;

    memset(item, 0, sizeof *item);
    for (size_t i = 0; i < item_size(kind); i++)
        item->bytes[i] = (unsigned char)draw(&d.state);
    count = texts_of(kind, item, texts);
    for (size_t i = 0; i < count; i++)
        *texts[i] = text_or_none(&d, room->texts[i]);
    if (kind == SVCCOMM_KIND_FAN_IN)
        item->fan_in.count = draw_count(&d, SVCCOMM_FAN_IN_MOST);
    if (kind == SVCCOMM_KIND_COMMUNICATION)
        draw_record(&d, &item->record, room);
    fill_unused(kind, item, garbage);
}

void item_as_read(uint32_t kind, union any_item *item)
{
    svccomm_record *r = &item->record;

    fill_unused(kind, item, 0);
    if (kind != SVCCOMM_KIND_COMMUNICATION)
        return;
    if (r->listener_view.view == SVCCOMM_VIEW_NONE)
        r->listener_view.first_found = r->listener_view.last_found = SVCCOMM_NO_TIME;
    if (r->client_view.view == SVCCOMM_VIEW_NONE)
        r->client_view.first_found = r->client_view.last_found = SVCCOMM_NO_TIME;
    if (r->netflow.present)
        r->netflow.spans.size = sizeof r->netflow.spans;
    if (r->process_count == 0)
        r->processes = NULL;
}

static int text_same(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static int processes_same(const svccomm_record *a, const svccomm_record *b)
{
    uint32_t i = 0;

    if (a->process_count != b->process_count || !a->processes != !b->processes)
        return 0;
    while (i < a->process_count && a->processes[i].last_seen == b->processes[i].last_seen &&
           text_same(a->processes[i].name, b->processes[i].name))
        i++;
    return i == a->process_count;
}

int item_same(uint32_t kind, const union any_item *a, const union any_item *b)
{
    union any_item one = *a, other = *b;
    const char **of_one[ITEM_TEXTS], **of_other[ITEM_TEXTS];
    size_t count = texts_of(kind, &one, of_one), i;

    texts_of(kind, &other, of_other);
    for (i = 0; i < count; i++) {
        if (!text_same(*of_one[i], *of_other[i]))
            return 0;
        *of_one[i] = *of_other[i] = NULL;
    }
    if (kind == SVCCOMM_KIND_COMMUNICATION) {
        if (!processes_same(&one.record, &other.record))
            return 0;
        one.record.processes = other.record.processes = NULL;
    }
    return memcmp(&one, &other, item_size(kind)) == 0;
}
