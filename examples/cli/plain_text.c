/* SPDX-License-Identifier: MIT
 * Lines of "label  value" for people. Names come from processes and files, and may be anything. */
#include "plain_text.h"

#include "store/valid_utf8.h"
#include "times.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <svccomm/api.h>

#define LABEL_WIDTH 20

void plain_line(const char *label, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (line[0] != '\0')
        printf("  %-*s %s\n", LABEL_WIDTH, label, line);
    else
        printf("  %s\n", label);
}

void plain_name(const char *label, const char *name)
{
    char text[SVCCOMM_STRING_MAX + 1];
    if (name == NULL)
        return;
    snprintf(text, sizeof text, "%s", name);
    plain_clean(text);
    plain_line(label, "%s", text);
}

void plain_time(const char *label, int64_t time)
{
    char text[TIMES_TEXT_SIZE];
    if (time != SVCCOMM_NO_TIME)
        plain_line(label, "%s", times_format(time, text));
}

static bool is_control(const char *text)
{
    unsigned char c = (unsigned char)*text;
    return c < 0x20 || c == 0x7F || (c == 0xC2 && (unsigned char)text[1] < 0xA0);
}

void plain_clean(char *text)
{
    char *to = text;
    while (*text != '\0') {
        size_t length = utf8_length(text);
        if (length == 0 || is_control(text)) {
            *to++ = '?';
            text += length > 0 ? length : 1;
        } else {
            memmove(to, text, length);
            to += length;
            text += length;
        }
    }
    *to = '\0';
}
