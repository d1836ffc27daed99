/* SPDX-License-Identifier: MIT
 * JSON on stdout. Bytes that are not UTF-8 travel as \udc80 to \udcff (design section 10). */
#include "json_text.h"

#include "store/valid_utf8.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/svccomm.h>

static void print_escaped(unsigned char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = c != '\0' ? strchr(plain, c) : NULL;
    if (found != NULL)
        printf("\\%c", letters[found - plain]);
    else
        printf("\\u%04x", c < 0x80 ? (unsigned)c : 0xDC00u + c);
}

static void print_string(const char *text)
{
    putchar('"');
    while (*text != '\0') {
        size_t length = utf8_length(text);
        unsigned char c = (unsigned char)*text;
        if (length == 0 || c < 0x20 || c == '"' || c == '\\')
            print_escaped(c);
        else
            fwrite(text, 1, length, stdout);
        text += length > 0 ? length : 1;
    }
    putchar('"');
}

/* What stands before a value: a comma, a name. */
static void lead(struct json *json, const char *name)
{
    if (json->comma)
        putchar(',');
    json->comma = true;
    if (name != NULL) {
        print_string(name);
        putchar(':');
    }
}

void json_begin(struct json *json, const char *name, char bracket)
{
    lead(json, name);
    putchar(bracket);
    json->comma = false;
}

void json_end(struct json *json, char bracket)
{
    putchar(bracket);
    json->comma = true;
}

void json_finish(struct json *json, char bracket)
{
    json_end(json, bracket);
    putchar('\n');
}

void json_null(struct json *json, const char *name)
{
    lead(json, name);
    fputs("null", stdout);
}

void json_text(struct json *json, const char *name, const char *text)
{
    if (text == NULL) {
        json_null(json, name);
        return;
    }
    lead(json, name);
    print_string(text);
}

void json_number(struct json *json, const char *name, uint64_t number)
{
    lead(json, name);
    printf("%" PRIu64, number);
}

void json_bool(struct json *json, const char *name, bool value)
{
    lead(json, name);
    fputs(value ? "true" : "false", stdout);
}

void json_time(struct json *json, const char *name, int64_t time)
{
    char text[TIMES_TEXT_SIZE];
    json_text(json, name, time == SVCCOMM_NO_TIME ? NULL : times_format(time, text));
}

void json_seconds(struct json *json, const char *name, int64_t nanoseconds)
{
    char part[16];
    int length = snprintf(part, sizeof part, ".%09d", (int)(nanoseconds % TIMES_SECOND));
    while (length > 0 && (part[length - 1] == '0' || part[length - 1] == '.'))
        part[--length] = '\0';
    lead(json, name);
    printf("%" PRId64 "%s", nanoseconds / TIMES_SECOND, part);
}

void json_address(struct json *json, const char *name, const uint8_t *address)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];
    svccomm_address_format(address, text, sizeof text);
    json_text(json, name, text);
}

void json_hex(struct json *json, const char *name, uint64_t number)
{
    char text[17];
    snprintf(text, sizeof text, "%016" PRIx64, number);
    json_text(json, name, text);
}

int write_stdout(void *user, const void *data, size_t length)
{
    (void)user;
    return fwrite(data, 1, length, stdout) == length ? 0 : 1;
}
