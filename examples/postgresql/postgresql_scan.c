/* SPDX-License-Identifier: MIT
 * Gives every item of a kind to the library, row by row as COPY sends them. What is damaged stays
 * in the database until the same key is put. */
#include "postgresql_client.h"

#include <stdio.h>
#include <string.h>

#define WHAT "cannot read"
#define HEADER_LENGTH 19 /* before the first row */
#define FIELDS_MOST 128

/* What is done with an item. */
struct reading {
    struct postgresql_store *store;
    uint32_t kind;
    svccomm_sink *sink; /* NULL: the row is kept */
    struct row row;
};

static int start(struct postgresql_store *store, const struct kind *kind)
{
    struct postgresql_bytes sql = {0};
    bytes_text(&sql, "COPY (SELECT ");
    postgresql_names(&sql, kind, "", false);
    bytes_format(&sql, " FROM %s) TO STDOUT (FORMAT binary)", kind->table);
    int code = sql.failed ? store_fail(&store->store, "out of memory")
                          : postgresql_exec(store, WHAT, sql.data);
    bytes_free(&sql);
    return code;
}

/* The key of a damaged row as the server writes it is not at hand: as the library does. */
static void format_key(const struct kind *kind, const struct row *row, size_t readable, char *text,
                       size_t capacity)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < kind->key_columns && i < readable && length < capacity; i++) {
        const struct column *column = &kind->columns[i];
        const void *member = (const char *)&row->item + column->offset;
        char value[SVCCOMM_ADDRESS_TEXT_SIZE] = "";
        if (column->type == COLUMN_ID)
            svccomm_id_format(member, value, sizeof value);
        else if (column->type == COLUMN_ADDRESS)
            svccomm_address_format(member, value, sizeof value);
        else
            snprintf(value, sizeof value, "%lld", (long long)column_integer(column, member));
        length += (size_t)snprintf(text + length, capacity - length, "%s%s %s",
                                   i > 0 ? ", " : " of ", column->name, value);
    }
}

/* A damaged row is told and left out, but for meta: without it nothing can be read. */
static int damaged(struct reading *reading, size_t readable, const char *column)
{
    const struct kind *kind = &store_kinds[reading->kind];
    char key[256];
    if (reading->kind == SVCCOMM_KIND_META)
        return store_fail(&reading->store->store, "damaged row in table %s: column %s", kind->table,
                          column);
    format_key(kind, &reading->row, readable, key, sizeof key);
    store_damaged(&reading->store->store, "damaged row in table %s%s: column %s", kind->table, key,
                  column);
    return svccomm_sink_leave_out(reading->sink);
}

static int give(struct reading *reading)
{
    if (reading->kind == SVCCOMM_KIND_COMMUNICATION)
        reading->row.item.record.netflow.spans.size = sizeof(svccomm_spans);
    if (reading->sink == NULL)
        return 0;
    return svccomm_sink_put(reading->sink, &reading->row.item, 1,
                            store_kinds[reading->kind].item_size);
}

static int read_columns(struct reading *reading, const struct postgresql_field *fields)
{
    const struct kind *kind = &store_kinds[reading->kind];
    const size_t count = kind->column_count;
    row_clear(&reading->row);
    for (size_t i = 0; i < count; i++)
        if (!postgresql_read(&kind->columns[i], &reading->row, fields[i]))
            return damaged(reading, i, kind->columns[i].name);
    if (postgresql_has_processes(kind) &&
        !postgresql_read_processes(&reading->row, fields[count], fields[count + 1]))
        return damaged(reading, count, POSTGRESQL_PROCESSES);
    return give(reading);
}

/* A row as COPY sends it; the end has -1 fields. */
static int read_row(struct reading *reading, struct postgresql_field line)
{
    const struct kind *kind = &store_kinds[reading->kind];
    struct postgresql_field fields[FIELDS_MOST];
    const int64_t wanted = (int64_t)kind->column_count + (postgresql_has_processes(kind) ? 2 : 0);
    int64_t count;
    bool good = field_integer(&line, 2, &count) && (count == -1 || count == wanted);
    for (int64_t i = 0; good && i < count; i++)
        good = field_next(&line, &fields[i]);
    if (!good)
        return store_fail(&reading->store->store, "table %s: rows are not as asked for",
                          kind->table);
    return count < 0 ? 0 : read_columns(reading, fields);
}

/* The first message has the header before its row. */
static int take(struct reading *reading, const char *data, int length, bool *first)
{
    struct postgresql_field line = {(const unsigned char *)data, (size_t)length};
    if (*first && line.length >= HEADER_LENGTH) {
        line.data += HEADER_LENGTH;
        line.length -= HEADER_LENGTH;
    }
    *first = false;
    store_step(&reading->store->store);
    return read_row(reading, line);
}

/* Where an item is refused, the rest of what the server sends is thrown away. */
static int read_rows(struct reading *reading)
{
    PGconn *connection = reading->store->connection;
    bool first = true;
    int code = 0, length;
    char *data;
    while ((length = PQgetCopyData(connection, &data, 0)) > 0) {
        if (code == 0)
            code = take(reading, data, length, &first);
        PQfreemem(data);
    }
    char message[STORE_MESSAGE_SIZE];
    memcpy(message, reading->store->store.message, sizeof message);
    int end = postgresql_finish(reading->store, WHAT);
    if (code != 0)
        memcpy(reading->store->store.message, message, sizeof message);
    return code != 0 ? code : end;
}

static int read_kind(struct reading *reading)
{
    if (reading->store->nothing)
        return 0;
    int code = start(reading->store, &store_kinds[reading->kind]);
    return code == 0 ? read_rows(reading) : code;
}

int postgresql_scan(void *user, uint32_t kind, svccomm_sink *sink)
{
    struct reading reading = {.store = user, .kind = kind, .sink = sink};
    return read_kind(&reading);
}

int postgresql_meta(struct store *base, svccomm_meta *meta)
{
    struct reading reading = {.store = (struct postgresql_store *)base, .kind = SVCCOMM_KIND_META};
    int code = read_kind(&reading);
    *meta = reading.row.item.meta;
    return code;
}
