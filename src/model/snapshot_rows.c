/* SPDX-License-Identifier: MIT
 * Rows that the caller gives and takes as structs, and the report of what became of them. */
#include <limits.h>
#include <string.h>

#include "base/arith.h"
#include "base/fail.h"
#include "base/structs.h"
#include "model/address.h"
#include "model/snapshot.h"

/* What told a format is its first line over all. */
static void report_add_formats(svccomm_text_report *report, const svccomm_text_report *more)
{
    uint32_t i;

    for (i = 0; i < SVCCOMM_FORMATS_MAX; i++)
        if (report->format_lines[i] == 0 && more->format_lines[i] != 0) {
            report->format_lines[i] = more->format_lines[i];
            report->format_headers |= more->format_headers & 1u << i;
        }
}

void svccomm__report_add(svccomm_text_report *report, const svccomm_text_report *more)
{
    if (report == NULL)
        return;
    report->formats |= more->formats;
    svccomm__count(&report->lines, more->lines);
    svccomm__count(&report->taken, more->taken);
    svccomm__count(&report->skipped, more->skipped);
    svccomm__count(&report->doubtful, more->doubtful);
    svccomm__count(&report->unknown_states, more->unknown_states);
    svccomm__count(&report->dropped, more->dropped);
    svccomm__count(&report->dropped_names, more->dropped_names);
    svccomm__report_first(&report->first_taken_line, more->first_taken_line);
    svccomm__report_first(&report->first_skipped_line, more->first_skipped_line);
    svccomm__report_first(&report->first_doubtful_line, more->first_doubtful_line);
    svccomm__report_first(&report->first_unknown_state_line, more->first_unknown_state_line);
    report_add_formats(report, more);
}

/* The bit of a row's own kind, protocol and family (N1). */
static uint32_t row_cover_bit(const svccomm_row *row)
{
    int has_peer = row->remote_port != 0 || !svccomm__address_is_unspecified(row->remote);

    return svccomm__cover_bit(row->protocol, has_peer, !svccomm__address_is_v4(row->local));
}

static int row_is_doubtful(const svccomm_row *row)
{
    return svccomm__protocol_index(row->protocol) < 0 ||
           (row->remote_port != 0 && svccomm__address_is_unspecified(row->remote));
}

/* Takes the row's name; one that does not fit a cap is left out and counted. */
static int row_name(struct svccomm__sockets *sockets, const char *process, const char **name,
                    svccomm_text_report *counts)
{
    int rc;

    *name = NULL;
    if (process == NULL || *process == '\0')
        return 0;
    rc = svccomm__names_intern(&sockets->names, &sockets->memory, process, strlen(process), name);
    if (rc == SVCCOMM_E_NOMEM)
        return rc;
    counts->dropped_names += rc < 0;
    return 0;
}

static void row_convert(struct svccomm__socket *socket, const svccomm_row *row, const char *process)
{
    memset(socket, 0, sizeof *socket);
    memcpy(socket->local, row->local, sizeof socket->local);
    memcpy(socket->remote, row->remote, sizeof socket->remote);
    socket->local_port = row->local_port;
    socket->remote_port = row->remote_port;
    socket->protocol = row->protocol;
    socket->state = row->state > SVCCOMM_STATE_IDLE ? SVCCOMM_STATE_UNKNOWN : row->state;
    socket->flags = row->flags & SVCCOMM__ROW_PUBLIC;
    socket->process = process;
}

/* Counts one row and puts it at index `at`, if it is taken: 1, 0, or NOMEM. */
static int row_take(struct svccomm__sockets *sockets, const svccomm_row *row, size_t at,
                    uint64_t line, svccomm_text_report *counts)
{
    const char *process;
    int rc;

    if (row_is_doubtful(row)) {
        counts->doubtful++;
        svccomm__report_first(&counts->first_doubtful_line, line);
        return 0;
    }
    if (at >= sockets->max_rows) {
        counts->dropped++;
        return 0;
    }
    rc = row_name(sockets, row->process, &process, counts);
    if (rc < 0)
        return rc;
    row_convert(&sockets->rows[at], row, process);
    counts->taken++;
    svccomm__report_first(&counts->first_taken_line, line);
    if (sockets->rows[at].state == SVCCOMM_STATE_UNKNOWN &&
        !svccomm__protocol_is_datagram(row->protocol)) {
        counts->unknown_states++;
        svccomm__report_first(&counts->first_unknown_state_line, line);
    }
    return 1;
}

static void rows_reverse(struct svccomm__socket *rows, size_t count)
{
    struct svccomm__socket held;
    size_t i;

    for (i = 0; i < count / 2; i++) {
        held = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = held;
    }
}

/* New rows go before those that an open text source has staged; they were written behind them, so
 * that a failure leaves no trace. Three reversals are a rotation. */
static void rows_commit(struct svccomm_snapshot *snapshot, size_t taken)
{
    size_t staged = snapshot->source.staged;
    struct svccomm__socket *rows;

    if (staged > 0 && taken > 0) {
        rows = snapshot->sockets.rows + snapshot->sockets.count;
        rows_reverse(rows, staged);
        rows_reverse(rows + staged, taken);
        rows_reverse(rows, staged + taken);
    }
    snapshot->sockets.count += taken;
}

static int rows_add(struct svccomm_snapshot *snapshot, const svccomm_row *rows, size_t count,
                    size_t size, svccomm_text_report *counts)
{
    struct svccomm__sockets *sockets = &snapshot->sockets;
    size_t held = sockets->count + snapshot->source.staged, at = held, i;
    size_t room = sockets->max_rows > held ? sockets->max_rows - held : 0;
    uint32_t cleared = 0;
    svccomm_row row;
    int rc = svccomm__memory_grow(&sockets->memory, &sockets->rows, &sockets->capacity,
                                  held + (room < count ? room : count), sizeof *sockets->rows);

    svccomm__names_mark(&sockets->names);
    for (i = 0; rc >= 0 && i < count; i++) {
        memcpy(&row, (const char *)rows + i * size, sizeof row);
        rc = row_take(sockets, &row, at, i + 1, counts);
        at += rc == 1;
        if (rc == 0)
            cleared |= row_cover_bit(&row);
    }
    if (rc < 0) {
        svccomm__names_rollback(&sockets->names);
        return rc;
    }
    rows_commit(snapshot, at - held);
    sockets->cleared |= cleared;
    return 0;
}

int svccomm_snapshot_add_rows(svccomm_snapshot *snapshot, const svccomm_row *rows, size_t count,
                              size_t size, svccomm_text_report *report, svccomm_error *error)
{
    svccomm_text_report counts = {0};
    int rc;

    if (snapshot == NULL)
        return svccomm__fail(error, SVCCOMM_E_ARGUMENT, "snapshot is NULL");
    rc = report == NULL ? 0 : svccomm__struct_out(report, sizeof *report);
    if (rc == 0)
        rc = svccomm__elements_in(rows, count, size, sizeof *rows);
    if (rc < 0)
        return svccomm__fail(error, rc, NULL);
    if (!snapshot->sockets.begun)
        return svccomm__fail(error, SVCCOMM_E_STATE, "no snapshot was begun");
    rc = rows_add(snapshot, rows, count, size, &counts);
    if (rc < 0)
        return svccomm__fail_at(error, rc, 0, counts.taken + counts.doubtful + counts.dropped,
                                NULL);
    svccomm__report_add(report, &counts);
    return 0;
}

static void row_show(svccomm_row *row, const struct svccomm__socket *socket)
{
    memset(row, 0, sizeof *row);
    memcpy(row->local, socket->local, sizeof row->local);
    memcpy(row->remote, socket->remote, sizeof row->remote);
    row->local_port = socket->local_port;
    row->remote_port = socket->remote_port;
    row->protocol = socket->protocol;
    row->state = socket->state;
    row->flags = socket->flags;
    row->process = socket->process;
}

int svccomm_snapshot_rows(const svccomm_snapshot *snapshot, uint64_t first, svccomm_row *rows,
                          size_t capacity, size_t size)
{
    svccomm_row row;
    size_t i;

    if (snapshot == NULL || (rows == NULL && capacity > 0))
        return SVCCOMM_E_ARGUMENT;
    if (size < sizeof row)
        return SVCCOMM_E_STRUCT_SIZE;
    if (first >= snapshot->sockets.count)
        return 0;
    if (capacity > snapshot->sockets.count - first)
        capacity = (size_t)(snapshot->sockets.count - first);
    if (capacity > INT_MAX)
        capacity = INT_MAX;
    for (i = 0; i < capacity; i++) {
        row_show(&row, &snapshot->sockets.rows[first + i]);
        svccomm__element_out(rows, i, size, &row, sizeof row);
    }
    return (int)capacity;
}
