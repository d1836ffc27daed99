/* SPDX-License-Identifier: MIT
 * When an exporter's system began, by which its uptimes become times. The header tells the time and
 * the uptime; in NetFlow v9 the time has whole seconds, so that their difference jitters by one.
 * One estimate for each exporter and domain, which moves only as far as a header forces it, keeps
 * the distances between flows exact. */
#ifndef SVCCOMM_INGEST_BOOT_TIME_H
#define SVCCOMM_INGEST_BOOT_TIME_H

#include <stdint.h>

struct svccomm__boot {
    int64_t estimate; /* ns; SVCCOMM_NO_TIME: none */
    uint32_t uptime;  /* of the latest header, ms */
    uint32_t reserved;
};

/* One header. */
struct svccomm__clock {
    int64_t time;    /* ns */
    int64_t grain;   /* the true time is less than so much after `time`, ns */
    uint32_t uptime; /* ms, modulo 2^32 */
    uint32_t reserved;
};

/* Takes in a header. Gives 1 if the system began anew, else 0. */
int svccomm__boot_observe(struct svccomm__boot *boot, const struct svccomm__clock *clock);

/* When the uptime was that of the header, by the estimate, ns. */
int64_t svccomm__boot_time_at(const struct svccomm__boot *boot, const struct svccomm__clock *clock);

#endif
