/* SPDX-License-Identifier: MIT
 * Importing an export, all or nothing: the records are collected in a registry of their own, which
 * is then absorbed. */
#include "base/arith.h"
#include "base/fail.h"
#include "base/sort.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/restore.h"
#include "export/import_records.h"

struct import_target {
    svccomm_registry *registry;
    svccomm_registry *staging;
    svccomm_read_fn read;
    void *user;
};

int svccomm_import_report_init(svccomm_import_report *report, size_t size)
{
    return svccomm__struct_init(report, size, sizeof *report);
}

/* The caller's callback, in which the registry must not be changed (S4). */
static int import_read(void *user, void *data, size_t capacity, size_t *length)
{
    struct import_target *target = user;
    int rc;

    svccomm__registry_enter(target->registry);
    rc = target->read(target->user, data, capacity, length);
    svccomm__registry_leave(target->registry);
    return rc;
}

/* What the registry finds wrong with a record is a fault of the input. */
static int import_restore(void *user, const svccomm_record *record, svccomm_error *why)
{
    struct import_target *target = user;
    int rc = svccomm__registry_restore(target->staging, record, why);

    if (rc == SVCCOMM_E_EXISTS) {
        svccomm__fail(why, rc, "two records with the same key");
        return SVCCOMM_E_FORMAT;
    }
    return rc == SVCCOMM_E_ARGUMENT ? SVCCOMM_E_FORMAT : rc;
}

static int import_collect(struct import_target *target, uint32_t format, int64_t now,
                          uint64_t *records, svccomm_error *error)
{
    struct svccomm__import_source source = {
        .format = format,
        .read = import_read,
        .read_user = target,
        .sink = import_restore,
        .sink_user = target,
        .defaults =
            {
                .now = now,
                .interval = svccomm__registry_interval(target->registry),
                .keep = svccomm__registry_keep(target->registry),
                .points = svccomm__registry_points(target->registry),
            },
    };

    return svccomm__import_records(&source, &target->staging->memory, records, error);
}

/* ---- revisions ---- */

struct import_revision {
    uint64_t revision;
    uint32_t record;
    uint32_t reserved;
};

static int import_revision_order(const void *context, const void *a, const void *b)
{
    const struct import_revision *x = a, *y = b;

    (void)context;
    if (x->revision != y->revision)
        return x->revision < y->revision ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

static void import_list_revisions(const svccomm_registry *staging, struct import_revision *list)
{
    for (uint32_t i = 0; i < staging->records.used; i++) {
        list[i].record = i + 1;
        list[i].revision = svccomm__record_at(staging, i + 1)->revision;
    }
}

/* Records written by hand have no revision, and files put together have some twice; but no two
 * records may have the same (K10). The revisions of an export come through as they are. */
static int import_number(svccomm_registry *staging, svccomm_error *error)
{
    size_t count = staging->records.used, size = count * sizeof(struct import_revision);
    struct import_revision *list;
    uint64_t last = 0;

    if (count == 0)
        return 0;
    list = svccomm__memory_new(&staging->memory, size);
    if (list == NULL)
        return svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
    import_list_revisions(staging, list);
    svccomm__sort(list, count, sizeof *list, import_revision_order, NULL);
    for (size_t i = 0; i < count; i++) {
        last = list[i].revision > last ? list[i].revision : last + 1;
        svccomm__record_at(staging, list[i].record)->revision = last;
    }
    staging->revision = last;
    svccomm__memory_free(&staging->memory, list, size);
    return 0;
}

/* ---- the call ---- */

static void import_count(svccomm_import_report *report, uint64_t records, uint64_t created,
                         uint64_t merged)
{
    if (report == NULL)
        return;
    svccomm__count(&report->records, records);
    svccomm__count(&report->created, created);
    svccomm__count(&report->merged, merged);
}

static int import_check(const svccomm_registry *registry, uint32_t format, svccomm_read_fn read,
                        int64_t now, const svccomm_import_report *report)
{
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0 && (read == NULL || format > SVCCOMM_TRANSFER_NDJSON))
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0 && report != NULL)
        rc = svccomm__struct_out(report, sizeof *report);
    return rc;
}

int svccomm_registry_import(svccomm_registry *registry, uint32_t format, svccomm_read_fn read,
                            void *user, int64_t now, svccomm_import_report *report,
                            svccomm_error *error)
{
    struct import_target target = {registry, NULL, read, user};
    uint64_t records = 0, created = 0, merged = 0;
    int rc = import_check(registry, format, read, now, report);

    if (rc == 0)
        rc = svccomm__registry_staging(registry, &target.staging);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    rc = import_collect(&target, format, now, &records, error);
    if (rc == 0)
        rc = import_number(target.staging, error);
    if (rc == 0)
        rc = svccomm__registry_absorb(registry, target.staging, now, &created, &merged, error);
    svccomm_registry_free(target.staging);
    if (rc == 0)
        import_count(report, records, created, merged);
    return rc;
}
