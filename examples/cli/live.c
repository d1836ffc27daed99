/* SPDX-License-Identifier: MIT
 * The sockets of this host as one snapshot. */
#include "live.h"

#include "grow.h"
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int live_sockets_add(struct live_sockets *sockets, const svccomm_row *row, uint64_t inode)
{
    int code = grow(&sockets->list, sockets->count + 1, &sockets->capacity, sizeof *sockets->list);
    if (code != 0)
        return code;
    sockets->list[sockets->count].row = *row;
    sockets->list[sockets->count++].inode = inode;
    return 0;
}

static int read_sockets(struct live_sockets *sockets)
{
    sockets->count = 0;
    if (live_diag_read(sockets) == 0)
        return 0;
    sockets->count = 0;
    return live_proc_read(sockets);
}

/* One row for each name of a socket: the snapshot counts it once and takes all names. */
static int make_rows(struct live *live, size_t *count)
{
    size_t unnamed = 0;
    *count = 0;
    for (size_t i = 0; i < live->sockets.count; i++) {
        const struct live_socket *from = &live->sockets.list[i];
        const struct live_name *end = live->names.list + live->names.count;
        const struct live_name *name = live_names_find(&live->names, from->inode);
        unnamed += name == NULL && from->inode != 0;
        do {
            int code = grow(&live->rows, *count + 1, &live->row_capacity, sizeof *live->rows);
            if (code != 0)
                return code;
            live->rows[*count] = from->row;
            live->rows[(*count)++].process = name != NULL ? name->name : NULL;
        } while (name != NULL && ++name < end && name->inode == from->inode);
    }
    if (unnamed > 0 && !live->said_names && (live->names.unreadable || geteuid() != 0)) {
        say_note("the process names of %zu sockets may not be read (root may)", unnamed);
        live->said_names = true;
    }
    return 0;
}

static int add_rows(struct live *live, svccomm_snapshot *snapshot, size_t count)
{
    svccomm_error error;
    svccomm_error_init(&error, sizeof error);
    int code =
        svccomm_snapshot_add_rows(snapshot, live->rows, count, sizeof *live->rows, NULL, &error);
    if (code == 0)
        code = svccomm_snapshot_cover(snapshot, SVCCOMM_COVER_TCP | SVCCOMM_COVER_UDP |
                                                    SVCCOMM_COVER_PROCESSES);
    return code == 0 ? 0 : say_code("snapshot", code, &error);
}

int live_sample(struct live *live, svccomm_snapshot *snapshot, size_t *count)
{
    size_t rows;
    int code = read_sockets(&live->sockets);
    *count = live->sockets.count;
    meanwhile_run(live->meanwhile);
    if (code == 0)
        code = live_names_read(&live->names, live->meanwhile);
    if (code == 0)
        code = make_rows(live, &rows);
    return code == 0 ? add_rows(live, snapshot, rows) : code;
}

void live_ephemeral(uint16_t *low, uint16_t *high)
{
    unsigned first, last;
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re");
    *low = *high = 0;
    if (file == NULL)
        return;
    if (fscanf(file, "%5u %5u", &first, &last) == 2 && first <= last && last <= UINT16_MAX) {
        *low = (uint16_t)first;
        *high = (uint16_t)last;
    }
    fclose(file);
}

void live_free(struct live *live)
{
    free(live->sockets.list);
    free(live->names.list);
    free(live->rows);
    memset(live, 0, sizeof *live);
}
