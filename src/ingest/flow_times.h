/* SPDX-License-Identifier: MIT
 * The times of flow records in all their forms, as nanoseconds since 1970. */
#ifndef SVCCOMM_INGEST_FLOW_TIMES_H
#define SVCCOMM_INGEST_FLOW_TIMES_H

#include "ingest/elements.h"
#include "svccomm/api.h"

#define SVCCOMM__NS_PER_US INT64_C(1000)
#define SVCCOMM__NS_PER_MS INT64_C(1000000)
#define SVCCOMM__NS_PER_S INT64_C(1000000000)

/* An uptime that is ahead of the header's by at most so much is ahead; one that seems to be further
 * is from before the last wrap. Ten minutes is what flows may end after they came (F9). */
#define SVCCOMM__UPTIME_AHEAD_MS 600000u

/* What the times of a datagram are relative to. */
struct svccomm__moment {
    int64_t export_time; /* of the header, ns */
    int64_t uptime_at;   /* when the system's uptime was `uptime`, ns */
    uint32_t uptime;     /* ms */
    uint32_t has_uptime;
};

/* An NTP timestamp (RFC 7011 sections 6.1.9 and 6.1.10) to the next microsecond, or nanosecond. */
int64_t svccomm__time_ntp(uint64_t timestamp, int64_t unit);

/* A time that the exporter's clock began with, in ms, makes uptimes times. */
struct svccomm__moment svccomm__moment_since(const struct svccomm__moment *moment,
                                             uint64_t init_ms);

/* What is too great becomes INT64_MAX, which no registry takes (F9); 0 means that it is not told.
 */
static inline int64_t svccomm__time_scaled(uint64_t value, int64_t unit)
{
    if (value == 0)
        return SVCCOMM_NO_TIME;
    return value > (uint64_t)(SVCCOMM_TIME_MAX / unit) ? INT64_MAX : (int64_t)value * unit;
}

/* Uptimes of one moment, which count modulo 2^32 ms, 49.7 days: `greatest` is the one that is
 * furthest ahead. */
struct svccomm__uptimes {
    int64_t greatest_at; /* ns */
    uint32_t greatest;   /* ms */
    uint32_t reserved;
};

static inline struct svccomm__uptimes svccomm__uptimes_of(const struct svccomm__moment *moment)
{
    struct svccomm__uptimes uptimes = {moment->uptime_at +
                                           SVCCOMM__UPTIME_AHEAD_MS * SVCCOMM__NS_PER_MS,
                                       moment->uptime + SVCCOMM__UPTIME_AHEAD_MS, 0};

    return uptimes;
}

static inline int64_t svccomm__time_uptime(const struct svccomm__uptimes *uptimes, uint32_t uptime)
{
    uint32_t before = uptimes->greatest - uptime;

    return uptimes->greatest_at - (int64_t)before * SVCCOMM__NS_PER_MS;
}

static inline int64_t svccomm__time_of_uptime(const struct svccomm__moment *moment, uint64_t value)
{
    struct svccomm__uptimes uptimes = svccomm__uptimes_of(moment);

    return moment->has_uptime ? svccomm__time_uptime(&uptimes, (uint32_t)value) : SVCCOMM_NO_TIME;
}

/* The time, or SVCCOMM_NO_TIME where it is not told. */
static inline int64_t svccomm__time_of(uint8_t form, uint64_t value,
                                       const struct svccomm__moment *moment)
{
    switch (form) {
    case SVCCOMM__TIME_UPTIME:
        return svccomm__time_of_uptime(moment, value);
    case SVCCOMM__TIME_MILLI:
        return svccomm__time_scaled(value, SVCCOMM__NS_PER_MS);
    case SVCCOMM__TIME_SECONDS:
        return svccomm__time_scaled(value, SVCCOMM__NS_PER_S);
    case SVCCOMM__TIME_MICRO:
        return svccomm__time_ntp(value, SVCCOMM__NS_PER_US);
    case SVCCOMM__TIME_NANO:
        return svccomm__time_ntp(value, 1);
    case SVCCOMM__TIME_BEFORE_EXPORT:
        return moment->export_time - (int64_t)(uint32_t)value * SVCCOMM__NS_PER_US;
    default:
        return SVCCOMM_NO_TIME;
    }
}

#endif
