/* SPDX-License-Identifier: MIT
 * Bytes to items, whatever the bytes are (S3). */
#include <string.h>

#include "base/fail.h"
#include "base/little.h"
#include "base/structs.h"
#include "store/item_members.h"

/* What is left to read. Once something failed all else reads as nothing. */
struct decoding_item {
    const unsigned char *data;
    size_t length;
    size_t at;
    svccomm_process *processes;
    int rc; /* the first failure */
};

static void decode_fail(struct decoding_item *d, int rc)
{
    if (d->rc == 0)
        d->rc = rc;
}

static const unsigned char *decode_bytes(struct decoding_item *d, size_t length)
{
    const unsigned char *bytes = d->data + d->at;

    if (d->rc < 0 || length > d->length - d->at) {
        decode_fail(d, SVCCOMM_E_TRUNCATED);
        return NULL;
    }
    d->at += length;
    return bytes;
}

static uint64_t decode_number(struct decoding_item *d, size_t width)
{
    const unsigned char *bytes = decode_bytes(d, width);

    return bytes == NULL ? 0 : svccomm__little_load(bytes, width);
}

/* A count, or a mark whether something follows. */
static uint32_t decode_count(struct decoding_item *d, uint32_t most)
{
    uint32_t count = (uint32_t)decode_number(d, 1);

    if (count <= most)
        return count;
    d->at--;
    decode_fail(d, SVCCOMM_E_FORMAT);
    return 0;
}

static void decode_numbers(struct decoding_item *d, unsigned char *numbers, size_t width,
                           size_t count)
{
    const unsigned char *bytes = decode_bytes(d, width * count);
    size_t i;

    for (i = 0; bytes != NULL && i < count; i++)
        svccomm__native_store(numbers + i * width, svccomm__little_load(bytes + i * width, width),
                              width);
}

/* Used where it lies: it must end with its NUL and have no other. */
static const char *decode_text(struct decoding_item *d)
{
    size_t at = d->at, size = (size_t)decode_number(d, 2);
    const unsigned char *text = size == 0 ? NULL : decode_bytes(d, size);

    if (text == NULL)
        return NULL;
    if (size <= SVCCOMM_STRING_MAX + 1 && memchr(text, '\0', size) == text + size - 1)
        return (const char *)text;
    d->at = at;
    decode_fail(d, SVCCOMM_E_FORMAT);
    return NULL;
}

static void decode_processes(struct decoding_item *d, svccomm_record *record)
{
    uint32_t i, count = decode_count(d, SVCCOMM_PROCESS_MAX);

    for (i = 0; i < count; i++) {
        d->processes[i].name = decode_text(d);
        d->processes[i].last_seen = (int64_t)decode_number(d, 8);
        if (d->processes[i].name == NULL)
            decode_fail(d, SVCCOMM_E_FORMAT);
    }
    record->process_count = count;
    record->processes = count == 0 ? NULL : d->processes;
}

static void decode_ports(struct decoding_item *d, svccomm_fan_in *end)
{
    end->count = decode_count(d, SVCCOMM_FAN_IN_MOST);
    decode_numbers(d, (unsigned char *)end->ports, sizeof end->ports[0], end->count);
}

static void decode_segments(struct decoding_item *d, svccomm_spans *spans)
{
    spans->count = decode_count(d, SVCCOMM_SPANS_KEEP_MAX);
    decode_numbers(d, (unsigned char *)spans->segments, sizeof(int64_t), 2 * (size_t)spans->count);
}

static void decode_members(struct decoding_item *d, const struct svccomm__members *members,
                           void *item);

static void decode_view(struct decoding_item *d, svccomm_netstat *view, uint32_t which)
{
    view->first_found = view->last_found = SVCCOMM_NO_TIME;
    if (decode_count(d, 1) == 0)
        return;
    view->view = which;
    decode_members(d, &svccomm__view_members, view);
}

static void decode_netflow(struct decoding_item *d, svccomm_netflow *netflow)
{
    netflow->present = decode_count(d, 1);
    if (netflow->present == 0)
        return;
    netflow->spans.size = sizeof netflow->spans;
    decode_members(d, &svccomm__netflow_members, netflow);
}

static void decode_member(struct decoding_item *d, const struct svccomm__member *m, void *item)
{
    unsigned char *member = (unsigned char *)item + m->offset;
    const unsigned char *bytes;
    const char *text;

    switch (m->form) {
    case SVCCOMM__FORM_NUMBERS:
        decode_numbers(d, member, m->width, m->count);
        break;
    case SVCCOMM__FORM_BYTES:
        bytes = decode_bytes(d, m->width);
        if (bytes != NULL)
            memcpy(member, bytes, m->width);
        break;
    case SVCCOMM__FORM_TEXT:
        text = decode_text(d);
        memcpy(member, &text, sizeof text);
        break;
    case SVCCOMM__FORM_PROCESSES:
        decode_processes(d, item);
        break;
    case SVCCOMM__FORM_PORTS:
        decode_ports(d, item);
        break;
    case SVCCOMM__FORM_SEGMENTS:
        decode_segments(d, (svccomm_spans *)(void *)member);
        break;
    case SVCCOMM__FORM_VIEW:
        decode_view(d, (svccomm_netstat *)(void *)member, m->count);
        break;
    default:
        decode_netflow(d, (svccomm_netflow *)(void *)member);
        break;
    }
}

static void decode_members(struct decoding_item *d, const struct svccomm__members *members,
                           void *item)
{
    size_t i;

    for (i = 0; d->rc == 0 && i < members->count; i++)
        decode_member(d, &members->list[i], item);
}

static int fail_version(svccomm_error *error, uint64_t version)
{
    svccomm__fail_at(error, SVCCOMM_E_VERSION, 0, 0, "encoding version ");
    svccomm__fail_number(error, version);
    svccomm__fail_text(error, ", this library knows up to ");
    svccomm__fail_number(error, SVCCOMM_ENCODING_VERSION);
    return SVCCOMM_E_VERSION;
}

static int decode_item(struct decoding_item *d, uint32_t kind, void *item, svccomm_error *error)
{
    uint64_t version = decode_number(d, 1);

    if (version > SVCCOMM_ENCODING_VERSION)
        return fail_version(error, version);
    if (version == 0) {
        d->at = 0;
        decode_fail(d, SVCCOMM_E_FORMAT); /* or there was no byte */
    }
    decode_members(d, &svccomm__item_shapes[kind].members, item);
    return d->rc < 0 ? svccomm__fail_at(error, d->rc, 0, d->at, NULL) : 0;
}

int svccomm_item_decode(uint32_t kind, const void *data, size_t length, void *item, size_t size,
                        svccomm_process *processes, size_t *known, svccomm_error *error)
{
    struct decoding_item d = {data, length, 0, processes, 0};
    union svccomm__item own;
    size_t own_size;
    int rc;

    if (kind >= SVCCOMM_KIND_COUNT || data == NULL || item == NULL ||
        (kind == SVCCOMM_KIND_COMMUNICATION && processes == NULL))
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, NULL);
    own_size = svccomm__item_shapes[kind].size;
    if (size < own_size)
        return svccomm__fail(error, SVCCOMM_E_STRUCT_SIZE, NULL);
    memset(&own, 0, own_size);
    rc = decode_item(&d, kind, &own, error);
    if (rc < 0)
        return rc;
    svccomm__element_out(item, 0, size, &own, own_size);
    if (known != NULL)
        *known = d.at;
    return 0;
}

int svccomm_record_decode(const void *data, size_t length, svccomm_record *record, size_t size,
                          svccomm_process *processes, svccomm_error *error)
{
    return svccomm_item_decode(SVCCOMM_KIND_COMMUNICATION, data, length, record, size, processes,
                               NULL, error);
}
