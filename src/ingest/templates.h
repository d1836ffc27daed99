/* SPDX-License-Identifier: MIT
 * The templates that a decoder holds, by (exporter, id), in the order of their last use: those that
 * decoded no data apart from those that did. */
#ifndef SVCCOMM_INGEST_TEMPLATES_H
#define SVCCOMM_INGEST_TEMPLATES_H

#include "ingest/exporters.h"
#include "ingest/template_compile.h"

struct svccomm__template {
    struct svccomm__link link; /* among all of the decoder */
    struct svccomm__link own;  /* among those of its exporter */
    struct svccomm__link kin;  /* among those that can be withdrawn with it */
    struct svccomm__compiled *compiled;
    int64_t touched; /* told or used, ns */
    uint32_t exporter;
    uint16_t id;
    uint8_t used; /* it decoded data */
    uint8_t reserved;
};

struct svccomm__templates {
    struct svccomm__exporters *exporters;
    struct svccomm__pool pool;
    struct svccomm__table table;
    struct svccomm__recency lists[2]; /* those that decoded no data; those that did */
    uint64_t bytes;                   /* of max_bytes */
    uint64_t removed;                 /* ever, so that who keeps a plan knows when it may be gone */
};

/* What a template costs of max_bytes besides its compiled form. */
#define SVCCOMM__TEMPLATE_BYTES (sizeof(struct svccomm__template) + 24u)

void svccomm__templates_init(struct svccomm__templates *templates,
                             struct svccomm__exporters *exporters);
void svccomm__templates_free(struct svccomm__templates *templates, struct svccomm__memory *memory);

/* The index, or 0. */
uint32_t svccomm__templates_find(const struct svccomm__templates *templates, uint32_t exporter,
                                 uint16_t id);

/* Makes room for `more` templates. Returns 0 or SVCCOMM_E_NOMEM. */
int svccomm__templates_reserve(struct svccomm__templates *templates, struct svccomm__memory *memory,
                               uint32_t more);

/* Adds one that is not there, and takes `compiled` over; room was reserved. Gives its index. */
uint32_t svccomm__templates_add(struct svccomm__templates *templates, uint32_t exporter,
                                uint16_t id, struct svccomm__compiled *compiled);

/* Makes a template the one used last; `used`: it decoded data, now or earlier. */
void svccomm__templates_touch(struct svccomm__templates *templates, uint32_t index, int64_t time,
                              int used);

void svccomm__templates_remove(struct svccomm__templates *templates, struct svccomm__memory *memory,
                               uint32_t index);

static inline struct svccomm__template *
svccomm__template_at(const struct svccomm__templates *templates, uint32_t index)
{
    return svccomm__pool_at(&templates->pool, index);
}

static inline uint32_t svccomm__templates_count(const struct svccomm__templates *templates)
{
    return svccomm__pool_count(&templates->pool);
}

#endif
