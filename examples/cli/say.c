/* SPDX-License-Identifier: MIT
 * Messages for people, on stderr. */
#include "say.h"

#include <stdarg.h>
#include <stdio.h>

static void say(const char *format, va_list arguments)
{
    fputs("svccomm: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void say_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int say_input(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    return EXIT_INPUT;
}

int say_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    return EXIT_USAGE;
}

int say_code(const char *what, int code, const svccomm_error *error)
{
    if (error == NULL || error->message[0] == '\0')
        return say_input("%s: %s", what, svccomm_strerror(code));
    if (error->line != 0)
        return say_input("%s: line %llu: %s", what, (unsigned long long)error->line,
                         error->message);
    return say_input("%s: %s", what, error->message);
}
