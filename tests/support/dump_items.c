/* SPDX-License-Identifier: MIT
 * Dumps in memory: written, read in pieces, taken apart into their items. */
#include "dump_items.h"

#include <string.h>

#define HEAD 10
#define BLOCK_HEAD 5
#define SUM 8
#define ITEM_HEAD 4

static int call_of(struct dump_file *file)
{
    file->calls++;
    if (file->registry != NULL)
        file->called_back = file->call_back(file->registry);
    return file->fail_at > 0 && file->calls == file->fail_at ? file->value : 0;
}

int dump_file_write(void *user, const void *data, size_t length)
{
    struct dump_file *file = user;
    int rc = call_of(file);

    if (rc == 0)
        fault_text_add(&file->text, data, length);
    return rc;
}

int dump_file_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct dump_file *file = user;
    size_t left = file->text.length - file->at;
    int rc = call_of(file);

    *length = left < capacity ? left : capacity;
    if (file->piece > 0 && *length > file->piece)
        *length = file->piece;
    if (*length > 0)
        memcpy(data, file->text.bytes + file->at, *length);
    file->at += *length;
    return rc;
}

void dump_file_rewind(struct dump_file *file)
{
    file->at = 0;
    file->calls = 0;
}

void dump_file_free(struct dump_file *file)
{
    fault_text_free(&file->text);
    memset(file, 0, sizeof *file);
}

int dump_file_of(svccomm_registry *registry, struct dump_file *file)
{
    return svccomm_registry_dump(registry, dump_file_write, file, NULL);
}

static size_t word_at(const unsigned char *at)
{
    return (size_t)at[0] | (size_t)at[1] << 8 | (size_t)at[2] << 16 | (size_t)at[3] << 24;
}

static int take_items(uint32_t kind, const unsigned char *at, size_t left,
                      struct fault_content *content)
{
    svccomm_process processes[SVCCOMM_PROCESS_MAX];
    svccomm_record item; /* the greatest */
    int rc = 0;

    for (; rc == 0 && left > 0; left -= ITEM_HEAD + word_at(at), at += ITEM_HEAD + word_at(at)) {
        rc = svccomm_item_decode(kind, at + ITEM_HEAD, word_at(at), &item,
                                 fault_kind_item_size(kind), processes, NULL, NULL);
        if (rc == 0)
            fault_items_put(&content->kinds[kind], kind, &item);
    }
    return rc;
}

int dump_items(const struct dump_file *file, struct fault_content *content)
{
    const unsigned char *at = (const unsigned char *)file->text.bytes + HEAD;
    int rc = 0;

    memset(content, 0, sizeof *content);
    for (; rc == 0 && at[0] < SVCCOMM_KIND_COUNT; at += BLOCK_HEAD + word_at(at + 1) + SUM)
        rc = take_items(at[0], at + BLOCK_HEAD, word_at(at + 1), content);
    return rc;
}

int dump_registry_items(svccomm_registry *registry, struct fault_content *content)
{
    struct dump_file file = {0};
    int rc = dump_file_of(registry, &file);

    if (rc == 0)
        rc = dump_items(&file, content);
    dump_file_free(&file);
    return rc;
}
