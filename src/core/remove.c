/* SPDX-License-Identifier: MIT
 * Ending records by id or by filter, and starting their counting anew (K10, K12). */
#include "base/fail.h"
#include "core/calls.h"
#include "core/changed.h"
#include "core/match.h"
#include "core/picked.h"
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

static int is_match(const svccomm_registry *registry, const void *match, uint32_t index)
{
    return svccomm__match_record(registry, match, index);
}

static int bulk_check(const svccomm_registry *registry, const svccomm_filter *filter, int64_t now,
                      struct svccomm__match *match, uint64_t *count)
{
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0)
        rc = svccomm__match_take(match, filter);
    if (rc == 0)
        *count = svccomm__picked_count(registry, is_match, match);
    return rc;
}

static int delete_all(svccomm_registry *registry, const struct svccomm__match *match,
                      uint64_t found)
{
    struct svccomm__picked picked = {0};
    size_t i;
    int rc = ends_reserve(registry, (size_t)found);

    if (rc == 0)
        rc = svccomm__picked_take(registry, &picked, found, is_match, match);
    for (i = 0; rc == 0 && i < picked.count; i++)
        svccomm__record_end(registry, picked.list[i].index, SVCCOMM_CHANGE_DELETED, NULL);
    svccomm__picked_free(registry, &picked);
    return rc;
}

int svccomm_registry_delete_matching(svccomm_registry *registry, const svccomm_filter *filter,
                                     int dry_run, int64_t now, uint64_t *count)
{
    struct svccomm__match match;
    uint64_t found = 0;
    int rc = bulk_check(registry, filter, now, &match, &found);

    if (rc == 0 && !dry_run)
        rc = delete_all(registry, &match, found);
    if (rc == 0 && count != NULL)
        *count = found;
    return rc;
}

static void reset_one(svccomm_registry *registry, uint32_t index, int64_t now)
{
    svccomm__record_end_view(registry, index, SVCCOMM_VIEW_LISTENER);
    svccomm__record_end_view(registry, index, SVCCOMM_VIEW_CLIENT);
    svccomm__record_end_netflow(registry, index);
    svccomm__record_touch(registry, index, now);
}

static int reset_all(svccomm_registry *registry, const struct svccomm__match *match, uint64_t found,
                     int64_t now)
{
    struct svccomm__picked picked = {0};
    size_t i;
    int rc = svccomm__changed_reserve(registry, SVCCOMM_KIND_COMMUNICATION, (size_t)found, 0);

    if (rc == 0)
        rc = svccomm__picked_take(registry, &picked, found, is_match, match);
    for (i = 0; rc == 0 && i < picked.count; i++)
        reset_one(registry, picked.list[i].index, now);
    svccomm__picked_free(registry, &picked);
    return rc;
}

int svccomm_registry_reset(svccomm_registry *registry, const svccomm_filter *filter, int dry_run,
                           int64_t now, uint64_t *count)
{
    struct svccomm__match match;
    uint64_t found = 0;
    int rc = bulk_check(registry, filter, now, &match, &found);

    if (rc == 0 && !dry_run)
        rc = reset_all(registry, &match, found, now);
    if (rc == 0 && count != NULL)
        *count = found;
    return rc;
}
