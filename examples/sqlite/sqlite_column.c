/* SPDX-License-Identifier: MIT
 * One value to and from its column. What is read may be damaged: type, range and form are checked
 * here, everything else by the library. */
#include "sqlite_client.h"
#include "store/valid_utf8.h"

#include <string.h>

int sqlite_bind_text(sqlite3_stmt *statement, int parameter, const char *text)
{
    if (text == NULL)
        return sqlite3_bind_null(statement, parameter);
    if (!utf8_is_valid(text))
        return sqlite3_bind_blob(statement, parameter, text, (int)strlen(text), SQLITE_TRANSIENT);
    return sqlite3_bind_text(statement, parameter, text, -1, SQLITE_TRANSIENT);
}

static int bind_formatted(sqlite3_stmt *statement, int parameter, const char *text, int length)
{
    if (length < 0)
        return SQLITE_MISUSE;
    return sqlite3_bind_text(statement, parameter, text, length, SQLITE_TRANSIENT);
}

static int bind_text_form(const struct column *column, const void *member, sqlite3_stmt *statement,
                          int parameter)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    const char *const *name = member;
    switch (column->type) {
    case COLUMN_ADDRESS:
        return bind_formatted(statement, parameter, text,
                              svccomm_address_format(member, text, sizeof text));
    case COLUMN_PREFIX:
        return bind_formatted(statement, parameter, text,
                              svccomm_prefix_format(member, text, sizeof text));
    case COLUMN_ID:
        return bind_formatted(statement, parameter, text,
                              svccomm_id_format(member, text, sizeof text));
    case COLUMN_SEGMENTS:
    case COLUMN_PORTS:
        return sqlite_bind_list(column, member, statement, parameter);
    default:
        return sqlite_bind_text(statement, parameter, *name);
    }
}

int sqlite_bind(const struct column *column, const void *member, sqlite3_stmt *statement,
                int parameter)
{
    if (!column_is_integer(column->type))
        return bind_text_form(column, member, statement, parameter);
    int64_t value = column_integer(column, member);
    if (column->type == COLUMN_TIME && value == SVCCOMM_NO_TIME)
        return sqlite3_bind_null(statement, parameter);
    return sqlite3_bind_int64(statement, parameter, value);
}

bool sqlite_read_text(sqlite3_value *value, const char **text)
{
    int type = sqlite3_value_type(value);
    *text = NULL;
    if (type == SQLITE_NULL)
        return true;
    if (type != SQLITE_TEXT && type != SQLITE_BLOB)
        return false;
    *text = (const char *)sqlite3_value_text(value);
    return *text != NULL && strlen(*text) <= SVCCOMM_STRING_MAX &&
           strlen(*text) == (size_t)sqlite3_value_bytes(value);
}

static bool read_text_form(const struct column *column, void *member, const char *text)
{
    size_t length = text != NULL ? strlen(text) : 0;
    switch (column->type) {
    case COLUMN_ADDRESS:
        return text != NULL && svccomm_address_parse(text, length, member) == 0;
    case COLUMN_PREFIX:
        return text != NULL && svccomm_prefix_parse(text, length, member) == 0;
    case COLUMN_ID:
        return text != NULL && svccomm_id_parse(text, length, member) == 0;
    default:
        memcpy(member, &text, sizeof text);
        return true;
    }
}

bool sqlite_read(const struct column *column, void *item, sqlite3_value *value)
{
    void *member = (char *)item + column->offset;
    const char *text;
    int type = sqlite3_value_type(value);
    if (column->type >= COLUMN_SEGMENTS) /* longer than a name may be */
        return type == SQLITE_TEXT &&
               sqlite_read_list(column, member, (const char *)sqlite3_value_text(value));
    if (!column_is_integer(column->type))
        return sqlite_read_text(value, &text) && read_text_form(column, member, text);
    if (column->type == COLUMN_TIME && type == SQLITE_NULL)
        return column_set_integer(column, member, SVCCOMM_NO_TIME);
    return type == SQLITE_INTEGER && column_set_integer(column, member, sqlite3_value_int64(value));
}
