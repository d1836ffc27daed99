/* SPDX-License-Identifier: MIT
 * A naive registry: complete snapshots of two hosts with two services and three clients each. It
 * follows the text of N8, N9, K8, K12 and knows nothing of how the library counts. */
#ifndef REGISTRY_MODEL_H
#define REGISTRY_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define MODEL_HOSTS 2
#define MODEL_SERVICES 2
#define MODEL_CLIENTS 3
#define MODEL_RECORDS (MODEL_HOSTS * MODEL_SERVICES * MODEL_CLIENTS)

/* What a snapshot of a host shows: its services, and how many connections of each client. */
struct model_shot {
    int listens[MODEL_SERVICES];
    unsigned open[MODEL_SERVICES][MODEL_CLIENTS];
};

struct model_record {
    int there;
    int manual;
    int netstat;
    int found; /* the statistics have values */
    uint32_t status;
    uint64_t total, active, implied, ports;
    int64_t first, last, created, updated;
};

/* In the order of keys: by host, service, client. */
struct model {
    struct model_record records[MODEL_RECORDS];
};

/* The records of a service, one for each client. */
struct model_record *model_service(struct model *model, unsigned host, unsigned service);

/* Where no record names a service that does not listen, nothing says that it does: such connections
 * are taken out of the shot. */
void model_trim(struct model *model, unsigned host, struct model_shot *shot);

void model_snapshot(struct model *model, unsigned host, const struct model_shot *shot, int64_t now);

/* 0, or SVCCOMM_E_EXISTS. */
int model_add(struct model_record *record, int64_t now);

void model_reset(struct model *model, int64_t now);
uint64_t model_prune(struct model *model, int64_t older_than, int manual_too);
size_t model_count(const struct model *model);

#endif
