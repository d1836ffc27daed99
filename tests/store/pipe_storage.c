/* SPDX-License-Identifier: MIT
 * The storage that another program is. Where a pipe breaks this program ends. */
#include "pipe_storage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault_text.h"

#define LAST UINT32_MAX

static const size_t key_sizes[SVCCOMM_KIND_COUNT] = {
    0,
    sizeof(svccomm_host_key),
    sizeof(svccomm_address_key),
    sizeof(svccomm_endpoint_key),
    sizeof(uint64_t),
    sizeof(uint64_t),
    sizeof(uint64_t),
    SVCCOMM_ID_SIZE,
};

static void send(const void *bytes, size_t length)
{
    if (fwrite(bytes, 1, length, stdout) != length)
        exit(3);
}

static void send_number(uint32_t number)
{
    const unsigned char bytes[4] = {(unsigned char)number, (unsigned char)(number >> 8),
                                    (unsigned char)(number >> 16), (unsigned char)(number >> 24)};

    send(bytes, sizeof bytes);
}

static void receive(void *bytes, size_t length)
{
    if (fread(bytes, 1, length, stdin) != length)
        exit(3);
}

static uint32_t receive_number(void)
{
    unsigned char bytes[4];

    receive(bytes, sizeof bytes);
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static void request(enum pipe_op op, uint32_t kind, size_t count)
{
    const unsigned char byte = (unsigned char)op;

    send(&byte, 1);
    send_number(kind);
    send_number((uint32_t)count);
}

static void send_part(const void *bytes, size_t length)
{
    send_number((uint32_t)length);
    send(bytes, length);
}

static int answer(void)
{
    fflush(stdout);
    return (int)receive_number();
}

static void send_item(uint32_t kind, const void *item, size_t size)
{
    unsigned char bytes[SVCCOMM_ENCODED_SIZE_MAX];
    size_t length;

    if (svccomm_item_encode(kind, item, size, NULL, 0, bytes, sizeof bytes, &length) < 0)
        exit(4);
    send_part(bytes, length);
}

static int ask(enum pipe_op op)
{
    request(op, 0, 0);
    return answer();
}

static int pipe_begin(void *user)
{
    (void)user;
    return ask(PIPE_BEGIN);
}

static int pipe_commit(void *user)
{
    (void)user;
    return ask(PIPE_COMMIT);
}

static int pipe_rollback(void *user)
{
    (void)user;
    return ask(PIPE_ROLLBACK);
}

static int pipe_put(void *user, uint32_t kind, const void *items, size_t count, size_t size)
{
    (void)user;
    request(PIPE_PUT, kind, count);
    for (size_t i = 0; i < count; i++)
        send_item(kind, (const char *)items + i * size, size);
    return answer();
}

static int pipe_erase(void *user, uint32_t kind, const void *keys, size_t count, size_t size)
{
    unsigned char bytes[SVCCOMM_ENCODED_KEY_MAX];

    (void)user;
    if (size != key_sizes[kind])
        exit(4);
    request(PIPE_ERASE, kind, count);
    for (size_t i = 0; i < count; i++) {
        int length =
            svccomm_item_key_encode(kind, (const char *)keys + i * size, size, bytes, sizeof bytes);
        if (length < 0)
            exit(4);
        send_part(bytes, (size_t)length);
    }
    return answer();
}

static size_t item_size(uint32_t kind)
{
    static const size_t sizes[SVCCOMM_KIND_COUNT] = {
        sizeof(svccomm_meta),     sizeof(svccomm_host),   sizeof(svccomm_address),
        sizeof(svccomm_endpoint), sizeof(svccomm_rule),   sizeof(svccomm_change),
        sizeof(svccomm_fan_in),   sizeof(svccomm_record),
    };

    return sizes[kind];
}

/* Bytes that do not decode are left out, as a client does with a row that it cannot read. */
static int give(svccomm_sink *sink, uint32_t kind, const unsigned char *bytes, size_t length)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record item; /* the greatest */

    if (svccomm_item_decode(kind, bytes, length, &item, item_size(kind), processes, NULL, NULL) < 0)
        return svccomm_sink_leave_out(sink);
    return svccomm_sink_put(sink, &item, 1, item_size(kind));
}

struct scanned {
    struct fault_text bytes; /* each item after its length */
    int code;
};

/* All of it is taken off the pipe before any is given: what is damaged is told over the same. */
static void receive_scan(struct scanned *all)
{
    unsigned char item[SVCCOMM_ENCODED_SIZE_MAX];
    uint32_t length;

    memset(all, 0, sizeof *all);
    while ((length = receive_number()) != LAST) {
        if (length > sizeof item)
            exit(4);
        receive(item, length);
        fault_text_add(&all->bytes, &length, sizeof length);
        fault_text_add(&all->bytes, item, length);
    }
    all->code = (int)receive_number();
}

static int pipe_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct scanned all;
    uint32_t length;
    int rc = 0;

    (void)user;
    request(PIPE_SCAN, kind, 0);
    fflush(stdout);
    receive_scan(&all);
    for (size_t at = 0; rc == 0 && at < all.bytes.length; at += sizeof length + length) {
        memcpy(&length, all.bytes.bytes + at, sizeof length);
        rc = give(sink, kind, (unsigned char *)all.bytes.bytes + at + sizeof length, length);
    }
    fault_text_free(&all.bytes);
    return rc != 0 ? rc : all.code;
}

static int pipe_damaged(void *user, uint32_t kind, const void *item, const svccomm_error *error)
{
    (void)user;
    request(PIPE_DAMAGED, kind, 2);
    send_item(kind, item, item_size(kind));
    send_part(error->message, strlen(error->message));
    return answer();
}

static void pipe_destroy(void *user)
{
    (void)user;
    request(PIPE_DESTROY, 0, 0);
    fflush(stdout);
}

void pipe_tell(enum pipe_op op, uint32_t kind, const void *const *items, const size_t *lengths,
               uint32_t count)
{
    request(op, kind, count);
    for (uint32_t i = 0; i < count; i++)
        send_part(items[i], lengths[i]);
    fflush(stdout);
}

void pipe_storage_init(svccomm_storage *storage)
{
    svccomm_storage_init(storage, sizeof *storage);
    storage->begin = pipe_begin;
    storage->commit = pipe_commit;
    storage->rollback = pipe_rollback;
    storage->put = pipe_put;
    storage->erase = pipe_erase;
    storage->scan = pipe_scan;
    storage->damaged = pipe_damaged;
    storage->destroy = pipe_destroy;
}
