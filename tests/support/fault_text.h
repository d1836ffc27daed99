/* SPDX-License-Identifier: MIT
 * Text that grows, in which tests keep exports, digests and logs of calls. */
#ifndef FAULT_TEXT_H
#define FAULT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Zero bytes are an empty one. */
struct fault_text {
    char *bytes; /* NUL-terminated, or NULL while empty */
    size_t length;
    size_t capacity;
};

void fault_text_add(struct fault_text *text, const void *bytes, size_t length);
void fault_text_word(struct fault_text *text, const char *word);
void fault_text_number(struct fault_text *text, const char *name, uint64_t value);
void fault_text_hex(struct fault_text *text, const void *bytes, size_t length);

/* A string member, NULL included. */
void fault_text_string(struct fault_text *text, const char *string);

/* The text, "" if there is none. */
const char *fault_text_get(const struct fault_text *text);

void fault_text_clear(struct fault_text *text);
void fault_text_free(struct fault_text *text);

/* A svccomm_write_fn; `user` is the text. */
int fault_text_write(void *user, const void *bytes, size_t length);

#endif
