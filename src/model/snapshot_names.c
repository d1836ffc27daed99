/* SPDX-License-Identifier: MIT
 * The process names of a snapshot, in a chained table under the keyed hash (A7). */
#include "model/snapshot_names.h"

#include <string.h>

#include "base/hash.h"
#include "svccomm/error.h"

struct svccomm__name {
    struct svccomm__name *next;
    uint64_t hash;
    uint64_t mark; /* of the first use in the snapshot that used it last; 0: not used */
    size_t length;
    char text[]; /* NUL-terminated */
};

static size_t name_size(size_t length)
{
    return sizeof(struct svccomm__name) + length + 1;
}

static int name_is(const struct svccomm__name *name, const char *text, size_t length)
{
    return name->length == length && memcmp(name->text, text, length) == 0;
}

static struct svccomm__name *name_find(const struct svccomm__names *names, uint64_t hash,
                                       const char *text, size_t length)
{
    struct svccomm__name *name;

    if (names->buckets == NULL)
        return NULL;
    for (name = names->buckets[hash & (names->bucket_count - 1)]; name != NULL; name = name->next)
        if (name->hash == hash && name_is(name, text, length))
            return name;
    return NULL;
}

static int names_grow(struct svccomm__names *names, struct svccomm__memory *memory)
{
    size_t count = names->buckets == NULL ? 64 : names->bucket_count * 2, i;
    struct svccomm__name **buckets, *name, *next;

    if (names->buckets != NULL && names->count < names->bucket_count)
        return 0;
    buckets = svccomm__memory_new(memory, count * sizeof(struct svccomm__name *));
    if (buckets == NULL)
        return SVCCOMM_E_NOMEM;
    for (i = 0; i < names->bucket_count; i++)
        for (name = names->buckets[i]; name != NULL; name = next) {
            next = name->next;
            name->next = buckets[name->hash & (count - 1)];
            buckets[name->hash & (count - 1)] = name;
        }
    svccomm__memory_free(memory, names->buckets,
                         names->bucket_count * sizeof(struct svccomm__name *));
    names->buckets = buckets;
    names->bucket_count = count;
    return 0;
}

static struct svccomm__name *name_make(struct svccomm__names *names, struct svccomm__memory *memory,
                                       uint64_t hash, const char *text, size_t length)
{
    struct svccomm__name *name = NULL, **bucket;

    if (names_grow(names, memory) == 0)
        name = svccomm__memory_new(memory, name_size(length));
    if (name == NULL)
        return NULL;
    bucket = &names->buckets[hash & (names->bucket_count - 1)];
    name->hash = hash;
    name->length = length;
    memcpy(name->text, text, length);
    name->next = *bucket;
    *bucket = name;
    names->count++;
    names->held += length;
    return name;
}

/* Where a name may be found without its hash; whoever makes names collide here only loses time. */
static struct svccomm__name **name_recent(struct svccomm__names *names, const char *text,
                                          size_t length)
{
    size_t at = length;

    if (length > 0)
        at += (unsigned char)text[0] * 7u + (unsigned char)text[length - 1] * 31u +
              (unsigned char)text[length / 2] * 3u;
    return &names->recent[at % SVCCOMM__NAMES_RECENT];
}

int svccomm__names_intern(struct svccomm__names *names, struct svccomm__memory *memory,
                          const char *text, size_t length, const char **out)
{
    struct svccomm__name **recent = name_recent(names, text, length), *name = *recent;
    uint64_t hash;

    if (name == NULL || !name_is(name, text, length)) {
        if (length > SVCCOMM_STRING_MAX)
            return SVCCOMM_E_RANGE;
        hash = svccomm__hash(names->seed, text, length);
        name = name_find(names, hash, text, length);
        if ((name == NULL || name->mark < names->since) && length > names->max_bytes - names->used)
            return SVCCOMM_E_FULL;
        if (name == NULL)
            name = name_make(names, memory, hash, text, length);
        if (name == NULL)
            return SVCCOMM_E_NOMEM;
    }
    if (name->mark < names->since) {
        if (length > names->max_bytes - names->used)
            return SVCCOMM_E_FULL;
        name->mark = names->mark;
        names->used += length;
    }
    *recent = name;
    *out = name->text;
    return 0;
}

void svccomm__names_mark(struct svccomm__names *names)
{
    names->mark++;
}

void svccomm__names_rollback(struct svccomm__names *names)
{
    struct svccomm__name *name;
    size_t i;

    for (i = 0; i < names->bucket_count; i++)
        for (name = names->buckets[i]; name != NULL; name = name->next)
            if (name->mark == names->mark) {
                name->mark = 0;
                names->used -= name->length;
            }
}

void svccomm__names_begin(struct svccomm__names *names, struct svccomm__memory *memory)
{
    if (names->held > names->max_bytes)
        svccomm__names_free(names, memory);
    names->since = ++names->mark;
    names->used = 0;
}

void svccomm__names_free(struct svccomm__names *names, struct svccomm__memory *memory)
{
    struct svccomm__name *name, *next;
    size_t i;

    for (i = 0; i < names->bucket_count; i++)
        for (name = names->buckets[i]; name != NULL; name = next) {
            next = name->next;
            svccomm__memory_free(memory, name, name_size(name->length));
        }
    svccomm__memory_free(memory, names->buckets,
                         names->bucket_count * sizeof(struct svccomm__name *));
    names->buckets = NULL;
    names->bucket_count = names->count = 0;
    names->held = 0;
    memset(names->recent, 0, sizeof names->recent);
}
