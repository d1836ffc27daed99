/* SPDX-License-Identifier: MIT
 * What the programs share that print what a file holds, for scripts to compare. A call that fails
 * ends the program. */
#ifndef PRINT_SUPPORT_H
#define PRINT_SUPPORT_H

#include <stdio.h>
#include <stdlib.h>

#include "svccomm/svccomm.h"

#define PRINT_FILE_MAX ((size_t)64 << 20)

static inline void check(int rc, const char *what)
{
    if (rc >= 0)
        return;
    fprintf(stderr, "%s: %s\n", what, svccomm_strerror(rc));
    exit(1);
}

static inline void *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    void *bytes = malloc(PRINT_FILE_MAX);

    if (file == NULL || bytes == NULL) {
        fprintf(stderr, "cannot read %s\n", name);
        exit(1);
    }
    *length = fread(bytes, 1, PRINT_FILE_MAX, file);
    fclose(file);
    return bytes;
}

static inline void print_address(const char *name, const uint8_t *address)
{
    char text[SVCCOMM_ADDRESS_TEXT_SIZE];

    check(svccomm_address_format(address, text, sizeof text), "address");
    printf("\"%s\": \"%s\", ", name, text);
}

#endif
