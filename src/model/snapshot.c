/* SPDX-License-Identifier: MIT
 * The snapshot handle: its life, its rows as structs, and its coverage (design N1-N4). */
#include "model/snapshot.h"

#include <string.h>

#include "base/arith.h"
#include "base/fail.h"
#include "base/structs.h"
#include "model/address.h"

#define SNAPSHOT_MAX_ROWS 4000000u
#define SNAPSHOT_MAX_NAME_BYTES (UINT64_C(16) << 20)
#define SNAPSHOT_COVER_KNOWN (SVCCOMM_COVER_ALL | SVCCOMM_COVER_PROCESSES)
#define SNAPSHOT_EPHEMERAL_LOW 32768u
#define SNAPSHOT_EPHEMERAL_HIGH 65535u

int svccomm_snapshot_config_init(svccomm_snapshot_config *config, size_t size)
{
    int rc = svccomm__struct_init(config, size, sizeof *config);

    if (rc < 0)
        return rc;
    config->max_rows = SNAPSHOT_MAX_ROWS;
    config->max_string_bytes = SNAPSHOT_MAX_NAME_BYTES;
    return 0;
}

int svccomm_snapshot_info_init(svccomm_snapshot_info *info, size_t size)
{
    int rc = svccomm__struct_init(info, size, sizeof *info);

    if (rc == 0)
        info->coverage_mask = SNAPSHOT_COVER_KNOWN;
    return rc;
}

int svccomm_text_report_init(svccomm_text_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

int svccomm_snapshot_new(svccomm_snapshot **out, const svccomm_snapshot_config *config)
{
    struct svccomm__memory memory;
    svccomm_snapshot_config own;
    struct svccomm_snapshot *snapshot;
    int rc;

    if (out == NULL)
        return SVCCOMM_E_ARGUMENT;
    *out = NULL;
    rc = svccomm_snapshot_config_init(&own, sizeof own);
    if (rc == 0 && config != NULL)
        rc = svccomm__struct_in(&own, sizeof own, config);
    if (rc == 0)
        rc = svccomm__memory_init(&memory, own.allocator);
    if (rc < 0)
        return rc;
    snapshot = svccomm__memory_new(&memory, sizeof *snapshot);
    if (snapshot == NULL)
        return SVCCOMM_E_NOMEM;
    snapshot->sockets.memory = memory;
    snapshot->sockets.max_rows = own.max_rows;
    snapshot->sockets.names.max_bytes = own.max_string_bytes;
    memcpy(snapshot->sockets.names.seed, own.seed, sizeof own.seed);
    *out = snapshot;
    return 0;
}

void svccomm_snapshot_free(svccomm_snapshot *snapshot)
{
    struct svccomm__memory memory;
    struct svccomm__source *source;

    if (snapshot == NULL)
        return;
    memory = snapshot->sockets.memory;
    source = &snapshot->source;
    svccomm__names_free(&snapshot->sockets.names, &memory);
    svccomm__memory_free(&memory, snapshot->sockets.rows,
                         snapshot->sockets.capacity * sizeof *snapshot->sockets.rows);
    svccomm__encoding_free(&source->encoding, &memory);
    svccomm__lines_free(&source->lines, &memory);
    svccomm__memory_free(&memory, source->sections,
                         source->section_capacity * sizeof *source->sections);
    svccomm__memory_free(&memory, snapshot, sizeof *snapshot);
}

static int info_check(const svccomm_snapshot_info *info)
{
    static const uint8_t zero[sizeof info->reserved];

    if (info->host == 0 || (info->coverage_mask & ~SNAPSHOT_COVER_KNOWN) != 0)
        return SVCCOMM_E_ARGUMENT;
    if (memcmp(info->reserved, zero, sizeof zero) != 0 || info->reserved2 != 0)
        return SVCCOMM_E_ARGUMENT;
    if (info->time > SVCCOMM_TIME_MAX || info->time < -SVCCOMM_TIME_MAX)
        return SVCCOMM_E_RANGE;
    if (info->ephemeral_low > info->ephemeral_high)
        return SVCCOMM_E_RANGE;
    if (info->name != NULL && memchr(info->name, '\0', SVCCOMM_STRING_MAX + 1) == NULL)
        return SVCCOMM_E_RANGE;
    return 0;
}

int svccomm_snapshot_begin(svccomm_snapshot *snapshot, const svccomm_snapshot_info *info)
{
    struct svccomm__sockets *sockets;
    svccomm_snapshot_info own;
    int rc;

    if (snapshot == NULL)
        return SVCCOMM_E_ARGUMENT;
    rc = svccomm__struct_in(&own, sizeof own, info);
    if (rc == 0)
        rc = info_check(&own);
    if (rc < 0)
        return rc;
    sockets = &snapshot->sockets;
    if (own.ephemeral_low == 0 && own.ephemeral_high == 0) {
        own.ephemeral_low = SNAPSHOT_EPHEMERAL_LOW;
        own.ephemeral_high = SNAPSHOT_EPHEMERAL_HIGH;
    }
    if (own.name != NULL) {
        memmove(sockets->name, own.name, strlen(own.name) + 1);
        own.name = sockets->name;
    }
    sockets->info = own;
    sockets->begun = 1;
    sockets->source_open = 0;
    sockets->count = 0;
    sockets->claimed = sockets->cleared = 0;
    snapshot->source.staged = 0;
    snapshot->tables = 0;
    svccomm__names_begin(&sockets->names, &sockets->memory);
    return 0;
}

int svccomm_snapshot_cover(svccomm_snapshot *snapshot, uint32_t coverage)
{
    if (snapshot == NULL || (coverage & ~SNAPSHOT_COVER_KNOWN) != 0)
        return SVCCOMM_E_ARGUMENT;
    if (!snapshot->sockets.begun)
        return SVCCOMM_E_STATE;
    snapshot->sockets.claimed |= coverage & snapshot->sockets.info.coverage_mask;
    return 0;
}

uint32_t svccomm_snapshot_coverage(const svccomm_snapshot *snapshot)
{
    return snapshot == NULL ? 0 : snapshot->sockets.claimed & ~snapshot->sockets.cleared;
}

uint64_t svccomm_snapshot_row_count(const svccomm_snapshot *snapshot)
{
    return snapshot == NULL ? 0 : snapshot->sockets.count;
}

const struct svccomm__sockets *svccomm__snapshot_sockets(const svccomm_snapshot *snapshot)
{
    return &snapshot->sockets;
}
