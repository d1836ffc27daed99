/* SPDX-License-Identifier: MIT
 * The text of --cursor: where a list stopped, in a form that nobody needs to understand. */
#ifndef CLI_CURSOR_TEXT_H
#define CLI_CURSOR_TEXT_H

#include <stdbool.h>
#include <svccomm/cursor.h>

/* Room for the text, the NUL included. */
#define CURSOR_TEXT_SIZE 160

/* Writes where the query's list stands after a record at `position`. */
void cursor_text_format(const svccomm_query *query, const svccomm_position *position, char *text);

/* Reads it into query->after. 0 or an exit code, after saying what is wrong: damaged, or of a list
 * in another order than the query's. */
int cursor_text_parse(const char *text, svccomm_query *query);

#endif
