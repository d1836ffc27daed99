/* SPDX-License-Identifier: MIT
 * Interned strings with reference counts. */
#include "base/strings.h"

#include <string.h>

#include "base/hash.h"
#include "svccomm/error.h"

struct svccomm__string {
    struct svccomm__string *next;
    uint64_t hash;
    uint32_t references;
    uint32_t length;
    char text[]; /* NUL-terminated */
};

static struct svccomm__string *string_of(const char *text)
{
    /* The text lies within the string that we made; its constness is for the borrowers. */
    return (struct svccomm__string *)(uintptr_t)(text - offsetof(struct svccomm__string, text));
}

static size_t string_size(size_t length)
{
    return sizeof(struct svccomm__string) + length + 1;
}

static struct svccomm__string *lookup(const struct svccomm__strings *strings, uint64_t hash,
                                      const char *text, size_t length)
{
    struct svccomm__string *s;

    if (strings->buckets == NULL)
        return NULL;
    for (s = strings->buckets[hash & (strings->bucket_count - 1)]; s != NULL; s = s->next)
        if (s->hash == hash && s->length == length && memcmp(s->text, text, length) == 0)
            return s;
    return NULL;
}

static int grow_buckets(struct svccomm__strings *strings)
{
    size_t count = strings->buckets == NULL ? 64 : strings->bucket_count * 2, i;
    struct svccomm__string **buckets, *s, *next;

    if (strings->buckets != NULL && strings->count < strings->bucket_count)
        return 0;
    buckets = svccomm__memory_new(strings->memory, count * sizeof(struct svccomm__string *));
    if (buckets == NULL)
        return SVCCOMM_E_NOMEM;
    for (i = 0; i < strings->bucket_count; i++)
        for (s = strings->buckets[i]; s != NULL; s = next) {
            next = s->next;
            s->next = buckets[s->hash & (count - 1)];
            buckets[s->hash & (count - 1)] = s;
        }
    svccomm__memory_free(strings->memory, strings->buckets,
                         strings->bucket_count * sizeof(struct svccomm__string *));
    strings->buckets = buckets;
    strings->bucket_count = count;
    return 0;
}

static struct svccomm__string *make(struct svccomm__strings *strings, uint64_t hash,
                                    const char *text, size_t length)
{
    struct svccomm__string *s = svccomm__memory_new(strings->memory, string_size(length));

    if (s == NULL)
        return NULL;
    s->hash = hash;
    s->length = (uint32_t)length;
    memcpy(s->text, text, length);
    s->next = strings->buckets[hash & (strings->bucket_count - 1)];
    strings->buckets[hash & (strings->bucket_count - 1)] = s;
    strings->count++;
    strings->bytes += length;
    return s;
}

int svccomm__strings_intern(struct svccomm__strings *strings, const char *text, size_t length,
                            const char **out)
{
    uint64_t hash = svccomm__hash(strings->seed, text, length);
    struct svccomm__string *s = lookup(strings, hash, text, length);

    if (length > SVCCOMM_STRING_MAX)
        return SVCCOMM_E_RANGE;
    if (s == NULL &&
        (strings->count >= strings->max_count || strings->bytes + length > strings->max_bytes))
        return SVCCOMM_E_FULL;
    if (s == NULL && grow_buckets(strings) == 0)
        s = make(strings, hash, text, length);
    if (s == NULL)
        return SVCCOMM_E_NOMEM;
    s->references++;
    *out = s->text;
    return 0;
}

const char *svccomm__strings_keep(const char *text)
{
    if (text != NULL)
        string_of(text)->references++;
    return text;
}

void svccomm__strings_drop(struct svccomm__strings *strings, const char *text)
{
    struct svccomm__string *s, **link;

    if (text == NULL)
        return;
    s = string_of(text);
    if (--s->references > 0)
        return;
    link = &strings->buckets[s->hash & (strings->bucket_count - 1)];
    while (*link != s)
        link = &(*link)->next;
    *link = s->next;
    strings->count--;
    strings->bytes -= s->length;
    svccomm__memory_free(strings->memory, s, string_size(s->length));
}

void svccomm__strings_free(struct svccomm__strings *strings)
{
    struct svccomm__string *s, *next;
    size_t i;

    for (i = 0; i < strings->bucket_count; i++)
        for (s = strings->buckets[i]; s != NULL; s = next) {
            next = s->next;
            svccomm__memory_free(strings->memory, s, string_size(s->length));
        }
    svccomm__memory_free(strings->memory, strings->buckets,
                         strings->bucket_count * sizeof(struct svccomm__string *));
    strings->buckets = NULL;
    strings->bucket_count = 0;
    strings->count = strings->bytes = 0;
}
