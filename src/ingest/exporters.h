/* SPDX-License-Identifier: MIT
 * The exporters that a decoder has met, one for each (address, domain, version): what is known of
 * their clocks, numbers and sampling. */
#ifndef SVCCOMM_INGEST_EXPORTERS_H
#define SVCCOMM_INGEST_EXPORTERS_H

#include "base/table.h"
#include "ingest/boot_time.h"
#include "ingest/recency.h"
#include "ingest/sequence.h"
#include "svccomm/address.h"

#define SVCCOMM__SAMPLERS 8u

/* Without padding: it is hashed as it is. The version is in it so that a router that sends NetFlow
 * v5 and v9 with the same number is two exporters, whose clocks and numbers do not mix. */
struct svccomm__exporter_key {
    uint8_t address[SVCCOMM_ADDRESS_SIZE];
    uint32_t domain;
    uint32_t version;
};

/* The rate of a sampler that flows name by its id. */
struct svccomm__sampler {
    uint64_t id;
    uint32_t rate;
    uint32_t reserved;
};

struct svccomm__exporter {
    struct svccomm__link link; /* among exporters that gave flows, or that gave none */
    struct svccomm__exporter_key key;
    uint64_t datagrams;
    uint64_t flows;
    uint64_t lost;
    uint64_t reordered;
    uint64_t restarts;
    int64_t last_seen;
    uint64_t init_time; /* IPFIX options: systemInitTimeMilliseconds; 0: not told */
    struct svccomm__boot boot;
    struct svccomm__sequence sequence;
    struct svccomm__recency templates[2]; /* those that decoded no data; those that did */
    struct svccomm__recency kinds[2];     /* those of data; those of options; in any order */
    struct svccomm__recency held;         /* keys of data held for a template */
    uint32_t template_count;
    uint32_t latest_template; /* the one looked up last; 0: none */
    uint32_t sampling;        /* told for the exporter as a whole; 0: not */
    uint32_t sampling_any;    /* told last, of any sampler */
    uint32_t sampler_count;
    uint32_t sampler_next; /* the one that leaves when there is one more */
    uint32_t ordinal;      /* its place among the saved ones, while they are saved or loaded */
    uint8_t useful;        /* it gave a flow */
    uint8_t reserved[3];
    struct svccomm__sampler samplers[SVCCOMM__SAMPLERS];
};

struct svccomm__exporters {
    struct svccomm__pool pool;
    struct svccomm__table table;
    struct svccomm__recency lists[2]; /* those that gave no flows; those that did */
    uint64_t seed[2];
    uint32_t latest; /* the one looked up last; 0: none */
};

/* What an exporter costs of max_bytes: itself, and its share of the table. */
#define SVCCOMM__EXPORTER_BYTES (sizeof(struct svccomm__exporter) + 24u)

void svccomm__exporters_init(struct svccomm__exporters *exporters, const uint64_t seed[2]);
void svccomm__exporters_free(struct svccomm__exporters *exporters, struct svccomm__memory *memory);

/* The index, or 0. */
uint32_t svccomm__exporters_find(const struct svccomm__exporters *exporters,
                                 const struct svccomm__exporter_key *key);

/* Makes room for `more` exporters. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__exporters_reserve(struct svccomm__exporters *exporters, struct svccomm__memory *memory,
                               uint32_t more);

/* Adds one that is not there; room was reserved. Gives its index. */
uint32_t svccomm__exporters_add(struct svccomm__exporters *exporters,
                                const struct svccomm__exporter_key *key);

/* Makes an exporter the one used last; `useful`: it gave a flow, now or earlier. */
void svccomm__exporters_touch(struct svccomm__exporters *exporters, uint32_t index, int useful);

/* Removes one that has no templates and no held data any more. */
void svccomm__exporters_remove(struct svccomm__exporters *exporters, uint32_t index);

/* The rate that flows of a sampler have; 0: not told. */
uint32_t svccomm__exporter_rate(const struct svccomm__exporter *exporter, uint64_t sampler);

/* The rate of flows that name no sampler; 0: not told. */
uint32_t svccomm__exporter_rate_whole(const struct svccomm__exporter *exporter);

void svccomm__exporter_set_rate(struct svccomm__exporter *exporter, uint64_t sampler,
                                uint32_t rate);

static inline struct svccomm__exporter *
svccomm__exporter_at(const struct svccomm__exporters *exporters, uint32_t index)
{
    return svccomm__pool_at(&exporters->pool, index);
}

static inline uint32_t svccomm__exporters_count(const struct svccomm__exporters *exporters)
{
    return svccomm__pool_count(&exporters->pool);
}

#endif
