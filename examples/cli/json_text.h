/* SPDX-License-Identifier: MIT
 * JSON on stdout, written as it comes. Members of objects have names; in lists it is NULL. */
#ifndef CLI_JSON_TEXT_H
#define CLI_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts as {false}. */
struct json {
    bool comma; /* something stands before, at this depth */
};

/* `bracket` is '{' or '['; the end has the other one. */
void json_begin(struct json *json, const char *name, char bracket);
void json_end(struct json *json, char bracket);

void json_null(struct json *json, const char *name);
void json_text(struct json *json, const char *name, const char *text); /* NULL: null */
void json_number(struct json *json, const char *name, uint64_t number);
void json_bool(struct json *json, const char *name, bool value);
void json_time(struct json *json, const char *name, int64_t time);           /* none: null */
void json_seconds(struct json *json, const char *name, int64_t nanoseconds); /* >= 0 */
void json_address(struct json *json, const char *name, const uint8_t *address);
void json_hex(struct json *json, const char *name, uint64_t number); /* 16 digits, as a string */

/* Ends the outermost value with a line end. */
void json_finish(struct json *json, char bracket);

/* An svccomm_write_fn that writes to stdout. */
int write_stdout(void *user, const void *data, size_t length);

#endif
