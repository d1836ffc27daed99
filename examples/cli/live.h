/* SPDX-License-Identifier: MIT
 * The sockets of this host as they are now, with the names of their processes.
 *
 *   live_diag.c     from the kernel over netlink (sock_diag)
 *   live_proc.c     from /proc/net, where there is no sock_diag
 *   live_process.c  which process has which socket open, from /proc/PID
 *   live.c          all of it as one snapshot */
#ifndef CLI_LIVE_H
#define CLI_LIVE_H

#include "meanwhile.h"

#include <stdbool.h>
#include <svccomm/snapshot.h>

/* A socket; its inode is what /proc/PID/fd names it by, 0 where it has none (TIME_WAIT). */
struct live_socket {
    svccomm_row row;
    uint64_t inode;
};

struct live_sockets {
    struct live_socket *list;
    size_t count;
    size_t capacity;
};

#define LIVE_NAME_SIZE 16 /* as the kernel keeps it */

/* A process that has a socket open. */
struct live_name {
    uint64_t inode;
    char name[LIVE_NAME_SIZE];
};

struct live_names {
    struct live_name *list; /* by inode and name */
    size_t count;
    size_t capacity;
    bool unreadable; /* processes whose sockets may not be looked at */
};

/* What is kept from sample to sample. */
struct live {
    struct live_sockets sockets;
    struct live_names names;
    svccomm_row *rows;
    size_t row_capacity;
    bool said_names;                   /* that names may not be read was said */
    const struct meanwhile *meanwhile; /* run between sockets and between processes */
};

int live_sockets_add(struct live_sockets *sockets, const svccomm_row *row, uint64_t inode);

/* Adds all TCP and UDP sockets. 1: the kernel has no sock_diag (nothing was said). */
int live_diag_read(struct live_sockets *sockets);

/* Adds all TCP and UDP sockets. 0 or an exit code, after saying what is wrong. */
int live_proc_read(struct live_sockets *sockets);

/* Reads who has which socket open. 0 or an exit code, after saying what is wrong. */
int live_names_read(struct live_names *names, const struct meanwhile *meanwhile);

/* The first name of a socket; those after it in the list may be of the same. NULL: none. */
const struct live_name *live_names_find(const struct live_names *names, uint64_t inode);

/* Fills a snapshot that was begun with the sockets of now; *count is how many. 0 or an exit code,
 * after saying what is wrong. */
int live_sample(struct live *live, svccomm_snapshot *snapshot, size_t *count);

/* The ephemeral ports, or 0, 0 where the kernel does not tell. */
void live_ephemeral(uint16_t *low, uint16_t *high);

void live_free(struct live *live);

#endif
