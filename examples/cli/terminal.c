/* SPDX-License-Identifier: MIT
 * What the output goes to: its width, and a line of progress. */
#include "terminal.h"

#include "values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_WIDTH 80

size_t terminal_width(void)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    uint64_t width;
    if (columns != NULL && value_unsigned(columns, UINT16_MAX, &width) && width > 0)
        return (size_t)width;
    if (!isatty(STDOUT_FILENO))
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return DEFAULT_WIDTH;
}

void terminal_progress(const char *format, ...)
{
    static const char clear_line[] = "\r\033[K";
    va_list arguments;
    if (!isatty(STDERR_FILENO))
        return;
    fputs(clear_line, stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
}
