/* SPDX-License-Identifier: MIT
 * Ending records by id or by filter, and starting their counting anew (K10, K12). */
#include <string.h>

#include "base/fail.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/match.h"
#include "core/records.h"

/* All ids must be there. */
static int ids_check(svccomm_registry *registry, const uint8_t *ids, size_t count,
                     svccomm_error *error)
{
    size_t i;
    int rc = 0;

    for (i = 0; i < count; i++) {
        if (svccomm__record_find_id(registry, ids + i * SVCCOMM_ID_SIZE, &rc) != 0)
            continue;
        return svccomm__fail_at(error, rc < 0 ? rc : SVCCOMM_E_NOT_FOUND, 0, i, NULL);
    }
    return 0;
}

static int ends_reserve(svccomm_registry *registry, size_t count)
{
    struct svccomm__need need = {0};

    need.ends = (uint32_t)count;
    return svccomm__need_reserve(registry, &need);
}

int svccomm_registry_delete(svccomm_registry *registry, const uint8_t *ids, size_t count,
                            int64_t now, svccomm_error *error)
{
    size_t i;
    uint32_t index;
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0 && ((ids == NULL && count > 0) || count > UINT32_MAX))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    rc = ids_check(registry, ids, count, error);
    if (rc < 0)
        return rc;
    rc = ends_reserve(registry, count);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    for (i = 0; i < count; i++) {
        index = svccomm__record_find_id(registry, ids + i * SVCCOMM_ID_SIZE, &rc);
        if (index != 0)
            svccomm__record_end(registry, index, SVCCOMM_CHANGE_DELETED, NULL);
    }
    return 0;
}

static uint64_t count_matching(const svccomm_registry *registry, const struct svccomm__match *match)
{
    uint64_t count = 0;
    uint32_t index;

    for (index = 1; index <= registry->records.used; index++)
        count += (uint64_t)svccomm__match_record(registry, match, index);
    return count;
}

static int bulk_check(const svccomm_registry *registry, const svccomm_filter *filter, int64_t now,
                      struct svccomm__match *match, uint64_t *count)
{
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0)
        rc = svccomm__match_take(match, filter);
    if (rc == 0)
        *count = count_matching(registry, match);
    return rc;
}

/* A record passes by itself alone: ending one changes no answer about another. */
static void delete_all(svccomm_registry *registry, const struct svccomm__match *match)
{
    uint32_t index;

    for (index = 1; index <= registry->records.used; index++)
        if (svccomm__match_record(registry, match, index))
            svccomm__record_end(registry, index, SVCCOMM_CHANGE_DELETED, NULL);
}

int svccomm_registry_delete_matching(svccomm_registry *registry, const svccomm_filter *filter,
                                     int dry_run, int64_t now, uint64_t *count)
{
    struct svccomm__match match;
    uint64_t found = 0;
    int rc = bulk_check(registry, filter, now, &match, &found);

    if (rc == 0 && !dry_run)
        rc = ends_reserve(registry, (size_t)found);
    if (rc < 0)
        return rc;
    if (!dry_run)
        delete_all(registry, &match);
    if (count != NULL)
        *count = found;
    return 0;
}

static void reset_all(svccomm_registry *registry, const struct svccomm__match *match, int64_t now)
{
    uint32_t index;

    for (index = 1; index <= registry->records.used; index++) {
        if (!svccomm__match_record(registry, match, index))
            continue;
        svccomm__record_end_view(registry, index, SVCCOMM_VIEW_LISTENER);
        svccomm__record_end_view(registry, index, SVCCOMM_VIEW_CLIENT);
        svccomm__record_end_netflow(registry, index);
        svccomm__record_touch(registry, index, now);
    }
}

int svccomm_registry_reset(svccomm_registry *registry, const svccomm_filter *filter, int dry_run,
                           int64_t now, uint64_t *count)
{
    struct svccomm__match match;
    uint64_t found = 0;
    int rc = bulk_check(registry, filter, now, &match, &found);

    if (rc == 0 && !dry_run)
        rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_COMMUNICATION, (size_t)found, 0);
    if (rc < 0)
        return rc;
    if (!dry_run)
        reset_all(registry, &match, now);
    if (count != NULL)
        *count = found;
    return 0;
}
