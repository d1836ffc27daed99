/* SPDX-License-Identifier: MIT
 * The times of flow records in all their forms. */
#include "ingest/flow_times.h"

#define NTP_TO_UNIX UINT64_C(2208988800) /* seconds from 1900 to 1970 */
#define NTP_ERA (UINT64_C(1) << 32)

/* Seconds of less than 1970 are of the era that begins in 2036. The fraction is rounded, because
 * exporters cut it, and leave out its lower 11 bits where they tell microseconds. */
int64_t svccomm__time_ntp(uint64_t timestamp, int64_t unit)
{
    uint64_t seconds = timestamp >> 32, fraction = timestamp & UINT32_MAX;
    uint64_t parts = (uint64_t)(SVCCOMM__NS_PER_S / unit);

    if (timestamp == 0)
        return SVCCOMM_NO_TIME;
    if (seconds < NTP_TO_UNIX)
        seconds += NTP_ERA;
    seconds -= NTP_TO_UNIX;
    fraction = (fraction * parts + (UINT64_C(1) << 31)) >> 32;
    return (int64_t)seconds * SVCCOMM__NS_PER_S + (int64_t)fraction * unit;
}

struct svccomm__moment svccomm__moment_since(const struct svccomm__moment *moment, uint64_t init_ms)
{
    struct svccomm__moment since = *moment;
    int64_t init = svccomm__time_scaled(init_ms, SVCCOMM__NS_PER_MS);

    since.has_uptime = init != SVCCOMM_NO_TIME && init <= SVCCOMM_TIME_MAX;
    if (!since.has_uptime)
        return since;
    /* Both times are within 2^62, so the difference fits; it is cut to ms, and modulo 2^32. */
    since.uptime = (uint32_t)((moment->export_time - init) / SVCCOMM__NS_PER_MS);
    since.uptime_at = init + (moment->export_time - init) / SVCCOMM__NS_PER_MS * SVCCOMM__NS_PER_MS;
    return since;
}
