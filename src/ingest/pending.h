/* SPDX-License-Identifier: MIT
 * Data sets that came before their template: held in the order in which they came, by (exporter,
 * id), until the template comes, or until newer ones need the room. */
#ifndef SVCCOMM_INGEST_PENDING_H
#define SVCCOMM_INGEST_PENDING_H

#include "ingest/exporters.h"

/* A data set on the heap. */
struct svccomm__held {
    struct svccomm__held *older; /* of all */
    struct svccomm__held *newer;
    struct svccomm__held *next;  /* of the same key; or the next one that waits for its place */
    struct svccomm__clock clock; /* of its datagram's header */
    const unsigned char *origin; /* where it stood, while it waits */
    int64_t received;
    uint64_t call; /* that it came with */
    uint32_t key;
    uint32_t length;
    /* 8 bytes that may be read before the first record, then `length` bytes */
};

/* The held sets of one (exporter, id). */
struct svccomm__held_key {
    struct svccomm__link own; /* among the keys of its exporter */
    struct svccomm__held *first;
    struct svccomm__held *last;
    uint64_t length; /* of its sets together */
    uint32_t exporter;
    uint16_t id;
    uint8_t reserved[2];
};

struct svccomm__pending {
    struct svccomm__exporters *exporters;
    struct svccomm__pool pool; /* of keys */
    struct svccomm__table table;
    struct svccomm__held *oldest;
    struct svccomm__held *newest;
    uint64_t bytes; /* of max_pending_bytes */
};

void svccomm__pending_init(struct svccomm__pending *pending, struct svccomm__exporters *exporters);
void svccomm__pending_free(struct svccomm__pending *pending, struct svccomm__memory *memory);

/* A data set apart from the buffer, or NULL if memory runs out. */
struct svccomm__held *svccomm__held_new(struct svccomm__memory *memory, const unsigned char *bytes,
                                        size_t length);
void svccomm__held_free(struct svccomm__memory *memory, struct svccomm__held *held);

/* What a set costs of max_pending_bytes. */
uint64_t svccomm__held_cost(const struct svccomm__held *held);

/* Makes room for `more` sets. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__pending_reserve(struct svccomm__pending *pending, struct svccomm__memory *memory,
                             uint32_t more);

/* Holds a set; room was reserved. */
void svccomm__pending_add(struct svccomm__pending *pending, uint32_t exporter, uint16_t id,
                          struct svccomm__held *held);

/* The key's index, or 0 if nothing is held for it. */
uint32_t svccomm__pending_find(const struct svccomm__pending *pending, uint32_t exporter,
                               uint16_t id);

/* Takes the oldest set of a key out of the buffer; the key goes with its last one. */
struct svccomm__held *svccomm__pending_take(struct svccomm__pending *pending, uint32_t index);

static inline const struct svccomm__held_key *
svccomm__pending_key(const struct svccomm__pending *pending, uint32_t key)
{
    return svccomm__pool_at(&pending->pool, key);
}

/* The bytes of a set. */
static inline const unsigned char *svccomm__held_bytes(const struct svccomm__held *held)
{
    return (const unsigned char *)(held + 1) + 8;
}

#endif
