/* SPDX-License-Identifier: MIT
 * What is done between the steps of long work: datagrams are received while sockets are looked at
 * and the database is written. */
#ifndef CLI_MEANWHILE_H
#define CLI_MEANWHILE_H

#include <stddef.h>

struct meanwhile {
    void (*run)(void *user);
    void *user;
};

/* NULL: nothing. */
static inline void meanwhile_run(const struct meanwhile *meanwhile)
{
    if (meanwhile != NULL)
        meanwhile->run(meanwhile->user);
}

#endif
