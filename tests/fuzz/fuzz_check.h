/* SPDX-License-Identifier: MIT
 * What fuzz targets have in common: input that is taken byte by byte, and checks that end the
 * program, which is how a fuzzer learns of a failure. */
#ifndef FUZZ_CHECK_H
#define FUZZ_CHECK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The entry of every target. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition)                                               \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

struct fuzz_input {
    const uint8_t *at;
    const uint8_t *end;
};

static inline size_t fuzz_left(const struct fuzz_input *input)
{
    return (size_t)(input->end - input->at);
}

/* The next byte; 0 behind the end. */
static inline unsigned fuzz_byte(struct fuzz_input *input)
{
    return input->at == input->end ? 0 : *input->at++;
}

#endif
