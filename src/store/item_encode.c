/* SPDX-License-Identifier: MIT
 * Items and keys to bytes (S3). */
#include <string.h>

#include "base/little.h"
#include "base/structs.h"
#include "store/item_members.h"

/* Where the bytes go. What does not fit is only counted. */
struct encoding {
    unsigned char *out;
    size_t capacity;
    size_t length;
    int rc; /* the first failure */
};

/* Room for so many bytes, or NULL where they do not fit. */
static unsigned char *encode_room(struct encoding *e, size_t length)
{
    size_t at = e->length;

    e->length += length;
    return at <= e->capacity && length <= e->capacity - at ? e->out + at : NULL;
}

static void encode_bytes(struct encoding *e, const void *bytes, size_t length)
{
    unsigned char *out = encode_room(e, length);

    if (out != NULL && length > 0)
        memcpy(out, bytes, length);
}

static void encode_number(struct encoding *e, uint64_t number, size_t width)
{
    unsigned char *out = encode_room(e, width);

    if (out != NULL)
        svccomm__little_store(out, number, width);
}

static void encode_numbers(struct encoding *e, const unsigned char *numbers, size_t width,
                           size_t count)
{
    unsigned char *out = encode_room(e, width * count);
    size_t i;

    for (i = 0; out != NULL && i < count; i++)
        svccomm__little_store(out + i * width, svccomm__native_load(numbers + i * width, width),
                              width);
}

static void encode_text(struct encoding *e, const char *text)
{
    size_t size = text == NULL ? 0 : strlen(text) + 1;

    if (size > SVCCOMM_STRING_MAX + 1) {
        e->rc = SVCCOMM_E_RANGE;
        return;
    }
    encode_number(e, size, 2);
    encode_bytes(e, text, size);
}

static void encode_processes(struct encoding *e, const svccomm_record *record)
{
    uint32_t i;

    if (record->process_count > SVCCOMM_PROCESS_MAX ||
        (record->process_count > 0 && record->processes == NULL)) {
        e->rc = SVCCOMM_E_RANGE;
        return;
    }
    encode_number(e, record->process_count, 1);
    for (i = 0; i < record->process_count; i++) {
        if (record->processes[i].name == NULL)
            e->rc = SVCCOMM_E_RANGE;
        encode_text(e, record->processes[i].name);
        encode_number(e, (uint64_t)record->processes[i].last_seen, 8);
    }
}

static void encode_ports(struct encoding *e, const svccomm_fan_in *end)
{
    if (end->count > SVCCOMM_FAN_IN_MOST) {
        e->rc = SVCCOMM_E_RANGE;
        return;
    }
    encode_number(e, end->count, 1);
    encode_numbers(e, (const unsigned char *)end->ports, sizeof end->ports[0], end->count);
}

static void encode_segments(struct encoding *e, const svccomm_spans *spans)
{
    if (spans->count > SVCCOMM_SPANS_KEEP_MAX) {
        e->rc = SVCCOMM_E_RANGE;
        return;
    }
    encode_number(e, spans->count, 1);
    encode_numbers(e, (const unsigned char *)spans->segments, sizeof(int64_t),
                   2 * (size_t)spans->count);
}

static void encode_members(struct encoding *e, const struct svccomm__members *members,
                           const void *item);

static void encode_view(struct encoding *e, const svccomm_netstat *view, uint32_t which)
{
    if (view->view != SVCCOMM_VIEW_NONE && view->view != which)
        e->rc = SVCCOMM_E_RANGE;
    encode_number(e, view->view != SVCCOMM_VIEW_NONE, 1);
    if (view->view != SVCCOMM_VIEW_NONE)
        encode_members(e, &svccomm__view_members, view);
}

static void encode_netflow(struct encoding *e, const svccomm_netflow *netflow)
{
    encode_number(e, netflow->present != 0, 1);
    if (netflow->present)
        encode_members(e, &svccomm__netflow_members, netflow);
}

static void encode_member(struct encoding *e, const struct svccomm__member *m, const void *item)
{
    const unsigned char *member = (const unsigned char *)item + m->offset;
    const char *text;

    switch (m->form) {
    case SVCCOMM__FORM_NUMBERS:
        encode_numbers(e, member, m->width, m->count);
        break;
    case SVCCOMM__FORM_BYTES:
        encode_bytes(e, member, m->width);
        break;
    case SVCCOMM__FORM_TEXT:
        memcpy(&text, member, sizeof text);
        encode_text(e, text);
        break;
    case SVCCOMM__FORM_PROCESSES:
        encode_processes(e, item);
        break;
    case SVCCOMM__FORM_PORTS:
        encode_ports(e, item);
        break;
    case SVCCOMM__FORM_SEGMENTS:
        encode_segments(e, (const svccomm_spans *)(const void *)member);
        break;
    case SVCCOMM__FORM_VIEW:
        encode_view(e, (const svccomm_netstat *)(const void *)member, m->count);
        break;
    default:
        encode_netflow(e, (const svccomm_netflow *)(const void *)member);
        break;
    }
}

static void encode_members(struct encoding *e, const struct svccomm__members *members,
                           const void *item)
{
    size_t i;

    for (i = 0; i < members->count; i++)
        encode_member(e, &members->list[i], item);
}

int svccomm_item_encode(uint32_t kind, const void *item, size_t size, const void *tail,
                        size_t tail_length, void *out, size_t capacity, size_t *length)
{
    struct encoding e = {out, capacity, 0, 0};
    int rc;

    if (kind >= SVCCOMM_KIND_COUNT || length == NULL || (capacity > 0 && out == NULL) ||
        (tail_length > 0 && tail == NULL))
        return SVCCOMM_E_ARGUMENT;
    rc = svccomm__elements_in(item, 1, size, svccomm__item_shapes[kind].size);
    if (rc < 0)
        return rc;
    encode_number(&e, SVCCOMM_ENCODING_VERSION, 1);
    encode_members(&e, &svccomm__item_shapes[kind].members, item);
    encode_bytes(&e, tail, tail_length);
    *length = e.rc < 0 ? 0 : e.length;
    return e.rc == 0 && e.length > capacity ? SVCCOMM_E_RANGE : e.rc;
}

int svccomm_record_encode(const svccomm_record *record, size_t size, void *out, size_t capacity,
                          size_t *length)
{
    return svccomm_item_encode(SVCCOMM_KIND_COMMUNICATION, record, size, NULL, 0, out, capacity,
                               length);
}

int svccomm_item_key_encode(uint32_t kind, const void *key, size_t size, void *out, size_t capacity)
{
    struct encoding e = {out, capacity, 0, 0};
    const struct svccomm__item_shape *shape;
    struct svccomm__member member;
    size_t i;
    int rc;

    if (kind >= SVCCOMM_KIND_COUNT || out == NULL || (key == NULL && kind != SVCCOMM_KIND_META))
        return SVCCOMM_E_ARGUMENT;
    shape = &svccomm__item_shapes[kind];
    rc = svccomm__elements_in(key, key != NULL, size, shape->key_size);
    if (rc < 0)
        return rc;
    for (i = 0; key != NULL && i < shape->key_members; i++) {
        member = shape->members.list[i];
        member.offset = (uint16_t)(member.offset - shape->key_offset);
        encode_member(&e, &member, key);
    }
    return e.length > capacity ? SVCCOMM_E_RANGE : (int)e.length;
}
