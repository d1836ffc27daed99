/* SPDX-License-Identifier: MIT
 * Puts and erases items: their fields on the way into the table. */
#include "postgresql_client.h"

/* The count of fields, then each; `shift` bytes of the item lie before what is given of it. */
static void append_fields(struct postgresql_copy *copy, const char *item, size_t columns,
                          size_t shift, bool processes)
{
    const struct kind *kind = &store_kinds[copy->kind];
    bytes_integer(&copy->bytes, (int64_t)(columns + (processes ? 3 : 1)), 2);
    for (size_t i = 0; i < columns; i++)
        postgresql_write(&copy->bytes, &kind->columns[i], item + (kind->columns[i].offset - shift));
    if (processes)
        postgresql_write_processes(&copy->bytes, (const void *)item);
    bytes_integer(&copy->bytes, 8, 4);
    bytes_integer(&copy->bytes, (int64_t)copy->position++, 8);
}

int postgresql_put(void *user, uint32_t kind_number, const void *items, size_t count, size_t size)
{
    struct postgresql_store *store = user;
    const struct kind *kind = &store_kinds[kind_number];
    if (size < kind->item_size)
        return store_fail(&store->store, "the library is older than this program");
    int code = postgresql_copy_begin(store, kind_number, false);
    for (size_t i = 0; i < count && code == 0; i++) {
        append_fields(&store->copy, (const char *)items + i * size, kind->column_count, 0,
                      postgresql_has_processes(kind));
        code = postgresql_copy_step(store);
    }
    return code;
}

int postgresql_erase(void *user, uint32_t kind_number, const void *keys, size_t count, size_t size)
{
    struct postgresql_store *store = user;
    const struct kind *kind = &store_kinds[kind_number];
    if (size < kind->key_size)
        return store_fail(&store->store, "the library is older than this program");
    int code = postgresql_copy_begin(store, kind_number, true);
    for (size_t i = 0; i < count && code == 0; i++) {
        append_fields(&store->copy, (const char *)keys + i * size, kind->key_columns,
                      kind->key_offset, false);
        code = postgresql_copy_step(store);
    }
    return code;
}
