/* SPDX-License-Identifier: MIT
 * Text that grows. Tests have the memory that they need: without it they end. */
#include "fault_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fault_text_add(struct fault_text *text, const void *bytes, size_t length)
{
    if (length >= text->capacity - text->length) {
        text->capacity = 2 * text->capacity + length + 64;
        text->bytes = realloc(text->bytes, text->capacity);
        if (text->bytes == NULL)
            abort();
    }
    if (length > 0)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void fault_text_word(struct fault_text *text, const char *word)
{
    fault_text_add(text, word, strlen(word));
}

void fault_text_number(struct fault_text *text, const char *name, uint64_t value)
{
    char digits[32];

    fault_text_word(text, name);
    snprintf(digits, sizeof digits, " %" PRIu64 "\n", value);
    fault_text_word(text, digits);
}

void fault_text_hex(struct fault_text *text, const void *bytes, size_t length)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;

    for (size_t i = 0; i < length; i++) {
        const char pair[2] = {digits[from[i] >> 4], digits[from[i] & 15]};
        fault_text_add(text, pair, sizeof pair);
    }
}

void fault_text_string(struct fault_text *text, const char *string)
{
    fault_text_word(text, string == NULL ? " -" : " \"");
    if (string != NULL) {
        fault_text_word(text, string);
        fault_text_word(text, "\"");
    }
}

const char *fault_text_get(const struct fault_text *text)
{
    return text->bytes == NULL ? "" : text->bytes;
}

void fault_text_clear(struct fault_text *text)
{
    text->length = 0;
    if (text->bytes != NULL)
        text->bytes[0] = '\0';
}

void fault_text_free(struct fault_text *text)
{
    free(text->bytes);
    memset(text, 0, sizeof *text);
}

int fault_text_write(void *user, const void *bytes, size_t length)
{
    fault_text_add(user, bytes, length);
    return 0;
}
