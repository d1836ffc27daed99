/* SPDX-License-Identifier: MIT
 * Applying a snapshot: checked, worked out, reserved, applied (N2, N3). */
#include <string.h>

#include "base/arith.h"
#include "base/fail.h"
#include "base/structs.h"
#include "core/calls.h"
#include "core/hosts.h"
#include "core/snapshot_plan.h"

#define FUTURE_SLACK INT64_C(600000000000) /* 10 minutes (N2) */

static struct svccomm__scratch *scratch_of(svccomm_registry *registry)
{
    if (registry->scratch == NULL)
        registry->scratch = svccomm__memory_new(&registry->memory, sizeof *registry->scratch);
    return registry->scratch;
}

/* Forgets the snapshot of before and keeps the memory. */
static void scratch_begin(svccomm_registry *registry, struct svccomm__scratch *plan,
                          const struct svccomm__sockets *snapshot, uint32_t host)
{
    struct svccomm__table *tables[] = {&plan->socket_table,      &plan->local_table,
                                       &plan->listener_table,    &plan->name_table,
                                       &plan->observation_table, &plan->new_endpoint_table};
    size_t i;

    plan->snapshot = snapshot;
    plan->host = host;
    plan->victim = 0;
    plan->scope = snapshot->info.host;
    plan->coverage = snapshot->claimed & ~snapshot->cleared;
    plan->host_name = NULL;
    svccomm__turns_begin(&plan->turns);
    memset(&plan->report, 0, sizeof plan->report);
    memset(plan->listening_ports, 0, sizeof plan->listening_ports);
    plan->socket_count = plan->extra_count = plan->local_count = plan->listener_count = 0;
    plan->name_count = plan->process_count = plan->observation_count = 0;
    for (i = 0; i < sizeof tables / sizeof tables[0]; i++)
        svccomm__table_clear(tables[i], &registry->memory, snapshot->count);
}

/* Gives back the references to strings that the plan held. */
static void scratch_end(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    size_t i;

    for (i = 0; i < plan->name_count; i++)
        svccomm__strings_drop(&registry->strings, plan->names[i].to);
    plan->name_count = 0;
    svccomm__strings_drop(&registry->strings, plan->host_name);
    plan->host_name = NULL;
}

void svccomm__scratch_free(svccomm_registry *registry)
{
    struct svccomm__scratch *p = registry->scratch;
    struct svccomm__memory *m = &registry->memory;

    if (p == NULL)
        return;
    svccomm__memory_free(m, p->sockets, p->socket_capacity * sizeof *p->sockets);
    svccomm__memory_free(m, p->extras, p->extra_capacity * sizeof *p->extras);
    svccomm__memory_free(m, p->locals, p->local_capacity * sizeof *p->locals);
    svccomm__memory_free(m, p->listeners, p->listener_capacity * sizeof *p->listeners);
    svccomm__memory_free(m, p->names, p->name_capacity * sizeof *p->names);
    svccomm__memory_free(m, p->processes, p->process_capacity * sizeof *p->processes);
    svccomm__memory_free(m, p->observations, p->observation_capacity * sizeof *p->observations);
    svccomm__memory_free(m, p->claims, p->claim_capacity * sizeof *p->claims);
    svccomm__memory_free(m, p->rule_hits, p->rule_capacity * sizeof *p->rule_hits);
    svccomm__table_free(&p->socket_table, m);
    svccomm__table_free(&p->local_table, m);
    svccomm__table_free(&p->listener_table, m);
    svccomm__table_free(&p->name_table, m);
    svccomm__table_free(&p->observation_table, m);
    svccomm__table_free(&p->new_endpoint_table, m);
    svccomm__turns_free(registry, &p->turns);
    svccomm__memory_free(m, p, sizeof *p);
    registry->scratch = NULL;
}

static int take_host_name(svccomm_registry *registry, struct svccomm__scratch *plan)
{
    const char *name = plan->snapshot->info.name;
    int rc;

    if (name == NULL)
        return 0;
    rc = svccomm__strings_intern(&registry->strings, name, strlen(name), &plan->host_name);
    plan->report.dropped_full += rc == SVCCOMM_E_FULL;
    return rc == SVCCOMM_E_FULL ? 0 : rc;
}

static void add_report(svccomm_ingest_report *to, const svccomm_ingest_report *from)
{
    svccomm__count(&to->snapshots, 1);
    svccomm__count(&to->rows, from->rows);
    svccomm__count(&to->duplicates, from->duplicates);
    svccomm__count(&to->listeners, from->listeners);
    svccomm__count(&to->connections, from->connections);
    svccomm__count(&to->not_counted, from->not_counted);
    svccomm__count(&to->unknown_states, from->unknown_states);
    svccomm__count(&to->records_seen, from->records_seen);
    svccomm__count(&to->records_new, from->records_new);
    svccomm__count(&to->implied, from->implied);
    svccomm__count(&to->presence_only, from->presence_only);
    svccomm__count(&to->ignored, from->ignored);
    svccomm__count(&to->dropped_address, from->dropped_address);
    svccomm__count(&to->dropped_port, from->dropped_port);
    svccomm__count(&to->dropped_full, from->dropped_full);
    svccomm__count(&to->turned, from->turned);
}

static int times_fit(const svccomm_registry *registry, uint32_t host, int64_t time, int64_t now,
                     svccomm_error *error)
{
    int64_t last = host == 0 ? SVCCOMM_NO_TIME : svccomm__host_at(registry, host)->last_snapshot;

    if (last != SVCCOMM_NO_TIME && time <= last)
        return svccomm__fail(error, SVCCOMM_E_STALE, NULL);
    if (time > now && svccomm__elapsed(time, now) > FUTURE_SLACK)
        return svccomm__fail(error, SVCCOMM_E_FUTURE, NULL);
    return 0;
}

static int plan_and_apply(svccomm_registry *registry, struct svccomm__scratch *plan, int64_t now)
{
    int rc = take_host_name(registry, plan);

    if (rc == 0)
        rc = svccomm__plan_sockets(registry, plan);
    if (rc == 0)
        rc = svccomm__plan_locals(registry, plan);
    if (rc == 0)
        rc = svccomm__plan_listeners(registry, plan);
    if (rc == 0)
        rc = svccomm__plan_observe(registry, plan);
    if (rc == 0)
        rc = svccomm__plan_reserve(registry, plan);
    if (rc == 0)
        svccomm__plan_apply(registry, plan, now);
    scratch_end(registry, plan);
    return rc;
}

static int ingest_check(const svccomm_registry *registry, const svccomm_snapshot *snapshot,
                        int64_t now, const svccomm_ingest_report *report)
{
    int rc = svccomm__call_check_now(registry, now);

    if (rc == 0 && snapshot == NULL)
        rc = SVCCOMM_E_ARGUMENT;
    if (rc == 0 && report != NULL)
        rc = svccomm__struct_out(report, sizeof *report);
    if (rc == 0 && (!svccomm__snapshot_sockets(snapshot)->begun ||
                    svccomm__snapshot_sockets(snapshot)->source_open))
        rc = SVCCOMM_E_STATE;
    return rc;
}

int svccomm_registry_ingest_snapshot(svccomm_registry *registry, const svccomm_snapshot *snapshot,
                                     int64_t now, svccomm_ingest_report *report,
                                     svccomm_error *error)
{
    int rc = ingest_check(registry, snapshot, now, report);
    const struct svccomm__sockets *sockets;
    uint32_t host;

    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    sockets = svccomm__snapshot_sockets(snapshot);
    host = svccomm__host_find(registry, sockets->info.realm, sockets->info.host);
    rc = times_fit(registry, host, sockets->info.time, now, error);
    if (rc < 0)
        return rc;
    if (scratch_of(registry) == NULL)
        return svccomm__fail(error, SVCCOMM_E_NOMEM, NULL);
    scratch_begin(registry, registry->scratch, sockets, host);
    rc = plan_and_apply(registry, registry->scratch, now);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (report != NULL)
        add_report(report, &registry->scratch->report);
    return 0;
}
